"""A review as XLIFF 2.1 for a CAT tool, and back: one unit and one segment for each of ours.

Standard: https://docs.oasis-open.org/xliff/xliff-core/v2.1/. What went out is marked with the
metadata module, which tools have to keep.
"""

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from pipeline.catalog.catalog import State
from pipeline.errors import ExchangeError
from pipeline.review.formats.inline_codes import BREAK, Code, Decoder, Edge, Piece, coded, numbers
from pipeline.review.formats.xmltree import read_xml, write_xml
from pipeline.review.plan import is_same_in_all
from pipeline.review.rows import (
    Returned,
    ReturnedRow,
    Review,
    ReviewRow,
    normal,
    normalized,
    version,
)
from pipeline.text import markup
from pipeline.text.markup import Style
from pipeline.text.xml import legal

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_XLF, _MDA = f"{{{_CORE}}}", f"{{{_METADATA}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Our states as the standard has them; `reviewed` says less than our *approved*. A tool that changes
# a state takes ours away.
_STATES = {
    State.MISSING: "initial",
    State.MACHINE: "translated",
    State.EDITED: "translated",
    State.STALE: "initial",
    State.APPROVED: "final",
}
# Opens a `subState` of ours.
_OURS = "handouts:"
# The category of notes that went out.
_ABOUT = "handouts"
# Style → attributes `type` and `subType` of an inline code.
_TYPES = {
    Style.STRONG: ("fmt", "xlf:b"),
    Style.EMPHASIS: ("fmt", "xlf:i"),
    Style.STRIKE: ("fmt", "handouts:strike"),
    Style.CODE: ("fmt", "handouts:code"),
    Style.LINK: ("link", ""),
    Style.IMAGE: ("image", ""),
    Style.NOTE: ("other", "handouts:note"),
    None: ("fmt", "xlf:lb"),
}


def write(review: Review) -> bytes:
    """Return the file."""
    ElementTree.register_namespace("", _CORE)
    ElementTree.register_namespace("mda", _METADATA)
    languages = {"srcLang": review.source, "trgLang": review.target}
    root = Element(f"{_XLF}xliff", {"version": "2.1"} | languages)
    name = legal(review.lesson)
    file = SubElement(root, f"{_XLF}file", {"id": "f1", "original": name, _SPACE: "preserve"})
    for row in review.rows:
        _add_unit(file, row)
    return write_xml(root, texts={f"{_XLF}source", f"{_XLF}target"})


def _add_unit(file: Element, row: ReviewRow) -> None:
    unit = SubElement(file, f"{_XLF}unit", id=row.id)
    metadata = SubElement(unit, f"{_MDA}metadata")
    group = SubElement(metadata, f"{_MDA}metaGroup", category="handouts")
    SubElement(group, f"{_MDA}meta", type="version").text = row.version
    SubElement(group, f"{_MDA}meta", type="state").text = row.state
    notes = SubElement(unit, f"{_XLF}notes")
    SubElement(notes, f"{_XLF}note", category="place").text = legal(row.label)
    for line in row.about:
        SubElement(notes, f"{_XLF}note", category=_ABOUT).text = line
    source = coded(normal(row.source))
    target = coded(normal(row.target), source)
    data = _data((*source, *target))
    if data:
        original = SubElement(unit, f"{_XLF}originalData")
        for text, id_ in data.items():
            SubElement(original, f"{_XLF}data", id=id_).text = text
    # Without a target a segment is `initial`, whatever stands in the catalog.
    state = _STATES[row.state] if target else "initial"
    states = {"state": state, "subState": f"{_OURS}{row.state}"}
    segment = SubElement(unit, f"{_XLF}segment", {"id": "s1"} | states)
    _fill(SubElement(segment, f"{_XLF}source"), source, data)
    if target:
        _fill(SubElement(segment, f"{_XLF}target"), target, data)


