"""What translates sentences: what an engine is, and the table of those there are.

Another package adds an engine with an entry point in the group `handouts.engines` that names a
class like `Engine` here; `engine = "its-name"` in handouts.toml chooses it.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol, TypeVar, cast

from pipeline.errors import EngineError
from pipeline.system.boundary import boundary
from pipeline.translation.markup_transfer import Translated

_Data = TypeVar("_Data")
# A table `[engines.NAME]` of handouts.toml.
Options = Mapping[str, str | int | float | bool]

# Setting → class. A string, so that an engine's libraries are loaded when it is used.
ENGINES = {
    "argos": "pipeline.translation.engines.argos:Argos",
    "libretranslate": "pipeline.translation.engines.libretranslate:LibreTranslate",
}
# The setting of a project that wants no machine translation.
NONE = "none"


class Translator(Protocol):
    """What translates sentences of one language into another.

    Attributes:
        label: What a catalog names as the origin of a text: engine, model and version.
        attempts: In how many ways it can try a sentence; at least 1.
    """

    label: str
    attempts: int

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


class Engine(Translator, Protocol):
    """What handouts.toml names: it can be made, and says quickly what it would be."""

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


class Bounded:
    """An engine that fails with `HandoutsError` only, whatever its libraries or its server do."""

    def __init__(self, name: str, engine: Translator) -> None:
        """Stand around an engine that handouts.toml calls so."""
        self._name = name
        self._engine = engine
        self.label = engine.label
        self.attempts = engine.attempts

    def translate(
        self, sentences: Iterable[str], attempt: int = 0
    ) -> Iterator[Sequence[Translated]]:
        """See `Translator`."""
        with bounded(self._name):
            yield from self._engine.translate(sentences, attempt)


def bounded(name: str) -> AbstractContextManager[None]:
    """Return the boundary around all that is asked of the engine of a name in handouts.toml."""
    return boundary(EngineError, what=f"The engine “{name}” failed")


def engine_class(name: str) -> type[Engine]:
    """Return an engine's class by its name in handouts.toml.

    Raises:
        EngineError: Where there is none of this name.
    """
    if name in ENGINES:
        module, _, attribute = ENGINES[name].partition(":")
        return cast(type[Engine], getattr(import_module(module), attribute))
    plug_ins = {point.name: point for point in entry_points(group="handouts.engines")}
    if name in plug_ins:
        return cast(type[Engine], plug_ins[name].load())
    known = [*ENGINES, *plug_ins, NONE]
    near = difflib.get_close_matches(name, known, n=1)
    mend = f"Did you mean “{near[0]}”?" if near else f"Known are: {', '.join(known)}"
    raise EngineError(f"There is no engine “{name}”", path="handouts.toml", mend=mend)


def read_options(kind: type[_Data], engine: str, options: Options) -> _Data:
    """Check an engine's options and return them as its dataclass.

    Raises:
        EngineError: Naming the option that is unknown, missing or of the wrong kind.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_python(dict(options), strict=False)
    except ValidationError as bad:
        first = bad.errors(include_url=False)[0]
        option = first["loc"][-1] if first["loc"] else ""
        what = f"`{option}` in [engines.{engine}]: {first['msg']}"
        raise EngineError(what, path="handouts.toml") from None
