"""A translation → the words of it that are worth teaching to a class that learns its language.

A word is chosen by how frequent it is in its own language. It goes on the list with the words of
the article that it renders: they are what it means here.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pipeline import languages
from pipeline.alignment.bitext import Bitext, Pair, linked_at
from pipeline.languages import grammar
from pipeline.languages.grammar import WordKind
from pipeline.lesson.article import Article
from pipeline.teaching.glosses.find import Evidence, Gloss, folded
from pipeline.teaching.glosses.matches import WordToGloss
from pipeline.teaching.glosses.meetings import FindGlosses
from pipeline.teaching.vocabulary import lexicon
from pipeline.teaching.vocabulary.candidates import Candidate, WordPlace, find_candidates
from pipeline.teaching.vocabulary.cognates import is_transparent
from pipeline.teaching.vocabulary.selection import by_frequency, choose, room
from pipeline.text.bands import cited_frequency
from pipeline.text.classes import Level, PartOfSpeech, kind_of
from pipeline.text.matching import alternatives, says

# Below this, a word is worth less than an empty line on the list.
_WORTHWHILE = 0.4
# What lessens a word's worth: that nothing confirms what it renders, that it is an adverb, that it
# is a phrase; and what adds to it: each doubling of how often the text has
# it, that the title has it, that it misleads.
_UNCONFIRMED, _ADVERB, _PHRASE = 0.8, 0.85, 0.9
_REPEATED, _PROMINENT, _FALSE_FRIEND = 0.12, 1.1, 1.15
# Two words are as good as one where this share of their letters is the same.
_ALIKE = 0.85
# What these verbs mean is said by what stands with them.
_LIGHT = frozenset("be become come do get give go have keep let make put take turn".split())
# By how much (Zipf) the best words to learn are rarer than those of an article in English, whose
# levels are known too.
_RARER = 0.5
# A phrase of more words is none that is learned.
_LONGEST = 4


@dataclass(frozen=True)
class LearntWord:
    """A word of a translation that a lesson could teach.

    Attributes:
        word: What it renders, in dictionary form; `vocabulary.find_word` finds it in the sentence.
        headword: What the list shows of that where it is more than the word; else empty.
        sentence: The plain sentence of the article.
        learnt: The word of the translation, as a list shows it: "die Beziehung, -en".
    """

    word: str
    pos: PartOfSpeech
    paragraph: int
    sentence: str
    headword: str
    learnt: str


def propose_learnt(
    article: Article,
    bitext: Bitext,
    level: Level,
    most: int,
    find: FindGlosses,
    known: Collection[str] = (),
    listed: int = 0,
) -> tuple[LearntWord, ...]:
    """Choose the words of a translation that are worth teaching.

    Args:
        article: The article.
        bitext: It beside the translation.
        level: Of the class.
        most: The most words that the list should have; for a short text it is fewer.
        find: What tells how the translation says a word.
        known: Words that are never proposed: in small letters, as lists show them, or the words
            of the article that they render.
        listed: How many words the list has already.

    Returns:
        The proposals in order of appearance; none where the article has no translation.
    """
    found, taboo = find_candidates(article), frozenset(known)
    pairs = {(row.block.number, i): p for row in bitext.rows for i, p in enumerate(row.pairs)}
    met = [
        (candidate, item)
        for candidate in found.candidates
        if candidate.word not in _LIGHT and taboo.isdisjoint((candidate.word, *candidate.shown))
        if (item := _item(candidate, pairs))
    ]
    glosses = find([item for _, item in met])
    best: dict[str, _Learnt] = {}
    for (candidate, item), gloss in zip(met, glosses, strict=True):
        one = _learnt(candidate, item, gloss, bitext.target, level) if gloss else None
        if one is None or one.score < _WORTHWHILE or one.text.lower() in taboo:
            continue
        if one.head not in best or best[one.head].score < one.score:
            best[one.head] = one
    learnt = {(one.candidate.word, one.candidate.pos): one for one in best.values()}
    scored = [(one.score, one.placed(pairs, bitext.target)) for one in learnt.values()]
    chosen = sorted(
        choose(scored, room(most, found.words, listed), found.lengths),
        key=lambda item: (item[2].paragraph, item[2].unit, item[2].start),
    )
    return tuple(
        LearntWord(
            candidate.word,
            candidate.pos,
            place.paragraph,
            place.sentence,
            place.headword or candidate.headword,
            learnt[candidate.word, candidate.pos].text,
        )
        for _, candidate, place in chosen
    )


_Pairs = Mapping[tuple[int | None, int], Pair]


@dataclass(frozen=True)
class _Learnt:
    """A word of the translation, with the one that it renders.

    Attributes:
        text: As a list shows it.
        head: What of that is looked for: no two of a list have the same.
    """

    candidate: Candidate
    text: str
    head: str
    score: float

    def placed(self, pairs: _Pairs, language: str) -> Candidate:
        """Return the candidate with those of its places whose translation says the word."""
        places = tuple(
            place
            for place in self.candidate.places
            if says(_linked(place, pairs)[2], self.text, language)
        )
        return replace(self.candidate, places=places or self.candidate.places[:1])


def _linked(place: WordPlace, pairs: _Pairs) -> tuple[str, tuple[int, int], str]:
    """Return the sentences of a place, the word's range in them, and their translation."""
    return linked_at(pairs[place.paragraph, place.unit], (place.start, place.end))


