"""The table of a DOCX that came back from review → its rows, as Markdown.

Tracked changes are accepted. Paragraphs of a cell become lines of one text. What a person put
where no translation stands (comments, remarks, pictures) is named, not taken.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from pipeline.errors import ExchangeError
from pipeline.review.formats.marks import read_approval
from pipeline.review.formats.xmltree import read_xml
from pipeline.review.rows import Returned, ReturnedRow, find_reference, normalized
from pipeline.system import office
from pipeline.text import markup
from pipeline.text.labels import known_languages, words
from pipeline.text.markup import Marked, Span, Style
from pipeline.text.xml import legal

# The names of the styles for code and for what stands as Markdown.
CODE, MARKUP = "Handouts Code", "Handouts Markup"
# Opens the document's subject, before the lesson's name.
LESSON = "handouts: "

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# What stands for its content only, and what a tracked change took away.
_THROUGH = {
    f"{_W}{name}" for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "dir", "bdo")
}
_GONE = {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr")}
_CHARACTERS = {
    "tab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
_MONOSPACED = re.compile(r"consolas|courier|mono|menlo", re.IGNORECASE)
_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"')


def heading(key: str, source: str, target: str) -> str:
    """Return the heading of a column in both languages, one a line."""
    return "\n".join(dict.fromkeys(words(code)[key] for code in (source, target)))


@dataclass(frozen=True)
class _Document:
    """The parts of the file that matter.

    Attributes:
        links: Addresses by relation.
        styles: What a character style does to its text, by its id.
        comments: What each comment says and who wrote it, by its id.
    """

    body: Element
    links: Mapping[str, str]
    styles: Mapping[str, frozenset[Style | str]]
    comments: Mapping[str, str]
    lesson: str


def read(content: bytes, path: Path) -> Returned:
    """Read the document.

    Raises:
        DocumentError: Where it is damaged or protected.
        ExchangeError: Where it has no table with references.
    """
    if office.read_office(content, path).format != "docx":
        mend = "Save it as DOCX in the word processor"
        raise ExchangeError("This is an OpenDocument text, no DOCX", path=path, mend=mend)
    document = _open(content, path)
    rows: list[ReturnedRow] = []
    remarks: list[str] = []
    languages: dict[str, None] = {}
    for table in document.body.iter(f"{_W}tbl"):
        columns = (0, 1, 2, 3)
        for number, element in enumerate(_rows(table), 1):
            cells = [_read_cell(cell, document) for cell in _cells(element)]
            texts = [cell.marked().text.strip() for cell in cells]
            if found := _columns(texts):
                columns = found
                continue
            row, language = _row(cells, texts, columns, f"row {number}", remarks)
            rows += [row] if row else []
            languages |= {language: None} if language else {}
    if not languages:
        what = "This document has no table with the references that `handouts export` writes"
        raise ExchangeError(what, path=path, mend="Export it anew, or undo what took them away")
    if len(languages) > 1:
        what = f"This document mixes translations into {' and '.join(languages)}"
        raise ExchangeError(what, path=path, mend="Make a document of each")
    remarks += _outside(document)
    return Returned(document.lesson, next(iter(languages)), tuple(rows), tuple(remarks))


def _open(content: bytes, path: Path) -> _Document:
    with ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        main = next(name for name in names if re.fullmatch(r"word/document\d*\.xml", name))

        def part(pattern: str) -> Iterator[Element]:
            for name in names:
                if re.fullmatch(pattern, name):
                    yield read_xml(archive.read(name), path)

        tree = read_xml(archive.read(main), path)
        links = {
            relation.get("Id", ""): relation.get("Target", "")
            for root in part(r"word/_rels/document\d*\.xml\.rels")
            for relation in root
            if relation.get("TargetMode") == "External"
        }
        styles = {id_: does for root in part(r"word/styles\d*\.xml") for id_, does in _styles(root)}
        comments = {
            comment.get(f"{_W}id", ""): _comment(comment)
            for root in part(r"word/comments\d*\.xml")
            for comment in root.iter(f"{_W}comment")
        }
        subjects = [
            root.findtext("{http://purl.org/dc/elements/1.1/}subject") or ""
            for root in part(r"docProps/core\.xml")
        ]
    lesson = next((s.removeprefix(LESSON) for s in subjects if s.startswith(LESSON)), "")
    return _Document(next(tree.iter(f"{_W}body"), tree), links, styles, comments, lesson)


def _comment(comment: Element) -> str:
    text = " ".join("".join(part.text or "" for part in comment.iter(f"{_W}t")).split())
    author = comment.get(f"{_W}author", "").strip()
    return f"a comment{f' of {author}' if author else ''} says “{text}”."


def _styles(root: Element) -> Iterator[tuple[str, frozenset[Style | str]]]:
    """Yield what each character style does, its own properties and those it is based on."""
    found = {
        style.get(f"{_W}styleId", ""): style
        for style in root.iter(f"{_W}style")
        if style.get(f"{_W}type") == "character"
    }

    def does(id_: str, seen: frozenset[str]) -> frozenset[Style | str]:
        style = found.get(id_)
        if style is None or id_ in seen:
            return frozenset()
        base = style.find(f"{_W}basedOn")
        inherited = (
            does(base.get(f"{_W}val", ""), seen | {id_}) if base is not None else frozenset()
        )
        name = style.find(f"{_W}name")
        names = {CODE: Style.CODE, MARKUP: MARKUP}
        own = names.get(name.get(f"{_W}val", "") if name is not None else "")
        properties = _looks(style.find(f"{_W}rPr"), {}) - {Style.CODE}
        return inherited | properties | ({own} if own else frozenset())

    for id_ in found:
        # A link is underlined too; the underline of a style says nothing.
        yield id_, does(id_, frozenset()) - {"underlined"}


def _looks(
    properties: Element | None, styles: Mapping[str, frozenset[Style | str]]
) -> frozenset[Style | str]:
    """Return what the properties of a run do to its text."""
    if properties is None:
        return frozenset()
    looks: set[Style | str] = set()
    style = properties.find(f"{_W}rStyle")
    if style is not None:
        looks |= styles.get(style.get(f"{_W}val", ""), frozenset())
    for name, does in (("b", Style.STRONG), ("i", Style.EMPHASIS), ("strike", Style.STRIKE)):
        found = properties.find(_W + name)
        if found is not None:
            off = found.get(f"{_W}val") in ("0", "false", "off")
            looks = looks - {does} if off else looks | {does}
    underline = properties.find(f"{_W}u")
    if underline is not None and underline.get(f"{_W}val", "single") != "none":
        looks.add("underlined")
    fonts = properties.find(f"{_W}rFonts")
    if fonts is not None and _MONOSPACED.search(fonts.get(f"{_W}ascii", "")):
        looks.add(Style.CODE)
    return frozenset(looks)


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows that no tracked change took away."""
    for child in table:
        if child.tag == f"{_W}tr":
            if child.find(f"{_W}trPr/{_W}del") is None:
                yield child
        elif child.tag in _THROUGH:
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in _THROUGH:
            yield from _cells(child)


