"""German nouns with gender and plural: 92,000 of the German Wiktionary.

The tables `nouns.tsv.gz` and `forms.tsv.gz` are under CC BY-SA 4.0, see NOTICE.md beside them, and
made by `tests/tools/german_nouns.py`, which says what stands in them.
"""

import gzip
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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
    nouns, forms = _table("nouns"), _table("forms")
    wanted = f"{form.lower()}\t".encode()
    place = bisect_left(forms, wanted)
    if place == len(forms) or not forms[place].startswith(wanted):
        return ()
    return tuple(_noun(nouns[int(number)]) for number in forms[place].split(b"\t")[1].split())


def _noun(line: bytes) -> Noun:
    lemma, *rest = line.decode().split("\t")
    genders, plurals, singular, plural, kind = (*rest, *[""] * (5 - len(rest)))
    plural_forms = frozenset(_forms(plural, lemma.lower()))
    return Noun(
        lemma,
        tuple(genders),
        _forms(plurals, lemma),
        kind == "adjectival",
        plural_forms.union(_forms(singular, lemma.lower())),
        plural_forms,
    )


def _forms(written: str, lemma: str) -> tuple[str, ...]:
    """Return forms by what differs from the lemma: "3-äuser" of "Haus"."""
    parts = (code.partition("-") for code in written.split(",") if code)
    return tuple(lemma[: len(lemma) - int(cut or 0)] + ending for cut, _, ending in parts)


@cache
def _table(name: str) -> list[bytes]:
    packed = (files("pipeline.languages.de") / f"{name}.tsv.gz").read_bytes()
    return gzip.decompress(packed).split(b"\n")
