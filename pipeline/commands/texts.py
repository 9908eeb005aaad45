"""One text at a time: a lesson's translations as a desk shows them, and saving what is typed there.

A desk saves as a person's editor does: it waits for no command that is at work. A text goes out
with its digest, and comes back with it. Where the file has another text by then, nothing is
written, and both are handed back; where only other texts of the file are new, they stay.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeVar

from pipeline.catalog.catalog import Entry, Key, State, text_digest
from pipeline.errors import HandoutsError, SavedMeanwhileError
from pipeline.lesson.article import Unit
from pipeline.project.approved import key_digest
from pipeline.project.store import Recalled, Store
from pipeline.system.boundary import CONTROL
from pipeline.text import markup
from pipeline.text.diff import Change, word_changes
from pipeline.translation.glossary import kept

_T = TypeVar("_T")

# How often a file is read again that somebody else is saving at the same moment.
_TRIES = 8


@dataclass(frozen=True)
class TextFinding:
    """What a check says of a text; the fields are those of `checks.Finding`."""

    id: str
    severity: str
    message: str


@dataclass(frozen=True)
class TextRow:
    """A unit of a lesson beside its translation.

    Attributes:
        id: What it is called by, as long as its source stays the same.
        places: Where it stands, for a person.
        paragraph: The ¶ that it stands in; None where it has none.
        digest: Of the translation, as it goes out.
        made: In which way a program wrote the text, where no person has changed it; else empty.
        origin: What did, or why it could not.
        changes: What changed in the source since a stale text was made, with a few words around.
        was: The row that its source was before, for a stale text.
        terms: What the glossary wants, for words that stand in the source.
        silenced: The checks that a comment of a person keeps quiet here.
    """

    id: str
    role: str
    places: tuple[str, ...]
    paragraph: int | None
    source: str
    target: str
    digest: str
    state: str
    made: str = ""
    origin: str = ""
    was: str = ""
    changes: tuple[Change, ...] = ()
    findings: tuple[TextFinding, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    silenced: str = ""


class Outcome(StrEnum):
    """What became of a text that was to be saved."""

    SAVED = "saved"
    CONFLICT = "conflict"  # the file has another text by now: nothing was written
    GONE = "gone"  # the article has another text by now: nothing was written


@dataclass(frozen=True)
class TextChange:
    """What a person wants of a text.

    Attributes:
        id: Of its row.
        before: The digest that it went out with.
        text: What it should say; None where that stays.
        approve: Whether it is approved with that.
        ok: The id of a check that is not to speak of it any more.
    """

    id: str
    before: str
    text: str | None = None
    approve: bool = False
    ok: str = ""


@dataclass(frozen=True)
class TextStep:
    """An entry as it was and as it is: what a step back needs."""

    lesson: str
    language: str
    before: Entry
    after: Entry


@dataclass(frozen=True)
class FileStep:
    """A file of a lesson as it was and as it is."""

    lesson: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class TextAnswer:
    """What became of a change.

    Attributes:
        target, digest, state: The text as it is in the file now.
        changes: In a conflict: what differs, from the text in the file to the one that was sent.
        heir: Where the source is another by now: the row that has the translation.
        step: What was written, for a step back; None where nothing was.
    """

    outcome: Outcome
    target: str = ""
    digest: str = ""
    state: str = ""
    changes: tuple[Change, ...] = ()
    heir: str = ""
    step: TextStep | None = None


def look_again(store: Store, lesson: str) -> None:
    """Look at all files of a lesson again: somebody may have saved one since."""
    paths = store.paths
    names = [paths.article(lesson), paths.lesson(lesson), *paths.glossaries(lesson)]
    names += [paths.catalog(lesson, target) for target in store.project.targets()]
    for name in names:
        store.refresh(name)


def list_texts(
    store: Store, lesson: str, language: str, *, checked: bool = True
) -> tuple[TextRow, ...]:
    """Return the units of a lesson in order, each once.

    Args:
        store: Of the project.
        lesson: Its name.
        language: Of the translation, ISO 639-1.
        checked: Whether with what the checks say, which takes longest.

    Raises:
        HandoutsError: Where a file is wrong.
    """
    catalog = store.catalog(lesson, language).catalog
    found: dict[Key, list[TextFinding]] = {}
    for finding in store.findings(lesson, language) if checked else ():
        said = TextFinding(finding.id, finding.severity.name.lower(), finding.message)
        found.setdefault(finding.unit.key, []).append(said)
    text, glossary = store.lesson(lesson), store.glossary(lesson)
    source = text.article.meta.language
    units = {unit.key: unit for unit in reversed(text.units(language))}
    rows = []
    for unit in reversed(units.values()):
        row = _row(unit, catalog.entry(unit), tuple(found.get(unit.key, ())))
        marked = markup.parse(unit.text)
        wanted = kept(marked, glossary, source, language) if glossary.terms else ()
        terms = [(marked.text[t.start : t.end], t.wanted) for t in wanted if t.is_term]
        rows.append(replace(row, terms=tuple(dict.fromkeys(terms))))
    return tuple(rows)


def _row(unit: Unit, entry: Entry, findings: tuple[TextFinding, ...]) -> TextRow:
    draft = entry.draft
    is_untouched = draft is not None and entry.is_untouched(draft.kind)
    silenced = [line for line in entry.notes.split("\n") if line.startswith("handouts: ok ")]
    is_stale = entry.state is State.STALE
    return TextRow(
        id=key_digest(unit.key),
        role=unit.role.value,
        places=entry.places or (unit.place,),
        paragraph=unit.paragraph,
        source=unit.text,
        target=entry.target,
        digest=text_digest(entry.target),
        state=entry.state.value,
        made=draft.kind.value if draft and is_untouched else "",
        origin=draft.origin if draft and is_untouched else entry.failure,
        was=key_digest((entry.context, entry.previous or "")) if is_stale else "",
        changes=entry.source_changes(),
        findings=findings,
        silenced=", ".join(line.removeprefix("handouts: ok ") for line in silenced),
    )


def cleaned(text: str) -> str:
    """Return a typed text without what no file of texts may have; with line feeds."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def edited(entry: Entry, text: str, *, approve: bool) -> Entry:
    """Return an entry with the text of a person.

    A text that was changed waits to be approved, also where the one before was. One without a word
    is none.

    Raises:
        HandoutsError: Where there is no text to approve.
    """
    if approve:
        if not text.strip():
            what = "There is no text here that could be approved"
            raise HandoutsError(what, mend="Write the translation first")
        return replace(entry, target=text, fuzzy=False, previous=None, failure="")
    if text == entry.target:
        return entry
    if not text.strip():
        return replace(entry, target="", fuzzy=False, previous=None, draft=None)
    return replace(entry, target=text, fuzzy=True, failure="")


