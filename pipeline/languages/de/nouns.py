"""German nouns with gender and plural, from the tables that the package german-nouns brings.

They are 100,000 nouns of the German Wiktionary (CC BY-SA). The package's own reader needs more
than two seconds to take the table apart; here only the lines asked for are, after 0.1 s. Where the
package cannot be installed, on Python 3.13 and later, no noun is known, and genders come from the
dictionaries alone.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_GENDERS = ("genus", "genus 1", "genus 2", "genus 3", "genus 4")
_PLURALS = (
    "nominativ plural",
    *(f"nominativ plural{mark}" for mark in ("*", *" 1/ 2/ 3/ 4".split("/"))),
)
# What is no noun of the language, or has no gender of its own.
_NAMES = frozenset("Nachname Vorname Toponym Eigenname Abkürzung Straßenname Suffix".split())


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun.

    Attributes:
        lemma: Nominative singular; the plural where it has no singular.
        genders: Of "m", "f" and "n", those it may have; none where it is a plural only.
        plurals: Its plurals, nominative; several where usage or meaning differ.
        is_adjectival: Whether it is inflected as an adjective: "der Beamte, ein Beamter".
        forms: All its forms with an article that is definite, in small letters.
        plural_forms: Those of its plural.
    """

    lemma: str
    genders: tuple[str, ...]
    plurals: tuple[str, ...]
    is_adjectival: bool
    forms: frozenset[str]
    plural_forms: frozenset[str]


@cache
def find_nouns(form: str) -> tuple[Noun, ...]:
    """Return the nouns that a word is a form of, in the table's order; names are left out."""
    rows, index = _tables()
    start = index.find(f"\n{form.lower()}\t".encode())
    if start < 0:
        return ()
    numbers = index[start + 1 : index.find(b"\n", start + 1)].decode().split("\t")[1:]
    header = next(csv.reader([rows[0].decode()]))
    lines = (next(csv.reader([rows[int(number) + 1].decode()])) for number in numbers if number)
    found = (_noun(dict(zip(header, line, strict=False))) for line in lines)
    return tuple(noun for noun in found if noun is not None)


def _noun(row: dict[str, str]) -> Noun | None:
    cells = {name: cell for name, cell in row.items() if cell}
    if _NAMES & set(cells.get("pos", "").split(",")) or not cells["lemma"][:1].isupper():
        return None
    genders = dict.fromkeys(cells[name] for name in _GENDERS if name in cells)
    forms = {
        name: cell.lower()
        for name, cell in cells.items()
        if " singular" in name or " plural" in name
    }
    plural_forms = frozenset(cell for name, cell in forms.items() if " plural" in name)
    weak = cells.get("nominativ singular schwach")
    return Noun(
        weak or cells["lemma"],
        tuple(genders),
        tuple(dict.fromkeys(cells[name] for name in _PLURALS if name in cells)),
        weak is not None,
        frozenset(forms.values()),
        plural_forms,
    )


@cache
def _tables() -> tuple[list[bytes], bytes]:
    """Return the lines of the table, and the index: form, then the numbers of its lines."""
    try:
        folder = files("german_nouns")
    except ModuleNotFoundError:
        return [b"lemma"], b""
    rows = folder.joinpath("nouns.csv").read_bytes().split(b"\n")
    return rows, b"\n" + folder.joinpath("index.txt").read_bytes()
