"""Which words of a sentence's translation render a word, where no dictionary has to agree.

Every word of the sentence competes for every word of the translation, by what they mean, what
dictionaries give, their places and their classes; the places are reckoned from the words that are
certain. What renders the word may be a phrase: words beside the nearest one belong to it where the
meaning of all together is nearer still, and where no other word of the sentence claims them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.alignment.words import words as word_ranges
from pipeline.languages.grammar import Range, Word, WordKind
from pipeline.teaching.glosses.entry import DictionaryEntry
from pipeline.teaching.glosses.matches import Rendering, base_form
from pipeline.text.classes import PartOfSpeech

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

# What speaks for two words, added to the cosine of their vectors: a dictionary that has them as
# translations; a place at the other end of the sentence; the same class, or another.
_SAID, _APART, _CLASS, _OTHER_CLASS, _LIGHT, _SMALL = 0.5, 0.35, 0.05, -0.12, -0.1, -0.5
# How sharply the best stands out, as in `pipeline.alignment.words`.
_SHARPNESS = 12.0
# A pair of words this sure of each other tells where those between such pairs belong.
_ANCHOR, _ANCHOR_NEAR = 0.6, 0.5
# Below this, nothing in the sentence renders the word.
_LEAST, _RUN_NEAR = 0.03, 0.1
# The least likeness of one word and what renders it.
_NEAR = 0.3
# As many words may a phrase have; one that another word of the sentence claims this strongly is no
# part of it.
_LONGEST, _CLAIMED = 5, 0.3
# How much farther a meaning may be with more words, where the main one says little by itself; and
# what an expression gains for a word that is its counterpart by itself.
_SLACK, _OPEN, _CLOSED, _OWN, _FREE = 0.15, 0.1, -0.03, 0.2, 0.2
_GRAMMAR = (PartOfSpeech.PREPOSITION, PartOfSpeech.CONJUNCTION)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word of the sentence, or the phrase to gloss as a whole; with the forms it is known by."""

    range: Range
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """What renders a word.

    Attributes:
        head: The word that says most.
        words: All of them, in the order of the sentence.
        score: How much speaks for the head.
    """

    head: Word
    words: tuple[Word, ...]
    score: float


