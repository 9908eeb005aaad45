"""The language packages on this machine, in the folders that argostranslate and argospm use."""

import contextlib
import hashlib
import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.errors import HandoutsError, ModelError
from pipeline.languages import SOURCE
from pipeline.system import files
from pipeline.system.locks import acquired

# Stands in a package's folder, where argostranslate does not look for it.
RECORD = "handouts.json"
MODEL = "model/model.bin"
TOKENIZERS = ("sentencepiece.model", "bpe.model")

# Seconds to wait for another install: a package has about 100 MB, 1 Mbit/s takes 15 minutes.
PATIENCE = 1800.0


@dataclass(frozen=True)
class InstalledPackage:
    """A package in its folder, as its `metadata.json` describes it.

    Attributes:
        source: The language it translates from, as Argos writes it (ISO 639-1, a few of its own).
        target: The language it translates into.
        version: Such as "1.9".
        folder: Where it stands.
    """

    source: str
    target: str
    version: str
    folder: Path

    @property
    def label(self) -> str:
        """Return what a person calls it: "en→es 1.0"."""
        return f"{self.source}→{self.target} {self.version}".rstrip()

    @property
    def mend(self) -> str:
        """Return the command that brings the package anew, as a sentence."""
        if self.source == SOURCE:
            return f"Install it again: handouts models install {self.target}"
        return f"Install it again: argospm install translate-{self.source}_{self.target}"

    @property
    def size(self) -> int:
        """Return how many bytes its files have."""
        return sum(path.stat().st_size for path in _files(self.folder))


