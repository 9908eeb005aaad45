"""Numbers in a text: in digits with their values and places, in words with their values.

"1,500" in English and "1.500" in German have one value, "4 billion" and "4.000 millones" too.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline import languages
from pipeline.languages.values import either

_FIGURE = (
    r"(?P<figure>\d{1,3}(?P<mark>[.,\u00a0\u202f ])\d{3}(?:(?P=mark)\d{3})*(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)?)"
)


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
    writing = languages.language(language).writing
    scales, marks = writing.scales, writing.decimal_marks
    words = either(scales)
    found = []
    for figure in re.finditer(rf"{_FIGURE}(?:[\s-](?P<scale>{words})(?!\w))?", text, re.IGNORECASE):
        zeros = scales[figure["scale"].lower()] if figure["scale"] else 0
        value, other = (
            format(_value(figure["figure"], mark).scaleb(zeros).normalize(), "f")
            for mark in (marks[0], marks[-1])
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

    What has a comma between thousands has a point before decimals, and the other way round. A
    figure without either stays as it is.
    """
    one, other = source_language, target_language
    if (
        languages.language(one).writing.decimal_mark
        == languages.language(other).writing.decimal_mark
    ):
        return figure
    return figure.translate(str.maketrans(",.", ".,"))


def _value(figure: str, decimal: str) -> Decimal:
    """Read "1,500.25", "1.500,25", "1 500"; three digits after a lone mark depend on the mark."""
    whole, mark, digits = re.findall(r"(.*?)([.,]?)(\d+)$", figure)[0]
    has_decimals = mark and mark not in whole and (mark == decimal or len(digits) != 3)
    whole = re.sub(r"\D", "", whole)
    return Decimal(f"{whole}.{digits}" if has_decimals else whole + digits)


def written_numbers(text: str, language: str) -> tuple[str, ...]:
    """Return the values of the numbers written in words, as far as text2num reads them."""
    percent = either(languages.language(language).writing.percent)
    text = re.sub(rf"\b(?:{percent})\b", "%", text, flags=re.IGNORECASE)
    return _written_numbers(text, language)


@lru_cache(maxsize=4096)
def _written_numbers(text: str, language: str) -> tuple[str, ...]:
    from text_to_num import alpha2digit

    try:
        in_digits = alpha2digit(text, language)
    except ValueError:  # it does not know the language
        return ()
    before = Counter(re.findall(r"\d+", text))
    after = Counter(re.findall(r"\d+", in_digits))
    return tuple((after - before).elements())
