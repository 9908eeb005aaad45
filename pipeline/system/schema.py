"""Text that a person wrote as YAML or TOML → a checked dataclass, or one line on what is wrong.

Shape and types are checked by pydantic; this module adds the line in the file and a sentence
that a teacher understands.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast, get_args

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from pipeline.errors import HandoutsError
from pipeline.system import yaml
from pipeline.system.boundary import CONTROL, boundary

Data = TypeVar("Data")
Where = tuple[str | int, ...]

# A dataclass read through this module sets it as `__pydantic_config__`.
STRICT = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

_LINE = "line of this mapping"
# A key of TOML.
_KEY = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
# What checks a kind of data: made once, since making it takes longer than checking.
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


@dataclass(frozen=True)
class Located:
    """Base of a dataclass read from YAML: it knows the line its mapping starts on.

    The line comes in under an alias that no person writes, so a key `line` is unknown.
    """

    __pydantic_config__ = STRICT

    line: Annotated[int, Field(alias=_LINE)]


# https://docs.pydantic.dev/latest/errors/validation_errors/ — the ones our types can raise.
_SENTENCES = {
    "missing": "`{key}` is missing",
    "int_type": "`{key}` must be a whole number",
    "int_parsing": "`{key}` must be a whole number",
    "int_from_float": "`{key}` must be a whole number",
    "string_type": "`{key}` must be a text",
    "bool_type": "`{key}` must be true or false",
    "bool_parsing": "`{key}` must be true or false",
    "tuple_type": "`{key}` must be a list",
    "dataclass_type": "{place} must be a group of `key: value` lines",
    "greater_than_equal": "`{key}` must be at least {ge}",
    "count": "`{key}` must be true, false or a number from 0 to 99",
    "string_too_short": "`{key}` is empty",
    "too_short": "`{key}` must have at least one item",
    "words": "`{key}` must be a text of words with blanks between them",
    "pattern": "`{key}` is no regular expression: {reason}",
    "float_type": "`{key}` must be a number",
    "float_parsing": "`{key}` must be a number",
    "mapping_type": "{place} must be a group of `key = value` lines",
    "dict_type": "{place} must be a group of `key = value` lines",
}


def count(value: object) -> int | bool:
    """Return how many items a teacher wants: a number, true for as many as is usual, or false.

    Raises:
        PydanticCustomError: Where it is none of these; for the validator of a field.
    """
    if isinstance(value, int) and 0 <= value <= 99:
        return value
    raise PydanticCustomError("count", "no count")


def load_yaml(
    text: str, kind: type[Data], error: type[HandoutsError], path: Path | str, first_line: int = 1
) -> Data:
    """Read YAML into a dataclass.

    Args:
        text: The YAML, without `---` fences.
        kind: The dataclass to fill; it and those inside it derive from `Located`.
        error: The error class to raise.
        path: The file the text comes from, for messages.
        first_line: The line of that file on which the text starts.

    Raises:
        HandoutsError: As the class given, with line, key and the nearest known key.
    """
    try:
        data = yaml.load_located(text)
    except yaml.BrokenYamlError as bad:
        line = first_line + bad.line
        if bad.doubled:
            what = f"`{bad.doubled}` stands here twice"
            raise error(what, path=path, line=line, mend="Keep one of the two") from bad
        what = f"This is no valid YAML: {bad.problem}"
        raise error(what, path=path, line=line, mend=bad.mend) from bad
    if data is None:
        data = {}
    lines = dict(_yaml_lines(data, (), first_line))
    return _validate(_plain(data, (), lines), kind, error, path, lines)


def load_toml(text: str, kind: type[Data], error: type[HandoutsError], path: Path | str) -> Data:
    """Read TOML into a dataclass; raises like `load_yaml`."""
    with boundary(error, path, what="This is no valid TOML"):
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as bad:
            found = re.search(r"\(at line (\d+)", str(bad))
            what = f"This is no valid TOML: {str(bad).split(' (at')[0]}"
            raise error(what, path=path, line=int(found.group(1)) if found else 1) from bad
        except RecursionError as bad:
            what = "This is no valid TOML: it is nested too deeply"
            raise error(what, path=path, line=_deepest(text), mend="Take out brackets") from bad
    lines = toml_lines(text)
    for where, value in _texts(data, ()):
        if found := CONTROL.search(value):
            what = f"The character U+{ord(found[0]):04X} cannot stand in a text"
            raise error(what, path=path, line=_line(where, lines), mend="Delete it")
    return _validate(data, kind, error, path, lines)


def _texts(node: Any, where: Where) -> Iterator[tuple[Where, str]]:
    """Yield all texts among the data of a TOML file: what no editor shows comes by escapes."""
    if isinstance(node, str):
        yield where, node
    elif isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in items:
            yield from _texts(value, (*where, key))


def _deepest(text: str) -> int:
    """Return the line with the most brackets that open."""
    counts = [line.count("[") + line.count("{") for line in text.split("\n")]
    return 1 + counts.index(max(counts))


def _yaml_lines(node: Any, where: Where, first_line: int) -> Iterator[tuple[Where, int]]:
    """Yield the line of every key and item of what `yaml.load_located` read."""
    if isinstance(node, dict) and hasattr(node, "lc"):
        yield where, first_line + node.lc.line
        for key, value in node.items():
            yield (*where, str(key)), first_line + node.lc.key(key)[0]
            for inner, line in _yaml_lines(value, (*where, str(key)), first_line):
                if inner != (*where, str(key)):
                    yield inner, line
    elif isinstance(node, list) and hasattr(node, "lc"):
        for index, value in enumerate(node):
            yield (*where, index), first_line + node.lc.item(index)[0]
            yield from _yaml_lines(value, (*where, index), first_line)


def toml_lines(text: str) -> dict[Where, int]:
    """Return the line of every table and key of a TOML file."""
    # tomllib keeps no lines; tables and keys are one a line in what people write.
    found: dict[Where, int] = {}
    table: Where = ()
    closing = ""  # inside a text of several lines: what ends it
    for number, line in enumerate(text.splitlines(), 1):
        if closing:
            closing = "" if closing in line else closing
        elif header := re.match(rf"\s*\[(\[?)\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*\]", line):
            table = tuple(key.strip("\"'") for key in re.findall(_KEY, header[2]))
            if header[1]:  # one of several tables of this name
                table = *table, sum(where[:-1] == table for where in found)
            found[table] = number
        elif key := re.match(rf"\s*({_KEY})\s*=", line):
            found[*table, key[1].strip("\"'")] = number
            opening = re.search(r"=\s*(\"{3}|'{3})", line)
            closing = opening[1] if opening and line.count(opening[1]) == 1 else ""
    return found


def _plain(node: Any, where: Where, lines: dict[Where, int]) -> Any:
    """Return plain dicts and lists, each dict with its line under a key nobody can write."""
    if isinstance(node, dict):
        plain = {
            str(key): _plain(value, (*where, str(key)), lines)
            for key, value in node.items()
            if value is not None  # `vocabulary:` whose items were all taken out
        }
        return plain | {_LINE: lines.get(where, 1)}
    if isinstance(node, list):
        return [_plain(value, (*where, index), lines) for index, value in enumerate(node)]
    if node is None or isinstance(node, bool | int | float | str):
        return node
    return str(node)  # a date: the article keeps it as it was written


def _validate(
    data: Any,
    kind: type[Data],
    error: type[HandoutsError],
    path: Path | str,
    lines: dict[Where, int],
) -> Data:
    try:
        return cast(Data, _adapter(kind).validate_python(data))
    except ValidationError as bad:
        # A misspelt key is unknown and its right form missing: the first says it better.
        first = min(
            bad.errors(include_url=False),
            key=lambda problem: (problem["type"] == "missing", _line(problem["loc"], lines)),
        )
        where: Where = first["loc"]
        what, mend = _sentence(first["type"], where, first, kind)
        raise error(what, path=path, line=_line(where, lines), mend=mend) from None


def _line(where: Where, lines: dict[Where, int]) -> int:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def _sentence(kind_of_error: str, where: Where, problem: Any, kind: Any) -> tuple[str, str]:
    """Return what is wrong and how to mend it."""
    key = next((part for part in reversed(where) if isinstance(part, str)), "")
    context = problem.get("ctx", {})
    if kind_of_error in ("unexpected_keyword_argument", "extra_forbidden"):
        known = _known_keys(kind, where[:-1])
        near = nearest(str(where[-1]), known, cutoff=0)
        return f"`{where[-1]}` is not a known key", (f"Did you mean `{near}`?" if near else "")
    if kind_of_error in ("enum", "literal_error"):
        given = str(problem["input"])
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        near = nearest(given, allowed, cutoff=0.5)
        mend = f"Did you mean “{near}”?" if near else f"Use one of: {', '.join(allowed)}"
        return f"“{given}” is not allowed for `{key}`", mend
    if kind_of_error == "value_error":
        return f"`{key}`: {context['error']}", ""
    if kind_of_error in _SENTENCES:
        place = f"`{key}`" if key else "The file"
        return _SENTENCES[kind_of_error].format(key=key, place=place, **context), ""
    return f"`{key}`: {problem['msg']}", ""


def nearest(given: str, known: Iterable[str], cutoff: float = 0) -> str:
    """Return the one of some words that is spelled most like another; empty where none is."""
    by_lower = {word.lower(): word for word in known}
    near = difflib.get_close_matches(given.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[near[0]] if near else ""


def _known_keys(kind: Any, where: Where) -> list[str]:
    """Return the keys that the mapping at `where` may have."""
    for part in where:
        if isinstance(part, str):
            kind = next((field.type for field in fields(kind) if field.name == part), kind)
        kind = next((k for k in get_args(kind) if is_dataclass(k)), kind)
    return [field.name for field in fields(kind) if field.name != "line"]
