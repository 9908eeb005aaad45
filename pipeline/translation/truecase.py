"""Headings in CAPITALS or Title Case → sentence case, which engines translate best.

argostranslate's models leave capitals as they are and Title Case untranslated
(LibreTranslate/LibreTranslate#710, argosopentech/argos-translate#399).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline import languages

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
# Share of the words that could have a capital and do, above which a heading is in Title Case;
# a heading with one name among few words stays below.
_TITLE_CASE = 0.75


def known_capitals(texts: Iterable[str]) -> dict[str, str]:
    """Return how names and acronyms are written, by their lower-case form.

    Args:
        texts: Running text in sentence case.

    Returns:
        Words that stand with a capital inside a sentence, and never in small letters.
    """
    seen: dict[str, Counter[str]] = {}
    small: set[str] = set()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match.group()
            if word.islower():
                small.add(word)
            elif re.search(r"[\w,;:] $", text[: match.start()]) or word.isupper():
                seen.setdefault(word.lower(), Counter())[word] += 1
    return {
        lower: forms.most_common(1)[0][0] for lower, forms in seen.items() if lower not in small
    }


def is_in_capitals(text: str) -> bool:
    """Tell whether a text of at least two words has no small letter."""
    return text.isupper() and len(_WORD.findall(text)) > 1


def is_title_case(text: str, language: str) -> bool:
    """Tell whether nearly all words that could have a capital have one."""
    small = languages.language(language).writing.small_in_titles
    words = [word for word in _WORD.findall(text) if word not in small]
    capital = sum(word[0].isupper() for word in words)
    # Of two words, the first has its capital anyway, and the second may be a name.
    return len(words) > 2 and not text.isupper() and capital / len(words) > _TITLE_CASE


def sentence_case(text: str, names: Mapping[str, str], language: str) -> str:
    """Return a text in sentence case, letter for letter as long as it was.

    Args:
        text: A heading in capitals or Title Case.
        names: How names are written, from `known_capitals`.
        language: Of the text, ISO 639-1.
    """
    always_capital = languages.language(language).writing.capital_word

    def recased(match: re.Match[str]) -> str:
        word = match.group()
        lower = word.lower()
        if len(lower) != len(word):  # the Turkish dotted İ is two characters when small
            return word
        form = names.get(lower) or _possessive(lower, names) or lower
        opens = not re.search(r"\w", text[: match.start()])
        return form[:1].upper() + form[1:] if opens or word == always_capital else form

    return _WORD.sub(recased, text)


def _possessive(word: str, names: Mapping[str, str]) -> str:
    stem, mark, ending = word.partition("’") if "’" in word else word.partition("'")
    return names[stem] + mark + ending if mark and stem in names else ""


def begun_like(source: str, target: str, language: str, names: Mapping[str, str]) -> str:
    """Return a translation that begins with a capital where its source does, and only there.

    Engines begin everything as a sentence. A name and an acronym keep their capital, and so
    does a noun where nouns have one.

    Args:
        source: What was translated: a sentence, an item of a list, a part of a sentence.
        target: The translation.
        language: Of the translation, ISO 639-1.
        names: How names are written, from `known_capitals`.
    """
    first, word = re.search(r"[^\W\d_]", source), _WORD.search(target)
    if not first or not word:
        return target
    begin = word.start()
    if re.search(r"\w", target[:begin]):  # a number begins it
        return target
    if first.group().isupper():
        return target[:begin] + target[begin].upper() + target[begin + 1 :]
    lower = word.group().lower()
    writing = languages.language(language).writing
    may_be_noun = writing.capitalises_nouns and lower not in writing.no_nouns
    if may_be_noun or lower in names or (word.group().isupper() and len(lower) > 1):
        return target
    return target[:begin] + target[begin].lower() + target[begin + 1 :]


def in_capitals(text: str) -> str:
    """Return a text in capitals, letter for letter as long as it was."""
    capitals = {"ß": "ẞ"}
    return "".join(capitals.get(c, c.upper() if len(c.upper()) == 1 else c) for c in text)
