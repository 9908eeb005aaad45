"""Gettext PO ↔ `Catalog`. An entry that did not change keeps its bytes, whoever wrote it.

`parse` reads what Poedit, OmegaT, Weblate, msgmerge or a person wrote; `format_catalog` takes the
old text along and writes anew only the entries that differ. polib writes them; it does not read
them, because it knows no entry's borders, forgets what an obsolete one was made for, drops the
last letter of a text whose quotation mark is missing, and keeps octal escapes as they are.

Every line is a text, a comment, or refused: what is not understood is never written over.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import polib

from pipeline.catalog.catalog import Catalog, Draft, DraftKind, Entry, Key
from pipeline.errors import CatalogError
from pipeline.system.boundary import boundary, refuse_conflicts

# The extracted comment that marks a text no person wrote here: its origin, a digest of the text.
_DRAFT = re.compile(
    rf"(?P<kind>{'|'.join(DraftKind)}): (?P<origin>.+); text (?P<digest>[0-9a-f]{{16}})$"
)
# The one that says why an engine left an entry empty.
_FAILURE = "not translated: "
# How the comments begin that are no places.
_MARKS = (_FAILURE, *(f"{kind}: " for kind in DraftKind))
# What a person reads who opens a new catalog in a text editor.
_HELP = """Each entry: `msgid` is the text, `msgstr` its translation. Edit `msgstr` only.
To approve a translation, delete the word `fuzzy` above it.
To keep a check from reporting an entry, write above it: # handouts: ok numbers
"""
# A line ends as it does on any system; those of an old Mac have no line feed.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_STRING = r'"(?:[^"\\]|\\.)*"'
# A line of text, in one or several strings; before it stands `#~` where the entry is obsolete, `#|`
# or `#~|` where the text is what the entry was made for.
_TEXT = re.compile(
    r"(?P<mark>#~\|?|#\|)?\s*((?P<name>msgctxt|msgid|msgid_plural|msgstr)(?P<index>\[\d+\])?\s*)?"
    rf"(?P<text>{_STRING}(?:\s*{_STRING})*)$"
)
# No computer's clock is set to an earlier time.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
# An escape: octal and hexadecimal ones are bytes of UTF-8. What is none in C stays as it is: a
# backslash is a sign of Markdown too.
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|(.))")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"} | {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
}
# What a header may call its encoding; a template has the word itself.
_CHARSET = re.compile(r"charset=([\w.:-]+)", re.IGNORECASE)
_UTF_8 = {"utf-8", "utf8", "charset"}
_BROKEN_TEXT = re.compile(r'(?!#)|#(~\|?|\|)\s*("|msg)')
# A file and line; between isolates, as gettext writes it, where the file's name has a space.
_REFERENCE = re.compile(r"\u2068([^\u2069]*)\u2069|(\S+)")
# Each changed paragraph is compared with each entry that is left over; an article has 1,500 units.
MOST_ENTRIES = 10_000
# An article has no more characters than that.
MOST_IN_LINE = 200_000


@dataclass(frozen=True)
class _Piece:
    """The lines of an entry and the blank ones after it; without entry: header, last comments."""

    line: int
    text: str
    entry: Entry | None


def parse(text: str, language: str, path: Path | str) -> Catalog:
    """Read a catalog.

    Args:
        text: The PO file; CRLF and a byte order mark are fine.
        language: ISO 639-1 code of the translations.
        path: Where it comes from, for messages.

    Raises:
        CatalogError: With the line of a syntax error, a merge conflict or a repeated entry.
    """
    refuse_conflicts(text, path, CatalogError)
    with boundary(CatalogError, path, what="This is no valid PO file"):
        return Catalog(language, tuple(_entries(text, path)))


def _entries(text: str, path: Path | str) -> list[Entry]:
    seen: dict[Key, int] = {}
    entries = []
    for piece in _pieces(text, path):
        if piece.entry is None:
            continue
        if piece.entry.key in seen:
            what = f"This entry is here twice, first in line {seen[piece.entry.key]}"
            raise CatalogError(what, path=path, line=piece.line, mend="Remove one of the two")
        seen[piece.entry.key] = piece.line
        if len(seen) > MOST_ENTRIES:
            what = f"This catalog has more than {MOST_ENTRIES:,} entries"
            raise CatalogError(
                what, path=path, line=piece.line, mend="Take out those that begin #~"
            )
        entries.append(piece.entry)
    return entries


def entry_lines(text: str, path: Path | str) -> dict[Key, int]:
    """Return the line of a catalog in which each entry in use begins, its comments included.

    Raises:
        CatalogError: As `parse`.
    """
    return {
        piece.entry.key: piece.line
        for piece in _pieces(text, path)
        if piece.entry and not piece.entry.obsolete
    }


def format_catalog(catalog: Catalog, old: str) -> str:
    """Write a catalog over the text it was read from.

    Args:
        catalog: What the file should say.
        old: What it says now, or a header from `header`.

    Returns:
        `old` itself where nothing differs; else `old` with the changed entries written anew, in
        the catalog's order, header and all other entries letter by letter as they were.
    """
    pieces = _pieces(old, Path())
    raw = {piece.entry: piece.text for piece in pieces if piece.entry}
    if tuple(raw) == catalog.entries:
        return old
    newline = next((end for end in ("\r\n", "\n", "\r") if end in old), "\n")
    gap = _end(pieces[0].text) if len(pieces) > 1 else 2 * newline
    gaps = {piece.entry.key: _end(piece.text) for piece in pieces[:-1] if piece.entry}
    written = [
        raw.get(entry) or _written(entry).replace("\n", newline) + gaps.get(entry.key, gap)
        for entry in catalog.entries
    ]
    head = [piece.text for piece in pieces[:1] if not piece.entry]
    comments = [piece.text for piece in pieces[1:] if not piece.entry]
    # What ended the file may end it no more, and then needs the gap that others have.
    texts = [
        text.rstrip() + gap if pieces and text == pieces[-1].text else text
        for text in (*head, *written, *comments)
    ]
    return "".join(texts).rstrip() + (_end(old) if pieces else newline)


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


def revision_date(text: str, path: Path | str) -> datetime | None:
    """Return the time of the last revision that the header names, if it names one.

    Args:
        text: The PO file.
        path: Where it comes from, for messages.

    Raises:
        CatalogError: With the line of a time that there is not, or that no handout can bear.
    """
    found = re.search(r'"PO-Revision-Date: (\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d{4})', text)
    if not found:
        return None
    try:
        time = datetime.strptime(found[1], "%Y-%m-%d %H:%M%z").astimezone(UTC)
    except (ValueError, OverflowError):
        time = None
    if time is None or time < _EARLIEST:
        line = text.count("\n", 0, found.start()) + 1
        what = f"“{found[1]}” is no time at which a translation was revised"
        mend = "Correct the line `PO-Revision-Date`, or take it out"
        raise CatalogError(what, path=path, line=line, mend=mend)
    return time


def declared_language(text: str) -> str:
    """Return the language that the header names, ISO 639-1; empty where it names none."""
    found = re.search(r'"Language: ([a-z]{2,3})\b', text)
    return found[1] if found else ""


def _end(text: str) -> str:
    return text[len(text.rstrip()) :]


@lru_cache(maxsize=4)
def _memo(_text: str) -> list[_Piece]:
    """Return where the pieces of a text are kept: it is read, brought up to date and written."""
    return []


def _pieces(text: str, path: Path | str) -> Sequence[_Piece]:
    """Cut a file after each entry's `msgstr`."""
    kept = _memo(text)
    if not kept:
        kept[:] = _cut(text, path)
    return kept


