"""What a word of the article means in this text: its gloss, found in the lesson's translation.

A gloss is given only where two witnesses agree that do not know of each other: the words stand in
the translation of the word's sentence, in its place as far as the alignment of words tells; and a
dictionary, or the spelling, says that they can mean the word. What lacks the second has no gloss.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import product
from typing import TYPE_CHECKING

from pipeline import morphology
from pipeline.dictionary import Candidate
from pipeline.lesson import PartOfSpeech
from pipeline.morphology import matching as morphology_matching
from pipeline.morphology.word import Kind, Range, Word, kind_of
from pipeline.words import links_by_meaning

if TYPE_CHECKING:
    from pipeline.words import Encode

# What dictionaries give, by the word looked up, in small letters.
Known = Mapping[str, Sequence[Candidate]]
LookUp = Callable[[Sequence[str]], Known]


class Evidence(Enum):
    """What confirms that words of the translation are a word's gloss."""

    DICTIONARY = "dictionary"  # a dictionary gives them for the word
    PARTS = "parts"  # dictionaries give each part of a compound or phrase for each of its words
    SPELLING = "spelling"  # they are aligned with the word and begin as it does
    MEANING = "meaning"  # they are aligned with the word, and their meaning is by far the nearest


@dataclass(frozen=True, slots=True)
class Item:
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


@dataclass(frozen=True, slots=True)
class Gloss:
    """A gloss that was found and confirmed.

    Attributes:
        text: The words in the form of a list: "die Beziehung, -en".
        ranges: Where they stand in the target sentence, in order.
        dictionaries: The names of those that confirm it.
    """

    text: str
    ranges: tuple[Range, ...]
    evidence: Evidence
    dictionaries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """Words of the translation that a witness names.

    Attributes:
        weight: How much the alignment of words speaks for them.
    """

    words: tuple[Word, ...]
    candidate: Candidate
    weight: float


# How much of a word of the translation must come from the word to be glossed, by the alignment of
# words (which adds up to 1 for each), for a dictionary to be believed; without one; and for a
# dictionary's word that stands only once in the sentence and is long enough to be no other's.
_ALIGNED, _SURE, _UNIQUE = 0.2, 0.5, 0.02
_LONG = 5


@dataclass(frozen=True)
class Languages:
    """From which language into which, ISO 639-1."""

    source: str
    target: str


def find_glosses(
    items: Sequence[Item], languages: Languages, look_up: LookUp, encode: "Encode"
) -> tuple[Gloss | None, ...]:
    """Find the glosses of a lesson's words in one language.

    Args:
        items: The words, each with its sentence and the translation of it.
        languages: From which into which.
        look_up: Words → what dictionaries give for them; asked once, for all words together.
        encode: What gives texts vectors of length 1, in rows.

    Returns:
        For each item its gloss, or None where none could be confirmed.
    """
    wanted = dict.fromkeys(word for item in items for word in _forms(item, languages.source))
    known = look_up(list(wanted))
    tokens = (re.findall(r"\w+(?:[’'-]\w+)*", item.source + " " + item.target) for item in items)
    encode(list(dict.fromkeys(token for found in tokens for token in found)))  # in one batch
    return tuple(find_gloss(item, languages, known, encode) for item in items)


def find_gloss(
    item: Item,
    languages: Languages,
    known: Known,
    encode: "Encode",
) -> Gloss | None:
    """Find the gloss of one word.

    Args:
        item: The word with its sentence and the translation.
        languages: From which into which.
        known: What dictionaries give for the word and for the words of a phrase.
        encode: What gives texts vectors of length 1, in rows.

    Returns:
        The gloss, or None where none could be confirmed.
    """
    clause = _Clause(item, languages, encode)
    for strategy in (_by_dictionary, _by_parts, _by_spelling, _by_meaning):
        if gloss := strategy(clause, known):
            return gloss
    return None


class _Clause:
    """A word's sentence and its translation, with what speaks for each word of the latter."""

    def __init__(self, item: Item, languages: Languages, encode: "Encode") -> None:
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
        word = self.item.word
        return (
            self.kind is Kind.NOUN
            and word.endswith("s")
            and word.lower() != _singular(word, self.languages.source)
        )

    @property
    def is_passive(self) -> bool:
        """Whether a form of "be" stands shortly before the word."""
        before = re.findall(r"\w+", self.item.source[: self.item.range[0]].lower())[-3:]
        return bool(_BE & set(before))


_BE = frozenset("be is are was were been being get gets got".split())


def _singular(word: str, language: str) -> str:
    from simplemma import lemmatize

    return str(lemmatize(word, language)).lower()


