"""DOCX and ODT: is it one, is it safe to open, and what does it hold that pandoc does not tell."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from pipeline.errors import DocumentError
from pipeline.system.boundary import boundary

# Bytes, unpacked. A thick book with its photographs stays below; a zip bomb does not.
MOST_UNPACKED = 200_000_000
# Bytes of XML, unpacked: 1,000 pages have about a tenth. pandoc takes some 30 times as much memory.
MOST_XML = 30_000_000
MOST_FILES = 5_000

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

# What else may come as a zip file, by what stands in its list of types or in its `mimetype`.
_OTHERS = {
    "spreadsheet": "a spreadsheet",
    "presentation": "a presentation",
    "opendocument.graphics": "a drawing",
    "epub": "an e-book",
}
_SAVE_AGAIN = "Open it in a word processor and save it again"
_AS_TEXT = "Open it in the program that made it, and save its text as DOCX"

# A class of Word's and LibreOffice's paragraph styles → the key of the front matter.
_HEAD = {"Title": "title", "Subtitle": "subtitle", "Author": "author", "Date": "date"}
_CAPTIONS = {"Caption", "Illustration", "Figure", "Drawing", "FigureCaption"}


@dataclass(frozen=True)
class Office:
    """What is known of an office document beside its text.

    Attributes:
        format: As pandoc names it, `docx` or `odt`.
        known: Front matter that pandoc does not find, by key.
        captions: Texts that are set as captions.
        text: All words of the text itself, to see whether pandoc gives them all.
        warnings: What is in the file and no part of that text.
    """

    format: str
    known: Mapping[str, str]
    captions: frozenset[str]
    text: str
    warnings: tuple[str, ...]


def read_office(content: bytes, path: Path) -> Office:
    """Look into a zip file that should be a document.

    Args:
        content: The file's bytes.
        path: Its name, for messages.

    Raises:
        DocumentError: Where it is damaged, encrypted, too large unpacked, or no document.
    """
    with opened(content, path) as archive:
        return _read(archive, path)


def kind(content: bytes, path: Path) -> str:
    """Return what a zip file is: "docx", "odt", "xlsx", or "" for anything else.

    Raises:
        DocumentError: As `opened`.
    """
    with opened(content, path) as archive:
        said = _said_kind(archive)
    signs = {"wordprocessingml": "docx", "opendocument.text": "odt", "spreadsheetml": "xlsx"}
    return next((kind for sign, kind in signs.items() if sign in said), "")


@contextmanager
def opened(content: bytes, path: Path) -> Iterator[ZipFile]:
    """Open a document that a stranger made, of any kind that is packed as a zip file.

    Raises:
        DocumentError: Where it is damaged, encrypted, or too large unpacked.
    """
    damaged = boundary(
        DocumentError, path, what="This document is damaged", mend=_SAVE_AGAIN, has_lines=False
    )
    with damaged, ZipFile(io.BytesIO(content)) as archive:
        _check_size(archive, path)
        if bad := archive.testzip():
            raise BadZipFile(f"{bad} is not what it was")
        yield archive


def _check_size(archive: ZipFile, path: Path) -> None:
    # A size declared too small does not help an attacker: reading stops there, and the checksum
    # is wrong.
    files = archive.infolist()
    xml = sum(file.file_size for file in files if file.filename.endswith((".xml", ".rels")))
    total = sum(file.file_size for file in files)
    if total > MOST_UNPACKED or xml > MOST_XML or len(files) > MOST_FILES:
        what = f"This document is too large: {total // 1_000_000} MB unpacked"
        raise DocumentError(what, path=path, mend="Save a part of it as a document of its own")
    if any(file.flag_bits & 1 for file in files):
        raise encrypted(path)


def encrypted(path: Path) -> DocumentError:
    """Return the error for a document that wants a password."""
    mend = "Open it, take the password off, and save it again"
    return DocumentError("This document is protected with a password", path=path, mend=mend)


def read_image(content: bytes, address: str) -> bytes | None:
    """Return an image that stands in a document; None where it does not, or cannot be read.

    Args:
        content: The document's bytes, as `read_office` took them.
        address: What pandoc calls the image.
    """
    with (
        suppress(DocumentError),
        boundary(DocumentError),
        ZipFile(io.BytesIO(content)) as archive,
    ):
        for name in (f"word/{address}", address):
            if name in archive.namelist():
                return archive.read(name)
    return None


def _read(archive: ZipFile, path: Path) -> Office:
    names = set(archive.namelist())
    kind = _said_kind(archive)
    if "wordprocessingml" in kind:
        return _read_docx(archive, path)
    if "opendocument.text" in kind and "content.xml" in names:
        manifest = (
            archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        )
        if b"encryption-data" in manifest:
            raise encrypted(path)
        return _read_odt(archive)
    raise _no_document(kind, path)


def _said_kind(archive: ZipFile) -> str:
    """Return what a zip file says that it is; of OOXML, all types of its parts."""
    names = set(archive.namelist())
    if "mimetype" in names:
        return archive.read("mimetype").decode("ascii", "replace").strip()
    if "[Content_Types].xml" in names:
        return archive.read("[Content_Types].xml").decode("utf-8", "replace")
    return ""


def _no_document(kind: str, path: Path) -> DocumentError:
    name = next((name for sign, name in _OTHERS.items() if sign in kind), None)
    what = f"This is {name}, no article" if name else "This is a zip file, no document"
    return DocumentError(what, path=path, mend=_AS_TEXT if name else "Unpack it first")


def _read_docx(archive: ZipFile, path: Path) -> Office:
    names = archive.namelist()
    main = next((name for name in names if re.fullmatch(r"word/document\d*\.xml", name)), None)
    if main is None:
        raise DocumentError("This document is damaged: it has no text part", path=path)
    tree = ElementTree.fromstring(archive.read(main))
    boxes = [_text_of(box, f"{_WORD}t") for box in tree.iter(f"{_WORD}txbxContent")]
    warnings = [_left_out("text box", box) for box in dict.fromkeys(filter(None, boxes))]
    if any(re.fullmatch(r"word/comments\d*\.xml", name) for name in names):
        count = sum(1 for _ in tree.iter(f"{_WORD}commentReference"))
        warnings += _comments(count)
    return Office("docx", {}, frozenset(), " ".join(_spoken(tree)), tuple(warnings))


def _read_odt(archive: ZipFile) -> Office:
    tree = ElementTree.fromstring(archive.read("content.xml"))
    parents = {
        style.get(f"{_STYLE}name"): style.get(f"{_STYLE}parent-style-name")
        for style in tree.iter(f"{_STYLE}style")
    }
    known: dict[str, str] = {}
    captions = set()
    for paragraph in (*tree.iter(f"{_TEXT}p"), *tree.iter(f"{_TEXT}h")):
        style = paragraph.get(f"{_TEXT}style-name", "")
        names = {style, parents.get(style) or ""}
        text = " ".join("".join(paragraph.itertext()).split())
        if text and names & _CAPTIONS:
            captions.add(text)
        for name in names & set(_HEAD):
            if text:
                known.setdefault(_HEAD[name], text)
    comments = sum(1 for _ in tree.iter(f"{_OFFICE}annotation"))
    text = " ".join(_spoken(next(tree.iter(f"{_OFFICE}text"), tree)))
    return Office("odt", known, frozenset(captions), text, tuple(_comments(comments)))


# What is not read out: text boxes and what stands in for them, what a tracked change took away,
# comments. A tracked change is accepted.
_SILENT = {
    *(f"{_WORD}{name}" for name in ("txbxContent", "moveFrom", "del")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    *(f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation"),
}
_BLANKS = {f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr", f"{_TEXT}tab", f"{_TEXT}s"} | {
    f"{_TEXT}line-break"
}
_PARAGRAPHS = {f"{_WORD}p", f"{_TEXT}p", f"{_TEXT}h"}


def _spoken(element: ElementTree.Element) -> Iterator[str]:
    """Yield the text of each paragraph; its notes come before the paragraph they stand in."""
    pieces: list[str] = []

    def gather(inside: ElementTree.Element) -> Iterator[str]:
        for child in inside:
            if child.tag in _PARAGRAPHS:
                yield from _spoken(child)
            elif child.tag in _BLANKS:
                pieces.append(" ")
            elif child.tag not in _SILENT:
                if child.tag == f"{_WORD}t" or child.tag.startswith(_TEXT):
                    pieces.append(child.text or "")
                yield from gather(child)
            if inside.tag.startswith(_TEXT):
                pieces.append(child.tail or "")

    if element.tag.startswith(_TEXT):
        pieces.append(element.text or "")
    yield from gather(element)
    yield "".join(pieces)


def _comments(count: int) -> Iterator[str]:
    if count:
        yield "A comment is left out." if count == 1 else f"{count} comments are left out."


def _left_out(what: str, text: str) -> str:
    short = text if len(text) <= 60 else f"{text[:59].rstrip()}…"
    return f"A {what} is left out: “{short}”."


def _text_of(element: ElementTree.Element, tag: str) -> str:
    return " ".join("".join(part.text or "" for part in element.iter(tag)).split())
