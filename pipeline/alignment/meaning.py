"""Two texts, one the translation of the other → which sentences translate which, by their meaning.

Vectors of an encoder come in as a function. First a path through single sentences is looked for
(`_anchor_points`), which takes one matrix product a sentence; then all kinds of links are weighed
along that path, with `lengths`; then those of one sentence to several that came near the
best are weighed again, more exactly: the one is cut where the border of the several should be,
and every piece must mean what its counterpart does. That finds out where a short sentence
belongs, which a vector of the whole hides.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, product
from typing import TYPE_CHECKING

from pipeline.alignment.lengths import (
    Arc,
    Bead,
    Corridor,
    Link,
    Surface,
    best_links,
    margins,
    weigh,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.alignment.words import Encode

    Vectors = NDArray[np.float32]

# Cosines of sentences and their translations (English to Spanish and German, news and this
# project's article) are spread around .78 ± .09, those of others around .05 to .16 ± .09 to .14.
# For normal distributions the log of their odds is about this steep, and even about here.
_STEEPNESS, _EVEN = 40.0, 0.42
# Probability of each kind of link. More is left out and joined than Gale and Church counted,
# whose translators kept to the sentences of the original.
_PRIORS: Mapping[Bead, float] = {
    (1, 1): 0.77,
    (1, 0): 0.06,
    (0, 1): 0.06,
    (2, 1): 0.045,
    (1, 2): 0.045,
    (2, 2): 0.005,
    (3, 1): 0.005,
    (1, 3): 0.005,
}
# From this cosine on two sentences may hold the first path: above most that are strangers.
_ANCHOR = 0.3
# Sentences to both sides of the first path that are weighed too: as many as a link joins.
# From 2 to 8 results are the same.
_REACH = 3
# Where the first path skips this many pairs, nothing in there resembles anything: only the edge
# of it is weighed.
_STRANGE = 10_000
# How far behind the best a link may stay (in logs) and still be weighed again: 1 in 150. From 5
# to 20 results are the same.
_NEAR = 5.0
# Cuts may stand off their expected place by this part of the text, and by this many characters.
_CUT_REACH, _CUT_LEAST = 0.25, 15
# Places to cut at, and how many of each kind are tried: a sentence's end, a clause's, a word's.
_CUTS = (
    (re.compile(r"[.!?:;…][»”“\"’')]*\s+"), 1),
    (re.compile(r"[,–—)]\s+"), 1),
    (re.compile(r"\s+"), 2),
)
# What it costs that the pieces do not stand in the order of their counterparts: about one in 20.
# From 2 to 6 results hardly differ.
_REORDERED = 3.0
# What it is worth that a link begins a paragraph on both sides, and what it costs that it does on
# one only, or that it runs over a paragraph's end: a factor of e, for borders often differ.
_BORDER = 1.0
# Below this confidence a person should look. Of links in texts that were merged, split and
# shortened at random, two in three were right below it, and 998 of 1,000 above it.
UNSURE = 0.95


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What translates a paragraph.

    Attributes:
        target: Its sentences, each as the number of its paragraph and its own in there. Every
            sentence of the target is in exactly one passage.
        confidence: How far it can be trusted that these sentences, all of them and no others,
            translate the paragraph, 0 to 1: that of its least certain link, and 0 where a
            sentence has no counterpart or shares it with another paragraph.
    """

    target: tuple[tuple[int, int], ...]
    confidence: float


def align_texts(source: Sequence[str], target: Sequence[str], encode: "Encode") -> tuple[Link, ...]:
    """Link the sentences of two texts.

    Returns:
        Links in order, monotone, every index of either side in exactly one link.
    """
    return _align(source, target, encode, lambda _: 0.0)


def align_paragraphs(
    source: Sequence[Sequence[str]], target: Sequence[Sequence[str]], encode: "Encode"
) -> tuple[Counterpart, ...]:
    """Find the sentences that translate each paragraph, also where paragraphs were cut otherwise.

    Args:
        source: The paragraphs, each as its sentences.
        target: Those of the translation.
        encode: What gives texts their vectors.

    Returns:
        A passage for each paragraph of the source. What only the translation has stands with the
        sentence before it, or with the one after it where it begins a paragraph.
    """
    source_starts, target_starts = _starts(source), _starts(target)

    def borders(arc: Arc) -> float:
        i, m, j, n = arc
        if not m or not n:
            return 0.0
        begins = (i in source_starts) + (j in target_starts)
        crossed = any(k in source_starts for k in range(i + 1, i + m))
        crossed |= any(k in target_starts for k in range(j + 1, j + n))
        return _BORDER * ((0, -1, 1)[begins] - crossed)

    links = _align(list(chain(*source)), list(chain(*target)), encode, borders)
    return _passages(source, target, links)


