"""Dates in a text, however a language writes them: "12 May 2019", "12. Mai 2019", "2019-05-12".

The names of the months are babel's, from the Unicode CLDR.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline import languages
from pipeline.languages.model import Language
from pipeline.languages.values import either, fill

_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
_DAY = r"(?<![\d.,])(?P<day>[12]\d|3[01]|0?[1-9])"
_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?:(?P<y>[12]\d{3})-(?P<m>\d\d)-(?P<d>\d\d)"
    r"|(?P<a>\d{1,2})(?P<mark>[./-]) ?(?P<b>\d{1,2})(?P=mark) ?(?P<c>[12]\d{3}))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date with the parts that the text names.

    Attributes:
        parts: Month and day, or None where it has none. Of "05/12/2019" nobody knows which is
            which: these are both.
        start, end: Where it stands in the text, in characters.
        text: As it is written.
    """

    year: int | None
    parts: frozenset[tuple[int, int | None]]
    start: int
    end: int
    text: str

    @property
    def month(self) -> int | None:
        """The month, where it is certain."""
        months = {month for month, _ in self.parts}
        return months.pop() if len(months) == 1 else None

    @property
    def has_day(self) -> bool:
        """Whether it names a day."""
        return all(day for _, day in self.parts)

    def same(self, other: "Date") -> bool:
        """Whether both can be the same date, with the same parts named."""
        return self.year == other.year and bool(self.parts & other.parts)


def dates(text: str, language: str) -> tuple[Date, ...]:
    """Return the dates of a text in order; of a language that is not known, the numeric ones."""
    found: list[Date] = []
    for date in (*_numeric(text, language), *_in_words(text, language)):
        if all(date.end <= other.start or other.end <= date.start for other in found):
            found.append(date)
    return tuple(sorted(found, key=lambda date: date.start))


def without(text: str, found: Iterable[Date]) -> str:
    """Return a text with a sign that is no number in the place of each date."""
    for date in sorted(found, key=lambda date: -date.start):
        text = f"{text[: date.start]}□{text[date.end :]}"
    return text


def _numeric(text: str, language: str) -> Iterator[Date]:
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            year, pairs = int(match["y"]), {(int(match["m"]), int(match["d"]))}
        else:
            year, first, second = (int(match[name]) for name in "cab")
            pairs = {(second, first)}
            if languages.language(language).writing.month_may_come_first:
                pairs.add((first, second))
        parts = frozenset((m, d) for m, d in pairs if 1 <= m <= 12 and 1 <= d <= 31)
        if parts:
            yield Date(year, parts, *match.span(), match.group())


def _in_words(text: str, language: str) -> Iterator[Date]:
    known = languages.language(language)
    months = _months(known)
    for pattern, has_day in _expressions(known):
        for match in pattern.finditer(text):
            name = match["month"].rstrip(".").lower()
            is_capital = match["month"][:1].isupper()
            if not has_day and not (match["year"] or _stands_alone(text, match, name, known)):
                continue
            usual = is_capital == known.writing.capitalises_months
            if not usual and not match["year"] and not has_day:
                continue  # a name, or the beginning of a sentence; "may", "march"
            parts = match.groupdict()
            day = 1 if parts.get("first") else int(parts["day"]) if parts.get("day") else None
            year = int(match["year"]) if match["year"] else None
            yield Date(year, frozenset({(months[name], day)}), *match.span(), match.group())


def _stands_alone(text: str, match: re.Match[str], name: str, known: Language) -> bool:
    """Whether a name of a month without day and year is one."""
    if name not in _wide(known):
        return False
    if name not in known.writing.months_and_words:
        return True
    before = rf"\b(?:{either(known.writing.before_months)})[ -]$"
    return re.search(before, text[: match.start()], re.IGNORECASE) is not None


@cache
def _expressions(known: Language) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return the patterns of dates, each with whether it has a day."""
    whole, short = (
        either(sorted(names, key=len, reverse=True)) for names in (_wide(known), _months(known))
    )
    month = rf"(?P<month>\b(?:(?:{whole})\b|(?:{short})\b\.?))"
    patterns = [(pattern, True) for pattern in known.writing.day_dates]
    if known.writing.month_dates:
        patterns.append((known.writing.month_dates, False))
    return tuple(
        (re.compile(fill(pattern, month=month, day=_DAY, year=_YEAR), re.IGNORECASE), has_day)
        for pattern, has_day in patterns
    )


@cache
def _wide(known: Language) -> dict[str, int]:
    from babel.dates import get_month_names

    if not known.writing.month_dates:
        return {}
    names = get_month_names("wide", locale=known.code)
    return {name.lower(): number for number, name in names.items()} | {**known.writing.other_months}


@cache
def _months(known: Language) -> dict[str, int]:
    """Return the names of the months and their abbreviations, without points, by number."""
    from babel.dates import get_month_names

    if not known.writing.month_dates:
        return {}
    short = get_month_names("abbreviated", locale=known.code)
    return {name.rstrip(".").lower(): number for number, name in short.items()} | _wide(known)
