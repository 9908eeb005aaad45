"""The file system and the clock: text in, bytes out, each write whole or not at all."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import HandoutsError


def read_text(path: Path, error: type[HandoutsError]) -> str:
    """Return the text of a UTF-8 file, its line ends as they stand.

    Args:
        path: The file to read.
        error: The error class to raise.

    Raises:
        HandoutsError: As the class given, where the file is absent, unreadable or not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise error("This file is missing", path=path) from None
    except UnicodeDecodeError as bad:
        line = bad.object[: bad.start].count(b"\n") + 1
        raise error(
            "This file is not UTF-8 text", path=path, line=line, mend="Save it with encoding UTF-8"
        ) from None
    except OSError as bad:
        raise error(f"This file cannot be read: {bad.strerror}", path=path) from None


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


def write_atomic(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader sees the old file or the new one, never a part.

    The bytes go to a temporary file in the same folder, reach the disk, then take the name.

    Raises:
        HandoutsError: Where the folder or the disk refuses.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError as bad:
        raise HandoutsError(
            f"This file cannot be written: {bad.strerror}",
            path=path,
            mend="Check the disk's free space and the folder's permissions, then run it again",
        ) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


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
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        folder = temporary / path.name
        for name, content in contents.items():
            write_atomic(folder / name, content)
        if path.exists():
            raise FileExistsError(errno.EEXIST, "it is there already")
        folder.rename(path)
    except OSError as bad:
        raise HandoutsError(
            f"This folder cannot be written: {bad.strerror}",
            path=path,
            mend="Check the disk's free space and the folder's permissions, then run it again",
        ) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def write_over(path: Path, old: bytes, new: bytes) -> None:
    """Replace a file that a person may edit, only if it still says what was read.

    Args:
        path: The file.
        old: What it said when it was read; empty where there was none.
        new: What it should say.

    Raises:
        HandoutsError: Where somebody saved it in the meantime, or the disk refuses.
    """
    if (path.read_bytes() if path.exists() else b"") != old:
        what = "This file was saved by somebody else while the command ran; it was left as it is"
        raise HandoutsError(what, path=path, mend="Run the command again")
    write_atomic(path, new)


def _umask() -> int:
    # The umask can only be read by setting it.
    current = os.umask(0o022)
    os.umask(current)
    return current


def digest(*parts: bytes) -> str:
    """Return a SHA-256, in hexadecimal, that changes with any part and with their borders."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def now() -> datetime:
    """Return the time in UTC, or the one that SOURCE_DATE_EPOCH fixes (seconds since 1970)."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdigit():
        return datetime.fromtimestamp(int(fixed), UTC)
    return datetime.now(UTC)