def _forms(item: Item, language: str) -> Iterator[str]:
    """Yield what to look up for a word: itself, and the words that it has."""
    word = item.word.lower()
    yield word
    parts = word.split()
    yield from (part for part in parts if len(parts) > 1 and len(part) > 2)
    yield _singular(word, language)


def _candidates(word: str, kind: Kind | None, known: Known) -> list[Candidate]:
    """Return what is given for a word in a word class, each text once."""
    said = [
        candidate
        for candidate in known.get(word.lower(), ())
        if kind is None or candidate.pos is None or kind_of(candidate.pos) in (kind, None)
    ]
    return list({candidate.text: candidate for candidate in reversed(said)}.values())[::-1]


def _by_dictionary(clause: _Clause, known: Known) -> Gloss | None:
    item = clause.item
    said = _candidates(item.word, clause.kind, known)
    said = said or _candidates(_singular(item.word, clause.languages.source), clause.kind, known)
    matches = [match for candidate in said for match in _matches(clause, candidate, clause.kind)]
    for match in sorted(matches, key=lambda match: (-match.weight, -len(match.words))):
        if not _fits(match, matches):
            continue
        if text := _citation(clause, match, matches):
            names = [
                candidate.dictionary
                for candidate in known.get(item.word.lower(), ())
                if candidate.text == match.candidate.text
            ]
            return Gloss(
                text, _ranges(match.words), Evidence.DICTIONARY, tuple(dict.fromkeys(names))
            )
    return None


def _fits(match: _Match, matches: Sequence[_Match]) -> bool:
    """Whether the alignment does not speak against what a dictionary gives."""
    if match.weight >= _ALIGNED:
        return True
    places = {other.words for other in matches}
    longest = max(len(word.text) for word in match.words)
    return len(places) == 1 and longest >= _LONG and match.weight >= _UNIQUE


def _matches(clause: _Clause, candidate: Candidate, kind: Kind | None) -> Iterator[_Match]:
    """Yield the places where a candidate stands in the translation, in any form."""
    language = clause.languages.target
    tokens = [token for token in candidate.text.split() if token not in ("sich", "se")]
    said = [token for token in tokens if not morphology_matching.is_small(token, language)]
    if len(tokens) == 1:
        for word in clause.words:
            if _is_form(word, tokens[0], kind or kind_of(candidate.pos), language):
                if not _is_reflexive(candidate.text) or word.is_reflexive:
                    yield _Match((word,), candidate, clause.weight((word,)))
            elif language == "de" and (last := _last_part(word, tokens[0])):
                yield _Match((last,), candidate, clause.weight((word,)))
        return
    if len(said) < 2 or kind is Kind.OTHER:
        said, spread = tokens, 0  # "sin precedentes" is there only as a whole
    else:
        spread = _SPREAD[language] if kind is Kind.VERB else _SPREAD_NOUN
    places = [
        [word for word in clause.words if _is_form(word, token, None, language)] for token in said
    ]
    if not said or not all(places):
        return
    for chosen in product(*(place[:3] for place in places)):
        indices = [clause.words.index(word) for word in chosen]
        in_order = indices == sorted(indices)
        if len(set(indices)) < len(said) or max(indices) - min(indices) >= len(said) + spread:
            continue
        if spread or in_order:
            yield _Match(chosen, candidate, clause.weight(chosen))


def _last_part(word: Word, wanted: str) -> Word | None:
    """Return the last part of a German compound as a word, where it is the one wanted."""
    lemma = word.lemmas.get(Kind.NOUN, "")
    first = len(lemma) - len(wanted)
    if first < _SHORTEST or len(wanted) <= _SHORTEST or not lemma.endswith(wanted.lower()):
        return None
    if not wanted[0].isupper():
        return None
    return replace(word, text=word.text[first:].capitalize(), lemmas={Kind.NOUN: wanted})


# Letters that a part of a compound has at least.
_SHORTEST = 3
# So many other words may stand within a phrase of the translation: German parts verbs.
_SPREAD, _SPREAD_NOUN = {"es": 4, "de": 14}, 2


def _is_form(word: Word, wanted: str, kind: Kind | None, language: str) -> bool:
    """Whether a word of the translation is a form of a dictionary's word."""
    bare = _bare(wanted, language)
    if kind is None or kind is Kind.OTHER:
        forms = {word.text.lower(), *(lemma.lower() for lemma in word.lemmas.values())}
        # "organisiertes Verbrechen": a dictionary's phrase has no article and strong endings.
        strong = language == "de" and wanted.islower() and Kind.ADJECTIVE in word.lemmas
        return bare in forms or (strong and re.sub(r"e[rsnm]?$", "", bare) in forms)
    return kind in word.lemmas and (
        word.lemmas[kind].lower() == bare or (word.text.lower() == bare and kind is not Kind.VERB)
    )


