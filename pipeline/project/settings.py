"""`handouts.toml` → the settings of a project."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from pipeline.errors import LanguageError, ProjectError
from pipeline.handout.model import Layout
from pipeline.handout.variants import READY, Variant
from pipeline.handout.writers import FORMATS
from pipeline.languages import SOURCE, TARGETS
from pipeline.lesson.lesson import Study
from pipeline.system import schema
from pipeline.teaching.assistant.chat import Assistant
from pipeline.text.classes import Level
from pipeline.text.labels import known_languages
from pipeline.translation.engines import Options


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
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise ValueError(f"“{name}” is no format of handouts; known are {known}")
    return name


def _variant_name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise ValueError(f"“{name}” is no name for a variant: a-z, 0-9 and “-” can be in it")
    return name


@dataclass(frozen=True)
class Settings:
    """`handouts.toml`.

    Attributes:
        languages: The languages to translate into, ISO 639-1.
        formats: The formats that a build writes, from `writers.FORMATS`.
        layout: How the handouts are set.
        variants: What papers a build writes besides, by their names.
        engine: What translates: a name that `engines.engine_class` knows, or "none".
        engines: The options of each engine, by its name.
        study: Which language the class learns.
        lesson: What a lesson's first version has.
        assistant: The helper model, where there is one.
        dictionaries: A folder with dictionaries of StarDict, besides those of the system.
    """

    __pydantic_config__ = schema.STRICT

    languages: Annotated[tuple[str, ...], Field(min_length=1)] = TARGETS
    formats: Annotated[
        tuple[Annotated[str, AfterValidator(_known_format)], ...], Field(min_length=1)
    ] = ("pdf", "epub")
    engine: str = "argos"
    engines: dict[str, dict[str, str | int | float | bool]] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)
    variants: dict[Annotated[str, AfterValidator(_variant_name)], Variant] = field(
        default_factory=dict
    )
    study: Study = Study.SOURCE
    lesson: Proposals = field(default_factory=Proposals)
    assistant: Assistant | None = None
    dictionaries: str = ""

    @property
    def engine_options(self) -> Options:
        """The options of the engine that is chosen."""
        return self.engines.get(self.engine, {})

    def variant(self, name: str) -> Variant:
        """Return a variant of the project, or one of those that every project has.

        Raises:
            ProjectError: Where there is none of that name.
        """
        if name in self.variants:
            return self.variants[name].over(READY.get(name, Variant()))
        if name in READY:
            return READY[name]
        known = ", ".join(dict.fromkeys((*READY, *self.variants)))
        mend = f"Known are {known}; others are named in handouts.toml as [variants.{name}]"
        raise ProjectError(f"“{name}” is not a variant of this project", mend=mend)


def read_settings(text: str, name: str) -> Settings:
    """Read the settings of a project.

    Args:
        text: TOML.
        name: The file, for messages.

    Raises:
        ProjectError: Saying what is wrong in which line.
        LanguageError: Where a language is named that handouts cannot be made in.
    """
    settings = schema.load_toml(text, Settings, ProjectError, Path(name))
    known = [code for code in known_languages() if code != SOURCE]
    for language in settings.languages:
        if language not in known:
            what = f"“{language}” is not a language that handouts can be made in"
            line = next((n for n, t in enumerate(text.splitlines(), 1) if "languages" in t), 1)
            mend = f"Known are: {', '.join(known)}"
            raise LanguageError(what, path=name, line=line, mend=mend)
    return settings
