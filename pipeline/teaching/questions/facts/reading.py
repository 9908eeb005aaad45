"""An article as sentences, each with what every translation says for it, and the facts in them.

What enters is an article and its bitexts; what leaves are `Sentence`s, which the other modules of
this folder look through for facts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline import languages
from pipeline.alignment.bitext import Bitext, Pair
from pipeline.catalog.catalog import State
from pipeline.languages.questions import Facts
from pipeline.lesson import speakers
from pipeline.lesson.article import Article, Block, BlockKind, Unit
from pipeline.lesson.speakers import Turn
from pipeline.text import markup, segment
from pipeline.text.markup import ADDRESS, Style
from pipeline.text.quotations import quotations

# What a placeholder of a frame stands for: a text, or several that become a list.
Value = str | tuple[str, ...]
# A link between sentences that the aligner holds for less likely than this is none to build on.
_SURE = 0.5
# A sentence that is one of these or more words long is a sentence and no label.
_WORDS = 3
# A part of a translation's sentence that says what one sentence says is about as long.
_LIKE_LONG = (0.6, 1.6)
# Letters of an answer of two sentences, at most.
_LONG_ANSWER = 260


@dataclass(frozen=True)
class Sentence:
    """A sentence of the running text.

    Attributes:
        place: Counted through the whole text.
        paragraph: The ¶ it stands in.
        index: Which sentence of its paragraph it is.
        texts: What it says in each language: that of the article, and those of the translations
            that surely have it.
        joined: The languages whose sentence says more, that of a sentence beside it as well, with
            the indices of all those sentences.
        turn: Who says it; None where nobody does.
    """

    place: int
    paragraph: int
    index: int
    text: str
    texts: Mapping[str, str] = field(hash=False)
    joined: Mapping[str, tuple[int, ...]] = field(default_factory=dict, hash=False)
    turn: Turn | None = None

    @property
    def exact(self) -> dict[str, str]:
        """What it says in each language that has a sentence for it alone."""
        return {code: text for code, text in self.texts.items() if code not in self.joined}

    @property
    def separable(self) -> dict[str, str]:
        """The same, with the first part of a sentence that goes on with what another one says.

        That part is left out where it is much longer or shorter than the sentence.
        """
        found = self.exact
        low, high = _LIKE_LONG
        for code, indices in self.joined.items():
            parts = languages.language(code).questions.goes_on.split(self.texts[code])
            part = f"{parts[0].rstrip(' .')}."
            is_first = indices[0] == self.index and len(parts) > 1
            if is_first and low <= len(part) / len(self.text) <= high:
                found[code] = part
        return found


@dataclass(frozen=True)
class Fact:
    """Something in the text that a question can be about.

    Attributes:
        kind: What it is: the frames that fit it are found by this.
        key: What it is about, for a person to read; the same whatever ¶ it stands in.
        place: Where the text has it, to ask in the order of the text.
        paragraphs: The ¶ it stands in.
        fills: What the placeholders of a frame stand for, in each language in which that is sure.
        answers: The answer, in each language in which that is sure.
        others: The places of further sentences that the question quotes or the answer has.
    """

    kind: str
    key: str
    place: int = 0
    paragraphs: tuple[int, ...] = ()
    fills: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    others: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A text as it is looked through.

    Attributes:
        language: The article's.
        passages: The sentences that can be quoted, in order.
        whole: All running text by language, a paragraph a line.
        bitexts: The article beside its translations.
    """

    language: str
    article: Article
    passages: tuple[Sentence, ...]
    whole: Mapping[str, str]
    bitexts: Mapping[str, Bitext]

    @property
    def known(self) -> Facts:
        """What an article in its language is looked through for."""
        return languages.language(self.language).facts

    @property
    def languages(self) -> tuple[str, ...]:
        """The article's language, then those of the translations."""
        return self.language, *self.bitexts

    def before(self, passage: Sentence) -> Sentence | None:
        """Return the sentence before one in its paragraph; None where it cannot be quoted."""
        return self._by_place.get((passage.paragraph, passage.index - 1))

    def after(self, passage: Sentence) -> Sentence | None:
        """Return the sentence after one in its paragraph; None where it cannot be quoted."""
        return self._by_place.get((passage.paragraph, passage.index + 1))

    def joined(self, passage: Sentence) -> tuple[Sentence, ...]:
        """Return a sentence with those of its paragraph that a translation joins with it."""
        return tuple(
            other
            for other in self._by_paragraph[passage.paragraph]
            if other == passage
            or any(other.texts.get(code) == passage.texts[code] for code in passage.joined)
        )

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {id(block): index for index, block in enumerate(self.article.blocks)}

    @cached_property
    def _by_paragraph(self) -> dict[int, list[Sentence]]:
        found: dict[int, list[Sentence]] = {}
        for passage in self.passages:
            found.setdefault(passage.paragraph, []).append(passage)
        return found

    @cached_property
    def _by_place(self) -> dict[tuple[int, int], Sentence]:
        return {(passage.paragraph, passage.index): passage for passage in self.passages}

    def title(self) -> dict[str, str]:
        """Return the title in each language in which it can be quoted."""
        pairs = {language: bitext.title for language, bitext in self.bitexts.items()}
        return self._texts(self.article.title, pairs)

    def kicker(self) -> dict[str, str]:
        """Return the line above the title in each language; nothing where there is none."""
        if not self.article.kicker:
            return {}
        pairs = {code: b.kicker for code, b in self.bitexts.items() if b.kicker}
        return self._texts(self.article.kicker, pairs)

    def block_texts(self, block: Block) -> dict[str, str]:
        """Return a heading, caption or list item in each language in which it can be quoted."""
        if not block.units:
            return {}
        return self._texts(block.units[0], _pairs(self.bitexts, self._rows[id(block)], block))

    def cells(self, block: Block) -> dict[str, list[str]]:
        """Return the cells of a table, row by row, in each language that has them all."""
        own = [_plain(markup.parse(unit.text).text) for unit in block.units]
        found = {self.language: own}
        index = self._rows[id(block)]
        for code, bitext in self.bitexts.items():
            if index < len(bitext.rows) and bitext.rows[index].block == block:
                pairs = bitext.rows[index].pairs
                texts = [_targets({code: pair}).get(code, "") for pair in pairs]
                if all(text or not cell for cell, text in zip(own, texts, strict=True)):
                    found[code] = texts
        return found

    def of_paragraphs(self, numbers: Iterable[int]) -> list[Sentence]:
        """Return the sentences of some ¶, in order."""
        return [passage for number in numbers for passage in self._by_paragraph.get(number, ())]

    def _texts(self, unit: Unit, pairs: Mapping[str, Pair]) -> dict[str, str]:
        own = {self.language: _plain(markup.parse(unit.text).text)}
        found = own | _targets(pairs)
        return {code: text for code, text in found.items() if text and not quotations(text)[1]}


