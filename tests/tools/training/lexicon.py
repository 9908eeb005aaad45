"""Pairs of word lists → which word translates which, by IBM model 1 in both directions.

Brown et al., "The Mathematics of Statistical Machine Translation", Computational Linguistics
19(2), 1993; the preference for the diagonal is that of Dyer, Chahuneau and Smith, NAACL 2013.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

Words = Sequence[str]
Table = dict[tuple[str, str], float]

# How strongly a word prefers the same relative position (fast_align's starting value).
_DIAGONAL = 4.0
# Inflected forms count as one word if they begin alike; as long as the anchors of the aligner.
_STEM = 5
_ROUNDS = 8


class Aligner:
    """Learns from pairs, and links the words of one."""

    def __init__(self, pairs: Sequence[tuple[Words, Words]]):
        stems = [(_stems(source), _stems(target)) for source, target in pairs]
        self._forward = _train(stems)
        self._backward = _train([(target, source) for source, target in stems])

    def links(self, source: Words, target: Words) -> list[int | None]:
        """Return, for each word of the target, the word of the source it translates, by index."""
        left, right = _stems(source), _stems(target)
        links: list[int | None] = []
        for j, word in enumerate(right):
            scores = [
                self._score(other, word) * _near(i, len(left), j, len(right))
                for i, other in enumerate(left)
            ]
            best = max(range(len(left)), key=scores.__getitem__)
            links.append(best if scores[best] > 0 else None)
        return links

    def _score(self, source: str, target: str) -> float:
        known = self._forward.get((source, target), 0.0) * self._backward.get((target, source), 0.0)
        return known or float(source == target)  # a name or number that was not there to learn from


def _train(pairs: Sequence[tuple[Words, Words]]) -> Table:
    """Return the probability of a target word for each source word seen with it."""
    table: Table = {}
    for round_ in range(_ROUNDS):
        counts: Table = defaultdict(float)
        totals: dict[str, float] = defaultdict(float)
        for source, target in pairs:
            for j, word in enumerate(target):
                shares = [
                    (table[other, word] if round_ else _first_guess(other, word))
                    * _near(i, len(source), j, len(target))
                    for i, other in enumerate(source)
                ]
                whole = sum(shares)
                for other, share in zip(source, shares, strict=True):
                    counts[other, word] += share / whole
                    totals[other] += share / whole
        # A floor, so that rounds to come never divide by nothing.
        table = {key: max(count / totals[key[0]], 1e-9) for key, count in counts.items()}
    return table


def _first_guess(source: str, target: str) -> float:
    """Prefer words that begin alike (names, numbers, cognates); marks go with marks."""
    if source[:1].isalnum() != target[:1].isalnum():
        return 0.01
    return 10.0 if source[:4] == target[:4] else 1.0


def _near(i: int, source: int, j: int, target: int) -> float:
    return math.exp(-_DIAGONAL * abs((i + 0.5) / source - (j + 0.5) / target))


def _stems(words: Words) -> list[str]:
    return [word.lower()[:_STEM] for word in words]
