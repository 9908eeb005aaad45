"""What a word of the article means in this text: its gloss, found in the lesson's translation.

A gloss is given only where two witnesses agree: the words stand in the translation of the word's
sentence, in its place as far as the alignment of words tells; and a dictionary, or the spelling,
or the meaning of the words by themselves, says that they can mean the word. What lacks the second
has no gloss.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from pipeline.languages import grammar
from pipeline.languages.glosses import Glosses
from pipeline.languages.grammar import Range, Word, WordKind, begin_alike
from pipeline.teaching.glosses.aligned import Competition
from pipeline.teaching.glosses.citing import cite
from pipeline.teaching.glosses.entry import DictionaryEntry
from pipeline.teaching.glosses.governing import governed
from pipeline.teaching.glosses.matches import (
    ALIGNED,
    SURE,
    LanguagePair,
    Match,
    Rendering,
    WordToGloss,
    base_form,
    compounds,
    matches,
)
from pipeline.teaching.vocabulary import lexicon
from pipeline.teaching.vocabulary.levels import classes
from pipeline.text.classes import PartOfSpeech, Pos, kind_of

if TYPE_CHECKING:
    from pipeline.alignment.words import Encode

# What dictionaries give, by the word looked up, in small letters.
Known = Mapping[str, Sequence[DictionaryEntry]]
LookUp = Callable[[Sequence[str]], Known]

# A dictionary's word that is as long as this and stands only once in the sentence is believed
# unless the alignment speaks quite against it.
_LONG, _UNIQUE = 5, 0.02
# How much of a word must come from the word to be glossed where only spelling or family confirm.
_LIKELY = 0.5
# Letters at the beginning that make two words alike, at least, and as a part of the shorter one;
# and how many more a translation may have: "asylum" is not "Asylsuchende".
_ALIKE, _ALIKE_SHARE, _ENDING = 4, 0.6, 4
# The same for two words of the target language that are of one family, and how much must speak for
# the alignment.
_FAMILY, _FAMILY_SHARE, _FAMILY_ENDING, _FAMILY_ALIGNED = 5, 0.7, 3, 0.25
# How near a meaning must be, as the cosine of the vectors of the bare words, and by how much nearer
# than that of any other word of the sentence that could be the gloss. Measured on all words of
# three articles in both languages: of 580 glosses without a dictionary, 98 in 100 were right.
_NEAR, _NEARER = 0.65, 0.15
# A word longer than this, against the one it translates, says more than it: it is a compound.
_GROWTH, _SLACK = 1.6, 2
# Sounds that languages write each in their way.
_SPELLINGS = (("ph", "f"), ("th", "t"), ("ck", "k"), ("c", "k"), ("z", "k"), ("y", "i"))


class Evidence(Enum):
    """What confirms that words of the translation are a word's gloss."""

    DICTIONARY = "dictionary"  # a dictionary gives them for the word
    PARTS = "parts"  # dictionaries give each part of a compound or phrase for each of its words
    FAMILY = "family"  # they are aligned with the word; a dictionary gives a word of their family
    SPELLING = "spelling"  # they are aligned with the word and begin as it does
    MEANING = "meaning"  # they are aligned with the word, and their meaning is by far the nearest
    ALIGNMENT = "alignment"  # of the words of the translation, they are the likeliest


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


def find_glosses(
    items: Sequence[WordToGloss], languages: LanguagePair, look_up: LookUp, encode: "Encode"
) -> tuple[Gloss | None, ...]:
    """Find the glosses of a lesson's words in one language.

    Args:
        items: The words, each with its sentence and the translation of it.
        languages: From which into which.
        look_up: Words → what dictionaries give for them; asked for all words together, and once
            more for what stands around those that are not found then.
        encode: What gives texts vectors of length 1, in rows.

    Returns:
        For each item its gloss, or None where nothing renders it. So it is with all words in a
        language whose dictionary forms nobody knows.
    """
    if not grammar.is_known(languages.target):
        return (None,) * len(items)
    source = languages.source
    known = look_up(list(dict.fromkeys(form for item in items for form in _forms(item, source))))
    tokens = (re.findall(r"\w+(?:[’'-]\w+)*", item.source + " " + item.target) for item in items)
    encode(list(dict.fromkeys(token for found in tokens for token in found)))  # in one batch
    renderings = [Rendering(item, languages, encode) for item in items]
    found = [_confirmed(rendering, known) for rendering in renderings]
    open_items = [item for item, gloss in zip(items, found, strict=True) if gloss is None]
    around = dict.fromkeys(form for item in open_items for form in _words_around(item, source))
    more = {**look_up([form for form in around if form not in known]), **known}
    glosses = (
        gloss or _by_alignment(rendering, more)
        for gloss, rendering in zip(found, renderings, strict=True)
    )
    return tuple(
        _with_company(gloss, item, languages.target) if gloss else None
        for gloss, item in zip(glosses, items, strict=True)
    )


