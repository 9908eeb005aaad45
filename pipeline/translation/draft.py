"""Units without a translation → entries with a first version: from memory, then from an engine.

Pure: the engine comes in. A unit's Markdown is taken apart into sentences of plain text, all
sentences go through the engine in one stream, and what comes back is looked at before it is
believed: a bad translation is tried in other ways, then in shorter pieces, and if that fails too
the unit stays without one. No entry that a person wrote is ever handed out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.catalog.catalog import Catalog, DraftKind, Entry, Key, State
from pipeline.catalog.revision import Revision
from pipeline.lesson.article import Role, Unit
from pipeline.text import markup, segment
from pipeline.text.markup import Marked, Span
from pipeline.translation import truecase
from pipeline.translation.glossary import Glossary, Kept, kept
from pipeline.translation.piece import HEADINGS, Context, Piece

if TYPE_CHECKING:
    from pipeline.translation.engines import Translator

# Longest sentence that goes to an engine whole, in characters: models are trained on sentences,
# and CTranslate2 stops after 256 tokens, which is about 900 characters of German.
_LONGEST = 400
# Shortest sentence that is cut in two when an engine cannot translate it whole.
_DIVISIBLE = 60
# How often a piece that fails is cut again.
_CUTS = 2

# The approved translation of a unit in another lesson, and where that is.
Memory = Mapping[Key, tuple[str, str]]


@dataclass(frozen=True)
class Work:
    """What is to be translated, and all that this depends on but the engine.

    Attributes:
        units: All units of the lesson, in order.
        catalog: What there is of their translations.
        source: Language of the units, ISO 639-1.
        again: Whether an engine's untouched drafts are made anew as well.
        revisions: What people translated for an earlier source, to be made fit for this one.
        roles: Of the units that are translated; the others only tell what is a name.
    """

    units: tuple[Unit, ...]
    catalog: Catalog
    source: str
    glossary: Glossary = field(default_factory=Glossary)
    memory: Memory = field(default_factory=dict)
    again: bool = False
    revisions: tuple[Revision, ...] = ()
    roles: frozenset[Role] = frozenset(Role)

    def waiting(self) -> list[tuple[Unit, Entry]]:
        """Return the units that have no translation which a person wrote or which still fits."""
        distinct = {unit.key: unit for unit in self.units if unit.role in self.roles}.values()
        pairs = [(unit, self.catalog.entry(unit)) for unit in distinct]
        return [(unit, entry) for unit, entry in pairs if self._is_waiting(entry)]

    def _is_waiting(self, entry: Entry) -> bool:
        drafted = entry.state is State.MACHINE and entry.is_untouched(DraftKind.MACHINE)
        return entry.is_open or (self.again and drafted)

    def accepts(self, entry: Entry) -> bool:
        """Whether an entry may be changed: it waits, or it is as the revision of it found it."""
        revised = ((revision.before.key, revision.before.target) for revision in self.revisions)
        return self._is_waiting(entry) or (entry.key, entry.target) in revised

    def from_memory(self) -> list[Entry]:
        """Return the entries that another lesson's approved translation fills."""
        return [
            entry.drafted(*self.memory[unit.key], DraftKind.MEMORY)
            for unit, entry in self.waiting()
            if unit.key in self.memory
        ]

    def for_engine(self) -> list[tuple[Unit, Entry]]:
        """Return what is left for an engine.

        Words of the vocabulary are not: engines need a sentence to know what a word means.
        """
        return [
            (unit, entry)
            for unit, entry in self.waiting()
            if unit.key not in self.memory and unit.role is not Role.VOCABULARY
        ]

    @property
    def needs_engine(self) -> bool:
        """Whether anything is left for an engine."""
        return bool(self.for_engine() or self.revisions)


def translate(work: Work, engine: "Translator") -> Iterator[Entry]:
    """Translate what waits for an engine.

    Args:
        work: The units and what is known of them.
        engine: What translates sentences.

    Yields:
        The entries, each as soon as it is ready: with a draft, or without a text and with the
        reason. What this engine failed at before is left out, unless all is made again.
    """
    names = truecase.known_capitals(
        markup.parse(unit.text).text for unit in work.units if unit.role not in HEADINGS
    )
    context = Context(work.source, work.catalog.language, names, work.glossary, engine.label)
    jobs = [
        _Job(unit, entry, context)
        for unit, entry in work.for_engine()
        if work.again or not entry.failure.endswith(context.signature)
    ]
    for revision in work.revisions:
        changed = revision.sentences()
        jobs += [_Job(unit, Entry(*unit.key), context, revision) for unit in changed]
        if not changed:
            yield revision.entry(engine.label)
    for job in jobs:
        if job.is_done:
            yield from job.finished()
    waiting = [(job, piece) for job in jobs for piece in job.pieces if piece.result is None]
    for _ in range(1 + _CUTS):
        for attempt in range(engine.attempts):
            if not waiting:
                break
            sentences = (piece.sent for _, piece in waiting)
            for (job, piece), candidates in zip(
                waiting, engine.translate(sentences, attempt), strict=True
            ):
                if piece.accept(candidates) and job.is_done:
                    yield from job.finished()
            waiting = [(job, piece) for job, piece in waiting if piece.result is None]
        waiting = [(job, part) for job, piece in waiting for part in job.divide(piece)]
    for job in jobs:
        if not job.is_done:
            yield from job.finished()


