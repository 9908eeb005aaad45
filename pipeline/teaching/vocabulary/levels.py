"""How hard and how frequent a word is: levels of the CEFR for English, frequency for any language.

The levels come from cefrpy's list, corrected by frequency, since the list errs ("tenacious" A1)
and is one level too low in the middle.
"""

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from pipeline.languages import SOURCE
from pipeline.languages.frequency import zipf
from pipeline.text.classes import LEVELS, Level, Pos

if TYPE_CHECKING:
    from cefrpy import CEFRAnalyzer


# A class in the list, by its tag in the Penn Treebank.
_TREEBANK = {Pos.NOUN: "NN", Pos.VERB: "VB", Pos.ADJECTIVE: "JJ", Pos.ADVERB: "RB"}

# level = constant + slope × level of the list (A1 = 1) + slope × Zipf frequency. Least squares
# over 176 words whose usual level the authors of this project know (tests/test_levels.py has a
# part): exact for 53 %, at most one level off for 97 %; the list alone is exact for 43 %.
_LISTED = (5.0, 0.5, -0.7)
# The line is too flat at its lower end: what the list has at A1 and is this frequent is A1.
_EASY = 4.7
# The same without the list, for words that it has not: at most one level off for 90 %.
_UNLISTED = (9.5, -1.45)
# Course books of the lower levels have the words the list is made of; and no word as rare as this
# (Zipf, three in a million words), whatever the list says.
_LOWEST_HARD, _RARE = "B2", 3.5


def level(lemma: str, pos: Pos, *forms: str) -> Level:
    """Estimate at which level an English word is learned.

    Args:
        lemma: Dictionary form of one word.
        pos: Its class.
        forms: Forms it stands in, as in `zipf`.
    """
    frequency = zipf(lemma, SOURCE, *forms)
    listed = _listed(lemma.lower(), pos)
    if listed is None:
        estimate = _UNLISTED[0] + _UNLISTED[1] * frequency
    else:
        estimate = _LISTED[0] + _LISTED[1] * listed + _LISTED[2] * frequency
        if listed == 1 and frequency >= _EASY:
            return "A1"
    is_hard = listed is None or frequency < _RARE
    lowest = LEVELS.index(_LOWEST_HARD) + 1 if is_hard else 1
    return LEVELS[min(max(round(estimate), lowest), len(LEVELS)) - 1]


def classes(lemma: str) -> frozenset[Pos]:
    """Return the classes among noun, verb, adjective and adverb that the list has a word in."""
    tags = _tags(lemma)
    return frozenset(pos for pos, tag in _TREEBANK.items() if tag in tags)


def is_participle(form: str) -> bool:
    """Tell whether the list has a form in "-ed" as one of a verb, though it is an adjective too."""
    tags = _tags(form)
    return form.endswith("ed") and "VBN" in tags and form.lower() not in _OWN_WORDS


# Adjectives that mean something else than the participle they were.
_OWN_WORDS = frozenset(("aged", "experienced", "gifted", "talented"))


def _tags(word: str) -> Collection[str]:
    """Return the tags of the classes that the list has a word in."""
    return _list().get_all_pos_for_word_as_str(word.lower()) if len(word) <= _LONGEST else ()


# The list has no longer words, and cefrpy fails at those of 25 letters.
_LONGEST = 24


def _listed(lemma: str, pos: Pos) -> int | None:
    """Return the level that the list's makers gave a word, 1 to 6.

    The list fills its gaps with estimates, which are no whole numbers, and with the hardest
    level. Where it has the word in other classes only, the easiest of them counts.
    """
    if len(lemma) > _LONGEST:
        return None
    found = _list().get_pos_level_dict_for_word(
        lemma, pos_tag_as_string=True, word_level_as_float=True
    )
    whole = {tag: int(value) for tag, value in (found or {}).items() if value in range(1, 6)}
    if (tag := _TREEBANK.get(pos, "")) in (found or {}):
        return whole.get(tag)
    return min(whole.values(), default=None)


@cache
def _list() -> "CEFRAnalyzer":
    from cefrpy import CEFRAnalyzer

    return CEFRAnalyzer()
