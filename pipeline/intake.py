"""A document on disk → a new lesson: recognised by its content, read by pandoc, written whole."""

import base64
import binascii
import codecs
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from pipeline import files, images, office, pandoc
from pipeline.document import Document, addresses, write_article
from pipeline.errors import ArticleError, DocumentError
from pipeline.plaintext import read_plain_text
from pipeline.project import Project
from pipeline.webpage import read_web_page

# Bytes. A DOCX with forty photographs has about 30 MB, and a novel as plain text about 1 MB.
MOST_BYTES = 40_000_000
MOST_TEXT = 4_000_000

# What people write as Markdown, without what would change a character of it. The extension
# fancy_lists would too: it reads `* * *` as a list.
_MARKDOWN = (
    "commonmark+yaml_metadata_block+footnotes+pipe_tables+strikeout+superscript+subscript"
    "+tex_math_dollars+definition_lists+attributes+fenced_divs+bracketed_spans"
)
_FORMATS = {"docx": "docx+styles", "odt": "odt", "html": "html+epub_html_exts"}

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# First bytes → what the file is, and how to get a text out of it.
_NO_ARTICLES = {
    rb"%PDF": ("a PDF", "Save the article as DOCX, or copy its text into a .txt file"),
    rb"\{\\rtf": ("an RTF file", "Open it in a word processor and save it as DOCX"),
    rb"PK\x05\x06": ("an empty zip file", "Save the article as DOCX"),
    rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|BM.{4}\0\0|II\*\0|MM\0\*": (
        "a picture",
        "Type its text into a .txt file",
    ),
    rb"(?i)(From: <Saved by|MIME-Version:)": (
        "a web archive",
        "Save the page in the browser as “Web Page, HTML only”",
    ),
}
_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S
)
_PAGES = (".html", ".htm", ".xhtml")
_TAG = re.compile(r"<(p|div|h[1-6]|article|main|section|ul|ol|table)\b[^>]*>", re.IGNORECASE)
_MARKDOWN_SIGNS = re.compile(
    r"^#{1,6} \S|^(```|~~~)|\]\([^)\s]+\)|^\[\^[^\]]+\]:|^\|?( *:?-{3,}:? *\|)+"
    r"|\A---\n.*?^title:.*?^---$|^\S[^\n]*\n(={3,}|-{3,})$|\*\*\S[^*\n]*\*\*",
    re.MULTILINE | re.DOTALL,
)
_READ = "handouts reads Markdown, plain text, DOCX, ODT and HTML"
# Names that a folder cannot have on Windows.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)

# The `lesson.yaml` of a new lesson.
LESSON_TEMPLATE = """\
# The teacher's file: the words, the questions and the exercises of this lesson.
#
# What bears a line `proposed:` was proposed by a program. Take that line out, or change the entry,
# and it is yours; take the whole entry out, and it is not proposed again.
#
# `word` is the dictionary form; it is found in its ¶ in any inflected form.
# `pos` is one of: noun, verb, phrasal verb, adjective, adverb, preposition, conjunction, pronoun,
# phrase. `level` (optional) is one of A1, A2, B1, B2, C1, C2.
# `paragraph` is the ¶ number of the handout; the lead, if there is one, is ¶ 1.
# `headword` (optional) is what the list shows. `sentence` (optional) tells which of several places.
# `answer` and `note` (optional) are shown in the teacher's edition only.
# `exercises:` are made from the text, each with the most items it may have: a number, true for a
# usual one, false for none. They are `matching`, `gap_fill`, `true_false`, `order`, `translate`;
# another `seed` chooses other sentences.
"""


@dataclass(frozen=True)
class Added:
    """What came of bringing a document in: the lesson, its files, and what is not in it."""

    lesson: str
    files: tuple[str, ...]
    warnings: tuple[str, ...]


