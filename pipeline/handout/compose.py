"""`Bitext` + `Lesson` + findings → `Handout`.

What an edition does not show is not in its handout, so that a change to a teacher's note leaves
the student's files alone.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.alignment.bitext import Bitext, Pair, Row, make_pair, sentence_at, translation_range
from pipeline.catalog.catalog import Catalog
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
from pipeline.teaching.exercises.practice import make_exercises
from pipeline.text import markup
from pipeline.text.classes import PartOfSpeech
from pipeline.text.diff import Change
from pipeline.text.labels import Labels, date_text
from pipeline.text.markup import Span, Style
from pipeline.text.matching import locate

# A role and a text of the lesson → the text beside its translation.
MakePair = Callable[[Role, str], Pair]

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
    words = _words(terms, bitext, pair, study)
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
        sections=tuple(_sections(_with_marks(bitext.rows, words, study))),
        footnotes=tuple(
            Footnote(number, label, pairs)
            for number, (label, pairs) in enumerate(bitext.footnotes, 1)
        ),
        vocabulary=tuple(_item(word, labels, known or {}, study) for word in words),
        questions=tuple(_questions(lesson, labels, pair, teacher)),
        total=len(states),
        unreviewed=sum(not state.is_reviewed for state in states),
        review=review(findings) if teacher else None,
        changes=_changes(everything.values(), catalog) if teacher else {},
        study=study,
        exercises=make_exercises(
            lesson.exercises, name, bitext, terms, [word.gloss for word in words], study
        ),
        simplified=article.is_proposal,
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


def _words(
    terms: Sequence[Term], bitext: Bitext, pair: MakePair, study: Study
) -> tuple[_Word, ...]:
    rows = {row.block.number: row for row in bitext.rows}
    found = []
    for term in terms:
        place = rows[term.paragraph].pairs[term.unit]
        gloss = pair(Role.VOCABULARY, term.entry.shown)
        in_source = study is Study.SOURCE
        mark = term.range if in_source else _said(term, place, gloss, bitext.target)
        found.append(_Word(term, place, gloss, mark))
    return tuple(found)


def _said(term: Term, place: Pair, gloss: Pair, language: str) -> tuple[int, int] | None:
    """Return where the translation of a word's sentence says its gloss."""
    linked = translation_range(place, term.start)
    if linked is None or not gloss.target.text:
        return None
    start, end = linked
    found = locate(gloss.target.text, place.target.text[start:end], language)
    return (start + found[0], start + found[1]) if found else None


def _item(word: _Word, labels: Labels, known: Mapping[str, int], study: Study) -> VocabularyItem:
    term = word.term
    pos = term.entry.pos
    if study is Study.TARGET and pos is PartOfSpeech.PHRASAL_VERB:
        pos = PartOfSpeech.VERB  # it is one of the language of the article alone
    return VocabularyItem(
        term.number,
        term.entry.shown,
        labels.pos(pos.value),
        term.entry.level,
        term.paragraph,
        word.gloss,
        Example(*sentence_at(word.place, term.range)),
        known.get(term.entry.word.lower()),
        term.entry.is_proposal,
        word.mark is not None,
    )


def _questions(
    lesson: Lesson, labels: Labels, pair: MakePair, teacher: bool
) -> Iterator[QuestionGroup]:
    number = 0
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
        yield QuestionGroup(group, labels(group), tuple(items))


def _changes(units: Iterable[Unit], catalog: Catalog) -> dict[str, tuple[Change, ...]]:
    found = {markup.parse(u.text).text: catalog.entry(u).source_changes() for u in units}
    return {text: changes for text, changes in found.items() if changes}


def _identifier(name: str, title: str, bitext: Bitext, edition: Edition) -> str:
    whole = f"handouts/{name}/{title}/{bitext.source}-{bitext.target}/{edition}"
    return uuid.uuid5(uuid.NAMESPACE_URL, whole).urn


def _with_marks(rows: Sequence[Row], words: Sequence[_Word], study: Study) -> Iterator[Row]:
    """Yield the rows with the vocabulary marked in the language of study."""
    for row in rows:
        pairs = list(row.pairs)
        for word in words:
            if word.term.paragraph == row.block.number and word.mark:
                span = Span(*word.mark, Style.TERM, str(word.term.number))
                pair = pairs[word.term.unit]
                if study is Study.SOURCE:
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
