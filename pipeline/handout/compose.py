"""`Bitext` + `Lesson` + findings → `Handout`.

What an edition does not show is not in its handout, so that a change to a teacher's note leaves
the student's files alone.
"""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from pipeline.alignment.bitext import Bitext, Pair, Row, make_pair, sentence_at, translation_range
from pipeline.catalog.catalog import Catalog, Key, State
from pipeline.checks import Finding
from pipeline.handout.model import (
    Edition,
    Example,
    Footnote,
    Handout,
    Layout,
    QuestionGroup,
    QuestionItem,
    Section,
    VocabularyItem,
)
from pipeline.handout.reviewsheet import review
from pipeline.lesson.article import Article, BlockKind, Role, Unit
from pipeline.lesson.lesson import Lesson, Study
from pipeline.lesson.terms import Term
from pipeline.teaching.exercises.kinds import Exercise
from pipeline.teaching.exercises.practice import make_exercises
from pipeline.text import markup
from pipeline.text.bands import band
from pipeline.text.classes import PartOfSpeech
from pipeline.text.diff import Change
from pipeline.text.labels import Label, Labels, date_text
from pipeline.text.markup import Span, Style
from pipeline.text.matching import locate

# Lines to write on: a guess needs one, an answer from the text two; an opinion is spoken.
_WRITING_LINES = {"before_reading": 1, "understanding": 2, "discussion": 0}

# What says of an article only which file it came in: "interview.docx".
_FILE_NAME = re.compile(r"[^/]*\.[A-Za-z][A-Za-z0-9]{1,4}")
_Marked = TypeVar("_Marked", bound=Pair | Exercise)


@dataclass(frozen=True)
class Material:
    """What the handouts of a lesson in one language are composed of, whatever the edition.

    Attributes:
        name: The lesson's folder name.
        article: The lesson's article.
        lesson: Vocabulary, questions and exercises.
        lesson_units: The units of the lesson, from `lesson.units`.
        terms: Where the vocabulary stands, in order of appearance.
        bitext: The article beside its translation.
        catalog: The translation of everything.
        findings: What `check` found; shown to the teacher.
        study: Which language the class learns.
        known: The words that earlier handouts taught, each with the number of the first.
    """

    name: str
    article: Article
    lesson: Lesson
    lesson_units: Sequence[Unit]
    terms: Sequence[Term]
    bitext: Bitext
    catalog: Catalog
    findings: Sequence[Finding] = ()
    study: Study = Study.SOURCE
    known: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every unit of article and lesson once, by its key."""
        everything = {unit.key: unit for unit in (*self.article.units(), *self.lesson_units)}
        return tuple(everything.values())

    @cached_property
    def article_units(self) -> tuple[Unit, ...]:
        """Every unit of the article once: what a class sees the progress of."""
        return tuple({unit.key: unit for unit in self.article.units()}.values())

    def pair(self, role: Role, text: str) -> Pair:
        """Return a text of the lesson beside its translation."""
        unit = self._of_lesson[role.context, " ".join(text.split())]
        return make_pair(unit, self.catalog, self.bitext.source)

    @cached_property
    def _of_lesson(self) -> dict[Key, Unit]:
        return {unit.key: unit for unit in self.lesson_units}

    @cached_property
    def words(self) -> tuple["_Word", ...]:
        """The words of the vocabulary with their glosses, in order of appearance."""
        rows = {row.block.number: row for row in self.bitext.rows}
        found = []
        for term in self.terms:
            place = rows[term.paragraph].pairs[term.unit]
            gloss = self.pair(Role.VOCABULARY, term.entry.shown)
            in_source = self.study is Study.SOURCE
            mark = term.range if in_source else _said(term, place, gloss, self.bitext.target)
            found.append(_Word(term, place, gloss, mark))
        return tuple(found)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises; the same in all editions."""
        glosses = [word.gloss for word in self.words]
        return make_exercises(
            self.lesson.exercises, self.name, self.bitext, self.terms, glosses, self.study
        )


def compose(material: Material, edition: Edition, layout: Layout) -> Handout:
    """Compose the handout of one edition.

    Args:
        material: What it is composed of.
        edition: Student or teacher.
        layout: The project's settings.
    """
    bitext, meta = material.bitext, material.article.meta
    labels = Labels(bitext.source, bitext.target)
    teacher = edition is Edition.TEACHER
    counted = material.units if teacher else material.article_units
    states = [material.catalog.entry(unit).state for unit in counted]
    facts = (
        meta.author,
        date_text(meta.date, meta.language),
        labels("level", level=meta.level).source if meta.level else "",
    )
    return Handout(
        lesson=material.name,
        identifier=_identifier(material, edition),
        edition=edition,
        source=bitext.source,
        target=bitext.target,
        labels=labels,
        layout=layout,
        title=bitext.title,
        kicker=bitext.kicker,
        author=meta.author,
        facts=tuple(filter(None, facts)),
        origin=meta.source if teacher or not _FILE_NAME.fullmatch(meta.source) else "",
        rights=meta.rights,
        sections=tuple(_sections(_with_marks(material))),
        footnotes=tuple(
            Footnote(number, label, pairs)
            for number, (label, pairs) in enumerate(bitext.footnotes, 1)
        ),
        vocabulary=tuple(_item(word, labels, material, teacher) for word in material.words),
        questions=tuple(_questions(material, labels, teacher)),
        total=len(states),
        unreviewed=sum(not state.is_reviewed for state in states),
        review=review(material.findings) if teacher else None,
        changes=_changes(material) if teacher else {},
        study=material.study,
        exercises=material.exercises if teacher else tuple(map(_unmarked, material.exercises)),
        simplified=material.article.is_proposal,
    )


