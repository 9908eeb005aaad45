"""`handouts lesson`: an article → the first version of its lesson, in `lesson.yaml`.

What a person wrote, changed or removed is never changed and never proposed again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from pipeline.commands.access import writing_store
from pipeline.commands.approve import approve_units
from pipeline.commands.choice import EVERYTHING, SILENT, Choice, Listener
from pipeline.commands.derive import count_glosses, derive, dictionary_names, gloss_finder
from pipeline.languages import SOURCE
from pipeline.languages.frequency import counts
from pipeline.languages.grammar import is_known
from pipeline.lesson import edit
from pipeline.lesson.lesson import Lesson, Question, Seen, Study, VocabularyEntry, load_lesson
from pipeline.project.project import Project
from pipeline.project.store import LessonText, Store
from pipeline.teaching.glosses.dictionaries import advice
from pipeline.teaching.glosses.learnt import propose_learnt
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
        untranslated: The languages that the class learns and that no words could be chosen in,
            since there is no translation yet.
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
    untranslated: tuple[str, ...] = ()


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
    again: bool = False,
    listener: Listener = SILENT,
) -> tuple[Proposed, ...]:
    """Put proposals into the files of lessons.

    Args:
        project: The project.
        choice: The lessons.
        level: Words of this level and harder ones; else the article's own, else the settings'.
        most: The most words that a list should have; else the settings'.
        again: Whether proposals that nobody has accepted are taken out first, and made anew.
        listener: Told where another command has to be waited for.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written.
    """
    with writing_store(project, listener, "lesson") as store:
        names = store.project.lessons(choice.lessons)
        return tuple(propose_lesson(store, name, level, most, again=again) for name in names)


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
    store: Store,
    name: str,
    level: Level | None = None,
    most: int | None = None,
    *,
    again: bool = False,
) -> Proposed:
    """Put proposals into a lesson's file; the arguments are those of `propose`.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written; nothing is changed then.
    """
    text = store.lesson(name)
    settings = store.project.settings.lesson
    level = level or text.article.meta.level or settings.level
    proposals = propose_questions(text.article, store.bitexts(name), level)
    gone = _gone(store, text)
    withdrawn = edit.withdraw(text.yaml, [entry.line for entry in gone])
    seen = text.lesson.seen.plus(entry.name for entry in text.lesson.vocabulary)
    there = load_lesson(withdrawn, text.path)
    if again:
        withdrawn = edit.withdraw(withdrawn, proposal_lines(there))
        kept = load_lesson(withdrawn, text.path)
        seen = _without(seen, there, kept, proposals)
        there = kept
    first = not (text.lesson.seen.words or text.lesson.seen.questions)
    lesson = replace(there, seen=seen)
    words = _words(store, text, lesson, level, settings.words if most is None else most)
    untranslated = _untranslated(store, name)
    chosen = _fitting(lesson, proposals) if settings.questions else []
    questions = {
        group: tuple(_question(proposal) for proposal in chosen if proposal.group == group)
        for group in dict.fromkeys(proposal.group for proposal in chosen)
    }
    additions = edit.Additions(
        words,
        questions,
        seen.plus((entry.name for entry in words), (proposal.key for proposal in chosen)),
        exercises=first and settings.exercises,
        number=store.next_number(name) if first else None,
    )
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
        len(proposal_lines(store.lesson(name).lesson)),
        untranslated,
    )


def _without(
    seen: Seen, before: Lesson, after: Lesson, proposals: Sequence[QuestionProposal]
) -> Seen:
    """Return what was seen without the proposals that were taken out of a lesson."""
    asked = {question.question for question in before.questions.each()}
    asked -= {question.question for question in after.questions.each()}
    keys = {proposal.key for proposal in proposals if proposal.question in asked}
    words = {entry.name for entry in before.vocabulary} - {e.name for e in after.vocabulary}
    return replace(
        seen,
        words=tuple(word for word in seen.words if word not in words),
        questions=tuple(key for key in seen.questions if key not in keys),
    )


def _accept(store: Store, name: str) -> Accepted:
    text = store.lesson(name)
    lines = proposal_lines(text.lesson)
    proposed = [unit for unit in text.lesson_units if unit.proposed]
    store.save_lesson(text, edit.accept(text.yaml, lines))
    done = [approve_units(store, name, target, proposed) for target in store.project.targets()]
    return Accepted(name, len(lines), sum(len(one.places) for one in done))


def proposal_lines(lesson: Lesson) -> list[int]:
    """Return the lines of a lesson's proposals that nobody has accepted or changed."""
    items: Iterable[VocabularyEntry | Question] = (
        *lesson.vocabulary,
        *lesson.questions.each(),
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
    store: Store, text: LessonText, lesson: Lesson, level: Level, most: int
) -> tuple[VocabularyEntry, ...]:
    """Return the words to put into a lesson, as it is without what was taken out."""
    number = text.lesson.number or store.next_number(text.name)
    known = {word.lower() for word in lesson.seen.words}
    known |= store.taught_before(text.name, number).keys()
    if store.project.settings.study is Study.TARGET:
        return _learnt(store, text, lesson, level, most, known)
    known |= {form.lower() for e in lesson.vocabulary for form in (e.word, e.shown)}
    return tuple(
        VocabularyEntry(
            0, word.word, word.pos, word.paragraph, word.level, word.headword, word.sentence
        )
        for word in propose_words(
            text.article,
            level,
            most,
            known,
            store.project.targets(),
            listed=len(lesson.vocabulary),
        )
    )


