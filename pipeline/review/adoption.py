"""A translation that somebody made without us → what of it belongs to which unit of the article.

Its paragraphs may be cut otherwise, left out, added or in a slightly other order: sentences are
aligned by their meaning, and each unit takes those that translate it. Title and kicker have places
of their own, which are theirs however freely they are translated. What is not certain is left for a
person to approve.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pipeline.alignment.meaning import UNSURE, Counterpart, align_paragraphs
from pipeline.catalog import carry
from pipeline.lesson.article import Article, Unit
from pipeline.review.plan import Plan, RowFate
from pipeline.review.rows import Returned, ReturnedRow, unit_id
from pipeline.text import markup
from pipeline.text.markup import Marked, Style

if TYPE_CHECKING:
    from pipeline.alignment.words import Encode

_LOOK = "Look at it: it is not certain that this, and nothing else, translates it."


def adopt(
    article: Article, foreign: Article, language: str, encode: "Encode", *, has_title: bool
) -> Returned:
    """Find what of a translation belongs to which unit.

    Args:
        article: The lesson's article.
        foreign: The translation, read as an article.
        language: Of the translation, ISO 639-1.
        encode: What gives texts their vectors; see `pipeline.alignment.encoder`.
        has_title: Whether the translation's title is one, and not the name of its file.

    Returns:
        A row for each unit that has a translation, approved where that is certain.
    """
    labels = dict(zip(foreign.footnotes, article.footnotes, strict=False))
    languages = (article.meta.language, language)
    their_title = foreign.title if has_title else None
    heads = [
        (ours, theirs)
        for ours, theirs in ((article.kicker, foreign.kicker), (article.title, their_title))
        if ours and theirs
    ]
    fixed = {id(unit) for pair in heads for unit in pair}
    remarks = []
    if foreign.kicker and not article.kicker:
        fixed.add(id(foreign.kicker))
        remarks.append(
            f"the article has no place for the line above the title, “{foreign.kicker.text}”."
        )
    units = [unit for unit in article.units() if id(unit) not in fixed]
    theirs = [
        unit
        for unit in foreign.units()
        if id(unit) not in fixed and (has_title or unit is not foreign.title)
    ]
    found = [
        row for one, other in heads for row in _rows([one], [other], languages, encode, labels)
    ]
    found += _rows(units, theirs, languages, encode, labels)
    places = {unit_id(unit.key): n for n, unit in enumerate(article.units())}
    rows = sorted(found, key=lambda row: places[row.id])
    return Returned("", "", tuple(rows), tuple(remarks))


def _rows(
    units: Sequence[Unit],
    theirs: Sequence[Unit],
    languages: tuple[str, str],
    encode: "Encode",
    labels: Mapping[str, str],
) -> Iterator[ReturnedRow]:
    """Yield a row for each unit that has a translation among others."""
    pieces = [_sentences(unit, languages[1]) for unit in theirs]
    passages = align_paragraphs(
        [_plain(_sentences(unit, languages[0])) for unit in units],
        [_plain(sentences) for sentences in pieces],
        encode,
    )
    for unit, passage in zip(units, passages, strict=True):
        if text := _text(passage, theirs, pieces, labels):
            sure = passage.confidence >= UNSURE
            yield ReturnedRow(unit.place, unit_id(unit.key), "", unit.text, text, sure)


def with_doubts(plan: Plan) -> Plan:
    """Say at each row that is not certain why it is not approved."""
    return replace(
        plan,
        outcomes=tuple(
            replace(outcome, reason=_LOOK)
            if outcome.fate is RowFate.CHANGED and not outcome.approved
            else outcome
            for outcome in plan.outcomes
        ),
    )


def _sentences(unit: Unit, language: str) -> list[str]:
    """Return the Markdown of a unit's sentences."""
    return [unit.text[a:b] for a, b in carry.sentences(unit.text, language)]


def _plain(sentences: Sequence[str]) -> list[str]:
    return [markup.parse(sentence).text for sentence in sentences]


def _text(
    passage: Counterpart,
    theirs: Sequence[Unit],
    pieces: Sequence[Sequence[str]],
    labels: Mapping[str, str],
) -> str:
    """Put the sentences of a passage together, whole paragraphs as they were written."""
    texts = []
    for paragraph, found in groupby(passage.target, key=itemgetter(0)):
        places = [place for _, place in found]
        whole = places == list(range(len(pieces[paragraph])))
        texts.append(
            theirs[paragraph].text
            if whole
            else " ".join(pieces[paragraph][place] for place in places)
        )
    return _relabelled(" ".join(texts), labels)


def _relabelled(text: str, labels: Mapping[str, str]) -> str:
    """Give the marks of footnotes the labels that the article has for them."""
    marked = markup.parse(text)
    if not any(span.style is Style.NOTE for span in marked.spans):
        return text
    spans = [
        replace(span, value=labels.get(span.value, span.value))
        if span.style is Style.NOTE
        else span
        for span in marked.spans
    ]
    return markup.render(Marked(marked.text).with_spans(spans))
