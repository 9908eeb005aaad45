"""One command at a time writes to a project: a lock in `build/`, which a killed command lets go.

Commands that only read take none, and neither does a person's editor: `files.write_over` looks
for what was saved in the meantime.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.system import files
from pipeline.system.locks import acquired

if TYPE_CHECKING:
    from filelock import BaseFileLock

# Seconds to wait for another command: an engine may take minutes for a long article.
PATIENCE = 600.0
_NAME = ".lock"
# Where commands write, from the project's folder.
_WRITTEN = ("source", "source/*", "translations/*", "build", "build/*")


@contextmanager
def writing(
    root: Path, on_wait: Callable[[], None] = lambda: None, patience: float = PATIENCE
) -> Iterator[None]:
    """Keep other commands from writing to a project, and tidy up after one that was killed.

    Args:
        root: The project's folder.
        on_wait: Called where another command has to be waited for.
        patience: Seconds to wait for it.

    Raises:
        ProjectError: Where the other does not end, or `build/` cannot be written.
    """
    folder = root / "build"
    is_new = not folder.exists()
    lock = _of_project(folder, on_wait, patience)
    try:
        files.remove_unfinished(path for pattern in _WRITTEN for path in root.glob(pattern))
        yield
    finally:
        if is_new:
            _leave_no_trace(folder)
        lock.release()


def _of_project(folder: Path, on_wait: Callable[[], None], patience: float) -> "BaseFileLock":
    what = "Another handouts command is still writing to this project"
    busy = ProjectError(what, mend="Wait until it has ended, then run this again")
    try:
        return acquired(folder / _NAME, busy, on_wait, patience)
    except OSError as bad:
        what = f"This folder cannot be written: {bad.strerror}"
        mend = "Check the disk's free space and the folder's permissions, then run it again"
        raise ProjectError(what, path=folder, mend=mend) from None


def _leave_no_trace(folder: Path) -> None:
    """Remove a folder that was made for the lock alone; who waits for the lock makes it anew."""
    if [path.name for path in folder.glob("*")] == [_NAME]:
        with suppress(OSError):  # on Windows a lock that is held cannot be deleted
            (folder / _NAME).unlink()
            folder.rmdir()
