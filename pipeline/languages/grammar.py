"""The words of a text with their dictionary forms, and how a list shows them, by language.

A language whose words a program can take apart has a module `grammar` with a `Grammar`; the
functions here choose between them.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from pipeline import languages
from pipeline.errors import LanguageError

Range = tuple[int, int]

# Two words look like forms of one if this part of the shorter one is the same at their beginning.
_STEM, SHORTEST_STEM = 0.75, 4


class WordKind(Enum):
    """What a word can be in its sentence, as far as its dictionary form depends on it."""

    NOUN = "noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence.

    Attributes:
        text: As it stands there.
        start, end: Its range, in characters.
        lemmas: For each kind that it may be here, its dictionary form without article, "sich"
            or "-se".
        particle: Where the particle stands that belongs to a German verb and is parted from it.
        is_reflexive: Whether the sentence shows the verb with "sich" or "se".
    """

    text: str
    start: int
    end: int
    lemmas: Mapping[WordKind, str] = field(hash=False)
    particle: Range | None = None
    is_reflexive: bool = False

    @property
    def ranges(self) -> tuple[Range, ...]:
        """Where it stands, in order."""
        parts = [(self.start, self.end), *([self.particle] if self.particle else [])]
        return tuple(sorted(parts))


class Grammar(ABC):
    """What a program knows of a language's words; what has a body here, not every language has."""

    @abstractmethod
    def words(self, sentence: str) -> tuple[Word, ...]:
        """Return the words of a sentence."""

    @abstractmethod
    def noun_citation(
        self, word: Word, sentence: str, gender: str = "", plural: bool = False
    ) -> str | None:
        """Return a noun with its article; None where its gender is not known."""

    @abstractmethod
    def verb_citation(self, word: Word, reflexive: bool) -> str:
        """Return an infinitive."""

    @abstractmethod
    def adjective_citation(self, word: Word) -> str:
        """Return an adjective in its base form."""

    @abstractmethod
    def noun_phrase(self, found: Sequence[Word], sentence: str) -> str | None:
        """Return a noun with its article and the words that belong to it."""

    @abstractmethod
    def plural_phrase(self, phrase: str, first: Word) -> str | None:
        """Return a phrase that begins with some word in the plural, where that is certain."""

    @abstractmethod
    def is_certain(self, word: Word, kind: WordKind, sentence: str) -> bool:
        """Whether nothing but the kind named is likely."""

    @abstractmethod
    def is_pronominal(self, word: Word, sentence: str) -> bool:
        """Whether a verb is reflexive by itself."""

    # Whether verbs stand at the end of a phrase that is listed, adverbs are words of their own, and
    # nouns are written with a capital.
    verbs_end = False
    has_adverbs = True
    has_capital_nouns = False
    articles: frozenset[str] = frozenset()

    @abstractmethod
    def is_shown_reflexive(self, word: Word, sentence: str) -> bool:
        """Whether a verb stands with a pronoun of its subject, of whatever person."""

    @abstractmethod
    def is_infinitive(self, text: str) -> bool:
        """Whether a verb as a list shows it can be an infinitive."""

    @abstractmethod
    def verb_phrase(self, infinitive: str, rest: Sequence[str]) -> str:
        """Return an infinitive with the words of the sentence that belong to it."""

    def is_adjective(self, word: Word) -> bool:
        """Whether a word can be an adjective, by itself."""
        return WordKind.ADJECTIVE in word.lemmas

    def parts(self, _word: Word, /) -> tuple[Word, ...]:
        """Return the nouns that a compound is joined of; nothing for another word."""
        return ()

    def infinitive(self, _word: Word, /) -> str:
        """Return the infinitive of a word that is taken for no verb; nothing if it has none."""
        return ""

    def participle(self, _word: Word, /) -> str:
        """Return a participle as an adjective; nothing where a word is none."""
        return ""

    @abstractmethod
    def is_auxiliary(self, word: Word) -> bool:
        """Whether a word is of a verb that makes forms of others: "haben", "haber"."""

    @abstractmethod
    def is_light(self, word: Word) -> bool:
        """Whether a word is of a verb that says little without what it stands with."""

    def look_alike(self, one: str, other: str) -> bool:
        """Whether two words, in small letters, may be forms of one by their spelling."""
        return spelled_alike(one, other)

    def parted(self, _verb: str, /) -> tuple[str, str] | None:
        """Return the particle and the rest of a verb that it can part from; None for another."""
        return None

    def joined(self, _token: str, _particle: str, /) -> tuple[str, ...]:
        """Return what is left of a word without a verb's particle; nothing if it has it not."""
        return ()

    def last_part(self, _word: Word, _wanted: str, /) -> Word | None:
        """Return the last part of a compound as a word, where it is the one wanted."""
        return None

    def is_compound(self, _noun: str, _head: str, _modifier: str, /) -> bool:
        """Whether a noun, in small letters, is joined of two words."""
        return False

    def is_inflected(self, _word: Word, _cited: str, /) -> bool:
        """Whether an adjective is the one that a dictionary's phrase has with an ending."""
        return False


