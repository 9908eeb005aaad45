"""An article → the words of it that are worth teaching at a level, and where they stand."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from pipeline.languages import TARGETS
from pipeline.lesson.article import Article
from pipeline.lesson.lesson import VocabularyEntry
from pipeline.teaching.vocabulary import levels, lexicon
from pipeline.teaching.vocabulary.candidates import Candidate, WordPlace, find_candidates
from pipeline.teaching.vocabulary.cognates import is_transparent
from pipeline.teaching.vocabulary.families import related, stem
from pipeline.text.classes import LEVELS, Level, PartOfSpeech, Pos

# Running words that an article has at least for a list to be as long as it may. A shorter one gets
# its share: of 28 words, one for 12. More than one new word in 20 is said to keep a reader from
# following the text (Laufer's and Nation's 95 % of known words), and a list is for choosing.
_WHOLE = 330


@dataclass(frozen=True)
class WordProposal:
    """A word that a lesson could teach.

    Attributes:
        word: Dictionary form; `vocabulary.find_word` finds it in the sentence.
        headword: What the list shows where that is more than the word; else empty.
        sentence: The plain sentence it stands in.
        unit: The index of the unit in the block of the ¶.
        start, end: The range of the word in the unit's plain text, in characters.
        score: How worthwhile it is; of use for comparison only.
    """

    word: str
    pos: PartOfSpeech
    level: Level
    paragraph: int
    sentence: str
    headword: str
    unit: int
    start: int
    end: int
    score: float


def propose_words(
    article: Article,
    level: Level,
    most: int,
    known: Collection[str] = (),
    languages: Sequence[str] = TARGETS,
    listed: int = 0,
) -> tuple[WordProposal, ...]:
    """Choose the words of an article that are worth teaching.

    Args:
        article: An article in English.
        level: Of the class: words of this level of the CEFR and harder ones.
        most: The most words that the list should have; for a short text it is fewer.
        known: Dictionary forms, in small letters, that are never proposed: on the list already,
            removed by a person, or taught before. Neither are words of their families.
        languages: ISO 639-1 codes of the readers' languages. What all of them recognise by its
            spelling needs no gloss and is left out.
        listed: How many words the list has already.

    Returns:
        The proposals in order of appearance. The same article gives the same ones.
    """
    found = find_candidates(article)
    most = room(most, found.words, listed)
    dealt_with = _known(known)
    scored = [
        (score, candidate)
        for candidate in found.candidates
        if (score := _score(candidate, level, languages)) >= _WORTHWHILE
        and not dealt_with.has(candidate)
    ]
    chosen = [_proposal(*item) for item in choose(scored, most, found.lengths)]
    return tuple(sorted(chosen, key=lambda p: (p.paragraph, p.unit, p.start, p.word)))


def choose(
    scored: Sequence[tuple[float, Candidate]], most: int, lengths: Mapping[int, int]
) -> Sequence[tuple[float, Candidate, WordPlace]]:
    """Choose the candidates that are worth most, no two of one family, from all parts of a text.

    Args:
        scored: Each with what it is worth.
        most: How many.
        lengths: The words of each ¶.

    Returns:
        Each with what it is worth and the place where it is taught.
    """
    choice = _Choice(most, lengths)
    choice.fill(scored)
    return choice.chosen


def room(most: int, words: int, listed: int) -> int:
    """Return how many more words a list has room for, by the length of its text."""
    return max(0, min(most, words * most // _WHOLE) - listed)


# Below this, a candidate is worth less than an empty line on the list: found by looking at what
# a teacher would strike out of proposals for this project's articles.
_WORTHWHILE = 0.45

# How much a word is worth to a class by the levels it is above it, from two below it on; the
# estimate of a level may be one off, so that one below can still be right. Lower levels profit less
# from hard words.
_BY_DISTANCE = {
    "A1": (0.0, 0.5, 1.0, 1.0, 0.7, 0.3, 0.0, 0.0),
    "A2": (0.0, 0.45, 0.95, 1.0, 0.95, 0.6, 0.2, 0.0),
    "B1": (0.3, 0.6, 0.95, 1.0, 0.9, 0.4, 0.0, 0.0),
    "B2": (0.4, 0.85, 1.0, 1.0, 0.8, 0.0, 0.0, 0.0),
    "C1": (0.4, 0.85, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0),
    "C2": (0.4, 0.85, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
}
# The same for expressions: their level is that of a list, and no estimate.
_EXPRESSION = (0.0, 0.6, 0.97, 1.0, 0.85, 0.6, 0.4, 0.0)
# The Zipf frequency (see `levels.zipf`) of the words that serve a class best: what it will meet
# again and does not know yet. More frequent ones it knows, however the lists have them; with each
# whole step they lose a quarter, rarer ones a seventh. Measured on lists that teachers made.
_BEST_FREQUENCY = {"A1": 4.5, "A2": 4.0, "B1": 3.9, "B2": 3.8, "C1": 3.4, "C2": 3.1}
_FREQUENT, _RARE = 0.25, 0.14
# A frequent word loses less where the list of the CEFR has it at the level, and what the list has
# below it loses that much again: a class of A2 knows "grandfather", however rare it is.
_DESERVED = 0.6
_BELOW = {
    "A1": (1.0, 1.0, 1.0, 1.0),
    "A2": (0.54, 0.54, 0.54, 0.54),
    "B1": (0.88, 0.65, 0.65, 0.65),
    "B2": (1.0, 0.9, 0.6, 0.6),
    "C1": (1.0, 0.95, 0.85, 0.6),
    "C2": (1.0, 1.0, 0.9, 0.8),
}
# Of verbs a class knows fewer than of the things around it: they lose less, by this exponent.
_VERBS = 0.5
_CLASSES = {
    PartOfSpeech.NOUN: Pos.NOUN,
    PartOfSpeech.VERB: Pos.VERB,
    PartOfSpeech.ADJECTIVE: Pos.ADJECTIVE,
    PartOfSpeech.ADVERB: Pos.ADVERB,
}
# Each doubling of how often the text has it.
_REPEATED = 0.12
# Expressions are what learners cannot put together themselves, compounds what they can guess;
# false friends are what they get wrong.
_WITH_VERB, _GRAMMAR, _COMPOUND, _FALSE_FRIEND, _PROMINENT = 0.98, 0.85, 0.97, 1.15, 1.1
_VERBAL = (PartOfSpeech.PHRASAL_VERB, PartOfSpeech.PHRASE)
# Even an easy word is worth a line where it misleads.
_EASY_FALSE_FRIEND = 0.6
# What some of the languages recognise, what is made from a known word by rule, and what is made
# for the occasion.
_HALF_TRANSPARENT, _EASY_TRANSPARENT, _ADVERB, _EASY_ADVERB, _HYPHENATED = 0.9, 0.65, 0.8, 0.4, 0.75


def _score(candidate: Candidate, level: Level, languages: Sequence[str]) -> float:
    """Return how worthwhile a candidate is; 0 for one that is not to be taught."""
    distance = LEVELS.index(candidate.level) - LEVELS.index(level)
    misleads = any(candidate.word in lexicon.false_friends(code) for code in languages)
    if distance < -2:
        return 0.0
    if candidate.is_expression:
        # How frequent its words are by themselves says nothing.
        score = _EXPRESSION[distance + 2]
        score *= _WITH_VERB if candidate.pos in _VERBAL else _GRAMMAR
    else:
        score = _BY_DISTANCE[level][distance + 2]
        score *= by_frequency(candidate, level)
        score *= _COMPOUND if candidate.is_phrase else 1.0
    if misleads and distance < 0:
        score = _EASY_FALSE_FRIEND
    score *= 1 + _REPEATED * math.log2(len(candidate.places))
    if candidate.prominent:
        score *= _PROMINENT
    if candidate.pos is PartOfSpeech.ADVERB:
        score *= _EASY_ADVERB if _is_easy(candidate.word, level) else _ADVERB
    if "-" in candidate.word:
        score *= _HYPHENATED
    if misleads:
        return score * _FALSE_FRIEND
    if candidate.is_expression:
        return score
    clear = [all(is_transparent(w, code) for w in candidate.content) for code in languages]
    if clear and all(clear):
        return 0.0
    if not any(clear):
        return score
    return score * (_HALF_TRANSPARENT if distance >= 0 else _EASY_TRANSPARENT)


def by_frequency(candidate: Candidate, level: Level) -> float:
    """Return how much of a word's worth its frequency leaves, and the level of the list."""
    if "-" in candidate.word:
        return 1.0  # counted are its parts alone
    away = candidate.frequency - _BEST_FREQUENCY[level]
    listed = None
    if not candidate.is_phrase and (pos := _CLASSES.get(candidate.pos)):
        listed = levels.listed_level(candidate.word, pos)
    below = LEVELS.index(level) + 1 - listed if listed else 0
    if away > 0 and listed and below <= 0:
        away *= _DESERVED
    worth = max(0.0, 1 - (_FREQUENT * away if away > 0 else _RARE * -away))
    if below <= 0:
        return worth
    left = _BELOW[level][min(below, 4) - 1]
    return worth * (left**_VERBS if candidate.pos.is_verb else left)


