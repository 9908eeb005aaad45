"""Where a dictionary form stands in a text of its language, in whatever form it is inflected."""

import re
from collections.abc import Callable, Sequence

from pipeline.languages.de.grammar import PARTICLES
from pipeline.text.lemma import same_lemma

# What a gloss says apart from its words: articles, prepositions, what stands for an object.
_SMALL = {
    "es": frozenset(
        "el la los las lo un una unos unas al del a de en con por para sobre entre contra ante y e "
        "o u que se algo alguien uno su sus no sin quién qué quien cual".split()
    ),
    "de": frozenset(
        "der die das den dem des ein eine einen einem einer eines etw etwas jmd jmdm jmdn jmds "
        "jemand jemanden jemandem jemandes sich zu zum zur an am auf aus bei mit von vom vor in im "
        "für gegen um nach über unter und oder wer was sein seine davon dass wegen ohne".split()
    ),
}
# Particles that part from a German verb: "eindämmen", "dämmt … ein", "einzudämmen".
_PARTICLES = re.compile(rf"({'|'.join(sorted(PARTICLES, key=len, reverse=True))})(?=\w{{4}})")
# Two words look like forms of one if this part of the shorter one is the same at their beginning.
_STEM, _SHORTEST_STEM = 0.75, 4
# Endings of German verbs. Between them, strong ones change their vowels alone: "lässt", "ließ".
_ENDINGS_DE = re.compile(r"(?:e?n|e?st|e?t|e?te[nst]*|e)$")
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


def is_small(word: str, language: str) -> bool:
    """Whether a word says nothing of its own: an article, a preposition, a pronoun."""
    return word.lower() in _SMALL.get(language, ())


def alternatives(gloss: str, language: str) -> list[list[str]]:
    """Return the words of a gloss that say something, one list for each meaning that it gives."""
    plain = re.sub(r"\([^)]*\)|\bhacer algo\b|\betw\. zu tun\b", "", gloss)
    small = _SMALL.get(language, frozenset())
    found = []
    for meaning in re.split(r"[,;/]", plain):
        # "-n", "-a" are endings.
        said = [word.lower() for word in re.findall(r"(?<![\w-])\w[\w-]*", meaning)]
        said = [re.sub(r"(?<=[aeí]r)se$", "", word) for word in said if word not in small]
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
    parted = _PARTICLES.match(word) if language == "de" else None
    if not parted:
        return None
    particle, verb = parted.group(), word[parted.end() :]
    for index, token in enumerate(tokens):
        joined = token.removeprefix(particle)
        forms = (joined, joined.removeprefix("zu")) if joined != token else ()
        if any(form and is_form(verb, form, language) for form in forms):
            return index
    if particle not in tokens:
        return None
    return next((i for i, token in enumerate(tokens) if is_form(verb, token, language)), None)


def _same(one: str, other: str, _: str) -> bool:
    return one == other


def look_alike(one: str, other: str, language: str) -> bool:
    """Whether two words, in small letters, may be forms of one by their spelling."""
    shorter = min(len(one), len(other))
    same = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    if one == other or same >= max(_SHORTEST_STEM, _STEM * shorter):
        return True
    if language != "de":
        return False
    if other.startswith("ge") and one.endswith("n") and not one.startswith("ge"):
        return look_alike(one, other.removeprefix("ge"), language)  # a participle
    is_compound = len(one) >= _SHORTEST_STEM and other.endswith(one)
    return is_compound or (one.endswith("n") and bool(_skeletons(one) & _skeletons(other)))


def _skeletons(word: str) -> set[str]:
    """Return the consonants of a German word, with its ending and without."""
    word = word.replace("ß", "ss")
    forms = {word, _ENDINGS_DE.sub("", word)}
    consonants = {re.sub("[aeiouyäöü]+", "*", form).rstrip("*") for form in forms}
    return {form for form in consonants if len(form) > 2}
