"""One command at a time writes to a project: a lock in `build/`, which a killed command lets go.

Commands that only read take none, and neither does a person's editor: `system.saves`
sees to it that nothing is lost then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.project.paths import Paths
from pipeline.system import files
from pipeline.system.locks import acquired

if TYPE_CHECKING:
    from filelock import BaseFileLock

# Seconds to wait for another command: an engine may take minutes for a long article.
PATIENCE = 600.0


@contextmanager
def writing(
    paths: Paths, on_wait: Callable[[], None] = lambda: None, patience: float = PATIENCE
) -> Iterator[None]:
    """Keep other commands from writing to a project, and tidy up after one that was killed.

    Args:
        paths: Of the project.
        on_wait: Called where another command has to be waited for.
        patience: Seconds to wait for it.

    Raises:
        ProjectError: Where the other does not end, or `build/` cannot be written.
    """
    is_new = not paths.build.exists()
    lock = _of_project(paths, on_wait, patience)
    try:
        if paths.at_work.exists():  # the last command was killed
            files.remove_unfinished(paths.written_in())
        with suppress(OSError):  # what is to be written next says what is wrong with the disk
            paths.at_work.touch()
        yield
    finally:
        with suppress(OSError):
            paths.at_work.unlink(missing_ok=True)
        if is_new:
            _leave_no_trace(paths)
        lock.release()


def _of_project(paths: Paths, on_wait: Callable[[], None], patience: float) -> "BaseFileLock":
    what = "Another handouts command is still writing to this project"
    busy = ProjectError(what, mend="Wait until it has ended, then run this again")
    try:
        return acquired(paths.lock, busy, on_wait, patience)
    except OSError as bad:
        what = f"This folder cannot be written: {bad.strerror}"
        mend = "Check the disk's free space and the folder's permissions, then run it again"
        raise ProjectError(what, path=paths.build, mend=mend) from None


def _leave_no_trace(paths: Paths) -> None:
    """Remove a folder that was made for the lock alone; who waits for the lock makes it anew."""
    if [path.name for path in paths.build.glob("*")] == [paths.lock.name]:
        with suppress(OSError):  # on Windows a lock that is held cannot be deleted
            paths.lock.unlink()
            paths.build.rmdir()
