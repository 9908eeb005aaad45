"""Which texts people approved in which lessons, so that memory need not read every catalog.

For each language there is an index in `build/.records/`: of each catalog, known by its digest, the
digests of the keys that are approved in it. One that is lost or broken is made anew.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.catalog.catalog import Key
from pipeline.system import files

# Of another version, an index is made anew.
_VERSION = 1


def key_digest(key: Key) -> str:
    """Return 16 hexadecimal digits that stand for a key."""
    context, source = key
    return hashlib.sha256(f"{context or ''}\0{source}".encode()).hexdigest()[:16]


class ApprovedIndex:
    """The approved texts of all lessons in one language, by the digests of their keys."""

    def __init__(
        self,
        path: Path,
        digests: Mapping[str, str],
        read: Callable[[str], Iterable[Key]],
    ) -> None:
        """Prepare the index; it is read when something is looked for.

        Args:
            path: Where it is kept.
            digests: Of each lesson's catalog, in the order in which lessons come first.
            read: Lesson → the keys that are approved in its catalog.
        """
        self._path = path
        self._digests = digests
        self._read = read
        self._where: dict[str, list[str]] | None = None
        self._new: bytes = b""

    @property
    def digest(self) -> str:
        """What differs where any of the catalogs does."""
        return files.digest(json.dumps(self._digests, sort_keys=True).encode())

    def first(self, digest: str, other_than: str) -> str:
        """Return the first lesson but one in which a key is approved; an empty text for none."""
        if self._where is None:
            self._where = self._lessons_by_key()
        return next((name for name in self._where.get(digest, ()) if name != other_than), "")

    def save(self) -> None:
        """Write the index, if it was made anew.

        Raises:
            HandoutsError: Where the disk refuses.
        """
        if self._new:
            files.write_atomic(self._path, self._new)
            self._new = b""

    def _lessons_by_key(self) -> dict[str, list[str]]:
        known = _load(self._path)
        rows: dict[str, Any] = {}
        for lesson, digest in self._digests.items():
            row = known.get(lesson)
            if row is None or row[0] != digest:
                row = [digest, [key_digest(key) for key in self._read(lesson)]]
            rows[lesson] = row
        if rows != known:
            self._new = json.dumps([_VERSION, rows], separators=(",", ":")).encode()
        where: dict[str, list[str]] = {}
        for lesson, (_, keys) in rows.items():
            for key in keys:
                # Two are enough: one of them is another than any lesson.
                if len(lessons := where.setdefault(key, [])) < 2:
                    lessons.append(lesson)
        return where


def _load(path: Path) -> dict[str, Any]:
    try:
        version, rows = json.loads(path.read_bytes())
    except (OSError, ValueError, TypeError):
        return {}
    return rows if version == _VERSION and isinstance(rows, dict) else {}
