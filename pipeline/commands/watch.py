"""Rebuild on every save: what was saved → the handouts of its lesson, the PDFs first.

No engine is asked here. A teacher saves half a sentence, and what a model makes of that would
stand in the catalog; `handouts translate` in another window is seen like any other save. What was
approved in another lesson is used, as in every build.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pipeline.commands.build import Report, build, make_material
from pipeline.commands.choice import SILENT, Choice, Listener
from pipeline.errors import HandoutsError, ProjectError, SavedMeanwhileError
from pipeline.handout.compose import compose
from pipeline.handout.model import Edition
from pipeline.handout.writers import FORMATS, writer
from pipeline.project.paths import GLOSSARY, SETTINGS
from pipeline.project.project import Project, find_project
from pipeline.project.store import Store
from pipeline.system import files
from pipeline.system.files import is_scratch

# Milliseconds without an event after which a save counts as done. An editor that renames makes
# its three or four steps within one; more would be felt.
_QUIET = 50
# Milliseconds after which a file that is written all the time is read nevertheless.
_LONGEST = 400
# Milliseconds without a save after which the next step is made.
_PAUSE = 100
# How many handouts are laid out in advance: more fonts than theirs would not be kept.
_WARMED = 8

# The lessons that a save reaches, by name; nothing where it is all of them.
Reach = frozenset[str] | None
EVERY: Reach = None
NO_LESSON: Reach = frozenset()


@dataclass(frozen=True)
class Step:
    """What one build of a lesson makes; a save that comes meanwhile waits for that only."""

    formats: tuple[str, ...]
    editions: tuple[Edition, ...]


@dataclass(frozen=True)
class Agenda:
    """What has to be done yet: the lessons, and the number of their next step."""

    lessons: Reach = NO_LESSON
    step: int = 0

    def with_saved(self, reach: Reach) -> "Agenda":
        """Return what is to be done after a save: its lessons and the waiting ones, anew."""
        if reach == NO_LESSON:
            return self
        if reach is None or self.lessons is None:
            return Agenda(EVERY)
        return Agenda(self.lessons | reach)


def reached(path: PurePath) -> Reach:
    """Return the lessons that a changed file matters to.

    Args:
        path: In the project's folder, relative to it.
    """
    if path.parts in ((SETTINGS,), (GLOSSARY,), ("source",), ("translations",)):
        return EVERY
    folder, *inside = path.parts or ("",)
    if folder not in ("source", "translations") or any(map(is_scratch, inside)):
        return NO_LESSON
    return frozenset(inside[:1])


def steps(choice: Choice) -> tuple[Step, ...]:
    """Return what is built after a save, in order: what a teacher looks at comes first.

    A step has formats that the settings may leave out; they can change with any save.
    """
    editions = choice.editions or tuple(Edition)
    formats = choice.formats or tuple(FORMATS)
    others = tuple(name for name in formats if name != "pdf")
    pdfs = [Step(("pdf",), (edition,)) for edition in editions if "pdf" in formats]
    return (*pdfs, *([Step(others, editions)] if others else []))


def follow(
    saves: Iterable[Reach],
    plan: Sequence[Step],
    build_step: Callable[[Reach, Step], Reach],
    in_pause: Iterator[object],
) -> None:
    """Answer each save with the steps of a plan, the first ones again where another save comes.

    Args:
        saves: What was saved since the last time; no lesson where nothing was.
        plan: What to make of a lesson.
        build_step: Makes one step for lessons, and returns those that can go on.
        in_pause: Advanced each time that there is nothing to do.
    """
    agenda = Agenda()
    for reach in saves:
        agenda = agenda.with_saved(reach)
        if agenda.lessons == NO_LESSON:
            next(in_pause, None)
            continue
        rest = build_step(agenda.lessons, plan[agenda.step])
        is_last = agenda.step + 1 == len(plan)
        agenda = Agenda() if is_last else Agenda(rest, agenda.step + 1)


def watch(
    project: Project,
    choice: Choice,
    *,
    on_ready: Callable[[], None],
    on_report: Callable[[Report], None],
    on_error: Callable[[Exception], None],
    listener: Listener = SILENT,
) -> None:
    """Build what changed, now and after every save, until the user stops it.

    Args:
        project: The project; its settings are read again at every step.
        choice: What to build.
        on_ready: Called when all that had changed before is built.
        on_report: Called after each step that wrote something.
        on_error: Called with what is wrong in a file, or went wrong; the watch goes on.
        listener: Told where another command has to be waited for.

    Raises:
        KeyboardInterrupt: When the user stops it.
        ProjectError: Where a name of the choice is unknown, or the folder is gone or cannot be
            watched.
    """
    choice.pairs(project)  # a name that is wrong now was mistyped
    root = project.root

    def build_step(reach: Reach, step: Step) -> Reach:
        try:
            project = find_project(root)
            # A lesson that is gone is missed only where it is named, or all are.
            known = project.lessons(choice.lessons if reach is None else ())
        except HandoutsError as bad:
            on_error(bad)
            return NO_LESSON
        watched = [name for name in known if not choice.lessons or name in choice.lessons]
        names = [name for name in watched if reach is None or name in reach]
        return frozenset(name for name in names if build_lesson(project, name, step))

    def build_lesson(project: Project, name: str, step: Step) -> bool:
        chosen = choice.formats_of(project)
        formats = tuple(suffix for suffix in step.formats if suffix in chosen)
        if not formats:
            return True
        part = Choice((name,), choice.targets, formats, step.editions)
        try:
            report = build(project, part, asks_engine=False, listener=listener)
        except SavedMeanwhileError:
            return False  # that save comes next
        except Exception as bad:  # also a fault of ours must not end the watch
            on_error(bad)
            return False
        if report.to_write or report.catalogs or report.drafts or report.renumbered:
            on_report(report)
        return True

    def in_pause() -> Iterator[object]:
        on_ready()
        yield None
        yield from _warm_up(root, choice)

    follow(_saves(root), steps(choice), build_step, in_pause())


def _warm_up(root: Path, choice: Choice) -> Iterator[object]:
    """Lay out a handout each time this is advanced: libraries, dictionaries, fonts get loaded."""
    try:
        project = find_project(root)
        if "pdf" not in choice.formats_of(project):
            return
        store = Store(project)
        jobs = [
            (name, target, sheet)
            for name, target in choice.pairs(project)
            for sheet in choice.sheets(project)
        ]
        for name, target, sheet in jobs[:_WARMED]:
            material = make_material(store, name, target)
            handout = compose(material, sheet.edition, sheet.layout)
            folder = store.paths.lesson_folder(name)
            yield writer("pdf").render(handout, folder, files.now())
    except Exception:
        return  # the build has said what is wrong, and this is only to be faster


def _saves(root: Path) -> Iterator[Reach]:
    """Yield what was saved, all lessons at first, and no lesson after each pause.

    Folders are watched one by one, not as trees: the project's own may hold a virtual environment,
    and a tree that is deleted and comes back would be lost.
    """
    from watchfiles import watch as events

    while True:
        folders = _folders(root)
        reach = EVERY  # what was saved before the watch began is not told
        try:
            for changes in events(
                *folders,
                watch_filter=None,
                debounce=_LONGEST,
                step=_QUIET,
                rust_timeout=_PAUSE,
                yield_on_timeout=True,
                recursive=False,
            ):
                for _, path in changes:
                    if reach is not None and Path(path).is_relative_to(root):
                        more = reached(Path(path).relative_to(root))
                        reach = None if more is None else reach | more
                if changes and _folders(root) != folders:
                    break
                yield reach
                reach = NO_LESSON
        except FileNotFoundError:
            continue  # a folder went away just now
        except OSError as bad:
            what = f"This folder cannot be watched: {bad.strerror or bad}"
            raise ProjectError(what, path=root) from None


def _folders(root: Path) -> list[Path]:
    """Return the folders in which something can be saved that handouts are made from.

    Raises:
        ProjectError: Where the project's folder is gone.
    """
    if not root.is_dir():
        raise ProjectError("The project's folder is gone", path=root)
    trees = [root / "source", root / "translations"]
    inside = [path for tree in trees for path in tree.rglob("*") if path.is_dir()]
    return [root, *sorted(path for path in (*trees, *inside) if path.is_dir())]
