"""A project: a folder with `handouts.toml`."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import languages
from pipeline.errors import ProjectError
from pipeline.project.paths import SETTINGS, Paths
from pipeline.project.settings import Settings, read_settings
from pipeline.system import files


@dataclass(frozen=True)
class Project:
    """A folder with `handouts.toml`: where its files stand, and its settings."""

    paths: Paths
    settings: Settings

    @property
    def root(self) -> Path:
        """The folder."""
        return self.paths.root

    def lessons(self, named: Sequence[str] = ()) -> list[str]:
        """Return the lessons named, or all, by name.

        Raises:
            ProjectError: Where a name is unknown, or there is no lesson at all.
        """
        known = self.paths.lessons()
        if not known:
            mend = "A lesson is a folder there with an `article.md`"
            folder = self.root / "source"
            raise ProjectError("There is no lesson here yet", path=folder, mend=mend)
        for name in named:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0)
                what = f"There is no lesson “{name}” in source/"
                raise ProjectError(what, mend=f"Did you mean “{near[0]}”?")
        return list(dict.fromkeys(named)) or known

    def targets(self, named: Sequence[str] = ()) -> list[str]:
        """Return the languages named, or all of the project.

        Raises:
            ProjectError: Where a language is not one of the project's.
        """
        for language in named:
            if language not in self.settings.languages:
                known = ", ".join(self.settings.languages)
                mend = f"The project has {known}; add others to `languages` in {SETTINGS}"
                raise ProjectError(f"“{language}” is no language of this project", mend=mend)
        return list(dict.fromkeys(named)) or list(self.settings.languages)

    @property
    def dictionaries(self) -> Path | None:
        """The folder of the project's own dictionaries, where the settings name one."""
        return self.root / self.settings.dictionaries if self.settings.dictionaries else None


def find_project(start: Path) -> Project:
    """Return the project that a folder belongs to; from then on its own languages are known.

    Raises:
        ProjectError: Where neither the folder nor one above it has settings, or they are wrong.
        LanguageError: Where a file of its languages is none that a language has.
    """
    root = next((p for p in (start, *start.parents) if (p / SETTINGS).is_file()), None)
    if root is None:
        what = f"There is no {SETTINGS} in {start} or a folder above it"
        raise ProjectError(what, mend="Go to your project's folder, or start one: handouts init")
    try:
        text = files.read_text(root / SETTINGS, ProjectError)
    except ProjectError as bad:
        bad.path = SETTINGS
        raise
    paths = Paths(root)
    languages.use(paths.languages)
    settings = read_settings(text, SETTINGS)
    languages.address(settings.address)
    return Project(paths, settings)
