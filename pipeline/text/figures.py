"""Numbers in a text: in digits with their values and places, in words with their values.

"1,500" in English and "1.500" in German have one value, "4 billion" and "4.000 millones" too.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_FIGURE = (
    r"(?P<figure>\d{1,3}(?P<mark>[.,\u00a0\u202f ])\d{3}(?:(?P=mark)\d{3})*(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)?)"
)
# Words after a figure, by the zeros they stand for: "4 billion" is "4.000 millones".
_SCALES = {
    "en": {"thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    "es": {
        "mil millones": 9,
        "mil": 3,
        "millón": 6,
        "millones": 6,
        "billón": 12,
        "billones": 12,
    },
    "de": {
        "tausend": 3,
        "million": 6,
        "millionen": 6,
        "mio.": 6,
        "milliarde": 9,
        "milliarden": 9,
        "mrd.": 9,
        "billion": 12,
        "billionen": 12,
    },
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in digits.

    Attributes:
        value: Without grouping, a point before decimals, a scale word multiplied in.
        start, end: Where its digits stand in the text, in characters, the scale word not included.
        other: What it is where the language is written in another country: "1,500" is one and a
            half in Spain and 1500 in Mexico. Else empty.
    """

    value: str
    start: int
    end: int
    other: str = ""


def figures(text: str, language: str) -> tuple[Figure, ...]:
    """Return the numbers in digits, in order: "1.5 million" is 1500000."""
    scales = _SCALES.get(language, {})
    words = "|".join(map(re.escape, scales)) or "(?!)"
    found = []
    for figure in re.finditer(rf"{_FIGURE}(?:[\s-](?P<scale>{words})(?!\w))?", text, re.IGNORECASE):
        zeros = scales[figure["scale"].lower()] if figure["scale"] else 0
        value, other = (
            format(_value(figure["figure"], of).scaleb(zeros).normalize(), "f")
            for of in (language, "en" if language == "es" else language)
        )
        other = "" if other == value else other
        found.append(Figure(value, *figure.span("figure"), other))
    return tuple(found)


def values(text: str, language: str) -> list[str]:
    """Return the values of the numbers in digits, in order."""
    return [figure.value for figure in figures(text, language)]


def differences(
    source: str,
    source_language: str,
    target: str,
    target_language: str,
    *,
    any_country: bool = False,
) -> tuple[Counter[str], Counter[str]]:
    """Compare the numbers in digits of a text and its translation.

    A figure may be written out in the other language: "5" as "cinco" is no difference.

    Args:
        source: The text.
        source_language: Its language, ISO 639-1.
        target: The translation.
        target_language: Its language.
        any_country: Whether the translation may write figures as any country of its language does.

    Returns:
        The values that only the source has, and those that only the target has.
    """
    in_source = Counter(values(source, source_language))
    found = figures(target, target_language)
    in_target = Counter(figure.value for figure in found)
    lost, added = in_source - in_target, in_target - in_source
    for figure in found if any_country else ():
        if added[figure.value] > 0 and lost[figure.other] > 0:
            added[figure.value] -= 1
            lost[figure.other] -= 1
    lost, added = +lost, +added
    if lost:
        lost -= Counter(written_numbers(target, target_language))
    if added:
        added -= Counter(written_numbers(source, source_language))
    return lost, added


def localized(figure: str, source_language: str, target_language: str) -> str:
    """Write a figure of one language as another writes it: "1,500.5" as "1.500,5".

    English has a comma between thousands and a point before decimals, Spanish and German the
    other way round. A figure without either stays as it is.
    """
    if (source_language == "en") == (target_language == "en"):
        return figure
    return figure.translate(str.maketrans(",.", ".,"))


def _value(figure: str, language: str) -> Decimal:
    """Read "1,500.25", "1.500,25", "1 500"; three digits after a lone mark depend on language."""
    whole, mark, digits = re.findall(r"(.*?)([.,]?)(\d+)$", figure)[0]
    decimal = "." if language == "en" else ","
    has_decimals = mark and mark not in whole and (mark == decimal or len(digits) != 3)
    whole = re.sub(r"\D", "", whole)
    return Decimal(f"{whole}.{digits}" if has_decimals else whole + digits)


@lru_cache(maxsize=4096)
def written_numbers(text: str, language: str) -> tuple[str, ...]:
    """Return the values of the numbers written in words."""
    from text_to_num import alpha2digit

    if language == "es":
        # text2num reads "cinco por ciento" as five by a hundred.
        text = re.sub(r"\bpor ciento\b", "%", text, flags=re.IGNORECASE)
    before = Counter(re.findall(r"\d+", text))
    after = Counter(re.findall(r"\d+", alpha2digit(text, language)))
    return tuple((after - before).elements())
