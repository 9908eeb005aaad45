"""What a text says that the text it was made from does not: numbers, dates, names, quotations.

A program that rewrites a text, or answers a question about it, may leave facts out; it may not
bring any in. What can be compared is compared; whether a sentence means the same is for a person.
"""

import re
import unicodedata
from collections.abc import Iterator

from pipeline import languages
from pipeline.languages import known_languages
from pipeline.languages.lemmas import is_known, lemmatize
from pipeline.text import dates as calendar
from pipeline.text import figures
from pipeline.text.dates import Date
from pipeline.text.quotations import quotations

_APOSTROPHES = "’‘'"
# Typographic signs → those of a keyboard: a text that is copied by a program has either.
_PLAIN = str.maketrans(
    {**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("’‘‚‹›", "'"), **dict.fromkeys("–—−", "-")}
)
_WORD = re.compile(rf"[^\W\d_]+(?:[{_APOSTROPHES}][^\W\d_]+)*")
# Endings that belong to no name: "Mexico's", "isn't", "they're".
_CLITIC = re.compile(rf"(n[{_APOSTROPHES}]t|[{_APOSTROPHES}]\w*)$", re.IGNORECASE)
# What stands before the first word of a sentence or of what somebody says.
_BEFORE_SENTENCES = re.compile(r"(^|[.!?…:;\n])[\s\"“‘'(\[–—-]*$|[\"“‘(\[–—]\s*$")
# A number in digits with the word after it, which may count it: "4 billion".
_FIGURE = re.compile(r"\d[\d.,]*(?:[\s-]+[^\W\d_]+)?")
# "One" is a pronoun as often as a number.
_NO_FACTS = frozenset({"1"})


def added(source: str, text: str, language: str) -> str:
    """Return what a text has that its source lacks, as a reason to refuse it; else nothing.

    Args:
        source: Plain text.
        text: What was made of it, plain text in the same language.
        language: ISO 639-1 code of both.
    """
    for what, found in (
        ("a date", _new_dates(source, text, language)),
        ("a number", _new_numbers(source, text, language)),
        ("a name", _new_names(source, text, language)),
        ("a quotation", _new_quotations(source, text)),
    ):
        for one in found:
            return f"it has {what} that the text has not: {one}"
    return ""


def plain(text: str) -> str:
    """Return a text with single blanks and the quotation marks and dashes of a keyboard."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split())


def reads_as(text: str, language: str) -> bool:
    """Tell whether a text seems to be in a language, by its smallest words.

    Capitalised ones do not count: they may be of a name, as in "Los Angeles".
    """
    words = re.findall(r"\w+", text)
    telltales = {code: languages.language(code).writing.telltales for code in known_languages()}
    counts = {code: sum(word in small for word in words) for code, small in telltales.items()}
    most = max(counts.values())
    return most == 0 or language not in counts or counts[language] == most


def _new_dates(source: str, text: str, language: str) -> Iterator[str]:
    known = calendar.dates(source, language)
    for date in calendar.dates(text, language):
        if not any(_is_part(date, other) for other in known):
            yield date.text


def _is_part(date: Date, whole: Date) -> bool:
    """Whether a date says nothing that the other does not: "May" of "12 May 2019"."""
    if date.year not in (None, whole.year):
        return False
    days = whole.parts | {(month, None) for month, _ in whole.parts}
    return bool(date.parts & days)


def _new_numbers(source: str, text: str, language: str) -> Iterator[str]:
    known = {*figures.values(source, language), *figures.written_numbers(source, language)}
    # "2020-12" and "December 2020" have a figure less: what is in a date is compared there.
    rest = calendar.without(text, calendar.dates(text, language))
    words = _FIGURE.sub("□", rest)
    for value in (*figures.values(rest, language), *figures.written_numbers(words, language)):
        if value not in known | _NO_FACTS:
            yield value


def _new_names(source: str, text: str, language: str) -> Iterator[str]:
    letters = languages.language(language).writing.letters_as_words
    known = {_base(word) for word in _WORD.findall(source)}
    for match in _WORD.finditer(text):
        word = match.group()
        if not word[0].isupper() or word in letters or _base(word) in known:
            continue
        opens = _BEFORE_SENTENCES.search(text[: match.start()])
        if not (opens and _is_common(_CLITIC.sub("", word), language)):
            yield word


def _base(word: str) -> str:
    return _CLITIC.sub("", word).casefold()


def _is_common(word: str, language: str) -> bool:
    """Whether a word that begins a sentence is known as one that is written small elsewhere."""
    return is_known(word, language) and lemmatize(word, language)[:1].islower()


def _new_quotations(source: str, text: str) -> Iterator[str]:
    known = plain(source).casefold()
    for found in quotations(text)[0]:
        said = text[found.start + 1 : found.end - 1]
        if plain(said).strip(" .,;:!?").casefold() not in known:
            yield said
