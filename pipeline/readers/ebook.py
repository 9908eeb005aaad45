"""An EPUB → its chapters, and one of them as clean HTML.

Chapters are what the table of contents lists; where there is none, the files in reading order. A
chapter goes to the beginning of the next one.
"""

import io
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from html.entities import html5
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement
from zipfile import BadZipFile, ZipFile

from pipeline.errors import ChapterError, DocumentError
from pipeline.system import office
from pipeline.text.markup import file_name

_OPS = "http://www.idpf.org/2007/ops"
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_WRAPPERS = ("div", "section", "article", "main")
# A file with fewer words, and without a place in the contents, is a cover or an empty page.
_FEWEST = 20
_MARK = re.compile(r"\[?\(?(\d{1,3}|[*†‡§]+|[a-z])\)?\]?")
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


@dataclass(frozen=True)
class BookChapter:
    """A chapter, ready for pandoc's reader of HTML with its extension `epub_html_exts`.

    Attributes:
        html: Its text; images have the addresses that they have in the file.
        known: Front matter.
        warnings: What is not in it.
    """

    html: str
    known: Mapping[str, str]
    warnings: tuple[str, ...] = ()


# What an EPUB says of itself first: where its package stands (EPUB 3.3, OCF).
_CONTAINER = "META-INF/container.xml"


def is_book(content: bytes) -> bool:
    """Whether a zip file is an EPUB, also one that somebody has packed again."""
    if b"mimetypeapplication/epub+zip" in content[:200]:
        return True
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _CONTAINER in archive.namelist()
    except (BadZipFile, ValueError, OSError):  # whoever reads it says what is wrong
        return False


def read_chapter(content: bytes, path: Path, number: int | None) -> BookChapter:
    """Return a chapter of an EPUB.

    Args:
        content: The file's bytes.
        path: Its name, for messages.
        number: Which one, from 1 on; where it is not given, there must be one only.

    Raises:
        ChapterError: Where there are several and none is named, or none of that number.
        DocumentError: Where the file is damaged or protected.
    """
    with office.opened(content, path) as archive:
        book = _Book(archive, path)
        chapters = book.chapters()
        if not chapters:
            raise DocumentError("There is no text in this e-book", path=path)
        if number is None and len(chapters) > 1:
            raise _unnamed(chapters, path, f"This e-book has {len(chapters)} chapters")
        if number is not None and not 1 <= number <= len(chapters):
            raise _unnamed(chapters, path, f"There is no chapter {number} in this e-book")
        return book.read(chapters[(number or 1) - 1], number or 1)


def _unnamed(chapters: Sequence["_Chapter"], path: Path, what: str) -> ChapterError:
    listed = tuple((chapter.title, chapter.words) for chapter in chapters)
    longest = max(range(len(chapters)), key=lambda index: chapters[index].words) + 1
    mend = f"Name one: handouts add {path.name} --chapter {longest}"
    return ChapterError(what, path=path, mend=mend, chapters=listed)


@dataclass(frozen=True)
class _Chapter:
    """A chapter: what stands in it, each with the name of its file."""

    title: str
    parts: tuple[tuple[str, Element], ...]

    @property
    def words(self) -> int:
        return sum(len("".join(part.itertext()).split()) for _, part in self.parts)