def _columns(texts: Sequence[str]) -> tuple[int, int, int, int] | None:
    """Return where number, source, translation and approval stand, if these are the headings."""
    approved = {words(code)["exchange_approved"] for code in known_languages()}
    number = {words(code)["exchange_number"] for code in known_languages()}

    def place(wanted: set[str]) -> int | None:
        return next((n for n, t in enumerate(texts) if wanted & set(t.split("\n"))), None)

    first, last = place(number), place(approved)
    if first is None or last is None or any(map(find_reference, texts)):
        return None
    others = [n for n in range(len(texts)) if n not in (first, last)]
    return (first, others[0], others[1], last) if len(others) > 1 else None


def _row(
    cells: Sequence["_Cell"],
    texts: Sequence[str],
    columns: tuple[int, int, int, int],
    where: str,
    remarks: list[str],
) -> tuple[ReturnedRow | None, str]:
    """Read a row: the row, and the language that its reference names."""

    def text(column: int) -> str:
        return texts[column] if column < len(texts) else ""

    number, source, target, approval = columns
    reference = find_reference(text(number)) or next(filter(None, map(find_reference, texts)), None)
    place = text(number).split("\n")[0].strip()
    place = where if not place or find_reference(place) else place
    for cell in cells:
        remarks += [f"{place}: {remark}" for remark in cell.remarks]
    for column in set(range(len(texts))) - set(columns):
        if texts[column]:
            remarks.append(f"{place}: a column of its own says “{texts[column]}”.")
    approved, remark = read_approval(text(approval))
    remarks += [f"{place}: {remark}"] if remark else []
    if not reference and not text(target):
        return None, ""
    language, id_, version = reference or ("", "", "")
    markdown = [cells[c].markdown() if c < len(cells) else "" for c in (source, target)]
    return ReturnedRow(place, id_, version, markdown[0], markdown[1], approved), language


def _outside(document: _Document) -> Iterator[str]:
    """Yield what was written below the table."""
    children = list(document.body)
    tables = [n for n, child in enumerate(children) if child.tag == f"{_W}tbl"]
    for child in children[tables[-1] + 1 :] if tables else []:
        cell = _Cell(document)
        if child.tag == f"{_W}p":
            cell.read(child)
            cell.end_paragraph(child)
        if text := cell.marked().text.strip():
            yield f"below the table stands “{text}”."
        yield from (f"below the table: {remark}" for remark in cell.remarks)


def _read_cell(element: Element, document: _Document) -> "_Cell":
    cell = _Cell(document)
    for paragraph in element.iter(f"{_W}p"):
        cell.read(paragraph)
        cell.end_paragraph(paragraph)
    return cell


