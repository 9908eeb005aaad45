"""What earlier commands found and wrote, kept in `build/.records/`: nothing is asked twice.

A file is known by its size, times and inode, and by its digest. One that was saved so shortly
before it was read that a later save could have the same times is known by its digest alone, and is
read again the next time; Git calls this "racily clean". Records that are lost or broken only mean
that everything is looked at anew.
"""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.system import files
from pipeline.system.files import Signature

# Records of another shape have another version, and are not read.
_VERSION = 1
# Nanoseconds that the clock of a file system may stand still: two seconds on FAT, the coarsest.
_GRAIN = 2_000_000_000

# By the names of files, or of parts of a program, their digests.
Digests = dict[str, str]


class Made(NamedTuple):
    """Digests of what a handout's bytes depend on, by what a person calls it.

    The first that differs is named as the reason why it is made anew.
    """

    program: str
    settings: str
    fonts: str
    images: str
    text: str
    date: str


class OutputRecord(NamedTuple):
    """A handout as it was written.

    Attributes:
        made: Of what.
        file: Its digest.
        state: That of its lesson (`Group.state`) in which it was last found to be up to date.
    """

    made: Made
    file: str
    state: str


@dataclass
class Group:
    """The handouts of one lesson in one language, as they were last composed.

    Attributes:
        state: A digest of inputs and of what else they depend on.
        inputs: The files that they are made of, by name, with their digests; an empty one stands
            for a file that is not there.
        depends: A digest of what else they depend on.
        states: How many translations are in each state.
        changes: Of each stale translation, its place and what changed in its source since.
        open: The translations that memory or an engine could give, as digests of their keys.
        waiting: How many passages an engine would be given.
        memory: In which state of all catalogs memory had nothing for the open ones.
        engine: What could have translated them.
    """

    state: str
    inputs: Digests
    depends: str
    states: dict[str, int]
    changes: list[tuple[str, str]]
    open: list[str]
    waiting: int
    memory: str = ""
    engine: str = ""


@dataclass
class Taught:
    """What a lesson gives to later ones: its number and its words, as one state of its file says.

    Attributes:
        digest: Of that state.
        number: None where it has no place in the order, or cannot be read.
        words: In small letters.
        article: The digest of its article's file.
        body: The digest of the article without its front matter: lessons that have the same are
            made of one article.
    """

    digest: str
    number: int | None
    words: list[str]
    article: str = ""
    body: str = ""


@dataclass
class Records:
    """All that is known of a project from earlier commands.

    Attributes:
        groups: By lesson and language, "market/es".
        taught: By lesson.
        programs: Of each format, a digest of what makes it; under "", a signature of the files
            of this program that these belong to.
    """

    path: Path
    groups: dict[str, Group] = field(default_factory=dict)
    taught: dict[str, Taught] = field(default_factory=dict)
    programs: Digests = field(default_factory=dict)
    # Of each handout the digests of `OutputRecord`, in a row; texts are read faster than lists.
    _outputs: dict[str, str] = field(default_factory=dict)
    # Of each file its digest and, where that can be trusted, its signature.
    _files: dict[str, str] = field(default_factory=dict)
    _began: int = field(default_factory=time.monotonic_ns)
    _is_new: bool = False

    @classmethod
    def load(cls, path: Path) -> "Records":
        """Read the records of a project."""
        try:
            data = json.loads(path.read_bytes())
            if data["version"] != _VERSION:
                return cls(path)
            return cls(
                path,
                {name: Group(**group) for name, group in data["groups"].items()},
                {name: Taught(**taught) for name, taught in data["taught"].items()},
                dict(data["programs"]),
                dict(data["outputs"]),
                dict(data["files"]),
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls(path)

    def digest(self, name: str, signature: Signature) -> str:
        """Return the digest of a file that is as it was last seen; else an empty text."""
        digest, _, seen = self._files.get(name, "").partition(" ")
        return digest if seen == signature else ""

    def note_file(self, name: str, digest: str, signature: Signature | None = None) -> None:
        """Keep what a file was when it was read; without a signature, what it was made."""
        new = f"{digest} {signature}" if signature else digest
        if self._files.get(name) != new:
            self._files[name] = new
            self._is_new = True

    def note_group(self, name: str, group: Group) -> None:
        """Keep what was found in a group."""
        if self.groups.get(name) != group:
            self.groups[name] = group
            self._is_new = True

    def output(self, name: str) -> OutputRecord | None:
        """Return what is known of a handout."""
        if name not in self._outputs:
            return None
        *made, file, state = self._outputs[name].split(" ")
        return OutputRecord(Made(*made), file, state)

    def note_output(self, name: str, output: OutputRecord) -> None:
        """Keep what a handout was made of."""
        row = " ".join((*output.made, output.file, output.state))
        if self._outputs.get(name) != row:
            self._outputs[name] = row
            self._is_new = True

    def note_taught(self, lesson: str, taught: Taught) -> None:
        """Keep what a lesson teaches."""
        if self.taught.get(lesson) != taught:
            self.taught[lesson] = taught
            self._is_new = True

    def note_programs(self, programs: Digests) -> None:
        """Keep the digests of this program."""
        if self.programs != programs:
            self.programs = programs
            self._is_new = True

    def forget_others(self, lessons: Collection[str]) -> None:
        """Drop what is known of lessons that are gone."""
        kept = frozenset(lessons)

        def lesson_of(name: str) -> str:
            """Return the lesson that a file belongs to; the project's own belong to none."""
            return name.split("/")[1] if name.count("/") > 1 else ""

        gone: list[tuple[dict[str, Any], list[str]]] = [
            (self.groups, [name for name in self.groups if name.split("/")[0] not in kept]),
            (self.taught, [name for name in self.taught if name not in kept]),
            (self._outputs, [name for name in self._outputs if lesson_of(name) not in kept]),
            (self._files, [n for n in self._files if lesson_of(n) and lesson_of(n) not in kept]),
        ]
        for table, names in gone:
            for name in names:
                del table[name]
                self._is_new = True

    def save(self) -> None:
        """Write the records, if they say something new.

        Raises:
            HandoutsError: Where the disk refuses.
        """
        if not self._is_new:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        trusted = files.clock(self.path.parent) - (time.monotonic_ns() - self._began) - _GRAIN
        data = {
            "version": _VERSION,
            "groups": self.groups,
            "outputs": self._outputs,
            "taught": self.taught,
            "programs": self.programs,
            "files": {name: _trusted(name, seen, trusted) for name, seen in self._files.items()},
        }
        content = json.dumps(data, separators=(",", ":"), default=vars).encode()
        if files.read_if_there(self.path) != content:
            files.write_atomic(self.path, content)
        self._is_new = False


def _trusted(name: str, seen: str, before: int) -> str:
    """Return what is kept of a file: its times only where a later save would have others.

    A handout's times are always believed: nobody writes to one but this program, and all are
    younger than that when the command that made them ends.
    """
    digest, _, signature = seen.partition(" ")
    if name.startswith("build/") or not signature:
        return seen
    _, modified, changed, _ = map(int, signature.split(" "))
    return seen if max(modified, changed) < before else digest
