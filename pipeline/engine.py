"""The protocol of an engine: what translates sentences from one language into another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from pipeline.transfer import Translated

# A table `[engines.NAME]` of handouts.toml.
Options = Mapping[str, str | int | float | bool]


class Engine(Protocol):
    """What translates from one language into another.

    Attributes:
        label: What a catalog names as the origin of a text: engine, model and version.
        attempts: In how many ways it can try a sentence; at least 1.
    """

    label: str
    attempts: int

    def __init__(self, source: str, target: str, options: Options) -> None:
        """Make ready to translate; what takes long can wait for the first sentence.

        Args:
            source: Language of the sentences, ISO 639-1.
            target: Language of the translations.
            options: The table `[engines.NAME]` of handouts.toml.

        Raises:
            HandoutsError: Where it cannot translate this pair; says how to mend that.
        """

    @staticmethod
    def fingerprint(source: str, target: str, options: Options) -> str:
        """Return, quickly, a text that differs when the engine might now translate otherwise."""

    def translate(
        self, sentences: Iterable[str], attempt: int = 0
    ) -> Iterator[Sequence[Translated]]:
        """Translate a stream of sentences.

        Args:
            sentences: Plain text, one sentence each.
            attempt: Which of its ways to use, from 0; each way is tried on what the ways before
                it did not translate well.

        Yields:
            For each sentence, in order, its translations, the best first; none where it gave up.

        Raises:
            HandoutsError: Where the engine fails as a whole.
        """
