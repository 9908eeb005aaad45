"""Sentences with a gap: where a word of the vocabulary can be taken out, and which gaps to take."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline import languages
from pipeline.alignment.bitext import Pair
from pipeline.catalog.catalog import State
from pipeline.lesson.lesson import Study
from pipeline.lesson.terms import Term
from pipeline.teaching.exercises import cohesion
from pipeline.teaching.exercises.kinds import Gap
from pipeline.teaching.exercises.paragraphs import StudySentence
from pipeline.teaching.exercises.places import Place, place
from pipeline.teaching.exercises.shuffle import shuffled
from pipeline.text.lemma import find_word
from pipeline.text.matching import locate

# Gloss, text, language → where the text says it, in characters; None where it does not.
Locate = Callable[[str, str, str], tuple[int, int] | None]

# Words of a sentence with a gap: enough to go by, not too many.
_WORDS = range(6, 41)
# What tells which word is missing: so many others that have a meaning of their own.
_CONTENT_WORDS = 4


@dataclass(frozen=True)
class Blank:
    """A sentence with the gap that it can have.

    Attributes:
        place: What can stand there, and what the answer is.
    """

    sentence: StudySentence
    gap: Gap
    place: Place


def wordings(gloss: str, language: str) -> list[str]:
    """Return the wordings that a gloss offers, without articles, plurals and placeholders."""
    left_out = languages.language(language).glosses.articles
    plain = re.sub(r"\([^)]*\)", "", gloss)
    found = []
    for wording in re.split(r"[;,/]", plain):
        words = [w for w in wording.split() if w.lower() not in left_out and w[:1] != "-"]
        if words:
            found.append(" ".join(words))
    return found


def blanks(
    sentence: StudySentence,
    words: Iterable[tuple[Term, Pair]],
    study: Study,
    language: str,
    find: Locate = locate,
) -> list[Blank]:
    """Return each gap that a sentence of the language of study can have.

    A word is left where it is if its object parts it, if the sentence says it twice or little else,
    or if it is a part of a name.
    """
    found: list[Blank] = []
    if len(cohesion.words(sentence.text)) not in _WORDS:
        return found
    if cohesion.opens_pointing(sentence.text, language):
        return found
    for term, gloss in words:
        if (term.paragraph, term.unit) != (sentence.paragraph, sentence.unit):
            continue
        if not (sentence.start <= term.start and term.end <= sentence.end):
            continue
        wording, (start, end) = _range(sentence, term, gloss, study, language, find)
        before, answer, after = sentence.text[:start], sentence.text[start:end], sentence.text[end:]
        if not answer or len(answer.split()) > len(wording.split()):
            continue
        rest = f"{before} {after}"
        if answer.lower() in rest.lower():
            continue
        if cohesion.content_words(rest, language) < _CONTENT_WORDS:
            continue
        opens = not before.strip("¿¡“„«\"'( ")
        if _is_in_name(answer, wording, opens, after, language):
            continue
        small = opens and wording == wording.lower()
        choice = answer[:1].lower() + answer[1:] if small else answer
        gap = Gap(before, answer, after, choice, sentence.paragraph)
        found.append(Blank(sentence, gap, place(gap, term.entry.pos, language)))
    return found


def _is_in_name(answer: str, wording: str, opens: bool, after: str, language: str) -> bool:
    """Whether an answer is a part of a name: a capital shows it that the word does not have.

    After the first word of a sentence, another capital shows it, unless all nouns have one.
    """
    if not answer[:1].isupper():
        return False
    if not opens and wording == wording.lower():
        return True
    if languages.language(language).writing.capitalises_nouns:
        return False
    return re.match(r" [^\W\d_a-zß-öø-ÿ]", after) is not None


def _range(
    sentence: StudySentence, term: Term, gloss: Pair, study: Study, language: str, find: Locate
) -> tuple[str, tuple[int, int]]:
    """Return a word as the list has it, and its range in a sentence; an empty one for none.

    Of several wordings it is the longest.
    """
    if study is Study.SOURCE:
        return term.entry.word, (term.start - sentence.start, term.end - sentence.start)
    if gloss.state in (State.MISSING, State.STALE):
        return "", (0, 0)
    offered = wordings(gloss.target.text, language)
    longest = max(offered, key=lambda wording: len(wording.split()), default="")
    return longest, find(gloss.target.text, sentence.text, language) or (0, 0)


def choose(
    found: Iterable[Sequence[Blank]], most: int, least: int, key: str, language: str
) -> list[Blank]:
    """Take gaps of which each has one solution among all words that are taken.

    Where there are too few of those, words are taken as well that only their meaning tells apart.

    Args:
        found: The gaps of each sentence, at least one.
        most: How many to take.
        least: How many there have to be.
        key: Of the order.
        language: ISO 639-1.
    """
    every = shuffled(
        (blank for gaps in found for blank in gaps),
        key,
        text=lambda blank: f"{blank.sentence.text} {blank.gap.choice}",
    )
    # First those that leave most room for others.
    rivals = [sum(_rival(one, other, language) for other in every) for one in every]
    ranked = [every[index] for _, index in sorted(zip(rivals, range(len(every)), strict=True))]
    taken: list[Blank] = []
    for blank in ranked:
        if len(taken) < most and not any(_rival(blank, other, language) for other in taken):
            taken.append(blank)
    for blank in ranked:
        if len(taken) < least and not any(_gives_away(blank, other, language) for other in taken):
            taken.append(blank)
    return shuffled(taken, key, text=lambda blank: blank.sentence.text)


def _rival(one: Blank, other: Blank, language: str) -> bool:
    """Whether two gaps cannot both be in an exercise: a word fits both, or gives one away."""
    fits = one.place.takes(other.place) or other.place.takes(one.place)
    return fits or _gives_away(one, other, language)


def _gives_away(one: Blank, other: Blank, language: str) -> bool:
    """Whether two gaps are in one sentence, or the answer of one has that of the other in it."""
    return one.sentence == other.sentence or not _differ(one.gap, other.gap, language)


def _differ(gap: Gap, other: Gap, language: str) -> bool:
    """Whether the answer of neither gap is, or has in it, a form of the other's."""
    return (
        find_word(gap.choice, other.choice, language) is None
        and find_word(other.choice, gap.choice, language) is None
    )
