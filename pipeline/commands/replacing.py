"""Search and replace in translations: each place is shown, and only what is chosen changes."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.catalog.catalog import Entry, text_digest
from pipeline.commands.choice import Choice
from pipeline.commands.texts import TextStep, save_entries
from pipeline.errors import HandoutsError
from pipeline.project.approved import key_digest
from pipeline.project.store import Store

# More than that nobody chooses from.
MOST_HITS = 500


@dataclass(frozen=True)
class Wanted:
    """What is looked for.

    Attributes:
        whole: Whether only whole words are.
        case: Whether capitals matter.
    """

    text: str
    whole: bool = True
    case: bool = True

    def places(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where it stands."""
        pattern = re.escape(self.text)
        pattern = rf"(?<!\w){pattern}(?!\w)" if self.whole else pattern
        yield from re.finditer(pattern, text, 0 if self.case else re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """A place in a translation.

    Attributes:
        id: Of the text's row.
        digest: Of the text, as it was searched.
        where: For a person.
        start: In characters.
        before, found, after: What stands there, and around it.
    """

    lesson: str
    language: str
    id: str
    digest: str
    where: str
    start: int
    before: str
    found: str
    after: str


def find_hits(store: Store, choice: Choice, wanted: Wanted) -> tuple[Hit, ...]:
    """Return where a text stands in translations, the first `MOST_HITS`.

    Raises:
        HandoutsError: Where nothing is looked for, or a name is unknown.
    """
    if not wanted.text.strip():
        raise HandoutsError("There is nothing to look for", mend="Write a word or more")
    found: list[Hit] = []
    for lesson, language in choice.pairs(store.project):
        entries = store.catalog(lesson, language).catalog.in_use.values()
        found += _hits(lesson, language, entries, wanted)
        if len(found) >= MOST_HITS:
            break
    return tuple(found[:MOST_HITS])


def _hits(lesson: str, language: str, entries: Iterable[Entry], wanted: Wanted) -> Iterator[Hit]:
    for entry in entries:
        text = entry.target
        for place in wanted.places(text):
            start, end = place.span()
            around = text[max(0, start - 60) : start], text[end : end + 60]
            yield Hit(
                lesson,
                language,
                key_digest(entry.key),
                text_digest(text),
                ", ".join(entry.places),
                start,
                around[0],
                place[0],
                around[1],
            )


def replace_hits(
    store: Store,
    chosen: Mapping[tuple[str, str], Mapping[tuple[str, str], Collection[int]]],
    wanted: Wanted,
    new: str,
) -> tuple[TextStep, ...]:
    """Replace what stands in the places that were chosen, where the texts are as they were shown.

    An approved text stays approved: a person has seen each of its places.

    Args:
        store: Of the project.
        chosen: By lesson and language, by the text's id and digest, where the places begin.
        wanted: What was looked for.
        new: What comes in its place.

    Raises:
        HandoutsError: As `texts.save_text`.
    """
    done: list[TextStep] = []
    for (lesson, language), texts in chosen.items():

        def change(entry: Entry, texts: Mapping[tuple[str, str], Collection[int]] = texts) -> Entry:
            starts = texts.get((key_digest(entry.key), text_digest(entry.target)), ())
            text = entry.target
            for place in reversed(list(wanted.places(text))):
                if place.start() in starts:
                    text = text[: place.start()] + new + text[place.end() :]
            return replace(entry, target=text) if text != entry.target else entry

        done += save_entries(store, lesson, language, change)
    return tuple(done)
