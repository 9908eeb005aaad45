"""Files for review: one module a format, each with `write(review)` and `read(content, path)`."""

import re
import zlib
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Protocol, cast
from zipfile import BadZipFile, ZipFile

from pipeline.errors import ExchangeError, HandoutsError
from pipeline.review.rows import Returned, Review

# Ending of the file → module. A name, so that what a format needs is loaded when it is used.
FORMATS = {
    ".docx": "pipeline.review.formats.docx_write",
    ".csv": "pipeline.review.formats.table",
    ".xlf": "pipeline.review.formats.xliff",
    ".xliff": "pipeline.review.formats.xliff",
    ".tmx": "pipeline.review.formats.tmx",
}


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


def is_export(content: bytes, path: Path) -> bool:
    """Whether a file is one of ours that came back, and no translation made elsewhere."""
    if path.suffix.lower() not in FORMATS:
        return False
    try:
        returned = exchange(path).read(content, path)
    except HandoutsError:
        return False
    return any(row.id for row in returned.rows)


def can_be_article(content: bytes, path: Path) -> bool:
    """Whether a file may be a text that somebody wrote, and not a spreadsheet or one of ours.

    An export that has lost its references still says how to bring it back.
    """
    if path.suffix.lower() not in FORMATS:
        return True
    if path.suffix.lower() != ".docx" or is_export(content, path):
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            words = re.sub(rb"<[^>]*>", b"", archive.read("word/document.xml"))
    except (BadZipFile, KeyError, OSError, zlib.error):
        return False  # the reader of exports says what is wrong with it
    return b"handouts import" not in words
