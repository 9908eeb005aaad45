"""The table of a DOCX that came back from review → its rows, as Markdown.

Tracked changes are accepted. Paragraphs of a cell become lines of one text. What a person put
where no translation stands (comments, remarks, pictures) is named, not taken. A column is known by
its heading; a translation with something in it that no text can carry (`pipeline.readers.word`) is
marked as unreadable, and its row refused.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from pipeline.catalog.catalog import State
from pipeline.errors import ExchangeError
from pipeline.readers import word
from pipeline.readers.inlines import raised
from pipeline.review.formats.marks import read_approval
from pipeline.review.formats.xmltree import read_xml
from pipeline.review.rows import Returned, ReturnedRow, find_reference, normalized
from pipeline.system import office
from pipeline.text import markup
from pipeline.text.labels import known_languages, language_name, words
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
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
_NO_COLUMN = "The table has no column of this language"
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
        hidden: Text that nobody sees.
    """

    body: Element
    links: Mapping[str, str]
    styles: Mapping[str, frozenset[Style | str]]
    comments: Mapping[str, str]
    hidden: tuple[str, ...]
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
    for table in _tables(document.body):
        columns = _Columns()
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
    remarks += [f"hidden text is left out: “{text}”." for text in document.hidden]
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
        sheet = next(part(r"word/styles\d*\.xml"), None)
        hidden = word.show(tree, sheet)
        styles = {} if sheet is None else dict(_styles(sheet))
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
    body = next(tree.iter(f"{_W}body"), tree)
    return _Document(body, links, styles, comments, hidden, lesson)


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


def _tables(element: Element) -> Iterator[Element]:
    """Yield the tables that stand in no other one."""
    for child in element:
        if child.tag == f"{_W}tbl":
            yield child
        else:
            yield from _tables(child)


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


@dataclass(frozen=True)
class _Columns:
    """Where what stands in a table.

    Attributes:
        texts: The columns of the two texts, where no heading names their language.
        named: The column of each language, by its code.
        others: Columns with a heading of their own.
        approval: None where the table has no such column.
    """

    number: int = 0
    texts: tuple[int, ...] = (1, 2)
    named: Mapping[str, int] = field(default_factory=dict)
    approval: int | None = 3

    def pair(self, language: str) -> tuple[int, int] | None:
        """Return the columns of source and translation; None where they cannot be told apart."""
        target = self.named.get(language)
        others = [n for code, n in self.named.items() if code != language]
        if target is not None:
            source = next(iter((*others, *self.texts)), None)
            return None if source is None else (source, target)
        both = (*others, *self.texts)
        return (both[0], both[1]) if len(both) > 1 and (self.texts or not language) else None

    @property
    def known(self) -> set[int]:
        """All columns that are not somebody's own."""
        approval = () if self.approval is None else (self.approval,)
        return {self.number, *self.texts, *self.named.values(), *approval}


def _columns(texts: Sequence[str]) -> _Columns | None:
    """Return where what stands, if these are the headings."""
    if any(map(find_reference, texts)):
        return None
    codes = known_languages()

    def place(key: str) -> int | None:
        wanted = {words(code)[key].casefold() for code in codes}
        return next((n for n, t in enumerate(texts) if wanted & _lines(t)), None)

    number, approval = place("exchange_number"), place("exchange_approved")
    names = {code: {language_name(code, other).casefold() for other in codes} for code in codes}
    named = {
        code: place
        for place, text in enumerate(texts)
        for code in codes
        if names[code] & _lines(text)
    }
    if number is None and approval is None and not named:
        return None
    number = 0 if number is None else number
    taken = {number, approval, *named.values()}
    # Only where a language is not named is a column without a known heading one of the texts.
    free = [n for n in range(len(texts)) if n not in taken][: max(0, 2 - len(named))]
    return _Columns(number, tuple(free), named, approval)


def _lines(text: str) -> set[str]:
    return {line.strip().casefold() for line in text.split("\n")}