def save_text(store: Store, lesson: str, language: str, change: TextChange) -> TextAnswer:
    """Save a text, if the file still has the one that went out.

    Raises:
        HandoutsError: Where a file is wrong, the disk refuses, there is nothing to approve, or
            somebody saves the file again and again.
    """
    return _tried(lambda: _save_text(store, lesson, language, change))


def _save_text(store: Store, lesson: str, language: str, change: TextChange) -> TextAnswer:
    look_again(store, lesson)
    entry = _find(store, lesson, language, change.id)
    if entry is None:
        return TextAnswer(Outcome.GONE, heir=_heir(store, lesson, language, change.id))
    text = entry.target if change.text is None else cleaned(change.text)
    now = text_digest(entry.target)
    if now != change.before and text != entry.target:
        changes = word_changes(entry.target, text)
        return TextAnswer(Outcome.CONFLICT, entry.target, now, entry.state.value, changes)
    after = edited(entry, text, approve=change.approve)
    if change.ok:
        lines = [*entry.notes.split("\n"), f"handouts: ok {change.ok}"]
        after = replace(after, notes="\n".join(dict.fromkeys(filter(None, lines))))
    step = None
    if after != entry:
        _write(store, lesson, language, [after])
        step = TextStep(lesson, language, entry, after)
    digest = text_digest(after.target)
    return TextAnswer(Outcome.SAVED, after.target, digest, after.state.value, step=step)


