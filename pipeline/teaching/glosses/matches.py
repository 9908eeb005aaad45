"""How the translation of a sentence says a word: the places where a dictionary's words stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from pipeline.alignment.words import links_by_meaning
from pipeline.languages import morphology
from pipeline.languages.de.grammar import PARTICLES
from pipeline.languages.grammar import Range, Word, WordKind
from pipeline.teaching.glosses.entry import DictionaryEntry
from pipeline.text.classes import PartOfSpeech, kind_of
from pipeline.text.matching import is_small

if TYPE_CHECKING:
    from pipeline.alignment.words import Encode

# Letters that a part of a compound has at least, and those that show two words to be of one root.
_SHORTEST, _ROOT = 3, 5
# So many other words may stand within a phrase of the translation: German parts verbs.
_SPREAD, _SPREAD_NOUN = {"es": 4, "de": 14}, 2
# Places of each word of a phrase that are tried.
_PLACES = 3
# How much of a word of the translation must come from the word asked for, by the alignment of
# words (which adds up to 1 for each): for a dictionary to be believed, and without one.
ALIGNED, SURE = 0.2, 0.8
_BE = frozenset("be is are was were been being get gets got".split())


@dataclass(frozen=True)
class LanguagePair:
    """From which language into which, ISO 639-1."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class WordToGloss:
    """A word to gloss.

    Attributes:
        word: Its dictionary form, as `lesson.yaml` has it.
        source: The sentence that it stands in, plain text.
        range: Where it stands there, in characters.
        target: The translation of the sentence, plain text.
    """

    word: str
    pos: PartOfSpeech
    source: str
    range: Range
    target: str


class Rendering:
    """A word's sentence and its translation, with what speaks for each word of the latter."""

    def __init__(self, item: WordToGloss, languages: LanguagePair, encode: "Encode") -> None:
        self.item = item
        self.encode = encode
        self.languages = languages
        self.kind = kind_of(item.pos)
        self.words = morphology.words(item.target, languages.target)
        links = links_by_meaning(item.source, item.target, encode)
        start, end = item.range
        inside = [link for link in links if link.source[0] < end and start < link.source[1]]
        self.weights = {
            word: sum(
                link.weight
                for link in inside
                if any(link.target[0] < b and a < link.target[1] for a, b in word.ranges)
            )
            for word in self.words
        }

    def weight(self, found: Sequence[Word]) -> float:
        """Return how much speaks for some words: what does for the one it speaks for most."""
        return max((self.weights[word] for word in found), default=0.0)

    @property
    def is_plural(self) -> bool:
        """Whether the list shows the word in the plural, as "prospects"."""
        last = self.item.word.lower().split()[-1]
        is_noun = self.kind is WordKind.NOUN
        return is_noun and last.endswith("s") and last != base_form(last, self.languages.source)

    @property
    def is_passive(self) -> bool:
        """Whether a form of "be" stands shortly before the word."""
        before = re.findall(r"\w+", self.item.source[: self.item.range[0]].lower())[-3:]
        return bool(_BE & set(before))


def base_form(word: str, language: str) -> str:
    """Return a word's lemma in small letters: "prospect" for "prospects"."""
    from simplemma import lemmatize

    return str(lemmatize(word, language)).lower()


@dataclass(frozen=True, slots=True)
class Match:
    """Words of the translation that a witness names.

    Attributes:
        weight: How much the alignment of words speaks for them.
    """

    words: tuple[Word, ...]
    candidate: DictionaryEntry
    weight: float


def matches(
    rendering: Rendering, candidate: DictionaryEntry, kind: WordKind | None
) -> Iterator[Match]:
    """Yield the places where a candidate stands in the translation, in any form."""
    language = rendering.languages.target
    tokens = [token for token in candidate.text.split() if token not in ("sich", "se")]
    said = [token for token in tokens if not is_small(token, language)]
    if len(tokens) == 1:
        for word in rendering.words:
            if _is_form(word, tokens[0], kind or kind_of(candidate.pos), language):
                if not is_reflexive(candidate.text) or word.is_reflexive:
                    yield Match((word,), candidate, rendering.weight((word,)))
            elif language == "de" and (last := _last_part(word, tokens[0])):
                yield Match((last,), candidate, rendering.weight((word,)))
        return
    if len(said) < 2 or kind is WordKind.OTHER:
        said, spread = tokens, 0  # "sin precedentes" is there only as a whole
    else:
        spread = _SPREAD[language] if kind is WordKind.VERB else _SPREAD_NOUN
    places = [
        [word for word in rendering.words if _is_form(word, token, None, language)]
        for token in said
    ]
    if not said or not all(places):
        return
    for chosen in product(*(place[:3] for place in places)):
        indices = [rendering.words.index(word) for word in chosen]
        in_order = indices == sorted(indices)
        if len(set(indices)) < len(said) or max(indices) - min(indices) >= len(said) + spread:
            continue
        if spread or in_order:
            yield Match(chosen, candidate, rendering.weight(chosen))


