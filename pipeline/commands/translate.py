"""First versions for what has no translation: memory, engine, the article itself → catalogs.

A catalog is saved while the engine still works, so that a run that is stopped loses little. It is
looked at again for that, and what a person has saved in the meantime goes before what the engine
did.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.alignment.choose import link_sentences
from pipeline.catalog.catalog import Catalog, DraftKind, Entry, Key
from pipeline.catalog.revision import revisions
from pipeline.commands.access import writing_store
from pipeline.commands.choice import EVERYTHING, SILENT, Choice, Listener
from pipeline.commands.derive import count_glosses, derive, dictionary_names
from pipeline.errors import (
    EngineError,
    HandoutsError,
    MissingPackageError,
    SavedMeanwhileError,
)
from pipeline.languages import SOURCE
from pipeline.lesson.article import Role
from pipeline.project.project import Project
from pipeline.project.store import Store
from pipeline.system import files
from pipeline.translation.draft import Work
from pipeline.translation.draft import translate as translate_units
from pipeline.translation.engines import NONE, Bounded, bounded, engine_class

_OF_LESSON = frozenset(role for role in Role if role.is_of_lesson)
_OF_ARTICLE = frozenset(Role) - _OF_LESSON
# Seconds after which what an engine has done so far is saved.
_SAVE_EVERY = 5.0


@dataclass(frozen=True)
class Drafts:
    """What was done for one lesson in one language.

    Attributes:
        memory, engine: How many units got a first version from which.
        revised: How many stale translations of a person got their changed sentences anew.
        found: How many words got a gloss that the article's translation and a dictionary confirm.
        unconfirmed: How many words have none, because nothing renders them.
        failed: How many units the engine tried in vain.
        waiting: How many units still have no translation that an engine could give.
        problem: Why the engine could not be used, one line; empty where it could.
        lacks_package: Whether that is because a language package is not installed.
    """

    lesson: str
    target: str
    memory: int = 0
    engine: int = 0
    revised: int = 0
    found: int = 0
    unconfirmed: int = 0
    failed: int = 0
    waiting: int = 0
    problem: str = ""
    lacks_package: bool = False

    @property
    def may_pass(self) -> bool:
        """Whether the same engine might do next time what it could not do now."""
        return bool(self.problem) and not self.lacks_package

    def plus(self, other: "Drafts") -> "Drafts":
        """Return the sum of two; of two problems the first."""
        counts = ("memory", "engine", "revised", "failed", "waiting")
        return replace(
            self,
            **{name: getattr(self, name) + getattr(other, name) for name in counts},
            problem=self.problem or other.problem,
            lacks_package=self.lacks_package or other.lacks_package,
        )


def translate(
    project: Project,
    choice: Choice = EVERYTHING,
    *,
    again: bool = False,
    listener: Listener = SILENT,
) -> tuple[Drafts, ...]:
    """Give first versions to what has no translation, and to changed sentences.

    Args:
        project: The project.
        choice: Lessons and languages.
        again: Whether an engine's drafts that nobody touched are made anew as well.
        listener: Told of each unit that an engine is given.

    Returns:
        What was done, for each lesson and language in which something was waiting or was found.

    Raises:
        HandoutsError: As `draft`.
    """
    with writing_store(project, listener, "translate") as store:
        pairs = choice.pairs(store.project)
        return draft(store, pairs, again=again, revise=True, listener=listener)


def draft(
    store: Store,
    pairs: Iterable[tuple[str, str]],
    *,
    again: bool = False,
    revise: bool = False,
    listener: Listener = SILENT,
) -> tuple[Drafts, ...]:
    """Give first versions to what has no translation, and save them.

    Args:
        store: Of the project.
        pairs: Lessons, each with a language.
        again: Whether an engine's drafts that nobody touched are made anew as well.
        revise: Whether the changed sentences of stale translations are made anew.
        listener: Told of each unit that an engine is given.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written. An engine that fails is no
            error here: the handouts can be made without it, and the problem is reported.
    """
    works = [(name, target, _work(store, name, target, again, revise)) for name, target in pairs]
    store.save_numbers(dict.fromkeys(name for name, _, _ in works))
    total = sum(len(work.for_engine()) + len(work.revisions) for _, _, work in works)
    listener.started("Translating", total)
    engines: dict[str, Bounded | HandoutsError] = {}
    done = []
    for name, target, work in works:
        if work.needs_engine and target not in engines and _engine_name(store) != NONE:
            engines[target] = _opened(store, work.source, target)
        # The article comes first: its translation gives meanings, and questions better than an
        # engine's. What it does not give is left for memory and engine.
        engine = engines.get(target)
        article = replace(work, roles=_OF_ARTICLE)
        drafts = _drafted(store, name, target, article, engine, listener.advanced)
        derived = derive(store, name, target)
        found, unconfirmed = count_glosses(derived)
        rest = replace(_work(store, name, target, again, revise=False), roles=_OF_LESSON)
        drafts = drafts.plus(_drafted(store, name, target, rest, engine, listener.advanced))
        if work.waiting() or work.revisions or derived:
            done.append(replace(drafts, found=found, unconfirmed=unconfirmed))
    return tuple(done)


def foresee(store: Store, name: str, target: str) -> tuple[Drafts, ...]:
    """Tell what `draft` would do for a lesson in one language, without an engine.

    What memory would fill stands in the store's catalog afterwards, and in no file. What the engine
    would make of the others, only it can tell; even to ask whether it is installed would make its
    folders.

    Returns:
        How much memory would fill and how much would be given to the engine, as `waiting`.

    Raises:
        HandoutsError: Where a file is wrong.
    """
    work = _work(store, name, target, again=False, revise=False)
    entries = work.from_memory()
    store.suppose(name, target, entries)
    return foreseen(store, name, target, memory=len(entries), waiting=len(work.for_engine()))


def foreseen(
    store: Store, name: str, target: str, *, memory: int, waiting: int
) -> tuple[Drafts, ...]:
    """Return what is foreseen for a lesson in one language; nothing where that is nothing."""
    waiting = 0 if _engine_name(store) == NONE else waiting
    return (Drafts(name, target, memory=memory, waiting=waiting),) if memory or waiting else ()


def count_waiting(store: Store, name: str, target: str) -> int:
    """Return how many passages of a lesson an engine would be given."""
    return len(_work(store, name, target, again=False, revise=False).for_engine())


def fingerprint(store: Store, target: str) -> str:
    """Return a text that differs when what has no translation might now get one from outside."""
    known = dictionary_names(store.project, SOURCE, target)
    name = _engine_name(store)
    if name == NONE:
        return files.digest(known.encode())
    try:
        options = store.project.settings.engine_options
        with bounded(name):
            engine = engine_class(name).fingerprint(SOURCE, target, options)
    except HandoutsError as bad:
        engine = str(bad)
    return files.digest(name.encode(), engine.encode(), known.encode())


def _engine_name(store: Store) -> str:
    return store.project.settings.engine


def _work(store: Store, name: str, target: str, again: bool, revise: bool) -> Work:
    text = store.lesson(name)
    catalog = store.catalog(name, target).catalog
    source = text.article.meta.language
    work = Work(
        text.units(target),
        catalog,
        source,
        store.glossary(name),
        again=again,
        revisions=tuple(revisions(catalog, text.units(target), source, link_sentences))
        if revise
        else (),
    )
    # The memory is all other lessons' catalogs: looked at where there is a place for it.
    if waiting := work.waiting():
        memory = store.memory(name, target, [unit.key for unit, _ in waiting])
        work = replace(work, memory=memory)
    return work


def _opened(store: Store, source: str, target: str) -> Bounded | HandoutsError:
    settings = store.project.settings
    try:
        with bounded(settings.engine):
            made = engine_class(settings.engine)(source, target, settings.engine_options)
            return Bounded(settings.engine, made)
    except HandoutsError as bad:
        return bad


def _drafted(
    store: Store,
    name: str,
    target: str,
    work: Work,
    engine: Bounded | HandoutsError | None,
    on_unit: Callable[[], None],
) -> Drafts:
    """Fill one catalog and save it."""
    if not work.waiting() and not work.revisions:
        return Drafts(name, target)
    entries = work.from_memory()
    done = dict.fromkeys(("engine", "revised", "failed"), 0)
    from_memory = len(entries)
    problem = engine if isinstance(engine, HandoutsError) else None
    saved = time.monotonic()
    try:
        if engine is not None and not isinstance(engine, HandoutsError):
            for entry in translate_units(work, engine):
                entries.append(entry)
                done[_kind_of_work(entry)] += 1
                on_unit()
                if time.monotonic() - saved > _SAVE_EVERY:
                    _save(store, name, target, work, entries)
                    entries.clear()
                    saved = time.monotonic()
    except HandoutsError as bad:
        problem = bad
    finally:
        _save(store, name, target, work, entries)  # also where the user stops it
    return Drafts(
        name,
        target,
        memory=from_memory,
        **done,
        waiting=len(work.for_engine()) - done["engine"],
        problem=str(problem or ""),
        lacks_package=isinstance(problem, MissingPackageError),
    )


def _kind_of_work(entry: Entry) -> str:
    if entry.failure:
        return "failed"
    return "revised" if entry.is_untouched(DraftKind.PATCHED) else "engine"


def _save(store: Store, name: str, target: str, work: Work, entries: Sequence[Entry]) -> None:
    """Put entries into the catalog as it is on disk now, where nobody was faster."""
    for is_last in (False, False, False, True) if entries else ():
        store.refresh(store.paths.catalog(name, target))
        in_use = store.catalog(name, target).catalog.in_use
        wanted = [entry for entry in entries if work.accepts(in_use[entry.key])]
        try:
            store.save_entries(name, target, wanted)
        except SavedMeanwhileError:  # at just this moment: what was saved is looked at again
            if is_last:
                raise
        else:
            return


def suggest(
    store: Store, name: str, target: str, key: Key, engines: dict[str, Bounded]
) -> tuple[str, str]:
    """Return what the engine would write for one text, and who says so; nothing is written.

    Of a person's text for an earlier source, only the changed sentences are made anew.

    Args:
        store: Of the project.
        name: The lesson.
        target: The language, ISO 639-1.
        key: Of the text.
        engines: Those that are open, by what they are made of; the one that is needed is added.

    Raises:
        HandoutsError: Where there is no engine, or it cannot translate this.
    """
    text, catalog = store.lesson(name), store.catalog(name, target).catalog
    source, settings = text.article.meta.language, store.project.settings
    if settings.engine == NONE:
        raise EngineError("No engine is set up", mend="Choose one in handouts.toml: engine")
    made_of = repr((settings.engine, source, target, sorted(settings.engine_options.items())))
    if made_of not in engines:
        opened = _opened(store, source, target)
        if isinstance(opened, HandoutsError):
            raise opened
        engines[made_of] = opened
    wanted = [unit for unit in text.units(target) if unit.key == key][:1]
    # The others count as done, and only tell what is a name.
    done = [
        replace(entry, target=entry.target or "–", fuzzy=False)
        for entry in catalog.in_use.values()
        if entry.key != key
    ]
    revised = tuple(revisions(catalog, tuple(wanted), source, link_sentences))
    waiting = [] if revised else [Entry(*key)]
    others = Catalog(target, (*done, *waiting, *([catalog.at(key)] if revised else [])))
    work = Work(text.units(target), others, source, store.glossary(name), revisions=revised)
    for entry in translate_units(work, engines[made_of]):
        if entry.failure:
            raise EngineError(entry.failure)
        return entry.target, entry.draft.origin if entry.draft else ""
    raise EngineError("The engine has nothing to say of this")
