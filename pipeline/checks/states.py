"""How far a text has come: not accepted, not translated, stale, not approved."""

from collections.abc import Iterator

from pipeline.catalog.catalog import State
from pipeline.checks.case import Case, Text
from pipeline.checks.message import Message, say
from pipeline.lesson.article import Role
from pipeline.text.diff import marked_up


def missing(text: Text) -> Iterator[tuple[Case, Message]]:
    """Find what has no translation."""
    for case in text.cases:
        if case.entry.state is State.MISSING:
            if case.unit.role is Role.VOCABULARY:
                yield case, say("There is no translation of “{word}”", word=case.source)
            else:
                yield case, say("There is no translation")


def stale(case: Case) -> Iterator[Message]:
    """Find what was made for an earlier wording."""
    if case.entry.state is State.STALE:
        changes = marked_up(case.entry.source_changes())
        yield say("The source has changed since this was translated: {changes}", changes=changes)


def simplified(text: Text) -> Iterator[tuple[Case, Message]]:
    """Find, once, that the article itself is a program's."""
    for case in text.cases:
        if case.unit.proposed and case.unit.role in (Role.LEAD, Role.TEXT):
            yield case, say("A program simplified this article and no person has accepted it")
            return


def unreviewed(case: Case) -> Iterator[Message]:
    """Find what no person stands behind."""
    if case.entry.state is State.MACHINE:
        yield say("A machine translated this and no person has approved it")
    elif case.entry.state is State.EDITED:
        yield say("A person has edited this and not approved it")


def proposed(text: Text) -> Iterator[tuple[Case, Message]]:
    """Find the words and questions that a program chose and no person has accepted."""
    for case in text.cases:
        if case.unit.proposed and case.unit.role in (Role.VOCABULARY, Role.QUESTION):
            yield case, say("A program proposed this and nobody has accepted it")
