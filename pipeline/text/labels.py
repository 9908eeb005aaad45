"""What the handouts say in each language apart from the lesson; its names and dates."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.errors import LanguageError


def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that handouts have words for."""
    folder = files("pipeline.languages")
    return tuple(sorted(f.name for f in folder.iterdir() if (f / "labels.toml").is_file()))


@cache
def words(language: str) -> dict[str, Any]:
    """Return the labels of one language, those of the word classes under `pos`.

    Raises:
        LanguageError: Where there are none.
    """
    if language not in known_languages():
        mend = f"Known are: {', '.join(known_languages())}"
        raise LanguageError(f"There are no handout words for language “{language}”", mend=mend)
    return tomllib.loads(
        (files("pipeline.languages") / language / "labels.toml").read_text("utf-8")
    )


@dataclass(frozen=True)
class Label:
    """A heading or notice in both languages of a handout."""

    source: str
    target: str


@dataclass(frozen=True)
class Labels:
    """The words of a handout in its two languages."""

    source: str
    target: str

    def __call__(self, key: str, **values: object) -> Label:
        """Return a label in both languages, placeholders filled."""
        return Label(*(words(code)[key].format(**values) for code in (self.source, self.target)))

    def pos(self, name: str) -> Label:
        """Return the abbreviation of a word class in both languages."""
        return Label(words(self.source)["pos"][name], words(self.target)["pos"][name])


def language_name(language: str, shown_in: str) -> str:
    """Return the name of a language in another, as it opens a line: "Español", "Deutsch"."""
    from babel import Locale

    name = Locale(language).get_display_name(shown_in) or language
    return name[:1].upper() + name[1:]


def date_text(date: str, language: str) -> str:
    """Return a full ISO date, or year and month, as the language writes it; else the text."""
    from datetime import date as calendar_date

    from babel.dates import format_date, format_skeleton

    if not (parts := re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", date)):
        return date
    try:
        day = calendar_date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
    except ValueError:
        return date
    if parts[3]:
        return format_date(day, format="long", locale=language)
    return format_skeleton("yMMMM", day, locale=language)
