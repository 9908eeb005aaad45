"""What lists of words and dictionaries of a language look like, and what its readers recognise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.languages.values import NOTHING, Pattern, Table, Words, WordSet


@dataclass(frozen=True, eq=False)
class Glosses(Table):
    """How words are listed and looked up: `glosses.toml`.

    Attributes:
        iso_639_3: The code of the language in the names of dictionaries' files.
        debian_package: Debian's most useful dictionary from the language of articles.
        small: What a gloss says apart from its words: articles, prepositions, what stands for an
            object.
        apart: Pronouns, negation and what grades or dates: they never belong to a phrase that is
            listed.
        articles: Articles and what stands for an object, without which a wording fills a gap.
        left_out: Phrases of a gloss that say nothing.
        objects: What stands for an object in dictionaries: "sb.", "etw.", without points.
        before_objects: Prepositions before it that are taken away with it.
        stand_ins: Words of a dictionary form that stand for others, with those.
        reflexive_words: Pronouns of reflexive verbs.
        reflexive_ending: What reflexive verbs end in.
        verb_spread: How many other words may stand within a phrase of a verb.
        leaves_phrases_open: Whether dictionaries' phrases end with words for what is left open:
            "festhalten an".
        shows_reflexives: Whether dictionaries show a reflexive verb with its pronoun.
        passive: Forms of the verb that makes a passive.
        parts_joined_by: The word between the parts of a compound, the one first that says most.
        no_parts: Small words within a compound, which are none of its parts.
        never_nouns: What follows a noun and is none itself, though lists of words have it as one.
    """

    iso_639_3: str = ""
    debian_package: str = ""
    small: WordSet = frozenset()
    apart: WordSet = frozenset()
    articles: WordSet = frozenset()
    left_out: Words = ()
    objects: Words = ()
    before_objects: Words = ()
    stand_ins: Mapping[str, WordSet] = field(default_factory=dict)
    reflexive_words: Words = ()
    reflexive_ending: Pattern = NOTHING
    verb_spread: int = 4
    leaves_phrases_open: bool = False
    shows_reflexives: bool = False
    passive: WordSet = frozenset()
    parts_joined_by: str = ""
    no_parts: WordSet = frozenset()
    never_nouns: WordSet = frozenset()

    def is_reflexive(self, text: str) -> bool:
        """Whether a dictionary's word is a reflexive verb."""
        begins = text.startswith(tuple(f"{word} " for word in self.reflexive_words))
        return begins or self.reflexive_ending.search(text.split()[0]) is not None

    def without_reflexive(self, word: str) -> str:
        """Return a verb without its reflexive ending."""
        return self.reflexive_ending.sub("", word)


@dataclass(frozen=True, eq=False)
class Cognates(Table):
    """Which words of the articles' language a reader knows: `cognates.toml`.

    Attributes:
        false_friends: Words that look like one of this language and mean another, in their main
            sense at least.
        endings: Endings of the articles' language and how this one writes them: a word is known
            where the changed form exists.
        letters: Letters and how this language writes them, anywhere in a word; the first that fits
            counts.
        accents: The vowels a, e, i, o, u with the accent that one vowel of a word may have.
        before_s: What a word begins with where s and a consonant begin it in other languages.
    """

    false_friends: WordSet = frozenset()
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    accents: str = ""
    before_s: str = ""
