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
        imperative_endings: How a command ends, by what the infinitive ends in.
        polite: What may be this way of address, or a third person, where the source has "you".
        question_imperatives: Those that can be nothing else where they open a question to a class.
    """

    words: Pattern = NOTHING
    imperatives: Words = ()
    imperative_endings: Mapping[str, str] = field(default_factory=dict)
    polite: Pattern = NOTHING
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
        listeners: Words for who is addressed, where no word for anybody else stands beside them.
        others: Such words for others.
        denials: What denies something.
        weak_denials: Those that a translation may add: "without wanting to" for "by accident".
        denied_once: Several words that deny one thing; the first group is what they count as.
        half_denials: What says as much as a denial in another way: "without", "un-".
        no_denials: What has a word that denies, and says nothing that another language denies.
        fractions: "Half", "third" and so on, by a name that is the same in every language.
        clock: A time of day, whose words count otherwise.
        contraries: Two words that are each other's contrary, by a name that is the same in every
            language, in the same order.
        spelling_package: What Debian calls the package with its dictionary of Hunspell.
        unmistakable: Words that show a text to be of this language, because others have none like
            them.
    """

    growth: float = 1.0
    address: Mapping[str, Address] = field(default_factory=dict)
    twice: WordSet = frozenset()
    relative_articles: WordSet = frozenset()
    prepositions: Words = ()
    listeners: Pattern = NOTHING
    others: Pattern = NOTHING
    denials: Pattern = NOTHING
    weak_denials: WordSet = frozenset()
    denied_once: Pattern = NOTHING
    half_denials: Pattern = NOTHING
    no_denials: Pattern = NOTHING
    fractions: Mapping[str, Pattern] = field(default_factory=dict)
    clock: Pattern = NOTHING
    contraries: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    spelling_package: str = ""
    unmistakable: WordSet = frozenset()