def _last_part(word: Word, wanted: str) -> Word | None:
    """Return the last part of a German compound as a word, where it is the one wanted."""
    lemma = word.lemmas.get(WordKind.NOUN, "")
    first = len(lemma) - len(wanted)
    if first < _SHORTEST or len(wanted) <= _SHORTEST or not lemma.endswith(wanted.lower()):
        return None
    if not wanted[0].isupper() or lemma[:first].lower() in PARTICLES:
        return None  # "Austausch" is no kind of "Tausch"
    return replace(word, text=word.text[first:].capitalize(), lemmas={WordKind.NOUN: wanted})


def _is_form(word: Word, wanted: str, kind: WordKind | None, language: str) -> bool:
    """Whether a word of the translation is a form of a dictionary's word."""
    bare = _bare(wanted, language)
    if kind is None or kind is WordKind.OTHER:
        forms = {word.text.lower(), *(lemma.lower() for lemma in word.lemmas.values())}
        # "organisiertes Verbrechen": a dictionary's phrase has no article and strong endings.
        strong = language == "de" and wanted.islower() and WordKind.ADJECTIVE in word.lemmas
        return bare in forms or (strong and re.sub(r"e[rsnm]?$", "", bare) in forms)
    return kind in word.lemmas and (
        word.lemmas[kind].lower() == bare
        or (word.text.lower() == bare and kind is not WordKind.VERB)
    )


def _bare(text: str, language: str) -> str:
    """Return a dictionary's word without "-se"."""
    bare = text.lower()
    return re.sub(r"(?<=[aeií]r)se$", "", bare) if language == "es" else bare


def is_reflexive(text: str) -> bool:
    """Whether a dictionary's word is a verb with "sich" or "-se"."""
    return text.startswith("sich ") or re.search(r"\w[aeií]rse$", text.split()[0]) is not None


def compounds(
    rendering: Rendering, heads: Sequence[DictionaryEntry], modifiers: Sequence[str]
) -> Iterator[tuple[Word, ...]]:
    """Yield words that say both parts: "Sicherheitsgesetz", "ley de seguridad"."""
    language = rendering.languages.target
    for word in rendering.words:
        lemma = word.lemmas.get(WordKind.NOUN, "").lower()
        for head in heads if rendering.weights[word] >= ALIGNED else ():
            first = lemma.removesuffix(head.text.lower())
            if language == "de" and first != lemma and any(_begins(m, first) for m in modifiers):
                yield (word,)
    for index, word in enumerate(rendering.words):
        if not any(_is_form(word, head.text, WordKind.NOUN, language) for head in heads):
            continue
        nearby = rendering.words[max(0, index - 1) : index] + rendering.words[index + 1 : index + 4]
        for other in nearby:
            between = rendering.item.target[min(word.end, other.end) : max(word.start, other.start)]
            small = all(is_small(w, language) for w in between.split())
            said = rendering.weights[other] >= SURE or any(
                _is_form(other, modifier, None, language) or _same_root(other, modifier)
                for modifier in modifiers
            )
            if small and said and rendering.weight((word, other)) >= ALIGNED:
                yield (word, other)


def _begins(modifier: str, first: str) -> bool:
    """Whether the first part of a compound is a word, with or without what joins them."""
    stem = modifier.lower()
    stem = stem.removesuffix("en") if len(stem) > _ROOT + 2 else stem
    return len(stem) > 2 and first.startswith(stem.removesuffix("e")) and len(first) - len(stem) < 4


def _same_root(word: Word, wanted: str) -> bool:
    """Whether an adjective is made of a noun: "migratorio" of "migración"."""
    lemma = word.lemmas.get(WordKind.ADJECTIVE, "").lower()
    return len(lemma) >= _ROOT and lemma[:_ROOT] == wanted.lower()[:_ROOT]