class Competition:
    """The words of a sentence and those of its translation, with what speaks for each pair."""

    def __init__(
        self, rendering: Rendering, known: Mapping[str, Sequence[DictionaryEntry]]
    ) -> None:
        self._rendering = rendering
        self._known = known
        self.units = tuple(self._units())
        self.own = next(
            (i for i, unit in enumerate(self.units) if unit.range == rendering.item.range), None
        )
        self.words = rendering.words

    def _units(self) -> Iterator[_Unit]:
        """Yield the words of the sentence; those of the item are one unit, as are other phrases.

        What stands within the item and is none of its words is a unit of its own: "bad" in "caught
        a bad cold".
        """
        item, language = self._rendering.item, self._rendering.languages.source
        phrases = {item.range: item.word, **item.others}
        said = {place: set(word.lower().split()) for place, word in phrases.items()}
        done: set[Range] = set()
        for a, b in word_ranges(item.source):
            form = item.source[a:b]
            forms = tuple(dict.fromkeys((form, base_form(form, language))))
            place = next((p for p in phrases if a < p[1] and p[0] < b), None)
            is_inside = place is not None and a > place[0] and b < place[1]
            if place is None or (is_inside and said[place].isdisjoint(map(str.lower, forms))):
                yield _Unit((a, b), forms)
            elif place not in done:
                done.add(place)
                text = re.sub(r"\bone(?:['’]s|self) ", "", phrases[place])
                yield _Unit(place, tuple(dict.fromkeys((text, item.source[slice(*place)]))))

    @cached_property
    def near(self) -> "Matrix":
        """The likeness in meaning of each unit and each word of the translation."""
        import numpy as np

        encode = self._rendering.encode
        shown = [
            unit.forms if i == self.own else unit.forms[:1] for i, unit in enumerate(self.units)
        ]
        left = [form for forms in shown for form in forms]
        right = [form for word in self.words for form in _forms(word)]
        cosines = encode(left) @ encode(right).T
        rows = _starts([len(forms) for forms in shown])
        columns = _starts([len(_forms(word)) for word in self.words])
        best = np.maximum.reduceat(np.maximum.reduceat(cosines, rows, 0), columns, 1)
        return best.astype(float)

    @cached_property
    def claims(self) -> "Matrix":
        """How strongly each unit and each word claim each other, 0 to 1."""
        import numpy as np

        base = self.near + self._said() + self._classes()
        left = np.linspace(0, 1, len(self.units))
        right = np.linspace(0, 1, len(self.words))
        claims = _mutual(base - _APART * np.abs(left[:, None] - right[None, :]))
        anchors = [(0.0, 0.0)]
        for i, j in zip(*np.nonzero(claims > _ANCHOR), strict=True):
            sure = base[i, j] >= _ANCHOR_NEAR and i != self.own
            if sure and right[j] > anchors[-1][1] and left[i] > anchors[-1][0]:
                anchors.append((left[i], right[j]))
        anchors.append((1.0, 1.0))
        xs, ys = zip(*anchors, strict=True)
        self.expected = np.interp(left, xs, ys)
        return _mutual(base - _APART * np.abs(self.expected[:, None] - right[None, :]))

    def _said(self) -> "Matrix":
        """What dictionaries add."""
        import numpy as np

        found = np.zeros((len(self.units), len(self.words)))
        listed = self._rendering.target
        for i, unit in enumerate(self.units):
            entries = [e for form in unit.forms for e in self._known.get(form.lower(), ())]
            said = {listed.without_reflexive(entry.text.lower()) for entry in entries}
            said |= {word.removeprefix(f"{r} ") for word in said for r in listed.reflexive_words}
            for j, word in enumerate(self.words if said else ()):
                lemmas = {word.text.lower(), *(lemma.lower() for lemma in word.lemmas.values())}
                is_said = not said.isdisjoint(lemmas) and not (i == self.own and self._is_light(j))
                found[i, j] = _SAID if is_said else 0.0
        return found

    def _classes(self) -> "Matrix":
        """What the class of the item adds in its row; a small word renders none by itself."""
        import numpy as np

        found = np.zeros((len(self.units), len(self.words)))
        if self.own is None:
            return found
        kind = self._rendering.kind or (WordKind.VERB if self.is_verbal else None)
        for j, word in enumerate(self.words):
            if self._is_small(j) or self._is_apart(j):
                found[self.own, j] = _SMALL if kind not in (None, WordKind.OTHER) else 0.0
            elif self._is_light(j):
                found[self.own, j] = _LIGHT
            elif kind is not None:
                found[self.own, j] = _CLASS if kind in word.lemmas else _OTHER_CLASS
                if kind is WordKind.VERB and self._rendering.grammar.infinitive(word):
                    found[self.own, j] = 0.0  # a participle that is taken for an adjective
        return found

    @property
    def is_verbal(self) -> bool:
        """Whether the item is a verb or a phrase of one."""
        return self._rendering.item.is_infinitive

    def best(self) -> Aligned | None:
        """Return what renders the item; None where nothing does."""
        import numpy as np

        if self.own is None or not self.words:
            return None
        if self._rendering.kind in (None, WordKind.OTHER) and not self.is_verbal:
            return self._best_run()
        others = np.delete(self.claims, self.own, axis=0)
        row = self.claims[self.own] * (1 - np.max(others, axis=0, initial=0.0))
        if row.max() < _LEAST:
            # One compound may render two words, "hospital lab".
            is_compound = [bool(self._rendering.grammar.parts(word)) for word in self.words]
            row = self.claims[self.own] * is_compound
        place = int(np.argmax(row))
        is_single = " " not in self._rendering.item.word
        if row[place] < _LEAST or (is_single and self.near[self.own, place] < _NEAR):
            return None
        is_noun = self._rendering.kind is WordKind.NOUN
        is_open = " " in self._rendering.item.word or self._is_light(place) or is_noun
        first, last = self._grown(place) if is_open else (place, place)
        words = self.words[first : last + 1]
        if len(words) == 1 and not is_single and self._rendering.grammar.verbs_end:
            words = self._stretched(place) if self._is_light(place) else words
        return Aligned(self.words[place], words, float(row[place]))

    def _grown(self, head: int) -> tuple[int, int]:
        """Return first and last of the words around the nearest one that render the item with it.

        Those are the words that mean something, that nothing else claims, and between which and it
        only small words stand; with them the meaning must be as near as without.
        """
        spans = [(head, head)]
        for step in (1, -1):
            first, last = spans[-1]
            place = (last if step > 0 else first) + step
            while 0 <= place < len(self.words) and last - first < _LONGEST:
                if self._is_parted(place, place - step) or self._is_border(place):
                    break
                if not self._is_small(place):
                    first, last = min(first, place), max(last, place)
                    spans.append((first, last))
                place += step
        vectors = self._rendering.encode(
            [self.units[self.own or 0].forms[0], *(self.text(*span) for span in spans)]
        )
        near = [float(cosine) for cosine in vectors[1:] @ vectors[0]]
        word = self.words[head]
        is_full = WordKind.VERB in word.lemmas and not self._rendering.grammar.participle(word)
        says_little = self._is_light(head) or (self.is_verbal and not is_full)
        slack = _SLACK if says_little else _OPEN if self.is_verbal else _CLOSED
        if is_full and not self._rendering.grammar.verbs_end:
            # An idiom's words are far from its meaning: they are known by rendering nothing else.
            near = [
                max(one, near[0] + _FREE) if first == head < last and self._is_free(last) else one
                for one, (first, last) in zip(near, spans, strict=True)
            ]
        best = max(range(len(spans)), key=lambda n: near[n] + (slack if n else 0.0))
        return spans[best]

    def _stretched(self, head: int) -> tuple[Word, ...]:
        """Return a light verb with the noun that ends its clause: "bringen", "zur Sprache"."""
        last = head
        while last + 1 < len(self.words) and not self._is_parted(last, last + 1):
            last += 1
        if WordKind.NOUN not in self.words[last].lemmas or self.is_claimed(last):
            return (self.words[head],)
        first = last
        while first > head + 1 and self._is_small(first - 1):
            first -= 1
        return self.words[head], *self.words[first : last + 1]

    def _is_free(self, place: int) -> bool:
        """Whether no word of the sentence has anything to do with one of the translation."""
        others = [claim for i, claim in enumerate(self.claims[:, place]) if i != self.own]
        is_verbal = " " in self._rendering.item.word and self.is_verbal
        return is_verbal and max(others, default=0.0) < _FREE

    def _is_border(self, place: int) -> bool:
        """Whether no phrase goes on over a word: another claims it, or it is part of none."""
        return self._is_apart(place) or self.is_claimed(place)

    def _is_apart(self, place: int) -> bool:
        word = self.words[place]
        forms = {word.text.lower(), *(lemma.lower() for lemma in word.lemmas.values())}
        return not self._rendering.target.apart.isdisjoint(forms)

    def _best_run(self) -> Aligned | None:
        """Return the words in a row that mean what an expression says as a whole."""
        import numpy as np

        own = self.own or 0
        is_grammar = self._rendering.item.pos in _GRAMMAR
        claims = self.claims  # which reckons the expected places too
        runs = [
            (first, last)
            for first in range(len(self.words))
            for last in range(first, min(first + _LONGEST, len(self.words)))
            if not any(self._is_parted(place, place + 1) for place in range(first, last))
            and (is_grammar or not all(map(self._is_small, range(first, last + 1))))
            and not any(map(self.is_claimed, range(first, last + 1)))
        ]
        if not runs:
            return None
        texts = [self.text(first, last) for first, last in runs]
        vectors = self._rendering.encode([self.units[own].forms[0], *texts])
        expected = self.expected[own]
        last_place = max(len(self.words) - 1, 1)
        worth = [
            float(cosine)
            - _APART * abs((first + last) / 2 / last_place - expected)
            + _OWN * float(claims[own, first : last + 1].max())
            for cosine, (first, last) in zip(vectors[1:] @ vectors[0], runs, strict=True)
        ]
        best = int(np.argmax(worth))
        if worth[best] < _RUN_NEAR:
            return None
        first, last = runs[best]
        while first and not self._is_parted(first - 1, first) and self._leads(first - 1):
            first -= 1
        return Aligned(self.words[first], self.words[first : last + 1], worth[best])

    def _leads(self, place: int) -> bool:
        """Whether a word before an expression is the preposition or article that it begins with."""
        return self._is_small(place) and not self._is_border(place)

    def text(self, first: int, last: int) -> str:
        """Return the words from one to another as they stand."""
        return self._rendering.item.target[self.words[first].start : self.words[last].end]

    def _is_parted(self, one: int, other: int) -> bool:
        """Whether a sign stands between two words that are neighbours."""
        first, last = sorted((one, other))
        between = self._rendering.item.target[self.words[first].end : self.words[last].start]
        return bool(between.strip())

    def _is_small(self, place: int) -> bool:
        return self.words[place].text.lower() in self._rendering.target.small

    def _is_light(self, place: int) -> bool:
        return self._rendering.grammar.is_light(self.words[place])

    def is_claimed(self, place: int) -> bool:
        """Whether a word of the sentence beside the item claims this one more than any other."""
        return any(
            claim > _CLAIMED and claim >= self.claims[i].max()
            for i, claim in enumerate(self.claims[:, place])
            if i != self.own
        )


def _forms(word: Word) -> tuple[str, ...]:
    """Return a word as it stands and, for verbs, whose forms differ most, in the infinitive."""
    return tuple(dict.fromkeys((word.text, word.lemmas.get(WordKind.VERB, word.text))))


def _starts(lengths: Sequence[int]) -> list[int]:
    starts = [0]
    for length in lengths[:-1]:
        starts.append(starts[-1] + length)
    return starts


def _mutual(scores: "Matrix") -> "Matrix":
    import numpy as np

    likeness = np.exp(scores * _SHARPNESS)
    rows = likeness / np.maximum(likeness.sum(1, keepdims=True), 1e-9)
    columns = likeness / np.maximum(likeness.sum(0, keepdims=True), 1e-9)
    claims: Matrix = np.sqrt(rows * columns)
    return claims
