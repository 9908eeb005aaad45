"""What the files of a lesson said before, and going back to it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path

from pipeline.catalog import pofile
from pipeline.commands.access import writing_store
from pipeline.commands.choice import SILENT, Listener
from pipeline.errors import HandoutsError, ProjectError
from pipeline.project import folders
from pipeline.project.approved import key_digest
from pipeline.project.history import PERSON, History, Version
from pipeline.project.project import Project
from pipeline.project.store import Store
from pipeline.system import files

# Letters of an id that are enough, where no other version begins so.
_LEAST_ID = 4


@dataclass(frozen=True)
class FileVersion:
    """A version of a file, for a person.

    Attributes:
        file: Its name, from the project's folder.
        id: What `restore` is given.
        saved: When.
        by: The command that wrote it, or "you".
        size: In bytes.
        is_now: Whether the file says so now.
    """

    file: str
    id: str
    saved: datetime
    by: str
    size: int
    is_now: bool


@dataclass(frozen=True)
class Listing:
    """The versions of a lesson's files, of each the newest first.

    Attributes:
        removed: When the lesson was removed; None where it is there.
    """

    lesson: str
    rows: tuple[FileVersion, ...]
    removed: datetime | None = None


@dataclass(frozen=True)
class Rewrite:
    """A file that gets another text: what it says, None where there is none; what it will say."""

    file: str
    old: bytes | None
    new: bytes

    def changes(self) -> list[str]:
        """Return the lines that go and those that come, marked “-” and “+”."""
        old, new = (
            (content or b"").decode("utf-8", "replace").splitlines()
            for content in (self.old, self.new)
        )
        lines = unified_diff(old, new, n=0, lineterm="")
        return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@dataclass(frozen=True)
class Restoration:
    """What `restore` would do: the files it would write, or that it would put back a lesson."""

    lesson: str
    steps: tuple[Rewrite, ...]
    is_whole: bool = False

    def as_json(self) -> dict[str, object]:
        """Return it for a program."""
        steps = [{"file": step.file, "changes": step.changes()} for step in self.steps]
        return {"lesson": self.lesson, "whole": self.is_whole, "files": steps}


def list_history(project: Project, lesson: str) -> Listing:
    """Return the versions of a lesson's files.

    Raises:
        ProjectError: Where there is no such lesson and never was.
        HandoutsError: Where a file cannot be read.
    """
    paths = project.paths
    history = History(paths)
    rows: list[FileVersion] = []
    for name in paths.texts(lesson):
        now = files.read_signed(paths.at(name))
        digest = files.digest(now[0]) if now else ""
        versions = history.versions(name)
        if now and digest not in {version.digest for version in versions}:
            saved = datetime.fromtimestamp(int(now[1].split(" ")[1]) / 1e9, UTC)
            versions.insert(0, Version(name, PERSON, digest, saved, len(now[0]), paths.at(name)))
        for version in versions:
            of = (version.saved, version.by, version.size)
            rows.append(FileVersion(name, version.id, *of, is_now=version.digest == digest))
            digest = "" if version.digest == digest else digest  # the newest of them
    removed = folders.when_removed(paths, lesson)
    if not rows and not removed:
        project.lessons([lesson])
    is_there = paths.lesson_folder(lesson).exists()
    return Listing(lesson, tuple(rows), None if is_there else removed)


@dataclass(frozen=True)
class EarlierText:
    """What one text of a catalog said at a time.

    Attributes:
        saved: When it was first saved so.
        by: The command that wrote it, or "you".
        state: How far it had come.
    """

    saved: datetime
    by: str
    target: str
    state: str


def earlier_texts(
    project: Project, lesson: str, language: str, id_: str
) -> tuple[EarlierText, ...]:
    """Return what a text said in the versions of its catalog that are kept, the newest first.

    Args:
        project: The project.
        lesson: Its name.
        language: ISO 639-1.
        id_: The digest of the text's key.

    Raises:
        HandoutsError: Where a version cannot be read.
    """
    name = project.paths.catalog(lesson, language)
    found: list[EarlierText] = []
    for version in reversed(History(project.paths).versions(name)):
        with suppress(HandoutsError, UnicodeDecodeError):  # a part of one tells nothing
            catalog = pofile.parse(version.content().decode("utf-8"), language, name)
            entries = [entry for entry in catalog.entries if key_digest(entry.key) == id_]
            for entry in entries[:1]:
                one = EarlierText(version.saved, version.by, entry.target, entry.state.value)
                last = found[-1] if found else None
                if entry.target and (last is None or last.target != one.target):
                    found.append(one)
    return tuple(reversed(found))


def plan_restore(project: Project, lesson: str, id_: str = "") -> Restoration:
    """Say what going back would do; nothing is written.

    Args:
        project: The project.
        lesson: Its name.
        id_: Of the version, or how that begins. Without one, what is gone comes back: a lesson that
            was removed, or its files that are missing, empty or end in the middle.

    Raises:
        ProjectError: Where there is no such version, or nothing is gone.
        HandoutsError: Where a file cannot be read.
    """
    paths = project.paths
    if not id_ and folders.when_removed(paths, lesson) and not paths.lesson_folder(lesson).exists():
        return Restoration(lesson, (), is_whole=True)
    history = History(paths)
    if id_:
        version = _named(project, history, lesson, id_)
        old = files.read_if_there(paths.at(version.file))
        new = version.content()
        steps = () if old == new else (Rewrite(version.file, old, new),)
        return Restoration(lesson, steps)
    store = Store(project, history)
    found = []
    for name in paths.texts(lesson):
        newest = next(filter(_is_whole, history.versions(name)), None)
        old = files.read_if_there(paths.at(name))
        if newest and (old is None or store.lacks(name)):
            found.append(Rewrite(name, old, newest.content()))
    if not found:
        list_history(project, lesson)  # or there is no such lesson
        mend = f"To go back to an earlier version, choose one: handouts history {lesson}"
        raise ProjectError(f"No file of “{lesson}” is missing, empty or cut off", mend=mend)
    return Restoration(lesson, tuple(found))


def _is_whole(version: Version) -> bool:
    """Tell whether a version is no part of a catalog, which was kept when it was replaced."""
    if version.path.suffix == ".po":
        try:
            text = version.content().decode("utf-8")
            pofile.parse(text, Path(version.file).stem, version.file)
        except (HandoutsError, UnicodeDecodeError):
            return False
    return True


def _named(project: Project, history: History, lesson: str, id_: str) -> Version:
    """Return the version of a lesson's file that an id means."""
    known = [version for name in project.paths.texts(lesson) for version in history.versions(name)]
    if not known:
        list_history(project, lesson)
    fitting = [version for version in known if version.digest.startswith(id_.lower())]
    mend = f"They are listed by: handouts history {lesson}"
    if len(id_) < _LEAST_ID or not fitting:
        raise ProjectError(f"There is no version “{id_}” of “{lesson}”", mend=mend)
    if len({(version.file, version.digest) for version in fitting}) > 1:
        raise ProjectError(f"Several versions of “{lesson}” begin with “{id_}”", mend=mend)
    return fitting[0]


def carry_out(project: Project, planned: Restoration, *, listener: Listener = SILENT) -> None:
    """Do what `plan_restore` found; what stands there now is kept first.

    Raises:
        HandoutsError: Where somebody saved one of the files since, or the disk refuses.
    """
    with writing_store(project, listener, "restore") as store:
        if planned.is_whole:
            folders.put_back(store.paths, planned.lesson)
        for step in planned.steps:
            store.history.replace(step.file, step.old, step.new)