@dataclass
class _Book:
    """An opened EPUB; `_pages` has its files as trees, by their names in the archive."""

    archive: ZipFile
    path: Path
    _pages: dict[str, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = set(self.archive.namelist())
        if "META-INF/encryption.xml" in self._names:
            found = self._xml("META-INF/encryption.xml")
            methods = {element.get("Algorithm", "") for element in found.iter("EncryptionMethod")}
            if methods - {*_FONTS}:
                what = "This e-book is protected against copying"
                mend = "Ask whoever sold it for a file without protection, or type the text"
                raise DocumentError(what, path=self.path, mend=mend)
        container = self._xml(_CONTAINER)
        root = next((e.get("full-path", "") for e in container.iter("rootfile")), "")
        self._folder = posixpath.dirname(root)
        self._package = self._xml(root)
        self._manifest = {item.get("id"): item for item in self._package.iter("item")}
        references = (item.get("idref") for item in self._package.iter("itemref"))
        items = (self._manifest.get(reference) for reference in references)
        names = (self._place(item.get("href", "")) for item in items if item is not None)
        self._spine = [name for name in names if name in self._names]

    def chapters(self) -> list[_Chapter]:
        entries = [entry for entry in self._contents() if entry[1] in self._spine]
        fewest = 1 if entries else _FEWEST
        if not entries:
            entries = [(self._heading(name), name, "") for name in self._spine]
        starts: dict[tuple[int, int], str] = {}
        for title, name, anchor in entries:
            place = (self._spine.index(name), self._index(name, anchor))
            starts.setdefault(place, title)
        places = sorted(starts)
        ends = [*places[1:], (len(self._spine), 0)]
        chapters = [
            _Chapter(starts[start], tuple(self._between(start, end)))
            for start, end in zip(places, ends, strict=True)
        ]
        return [chapter for chapter in chapters if chapter.words >= fewest]

    def read(self, chapter: _Chapter, number: int) -> BookChapter:
        body = Element("body")
        for name, part in chapter.parts:
            copied = deepcopy(part)
            _drop_page_numbers(copied)
            for image in copied.iter("img"):
                image.set("src", self._beside(name, image.get("src", "")))
            for link in copied.iter("a"):
                link.set("href", self._target(name, link.get("href", "")))
            body.append(copied)
        self._mark_notes(body)
        html = ElementTree.tostring(body, encoding="unicode", short_empty_elements=True)
        told = {key: self._said(name) for key, name in (("author", "creator"), ("date", "date"))}
        told["rights"] = self._said("rights")
        title = self._said("title")
        told["source"] = f"{title or self.path.stem}, chapter {number} ({self.path.name})"
        if chapter.title:
            told["title"] = chapter.title
        known = {key: value for key, value in told.items() if value}
        drawn = sum(1 for _ in body.iter("svg"))
        warnings = ("A drawing is left out.",) * bool(drawn)
        return BookChapter(f'<html xmlns:epub="{_OPS}">{html}</html>', known, warnings)

    # Files

    def _xml(self, name: str) -> Element:
        if name not in self._names:
            what = f"This e-book is damaged: it has no {name or 'contents'}"
            raise DocumentError(what, path=self.path)
        text = self.archive.read(name).decode("utf-8", "replace").removeprefix("\ufeff")
        return _without_namespaces(ElementTree.fromstring(_named_entities(text)))

    def _page(self, name: str) -> Element:
        """Return the body of a file, as a browser reads it where it is no XML."""
        if name not in self._pages:
            try:
                tree = self._xml(name)
            except ElementTree.ParseError:
                import tinyhtml5

                text = self.archive.read(name).decode("utf-8", "replace")
                tree = tinyhtml5.parse(text + "\n" * 200, namespace_html_elements=False)
            self._pages[name] = next(tree.iter("body"), tree)
        return self._pages[name]

    def _parts(self, name: str) -> list[Element]:
        """Return what stands in a file, out of what only wraps it."""
        body = self._page(name)
        while len(body) == 1 and body[0].tag in _WRAPPERS and not (body.text or "").strip():
            body = body[0]
        if (body.text or "").strip() or len(body) == 0:
            return [body]
        return list(body)

    def _index(self, name: str, anchor: str) -> int:
        """Return which part of a file an anchor stands in."""
        for index, part in enumerate(self._parts(name) if anchor else ()):
            if any(anchor in (e.get("id"), e.get("name")) for e in part.iter()):
                return index
        return 0

    def _between(
        self, start: tuple[int, int], end: tuple[int, int]
    ) -> Iterator[tuple[str, Element]]:
        for index in range(start[0], min(end[0] + 1, len(self._spine))):
            name = self._spine[index]
            parts = self._parts(name)
            first = start[1] if index == start[0] else 0
            last = end[1] if index == end[0] else len(parts)
            yield from ((name, part) for part in parts[first:last])

    def _place(self, href: str) -> str:
        return posixpath.normpath(posixpath.join(self._folder, file_name(href.partition("#")[0])))

    def _beside(self, name: str, address: str) -> str:
        if not address or re.match(r"[a-z]+:", address):
            return address
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), file_name(address)))

    def _target(self, name: str, address: str) -> str:
        """Return an address with the file that it leads to, where that is one of the book's."""
        if not address or re.match(r"[a-z]+:", address):
            return address
        file, _, anchor = address.partition("#")
        return f"{self._beside(name, file) if file else name}#{anchor}"

    def _said(self, name: str) -> str:
        metadata = next(self._package.iter("metadata"), self._package)
        texts = (" ".join("".join(e.itertext()).split()) for e in metadata.iter(name))
        return ", ".join(dict.fromkeys(filter(None, texts)))

    def _heading(self, name: str) -> str:
        found = (e for e in self._page(name).iter() if re.fullmatch(r"h[1-3]", str(e.tag)))
        return next((_words(element) for element in found), "")

    # The table of contents

    def _contents(self) -> list[tuple[str, str, str]]:
        """Return the entries of the table of contents: title, file and anchor."""
        kinds = {
            item.get("media-type", ""): item.get("href", "") for item in self._manifest.values()
        }
        navs = [i for i in self._manifest.values() if "nav" in (i.get("properties") or "").split()]
        found: list[tuple[str, str, str]] = []
        if navs and (name := self._place(navs[0].get("href", ""))) in self._names:
            found = list(self._listed(self._page(name), name))
        if not found and (ncx := kinds.get("application/x-dtbncx+xml")):
            name = self._place(ncx)
            if name in self._names:
                found = list(self._pointed(self._xml(name), name))
        return self._chaptered(found)

    def _listed(self, body: Element, name: str) -> Iterator[tuple[str, str, str]]:
        lists = [nav for nav in body.iter("nav") if nav.get("epub:type", "toc") == "toc"]
        for link in (link for nav in lists[:1] for link in nav.iter("a")):
            file, _, anchor = self._target(name, link.get("href", "")).partition("#")
            yield _words(link), file, anchor

    def _pointed(self, tree: Element, name: str) -> Iterator[tuple[str, str, str]]:
        for point in tree.iter("navPoint"):
            label = point.find("navLabel")
            content = point.find("content")
            if label is not None and content is not None:
                file, _, anchor = self._target(name, content.get("src", "")).partition("#")
                yield _words(label), file, anchor

    def _chaptered(self, entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
        """Return the entries without those that only lead to a section of a chapter."""
        files = [file for _, file, _ in entries]
        if len(set(files)) < 2:
            return entries
        return [e for index, e in enumerate(entries) if e[1] not in files[:index]]

    # Footnotes

    def _mark_notes(self, body: Element) -> None:
        """Turn the links to notes, in whatever file these stand, into footnotes for pandoc."""
        parents = {child: parent for parent in body.iter() for child in parent}
        notes: dict[str, Element] = {}
        for link in list(body.iter("a")):
            file, _, anchor = link.get("href", "").partition("#")
            if not anchor or file not in self._names or not _is_mark(link, parents.get(link)):
                continue
            note = self._find(body, file, anchor)
            if note is None:
                continue
            name = f"note-{len(notes) + 1}"
            link.set("href", f"#{name}")
            link.set("epub:type", "noteref")
            if (sup := parents.get(link)) is not None and sup.tag == "sup":
                sup.tag = "span"
            notes[name] = _as_footnote(name, note, _words(link))
            if note in parents:
                _take_out(parents[note], note)
        body.extend(notes.values())

    def _find(self, body: Element, file: str, anchor: str) -> Element | None:
        """Return the note that an anchor names: here, so that it goes, or elsewhere in the book."""
        for tree in (body, self._page(file)):
            parents = {child: parent for parent in tree.iter() for child in parent}
            for element in tree.iter():
                if element.get("id") == anchor:
                    while element.tag in ("a", "sup", "span") and element in parents:
                        element = parents[element]
                    return element if element.tag not in ("body", "section") else None
        return None


def _drop_page_numbers(part: Element) -> None:
    """Take out where the pages of a printed book begin."""
    for parent in list(part.iter()):
        for child in list(parent):
            kind = f"{child.get('epub:type')} {child.get('role')}"
            if "pagebreak" in kind:
                _take_out(parent, child)


def _is_mark(link: Element, parent: Element | None) -> bool:
    if link.get("epub:type") == "noteref" or link.get("role") == "doc-noteref":
        return True
    inside = parent is not None and parent.tag == "sup"
    raised = inside or next(link.iter("sup"), None) is not None
    return raised and _MARK.fullmatch(_words(link)) is not None


def _as_footnote(name: str, note: Element, mark: str) -> Element:
    """Return a note as pandoc knows it, without its number and the way back."""
    footnote = SubElement(Element("x"), "aside", {"epub:type": "footnote", "id": name})
    copied = deepcopy(note)
    for parent in list(copied.iter()):
        for child in list(parent):
            back = child.get("epub:type") == "backlink" or child.get("role") == "doc-backlink"
            if child.tag == "a" and (back or _words(child).strip("[]().:") in ("", "↩", mark, "^")):
                _take_out(parent, child)
    if copied.tag in ("li", "aside", "div", "dd", "p", "td"):
        copied.tag = "div" if copied.tag != "p" else "p"
    first = copied if (copied.text or "").strip() or len(copied) == 0 else copied[0]
    number = rf"\s*[\[(]?(?:{re.escape(mark.strip('[]()'))})?[\])]?[.:]?\s+"
    if first.text:
        first.text = re.sub(rf"\A{number}", "", first.text)
    copied.attrib.clear()
    footnote.append(copied)
    return footnote


def _take_out(parent: Element, child: Element) -> None:
    """Take an element out, and leave the text behind it."""
    place = list(parent).index(child)
    if child.tail and place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _named_entities(text: str) -> str:
    """Return XHTML with the characters that HTML has names for, and XML has not."""

    def character(found: re.Match[str]) -> str:
        return found[0] if found[1] in _XML_ENTITIES else html5.get(f"{found[1]};", found[0])

    return re.sub(r"&([A-Za-z][A-Za-z0-9]*);", character, text)


def _without_namespaces(tree: Element) -> Element:
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if name.startswith("{")]:
            short = "epub:type" if name == f"{{{_OPS}}}type" else name.rpartition("}")[2]
            element.set(short, element.attrib.pop(name))
    return tree


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
