"""The folders of a lesson, moved together: to another name, or into the history and back."""

import contextlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import HandoutsError, ProjectError
from pipeline.project.paths import Paths

# What stands in a folder of its own for each lesson, and is no program's.
_TREES = ("source", "translations")


def rename(paths: Paths, old: str, new: str) -> None:
    """Give a lesson's folders, and those of its history, another name: all of them or none.

    Where `source/` has the new name already and `translations/` has not, a person renamed the one,
    or a command was killed between the two: then the other follows.

    Raises:
        ProjectError: Where there is no such lesson, or one of the new name.
        HandoutsError: Where the disk refuses.
    """
    # The history goes first: what is left after a kill is what another run finds.
    moves = _of_history(paths, old, new)
    is_any = False
    for tree in _TREES:
        here, there = paths.root / tree / old, paths.root / tree / new
        if here.exists():
            is_same = there.exists() and here.samefile(there)  # another spelling of the name
            if there.exists() and not is_same:
                mend = "Choose another name, or move that folder away"
                raise ProjectError("There is a folder of this name already", path=there, mend=mend)
            moves.append((here, there))
            is_any = True
    if not (paths.root / "source" / old).exists() and not (paths.root / "source" / new).exists():
        mend = "Its folder in source/ has the old name or the new one"
        raise ProjectError(f"There is no lesson “{old}”", mend=mend)
    if not is_any:
        raise ProjectError(f"There is nothing of “{old}” to rename any more")
    _move(moves)


def _of_history(paths: Paths, old: str, new: str) -> list[tuple[Path, Path]]:
    moves = []
    for tree in _TREES:
        here = paths.history / tree / old
        for version in sorted(here.glob("*/*")):
            moves.append((version, paths.history / tree / new / version.relative_to(here)))
    return moves


def remove(paths: Paths, lesson: str) -> None:
    """Move a lesson's folders into the history, where they stay until a person deletes them.

    Raises:
        ProjectError: Where there is none.
        HandoutsError: Where the disk refuses.
    """
    place = _removed(paths) / f"{time.time_ns()}.{lesson}"
    moves = [
        (paths.root / tree / lesson, place / tree)
        for tree in _TREES
        if (paths.root / tree / lesson).exists()
    ]
    if not moves:
        raise ProjectError(f"There is no lesson “{lesson}”")
    _move(moves)


def put_back(paths: Paths, lesson: str) -> None:
    """Take a lesson that was removed out of the history.

    Raises:
        HandoutsError: Where a folder of its is there again, or the disk refuses.
    """
    moves = []
    for tree in _TREES:
        there = paths.root / tree / lesson
        here = next((p / tree for p in _places(paths, lesson) if (p / tree).exists()), None)
        if here and not there.exists():
            moves.append((here, there))
    _move(moves)
    for place in _places(paths, lesson):
        with contextlib.suppress(OSError):  # one with something in it stays
            place.rmdir()


def when_removed(paths: Paths, lesson: str) -> datetime | None:
    """Return when a lesson was last removed, if it was."""
    for place in _places(paths, lesson):
        return datetime.fromtimestamp(int(place.name.split(".")[0]) / 1e9, UTC)
    return None


def _removed(paths: Paths) -> Path:
    return paths.history / "removed"


def _places(paths: Paths, lesson: str) -> list[Path]:
    """Return where a lesson was moved when it was removed, the last time first."""
    found = _removed(paths).glob("*.*")
    return sorted((p for p in found if p.name.partition(".")[2] == lesson), reverse=True)


def _move(moves: Sequence[tuple[Path, Path]]) -> None:
    """Rename all or none.

    Raises:
        HandoutsError: Where the disk refuses; everything is back in its place then.
    """
    done: list[tuple[Path, Path]] = []
    try:
        for here, there in moves:
            there.parent.mkdir(parents=True, exist_ok=True)
            here.rename(there)
            done.append((here, there))
    except OSError as bad:
        for here, there in reversed(done):
            with contextlib.suppress(OSError):
                there.rename(here)
        what = f"This folder cannot be moved: {bad.strerror}"
        mend = "Close the programs that have its files open, then run it again"
        raise HandoutsError(what, path=here, mend=mend) from None
    for here, _ in done:
        for folder in (here.parent, here.parent.parent):
            with contextlib.suppress(OSError):  # one with something in it stays
                folder.rmdir()
