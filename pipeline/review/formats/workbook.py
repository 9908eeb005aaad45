"""A review that a spreadsheet saved as XLSX → its rows; they are those of the CSV.

Format: ECMA-376, part 1, "SpreadsheetML".
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from pipeline.review.formats import table
from pipeline.review.formats.xmltree import read_xml
from pipeline.review.rows import Returned
from pipeline.system import office
from pipeline.system.ooxml import OFFICE

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# A row or column further out than this is an empty one that somebody has formatted.
_MOST_COLUMNS = 200


def read(content: bytes, path: Path) -> Returned:
    """Read the first sheet that has the columns of a review.

    Raises:
        DocumentError: Where it is damaged or protected.
        ExchangeError: Where no sheet has them.
    """
    with office.opened(content, path) as archive:
        strings: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            root = read_xml(archive.read("xl/sharedStrings.xml"), path)
            strings = [_text(item) for item in root.findall(f"{_S}si")]
        for name in _sheets(archive, path):
            rows = list(_rows(read_xml(archive.read(name), path), strings))
            if table.has_columns(rows):
                return table.read_rows(rows, path)
    raise table.no_columns(path)


def _sheets(archive: ZipFile, path: Path) -> Iterator[str]:
    """Yield the parts with the sheets, in the order in which a person sees them."""
    targets = {
        relation.get("Id", ""): posixpath.join("xl", relation.get("Target", "")).lstrip("/")
        for relation in read_xml(archive.read("xl/_rels/workbook.xml.rels"), path)
    }
    for sheet in read_xml(archive.read("xl/workbook.xml"), path).iter(f"{_S}sheet"):
        name = targets.get(sheet.get(f"{{{OFFICE}/relationships}}id", ""), "")
        if name in archive.namelist():
            yield name


def _rows(sheet: Element, strings: Sequence[str]) -> Iterator[list[str]]:
    for row in sheet.iter(f"{_S}row"):
        cells: dict[int, str] = {}
        for place, cell in enumerate(row.findall(f"{_S}c")):
            column = _column(cell.get("r", ""), place)
            if column < _MOST_COLUMNS:
                cells[column] = _value(cell, strings)
        yield [cells.get(n, "") for n in range(max(cells, default=-1) + 1)]


def _column(reference: str, otherwise: int) -> int:
    """Return the number of a column, from 0, by a cell's name ("B3")."""
    letters = re.match("[A-Z]+", reference)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1 if number else otherwise


def _value(cell: Element, strings: Sequence[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.find(f"{_S}is")
        return "" if inside is None else _text(inside)
    value = cell.findtext(f"{_S}v") or ""
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    return value


def _text(item: Element) -> str:
    """Return a string, whatever parts of it look like; without how its signs are read."""
    parts = [item, *item.findall(f"{_S}r")]
    texts = (part.findtext(f"{_S}t") or "" for part in parts)
    # An escape of Excel's for what XML cannot hold: a carriage return, most of all.
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), "".join(texts))
