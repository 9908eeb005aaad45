"""How far a text has come: not accepted, not translated, stale, not approved."""

from collections.abc import Iterator

from pipeline.catalog.catalog import State
from pipeline.checks.case import Case, Text
from pipeline.lesson.article import Role
from pipeline.text.diff import marked_up


def missing(text: Text) -> Iterator[tuple[Case, str]]:
    """Find what has no translation."""
    for case in text.cases:
        if case.entry.state is State.MISSING:
            is_word = case.unit.role is Role.VOCABULARY
            yield case, "There is no translation" + (f" of “{case.source}”" if is_word else "")


def stale(case: Case) -> Iterator[str]:
    """Find what was made for an earlier wording."""
    if case.entry.state is State.STALE:
        changes = marked_up(case.entry.source_changes())
        yield f"The source has changed since this was translated: {changes}"


def simplified(text: Text) -> Iterator[tuple[Case, str]]:
    """Find, once, that the article itself is a program's."""
    for case in text.cases:
        if case.unit.proposed and case.unit.role in (Role.LEAD, Role.TEXT):
            yield case, "A program simplified this article and no person has accepted it"
            return


def unreviewed(case: Case) -> Iterator[str]:
    """Find what no person stands behind."""
    if case.entry.state is State.MACHINE:
        yield "A machine translated this and no person has approved it"
    elif case.entry.state is State.EDITED:
        yield "A person has edited this and not approved it"


def proposed(text: Text) -> Iterator[tuple[Case, str]]:
    """Find the words and questions that a program chose and no person has accepted."""
    for case in text.cases:
        if case.unit.proposed and case.unit.role in (Role.VOCABULARY, Role.QUESTION):
            yield case, "A program proposed this and nobody has accepted it"
