"""What the files of people said before, in `.history/`: nothing that a command replaces is gone.

Of each article, teacher's file, glossary and catalog there are versions, each a file named by when
it was kept, who made it and its digest:

    .history/translations/bridge/es.po/01764468949123456789.build.3f9a2c4d5e6f7a8b9c0d.po

A version is kept when a command has read what a person saved, and when it writes something itself.
They are many and may be lost one by one; how much they take is bounded.

A file that is replaced is kept itself as well, for a day, in `.history/replaced/`. Where an editor
had it open and writes to it only then, its size or time is no longer the one in its name, and the
next command puts it back, or makes a version of it.

The folder is hidden and tells Git to leave it alone. It is not in `build/`: that one may be thrown
away at any time, and holds nothing that cannot be made anew.
"""

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import HandoutsError
from pipeline.project.paths import Paths
from pipeline.system import files, saves

# Who made a version that no command made.
PERSON = "you"
# The most versions of a file, and the most bytes of all versions. Those of a few hundred lessons
# with twenty corrections each have a tenth of it.
MOST_VERSIONS = 30
MOST_BYTES = 50_000_000
# Nanoseconds in which an editor may still write to a file that was replaced: all are kept for ten
# seconds, the newest for a day.
_LATELY = 10 * 10**9
_REPLACED_FOR = 24 * 3600 * 10**9
_MOST_REPLACED = 500

_VERSION = re.compile(r"(\d{20})\.([a-z]+)\.([0-9a-f]{20})(\.\w+)?")
# When it was replaced; its time, size and digest; the digest of what replaced it; its name.
_REPLACED = re.compile(rf"(\d+)-(\d+)-(\d+)-(\w{{20}})-(\w{{20}})-(.+?)({saves.BETWEEN})?")
_IGNORE = "# What handouts keeps of earlier versions is no part of the project's own history.\n*\n"


@dataclass(frozen=True)
class Version:
    """What a file said at a time.

    Attributes:
        file: Its name, from the project's folder.
        by: The command that wrote it, or `PERSON`.
        digest: Of its bytes.
        saved: When it was saved.
        size: In bytes.
        path: Where it is kept.
    """

    file: str
    by: str
    digest: str
    saved: datetime
    size: int
    path: Path

    @property
    def id(self) -> str:
        """What a person calls it by."""
        return self.digest[:8]

    @property
    def number(self) -> int:
        """What orders the versions of a file."""
        return int(self.path.name.split(".")[0])

    def content(self) -> bytes:
        """Return its bytes.

        Raises:
            HandoutsError: Where they are not what they were.
        """
        content = files.read_if_there(self.path)
        if content is None or files.digest(content) != self.digest:
            raise HandoutsError("This version is damaged", path=self.path, mend="Take another one")
        return content


