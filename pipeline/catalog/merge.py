"""A catalog as it was, and the units as they are now → the catalog as it should be.

No text of a person is ever dropped: what fits no unit any more is kept as obsolete and comes back
with its unit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline import languages
from pipeline.catalog import carry
from pipeline.catalog.carry import Aligner
from pipeline.catalog.catalog import Catalog, DraftKind, Entry, Key, State
from pipeline.lesson.article import Unit

# The context of headwords. They are short, so that "lack of something" looks much like "amendment
# to something": only a word of its own makes one the other reworded.
_HEADWORD = "vocabulary"
# Sentences that two texts share make one the other's heir if they are this part of the shorter one.
_SUBSTANTIAL = 0.3


def merge(catalog: Catalog, units: Iterable[Unit], language: str, aligner: Aligner) -> Catalog:
    """Bring a catalog up to the source as it is now.

    An unchanged or moved unit keeps its entry; a reworded one gets the old text as *stale*; one
    that was split off or merged gets the sentences that it still says; a new one is *missing*.
    What belongs to no unit any more becomes obsolete, also where a copy of its text was carried
    on, so that going back to the old wording brings it back as it was.

    Args:
        catalog: The catalog as it was.
        units: Every unit of article and lesson, in order; equal ones share an entry.
        language: Of the units, ISO 639-1.
        aligner: What links the sentences of a text that was split or merged.

    Returns:
        The catalog with one entry for each different unit, then the obsolete ones.
    """
    places: defaultdict[Key, list[Unit]] = defaultdict(list)
    for unit in units:
        places[unit.key].append(unit)
    old = {entry.key: entry for entry in catalog.entries if entry.obsolete} | catalog.in_use
    gone = [entry for key, entry in old.items() if key not in places and not entry.obsolete]
    new = [key for key in places if key not in old]
    heirs = _Heirs(old, gone, (language, catalog.language), aligner).of(new)
    current = []
    for key, same in places.items():
        entry = old.get(key) or heirs.get(key) or Entry(*key)
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
    file = (*current, *obsolete)
    obsolete = [entry for entry in obsolete if not _is_copy(entry, file, catalog.language)]
    return Catalog(catalog.language, (*current, *obsolete))


def _is_copy(entry: Entry, file: Sequence[Entry], language: str) -> bool:
    """Whether an entry that left its unit says nothing that does not stand elsewhere in the file.

    So it is with a text carried to a rewording, and with what was put together from others.
    """
    if any(
        e.is_untouched(DraftKind.PATCHED) and (e.context, e.previous) == entry.key for e in file
    ):
        return False
    others = {other.key: other.target for other in file if other.key != entry.key}
    original = others.get((entry.context, entry.previous or ""))
    if entry.is_untouched(DraftKind.PATCHED):
        return original is not None
    if entry.is_untouched(DraftKind.CARRIED):
        pieces = [entry.target[a:b] for a, b in carry.sentences(entry.target, language)]
        return all(any(piece in text for text in others.values()) for piece in pieces)
    return entry.state is State.STALE and original == entry.target


class _Heirs:
    """What the new units take over from the texts that left."""

    def __init__(
        self,
        old: Mapping[Key, Entry],
        gone: Sequence[Entry],
        languages: tuple[str, str],
        aligner: Aligner,
    ) -> None:
        self._old = old
        self._gone = [entry for entry in gone if entry.target.strip()]
        self._languages = languages
        self._aligner = aligner

    def of(self, new: Sequence[Key]) -> dict[Key, Entry]:
        """Return the entries of those new units that inherit something."""
        found = self._moved_to_another_role(new)
        found |= self._put_together([key for key in new if key not in found])
        return found | self._reworded([key for key in new if key not in found])

    def _moved_to_another_role(self, new: Sequence[Key]) -> dict[Key, Entry]:
        """A paragraph that became a heading has its text still, but nobody approved it there."""
        by_source = {entry.source: entry for entry in self._gone}
        return {
            key: replace(by_source[key[1]], context=key[0], fuzzy=True)
            for key in new
            if key[1] in by_source
        }

    def _put_together(self, new: Sequence[Key]) -> dict[Key, Entry]:
        """Let paragraphs that were split or merged keep what people wrote for their sentences."""
        own = {key: self._sentences(key[1]) for key in new}
        donors = [entry for entry in self._gone if not entry.is_by_machine]
        theirs = {entry.key: self._sentences(entry.source) for entry in donors}
        gives: dict[Key, list[Entry]] = {}
        takers: Counter[Key] = Counter()
        for key in new:
            gives[key] = [
                entry
                for entry in donors
                if entry.context == key[0] and _share_much(own[key], theirs[entry.key])
            ]
            takers.update(entry.key for entry in gives[key])
        return {
            key: self._carried(key, entries)
            for key, entries in gives.items()
            if len(entries) > 1 or any(takers[entry.key] > 1 for entry in entries)
        }

    def _carried(self, key: Key, donors: Sequence[Entry]) -> Entry:
        groups = [
            group
            for donor in donors
            for group in carry.groups(
                self._made_for(donor), donor.target, self._languages, self._aligner
            )
        ]
        parts = carry.parts(key[1], self._languages[0], groups)
        made_for = carry.joined([(part.gap, part.made_for) for part in parts])
        text = carry.joined([(part.gap, part.target) for part in parts])
        origin = ", ".join(dict.fromkeys(place for donor in donors for place in donor.places))
        entry = Entry(*key).drafted(text, origin or "earlier paragraphs", DraftKind.CARRIED)
        return replace(entry, previous=made_for if made_for != key[1] else None)

    def _reworded(self, new: Sequence[Key]) -> dict[Key, Entry]:
        """Give each unit the text of the most similar one that left, each at most once.

        Of equally similar ones it is the one at the same place in the order.
        """
        from rapidfuzz import fuzz

        pairs = [
            (-score, abs(place / len(new) - number / len(self._gone)), place, number)
            for place, key in enumerate(new)
            for number, entry in enumerate(self._gone)
            if entry.context == key[0]
            and (score := fuzz.ratio(key[1], entry.source, score_cutoff=carry.REWORDED))
            and (key[0] != _HEADWORD or _is_same_word(key[1], entry.source, self._languages[0]))
        ]
        matched: dict[Key, Entry] = {}
        taken: set[int] = set()
        for _, _, place, number in sorted(pairs):
            key, entry = new[place], self._unpatched(self._gone[number])
            if key in matched or number in taken:
                continue
            taken.add(number)
            made_for = self._made_for(entry)
            matched[key] = replace(entry, source=key[1], fuzzy=True, previous=made_for)
        return matched

    def _unpatched(self, entry: Entry) -> Entry:
        """Return what a person wrote, where an engine had changed some of its sentences since."""
        before = self._old.get((entry.context, entry.previous or ""))
        if before and entry.is_untouched(DraftKind.PATCHED):
            return replace(before, notes=entry.notes or before.notes, obsolete=False)
        return entry

    def _made_for(self, entry: Entry) -> str:
        return (entry.previous or "") if entry.state is State.STALE else entry.source

    def _sentences(self, text: str) -> Counter[str]:
        return Counter(text[a:b] for a, b in carry.sentences(text, self._languages[0]))


def _is_same_word(one: str, other: str, language: str) -> bool:
    """Whether two headwords have a word in common that says something."""
    small = languages.language(language).glosses.small
    return bool({*one.lower().split()} & {*other.lower().split()} - small)


def _share_much(one: Counter[str], other: Counter[str]) -> bool:
    shared = sum(len(sentence) for sentence in (one & other).elements())
    lengths = [sum(len(sentence) for sentence in text.elements()) for text in (one, other)]
    return shared > 0 and shared >= _SUBSTANTIAL * min(lengths)
