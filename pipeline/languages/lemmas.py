"""The dictionary forms of single words, from simplemma; without what stands beside them.

Of a language that simplemma has not, every word is its own dictionary form, and none is known.
"""


def lemmatize(word: str, language: str) -> str:
    """Return the dictionary form of a word.

    Args:
        word: In any form; the letters decide, capitals too.
        language: ISO 639-1 code.
    """
    import simplemma

    try:
        return str(simplemma.lemmatize(word, language))
    except ValueError:
        return word


def is_known(word: str, language: str) -> bool:
    """Whether a word is one of a language, in any form."""
    import simplemma

    try:
        return bool(simplemma.is_known(word, language))
    except ValueError:
        return False
