"""What a command is about, and what it tells while it runs."""

from dataclasses import dataclass
from typing import Protocol

from pipeline.errors import ProjectError
from pipeline.handout.model import Edition, Layout
from pipeline.handout.variants import AS_SET, Variant
from pipeline.handout.writers import FORMATS
from pipeline.project.project import Project


@dataclass(frozen=True)
class Choice:
    """What a command is asked for; an empty part means all, or what the settings say.

    Attributes:
        targets: Languages, ISO 639-1.
        formats: From `writers.FORMATS`.
        variants: Names of variants; they alone are meant then.
        paper: What every paper has otherwise than the settings say.
    """

    lessons: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()
    variants: tuple[str, ...] = ()
    paper: Variant = AS_SET

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

    def sheets(self, project: Project) -> list["Sheet"]:
        """Return the papers that a build writes of each lesson.

        Raises:
            ProjectError: Where a variant is unknown, or no format that is wanted has any.
        """
        settings, formats = project.settings, self.formats_of(project)
        editions = self.editions or tuple(Edition)
        has_paper = self.paper != AS_SET
        names = self.variants or (() if has_paper else tuple(settings.variants))
        printed = tuple(name for name in formats if FORMATS[name].has_variants)
        if (self.variants or has_paper) and not printed:
            what = f"There are no variants in the format {formats[0]}"
            raise ProjectError(what, mend="Add --format pdf")
        sheets = []
        if not self.variants:
            named, layout = self.paper.name, self.paper.layout(settings.layout)
            of = printed if has_paper else formats
            sheets += [Sheet(_joined(e, named), e, layout, of) for e in editions]
        for name in names:
            variant = self.paper.over(settings.variant(name))
            named = "-".join(filter(None, (name, self.paper.name)))
            layout = variant.layout(settings.layout)
            if variant.is_key:
                if Edition.TEACHER in editions or self.variants:
                    sheets.append(Sheet(named, Edition.TEACHER, layout, printed))
                continue
            wanted = self.editions if self.variants and self.editions else variant.shown_to
            sheets += [
                Sheet(_joined(edition, named), edition, layout, printed)
                for edition in wanted
                if edition in editions
            ]
        return sheets


@dataclass(frozen=True)
class Sheet:
    """A paper that is made of every lesson.

    Attributes:
        name: As it stands in the names of files: "student", "student.compact", "key".
        layout: How it is set.
        formats: What it is written in.
    """

    name: str
    edition: Edition
    layout: Layout
    formats: tuple[str, ...]


def _joined(edition: Edition, variant: str) -> str:
    return f"{edition}.{variant}" if variant else str(edition)


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
