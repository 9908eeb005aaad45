"""What the handouts say in each language apart from the lesson; its names and dates."""

import re
from dataclasses import dataclass
from typing import Any

from pipeline import languages
from pipeline.errors import LanguageError
from pipeline.languages import known_languages as known_languages


def words(language: str) -> dict[str, Any]:
    """Return the labels of one language, those of the word classes under `pos`.

    Raises:
        LanguageError: Where there are none, or they are not what they should be.
    """
    known = languages.language(language)
    if not known.has_labels:
        mend = f"Known are: {', '.join(known_languages())}"
        raise LanguageError(f"There are no handout words for language “{language}”", mend=mend)
    return known.labels


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

    def naming(self, key: str, language: str) -> Label:
        """Return a label with the name of a language, as each of the two languages calls it."""
        return Label(
            *(
                words(code)[key].format(language=_name(language, code))
                for code in (self.source, self.target)
            )
        )

    def pos(self, name: str) -> Label:
        """Return the abbreviation of a word class in both languages."""
        return Label(words(self.source)["pos"][name], words(self.target)["pos"][name])


def language_name(language: str, shown_in: str) -> str:
    """Return the name of a language in another, as it opens a line: "Español", "Deutsch"."""
    name = _name(language, shown_in)
    return name[:1].upper() + name[1:]


def _name(language: str, shown_in: str) -> str:
    """Return the name of a language as it stands within a sentence."""
    from babel import Locale

    return Locale(language).get_display_name(shown_in) or language


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
