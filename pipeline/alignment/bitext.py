"""`Article` + `Catalog` → `Bitext`: a row for every block, each unit beside its own translation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline import languages
from pipeline.alignment.lengths import Link, align
from pipeline.catalog.catalog import Catalog, Entry, State
from pipeline.languages.model import Language
from pipeline.lesson.article import Article, Block, Unit
from pipeline.text import markup, segment
from pipeline.text.markup import Marked, Span, Style

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Pair:
    """A unit and its translation.

    Attributes:
        target: Empty where the translation is missing.
        links: Which sentences translate which, by index into the two lists of ranges.
    """

    source: Marked
    target: Marked
    state: State
    source_sentences: Ranges = ()
    target_sentences: Ranges = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Row:
    """A block of the article with a pair for each of its units."""

    block: Block
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Bitext:
    """The article and one catalog, aligned."""

    source: str
    target: str
    title: Pair
    kicker: Pair | None
    rows: tuple[Row, ...]
    footnotes: tuple[tuple[str, tuple[Pair, ...]], ...]

    def pairs(self) -> Iterator[Pair]:
        """Yield every pair in reading order."""
        if self.kicker:
            yield self.kicker
        yield self.title
        for row in self.rows:
            yield from row.pairs
        for _, pairs in self.footnotes:
            yield from pairs


def make_bitext(article: Article, catalog: Catalog) -> Bitext:
    """Put every unit of the article beside its translation and link their sentences."""

    def pair(unit: Unit) -> Pair:
        return make_pair(unit, catalog, article.meta.language)

    return Bitext(
        source=article.meta.language,
        target=catalog.language,
        title=pair(article.title),
        kicker=pair(article.kicker) if article.kicker else None,
        rows=tuple(Row(block, tuple(map(pair, block.units))) for block in article.blocks),
        footnotes=tuple(
            (label, tuple(map(pair, units))) for label, units in article.footnotes.items()
        ),
    )


def make_pair(unit: Unit, catalog: Catalog, language: str) -> Pair:
    """Put one unit, in the language given, beside its translation and link their sentences."""
    if not unit.text:
        return Pair(Marked(""), Marked(""), State.APPROVED)
    entry: Entry = catalog.entry(unit)
    known = languages.language(language), languages.language(catalog.language)
    return replace(_paired(unit.text, entry.target.strip(), *known), state=entry.state)


@lru_cache(maxsize=2048)
def _paired(source_text: str, target_text: str, source_in: Language, target_in: Language) -> Pair:
    """Put a text beside its translation; the checks and a page that is made anew ask again."""
    source, target = markup.parse(source_text), markup.parse(target_text)
    left = segment.sentences(source.text, source_in.code)
    right = segment.sentences(target.text, target_in.code)
    links = align([source.text[a:b] for a, b in left], [target.text[a:b] for a, b in right])
    return Pair(source, target, State.APPROVED, left, right, links)


def sentence_at(pair: Pair, word: tuple[int, int]) -> tuple[Marked, Marked]:
    """Return the sentence in which a word stands, and what translates it.

    Args:
        pair: Where the word is in the source.
        word: Its range, in characters. In the sentence it has a span `Style.TERM`.

    Returns:
        The sentence, and the sentences linked with it; without a translation they are empty.
    """
    start, end = word
    first, last = pair.source_sentences[_sentence_number(pair, start)]
    term = Span(start, min(end, last), Style.TERM)
    sentence = pair.source.with_spans([term]).part(first, last)
    linked = translation_range(pair, start)
    return sentence, pair.target.part(*linked) if linked else Marked("")


def linked_at(pair: Pair, word: tuple[int, int]) -> tuple[str, tuple[int, int], str]:
    """Return the sentences that a word's is translated together with, and what translates them.

    Args:
        pair: Where the word is in the source.
        word: Its range, in characters.

    Returns:
        The sentences, the word's range in them, and their translation, empty without one.
    """
    number = _sentence_number(pair, word[0])
    ours = sorted({n for link in pair.links if number in link.source for n in link.source})
    first = pair.source_sentences[ours[0] if ours else number][0]
    last = pair.source_sentences[ours[-1] if ours else number][1]
    linked = translation_range(pair, word[0])
    target = pair.target.text[slice(*linked)] if linked else ""
    return pair.source.text[first:last], (word[0] - first, min(word[1], last) - first), target


def translation_range(pair: Pair, place: int) -> tuple[int, int] | None:
    """Return the range of the sentences that translate the one at a place of the source."""
    number = _sentence_number(pair, place)
    linked = [n for link in pair.links if number in link.source for n in link.target]
    if not linked:
        return None
    return pair.target_sentences[linked[0]][0], pair.target_sentences[linked[-1]][1]


def _sentence_number(pair: Pair, place: int) -> int:
    return next(n for n, (_, end) in enumerate(pair.source_sentences) if place < end)
