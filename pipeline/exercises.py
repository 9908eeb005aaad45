"""Exercises made from the aligned text, and the types that a handout shows them as."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """A sentence of the text without one word of the vocabulary.

    Attributes:
        answer: The word as it stands in the text.
        paragraph: The ¶ it is from.
    """

    before: str
    answer: str
    after: str
    paragraph: int


@dataclass(frozen=True)
class GapFill:
    """Sentences with a gap each, and the words that go there, in another order."""

    bank: tuple[str, ...]
    items: tuple[Gap, ...]


@dataclass(frozen=True)
class Matching:
    """Headwords and their glosses, shuffled.

    Attributes:
        key: For each headword the index of its gloss.
    """

    headwords: tuple[str, ...]
    glosses: tuple[str, ...]
    key: tuple[int, ...]


@dataclass(frozen=True)
class Statement:
    """A statement about the text.

    Attributes:
        original: What the text says, where the statement is false.
    """

    text: str
    is_true: bool
    original: str
    paragraph: int


@dataclass(frozen=True)
class TrueFalse:
    """Statements to decide about."""

    items: tuple[Statement, ...]


@dataclass(frozen=True)
class Jumble:
    """The sentences of a paragraph, shuffled.

    Attributes:
        key: The indices of the sentences in the order of the text.
    """

    sentences: tuple[str, ...]
    key: tuple[int, ...]
    paragraph: int


@dataclass(frozen=True)
class Ordering:
    """Paragraphs to put in order."""

    items: tuple[Jumble, ...]


@dataclass(frozen=True)
class ToTranslate:
    """A sentence to translate, and how the lesson says it."""

    text: str
    answer: str
    paragraph: int


@dataclass(frozen=True)
class Translation:
    """Sentences to translate into the language of study."""

    items: tuple[ToTranslate, ...]


Exercise = GapFill | Matching | TrueFalse | Ordering | Translation
