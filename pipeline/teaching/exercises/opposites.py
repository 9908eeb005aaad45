"""Words that turn a statement into its contrary and fit into the same place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline import languages
from pipeline.languages.exercises import Opposites


@dataclass(frozen=True)
class Opposite:
    """A word and its contrary, in lower case but for nouns that have a capital."""

    word: str
    contrary: str


def opposites(language: str) -> tuple[Opposite, ...]:
    """Return the pairs of a language, what has several words first; none of an unknown one."""
    return _opposites(languages.language(language).exercises.opposites)


def fits(pair: Opposite, before: str, after: str, language: str) -> bool:
    """Whether a word means what it usually does between two others, and its contrary fits there."""
    known = languages.language(language).exercises.opposites
    word, before, after_lower = pair.word, before.lower(), after.lower()
    if not known.joins.isdisjoint((before, after_lower)):
        return False
    if before in known.not_after.get(word, ()) or after_lower in known.not_before.get(word, ()):
        return False
    vowels = {one[0] in "aeiou" for one in (word, pair.contrary)}
    if before in known.articles_by_vowel and len(vowels) > 1:
        return False
    unlike = known.not_before_like.get(word)
    return unlike is None or unlike.fullmatch(after) is None


@cache
def _opposites(known: Opposites) -> tuple[Opposite, ...]:
    found = {opposite for pair in known.pairs for opposite in _directions(pair, known)}
    return tuple(sorted(found, key=lambda one: (-len(one.word), one.word, one.contrary)))


def _directions(pair: str, known: Opposites) -> Iterator[Opposite]:
    left, sign, right = re.split("([=>])", pair)
    for word, contrary in ((left, right), (right, left))[: 2 if sign == "=" else 1]:
        if not word.endswith("-"):
            yield Opposite(word, contrary)
            continue
        stem, other = word[:-1], contrary[:-1]
        for ending in ("", *known.endings):
            if ending or not {stem, other} & known.never_bare:
                yield Opposite(stem + ending, other + ending)
