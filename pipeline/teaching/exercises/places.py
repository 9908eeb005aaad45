"""Which words can stand in a gap, by their class, form, number and gender.

What a word means is not looked at: where grammar lets two words stand in a gap, both fit.
"""

import re
from dataclasses import dataclass

from pipeline import languages
from pipeline.languages import SOURCE
from pipeline.languages.exercises import Gaps
from pipeline.languages.lemmas import lemmatize
from pipeline.teaching.exercises.kinds import Gap
from pipeline.teaching.vocabulary.levels import classes
from pipeline.text.classes import PartOfSpeech, Pos

# How far before a gap the article or number of its noun stands at most, in words.
_BEFORE = 3


@dataclass(frozen=True)
class Place:
    """A gap with its answer.

    Attributes:
        kind: The class of word that can stand there, with its form.
        is_of: The groups that the answer is one of: numbers, genders, "a" or "an" before it.
        lets: The groups of which a word can stand there.
    """

    kind: str
    is_of: frozenset[str] = frozenset()
    lets: frozenset[str] = frozenset()

    def takes(self, other: "Place") -> bool:
        """Whether the answer of another gap could stand here as well."""
        return self.kind == other.kind and not (self.lets.isdisjoint(other.is_of))


_ANY = frozenset(("any",))


def place(gap: Gap, pos: PartOfSpeech, language: str) -> Place:
    """Return what can stand in a gap.

    Args:
        gap: With its answer.
        pos: The word class of the answer.
        language: ISO 639-1, of the sentence.
    """
    known = languages.language(language).exercises.gaps
    words = gap.choice.split()
    if pos is PartOfSpeech.NOUN:
        return _noun(gap, known, language)
    is_verb = pos.is_verb
    if pos is PartOfSpeech.PHRASE:
        # The form of a phrase is that of its verb, if it has one.
        is_verb = lemmatize(words[0], language) != words[0] or Pos.VERB in classes(words[0])
    if is_verb:
        return Place(f"verb {_form(words[0], language)}", _ANY, _ANY)
    return Place(pos.value, _ANY, _ANY)


def _form(verb: str, language: str) -> str:
    small = verb.lower()
    endings = languages.language(language).exercises.form_endings
    ending = next((e for e in endings if small.endswith(e) and len(small) > len(e) + 2), "")
    if language != SOURCE:
        return ending
    # "Lent" is a past like "wanted".
    is_past = not ending and lemmatize(small, language) != small
    return "ed" if is_past else ending


def _noun(gap: Gap, known: Gaps, language: str) -> Place:
    """Return the place of a noun: what stands before it says its number and gender."""
    before = re.findall(r"[\w’'-]+|[.,;:!?]", gap.before)
    near = [word.lower() for word in before[-_BEFORE:]]
    determiner = next((word for word in reversed(near) if word in known.determiners), "")
    groups = frozenset(known.determiners.get(determiner, "").split())
    if language != SOURCE:
        every = frozenset(" ".join(known.determiners.values()).split())
        return Place("noun", groups or every, groups or every)
    last = gap.choice.split()[-1].lower()
    is_plural = last.endswith("s") and lemmatize(last, language) != last
    number = "pl" if is_plural else "an" if gap.choice[:1].lower() in "aeiou" else "a"
    if near[-1:] and classes(near[-1]) == {Pos.NOUN} and near[-1] not in known.determiners:
        return Place("noun", frozenset((number,)), frozenset())  # "walking boots"
    if groups and "pl" not in groups and near[-1:] != [determiner]:
        groups = frozenset(("a", "an"))
    return Place("noun", frozenset((number,)), groups or frozenset(("a", "an", "pl")))
