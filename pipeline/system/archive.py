"""Unpack a zip archive that a stranger made, without letting it write anywhere else."""

import os
import re
import shutil
import stat
import unicodedata
import zipfile
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.system.boundary import boundary

# An Argos package has a few dozen files and some hundred MB. Deflate brings a bomb of zeros to
# 1,000 : 1, word lists to no more than 10 : 1.
MOST_FILES = 10_000
MOST_BYTES = 4 * 1024**3
MOST_RATIO = 100

_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a zip archive and return the one folder that stands at its top.

    Args:
        archive: The zip file.
        folder: An empty folder to unpack into; what is in it after an error is of no use.

    Raises:
        ModelError: Where the archive is broken, has anything but plain files in one folder, names
            a place outside, is larger than any package, or the disk refuses.
    """
    with boundary(ModelError, what=f"{archive.name} is no whole zip archive"):
        try:
            with zipfile.ZipFile(archive) as opened:
                entries = opened.infolist()
                top = _checked_top(archive, entries)
                (folder / top).mkdir()
                for entry in entries:
                    _write(opened, entry, folder)
        except OSError as bad:
            what = f"{archive.name} cannot be unpacked: {bad.strerror or bad}"
            raise ModelError(what, mend="Check the disk's free space") from bad
    return folder / top


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    path = folder / entry.filename
    if entry.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # zipfile reads no more than the size it declares, and compares the CRC at the end.
    with opened.open(entry) as source, path.open("xb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())


def _checked_top(archive: Path, entries: list[zipfile.ZipInfo]) -> str:
    """Return the name of the folder at the top, where every entry may be unpacked.

    Raises:
        ModelError: Naming the first entry that may not.
    """
    size = sum(entry.file_size for entry in entries)
    limit = min(MOST_BYTES, MOST_RATIO * archive.stat().st_size)
    if len(entries) > MOST_FILES or size > limit:
        what = f"{archive.name} unpacks to {len(entries)} files and {size} bytes"
        raise ModelError(f"{what}, more than a language package has")
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        # Some file systems do not tell upper from lower case, or ways to write an accent.
        key = unicodedata.normalize("NFC", name).casefold().rstrip("/")
        if (wrong := _wrong(entry)) or key in seen:
            raise ModelError(f"{archive.name}: {name!a} {wrong or 'stands in it twice'}")
        seen.add(key)
    tops = {entry.filename.split("/")[0] for entry in entries}
    if len(tops) != 1 or any("/" not in entry.filename for entry in entries):
        raise ModelError(f"{archive.name} does not have exactly one folder at its top")
    return tops.pop()


def _wrong(entry: zipfile.ZipInfo) -> str:
    """Return what forbids an entry to be unpacked; empty where nothing does."""
    # `filename` is what zipfile made of the name: cut at a NUL, with other separators.
    name = entry.orig_filename
    if re.search(r"[\\:\0]", name) or {"", ".", ".."} & set(name.removesuffix("/").split("/")):
        return "is no path inside a folder"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is neither a file nor a folder"
    if entry.flag_bits & 1 or entry.compress_type not in _PLAIN:
        return "is encrypted, or packed in an unusual way"
    return ""
