"""Words that somebody decided on: the terms of the glossary, the glosses of the vocabulary."""

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.article import Role
from pipeline.checks.case import Case, Text
from pipeline.checks.case import quoted as in_marks
from pipeline.faults import words
from pipeline.glossary import kept
from pipeline.vocabulary import same_lemma

# What a gloss says apart from its words: articles, prepositions, what stands for an object.
_SMALL = {
    "es": frozenset(
        "el la los las lo un una unos unas al del de a en con por para sobre entre contra ante y e "
        "o u que se algo alguien uno su sus no sin quién qué quien cual".split()
    ),
    "de": frozenset(
        "der die das den dem des ein eine einen einem einer eines etw etwas jmd jmdm jmdn jmds "
        "jemand jemanden jemandem jemandes sich zu zum zur an am auf aus bei mit von vom vor in im "
        "für gegen um nach über unter und oder wer was sein seine davon dass wegen ohne".split()
    ),
}
# Particles that part from a German verb: "eindämmen", "dämmt … ein", "einzudämmen".
_PARTICLES = re.compile(
    r"(ab|an|auf|aus|bei|dar|durch|ein|fest|fort|frei|heran|heraus|her|hinzu|hin|los|mit|nach|nieder"
    r"|teil|über|um|unter|voran|voraus|vorbei|vor|weg|weiter|wieder|zurück|zusammen|zu)(?=\w{4})"
)
# Two words look like forms of one if this part of the shorter one is the same at their beginning.
_STEM, _SHORTEST_STEM = 0.75, 4
# Endings of German verbs. Between them, strong ones change their vowels alone: "lässt", "ließ".
_ENDINGS_DE = re.compile(r"(?:e?n|e?st|e?t|e?te[nst]*|e)$")
# How many of a phrase's words have to occur: "ein Thema zur Sprache bringen" is there with two of
# the three, because "bringen" may be "brachte", and a phrase is seldom used whole.
_MOST = 0.6


def glossary(text: Text) -> Iterator[tuple[Case, str]]:
    """Look for terms of the glossary that a translation does not use, in any form."""
    languages = text.source_language, text.target_language
    for case in text.translated:
        if case.unit.role is Role.VOCABULARY:
            continue
        terms = [item for item in kept(case.pair.source, text.glossary, *languages) if item.is_term]
        lost = {
            case.source[item.start : item.end]: item.wanted
            for item in terms
            if item.wanted.lower() not in case.target.lower()
            and not _occurs([words(item.wanted)], words(case.target), languages[1], share=1)
        }
        if lost:
            pairs = ", ".join(f"“{source}” is “{wanted}”" for source, wanted in lost.items())
            yield case, f"A term of the glossary is not used: {pairs}"


def gloss(text: Text) -> Iterator[tuple[Case, str]]:
    """Look for glosses of which no word occurs in the translation of their paragraph."""
    paragraphs: dict[int, list[str]] = {}
    for case in text.translated:
        if case.unit.paragraph and case.unit.role is not Role.VOCABULARY:
            paragraphs.setdefault(case.unit.paragraph, []).extend(words(case.target))
    for case in text.translated:
        tokens = paragraphs.get(case.unit.paragraph or 0)
        if case.unit.role is not Role.VOCABULARY or not tokens:
            continue
        wanted = _alternatives(case.target, text.target_language)
        if wanted and not _occurs(wanted, tokens, text.target_language, share=_MOST):
            yield (
                case,
                f"{in_marks([case.target])} is not in the translation of ¶ {case.unit.paragraph}",
            )


def _alternatives(target: str, language: str) -> list[list[str]]:
    """Return the words to look for, one list for each meaning that a gloss gives."""
    plain = re.sub(r"\([^)]*\)|\bhacer algo\b|\betw\. zu tun\b", "", target)
    small = _SMALL.get(language, frozenset())
    found = []
    for meaning in re.split(r"[,;/]", plain):
        # "-n", "-a" are endings.
        said = [word.lower() for word in re.findall(r"(?<![\w-])\w[\w-]*", meaning)]
        said = [re.sub(r"(?<=[aeí]r)se$", "", word) for word in said if word not in small]
        if said:
            found.append(said)
    return found


def _occurs(
    meanings: Sequence[Sequence[str]], tokens: Sequence[str], language: str, share: float
) -> bool:
    """Whether one of the meanings is among the tokens: that share of its words, in some form.

    Forms that look alike are tried first: simplemma needs a second or two to load a language.
    """
    lower = list(dict.fromkeys(token.lower() for token in tokens))
    for is_form in (_look_alike, same_lemma):
        for meaning in meanings:
            found = sum(_has(word.lower(), lower, language, is_form) for word in meaning)
            if found >= share * len(meaning):
                return True
    return False


def _has(
    word: str, tokens: Sequence[str], language: str, is_form: Callable[[str, str, str], bool]
) -> bool:
    if any(is_form(word, token, language) for token in tokens):
        return True
    parted = _PARTICLES.match(word) if language == "de" else None
    if not parted:
        return False
    particle, verb = parted.group(), word[parted.end() :]
    joined = [token.removeprefix(particle) for token in tokens if token.startswith(particle)]
    verbs = filter(None, [*joined, *(token.removeprefix("zu") for token in joined)])
    return any(is_form(verb, token, language) for token in verbs) or (
        particle in tokens and any(is_form(verb, token, language) for token in tokens)
    )


def _look_alike(one: str, other: str, language: str) -> bool:
    shorter = min(len(one), len(other))
    same = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    if one == other or same >= max(_SHORTEST_STEM, _STEM * shorter):
        return True
    if language != "de":
        return False
    if other.startswith("ge") and one.endswith("n") and not one.startswith("ge"):
        return _look_alike(one, other.removeprefix("ge"), language)  # a participle
    is_compound = len(one) >= _SHORTEST_STEM and other.endswith(one)
    return is_compound or (one.endswith("n") and bool(_skeletons(one) & _skeletons(other)))


def _skeletons(word: str) -> set[str]:
    """Return the consonants of a German word, with its ending and without."""
    word = word.replace("ß", "ss")
    forms = {word, _ENDINGS_DE.sub("", word)}
    consonants = {re.sub("[aeiouyäöü]+", "*", form).rstrip("*") for form in forms}
    return {form for form in consonants if len(form) > 2}
