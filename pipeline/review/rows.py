"""What goes out for review, a row for each different unit, and what comes back."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.catalog.catalog import Catalog, Draft, Entry, Key, State, text_digest
from pipeline.lesson.article import Role, Unit
from pipeline.text import markup
from pipeline.text.diff import marked_up
from pipeline.text.markup import Marked, Span, Style, tidy
from pipeline.text.xml import legal

_BESIDE = {Role.ANSWER, Role.NOTE}
_REFERENCE_WITHIN = re.compile(r"([a-z]{2,3})\.([0-9a-f]{12})\.([0-9a-f]{8})", re.IGNORECASE)
_REFERENCE = re.compile(rf"\b{_REFERENCE_WITHIN.pattern}\b", re.IGNORECASE)


@dataclass(frozen=True)
class ReviewRow:
    """A unit as it goes out.

    Attributes:
        id: 12 hexadecimal digits that stand for role and source, the same in every export.
        place: Where the unit stands, for a person ("¶ 4").
        role: What it is, as the article calls it ("heading").
        source, target: Markdown; the target is empty where there is none.
        version: The mark of the target, by which a change to it is seen.
        about: What a person should know of it, a line each: what changed in the source since the
            translation was made, and the translators' notes.
    """

    id: str
    place: str
    role: str
    source: str
    target: str
    state: State
    version: str
    about: tuple[str, ...] = ()

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
    rows: tuple[ReviewRow, ...]

    def reference(self, row: ReviewRow) -> str:
        """Return the one word that leads a row back, where a person sees it."""
        return f"{self.target}.{row.id}.{row.version}"


@dataclass(frozen=True)
class ReturnedRow:
    """A row of a file that came back.

    Attributes:
        place: Where it stands in the file, for a person.
        id: Of the unit; empty where the row has lost it.
        version: Of the target that went out; empty where that is lost.
        source, target: Markdown.
        approved: Whether the translation is marked as right.
        was_approved: Whether it went out with that mark, which is our own then.
        unreadable: Why its translation cannot be read, a sentence; the row is refused then.
        notes: Comments of translators, for the catalog.
        said: What stands beside the texts, where ours may stand too: what is another's is told.
        draft: The mark of the program that wrote the translation, where no person changed it.
    """

    place: str
    id: str
    version: str
    source: str
    target: str
    approved: bool = False
    was_approved: bool = False
    unreadable: str = ""
    notes: str = ""
    said: tuple[str, ...] = ()
    draft: Draft | None = None

    @property
    def is_newly_approved(self) -> bool:
        """Whether a person approved it since it went out."""
        return self.approved and not self.was_approved

    @property
    def is_withdrawn(self) -> bool:
        """Whether a person took our mark away."""
        return self.was_approved and not self.approved


@dataclass(frozen=True)
class Returned:
    """What a file says that came back from review.

    Attributes:
        lesson: The lesson's name; empty where the file does not say.
        language: Of the translations; empty where the file does not say.
        remarks: A line for each thing in the file that the catalog has no place for.
        by_source: Whether a row whose id is not known belongs to what has its source.
        is_memory: Whether it has texts of other lessons as well, of which none is missed.
    """

    lesson: str
    language: str
    rows: tuple[ReturnedRow, ...]
    remarks: tuple[str, ...] = ()
    by_source: bool = False
    is_memory: bool = False


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


def find_reference(text: str, *, within: bool = False) -> tuple[str, str, str] | None:
    """Return language, id and version of the reference that stands in a text, if one does.

    Args:
        text: The text.
        within: Whether other words may stand right before and after it.
    """
    found = (_REFERENCE_WITHIN if within else _REFERENCE).search(text)
    return (found[1].lower(), found[2].lower(), found[3].lower()) if found else None


def about(entry: Entry) -> tuple[str, ...]:
    """Return what a person should know of a translation, a line each."""
    changes = marked_up(entry.source_changes())
    lines = [" ".join(line.split()) for line in (changes, *entry.notes.split("\n"))]
    return tuple(legal(line) for line in lines if line)


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
    rows: dict[Key, ReviewRow] = {}
    for unit in units:
        if unit.text.strip() and unit.key not in rows:
            entry = catalog.entry(unit)
            place = "; ".join(entry.places) or unit.place
            target = entry.target.strip()
            rows[unit.key] = ReviewRow(
                unit_id(unit.key),
                place,
                unit.role,
                unit.text,
                target,
                entry.state,
                version(target),
                about(entry),
            )
    plain = markup.parse(title.text).text
    return Review(lesson, plain, source, catalog.language, paper, tuple(rows.values()))