def _data(pieces: tuple[Piece, ...]) -> dict[str, str]:
    """Give each different mark an id."""
    marks = (mark for code in numbers(pieces) for mark in (code.opening, code.closing) if mark)
    return {mark: f"d{number}" for number, mark in enumerate(dict.fromkeys(marks), 1)}


def _fill(element: Element, pieces: tuple[Piece, ...], data: Mapping[str, str]) -> None:
    """Write a text with its codes into an element."""
    stack = [element]
    for piece in pieces:
        inside = stack[-1]
        if isinstance(piece, str):
            if len(inside):
                inside[-1].tail = (inside[-1].tail or "") + piece
            else:
                inside.text = (inside.text or "") + piece
            continue
        edge, code = piece
        if edge is Edge.CLOSE:
            stack.pop()
        elif edge is Edge.ALONE:
            SubElement(inside, f"{_XLF}ph", _attributes(code) | {"dataRef": data[code.opening]})
        else:
            refs = {"dataRefStart": data[code.opening], "dataRefEnd": data[code.closing]}
            stack.append(SubElement(inside, f"{_XLF}pc", _attributes(code) | refs))


def _attributes(code: Code) -> dict[str, str]:
    kind, sub = _TYPES[code.style]
    return {"id": str(code.number), "type": kind} | ({"subType": sub} if sub else {})


def read(content: bytes, path: Path) -> Returned:
    """Read the file as a CAT tool saved it; segments cut anew are put together again.

    XLIFF 1, which is never ours, comes in by its sources.

    Raises:
        ExchangeError: Where it is no XLIFF 2, or nothing that `write` made.
    """
    root = read_xml(content, path)
    if not root.tag.endswith("}xliff") and root.tag != "xliff":
        raise ExchangeError("This is no XLIFF file", path=path)
    if root.find(".//{*}trans-unit") is not None:
        return _read_first(root)
    if root.tag != f"{_XLF}xliff":
        mend = "Save it as XLIFF 2.0 or 2.1, or make a PO file of it, as xliff2po does"
        raise ExchangeError("This is XLIFF of another version than 2", path=path, mend=mend)
    remarks: list[str] = []
    rows = tuple(_read_unit(unit, remarks) for unit in root.iter(f"{_XLF}unit"))
    lessons = [file.get("original", "") for file in root.iter(f"{_XLF}file")]
    language = root.get("trgLang", "").split("-")[0].lower()
    return Returned(lessons[0] if lessons else "", language, rows, tuple(remarks))


def _read_first(root: Element) -> Returned:
    """Read XLIFF 1, which is none of ours: what po2xliff and others make of a catalog."""
    rows = []
    for unit in root.iterfind(".//{*}trans-unit"):
        source, target = (unit.find(f"{{*}}{name}") for name in ("source", "target"))
        if source is None or target is None or not "".join(target.itertext()).strip():
            continue
        # Without codes it is what stood in the catalog, Markdown itself.
        has_codes = len(source) or len(target)
        rows.append(
            ReturnedRow(
                f"unit {unit.get('id', '')}",
                "",
                "",
                legal("".join(source.itertext())),
                legal("".join(target.itertext())),
                unit.get("approved") == "yes",
                unreadable="The text has codes of XLIFF 1" if has_codes else "",
            )
        )
    language = next((f.get("target-language", "") for f in root.iterfind("{*}file")), "")
    language = language.replace("_", "-").split("-")[0].lower()
    return Returned("", language, tuple(rows), by_source=True, is_memory=True)


