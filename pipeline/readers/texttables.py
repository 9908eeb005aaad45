"""Tables in plain letters → rows of cells: between tabs, between bars, or in columns of blanks."""

import re
from collections.abc import Sequence
from statistics import median

# A table has so many rows at least, and its cells so many characters at most.
_FEWEST, _CELL = 3, 40
_RULE = re.compile(r"\s*[|+]?(?:\s*[-=_+|:]{2,}\s*)+[|+]?\s*")


def is_rule(line: str) -> bool:
    """Whether a line only parts the rows of a table."""
    return bool(re.search(r"[-=_]{2}", line)) and _RULE.fullmatch(line) is not None


def read_table(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells of lines that are a table, row by row; none where they are not.

    Args:
        lines: Lines that no empty one parts, with their tabs.
    """
    rows = [line for line in lines if not is_rule(line)]
    ruled = len(rows) < len(lines)
    for cells in (_tabbed(rows), _barred(rows), _columned(rows, ruled)):
        if cells:
            return cells
    return []


def _tabbed(rows: Sequence[str]) -> list[list[str]]:
    cells = [[cell.strip() for cell in re.split(r"\t+", row.strip("\t"))] for row in rows]
    return _even(cells) if len(rows) > 1 and all("\t" in row.strip() for row in rows) else []


def _barred(rows: Sequence[str]) -> list[list[str]]:
    if len(rows) < 2 or not all("|" in row for row in rows):
        return []
    cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]
    return cells if len({len(row) for row in cells}) == 1 and len(cells[0]) > 1 else []


def _even(cells: list[list[str]]) -> list[list[str]]:
    """Return rows of cells, all as long as the longest; none where they differ widely."""
    most = max(map(len, cells))
    if sum(len(row) == most for row in cells) < 0.6 * len(cells):
        return []
    return [[*row, *[""] * (most - len(row))] for row in cells]


def _columned(rows: Sequence[str], ruled: bool) -> list[list[str]]:
    """Return the cells between strips of blanks that go down through all rows."""
    if len(rows) < (2 if ruled else _FEWEST):
        return []
    wide = max(map(len, rows))
    padded = [row.expandtabs(4).ljust(wide) for row in rows]
    blank = [all(row[i] == " " for row in padded) for i in range(wide)]
    edges = _strips(blank, 1 if ruled else 2)
    cells = [[row[a:b].strip() for a, b in edges] for row in padded]
    if len(edges) < 2 or median(sum(map(bool, row)) for row in cells) < 2:
        return []
    filled = [cell for row in cells for cell in row if cell]
    gaps = sum(bool(re.search(r"\S {2,}\S", row.strip())) for row in rows)
    if median(map(len, filled)) > _CELL or (not ruled and gaps < 0.7 * len(rows)):
        return []
    return _folded(cells)


def _strips(blank: Sequence[bool], narrowest: int) -> list[tuple[int, int]]:
    """Return where columns begin and end: at strips of blanks that are wide enough."""
    edges: list[tuple[int, int]] = []
    start: int | None = None
    gap = 0
    for place, is_blank in enumerate([*blank, *[True] * narrowest]):
        if not is_blank:
            start = place if start is None else start
            gap = 0
            continue
        gap += 1
        if start is not None and gap == narrowest:
            edges.append((start, place - gap + 1))
            start = None
    return edges


def _folded(cells: list[list[str]]) -> list[list[str]]:
    """Return rows in which the rest of a cell, on a line of its own, stands with its beginning."""
    rows: list[list[str]] = []
    for row in cells:
        alone = rows and not row[0] and sum(map(bool, row)) == 1
        if alone:
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return rows
