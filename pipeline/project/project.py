"""A project's folder: its settings, its lessons, and where each file stands."""

import contextlib
import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from pipeline.alignment.choose import link_sentences
from pipeline.catalog import catalog, pofile, renumber
from pipeline.catalog.catalog import Catalog, Entry
from pipeline.catalog.merge import merge
from pipeline.errors import (
    ArticleError,
    CatalogError,
    GlossaryError,
    HandoutsError,
    LanguageError,
    LessonError,
    ProjectError,
)
from pipeline.handout import writers
from pipeline.handout.model import Edition, Layout
from pipeline.lesson import article, lesson
from pipeline.lesson.article import Article, Unit
from pipeline.lesson.lesson import Lesson, Study
from pipeline.system import files, schema
from pipeline.teaching.assistant.chat import Assistant
from pipeline.text.classes import Level
from pipeline.text.labels import known_languages
from pipeline.translation import glossary
from pipeline.translation.draft import Memory
from pipeline.translation.engines import Options
from pipeline.translation.glossary import Glossary

SETTINGS = "handouts.toml"
GLOSSARY = "glossary.csv"


@dataclass(frozen=True)
class Proposals:
    """What `handouts lesson` proposes.

    Attributes:
        level: Words of this level of the CEFR and harder ones; the article's own level goes before.
        words: The most words that a lesson's list should have.
        questions, exercises: Whether there are any.
    """

    __pydantic_config__ = schema.STRICT

    level: Level = "B2"
    words: Annotated[int, Field(ge=0, le=200)] = 28
    questions: bool = True
    exercises: bool = True


def _known_format(name: str) -> str:
    if name not in writers.FORMATS:
        known = ", ".join(writers.FORMATS)
        raise ValueError(f"“{name}” is no format of handouts; known are {known}")
    return name


@dataclass(frozen=True)
class Settings:
    """`handouts.toml`.

    Attributes:
        languages: The languages to translate into, ISO 639-1.
        formats: The formats that a build writes, from `writers.FORMATS`.
        layout: How the handouts are set.
        engine: What translates: a name that `engines.engine_class` knows, or "none".
        engines: The options of each engine, by its name.
        study: Which language the class learns.
        lesson: What a lesson's first version has.
        assistant: The helper model, where there is one.
        dictionaries: A folder with dictionaries of StarDict, besides those of the system.
    """

    __pydantic_config__ = schema.STRICT

    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("es", "de")
    formats: Annotated[
        tuple[Annotated[str, AfterValidator(_known_format)], ...], Field(min_length=1)
    ] = ("pdf", "epub")
    engine: str = "argos"
    engines: dict[str, dict[str, str | int | float | bool]] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)
    study: Study = Study.SOURCE
    lesson: Proposals = field(default_factory=Proposals)
    assistant: Assistant | None = None
    dictionaries: str = ""


@dataclass(frozen=True)
class LessonText:
    """A lesson as it is read from its folder: article, the teacher's file, and their units.

    Attributes:
        yaml: The text of the teacher's file as it should be: its ¶ numbers follow the article.
        stored: As it is.
        renumbered: How many numbers differ.
    """

    name: str
    article: Article
    lesson: Lesson
    lesson_path: Path
    lesson_units: tuple[Unit, ...]
    yaml: str = ""
    stored: str = ""
    renumbered: int = 0

    def units(self) -> tuple[Unit, ...]:
        """Return all units in the order of the handout."""
        return (*self.article.units(), *self.lesson_units)


@dataclass(frozen=True)
class CatalogText:
    """A catalog with the text of its file as it should be, and as it is (empty: no file yet)."""

    catalog: Catalog
    text: str
    stored: str


