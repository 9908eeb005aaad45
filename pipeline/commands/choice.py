"""What a command is about, and what it tells while it runs."""

from dataclasses import dataclass
from typing import Protocol

from pipeline.handout.model import Edition
from pipeline.project.project import Project


@dataclass(frozen=True)
class Choice:
    """Lessons, languages, formats and editions; an empty part means all, or what the settings say.

    Attributes:
        targets: Languages, ISO 639-1.
        formats: From `writers.FORMATS`.
    """

    lessons: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()

    def pairs(self, project: Project) -> list[tuple[str, str]]:
        """Return each lesson with each language.

        Raises:
            ProjectError: Where one of them is unknown, or there is no lesson.
        """
        targets = project.targets(self.targets)
        return [(name, target) for name in project.lessons(self.lessons) for target in targets]

    def formats_of(self, project: Project) -> tuple[str, ...]:
        """Return the formats, each once."""
        return tuple(dict.fromkeys(self.formats or project.settings.formats))


class Listener(Protocol):
    """Is told how far a command is; a surface shows what it likes of that."""

    def waiting(self) -> None:
        """Take note that another command has to end first."""

    def noticed(self, what: str) -> None:
        """Take note of something that a person should know."""

    def started(self, what: str, total: int) -> None:
        """Take note that so many steps of something begin."""

    def advanced(self) -> None:
        """Take note that one more step of that is done."""


class _Silent:
    """Tells nobody."""

    def waiting(self) -> None: ...

    def noticed(self, what: str) -> None: ...

    def started(self, what: str, total: int) -> None: ...

    def advanced(self) -> None: ...


SILENT: Listener = _Silent()
# All lessons, in all languages, formats and editions of the project.
EVERYTHING = Choice()
