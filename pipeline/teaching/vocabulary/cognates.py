"""Which English words a reader of another language knows without a gloss."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from pipeline import languages
from pipeline.languages import SOURCE
from pipeline.languages.frequency import zipf
from pipeline.languages.glosses import Cognates
from pipeline.languages.model import Language

# How frequent the word must be over there, on the Zipf scale, for its readers to know it:
# three times in two million words.
_KNOWN = 3.2
# Languages borrow English words unchanged and rarely: such a word is at home where it is about
# as frequent as here. A factor of ten, on the Zipf scale.
_AT_HOME = 1.0
# Short words are alike by chance: so many letters must a word have that is written the same over
# there, and one that is written otherwise.
_SHORTEST, _SHORTEST_OTHER = 4, 5


def is_transparent(word: str, language: str) -> bool:
    """Tell whether a reader of a language recognises an English word by its spelling.

    Endings are exchanged for those of the language ("-tion" for "-ción"), and the result must be
    a frequent word there. False friends are never transparent.

    Args:
        word: Dictionary form, one word.
        language: ISO 639-1 code. In a language without a table, only what is written the same is
            recognised.
    """
    return _is_transparent(word.lower(), languages.language(language))


@lru_cache(maxsize=20_000)
def _is_transparent(word: str, known: Language) -> bool:
    if len(word) < _SHORTEST or word in known.cognates.false_friends:
        return False
    if _zipf(word, known.code) > max(_KNOWN, zipf(word, SOURCE) - _AT_HOME):
        return True
    others = _forms(word, known.cognates) if len(word) >= _SHORTEST_OTHER else ()
    return any(form != word and _zipf(form, known.code) >= _KNOWN for form in others)


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


def _forms(word: str, known: Cognates) -> Iterator[str]:
    """Yield how a language might spell an English word."""
    letters = known.letters
    for ending, others in known.endings.items():
        if not word.endswith(ending) or len(word) - len(ending) < 3:
            continue
        stem = word[: len(word) - len(ending)]
        respelled = re.sub("|".join(letters) or "$^", lambda m: letters[m.group()], stem)
        for other in others:
            for form in dict.fromkeys((stem + other, respelled + other)):
                yield form
                yield from _accented(form, known)


def _accented(form: str, known: Cognates) -> Iterator[str]:
    """Yield a word with an accent on each of its vowels in turn, "económico"."""
    start = known.before_s if re.match("s[^aeiou]", form) else ""  # "estrategia"
    if start:
        yield start + form
    for match in re.finditer("[aeiou]", form) if known.accents else ():
        accent = known.accents["aeiou".index(match.group())]
        yield start + form[: match.start()] + accent + form[match.end() :]
