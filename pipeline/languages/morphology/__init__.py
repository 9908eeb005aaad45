"""Words of a Spanish or German text: their dictionary forms, and where a dictionary form stands.

`de` and `es` know the languages; this table chooses between them. `matching` finds dictionary
forms in texts of any language.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from pipeline.errors import LanguageError
from pipeline.languages.grammar import Word, WordKind

# Language → module. A name, so that what a language needs is loaded when it is used.
LANGUAGES = {"de": "pipeline.languages.de.grammar", "es": "pipeline.languages.es.grammar"}


class Grammar(Protocol):
    """What a language's module offers; the functions below say what each gives."""

    def words(self, sentence: str) -> tuple[Word, ...]:
        """Return the words of a sentence."""
        ...

    def noun_citation(self, word: Word, sentence: str, gender: str, plural: bool) -> str | None:
        """Return a noun with its article."""
        ...

    def verb_citation(self, word: Word, reflexive: bool) -> str:
        """Return an infinitive."""
        ...

    def adjective_citation(self, word: Word) -> str:
        """Return an adjective in its base form."""
        ...

    def noun_phrase(self, found: Sequence[Word], sentence: str) -> str | None:
        """Return a noun with its article and the words that belong to it."""
        ...

    def is_certain(self, word: Word, kind: WordKind, sentence: str) -> bool:
        """Whether nothing but the kind named is likely."""
        ...

    def is_pronominal(self, word: Word, sentence: str) -> bool:
        """Whether a verb is reflexive by itself."""
        ...


def grammar(language: str) -> Grammar:
    """Return what is known of a language.

    Raises:
        LanguageError: Where nothing is.
    """
    if language not in LANGUAGES:
        mend = f"Known are: {', '.join(LANGUAGES)}"
        raise LanguageError(f"There are no dictionary forms for language “{language}”", mend=mend)
    return cast(Grammar, import_module(LANGUAGES[language]))


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


def noun_phrase(found: Sequence[Word], sentence: str, language: str) -> str | None:
    """Return a noun and the words with it as a list shows them: "la política migratoria".

    Args:
        found: The words in the order of the sentence; a noun and, it may be, an adjective or
            another noun.
        sentence: The sentence they are from.
        language: Of the sentence.

    Returns:
        None where not enough is known, as the gender of the noun.
    """
    if len(found) == 1:
        return citation(found[0], WordKind.NOUN, sentence, language)
    return grammar(language).noun_phrase(found, sentence)


def is_certain(word: Word, kind: WordKind, sentence: str, language: str) -> bool:
    """Whether a word is of a kind for certain, by the words beside it."""
    return grammar(language).is_certain(word, kind, sentence)


def is_pronominal(word: Word, sentence: str, language: str) -> bool:
    """Whether "sich" or "se" is a part of a verb in its sentence, by a list of such verbs."""
    return grammar(language).is_pronominal(word, sentence)
