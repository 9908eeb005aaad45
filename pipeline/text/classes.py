"""The classes and levels of words."""

from enum import StrEnum
from typing import Literal, get_args

from pipeline.languages.grammar import WordKind

# Of the Common European Framework of Reference for Languages.
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
LEVELS: tuple[Level, ...] = get_args(Level)


class PartOfSpeech(StrEnum):
    """Word classes of the vocabulary list."""

    NOUN = "noun"
    VERB = "verb"
    PHRASAL_VERB = "phrasal verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    PRONOUN = "pronoun"
    PHRASE = "phrase"

    @property
    def is_verb(self) -> bool:
        """Whether the headword is an infinitive."""
        return self in (PartOfSpeech.VERB, PartOfSpeech.PHRASAL_VERB)

    @property
    def is_separable(self) -> bool:
        """Whether a few words may stand between the words of the entry."""
        return self.is_verb or self is PartOfSpeech.PHRASE


class Pos(StrEnum):
    """Parts of speech, by the tags of Universal Dependencies."""

    NOUN = "NOUN"
    NAME = "PROPN"
    VERB = "VERB"
    AUXILIARY = "AUX"
    ADJECTIVE = "ADJ"
    ADVERB = "ADV"
    NUMBER = "NUM"
    PARTICLE = "PART"  # of a verb, "up"; and "to", "not"
    PREPOSITION = "ADP"
    CONJUNCTION = "CCONJ"
    DETERMINER = "DET"
    PRONOUN = "PRON"
    PUNCTUATION = "PUNCT"
    OTHER = "X"

    @property
    def part_of_speech(self) -> PartOfSpeech | None:
        """How the vocabulary list calls it; None for what is not taught as a word."""
        return _TAUGHT.get(self)


_TAUGHT = {
    Pos.NOUN: PartOfSpeech.NOUN,
    Pos.VERB: PartOfSpeech.VERB,
    Pos.ADJECTIVE: PartOfSpeech.ADJECTIVE,
    Pos.ADVERB: PartOfSpeech.ADVERB,
    Pos.PREPOSITION: PartOfSpeech.PREPOSITION,
    Pos.CONJUNCTION: PartOfSpeech.CONJUNCTION,
}


def kind_of(pos: PartOfSpeech | None) -> WordKind | None:
    """Return what a translation of a word class has to be; None for one that says nothing."""
    if pos is None or pos is PartOfSpeech.PHRASE:
        return None
    if pos.is_verb:
        return WordKind.VERB
    kinds = {PartOfSpeech.NOUN: WordKind.NOUN, PartOfSpeech.ADJECTIVE: WordKind.ADJECTIVE}
    return kinds.get(pos, WordKind.OTHER)
