"""Which texts people approved in which lessons, so that memory need not read every catalog.

For each language there is an index in `build/.records/`: of each catalog, known by its digest, the
digests of the keys that are approved in it. One that is lost or broken is made anew.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

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
            digests: Of each lesson's catalog.
            read: Lesson → the keys that are approved in its catalog.
        """
        self._path = path
        self._digests = dict(digests)
        self._read = read
        # Of each lesson the digest of its catalog, and those of the keys approved in it.
        self._rows: dict[str, tuple[str, list[str]]] | None = None
        self._where: dict[str, set[str]] = {}
        self._changed: set[str] = set()
        self._is_new = False

    @property
    def digest(self) -> str:
        """What differs where any of the catalogs does."""
        return files.digest(json.dumps(self._digests, sort_keys=True).encode())

    def first(self, digest: str, other_than: str) -> str:
        """Return the first lesson but one, by name, in which a key is approved; empty for none."""
        self._catch_up()
        return min((name for name in self._where.get(digest, ()) if name != other_than), default="")

    def note(self, lesson: str, digest: str) -> None:
        """Learn that a catalog is another by now; an empty digest stands for none."""
        self._digests.pop(lesson, None)
        if digest:
            self._digests[lesson] = digest
        self._changed.add(lesson)

    def save(self) -> None:
        """Write the index, if anything in it is new.

        Raises:
            HandoutsError: Where the disk refuses.
        """
        if self._is_new:
            content = json.dumps([_VERSION, self._rows], separators=(",", ":"))
            files.write_atomic(self._path, content.encode())
            self._is_new = False

    def _catch_up(self) -> None:
        """Read the catalogs that are not as they were when they were last read."""
        if self._rows is None:
            self._rows = {}
            for lesson, (digest, keys) in _load(self._path).items():
                self._put(lesson, digest, keys)
            self._changed = {*self._digests, *self._rows}
        for lesson in sorted(self._changed):
            digest = self._digests.get(lesson, "")
            known, keys = self._rows.get(lesson, ("", []))
            if digest != known:
                self._is_new = True
                for key in keys:
                    self._where[key].discard(lesson)
                self._rows.pop(lesson, None)
                if digest:
                    self._put(lesson, digest, [key_digest(key) for key in self._read(lesson)])
        self._changed.clear()

    def _put(self, lesson: str, digest: str, keys: list[str]) -> None:
        assert self._rows is not None
        self._rows[lesson] = digest, keys
        for key in keys:
            self._where.setdefault(key, set()).add(lesson)


def _load(path: Path) -> dict[str, tuple[str, list[str]]]:
    try:
        version, rows = json.loads(path.read_bytes())
        known = {lesson: (str(digest), list(keys)) for lesson, (digest, keys) in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return known if version == _VERSION else {}
