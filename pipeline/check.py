"""Article, lesson and catalog → findings: what a person should look at, worst first.

Each check is one function on a unit and its entry. A finding is silenced for one unit by a
translator's comment in the catalog: `# handouts: ok numbers`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pipeline import figures, markup
from pipeline.article import Role, Unit
from pipeline.catalog import Catalog, Entry, State
from pipeline.figures import values, written_numbers
from pipeline.worddiff import marked_up


class Severity(IntEnum):
    """How much a finding matters; higher is worse."""

    NOTE = 1  # nobody has looked yet
    WARNING = 2  # probably wrong, or made for another text
    ERROR = 3  # wrong as it stands


@dataclass(frozen=True)
class Finding:
    """Something to look at in the translation of one unit.

    Attributes:
        id: Stable name of the check.
        message: One sentence in English, without its full stop.
    """

    id: str
    severity: Severity
    unit: Unit
    target: str
    message: str


@dataclass(frozen=True)
class _Case:
    """What a check sees: a unit with its entry, as plain text, and the lesson around it."""

    unit: Unit
    entry: Entry
    source: str
    target: str
    source_language: str
    target_language: str
    names: frozenset[str]


def check(units: Iterable[Unit], catalog: Catalog, language: str) -> tuple[Finding, ...]:
    """Check every unit's translation.

    Args:
        units: The units of article and lesson, in order.
        catalog: Their translations.
        language: ISO 639-1 code of the source.

    Returns:
        The findings, worst first, then in the order of the units.
    """
    distinct = list({unit.key: unit for unit in units}.values())
    texts = [
        (markup.parse(u.text).text, markup.parse(catalog.entry(u).target).text) for u in distinct
    ]
    names = _kept_names(texts)
    findings = []
    for unit, (source, target) in zip(distinct, texts, strict=True):
        entry = catalog.entry(unit)
        case = _Case(unit, entry, source, target, language, catalog.language, names)
        silenced = set(re.findall(r"handouts: ok ([\w-]+)", entry.notes))
        for name, (severity, function) in CHECKS.items():
            if name not in silenced:
                findings += [
                    Finding(name, severity, unit, entry.target, message)
                    for message in function(case)
                ]
    return tuple(sorted(findings, key=lambda finding: -finding.severity))


def _missing(case: _Case) -> Iterator[str]:
    if case.entry.state is State.MISSING:
        yield "There is no translation"


def _stale(case: _Case) -> Iterator[str]:
    if case.entry.state is State.STALE:
        changes = marked_up(case.entry.source_changes())
        yield f"The source has changed since this was translated: {changes}"


def _unreviewed(case: _Case) -> Iterator[str]:
    if case.entry.state is State.MACHINE:
        yield "A machine translated this and no person has approved it"
    elif case.entry.state is State.EDITED:
        yield "A person has edited this and not approved it"


def _numbers(case: _Case) -> Iterator[str]:
    """Compare figures: "1,500" and "1.500" are the same, "2018" and "2019" are not."""
    if case.entry.state is State.MISSING:
        return
    lost, added = figures.differences(
        case.source, case.source_language, case.target, case.target_language
    )
    if lost or added:
        yield _difference("The numbers differ", lost, added)


def _number_words(case: _Case) -> Iterator[str]:
    """Compare large numbers written out: "four billion" is "cuatro mil millones"."""
    if case.entry.state is State.MISSING:
        return
    source = {n for n in written_numbers(case.source, case.source_language) if _is_large(n)}
    target = {n for n in written_numbers(case.target, case.target_language) if _is_large(n)}
    known = source | target
    lost = source - target - set(values(case.target, case.target_language))
    added = target - source - set(values(case.source, case.source_language))
    if known and (lost or added):
        yield _difference("The numbers written in words differ", lost, added)


def _names(case: _Case) -> Iterator[str]:
    """Look for the names that the rest of this translation keeps."""
    if case.entry.state is State.MISSING or case.unit.role is Role.VOCABULARY:
        return
    here = {_plain(word) for word in re.findall(r"\w+", case.target)}
    lost = [
        name
        for name in dict.fromkeys(re.findall(r"\w+", case.source))
        if _plain(name) in case.names and not _keeps(here, _plain(name))
    ]
    if lost:
        yield f"A name is missing: {', '.join(lost)}"


CHECKS: dict[str, tuple[Severity, Callable[[_Case], Iterator[str]]]] = {
    "missing": (Severity.ERROR, _missing),
    "numbers": (Severity.ERROR, _numbers),
    "stale": (Severity.WARNING, _stale),
    "number-words": (Severity.WARNING, _number_words),
    "names": (Severity.WARNING, _names),
    "unreviewed": (Severity.NOTE, _unreviewed),
}


def _difference(what: str, lost: Iterable[str], added: Iterable[str]) -> str:
    parts = [
        f"{title} {', '.join(sorted(values))}"
        for title, values in (("only in the source:", set(lost)), ("only here:", set(added)))
        if values
    ]
    return f"{what}; {'; '.join(parts)}"


def _is_large(value: str) -> bool:
    # "one", "two", "a hundred" have too many idiomatic translations to compare.
    return len(value) > 3 and not re.fullmatch(r"10+", value)


def _kept_names(texts: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Return the names (without accents) that at least half of the translations keep.

    A name is a word that is capitalised inside a sentence and never written small. A name that
    the language writes otherwise ("Mexico", "México" is the same; "Germany", "Alemania" is not)
    is kept nowhere and so is not asked for.
    """
    small = {word for source, _ in texts for word in re.findall(r"\b[^\W\d_A-ZÀ-Þ]\w*", source)}
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for source, target in texts:
        if not target:
            continue
        inside = re.findall(r"(?<=[\w,;] )([A-ZÀ-Þ]\w{2,})", source)
        here = {_plain(word) for word in re.findall(r"\w+", target)}
        for name in {_plain(word) for word in inside if word.lower() not in small}:
            seen[name] += 1
            kept[name] += _keeps(here, name)
    return frozenset(name for name, count in seen.items() if kept[name] * 2 >= count and kept[name])


def _keeps(words: set[str], name: str) -> bool:
    # German writes the genitive without an apostrophe: "Bidens".
    return name in words or f"{name}s" in words


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
