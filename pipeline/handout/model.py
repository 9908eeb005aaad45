"""What a handout is: everything that a writer needs, and nothing else."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from pipeline.alignment.bitext import Pair, Row
from pipeline.catalog.catalog import State
from pipeline.checks.case import Severity
from pipeline.languages import language
from pipeline.lesson.article import Block
from pipeline.lesson.lesson import Study
from pipeline.system.schema import STRICT
from pipeline.teaching.exercises.kinds import Exercise
from pipeline.text.bands import BANDS
from pipeline.text.diff import Change
from pipeline.text.labels import Label, Labels, language_name
from pipeline.text.markup import Marked


class Edition(StrEnum):
    """Who a handout is for."""

    STUDENT = "student"  # with lines to write on
    TEACHER = "teacher"  # with answers, notes and the review sheet


class Paper(StrEnum):
    """Paper sizes by their CSS names."""

    A4 = "A4"
    LETTER = "Letter"


class PageStyle(StrEnum):
    """How much stands on a page."""

    FULL = "full"
    COMPACT = "compact"  # for a school that pays by the copy


class Arrangement(StrEnum):
    """How the text stands to its translation."""

    SIDE_BY_SIDE = "side-by-side"
    FACING = "facing"  # on the page across
    SENTENCES = "sentences"  # each sentence under its own
    SOURCE = "source"  # alone
    TARGET = "target"


class PaperPart(StrEnum):
    """What a paper is made of."""

    TEXT = "text"
    VOCABULARY = "vocabulary"
    EXERCISES = "exercises"
    QUESTIONS = "questions"
    KEY = "key"  # all answers, and nothing else


class Asked(StrEnum):
    """The languages that questions stand in."""

    BOTH = "both"
    SOURCE = "source"
    TARGET = "target"


class Imposition(StrEnum):
    """How pages stand on the sheets of a copier."""

    PAGES = "pages"  # one by one
    BOOKLET = "booklet"  # two by two, to fold and staple
    TWO_UP = "two-up"  # two by two, in their order


class TurningEdge(StrEnum):
    """Where a copier turns a sheet."""

    SHORT = "short"
    LONG = "long"


_WHOLE = (PaperPart.TEXT, PaperPart.VOCABULARY, PaperPart.EXERCISES, PaperPart.QUESTIONS)


@dataclass(frozen=True)
class Layout:
    """How a handout is set: the settings that a writer looks at.

    Attributes:
        large_print: 18 pt, sans, the translation below its paragraph.
        school: Stands at the head of the first page.
        text_font, label_font: Families of fontpkg: of the text, and of labels and large print.
        style: How much stands on a page.
        arrangement: How the text stands to its translation. Large print knows side by side only
            as one below the other.
        parts: What is on the paper, in this order.
        lines: The lines to write on below each question; None leaves them to question and style.
        questions: The languages that they stand in.
        pictures: The most that a picture is high, in millimetres; 0 leaves it to the style.
        imposition: How pages stand on sheets, which are twice their size where two stand on one.
        edge: Where the copier turns such a sheet.
    """

    __pydantic_config__ = STRICT

    paper: Paper = Paper.A4
    large_print: bool = False
    school: str = ""
    text_font: str = "Literata"
    label_font: str = "Atkinson Hyperlegible"
    style: PageStyle = PageStyle.FULL
    arrangement: Arrangement = Arrangement.SIDE_BY_SIDE
    parts: Annotated[tuple[PaperPart, ...], Field(min_length=1)] = _WHOLE
    lines: Annotated[int, Field(ge=0, le=20)] | None = None
    questions: Asked = Asked.BOTH
    pictures: Annotated[int, Field(ge=0, le=250)] = 0
    imposition: Imposition = Imposition.PAGES
    edge: TurningEdge = TurningEdge.SHORT

    @property
    def is_compact(self) -> bool:
        """Whether it is set in the compact style; large print is never."""
        return self.style is PageStyle.COMPACT and not self.large_print

    @property
    def is_stacked(self) -> bool:
        """Whether both languages of the text stand in one column, one below the other."""
        abreast = self.arrangement is Arrangement.SIDE_BY_SIDE
        return self.arrangement is Arrangement.SENTENCES or (self.large_print and abreast)

    @property
    def is_facing(self) -> bool:
        """Whether the text and its translation stand on pages that face each other."""
        return self.arrangement is Arrangement.FACING and PaperPart.TEXT in self.parts

    @property
    def shows_source(self) -> bool:
        """Whether the text itself is there."""
        return self.arrangement is not Arrangement.TARGET

    @property
    def shows_target(self) -> bool:
        """Whether the text's translation is there."""
        return self.arrangement is not Arrangement.SOURCE

    @property
    def picture_height(self) -> str:
        """The most that a picture is high, for CSS."""
        return f"{self.pictures or (55 if self.is_compact else 80)}mm"

    def room(self, lines: int) -> int:
        """Return how many lines to write on there are where a question wants so many."""
        if self.lines is not None:
            return self.lines
        return 0 if self.is_compact else lines


