"""`lesson.yaml` → `Lesson`: the vocabulary and the questions that a teacher chose."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from pipeline import schema
from pipeline.article import Article, Level, Role, Unit
from pipeline.errors import LessonError

Words = Annotated[str, Field(min_length=1)]
Paragraph = Annotated[int, Field(ge=1, strict=True)]


class PartOfSpeech(StrEnum):
    """Word classes of the vocabulary list."""

    NOUN = "noun"
    VERB = "verb"
    PHRASAL_VERB = "phrasal verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    PRONOUN = "pronoun"
    PHRASE = "phrase"

    @property
    def is_verb(self) -> bool:
        """Whether the headword is an infinitive."""
        return self in (PartOfSpeech.VERB, PartOfSpeech.PHRASAL_VERB)


@dataclass(frozen=True)
class Entry(schema.Located):
    """A word to learn.

    Attributes:
        word: Dictionary form, as it is looked for in the text in any inflected form.
        paragraph: The ¶ it is taught in.
        headword: What the list shows; made from the word where it is not given.
    """

    word: Words
    pos: PartOfSpeech
    paragraph: Paragraph
    level: Level | None = None
    headword: str = ""

    @property
    def shown(self) -> str:
        """The headword of the list: "to curb" for a verb, else the word itself."""
        return self.headword or (f"to {self.word}" if self.pos.is_verb else self.word)


@dataclass(frozen=True)
class Question(schema.Located):
    """A question to the class, with what only the teacher sees."""

    question: Words
    answer: str = ""
    note: str = ""
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class Questions(schema.Located):
    """The questions in their three groups, in the order they are asked."""

    before_reading: tuple[Question, ...] = ()
    understanding: tuple[Question, ...] = ()
    discussion: tuple[Question, ...] = ()

    def groups(self) -> Iterator[tuple[str, tuple[Question, ...]]]:
        """Yield each group that has questions, with its name."""
        for group in fields(self):
            questions = getattr(self, group.name)
            if group.name != "line" and questions:
                yield group.name, questions


@dataclass(frozen=True)
class Lesson(schema.Located):
    """The teacher's file."""

    vocabulary: tuple[Entry, ...] = ()
    questions: Questions = Questions(line=1)


def read_lesson(text: str, path: Path, article: Article) -> Lesson:
    """Read a lesson and check it against its article's paragraphs.

    Args:
        text: YAML; an empty file is a lesson without vocabulary and questions.
        path: Where it comes from, for messages.
        article: The article it belongs to.

    Raises:
        LessonError: With the line of what is wrong.
    """
    lesson = schema.load_yaml(text.removeprefix("\ufeff"), Lesson, LessonError, path)
    known = article.numbered()
    named = [(entry.line, entry.paragraph) for entry in lesson.vocabulary]
    for _, questions in lesson.questions.groups():
        named += [(q.line, number) for q in questions for number in q.paragraphs]
    for line, number in sorted(named):
        if number not in known:
            what = f"There is no ¶ {number}: the article has ¶ 1 to ¶ {max(known)}"
            raise LessonError(what, path=path, line=line)
    seen: dict[str, int] = {}
    for entry in lesson.vocabulary:
        if entry.shown in seen:
            what = f"“{entry.shown}” is in the list already, in line {seen[entry.shown]}"
            mend = "Remove one, or tell them apart with `headword:`"
            raise LessonError(what, path=path, line=entry.line, mend=mend)
        seen[entry.shown] = entry.line
    return lesson


def units(lesson: Lesson, path: Path) -> Iterator[Unit]:
    """Yield the lesson's units in the order of the handout."""
    file = str(path)
    for entry in lesson.vocabulary:
        details = ", ".join(filter(None, (f"¶ {entry.paragraph}", entry.pos.value, entry.level)))
        yield Unit(Role.VOCABULARY, entry.shown, file, entry.line, details, entry.paragraph)
    for group, questions in lesson.questions.groups():
        for number, question in enumerate(questions, 1):
            place = f"{group.replace('_', ' ')}, question {number}"
            if question.paragraphs:
                place += f", ¶ {', '.join(map(str, question.paragraphs))}"
            for role in (Role.QUESTION, Role.ANSWER, Role.NOTE):
                if text := " ".join(getattr(question, role.value).split()):
                    yield Unit(role, text, file, question.line, place)
