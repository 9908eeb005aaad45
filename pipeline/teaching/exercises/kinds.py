"""The exercises of a handout with their answers; `practice` makes them from the aligned text."""

from dataclasses import dataclass
from typing import ClassVar

from pipeline.catalog.catalog import State


@dataclass(frozen=True)
class Gap:
    """A sentence of the text without one word of the vocabulary.

    Attributes:
        before, answer, after: The sentence as it stands in the text.
        choice: The answer as the word bank shows it: small, where it is a capital only because it
            opens the sentence.
        paragraph: The ¶ it is from.
    """

    before: str
    answer: str
    after: str
    choice: str
    paragraph: int


@dataclass(frozen=True)
class GapFill:
    """Sentences with a gap each, and the words that go there, in the order of the alphabet.

    Attributes:
        name: What it is called in `lesson.yaml` and among the labels. So it is with the others.
        state: How far the translation has come that it is made of, at least; approved where it is
            made of the article. So it is with the others.
    """

    name: ClassVar[str] = "gap_fill"
    bank: tuple[str, ...]
    items: tuple[Gap, ...]
    state: State = State.APPROVED


@dataclass(frozen=True)
class Matching:
    """Words of the language of study, and what they mean in the other, shuffled.

    Attributes:
        key: For each headword the index of its gloss; never its own index.
    """

    name: ClassVar[str] = "matching"
    headwords: tuple[str, ...]
    glosses: tuple[str, ...]
    key: tuple[int, ...]
    state: State = State.APPROVED


@dataclass(frozen=True)
class Statement:
    """A statement about the text.

    Attributes:
        original: What the text says, where that is something else; empty where it is the same.
    """

    text: str
    is_true: bool
    original: str
    paragraph: int


@dataclass(frozen=True)
class TrueFalse:
    """Statements to decide about, in the order of the text."""

    name: ClassVar[str] = "true_false"
    items: tuple[Statement, ...]
    state: State = State.APPROVED


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

    name: ClassVar[str] = "order"
    items: tuple[Jumble, ...]
    state: State = State.APPROVED


@dataclass(frozen=True)
class ToTranslate:
    """A sentence to translate, and how the lesson says it in the language of study."""

    text: str
    answer: str
    paragraph: int


@dataclass(frozen=True)
class Translation:
    """Sentences to translate into the language of study, in the order of the text."""

    name: ClassVar[str] = "translate"
    items: tuple[ToTranslate, ...]
    state: State = State.APPROVED


Exercise = GapFill | Matching | TrueFalse | Ordering | Translation
