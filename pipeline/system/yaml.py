"""YAML as people write it: the one place that knows ruamel.yaml, and front matter between `---`.

Text becomes plain data, data that knows its lines, or nodes that know where they stand; data
becomes text. What a person wrote is changed by inserting text at the place of a node, never by
writing the whole anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import accumulate
from pathlib import Path
from typing import Any

from pipeline.errors import HandoutsError
from pipeline.system.boundary import CONTROL, line_of, said

# Columns of a line that nobody is to edit, so that nothing is wrapped.
ENDLESS = 2**31

# What a person writes is three levels deep, and a long lesson has a thousand nodes.
_DEEPEST = 40
_MOST_NODES = 200_000
# What a text may have that repeats or is deep: an alias; forty blanks, or twenty marks, in a row.
_MAY_BE_MUCH = re.compile(r"[\[{,:\s-]\*\S|^ {40}|(?:[-?:] ){20}", re.MULTILINE)
_QUOTE = "A text with a colon or a quotation mark in it needs quotation marks around it"
_CORRECT = "Correct it, or put quotation marks around it"
_DELETE = "Delete it: it came along with a copied text"
_WRITE_OUT = "Write out what the alias stands for"
_FLATTEN = "Take out brackets or blanks that do not belong there"
# A tag of YAML → what it says, in a message.
_KINDS = {"timestamp": "date that there is", "int": "whole number", "float": "number"}


class BrokenYamlError(ValueError):
    """A text is no YAML.

    Attributes:
        problem: What is wrong, in the parser's words.
        line: Where, from 0 on.
        doubled: The key that stands there twice; empty where it is something else.
        mend: How to put it right.
    """

    def __init__(self, problem: str, line: int = 0, doubled: str = "", mend: str = "") -> None:
        super().__init__(problem)
        self.mend = mend or _QUOTE
        self.problem = problem
        self.line = line
        self.doubled = doubled


@dataclass(frozen=True)
class FrontMatter:
    """A text with YAML between two lines `---` at its beginning, as lines without their ends.

    Attributes:
        front: The lines of YAML; the first of them is line 2 of the text.
        body: What follows.
    """

    front: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def before_body(self) -> int:
        """How many lines precede the body."""
        return len(self.front) + 2

    def joined(self, front: str) -> str:
        """Return the whole text with other front matter."""
        return "\n".join(["---", front, "---", *self.body])


def split_front_matter(text: str, error: type[HandoutsError], path: Path | str) -> FrontMatter:
    """Part a text at the two lines `---` around its front matter.

    Raises:
        HandoutsError: As the class given, where one of them is missing.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "---":
        mend = "Begin the file with a line `---`, then `title: …`, then a line `---`"
        raise error("The front matter is missing", path=path, line=1, mend=mend)
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        mend = "Put a line `---` after the last key"
        raise error("The front matter has no end", path=path, line=1, mend=mend)
    return FrontMatter(tuple(lines[1:end]), tuple(lines[end + 1 :]))


def load(text: str) -> Any:
    """Return YAML as plain data.

    Raises:
        BrokenYamlError: Where it is none.
    """
    with _reading(text):
        return _yaml(kind="safe").load(text)


def load_located(text: str) -> Any:
    """Return YAML as mappings and lists that know their lines and columns (`.lc`, from 0 on).

    Raises:
        BrokenYamlError: Where it is none.
    """
    with _reading(text):
        return _yaml().load(text)


def nodes(text: str) -> Any:
    """Return the tree of nodes of a YAML text, each with its marks; None for an empty one.

    Raises:
        BrokenYamlError: Where it is none.
    """
    with _reading(text):
        return _yaml().compose(text)


def child(node: Any, name: str) -> Any:
    """Return key and value of a mapping's node by the key's name; None where it has none."""
    pairs = node.value if node is not None and node.id == "mapping" else ()
    return next(((key, value) for key, value in pairs if key.value == name), None)


def last_line(node: Any) -> int:
    """Return the last line, from 0 on, on which a node has something."""
    while node.id != "scalar" and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    mark = node.end_mark
    # A text over several lines ends before the line that follows it.
    return int(
        mark.line - 1 if mark.column == 0 and mark.line > node.start_mark.line else mark.line
    )


def dump(data: Any, width: int = ENDLESS) -> str:
    """Return data as YAML.

    Args:
        data: Mappings, lists and texts.
        width: Columns after which a text goes on in the next line.
    """
    yaml = _yaml()
    yaml.allow_unicode = True
    yaml.width = width
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def block_lines(item: Mapping[str, Any], width: int) -> list[str]:
    """Return the lines of a mapping, a key a line; lists in it in a row."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    data = CommentedMap(item)
    for key, value in item.items():
        if isinstance(value, list):
            data[key] = CommentedSeq(value)
            data[key].fa.set_flow_style()
    return [line.rstrip() for line in dump(data, width).splitlines()]


def flow(item: Mapping[str, Any]) -> str:
    """Return a mapping in braces."""
    from ruamel.yaml.comments import CommentedMap

    data = CommentedMap(item)
    data.fa.set_flow_style()
    return dump(data).strip()


def scalar(text: str) -> str:
    """Return a text as YAML on one line, in double quotes where it needs any."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    for value in (text, DoubleQuotedScalarString(text)):
        written = dump([value]).removeprefix("- ").rstrip("\n")
        if not written.startswith(("'", "|", ">")) and "\n" not in written:
            break
    return written


