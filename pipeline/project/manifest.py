"""What earlier builds wrote, kept in `build/.manifest.json`: each output's origin and digest."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.system import files

# Of each file that an output is made from, its digest; of each part of its key, its digest.
Digests = dict[str, str]


@dataclass(frozen=True)
class Record:
    """One output as it was written.

    Attributes:
        inputs: Digests of the files that the lesson and language were read from.
        parts: Digests of what the output's bytes depend on, by what a person calls it.
        digest: Of the output itself.
    """

    inputs: Digests
    parts: Digests
    digest: str


@dataclass
class Manifest:
    """The records of all outputs, by their path in the project."""

    path: Path
    records: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Manifest":
        """Read a manifest; one that is lost or broken only means that everything is made again."""
        try:
            return cls(path, TypeAdapter(dict[str, Record]).validate_json(path.read_bytes()))
        except (OSError, ValueError):
            return cls(path)

    def save(self) -> None:
        """Write the manifest."""
        stored = {name: asdict(record) for name, record in self.records.items()}
        text = json.dumps(stored, indent=1, sort_keys=True)
        files.write_atomic(self.path, text.encode())

    def is_untouched(self, name: str, path: Path) -> bool:
        """Tell whether a file is as the last build left it."""
        record = self.records.get(name)
        if record is None or not path.is_file():
            return False
        return files.digest(path.read_bytes()) == record.digest

    def reason(self, name: str, path: Path, parts: Digests) -> str:
        """Return why an output has to be written, in words; empty where it is up to date."""
        record = self.records.get(name)
        if not path.is_file():
            return "not built yet" if record is None else "file was removed"
        if record is None:
            return "not known from an earlier build"
        if not self.is_untouched(name, path):
            return "file was altered"
        changed = [part for part in parts if parts[part] != record.parts.get(part)]
        return f"{changed[0]} changed" if changed else ""
