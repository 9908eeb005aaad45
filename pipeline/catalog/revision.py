"""A person's translation whose source has changed since → only its changed sentences, made anew.

The sentences that the source still has keep their translation letter by letter; what changed is
given to an engine. The unit stays *stale*, and what the person wrote stays in the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.catalog import carry
from pipeline.catalog.carry import Aligner, Part
from pipeline.catalog.catalog import Catalog, DraftKind, Entry, State
from pipeline.lesson.article import Unit


@dataclass
class Revision:
    """One unit on its way to a text that fits its source again.

    Attributes:
        before: The entry as it is, a person's text for an earlier source.
        parts: The source as it is now, with what the text has for each of its sentences.
    """

    unit: Unit
    before: Entry
    parts: tuple[Part, ...]
    _drafts: dict[str, str] = field(default_factory=dict)

    def sentences(self) -> list[Unit]:
        """Return the changed sentences as units to translate."""
        changed = dict.fromkeys(part.source for part in self.parts if not part.is_same)
        return [replace(self.unit, text=text) for text in changed]

    def put(self, sentence: str, target: str) -> None:
        """Take the draft of a changed sentence; an empty one is none."""
        if target:
            self._drafts[sentence] = target

    @property
    def is_done(self) -> bool:
        """Whether every changed sentence has its draft."""
        return all(sentence.text in self._drafts for sentence in self.sentences())

    def entry(self, origin: str) -> Entry:
        """Return the entry with the new text, still stale, with the mark of the engine."""
        texts = [
            (part.gap, part.target if part.is_same else self._drafts[part.source])
            for part in self.parts
        ]
        patched = self.before.drafted(carry.joined(texts), origin, DraftKind.PATCHED)
        return replace(patched, previous=self.before.previous)


def revisions(
    catalog: Catalog, units: tuple[Unit, ...], language: str, aligner: Aligner
) -> Iterator[Revision]:
    """Find the translations that can be revised sentence by sentence.

    A text that its person has changed since it went stale is in work and left alone, and so is
    one of which no sentence stayed the same.

    Args:
        catalog: The catalog, merged with the units.
        units: All units of a lesson.
        language: Of the units, ISO 639-1.
        aligner: What links the sentences of a source and its translation.
    """
    texts = {entry.key: entry.target for entry in catalog.entries}
    for unit in {unit.key: unit for unit in units}.values():
        entry = catalog.entry(unit)
        made_for = entry.previous or ""
        as_it_was = texts.get((entry.context, made_for)) == entry.target
        if entry.state is not State.STALE or entry.is_by_machine:
            continue
        if not as_it_was and not entry.is_untouched(DraftKind.CARRIED):
            continue
        languages = (language, catalog.language)
        groups = carry.groups(made_for, entry.target, languages, aligner)
        parts = carry.parts(unit.text, language, groups)
        if any(part.is_same and part.target for part in parts):
            yield Revision(unit, entry, parts)
