"""The file system and the clock: text in, bytes out, each write whole or not at all."""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from pipeline.errors import HandoutsError
from pipeline.system.boundary import refuse_conflicts, refuse_controls

# Ends the name of what `write_atomic` and `write_folder` make before it has its place.
_UNFINISHED = ".handouts"
# Names of files that programs make for a moment or as a copy, hidden ones apart: `x~` (Vim, Emacs,
# gedit), `#x#` (Emacs), `4913` (Vim, to see whether it may write), `~$x` and `~x.tmp` (Office).
_SCRATCH = re.compile(r"\..*|.*~|#.*#|4913|~\$.*|.*\.(sw[a-z]|swpx|tmp|temp|bak|part|crswap)")
_TO_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MEND = "Check the disk's free space and the folder's permissions, then run it again"


def read_text(path: Path, error: type[HandoutsError]) -> str:
    """Return the text of a UTF-8 file, its line ends as they stand.

    Args:
        path: The file to read.
        error: The error class to raise.

    Raises:
        HandoutsError: As the class given, where the file is absent, unreadable or not UTF-8.
    """
    try:
        found = read_signed(path)
    except HandoutsError as bad:
        raise error(bad.what, path=path, mend=bad.mend) from None
    if found is None:
        what = "This is a folder, no file" if path.is_dir() else "This file is missing"
        raise error(what, path=path)
    return decoded(found[0], path, error)


def decoded(content: bytes, path: Path | str, error: type[HandoutsError]) -> str:
    """Return the text of a file that a person wrote from its bytes.

    Raises:
        HandoutsError: As the class given, where it is not UTF-8, has control characters in it, or
            marks of a conflict that nobody solved.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as bad:
        line = content[: bad.start].count(b"\n") + 1
        mend = "Save it with encoding UTF-8"
        raise error("This file is not UTF-8 text", path=path, line=line, mend=mend) from None
    refuse_conflicts(text, path, error)
    refuse_controls(text, path, error)
    return text


def read_lines(path: Path, error: type[HandoutsError]) -> list[str]:
    """Return the lines of a UTF-8 file that say something, without the white space around them.

    Args:
        path: The file to read, with or without a byte order mark, with line ends of any system.
        error: The error class to raise.

    Raises:
        HandoutsError: As the class given, where the file cannot be read or has no such line.
    """
    text = read_text(path, error).removeprefix("\ufeff")
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
    if not any(lines):
        raise error("This file is empty", path=path)
    return [line for line in lines if line]


def read_if_there(path: Path) -> bytes | None:
    """Return the bytes of a file, or nothing where there is no file of that name.

    Raises:
        HandoutsError: Where it cannot be read.
    """
    found = read_signed(path)
    return found[0] if found else None


# What tells a file from what it was, in a row: size in bytes, when its content and its place in the
# file system were last changed (in nanoseconds), and its inode.
Signature = str


def signature(path: str | Path) -> Signature | None:
    """Return what a file is now, without reading it; None where there is no regular file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - thousands of paths a run, as texts
    except (OSError, ValueError):
        return None
    return _signature(found) if stat.S_ISREG(found.st_mode) else None


def _signature(found: os.stat_result) -> Signature:
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


def read_signed(path: str | Path) -> tuple[bytes, Signature] | None:
    """Return the bytes of a file and what it was when they were read; None where there is none.

    Raises:
        HandoutsError: Where it cannot be read: no pipe and no device is waited for.
    """
    try:
        # A pipe opens too, though nobody writes to it; on Windows there is none.
        with os.fdopen(os.open(path, _TO_READ), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise _no_file(path)
            return file.read(), _signature(found)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        if os.path.islink(path):  # noqa: PTH114 - as above
            raise dangling(path) from None
        return None
    except OSError as bad:
        if bad.errno in (errno.ENXIO, errno.EOPNOTSUPP):  # a socket
            raise _no_file(path) from None
        raise HandoutsError(f"This file cannot be read: {bad.strerror}", path=path) from None


def _no_file(path: str | Path) -> HandoutsError:
    what = "This is a pipe or a device, no file"
    return HandoutsError(what, path=path, mend="Put a file in its place")


def dangling(path: str | Path) -> HandoutsError:
    """Return the error of a symbolic link that leads nowhere."""
    what = f"This is a link to “{os.readlink(path)}”, and nothing is there"  # noqa: PTH115
    return HandoutsError(what, path=path, mend="Put the file there, or a file in the link's place")


def digest_file(path: str | Path) -> tuple[str, Signature]:
    """Return the digest of a file, as `digest` has it, and what it was when it was read.

    Raises:
        HandoutsError: Where it cannot be read.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            found = _signature(os.fstat(file.fileno()))
            inner = hashlib.file_digest(file, hashlib.blake2b)
    except OSError as bad:
        raise HandoutsError(f"This file cannot be read: {bad.strerror}", path=path) from None
    return hashlib.blake2b(inner.digest(), digest_size=10).hexdigest(), found


def clock(folder: Path) -> int:
    """Return the time of a folder's file system, in nanoseconds; of a network, its server's.

    Raises:
        HandoutsError: Where the folder cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=_UNFINISHED) as file:
            return os.fstat(file.fileno()).st_mtime_ns
    except OSError as bad:
        what = f"This folder cannot be written: {bad.strerror}"
        raise HandoutsError(what, path=folder, mend=_MEND) from None


def is_scratch(name: str) -> bool:
    """Tell whether a file of that name is an editor's copy, or not finished, and no one's work."""
    return _SCRATCH.fullmatch(name) is not None