def read(article: Article, bitexts: Mapping[str, Bitext]) -> Reading:
    """Take an article apart into sentences, with what each translation says for them."""
    passages: list[Sentence] = []
    turns = speakers.turns(article.blocks)
    whole: dict[str, list[str]] = {article.meta.language: [], **{code: [] for code in bitexts}}
    for index, block in enumerate(article.blocks):
        if block.kind is not BlockKind.PARAGRAPH or block.number is None:
            continue
        pairs = _pairs(bitexts, index, block)
        whole[article.meta.language].append(_plain(markup.parse(block.units[0].text).text))
        for code, text in _targets(pairs).items():
            whole[code].append(text)
        if not block.marker:
            place = len(passages)
            turn = turns.get(block.number)
            passages += _passages(
                block.units[0], block.number, place, pairs, article.meta.language, turn
            )
    texts = {code: "\n".join(parts) for code, parts in whole.items()}
    return Reading(article.meta.language, article, tuple(passages), texts, bitexts)


def in_all(passages: Sequence[Sentence], languages: Sequence[str]) -> dict[str, str]:
    """Return the sentences joined, in each language that has them all and says no more."""
    found: dict[str, str] = {}
    for language in languages:
        parts = [_part(passage, passages, language) for passage in passages]
        if all(parts):
            # A translation may say two of them in one sentence.
            found[language] = " ".join(dict.fromkeys(parts))
    return found