def add_lesson(project: Project, file: Path, name: str | None = None) -> Added:
    """Make a lesson of a document.

    Args:
        project: Where the lesson goes.
        file: Markdown, plain text, DOCX, ODT or HTML.
        name: The lesson's name; made from the file's name where it is not given.

    Raises:
        DocumentError: Where the file is no article, or the name cannot be had; nothing is
            written then.
    """
    content = _read(file)
    lesson = _lesson_name(file, name)
    folder = project.lesson_folder(lesson)
    if folder.exists():
        mend = f"Give this one another name: handouts add {file.name} --name {_free(folder)}"
        raise DocumentError(f"There is a lesson “{lesson}” already", mend=mend)
    shown = project.shown(folder / "article.md")
    try:
        document = read_document(content, file)
        pictures, without = _images(document, content, file)
        written = write_article(document, {a: name for a, (name, _) in pictures.items()}, shown)
    except RecursionError:
        what = "This document is nested too deeply to be an article"
        raise DocumentError(what, path=file, mend="Copy its text into a .txt file") from None
    except (DocumentError, ArticleError) as bad:
        # A line of the article, which is not written, is none of the document's.
        line = bad.line if isinstance(bad, DocumentError) else None
        raise DocumentError(bad.what, path=file, line=line, mend=bad.mend) from None
    parts = {"article.md": written.text.encode(), "lesson.yaml": LESSON_TEMPLATE.encode()}
    parts |= dict(pictures.values())
    files.write_folder(folder, parts)
    names = tuple(str(project.shown(folder / part)) for part in parts)
    return Added(lesson, names, (*written.warnings, *without))


def _read(file: Path) -> bytes:
    """Return the bytes of a file that can be an article."""
    if not file.exists():
        raise DocumentError("This file is missing", path=file)
    if not file.is_file():
        raise DocumentError("This is a folder, no file", path=file, mend="Name the article in it")
    size = file.stat().st_size
    if size > MOST_BYTES:
        what = f"This file has {size / 1e6:.0f} MB, and an article may have {MOST_BYTES / 1e6:.0f}"
        raise DocumentError(what, path=file, mend="Make its pictures smaller, or take some out")
    try:
        content = file.read_bytes()
    except OSError as bad:
        raise DocumentError(f"This file cannot be read: {bad.strerror}", path=file) from None
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise DocumentError("This file is empty", path=file)
    return content


def _lesson_name(file: Path, name: str | None) -> str:
    """Return the name given, if a folder can have it, or one made from the file's."""
    if name is not None:
        return checked_name(name)
    if made := _slug(file.stem):
        return made
    what = f"No lesson's name can be made of “{file.name}”"
    raise DocumentError(what, mend="Give it one: --name my-lesson")


def checked_name(name: str) -> str:
    """Return the name of a new lesson, if a folder can have it.

    Raises:
        DocumentError: Where it cannot; says which name it could have.
    """
    # Sixty characters leave room for the handouts' own names.
    if re.fullmatch(r"\w[\w-]{0,59}", name) and not _RESERVED.fullmatch(name):
        return name
    what = f"“{name}” cannot be a lesson's name: only letters, digits, “-” and “_” can be in it"
    raise DocumentError(what, mend=f"Say for example --name {_slug(name) or 'my-lesson'}")


def _slug(text: str) -> str:
    """Return a text as lowercase ASCII words joined by hyphens, sixty characters at most."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", ascii_text))
    slug = "-".join(words)[:60].strip("-")
    return f"{slug}-lesson" if _RESERVED.fullmatch(slug) else slug


def _free(folder: Path) -> str:
    number = 2
    while folder.with_name(f"{folder.name}-{number}").exists():
        number += 1
    return f"{folder.name}-{number}"


def read_document(content: bytes, file: Path) -> Document:
    """Read a document by what is in it, whatever its name says.

    Args:
        content: Its bytes.
        file: Where they come from; the name's ending tells Markdown from plain text.

    Raises:
        DocumentError: Where it is of no kind that can be read.
    """
    if content.startswith(_OLD_OFFICE):
        raise _old_office(content, file)
    for start, (what, mend) in _NO_ARTICLES.items():
        if re.match(start, content, re.DOTALL):
            raise DocumentError(f"This is {what}, whatever its name says", path=file, mend=mend)
    if content.startswith(_ZIP):
        return _office_document(content, file)
    if len(content) > MOST_TEXT:
        what = f"This text has {len(content) / 1e6:.0f} MB, and an article may have 4"
        raise DocumentError(what, path=file, mend="Cut it into several files")
    return _text_document(_decode(content, file), file)


def _old_office(content: bytes, file: Path) -> DocumentError:
    def held(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if held("EncryptedPackage"):
        return office.encrypted(file)
    what = "an old Word document (.doc)" if held("WordDocument") else "an old Office file"
    return DocumentError(f"This is {what}", path=file, mend="Open it in Word and save it as DOCX")


def _office_document(content: bytes, file: Path) -> Document:
    found = office.read_office(content, file)
    tree = _tree(content, _FORMATS[found.format], file)
    known = {"source": file.name, **found.known}
    name = _spoken(file)
    return Document(tree, known, name, found.captions, found.text, found.warnings)


def _text_document(text: str, file: Path) -> Document:
    suffix = file.suffix.lower()
    if _HTML.match(text) or (suffix in _PAGES and _TAG.search(text)):
        page = read_web_page(text)
        tree = _tree(page.html.encode(), _FORMATS["html"], file)
        known = {"source": file.name, **page.known}
        return Document(tree, known, page.name or _spoken(file), warnings=page.warnings)
    if suffix in (".md", ".markdown", ".mdown", ".mkd") or _MARKDOWN_SIGNS.search(text):
        tree = _tree(text.encode(), _MARKDOWN, file)
    else:
        tree = read_plain_text(text)
    return Document(tree, {"source": file.name}, _spoken(file))


def _tree(content: bytes, form: str, file: Path) -> dict[str, object]:
    try:
        return dict(json.loads(pandoc.convert(content, form, "json", DocumentError)))
    except DocumentError as bad:
        mend = bad.mend or "Open it in a word processor and save it again"
        raise DocumentError(bad.what, path=file, mend=mend) from None


def _spoken(file: Path) -> str:
    """Return a file's name as a title."""
    words = re.sub(r"[\s_-]+", " ", file.stem).strip()
    return words[:1].upper() + words[1:] or file.name