@dataclass(frozen=True)
class Project:
    """A folder with `handouts.toml`; all paths are made here and nowhere else."""

    root: Path
    settings: Settings

    def lesson_folder(self, name: str) -> Path:
        """Return the folder of a lesson's article."""
        return self.root / "source" / name

    def catalog_path(self, name: str, language: str) -> Path:
        """Return the file of a lesson's translations."""
        return self.root / "translations" / name / f"{language}.po"

    def output_path(self, name: str, language: str, edition: Edition, suffix: str) -> Path:
        """Return the file of a handout. The source language is in its name."""
        file = f"{name}.en-{language}.{edition}.{suffix}"
        return self.root / "build" / name / file

    def shown(self, path: Path) -> Path:
        """Return a path as a person in the project's folder would write it."""
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path

    def lessons(self, named: Sequence[str] = ()) -> list[str]:
        """Return the lessons named, or all, by name.

        Raises:
            ProjectError: Where a name is unknown, or there is no lesson at all.
        """
        folder = self.root / "source"
        known = sorted(path.parent.name for path in folder.glob("*/article.md"))
        if not known:
            mend = "A lesson is a folder there with an `article.md`"
            raise ProjectError("There is no lesson here yet", path=folder, mend=mend)
        for name in named:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0)
                what = f"There is no lesson “{name}” in {folder.name}/"
                raise ProjectError(what, mend=f"Did you mean “{near[0]}”")
        return list(dict.fromkeys(named)) or known

    @property
    def dictionaries(self) -> Path | None:
        """The folder of the project's own dictionaries, where the settings name one."""
        return self.root / self.settings.dictionaries if self.settings.dictionaries else None

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
    def engine_options(self) -> Options:
        """The options of the engine that the settings choose."""
        return self.settings.engines.get(self.settings.engine, {})

    def glossary_paths(self, name: str) -> tuple[Path, Path]:
        """Return where the glossaries of the project and of a lesson may stand."""
        return self.root / GLOSSARY, self.lesson_folder(name) / GLOSSARY

    def read_glossary(self, name: str) -> Glossary:
        """Read the project's glossary and the lesson's, which counts where they differ.

        Raises:
            GlossaryError: Saying what is wrong in which line.
        """
        both = Glossary()
        for path in self.glossary_paths(name):
            if path.exists():
                text = files.read_text(path, GlossaryError)
                shown = self.shown(path)
                both = both.merged(glossary.read_glossary(text, shown, self.settings.languages))
        return both

    def other_catalogs(self, name: str, language: str) -> list[Path]:
        """Return the catalogs of the other lessons in a language, by the lessons' names."""
        folder = self.root / "translations"
        found = sorted(folder.glob(f"*/{language}.po"))
        return [path for path in found if path.parent.name != name]

    def read_memory(self, name: str, language: str) -> Memory:
        """Return what people approved in the other lessons, the first lesson's where two did.

        A catalog that cannot be read has nothing to give; its own lesson says what is wrong.
        """
        memory: dict[catalog.Key, tuple[str, str]] = {}
        for path in self.other_catalogs(name, language):
            try:
                text = files.read_text(path, CatalogError)
                found = pofile.parse(text, language, self.shown(path))
            except CatalogError:
                continue
            for entry in found.entries:
                if entry.state.is_reviewed:
                    memory.setdefault(entry.key, (entry.target, f"lesson {path.parent.name}"))
        return memory

    def lesson_path(self, name: str) -> Path:
        """Return the teacher's file of a lesson."""
        return self.lesson_folder(name) / "lesson.yaml"

    def read_taught(self, name: str, number: int | None) -> dict[str, int]:
        """Return the words that earlier lessons teach, each with the number of the first.

        A lesson that cannot be read teaches nothing; its own build says what is wrong.
        """
        return lesson.taught(self._other_lessons(name), number) if number else {}

    def next_number(self, name: str) -> int:
        """Return the number of the next handout of the class."""
        return 1 + max((other.number or 0 for other in self._other_lessons(name)), default=0)

    def _other_lessons(self, name: str) -> Iterator[Lesson]:
        for other in self.lessons():
            path = self.lesson_path(other)
            if other != name and path.exists():
                with contextlib.suppress(LessonError):
                    yield lesson.load_lesson(files.read_text(path, LessonError), path)

    def read_lesson(self, name: str) -> LessonText:
        """Read article and lesson; a lesson without `lesson.yaml` has neither words nor questions.

        Raises:
            HandoutsError: Saying what is wrong in which file and line.
        """
        article_path = self.lesson_folder(name) / "article.md"
        lesson_path = self.lesson_path(name)
        text = files.read_text(article_path, ArticleError)
        read = article.read_article(text, self.shown(article_path))
        stored = files.read_text(lesson_path, LessonError) if lesson_path.exists() else ""
        moved = renumber.moves(read, self._stored_catalogs(name)) if stored else {}
        yaml = renumber.renumber(stored, read, moved)
        shown = self.shown(lesson_path)
        taught = lesson.read_lesson(yaml.text, shown, read)
        units = tuple(lesson.units(taught, shown))
        return LessonText(name, read, taught, shown, units, yaml.text, stored, yaml.changes)

    def _stored_catalogs(self, name: str) -> Iterator[Catalog]:
        """Yield a lesson's catalogs as they were last written, those that can be read."""
        for language in self.settings.languages:
            path = self.catalog_path(name, language)
            if path.exists():
                with contextlib.suppress(CatalogError):
                    text = files.read_text(path, CatalogError)
                    yield pofile.parse(text, language, self.shown(path))

    def save_numbers(self, texts: Iterable[LessonText]) -> None:
        """Write the `lesson.yaml` of lessons whose ¶ numbers differ.

        To be done before a catalog is written: the next one knows the earlier numbers no more.

        Raises:
            HandoutsError: Where somebody saved one in the meantime, or the disk refuses.
        """
        for text in {text.name: text for text in texts if text.renumbered}.values():
            self.save_lesson(text, text.yaml)

    def save_lesson(self, text: LessonText, yaml: str) -> None:
        """Write the teacher's file of a lesson.

        Raises:
            HandoutsError: Where somebody saved it since it was read, or the disk refuses.
        """
        if yaml != text.stored:
            path = self.root / text.lesson_path
            files.write_over(path, text.stored.encode(), yaml.encode())

    def save_entries(
        self, text: LessonText, language: str, read: CatalogText, entries: Sequence[Entry]
    ) -> None:
        """Put entries into a lesson's catalog, in the place of those with the same keys.

        Raises:
            HandoutsError: Where somebody saved it since it was read, or the disk refuses.
        """
        written = pofile.format_catalog(read.catalog.replaced(entries), read.text)
        if entries and written != read.stored:
            path = self.catalog_path(text.name, language)
            files.write_over(path, read.stored.encode(), written.encode())

    def read_catalog(self, text: LessonText, language: str) -> CatalogText:
        """Read a lesson's catalog and bring it up to the lesson's units, in memory.

        Raises:
            CatalogError: Saying what is wrong in which line.
        """
        path = self.catalog_path(text.name, language)
        stored = files.read_text(path, CatalogError) if path.exists() else ""
        old = stored or pofile.header(text.name, language, files.now())
        found = pofile.parse(old, language, self.shown(path))
        source = text.article.meta.language
        merged = merge(found, text.units(), source, link_sentences)
        return CatalogText(merged, pofile.format_catalog(merged, old), stored)