def _read_unit(unit: Element, remarks: list[str]) -> ReturnedRow:
    id_ = unit.get("id", "")
    data = {d.get("id", ""): "".join(d.itertext()) for d in unit.iter(f"{_XLF}data")}
    segments = list(unit.iter(f"{_XLF}segment"))
    place = f"unit {id_}"
    for note in unit.iter(f"{_XLF}note"):
        if note.get("category") == "place":
            place = note.text or place
    for note in unit.iter(f"{_XLF}note"):
        said = " ".join((note.text or "").split())
        if note.get("category") not in ("place", _ABOUT) and said:
            remarks.append(f"{place}: a note says “{said}”.")
    meta = {
        meta.get("type"): meta.text or ""
        for group in unit.iter(f"{_MDA}metaGroup")
        if group.get("category") == "handouts"
        for meta in group.iter(f"{_MDA}meta")
    }
    states, subs = ([s.get(name, "") for s in segments] for name in ("state", "subState"))
    for sub in dict.fromkeys(subs):
        if sub and not sub.startswith(_OURS):
            remarks.append(f"{place}: its state is “{sub}”.")
    went_out = meta.get("state") or next(iter(subs), "").removeprefix(_OURS)
    was_approved = went_out == State.APPROVED
    # A tool that knows no states takes no approval away.
    approved = all(state == "final" for state in states) if any(states) else was_approved
    reader = _Reader(data, _source_codes(unit, data))
    source, target = (reader.read(unit, tag) for tag in ("source", "target"))
    exported = meta.get("version", "")
    untouched = all(state in ("", "initial") for state in states)
    if untouched and target == source and not is_same_in_all(source):
        # Some tools put the source there before anybody has translated it.
        target, exported = "", version("")
    return ReturnedRow(place, id_, exported, source, target, approved, was_approved)


def _source_codes(unit: Element, data: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the marks of each code of the source, by its id."""
    return {
        code.get("id", ""): _marks(code, data)
        for source in unit.iter(f"{_XLF}source")
        for code in source.iter()
        if code.tag in _CODES
    }


_CODES = {f"{_XLF}{name}" for name in ("pc", "ph", "sc")}
_BY_SUBTYPE = {"xlf:b": "**", "xlf:i": "*", "xlf:u": "*", "handouts:strike": "~~"} | {
    "handouts:code": "`"
}


def _marks(code: Element, data: Mapping[str, str]) -> tuple[str, str]:
    """Return the Markdown of a code, from its original data or else from its type."""
    sub = code.get("subType", "")
    opening = data.get(code.get("dataRefStart") or code.get("dataRef") or "", "")
    closing = data.get(code.get("dataRefEnd", ""), "")
    if not opening:
        opening = closing = _BY_SUBTYPE.get(sub, "")
    return (BREAK, "") if sub == "xlf:lb" else (opening, closing)


class _Reader:
    """Reads the texts of one unit."""

    def __init__(
        self, data: Mapping[str, str], source_codes: Mapping[str, tuple[str, str]]
    ) -> None:
        self._data = data
        self._source_codes = source_codes

    def read(self, unit: Element, tag: str) -> str:
        """Return the Markdown of the source or the target, all segments of it."""
        self._decoder = Decoder()
        for part in unit.iter():
            if part.tag in (f"{_XLF}segment", f"{_XLF}ignorable"):
                for text in part.findall(_XLF + tag):
                    self._read(text)
        return markup.render(normalized(self._decoder.marked()))

    def _read(self, element: Element) -> None:
        self._decoder.text(legal(element.text or ""))
        for child in element:
            self._read_code(child)
            self._decoder.text(legal(child.tail or ""))

    def _read_code(self, code: Element) -> None:
        id_ = code.get("id", "")
        opening, closing = _marks(code, self._data)
        if not opening:
            opening, closing = self._source_codes.get(id_, ("", ""))
        name = code.tag.removeprefix(_XLF)
        if name == "pc":
            self._decoder.open(id_, opening)
            self._read(code)
            self._decoder.close(id_, closing)
        elif name == "ph":
            self._decoder.alone(opening)
        elif name == "sc":
            self._decoder.open(id_, opening)
        elif name == "ec":
            start = code.get("startRef", id_)
            closing = self._data.get(code.get("dataRef", ""), "")
            self._decoder.close(start, closing or self._source_codes.get(start, ("", ""))[1])
        elif name == "mrk":
            self._read(code)