@dataclass(frozen=True)
class _Word:
    """A word of the vocabulary: where it stands, with its gloss.

    Attributes:
        place: The pair of texts that it stands in.
        mark: Its range in the text of the language of study; None where it was not found.
    """

    term: Term
    place: Pair
    gloss: Pair
    mark: tuple[int, int] | None


def _said(term: Term, place: Pair, gloss: Pair, language: str) -> tuple[int, int] | None:
    """Return where the translation of a word's sentence says its gloss."""
    linked = translation_range(place, term.start)
    if linked is None or not gloss.target.text:
        return None
    start, end = linked
    found = locate(gloss.target.text, place.target.text[start:end], language)
    return (start + found[0], start + found[1]) if found else None


def _unmarked(item: _Marked) -> _Marked:
    """Return what a class sees of a pair or an exercise: how far it has come is the teacher's."""
    return replace(item, state=State.APPROVED)


def _item(word: _Word, labels: Labels, material: Material, teacher: bool) -> VocabularyItem:
    term = word.term
    pos = term.entry.pos
    if material.study is Study.TARGET and pos is PartOfSpeech.PHRASAL_VERB:
        pos = PartOfSpeech.VERB  # it is one of the language of the article alone
    return VocabularyItem(
        term.number,
        term.entry.shown,
        labels.pos(pos.value),
        _grade(word, labels, material),
        term.paragraph,
        word.gloss if teacher else _unmarked(word.gloss),
        Example(*sentence_at(word.place, term.range)),
        material.known.get(term.entry.name.lower()),
        teacher and term.entry.is_proposal,
        word.mark is not None,
    )


def _grade(word: _Word, labels: Labels, material: Material) -> Label | None:
    """Return the level of a word of the article, or the band of one of the translation."""
    if material.study is Study.SOURCE:
        level = word.term.entry.level
        return Label(level, level) if level else None
    number = band(word.gloss.target.text, material.bitext.target)
    return labels("band", number=number) if number else None


def _questions(material: Material, labels: Labels, teacher: bool) -> Iterator[QuestionGroup]:
    number = 0
    for group, questions in material.lesson.questions.groups():
        items = []
        for one in questions:
            number += 1
            asked = material.pair(Role.QUESTION, one.question)
            items.append(
                QuestionItem(
                    number,
                    asked if teacher else _unmarked(asked),
                    one.paragraphs,
                    _WRITING_LINES[group],
                    material.pair(Role.ANSWER, one.answer) if teacher and one.answer else None,
                    material.pair(Role.NOTE, one.note) if teacher and one.note else None,
                    teacher and one.is_proposal,
                )
            )
        yield QuestionGroup(group, labels(group), tuple(items))


def _changes(material: Material) -> dict[str, tuple[Change, ...]]:
    found = {
        markup.parse(unit.text).text: material.catalog.entry(unit).source_changes()
        for unit in material.units
    }
    return {text: changes for text, changes in found.items() if changes}


def _identifier(material: Material, edition: Edition) -> str:
    pair = f"{material.bitext.source}-{material.bitext.target}"
    whole = f"handouts/{material.name}/{material.article.meta.title}/{pair}/{edition}"
    return uuid.uuid5(uuid.NAMESPACE_URL, whole).urn


def _with_marks(material: Material) -> Iterator[Row]:
    """Yield the rows with the vocabulary marked in the language of study."""
    for row in material.bitext.rows:
        pairs = list(row.pairs)
        for word in material.words:
            if word.term.paragraph == row.block.number and word.mark:
                span = Span(*word.mark, Style.TERM, str(word.term.number))
                pair = pairs[word.term.unit]
                if material.study is Study.SOURCE:
                    pair = replace(pair, source=pair.source.with_spans([span]))
                else:
                    pair = replace(pair, target=pair.target.with_spans([span]))
                pairs[word.term.unit] = pair
        yield replace(row, pairs=tuple(pairs))


def _sections(rows: Iterator[Row]) -> Iterator[Section]:
    heading: Pair | None = None
    level = 0
    under: list[Row] = []
    for row in rows:
        if row.block.kind is not BlockKind.HEADING:
            under.append(row)
            continue
        if under or heading:
            yield Section(heading, level, tuple(under))
        heading, level, under = row.pairs[0], row.block.level, []
    yield Section(heading, level, tuple(under))
