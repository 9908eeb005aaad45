"""What ties a sentence to the ones before it: connectives, and pronouns for what was named there.

A sentence without such ties can stand alone as a statement. A paragraph whose sentences have them
can be put in order again.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from pipeline import languages
from pipeline.languages.exercises import Cohesion
from pipeline.languages.values import either
from pipeline.text import markup, quotations

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# Words of a statement to decide about, at least and at most: a fact, and one breath.
_SHORTEST, _LONGEST = 5, 32
# "In 2019", "Im Jahr 2019": a year among the first words of a sentence.
_OPENING_YEAR = re.compile(r"(?:\w+ ){0,4}(?:1[89]|20)\d\d\b")
# Words in which a sentence shows which step it is.
_STEP = 4


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def names(sentences: Iterable[str]) -> frozenset[str]:
    """Return the words that stand with a capital inside sentences and nowhere without.

    Where nouns have a capital, these are the nouns as well.
    """
    capital: set[str] = set()
    small: set[str] = set()
    for sentence in sentences:
        found = _WORD.findall(sentence)
        capital.update(word for word in found[1:] if word[:1].isupper())
        small.update(word for word in found if not word[:1].isupper())
    return frozenset(word for word in capital if word.lower() not in small)


def is_whole(sentence: str) -> bool:
    """Whether a text is one sentence with a beginning and an end, and runs as plain text."""
    if "\n" in sentence or markup.ADDRESS.search(sentence):
        return False
    if any(sentence.count(pair[0]) != sentence.count(pair[1]) for pair in ("()", "[]")):
        return False
    if quotations.quotations(sentence)[1]:
        return False  # one mark of a quotation that goes over several sentences
    if re.search(r"[^\W\d]{4}[.!?] [^\W_a-zß-ÿ]", sentence):
        return False  # two of them
    begins = sentence[:1].isupper() or sentence[:1].isdigit() or sentence[:1] in "¿¡“„«\"'("
    return begins and re.search(r"[.!?…][\"'”“»’)]*$", sentence) is not None


def opens_tied(sentence: str, language: str) -> bool:
    """Whether a sentence begins with what leans on an earlier one."""
    ties, found = _ties(language), words(sentence)
    if ties.pointing_article.match(sentence):
        return True
    return any(found[: len(opener)] == list(opener) for opener in ties.openers)


def opens_pointing(sentence: str, language: str) -> bool:
    """Whether a sentence is about "this" or "the last of these", so that little of it is said."""
    ties = _ties(language)
    rest = re.sub(rf"^(?:{either(ties.turns)}) ", "", sentence)
    rest = rest[:1].upper() + rest[1:]
    return any(pattern.match(rest) for pattern in (ties.pointing_article, ties.pointing))


def content_words(text: str, language: str) -> int:
    """Return how many words of a text are none of those that hold every text together.

    Words of up to three letters are taken for such.
    """
    small = _ties(language).function_words
    return sum(len(word) > 3 and word not in small for word in words(text))


def follows(sentence: str, language: str, proper_names: frozenset[str]) -> bool:
    """Whether a sentence shows that it comes directly after another.

    A connective shows it, and "it" or "this". That somebody goes on to be the subject does not, nor
    does the "it" of weather and time, as in "It was getting dark". A sentence that begins with a
    name can stand anywhere, unless it has a connective; one that begins with a quotation as well,
    since "these words" are in it.

    The arguments are those of `is_anchored`.
    """
    if quotations.quotations(sentence[:1])[1]:
        return False
    ties = _ties(language)
    if any(pattern.search(sentence) for pattern in ties.backward):
        return True  # "the other was left as it was"
    said = ties.joined.sub("", sentence)
    if subject := ties.empty_subject.match(said):
        said = said[subject.end() :]
    found = words(said)
    shown = {opener for opener in ties.openers if tuple(found[: len(opener)]) == opener}
    shown |= _said(found, ties.ties | ties.weak_ties)
    shown -= ties.movable
    if said.startswith(_beginnings(proper_names)) or ties.things.isdisjoint(
        (word,) for word in found[:_STEP]
    ):
        shown -= ties.things  # what is meant stands in the sentence itself
    return bool(shown) or ties.pointing_article.match(said) is not None


def points_back(sentence: str, language: str, known_names: frozenset[str]) -> bool:
    """Whether a sentence has a connective, or a pronoun for what it has not named before.

    Who speaks and who listens are no such: "we" and "you" are the same in every language.

    Args:
        sentence: A whole sentence.
        language: ISO 639-1.
        known_names: From `names`, of the whole text.
    """
    ties, found = _ties(language), _WORD.findall(sentence)
    if opens_tied(sentence, language) and not has_speaker(found[0], language):
        return True
    if _said(words(_named_things(ties.joined.sub("", sentence), ties)), ties.ties):
        return True
    if any(pattern.search(sentence) for pattern in ties.backward):
        return True
    return any(_refers_back(found, place, ties, known_names) for place in range(len(found)))


def _named_things(sentence: str, ties: Cohesion) -> str:
    """Return a sentence without the "it" of a later clause, where its subject is what is meant."""
    if not ties.clause_openers or words(sentence)[:1][0] in ties.prepositions:
        return sentence
    things = either(" ".join(thing) for thing in ties.things)
    return re.sub(rf"\b({either(ties.clause_openers)}) (?:{things})\b", r"\1", sentence)


def is_anchored(sentence: str, language: str, proper_names: frozenset[str]) -> bool:
    """Whether a sentence says what, whom or when it is about: "for a moment, nobody" does not.

    Args:
        sentence: A whole sentence.
        language: ISO 639-1.
        proper_names: Of either language: "Mexiko" and "Mexico" begin alike.
    """
    definite = _ties(language).definite
    begins = _beginnings(proper_names)
    return any(
        word.lower() in definite or word[:1].isdigit() or word.startswith(begins)
        for word in _WORD.findall(sentence)
    )


def _beginnings(proper_names: Iterable[str]) -> tuple[str, ...]:
    """Return what names begin with in both languages."""
    return tuple(name[:4] for name in proper_names if len(name) > 2)


def has_speaker(sentence: str, language: str, listeners: bool = True) -> bool:
    """Whether a sentence has a word for who speaks or, if they count, for who listens."""
    ties = _ties(language)
    return bool(
        _said(words(sentence), ties.speakers - (frozenset() if listeners else ties.listeners))
    )


def is_step(sentence: str, language: str) -> bool:
    """Whether a sentence says at its beginning which step of several it is, or at what time."""
    known = languages.language(language).questions
    times = (known.opening_time, known.clauses.when, _OPENING_YEAR)
    if any(pattern.match(sentence) for pattern in times):
        return True
    return bool(_said(words(sentence)[:_STEP], _ties(language).sequence))


def names_again(sentence: str, before: str, language: str) -> bool:
    """Whether a sentence goes on with something that the one before it has brought in."""
    definite = _ties(language).definite
    brought = {word for word in words(before) if len(word) > len("the")}
    found = words(sentence)
    return any(
        word in definite and after in brought and f"{word} {after}" not in before.lower()
        for word, after in pairwise(found)
    )


def has_subject(sentence: str, language: str, known_names: frozenset[str]) -> bool:
    """Whether a sentence says its subject: where it may not, it begins with a noun or name.

    What follows its first comma may as well.
    """
    ties = _ties(language)
    if not ties.drops_subjects:
        return True
    begins = [_WORD.search(part) for part in sentence.split(", ")[:2]]
    return any(
        word and (word.group() in known_names or word.group().lower() in ties.subject_openers)
        for word in begins
    )


def stands_alone(
    sentence: str, language: str, known_names: frozenset[str], listeners: bool = True
) -> bool:
    """Whether a sentence is a statement that says the same without those before it.

    The arguments are those of `points_back`; `listeners` tells whether "you" is somebody.
    """
    found = _WORD.findall(sentence)
    if not _SHORTEST <= len(found) <= _LONGEST or not sentence.endswith("."):
        return False
    if re.search(r"[\"“”„«»…?!]", sentence) or has_speaker(sentence, language, listeners):
        return False
    if points_back(sentence, language, known_names):
        return False
    return has_subject(sentence, language, known_names)


def _refers_back(found: Sequence[str], place: int, ties: Cohesion, known: frozenset[str]) -> bool:
    """Whether a word is a pronoun whose person or owner the sentence has not named before."""
    word, before = found[place].lower(), found[:place]
    if word in ties.groups:
        # "She believes that they": a verb before its clause is no plural.
        nouns = before[:-2] if place and found[place - 1].lower() == "that" else before
        return not any(len(other) > 3 and other.endswith(ties.plural_ending) for other in nouns)
    if word in ties.persons:
        return place <= 3 or known.isdisjoint(before)
    if word in ties.owners:
        named = found[0].lower() in ties.determiners and place > 1
        # "In 2019 the council closed its doors": a thing that the sentence has named, and a verb.
        things = {thing for (thing,) in ties.things}
        named |= word in things and not ties.determiners.isdisjoint(map(str.lower, before[:-2]))
        return not named and known.isdisjoint(before)
    return False


def _said(found: Sequence[str], phrases: AbstractSet[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Return the phrases that are among some words."""
    return {
        phrase
        for phrase in phrases
        for place in range(len(found))
        if tuple(found[place : place + len(phrase)]) == phrase
    }


def _ties(language: str) -> Cohesion:
    return languages.language(language).exercises.cohesion