@dataclass(frozen=True)
class Section:
    """A heading (the first section may have none) and the rows under it."""

    heading: Pair | None
    level: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Footnote:
    """A note of the article, with the number its mark shows."""

    number: int
    label: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Example:
    """The sentence that a word stands in, and its translation.

    The word bears a span `Style.TERM` in the source. To find it in the target takes the dictionary
    of that language, so that it is left to the format that shows it.
    """

    source: Marked
    target: Marked


@dataclass(frozen=True)
class VocabularyItem:
    """A line of the vocabulary list.

    Attributes:
        headword: In the article's language; which side of the list it stands on is for
            `Handout.study` to say.
        known: The number of the earlier handout that taught it.
        grade: The level of the word of the article, or the band of frequency of the translation's,
            whichever is learnt.
        proposed: Whether a program chose it and nobody has accepted it.
        marked: Whether it is marked in the text: its translation's place need not be known.
    """

    number: int
    headword: str
    pos: Label
    grade: Label | None
    paragraph: int
    gloss: Pair
    example: Example | None = None
    known: int | None = None
    proposed: bool = False
    marked: bool = True

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Everything in it that is translated."""
        return (self.gloss,)


@dataclass(frozen=True)
class QuestionItem:
    """A question, numbered through all groups; `lines` is the room to write on that paper has.

    Answer and note are there in the teacher's edition only. `proposed` is as in vocabulary.
    """

    number: int
    question: Pair
    paragraphs: tuple[int, ...]
    lines: int
    answer: Pair | None = None
    note: Pair | None = None
    proposed: bool = False

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Everything in it that is translated."""
        return tuple(filter(None, (self.question, self.answer, self.note)))


@dataclass(frozen=True)
class QuestionGroup:
    """Questions under their heading."""

    name: str
    title: Label
    items: tuple[QuestionItem, ...]


@dataclass(frozen=True)
class ReviewItem:
    """A suspect on the review sheet."""

    where: str
    severity: Severity
    message: str
    source: str
    target: str


@dataclass(frozen=True)
class ReviewSheet:
    """The review sheet.

    Attributes:
        summary: What waits for a person and is no suspect, a line each with the places, in
            English as all that the checks say.
        items: The suspects, worst first.
    """

    summary: tuple[str, ...] = ()
    items: tuple[ReviewItem, ...] = ()


# What stands behind an entry of a list, where a notice for each would be most of the page.
_SIGNS = {State.MACHINE: "°", State.EDITED: "*", State.STALE: "†"}
PROPOSED = "◇"


def sign(pair: Pair) -> str:
    """Return the sign of a translation that nobody has approved; a list's legend explains it."""
    return _SIGNS.get(pair.state, "") if pair.target.text else ""


