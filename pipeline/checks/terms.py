"""Words that somebody decided on: the terms of the glossary, the glosses of the vocabulary."""

import re
from collections.abc import Iterator, Sequence

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
        "o u que se algo alguien uno su sus no quién qué quien cual".split()
    ),
    "de": frozenset(
        "der die das den dem des ein eine einen einem einer eines etw etwas jmd jmdm jmdn jmds "
        "jemand jemanden jemandem jemandes sich zu zum zur an am auf aus bei mit von vom vor in im "
        "für gegen um nach über unter und oder wer was sein seine davon dass".split()
    ),
}
# Particles that part from a German verb: "eindämmen", "dämmt … ein", "einzudämmen".
_PARTICLES = re.compile(
    r"(ab|an|auf|aus|bei|dar|durch|ein|fest|fort|frei|heran|heraus|her|hinzu|hin|los|mit|nach|nieder"
    r"|teil|über|um|unter|voran|voraus|vorbei|vor|weg|weiter|wieder|zurück|zusammen|zu)(?=\w{4})"
)
# Two words are forms of one if this part of the shorter one is the same at their beginning. That
# catches what simplemma does not list: compounds, rare words, participles.
_STEM, _SHORTEST_STEM = 0.75, 4


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
            and not _occurs(words(item.wanted), words(case.target), languages[1])
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
        if wanted and not any(_occurs(each, tokens, text.target_language) for each in wanted):
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


def _occurs(wanted: Sequence[str], tokens: Sequence[str], language: str) -> bool:
    """Whether each of the words is among the tokens in some form."""
    lower = list(dict.fromkeys(token.lower() for token in tokens))
    return all(_has(word.lower(), lower, language) for word in wanted)


def _has(word: str, tokens: Sequence[str], language: str) -> bool:
    if any(same_lemma(word, token, language) or _same_stem(word, token) for token in tokens):
        return True
    if language != "de":
        return False
    if any(len(word) >= 4 and token.endswith(word) for token in tokens):
        return True  # the last part of a compound
    parted = _PARTICLES.match(word)
    if not parted:
        return False
    particle, verb = parted.group(), word[parted.end() :]
    with_zu = f"{particle}zu{verb}"
    if with_zu in tokens:
        return True
    return particle in tokens and any(same_lemma(verb, token, language) for token in tokens)


def _same_stem(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    same = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    return same >= max(_SHORTEST_STEM, _STEM * shorter)
