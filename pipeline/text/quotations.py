"""Quotation marks in a text: what stands in them, which have no partner, what a language writes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_OPENING, _SINGLE = "„‚", "’‘'"
# What closes which marks, whatever the language; those that open as well do so elsewhere.
_CLOSES = {
    "“": "„",
    "”": "“„”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "‚",
    "’": "‘‚",
    '"': '"',
    "'": "'",
}
_MARK = re.compile(f"[{_OPENING}{''.join(_CLOSES)}]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A text in quotation marks.

    Attributes:
        start, end: Where it stands with its marks, in characters.
        marks: The opening and the closing mark.
        depth: In how many other quotations it stands.
    """

    start: int
    end: int
    marks: str
    depth: int


def quotations(text: str) -> tuple[tuple[Quotation, ...], tuple[int, ...]]:
    """Pair the quotation marks of a text, whatever language's they are.

    Apostrophes, and the marks of inches and minutes, are none.

    Returns:
        The quotations in the order of their ends, and the places of marks without a partner.
    """
    found: list[Quotation] = []
    lonely: list[int] = []
    open_: list[int] = []
    for match in _MARK.finditer(text):
        place, mark = match.start(), match.group()
        if _is_apostrophe(text, place):
            continue
        partner = next((i for i in reversed(open_) if text[i] in _CLOSES.get(mark, "")), None)
        if partner is not None:
            while open_[-1] != partner:
                lonely.append(open_.pop())
            open_.pop()
            found.append(Quotation(partner, place + 1, text[partner] + mark, len(open_)))
        elif mark in "”’" or (mark in "\"'" and not _can_open(text, place)):
            lonely.append(place)
        else:
            open_.append(place)
    # At the end of a word, or before one that is cut short, these are apostrophes.
    lonely = sorted(place for place in (*lonely, *open_) if text[place] not in _SINGLE)
    return tuple(found), tuple(lonely)


def without(text: str, found: Iterable[Quotation]) -> str:
    """Return a text with a sign that is no letter in the place of all that is quoted."""
    for quotation in found:
        size = quotation.end - quotation.start
        text = text[: quotation.start] + "□" * size + text[quotation.end :]
    return text


def _is_apostrophe(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if text[place] in _SINGLE and before.isalnum() and after.isalnum():
        return True
    return text[place] in "\"'" and before.isdigit() and '"' not in text[:place]


def _can_open(text: str, place: int) -> bool:
    return not text[place - 1 : place].isalnum() or not place