def write_atomic(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader sees the old file or the new one, never a part.

    The bytes go to a temporary file in the same folder, reach the disk, then take the name.

    Raises:
        HandoutsError: Where the folder or the disk refuses.
    """
    write_beside(path, content, Path.replace)


def write_beside(
    path: Path, content: bytes, place: Callable[[Path, Path], object], *, syncs: bool = True
) -> None:
    """Write a file beside its place, whole and on the disk, and have it put there.

    Args:
        path: Its place.
        content: Its bytes.
        place: Given the file, whose name is gone afterwards, and its place.
        syncs: Whether it has to be on the disk before that, and not only on its way.

    Raises:
        HandoutsError: Where the folder or the disk refuses, or the file is read-only: its folder
            alone decides on a renaming, but who made it so wants it kept.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        mode = 0o666 & ~_umask() if is_new else path.stat().st_mode & 0o777
        if not is_new and not mode & 0o222:
            raise PermissionError(errno.EACCES, "it is read-only")
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=_UNFINISHED, delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            if syncs:
                os.fsync(file.fileno())
        temporary.chmod(mode)
        place(temporary, path)
    except OSError as bad:
        what = f"This file cannot be written: {bad.strerror}"
        raise HandoutsError(what, path=path, mend=_MEND) from None
    finally:
        if temporary is not None:
            _remove(temporary)


def write_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Make a folder with its files so that it is there whole or not at all.

    Args:
        path: The folder; it must not be there yet.
        contents: The bytes of each file, by its name.

    Raises:
        HandoutsError: Where something is there already, or the disk refuses.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One level down, so that what a killed command leaves behind is taken for no lesson.
        temporary = Path(
            tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=_UNFINISHED)
        )
        folder = temporary / path.name
        for name, content in contents.items():
            write_atomic(folder / name, content)
        if path.exists():
            raise FileExistsError(errno.EEXIST, "it is there already")
        folder.rename(path)
    except OSError as bad:
        what = f"This folder cannot be written: {bad.strerror}"
        raise HandoutsError(what, path=path, mend=_MEND) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def remove_folder(path: Path) -> None:
    """Delete a folder that this command has made, as far as the disk lets it."""
    shutil.rmtree(path, ignore_errors=True)


def remove_unfinished(folders: Iterable[Path]) -> None:
    """Delete what a command that was killed left in folders; nobody may be writing there now."""
    for folder in folders:
        for path in folder.glob(f".*{_UNFINISHED}"):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):  # the next command tries again
        path.unlink(missing_ok=True)


def _umask() -> int:
    # The umask can only be read by setting it.
    current = os.umask(0o022)
    os.umask(current)
    return current


def digest(*parts: bytes) -> str:
    """Return 20 hexadecimal digits that change with any part and with their borders.

    They are of BLAKE2b (RFC 7693), short because projects keep many: two of a million files are
    alike by chance in one of 10¹² projects.
    """
    whole = hashlib.blake2b(digest_size=10)
    for part in parts:
        whole.update(hashlib.blake2b(part).digest())
    return whole.hexdigest()


def now() -> datetime:
    """Return the time in UTC, or the one that SOURCE_DATE_EPOCH fixes (seconds since 1970)."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdigit():
        return datetime.fromtimestamp(int(fixed), UTC)
    return datetime.now(UTC)


def last_saved(paths: Iterable[Path]) -> datetime:
    """Return when the last of some files was saved, in UTC; of what is no file, nothing counts.

    Where SOURCE_DATE_EPOCH fixes a time, nothing is later.
    """
    times = [path.stat().st_mtime for path in paths if path.is_file()]
    last = datetime.fromtimestamp(int(max(times, default=0)), UTC)
    return min(last, now()) if os.environ.get("SOURCE_DATE_EPOCH") else last


def beside(folder: Path, name: str, within: Path) -> Path | None:
    """Return the file that a text in a folder calls by a name; where none is, where it should be.

    Args:
        folder: The folder of the text.
        name: As people write it: with blanks, or with `%20` for them; its accents in one character
            (NFC) or in two (NFD), whichever the file system has.
        within: The folder that must not be left, one of those around the first.

    Returns:
        The file's path; None where the name leads out, over a link too, or can be no file's.
    """
    if re.match(r"[a-zA-Z][\w+.-]*:|[/\\]", name) or "\0" in name or not name.strip("./"):
        return None
    spellings = dict.fromkeys((name, unquote(name), quote(name), re.split("[?#]", name)[0]))
    nominal = None
    for spelling in filter(None, spellings):
        path = Path(os.path.normpath(folder / spelling.replace("\\", "/")))
        try:
            if not path.is_relative_to(within):
                return None
            found = _spelled(path)
            if found is None:
                nominal = nominal or path
                continue
            around = (folder.resolve(), within.resolve())
            real = found.resolve()
        except (OSError, RuntimeError):  # a name that is too long; links in a circle
            continue
        return found if any(map(real.is_relative_to, around)) else None
    return nominal


def _spelled(path: Path) -> Path | None:
    """Return the file of a name, whatever way its accents are written there; None for none.

    Raises:
        OSError: Where the name can be no file's, such as one that is too long.
    """
    if path.exists():
        return path
    if path.name.isascii():
        return None
    wanted = unicodedata.normalize("NFC", path.name)
    with contextlib.suppress(OSError):
        for entry in os.scandir(path.parent):
            if unicodedata.normalize("NFC", entry.name) == wanted:
                return path.parent / entry.name
    return None


# Names that a folder cannot have on Windows.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def slug(text: str) -> str:
    """Return a text as lowercase ASCII words joined by hyphens, sixty characters at most."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", ascii_text))
    slug = "-".join(words)[:60].strip("-")
    return f"{slug}-lesson" if _RESERVED.fullmatch(slug) else slug


def is_reserved(name: str) -> bool:
    """Tell whether Windows can have no file of this name."""
    return _RESERVED.fullmatch(name) is not None