def _bare(text: str, language: str) -> str:
    """Return a dictionary's word without "-se"."""
    bare = text.lower()
    return re.sub(r"(?<=[aeií]r)se$", "", bare) if language == "es" else bare


def _is_reflexive(text: str) -> bool:
    return text.startswith("sich ") or re.search(r"\w[aeií]rse$", text.split()[0]) is not None


def _citation(clause: _Clause, match: _Match, matches: Sequence[_Match]) -> str | None:
    """Return what a list shows of a match, or None where its form is not certain."""
    kind = clause.kind or kind_of(match.candidate.pos)
    if len(match.words) > 1 or " " in match.candidate.text.removeprefix("sich "):
        if kind is Kind.NOUN:
            return _noun_phrase(clause, match.words)
        return _phrase(match.candidate.text, clause.languages.target)
    (word,) = match.words
    kind = kind or next(iter(word.lemmas))
    if kind not in word.lemmas:
        return None
    language = clause.languages.target
    reflexive = any(
        other.words == match.words and _is_reflexive(other.candidate.text) for other in matches
    ) or morphology.is_pronominal(word, clause.item.target, language)
    unclear = kind is Kind.VERB and language == "es" and word.is_reflexive and not reflexive
    if unclear and not clause.is_passive:
        return None  # "se hundió": whether "hundir" or "hundirse" is meant is not known
    return morphology.citation(
        word,
        kind,
        clause.item.target,
        language,
        gender=match.candidate.gender,
        reflexive=reflexive,
        plural=clause.is_plural or match.candidate.is_plural,
    )


def _phrase(text: str, language: str) -> str:
    """Return a dictionary's phrase without what it leaves open: "festhalten an"."""
    shown = text.split()
    while language == "de" and len(shown) > 1 and morphology_matching.is_small(shown[-1], language):
        shown.pop()
    return " ".join(shown)


def _ranges(found: Sequence[Word]) -> tuple[Range, ...]:
    return tuple(sorted(part for word in found for part in word.ranges))


def _noun_phrase(clause: _Clause, found: Sequence[Word]) -> str | None:
    """Return a noun with its adjectives and what hangs on it as a list shows it."""
    ordered = sorted(found, key=lambda word: word.start)
    return morphology.noun_phrase(ordered, clause.item.target, clause.languages.target)


def _by_parts(clause: _Clause, known: Known) -> Gloss | None:
    """Find a compound or a phrase each part of which a dictionary gives for a part of the word."""
    parts = [part for part in clause.item.word.lower().split() if part not in ("of", "the", "a")]
    if clause.kind is not Kind.NOUN or len(parts) != 2:
        return None
    head, modifier = parts[::-1] if " of " not in clause.item.word else parts
    heads = [c for c in _candidates(head, Kind.NOUN, known) if " " not in c.text]
    modifiers = [c.text for c in _candidates(modifier, None, known) if " " not in c.text]
    names = dict.fromkeys(
        candidate.dictionary for part in parts for candidate in known.get(part, ())
    )
    for found in _compounds(clause, heads, modifiers):
        if text := morphology.noun_phrase(found, clause.item.target, clause.languages.target):
            return Gloss(text, _ranges(found), Evidence.PARTS, tuple(names))
    return None


def _compounds(
    clause: _Clause, heads: Sequence[Candidate], modifiers: Sequence[str]
) -> Iterator[tuple[Word, ...]]:
    """Yield words that say both parts: "Sicherheitsgesetz", "ley de seguridad"."""
    language = clause.languages.target
    for word in clause.words:
        lemma = word.lemmas.get(Kind.NOUN, "").lower()
        for head in heads if clause.weights[word] >= _ALIGNED else ():
            first = lemma.removesuffix(head.text.lower())
            if language == "de" and first != lemma and any(_begins(m, first) for m in modifiers):
                yield (word,)
    for index, word in enumerate(clause.words):
        if not any(_is_form(word, head.text, Kind.NOUN, language) for head in heads):
            continue
        nearby = clause.words[max(0, index - 1) : index] + clause.words[index + 1 : index + 4]
        for other in nearby:
            between = clause.item.target[min(word.end, other.end) : max(word.start, other.start)]
            small = all(morphology_matching.is_small(w, language) for w in between.split())
            said = clause.weights[other] >= _ALONE or any(
                _is_form(other, modifier, None, language) or _same_root(other, modifier)
                for modifier in modifiers
            )
            if small and said and clause.weight((word, other)) >= _ALIGNED:
                yield (word, other)


def _begins(modifier: str, first: str) -> bool:
    """Whether the first part of a compound is a word, with or without what joins them."""
    stem = modifier.lower()
    stem = stem.removesuffix("en") if len(stem) > _LONG + 2 else stem
    return len(stem) > 2 and first.startswith(stem.removesuffix("e")) and len(first) - len(stem) < 4