def _with_company(gloss: Gloss, item: WordToGloss, language: str) -> Gloss:
    """Return a gloss with what its word takes with it: "warten auf + Akk."."""
    return replace(gloss, text=governed(gloss.text, gloss.ranges, item.target, language))


def _confirmed(rendering: Rendering, known: Known) -> Gloss | None:
    """Find a gloss that something confirms beside its place."""
    for strategy in (_by_dictionary, _by_parts, _by_family, _by_spelling, _by_meaning):
        if gloss := strategy(rendering, known):
            return gloss
    return None


def _forms(item: WordToGloss, language: str) -> Iterator[str]:
    """Yield what to look up for a word: itself, and the words that it has."""
    word = item.word.lower()
    yield word
    parts = word.split()
    yield from (part for part in parts if len(parts) > 1 and len(part) > 2)
    yield base_form(word, language)


def _words_around(item: WordToGloss, language: str) -> Iterator[str]:
    """Yield what to look up of the sentence: its words compete for those of the translation."""
    for form in re.findall(r"\w{4,}", item.source):
        yield form.lower()
        yield base_form(form, language)


def _candidates(
    word: str, kind: WordKind | None, known: Known
) -> dict[DictionaryEntry, tuple[str, ...]]:
    """Return what is given for a word in a word class, and the dictionaries that give each."""
    said: dict[str, list[DictionaryEntry]] = {}
    for candidate in known.get(word.lower(), ()):
        if kind is None or candidate.pos is None or kind_of(candidate.pos) in (kind, None):
            said.setdefault(candidate.text, []).append(candidate)
    return {
        same[0]: tuple(dict.fromkeys(candidate.dictionary for candidate in same))
        for same in said.values()
    }


def _by_dictionary(rendering: Rendering, known: Known) -> Gloss | None:
    """Find what a dictionary gives for the word, in any form."""
    word, kind = rendering.item.word, rendering.kind
    said = _candidates(word, kind, known)
    said = said or _candidates(base_form(word, rendering.languages.source), kind, known)
    found = [match for candidate in said for match in matches(rendering, candidate, kind)]
    for match in sorted(found, key=lambda match: (-match.weight, -len(match.words))):
        if not _fits(match, found) or _says_little(rendering, match):
            continue
        if text := _citation(rendering, match, found):
            names = said[match.candidate]
            return Gloss(text, _ranges(match.words), Evidence.DICTIONARY, names)
    return None


def _fits(match: Match, found: Sequence[Match]) -> bool:
    """Whether the alignment does not speak against what a dictionary gives."""
    if match.weight >= ALIGNED:
        return True
    if len({other.words for other in found}) > 1:
        return False
    said = [word.text for word in match.words]
    if len(said) > 1 and said == match.candidate.text.split():
        return True  # "aus Versehen" says "by accident", whatever its words say by themselves
    return max(map(len, said)) >= _LONG and match.weight >= _UNIQUE


def _says_little(rendering: Rendering, match: Match) -> bool:
    """Whether a verb like "haben" stands alone for a phrase: it may stand for anything."""
    is_single = len(match.words) == 1 and " " not in match.candidate.text
    is_light = is_single and rendering.grammar.is_light(match.words[0])
    return is_light and " " in rendering.item.word


