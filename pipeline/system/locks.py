"""Locks between processes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import HandoutsError

if TYPE_CHECKING:
    from filelock import BaseFileLock


def acquired(
    path: Path,
    busy: HandoutsError,
    on_wait: Callable[[], None],
    patience: float,
) -> "BaseFileLock":
    """Take a lock that one process at a time may hold, and that a killed one lets go.

    Args:
        path: The lock's file; its folder is made where it is not there.
        busy: The error to raise where the other process does not let go.
        on_wait: Called where another process has to be waited for.
        patience: Seconds to wait for it.

    Raises:
        HandoutsError: The one given.
        OSError: Where the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            on_wait()
            lock.acquire(timeout=patience)
    except Timeout:
        raise busy from None
    return lock
