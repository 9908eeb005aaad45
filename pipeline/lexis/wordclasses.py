"""The classes of words that English analysis tells apart."""

from enum import StrEnum

from pipeline.lesson import PartOfSpeech


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