def with_keys(front: Sequence[str], keys: Mapping[str, str]) -> str:
    """Return the lines of a mapping with some keys set, the others and its comments as they are."""
    yaml = _yaml()
    yaml.preserve_quotes = True
    yaml.width = ENDLESS
    data = yaml.load("\n".join(front))
    data.update(keys)
    written = StringIO()
    yaml.dump(data, written)
    return written.getvalue().rstrip("\n")


@contextmanager
def _reading(text: str) -> Iterator[None]:
    """Let no error out of ruamel.yaml but `BrokenYamlError`, with its line."""
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        _check_shape(text)
        yield
    except BrokenYamlError:
        raise
    except MarkedYAMLError as bad:
        problem = bad.problem or bad.context or ""
        key = re.search(r'duplicate key.*?key "([^"]*)"|found duplicate key "([^"]*)"', problem)
        doubled = next(filter(None, key.groups()), "") if key else ""
        line = (line_of(bad) or 1) - 1
        raise BrokenYamlError(problem, line, doubled, getattr(bad, "mend", "")) from bad
    except ReaderError as bad:
        code = bad.character if isinstance(bad.character, int) else ord(bad.character)
        line = text.count("\n", 0, bad.position)
        raise BrokenYamlError(_strange(code), line, mend=_DELETE) from bad
    except Exception as bad:
        raise BrokenYamlError(said(bad)) from bad


def _strange(code: int) -> str:
    return f"the character U+{code:04X} cannot stand in it"


def _check_shape(text: str) -> None:
    """Refuse a text that is small and makes much: nested deeply, or repeated by aliases.

    Raises:
        BrokenYamlError: With the line at which it becomes too much.
    """
    depths = accumulate(1 if mark in "[{" else -1 for mark in re.findall(r"[\[\]{}]", text))
    if not _MAY_BE_MUCH.search(text) and max(depths, default=0) <= _DEEPEST:
        return
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent

    sizes: dict[str, int] = {}
    opened: list[list[Any]] = [["", 0]]  # of each collection around: its anchor, its nodes so far
    for event in _yaml().parse(text):
        if isinstance(event, CollectionStartEvent):
            opened.append([event.anchor, 1])
        elif isinstance(event, CollectionEndEvent):
            anchor, size = opened.pop()
            sizes |= {anchor: size} if anchor else {}
            opened[-1][1] += size
        elif isinstance(event, AliasEvent):
            # An alias of what is not there, or of what it stands in, is for ruamel to refuse.
            opened[-1][1] += sizes.get(event.anchor, 1)
            if any(anchor == event.anchor for anchor, _ in opened):
                problem = "this contains itself"
                raise BrokenYamlError(problem, event.start_mark.line, mend=_WRITE_OUT)
        elif isinstance(event, NodeEvent):
            sizes |= {event.anchor: 1} if event.anchor else {}
            opened[-1][1] += 1
        if len(opened) > _DEEPEST:
            problem = "this is nested too deeply"
            raise BrokenYamlError(problem, event.start_mark.line, mend=_FLATTEN)
        if opened[-1][1] > _MOST_NODES:
            problem = "its aliases repeat too much"
            raise BrokenYamlError(problem, event.start_mark.line, mend=_WRITE_OUT)


def _yaml(kind: str = "rt") -> Any:
    from ruamel.yaml import YAML

    yaml = YAML(typ=kind, pure=True)
    yaml.Constructor = _located(yaml.Constructor)
    return yaml


@cache
def _located(constructor: Any) -> Any:
    """Return a constructor of ruamel's that tells the line of a value which makes no sense."""
    from ruamel.yaml.constructor import ConstructorError
    from ruamel.yaml.error import YAMLError

    class Located(constructor):  # type: ignore[misc]
        def construct_object(self, node: Any, deep: bool = False) -> Any:
            # Only here are there escapes; ruamel itself marks folds with a control character.
            quoted = node.id == "scalar" and node.style == '"'
            if quoted and (found := CONTROL.search(node.value)):
                raise _error(_strange(ord(found[0])), node, _DELETE)
            try:
                return super().construct_object(node, deep)
            except (YAMLError, RecursionError):
                raise
            except Exception as bad:
                value = node.value if node.id == "scalar" else said(bad)
                kind = node.tag.rpartition(":")[2]
                problem = f"“{value}” is no {_KINDS.get(kind, kind)}"
                raise _error(problem, node, _CORRECT) from bad

    def _error(problem: str, node: Any, mend: str) -> ConstructorError:
        error = ConstructorError(None, None, problem, node.start_mark)
        error.mend = mend  # type: ignore[attr-defined]
        return error

    return Located