def key_of(store: Store, lesson: str, language: str, id_: str) -> Key:
    """Return the key of a row.

    Raises:
        HandoutsError: Where the article has no such text any more.
    """
    entry = _find(store, lesson, language, id_)
    if entry is None:
        raise HandoutsError("The article has no such text any more", mend="Load the page again")
    return entry.key


def recall(store: Store, lesson: str, language: str, id_: str) -> Recalled | None:
    """Return what was approved for a text in another lesson, or else for a text that is like it.

    Raises:
        HandoutsError: As `key_of`.
    """
    key = key_of(store, lesson, language, id_)
    if found := store.memory(lesson, language, [key]).get(key):
        return Recalled(found[0], found[1].removeprefix("lesson "), key[1])
    return store.similar(language, key)


def step_back(
    store: Store, steps: Sequence[TextStep | FileStep]
) -> tuple[TextStep | FileStep, ...]:
    """Take steps back, as far as the texts are still as they were left.

    Returns:
        The steps that were taken back.

    Raises:
        HandoutsError: As `save_text`.
    """
    done: list[TextStep | FileStep] = []
    for step in steps:
        if isinstance(step, FileStep):
            look_again(store, step.lesson)
            if store.text_if_there(step.name, HandoutsError) == step.after:
                store.save(step.name, step.after, step.before)
                done.append(step)
    texts = [step for step in steps if isinstance(step, TextStep)]
    for lesson, language in dict.fromkeys((step.lesson, step.language) for step in texts):
        mine = [step for step in texts if (step.lesson, step.language) == (lesson, language)]
        done += _tried(partial(_step_back, store, mine))
    return tuple(done)


def _step_back(store: Store, steps: Sequence[TextStep]) -> list[TextStep]:
    lesson, language = steps[0].lesson, steps[0].language
    look_again(store, lesson)
    in_use = store.catalog(lesson, language).catalog.in_use
    done, entries = [], []
    for step in steps:
        now = in_use.get(step.after.key)
        if now and _content(now) == _content(step.after):
            places, references = now.places, now.references
            entries.append(replace(step.before, places=places, references=references))
            done.append(step)
    _write(store, lesson, language, entries)
    return done


def _content(entry: Entry) -> Entry:
    """Return an entry without what only tells where it stands."""
    return replace(entry, places=(), references=())


def save_entries(
    store: Store, lesson: str, language: str, change: Callable[[Entry], Entry | None]
) -> tuple[TextStep, ...]:
    """Change many texts of a lesson in one step.

    Args:
        store: Of the project.
        lesson: Its name.
        language: ISO 639-1.
        change: Given each entry as it is in the file now, returns it as it should be, or None.

    Raises:
        HandoutsError: As `save_text`.
    """

    def save() -> tuple[TextStep, ...]:
        look_again(store, lesson)
        in_use = store.catalog(lesson, language).catalog.in_use.values()
        pairs = [(entry, change(entry)) for entry in in_use]
        steps = [TextStep(lesson, language, a, b) for a, b in pairs if b is not None and a != b]
        _write(store, lesson, language, [step.after for step in steps])
        return tuple(steps)

    return _tried(save)


def _write(store: Store, lesson: str, language: str, entries: Iterable[Entry]) -> None:
    entries = list(entries)
    if entries:
        store.save_numbers([lesson])
        store.save_entries(lesson, language, entries)


def _find(store: Store, lesson: str, language: str, id_: str) -> Entry | None:
    in_use = store.catalog(lesson, language).catalog.in_use
    return next((entry for key, entry in in_use.items() if key_digest(key) == id_), None)


def _heir(store: Store, lesson: str, language: str, id_: str) -> str:
    """Return the row whose text was made for a source that is gone; empty where there is none."""
    for entry in store.catalog(lesson, language).catalog.in_use.values():
        if entry.previous is not None and key_digest((entry.context, entry.previous)) == id_:
            return key_digest(entry.key)
    return ""


def _tried(save: Callable[[], _T]) -> _T:
    """Do something that reads a file and writes it, again where somebody saved it in between."""
    for _ in range(_TRIES - 1):
        try:
            return save()
        except SavedMeanwhileError:
            continue
    return save()
