"""The translations of one lesson into one language, and their fate when the source changes.

Pure: `merge` takes the units as they are now and the catalog as it was; what leaves is the catalog
as it should be. No text of a person is ever dropped: what fits no unit any more is kept as
obsolete and comes back with its unit.
"""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from pipeline.article import Unit

Key = tuple[str | None, str]

# Below this similarity (0 to 100, rapidfuzz's normalized indel ratio) two texts are two different
# units rather than one that was reworded; msgmerge draws its line at 60 as well.
REWORDED = 60.0


class State(StrEnum):
    """How far the translation of a unit has come."""

    MISSING = "missing"  # no text
    MACHINE = "machine"  # as an engine wrote it
    EDITED = "edited"  # written or changed by a person, not approved for this place
    STALE = "stale"  # made for an earlier wording of the source
    APPROVED = "approved"  # a person stands behind it

    @property
    def is_reviewed(self) -> bool:
        """Whether a person has approved the text for the source as it is now."""
        return self is State.APPROVED


@dataclass(frozen=True)
class Draft:
    """Where the first version of a text is from, and a digest by which a change to it is seen.

    Attributes:
        origin: The engine with its model; or the lesson, where it is from the translation memory.
        is_memory: Whether a person had approved the text for the same source elsewhere.
    """

    origin: str
    digest: str
    is_memory: bool = False


def text_digest(text: str) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of a text in Unicode normal form C."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Entry:
    """One translation.

    Attributes:
        previous: The source that the text was made for, where that is not the source now.
        draft: The mark of what wrote the first version, where that was no person.
        failure: Why there is no text, where an engine tried in vain.
        places: Where the unit stands, for a person ("¶ 4").
        references: (file, line) of the unit.
        notes: Comments of translators, kept as they are.
        flags: Flags other than `fuzzy`, kept as they are.
    """

    context: str | None
    source: str
    target: str = ""
    fuzzy: bool = False
    previous: str | None = None
    draft: Draft | None = None
    failure: str = ""
    places: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    flags: tuple[str, ...] = ()
    obsolete: bool = False

    @property
    def key(self) -> Key:
        """Context and source: what makes the entry unique among those in use."""
        return self.context, self.source

    @property
    def state(self) -> State:
        """The state of the text, from its marks alone."""
        if not self.target.strip():
            return State.MISSING
        if not self.fuzzy:
            return State.APPROVED
        if self.previous is not None and self.previous != self.source:
            return State.STALE
        return State.MACHINE if self.is_by_machine else State.EDITED

    @property
    def is_by_machine(self) -> bool:
        """Whether the text is still letter by letter what an engine wrote."""
        if self.draft is None or self.draft.is_memory:
            return False
        return self.draft.digest == text_digest(self.target)

    @property
    def is_open(self) -> bool:
        """Whether an engine may write the text: there is none, or its own for another source."""
        state = self.state
        return state is State.MISSING or (state is State.STALE and self.is_by_machine)

    def drafted(self, text: str, origin: str, *, is_memory: bool = False) -> "Entry":
        """Return the entry with a first version that waits for a person."""
        draft = Draft(origin, text_digest(text), is_memory)
        return replace(self, target=text, fuzzy=True, previous=None, draft=draft, failure="")

    def failed(self, reason: str) -> "Entry":
        """Return the entry without a text, with the reason why an engine could not give one."""
        return replace(self, target="", fuzzy=False, previous=None, draft=None, failure=reason)


@dataclass(frozen=True)
class Catalog:
    """The entries in the order of the article, obsolete ones last."""

    language: str
    entries: tuple[Entry, ...] = ()

    @cached_property
    def in_use(self) -> dict[Key, Entry]:
        """The entries that belong to a unit, by key."""
        return {entry.key: entry for entry in self.entries if not entry.obsolete}

    def entry(self, unit: Unit) -> Entry:
        """Return the entry of a unit; an empty one where there is none."""
        return self.in_use.get(unit.key) or Entry(*unit.key)

    def replaced(self, entries: Iterable[Entry]) -> "Catalog":
        """Return the catalog with entries in use put in the place of those of the same key."""
        new = {entry.key: entry for entry in entries}
        return Catalog(
            self.language,
            tuple(old if old.obsolete else new.get(old.key, old) for old in self.entries),
        )


def merge(catalog: Catalog, units: Iterable[Unit]) -> Catalog:
    """Bring a catalog up to the source as it is now.

    An unchanged or moved unit keeps its entry; a reworded one gets the old text as *stale* and
    the old entry stays as obsolete, so that going back to the old wording brings it back as it
    was; a new one is *missing*; what belongs to no unit becomes obsolete.

    Args:
        catalog: The catalog as it was.
        units: Every unit of article and lesson, in order; equal ones share an entry.

    Returns:
        The catalog with one entry for each different unit, then the obsolete ones.
    """
    places: defaultdict[Key, list[Unit]] = defaultdict(list)
    for unit in units:
        places[unit.key].append(unit)
    old = {entry.key: entry for entry in catalog.entries if entry.obsolete} | catalog.in_use
    gone = [entry for key, entry in old.items() if key not in places and not entry.obsolete]
    reworded = _match_reworded([key for key in places if key not in old], gone)
    current = []
    for key, same in places.items():
        entry = old.get(key) or reworded.get(key) or Entry(*key)
        current.append(
            replace(
                entry,
                places=tuple(dict.fromkeys(unit.place for unit in same)),
                references=tuple(dict.fromkeys((unit.file, str(unit.line)) for unit in same)),
                obsolete=False,
            )
        )
    obsolete = [
        replace(entry, obsolete=True, places=(), references=())
        for key, entry in old.items()
        if key not in places and (entry.target.strip() or entry.notes)
    ]
    kept = {(entry.key, entry.target) for entry in (*current, *obsolete)}
    # A copy that was carried to a rewording, and left with it, still stands with its original.
    obsolete = [
        entry
        for entry in obsolete
        if entry.state is not State.STALE
        or ((entry.context, entry.previous), entry.target) not in kept
    ]
    return Catalog(catalog.language, (*current, *obsolete))


def _match_reworded(new: Sequence[Key], gone: Sequence[Entry]) -> dict[Key, Entry]:
    """Give each new unit the translation of the most similar one that left, each at most once."""
    from rapidfuzz import fuzz

    pairs = [
        (score, key, entry)
        for key in new
        for entry in gone
        if entry.context == key[0]
        and entry.target.strip()
        and (score := fuzz.ratio(key[1], entry.source, score_cutoff=REWORDED))
    ]
    matched: dict[Key, Entry] = {}
    taken: set[Key] = set()
    for _, key, entry in sorted(pairs, key=lambda pair: -pair[0]):
        if key in matched or entry.key in taken:
            continue
        taken.add(entry.key)
        made_for = entry.previous if entry.state is State.STALE else entry.source
        matched[key] = replace(entry, context=key[0], source=key[1], fuzzy=True, previous=made_for)
    return matched