def _starts(paragraphs: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the numbers, in the whole text, of the sentences that begin a paragraph."""
    return frozenset(sum(map(len, paragraphs[:k])) for k in range(len(paragraphs)))


def _passages(
    source: Sequence[Sequence[str]], target: Sequence[Sequence[str]], links: Sequence[Link]
) -> tuple[Counterpart, ...]:
    owner = [k for k, paragraph in enumerate(source) for _ in paragraph]
    lengths = [len(sentence) for sentence in chain(*source)]
    places = [(k, n) for k, paragraph in enumerate(target) for n in range(len(paragraph))]
    found: list[list[tuple[int, int]]] = [[] for _ in source]
    sure = [1.0] * len(source)
    for number, link in enumerate(links):
        owners = {owner[i] for i in link.source}
        if owners:
            shares = {k: sum(lengths[i] for i in link.source if owner[i] == k) for k in owners}
            home = max(sorted(owners), key=shares.__getitem__)
        elif source:
            home = owner[_neighbour(links, number, places)] if owner else 0
            owners = {home}
        else:
            break
        found[home] += [places[j] for j in link.target]
        whole = len(owners) == 1 and link.source and link.target
        for k in owners:
            sure[k] = min(sure[k], link.confidence if whole else 0.0)
    return tuple(Counterpart(tuple(at), trust) for at, trust in zip(found, sure, strict=True))


def _neighbour(links: Sequence[Link], number: int, places: Sequence[tuple[int, int]]) -> int:
    """Return the source sentence that a link without one stands with."""
    before = next((link for link in reversed(links[:number]) if link.source), None)
    after = next((link for link in links[number + 1 :] if link.source), None)
    paragraph = places[links[number].target[0]][0]
    with_before = before and before.target and places[before.target[-1]][0] == paragraph
    with_after = after and after.target and places[after.target[0]][0] == paragraph
    if before and (with_before or not with_after):
        return before.source[-1]
    return after.source[0] if after else 0


def _align(
    source: Sequence[str],
    target: Sequence[str],
    encode: "Encode",
    borders: Callable[[Arc], float],
) -> tuple[Link, ...]:
    texts = _Texts(source, target, encode)
    gains = weigh(lambda *arc: texts.rough_gain(arc) + borders(arc), texts.corridor())
    to_cut = [arc for arc, margin in margins(gains).items() if margin >= -_NEAR and _is_split(arc)]
    exact = {arc: gain + borders(arc) for arc, gain in texts.exact_gains(to_cut).items()}
    # What stays far behind even when weighed kindly is no candidate any more.
    gains = {
        arc: exact.get(arc, gain)
        for arc, gain in gains.items()
        if arc in exact or not _is_split(arc)
    }
    return best_links(margins(gains))


def _is_split(arc: Arc) -> bool:
    """Return whether a link joins one sentence with several."""
    _, m, _, n = arc
    return m != n and m * n > 1


class _Texts:
    """Two texts as vectors, and what they say about links."""

    def __init__(self, source: Sequence[str], target: Sequence[str], encode: "Encode") -> None:
        self._source, self._target = source, target
        self._encode = encode
        vectors = encode([*source, *target])
        self._source_sums = _sums(source, vectors[: len(source)])
        self._target_sums = _sums(target, vectors[len(source) :])
        self._anchors = self._anchor_points()
        alike = [(i, j) for i, j in self._anchors if self._cosine((i, 1, j, 1)) > _EVEN]
        self._surface = Surface(source, target, alike)

    def corridor(self) -> Corridor:
        """Return where paths may run: along the first path, and all over what it skips."""
        height, width = len(self._source), len(self._target)
        first = [width] * (height + 1)
        last = [0] * (height + 1)

        def widen(rows: tuple[int, int], columns: tuple[int, int]) -> None:
            left, right = max(0, columns[0] - _REACH), min(width, columns[1] + _REACH)
            for row in range(max(0, rows[0] - _REACH), min(height, rows[1] + _REACH) + 1):
                first[row], last[row] = min(first[row], left), max(last[row], right)

        i = j = 0
        for row, column in [*self._anchors, (height, width)]:
            if (row - i) * (column - j) > _STRANGE:
                widen((i, row), (j, j))
                i = row
            widen((i, row), (j, column))
            i, j = row, column
        return [range(a, b + 1) for a, b in zip(first, last, strict=True)]

    def _anchor_points(self) -> list[tuple[int, int]]:
        """Return the pairs of sentences whose cosines add up to most, in order."""
        if not self._source or not self._target:
            return []
        import numpy as np

        source, target = self._source_sums[0], self._target_sums[0]
        best = np.zeros(len(target) + 1, np.float32)
        steps = np.zeros((len(source), len(target) + 1), np.uint8)
        for row, vector in enumerate(source):
            linked = np.full_like(best, -np.inf)
            linked[1:] = best[:-1] + (target @ vector - _ANCHOR)
            better = np.maximum(best, linked)
            reached = np.maximum.accumulate(better)
            # 0: the row is left out; 1: the two are linked; 2: the column is left out.
            steps[row] = np.where(reached > better, 2, linked > best)
            best = reached
        points = []
        i, j = len(source), len(target)
        while i and j:
            step = steps[i - 1, j]
            i, j = i - int(step != 2), j - int(step != 0)
            if step == 1:
                points.append((i, j))
        return points[::-1]

    def rough_gain(self, arc: Arc) -> float:
        """Return what a link gains by the vectors of its sentences, added up on each side."""
        _, m, _, n = arc
        gain = math.log(_PRIORS[m, n]) + self._surface.gain(*arc)
        return gain + _STEEPNESS * (self._cosine(arc) - _EVEN) if m and n else gain

    def _cosine(self, arc: Arc) -> float:
        i, m, j, n = arc
        return float(self._source_sums[m - 1][i] @ self._target_sums[n - 1][j])

    def exact_gains(self, arcs: Sequence[Arc]) -> dict[Arc, float]:
        """Return what links of one sentence to several gain, the one cut into as many pieces.

        Where no cut fits, the one may say what the several do in another order.
        """
        cuts = {arc: self._cut(arc) for arc in arcs}
        pairs = list(dict.fromkeys(chain(*chain(*cuts.values()))))
        left = self._encode([source for source, _ in pairs])
        right = self._encode([target for _, target in pairs])
        cosines = dict(zip(pairs, (left * right).sum(axis=1).tolist(), strict=True))
        gains = {}
        for arc, ways in cuts.items():
            gains[arc] = self.rough_gain(arc) - _REORDERED
            outside = math.log(_PRIORS[arc[1], arc[3]]) + self._surface.gain(*arc)
            for way in ways:
                inside = sum(_STEEPNESS * (cosines[pair] - _EVEN) for pair in way)
                gains[arc] = max(gains[arc], outside + inside)
        return gains

    def _cut(self, arc: Arc) -> list[list[tuple[str, str]]]:
        """Return the ways to cut a link, each as pairs of a piece and a sentence."""
        i, m, j, n = arc
        if n == 1:
            several = self._source[i : i + m]
            return [list(zip(several, way, strict=True)) for way in _cut(self._target[j], several)]
        several = self._target[j : j + n]
        return [list(zip(way, several, strict=True)) for way in _cut(self._source[i], several)]


def _sums(texts: Sequence[str], vectors: "Vectors") -> "list[Vectors]":
    """Return vectors of 1, 2 and 3 neighbours: their sums by length, each of length 1.

    They come close to the vector of the joined text (a cosine of .93), at no cost.
    """
    import numpy as np

    weighted = vectors * np.array([max(1, len(text)) for text in texts], np.float32)[:, None]
    sums = []
    for size in (1, 2, 3):
        last = max(0, len(texts) - size + 1)
        total = sum((weighted[k : k + last] for k in range(size)), np.zeros_like(weighted[:last]))
        sums.append(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9))
    return sums


def _cut(text: str, counterparts: Sequence[str]) -> list[list[str]]:
    """Return ways to cut a text into as many pieces as it has counterparts, by their lengths."""
    lengths = [max(1, len(counterpart)) for counterpart in counterparts]
    shares = [sum(lengths[:k]) / sum(lengths) for k in range(1, len(lengths))]
    ways = []
    for places in product(*(_places(text, share) for share in shares)):
        borders = [0, *places, len(text)]
        pieces = [text[a:b].strip() for a, b in pairwise(borders)]
        if all(pieces):
            ways.append(pieces)
    return ways


def _places(text: str, share: float) -> list[int]:
    """Return where to cut a text: of each kind of border, the nearest to where it should be."""
    wanted = share * len(text)
    reach = max(_CUT_LEAST, _CUT_REACH * len(text))
    found: dict[int, None] = {}
    for kind, number in _CUTS:
        ends = sorted((match.end() for match in kind.finditer(text)), key=lambda p: abs(p - wanted))
        found.update(dict.fromkeys(end for end in ends[:number] if abs(end - wanted) <= reach))
    return list(found)
