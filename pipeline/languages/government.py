"""What words of a language take with them: a preposition, a case, a person and a thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.languages.values import Table, Words, WordSet


@dataclass(frozen=True, eq=False)
class Government(Table):
    """Which prepositions and cases go with which words: `government.toml`.

    Attributes:
        dative, genitive: Verbs with an object in such a case.
        cases: How a list writes the cases, by their letters: "A", "D" and "G".
        prepositions: The forms of each: what it is joined with, and what stands for it and a thing.
        not_before: What is of another case, at a preposition or behind it, by the case's letter.
        with_person: Verbs whose preposition comes behind a person.
        person, thing: What stands for them in a list.
        verbs, nouns, adjectives: By the dictionary form what it goes with: "auf+A", "de".
        abbreviations: What a list writes, and what it means in the language and in that of the
            articles.
    """

    dative: WordSet = frozenset()
    genitive: WordSet = frozenset()
    cases: Mapping[str, str] = field(default_factory=dict)
    prepositions: Mapping[str, WordSet] = field(default_factory=dict)
    not_before: Mapping[str, WordSet] = field(default_factory=dict)
    with_person: WordSet = frozenset()
    person: str = ""
    thing: str = ""
    verbs: Mapping[str, Words] = field(default_factory=dict)
    nouns: Mapping[str, Words] = field(default_factory=dict)
    adjectives: Mapping[str, Words] = field(default_factory=dict)
    abbreviations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
