"""What is wrong with a translated sentence, as far as it shows without knowing better.

Loops, lost and untranslated sentences are what users of argostranslate report most
(argosopentech/argos-translate#428, #316, #319; LibreTranslate/LibreTranslate#46, #167).
"""

import re
from collections.abc import Sequence

from pipeline.languages import MESSAGES
from pipeline.text.labels import language_name

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
# Signs that models write where they know no word, and that nobody writes in an article.
_NOISE = re.compile(r"[⁇♪\ufffd]|<unk>|▁|@@")
# Translations into Spanish and German have 0.8 to 1.6 times the letters of the English in this
# project's approved ones; short texts vary more, so a few letters more or less are nothing.
_LONGEST, _SHORTEST, _SLACK = 2.5, 0.35, 25
# A phrase of up to this many words said this often in a row is a loop. A word alone may be said
# three times for effect.
_LOOP_WORDS, _LOOP_TIMES = 12, 3
# Share of a text's small words that stand in the source too, above which it is no translation,
# and how many words it takes to say so: "no", "animal", "normal" are words of two languages.
_UNTRANSLATED, _ENOUGH = 0.6, 4


def fault(source: str, target: str, language: str) -> str:
    """Return what is wrong with a translation, as a reason to give; empty where nothing shows.

    Args:
        source: The sentence.
        target: What an engine made of it.
        language: Of the sentence, ISO 639-1.
    """
    source_words, target_words = words(source), words(target)
    if source_words and not target_words:
        return "the engine gave nothing"
    if noise := [sign for sign in _NOISE.findall(target) if sign not in source]:
        return f"the engine wrote the sign “{noise[0]}”"
    if loops(target_words) and not loops(source_words):
        return "the engine repeated itself"
    if size := misfit(source, target):
        return f"the translation is {size}"
    if is_untranslated(source_words, target_words):
        return f"the engine left the text in {language_name(language, MESSAGES)}"
    return ""


def words(text: str) -> list[str]:
    """Return the words of a text; apostrophes and hyphens inside a word belong to it."""
    return _WORD.findall(text)


def misfit(source: str, target: str) -> str:
    """Return "far too long" or "far too short" where a translation's length cannot be right."""
    if len(target) > _LONGEST * len(source) + _SLACK:
        return "far too long"
    if len(target) < _SHORTEST * len(source) - _SLACK / 5:
        return "far too short"
    return ""


def loops(words: Sequence[str]) -> bool:
    """Whether a phrase comes several times in a row."""
    lower = [word.lower() for word in words]
    for length in range(1, _LOOP_WORDS + 1):
        needed = _LOOP_TIMES + (length == 1)
        same = 0  # how many words in a row are what the text said `length` words before
        for index in range(length, len(lower)):
            same = same + 1 if lower[index] == lower[index - length] else 0
            if same == length * (needed - 1):
                return True
    return False


def is_untranslated(source: Sequence[str], target: Sequence[str]) -> bool:
    """Whether most of a translation's words are the source's."""
    # Names and numbers stay as they are in any translation.
    small = [word for word in target if word.islower() and not any(map(str.isdigit, word))]
    if len(small) < _ENOUGH:
        return False
    known = {word.lower() for word in source}
    return sum(word in known for word in small) > _UNTRANSLATED * len(small)