class _Job:
    """A unit on its way: its text, cut into pieces that are translated one by one."""

    def __init__(
        self, unit: Unit, entry: Entry, context: Context, revision: Revision | None = None
    ) -> None:
        self._unit = unit
        self._before = entry
        self._context = context
        self._revision = revision
        self._marked = markup.parse(unit.text)
        self._kept = kept(self._marked, context.glossary, context.source, context.target)
        text = self._marked.text
        self.pieces = [
            self._piece(start + a, start + b)
            for start, end in _sentences(text, context.source)
            for a, b in segment.clauses(text[start:end], _LONGEST, context.source)
        ]

    def _piece(self, start: int, end: int) -> Piece:
        inside = [item for item in self._kept if start <= item.start and item.end <= end]
        moved = tuple(
            replace(item, start=item.start - start, end=item.end - start) for item in inside
        )
        text = self._marked.text[start:end]
        return Piece(text, start, self._unit.role, moved, self._context)

    @property
    def is_done(self) -> bool:
        return all(piece.result for piece in self.pieces)

    def divide(self, piece: Piece) -> list[Piece]:
        """Put smaller pieces in the place of one that failed; return those to translate."""
        ranges: Sequence[tuple[int, int]]
        if piece.lost_something:
            ranges = list(_around(piece.text, piece.kept))
        elif len(piece.text) >= _DIVISIBLE:
            ranges = segment.clauses(piece.text, len(piece.text) - 1, self._context.source)
        else:
            ranges = ()
        if len(ranges) < 2:
            return []
        parts = [self._piece(piece.start + a, piece.start + b) for a, b in ranges]
        place = self.pieces.index(piece)
        self.pieces[place : place + 1] = parts
        return [part for part in parts if part.result is None]

    def finished(self) -> Iterator[Entry]:
        """Yield the entry that is ready now: the unit's, or the one that its sentence completes."""
        entry = self._entry()
        if self._revision is None:
            yield entry
            return
        self._revision.put(self._unit.text, entry.target)
        if self._revision.is_done:
            yield self._revision.entry(self._context.engine)

    def _entry(self) -> Entry:
        """Return the unit's entry: with its draft, or with the reason why there is none."""
        if not self.is_done:
            if self._before.target:
                # A machine's text for an earlier wording is better than nothing.
                return self._before
            reason = next(piece.reason for piece in self.pieces if piece.result is None)
            return self._before.failed(reason + self._context.signature)
        text = ""
        end = 0
        places: dict[Span, list[tuple[int, int]]] = {}
        for piece in self.pieces:
            text += self._marked.text[end : piece.start]
            for span, (a, b) in piece.places(self._marked.spans):
                places.setdefault(span, []).append((a + len(text), b + len(text)))
            text += piece.result.text if piece.result else ""
            end = piece.end
        text += self._marked.text[end:]
        # A span over several sentences goes from its first words to its last.
        spans = [
            replace(span, start=min(a for a, _ in found), end=max(b for _, b in found))
            for span, found in places.items()
        ]
        target = markup.render(Marked(text).with_spans(spans))
        return self._before.drafted(target, self._context.engine)


def _sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a text; a line break that a person set ends one as well."""
    for line in re.finditer(r"[^\n]+", text):
        for start, end in segment.sentences(line.group(), language):
            yield line.start() + start, line.start() + end


def _around(text: str, items: Iterable[Kept]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the items and of what stands between them."""
    end = 0
    for item in items:
        yield from _words_within(text, end, item.start)
        yield item.start, item.end
        end = item.end
    yield from _words_within(text, end, len(text))


def _words_within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the range from the first to the last word; what is around them stays as it is."""
    if found := re.search(r"\w(?:.*\w)?", text[start:end], re.DOTALL):
        yield start + found.start(), start + found.end()
