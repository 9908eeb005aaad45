"""What of a translation still fits when its source was reworded, split or merged.

A text and its translation become groups of sentences that translate each other; a new text takes
from them what it still says. Sentences are cut out of the Markdown as it was written, letter by
letter, or not at all.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.text import markup, segment
from pipeline.text.markup import Span


class SentenceLink(Protocol):
    """What an aligner says of sentences that translate each other, by index."""

    @property
    def source(self) -> Sequence[int]:
        """Neighbours of the source, in order."""
        ...

    @property
    def target(self) -> Sequence[int]:
        """Neighbours of the target, in order."""
        ...


# Sentences of a text and of its translation → their links, in order.
Aligner = Callable[[Sequence[str], Sequence[str]], Sequence[SentenceLink]]
Range = tuple[int, int]

# Below this similarity (0 to 100, rapidfuzz's normalized indel ratio) two texts are two different
# ones rather than one that was reworded; msgmerge draws its line at 60 as well.
REWORDED = 60.0
# A word of a raw text; a backslash before a line break is the break's.
_WORD = re.compile(r"(?:(?!\\\n)\S)+")


@dataclass(frozen=True)
class SentenceGroup:
    """Sentences of a text, and the Markdown that translates them (empty where nothing does)."""

    source: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Part:
    """A part of a new text, with what an earlier translation has for it.

    Attributes:
        source: Its Markdown.
        gap: The white space before it.
        made_for: What the translation was made for: the same, or what it was reworded from;
            empty where nothing fits.
        target: The translation.
    """

    source: str
    gap: str
    made_for: str = ""
    target: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the translation was made for just this."""
        return self.made_for == self.source


def sentences(markdown: str, language: str) -> tuple[Range, ...]:
    """Return the ranges of the sentences of a unit's Markdown.

    Where markup goes on over the border of two sentences, the whole text counts as one.
    """
    whole = markup.parse(markdown)
    plain = segment.sentences(whole.text, language)
    words = [match.span() for match in _WORD.finditer(markdown)]
    ranges = []
    first = 0
    for start, end in plain:
        count = len(whole.text[start:end].split())
        if first + count > len(words):
            return ((0, len(markdown)),)
        found = (words[first][0], words[first + count - 1][1])
        first += count
        inside = tuple(
            Span(span.start - start, span.end - start, span.style, span.value)
            for span in whole.spans
            if start <= span.start and span.end <= end
        )
        if markup.parse(markdown[slice(*found)]) != markup.Marked(whole.text[start:end], inside):
            return ((0, len(markdown)),)
        ranges.append(found)
    return tuple(ranges) if first == len(words) else ((0, len(markdown)),)


def groups(
    source: str, target: str, languages: tuple[str, str], aligner: Aligner
) -> tuple[SentenceGroup, ...]:
    """Cut a text and its translation into groups of sentences that translate each other.

    A sentence that only the translation has goes with the one before it.

    Args:
        source: Markdown.
        target: Its translation.
        languages: Of both, ISO 639-1.
        aligner: What links their sentences, given as plain text.
    """
    left, right = sentences(source, languages[0]), sentences(target, languages[1])
    links = aligner(
        [markup.parse(source[a:b]).text for a, b in left],
        [markup.parse(target[a:b]).text for a, b in right],
    )
    joined: list[tuple[list[int], list[int]]] = []
    for link in links:
        if joined and (not link.source or not joined[-1][0]):
            joined[-1][0].extend(link.source)
            joined[-1][1].extend(link.target)
        else:
            joined.append((list(link.source), list(link.target)))
    return tuple(
        SentenceGroup(
            tuple(source[slice(*left[i])] for i in sources),
            target[right[targets[0]][0] : right[targets[-1]][1]] if targets else "",
        )
        for sources, targets in joined
        if sources
    )


def parts(text: str, language: str, known: Sequence[SentenceGroup]) -> tuple[Part, ...]:
    """Find for each sentence of a text what earlier translations have for it.

    Args:
        text: Markdown, the source as it is now.
        language: ISO 639-1.
        known: Groups of earlier texts, in their order.

    Returns:
        All of the text in order: sentences that are known word for word with their translation,
        each group used once; then, for what is left, the group that is most similar.
    """
    ranges = sentences(text, language)
    texts = [text[a:b] for a, b in ranges]
    gaps = [
        text[end:start] for (_, end), (start, _) in zip(((0, 0), *ranges), ranges, strict=False)
    ]
    free = list(range(len(known)))
    found: list[Part] = []
    index = 0
    while index < len(texts):
        fitting = [n for n in free if _stands_at(known[n], texts, index)]
        if not fitting:
            found.append(Part(texts[index], gaps[index]))
            index += 1
            continue
        number = fitting[0]
        count = len(known[number].source)
        end = ranges[index + count - 1][1]
        same = text[ranges[index][0] : end]
        found.append(Part(same, gaps[index], same, known[number].target))
        free.remove(number)
        index += count
    return tuple(_with_similar(found, [known[n] for n in free]))


def _stands_at(group: SentenceGroup, texts: Sequence[str], index: int) -> bool:
    return list(group.source) == list(texts[index : index + len(group.source)])


def _with_similar(found: Sequence[Part], free: list[SentenceGroup]) -> list[Part]:
    """Give the parts without a translation the most similar groups, each at most once."""
    from rapidfuzz import fuzz

    pairs = sorted(
        (
            (-score, abs(place - number), place, number)
            for place, part in enumerate(found)
            if not part.made_for
            for number, group in enumerate(free)
            if (score := fuzz.ratio(part.source, " ".join(group.source), score_cutoff=REWORDED))
        ),
    )
    taken: dict[int, int] = {}
    for _, _, place, number in pairs:
        if place not in taken and number not in taken.values():
            taken[place] = number
    return [
        Part(part.source, part.gap, " ".join(free[taken[place]].source), free[taken[place]].target)
        if place in taken
        else part
        for place, part in enumerate(found)
    ]


def joined(texts: Sequence[tuple[str, str]]) -> str:
    """Put sentences together, each with the white space before it; empty ones leave no gap."""
    whole = ""
    for gap, text in texts:
        if text:
            whole += ((gap or " ") if whole else "") + text
    return whole
