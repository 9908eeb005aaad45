"""Engines for tests: one that knows few words but aligns them, and ones that misbehave."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.alignment.words import WordLink
from pipeline.translation.markup_transfer import Translated

_TOKEN = re.compile(r"\w+(?:[-'’.@/:]\w+)*|[^\w\s]")


def word_by_word(sentence: str, lexicon: dict[str, str], backwards: bool = False) -> Translated:
    """Translate each word by a lexicon; one that is not in it gets "o" at its end.

    Args:
        backwards: Whether the words come in the opposite order, punctuation at its place.
    """
    tokens = list(_TOKEN.finditer(sentence))
    words = [token for token in tokens if token.group()[0].isalnum()]
    turned = iter(reversed(words)) if backwards else iter(words)
    text = ""
    links = []
    before = 0
    for token in tokens:
        text += sentence[before : token.start()]
        before = token.end()
        said = next(turned) if token.group()[0].isalnum() else token
        word = said.group()
        new = lexicon.get(word.lower(), word if not word.isalpha() else word + "o")
        if word[:1].isupper():
            new = new[:1].upper() + new[1:]
        links.append(WordLink(said.span(), (len(text), len(text) + len(new)), 1.0))
        text += new
    return Translated(text, tuple(links))


class FakeEngine:
    """Translates with a function, and remembers what it was given."""

    label = "test engine 1"

    def __init__(
        self, function: Callable[[str, int], Translated | Sequence[Translated]], attempts: int = 1
    ) -> None:
        self._function = function
        self.attempts = attempts
        self.given: list[tuple[int, str]] = []

    @staticmethod
    def fingerprint(*_: object) -> str:
        return "1"

    def translate(
        self, sentences: Iterable[str], attempt: int = 0
    ) -> Iterator[Sequence[Translated]]:
        for sentence in sentences:
            self.given.append((attempt, sentence))
            answer = self._function(sentence, attempt)
            yield [answer] if isinstance(answer, Translated) else answer


def speaking(text_of: Callable[[str, int], str], attempts: int = 1) -> FakeEngine:
    """Return an engine that gives texts without saying which word is which."""
    return FakeEngine(lambda sentence, attempt: Translated(text_of(sentence, attempt)), attempts)


def lexicon_engine(lexicon: dict[str, str] | None = None, backwards: bool = False) -> FakeEngine:
    """Return an engine that translates word by word."""
    return FakeEngine(lambda sentence, _: word_by_word(sentence, lexicon or {}, backwards))
