"""Words that are spelled as no dictionary of the language has them, and odd words of the source.

A word counts as misspelled where the dictionary has not got it, the source neither, and another
word that is frequent is one letter away.
"""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline import languages
from pipeline.checks.case import Case, Spelled, Text
from pipeline.checks.case import quoted as in_marks
from pipeline.checks.message import Message, say
from pipeline.languages.frequency import counts as is_counted
from pipeline.languages.frequency import is_common, zipf
from pipeline.languages.lemmas import is_known
from pipeline.lesson.article import Role
from pipeline.text.quotations import quotations, without

# Letters of a word that is looked up; how frequent, by Zipf's scale, a word is that needs no
# dictionary.
_SHORT, _SHORTEST, _FREQUENT = 3, 4, 3.6
_LETTERS = "abcdefghijklmnopqrstuvwxyzáéíóúüñäöß"


def spelling(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for words that nobody spells like this."""
    if text.spelled is None or not is_counted(text.target_language):
        return
    counts = Counter(word for case in text.translated for word in _words(case.target_prose))
    for case in text.translated:
        there = {re.sub("['’]s?$", "", w.lower()) for w in re.findall(r"[\w’']+", case.source)}
        prose = without(case.target_prose, quotations(case.target_prose)[0])
        for word in dict.fromkeys(_words(prose, _SHORT)):
            if word.lower() in there and _lacks_capital(word, text):
                yield case, say("“{word}” needs a capital, or is not translated", word=word)
            if len(word) < _SHORTEST:
                continue
            if counts[word] > 1 or any(word.lower() in (w, f"{w}s") for w in there):
                continue
            if meant := _meant(word, text.target_language, text.spelled):
                what = "Is “{word}” spelled as it should be? There is “{meant}”"
                yield case, say(what, word=word, meant=meant)


def source(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for what is odd in the source itself."""
    for case in text.translated:
        if case.unit.role is not Role.TEXT:
            continue
        doubled = re.findall(r"\b((?:the|a|an|of|to|in|and|is|for) +)\1", case.source_prose)
        found = [f"{word.strip()} {word.strip()}" for word in doubled]
        if text.source_spelled is not None:
            for word in dict.fromkeys(_words(case.source_prose)):
                if word.islower() and _meant(word, text.source_language, text.source_spelled):
                    found.append(word)
        if found:
            yield case, say("The source itself has {words}", words=in_marks(found))


def _lacks_capital(word: str, text: Text) -> bool:
    """Whether a word of the source stands for a noun that the language writes with a capital."""
    if not (text.spelled and word.islower()):
        return False
    writing = languages.language(text.target_language).writing
    there, here = (zipf(word, code) for code in (text.source_language, text.target_language))
    capital = writing.capitalises_nouns and there > here and not text.spelled(word)
    return capital and text.spelled(word.capitalize())


def _words(text: str, shortest: int = _SHORTEST) -> list[str]:
    return re.findall(rf"(?<![\w’'@./-])[^\W\d_]{{{shortest},}}(?![\w’'@/-])", text)


def _meant(word: str, language: str, spelled: Spelled) -> str:
    """Return the frequent word one letter away from a word that is none; else nothing."""
    lower = word.lower()
    if word.isupper() or is_known(word, language) or zipf(lower, language) >= _FREQUENT:
        return ""
    near = [other for other in _near(lower) if is_common(other, language)]
    if not near or any(map(spelled, (word, lower, word.capitalize()))):
        return ""
    if _is_joined(lower, language, spelled):
        return ""
    near = [other for other in near if spelled(other) or spelled(other.capitalize())]
    return max(near, key=lambda other: zipf(other, language), default="")


def _is_joined(word: str, language: str, spelled: Spelled) -> bool:
    """Whether a word is another with a pronoun at its end: "seguirles"."""
    pronouns = languages.language(language).exercises.changes.clitics
    return any(word.endswith(one) and spelled(word.removesuffix(one)) for one in pronouns)


def _near(word: str) -> set[str]:
    """Return all that is one letter away: left out, put in, changed, or two in the wrong order."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + c + b[1:] for a, b in cuts if b for c in _LETTERS}
    found |= {a + c + b for a, b in cuts for c in _LETTERS}
    return found - {word}
