"""YAML as people write it: the one place that knows ruamel.yaml, and front matter between `---`.

Text becomes plain data, data that knows its lines, or nodes that know where they stand; data
becomes text. What a person wrote is changed by inserting text at the place of a node, never by
writing the whole anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from pipeline.errors import HandoutsError

# Columns of a line that nobody is to edit, so that nothing is wrapped.
ENDLESS = 2**31


class BrokenYamlError(ValueError):
    """A text is no YAML.

    Attributes:
        problem: What is wrong, in the parser's words.
        line: Where, from 0 on.
        doubled: The key that stands there twice; empty where it is something else.
    """

    def __init__(self, problem: str, line: int = 0, doubled: str = "") -> None:
        super().__init__(problem)
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
    with _reading():
        return _yaml(kind="safe").load(text)


def load_located(text: str) -> Any:
    """Return YAML as mappings and lists that know their lines and columns (`.lc`, from 0 on).

    Raises:
        BrokenYamlError: Where it is none.
    """
    with _reading():
        return _yaml().load(text)


def nodes(text: str) -> Any:
    """Return the tree of nodes of a YAML text, each with its marks; None for an empty one.

    Raises:
        BrokenYamlError: Where it is none.
    """
    with _reading():
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
def _reading() -> Iterator[None]:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yield
    except MarkedYAMLError as bad:
        mark = bad.problem_mark or bad.context_mark
        problem = bad.problem or bad.context or ""
        key = re.search(r'duplicate key.*?key "([^"]*)"|found duplicate key "([^"]*)"', problem)
        doubled = next(filter(None, key.groups()), "") if key else ""
        raise BrokenYamlError(problem, mark.line if mark else 0, doubled) from None
    except YAMLError as bad:
        raise BrokenYamlError(str(bad)) from None


def _yaml(kind: str = "rt") -> Any:
    from ruamel.yaml import YAML

    return YAML(typ=kind, pure=True)
