"""The letters of a page → its lines in the order in which they are read, column after column."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from pipeline.system.pdf import Run

# In widths of the letter m, as all that follows: the gap between two columns, and between cells.
_GUTTER, _CELLS = 0.9, 1.4
# Lines that a column or table has at least, and characters of a line of text: a table's cell has
# fewer. Two lines are a column where they are long.
_FEWEST, _WORDY, _LONG = 3, 16, 28
# Letters in a width of the letter m: text has about two of them.
_DENSE = 1.2


@dataclass(frozen=True)
class Stretch:
    """A part of a line that looks the same throughout; `raised` as the mark of a footnote is."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False


@dataclass(frozen=True)
class Line:
    """A line of text.

    Attributes:
        pieces: Its text with its looks.
        left, right, base, size: As those of a `Run`.
        column: Between which two places its column goes.
        cells: Of a table's row, each with its left and right; none of a line of text.
        hang: Where the text begins behind a number or bullet that stands before it.
    """

    pieces: tuple[Stretch, ...]
    left: float
    right: float
    base: float
    size: float
    column: tuple[float, float] = (0.0, 0.0)
    cells: tuple["Line", ...] = ()
    hang: float = 0.0

    @cached_property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces).strip()

    @cached_property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return all(piece.bold for piece in self.pieces if piece.text.strip())


def read_columns(runs: Sequence[Run]) -> list[Line]:
    """Return the lines of a page."""
    segments = [segment for row in _rows(_raised(runs), 0.3) for segment in _segments(row)]
    lines = [line for column in _columns(segments) if column for line in _lines(column)]
    return _with_initials(lines)


def _raised(runs: Sequence[Run]) -> list[tuple[Run, bool]]:
    """Return the runs, small raised ones on the line of what they stand behind."""
    found: list[tuple[Run, bool]] = []
    # Some programs make letters bold by setting them twice.
    places = {(run.text, round(run.left), round(run.base)): run for run in reversed(runs)}
    unique = [run for run in runs if places[run.text, round(run.left), round(run.base)] is run]
    for index, run in enumerate(unique):
        near = [*unique[max(0, index - 1) : index], *unique[index + 1 : index + 2]]
        host = next((other for other in near if _carries(other, run)), None)
        found.append((replace(run, base=host.base), True) if host else (run, False))
    return found


def _carries(host: Run, small: Run) -> bool:
    gap = min(abs(small.left - host.right), abs(host.left - small.right))
    rise = (small.base - host.base) / host.size
    return small.size < 0.85 * host.size and 0.1 < rise < 0.65 and gap < 0.5 * host.size


def _rows(items: Sequence[tuple[Run, bool]], close: float) -> list[list[tuple[Run, bool]]]:
    rows: list[list[tuple[Run, bool]]] = []
    for item in sorted(items, key=lambda item: (-item[0].base, item[0].left)):
        run = item[0]
        first = rows[-1][0][0] if rows else None
        if first and abs(first.base - run.base) < close * min(first.size, run.size):
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _segments(row: Sequence[tuple[Run, bool]]) -> Iterator[Line]:
    """Yield the parts of a row that no wide gap parts."""
    held: list[tuple[Run, bool]] = []
    for item in sorted(row, key=lambda item: item[0].left):
        if held and item[0].left - max(run.right for run, _ in held) > _GUTTER * item[0].size:
            yield _segment(held)
            held = []
        held.append(item)
    if held:
        yield _segment(held)


def _segment(items: Sequence[tuple[Run, bool]]) -> Line:
    pieces: list[Stretch] = []
    before: Run | None = None
    for run, raised in items:
        text = run.text
        parted = before and run.left - before.right > 0.15 * run.size
        if parted and pieces and not pieces[-1].text.endswith(" ") and not text.startswith(" "):
            text = f" {text}"
        pieces.append(Stretch(text, run.bold, run.italic, raised))
        before = run
    sizes = Counter[float]()
    for run, raised in items:
        sizes[round(run.size, 1)] += 0 if raised else len(run.text.strip())
    runs = [run for run, _ in items]
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    return Line(tuple(pieces), left, right, runs[0].base, sizes.most_common(1)[0][0])


# Columns


def _columns(segments: Sequence[Line], deep: int = 0) -> Iterator[list[Line]]:
    """Yield the columns of a page, or of a part of it, as their segments."""
    rows = _loose_rows(segments)
    place = _gutter(rows) if deep < 4 else None
    if place is None:
        yield list(segments)
        return
    for band, is_parted in _bands(rows, place):
        if is_parted:
            yield from _columns([line for line in band if line.left < place], deep + 1)
            yield from _columns([line for line in band if line.left >= place], deep + 1)
        else:
            yield from _columns(band, deep + 1) if deep else [band]