def _is_easy(adverb: str, level: Level) -> bool:
    """Tell whether an adverb is no more than an adjective below the level, with "-ly"."""
    if not adverb.endswith("ly"):
        return False
    bases = (adverb[:-2], f"{adverb[:-3]}y", f"{adverb[:-1]}e")
    known = [levels.level(b, Pos.ADJECTIVE) for b in bases if Pos.ADJECTIVE in levels.classes(b)]
    return any(LEVELS.index(found) < LEVELS.index(level) for found in known)


@dataclass(frozen=True)
class _Known:
    """What a person or an earlier lesson has dealt with.

    Attributes:
        words: As they were given.
        families: The stems of the single words.
        parts: The stems of all words, for nouns: they are known with a compound they are in. A
            verb is not, since "bring up" is no "bring"; and a phrase is new though its words
            are not.
    """

    words: frozenset[str]
    families: frozenset[str]
    parts: frozenset[str]

    def has(self, candidate: Candidate) -> bool:
        """Tell whether a candidate, or its family, is known."""
        if not self.words.isdisjoint(map(str.lower, (candidate.word, *candidate.shown))):
            return True
        stems = self.parts if candidate.pos is PartOfSpeech.NOUN else self.families
        return not candidate.is_phrase and stem(candidate.word) in stems