def _citation(rendering: Rendering, match: Match, found: Sequence[Match]) -> str | None:
    """Return what a list shows of a match, or None where its form is not certain."""
    kind = rendering.kind or kind_of(match.candidate.pos)
    listed = rendering.target
    said = [word for word in match.candidate.text.split() if word not in listed.reflexive_words]
    if len(match.words) > 1 or len(said) > 1:
        if kind is WordKind.NOUN:
            return _noun_phrase(rendering, match.words)
        return _phrase(rendering, match.candidate.text)
    (word,) = match.words
    if rendering.kind is None and word.text.lower() == match.candidate.text.lower():
        return match.candidate.text  # "kurzfristig" says "in the short term"
    kind = kind or next(iter(word.lemmas))
    if kind not in word.lemmas:
        return None
    language = rendering.languages.target
    reflexive = any(
        other.words == match.words and listed.is_reflexive(other.candidate.text) for other in found
    ) or grammar.is_pronominal(word, rendering.item.target, language)
    unclear = kind is WordKind.VERB and word.is_reflexive and not reflexive
    # A dictionary that shows reflexives would have "sich" with it: this may be another verb's.
    unclear = unclear and not (listed.shows_reflexives and match.candidate.dictionary)
    if unclear and not rendering.is_passive:
        return None  # "se hundió": whether "hundir" or "hundirse" is meant is not known
    return grammar.citation(
        word,
        kind,
        rendering.item.target,
        language,
        gender=match.candidate.gender,
        reflexive=reflexive,
        plural=rendering.is_plural or match.candidate.is_plural,
    )


def _phrase(rendering: Rendering, text: str) -> str:
    """Return a dictionary's phrase without what it leaves open: "festhalten an"."""
    shown, listed = text.split(), rendering.target
    is_verb = rendering.kind is WordKind.VERB
    while (
        listed.leaves_phrases_open
        and is_verb
        and len(shown) > 1
        and shown[-1].lower() in listed.small
    ):
        shown.pop()
    return " ".join(shown)


def _ranges(found: Sequence[Word]) -> tuple[Range, ...]:
    return tuple(sorted(part for word in found for part in word.ranges))


def _noun_phrase(rendering: Rendering, found: Sequence[Word]) -> str | None:
    """Return a noun with its adjectives and what hangs on it as a list shows it."""
    ordered = sorted(found, key=lambda word: word.start)
    language, plural = rendering.languages.target, rendering.is_plural
    return grammar.noun_phrase(ordered, rendering.item.target, language, plural=plural)


def _by_parts(rendering: Rendering, known: Known) -> Gloss | None:
    """Find a compound or a phrase each part of which a dictionary gives for a part of the word."""
    listed, words = rendering.source, rendering.item.word.lower().split()
    parts = [part for part in words if part not in listed.no_parts]
    if rendering.kind is not WordKind.NOUN or len(parts) != 2:
        return None
    head, modifier = parts if listed.parts_joined_by in words else parts[::-1]
    heads = [c for c in _candidates(head, WordKind.NOUN, known) if " " not in c.text]
    modifiers = [c.text for c in _candidates(modifier, None, known) if " " not in c.text]
    names = dict.fromkeys(
        candidate.dictionary for part in parts for candidate in known.get(part, ())
    )
    for found in compounds(rendering, heads, modifiers):
        if text := grammar.noun_phrase(found, rendering.item.target, rendering.languages.target):
            return Gloss(text, _ranges(found), Evidence.PARTS, tuple(names))
    return None


def _by_family(rendering: Rendering, known: Known) -> Gloss | None:
    """Find a word made of what a dictionary gives in another class: "anklagen", "Anklage"."""
    said = _candidates(rendering.item.word, None, known)
    for word, lemma in _aligned(rendering, _FAMILY_ALIGNED):
        for candidate, names in said.items():
            kind = kind_of(candidate.pos) if candidate.pos else WordKind.NOUN  # most unmarked are
            other_class = kind is not rendering.kind
            longest = len(candidate.text) + _FAMILY_ENDING
            if not other_class or len(lemma) > longest or " " in candidate.text:
                continue
            if begin_alike(lemma.lower(), candidate.text.lower(), _FAMILY, _FAMILY_SHARE):
                return _single(rendering, word, lemma, Evidence.FAMILY, names)
    return None