class History:
    """The versions of a project's files, as one command sees and adds to them."""

    def __init__(self, paths: Paths, command: str = "") -> None:
        self._paths = paths
        self._command = command
        self._has_new = False

    # Versions

    def versions(self, name: str) -> list[Version]:
        """Return the versions of a file, the newest first."""
        found = []
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for entry in os.scandir(self._paths.history / name):
                if match := _VERSION.fullmatch(entry.name):
                    seen = entry.stat()
                    saved = datetime.fromtimestamp(seen.st_mtime, UTC)
                    path = Path(entry.path)
                    found.append(Version(name, match[2], match[3], saved, seen.st_size, path))
        return sorted(found, key=lambda version: version.path.name, reverse=True)

    def newest(self, name: str) -> Version | None:
        """Return the last version of a file."""
        return next(iter(self.versions(name)), None)

    def rest(self, name: str, content: bytes) -> bytes:
        """Return what comes behind `content` in the last version, if that begins so; else nothing.

        What was whole in an earlier version is whole now: Git may have brought it back.

        Raises:
            HandoutsError: Where it cannot be read.
        """
        versions = self.versions(name)
        if not versions or versions[0].size <= len(content):
            return b""
        known = files.read_if_there(versions[0].path) or b""
        if not known.startswith(content) or files.digest(content) in {v.digest for v in versions}:
            return b""
        return known[len(content) :]

    def keep(self, name: str, content: bytes, *, by: str = "", saved: float | None = None) -> None:
        """Keep a version, where it is another than the last one.

        Args:
            name: Of the file.
            content: Its bytes.
            by: Who made it; this command where it is not said.
            saved: When, in seconds since 1970; now where it is not said.

        Raises:
            HandoutsError: Where the disk refuses.
        """
        known = self.versions(name)
        digest = files.digest(content)
        if known and known[0].digest == digest:
            return
        self._make_folder()
        # The clock may have gone back.
        number = max(time.time_ns(), known[0].number + 1 if known else 0)
        kept = f"{number:020}.{by or self._command}.{digest}{Path(name).suffix}"
        path = self._paths.history / name / kept
        files.write_beside(path, content, lambda new, _: _settle(new, path, saved), syncs=False)
        self._has_new = True
        _delete(_dispensable(known)[: len(known) + 1 - MOST_VERSIONS])

    def tidy(self) -> None:
        """Delete the oldest versions, if this command has kept some and all are too many."""
        if not self._has_new:
            return
        self._has_new = False
        names = {path.parent.relative_to(self._folder).as_posix() for path in self._all()}
        versions = {name: self.versions(name) for name in names}
        too_much = sum(v.size for found in versions.values() for v in found) - MOST_BYTES
        if too_much > 0:
            oldest = sorted(
                (v for found in versions.values() for v in _dispensable(found)),
                key=lambda version: version.number,
            )
            for version in oldest:
                if too_much <= 0:
                    break
                _delete([version])
                too_much -= version.size

    def _all(self) -> Iterator[Path]:
        for pattern in ("*/*/*/*", "*/*"):
            for path in self._folder.glob(pattern):
                if _VERSION.fullmatch(path.name):
                    yield path

    @property
    def _folder(self) -> Path:
        return self._paths.history

    def _make_folder(self) -> None:
        if not (self._folder / ".gitignore").exists():
            files.write_atomic(self._folder / ".gitignore", _IGNORE.encode())

    # What is replaced

    def replace(self, name: str, old: bytes | None, new: bytes, *, waits: bool = True) -> None:
        """Write a file of a person; what it said is kept first, and it itself.

        Args:
            name: Of the file.
            old: What it said when it was read; None where there was none.
            new: What it should say.
            waits: Whether a file that was saved just now is waited for.

        Raises:
            SavedMeanwhileError: Where somebody saved it in the meantime.
            HandoutsError: Where the disk refuses.
        """
        if old:
            self.keep(name, old, by=PERSON)

        def aside(found: os.stat_result) -> Path:
            return self._place(name, found, files.digest(old or b""), files.digest(new))

        saves.write_over(self._paths.at(name), old, new, aside, waits=waits)
        with contextlib.suppress(HandoutsError):  # the file itself is written
            self.keep(name, new)

    def _place(self, name: str, found: os.stat_result, old: str, new: str) -> Path:
        """Return where a file goes that is replaced."""
        quoted = name.replace("%", "%25").replace("/", "%2F")
        times = f"{time.time_ns()}-{found.st_mtime_ns}-{found.st_size}"
        return self._folder / "replaced" / f"{times}-{old}-{new}-{quoted}"

    def look_back(self) -> list[str]:
        """Look at the files that were replaced: did an editor write to one since?

        Returns:
            What is to be told, a line for each that was written to.

        Raises:
            HandoutsError: Where the disk refuses.
        """
        told = []
        with contextlib.suppress(FileNotFoundError):
            entries = sorted(os.scandir(self._folder / "replaced"), key=lambda entry: entry.name)
            for place, entry in enumerate(entries, _MOST_REPLACED - len(entries)):
                if match := _REPLACED.fullmatch(entry.name):
                    try:
                        time_left = _REPLACED_FOR if place >= 0 else _LATELY
                        told += self._look_at(Path(entry.path), match, time_left)
                    except OSError as bad:
                        what = f"This file cannot be put back: {bad.strerror}"
                        raise HandoutsError(what, path=entry.path) from None
        return told

    def _look_at(self, path: Path, match: re.Match[str], time_left: int) -> list[str]:
        """Look at one; delete it where it was replaced so many nanoseconds ago."""
        when, modified, size, old, new, quoted, _ = match.groups()
        found = path.stat()
        is_as_it_was = (str(found.st_mtime_ns), str(found.st_size)) == (modified, size)
        if is_as_it_was and time.time_ns() - int(when) < time_left:
            return []
        content = path.read_bytes()
        name = quoted.replace("%2F", "/").replace("%25", "%")
        digest = files.digest(content)
        if digest in (old, new):
            if is_as_it_was:
                path.unlink()
            else:
                path.rename(self._place(name, found, digest, digest))
            return []
        return [self._return(path, name, content)]

    def _return(self, path: Path, name: str, content: bytes) -> str:
        """Put back a file to which an editor wrote when it was replaced, or make a version of it.

        It is put back where the command's text stands there, as it was: then the editor's is the
        later one, and the editor may still be writing to it.
        """
        place = self._paths.at(name)
        now, newest = files.read_if_there(place), self.newest(name)
        is_ours = newest is not None and newest.by != PERSON
        if now and newest and is_ours and files.digest(now) == newest.digest:
            is_back = saves.put_back(path, place, now)
            if is_back:
                path.rename(self._place(name, path.stat(), newest.digest, newest.digest))
                return (
                    f"{name}: an editor was still saving this file when a command wrote it; what "
                    "the editor saved stands there again."
                )
        self.keep(name, content, by=PERSON, saved=path.stat().st_mtime)
        digest = files.digest(content)
        path.rename(self._place(name, path.stat(), digest, digest))
        lesson = self._paths.lesson_of(name)
        return (
            f"{name}: an editor was still saving this file when a command wrote it; what it saved "
            f"is kept, see: handouts history {lesson}"
        )


def _settle(new: Path, path: Path, saved: float | None) -> None:
    """Give a version its name, and the time that it was saved."""
    if saved is not None:
        os.utime(new, (saved, saved))
    new.replace(path)


def _dispensable(versions: list[Version]) -> list[Version]:
    """Return the versions of a file that may go, the oldest first.

    The newest stays, and the last that a person saved.
    """
    last = next((version for version in versions if version.by == PERSON), None)
    return [version for version in reversed(versions[1:]) if version != last]


def _delete(versions: list[Version]) -> None:
    for version in versions:
        with contextlib.suppress(OSError):  # the next command tries again
            version.path.unlink()
