"""Sentences × sentences → links, by dynamic programming.

The cost of linking sentences is Gale and Church's ("A Program for Aligning Sentences in Bilingual
Corpora", Computational Linguistics 19(1), 1993): lengths of translations are proportional, and
most sentences are translated by one. A discount for words that stay the same in both languages
(names, numbers) keeps the path right where people merged or split sentences.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# How many sentences of each side a link may join, with its probability (Gale and Church, table 5;
# the figures for 1-0 and 0-1, and for 2-1 and 1-2, are given there together and halved here).
_BEADS = {
    (1, 1): 0.89,
    (1, 0): 0.00495,
    (0, 1): 0.00495,
    (2, 1): 0.0445,
    (1, 2): 0.0445,
    (2, 2): 0.011,
}
# Variance of the length difference for each character of text (Gale and Church, section 3.2).
_VARIANCE = 6.8
# What a link gains for the share of same words, in the unit of the costs (-100 log p): about the
# price of a 2-1 link, so that a name can outweigh an odd length.
_SAME_WORDS = 300.0


@dataclass(frozen=True, slots=True)
class Link:
    """Sentences that translate each other, by index; one side may be empty."""

    source: tuple[int, ...]
    target: tuple[int, ...]


def align(source: Sequence[str], target: Sequence[str]) -> tuple[Link, ...]:
    """Link two lists of sentences.

    Returns:
        Links in order, monotone, every index of either side in exactly one link.
    """
    if not source or not target:
        links = [Link((i,), ()) for i in range(len(source))]
        return tuple(links + [Link((), (j,)) for j in range(len(target))])
    ratio = max(1, sum(map(len, target))) / max(1, sum(map(len, source)))
    source_words = [_anchors(sentence) for sentence in source]
    target_words = [_anchors(sentence) for sentence in target]
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    back: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(source) + 1):
        for j in range(len(target) + 1):
            for (m, n), probability in _BEADS.items():
                before = best.get((i - m, j - n))
                if before is None:
                    continue
                cost = before - 100 * math.log(probability)
                cost += _length_cost(
                    sum(map(len, source[i - m : i])), sum(map(len, target[j - n : j])), ratio
                )
                cost -= _SAME_WORDS * _overlap(
                    frozenset().union(*source_words[i - m : i]),
                    frozenset().union(*target_words[j - n : j]),
                )
                if cost < best.get((i, j), math.inf):
                    best[i, j] = cost
                    back[i, j] = (m, n)
    links = []
    i, j = len(source), len(target)
    while (i, j) != (0, 0):
        m, n = back[i, j]
        links.append(Link(tuple(range(i - m, i)), tuple(range(j - n, j))))
        i, j = i - m, j - n
    return tuple(reversed(links))


def _length_cost(source: int, target: int, ratio: float) -> float:
    """Return -100 log of the probability that lengths this different translate each other."""
    if not source or not target:
        return 0.0  # a sentence that is left out may have any length
    mean = (source + target / ratio) / 2
    deviation = abs(target - source * ratio) / math.sqrt(mean * _VARIANCE)
    tail = math.erfc(deviation / math.sqrt(2))
    return -100 * math.log(max(tail, 1e-30))


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
