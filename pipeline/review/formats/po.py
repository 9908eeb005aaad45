"""A catalog that somebody worked in elsewhere → its rows; they are known by their keys.

It says nothing of what it was when it left, so a text of a person's in our catalog stays, and a
text that is not approved there takes no approval away here.
"""

from pathlib import Path

from pipeline.catalog import pofile
from pipeline.catalog.catalog import Entry, State
from pipeline.errors import CatalogError
from pipeline.readers.inlines import start_of
from pipeline.review.rows import Returned, ReturnedRow, unit_id, version
from pipeline.system import files


def read(content: bytes, path: Path) -> Returned:
    """Read a catalog as any tool for PO files saved it.

    Raises:
        CatalogError: Where it is none, with the line.
    """
    text = files.decoded(content, path, CatalogError)
    language = pofile.declared_language(text)
    entries = pofile.parse(text, language, path).entries
    rows = tuple(_row(entry) for entry in entries if not entry.obsolete)
    # A tool in between may have lost the contexts.
    return Returned("", language, rows, by_source=True)


def _row(entry: Entry) -> ReturnedRow:
    place = "; ".join(entry.places) or f"“{start_of(entry.source)}”"
    # What was made for another wording, and says so, translates something else; no text is none.
    target = "" if entry.state is State.STALE else entry.target
    return ReturnedRow(
        place,
        unit_id(entry.key),
        "" if target.strip() else version(""),
        entry.source,
        target,
        entry.state is State.APPROVED,
        notes=entry.notes,
        draft=entry.draft if entry.is_by_machine else None,
    )