def find_project(start: Path) -> Project:
    """Return the project that a folder belongs to.

    Raises:
        ProjectError: Where neither the folder nor one above it has settings, or they are wrong.
    """
    root = next((p for p in (start, *start.parents) if (p / SETTINGS).is_file()), None)
    if root is None:
        what = f"There is no {SETTINGS} in {start} or a folder above it"
        raise ProjectError(what, mend="Go to your project's folder, or start one: handouts init")
    path = root / SETTINGS
    text = files.read_text(path, ProjectError)
    settings = schema.load_toml(text, Settings, ProjectError, Path(SETTINGS))
    for language in settings.languages:
        if language not in known_languages() or language == "en":
            known = ", ".join(code for code in known_languages() if code != "en")
            what = f"“{language}” is not a language that handouts can be made in"
            line = next((n for n, t in enumerate(text.splitlines(), 1) if "languages" in t), 1)
            raise LanguageError(what, path=SETTINGS, line=line, mend=f"Known are: {known}")
    return Project(root, settings)


def create_project(folder: Path) -> list[Path]:
    """Start a project: settings, an example lesson, and the folders.

    Returns:
        The files that were written, relative to the folder; what is there already is left alone.

    Raises:
        ProjectError: Where the folder is a project already, or cannot be written.
    """
    if (folder / SETTINGS).exists():
        mend = "Work in it, or choose another folder"
        raise ProjectError("This folder is a project already", path=folder / SETTINGS, mend=mend)
    template = Path(__file__).parent / "template"
    written = []
    for source in sorted(template.rglob("*")):
        # Hidden files would be hidden in the package too, so the template calls them "dot-…".
        name = source.relative_to(template)
        name = name.with_name(name.name.replace("dot-", "."))
        if source.is_file() and not (folder / name).exists():
            try:
                files.write_atomic(folder / name, source.read_bytes())
            except HandoutsError as bad:
                raise ProjectError(bad.what, path=bad.path, mend=bad.mend) from None
            written.append(name)
    return written