def _cut(text: str, path: Path | str) -> Iterator[_Piece]:
    lines: list[str] = []
    start = 1
    complete = False
    for number, line in enumerate(_LINE.findall(text), 1):
        if len(line) > MOST_IN_LINE:
            what = f"This line has {len(line):,} characters, and may have {MOST_IN_LINE:,}"
            raise CatalogError(what, path=path, line=number, mend="Take the entry out")
        content = line.removeprefix("\ufeff").strip()
        found = _TEXT.match(content)
        if content and not found and _BROKEN_TEXT.match(content):
            mend = 'Each line of text stands between two quotation marks, those inside written \\"'
            raise _syntax_error(path, number, mend)
        continues = found and found["name"] in (None, "msgstr") and "|" not in (found["mark"] or "")
        if complete and content and not continues:
            yield _Piece(start, "".join(lines), _read_entry(lines, start, path))
            lines, start, complete = [], number, False
        complete = complete or bool(found and found["name"] == "msgstr")
        lines.append(line)
    if lines:
        yield _Piece(start, "".join(lines), _read_entry(lines, start, path))


def _unescaped(text: str) -> str:
    """Return what the strings of a line say.

    Raises:
        UnicodeDecodeError: Where octal escapes are no UTF-8.
    """

    def byte(found: re.Match[str]) -> bytes:
        octal, hexadecimal, sign = found.groups()
        if sign is None:
            return bytes([int(octal or hexadecimal, 8 if octal else 16) & 0xFF])
        return _CONTROLS.get(sign, found[0]).encode()

    whole = b""
    for string in re.findall(_STRING, text):
        end = 0
        inside = string[1:-1]
        for found in _ESCAPE.finditer(inside):
            whole += inside[end : found.start()].encode() + byte(found)
            end = found.end()
        whole += inside[end:].encode()
    return whole.decode()


def _refuse_other_encoding(
    texts: Mapping[str, str], lines: Sequence[str], start: int, path: Path | str
) -> None:
    """Refuse a header that declares an encoding other than the one the file is read and written in.

    Raises:
        CatalogError: With its line.
    """
    declared = _CHARSET.search(texts.get("msgstr", ""))
    if declared and declared[1].lower() not in _UTF_8:
        line = next((n for n, text in enumerate(lines, start) if "charset" in text.lower()), start)
        what = f"This file says that its encoding is {declared[1]}"
        mend = "Convert it: msgconv -t UTF-8 -o FILE FILE, or save it in Poedit with UTF-8"
        raise CatalogError(what, path=path, line=line, mend=mend)


