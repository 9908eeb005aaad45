"""What goes out for review, and what is to be done with what comes back.

Pure: `make_review` takes units and catalog, what leaves is a row for each different unit; a module
of `exchanges` makes a file of it. What was read from such a file goes into `plan`; what leaves are
the entries to put into the catalog, and a line about each row for a person. Where two people wrote,
both versions are kept: the catalog's stays in use, the other stands beside it as a comment.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline import markup
from pipeline.article import Role, Unit
from pipeline.catalog import Catalog, Entry, Key, State, text_digest
from pipeline.errors import ExchangeError
from pipeline.inlines import tidy
from pipeline.markup import Marked, Span, Style

# Before the text of the other version, in a translator's comment of the catalog.
OTHER = "handouts: other version: "

# What XML 1.0 cannot hold, https://www.w3.org/TR/xml/#charsets.
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BESIDE = {Role.ANSWER, Role.NOTE}
_REFERENCE = re.compile(r"\b([a-z]{2,3})\.([0-9a-f]{12})\.([0-9a-f]{8})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """A unit as it goes out.

    Attributes:
        id: 12 hexadecimal digits that stand for role and source, the same in every export.
        place: Where the unit stands, for a person ("¶ 4").
        role: What it is, as the article calls it ("heading").
        source, target: Markdown; the target is empty where there is none.
        version: The mark of the target, by which a change to it is seen.
    """

    id: str
    place: str
    role: str
    source: str
    target: str
    state: State
    version: str

    @property
    def label(self) -> str:
        """The place; with the role where a question stands at the same one."""
        return f"{self.place}, {self.role}" if self.role in _BESIDE else self.place


@dataclass(frozen=True)
class Review:
    """Everything that a file for review shows.

    Attributes:
        lesson: The lesson's name.
        title: The article's, plain text.
        source, target: The languages, ISO 639-1.
        paper: "A4" or "Letter".
    """

    lesson: str
    title: str
    source: str
    target: str
    paper: str
    rows: tuple[Row, ...]

    def reference(self, row: Row) -> str:
        """Return the one word that leads a row back, where a person sees it."""
        return f"{self.target}.{row.id}.{row.version}"


@dataclass(frozen=True)
class ReturnedRow:
    """A row of a file that came back.

    Attributes:
        where: Where it stands in the file, for a person.
        id: Of the unit; empty where the row has lost it.
        version: Of the target that went out; empty where that is lost.
        source, target: Markdown.
        approved: Whether somebody marked the translation as right.
    """

    where: str
    id: str
    version: str
    source: str
    target: str
    approved: bool = False


@dataclass(frozen=True)
class Returned:
    """What a file says that came back from review.

    Attributes:
        lesson: The lesson's name; empty where the file does not say.
        language: Of the translations; empty where the file does not say.
        remarks: A line for each thing in the file that the catalog has no place for.
    """

    lesson: str
    language: str
    rows: tuple[ReturnedRow, ...]
    remarks: tuple[str, ...] = ()


class Fate(StrEnum):
    """What becomes of a row."""

    CHANGED = "changed"  # its text goes into the catalog
    APPROVED = "approved"  # the catalog has its text, which is now approved
    CONFLICT = "conflict"  # the catalog has another text since; both are kept
    REFUSED = "refused"  # its source is not the article's
    DOUBLED = "doubled"  # it stands twice in the file, and not the same
    EMPTIED = "emptied"  # the file has no text where one went out
    MISSING = "missing"  # the file lacks the row

    @property
    def is_problem(self) -> bool:
        """Whether a person should look at it."""
        return self not in (Fate.CHANGED, Fate.APPROVED, Fate.MISSING)


@dataclass(frozen=True)
class Outcome:
    """What becomes of one row.

    Attributes:
        place: Of the unit; of the row where it has none.
        source: Markdown.
        old, new: The text in the catalog, and the one in the file.
        approved: Whether the text is approved then.
        reason: Why, a sentence; empty where there is nothing to say.
    """

    fate: Fate
    place: str
    source: str
    old: str
    new: str
    approved: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """What is to be done with a file that came back.

    Attributes:
        entries: What to put into the catalog.
        outcomes: In the order of the article, what has no place in it last.
        remarks: A line for each thing in the file that the catalog has no place for.
    """

    entries: tuple[Entry, ...]
    outcomes: tuple[Outcome, ...]
    remarks: tuple[str, ...]

    @property
    def has_problems(self) -> bool:
        """Whether a person should look at what was not done."""
        return any(outcome.fate.is_problem for outcome in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """Return outcomes and remarks for a program to read."""
        return {"rows": [asdict(o) for o in self.outcomes], "remarks": list(self.remarks)}


def unit_id(key: Key) -> str:
    """Return what stands for a unit outside: 12 hexadecimal digits of context and source."""
    context, source = key
    return hashlib.sha256(f"{context or ''}\0{source}".encode()).hexdigest()[:12]


def version(markdown: str) -> str:
    """Return 8 hexadecimal digits that differ where two texts read or look different.

    How the Markdown is written does not count, `*so*` or `_so_`, nor do spare blanks.
    """
    marked = normal(markdown)
    return text_digest(repr((marked.text, marked.spans)))[:8]


def normal(markdown: str) -> Marked:
    """Read Markdown and take out what no format can carry: spare blanks, control characters."""
    return normalized(markup.parse(legal(markdown)))


def normalized(marked: Marked) -> Marked:
    """Join what stands side by side in one style, then take spare blanks out of a text.

    A word processor knows the look of each letter, but not where one bold text ends and the next
    one begins.
    """
    joined: list[Span] = []
    for span in marked.spans:
        alike = [s for s in joined if (s.style, s.value) == (span.style, span.value)]
        apart = span.style in (Style.NOTE, Style.IMAGE)
        if alike and not apart and span.start <= alike[-1].end:
            joined.remove(alike[-1])
            span = replace(alike[-1], end=max(alike[-1].end, span.end))
        joined.append(span)
    tidied = tidy(Marked(marked.text).with_spans(joined))
    return Marked(tidied.text).with_spans(_cut_at_notes(tidied))


def _cut_at_notes(marked: Marked) -> Iterator[Span]:
    """Yield the spans; of those that hold no footnote mark, the parts around one."""
    notes = sorted({span.start for span in marked.spans if span.style is Style.NOTE})
    for span in marked.spans:
        if span.style not in (Style.LINK, Style.IMAGE, Style.CODE):
            yield span
            continue
        edges = [span.start, *(n for n in notes if span.start < n < span.end), span.end]
        for start, end in pairwise(edges):
            words = marked.text[start:end]
            if words.strip() and len(edges) > 2 and span.style is not Style.CODE:
                start += len(words) - len(words.lstrip())
                end -= len(words) - len(words.rstrip())
            if words.strip() or len(edges) == 2:
                yield replace(span, start=start, end=end)


def legal(text: str) -> str:
    """Return a text with line feeds only, and without what XML cannot hold."""
    return _ILLEGAL.sub("", re.sub("\r\n?", "\n", text))


def find_reference(text: str) -> tuple[str, str, str] | None:
    """Return language, id and version of the reference that stands in a text, if one does."""
    found = _REFERENCE.search(text)
    return (found[1].lower(), found[2].lower(), found[3].lower()) if found else None


def make_review(
    lesson: str, title: Unit, source: str, paper: str, units: Iterable[Unit], catalog: Catalog
) -> Review:
    """Put each different unit beside its translation.

    Args:
        lesson: The lesson's name.
        title: The unit of the article's title.
        source: The article's language.
        paper: "A4" or "Letter".
        units: Every unit of article and lesson, in order.
        catalog: Brought up to these units.
    """
    rows: dict[Key, Row] = {}
    for unit in units:
        if unit.text.strip() and unit.key not in rows:
            entry = catalog.entry(unit)
            place = "; ".join(entry.places) or unit.place
            target = entry.target.strip()
            rows[unit.key] = Row(
                unit_id(unit.key), place, unit.role, unit.text, target, entry.state, version(target)
            )
    plain = markup.parse(title.text).text
    return Review(lesson, plain, source, catalog.language, paper, tuple(rows.values()))


def plan(catalog: Catalog, lesson: str, returned: Returned, path: Path) -> Plan:
    """Decide what becomes of each row of a file that came back.

    Args:
        catalog: Brought up to the lesson's units.
        lesson: The lesson's name.
        returned: What the file says.
        path: The file, for messages.

    Raises:
        ExchangeError: Where the file was made for another lesson or language.
    """
    known = {unit_id(entry.key): entry for entry in catalog.in_use.values()}
    _check_origin(catalog.language, lesson, returned, path)
    if returned.rows and not any(row.id in known for row in returned.rows):
        what = f"No row of this file belongs to the article of “{lesson}” as it is now"
        mend = f"Export it anew: handouts export {lesson} {catalog.language} {path.name}"
        raise ExchangeError(what, path=path, mend=mend)
    rows: defaultdict[str, list[ReturnedRow]] = defaultdict(list)
    strays = []
    for row in returned.rows:
        if row.id in known:
            rows[row.id].append(row)
        else:
            strays.append(_refused(row, catalog))
    decided = [_decided(rows[id_], entry) for id_, entry in known.items()]
    return Plan(
        tuple(entry for _, entry in decided if entry),
        tuple([outcome for outcome, _ in decided if outcome] + strays),
        (*returned.remarks, *_remarks(rows, known)),
    )


def _check_origin(language: str, lesson: str, returned: Returned, path: Path) -> None:
    if returned.language and returned.language != language:
        what = f"This file holds translations into “{returned.language}”, not “{language}”"
        mend = f"Import it with: handouts import {lesson} {returned.language} {path.name}"
        raise ExchangeError(what, path=path, mend=mend)
    if returned.lesson and returned.lesson != lesson:
        what = f"This file was exported from lesson “{returned.lesson}”, not “{lesson}”"
        mend = f"Import it with: handouts import {returned.lesson} {language} {path.name}"
        raise ExchangeError(what, path=path, mend=mend)


def _refused(row: ReturnedRow, catalog: Catalog) -> Outcome:
    """Say why a row has no place in the article."""
    if not row.id:
        reason = "The reference of this row is lost."
        return Outcome(Fate.REFUSED, row.where, row.source, "", row.target, reason=reason)
    for entry in catalog.in_use.values():
        if entry.previous is not None and unit_id((entry.context, entry.previous)) == row.id:
            place = "; ".join(entry.places) or row.where
            reason = "The article has another wording here since the export."
            return Outcome(Fate.REFUSED, place, row.source, entry.target, row.target, reason=reason)
    reason = "The article does not have this text, or has another wording since the export."
    return Outcome(Fate.REFUSED, row.where, row.source, "", row.target, reason=reason)


def _decided(rows: Sequence[ReturnedRow], entry: Entry) -> tuple[Outcome | None, Entry | None]:
    """Decide about the rows of one unit: what to say, and the entry as it should be."""
    place = "; ".join(entry.places)
    if not rows:
        return Outcome(Fate.MISSING, place, entry.source, entry.target, ""), None
    if len({(version(row.target), row.approved) for row in rows}) > 1:
        texts = " / ".join(f"“{row.target}”" for row in rows)
        reason = f"The file has this row {len(rows)} times, not always the same."
        return Outcome(Fate.DOUBLED, place, entry.source, entry.target, texts, reason=reason), None
    row = rows[0]
    new, now = version(row.target), version(entry.target)
    outcome = Outcome(Fate.CHANGED, place, entry.source, entry.target, row.target, row.approved)
    if new == now:
        if not row.approved or entry.state in (State.APPROVED, State.MISSING):
            return None, None
        approved = replace(entry, fuzzy=False, previous=None)
        return replace(outcome, fate=Fate.APPROVED, new=entry.target), approved
    if not row.target.strip():
        if new == row.version:
            return None, None
        reason = "The file has no text here; the catalog keeps its own."
        return replace(outcome, fate=Fate.EMPTIED, approved=False, reason=reason), None
    if new == row.version:
        return _approved_another(outcome), None
    return _written(row, entry, outcome, was_exported=now == row.version)


def _approved_another(outcome: Outcome) -> Outcome | None:
    """Say that an approval is for a text that the catalog does not have any more."""
    if not outcome.approved:
        return None
    reason = "The text that was approved is not the catalog's any more; the approval is not taken."
    return replace(outcome, fate=Fate.CONFLICT, approved=False, reason=reason)


def _written(
    row: ReturnedRow, entry: Entry, outcome: Outcome, was_exported: bool
) -> tuple[Outcome, Entry]:
    """Put a changed text into an entry, or beside its text where a person was faster."""
    if was_exported or not entry.target.strip() or entry.is_by_machine:
        notes = entry.notes if was_exported else _with_other(entry.notes, entry.target)
        return outcome, replace(
            entry,
            target=row.target,
            fuzzy=not row.approved,
            previous=None,
            failure="",
            notes=notes,
        )
    reason = "The catalog has another text by now; that stays, and this one becomes a comment."
    kept = replace(entry, notes=_with_other(entry.notes, row.target))
    return replace(outcome, fate=Fate.CONFLICT, approved=False, reason=reason), kept


def _with_other(notes: str, text: str) -> str:
    """Add another version of a text to the notes of an entry, on one line, once."""
    line = OTHER + re.sub(r"\s*\n\s*", " ", re.sub(r"\\\n", "<br>", text.strip()))
    lines = notes.split("\n") if notes else []
    return notes if line in lines or not text.strip() else "\n".join([*lines, line])


def _remarks(rows: dict[str, list[ReturnedRow]], known: dict[str, Entry]) -> Iterator[str]:
    """Yield a line for each source that was changed in the file, and each row that is twice."""
    for id_, entry in known.items():
        same = rows.get(id_, [])
        place = "; ".join(entry.places)
        if len({(version(row.target), row.approved) for row in same}) == 1 < len(same):
            yield f"{place}: the file has this row {len(same)} times, always the same."
        for row in same:
            if row.source and version(row.source) != version(entry.source):
                text = row.source
                yield f"{place}: the source was changed in the file, to “{text}”; edit the article."
