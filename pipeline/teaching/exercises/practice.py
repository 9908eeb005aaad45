"""`Bitext` + vocabulary → exercises with their answers.

What enters is the aligned text, the vocabulary with its places and glosses, and how many items of
which exercise the lesson wants. What cannot be made well from a text is left out. The same input
gives the same exercises. No sentence is used twice, which would give an answer away: so what a
changed sentence no longer takes, or takes as well, can change what the other exercises take.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from pipeline import languages
from pipeline.alignment.bitext import Bitext, Pair
from pipeline.catalog.catalog import State
from pipeline.lesson.lesson import Exercises, Study
from pipeline.lesson.terms import Term
from pipeline.teaching.exercises import alteration, cloze, cohesion, statements
from pipeline.teaching.exercises.cloze import Blank, Locate
from pipeline.teaching.exercises.kinds import (
    Exercise,
    GapFill,
    Jumble,
    Matching,
    Ordering,
    Statement,
    ToTranslate,
    Translation,
    TrueFalse,
)
from pipeline.teaching.exercises.paragraphs import StudyParagraph, StudySentence, passages
from pipeline.teaching.exercises.shuffle import moved, rank, shuffled
from pipeline.text.matching import locate

# How many items an exercise usually has: what fits on half a page and in ten minutes.
_USUAL = {"matching": 10, "gap_fill": 8, "true_false": 6, "order": 1, "translate": 4}
# With fewer items the last one answers itself, unless the teacher asks for fewer.
_LEAST = {"matching": 3, "gap_fill": 3, "true_false": 3, "order": 1, "translate": 1}
# Sentences of a paragraph that can be put in order: fewer are too easy, more too many.
_TO_ORDER = range(4, 8)
# Sentences that say which step they are, if a paragraph tells of steps.
_STEPS = 2
# Words of a sentence to translate: more than a phrase, not more than one can hold in mind.
_TO_TRANSLATE = range(7, 24)


def make_exercises(
    chosen: Exercises,
    name: str,
    bitext: Bitext,
    terms: Sequence[Term],
    glosses: Sequence[Pair],
    study: Study,
    find: Locate = locate,
) -> tuple[Exercise, ...]:
    """Make the exercises of a lesson.

    Args:
        chosen: Which ones, each with how many items at most.
        name: The lesson's: two lessons with one text are shuffled in different ways.
        bitext: The article beside its translation.
        terms: Where the vocabulary stands in the article.
        glosses: The headword of each term with its gloss.
        study: Which of the two languages the class learns.
        find: What finds a gloss in the translation.

    Returns:
        The exercises in the order in which a class does them, from words to whole sentences.
    """
    words = tuple(zip(terms, glosses, strict=True))
    read = tuple(passages(bitext, study))
    maker = _Maker(f"{name}/{chosen.seed}", bitext, words, study, find, read)
    found = _made(maker, chosen, tuple(_MAKERS))
    if "order" in found and "true_false" not in found:
        # The paragraph to order can have taken the only facts that there are to change.
        others = _made(maker, chosen, ("matching", "true_false", "order", "gap_fill", "translate"))
        found = others if "true_false" in others else found
    return tuple(found[exercise] for exercise in _USUAL if exercise in found)


def _made(maker: "_Maker", chosen: Exercises, names: Sequence[str]) -> dict[str, Exercise]:
    """Make exercises in some order: none uses a sentence that one before it has."""
    found: dict[str, Exercise] = {}
    for exercise in names:
        wanted = getattr(chosen, exercise)
        most = _USUAL[exercise] if wanted is True else int(wanted)
        made = _MAKERS[exercise](maker, most, min(most, _LEAST[exercise])) if most else None
        if made is not None:
            found[exercise] = made
            maker = replace(maker, spent=maker.spent | _sentences_of(made))
    return found


@dataclass(frozen=True)
class _Maker:
    """The material of all exercises of a lesson; a method makes one of them, or None.

    Each takes how many items there may be at most, and how many there have to be.

    Attributes:
        passages: The text in the language of study.
        spent: The sentences that other exercises have taken.
    """

    key: str
    bitext: Bitext
    words: tuple[tuple[Term, Pair], ...]
    study: Study
    find: Locate
    passages: tuple[StudyParagraph, ...]
    spent: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """The language of study."""
        return self.bitext.source if self.study is Study.SOURCE else self.bitext.target

    @property
    def other_language(self) -> str:
        """The language that the class knows."""
        return self.bitext.target if self.study is Study.SOURCE else self.bitext.source

    def sentences(self) -> Iterator[StudySentence]:
        """Yield all whole sentences that no other exercise has taken, each once."""
        seen = set(self.spent)
        for passage in self.passages:
            for sentence in passage.sentences:
                if sentence.text not in seen and cohesion.is_whole(sentence.text):
                    seen.add(sentence.text)
                    yield sentence

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """The names of the text in each language."""
        everything = [s for passage in self.passages for s in passage.sentences]
        speakers = (s.turn.name.split() for s in everything if s.turn)
        return {
            self.language: cohesion.names(s.text for s in everything).union(*speakers),
            self.other_language: cohesion.names(s.other for s in everything),
        }

    def state(self, used: Iterable[StudySentence]) -> State:
        """Return how far the translation is that an exercise in the language of study shows."""
        return _least(s.state for s in used) if self.study is Study.TARGET else State.APPROVED

    def blanks(self, sentence: StudySentence) -> list[Blank]:
        """Return the gaps that a sentence can have."""
        return cloze.blanks(sentence, self.words, self.study, self.language, self.find)

    def matching(self, most: int, least: int) -> Matching | None:
        """Pair words with their meanings; none that shares a meaning with another."""
        key = f"{self.key}/matching"
        usable = [
            (term, gloss)
            for term, gloss in self.words
            if gloss.state not in (State.MISSING, State.STALE)
        ]
        taken: list[tuple[Term, Pair]] = []
        seen: set[str] = set()
        for term, gloss in shuffled(usable, key, text=lambda one: one[0].entry.shown):
            said = {w.lower() for w in cloze.wordings(gloss.target.text, self.bitext.target)}
            said |= {gloss.target.text.lower(), term.entry.word.lower()}
            if len(taken) < most and said.isdisjoint(seen):
                taken.append((term, gloss))
                seen |= said
        if len(taken) < max(least, 2):  # a single pair is no choice
            return None
        shown = [(term.entry.shown, gloss.target.text) for term, gloss in taken]
        order = moved(shuffled(range(len(shown)), key, text=lambda i: f"gloss of {shown[i][0]}"))
        left, right = (0, 1) if self.study is Study.SOURCE else (1, 0)
        return Matching(
            tuple(pair[left] for pair in shown),
            tuple(shown[i][right] for i in order),
            tuple(map(order.index, range(len(order)))),
            _least(gloss.state for _, gloss in taken),
        )

    def gap_fill(self, most: int, least: int) -> GapFill | None:
        """Take one word out of each sentence."""
        key = f"{self.key}/gap_fill"
        found = filter(None, map(self.blanks, self.sentences()))
        taken = cloze.choose(found, most, least, key, self.language)
        if len(taken) < least:
            return None
        bank = sorted((one.gap.choice for one in taken), key=lambda word: (word.lower(), word))
        state = self.state(one.sentence for one in taken)
        return GapFill(tuple(bank), tuple(one.gap for one in taken), state)

    def true_false(self, most: int, least: int) -> TrueFalse | None:
        """Change a fact in about half of the statements, each of another kind where it can be."""
        key = f"{self.key}/true_false"
        text = " ".join(s.text for passage in self.passages for s in passage.sentences)
        names = self.names[self.language]
        said = {s: statements.statement(s, self.language, names) for s in self.sentences()}
        alone = [s for s in said if self._stands_alone(said[s])]
        alone = shuffled(alone, key, text=lambda s: s.text)
        found = ((sentence, self._change(said[sentence], text, key)) for sentence in alone)
        changed = _by_turns([(sentence, change) for sentence, change in found if change])
        # Of an odd number, the key says whether one more is true or false.
        half = (min(most, len(alone)) + int(rank(key), 16) % 2) // 2
        false = dict(changed[: max(1, half)])
        true = [s for s in alone if s not in false][: min(most - len(false), 2 * len(false))]
        if not false or not true or len(false) + len(true) < least:
            return None
        used = [s for s in said if s in false or s in true]
        items = [
            Statement(false[s].apply(said[s]), False, s.text, s.paragraph)
            if s in false
            else Statement(said[s], True, s.text if said[s] != s.text else "", s.paragraph)
            for s in used
        ]
        return TrueFalse(tuple(items), self.state(used))

    def _stands_alone(self, said: str) -> bool:
        """Whether what a sentence states can be a statement about the text."""
        return bool(said) and (
            cohesion.stands_alone(
                said, self.language, self.names[self.language], self._has_speakers
            )
            and cohesion.is_anchored(said, self.language, self._proper_names)
        )

    @cached_property
    def _has_speakers(self) -> bool:
        """Whether somebody speaks in the text, or tells it: then "you" is somebody as well."""
        everything = [s for passage in self.passages for s in passage.sentences]
        return any(s.turn for s in everything) or any(
            cohesion.has_speaker(s.text, self.language, listeners=False) for s in everything
        )

    @property
    def _proper_names(self) -> frozenset[str]:
        """The names of the language in which other nouns have no capital."""
        writing = languages.language(self.language).writing
        return self.names[self.other_language if writing.capitalises_nouns else self.language]

    def _change(self, sentence: str, text: str, key: str) -> alteration.Alteration | None:
        """Return one of the clearest changes to a sentence."""
        found = alteration.changes(sentence, self.language, text)
        clearest = [change for change in found if change.kind is found[0].kind]
        order = shuffled(clearest, key, sentence, text=lambda c: f"{c.start} {c.new}")
        return next(iter(order), None)

    def ordering(self, most: int, least: int) -> Ordering | None:
        """Shuffle paragraphs whose sentences show what comes before what."""
        key = f"{self.key}/order"
        surest = filter(None, (self._in_order(passage, 0) for passage in self.passages))
        found = shuffled(surest, key, text=lambda passage: passage.sentences[0].text)
        known = {passage.paragraph for passage in found}
        others = (self._in_order(p, 1) for p in self.passages if p.paragraph not in known)
        found += shuffled(filter(None, others), key, text=lambda p: p.sentences[0].text)
        taken = sorted(found[:most], key=lambda passage: passage.paragraph)
        if len(taken) < least:
            return None
        used = [sentence for passage in taken for sentence in passage.sentences]
        return Ordering(tuple(_jumble(passage, key) for passage in taken), self.state(used))

    def _in_order(self, passage: StudyParagraph, unmarked: int) -> StudyParagraph | None:
        """Return a paragraph, or the longest part of it, that can stand in one order only.

        A sentence that does not show its place is one too many for a part.
        """
        count = len(passage.sentences)
        for length in reversed(_TO_ORDER):
            for start in range(count - length + 1):
                part = passage.sentences[start : start + length]
                if (length == count or not unmarked) and self._has_order(part, unmarked):
                    return replace(passage, sentences=part)
        return None

    def _has_order(self, sentences: Sequence[StudySentence], unmarked: int) -> bool:
        """Whether sentences can stand in one order only.

        Each but the first leans on the one before it; or they are steps or times that are told as
        such, and all but so many, which are not the last, show their place in another way.
        """
        texts = [sentence.text for sentence in sentences]
        if len(texts) not in _TO_ORDER or len(set(texts)) < len(texts):
            return False
        if not (all(map(cohesion.is_whole, texts)) and self.spent.isdisjoint(texts)):
            return False
        steps = [cohesion.is_step(text, self.language) for text in texts]
        if cohesion.opens_tied(texts[0], self.language) and not steps[0]:
            return False
        leans = [cohesion.follows(t, self.language, self._proper_names) for t in texts[1:]]
        if all(leans):
            return True
        shown = [
            lean or step or cohesion.names_again(text, before, self.language)
            for lean, step, (before, text) in zip(leans, steps[1:], pairwise(texts), strict=True)
        ]
        return sum(steps) >= _STEPS and shown[-1] and shown.count(False) <= unmarked

    def translation(self, most: int, least: int) -> Translation | None:
        """Show sentences in the other language, those with vocabulary first.

        None has a connective or a pronoun that only the sentences before it explain.
        """
        key = f"{self.key}/translate"
        found = [
            s
            for s in self.sentences()
            if cohesion.is_whole(s.other)
            and len(cohesion.words(s.text)) in _TO_TRANSLATE
            and not self._points_back(s)
            and self._shows_subject(s)
        ]
        found = shuffled(found, key, text=lambda s: s.text)
        found.sort(key=lambda s: not self.blanks(s))
        taken = found[:most]
        if len(taken) < least:
            return None
        used = [s for s in self.sentences() if s in taken]
        items = tuple(ToTranslate(s.other, s.text, s.paragraph) for s in used)
        return Translation(items, _least(s.state for s in used))

    def _points_back(self, sentence: StudySentence) -> bool:
        """Whether a sentence needs those before it, in one of the languages.

        One language may show what the other hides: who is meant by a verb alone.
        """
        sides = ((sentence.text, self.language), (sentence.other, self.other_language))
        return any(
            cohesion.points_back(text, language, self.names[language])
            for text, language in sides
            if text
        )

    def _shows_subject(self, sentence: StudySentence) -> bool:
        """Whether the sentence in the other language says its subject, or is about you and me."""
        return cohesion.has_subject(
            sentence.other, self.other_language, self.names[self.other_language]
        ) or cohesion.has_speaker(sentence.text, self.language)


# The order in which the exercises take their sentences: first those that find the fewest.
_MAKERS: dict[str, Callable[[_Maker, int, int], Exercise | None]] = {
    "matching": _Maker.matching,
    "order": _Maker.ordering,
    "true_false": _Maker.true_false,
    "gap_fill": _Maker.gap_fill,
    "translate": _Maker.translation,
}


def _sentences_of(exercise: Exercise) -> frozenset[str]:
    """Return the sentences that an exercise shows, or asks for, as the text has them."""
    match exercise:
        case GapFill():
            return frozenset(gap.before + gap.answer + gap.after for gap in exercise.items)
        case TrueFalse():
            return frozenset(one.original or one.text for one in exercise.items)
        case Ordering():
            return frozenset(text for jumble in exercise.items for text in jumble.sentences)
        case Translation():
            return frozenset(item.answer for item in exercise.items)
        case Matching():
            return frozenset()


def _jumble(passage: StudyParagraph, key: str) -> Jumble:
    texts = [sentence.text for sentence in passage.sentences]
    order = moved(shuffled(range(len(texts)), key, text=lambda i: texts[i]))
    shown = tuple(texts[i] for i in order)
    return Jumble(shown, tuple(map(order.index, range(len(order)))), passage.paragraph)


def _by_turns(
    changed: Sequence[tuple[StudySentence, alteration.Alteration]],
) -> list[tuple[StudySentence, alteration.Alteration]]:
    """Return changes so that one of each kind comes before a second of any."""
    counts: Counter[alteration.AlterationKind] = Counter()
    turns = []
    for sentence, change in changed:
        turns.append((counts[change.kind], change.kind, sentence, change))
        counts[change.kind] += 1
    return [(sentence, change) for *_, sentence, change in sorted(turns, key=lambda t: t[:2])]


# The states of a translation that is up to date, from the least reviewed on.
_REVIEWED = (State.MACHINE, State.EDITED, State.APPROVED)


def _least(states: Iterable[State]) -> State:
    return min(states, key=_REVIEWED.index, default=State.APPROVED)