def _same_root(word: Word, wanted: str) -> bool:
    """Whether an adjective is made of a noun: "migratorio" of "migración"."""
    lemma = word.lemmas.get(Kind.ADJECTIVE, "").lower()
    return len(lemma) >= _LONG and lemma[:_LONG] == wanted.lower()[:_LONG]


def _by_spelling(clause: _Clause, _: Known) -> Gloss | None:
    """Find a word that is aligned and spelled as the word to gloss begins."""
    if clause.kind in (None, Kind.OTHER) or " " in clause.item.word:
        return None
    kind = clause.kind
    for word in sorted(clause.words, key=lambda word: -clause.weights[word]):
        if clause.weights[word] < _SURE:
            break
        if kind in word.lemmas and _cognate(clause.item.word, word.lemmas[kind]):
            match = _Match((word,), Candidate(word.lemmas[kind]), clause.weights[word])
            if text := _citation(clause, match, [match]):
                return Gloss(text, word.ranges, Evidence.SPELLING)
    return None


# Letters at the beginning that make two words alike, at least, and as a part of the shorter one;
# and how many more a translation may have: "asylum" is not "Asylsuchende".
_ALIKE, _ALIKE_SHARE, _ENDING = 4, 0.6, 4


def _cognate(one: str, other: str) -> bool:
    """Whether two words begin alike, as the spelling of either language has it."""
    left, right = _folded(one), _folded(other)
    shorter = min(len(left), len(right))
    same = next((i for i in range(shorter) if left[i] != right[i]), shorter)
    alike = same >= max(_ALIKE, _ALIKE_SHARE * shorter)
    return alike and len(right) <= len(left) + _ENDING


def _folded(word: str) -> str:
    """Return a word's sound, as far as it is alike in English, Spanish and German."""
    plain = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(char for char in plain if char.isalpha())
    for written, said in (
        ("ph", "f"),
        ("th", "t"),
        ("ck", "k"),
        ("c", "k"),
        ("z", "k"),
        ("y", "i"),
    ):
        plain = plain.replace(written, said)
    return re.sub(r"(.)\1", r"\1", plain)


# How near a meaning must be, as the cosine of the vectors of the bare words, and by how much nearer
# than that of any other word of the sentence that could be the gloss. Measured on 750 words of the
# three articles that the tests have in both languages: 98 of 100 right.
_NEAR, _NEARER = 0.65, 0.15
# How much speaks for such a word in the alignment of the sentence's words.
_ALONE = 0.8
# A German word longer than this, against the English one, says more than it: it is a compound.
_GROWTH, _SLACK = 1.6, 2


def _by_meaning(clause: _Clause, _: Known) -> Gloss | None:
    """Find a word that is aligned, and the nearest in meaning by far even out of the sentence."""
    kind = clause.kind
    if kind in (None, Kind.OTHER) or " " in clause.item.word:
        return None
    words = [word for word in clause.words if kind in word.lemmas]
    word = max(words, key=lambda word: clause.weights[word], default=None)
    if word is None or clause.weights[word] < _ALONE:
        return None
    lemma = word.lemmas[kind]
    if len(lemma) > _GROWTH * len(clause.item.word) + _SLACK:
        return None
    if not morphology.is_certain(word, kind, clause.item.target, clause.languages.target):
        return None
    vectors = clause.encode(
        [clause.item.word, lemma, *(w.lemmas[kind] for w in words if w != word)]
    )
    near, *others = (float(cosine) for cosine in vectors[1:] @ vectors[0])
    if near < _NEAR or near - max(others, default=0.0) < _NEARER:
        return None
    match = _Match((word,), Candidate(lemma), clause.weights[word])
    text = _citation(clause, match, [match])
    return Gloss(text, word.ranges, Evidence.MEANING) if text else None


def explain(gloss: Gloss, paragraph: int) -> str:
    """Say how a gloss was found and confirmed, for the comment of a catalog.

    Args:
        gloss: The gloss.
        paragraph: The ¶ in whose translation it was found.

    Returns:
        A sentence without its full stop: "found in the translation of ¶ 3, confirmed by FreeDict
        English–German".
    """
    names = " and ".join(gloss.dictionaries)
    reasons = {
        Evidence.DICTIONARY: f"confirmed by {names}",
        Evidence.PARTS: f"its parts confirmed by {names}",
        Evidence.SPELLING: "confirmed by the spelling, which is alike",
        Evidence.MEANING: "confirmed by the nearness of the words' meanings; no dictionary has it",
    }
    return f"found in the translation of ¶ {paragraph}, {reasons[gloss.evidence]}"