def _by_spelling(rendering: Rendering, _: Known) -> Gloss | None:
    """Find a word that is spelled as the word to gloss begins."""
    source = rendering.item.word
    if " " in source or source.lower() in lexicon.false_friends(rendering.languages.target):
        return None
    for word, lemma in _aligned(rendering, _LIKELY):
        ours, theirs = folded(source), folded(lemma)
        alike = begin_alike(ours, theirs, _ALIKE, _ALIKE_SHARE)
        if alike and len(theirs) <= len(ours) + _ENDING:
            return _single(rendering, word, lemma, Evidence.SPELLING)
    return None


def _by_meaning(rendering: Rendering, known: Known) -> Gloss | None:
    """Find the word that is the nearest in meaning by far, even out of the sentence.

    Where a dictionary has the word and says something else, that is not contradicted.
    """
    item, kind = rendering.item, rendering.kind
    if known.get(item.word.lower()) or item.word.count(" ") > 1:
        return None
    word, lemma = next(_aligned(rendering, SURE), (None, ""))
    if word is None or kind is None or len(lemma) > _GROWTH * len(item.word) + _SLACK:
        return None
    if kind is WordKind.NOUN and _is_part_of_compound(item, rendering.source):
        return None  # what says "railway station" need not say "railway"
    others = [w.lemmas[kind] for w in rendering.words if kind in w.lemmas and w != word]
    vectors = rendering.encode([item.word, lemma, *others])
    near, *rest = (float(cosine) for cosine in vectors[1:] @ vectors[0])
    if near < _NEAR or near - max(rest, default=0.0) < _NEARER:
        return None
    return _single(rendering, word, lemma, Evidence.MEANING)


def _by_alignment(rendering: Rendering, known: Known) -> Gloss | None:
    """Find what is likeliest to render the word, though nothing confirms it."""
    found = Competition(rendering, known).best()
    cited = cite(rendering, found) if found else None
    return Gloss(*cited, Evidence.ALIGNMENT) if cited else None


def _is_part_of_compound(item: WordToGloss, listed: Glosses) -> bool:
    """Whether a noun follows at once."""
    after = re.match(r" ([a-z]+)", item.source[item.range[1] :])
    return bool(after and after[1] not in listed.never_nouns and Pos.NOUN in classes(after[1]))


def _aligned(rendering: Rendering, least: float) -> Iterator[tuple[Word, str]]:
    """Yield the words that may translate one word by their class, with their lemmas, best first."""
    kind, item = rendering.kind, rendering.item
    is_phrase = " " in item.word and item.pos is not PartOfSpeech.PHRASAL_VERB
    if kind is None or kind is WordKind.OTHER or is_phrase:
        return
    for word in sorted(rendering.words, key=lambda word: -rendering.weights[word]):
        if rendering.weights[word] < least:
            return
        if grammar.is_certain(word, kind, item.target, rendering.languages.target):
            yield word, word.lemmas[kind]


def _single(
    rendering: Rendering, word: Word, lemma: str, evidence: Evidence, names: tuple[str, ...] = ()
) -> Gloss | None:
    """Return the gloss that one word is, if its form is certain."""
    match = Match((word,), DictionaryEntry(lemma), rendering.weights[word])
    text = _citation(rendering, match, [match])
    return Gloss(text, word.ranges, evidence, names) if text else None


def folded(word: str) -> str:
    """Return a word's sound, as far as languages have it alike."""
    plain = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(char for char in plain if char.isalpha())
    for written, said in _SPELLINGS:
        plain = plain.replace(written, said)
    return re.sub(r"(.)\1", r"\1", plain)


def confirmation(gloss: Gloss) -> str:
    """Say what confirms a gloss, for the comment of a catalog: "confirmed by FreeDict …"."""
    names = " and ".join(gloss.dictionaries)
    return {
        Evidence.DICTIONARY: f"confirmed by {names}",
        Evidence.PARTS: f"each part confirmed by {names}",
        Evidence.FAMILY: f"a word of its family confirmed by {names}",
        Evidence.SPELLING: "confirmed by its spelling",
        Evidence.MEANING: "confirmed by the nearness of its meaning alone, and by no dictionary",
        Evidence.ALIGNMENT: "found by its place and meaning, and confirmed by nothing",
    }[gloss.evidence]
