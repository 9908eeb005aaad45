"""Files that a person may edit while a command runs: waited for, and replaced with nothing lost.

An editor takes no lock. One writes a new file and renames it; another empties the file and writes
it in its place, in pieces, with as much time between them as the system likes. So a command swaps
its file with the person's in one step, and looks at what came out: if that is not what was read,
it goes back. What came out stays on the disk, and a piece that is written to it later is found.
"""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import SavedMeanwhileError
from pipeline.system import files
from pipeline.system.files import Signature

# Seconds without a change after which a file counts as saved: more than lies between the pieces
# in which an editor writes.
QUIET = 0.25
# Seconds that an editor gets to finish a file that it has emptied.
PATIENCE = 2.0
# Ends the name of what stood in a place while the place is empty, where no swap is known.
BETWEEN = ".between"


def read_settled(path: str, looks_whole: Callable[[bytes], bool]) -> tuple[bytes, Signature] | None:
    """Return the bytes of a file, as `files.read_signed`, when an editor seems to be done with it.

    Args:
        path: The file.
        looks_whole: Whether it can be all of it; one that cannot and was saved just now is waited
            for, `PATIENCE` at most.

    Raises:
        HandoutsError: Where it cannot be read.
    """
    found = files.read_signed(path)
    while found and not looks_whole(found[0]):
        _, modified, *_ = found[1].split(" ")
        if not 0 <= time.time() - int(modified) / 1e9 < PATIENCE:
            break
        time.sleep(PATIENCE / 40)
        found = files.read_signed(path)
    return found


def write_over(
    path: Path,
    old: bytes | None,
    new: bytes,
    aside: Callable[[os.stat_result], Path] | None = None,
    *,
    waits: bool = True,
) -> None:
    """Replace a file that a person may edit, only if it still says what was read.

    A symbolic link stays one: what it leads to is replaced. A file with several names keeps them:
    it is written in its place.

    Args:
        path: The file.
        old: What it said when it was read; None where there was none.
        new: What it should say.
        aside: Where the file that is replaced goes, by what it was; None for a file of no worth.
            Of one on another disk nothing stays.
        waits: Whether a file that was saved just now is waited for.

    Raises:
        SavedMeanwhileError: Where somebody saved it in the meantime; it is as they left it.
        HandoutsError: Where the disk refuses, or the path is a link that leads nowhere.
    """

    def place(temporary: Path, real: Path) -> None:
        if waits:
            _wait_until_quiet(real)
        try:
            found = real.stat() if old is not None else None
            if files.read_if_there(real) != old:
                raise FileExistsError
            if found is None:
                place_new(temporary, real)
            elif found.st_nlink > 1:
                _write_into(real, old or b"", new)
            else:
                _replace(temporary, real, old, aside(found) if aside else None)
        except (FileExistsError, FileNotFoundError):
            raise SavedMeanwhileError(path) from None

    files.write_beside(followed(path), new, place)


def followed(path: Path) -> Path:
    """Return what a symbolic link leads to, another path as it is.

    Raises:
        HandoutsError: Where that is nothing.
    """
    if not path.is_symlink():
        return path
    real = Path(os.path.realpath(path))
    if not real.exists():
        raise files.dangling(path)
    return real


def put_back(aside: Path, path: Path, now: bytes) -> bool:
    """Put a file in the place of another, if that one says what it is thought to.

    Args:
        aside: The file; afterwards the other, or as it was.
        path: The place of both.
        now: What stands there.

    Returns:
        Whether it is done.

    Raises:
        OSError: Where the disk refuses.
    """
    real = followed(path)
    if files.read_if_there(real) != now or real.stat().st_nlink > 1:
        return False
    mine = aside.stat().st_ino
    with contextlib.suppress(SavedMeanwhileError, FileExistsError, FileNotFoundError):
        _swap(aside, real)
        _return_unless(aside, real, now, mine)
        return True
    return False


