"""Where the words of a lesson stand in its article, in whatever form they are inflected."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline import markup
from pipeline.article import Article
from pipeline.errors import LessonError
from pipeline.lesson import Entry, Lesson

# A verb and its particle may be parted by an object: "brought the matter up".
_PARTICLE_GAP = 3
# Apostrophes and hyphens belong to a word inside it, not where they quote it.
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class Term:
    """A vocabulary entry at the place where it is marked.

    Attributes:
        number: Its place in the list, counted from 1, in order of appearance.
        paragraph: The ¶ it is marked in.
        unit: The index of the unit within the paragraph's block (a table has many).
        start, end: The range of the word in the unit's text, in characters.
    """

    entry: Entry
    number: int
    paragraph: int
    unit: int
    start: int
    end: int

    @property
    def range(self) -> tuple[int, int]:
        """Where the word starts and ends."""
        return self.start, self.end


def find_terms(lesson: Lesson, article: Article, path: Path) -> tuple[Term, ...]:
    """Find each entry where it first occurs in its sentence, or else in its paragraph.

    A proposal that nobody has accepted and that the text has no more is left out.

    Args:
        lesson: The lesson, its paragraphs known to exist.
        article: The article it belongs to.
        path: The lesson's file, for messages.

    Returns:
        The terms in order of appearance.

    Raises:
        LessonError: Where a word is not in the paragraph named; says where else it is.
    """
    found = []
    for entry in lesson.vocabulary:
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


def _places(entry: Entry, article: Article, paragraph: int) -> Iterator[tuple[int, int, int, int]]:
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


def _sentence(entry: Entry, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentence of an entry stands, however its lines are broken."""
    if words := entry.sentence.split():
        pattern = r"\s+".join(map(re.escape, words))
        yield from (match.span() for match in re.finditer(pattern, text))


def find_word(
    word: str, text: str, language: str, separable: bool = False
) -> tuple[int, int] | None:
    """Find a word or phrase in a text in any inflected form.

    Args:
        word: Dictionary form; several words must follow each other. "one's" stands for "my", "your"
            and so on, "oneself" for "myself" and so on.
        text: Plain text.
        language: ISO 639-1 code.
        separable: Whether a few words may stand between the first word and the next.

    Returns:
        (start, end) in characters of the first occurrence, or None.
    """
    wanted = _WORD.findall(word)
    tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    if not wanted:
        return None
    for gap in (0, _PARTICLE_GAP) if separable and len(wanted) > 1 else (0,):
        for first in range(len(tokens)):
            last = _match(wanted, tokens, first, gap, language)
            if last is not None:
                return tokens[first][1], tokens[last][2]
    return None


def _match(
    wanted: Sequence[str],
    tokens: Sequence[tuple[str, int, int]],
    first: int,
    gap: int,
    language: str,
) -> int | None:
    """Return the index of the last token of an occurrence that starts at `first`, or None."""
    if not same_lemma(wanted[0], tokens[first][0], language):
        return None
    position = first
    for part in wanted[1:]:
        window = range(position + 1, min(position + 2 + gap, len(tokens)))
        found = next((i for i in window if _fits(part, tokens[i][0], language)), None)
        if found is None:
            return None
        position = found
    return position


# What a dictionary's "one's" and "oneself" stand for.
_PLACEHOLDERS = {
    "one's": frozenset("my your his her its our their one's one’s".split()),
    "oneself": frozenset(
        "myself yourself himself herself itself ourselves yourselves themselves oneself".split()
    ),
}


def _fits(part: str, token: str, language: str) -> bool:
    if fillers := _PLACEHOLDERS.get(part.lower().replace("’", "'")):
        return token.lower() in fillers
    return same_lemma(part, token, language)


def same_lemma(word: str, token: str, language: str) -> bool:
    """Whether two words are forms of one."""
    return word.lower() == token.lower() or (
        _lemma(word.lower(), language) == _lemma(token.lower(), language)
    )


@lru_cache(maxsize=50_000)
def _lemma(word: str, language: str) -> str:
    """Return the lemma of a word, without a possessive ending."""
    from simplemma import lemmatize

    body = re.sub(r"['’]s?$", "", word)
    return lemmatize(body, language).lower()
