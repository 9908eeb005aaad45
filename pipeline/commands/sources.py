"""The files that a lesson is written in, as a desk shows and saves them: article, teacher's file.

As with single texts, a file goes out with its digest, and where it is another by the time that it
comes back, nothing is written. Nothing is written either that could not be read again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.catalog.catalog import text_digest
from pipeline.commands.texts import FileStep, Outcome, cleaned, look_again
from pipeline.errors import ArticleError, HandoutsError, LessonError, SavedMeanwhileError
from pipeline.lesson import edit
from pipeline.lesson.article import read_article
from pipeline.lesson.lesson import Exercises, Lesson, Question, VocabularyEntry, read_lesson
from pipeline.lesson.terms import find_terms
from pipeline.project.store import Store
from pipeline.text.diff import Change, word_changes

Edit = Callable[[str], str]


@dataclass(frozen=True)
class SourceText:
    """A file as text, and its digest."""

    text: str
    digest: str


@dataclass(frozen=True)
class SourceAnswer:
    """What became of a file that was to be saved; the fields are those of `TextAnswer`.

    Attributes:
        warning: What is wrong with the lesson now, though the file can be read; else empty.
        step: What was written, for a step back; None where nothing was.
    """

    outcome: Outcome
    text: str = ""
    digest: str = ""
    changes: tuple[Change, ...] = ()
    warning: str = ""
    step: FileStep | None = None


def article_text(store: Store, lesson: str) -> SourceText:
    """Return a lesson's article as its file has it, whether or not it can be read as one.

    Raises:
        ArticleError: Where there is no such file, or it is no text.
    """
    text = store.text(store.paths.article(lesson), ArticleError)
    return SourceText(cleaned(text), text_digest(cleaned(text)))


def save_article(store: Store, lesson: str, before: str, text: str) -> SourceAnswer:
    """Save an article, if the file still says what went out.

    Raises:
        ArticleError: Where it could not be read as one: with the line.
        HandoutsError: Where the disk refuses.
    """
    look_again(store, lesson)
    name = store.paths.article(lesson)
    stored = store.text(name, ArticleError)
    now, text = cleaned(stored), cleaned(text)
    if text_digest(now) != before and text != now:
        return SourceAnswer(Outcome.CONFLICT, now, text_digest(now), word_changes(now, text))
    step = None
    if text != now:
        read_article(text, name)
        written = text.replace("\n", "\r\n") if "\r\n" in stored else text
        try:
            store.save(name, stored, written)
        except SavedMeanwhileError:
            return save_article(store, lesson, before, text)
        step = FileStep(lesson, name, stored, written)
    return SourceAnswer(
        Outcome.SAVED, text, text_digest(text), warning=_wrong(store, lesson), step=step
    )


def _wrong(store: Store, lesson: str) -> str:
    """Return what is wrong with a lesson whose article can be read."""
    try:
        store.terms(lesson)
    except HandoutsError as bad:
        return str(bad)
    return ""


@dataclass(frozen=True)
class Teaching:
    """The teacher's file of a lesson.

    Attributes:
        digest: Of its text.
        meanings: By the words that the list shows, by language: what they mean there, and how far
            that has come.
    """

    lesson: Lesson
    digest: str
    meanings: Mapping[str, Mapping[str, tuple[str, str]]]
    paragraphs: int


def read_teaching(store: Store, lesson: str) -> Teaching:
    """Return the words, questions and exercises of a lesson.

    Raises:
        HandoutsError: Where a file is wrong.
    """
    text = store.lesson(lesson)
    meanings: dict[str, dict[str, tuple[str, str]]] = {}
    for target in store.project.targets():
        catalog = store.catalog(lesson, target).catalog
        for entry in text.lesson.vocabulary:
            if not entry.is_for(target):
                continue
            found = catalog.at(("vocabulary", entry.shown))
            meanings.setdefault(entry.shown, {})[target] = found.target, found.state.value
    paragraphs = max(text.article.numbered(), default=0)
    return Teaching(text.lesson, text_digest(text.stored), meanings, paragraphs)


def change_teaching(store: Store, lesson: str, before: str | None, change: Edit) -> SourceAnswer:
    """Change the teacher's file of a lesson.

    Args:
        store: Of the project.
        lesson: Its name.
        before: The digest that the file went out with; None for what fits any other text too.
        change: From the file's text to the one it should have.

    Raises:
        LessonError: Where the file would be wrong then; nothing is written.
        HandoutsError: Where another file is wrong, or the disk refuses.
    """
    look_again(store, lesson)
    text = store.lesson(lesson)
    if before not in (None, text_digest(text.stored)):
        return SourceAnswer(Outcome.CONFLICT, digest=text_digest(text.stored))
    new = change(text.yaml)
    found = read_lesson(new, text.path, text.article)
    find_terms(found, text.article, text.path)
    if new == text.stored:
        return SourceAnswer(Outcome.SAVED, digest=text_digest(text.stored))
    try:
        store.save_lesson(text, new)
    except SavedMeanwhileError:
        return change_teaching(store, lesson, before, change)
    step = FileStep(lesson, text.path, text.stored, new)
    return SourceAnswer(Outcome.SAVED, digest=text_digest(new), step=step)


# What can be done to a teacher's file.


def accepting(lines: Sequence[int]) -> Edit:
    """Take the marks of proposals off the items that begin in these lines."""
    return lambda text: edit.accept(text, lines)


def deleting(line: int) -> Edit:
    """Take out the item that begins in a line."""
    return lambda text: edit.without(text, line)


def changing(line: int, values: Mapping[str, object]) -> Edit:
    """Give keys of the item that begins in a line other values; empty ones are taken out."""
    return lambda text: edit.changed(text, line, values)


def moving(line: int, step: int) -> Edit:
    """Put the item that begins in a line before or behind its neighbour."""
    return lambda text: edit.moved(text, line, step)


def adding_word(entry: VocabularyEntry) -> Edit:
    """Put a word of a person at the end of the list."""
    return lambda text: _added(text, edit.Additions(entries=[entry]))


def adding_question(group: str, question: Question) -> Edit:
    """Put a question of a person at the end of its group."""
    return lambda text: _added(text, edit.Additions(questions={group: [question]}))


def _added(text: str, additions: edit.Additions) -> str:
    """Add what is no proposal: the mark that additions get is taken off again."""
    before = edit.count_items(text)
    written = edit.add(text, additions, "lesson.yaml")
    if edit.count_items(written) != before + 1:
        raise LessonError("Nothing can be added to this file as it is laid out")
    (line,) = set(edit.item_lines(written, marked_as=_mark(additions)))
    return edit.accept(written, [line])


def _mark(additions: edit.Additions) -> str:
    items: list[VocabularyEntry | Question] = [*additions.entries]
    items += [question for group in additions.questions.values() for question in group]
    return items[0].mark


def setting_exercises(wanted: Mapping[str, int | bool]) -> Edit:
    """Choose the exercises: how many items each has, and the seed that chooses them."""
    return lambda text: edit.with_exercises(text, wanted)


def exercise_values(exercises: Exercises) -> dict[str, int | bool]:
    """Return what a lesson says of its exercises, by key."""
    return {name: getattr(exercises, name) for name in (*edit.exercise_names(), "seed")}
