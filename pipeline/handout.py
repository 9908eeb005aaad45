"""`Bitext` + `Lesson` + findings → `Handout`: everything that a writer needs, and nothing else.

What an edition does not show is not in its handout, so that a change to a teacher's note leaves
the student's files alone.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pipeline import markup
from pipeline.article import Article, Kind, Level, Role, Unit
from pipeline.bitext import Bitext, Pair, Row, make_pair, sentence_at
from pipeline.catalog import Catalog, State
from pipeline.check import Finding
from pipeline.checks.case import Severity
from pipeline.exercises import Exercise
from pipeline.languages import Label, Labels, date_text, language_name
from pipeline.lesson import Lesson, Study
from pipeline.markup import Marked, Span, Style
from pipeline.practice import make_exercises
from pipeline.schema import STRICT
from pipeline.vocabulary import Term
from pipeline.worddiff import Change


class Edition(StrEnum):
    """Who a handout is for."""

    STUDENT = "student"  # with lines to write on
    TEACHER = "teacher"  # with answers, notes and the review sheet


class Paper(StrEnum):
    """Paper sizes by their CSS names."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True)
class Layout:
    """How a handout is set: the settings that a writer looks at.

    Attributes:
        large_print: 18 pt, sans, the translation below its paragraph.
        school: Stands at the head of the first page.
        text_font, label_font: Families of fontpkg: of the text, and of labels and large print.
    """

    __pydantic_config__ = STRICT

    paper: Paper = Paper.A4
    large_print: bool = False
    school: str = ""
    text_font: str = "Literata"
    label_font: str = "Atkinson Hyperlegible"


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
        proposed: Whether a program chose it and nobody has accepted it.
        marked: Whether it is marked in the text: its translation's place need not be known.
    """

    number: int
    headword: str
    pos: Label
    level: Level | None
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
    """A question, numbered through all groups; `lines` is the room to write on.

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
class Review:
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
        modified: The last revision that the catalog names; the date in the files.
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
    modified: datetime
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
    review: Review | None = None
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
        states = {pair.state for item in items for pair in item.pairs if sign(pair)}
        for state in sorted(states, key=list(_SIGNS).index):
            yield _SIGNS[state], self.labels(state.value)

    def note_number(self, label: str) -> int | None:
        """Return the number of a footnote by its label."""
        return next((note.number for note in self.footnotes if note.label == label), None)

    def images(self) -> Iterator[str]:
        """Yield the image files of the article's figures, relative to it."""
        for section in self.sections:
            for row in section.rows:
                if row.block.image:
                    yield row.block.image


# Lines to write on: a guess needs two, an answer from the text three, an opinion four.
_WRITING_LINES = {"before_reading": 2, "understanding": 3, "discussion": 4}


def compose(
    name: str,
    edition: Edition,
    article: Article,
    lesson: Lesson,
    lesson_units: Sequence[Unit],
    terms: Sequence[Term],
    bitext: Bitext,
    catalog: Catalog,
    findings: Sequence[Finding],
    layout: Layout,
    modified: datetime,
    study: Study = Study.SOURCE,
    known: Mapping[str, int] | None = None,
) -> Handout:
    """Compose the handout of one edition.

    Args:
        name: The lesson's folder name.
        edition: Student or teacher.
        article: The lesson's article.
        lesson: Vocabulary, questions and exercises.
        lesson_units: The units of the lesson, from `lesson.units`.
        terms: Where the vocabulary stands, in order of appearance.
        bitext: The article beside its translation.
        catalog: The translation of everything.
        findings: What `check` found; shown to the teacher.
        layout: The project's settings.
        modified: The date that the files bear.
        study: Which language the class learns.
        known: The words that earlier handouts taught, each with the number of the first.
    """
    labels = Labels(bitext.source, bitext.target)
    of_lesson = {unit.key: unit for unit in lesson_units}
    everything = {unit.key: unit for unit in (*article.units(), *lesson_units)}
    states = [catalog.entry(unit).state for unit in everything.values()]

    def pair(role: Role, text: str) -> Pair:
        unit = of_lesson[role.context, " ".join(text.split())]
        return make_pair(unit, catalog, bitext.source)

    teacher = edition is Edition.TEACHER
    number = 0
    groups = []
    for group, questions in lesson.questions.groups():
        items = []
        for question in questions:
            number += 1
            items.append(
                QuestionItem(
                    number,
                    pair(Role.QUESTION, question.question),
                    question.paragraphs,
                    _WRITING_LINES[group],
                    pair(Role.ANSWER, question.answer) if teacher and question.answer else None,
                    pair(Role.NOTE, question.note) if teacher and question.note else None,
                    question.is_proposal,
                )
            )
        groups.append(QuestionGroup(group, labels(group), tuple(items)))
    numbered = {row.block.number: row for row in bitext.rows}
    glosses = [pair(Role.VOCABULARY, term.entry.shown) for term in terms]
    meta = article.meta
    facts = (
        meta.author,
        date_text(meta.date, meta.language),
        labels("level", level=meta.level).source if meta.level else "",
    )
    return Handout(
        lesson=name,
        identifier=_identifier(name, meta.title, bitext, edition),
        modified=modified,
        edition=edition,
        source=bitext.source,
        target=bitext.target,
        labels=labels,
        layout=layout,
        title=bitext.title,
        kicker=bitext.kicker,
        author=meta.author,
        facts=tuple(filter(None, facts)),
        origin=meta.source,
        rights=meta.rights,
        sections=tuple(_sections(_with_terms(bitext.rows, terms))),
        footnotes=tuple(
            Footnote(number, label, pairs)
            for number, (label, pairs) in enumerate(bitext.footnotes, 1)
        ),
        vocabulary=tuple(
            VocabularyItem(
                term.number,
                term.entry.shown,
                labels.pos(term.entry.pos.value),
                term.entry.level,
                term.paragraph,
                gloss,
                Example(*sentence_at(numbered[term.paragraph].pairs[term.unit], term.range)),
                known=(known or {}).get(term.entry.word.lower()),
                proposed=term.entry.is_proposal,
            )
            for term, gloss in zip(terms, glosses, strict=True)
        ),
        questions=tuple(groups),
        total=len(states),
        unreviewed=sum(not state.is_reviewed for state in states),
        review=_review(findings) if teacher else None,
        changes=_changes(everything.values(), catalog) if teacher else {},
        study=study,
        simplified=article.is_proposal,
        exercises=make_exercises(lesson.exercises, name, bitext, terms, glosses, study),
    )