def _row(
    cells: Sequence["_Cell"],
    texts: Sequence[str],
    columns: _Columns,
    where: str,
    remarks: list[str],
) -> tuple[ReturnedRow | None, str]:
    """Read a row: the row, and the language that its reference names."""

    def text(column: int) -> str:
        return texts[column] if column < len(texts) else ""

    reference = find_reference(text(columns.number))
    reference = reference or next(filter(None, map(find_reference, texts)), None)
    language, id_, version = reference or ("", "", "")
    place = text(columns.number).split("\n")[0].strip()
    place = where if not place or find_reference(place) else place
    for cell in cells:
        remarks += [f"{place}: {remark}" for remark in cell.remarks]
    for column in set(range(len(texts))) - columns.known:
        if texts[column]:
            remarks.append(f"{place}: a column of its own says “{texts[column]}”.")
    was_approved = bool(reference) and not _states() & _lines(text(columns.number))
    approved = was_approved
    if columns.approval is not None:
        approved, remark = read_approval(text(columns.approval))
        remarks += [f"{place}: {remark}"] if remark else []
    pair = columns.pair(language)
    if not pair:
        found = ReturnedRow(place, id_, version, "", "", unreadable=_NO_COLUMN)
        return (found if reference else None), language
    source, target = (cells[c] if c < len(cells) else None for c in pair)
    if not reference and not text(pair[1]):
        return None, ""
    one, other = ("" if cell is None else cell.markdown() for cell in (source, target))
    strange = "" if target is None else ", ".join(dict.fromkeys(target.strange))
    strange = f"The translation has {strange}, which no text can carry" if strange else ""
    return ReturnedRow(place, id_, version, one, other, approved, was_approved, strange), language


def _states() -> set[str]:
    """Return what stands below the number of a row that went out without our mark."""
    open_ = [state for state in State if state is not State.APPROVED]
    return {words(code)[state].casefold() for code in known_languages() for state in open_}


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
    cell = _Cell(document, strange=list(word.strange(element)))
    for paragraph in _paragraphs(element):
        cell.read(paragraph)
        cell.end_paragraph(paragraph)
    return cell


def _paragraphs(element: Element) -> Iterator[Element]:
    """Yield the paragraphs of a cell, not those of a table or a text box in it."""
    for child in element:
        if child.tag == f"{_W}p":
            yield child
        elif child.tag in _THROUGH:
            yield from _paragraphs(child)


@dataclass
class _Cell:
    """Puts the text of a cell together, run by run.

    Attributes:
        remarks: What is in the cell and no text.
        strange: What is in it that no text can carry.
    """

    document: _Document
    remarks: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    _text: str = ""
    _spans: list[Span] = field(default_factory=list)
    _raw: list[tuple[int, int, bool]] = field(default_factory=list)  # start, end, superscript
    _link: str = ""
    _field: str | None = None  # the instruction of a field, while it is read

    def marked(self) -> Marked:
        """Return the text with its spans, what stands as Markdown among them."""
        marked = Marked(self._text).with_spans(self._spans)
        for start, end, is_raised in reversed(self._raw):
            marked = _unfolded(marked, start, end, Style.NOTE if is_raised else Style.IMAGE)
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
        if paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            self.remarks.append("the number or bullet of a list is left out.")
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
                self.remarks.append("a picture is left out.")
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
        shift = run.find(f"{_W}rPr/{_W}vertAlign")
        is_raised = shift is not None and shift.get(f"{_W}val") == "superscript"
        # Some programs keep the look of a footnote's mark and not the style that it comes from.
        if MARKUP in looks or is_raised:
            # An edit cuts a run in several.
            if self._raw and self._raw[-1][1:] == (start, is_raised):
                start = self._raw.pop()[0]
            self._raw.append((start, end, is_raised))


def _unfolded(marked: Marked, start: int, end: int, style: Style) -> Marked:
    """Put the picture or footnote marks in the place of a part of a text that is their Markdown.

    Where a person has made something else of it, it stays the text that it is; raised digits are
    those that Unicode has.
    """
    inner = markup.parse(marked.text[start:end])
    if {span.style for span in inner.spans} != {style}:
        text = raised(marked.text[start:end]) if style is Style.NOTE else ""
        return (
            replace(marked, text=marked.text[:start] + text + marked.text[end:]) if text else marked
        )
    spare = end - start - len(inner.text)

    def moved(place: int) -> int:
        return place - spare if place >= end else min(place, start + len(inner.text))

    spans = [replace(s, start=moved(s.start), end=moved(s.end)) for s in marked.spans]
    spans = [span for span in spans if span.start < span.end or span.style is Style.NOTE]
    text = marked.text[:start] + inner.text + marked.text[end:]
    new = [replace(s, start=start + s.start, end=start + s.end) for s in inner.spans]
    return Marked(text).with_spans((*spans, *new))
