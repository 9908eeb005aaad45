"""Sentences with a gap: where a word of the vocabulary can be taken out, and which gaps to take."""

import re
from collections import Counter
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
from pipeline.teaching.exercises.shuffle import shuffled
from pipeline.text.classes import PartOfSpeech
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
        shape: What tells the places of an answer from those of another: word class and form.
    """

    sentence: StudySentence
    gap: Gap
    shape: str


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
        wording, (start, end) = _place(sentence, term, gloss, study, language, find)
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
        found.append(Blank(sentence, gap, _shape(term.entry.pos, answer, language)))
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


def _place(
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


def choose(found: Iterable[Sequence[Blank]], most: int, key: str, language: str) -> list[Blank]:
    """Take one gap from each sentence, and no two of the same shape as long as there are others.

    Args:
        found: The gaps of each sentence, at least one.
        most: How many to take.
        key: Of the order.
        language: ISO 639-1.
    """
    one_each = [shuffled(gaps, key, text=lambda blank: blank.gap.choice)[0] for gaps in found]
    one_each = shuffled(one_each, key, text=lambda blank: blank.sentence.text)
    shapes: Counter[str] = Counter()
    turns: list[tuple[int, int, Blank]] = []
    for blank in one_each:
        turns.append((shapes[blank.shape], len(turns), blank))
        shapes[blank.shape] += 1
    taken: list[Blank] = []
    for *_, blank in sorted(turns, key=lambda turn: turn[:2]):
        if len(taken) < most and all(_differ(blank.gap, b.gap, language) for b in taken):
            taken.append(blank)
    return shuffled(taken, key, text=lambda blank: blank.sentence.text)


def _shape(pos: PartOfSpeech, answer: str, language: str) -> str:
    last = answer.split()[-1].lower()
    endings = languages.language(language).exercises.form_endings
    ending = next((e for e in endings if last.endswith(e) and len(last) > len(e) + 2), "")
    return f"{pos.value} {len(answer.split())} {ending}"


def _differ(gap: Gap, other: Gap, language: str) -> bool:
    """Whether the answer of neither gap is, or has in it, a form of the other's."""
    return (
        find_word(gap.choice, other.choice, language) is None
        and find_word(other.choice, gap.choice, language) is None
    )