def _changes(units: Iterable[Unit], catalog: Catalog) -> dict[str, tuple[Change, ...]]:
    found = {markup.parse(u.text).text: catalog.entry(u).source_changes() for u in units}
    return {text: changes for text, changes in found.items() if changes}


def _identifier(name: str, title: str, bitext: Bitext, edition: Edition) -> str:
    whole = f"handouts/{name}/{title}/{bitext.source}-{bitext.target}/{edition}"
    return uuid.uuid5(uuid.NAMESPACE_URL, whole).urn


def _with_terms(rows: Sequence[Row], terms: Sequence[Term]) -> Iterator[Row]:
    """Yield the rows with the vocabulary marked in their source."""
    for row in rows:
        pairs = list(row.pairs)
        for term in terms:
            if term.paragraph == row.block.number:
                span = Span(term.start, term.end, Style.TERM, str(term.number))
                pair = pairs[term.unit]
                pairs[term.unit] = replace(pair, source=pair.source.with_spans([span]))
        yield replace(row, pairs=tuple(pairs))


def _sections(rows: Iterator[Row]) -> Iterator[Section]:
    heading: Pair | None = None
    level = 0
    under: list[Row] = []
    for row in rows:
        if row.block.kind is not Kind.HEADING:
            under.append(row)
            continue
        if under or heading:
            yield Section(heading, level, tuple(under))
        heading, level, under = row.pairs[0], row.block.level, []
    yield Section(heading, level, tuple(under))


# How much of a text the review sheet quotes, in characters: about a line of its column.
_EXCERPT = 90
# Findings that say how far the work is. There can be one for each unit, so they are summed up.
_SUMMED_UP = {
    State.MISSING: "without a translation",
    State.MACHINE: "translated by a machine, not approved",
    State.EDITED: "edited, not approved",
}
_PROGRESS = ("missing", "unreviewed")
_ACCEPTANCE = "proposed"
_OF_THE_ARTICLE = "simplified"
# What a place without ¶ is called: one, and several.
_PLACES = {
    Role.TITLE: ("title", "titles"),
    Role.KICKER: ("line above the title", "lines above the title"),
    Role.HEADING: ("heading", "headings"),
    Role.FOOTNOTE: ("footnote", "footnotes"),
    Role.VOCABULARY: ("word", "words"),
    Role.QUESTION: ("question", "questions"),
    Role.ANSWER: ("answer", "answers"),
    Role.NOTE: ("note", "notes"),
}


def _review(findings: Sequence[Finding]) -> Review:
    waiting = [finding for finding in findings if finding.id in _PROGRESS]
    summary = [finding.message for finding in findings if finding.id == _OF_THE_ARTICLE]
    for state, words in _SUMMED_UP.items():
        units = [finding.unit for finding in waiting if finding.entry.state is state]
        if units:
            summary.append(f"{len(units)} {words}: {_places(units)}")
    if units := [finding.unit for finding in findings if finding.id == _ACCEPTANCE]:
        roles = Counter(unit.role for unit in units)
        counts = [f"{n} {_PLACES[role][n > 1]}" for role, n in roles.items()]
        summary.append(f"proposed by a program, not accepted: {', '.join(counts)}")
    summed_up = (*_PROGRESS, _OF_THE_ARTICLE, _ACCEPTANCE)
    suspects = [finding for finding in findings if finding.id not in summed_up]
    return Review(tuple(summary), tuple(map(_review_item, suspects)))


def _review_item(finding: Finding) -> ReviewItem:
    return ReviewItem(
        finding.unit.place,
        finding.severity,
        finding.message,
        _excerpt(finding.unit.text),
        _excerpt(finding.entry.target),
    )


def _places(units: Sequence[Unit]) -> str:
    """Return where units stand, in short: "title, ¶ 1–4, 6, 3 headings"."""
    counts = Counter(unit.role for unit in units if unit.role in _PLACES)
    named = {
        role: names[0] if counts[role] == 1 else f"{counts[role]} {names[1]}"
        for role, names in _PLACES.items()
        if counts[role]
    }
    ahead = [named.pop(role) for role in (Role.KICKER, Role.TITLE) if role in named]
    numbers = {unit.paragraph for unit in units if unit.paragraph and unit.role not in _PLACES}
    paragraphs = [f"¶ {_ranges(sorted(numbers))}"] if numbers else []
    return ", ".join([*ahead, *paragraphs, *named.values()])


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in order as "1–4, 6"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _excerpt(text: str) -> str:
    text = " ".join(markup.parse(text).text.split())
    return text if len(text) <= _EXCERPT else re.sub(r"\s+\S*$", "", text[:_EXCERPT]) + " …"
