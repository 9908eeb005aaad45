"""What translates sentences: the table of the engines there are, one module each.

Another package adds an engine with an entry point in the group `handouts.engines` that names a
class as `pipeline.engine.Engine` describes; `engine = "its-name"` in handouts.toml chooses it.
"""

import difflib
from importlib import import_module
from importlib.metadata import entry_points
from typing import TypeVar, cast

from pipeline.engine import Engine, Options
from pipeline.errors import EngineError

Data = TypeVar("Data")

# Setting → class. A string, so that an engine's libraries are loaded when it is used.
ENGINES = {
    "argos": "pipeline.engines.argos:Argos",
    "libretranslate": "pipeline.engines.libretranslate:LibreTranslate",
}
# The setting of a project that wants no machine translation.
NONE = "none"


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


def read_options(kind: type[Data], engine: str, options: Options) -> Data:
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