@dataclass(frozen=True)
class Handout:
    """One lesson, one language pair, one edition.

    Attributes:
        identifier: A URN that stays the same whatever is edited.
        facts: Author, date and level, in the source language, as far as they are known.
        origin, rights: Where the article comes from, and who may do what with it.
        simplified: Whether a program simplified the article, and nobody has looked at it.
        changes: In the teacher's edition, what changed in a source (its plain text) since the
            translation of it was made.
        study: Which language the class learns: the language of the headwords and exercises.
        exercises: With their answers in both editions, since a screen checks them itself; on paper
            the key is the teacher's.
        total, unreviewed: How many translations there are, and how many nobody has approved.
    """

    lesson: str
    identifier: str
    edition: Edition
    source: str
    target: str
    labels: Labels
    layout: Layout
    title: Pair
    kicker: Pair | None
    author: str
    facts: tuple[str, ...]
    origin: str
    rights: str
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]
    vocabulary: tuple[VocabularyItem, ...]
    questions: tuple[QuestionGroup, ...]
    total: int
    unreviewed: int
    review: ReviewSheet | None = None
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    study: Study = Study.SOURCE
    exercises: tuple[Exercise, ...] = ()
    simplified: bool = False

    @property
    def is_teacher(self) -> bool:
        """Whether answers, notes and the review sheet belong in."""
        return self.edition is Edition.TEACHER

    @property
    def studied(self) -> str:
        """The code of the language that the class learns."""
        return self.source if self.study is Study.SOURCE else self.target

    @property
    def known(self) -> str:
        """The code of the language that the class knows."""
        return self.target if self.study is Study.SOURCE else self.source

    @property
    def provenance(self) -> tuple[str, ...]:
        """Source, what became of it, and rights as lines for a reader, as far as known."""
        origin = self.labels("source", source=self.origin).source if self.origin else ""
        simplified = self.labels("simplified").source if self.simplified else ""
        return tuple(filter(None, (origin, simplified, self.rights)))

    @property
    def progress(self) -> Label:
        """How much of the translation nobody has approved yet, in a line."""
        if self.unreviewed == 0:
            return self.labels("approved_all")
        return self.labels("approved_some", open=self.unreviewed, total=self.total)

    @property
    def studies_target(self) -> bool:
        """Whether the class learns the language of the translation."""
        return self.study is Study.TARGET

    def languages(self) -> tuple[str, str]:
        """Return the names of both languages, each in itself: ("English", "Español")."""
        return language_name(self.source, self.source), language_name(self.target, self.target)

    def legend(self, items: Iterable[VocabularyItem | QuestionItem]) -> Iterator[tuple[str, Label]]:
        """Yield the signs that a list has need of, each with what it says."""
        items = tuple(items)
        if any(item.proposed for item in items):
            yield PROPOSED, self.labels("proposed")
        if self.studies_target and any(getattr(item, "grade", None) for item in items):
            first, last = (self.labels("band", number=number).target for number in (1, BANDS))
            yield f"{first}–{last}", self.labels("bands")
        yield from self._abbreviations(items)
        states = {pair.state for item in items for pair in item.pairs if sign(pair)}
        for state in sorted(states, key=list(_SIGNS).index):
            yield _SIGNS[state], self.list_label(state)

    def _abbreviations(
        self, items: Iterable[VocabularyItem | QuestionItem]
    ) -> Iterator[tuple[str, Label]]:
        """Yield what meanings write short, each once: "+ Akk."."""
        said = [item.gloss.target.text for item in items if isinstance(item, VocabularyItem)]
        for short, (target, source) in language(self.target).government.abbreviations.items():
            if any(re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text) for text in said):
                yield short, Label(source, target)

    def notices(self, pairs: Iterable[Pair]) -> tuple[State, ...]:
        """Return what a reader is told of translations that nobody has approved.

        That there is none, and room to write one, is said once in a handout.
        """
        states = dict.fromkeys(
            pair.state
            for pair in pairs
            if not pair.state.is_reviewed
            if pair.state is not State.MISSING or pair.source.text == self._first_missing
        )
        return tuple(states)

    @property
    def _first_missing(self) -> str:
        pairs = [*filter(None, [self.kicker]), self.title]
        for section in self.sections:
            pairs += [*filter(None, [section.heading]), *(p for r in section.rows for p in r.pairs)]
        missing = (pair.source.text for pair in pairs if pair.state is State.MISSING)
        return next(missing, "")

    def list_label(self, state: State) -> Label:
        """Return what a list says of a translation that nobody has approved.

        Not all in lists that a program wrote is a machine's translation: meanings were found in
        the text, and questions were written beforehand.
        """
        return self.labels("by_program" if state is State.MACHINE else state.value)

    def note_number(self, label: str) -> int | None:
        """Return the number of a footnote by its label."""
        return next((note.number for note in self.footnotes if note.label == label), None)

    def figures(self) -> Iterator[Block]:
        """Yield the article's figures."""
        for section in self.sections:
            yield from (row.block for row in section.rows if row.block.image)

    def images(self) -> Iterator[str]:
        """Yield the image files of the article's figures, as it names them."""
        return (figure.image for figure in self.figures())
