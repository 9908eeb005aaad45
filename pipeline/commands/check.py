"""`handouts check`: what to look at in the translations of a project, worst first.

What was found when the handouts were last built is kept beside them, and holds as long as article,
lesson, catalog, glossaries and program are the same.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.catalog.pofile import entry_lines
from pipeline.checks.case import Severity
from pipeline.commands.choice import EVERYTHING, Choice
from pipeline.commands.keys import programs
from pipeline.languages import SOURCE
from pipeline.project.project import Project
from pipeline.project.store import Store
from pipeline.system import files, spelling


@dataclass(frozen=True)
class CheckRow:
    """A finding with its place.

    Attributes:
        id: Of the check.
        severity: "error", "warning" or "note".
        catalog: The file, from the project's folder.
        line: In which its entry begins; None where it has none.
        where: For a person: "¶ 4".
        message: One sentence, without its full stop.
        source, target: The unit and its translation.
    """

    id: str
    severity: str
    catalog: str
    line: int | None
    where: str
    message: str
    source: str
    target: str

    @property
    def is_error(self) -> bool:
        """Whether the translation is wrong as it stands."""
        return self.severity == Severity.ERROR.name.lower()


def check(project: Project, choice: Choice = EVERYTHING) -> tuple[CheckRow, ...]:
    """Return what to look at, worst first.

    Raises:
        HandoutsError: Where a file is wrong.
    """
    store = Store(project)
    program = "".join(programs(store).values())
    found = [
        row for name, target in choice.pairs(project) for row in _rows(store, name, target, program)
    ]
    return tuple(sorted(found, key=lambda row: -Severity[row.severity.upper()]))


def keep_findings(store: Store, name: str, target: str, program: str) -> None:
    """Write what was found in a catalog beside its handouts; the catalog has to be saved.

    Raises:
        HandoutsError: Where the disk refuses.
    """
    path = store.paths.findings(name, target)
    rows = [asdict(row) for row in _find(store, name, target)]
    text = json.dumps({"state": _state(store, name, target, program), "rows": rows})
    if files.read_if_there(path) != text.encode():
        files.write_atomic(path, text.encode())


def _rows(store: Store, name: str, target: str, program: str) -> list[CheckRow]:
    known = _known(store.paths.findings(name, target))
    if known.get("state") == _state(store, name, target, program):
        return [CheckRow(**row) for row in known["rows"]]
    return _find(store, name, target)


def _known(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _state(store: Store, name: str, target: str, program: str) -> str:
    """Return a digest of all that the findings follow from."""
    paths = store.paths
    names = (paths.article(name), paths.lesson(name), paths.catalog(name, target))
    digests = [store.digest(file) for file in (*names, *paths.glossaries(name))]
    # Another dictionary may know other words.
    known = (spelling.spelling_dictionary(code) for code in (SOURCE, target))
    return files.digest(
        program.encode(),
        *(digest.encode() for digest in digests),
        *(str(path).encode() for path in known),
    )


def _find(store: Store, name: str, target: str) -> list[CheckRow]:
    path = store.paths.catalog(name, target)
    lines = entry_lines(store.catalog(name, target).stored, path)
    return [
        CheckRow(
            finding.id,
            finding.severity.name.lower(),
            path,
            lines.get(finding.entry.key),
            finding.unit.place,
            finding.message,
            finding.unit.text,
            finding.entry.target,
        )
        for finding in store.findings(name, target)
    ]
