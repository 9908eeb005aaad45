"""¶ numbers in `lesson.yaml` follow their paragraphs when the article changes.

The catalogs still say which ¶ each text was in when they were written. Where the words of the
vocabulary show that `lesson.yaml` was written for that numbering, and not for the one of the
article as it is, its numbers are brought up to date, and nothing else in it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.catalog.catalog import Catalog
from pipeline.lesson.article import Article
from pipeline.system import yaml
from pipeline.text import markup
from pipeline.text.lemma import find_word

_PLACE = re.compile(r"¶ (\d+)")


def moves(article: Article, catalogs: Iterable[Catalog]) -> dict[int, int]:
    """Return the ¶ numbers of the article as it was, each with the number it has now.

    A paragraph that is not found, reworded or merged, lies between those that are.

    Args:
        article: The article as it is.
        catalogs: As they were last written.
    """
    known: dict[int, int] = {}
    last = 0
    now = {unit.key: number for number, block in article.numbered().items() for unit in block.units}
    for catalog in catalogs:
        for entry in catalog.in_use.values():
            for place in entry.places:
                if found := _PLACE.match(place):
                    last = max(last, int(found[1]))
                    if len(entry.places) == 1 and entry.key in now:
                        known[int(found[1])] = now[entry.key]
    return dict(_filled(known, last, max(article.numbered())))


def _filled(known: Mapping[int, int], last: int, count: int) -> Iterator[tuple[int, int]]:
    """Yield all old numbers up to the last; unknown ones run on from the known one before."""
    before = 0
    for old in range(1, last + 1):
        after = next((known[n] for n in range(old + 1, last + 1) if n in known), count + 1)
        number = known.get(old, max(1, min(before + 1, after - 1)))
        yield old, number
        before = number


@dataclass(frozen=True)
class Renumbered:
    """A lesson's text with its ¶ numbers brought up to date.

    Attributes:
        changes: How many numbers are others now.
    """

    text: str
    changes: int = 0


def renumber(text: str, article: Article, moved: Mapping[int, int]) -> Renumbered:
    """Bring the ¶ numbers of a lesson up to date, if it was written for the earlier numbering.

    Args:
        text: `lesson.yaml`; where it is no valid lesson, it is left for its reader to complain.
        article: The article as it is.
        moved: From `moves`.
    """
    if all(old == new for old, new in moved.items()):
        return Renumbered(text)
    numbers = list(_numbers(text))
    as_it_is = sum(not _fits(word, number, article) for _, number, word in numbers)
    as_moved = [
        (place, number, _nearest(word, moved.get(number, number), article))
        for place, number, word in numbers
    ]
    still_wrong = sum(
        not _fits(word, new, article)
        for (_, _, new), (_, _, word) in zip(as_moved, numbers, strict=True)
    )
    if still_wrong >= as_it_is:
        return Renumbered(text)
    changed = [(place, old, new) for place, old, new in as_moved if old != new]
    for place, old, new in sorted(changed, reverse=True):
        text = f"{text[:place]}{new}{text[place + len(str(old)) :]}"
    return Renumbered(text, len(changed))


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each ¶ number with its place in the text, and the word to be found in that ¶."""
    try:
        data = yaml.load_located(text)
    except yaml.BrokenYamlError:
        return
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(position: Any) -> int:
        return int(starts[position[0]] + position[1])

    data = data if isinstance(data, dict) else {}
    for entry in data.get("vocabulary") or ():
        if isinstance(entry, dict) and isinstance(entry.get("paragraph"), int):
            lc = entry.lc.value("paragraph")  # type: ignore[attr-defined]
            yield place(lc), entry["paragraph"], str(entry.get("word", ""))
    groups = data.get("questions")
    for questions in groups.values() if isinstance(groups, dict) else ():
        for question in questions or ():
            found = question.get("paragraphs") if isinstance(question, dict) else None
            if isinstance(found, list):
                for index, number in enumerate(found):
                    if isinstance(number, int):
                        yield place(found.lc.item(index)), number, ""  # type: ignore[attr-defined]


def _fits(word: str, number: int, article: Article) -> bool:
    """Whether a ¶ exists and has a word in any inflected form."""
    block = article.numbered().get(number)
    if block is None or not word:
        return block is not None
    texts = (markup.parse(unit.text).text for unit in block.units)
    return any(find_word(word, text, article.meta.language, separable=True) for text in texts)


def _nearest(word: str, number: int, article: Article) -> int:
    """Return the ¶ nearest to a number that has the word; the number itself where none has it."""
    if not word:
        return number
    near = sorted(article.numbered(), key=lambda other: (abs(other - number), other))
    return next((other for other in near if _fits(word, other, article)), number)