@dataclass
class _Cell:
    """Puts the text of a cell together, run by run.

    Attributes:
        remarks: What is in the cell and no text.
    """

    document: _Document
    remarks: list[str] = field(default_factory=list)
    _text: str = ""
    _spans: list[Span] = field(default_factory=list)
    _raw: list[tuple[int, int, bool]] = field(default_factory=list)  # start, end, superscript
    _link: str = ""
    _field: str | None = None  # the instruction of a field, while it is read

    def marked(self) -> Marked:
        """Return the text with its spans, what stands as Markdown among them."""
        marked = Marked(self._text).with_spans(self._spans)
        for start, end, raised in reversed(self._raw):
            marked = _unfolded(marked, start, end, Style.NOTE if raised else Style.IMAGE)
        return marked

    def markdown(self) -> str:
        """Return the text as Markdown, without spare blanks and empty lines."""
        marked = normalized(self.marked())
        return markup.render(marked) if marked.text or marked.spans else ""

    def read(self, element: Element) -> None:
        """Read what stands in a paragraph, or in a part of it."""
        for child in element:
            name = child.tag.removeprefix(_W)
            if child.tag in _GONE:
                continue
            if name == "r":
                self._read_run(child)
            elif name == "hyperlink":
                self._linked(child, self.document.links.get(child.get(f"{_R}id", ""), ""))
            elif name == "fldSimple":
                found = _LINK.search(child.get(f"{_W}instr", ""))
                self._linked(child, found[1] if found else "")
            elif child.tag in _THROUGH:
                self.read(child)

    def end_paragraph(self, paragraph: Element) -> None:
        """Break the line, unless a tracked change joins the paragraph with the next."""
        if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is None and self._text[-1:] != "\n":
            self._text += "\n" if self._text else ""

    def _linked(self, element: Element, address: str) -> None:
        outer, self._link = self._link, address or self._link
        self.read(element)
        self._link = outer

    def _read_run(self, run: Element) -> None:
        looks = _looks(run.find(f"{_W}rPr"), self.document.styles)
        for child in run:
            name = child.tag.removeprefix(_W)
            if name == "t":
                self._add(legal(child.text or ""), looks, run)
            elif name in _CHARACTERS:
                self._add(_CHARACTERS[name], looks, run)
            elif name == "fldChar":
                self._read_field(child.get(f"{_W}fldCharType", ""))
            elif name == "instrText" and self._field is not None:
                self._field += child.text or ""
            elif name == "commentReference":
                said = self.document.comments.get(child.get(f"{_W}id", ""))
                self.remarks += [said] if said else []
            elif name in ("drawing", "pict", "object"):
                self.remarks.append("a picture or text box is left out.")
            elif name in ("footnoteReference", "endnoteReference"):
                self.remarks.append("a footnote of the word processor's is left out.")

    def _read_field(self, kind: str) -> None:
        if kind == "begin":
            self._field = ""
        elif kind == "separate":
            found = _LINK.search(self._field or "")
            self._link = found[1] if found else self._link
            self._field = None
        elif kind == "end":
            self._link, self._field = "", None

    def _add(self, text: str, looks: frozenset[Style | str], run: Element) -> None:
        """Add text with what its look says."""
        start = len(self._text)
        self._text += text
        end = len(self._text)
        styles = {look for look in looks if isinstance(look, Style)}
        if "underlined" in looks and not self._link:
            styles.add(Style.EMPHASIS)
        if start < end:
            self._spans += [Span(start, end, style) for style in styles]
            self._spans += [Span(start, end, Style.LINK, self._link)] if self._link else []
        if MARKUP in looks:
            raised = run.find(f"{_W}rPr/{_W}vertAlign") is not None
            # An edit cuts a run in several.
            if self._raw and self._raw[-1][1:] == (start, raised):
                start = self._raw.pop()[0]
            self._raw.append((start, end, raised))


def _unfolded(marked: Marked, start: int, end: int, style: Style) -> Marked:
    """Put the picture or footnote marks in the place of a part of a text that is their Markdown.

    Where a person has made something else of it, it stays the text that it is.
    """
    inner = markup.parse(marked.text[start:end])
    if {span.style for span in inner.spans} != {style}:
        return marked
    spare = end - start - len(inner.text)

    def moved(place: int) -> int:
        return place - spare if place >= end else min(place, start + len(inner.text))

    spans = [replace(s, start=moved(s.start), end=moved(s.end)) for s in marked.spans]
    spans = [span for span in spans if span.start < span.end or span.style is Style.NOTE]
    text = marked.text[:start] + inner.text + marked.text[end:]
    new = [replace(s, start=start + s.start, end=start + s.end) for s in inner.spans]
    return Marked(text).with_spans((*spans, *new))
