"""Where the words of a lesson stand in its article, in whatever form they are inflected."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import LessonError
from pipeline.lesson.article import Article
from pipeline.lesson.lesson import Lesson, VocabularyEntry
from pipeline.text import markup
from pipeline.text.lemma import find_word


@dataclass(frozen=True)
class Term:
    """A vocabulary entry at the place where it is marked.

    Attributes:
        number: Its place in the list, counted from 1, in order of appearance.
        paragraph: The ¶ it is marked in.
        unit: The index of the unit within the paragraph's block (a table has many).
        start, end: The range of the word in the unit's text, in characters.
    """

    entry: VocabularyEntry
    number: int
    paragraph: int
    unit: int
    start: int
    end: int

    @property
    def range(self) -> tuple[int, int]:
        """Where the word starts and ends."""
        return self.start, self.end


def find_terms(
    lesson: Lesson, article: Article, path: Path | str, language: str = ""
) -> tuple[Term, ...]:
    """Find each entry where it first occurs in its sentence, or else in its paragraph.

    A proposal that nobody has accepted and that the text has no more is left out.

    Args:
        lesson: The lesson, its paragraphs known to exist.
        article: The article it belongs to.
        path: The lesson's file, for messages.
        language: Of the handouts; entries for those of another are left out.

    Returns:
        The terms in order of appearance.

    Raises:
        LessonError: Where a word is not in the paragraph named; says where else it is.
    """
    found = []
    for entry in lesson.vocabulary:
        if not entry.is_for(language):
            continue
        place = next(_places(entry, article, entry.paragraph), None)
        if place is None and entry.is_proposal:
            continue
        if place is None:
            elsewhere = [n for n in article.numbered() if next(_places(entry, article, n), None)]
            what = f"“{entry.word}” is not in ¶ {entry.paragraph}, in any form"
            mend = (
                f"It is in ¶ {', '.join(map(str, elsewhere))}"
                if elsewhere
                else "Write `word` as it stands in the text, and the dictionary form as `headword`"
            )
            raise LessonError(what, path=path, line=entry.line, mend=mend)
        found.append((*place, entry))
    found.sort(key=lambda place: (place[0], place[1], place[2], -place[3]))
    return tuple(
        Term(entry, number, paragraph, unit, start, end)
        for number, (paragraph, unit, start, end, entry) in enumerate(found, 1)
    )


def _places(
    entry: VocabularyEntry, article: Article, paragraph: int
) -> Iterator[tuple[int, int, int, int]]:
    """Yield where an entry stands in a paragraph, first in its own sentence."""
    language = article.meta.language
    texts = [markup.parse(unit.text).text for unit in article.numbered()[paragraph].units]
    ranges = [
        (index, *found) for index, text in enumerate(texts) for found in _sentence(entry, text)
    ]
    ranges += [(index, 0, len(text)) for index, text in enumerate(texts)]
    for index, start, end in ranges:
        text = texts[index][start:end]
        if place := find_word(entry.word, text, language, entry.pos.is_separable):
            yield paragraph, index, start + place[0], start + place[1]


def _sentence(entry: VocabularyEntry, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentence of an entry stands, however its lines are broken."""
    if words := entry.sentence.split():
        pattern = r"\s+".join(map(re.escape, words))
        yield from (match.span() for match in re.finditer(pattern, text))
