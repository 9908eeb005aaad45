"""First versions for what has no translation: memory, engine, the article itself → catalogs.

A catalog is saved while the engine still works, so that a run that is stopped loses little. It is
read anew for that, and what a person has saved in the meantime goes before what the engine did.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.alignment.choose import link_sentences
from pipeline.catalog.catalog import DraftKind, Entry
from pipeline.catalog.revision import revisions
from pipeline.commands.derive import count_glosses, derive, dictionary_names
from pipeline.errors import HandoutsError, MissingPackageError
from pipeline.lesson.article import Role
from pipeline.project.project import LessonText, Project
from pipeline.system import files
from pipeline.translation.draft import Work, translate
from pipeline.translation.engines import NONE, Engine, engine_class

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
        unconfirmed: How many words have none, because none could be confirmed.
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


def draft(
    project: Project,
    lessons: Iterable[tuple[LessonText, str]],
    *,
    again: bool = False,
    revise: bool = False,
    on_start: Callable[[int], None] = lambda _: None,
    on_unit: Callable[[], None] = lambda: None,
) -> tuple[Drafts, ...]:
    """Give first versions to what has no translation, and save them.

    Args:
        project: The project.
        lessons: Lessons, each with a language.
        again: Whether an engine's drafts that nobody touched are made anew as well.
        revise: Whether the changed sentences of stale translations are made anew.
        on_start: Called with the number of units that an engine will be given.
        on_unit: Called after each unit.

    Returns:
        What was done, for each lesson and language in which something was waiting or was found.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written. An engine that fails is no
            error here: the handouts can be made without it, and the problem is reported.
    """
    lessons = tuple(lessons)
    works = [
        (text, target, _work(project, text, target, again, revise)) for text, target in lessons
    ]
    project.save_numbers(text for text, _ in lessons)
    on_start(sum(len(work.for_engine()) + len(work.revisions) for _, _, work in works))
    engines: dict[str, Engine | HandoutsError] = {}
    done = []
    for text, target, work in works:
        if work.needs_engine and target not in engines and project.settings.engine != NONE:
            engines[target] = _opened(project, work.source, target)
        # The article comes first: its translation gives meanings, and questions better than an
        # engine's. What it does not give is left for memory and engine.
        engine = engines.get(target)
        article = replace(work, roles=_OF_ARTICLE)
        drafts = _drafted(project, text, target, article, engine, on_unit)
        derived = derive(project, text, target)
        found, unconfirmed = count_glosses(derived)
        rest = replace(_work(project, text, target, again, revise=False), roles=_OF_LESSON)
        drafts = drafts.plus(_drafted(project, text, target, rest, engine, on_unit))
        if work.waiting() or work.revisions or derived:
            done.append(replace(drafts, found=found, unconfirmed=unconfirmed))
    return tuple(done)


def foresee(project: Project, text: LessonText, target: str) -> tuple[Drafts, tuple[Entry, ...]]:
    """Tell what `draft` would do for a lesson in one language, without an engine.

    Returns:
        How much memory would fill and how much would be given to the engine, as `waiting`, and
        the entries from memory. What the engine would make of the others, only it can tell; even
        to ask whether it is installed would make its folders.

    Raises:
        HandoutsError: Where a file is wrong.
    """
    work = _work(project, text, target, again=False, revise=False)
    entries = tuple(work.from_memory())
    waiting = 0 if project.settings.engine == NONE else len(work.for_engine())
    return Drafts(text.name, target, memory=len(entries), waiting=waiting), entries


def fingerprint(project: Project, lesson: str, source: str, target: str) -> str:
    """Return a text that differs when what has no translation might now get one."""
    name = project.settings.engine
    known = dictionary_names(project, source, target)
    others = [
        known.encode(),
        *(path.read_bytes() for path in project.other_catalogs(lesson, target)),
    ]
    if name == NONE:
        return files.digest(*others)
    try:
        engine = engine_class(name).fingerprint(source, target, project.engine_options)
    except HandoutsError as bad:
        engine = str(bad)
    return files.digest(name.encode(), engine.encode(), *others)


def _work(project: Project, text: LessonText, target: str, again: bool, revise: bool) -> Work:
    catalog = project.read_catalog(text, target).catalog
    source = text.article.meta.language
    work = Work(
        text.units(),
        catalog,
        source,
        project.read_glossary(text.name),
        again=again,
        revisions=tuple(revisions(catalog, text.units(), source, link_sentences)) if revise else (),
    )
    # The memory is all other lessons' catalogs: read where there is a place for it.
    if work.waiting():
        work = replace(work, memory=project.read_memory(text.name, target))
    return work


def _opened(project: Project, source: str, target: str) -> Engine | HandoutsError:
    try:
        return engine_class(project.settings.engine)(source, target, project.engine_options)
    except HandoutsError as bad:
        return bad


def _drafted(
    project: Project,
    text: LessonText,
    target: str,
    work: Work,
    engine: Engine | HandoutsError | None,
    on_unit: Callable[[], None],
) -> Drafts:
    """Fill one catalog and save it."""
    if not work.waiting() and not work.revisions:
        return Drafts(text.name, target)
    entries = work.from_memory()
    done = dict.fromkeys(("engine", "revised", "failed"), 0)
    from_memory = len(entries)
    problem = engine if isinstance(engine, HandoutsError) else None
    saved = time.monotonic()
    try:
        if engine is not None and not isinstance(engine, HandoutsError):
            for entry in translate(work, engine):
                entries.append(entry)
                done[_kind_of_work(entry)] += 1
                on_unit()
                if time.monotonic() - saved > _SAVE_EVERY:
                    _save(project, text, target, work, entries)
                    entries.clear()
                    saved = time.monotonic()
    except HandoutsError as bad:
        problem = bad
    finally:
        _save(project, text, target, work, entries)  # also where the user stops it
    return Drafts(
        text.name,
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


def _save(
    project: Project, text: LessonText, target: str, work: Work, entries: Sequence[Entry]
) -> None:
    """Put entries into the catalog as it is on disk now, where nobody was faster."""
    read = project.read_catalog(text, target)
    in_use = read.catalog.in_use
    wanted = [entry for entry in entries if work.accepts(in_use[entry.key])]
    project.save_entries(text, target, read, wanted)
