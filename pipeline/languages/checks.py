"""What the checks of a translation know of its language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.languages.values import NOTHING, Pattern, Table, Words, WordSet


@dataclass(frozen=True, eq=False)
class Address(Table):
    """A way to address the reader.

    Attributes:
        words: Forms that can be nothing else.
        imperatives: Those that can be nothing else where they open a sentence.
        question_imperatives: Those that can be nothing else where they open a question to a class.
    """

    words: Pattern = NOTHING
    imperatives: Words = ()
    question_imperatives: Words = ()


@dataclass(frozen=True, eq=False)
class Checks(Table):
    """What the checks know of a language: `checks.toml`.

    Attributes:
        growth: How many letters a translation into it has for one of its source.
        address: The ways to address the reader, by their names.
        twice: What may stand twice in a row.
        relative_articles: Articles that are relative pronouns as well, so that one may follow the
            other where a clause begins.
        prepositions: What may stand before such a pronoun.
        unmistakable: Words that show a text to be of this language, because others have none like
            them.
    """

    growth: float = 1.0
    address: Mapping[str, Address] = field(default_factory=dict)
    twice: WordSet = frozenset()
    relative_articles: WordSet = frozenset()
    prepositions: Words = ()
    unmistakable: WordSet = frozenset()
