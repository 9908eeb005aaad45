"""`lesson.yaml` → `Lesson`: the vocabulary, questions and exercises that a teacher chose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, PlainValidator

from pipeline.errors import LessonError
from pipeline.lesson.article import Article, Role, Unit, proposal_digest
from pipeline.system import schema
from pipeline.system.boundary import boundary
from pipeline.text.classes import Level, PartOfSpeech

FullText = Annotated[str, Field(min_length=1)]
Paragraph = Annotated[int, Field(ge=1, strict=True)]
# How many items an exercise has: a number, false for none, true for as many as is usual.
Count = Annotated[int | bool, PlainValidator(schema.count)]


class Study(StrEnum):
    """Which of a handout's two languages the class learns."""

    SOURCE = "source"  # headwords in the article's language, glosses in the translation's
    TARGET = "target"  # the other way round


@dataclass(frozen=True)
class VocabularyEntry(schema.Located):
    """A word to learn.

    Attributes:
        word: Dictionary form, as it is looked for in the text in any inflected form.
        paragraph: The ¶ it is taught in.
        headword: What the list shows; made from the word where it is not given.
        sentence: The sentence it stands in, where the ¶ has the word more than once.
        language: That of the only handouts that have it; empty where all have.
        learnt: The word of the translation that it was chosen for, as a list shows it, where the
            class learns that language.
        proposed: The mark of a proposal that nobody has accepted; see `is_proposal`.
    """

    word: FullText
    pos: PartOfSpeech
    paragraph: Paragraph
    level: Level | None = None
    headword: str = ""
    sentence: str = ""
    language: str = ""
    learnt: str = ""
    proposed: str = ""

    @property
    def mark(self) -> str:
        """What `proposed` says as long as a proposal is as it was made."""
        learnt = (self.language, self.learnt) if self.language else ()
        return proposal_digest(self.word, self.pos, self.level or "", self.headword, *learnt)

    def is_for(self, language: str) -> bool:
        """Whether the handouts of a language have it; with none named, whether any have."""
        return not self.language or not language or self.language == language

    @property
    def name(self) -> str:
        """What it is known by once it was proposed: the word that a class learns."""
        return self.learnt or self.word

    @property
    def is_proposal(self) -> bool:
        """Whether a program proposed it, and no person has accepted or changed it."""
        return self.proposed == self.mark

    @property
    def shown(self) -> str:
        """The headword of the list: "to curb" for a verb, else the word itself."""
        return self.headword or (f"to {self.word}" if self.pos.is_verb else self.word)


@dataclass(frozen=True)
class Question(schema.Located):
    """A question to the class, with what only the teacher sees."""

    question: FullText
    answer: str = ""
    note: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    proposed: str = ""

    @property
    def mark(self) -> str:
        """What `proposed` says as long as a proposal is as it was made."""
        return proposal_digest(self.question, self.answer, self.note)

    @property
    def is_proposal(self) -> bool:
        """Whether a program proposed it, and no person has accepted or changed it."""
        return self.proposed == self.mark


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

    def each(self) -> Iterator[Question]:
        """Yield the questions of all groups."""
        for _, questions in self.groups():
            yield from questions


@dataclass(frozen=True)
class Exercises(schema.Located):
    """Which exercises are made from the text, each with how many items.

    Attributes:
        gap_fill: Sentences with a gap, and a word bank.
        matching: Headwords to match with their glosses.
        true_false: Statements, some of them with a changed fact.
        order: Paragraphs whose sentences are to be put in order.
        translate: Sentences to translate.
        seed: Another number chooses other sentences.
    """

    gap_fill: Count = False
    matching: Count = False
    true_false: Count = False
    order: Count = False
    translate: Count = False
    seed: Annotated[int, Field(ge=0, strict=True)] = 1


@dataclass(frozen=True)
class Seen(schema.Located):
    """What has been proposed, or found, in a lesson once: it is not proposed again."""

    words: tuple[FullText, ...] = ()
    questions: tuple[FullText, ...] = ()

    def plus(self, words: Iterable[str] = (), questions: Iterable[str] = ()) -> "Seen":
        """Return it with more, each once."""
        return Seen(
            self.line,
            tuple(dict.fromkeys((*self.words, *words))),
            tuple(dict.fromkeys((*self.questions, *questions))),
        )


@dataclass(frozen=True)
class Lesson(schema.Located):
    """The teacher's file.

    Attributes:
        number: Which handout of the class it is: what an earlier one taught is known.
    """

    number: Annotated[int, Field(ge=1, strict=True)] | None = None
    vocabulary: tuple[VocabularyEntry, ...] = ()
    questions: Questions = Questions(line=1)
    exercises: Exercises = field(default_factory=lambda: Exercises(line=1))
    seen: Seen = field(default_factory=lambda: Seen(line=1))


@lru_cache(maxsize=512)
def load_lesson(text: str, path: Path | str) -> Lesson:
    """Read a lesson without looking at its article; for the rest see `read_lesson`.

    A text is read once, however many later lessons want to know what it teaches.
    """
    with boundary(LessonError, path):
        return schema.load_yaml(text.removeprefix("\ufeff"), Lesson, LessonError, path)


def read_lesson(text: str, path: Path | str, article: Article) -> Lesson:
    """Read a lesson and check it against its article's paragraphs.

    Args:
        text: YAML; an empty file is a lesson without vocabulary and questions.
        path: Where it comes from, for messages.
        article: The article it belongs to.

    Raises:
        LessonError: With the line of what is wrong.
    """
    lesson = load_lesson(text, path)
    known = article.numbered()
    named = [(entry.line, entry.paragraph) for entry in lesson.vocabulary]
    named += [(q.line, number) for q in lesson.questions.each() for number in q.paragraphs]
    for line, number in sorted(named):
        if number not in known:
            what = f"There is no ¶ {number}: the article has ¶ 1 to ¶ {max(known)}"
            raise LessonError(what, path=path, line=line)
    seen: dict[str, list[VocabularyEntry]] = {}
    for entry in lesson.vocabulary:
        for other in seen.get(entry.shown, ()):
            if other.is_for(entry.language):
                what = f"“{entry.shown}” is in the list already, in line {other.line}"
                mend = "Remove one, or tell them apart with `headword:`"
                raise LessonError(what, path=path, line=entry.line, mend=mend)
        seen.setdefault(entry.shown, []).append(entry)
    return lesson


def units(lesson: Lesson, path: Path | str) -> Iterator[Unit]:
    """Yield the lesson's units in the order of the handout."""
    file = str(path)
    for entry in lesson.vocabulary:
        details = ", ".join(filter(None, (f"¶ {entry.paragraph}", entry.pos.value, entry.level)))
        yield Unit(
            Role.VOCABULARY,
            entry.shown,
            file,
            entry.line,
            details,
            entry.paragraph,
            entry.is_proposal,
            entry.language,
        )
    for group, questions in lesson.questions.groups():
        for number, question in enumerate(questions, 1):
            place = f"{group.replace('_', ' ')}, question {number}"
            if question.paragraphs:
                place += f", ¶ {', '.join(map(str, question.paragraphs))}"
            for role in (Role.QUESTION, Role.ANSWER, Role.NOTE):
                if text := " ".join(getattr(question, role.value).split()):
                    proposed = question.is_proposal
                    yield Unit(role, text, file, question.line, place, proposed=proposed)
