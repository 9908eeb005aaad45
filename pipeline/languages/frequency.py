"""How frequent a word is in its language."""

import math
from bisect import bisect_left
from functools import cache, lru_cache


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


def is_common(word: str, language: str) -> bool:
    """Whether a word in small letters is one of those that make up nearly all of every text."""
    from wordfreq import get_frequency_dict

    return word in get_frequency_dict(language, "small")


@cache
def counts(language: str) -> bool:
    """Whether it is known of a language how frequent its words are."""
    from wordfreq import available_languages

    return language in available_languages("small")


@lru_cache(maxsize=50_000)
def _zipf(word: str, language: str) -> float:
    """Look in the small list first: it has most words of a text, as frequent as the large one."""
    from wordfreq import get_frequency_dict, zipf_frequency

    if not word.isalpha():  # it knows how to cut a word with a hyphen
        found = zipf_frequency(word, language, "small") or zipf_frequency(word, language, "best")
        return float(found)
    share = get_frequency_dict(language, "small").get(word) or _rare(word, language)
    return round(math.log10(share) + 9, 2) if share else 0.0


def _rare(word: str, language: str) -> float:
    """Return the share of a word in the large list.

    For the few words that are looked for here, searching the list as it is read, by frequency and
    then by the alphabet, takes much less time than making a dictionary of it.
    """
    from wordfreq import cB_to_freq, get_frequency_list

    for centibels, words in enumerate(get_frequency_list(language, "best")):
        place = bisect_left(words, word)
        if words[place : place + 1] == [word]:
            return float(cB_to_freq(-centibels))
    return 0.0
