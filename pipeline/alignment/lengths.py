"""Sentences × sentences → links, by dynamic programming over what a scorer says each link gains.

A scorer weighs one link: so many sentences of the source, from one on, beside so many of the
target. Two exist. The one here knows lengths and shared words only, costs next to nothing and is
enough inside a row. `pipeline.alignment.meaning` adds what sentences mean, for texts as a whole.

Gains are natural logarithms of probabilities, so that they add up along a path.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

# How many sentences of each side a link may join.
Bead = tuple[int, int]
# The first sentence of the source, how many, the first of the target, how many → what it gains;
# None where these may not be linked. Sentences that are left out must always be allowed.
Scorer = Callable[[int, int, int, int], float | None]
# For every number of source sentences that are done, how many of the target may be.
Corridor = Sequence[range]
# A scorer's arguments, as one thing.
Arc = tuple[int, int, int, int]

BEADS: tuple[Bead, ...] = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3))
# The probability of each (Gale and Church, "A Program for Aligning Sentences in Bilingual
# Corpora", Computational Linguistics 19(1), 1993, table 5; the figures for 1-0 and 0-1, and for
# 2-1 and 1-2, are given there together and halved here). Theirs end with two sentences for one; a
# third is seldom, but more often than one that nothing translates.
_PRIORS: Mapping[Bead, float] = {
    (1, 1): 0.89,
    (1, 0): 0.00495,
    (0, 1): 0.00495,
    (2, 1): 0.0445,
    (1, 2): 0.0445,
    (2, 2): 0.011,
    (3, 1): 0.005,
    (1, 3): 0.005,
}
# Variance of the length difference for each character of text (Gale and Church, section 3.2).
_VARIANCE = 6.8
# No length is odder than this probability, so that what sentences mean can outweigh it. From 1e-2
# to 1e-30 results are the same on texts that were translated sentence by sentence.
_LEAST = 1e-5
# What a link gains for the share of same words: about the price of a 2-1 link, so that a name can
# outweigh an odd length.
_SAME_WORDS = 3.0


@dataclass(frozen=True, slots=True)
class Link:
    """Sentences that translate each other, by index; one side may be empty.

    Attributes:
        source: Neighbours of the source, in order.
        target: Neighbours of the target, in order.
        confidence: How likely the scorer holds this link against all others that take one of its
            sentences, 0 to 1. Two links are equal whatever their confidence.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float = field(default=1.0, compare=False)


def align(source: Sequence[str], target: Sequence[str]) -> tuple[Link, ...]:
    """Link two lists of sentences by their lengths and the words they share.

    Lengths of translations are proportional, and most sentences are translated by one. Words that
    stay the same in both languages (names, numbers) keep the path right where people merged or
    split sentences.

    Returns:
        Links in order, monotone, every index of either side in exactly one link.
    """
    surface = Surface(source, target)

    def score(i: int, m: int, j: int, n: int) -> float | None:
        prior = _PRIORS.get((m, n))
        return None if prior is None else math.log(prior) + surface.gain(i, m, j, n)

    everywhere = [range(len(target) + 1)] * (len(source) + 1)
    return best_links(margins(weigh(score, everywhere)))