def place_new(temporary: Path, path: Path) -> None:
    """Give a file a name that no file has.

    Raises:
        FileExistsError: Where one has it by now.
        OSError: Where the disk refuses.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as FAT
        if os.name != "nt" and os.path.lexists(path):  # on Windows no renaming replaces a file
            raise FileExistsError(errno.EEXIST, "it is there already") from None
        temporary.rename(path)
    else:
        temporary.unlink()


def _wait_until_quiet(path: Path) -> None:
    """Wait until a file has not been changed for a moment; one that never rests is left alone."""
    end = time.monotonic() + PATIENCE
    seen = files.signature(path)
    while seen is not None:
        _, modified, *_ = seen.split(" ")
        age = time.time() - int(modified) / 1e9
        if age >= QUIET:
            return
        time.sleep(QUIET - max(age, 0))  # of one from the future, only that it rests is known
        now = files.signature(path)
        if now == seen:
            return
        if time.monotonic() > end:
            raise SavedMeanwhileError(path)
        seen = now


def _write_into(path: Path, old: bytes, new: bytes) -> None:
    """Write a file that has other names in its place, or leave it as it was."""
    with path.open("r+b", buffering=0) as file:
        try:
            file.write(new)
            file.truncate(len(new))
            os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                file.seek(0)
                file.write(old)
                file.truncate(len(old))
            raise


def _replace(temporary: Path, real: Path, old: bytes | None, aside: Path | None) -> None:
    """Put a file in the place of another, which goes aside.

    The new file waits there, under the name that the old one gets: a command that is killed
    between two steps leaves either of them where the next one looks.
    """
    mine = temporary.stat().st_ino
    try:
        if aside is None:
            raise FileNotFoundError
        aside.parent.mkdir(parents=True, exist_ok=True)
        temporary.rename(aside)
    except OSError:
        if not _swapped(temporary, real):
            temporary.replace(real)
            return
        aside = temporary
    else:
        _swap(aside, real)
    _return_unless(aside, real, old, mine)


def _return_unless(aside: Path, real: Path, old: bytes | None, mine: int) -> None:
    """Put back what a swap brought out, if it is not `old`.

    Args:
        aside: What came out.
        real: The place that it stood in.
        old: What it should say.
        mine: The inode of what went in.

    Raises:
        SavedMeanwhileError: Where it was put back.
        FileExistsError: Where somebody has made a new file there.
        OSError: Where the disk refuses.
    """
    if files.read_if_there(aside) == old:
        return
    while True:
        theirs = aside.stat().st_ino
        try:
            _swap(aside, real)
        except FileNotFoundError:
            place_new(aside, real)
            break
        if aside.stat().st_ino == mine:
            break
        mine = theirs  # what came out is a later save than the one that has just gone in
    raise SavedMeanwhileError(real)


def _swap(one: Path, other: Path) -> None:
    """Give two files each other's name, in one step where the system can.

    Else there is a moment without `other`, and what stood there is called like `one`, with
    `BETWEEN` at its end, until it is over.

    Raises:
        FileExistsError: Where somebody used that moment; their file stands there.
        OSError: Where one of them is not there, or the disk refuses.
    """
    if _swapped(one, other):
        return
    between = one.with_name(one.name + BETWEEN)
    other.rename(between)
    try:
        place_new(one, other)
    except FileExistsError:
        raise
    except OSError:
        place_new(between, other)
        raise
    between.rename(one)


def _swapped(one: Path, other: Path) -> bool:
    """Swap two files in one step; False where this system or this disk knows none.

    Raises:
        OSError: Where one of them is not there, or the disk refuses.
    """
    import ctypes

    call = _system_call()
    if call is None:
        return False
    if call(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV):
        return False
    raise OSError(code, os.strerror(code), str(other))


@cache
def _system_call() -> Callable[[bytes, bytes], int] | None:
    """Return what swaps two files on this system, by their paths: 0 where it did."""
    import ctypes

    # Python has no name for either: renameat2(2) with RENAME_EXCHANGE, renamex_np(2) with
    # RENAME_SWAP; both flags are 2, and -100 (AT_FDCWD) counts paths from the working folder.
    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform)
    library: Any = ctypes.CDLL(None, use_errno=True) if name else None
    function = getattr(library, name or "", None)
    if function is None:
        return None
    if name == "renameat2":
        return lambda one, other: int(function(-100, one, -100, other, 2))
    return lambda one, other: int(function(one, other, 2))
