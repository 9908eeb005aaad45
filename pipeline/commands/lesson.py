"""`handouts lesson`: an article → the first version of its lesson, in `lesson.yaml`.

What a person wrote, changed or removed is never changed and never proposed again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.commands.access import writing_store
from pipeline.commands.approve import approve_units
from pipeline.commands.choice import EVERYTHING, SILENT, Choice, Listener
from pipeline.commands.derive import count_glosses, derive, dictionary_names
from pipeline.languages import SOURCE
from pipeline.lesson import edit
from pipeline.lesson.lesson import Question, VocabularyEntry
from pipeline.project.project import Project
from pipeline.project.store import LessonText, Store
from pipeline.teaching.glosses.dictionaries import advice
from pipeline.teaching.questions.choose import QuestionProposal, propose_questions
from pipeline.teaching.vocabulary.selection import propose_words
from pipeline.text.classes import Level

# How many questions a lesson can carry in each group; a person's own count.
_QUESTIONS = {"before_reading": 4, "understanding": 8, "discussion": 6}


@dataclass(frozen=True)
class Proposed:
    """What was proposed for a lesson.

    Attributes:
        path: Its file, as a person in the project's folder writes it.
        words: The entries that were added.
        questions: The questions that were added, by group.
        withdrawn: Words proposed earlier that nobody accepted and that the article has no more.
        exercises: Whether the exercises were switched on.
        glosses: By language, how many words got a gloss, and how many none that is confirmed.
        advice: How to get dictionaries, where there are none.
        waiting: How many proposals of the lesson nobody has accepted, these included.
    """

    lesson: str
    path: str
    words: tuple[VocabularyEntry, ...] = ()
    questions: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()
    exercises: bool = False
    glosses: tuple[tuple[str, int, int], ...] = ()
    advice: tuple[str, ...] = ()
    waiting: int = 0


@dataclass(frozen=True)
class Accepted:
    """How many proposals of a lesson were accepted, and how many translations with them."""

    lesson: str
    proposals: int
    translations: int = 0


def propose(
    project: Project,
    choice: Choice = EVERYTHING,
    *,
    level: Level | None = None,
    most: int | None = None,
    listener: Listener = SILENT,
) -> tuple[Proposed, ...]:
    """Put proposals into the files of lessons.

    Args:
        project: The project.
        choice: The lessons.
        level: Words of this level and harder ones; else the article's own, else the settings'.
        most: The most words that a list should have; else the settings'.
        listener: Told where another command has to be waited for.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written.
    """
    with writing_store(project, listener, "lesson") as store:
        names = store.project.lessons(choice.lessons)
        return tuple(propose_lesson(store, name, level, most) for name in names)


def accept(
    project: Project, choice: Choice = EVERYTHING, *, listener: Listener = SILENT
) -> tuple[Accepted, ...]:
    """Take the marks off all proposals of lessons: a person stands behind them now.

    So it is with what they are called in the other languages.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written.
    """
    with writing_store(project, listener, "lesson") as store:
        names = store.project.lessons(choice.lessons)
        return tuple(_accept(store, name) for name in names)


def propose_lesson(
    store: Store, name: str, level: Level | None = None, most: int | None = None
) -> Proposed:
    """Put proposals into a lesson's file; the arguments are those of `propose`.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written; nothing is changed then.
    """
    text = store.lesson(name)
    settings = store.project.settings.lesson
    level = level or text.article.meta.level or settings.level
    gone = _gone(store, text)
    kept = [entry for entry in text.lesson.vocabulary if entry not in gone]
    words = _words(store, text, kept, level, settings.words if most is None else most)
    proposals = propose_questions(text.article, store.bitexts(name), level)
    chosen = _fitting(text, proposals) if settings.questions else []
    questions = {
        group: tuple(_question(proposal) for proposal in chosen if proposal.group == group)
        for group in dict.fromkeys(proposal.group for proposal in chosen)
    }
    first = not (text.lesson.seen.words or text.lesson.seen.questions)
    additions = edit.Additions(
        words,
        questions,
        text.lesson.seen.plus(
            (entry.word for entry in (*text.lesson.vocabulary, *words)),
            (proposal.key for proposal in chosen),
        ),
        exercises=first and settings.exercises,
        number=store.next_number(name) if first else None,
    )
    withdrawn = edit.withdraw(text.yaml, [entry.line for entry in gone])
    store.save_lesson(text, edit.add(withdrawn, additions, text.path))
    counted = {
        target: counts
        for target in store.project.targets()
        if any(counts := count_glosses(derive(store, name, target)))
    }
    return Proposed(
        name,
        text.path,
        words,
        questions,
        tuple(entry.word for entry in gone),
        additions.exercises,
        tuple((target, *counts) for target, counts in counted.items()),
        _advice(store.project, counted),
        len(proposal_lines(store.lesson(name))),
    )


def _accept(store: Store, name: str) -> Accepted:
    text = store.lesson(name)
    lines = proposal_lines(text)
    proposed = [unit for unit in text.lesson_units if unit.proposed]
    store.save_lesson(text, edit.accept(text.yaml, lines))
    done = [approve_units(store, name, target, proposed) for target in store.project.targets()]
    return Accepted(name, len(lines), sum(len(one.places) for one in done))


def proposal_lines(text: LessonText) -> list[int]:
    """Return the lines of a lesson's proposals that nobody has accepted or changed."""
    items: Iterable[VocabularyEntry | Question] = (
        *text.lesson.vocabulary,
        *text.lesson.questions.each(),
    )
    return [item.line for item in items if item.is_proposal]


def _advice(project: Project, targets: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        advice(SOURCE, target)
        for target in targets
        if not dictionary_names(project, SOURCE, target)
    )


def _gone(store: Store, text: LessonText) -> list[VocabularyEntry]:
    """Return the proposals that the article, changed since, has no more."""
    found = {term.entry for term in store.terms(text.name)}
    return [entry for entry in text.lesson.vocabulary if entry.is_proposal and entry not in found]


def _words(
    store: Store, text: LessonText, kept: Sequence[VocabularyEntry], level: Level, most: int
) -> tuple[VocabularyEntry, ...]:
    number = text.lesson.number or store.next_number(text.name)
    known = {entry.word.lower() for entry in text.lesson.vocabulary}
    known |= {word.lower() for word in text.lesson.seen.words}
    known |= store.taught_before(number).keys()
    return tuple(
        VocabularyEntry(
            0, word.word, word.pos, word.paragraph, word.level, word.headword, word.sentence
        )
        for word in propose_words(
            text.article, level, most, known, store.project.targets(), listed=len(kept)
        )
    )


def _fitting(text: LessonText, proposals: Sequence[QuestionProposal]) -> list[QuestionProposal]:
    """Return the questions that are new, and that a lesson has room for in their groups."""
    asked = dict(text.lesson.questions.groups())
    there = {question.question for question in text.lesson.questions.each()}
    chosen: list[QuestionProposal] = []
    for group, most in _QUESTIONS.items():
        new = (
            proposal
            for proposal in proposals
            if proposal.group == group and proposal.key not in text.lesson.seen.questions
            if proposal.question not in there
        )
        chosen += islice(new, max(0, most - len(asked.get(group, ()))))
    return chosen


def _question(proposal: QuestionProposal) -> Question:
    return Question(0, proposal.question, proposal.answer, proposal.note, proposal.paragraphs)
