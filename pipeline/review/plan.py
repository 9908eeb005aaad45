"""What goes out for review, and what is to be done with what comes back.

Pure: `make_review` takes units and catalog, what leaves is a row for each different unit; a module
of `exchanges` makes a file of it. What was read from such a file goes into `plan`; what leaves are
the entries to put into the catalog, and a line about each row for a person. Where two people wrote,
both versions are kept: the catalog's stays in use, the other stands beside it as a comment.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.catalog.catalog import Catalog, Entry, State
from pipeline.errors import ExchangeError
from pipeline.review.memory import found_by_source
from pipeline.review.rows import Returned, ReturnedRow, about, unit_id, version
from pipeline.text import markup

# Before the text of the other version, in a translator's comment of the catalog.
OTHER = "handouts: other version: "


class RowFate(StrEnum):
    """What becomes of a row."""

    CHANGED = "changed"  # its text goes into the catalog
    APPROVED = "approved"  # the catalog has its text, which is now approved
    WITHDRAWN = "withdrawn"  # the catalog has its text, which is not approved any more
    CONFLICT = "conflict"  # the catalog has another text since; both are kept
    REFUSED = "refused"  # its source is not the article's
    DOUBLED = "doubled"  # it stands twice in the file, and not the same
    EMPTIED = "emptied"  # the file has no text where one went out
    MISSING = "missing"  # the file lacks the row

    @property
    def is_problem(self) -> bool:
        """Whether a person should look at it."""
        return self not in _AS_WANTED


_AS_WANTED = {RowFate.CHANGED, RowFate.APPROVED, RowFate.WITHDRAWN, RowFate.MISSING}


@dataclass(frozen=True)
class RowOutcome:
    """What becomes of one row.

    Attributes:
        place: Of the unit; of the row where it has none.
        source: Markdown.
        old, new: The text in the catalog, and the one in the file.
        approved: Whether the text is approved then.
        reason: Why, a sentence; empty where there is nothing to say.
    """

    fate: RowFate
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
    outcomes: tuple[RowOutcome, ...]
    remarks: tuple[str, ...]

    @property
    def has_problems(self) -> bool:
        """Whether a person should look at what was not done."""
        return any(outcome.fate.is_problem for outcome in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """Return outcomes and remarks for a program to read."""
        return {"rows": [asdict(o) for o in self.outcomes], "remarks": list(self.remarks)}


def plan(catalog: Catalog, lesson: str, source: str, returned: Returned, path: Path) -> Plan:
    """Decide what becomes of each row of a file that came back.

    Args:
        catalog: Brought up to the lesson's units.
        lesson: The lesson's name.
        source: The article's language.
        returned: What the file says.
        path: The file, for messages.

    Raises:
        ExchangeError: Where the file was made for another lesson or language.
    """
    known = {unit_id(entry.key): entry for entry in catalog.in_use.values()}
    _check_origin(catalog.language, lesson, returned, path)
    returned = found_by_source(returned, catalog, source)
    if returned.rows and not any(row.id in known for row in returned.rows):
        what = f"No row of this file belongs to the article of “{lesson}” as it is now"
        mend = f"Export it anew: handouts export {lesson} {catalog.language} {path.name}"
        raise ExchangeError(what, path=path, mend=mend)
    rows: defaultdict[str, list[ReturnedRow]] = defaultdict(list)
    strays = []
    for row in returned.rows:
        if row.id in known:
            rows[row.id].append(row)
        elif row.target.strip() or row.is_newly_approved:
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
        what = f"This file names lesson “{returned.lesson}”, not “{lesson}”"
        mend = f"Import it with: handouts import {returned.lesson} {language} {path.name}"
        raise ExchangeError(what, path=path, mend=mend)


def _refused(row: ReturnedRow, catalog: Catalog) -> RowOutcome:
    """Say why a row has no place in the article."""
    if not row.id:
        reason = "This row has no reference."
        return RowOutcome(RowFate.REFUSED, row.place, row.source, "", row.target, reason=reason)
    for entry in catalog.in_use.values():
        if entry.previous is not None and unit_id((entry.context, entry.previous)) == row.id:
            place = "; ".join(entry.places) or row.place
            reason = "This translates an earlier wording of the article."
            return RowOutcome(
                RowFate.REFUSED, place, row.source, entry.target, row.target, reason=reason
            )
    reason = "The article does not have this text as the file has it."
    return RowOutcome(RowFate.REFUSED, row.place, row.source, "", row.target, reason=reason)


def _decided(rows: Sequence[ReturnedRow], entry: Entry) -> tuple[RowOutcome | None, Entry | None]:
    """Decide about the rows of one unit: what to say, and the entry as it should be."""
    place = "; ".join(entry.places)
    if not rows:
        return RowOutcome(RowFate.MISSING, place, entry.source, entry.target, ""), None
    if len({(version(row.target), row.approved) for row in rows}) > 1:
        texts = " / ".join(f"“{row.target}”" for row in rows)
        reason = f"The file has this row {len(rows)} times, not always the same."
        return RowOutcome(
            RowFate.DOUBLED, place, entry.source, entry.target, texts, reason=reason
        ), None
    row = rows[0]
    outcome = RowOutcome(
        RowFate.CHANGED, place, entry.source, entry.target, row.target, row.is_newly_approved
    )
    if reason := _unusable(row, entry):
        return replace(outcome, fate=RowFate.REFUSED, approved=False, reason=reason), None
    new, now = version(row.target), version(entry.target)
    if new == now:
        return _marked(row, entry, outcome)
    if not row.target.strip():
        if new == row.version:
            return None, None
        reason = "The file has no text here; the catalog keeps its own."
        return replace(outcome, fate=RowFate.EMPTIED, approved=False, reason=reason), None
    if new == row.version:
        return _marked_another(row, outcome), None
    if row.draft and entry.target.strip():
        return None, None
    return _written(row, entry, outcome, was_exported=now == row.version)


def _unusable(row: ReturnedRow, entry: Entry) -> str:
    """Return why the text of a row cannot be taken; empty where it can."""
    if row.unreadable:
        return f"{row.unreadable}."
    now = version(entry.source)
    if version(row.target) != now or now == version(entry.target) or is_same_in_all(entry.source):
        return ""
    return "The file has the source’s own text here, which is no translation."


def is_same_in_all(text: str) -> bool:
    """Whether a text may be the same in any language: it has names, numbers and signs only."""
    plain = markup.parse(text).text
    return not any(word.islower() for word in re.findall(r"[^\W\d_]+", plain))


def _marked(
    row: ReturnedRow, entry: Entry, outcome: RowOutcome
) -> tuple[RowOutcome | None, Entry | None]:
    """Take the approval of the text that the catalog has, or its withdrawal."""
    noted = replace(entry, notes=_joined(entry.notes, row.notes))
    if row.is_newly_approved and entry.state not in (State.APPROVED, State.MISSING):
        approved = replace(noted, fuzzy=False, previous=None)
        return replace(outcome, fate=RowFate.APPROVED, new=entry.target), approved
    if row.is_withdrawn and entry.state is State.APPROVED:
        outcome = replace(outcome, fate=RowFate.WITHDRAWN, new=entry.target)
        return outcome, replace(noted, fuzzy=True)
    return None, noted if noted != entry else None


def _marked_another(row: ReturnedRow, outcome: RowOutcome) -> RowOutcome | None:
    """Say that an approval, or its withdrawal, is for a text that the catalog has no more."""
    if not row.is_newly_approved and not row.is_withdrawn:
        return None
    reason = "The text that was approved is not the catalog's any more; the approval is not taken."
    if row.is_withdrawn:
        reason = "The text whose approval was taken back is not the catalog's any more."
    return replace(outcome, fate=RowFate.CONFLICT, approved=False, reason=reason)


def _written(
    row: ReturnedRow, entry: Entry, outcome: RowOutcome, was_exported: bool
) -> tuple[RowOutcome, Entry]:
    """Put a changed text into an entry, or beside its text where a person was faster.

    Our own mark was for the text as it went out, and says nothing of another one.
    """
    notes = _joined(entry.notes, row.notes)
    if was_exported or not entry.target.strip() or entry.is_by_machine:
        return outcome, replace(
            entry,
            target=row.target,
            fuzzy=not row.is_newly_approved,
            previous=None,
            failure="",
            draft=row.draft or entry.draft,
            notes=notes if was_exported else _with_other(notes, entry.target),
        )
    reason = "The catalog has another text; that stays, and this one becomes a comment."
    kept = replace(entry, notes=_with_other(notes, row.target))
    return replace(outcome, fate=RowFate.CONFLICT, approved=False, reason=reason), kept


def _joined(notes: str, more: str) -> str:
    """Add those lines of comments that are not there yet."""
    lines = notes.split("\n") if notes else []
    return "\n".join([*lines, *(line for line in more.split("\n") if line and line not in lines)])


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
        ours = about(entry)
        for row in same:
            for line in row.said:
                if line not in ours:
                    yield f"{place}: a note says “{line}”."
            if row.source and version(row.source) != version(entry.source):
                yield f"{place}: the file has another source here, “{row.source}”; it is not taken."
