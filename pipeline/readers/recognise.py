"""A document of any kind, told by what is in it → `Document`, with the pictures that can be had."""

import base64
import binascii
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast
from urllib.parse import unquote, unquote_to_bytes, urljoin
from xml.etree import ElementTree
from zipfile import ZipFile

from pipeline.errors import DocumentError
from pipeline.readers import word
from pipeline.readers.boldheadings import with_bold_headings
from pipeline.readers.dialects import read_dialect
from pipeline.readers.document import Document, addresses, alternatives
from pipeline.readers.ebook import is_book, read_chapter
from pipeline.readers.encoding import Decoded, decode
from pipeline.readers.inlines import Node, start_of
from pipeline.readers.mail import (
    SavedPage,
    is_message,
    is_saved_page,
    read_message,
    read_saved_page,
)
from pipeline.readers.pdf import read_pdf_article
from pipeline.readers.plaintext import read_plain_text
from pipeline.readers.rawhtml import with_html
from pipeline.readers.rtf import read_rtf
from pipeline.readers.webpage import WebPage, read_web_page
from pipeline.readers.wordarticle import is_touched, rewrite, with_boxes
from pipeline.readers.wrapping import is_wrapped
from pipeline.system import images, office, pandoc
from pipeline.system.boundary import boundary, refuse_conflicts
from pipeline.system.files import beside, slug
from pipeline.system.pdf import read_pdf
from pipeline.text.markup import FIGURE_WITH_BLANKS

# Bytes. A DOCX with forty photographs has about 30 MB, a web page that is mostly program 3 MB, a
# novel as plain text about 1 MB.
MOST_BYTES = 40_000_000
MOST_PAGE = 4_000_000
MOST_TEXT = 1_000_000
# What people write as Markdown, without what would change a character of it. The extension
# fancy_lists would too: it reads `* * *` as a list.
_MARKDOWN = (
    "commonmark+yaml_metadata_block+footnotes+pipe_tables+strikeout+superscript+subscript"
    "+tex_math_dollars+definition_lists+attributes+fenced_divs+bracketed_spans+task_lists"
)
_FORMATS = {"docx": "docx+styles", "odt": "odt", "html": "html+epub_html_exts"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Some programs put a few bytes before it.
_PDF = re.compile(rb"(?s).{0,1000}?%PDF-\d")
_RTF = b"{\\rtf"
_ZIP = b"PK\x03\x04"
# First bytes → what the file is, and how to get a text out of it.
_NO_ARTICLES = {
    rb"PK\x05\x06": ("an empty zip file", "Save the article as DOCX"),
    rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|BM.{4}\0\0|II\*\0|MM\0\*": (
        "a picture",
        "Type its text into a .txt file",
    ),
    rb"(?i)(From: <Saved by|MIME-Version:)": (
        "a web archive without a page",
        "Save the page in the browser as “Web Page, HTML only”",
    ),
}
_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S
)
_PAGES = (".html", ".htm", ".xhtml")
_TAG = re.compile(r"<(p|div|h[1-6]|article|main|section|ul|ol|table)\b[^>]*>", re.IGNORECASE)
_MARKDOWN_SIGNS = re.compile(
    r"^#{1,6} \S|^(```|~~~)[^\n]*\n(.*\n)?\1|\]\([^)\s]+\)|^\[\^[^\]]+\]:|^\|?( *:?-{3,}:? *\|)+"
    r"|\A---\n.*?^title:.*?^---$|^\S[^\n]*\n(={3,}|-{3,})$|\*\*\S[^*\n]*\*\*",
    re.MULTILINE | re.DOTALL,
)
# A line that is a figure, and before that, what is no text: fenced code.
_FIGURES = re.compile(
    rf"^(```+|~~~+)(?:.*\n)+?\1|^{FIGURE_WITH_BLANKS.pattern}(?=[ \t]*$)", re.MULTILINE
)
_MOST_NAMED = 3
_COPY = "Copy its text into a .txt file"
_READ = "handouts reads PDF, DOCX, ODT, web pages, Markdown and plain text"