def _known(known: Collection[str]) -> _Known:
    texts = frozenset(text.lower() for text in known)
    split = [text.split() for text in texts]
    return _Known(
        texts,
        frozenset(stem(words[0]) for words in split if len(words) == 1),
        frozenset(stem(word) for words in split for word in words),
    )


# A list is words and terms in the first place: expressions beyond this share count for less.
_PHRASES, _CROWDED = 0.4, 0.8
# How strongly a ¶ that has less than its share draws words, and how much a word counts there at
# most: strong enough that no long ¶ stays empty, too weak to bring in what nobody needs.
_PULL, _EMPTY = 0.3, 1.5


@dataclass
class _Choice:
    """Takes candidates one after another, the most worthwhile first.

    Attributes:
        most: How many.
        lengths: The words of each ¶.
        chosen: Score, candidate and the place where it is taught.
    """

    most: int
    lengths: Mapping[int, int]
    chosen: list[tuple[float, Candidate, WordPlace]] = field(default_factory=list)
    _taken: Counter[int] = field(default_factory=Counter)

    def fill(self, scored: Sequence[tuple[float, Candidate]]) -> None:
        """Take what is worth most again and again; what was taken only makes the rest worth less.

        So a candidate whose worth is still the highest after it was reckoned anew is the best.
        """
        scores = [score for score, _ in scored]
        heap = [(-_EMPTY * score, n, candidate) for n, (score, candidate) in enumerate(scored)]
        heapify(heap)
        while heap and len(self.chosen) < self.most:
            before, number, candidate = heappop(heap)
            if any(_clash(candidate, other) for _, other, _ in self.chosen):
                continue
            value, place = self._worth(scores[number], candidate)
            if _shown(candidate, place) in {_shown(*one[1:]) for one in self.chosen}:
                continue  # "born" and "bore" are both "to bear"
            if value < -before:
                heappush(heap, (-value, number, candidate))
            elif value < _WORTHWHILE / 3:
                return
            else:
                self.chosen.append((scores[number], candidate, place))
                self._taken[place.paragraph] += 1

    def _worth(self, score: float, candidate: Candidate) -> tuple[float, WordPlace]:
        """Return a candidate's score by the ¶ that needs it most, and the place to teach it.

        That is the first place whose ¶ has room, since a word is learned where it is met first.
        """
        shares = [self._share(place.paragraph) for place in candidate.places]
        best = max(shares)
        roomy = next(i for i, share in enumerate(shares) if share >= min(best, 1.0))
        phrases = sum(taken.is_expression for _, taken, _ in self.chosen)
        if candidate.is_expression and phrases >= _PHRASES * self.most:
            best *= _CROWDED
        return score * best, candidate.places[roomy]

    def _share(self, paragraph: int) -> float:
        """Return the more, the less a ¶ has of its share of the list by its length."""
        share = self.most * self.lengths[paragraph] / max(sum(self.lengths.values()), 1)
        ratio = (share + 0.5) / (self._taken[paragraph] + 1)
        return ratio if ratio < 1 else min(ratio**_PULL, _EMPTY)


def _clash(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates are of one word family, or one is a part of the other.

    Forms of one word that look for different words are shown alike: "born" and "bore".
    """
    if one.shown & other.shown:
        return True
    if one.is_phrase and other.is_phrase:
        both = PartOfSpeech.NOUN
        same = bool(set(one.content) & set(other.content)) and one.pos is other.pos is both
        return same or one.word == other.word
    if one.is_phrase or other.is_phrase:
        phrase, word = (one, other) if one.is_phrase else (other, one)
        return phrase.pos in (PartOfSpeech.NOUN, PartOfSpeech.PHRASE) and any(
            related(word.word, part) for part in phrase.content
        )
    return related(one.word, other.word)


def _shown(candidate: Candidate, place: WordPlace) -> str:
    """Return what a list shows of a word, and what no two of its entries may share."""
    headword = place.headword or candidate.headword
    return VocabularyEntry(0, candidate.word, candidate.pos, 1, headword=headword).shown


def _proposal(score: float, candidate: Candidate, place: WordPlace) -> WordProposal:
    return WordProposal(
        word=candidate.word,
        pos=candidate.pos,
        level=candidate.level,
        paragraph=place.paragraph,
        sentence=place.sentence,
        headword=place.headword or candidate.headword,
        unit=place.unit,
        start=place.start,
        end=place.end,
        score=round(score, 4),
    )
