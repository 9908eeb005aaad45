"""Files for review: one module a format, each with `write(review)` and `read(content, path)`."""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from pipeline.errors import ExchangeError, HandoutsError
from pipeline.review.rows import Returned, Review, find_reference
from pipeline.system import office

# Ending of the file → module. A name, so that what a format needs is loaded when it is used.
FORMATS = {
    ".docx": "pipeline.review.formats.docx_write",
    ".csv": "pipeline.review.formats.table",
    ".xlf": "pipeline.review.formats.xliff",
    ".xliff": "pipeline.review.formats.xliff",
    ".tmx": "pipeline.review.formats.tmx",
}
# Those for translation memories: what nobody approved has no place in one.
_MEMORIES = {".tmx"}
# What comes back besides: what other programs make of these, and the project's own catalogs. Their
# modules have `read` alone.
_READERS = FORMATS | {
    "docx": FORMATS[".docx"],
    "odt": "pipeline.review.formats.odt",
    "xlsx": "pipeline.review.formats.workbook",
    ".po": "pipeline.review.formats.po",
}
_ZIP = b"PK\x03\x04"
# The first element of an XML file, and what it makes of the file.
_ELEMENT = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*<([A-Za-z][\w:.-]*)",
    re.DOTALL | re.IGNORECASE,
)
_ROOTS = {"xliff": ".xlf", "tmx": ".tmx"}
_PAGES = {"html", "head", "body"}
# Endings of text files that hold no text to read.
_DATA = frozenset(".json .yaml .yml .toml .ini .tsv .xml .pot .xls .xlsx .ods .py .js .css".split())


class Exchange(Protocol):
    """What a format's module offers."""

    def write(self, review: Review) -> bytes:
        """Return the finished file; the same review gives the same bytes."""
        ...

    def read(self, content: bytes, path: Path) -> Returned:
        """Read a file that `write` made and somebody changed.

        Args:
            content: The file's bytes.
            path: Its name, for messages.

        Raises:
            HandoutsError: Where it is damaged, of another format, or nothing that `write` made.
        """
        ...


def exchange(path: Path) -> Exchange:
    """Return the format that the name of a file asks for.

    Raises:
        ExchangeError: Where its ending is none of ours.
    """
    module = FORMATS.get(path.suffix.lower())
    if module is None:
        mend = f"Give it a name that ends with {', '.join(FORMATS)}"
        raise ExchangeError(f"“{path.name}” names no format for review", mend=mend)
    return cast(Exchange, import_module(module))


def is_memory(path: Path) -> bool:
    """Tell whether the name of a file asks for a translation memory."""
    return path.suffix.lower() in _MEMORIES


def recognise(content: bytes, path: Path) -> Exchange | None:
    """Return the format of a file that came back, by what is in it; None for a text of somebody's.

    An export that has lost its references is still one: its reader says how to bring it back.

    Raises:
        HandoutsError: Where it is neither for review nor a text that somebody may have written.
    """
    kind = _kind(content, path)
    return cast(Exchange, import_module(_READERS[kind])) if kind else None


def _kind(content: bytes, path: Path) -> str:
    if content.startswith(_ZIP) or path.suffix.lower() == ".docx":
        # The reader of documents says what is wrong with one that is of none of these kinds.
        kind = office.kind(content, path)
        return "" if kind in ("docx", "odt") and not _is_review(content, path, kind) else kind
    text = _text(content)
    if text is None:
        return path.suffix.lower() if path.suffix.lower() in _READERS else ""
    if element := _ELEMENT.match(text):
        name = element[1].split(":")[-1].lower()
        if name in _ROOTS or path.suffix.lower() in _READERS:
            return _ROOTS.get(name, path.suffix.lower())
        if name not in _PAGES and _is_xml(text):
            raise _no_text(f"XML (<{element[1]}>)", path)
        return ""
    if all(re.search(rf'^{word}\s*"', text, re.MULTILINE) for word in ("msgid", "msgstr")):
        return ".po"
    if path.suffix.lower() in _READERS or _is_table(content, path):
        return path.suffix.lower() if path.suffix.lower() in _READERS else ".csv"
    if path.suffix.lower() in _DATA or _is_json(text):
        raise _no_text("data of a program", path)
    return ""


def _no_text(what: str, path: Path) -> ExchangeError:
    mend = "Import a document, or a file for review: DOCX, ODT, XLSX, CSV, XLIFF, TMX, PO"
    return ExchangeError(
        f"This is {what}, and neither a review nor a translation", path=path, mend=mend
    )


def _text(content: bytes) -> str | None:
    codec = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return re.sub("\r\n?", "\n", content.decode(codec))
    except UnicodeDecodeError:
        return None


def _is_xml(text: str) -> bool:
    return text.lstrip().startswith("<?xml") or "xmlns" in text[:2000]


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _is_table(content: bytes, path: Path) -> bool:
    """Whether a text, whatever its name, is a table that `export` wrote."""
    if b"Reference" not in content[:2000].replace(b"\0", b""):
        return False
    try:
        return bool(import_module(_READERS[".csv"]).read(content, path))
    except HandoutsError:
        return False


def _is_review(content: bytes, path: Path, kind: str) -> bool:
    """Whether a document is one of ours that came back, also without its references."""
    part = {"docx": r"word/document\d*\.xml", "odt": r"content\.xml"}[kind]
    with office.opened(content, path) as archive:
        parts = [archive.read(n) for n in archive.namelist() if re.fullmatch(part, n)]
    words = re.sub("<[^>]*>", "", b"".join(parts).decode("utf-8", "replace"))
    return "handouts import" in words or find_reference(words, within=True) is not None
