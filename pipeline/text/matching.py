"""Where a dictionary form stands in a text of its language, in whatever form it is inflected."""

import re
from collections.abc import Callable, Sequence

from pipeline import languages
from pipeline.languages.grammar import look_alike
from pipeline.languages.values import either
from pipeline.text.lemma import same_lemma

# How many of a phrase's words have to occur: "ein Thema zur Sprache bringen" is there with two of
# the three, because "bringen" may be "brachte", and a phrase is seldom used whole.
MOST = 0.6
# A phrase that is spread over this many more words than it has is marked by one word of it.
_SPREAD = 3
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")

IsForm = Callable[[str, str, str], bool]


def locate(gloss: str, text: str, language: str) -> tuple[int, int] | None:
    """Find a gloss in a text, for marking it there or for leaving it out.

    Args:
        gloss: As a list shows it: "die Beziehung, -en", "sich weigern, etw. zu tun",
            "aseverar, afirmar".
        text: Plain text.
        language: Of both.

    Returns:
        (start, end) in characters, or None. The meaning named first that is there counts; of a
        phrase that is spread wide, its longest word; of a verb parted from its particle, the verb.
    """
    tokens = [(match.group(), *match.span()) for match in _WORD.finditer(text)]
    lower = [token.lower() for token, _, _ in tokens]
    meanings = alternatives(gloss, language)
    for share in (1.0, MOST):
        for is_form in (_same, same_lemma, look_alike):
            for meaning in meanings:
                places = [_place(word, lower, language, is_form) for word in meaning]
                found = [place for place in places if place is not None]
                if found and len(found) >= share * len(meaning):
                    main = max(found, key=lambda place: len(lower[place]))
                    first, last = min(found), max(found)
                    if last - first >= len(meaning) + _SPREAD:
                        first = last = main
                    return tokens[first][1], tokens[last][2]
    return None


def says(text: str, gloss: str, language: str) -> bool:
    """Whether a text says a gloss: as `locate` finds it, mostly without loading a language."""
    tokens = [match.group() for match in _WORD.finditer(text)]
    return occurs(alternatives(gloss, language), tokens, language, MOST)


def alternatives(gloss: str, language: str) -> list[list[str]]:
    """Return the words of a gloss that say something, one list for each meaning that it gives."""
    listed = languages.language(language).glosses
    plain = re.sub(rf"\([^)]*\)|\b(?:{either(listed.left_out)})\b", "", gloss)
    found = []
    for meaning in re.split(r"[,;/]", plain):
        # "-n", "-a" are endings.
        said = [word.lower() for word in re.findall(r"(?<![\w-])\w[\w-]*", meaning)]
        said = [listed.without_reflexive(word) for word in said if word not in listed.small]
        if said:
            found.append(said)
    return found


def occurs(
    meanings: Sequence[Sequence[str]], tokens: Sequence[str], language: str, share: float
) -> bool:
    """Whether one of the meanings is among the tokens: that share of its words, in some form.

    Forms that look alike are tried first: simplemma needs a second or two to load a language.
    """
    lower = list(dict.fromkeys(token.lower() for token in tokens))
    for is_form in (look_alike, same_lemma):
        for meaning in meanings:
            found = sum(
                _place(word.lower(), lower, language, is_form) is not None for word in meaning
            )
            if found >= share * len(meaning):
                return True
    return False


def _place(word: str, tokens: Sequence[str], language: str, is_form: IsForm) -> int | None:
    """Return the index of the first token, in small letters, that is a form of a word."""
    for index, token in enumerate(tokens):
        if is_form(word, token, language):
            return index
    known = languages.language(language).grammar
    if known is None or (parted := known.parted(word)) is None:
        return None
    particle, verb = parted
    for index, token in enumerate(tokens):
        if any(is_form(verb, form, language) for form in known.joined(token, particle)):
            return index
    if particle not in tokens:
        return None
    return next((i for i, token in enumerate(tokens) if is_form(verb, token, language)), None)


def _same(one: str, other: str, _: str) -> bool:
    return one == other
