"""A review as CSV for a spreadsheet, and back: one row a unit, Markdown in the cells.

The file begins with a byte order mark, without which Excel takes it for something else than UTF-8.
A cell that a spreadsheet would take for a formula, a number or a date begins with an apostrophe. So
does what would be one where the spreadsheet parts the line elsewhere: a German Excel opens a file
with commas at its semicolons, and takes what follows one for a cell of its own.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.catalog.catalog import State
from pipeline.errors import ExchangeError
from pipeline.languages import known_languages, language
from pipeline.review.formats.marks import read_approval
from pipeline.review.rows import Returned, ReturnedRow, Review, find_reference
from pipeline.text import markup
from pipeline.text.xml import legal

_COLUMNS = (
    *("Reference", "Lesson", "Place", "Source", "Translation", "State", "Approved", "Notes"),
)
_NEEDED = {"Reference", "Source", "Translation"}
_DELIMITERS = ",;\t"

# What a spreadsheet does not leave alone: a formula
# (https://owasp.org/www-community/attacks/CSV_Injection), and what may be a number, a time or a
# date in some language ("3/4", "1.5", "May 5", "10 am"); truth values as well.
_FORMULA = r"=+\-@＝＋－＠"
_NUMBER = r"[\d\s.,:/%€$£-]*"
_WORD = r"[^\W\d]{2,10}"
_TOUCHED = re.compile(
    rf"'*(\s*[{_FORMULA}]|\t"
    rf"|(?=[^\n]*\d)({_WORD}\.?,?[ -])?{_NUMBER}({_WORD}\.?[ -]?{_NUMBER})?\Z)",
    re.IGNORECASE,
)
# The same in the middle of a cell, behind what may part it, and quotation marks that end a cell.
_PARTED = re.compile(rf"([;\t\n][\s\"]{{0,40}}'*)(?=[{_FORMULA}])")
_GUARDED = re.compile(rf"([;\t\n][\s\"]{{0,40}}'*)'(?=[{_FORMULA}])")


def write(review: Review) -> bytes:
    """Return the file: commas, CRLF between rows, a line feed for a line break in a cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in review.rows:
        approved = "x" if row.state.is_reviewed else ""
        texts = map(_protected, (_shown(row.source), _shown(row.target)))
        head = (review.reference(row), _protected(review.lesson), row.label)
        notes = _protected("\n".join(row.about))
        writer.writerow((*head, *texts, row.state, approved, notes))
    return out.getvalue().encode("utf-8-sig")


def _shown(markdown: str) -> str:
    """Return Markdown whose line breaks are those of the cell."""
    markdown = legal(markdown)
    if "\n" in markdown or re.search(r"<br\s*/?>", markdown, re.IGNORECASE):
        markdown = markup.render(markup.parse(markdown))
    return markdown.replace("\\\n", "\n")


def _protected(text: str) -> str:
    text = _PARTED.sub(r"\1'", text)
    return f"'{text}" if _is_touched(text) else text


def _unprotected(text: str) -> str:
    text = text[1:] if text.startswith("'") and _is_touched(text[1:]) else text
    return _GUARDED.sub(r"\1", text)


def _is_touched(text: str) -> bool:
    """Whether a spreadsheet does not leave a text alone, or did not before it was protected."""
    known = frozenset().union(*(language(c).writing.truth_values for c in known_languages()))
    return text.lstrip("'").lower() in known or _TOUCHED.match(text) is not None


def read(content: bytes, path: Path) -> Returned:
    """Read the file as a spreadsheet saved it: comma, semicolon or tab, any order of columns.

    Raises:
        ExchangeError: Where it is not UTF-8 or UTF-16, or lacks a column.
    """
    text = _decoded(content, path)
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error as bad:
            raise ExchangeError(f"This is no valid CSV: {bad}", path=path) from None
        if has_columns(rows):
            return read_rows(rows, path)
    raise no_columns(path)


def has_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether one of the first rows has the headings of a review."""
    return _start(rows) is not None


def no_columns(path: Path) -> ExchangeError:
    """Return the error for a table that is no review."""
    what = f"This file lacks one of the columns {', '.join(sorted(_NEEDED))}"
    mend = "Leave the first row as `handouts export` wrote it"
    return ExchangeError(what, path=path, mend=mend)


def read_rows(rows: Sequence[Sequence[str]], path: Path) -> Returned:
    """Read the rows of a table that has the columns of a review.

    Raises:
        ExchangeError: Where it has rows of several lessons or languages.
    """
    returned = []
    remarks = []
    languages = {}
    lessons = {}
    for number, cells in _named(rows):
        place = cells.get("Place", "") or f"row {number}"
        reference = find_reference(cells["Reference"])
        language, id_, version = reference or ("", "", "")
        if reference:
            languages[language] = number
            lessons[cells.get("Lesson", "")] = number
        # Our own mark stands where the state says so, and there a missing column says nothing.
        was_approved = cells.get("State", "").strip().casefold() == State.APPROVED
        approved, remark = was_approved, ""
        if "Approved" in cells:
            approved, remark = read_approval(cells["Approved"])
        remarks += [f"{place}: {remark}"] if remark else []
        for name in cells.keys() - set(_COLUMNS):
            if text := " ".join(cells[name].split()):
                remarks.append(f"{place}: the column “{name}” says “{text}”.")
        said = tuple(filter(None, (line.strip() for line in cells.get("Notes", "").split("\n"))))
        target = _markdown(cells["Translation"])
        if reference or target:
            source = _markdown(cells["Source"])
            row = ReturnedRow(place, id_, version, source, target, approved, was_approved)
            returned.append(replace(row, said=said))
        else:
            said_here = " ".join(" ".join(cells.values()).split())
            remarks.append(f"{place}: “{said_here}” belongs to no passage.")
    lesson, language = (_only(names, path) for names in (lessons, languages))
    return Returned(lesson, language, tuple(returned), tuple(remarks))


def _decoded(content: bytes, path: Path) -> str:
    codec = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(codec)
    except UnicodeDecodeError as bad:
        line = content[: bad.start].count(b"\n") + 1
        mend = "Save it in the spreadsheet as “CSV UTF-8”"
        raise ExchangeError("This file is not UTF-8", path=path, line=line, mend=mend) from None


def _start(rows: Sequence[Sequence[str]]) -> int | None:
    return next((n for n, cells in enumerate(rows[:5]) if set(_names(cells)) >= _NEEDED), None)


def _named(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that has a text, with its number, by the names of its columns."""
    start = _start(rows) or 0
    names = _names(rows[start])
    for number, cells in enumerate(rows[start + 1 :], start + 2):
        padded = [*cells, *[""] * (len(names) - len(cells))]
        if any(cell.strip() for cell in cells):
            yield number, dict(zip(names, map(_unprotected, padded), strict=False))


def _names(cells: Sequence[str]) -> list[str]:
    known = {name.casefold(): name for name in _COLUMNS}
    return [known.get(cell.strip().casefold(), cell.strip()) for cell in cells]


def _markdown(cell: str) -> str:
    """Return the Markdown of a cell; a line break in it is one of the text."""
    return legal(cell).strip().replace("\n", "\\\n")


def _only(names: dict[str, int], path: Path) -> str:
    if len(names) > 1:
        what = f"This file mixes rows of {' and '.join(f'“{name}”' for name in names)}"
        line = list(names.values())[1]
        raise ExchangeError(what, path=path, line=line, mend="Make a file of each")
    return next(iter(names), "")
