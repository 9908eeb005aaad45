"""A language, as far as it is known: tables in a folder of its own, each read when it is needed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pipeline.errors import LanguageError
from pipeline.languages.checks import Checks
from pipeline.languages.exercises import ExercisesTable
from pipeline.languages.glosses import Cognates, Glosses
from pipeline.languages.government import Government
from pipeline.languages.questions import Facts, QuestionsTable
from pipeline.languages.values import Table
from pipeline.languages.writing import Writing
from pipeline.system.files import read_text
from pipeline.system.schema import load_toml, nearest, toml_lines

if TYPE_CHECKING:
    from pipeline.languages.grammar import Grammar

_Kind = TypeVar("_Kind", bound=Table)

# The files that a language may have.
FILES = tuple(
    f"{name}.toml"
    for name in (
        "labels frames writing checks exercises questions facts glosses cognates government"
    ).split()
)


@dataclass(frozen=True, eq=False)
class Language:
    """What is known of a language; where there is nothing, a table has its defaults.

    Attributes:
        code: ISO 639-1.
        folder: Where its files are; None for a language that has none.
        like: The language that its texts have to be like; None for that one itself.
        module: The name of the module with its grammar; empty where it has none.
        address: How a class is addressed in it; empty for the usual way.
    """

    code: str
    folder: Path | None = None
    like: "Language | None" = None
    module: str = ""
    address: str = ""

    @cached_property
    def labels(self) -> dict[str, Any]:
        """What handouts say in it apart from the lesson; empty where it has no such words."""
        return self._texts("labels")

    @cached_property
    def has_labels(self) -> bool:
        """Whether handouts can be made in it."""
        return self._path("labels") is not None

    @cached_property
    def frames(self) -> dict[str, Any]:
        """The frames of questions by their names, and phrases for them; empty where it has none."""
        return self._texts("frames")

    @cached_property
    def writing(self) -> Writing:
        """How it is written."""
        return self._table("writing", Writing)

    @cached_property
    def checks(self) -> Checks:
        """What the checks of a translation into it know."""
        return self._table("checks", Checks)

    @cached_property
    def exercises(self) -> ExercisesTable:
        """What exercises are made with."""
        return self._table("exercises", ExercisesTable)

    @cached_property
    def questions(self) -> QuestionsTable:
        """What is looked for in an article and in its translations."""
        return self._table("questions", QuestionsTable)

    @cached_property
    def facts(self) -> Facts:
        """What an article is looked through for."""
        return self._table("facts", Facts)

    @cached_property
    def glosses(self) -> Glosses:
        """How its words are listed and looked up."""
        return self._table("glosses", Glosses)

    @cached_property
    def cognates(self) -> Cognates:
        """Which words of the articles' language its readers know."""
        return self._table("cognates", Cognates)

    @cached_property
    def government(self) -> Government:
        """What its words take with them."""
        return self._table("government", Government)

    @cached_property
    def grammar(self) -> "Grammar | None":
        """Its words and their forms; None where no module knows them."""
        return cast("Grammar", import_module(self.module).GRAMMAR) if self.module else None

    def vocabulary(self, name: str) -> dict[str, Any]:
        """Return what is known of its words as the words that are taught: a table as it stands."""
        if self.folder is None:
            return {}
        text = read_text(self.folder / "vocabulary" / f"{name}.toml", LanguageError)
        return tomllib.loads(text)

    def _table(self, name: str, kind: type[_Kind]) -> _Kind:
        path = self._path(name)
        if path is None:
            return kind()
        return load_toml(read_text(path, LanguageError), kind, LanguageError, path)

    def _texts(self, name: str) -> dict[str, Any]:
        path = self._path(name)
        if path is None:
            return {}
        text = read_text(path, LanguageError)
        found = load_toml(text, dict[str, str | dict[str, Any]], LanguageError, path)
        if self.like:
            _compare(found, getattr(self.like, name), text, path)
        ways = self.writing.addresses
        way = ways.index(self.address) if self.address in ways else 0
        return _addressing(found, way)

    def _path(self, name: str) -> Path | None:
        path = self.folder / f"{name}.toml" if self.folder else None
        return path if path and path.is_file() else None


def _addressing(texts: Mapping[str, Any], way: int) -> dict[str, Any]:
    """Return texts with the words for one way of address: "<Read|Do read>"."""

    def said(text: str) -> str:
        return re.sub(r"<([^<>]*\|[^<>]*)>", lambda words: words[1].split("|")[way], text)

    return {
        key: said(value) if isinstance(value, str) else _addressing(value, way)
        for key, value in texts.items()
    }


def _compare(found: Mapping[str, Any], model: Mapping[str, Any], text: str, path: Path) -> None:
    """Look for texts that are missing or not known, and for placeholders that nothing fills.

    Args:
        found: The texts of a language by their names, some of them in groups.
        model: Those of the language that has them all.
        text: The file.
        path: Its name, for messages.
    """
    for where, what, mend in _differences(found, model):
        lines = toml_lines(text)
        known = [lines[where[:size]] for size in range(len(where), 0, -1) if where[:size] in lines]
        raise LanguageError(what, path=path, line=known[0] if known else 1, mend=mend)


def _differences(
    found: Mapping[str, Any], model: Mapping[str, Any], within: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield where something differs, what it is, and how to mend it."""
    for key in found:
        if key not in model:
            near = nearest(key, (other for other in model if other not in found))
            mend = f"Did you mean `{near}`?" if near else ""
            yield (*within, key), f"`{key}` is not a known key", mend
    for key, wanted in model.items():
        where, given = (*within, key), found.get(key)
        if given is None:
            yield within, f"`{key}` is missing", ""
        elif isinstance(given, dict) and isinstance(wanted, dict):
            yield from _differences(given, wanted, where)
        elif not isinstance(given, str) or not isinstance(wanted, str):
            shape = "a text" if isinstance(wanted, str) else "a group of `key = value` lines"
            yield where, f"`{key}` must be {shape}", ""
        elif (unknown := _placeholders(given)) is None:
            yield where, f"A brace in `{key}` has no partner", ""
        elif unknown := unknown - (_placeholders(wanted) or set()):
            known = ", ".join(sorted(_placeholders(wanted) or ())) or "nothing"
            what = f"Nothing stands for {{{sorted(unknown)[0]}}} in `{key}`"
            yield where, what, f"Between braces may stand there: {known}"


def _placeholders(text: str) -> set[str] | None:
    """Return the names in braces; None where a brace has no partner."""
    try:
        return {name for _, name, *_ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None