def begin_alike(one: str, other: str, letters: int, share: float) -> bool:
    """Whether two words begin with the same letters, so many and that share of the shorter one."""
    shorter = min(len(one), len(other))
    same = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    return same >= max(letters, share * shorter)


def spelled_alike(one: str, other: str) -> bool:
    """Whether two words, in small letters, are the same but for their endings."""
    return one == other or begin_alike(one, other, SHORTEST_STEM, _STEM)


def look_alike(one: str, other: str, language: str) -> bool:
    """Whether two words, in small letters, may be forms of one by their spelling."""
    known = languages.language(language).grammar
    return known.look_alike(one, other) if known else spelled_alike(one, other)


def words(sentence: str, language: str) -> tuple[Word, ...]:
    """Return the words of a sentence with their dictionary forms.

    Raises:
        LanguageError: Where nothing is known of the language.
    """
    return grammar(language).words(sentence)


def citation(
    word: Word,
    kind: WordKind,
    sentence: str,
    language: str,
    *,
    gender: str = "",
    reflexive: bool = False,
    plural: bool = False,
) -> str | None:
    """Return a word as a list shows it, a noun with its article, a verb in the infinitive.

    Args:
        word: As `words` gave it.
        kind: Which of the kinds it may be.
        sentence: The sentence it is from.
        language: Of the sentence.
        gender: What a dictionary says about a noun.
        reflexive: Whether a verb is shown with "sich" or "-se".
        plural: Whether a noun is shown in the plural.

    Returns:
        None where not enough is known, as the gender of a noun.
    """
    known = grammar(language)
    if kind is WordKind.NOUN:
        return known.noun_citation(word, sentence, gender, plural)
    if kind is WordKind.VERB:
        return known.verb_citation(word, reflexive)
    if kind is WordKind.ADJECTIVE:
        return known.adjective_citation(word)
    return word.lemmas[kind].lower()


def noun_phrase(
    found: Sequence[Word], sentence: str, language: str, *, plural: bool = False
) -> str | None:
    """Return a noun and the words with it as a list shows them: "la política migratoria".

    Args:
        found: The words in the order of the sentence; a noun and, it may be, an adjective or
            another noun.
        sentence: The sentence they are from.
        language: Of the sentence.
        plural: Whether the list shows the noun in the plural.

    Returns:
        None where not enough is known, as the gender of the noun.
    """
    known = grammar(language)
    if len(found) == 1:
        phrase = citation(found[0], WordKind.NOUN, sentence, language)
    else:
        phrase = known.noun_phrase(found, sentence)
    return known.plural_phrase(phrase, found[0]) if phrase and plural else phrase


def is_certain(word: Word, kind: WordKind, sentence: str, language: str) -> bool:
    """Whether a word is of a kind for certain, by the words beside it."""
    return grammar(language).is_certain(word, kind, sentence)


def is_pronominal(word: Word, sentence: str, language: str) -> bool:
    """Whether "sich" or "se" is a part of a verb in its sentence, by a list of such verbs."""
    return grammar(language).is_pronominal(word, sentence)


def is_known(language: str) -> bool:
    """Whether anything is known of the words of a language."""
    return languages.language(language).grammar is not None


def grammar(language: str) -> Grammar:
    """Return what is known of the words of a language.

    Raises:
        LanguageError: Where nothing is.
    """
    known = languages.language(language).grammar
    if known is None:
        raise LanguageError(f"There are no dictionary forms for language “{language}”")
    return known
