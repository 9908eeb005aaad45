"""How frequent a word is that a list shows: its band, for languages without lists of levels."""

from pipeline import languages
from pipeline.languages.frequency import counts, zipf
from pipeline.languages.grammar import Word, WordKind
from pipeline.text.matching import alternatives

# The least Zipf frequency of each band, but for the last: 100, 30, 10, 3 times and once in a
# million words.
_LEAST = (5.0, 4.5, 4.0, 3.5, 3.0)
BANDS = len(_LEAST) + 1


def band(cited: str, language: str) -> int | None:
    """Return the band of a word: 1 for the most frequent ones, 6 for the rarest.

    Args:
        cited: As a list shows it: "die Beziehung, -en", "sich weigern".
        language: ISO 639-1 code.

    Returns:
        None where nobody counted the language's words, or there is no word.
    """
    if not counts(language) or not alternatives(cited, language):
        return None
    found = cited_frequency(cited, language)
    return 1 + sum(found < least for least in _LEAST)


def cited_frequency(cited: str, language: str, *forms: str) -> float:
    """Return how frequent a word is that a list shows, a phrase being its rarest word.

    Args:
        cited: As a list shows it.
        language: ISO 639-1 code, one whose words were counted.
        forms: Inflected forms, which count where it is one word.

    Returns:
        The Zipf scale. A compound is as frequent as the rarer one of its parts.
    """
    words = alternatives(cited, language)[0]
    inflected = forms if len(words) == 1 else ()
    return min(max(zipf(word, language, *inflected), _of_parts(word, language)) for word in words)


def _of_parts(word: str, language: str) -> float:
    known = languages.language(language).grammar
    noun = word.capitalize()
    parts = known.parts(Word(noun, 0, len(noun), {WordKind.NOUN: noun})) if known else ()
    return min((zipf(part.text, language) for part in parts), default=0.0)
