"""The translations of one lesson into one language, each with its state."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from pipeline.lesson.article import Unit
from pipeline.text import markup
from pipeline.text.diff import Change, shortened, word_changes

Key = tuple[str | None, str]


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


class DraftKind(StrEnum):
    """How a text came into an entry that no person wrote there; the words of its mark."""

    MACHINE = "machine translation"  # an engine wrote it
    MEMORY = "translation memory"  # a person approved it for the same source in another lesson
    CARRIED = "sentences carried over"  # a person wrote them for paragraphs split or merged since
    PATCHED = "machine translation of changed sentences"  # the others are a person's, as they were
    FOUND = "found in the translation"  # a word's meaning, where the article's translation says it
    FRAME = "question frame"  # a question written beforehand, filled from the text
    SUGGESTED = "helper model"  # a word's meaning, as a model behind a chat interface says


@dataclass(frozen=True)
class Draft:
    """Where a text is from that no person wrote, and a digest by which a change to it is seen.

    Attributes:
        origin: The engine with its model, the lesson, or the paragraphs.
    """

    origin: str
    digest: str
    kind: DraftKind = DraftKind.MACHINE


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
        """Whether the text is still letter by letter what a program wrote."""
        return self.is_untouched(
            DraftKind.MACHINE, DraftKind.FOUND, DraftKind.FRAME, DraftKind.SUGGESTED
        )

    def is_untouched(self, *kinds: DraftKind) -> bool:
        """Whether the text came about in one of these ways and no person has changed it since."""
        if self.draft is None or self.draft.kind not in kinds:
            return False
        return self.draft.digest == text_digest(self.target)

    @property
    def is_open(self) -> bool:
        """Whether an engine may write the text: there is none, or its own for another source."""
        state = self.state
        return state is State.MISSING or (state is State.STALE and self.is_by_machine)

    def source_changes(self) -> tuple[Change, ...]:
        """Return what changed in the source since the text was made; nothing unless it is stale."""
        if self.state is not State.STALE:
            return ()
        before, now = (markup.parse(text).text for text in (self.previous or "", self.source))
        return shortened(word_changes(before, now))

    def drafted(self, text: str, origin: str, kind: DraftKind = DraftKind.MACHINE) -> "Entry":
        """Return the entry with a first version that waits for a person."""
        draft = Draft(origin, text_digest(text), kind)
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
        return self.at(unit.key)

    def at(self, key: Key) -> Entry:
        """Return the entry in use with a key; an empty one where there is none."""
        return self.in_use.get(key) or Entry(*key)

    def replaced(self, entries: Iterable[Entry]) -> "Catalog":
        """Return the catalog with entries put in the place of those in use with the same key.

        Where an engine changed sentences of a person's text, the text as it was is kept too.
        """
        new = {entry.key: entry for entry in entries}
        current = [old if old.obsolete else new.get(old.key, old) for old in self.entries]
        known = {entry.key for entry in self.entries}
        copies = [
            replace(self.in_use[key], source=entry.previous or "", previous=None, obsolete=True)
            for key, entry in new.items()
            if entry.is_untouched(DraftKind.PATCHED) and (key[0], entry.previous) not in known
        ]
        copies = [replace(copy, places=(), references=()) for copy in copies]
        return Catalog(self.language, (*current, *copies))