def read_document(
    content: bytes, file: Path, chapter: int | None = None, *, everything: bool = False
) -> Document:
    """Read a document by what is in it, whatever its name says.

    Args:
        content: Its bytes.
        file: Where they come from; the name's ending tells Markdown from plain text.
        chapter: Of an e-book, the number of the chapter, from 1 on.
        everything: Whether to keep what stands around the article of a web page.

    Raises:
        ChapterError: Where it is an e-book of several chapters and none of them is named.
        DocumentError: Where it is of no kind that can be read.
    """
    what = "This document cannot be read"
    with boundary(DocumentError, file, what=what, mend=_COPY, has_lines=False):
        return _read(content, file, chapter, everything)


def _read(content: bytes, file: Path, chapter: int | None, everything: bool) -> Document:
    if content.startswith(_ZIP) and is_book(content):
        return _book_document(content, file, chapter)
    if chapter is not None:
        what = "Only e-books (EPUB) have chapters to choose from"
        raise DocumentError(what, path=file, mend="Leave `--chapter` out")
    if content.startswith(_OLD_OFFICE):
        raise _old_office(content, file)
    if _PDF.match(content):
        return _pdf_document(content, file)
    if content.startswith(_RTF):
        return _rtf_document(content, file)
    if is_message(content):
        text, is_html = read_message(content)
        named = file.with_suffix(".html") if is_html else file
        _check_length(len(text), named, is_page=is_html)
        return _text_document(text.replace("\r\n", "\n"), named, everything)
    if is_saved_page(content) and (saved := read_saved_page(content)):
        return _saved_document(saved, file, everything)
    for start, (what, mend) in _NO_ARTICLES.items():
        if re.match(start, content, re.DOTALL):
            raise DocumentError(f"This is {what}, whatever its name says", path=file, mend=mend)
    if content.startswith(_ZIP):
        return _office_document(content, file)
    looks_so = _HTML.match(content[:2048].decode("latin-1")) is not None
    _check_length(len(content), file, is_page=looks_so or file.suffix.lower() in _PAGES)
    decoded = _decode(content, file)
    found = _text_document(decoded.text, file, everything)
    return replace(found, warnings=(*decoded.warnings, *found.warnings))


def _check_length(length: int, file: Path, *, is_page: bool) -> None:
    most = MOST_PAGE if is_page else MOST_TEXT
    if length > most:
        size = f"{length / 1e6:.1f} MB"
        what = f"This text has {size}, and an article may have {most // 1_000_000}"
        raise DocumentError(what, path=file, mend="Cut it into several files")


