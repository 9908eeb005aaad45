"""What this project knows of English words: phrases, the company words keep, false friends.

The facts are in the tables of the language and, for false friends, in those of the others; what
leaves are tables to look them up in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, cast

from pipeline.languages import SOURCE, known_languages, language
from pipeline.text.classes import Level, PartOfSpeech


class Build(StrEnum):
    """How the words of a phrase stand together."""

    FIXED = "fixed"  # as they are
    NOUN = "noun"  # the last one in its plural too
    SEPARABLE = "separable"  # a verb, and an adverb before or behind the object
    PARTICLE = "particle"  # a verb and an adverb
    PREPOSITIONAL = "prepositional"  # a verb and a preposition
    VERB = "verb"  # a verb and what belongs to it, with a few words between


@dataclass(frozen=True)
class Phrase:
    """An expression of several words, in its dictionary form."""

    words: tuple[str, ...]
    pos: PartOfSpeech
    level: Level
    build: Build

    @property
    def text(self) -> str:
        """The expression as it is written."""
        return " ".join(self.words)


@cache
def facts(name: str) -> dict[str, Any]:
    """Return what is known of the words of the articles' language, a table as it stands."""
    return language(SOURCE).vocabulary(name)


def listed(text: str) -> tuple[str, ...]:
    """Split a text of the files at its commas."""
    return tuple(part for part in (" ".join(p.split()) for p in text.split(",")) if part)


@cache
def phrases() -> Mapping[str, tuple[Phrase, ...]]:
    """Return the phrases by their first word, the longest first."""
    found: dict[str, dict[tuple[tuple[str, ...], Build], Phrase]] = {}
    for name, verbal in (("verbs", True), ("phrases", False)):
        for kind, levels in facts(name).items():
            build = Build(kind) if verbal else _BUILDS.get(kind, Build.FIXED)
            pos = PartOfSpeech.PHRASAL_VERB if verbal else _CLASSES.get(kind)
            for level, texts in levels.items():
                for words in map(str.split, listed(texts)):
                    part = pos or PartOfSpeech.PHRASE
                    phrase = Phrase(tuple(words), part, cast(Level, level), build)
                    found.setdefault(words[0], {}).setdefault((phrase.words, build), phrase)
    return MappingProxyType(
        {
            first: tuple(sorted(group.values(), key=lambda phrase: -len(phrase.words)))
            for first, group in found.items()
        }
    )


_BUILDS = {"verb": Build.VERB, "noun": Build.NOUN}
# Adverbs and verbs of several words are "phrases" in the list.
_CLASSES = {
    "preposition": PartOfSpeech.PREPOSITION,
    "conjunction": PartOfSpeech.CONJUNCTION,
    "adjective": PartOfSpeech.ADJECTIVE,
    "noun": PartOfSpeech.NOUN,
}


@cache
def patterns() -> Mapping[tuple[PartOfSpeech, str], str]:
    """Return what goes with a word, "somebody on something", by class and word."""
    return MappingProxyType(
        {
            (PartOfSpeech(kind), word): pattern
            for kind, words in facts("patterns").items()
            for word, pattern in words.items()
        }
    )


@cache
def plural_only() -> frozenset[str]:
    """Return the nouns that are taught in the plural, or mean something else in it."""
    return frozenset(listed(facts("words")["plural_only"]))


@cache
def never_taught() -> frozenset[str]:
    """Return the words that are no use on a list: units, days, months, languages' own names."""
    return frozenset(listed(facts("words")["never_taught"]))


def false_friends(code: str) -> frozenset[str]:
    """Return the English words that mislead a reader of a language, by its ISO 639-1 code."""
    return language(code).cognates.false_friends


def is_false_friend(word: str) -> bool:
    """Tell whether a word misleads the readers of any language that handouts are made in."""
    return any(word in false_friends(code) for code in known_languages())
