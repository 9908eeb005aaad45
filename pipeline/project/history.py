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
MOST_VERSIONS = 100
MOST_BYTES = 50_000_000
# Nanoseconds in which an editor may still write to a file that was replaced: all are kept for ten
# seconds, the newest for a day.
_LATELY = 10 * 10**9
_REPLACED_FOR = 24 * 3600 * 10**9
_MOST_REPLACED = 300

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
        return [self._version(name, kept) for kept in self._kept(name)]

    def _kept(self, name: str) -> list[str]:
        """Return the names of the versions of a file, the newest first."""
        try:
            found = os.listdir(f"{self._folder}/{name}")  # noqa: PTH208 - for every file that is read
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(filter(_VERSION.fullmatch, found), reverse=True)

    def _version(self, name: str, kept: str) -> Version:
        _, by, digest, *_ = kept.split(".")
        path = self._folder / name / kept
        seen = path.stat()
        return Version(
            name, by, digest, datetime.fromtimestamp(seen.st_mtime, UTC), seen.st_size, path
        )

    def rest(self, name: str, content: bytes) -> bytes:
        """Return what comes behind `content` in the last version, if that begins so; else nothing.

        What was whole in an earlier version is whole now: Git may have brought it back.

        Raises:
            HandoutsError: Where it cannot be read.
        """
        kept = self._kept(name)
        if not kept or _digest(kept[0]) == files.digest(content):
            return b""
        known = files.read_if_there(self._folder / name / kept[0]) or b""
        if not known.startswith(content) or files.digest(content) in map(_digest, kept):
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
        known = self._kept(name)
        digest = files.digest(content)
        if known and _digest(known[0]) == digest:
            return
        self._make_folder()
        # The clock may have gone back.
        number = max(time.time_ns(), _number(known[0]) + 1 if known else 0)
        kept = f"{number:020}.{by or self._command}.{digest}{Path(name).suffix}"
        path = self._folder / name / kept
        files.write_beside(path, content, lambda new, _: _settle(new, path, saved), syncs=False)
        self._has_new = True
        for old in _dispensable(known)[: len(known) + 1 - MOST_VERSIONS]:
            _delete(self._folder / name / old)

    def tidy(self) -> None:
        """Delete the oldest versions where all of them take more than `MOST_BYTES`."""
        may_go = []
        too_much = -MOST_BYTES
        for folder, _, names in os.walk(self._folder):
            kept = sorted(filter(_VERSION.fullmatch, names), reverse=True)
            sizes = {name: os.path.getsize(f"{folder}/{name}") for name in kept}  # noqa: PTH202
            too_much += sum(sizes.values())
            may_go += [(old, sizes[old], folder) for old in _dispensable(kept)]
        for old, size, folder in sorted(may_go):
            if too_much <= 0:
                break
            _delete(Path(folder, old))
            too_much -= size

    def tidy_sometimes(self) -> None:
        """Do so after about one in twenty commands that kept something: it looks at everything."""
        if self._has_new and time.time_ns() // 1000 % 20 == 0:
            self.tidy()

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
        if old and not self.rest(name, old):  # what ends in the middle adds nothing to the whole
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
        now = time.time_ns()
        with contextlib.suppress(FileNotFoundError):
            entries = sorted(os.scandir(self._folder / "replaced"), key=lambda entry: entry.name)
            for place, entry in enumerate(entries, _MOST_REPLACED - len(entries)):
                found = entry.stat()
                when, modified, size, *_ = (*entry.name.split("-", 3), "", "")
                is_as_it_was = (modified, size) == (str(found.st_mtime_ns), str(found.st_size))
                stays = when.isdigit() and now - int(when) < (
                    _REPLACED_FOR if place >= 0 else _LATELY
                )
                match = None if is_as_it_was and stays else _REPLACED.fullmatch(entry.name)
                if match:
                    try:
                        told += self._look_at(Path(entry.path), match, is_as_it_was)
                    except OSError as bad:
                        what = f"This file cannot be put back: {bad.strerror}"
                        raise HandoutsError(what, path=entry.path) from None
        return told

    def _look_at(self, path: Path, match: re.Match[str], is_as_it_was: bool) -> list[str]:
        """Look at one that somebody wrote to, or whose time is over; that one is deleted."""
        *_, old, new, quoted, _ = match.groups()
        content = path.read_bytes()
        name = quoted.replace("%2F", "/").replace("%25", "%")
        digest = files.digest(content)
        if digest in (old, new):
            if is_as_it_was:
                path.unlink()
            else:
                path.rename(self._place(name, path.stat(), digest, digest))
            return []
        return [self._return(path, name, content)]

    def _return(self, path: Path, name: str, content: bytes) -> str:
        """Put back a file to which an editor wrote when it was replaced, or make a version of it.

        It is put back where the command's text stands there, as it was: then the editor's is the
        later one, and the editor may still be writing to it.
        """
        place = self._paths.at(name)
        now = files.read_if_there(place)
        _, by, digest, *_ = (*(self._kept(name) or [""])[0].split("."), "", "")
        is_ours = now is not None and by != PERSON and digest == files.digest(now)
        if is_ours and saves.put_back(path, place, now or b""):
            path.rename(self._place(name, path.stat(), digest, digest))
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


def _number(kept: str) -> int:
    """Return what orders the versions of a file."""
    return int(kept.split(".")[0])


def _digest(kept: str) -> str:
    return kept.split(".")[2]


def _dispensable(kept: list[str]) -> list[str]:
    """Return the versions of a file that may go, the oldest first.

    The newest stays, and the last that a person saved.
    """
    last = next((name for name in kept if name.split(".")[1] == PERSON), None)
    return [name for name in reversed(kept[1:]) if name != last]


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):  # the next command tries again
        path.unlink()
