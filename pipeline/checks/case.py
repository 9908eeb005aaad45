"""What a check sees: the units of a lesson, each beside its translation."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from statistics import median

from pipeline import languages
from pipeline.alignment.bitext import Pair
from pipeline.catalog.catalog import Entry, State
from pipeline.checks.message import Message, say
from pipeline.lesson.article import Unit
from pipeline.text.markup import ADDRESS, Marked, Style
from pipeline.translation.glossary import Glossary

# Whether a word is one of a language.
Spelled = Callable[[str], bool]
# A sign that is no letter, no number and no punctuation, for what is not to be read as words.
_BLANK = "□"
# Texts shorter than this, in characters, say little about how much longer a language is, and so do
# fewer of them. Then it is what the language usually has.
_TELLING, _ENOUGH = 40, 5


class Severity(IntEnum):
    """How much a finding matters; higher is worse."""

    NOTE = 1  # nobody has looked yet, or a matter of taste
    WARNING = 2  # probably wrong, or made for another text
    ERROR = 3  # wrong as it stands


@dataclass(frozen=True)
class Case:
    """A unit and its translation.

    Attributes:
        source_language, target_language: ISO 639-1 codes.
        silenced: The ids that a comment in the catalog keeps quiet.
    """

    unit: Unit
    entry: Entry
    pair: Pair
    source_language: str
    target_language: str
    silenced: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """The unit as a reader sees it."""
        return self.pair.source.text

    @property
    def target(self) -> str:
        """The translation as a reader sees it."""
        return self.pair.target.text

    @cached_property
    def source_prose(self) -> str:
        """The unit with signs in the place of code and addresses, all else where it was."""
        return _prose(self.pair.source)

    @cached_property
    def target_prose(self) -> str:
        """The translation with signs in the place of code and addresses."""
        return _prose(self.pair.target)


@dataclass(frozen=True)
class Text:
    """All units of a lesson in one language.

    Attributes:
        spelled, source_spelled: What knows the words of either language, where anything does.
    """

    cases: tuple[Case, ...]
    source_language: str
    target_language: str
    glossary: Glossary
    spelled: Spelled | None = None
    source_spelled: Spelled | None = None

    @cached_property
    def translated(self) -> tuple[Case, ...]:
        """The cases that have a translation."""
        return tuple(case for case in self.cases if case.entry.state is not State.MISSING)

    @cached_property
    def growth(self) -> float:
        """How many characters the translations have for one of their sources: the median."""
        ratios = [
            len(case.target) / len(case.source)
            for case in self.translated
            if len(case.source) >= _TELLING
        ]
        if len(ratios) >= _ENOUGH:
            return median(ratios)
        return languages.language(self.target_language).checks.growth


# A check of single units yields messages; one of a whole lesson says which case each is about.
OfUnit = Callable[[Case], Iterator[Message]]
OfText = Callable[[Text], Iterator[tuple[Case, Message]]]


def each(check: OfUnit) -> OfText:
    """Turn a check of one translation into a check of all that there are."""

    def check_all(text: Text) -> Iterator[tuple[Case, Message]]:
        for case in text.translated:
            for message in check(case):
                yield case, message

    return check_all


def shortened(text: str, longest: int = 60) -> str:
    """Return a text for a message, without its end where it is longer than so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= longest else re.sub(r"\s+\S*$", "", text[:longest]) + " …"


def quoted(words: Sequence[str]) -> tuple[Message, ...]:
    """Return words for a message, each in quotation marks."""
    return tuple(say("“{word}”", word=shortened(word)) for word in dict.fromkeys(words))


def _prose(marked: Marked) -> str:
    ranges = [(s.start, s.end) for s in marked.spans if s.style in (Style.CODE, Style.IMAGE)]
    ranges += [match.span() for match in ADDRESS.finditer(marked.text)]
    text = marked.text
    for start, end in ranges:
        text = text[:start] + _BLANK * (end - start) + text[end:]
    return text