def _part(passage: Sentence, passages: Sequence[Sentence], language: str) -> str:
    """Return what a language says for one of some sentences; nothing where it says others too."""
    there = {other.index for other in passages if other.paragraph == passage.paragraph}
    if there.issuperset(passage.joined.get(language, ())):
        return passage.texts.get(language, "")
    return passage.separable.get(language, "")


def told(passage: Sentence, reading: Reading) -> tuple[Sentence, ...]:
    """Return a sentence as an answer: after the one before it, where it leans on that.

    Returns:
        One sentence or two; none where nothing says what it is about.
    """
    known = reading.known
    if not (known.leaning.match(passage.text) or known.pointing.search(passage.text)):
        return (passage,)
    before = reading.before(passage)
    if before is None or known.leaning.match(before.text) or known.pointing.search(before.text):
        return ()
    return (before, passage) if len(before.text) + len(passage.text) <= _LONG_ANSWER else ()


def adds(text: str, language: str) -> bool:
    """Whether a sentence begins like one that only adds to the sentence before it."""
    return languages.language(language).questions.adding.match(text) is not None


def standing_alone(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the sentences by language, without those that only add to another."""
    return {code: text for code, text in texts.items() if not adds(text, code)}


def _passages(
    unit: Unit,
    paragraph: int,
    place: int,
    pairs: Mapping[str, Pair],
    language: str,
    turn: Turn | None,
) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph that can be quoted as they stand.

    The name of a speaker before them is no part of what they say.
    """
    marked = markup.parse(unit.text)
    hidden = [s for s in marked.spans if s.style in (Style.CODE, Style.IMAGE, Style.STRIKE)]
    label = speakers.label_length(marked.text) if turn else 0
    for index, (start, end) in enumerate(segment.sentences(marked.text, language)):
        text = _plain(marked.text[max(start, label) : end])
        if any(span.start < end and start < span.end for span in hidden):
            continue
        # "A lot." opens an answer that is none without it.
        if not _is_quotable(text, 1 if turn and not turn.asks and not index else _WORDS):
            continue
        texts: dict[str, str] = {language: text}
        joined: dict[str, tuple[int, ...]] = {}
        for code, pair in pairs.items():
            target, indices = _translation(pair, index, bool(turn))
            if target:
                texts[code] = target
                joined |= {code: indices} if indices != (index,) else {}
        yield Sentence(place + index, paragraph, index, text, texts, joined, turn)


def _is_quotable(text: str, least: int) -> bool:
    """Whether a text is a sentence with its end, without addresses and half quotations."""
    if len(text.split()) < least or not re.search(r"[.!?:…][”’\"»“)]*$", text):
        return False
    return not (ADDRESS.search(text) or quotations(text)[1] or text[:1].islower())


def _translation(pair: Pair, index: int, has_speaker: bool) -> tuple[str, tuple[int, ...]]:
    """Return what a translation says for one sentence, and the indices of all it says there.

    It is nothing where that is not sure.
    """
    nothing = "", (index,)
    if pair.state in (State.MISSING, State.STALE):
        return nothing
    link = next((link for link in pair.links if index in link.source), None)
    if link is None or not link.target or link.confidence < _SURE:
        return nothing
    start = pair.target_sentences[link.target[0]][0]
    end = pair.target_sentences[link.target[-1]][1]
    label = speakers.label_length(pair.target.text) if has_speaker else 0
    text = _plain(pair.target.text[max(start, label) : end])
    return nothing if quotations(text)[1] else (text, link.source)


def _targets(pairs: Mapping[str, Pair]) -> dict[str, str]:
    """Return the translations as a whole, where there are any of the source as it is."""
    states = (State.MISSING, State.STALE)
    texts = {c: _plain(p.target.text) for c, p in pairs.items() if p.state not in states}
    return {code: text for code, text in texts.items() if text}


def _pairs(bitexts: Mapping[str, Bitext], index: int, block: Block) -> dict[str, Pair]:
    """Return the first unit of a block beside each translation made for the article as it is."""
    return {
        code: bitext.rows[index].pairs[0]
        for code, bitext in bitexts.items()
        if index < len(bitext.rows) and bitext.rows[index].block == block
    }


def _plain(text: str) -> str:
    return " ".join(text.split())