def _read_entry(lines: Sequence[str], start: int, path: Path | str) -> Entry | None:
    texts: dict[str, str] = {}
    comments: defaultdict[str, list[str]] = defaultdict(list)
    obsolete = False
    name = ""
    for number, line in enumerate(lines, start):
        content = line.removeprefix("\ufeff").strip()
        if found := _TEXT.match(content):
            mark = found["mark"] or ""
            obsolete = obsolete or mark == "#~"
            if found["name"]:
                name = ("previous " if "|" in mark else "") + found["name"]
                if name in texts:
                    raise _syntax_error(path, number)
            elif not name:
                raise _syntax_error(path, number)
            if found["index"]:
                raise _plural(path, number)
            texts[name] = texts.get(name, "") + _text(found["text"], path, number)
        elif content:
            kind = content[1:2] if content[1:2] in ".:," else ""
            comments[kind].append(content[1 + len(kind) :].strip())
    if not texts:
        return None
    if texts.get("msgid") == "" and "msgctxt" not in texts:
        _refuse_other_encoding(texts, lines, start, path)
        return None
    if "msgid" not in texts or "msgstr" not in texts:
        raise _syntax_error(path, start)
    if "msgid_plural" in texts:
        raise _plural(path, start)
    extracted = _unwrapped(comments["."])
    drafts = [mark for comment in extracted if (mark := _DRAFT.match(comment))]
    failures = [comment for comment in extracted if comment.startswith(_FAILURE)]
    flags = [flag.strip() for line in comments[","] for flag in line.split(",") if flag.strip()]
    return Entry(
        context=texts.get("msgctxt"),
        source=texts["msgid"],
        target=texts["msgstr"],
        fuzzy="fuzzy" in flags,
        previous=texts.get("previous msgid"),
        draft=_draft(drafts[-1]) if drafts else None,
        failure=failures[-1].removeprefix(_FAILURE) if failures else "",
        places=tuple(
            place
            for place in extracted
            if place and not _DRAFT.match(place) and not place.startswith(_FAILURE)
        ),
        references=tuple(
            _reference(quoted or plain)
            for line in comments[":"]
            for quoted, plain in _REFERENCE.findall(line)
        ),
        notes="\n".join(comments[""]),
        flags=tuple(flag for flag in flags if flag != "fuzzy"),
        obsolete=obsolete,
    )


def _unwrapped(comments: Sequence[str]) -> list[str]:
    """Put marks together that another tool, such as polib, wrapped: they come after the places."""
    joined: list[str] = []
    for comment in comments:
        last = joined[-1] if joined else ""
        if last.startswith(_MARKS) and not _DRAFT.match(last) and not comment.startswith(_MARKS):
            joined[-1] = f"{last} {comment}"
        else:
            joined.append(comment)
    return joined


def _draft(mark: re.Match[str]) -> Draft:
    return Draft(mark["origin"], mark["digest"], DraftKind(mark["kind"]))


def _text(strings: str, path: Path | str, line: int) -> str:
    try:
        return _unescaped(strings)
    except UnicodeDecodeError:
        what = "The escapes in this line are no UTF-8"
        mend = "Write the letters themselves: msgcat --no-escape does it"
        raise CatalogError(what, path=path, line=line, mend=mend) from None


def _plural(path: Path | str, line: int) -> CatalogError:
    what = "This entry has plural forms, which are not for handouts"
    return CatalogError(what, path=path, line=line, mend="Remove it")


def _syntax_error(
    path: Path | str,
    line: int,
    mend: str = "An entry is one line `msgid` and then one line `msgstr`",
) -> CatalogError:
    return CatalogError("This is no valid PO file", path=path, line=line, mend=mend)


def _reference(text: str) -> tuple[str, str]:
    file, _, line = text.rpartition(":")
    return (file, line) if line.isdigit() else (text, "")


def _written(entry: Entry) -> str:
    comments = [f"# {note}".rstrip() for note in entry.notes.split("\n") if entry.notes]
    comments += [f"#. {place}" for place in entry.places]
    if entry.draft:
        draft = entry.draft
        comments.append(f"#. {draft.kind}: {draft.origin}; text {draft.digest}")
    if entry.failure and not entry.target.strip():
        comments.append(f"#. {_FAILURE}{entry.failure}")
    for file, line in entry.references:
        reference = f"{file}:{line}" if line else file
        comments.append(
            f"#: \u2068{reference}\u2069" if re.search(r"\s", file) else f"#: {reference}"
        )
    made_for = entry.previous if entry.fuzzy else None
    texts = polib.POEntry(
        msgctxt=entry.context,
        msgid=entry.source,
        msgstr=entry.target,
        flags=[*(["fuzzy"] if entry.fuzzy else []), *entry.flags],
        previous_msgid=made_for,
        previous_msgctxt=entry.context if made_for else None,
        obsolete=entry.obsolete,
    )
    return "\n".join([*comments, texts.__unicode__(78).strip("\n")])
