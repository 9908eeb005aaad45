"""Gettext PO ↔ `Catalog`. An entry that did not change keeps its bytes, whoever wrote it.

`parse` reads what Poedit, OmegaT, Weblate, msgmerge or a person wrote; `format_catalog` takes the
old text along and writes anew only the entries that differ.
"""

import re
from datetime import datetime
from pathlib import Path

import polib

from pipeline.catalog import Catalog, Draft, Entry
from pipeline.errors import CatalogError

# The extracted comment that marks an engine's text: engine and model, then a digest of the text.
_DRAFT = re.compile(r"machine translation: (?P<engine>.+); text (?P<digest>[0-9a-f]{16})$")
# What a person reads who opens a new catalog in a text editor.
_HELP = """Each entry: `msgid` is the text, `msgstr` its translation. Edit `msgstr` only.
To approve a translation, delete the word `fuzzy` above it.
To keep a check from reporting an entry, write above it: # handouts: ok numbers
"""
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)")


def parse(text: str, language: str, path: Path) -> Catalog:
    """Read a catalog.

    Args:
        text: The PO file; CRLF and a byte order mark are fine.
        language: ISO 639-1 code of the translations.
        path: Where it comes from, for messages.

    Raises:
        CatalogError: With the line of a syntax error, a merge conflict or a repeated entry.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if _CONFLICT.match(line):
            mend = (
                "Choose one version in each conflict and remove the lines <<<<<<< ======= >>>>>>>"
            )
            what = "A Git merge conflict is left in this file"
            raise CatalogError(what, path=path, line=number, mend=mend)
    polib_entries = _read(_unified(text), path)
    entries = tuple(_from_polib(entry) for entry in polib_entries)
    seen: dict[tuple[str | None, str], int] = {}
    for entry, raw in zip(entries, polib_entries, strict=True):
        if entry.obsolete:
            continue
        if entry.key in seen:
            what = f"This entry is here twice, first in line {seen[entry.key]}"
            raise CatalogError(what, path=path, line=raw.linenum, mend="Remove one of the two")
        seen[entry.key] = raw.linenum
    return Catalog(language, entries)


def format_catalog(catalog: Catalog, old: str) -> str:
    """Write a catalog over the text it was read from.

    Args:
        catalog: What the file should say.
        old: What it says now, or a header from `header`.

    Returns:
        `old` itself where nothing differs; else `old` with the changed entries written anew, in
        the catalog's order, header and all other entries letter by letter as they were.
    """
    blocks = re.split(r"\n(?:[ \t]*\n)+", _unified(old).strip("\n"))
    raw: dict[Entry, str] = {}
    header: list[str] = []
    order: list[Entry] = []
    for block in blocks:
        found = [_from_polib(entry) for entry in _read(block, Path())]
        if not found and not raw:
            header.append(block)
        elif len(found) == 1:
            raw[found[0]] = block
        order += found
    if tuple(order) == catalog.entries:
        return old
    written = [
        raw.get(entry) or _to_polib(entry).__unicode__(78).strip() for entry in catalog.entries
    ]
    text = "\n\n".join([*header, *written]) + "\n"
    if old.startswith("\ufeff"):
        text = "\ufeff" + text
    return text.replace("\n", "\r\n") if "\r\n" in old else text


def header(lesson: str, language: str, created: datetime) -> str:
    """Return the text of a catalog without entries, with the header that gettext's tools expect."""
    file = polib.POFile()
    file.header = _HELP
    stamp = created.strftime("%Y-%m-%d %H:%M+0000")
    file.metadata = {
        "Project-Id-Version": f"handouts {lesson}",
        "POT-Creation-Date": stamp,
        "PO-Revision-Date": stamp,
        "Last-Translator": "handouts <handouts@localhost>",
        "Language-Team": language,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return str(file.__unicode__()).strip() + "\n"


def revision_date(text: str) -> datetime | None:
    """Return the time of the last revision that the header names, if it names one."""
    found = re.search(r'"PO-Revision-Date: (\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d{4})', text)
    return datetime.strptime(found.group(1), "%Y-%m-%d %H:%M%z") if found else None


def _unified(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _read(text: str, path: Path) -> list[polib.POEntry]:
    try:
        # polib takes a path or a text and tells them apart by looking; a newline makes it a text.
        return list(polib.pofile(text + "\n"))
    except OSError as bad:
        found = re.search(r"\(line (\d+)\)", str(bad))
        line = int(found.group(1)) if found else 1
        mend = 'Each line of text stands between two quotation marks, those inside written \\"'
        raise CatalogError("This is no valid PO file", path=path, line=line, mend=mend) from None


def _from_polib(entry: polib.POEntry) -> Entry:
    draft = None
    places = []
    for line in entry.comment.splitlines():
        if mark := _DRAFT.search(line):
            draft = Draft(mark["engine"], mark["digest"])
        else:
            places.append(line)
    return Entry(
        context=entry.msgctxt,
        source=entry.msgid,
        target=entry.msgstr,
        fuzzy="fuzzy" in entry.flags,
        previous=entry.previous_msgid,
        draft=draft,
        places=tuple(places),
        references=tuple(entry.occurrences),
        notes=entry.tcomment,
        flags=tuple(flag for flag in entry.flags if flag != "fuzzy"),
        obsolete=bool(entry.obsolete),
    )


def _to_polib(entry: Entry) -> polib.POEntry:
    comments = list(entry.places)
    if entry.draft:
        comments.append(f"machine translation: {entry.draft.engine}; text {entry.draft.digest}")
    return polib.POEntry(
        msgctxt=entry.context,
        msgid=entry.source,
        msgstr=entry.target,
        flags=[*(["fuzzy"] if entry.fuzzy else []), *entry.flags],
        previous_msgid=entry.previous if entry.fuzzy else None,
        previous_msgctxt=entry.context if entry.fuzzy and entry.previous else None,
        comment="\n".join(comments),
        occurrences=list(entry.references),
        tcomment=entry.notes,
        obsolete=entry.obsolete,
    )
