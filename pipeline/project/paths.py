"""Where every file of a project stands; no path is made anywhere else."""

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DocumentError
from pipeline.languages import SOURCE
from pipeline.system import files

SETTINGS = "handouts.toml"
GLOSSARY = "glossary.csv"
ARTICLE = "article.md"
LESSON = "lesson.yaml"
# What a person writes in the folder of a lesson's article.
_TEXTS = (ARTICLE, LESSON, GLOSSARY)


@dataclass(frozen=True)
class Paths:
    """The paths of a project.

    Those that are shown to people or kept in records are texts with slashes, from the project's
    folder on; `at` leads from there to the file.
    """

    root: Path

    def at(self, name: str) -> Path:
        """Return the file of a name that counts from the project's folder."""
        return self.root / name

    def shown(self, path: Path) -> Path:
        """Return a path as a person in the project's folder would write it."""
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path

    @property
    def build(self) -> Path:
        """The folder of all that is generated."""
        return self.root / "build"

    @property
    def languages(self) -> Path:
        """The folder of what the project itself knows of languages, a folder for each."""
        return self.root / "languages"

    @property
    def records(self) -> Path:
        """What earlier commands found and wrote."""
        return self.build / ".records" / "files.json"

    def approved(self, language: str) -> Path:
        """Return the index of what is approved in a language."""
        return self.build / ".records" / f"approved.{language}.json"

    def findings(self, lesson: str, language: str) -> Path:
        """Return the file of what was last found in a catalog."""
        return self.build / ".records" / "findings" / lesson / f"{language}.json"

    @property
    def lock(self) -> Path:
        """The file that one command at a time holds."""
        return self.build / ".lock"

    @property
    def at_work(self) -> Path:
        """The file that is there as long as a command writes, or where one was killed."""
        return self.build / ".at-work"

    @property
    def history(self) -> Path:
        """What the files of people said before. Not in `build/`, which may be thrown away."""
        return self.root / ".history"

    def lesson_of(self, name: str) -> str:
        """Return the lesson that a file of a person belongs to; none for any other file.

        A person's files are those that are kept in the history: a lesson's article, its teacher's
        file and its glossary, and its catalogs. The project's own glossary belongs to no lesson.
        """
        folder, lesson, file, *inside = (*name.split("/"), "", "")
        if any(inside[:-2]) or not file:
            return ""
        is_text = file in _TEXTS if folder == "source" else file.endswith(".po")
        return lesson if folder in ("source", "translations") and is_text else ""

    def texts(self, lesson: str) -> list[str]:
        """Return the names of the files of people that a lesson has, or had."""
        names = [f"source/{lesson}/{file}" for file in _TEXTS]
        for root in (self.root, self.history):
            folder = root / "translations" / lesson
            names += sorted(f"translations/{lesson}/{p.name}" for p in folder.glob("*.po"))
        return list(dict.fromkeys(names))

    def written_in(self) -> Iterator[Path]:
        """Yield the folders in which commands write."""
        for pattern in (
            *("source", "source/*", "translations/*", "build", "build/*"),
            *("build/.records/findings/*", ".history", ".history/*/*/*"),
        ):
            yield from self.root.glob(pattern)

    def lesson_folder(self, lesson: str) -> Path:
        """Return the folder of a lesson's article."""
        return self.root / "source" / lesson

    def lessons(self) -> list[str]:
        """Return the names of the lessons, the folders that have an article."""
        return sorted(self._folders_with("source", ARTICLE))

    def translated(self, language: str) -> list[str]:
        """Return the names of the lessons that have a catalog in a language."""
        return sorted(self._folders_with("translations", f"{language}.po"))

    def _folders_with(self, folder: str, file: str) -> Iterator[str]:
        # A link that leads nowhere counts: who reads it says so.
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for entry in os.scandir(self.root / folder):
                if not entry.name.startswith(".") and os.path.lexists(f"{entry.path}/{file}"):
                    yield entry.name

    def article(self, lesson: str) -> str:
        """Return the name of a lesson's article."""
        return f"source/{lesson}/{ARTICLE}"

    def lesson(self, lesson: str) -> str:
        """Return the name of the teacher's file of a lesson."""
        return f"source/{lesson}/{LESSON}"

    def picture(self, lesson: str, image: str) -> str:
        """Return the name of the file of an image that a lesson's article names.

        Of one outside the project nothing is known, as if it were not there.
        """
        folder = self.lesson_folder(lesson)
        found = files.beside(folder, image, folder.parent)
        return found.relative_to(self.root).as_posix() if found else f"source/{lesson}/…"

    def catalog(self, lesson: str, language: str) -> str:
        """Return the name of the file of a lesson's translations."""
        return f"translations/{lesson}/{language}.po"

    def glossaries(self, lesson: str) -> tuple[str, str]:
        """Return the names of the glossaries of the project and of a lesson."""
        return GLOSSARY, f"source/{lesson}/{GLOSSARY}"

    def output(self, lesson: str, language: str, paper: str, suffix: str) -> str:
        """Return the name of a handout's file. The source language is in it.

        Args:
            lesson: Its lesson.
            language: Of the translation.
            paper: The edition, with the variant where it is one: "student", "student.compact".
            suffix: The format.
        """
        return f"build/{lesson}/{lesson}.{SOURCE}-{language}.{paper}.{suffix}"


def checked_name(name: str) -> str:
    """Return the name of a new lesson, if a folder can have it.

    Raises:
        DocumentError: Where it cannot; says which name it could have.
    """
    # Sixty characters leave room for the handouts' own names.
    if re.fullmatch(r"\w[\w-]{0,59}", name) and not files.is_reserved(name):
        return name
    what = f"“{name}” cannot be a lesson's name: only letters, digits, “-” and “_” can be in it"
    raise DocumentError(what, mend=f"Say for example --name {files.slug(name) or 'my-lesson'}")
