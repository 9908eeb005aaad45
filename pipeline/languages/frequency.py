"""How frequent a word is in its language."""

import math
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


def zipf(word: str, language: str, *forms: str) -> float:
    """Return how frequent a word is.

    Args:
        word: Dictionary form. Several words are as frequent as the rarest of them.
        language: ISO 639-1 code, one that wordfreq has.
        forms: Inflected forms to look at as well: the most frequent counts, since
            wordfreq counts forms apart.

    Returns:
        The Zipf scale, from wordfreq: the logarithm (base 10) of occurrences in a billion words.
        7 is "the", 4 once in a hundred thousand words; 0 is unknown. It is no level of the CEFR.
    """
    return max(
        min((_zipf(part, language) for part in form.lower().split()), default=0.0)
        for form in (word, *forms)
    )


@lru_cache(maxsize=50_000)
def _zipf(word: str, language: str) -> float:
    from wordfreq import get_frequency_dict, zipf_frequency

    if not word.isalpha():
        return float(zipf_frequency(word, language))  # it knows how to cut a word with a hyphen
    share = get_frequency_dict(language, "best").get(word)
    return round(math.log10(share) + 9, 2) if share else 0.0
