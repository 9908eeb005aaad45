"""Which words are made from one another, "reluctant" and "reluctance"."""

import re
import unicodedata
from functools import lru_cache

# Endings that make words from words, from any grammar, the longest first.
_ENDINGS = sorted(
    "ability ibility ation ition tion sion ion ment ness ship hood dom ance ence ancy ency ity ty "
    "ism ist er or ee al ial ual ic ical ive ative itive ous ious eous ful less able ible ant ent "
    "ary ory ly ily ally ed ied ing y e s es ies ise ize ify ate en".split(),
    key=lambda ending: -len(ending),
)
_BEGINNINGS = ("un", "in", "im", "dis", "mis", "re", "non")
# Letters that must be left of a word, or it would be alike by chance.
_STEM = 4


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return what is left of a word without endings and a negating beginning."""
    rest = _plain(word)
    for beginning in _BEGINNINGS:
        if rest.startswith(beginning) and len(rest) - len(beginning) > _STEM + 1:
            rest = rest[len(beginning) :]
            break
    for _ in range(2):  # "will-ing-ness"
        ending = next(
            (e for e in _ENDINGS if rest.endswith(e) and len(rest) - len(e) >= _STEM), None
        )
        if ending is None:
            break
        rest = rest[: len(rest) - len(ending)]
    if len(rest) > _STEM and rest[-1] == rest[-2]:
        rest = rest[:-1]  # "smugg-ling"
    return rest[:-1] + "i" if rest.endswith("y") else rest


def _plain(word: str) -> str:
    """Return the one spelling of a word that has several: "café", "colour", "theatre", "e-mail"."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(c for c in parts if not unicodedata.combining(c) and c not in "-‐’'")
    letters = re.sub(r"(?<=[a-z]{3})our", "or", letters)
    return re.sub(r"(?<=[a-z]{2}[bt])re$", "er", letters)


def related(one: str, other: str) -> bool:
    """Tell whether two words are of one family, or the same."""
    return stem(one) == stem(other)
