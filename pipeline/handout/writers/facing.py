"""Pages that face each other: which passages stand on which, so that none has to be cut.

The two flows of a text and its translation do not keep pace by themselves. So every passage is
measured in both languages, spreads are filled by the higher of the two, and each passage is made as
high as the one across.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.alignment.bitext import Pair, Row
from pipeline.errors import WriterError
from pipeline.handout.model import Handout


@dataclass(frozen=True)
class Passage:
    """What stands across from its translation: a block, a heading, or else the handout's head."""

    row: Row | None = None
    heading: Pair | None = None
    level: int = 0


# The passages of two pages that face each other, each with its height in pixels of CSS; 0 where
# that is to be measured.
Spread = list[tuple[Passage, float]]


def passages(handout: Handout) -> list[Passage]:
    """Return the passages of a handout in their order."""
    return [Passage(), *_of_sections(handout)]


def _of_sections(handout: Handout) -> Iterator[Passage]:
    for section in handout.sections:
        if section.heading:
            yield Passage(heading=section.heading, level=section.level)
        yield from (Passage(row) for row in section.rows)


def unmeasured(found: Sequence[Passage]) -> list[Spread]:
    """Return all passages on one spread, to be measured."""
    return [[(passage, 0) for passage in found]]


def spreads(found: Sequence[Passage], heights: Sequence[float], room: float) -> list[Spread]:
    """Fill spreads with passages.

    Args:
        found: The passages.
        heights: Those of all in the article's language, then of all in the other.
        room: How high a page is.

    Raises:
        WriterError: Where one is higher than a page.
    """
    higher = [max(pair) for pair in zip(heights[: len(found)], heights[len(found) :], strict=True)]
    filled: list[Spread] = [[]]
    used = 0.0
    for number, (passage, height) in enumerate(zip(found, higher, strict=True)):
        if height > room:
            place = f"\u00b6 {passage.row.block.number}" if passage.row else "A heading"
            what = f"{place} is longer than a page, and cannot face its translation"
            raise WriterError(what, mend="Choose another arrangement, or cut it in two")
        follows = higher[number + 1] if passage.heading and number + 1 < len(found) else 0
        if used and used + height + follows > room:
            filled.append([])
            used = 0.0
        filled[-1].append((passage, height))
        used += height
    return filled
