"""Numbers in digits and in words, and dates."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.checks.case import Case
from pipeline.checks.message import Message, difference
from pipeline.text import dates as calendar
from pipeline.text import figures
from pipeline.text.dates import Date


def numbers(case: Case) -> Iterator[Message]:
    """Compare figures: "1,500" and "1.500" are the same, "2018" and "2019" are not."""
    lost, added = _differing_figures(case)
    if lost or added:
        yield difference("The numbers differ", sorted(set(lost)), sorted(set(added)))


def number_words(case: Case) -> Iterator[Message]:
    """Compare large numbers written out: "four billion" is "cuatro mil millones"."""
    languages = case.source_language, case.target_language
    source = {n for n in figures.written_numbers(case.source, languages[0]) if _is_large(n)}
    target = {n for n in figures.written_numbers(case.target, languages[1]) if _is_large(n)}
    lost = source - target - set(figures.values(case.target, languages[1]))
    added = target - source - set(figures.values(case.source, languages[0]))
    if lost or added:
        yield difference("The numbers written in words differ", sorted(lost), sorted(added))


def dates(case: Case) -> Iterator[Message]:
    """Compare the months, and which day belongs to which; the figures are the other check's."""
    source, target = _dates(case)
    if any(date.month is None for date in (*source, *target)) or any(_differing_figures(case)):
        return
    lost = _others(source, target)
    added = _others(target, source)
    # A month alone may well be said in another way; that it is another month is wrong.
    if any(date.has_day or date.year for date in (*lost, *added)) or (lost and added):
        texts = ([date.text for date in those] for those in (lost, added))
        yield difference("The dates differ", *texts)


def _dates(case: Case) -> tuple[tuple[Date, ...], tuple[Date, ...]]:
    return (
        calendar.dates(case.source_prose, case.source_language),
        calendar.dates(case.target_prose, case.target_language),
    )


def _others(these: Sequence[Date], those: Sequence[Date]) -> list[Date]:
    """Return the dates that have a month, or a month with a day, which the others lack."""
    months = Counter(date.month for date in those)
    days = {part for date in those for part in date.parts if part[1]}
    # "12 May" may be "el 12 de ese mes" where May was named: only whole dates are compared, and
    # how often a month comes counts only where both sides have as many dates.
    has_all_days = sum(date.has_day for date in these) == sum(date.has_day for date in those)
    others = []
    for date in these:
        if months[date.month] < 1 or (has_all_days and date.has_day and not date.parts & days):
            others.append(date)
        if len(these) == len(those):
            months[date.month] -= 1
    return others


def _differing_figures(case: Case) -> tuple[dict[str, int], dict[str, int]]:
    """Compare the figures, but not those of dates that are the same, written otherwise."""
    source, target = _dates(case)
    return figures.differences(
        calendar.without(case.source, tuple(d for d in source if any(map(d.same, target)))),
        case.source_language,
        calendar.without(case.target, tuple(d for d in target if any(map(d.same, source)))),
        case.target_language,
        any_country=True,
    )


def _is_large(value: str) -> bool:
    # "one", "two", "a hundred" have too many idiomatic translations to compare.
    return len(value) > 3 and not re.fullmatch(r"10+", value)