def settings() -> Any:
    """Return argostranslate's settings, which make its folders when they are first asked for.

    Raises:
        ModelError: Where the folders cannot be made, or a setting makes no sense.
    """
    said = io.StringIO()
    try:
        # It prints what is wrong with its settings.json, and goes on as if there were none.
        with contextlib.redirect_stdout(said):
            found = import_module("argostranslate.settings")
    except OSError as bad:
        what = f"argostranslate's folder {bad.filename} cannot be made: {bad.strerror}"
        mend = (
            "Set HOME, or XDG_DATA_HOME, XDG_CONFIG_HOME and XDG_CACHE_HOME, to a folder of yours"
        )
        raise ModelError(what, mend=mend) from None
    except (AssertionError, KeyError, ValueError, RuntimeError) as bad:
        what = f"argostranslate's settings are wrong: {bad}"
        raise ModelError(what, mend="Check its settings.json and the ARGOS_… variables") from None
    if printed := said.getvalue().splitlines():
        del sys.modules[found.__name__]
        raise ModelError(f"argostranslate's settings are wrong: {printed[0]}")
    return found


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by: "1.10" is newer than "1.9"."""
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))


def read(folder: Path) -> InstalledPackage | None:
    """Return the translation package in a folder, or nothing where its description is broken."""
    try:
        metadata = json.loads((folder / "metadata.json").read_bytes())
        codes = metadata["from_code"], metadata["to_code"]
        kind = metadata.get("type", "translate")
        version = str(metadata.get("package_version", ""))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    if kind != "translate" or not all(isinstance(code, str) and code for code in codes):
        return None
    return InstalledPackage(*codes, version, folder)


def everything() -> tuple[InstalledPackage, ...]:
    """Return all packages that are there, whole or not, by pair and the newest version first.

    Raises:
        ModelError: Where argostranslate's folders cannot be made.
    """
    found = []
    for home in settings().package_dirs:
        with contextlib.suppress(OSError):
            folders = [path for path in Path(home).resolve().iterdir() if path.is_dir()]
            found += [package for path in sorted(folders) if (package := read(path))]
    found.sort(key=lambda package: version_key(package.version), reverse=True)
    return tuple(sorted(found, key=lambda package: (package.source, package.target)))


def installed() -> tuple[InstalledPackage, ...]:
    """Return the packages that have all their parts, by pair and the newest version first.

    Raises:
        ModelError: Where argostranslate's folders cannot be made.
    """
    return tuple(package for package in everything() if not lacking(package.folder))


def find(source: str, target: str) -> InstalledPackage | None:
    """Return the newest package of a pair that has all its parts.

    Raises:
        ModelError: Where argostranslate's folders cannot be made.
    """
    pair = (source, target)
    return next((p for p in installed() if (p.source, p.target) == pair), None)


def lacking(folder: Path) -> str:
    """Return what part of a package is not in its folder, in words; empty where all are."""
    if not (folder / MODEL).is_file():
        return f"{MODEL} is missing"
    if not any((folder / name).is_file() for name in TOKENIZERS):
        return f"{' or '.join(TOKENIZERS)} is missing"
    return ""


def damage(package: InstalledPackage) -> str:
    """Return what is wrong with a package, in words; empty where it is as it was recorded."""
    if missing := lacking(package.folder):
        return missing
    try:
        stored = (package.folder / RECORD).read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as bad:
        return f"{RECORD} cannot be read: {bad.strerror}"
    try:
        recorded = [(name, row["size"], row["sha256"]) for name, row in json.loads(stored).items()]
    except (ValueError, LookupError, TypeError, AttributeError):
        return f"{RECORD} is broken"
    for name, size, sha256 in recorded:
        path = package.folder / name
        try:
            if path.stat().st_size != size or _sha256(path) != sha256:
                return f"{name} is not as it was installed"
        except FileNotFoundError:
            return f"{name} is missing"
        except OSError as bad:
            return f"{name} cannot be read: {bad.strerror}"
    return ""


def verify(package: InstalledPackage) -> None:
    """Check the size and SHA-256 of every file of a package.

    One that another tool installed has no record of them: it gets one, so that later damage shows,
    unless its folder cannot be written.

    Raises:
        ModelError: Where a file is not as recorded; says how to mend it.
    """
    if wrong := damage(package):
        what = f"The package {package.label} is damaged: {wrong}"
        raise ModelError(what, mend=package.mend)
    if not (package.folder / RECORD).exists():
        with contextlib.suppress(HandoutsError):
            record(package)


def record(package: InstalledPackage) -> None:
    """Write down the size and SHA-256 of every file of a package, in its folder.

    Raises:
        HandoutsError: Where a file cannot be read, or the folder not be written.
    """
    try:
        rows = {
            path.relative_to(package.folder).as_posix(): {
                "size": path.stat().st_size,
                "sha256": _sha256(path),
            }
            for path in _files(package.folder)
        }
    except OSError as bad:
        raise ModelError(f"{bad.filename} cannot be read: {bad.strerror}") from None
    files.write_atomic(package.folder / RECORD, json.dumps(rows, indent=1).encode())


@contextmanager
def workshop(on_wait: Callable[[], None], patience: float = PATIENCE) -> Iterator[Path]:
    """Yield an empty folder to prepare packages in, which no other install has at the same time.

    It stands beside the folder of packages: one rename puts a package in its place, and
    argostranslate, which takes every folder among the packages for one, never sees it unfinished.

    Args:
        on_wait: Called where another install has to be waited for.
        patience: Seconds to wait for it.

    Raises:
        ModelError: Where the other does not end, or the disk refuses.
    """
    home = _home()
    folder = home.with_name(f".{home.name}-handouts")
    mend = "Wait until it has ended, then run this again"
    busy = ModelError("Another `handouts models` is still at work", mend=mend)
    with on_disk(folder):
        lock = acquired(folder / "lock", busy, on_wait, patience)
    try:
        with on_disk(folder):
            for leftover in folder.iterdir():
                if leftover.name != "lock":
                    _delete(leftover)
            work = Path(tempfile.mkdtemp(dir=folder))
        try:
            yield work
        finally:
            _delete(work)
    finally:
        lock.release()


def place(package: InstalledPackage, work: Path) -> InstalledPackage:
    """Put a prepared package among the others, instead of those of the same pair.

    Args:
        package: It stands in `work`, whole.
        work: The folder from `workshop`.

    Raises:
        ModelError: Where its folder's name belongs to another pair, or the disk refuses.
    """
    home = _home()
    folder = home / package.folder.name
    pair = (package.source, package.target)
    older = [p for p in everything() if (p.source, p.target) == pair and p.folder != folder]
    there = read(folder)
    if there and (there.source, there.target) != pair:
        what = f"{package.label} wants the folder of {there.label}, {folder}"
        raise ModelError(what, mend="Move that folder away if you do not need it")
    with on_disk(folder):
        home.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            _move_out(folder, work)
        package.folder.rename(folder)
    for other in older:
        if other.folder.parent == home:
            discard(other, work)
    return InstalledPackage(*pair, package.version, folder)


def discard(package: InstalledPackage, work: Path) -> None:
    """Remove a package in one step; its files are deleted once it is gone.

    Raises:
        ModelError: Where the disk refuses.
    """
    with on_disk(package.folder):
        _move_out(package.folder, work)


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Turn the errors of the file system into ones that a person can mend.

    Raises:
        ModelError: Where the block raises an OSError.
    """
    try:
        yield
    except OSError as bad:
        what = f"{bad.filename or path} cannot be written: {bad.strerror or bad}"
        mend = "Check the disk's free space and the folder's permissions, then run it again"
        raise ModelError(what, mend=mend) from None


def _home() -> Path:
    """Return the folder that packages are installed into."""
    return Path(settings().package_data_dir).resolve()


def _move_out(folder: Path, work: Path) -> None:
    # Deleting file by file would leave a folder that argostranslate stumbles over.
    aside = Path(tempfile.mkdtemp(dir=work)) / folder.name
    folder.rename(aside)
    _delete(aside)


def _delete(path: Path) -> None:
    """Delete a file or folder; what resists is tried again by the next install."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _files(folder: Path) -> list[Path]:
    """Return the files of a package, in order, without our record and its temporary copies."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in paths if not path.name.lstrip(".").startswith(RECORD)]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