def _loose_rows(segments: Sequence[Line]) -> list[list[Line]]:
    """Return the segments in rows in which those of two columns stand that are not quite level."""
    rows: list[list[Line]] = []
    for line in sorted(segments, key=lambda line: (-line.base, line.left)):
        if rows and rows[-1][0].base - line.base < 0.75 * min(rows[-1][0].size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _gutter(rows: Sequence[Sequence[Line]]) -> float | None:
    """Return the middle of the gap that parts the most rows, and that the fewest lines cross."""
    gaps = [
        (a.right, b.left)
        for row in rows
        for a, b in pairwise(row)
        if b.left - a.right >= _GUTTER * min(a.size, b.size)
    ]
    middles = sorted({round((left + right) / 2) for left, right in gaps})
    lines = [line for row in rows for line in row]

    def worth(x: float) -> int:
        parted = sum(left < x < right for left, right in gaps)
        return parted - sum(line.left < x < line.right for line in lines)

    best = max(middles, key=worth, default=None)
    if best is None:
        return None
    here = [(left, right) for left, right in gaps if left < best < right]
    left, right = max(left for left, _ in here), min(right for _, right in here)
    return (left + right) / 2 if len(here) > 1 else None


def _bands(rows: Sequence[Sequence[Line]], place: float) -> Iterator[tuple[list[Line], bool]]:
    """Yield runs of rows, and whether they are two columns with `place` between them."""
    held: list[Sequence[Line]] = []
    plain: list[Line] = []
    for row in [*rows, []]:
        crosses = any(line.left < place < line.right for line in row)
        if row and not crosses:
            held.append(row)
            continue
        if _is_two(held, place):
            if plain:
                yield plain, False
            plain = []
            yield [line for kept in held for line in kept], True
        else:
            plain += [line for kept in held for line in kept]
        plain += row
        held = []
    if plain:
        yield plain, False


def _is_two(rows: Sequence[Sequence[Line]], place: float) -> bool:
    """Whether rows are two columns of text, and not the cells of a table."""
    sides = (
        [part for row in rows if (part := [line for line in row if line.right <= place])],
        [part for row in rows if (part := [line for line in row if line.left >= place])],
    )
    return all(map(_is_text, sides))


def _is_text(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether rows are a column of text: enough of them, and full of letters."""
    if len(rows) < 2:
        return False
    wide = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
    letters = median(sum(len(line.text) + 1 for line in row) for row in rows)
    size = median(line.size for row in rows for line in row)
    few = len(rows) < _FEWEST and letters < _LONG
    return not few and letters >= _WORDY and letters * size >= _DENSE * wide


# Lines


def _lines(segments: Sequence[Line]) -> list[Line]:
    """Return the lines of one column, the rows of tables among them."""
    rows: list[list[Line]] = []
    for line in sorted(segments, key=lambda line: (-line.base, line.left)):
        if rows and abs(rows[-1][0].base - line.base) < 0.3 * min(rows[-1][0].size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    rows = [sorted(row, key=lambda line: line.left) for row in rows]
    edges = min(line.left for line in segments), max(line.right for line in segments)
    tabled = _tables(rows)
    return [_line(row, edges, index in tabled) for index, row in enumerate(rows)]


def _line(row: Sequence[Line], column: tuple[float, float], is_row: bool) -> Line:
    pieces = [row[0].pieces]
    for line in row[1:]:
        first = line.pieces[0]
        pieces.append((replace(first, text=f" {first.text.lstrip()}"), *line.pieces[1:]))
    return Line(
        tuple(piece for part in pieces for piece in part),
        row[0].left,
        max(line.right for line in row),
        row[0].base,
        max(row, key=lambda line: len(line.text)).size,
        column,
        tuple(row) if is_row else (),
        row[1].left if len(row) > 1 and len(row[0].text) <= 4 else 0.0,
    )


def _tables(rows: Sequence[Sequence[Line]]) -> set[int]:
    """Return which rows are those of tables: three or more whose cells stand below each other."""
    found: set[int] = set()
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and _is_row(rows[start : end + 1]):
            end += 1
        if end - start >= _FEWEST:
            found.update(range(start, end))
        start = max(end, start + 1)
    return found | {i for i in range(len(rows)) if _is_rest(rows, i, found)}


def _is_rest(rows: Sequence[Sequence[Line]], index: int, tabled: set[int]) -> bool:
    """Whether a row goes on with a cell of the table's row above it, and not with its first."""
    if index in tabled or index - 1 not in tabled or len(rows[index]) > 1:
        return False
    above, line = rows[index - 1], rows[index][0]
    close = above[0].base - line.base < 1.6 * line.size
    return close and any(
        abs(cell.left - line.left) < 0.3 * line.size and len(cell.text) >= 0.6 * len(line.text)
        for cell in above[1:]
    )


def _is_row(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether the last of some rows is a row of the same table as those before it."""
    last = rows[-1]
    if len(last) < 2 or any(
        b.left - a.right < _CELLS * min(a.size, b.size) for a, b in pairwise(last)
    ):
        return False
    if median(len(line.text) for row in rows for line in row) > 24:
        return False
    columns = table_columns(rows)
    return len(columns) >= max(2, max(map(len, rows)) - 1)


def table_columns(rows: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """Return from where to where the columns of a table go: what no cell reaches across."""
    found: list[tuple[float, float]] = []
    for line in sorted((line for row in rows for line in row), key=lambda line: line.left):
        if found and line.left < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], line.right)
        else:
            found.append((line.left, line.right))
    return found


def _with_initials(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, a large first letter of a paragraph as a part of its first line."""
    found = list(lines)
    for line in lines:
        if len(line.text) > 2 or not line.text.isalpha():
            continue
        beside = [
            other
            for other in found
            if other is not line
            and line.size > 1.8 * other.size
            and 0 <= other.left - line.right + 0.3 * other.size < 1.8 * other.size
            and line.base - 0.3 * other.size <= other.base < line.base + line.size
        ]
        if beside:
            first = max(beside, key=lambda other: other.base)
            glued = Line(
                (Stretch(line.text), *first.pieces),
                *(line.left, first.right, first.base, first.size, first.column),
            )
            found = [glued if other is first else other for other in found if other is not line]
    return found
