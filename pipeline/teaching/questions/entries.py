"""Proposed questions → entries of a catalog, filled from frames."""

from collections.abc import Iterable, Iterator

from pipeline.catalog.catalog import Catalog, DraftKind, Entry, State
from pipeline.lesson.article import Role
from pipeline.lesson.lesson import Lesson
from pipeline.teaching.questions.choose import QuestionProposal


def questions(
    lesson: Lesson, proposals: Iterable[QuestionProposal], catalog: Catalog
) -> Iterator[Entry]:
    """Yield the entries that frames fill: of proposed questions, and of what belongs to them.

    What a person wrote, or approved, is left alone, and so is what is as it should be.
    """
    written = {
        _plain(proposal.question): (proposal, proposal.translations[catalog.language])
        for proposal in proposals
        if catalog.language in proposal.translations
    }
    for question in lesson.questions.each():
        if not question.is_proposal or _plain(question.question) not in written:
            continue
        proposal, texts = written[_plain(question.question)]
        parts = (
            (Role.QUESTION, proposal.question, question.question, texts[0]),
            (Role.ANSWER, proposal.answer, question.answer, texts[1]),
            (Role.NOTE, proposal.note, question.note, texts[2]),
        )
        for role, proposed, source, target in parts:
            entry = catalog.at((role.context, _plain(source)))
            if not target or _plain(proposed) != entry.source or entry.target == target:
                continue
            if _is_free(entry) or _is_kept_elsewhere(entry, catalog):
                yield entry.drafted(target, "handouts", DraftKind.FRAME)


def _is_free(entry: Entry) -> bool:
    """Whether no person wrote or approved the text."""
    untouched = entry.is_untouched(DraftKind.MACHINE, DraftKind.FRAME)
    return entry.is_open or (untouched and entry.state is not State.APPROVED)


def _is_kept_elsewhere(entry: Entry, catalog: Catalog) -> bool:
    """Whether a text came here from a similar question, and stands with that one as it was."""
    return entry.state is State.STALE and any(
        other.obsolete and other.source == entry.previous and other.target == entry.target
        for other in catalog.entries
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
