"""What the morphology of every language says about a word of a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Range = tuple[int, int]


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