def _item(candidate: Candidate, pairs: _Pairs) -> WordToGloss | None:
    """Return a word in the first of its sentences that has a translation."""
    for place in candidate.places:
        source, span, target = _linked(place, pairs)
        if target:
            shown = place.headword or candidate.headword
            infinitive = f"to {candidate.word}" if candidate.pos.is_verb else candidate.word
            headword = shown or infinitive
            return WordToGloss(candidate.word, candidate.pos, source, span, target, headword)
    return None


def _learnt(
    candidate: Candidate, item: WordToGloss, gloss: Gloss, language: str, level: Level
) -> _Learnt | None:
    """Return what a list shows of a word's rendering, and what that is worth to a class.

    Returns:
        None where it is of another class than the word, or no word to learn.
    """
    words = _main_words(gloss.text, candidate, language)
    if not words or len(words) > _LONGEST:
        return None
    forms = [item.target[start:end] for start, end in gloss.ranges]
    frequency = cited_frequency(gloss.text, language, *forms)
    misleads = candidate.word in lexicon.false_friends(language)
    if not misleads and _is_clear(candidate, words, language):
        return None
    score = by_frequency(replace(candidate, frequency=frequency + _RARER), level)
    score *= 1 + _REPEATED * math.log2(len(candidate.places))
    score *= _UNCONFIRMED if gloss.evidence is Evidence.ALIGNMENT else 1.0
    score *= _PHRASE if len(words) > 1 else 1.0
    score *= _ADVERB if candidate.pos is PartOfSpeech.ADVERB else 1.0
    score *= _PROMINENT if candidate.prominent else 1.0
    score *= _FALSE_FRIEND if misleads else 1.0
    return _Learnt(candidate, gloss.text, " ".join(words), score)


def _is_clear(candidate: Candidate, words: Sequence[str], language: str) -> bool:
    """Whether a class that reads the article's language knows the words by their spelling."""
    if all(is_transparent(word, language) for word in candidate.content):
        return True
    ours, theirs = folded(candidate.word), folded(" ".join(words))
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _ALIKE


def _main_words(text: str, candidate: Candidate, language: str) -> list[str]:
    """Return the words that say something in what a list shows, if it is of the word's class."""
    listed, known = languages.language(language).glosses, grammar.grammar(language)
    found = alternatives(text, language)
    if not found:
        return []
    is_noun = text.split()[0] in listed.articles
    is_verb = not is_noun and known.is_infinitive(found[0][-1 if known.verbs_end else 0])
    kind = WordKind.VERB if candidate.pos.is_verb else kind_of(candidate.pos)
    if kind is WordKind.NOUN:
        fits = is_noun
    else:
        fits = is_verb if kind is WordKind.VERB else not (is_noun or is_verb)
    return found[0] if fits else []
