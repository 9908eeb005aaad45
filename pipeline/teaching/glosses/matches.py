"""How the translation of a sentence says a word: the places where a dictionary's words stand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from pipeline.alignment.words import links_by_meaning
from pipeline.languages import language
from pipeline.languages.grammar import Range, Word, WordKind, grammar
from pipeline.languages.lemmas import lemmatize
from pipeline.teaching.glosses.entry import DictionaryEntry
from pipeline.text.classes import PartOfSpeech, kind_of

if TYPE_CHECKING:
    from pipeline.alignment.words import Encode

# Letters that show two words to be of one root.
_ROOT = 5
# So many other words may stand within a phrase of the translation that is no verb's.
_SPREAD_NOUN = 2
# Places of each word of a phrase that are tried.
_PLACES = 3
# How much of a word of the translation must come from the word asked for, by the alignment of
# words (which adds up to 1 for each): for a dictionary to be believed, and without one.
ALIGNED, SURE = 0.2, 0.8


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
        headword: What the list shows: "to take office".
        others: The places of other words of the list in the sentence, with those.
    """

    word: str
    pos: PartOfSpeech
    source: str
    range: Range
    target: str
    headword: str = ""
    others: Mapping[Range, str] = field(default_factory=dict)

    @property
    def is_infinitive(self) -> bool:
        """Whether the list shows a verb, or a phrase of one."""
        return self.pos.is_verb or self.headword.startswith("to ")

    @property
    def ends_in_preposition(self) -> bool:
        """Whether a verb's phrase is open at its end: "run out of"."""
        words = self.word.lower().split()
        return len(words) > 2 and words[-1] in ("at", "by", "for", "from", "of", "on", "to", "with")


class Rendering:
    """A word's sentence and its translation, with what speaks for each word of the latter."""

    def __init__(self, item: WordToGloss, languages: LanguagePair, encode: "Encode") -> None:
        self.item = item
        self.encode = encode
        self.languages = languages
        self.kind = kind_of(item.pos)
        self.source = language(languages.source).glosses
        self.target = language(languages.target).glosses
        self.grammar = grammar(languages.target)
        self.words = self.grammar.words(item.target)
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
        """Whether a verb that makes a passive stands shortly before the word."""
        before = re.findall(r"\w+", self.item.source[: self.item.range[0]].lower())[-3:]
        return not self.source.passive.isdisjoint(before)


def base_form(word: str, language: str) -> str:
    """Return a word's lemma in small letters: "prospect" for "prospects"."""
    return lemmatize(word, language).lower()


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
    listed = rendering.target
    tokens = [token for token in candidate.text.split() if token not in listed.reflexive_words]
    said = [token for token in tokens if token.lower() not in listed.small]
    if len(tokens) == 1:
        for word in rendering.words:
            if _is_form(word, tokens[0], kind or kind_of(candidate.pos), rendering):
                if not listed.is_reflexive(candidate.text) or word.is_reflexive:
                    yield Match((word,), candidate, rendering.weight((word,)))
            elif last := rendering.grammar.last_part(word, tokens[0]):
                yield Match((last,), candidate, rendering.weight((word,)))
        return
    if len(said) < 2 or kind is WordKind.OTHER:
        said, spread = tokens, 0  # "sin precedentes" is there only as a whole
    else:
        spread = listed.verb_spread if kind is WordKind.VERB else _SPREAD_NOUN
    places = [
        [word for word in rendering.words if _is_form(word, token, None, rendering)]
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


def _is_form(word: Word, wanted: str, kind: WordKind | None, rendering: Rendering) -> bool:
    """Whether a word of the translation is a form of a dictionary's word."""
    bare = rendering.target.without_reflexive(wanted.lower())
    if kind is None or kind is WordKind.OTHER:
        forms = {word.text.lower(), *(lemma.lower() for lemma in word.lemmas.values())}
        return bare in forms or rendering.grammar.is_inflected(word, wanted)
    return kind in word.lemmas and (
        word.lemmas[kind].lower() == bare
        or (word.text.lower() == bare and kind is not WordKind.VERB)
    )


def compounds(
    rendering: Rendering, heads: Sequence[DictionaryEntry], modifiers: Sequence[str]
) -> Iterator[tuple[Word, ...]]:
    """Yield words that say both parts: "Sicherheitsgesetz", "ley de seguridad"."""
    is_compound, small = rendering.grammar.is_compound, rendering.target.small
    for word in rendering.words:
        lemma = word.lemmas.get(WordKind.NOUN, "").lower()
        for head in heads if rendering.weights[word] >= ALIGNED else ():
            if any(is_compound(lemma, head.text, modifier) for modifier in modifiers):
                yield (word,)
    for index, word in enumerate(rendering.words):
        if not any(_is_form(word, head.text, WordKind.NOUN, rendering) for head in heads):
            continue
        nearby = rendering.words[max(0, index - 1) : index] + rendering.words[index + 1 : index + 4]
        for other in nearby:
            between = rendering.item.target[min(word.end, other.end) : max(word.start, other.start)]
            joined = all(w.lower() in small for w in between.split())
            said = rendering.weights[other] >= SURE or any(
                _is_form(other, modifier, None, rendering) or _same_root(other, modifier)
                for modifier in modifiers
            )
            if joined and said and rendering.weight((word, other)) >= ALIGNED:
                yield (word, other)


def _same_root(word: Word, wanted: str) -> bool:
    """Whether an adjective is made of a noun: "migratorio" of "migración"."""
    lemma = word.lemmas.get(WordKind.ADJECTIVE, "").lower()
    return len(lemma) >= _ROOT and lemma[:_ROOT] == wanted.lower()[:_ROOT]
