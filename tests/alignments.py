"""Pairs of texts with their right links: the project's own translations, disordered at random."""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from conftest import REPOSITORY

from pipeline.alignment.lengths import Link
from pipeline.project.project import find_project
from pipeline.project.store import Store

# How often sentences are joined, cut and left out, on each side: as a free translator does.
JOINED, CUT, LEFT_OUT = 0.08, 0.06, 0.04

_INNER_BORDER = re.compile(r"(?<=[,;:–]) +")


@dataclass(frozen=True)
class Disordered:
    """Two texts that belong together, and which sentences do."""

    source: list[str]
    target: list[str]
    links: list[Link]


def paragraphs(language: str, root: Path = REPOSITORY) -> list[list[tuple[str, str]]]:
    """Return the article's sentences with their approved translations, by paragraph."""
    bitext = Store(find_project(root)).bitext("mexico-usa", language)
    found = []
    for pair in bitext.pairs():
        source = [pair.source.text[a:b] for a, b in pair.source_sentences]
        target = [pair.target.text[a:b] for a, b in pair.target_sentences]
        found.append(
            [
                (
                    " ".join(source[i] for i in link.source),
                    " ".join(target[j] for j in link.target),
                )
                for link in pair.links
            ]
        )
    return found


def disorder(pairs: Iterable[tuple[str, str]], seed: int) -> Disordered:
    """Join, cut and leave out sentences of either side, as the seed says.

    Args:
        pairs: Sentences with their translations.
        seed: The same seed disorders the same pairs in the same way.
    """
    chance = random.Random(seed)
    groups: list[tuple[list[str], list[str]]] = []
    rest = [([a], [b]) for a, b in pairs]
    while rest:
        group = rest.pop(0)
        side = chance.randrange(2)
        kind = chance.random()
        if kind < 2 * JOINED and rest:
            # One of the two sides is joined; seldom three at once.
            for _ in range(1 if chance.random() < 0.85 else 2):
                more = rest.pop(0) if rest else ([], [])
                group = (group[0] + more[0], group[1] + more[1])
            group[side][:] = [" ".join(group[side])]
        elif kind < 2 * (JOINED + CUT):
            group[side][:] = _cut(group[side][0])
        elif kind < 2 * (JOINED + CUT + LEFT_OUT):
            group[side].clear()
        groups.append(group)
    links = []
    i = j = 0
    for source, target in groups:
        links.append(Link(tuple(range(i, i + len(source))), tuple(range(j, j + len(target)))))
        i, j = i + len(source), j + len(target)
    return Disordered(
        list(chain(*(source for source, _ in groups))),
        list(chain(*(target for _, target in groups))),
        links,
    )


def _cut(sentence: str) -> list[str]:
    """Cut a sentence at the punctuation that stands nearest to its middle, if any does."""
    places = [match.end() for match in _INNER_BORDER.finditer(sentence)]
    if not places:
        return [sentence]
    place = min(places, key=lambda end: abs(end - len(sentence) / 2))
    return [sentence[:place].strip(), sentence[place:].strip()]


def f1(right: Sequence[Link], found: Sequence[Link]) -> float:
    """Return the F1 of links; one counts as right if both its sides are."""
    return 2 * len(set(right) & set(found)) / (len(right) + len(found))
