"""Dates in a text, however a language writes them: "12 May 2019", "12. Mai 2019", "2019-05-12".

The names of the months are babel's, from the Unicode CLDR.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

# What CLDR does not list: Austria's months, the other Spanish September.
_OTHER_NAMES = {"de": {"jänner": 1, "feber": 2}, "es": {"setiembre": 9}}
# English months that are words too. Alone, they are months where one of these stands before them.
_ALSO_WORDS = {"may", "march", "august"}
_BEFORE_MONTHS = r"(?:in|since|until|till|from|to|by|of|last|next|this|early|mid|late|between|and)"
_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
_DAY = r"(?<![\d.,])(?P<day>[12]\d|3[01]|0?[1-9])"
# The parts of a date in words, in the order in which each language writes them; `{month}` is any
# name of a month. The last pattern of a language is a month without a day.
_PATTERNS = {
    "en": (
        _DAY + r"(?:st|nd|rd|th)?(?: of)? {month}(?:,? " + _YEAR + ")?",
        r"{month} (?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d.,]?\d)(?:,? " + _YEAR + ")?",
        r"{month}(?:,?(?: of)? " + _YEAR + ")?",
    ),
    "es": (
        r"(?:"
        + _DAY
        + r"(?:\.?[º°])?|(?P<first>primero)) de {month}(?:,?(?: del?)? "
        + _YEAR
        + ")?",
        r"{month}(?:(?: del?)? " + _YEAR + ")?",
    ),
    "de": (
        _DAY + r"\. ?{month}(?: " + _YEAR + ")?",
        r"{month}(?: " + _YEAR + ")?",
    ),
}
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
            if language == "en":
                pairs.add((first, second))
        parts = frozenset((m, d) for m, d in pairs if 1 <= m <= 12 and 1 <= d <= 31)
        if parts:
            yield Date(year, parts, *match.span(), match.group())


def _in_words(text: str, language: str) -> Iterator[Date]:
    months = _months(language)
    for number, pattern in enumerate(_expressions(language)):
        has_day = number < len(_expressions(language)) - 1
        for match in pattern.finditer(text):
            name = match["month"].rstrip(".").lower()
            is_capital = match["month"][:1].isupper()
            if not has_day and not (match["year"] or _stands_alone(text, match, name, language)):
                continue
            if is_capital == (language == "es") and not match["year"] and not has_day:
                continue  # a name, or the beginning of a sentence; "may", "march"
            parts = match.groupdict()
            day = 1 if parts.get("first") else int(parts["day"]) if parts.get("day") else None
            year = int(match["year"]) if match["year"] else None
            yield Date(year, frozenset({(months[name], day)}), *match.span(), match.group())


def _stands_alone(text: str, match: re.Match[str], name: str, language: str) -> bool:
    """Whether a name of a month without day and year is one."""
    if name not in _wide(language):
        return False
    if language != "en" or name not in _ALSO_WORDS:
        return True
    return re.search(rf"\b{_BEFORE_MONTHS}[ -]$", text[: match.start()], re.IGNORECASE) is not None


@cache
def _expressions(language: str) -> tuple[re.Pattern[str], ...]:
    whole, short = (
        "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        for names in (_wide(language), _months(language))
    )
    month = rf"(?P<month>\b(?:(?:{whole})\b|(?:{short})\b\.?))"
    patterns = _PATTERNS.get(language, ())
    return tuple(
        re.compile(pattern.replace("{month}", month), re.IGNORECASE) for pattern in patterns
    )


@cache
def _wide(language: str) -> dict[str, int]:
    from babel.dates import get_month_names

    if language not in _PATTERNS:
        return {}
    names = get_month_names("wide", locale=language)
    return {name.lower(): number for number, name in names.items()} | _OTHER_NAMES.get(language, {})


@cache
def _months(language: str) -> dict[str, int]:
    """Return the names of the months and their abbreviations, without points, by number."""
    from babel.dates import get_month_names

    if language not in _PATTERNS:
        return {}
    short = get_month_names("abbreviated", locale=language)
    return {name.rstrip(".").lower(): number for number, name in short.items()} | _wide(language)