def _old_office(content: bytes, file: Path) -> DocumentError:
    def held(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if held("EncryptedPackage"):
        return office.encrypted(file)
    what = "an old Word document (.doc)" if held("WordDocument") else "an old Office file"
    return DocumentError(f"This is {what}", path=file, mend="Open it in Word and save it as DOCX")


def _office_document(content: bytes, file: Path) -> Document:
    found = office.read_office(content, file)
    hidden: tuple[str, ...] = ()
    if found.format == "docx" and (shown := _as_shown(content)):
        content, hidden = shown
        found = office.read_office(content, file)
    tree = _tree(content, _FORMATS[found.format], file)
    known = {"source": file.name, **found.known}
    blocks = with_boxes(cast("list[Node]", tree["blocks"]))
    has_title = "title" in known or "title" in cast("Node", tree["meta"])
    tree = {**tree, "blocks": with_bold_headings(blocks, has_title)}
    name = _spoken(file)
    warnings = tuple(f"Hidden text is left out: “{start_of(text)}”." for text in hidden)
    return Document(tree, known, name, found.captions, found.text, (*found.warnings, *warnings))


def _pdf_document(content: bytes, file: Path) -> Document:
    found = read_pdf_article(read_pdf(content, file))
    known = {"source": file.name, **found.known}
    return Document(found.tree, known, _spoken(file), warnings=found.warnings, images=found.images)


def _book_document(content: bytes, file: Path, number: int | None) -> Document:
    found = read_chapter(content, file, number)
    tree = _tree(found.html.encode(), _FORMATS["html"], file)
    known = {"source": file.name, **found.known}
    return Document(tree, known, _spoken(file), warnings=found.warnings, has_title="title" in known)


def _rtf_document(content: bytes, file: Path) -> Document:
    found = read_rtf(content)
    known = {"source": file.name, **found.known}
    return Document(found.tree, known, _spoken(file), warnings=found.warnings, images=found.images)


def _as_shown(content: bytes) -> tuple[bytes, tuple[str, ...]] | None:
    """Return a DOCX without what Word hides, and that; None where pandoc sees what Word shows."""
    with ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        main = next(name for name in names if re.fullmatch(r"word/document\d*\.xml", name))
        text = archive.read(main)
        styles = archive.read("word/styles.xml") if "word/styles.xml" in names else b""
    hides = any(sign in styles + text for sign in (b"vanish", b"customXml"))
    if not hides and not is_touched(text):
        return None
    # pandoc knows the elements by the prefixes that everybody gives their namespaces.
    for _, (prefix, uri) in ElementTree.iterparse(io.BytesIO(text), ["start-ns"]):
        if not re.fullmatch(r"ns\d+|xml", prefix):
            ElementTree.register_namespace(prefix, uri)
    tree = ElementTree.fromstring(text)
    hidden = word.show(tree, ElementTree.fromstring(styles) if styles else None)
    rewrite(tree)
    shown = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return office.repacked(content, {main: shown}), hidden


def _text_document(text: str, file: Path, everything: bool) -> Document:
    suffix = file.suffix.lower()
    refuse_conflicts(text, file, DocumentError)
    if _HTML.match(text) or (suffix in _PAGES and _TAG.search(text)):
        try:
            page = read_web_page(text, everything=everything)
        except DocumentError as bad:
            raise DocumentError(bad.what, path=file, mend=bad.mend) from None
        return _web_document(page, file)
    is_markdown = suffix in (".md", ".markdown", ".mdown", ".mkd")
    if is_markdown or (_MARKDOWN_SIGNS.search(text) and not is_wrapped(text)):
        return _markdown_document(text, file)
    found = read_plain_text(text)
    known = {"source": file.name, **found.known}
    return Document(found.tree, known, _spoken(file), warnings=found.warnings)


def _web_document(page: WebPage, file: Path) -> Document:
    known, warnings = {"source": file.name, **page.known}, page.warnings
    if page.preformatted:
        plain = read_plain_text(page.preformatted)
        tree, known, warnings = plain.tree, {**plain.known, **known}, (*warnings, *plain.warnings)
    else:
        tree = _tree(page.html.encode(), _FORMATS["html"], file)
    return Document(
        tree,
        known,
        page.name or _spoken(file),
        text="" if page.preformatted else page.text,
        warnings=warnings,
        has_title=bool(page.name),
        left_out=page.left_out,
    )


def _saved_document(saved: SavedPage, file: Path, everything: bool) -> Document:
    _check_length(len(saved.html), file, is_page=True)
    page = file.with_suffix(".html")
    decoded = _decode(saved.html, page, saved.charset)
    found = _text_document(decoded.text, page, everything)
    source = found.known["source"]
    known = {**found.known, "source": source if "//" in source else saved.address or file.name}
    named = {address: urljoin(saved.address, address) for address in addresses(found)}
    there = {a: saved.images[whole] for a, whole in named.items() if whole in saved.images}
    warnings = (*decoded.warnings, *found.warnings)
    return replace(found, known=known, images=there, warnings=warnings)


def _markdown_document(text: str, file: Path) -> Document:
    common = read_dialect(text, file)
    tree = _tree(_with_figures(common.text).encode(), _MARKDOWN, file)

    def read(html: str) -> list[Node]:
        return cast("list[Node]", _tree(html.encode(), "html", file)["blocks"])

    blocks = list(with_html(cast("list[Node]", tree["blocks"]), read))
    known = {"source": file.name}
    return Document({**tree, "blocks": blocks}, known, _spoken(file), warnings=common.warnings)


def _with_figures(text: str) -> str:
    """Return Markdown in which pandoc knows the pictures whose files have blanks in their names."""

    def marked(found: re.Match[str]) -> str:
        name = found["name"]
        return f"![{found['caption']}](<{name}>)" if name else found[0]

    return _FIGURES.sub(marked, text)


def _tree(content: bytes, form: str, file: Path) -> dict[str, object]:
    try:
        return dict(json.loads(pandoc.convert(content, form, "json", DocumentError)))
    except DocumentError as bad:
        raise DocumentError(bad.what, path=file, mend=bad.mend or _COPY) from bad


def _spoken(file: Path) -> str:
    """Return a file's name as a title."""
    words = re.sub(r"[\s_-]+", " ", file.stem).strip()
    return words[:1].upper() + words[1:] or file.name


def _decode(content: bytes, file: Path, charset: str = "") -> Decoded:
    """Return a text in whatever encoding it has; a web page, or what sent it, may declare one."""
    head = content[:2048].decode("latin-1")
    if not charset and (_HTML.match(head) or file.suffix in _PAGES):
        found = re.search(r"(?i)(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", head)
        charset = found[1] if found else ""
    decoded = decode(content, _codec(charset) if charset else "")
    if decoded is None:
        raise DocumentError("This file is no text and no document", path=file, mend=_READ)
    return decoded


def _codec(name: str) -> str:
    """Return the encoding that browsers take a declared one for; UTF-8 where they know none."""
    import webencodings

    found = webencodings.lookup(name)
    # A page whose declaration could be read is no UTF-16, whatever it says.
    return "utf-8" if found is None or "16" in found.name else str(found.codec_info.name)


def pictures(
    document: Document, content: bytes, file: Path
) -> tuple[dict[str, tuple[str, bytes]], list[str]]:
    """Return the images that can be had, by address: a file's name and its bytes.

    The list says what became of the others.
    """
    found: dict[str, tuple[str, bytes]] = {}
    lost: dict[str, list[str]] = {}
    without_caption = alternatives(document)
    for address in addresses(document):
        try:
            with boundary(DocumentError):
                image, reason = _image(document, address, content, file)
        except DocumentError as bad:
            image, reason = None, bad.what
        if not reason and image is not None:
            name = _image_name(address, image, {name for name, _ in found.values()})
            found[address] = name, image
        else:
            shown = address if len(address) <= 80 else f"{address[:79]}…"
            described = without_caption.get(address)
            shown += f" (“{start_of(described)}”)" if described else ""
            kept = "" if described is not None else ", its caption stands as text"
            lost.setdefault(f"left out{kept}: {reason}", []).append(shown)
    return found, [_named(shown, what) for what, shown in lost.items()]


def _named(images: Sequence[str], what: str) -> str:
    """Return one line for what happened to some images."""
    if len(images) == 1:
        return f"The image {images[0]} is {what}."
    more = f" and {len(images) - _MOST_NAMED} more" if len(images) > _MOST_NAMED else ""
    kept, _, reason = what.partition(": ")
    one = reason.replace("it is ", "each is ").replace("it has ", "each has ")
    kept = kept.replace("its caption stands", "their captions stand")
    shown = ", ".join(images[:_MOST_NAMED])
    return f"{len(images)} images are {kept}: {one}. They are {shown}{more}."


def _image(
    document: Document, address: str, content: bytes, file: Path
) -> tuple[bytes | None, str]:
    """Return the bytes of an image, and why it cannot be in the lesson ("" where it can)."""
    if address in document.images:
        image: bytes | None = document.images[address]
        return image, images.problem(image or b"")
    if re.match(r"(https?:)?//", address):
        return None, "it is on the web, and nothing is fetched from there"
    if address.startswith("data:"):
        image = _data(address)
    elif content.startswith(_ZIP):
        named = (office.read_image(content, name) for name in (address, unquote(address)))
        image = next((found for found in named if found is not None), None)
    else:
        path = _beside(file, address)
        if path is None:
            return None, "it does not lie in the article's folder"
        if not path.is_file():
            return None, "there is no such file"
        if path.stat().st_size > MOST_BYTES:
            return None, f"it has more than {MOST_BYTES // 1_000_000} MB"
        image = path.read_bytes()
    if image is None:
        return None, "there is no such file"
    return image, images.problem(image)


def _data(address: str) -> bytes:
    kind, _, data = address.partition(",")
    try:
        return (
            base64.b64decode(unquote(data)) if kind.endswith(";base64") else unquote_to_bytes(data)
        )
    except (ValueError, binascii.Error):
        return b""


def _beside(file: Path, address: str) -> Path | None:
    """Return the path of a relative address; None where it leads out of the article's folder."""
    folder = file.resolve().parent
    return beside(folder, address, folder)


def _image_name(address: str, image: bytes, taken: set[str]) -> str:
    """Return a name for an image's file, after its address, that no other has."""
    stem = "" if address.startswith("data:") else Path(unquote(address.split("?")[0])).stem
    # Word processors call them "image3" and "rId11".
    stem = re.sub(r"^(image|rid)?-?\d*$", "image", slug(stem))
    suffix = images.suffix(image) or ""
    name, number = f"{stem}{suffix}", 2
    while name in taken:
        name, number = f"{stem}-{number}{suffix}", number + 1
    return name
