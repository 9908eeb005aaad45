"""Which English words a reader of another language knows without a gloss."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from pipeline.languages.frequency import zipf
from pipeline.teaching.vocabulary import lexicon

# How frequent the word must be over there, on the Zipf scale, for its readers to know it:
# three times in two million words.
_KNOWN = 3.2
# Languages borrow English words unchanged and rarely: such a word is at home where it is about
# as frequent as here. A factor of ten, on the Zipf scale.
_AT_HOME = 1.0
# Short words are alike by chance: so many letters must a word have that is written the same over
# there, and one that is written otherwise.
_SHORTEST, _SHORTEST_OTHER = 4, 5


@lru_cache(maxsize=20_000)
def is_transparent(word: str, language: str) -> bool:
    """Tell whether a reader of a language recognises an English word by its spelling.

    Endings are exchanged for those of the language ("-tion" for "-ción"), and the result must be
    a frequent word there. False friends are never transparent.

    Args:
        word: Dictionary form, one word.
        language: ISO 639-1 code. In a language without a table, only what is written the same is
            recognised.
    """
    lower = word.lower()
    if len(lower) < _SHORTEST or lower in lexicon.false_friends(language):
        return False
    if _zipf(lower, language) > max(_KNOWN, zipf(lower, "en") - _AT_HOME):
        return True
    others = _forms(lower, language) if len(lower) >= _SHORTEST_OTHER else ()
    return any(form != lower and _zipf(form, language) >= _KNOWN for form in others)


def _zipf(word: str, language: str) -> float:
    """Return the Zipf frequency as `levels.zipf`, or 0 for a word too rare to be known.

    wordfreq's small list ends at 3, and is read ten times as fast as the large one.
    """
    share = _frequencies(language).get(word)
    return math.log10(share) + 9 if share else 0.0


@cache
def _frequencies(language: str) -> Mapping[str, float]:
    from wordfreq import available_languages, get_frequency_dict

    known = language in available_languages("small")
    return get_frequency_dict(language, "small") if known else {}


def _forms(word: str, language: str) -> Iterator[str]:
    """Yield how the language might spell an English word."""
    tables = _tables()
    endings: dict[str, list[str]] = tables["endings"].get(language, {})
    letters: dict[str, str] = tables["letters"].get(language, {})
    for ending, others in endings.items():
        if not word.endswith(ending) or len(word) - len(ending) < 3:
            continue
        stem = word[: len(word) - len(ending)]
        respelled = re.sub("|".join(letters) or "$^", lambda m: letters[m.group()], stem)
        for other in others:
            for form in dict.fromkeys((stem + other, respelled + other)):
                yield form
                if language == "es":
                    yield from _accented(form)


def _accented(form: str) -> Iterator[str]:
    """Yield a Spanish word with an accent on each of its vowels in turn, "económico"."""
    start = "e" if re.match("s[^aeiou]", form) else ""  # "estrategia"
    if start:
        yield start + form
    for match in re.finditer("[aeiou]", form):
        accent = match.group().translate(_ACCENTS)
        yield start + form[: match.start()] + accent + form[match.end() :]


_ACCENTS = str.maketrans("aeiou", "áéíóú")


@cache
def _tables() -> dict[str, Any]:
    return lexicon.facts("cognates")
