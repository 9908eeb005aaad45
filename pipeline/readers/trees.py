"""Nodes of pandoc's syntax tree, for readers that make their own."""

from collections.abc import Sequence

from pipeline.readers.inlines import Node


def header(level: int, text: str) -> Node:
    """Return a heading."""
    return {"t": "Header", "c": [level, ["", [], []], [{"t": "Str", "c": text}]]}


def ordered_list(start: int, sign: str, items: Sequence[Sequence[Node]]) -> Node:
    """Return a list that counts from a number on, with a point or a bracket behind it."""
    delimiter = {"t": "Period" if sign == "." else "OneParen"}
    return {"t": "OrderedList", "c": [[start, {"t": "Decimal"}, delimiter], list(items)]}


def table(rows: Sequence[Sequence[str]]) -> Node:
    """Return a table whose first row is its head."""

    def cell(text: str) -> list[object]:
        content = [{"t": "Plain", "c": [{"t": "Str", "c": text}]}] if text else []
        return [["", [], []], {"t": "AlignDefault"}, 1, 1, content]

    lines = [[["", [], []], [cell(text) for text in row]] for row in rows]
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in rows[0]]
    head, foot = [["", [], []], lines[:1]], [["", [], []], []]
    rest = [[["", [], []], 0, [], lines[1:]]]
    return {"t": "Table", "c": [["", [], []], [None, []], columns, head, rest, foot]}