def _decode(content: bytes, file: Path) -> str:
    """Return a text: UTF-8, UTF-16 that says so, or what a web page declares."""
    coding = "utf-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        coding = "utf-16"
    elif b"\0" in content:
        raise DocumentError("This file is no text and no document", path=file, mend=_READ)
    elif _HTML.match(head := content[:2048].decode("latin-1")) or file.suffix in _PAGES:
        declared = re.search(r"(?i)(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", head)
        coding = _codec(declared[1]) if declared else coding
    try:
        text = content.decode(coding).removeprefix("\ufeff")
    except UnicodeDecodeError as bad:
        line = content[: bad.start].count(b"\n") + 1
        mend = "Save it as UTF-8"
        raise DocumentError(
            f"This file is not {coding.upper()} text", path=file, line=line, mend=mend
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _codec(name: str) -> str:
    # What calls itself Latin-1 on the web is Windows-1252: https://encoding.spec.whatwg.org/
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return "cp1252" if codec in ("iso8859-1", "ascii") else codec


def _images(
    document: Document, content: bytes, file: Path
) -> tuple[dict[str, tuple[str, bytes]], list[str]]:
    """Return the images that can be had, by address: a file's name and its bytes.

    The list says what became of the others.
    """
    found: dict[str, tuple[str, bytes]] = {}
    lost = []
    for address in addresses(document):
        image, reason = _image(address, content, file)
        if not reason and image is not None:
            name = _image_name(address, image, {name for name, _ in found.values()})
            found[address] = name, image
        else:
            shown = address if len(address) <= 80 else f"{address[:79]}…"
            lost.append(f"The image {shown} is left out, its caption stands as text: {reason}.")
    return found, lost


def _image(address: str, content: bytes, file: Path) -> tuple[bytes | None, str]:
    """Return the bytes of an image, and why it cannot be in the lesson ("" where it can)."""
    if re.match(r"(https?:)?//", address):
        return None, "it is on the web, and nothing is fetched from there"
    image: bytes | None
    if address.startswith("data:"):
        image = _data(address)
    elif content.startswith(_ZIP):
        image = office.read_image(content, address)
    else:
        path = _beside(file, address)
        if path is None:
            return None, "it does not lie in the article's folder"
        image = path.read_bytes() if path.is_file() and path.stat().st_size < MOST_BYTES else None
    if not image:
        return None, "there is no such file"
    if images.media_type(image) is None:
        return None, "it is no PNG, JPEG, GIF, WebP or SVG file"
    if images.reaches_out(image):
        return None, "this drawing runs a program or draws on other files"
    return image, ""


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
    relative = unquote(re.split(r"[?#]", address, maxsplit=1)[0])
    if re.match(r"[a-zA-Z][a-zA-Z+.-]*:", relative) or "\0" in relative:
        return None
    path = (folder / relative.replace("\\", "/")).resolve()
    return path if path.is_relative_to(folder) else None


def _image_name(address: str, image: bytes, taken: set[str]) -> str:
    """Return a name for an image's file, after its address, that no other has."""
    stem = "" if address.startswith("data:") else Path(unquote(address.split("?")[0])).stem
    # Word processors call them "image3" and "rId11".
    stem = re.sub(r"^(image|rid)?-?\d*$", "image", _slug(stem))
    suffix = images.suffix(image) or ""
    name, number = f"{stem}{suffix}", 2
    while name in taken:
        name, number = f"{stem}-{number}{suffix}", number + 1
    return name
