"""`Bitext` → the paragraphs of the language of study as sentences, each with its translation."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.alignment.bitext import Bitext, Pair, Ranges
from pipeline.catalog.catalog import State
from pipeline.lesson.article import BlockKind
from pipeline.lesson.lesson import Study
from pipeline.text.speech import label_end


@dataclass(frozen=True)
class StudySentence:
    """A sentence in the language of study.

    Attributes:
        other: The sentence of the other language that says the same; empty unless there is
            exactly one, of a translation that is up to date.
        paragraph: The ¶ it stands in.
        unit: The index of its unit within the paragraph's block.
        start, end: The range of the source that it is, or that it translates, in characters.
        state: Of the translation, be it shown or not.
    """

    text: str
    other: str
    paragraph: int
    unit: int
    start: int
    end: int
    state: State


@dataclass(frozen=True)
class StudyParagraph:
    """A paragraph in the language of study."""

    paragraph: int
    sentences: tuple[StudySentence, ...]


def passages(bitext: Bitext, study: Study) -> Iterator[StudyParagraph]:
    """Yield the paragraphs that are running text, with a ¶ number and not quoted.

    Where the class learns the translation's language, those without an up-to-date translation are
    left out.
    """
    for row in bitext.rows:
        block = row.block
        if block.number is None or block.kind is not BlockKind.PARAGRAPH or block.quoted:
            continue
        for unit, pair in enumerate(row.pairs):
            found = tuple(_sentences(pair, block.number, unit, study))
            if found:
                yield StudyParagraph(block.number, found)


def _sentences(pair: Pair, paragraph: int, unit: int, study: Study) -> Iterator[StudySentence]:
    current = pair.state not in (State.MISSING, State.STALE)
    of_source = study is Study.SOURCE
    own, ranges = (
        (pair.source, pair.source_sentences) if of_source else (pair.target, pair.target_sentences)
    )
    if not (of_source or current):
        return
    label = label_end(own)
    for index, (start, end) in enumerate(ranges):
        if start < label:
            continue  # with a name before it, a sentence is what somebody says
        link = next((k for k in pair.links if index in (k.source if of_source else k.target)), None)
        other = ""
        if link and current and len(link.source) == len(link.target) == 1:
            a, b = pair.source_sentences[link.source[0]]
            c, d = pair.target_sentences[link.target[0]]
            other = pair.target.text[c:d] if of_source else pair.source.text[a:b]
        if of_source:
            place = start, end
        else:
            place = _joined(pair.source_sentences, link.source if link else ())
        yield StudySentence(own.text[start:end], other, paragraph, unit, *place, pair.state)


def _joined(ranges: Ranges, indices: tuple[int, ...]) -> tuple[int, int]:
    """Return the range from the first of some sentences to the last; an empty one for none."""
    return (ranges[indices[0]][0], ranges[indices[-1]][1]) if indices else (0, 0)
