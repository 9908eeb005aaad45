"""Forms of a word, and where its dictionary form stands in a text, inflected in whatever way."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline import languages
from pipeline.languages.lemmas import lemmatize

# A verb and its particle may be parted by an object: "brought the matter up".
_PARTICLE_GAP = 3
# Apostrophes and hyphens belong to a word inside it, not where they quote it.
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def find_word(
    word: str, text: str, language: str, separable: bool = False
) -> tuple[int, int] | None:
    """Find a word or phrase in a text in any inflected form.

    Args:
        word: Dictionary form; several words must follow each other. "one's" stands for "my", "your"
            and so on, "oneself" for "myself" and so on.
        text: Plain text.
        language: ISO 639-1 code.
        separable: Whether a few words may stand between the first word and the next.

    Returns:
        (start, end) in characters of the first occurrence, or None.
    """
    wanted = _WORD.findall(word)
    tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    if not wanted:
        return None
    for gap in (0, _PARTICLE_GAP) if separable and len(wanted) > 1 else (0,):
        for first in range(len(tokens)):
            last = _match(wanted, tokens, first, gap, language)
            if last is not None:
                return tokens[first][1], tokens[last][2]
    return None


def _match(
    wanted: Sequence[str],
    tokens: Sequence[tuple[str, int, int]],
    first: int,
    gap: int,
    language: str,
) -> int | None:
    """Return the index of the last token of an occurrence that starts at `first`, or None."""
    if not same_lemma(wanted[0], tokens[first][0], language):
        return None
    position = first
    for part in wanted[1:]:
        window = range(position + 1, min(position + 2 + gap, len(tokens)))
        found = next((i for i in window if _fits(part, tokens[i][0], language)), None)
        if found is None:
            return None
        position = found
    return position


def _fits(part: str, token: str, language: str) -> bool:
    stand_ins = languages.language(language).glosses.stand_ins
    if fillers := stand_ins.get(part.lower().replace("’", "'")):
        return token.lower() in fillers
    return same_lemma(part, token, language)


def same_lemma(word: str, token: str, language: str) -> bool:
    """Whether two words are forms of one."""
    return word.lower() == token.lower() or (
        _lemma(word.lower(), language) == _lemma(token.lower(), language)
    )


@lru_cache(maxsize=50_000)
def _lemma(word: str, language: str) -> str:
    """Return the lemma of a word, without a possessive ending."""
    body = re.sub(r"['’]s?$", "", word)
    return lemmatize(body, language).lower()