class Surface:
    """What the letters of two texts say about a link: its lengths and the words it shares."""

    def __init__(
        self, source: Sequence[str], target: Sequence[str], pairs: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Count and compare.

        Args:
            source: The sentences.
            target: Those of the translation.
            pairs: Sentences known to translate each other, by index, to tell how long translations
                are; without, both texts as a whole do.
        """
        self._source, self._target = _offsets(source), _offsets(target)
        counted = sum(len(source[i]) for i, _ in pairs), sum(len(target[j]) for _, j in pairs)
        if not all(counted):
            counted = self._source[-1], self._target[-1]
        self._ratio = max(1, counted[1]) / max(1, counted[0])
        self._source_words = [_anchors(sentence) for sentence in source]
        self._target_words = [_anchors(sentence) for sentence in target]

    def gain(self, i: int, m: int, j: int, n: int) -> float:
        """Return what a link gains; 0 for what is left out, which may be of any kind."""
        if not m or not n:
            return 0.0
        lengths = self._source[i + m] - self._source[i], self._target[j + n] - self._target[j]
        same = _overlap(
            frozenset().union(*self._source_words[i : i + m]),
            frozenset().union(*self._target_words[j : j + n]),
        )
        return _length_gain(*lengths, self._ratio) + _SAME_WORDS * same


def weigh(score: Scorer, corridor: Corridor) -> dict[Arc, float]:
    """Return what each link in the corridor gains, in an order in which paths can be followed."""
    gains: dict[Arc, float] = {}
    for i, places in enumerate(corridor):
        for j in places:
            for m, n in BEADS:
                if i + m < len(corridor) and j + n in corridor[i + m]:
                    gain = score(i, m, j, n)
                    if gain is not None:
                        gains[i, m, j, n] = gain
    return gains


def margins(gains: dict[Arc, float]) -> dict[Arc, float]:
    """Return how far the best path over each link stays behind the best path of all.

    Args:
        gains: What links gain, in the order of `weigh`; some path must lead over them, from the
            beginning of both texts to their ends.

    Returns:
        For each link on such a path: 0 if that path is the best, else less.
    """
    ahead = {(0, 0): 0.0}
    for (i, m, j, n), gain in gains.items():
        if (i, j) in ahead:
            end = i + m, j + n
            ahead[end] = max(ahead.get(end, -math.inf), ahead[i, j] + gain)
    last = max(ahead)
    behind = {last: 0.0}
    for (i, m, j, n), gain in reversed(gains.items()):
        end = i + m, j + n
        if end in behind:
            behind[i, j] = max(behind.get((i, j), -math.inf), behind[end] + gain)
    return {
        (i, m, j, n): ahead[i, j] + gain + behind[i + m, j + n] - ahead[last]
        for (i, m, j, n), gain in gains.items()
        if (i, j) in ahead and (i + m, j + n) in behind
    }


def best_links(margin: Mapping[Arc, float]) -> tuple[Link, ...]:
    """Return the links of the best path, each with its confidence."""
    best: dict[tuple[int, int], Arc] = {}
    for arc in margin:
        place = arc[0], arc[2]
        if place not in best or margin[arc] > margin[best[place]]:
            best[place] = arc
    source_rivals, target_rivals = _rivals(margin)
    links: list[Link] = []
    i = j = 0
    while (i, j) in best:
        _, m, _, n = best[i, j]
        source, target = tuple(range(i, i + m)), tuple(range(j, j + n))
        rivals = [source_rivals[index] for index in source]
        rivals += [target_rivals[index] for index in target]
        links.append(Link(source, target, 1 / max(1.0, *rivals)))
        i, j = i + m, j + n
    return tuple(links)


def _rivals(margin: Mapping[Arc, float]) -> tuple[dict[int, float], dict[int, float]]:
    """Return for each sentence of either side the odds of all links it may be in, the best's 1."""
    odds: dict[Arc, float] = {}
    for (i, m, j, n), behind in margin.items():
        # A sentence that is left out is so wherever the other text stands.
        arc = (i if m else 0, m, j if n else 0, n)
        odds[arc] = max(odds.get(arc, 0.0), math.exp(min(0.0, behind)))
    source: dict[int, float] = {}
    target: dict[int, float] = {}
    for (i, m, j, n), chance in odds.items():
        for index in range(i, i + m):
            source[index] = source.get(index, 0.0) + chance
        for index in range(j, j + n):
            target[index] = target.get(index, 0.0) + chance
    return source, target


def _offsets(sentences: Sequence[str]) -> list[int]:
    """Return where each sentence begins, in characters, and where the last one ends."""
    offsets = [0]
    for sentence in sentences:
        offsets.append(offsets[-1] + len(sentence))
    return offsets


def _length_gain(source: int, target: int, ratio: float) -> float:
    """Return the log of the probability that lengths this different translate each other."""
    if not source or not target:
        return 0.0
    mean = (source + target / ratio) / 2
    deviation = abs(target - source * ratio) / math.sqrt(mean * _VARIANCE)
    return math.log(max(math.erfc(deviation / math.sqrt(2)), _LEAST))


def _anchors(sentence: str) -> frozenset[str]:
    """Return what tends to stay the same: numbers, and the first letters of words, unaccented."""
    plain = unicodedata.normalize("NFKD", sentence).encode("ascii", "ignore").decode().lower()
    return frozenset(
        word if word.isdigit() else word[:5]
        for word in re.findall(r"\w+", plain)
        if word.isdigit() or len(word) > 3
    )


def _overlap(source: frozenset[str], target: frozenset[str]) -> float:
    """Return the Dice coefficient of two sets, 0 to 1."""
    total = len(source) + len(target)
    return 2 * len(source & target) / total if total else 0.0
