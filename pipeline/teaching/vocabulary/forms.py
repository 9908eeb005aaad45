"""Which words an English form can be of, by class: lemminflect's table of the NIH's lexicon."""

from collections.abc import Mapping
from functools import lru_cache

from pipeline.text.classes import Pos

_CLASSES = {"NOUN": Pos.NOUN, "VERB": Pos.VERB, "ADJ": Pos.ADJECTIVE, "ADV": Pos.ADVERB}


@lru_cache(maxsize=20_000)
def lemmas(form: str) -> Mapping[Pos, tuple[str, ...]]:
    """Return the dictionary forms that a form can be of, by the classes that it can have.

    Args:
        form: One word, in small letters.

    Returns:
        Nothing for a word that the table has not, which says nothing of it.
    """
    from lemminflect import getAllLemmas

    found = getAllLemmas(form)
    return {_CLASSES[name]: tuple(words) for name, words in found.items() if name in _CLASSES}