def _learnt(
    store: Store, text: LessonText, lesson: Lesson, level: Level, most: int, known: Collection[str]
) -> tuple[VocabularyEntry, ...]:
    """Return the words that are chosen in the translations, by language."""
    source, entries = text.article.meta.language, []
    for target in store.project.targets():
        if not _can_choose(store, text.name, target):
            continue
        there = [entry for entry in lesson.vocabulary if entry.is_for(target)]
        found = propose_learnt(
            text.article,
            store.bitext(text.name, target),
            level,
            most,
            gloss_finder(store.project, source, target),
            {name.lower() for entry in there for name in (entry.word, entry.shown)} | {*known},
            listed=len(there),
        )
        entries += [
            VocabularyEntry(
                0,
                word.word,
                word.pos,
                word.paragraph,
                headword=word.headword,
                sentence=word.sentence,
                language=target,
                learnt=word.learnt,
            )
            for word in found
        ]
    return tuple(entries)


def _can_choose(store: Store, name: str, target: str) -> bool:
    """Whether words can be chosen in a translation: it is there, and its words are counted."""
    rows = store.bitext(name, target).rows
    is_there = any(pair.target.text for row in rows for pair in row.pairs)
    return is_there and is_known(target) and counts(target)


def _untranslated(store: Store, name: str) -> tuple[str, ...]:
    if store.project.settings.study is not Study.TARGET:
        return ()
    return tuple(t for t in store.project.targets() if not _can_choose(store, name, t))


def _fitting(lesson: Lesson, proposals: Sequence[QuestionProposal]) -> list[QuestionProposal]:
    """Return the questions that are new, and that a lesson has room for in their groups."""
    asked = dict(lesson.questions.groups())
    there = {question.question for question in lesson.questions.each()}
    chosen: list[QuestionProposal] = []
    for group, most in _QUESTIONS.items():
        new = (
            proposal
            for proposal in proposals
            if proposal.group == group and proposal.key not in lesson.seen.questions
            if proposal.question not in there
        )
        chosen += islice(new, max(0, most - len(asked.get(group, ()))))
    return chosen


def _question(proposal: QuestionProposal) -> Question:
    return Question(0, proposal.question, proposal.answer, proposal.note, proposal.paragraphs)
