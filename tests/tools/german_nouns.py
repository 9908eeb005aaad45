"""Make the table of German nouns that `pipeline/languages/de` brings.

    pip download --no-deps german-nouns && python -m zipfile -e german_nouns-*.whl nouns
    python tests/tools/german_nouns.py nouns/german_nouns/nouns.csv

The package german-nouns lists some 100,000 nouns of the German Wiktionary with all their forms
(CC BY-SA 4.0). It cannot be installed beside a present-day lxml, so its facts are kept here in a
tenth of their size: `nouns.tsv.gz` has a noun a line, and `forms.tsv.gz` says which nouns a form
belongs to. Names, abbreviations and affixes are left out.

A form is written as the number of letters to cut off the lemma, a hyphen, and what comes there
instead: of "Haus", "3-äuser" is "häuser".
"""

import csv
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[2] / "pipeline" / "languages" / "de"
GENDERS = ("genus", "genus 1", "genus 2", "genus 3", "genus 4")
PLURALS = (
    "nominativ plural",
    *(f"nominativ plural{mark}" for mark in ("*", " 1", " 2", " 3", " 4")),
)
# What is no noun of the language, or has no gender of its own.
NAMES = frozenset("Nachname Vorname Toponym Eigenname Abkürzung Straßenname Suffix".split())


def main(source: Path) -> None:
    """Read the package's table and write both of ours."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = [line for row in csv.DictReader(file) if (line := noun(row))]
    forms: dict[str, list[int]] = {}
    for number, (_, own_forms) in enumerate(rows):
        for form in own_forms:
            forms.setdefault(form, []).append(number)
    write("nouns.tsv.gz", (line for line, _ in rows))
    write("forms.tsv.gz", (f"{form}\t{' '.join(map(str, forms[form]))}" for form in sorted(forms)))
    print(f"{len(rows):,} nouns, {len(forms):,} forms")


def noun(row: dict[str, str]) -> tuple[str, set[str]] | None:
    """Return a noun's line and all its forms in small letters; None for what is no noun."""
    cells = {name: cell for name, cell in row.items() if cell}
    if NAMES & set(cells.get("pos", "").split(",")) or not cells["lemma"][:1].isupper():
        return None
    # "der Beamte, ein Beamter": the lemma is the form with a definite article.
    weak = cells.get("nominativ singular schwach")
    lemma = weak or cells["lemma"]
    genders = dict.fromkeys(cells[name] for name in GENDERS if name in cells)
    plurals = list(dict.fromkeys(cells[name] for name in PLURALS if name in cells))
    singular = {cell.lower() for name, cell in cells.items() if " singular" in name}
    plural = {cell.lower() for name, cell in cells.items() if " plural" in name}
    fields = (
        lemma,
        "".join(genders),
        ",".join(written(form, lemma) for form in plurals),
        ",".join(written(form, lemma.lower()) for form in sorted(singular - plural)),
        ",".join(written(form, lemma.lower()) for form in sorted(plural)),
        "adjectival" if weak else "",
    )
    return "\t".join(fields).rstrip("\t"), singular | plural | {lemma.lower()}


def written(form: str, lemma: str) -> str:
    """Return a form by what differs from its lemma."""
    same = next((i for i, (a, b) in enumerate(zip(form, lemma, strict=False)) if a != b), None)
    same = min(len(form), len(lemma)) if same is None else same
    return f"{len(lemma) - same or ''}-{form[same:]}"


def write(name: str, lines: Iterator[str]) -> None:
    """Pack lines, the same ones always to the same bytes."""
    packed = gzip.compress("\n".join(lines).encode(), 9, mtime=0)
    (TARGET / name).write_bytes(packed)
    print(f"{name}: {len(packed) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
