"""Which words of a sentence its translation says where: word alignment and projection of ranges.

What an engine looked at while it wrote each word (its attention) comes in as weighted links
between ranges of characters. Words that are the same in both languages (names, numbers, many
foreign words) count as well, and where there is no attention, so does the place in the sentence.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    # Texts → a vector of length 1 for each, in rows.
    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
# What two words of the same spelling gain, against attention weights that add up to 1 for a word:
# enough to outweigh an attention that is spread over several words.
_SAME_SPELLING = 1.0
# Shortest beginning that shows two words to be the same in two languages ("corrup-ción").
_COGNATE = 5
# A word belongs to a range if more than this part of its weight comes from there.
_SHARE = 0.5
# Between two words of a range, one that lacks the share does not end it if it has this much, or
# if it is as short as articles and prepositions are, which engines write without a source.
_BRIDGE, _SHORT = 0.2, 3

# By meaning: what a place at the other end of the sentence costs, in cosines; how sharply the best
# stands out (a cosine is .3 to .5 higher for a translation than for another word); and the weight
# below which a link is none.
_APART, _SHARPNESS, _LEAST = 0.3, 12.0, 0.1


@dataclass(frozen=True, slots=True)
class WordLink:
    """A range of the source that was looked at for a range of the target, in characters."""

    source: tuple[int, int]
    target: tuple[int, int]
    weight: float


Range = tuple[int, int]


def words(text: str) -> list[Range]:
    """Return the ranges of the words of a text."""
    return [match.span() for match in _WORD.finditer(text)]


def links_by_meaning(source: str, target: str, encode: "Encode") -> tuple[WordLink, ...]:
    """Return which words mean the same, for a translation that came without attention.

    Two words are linked as far as each is the other's best, by the likeness of their vectors and
    of their places. Measured in this project's notes on word alignment: 95 to 97 of 100 words.

    Args:
        source: A sentence.
        target: Its translation.
        encode: What gives texts vectors of length 1, in rows.
    """
    import numpy as np

    left, right = words(source), words(target)
    if not left or not right:
        return ()
    rows = encode([source[a:b] for a, b in left])
    columns = encode([target[a:b] for a, b in right])
    places = np.linspace(0, 1, len(left))[:, None] - np.linspace(0, 1, len(right))[None, :]
    likeness = np.exp((rows @ columns.T - _APART * np.abs(places)) * _SHARPNESS)
    mutual = likeness**2 / (likeness.sum(0, keepdims=True) * likeness.sum(1, keepdims=True))
    weights = mutual / np.maximum(mutual.sum(0, keepdims=True), 1e-9)
    return tuple(
        WordLink(left[i], right[j], float(weights[i, j]))
        for i, j in zip(*np.nonzero(weights > _LEAST), strict=True)
    )


class WordAlignment:
    """The words of a sentence and of its translation, with what speaks for each pair."""

    def __init__(self, source: str, target: str, links: Iterable[WordLink] = ()) -> None:
        """Weigh all pairs of words.

        Args:
            source: The sentence.
            target: Its translation.
            links: The engine's attention, where it gives any.
        """
        self.source = source
        self.target = target
        self.source_words = words(source)
        self.target_words = words(target)
        self._alike = self._same_spelling()
        self._weights = self._weigh(tuple(links))

    def _weigh(self, links: Sequence[WordLink]) -> list[list[float]]:
        """Return a weight for each target word (rows) and source word (columns)."""
        columns = len(self.source_words)
        weights = [[0.0] * columns for _ in self.target_words]
        for link in links:
            for row in _touching(self.target_words, link.target):
                for column in _touching(self.source_words, link.source):
                    weights[row][column] += link.weight
        for column, row in self._alike.items():
            weights[row][column] += _SAME_SPELLING
        # What nothing speaks for keeps its order among what is left over.
        spoken_for = {column for line in weights for column, weight in enumerate(line) if weight}
        left_over = [column for column in range(columns) if column not in spoken_for]
        silent = [line for line in weights if not sum(line)] if left_over else []
        for place, line in enumerate(silent):
            line[left_over[place * len(left_over) // len(silent)]] = 1.0
        return [[weight / (sum(line) or 1) for weight in line] for line in weights]

    def _same_spelling(self) -> dict[int, int]:
        """Return source → target words that are spelt alike and stand once in each sentence."""
        source = [_spelling(self.source[a:b]) for a, b in self.source_words]
        target = [_spelling(self.target[a:b]) for a, b in self.target_words]
        once = {word for word, count in Counter(source).items() if count == 1 and len(word) > 1}
        once &= {word for word, count in Counter(target).items() if count == 1}
        return {source.index(word): target.index(word) for word in once}

    def project(self, start: int, end: int, *, sure: bool = False) -> Range | None:
        """Return the range of the translation that says a range of the source.

        Args:
            start: Of the range in the source, in characters.
            end: Its end, not included.
            sure: Whether to give nothing where no word was written for the range more than for
                the rest of the sentence, instead of the word that comes nearest.

        Returns:
            From the first letter of a word to the last of one, with the punctuation that the
            source's range has at its ends; None where the translation has no such words.
        """
        inside = set(_touching(self.source_words, (start, end)))
        if not self.target_words or not inside:
            return None
        if len(inside) == len(self.source_words):
            rows = range(len(self.target_words))
            return self._with_punctuation(start, end, rows[0], rows[-1])
        alike = sorted(self._alike[column] for column in inside if column in self._alike)
        if len(alike) == len(inside) == alike[-1] - alike[0] + 1:
            return self._with_punctuation(start, end, alike[0], alike[-1])
        shares = [sum(line[column] for column in inside) for line in self._weights]
        if sure and max(shares) <= _SHARE:
            return None
        joins = [
            share >= _BRIDGE or end - start <= _SHORT
            for share, (start, end) in zip(shares, self.target_words, strict=True)
        ]
        first, last = _best_run(shares, joins)
        return self._with_punctuation(start, end, first, last)

    def _with_punctuation(self, start: int, end: int, first: int, last: int) -> Range:
        left, right = self.target_words[first][0], self.target_words[last][1]
        while end > start and not self.source[end - 1].isalnum() and right < len(self.target):
            if self.target[right] not in (self.source[end - 1], *_CLOSING):
                break
            right += 1
            end -= 1
        while start < end and not self.source[start].isalnum() and left > 0:
            if self.target[left - 1] not in (self.source[start], *_OPENING):
                break
            left -= 1
            start += 1
        return left, right


# Quotation marks and brackets differ between languages, so one may stand for another.
_OPENING = "«„“‘\"'(¿¡"
_CLOSING = "»“”’\"')?!"


def _touching(ranges: Sequence[Range], wanted: Range) -> list[int]:
    """Return the indices of the ranges that share a character with the one wanted."""
    start, end = wanted
    return [i for i, (a, b) in enumerate(ranges) if a < end and start < b]


def _spelling(word: str) -> str:
    """Return what tends to stay the same of a word: a number, or its beginning without accents."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(char for char in decomposed if char.isalnum())
    return plain if any(map(str.isdigit, plain)) else plain[:_COGNATE]


def _best_run(shares: Sequence[float], joins: Sequence[bool]) -> tuple[int, int]:
    """Return first and last index of the words that hang together and weigh most.

    Where no word has its share, it is the one that comes nearest.

    Args:
        shares: How much of each word comes from the range.
        joins: Whether a word between two with their share is no border.
    """
    runs: list[tuple[int, int]] = []
    for index, share in enumerate(shares):
        if share <= _SHARE:
            continue
        last = runs[-1][1] if runs else -3
        if index == last + 1 or (index == last + 2 and joins[index - 1]):
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    if runs:
        return max(runs, key=lambda run: (sum(shares[run[0] : run[1] + 1]), -run[0]))
    nearest = max(range(len(shares)), key=lambda i: (shares[i], -i))
    return nearest, nearest
