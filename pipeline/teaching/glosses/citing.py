"""Words of a translation that render a word → how a list shows them, whatever their class."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.languages import grammar
from pipeline.languages.grammar import Range, Word, WordKind
from pipeline.teaching.glosses.aligned import Aligned
from pipeline.teaching.glosses.matches import Rendering
from pipeline.text.classes import PartOfSpeech

# So many words before a noun its verb may stand, in a language whose verbs go before.
_VERB_BEFORE = 4
# By how much a part of a compound must be nearer than the whole.
_WHOLE = 0.05
# What a phrase that ends in a preposition may end in.
_GOVERNED = frozenset("a al con de del en por sin".split())


def cite(rendering: Rendering, found: Aligned) -> tuple[str, tuple[Range, ...]] | None:
    """Return how a list shows what renders a word, and where it stands.

    Args:
        rendering: The word in its sentences.
        found: The words that render it.

    Returns:
        None where none of the words has a dictionary form.
    """
    if rendering.item.is_infinitive:
        return _verbal(rendering, found)
    if rendering.kind is WordKind.NOUN:
        return _nominal(rendering, found)
    if rendering.kind is WordKind.ADJECTIVE:
        kinds = [WordKind.ADJECTIVE, WordKind.VERB, WordKind.NOUN]
        if not rendering.grammar.is_adjective(found.head):
            kinds.remove(WordKind.ADJECTIVE)
        return _single(rendering, found.head, kinds)
    if len(found.words) == 1 and rendering.item.pos is PartOfSpeech.ADVERB:
        (word,) = found.words
        if not rendering.grammar.has_adverbs and WordKind.ADJECTIVE in word.lemmas:
            return rendering.grammar.adjective_citation(word), word.ranges
    return _as_it_stands(rendering, found.words), _ranges(found.words)


def _verbal(rendering: Rendering, found: Aligned) -> tuple[str, tuple[Range, ...]] | None:
    """Return a verb in the infinitive, with what belongs to it."""
    known, target = rendering.grammar, rendering.item.target
    verb = _verb(rendering, found)
    language = rendering.languages.target
    is_noun = grammar.is_certain(found.head, WordKind.NOUN, target, language)
    if verb is None and not is_noun and (infinitive := known.infinitive(found.head)):
        verb = replace(found.head, lemmas={WordKind.VERB: infinitive})
    if verb is None:
        return _nominal(rendering, found)
    reflexive = known.is_shown_reflexive(verb, target) and not rendering.is_passive
    infinitive = known.verb_citation(verb, reflexive)
    if not known.is_infinitive(infinitive):
        return None
    rest: Sequence[Word] = [
        w for w in found.words if w.start != verb.start and not _is_apart(w, rendering)
    ]
    rest = [word for word in rest if not _is_torn(word, rest, rendering)]
    rest = [] if all(w.text.lower() in rendering.target.small for w in rest) else rest
    says_nothing = known.is_auxiliary(verb) or (known.is_light(verb) and not reflexive)
    if not rest and says_nothing and " " in rendering.item.word and not verb.particle:
        return None
    if not known.verbs_end:
        rest = _behind(rendering, verb, rest)
    rest = _trimmed(rest, verb, rendering)
    if not rest:
        return infinitive, verb.ranges
    return known.verb_phrase(infinitive, [word.text for word in rest]), _ranges([verb, *rest])


def _is_torn(word: Word, rest: Sequence[Word], rendering: Rendering) -> bool:
    """Whether an adjective stands before a noun that is no part of the phrase."""
    place = rendering.words.index(word) + 1
    after = rendering.words[place : place + 1]
    is_adjective = WordKind.ADJECTIVE in word.lemmas and WordKind.NOUN not in word.lemmas
    return is_adjective and any(WordKind.NOUN in w.lemmas and w not in rest for w in after)


def _behind(rendering: Rendering, verb: Word, rest: Sequence[Word]) -> Sequence[Word]:
    """Return all words from a verb to the last that belongs to it, or the preposition behind."""
    place = next(n for n, word in enumerate(rendering.words) if word.start == verb.start) + 1
    if rest:
        return [word for word in rendering.words[place:] if word.start <= rest[-1].start]
    after = rendering.words[place : place + 1] if rendering.item.ends_in_preposition else ()
    return [word for word in after if word.text.lower() in _GOVERNED]


def _verb(rendering: Rendering, found: Aligned) -> Word | None:
    """Return the verb of a rendering: one of its words, or a light one that it stands with."""
    known = rendering.grammar
    verbs = [word for word in found.words if WordKind.VERB in word.lemmas]
    if verbs:
        full = [word for word in verbs if not known.is_auxiliary(word)] or verbs
        return found.head if known.verbs_end and found.head in full else full[0]
    place = rendering.words.index(found.words[0])
    before = rendering.words[max(0, place - _VERB_BEFORE) : place]
    nearby = rendering.words if known.verbs_end else before
    light = [
        word
        for word in nearby
        if known.is_light(word)
        and not known.is_auxiliary(word)
        and not re.search(r"[,.;:!?–—]", _between(rendering.item.target, word, found.words[0]))
    ]
    if light or known.verbs_end:
        return light[-1] if light else None
    return _verb_of_object(rendering, found.words[0])


def _verb_of_object(rendering: Rendering, noun: Word) -> Word | None:
    """Return the verb that a noun is the object of: "asumir" of "asumir el cargo"."""
    place = rendering.words.index(noun)
    for word in reversed(rendering.words[max(0, place - _VERB_BEFORE) : place]):
        if WordKind.VERB in word.lemmas and not rendering.grammar.is_auxiliary(word):
            return word
        if word.text.lower() not in rendering.target.small:
            return None
    return None


def _between(text: str, one: Word, other: Word) -> str:
    first, last = sorted((one, other), key=lambda word: word.start)
    return text[first.end : last.start]


def _trimmed(rest: Sequence[Word], verb: Word, rendering: Rendering) -> Sequence[Word]:
    """Return the words beside a verb without small ones where the phrase ends, or begins."""
    small = rendering.target.small
    kept = list(rest)
    while len(kept) > 1 and kept[-1].text.lower() in small:
        kept.pop()
    while kept and kept[0].text.lower() in small and kept[0].start < verb.start:
        kept.pop(0)
    if kept and kept[0].start != verb.start and WordKind.NOUN in kept[0].lemmas:
        place = rendering.words.index(kept[0])
        article = next(
            (
                word
                for word in reversed(rendering.words[max(0, place - 2) : place])
                if word.text.lower() in rendering.grammar.articles
            ),
            None,
        )
        kept = [article, *kept] if article and rendering.grammar.verbs_end else kept
    return kept


def _nominal(rendering: Rendering, found: Aligned) -> tuple[str, tuple[Range, ...]] | None:
    """Return a noun with its article, and with what hangs on it."""
    words = [w for w in found.words if w.text.lower() not in rendering.target.small]
    nouns = [word for word in words if WordKind.NOUN in word.lemmas]
    if len(words) > 1 and nouns:
        language, target = rendering.languages.target, rendering.item.target
        phrase = grammar.noun_phrase(words, target, language, plural=rendering.is_plural)
        phrase = phrase or grammar.noun_phrase(words, target, language)
        if phrase:
            return phrase, _ranges(words)
    kinds = (WordKind.NOUN, WordKind.VERB, WordKind.ADJECTIVE)
    head = found.head if WordKind.NOUN in found.head.lemmas or not nouns else nouns[0]
    known, target = rendering.grammar, rendering.item.target
    is_noun = grammar.is_certain(head, WordKind.NOUN, target, rendering.languages.target)
    if WordKind.VERB in head.lemmas and not is_noun and not known.participle(head):
        kinds = (WordKind.VERB, WordKind.NOUN, WordKind.ADJECTIVE)
    return _single(rendering, _nearest_part(rendering, head), kinds)


def _nearest_part(rendering: Rendering, word: Word) -> Word:
    """Return the part of a compound that renders the word, or the compound."""
    parts = rendering.grammar.parts(word) if " " not in rendering.item.word else ()
    if not parts:
        return word
    texts = [word.lemmas[WordKind.NOUN], *(part.text for part in parts)]
    vectors = rendering.encode([rendering.item.word, *texts])
    near = [float(cosine) for cosine in vectors[1:] @ vectors[0]]
    near[0] += _WHOLE
    return (word, *parts)[max(range(len(near)), key=near.__getitem__)]


def _single(
    rendering: Rendering, word: Word, kinds: Sequence[WordKind]
) -> tuple[str, tuple[Range, ...]] | None:
    """Return one word in the first class of several that it can be of."""
    known, target, language = rendering.grammar, rendering.item.target, rendering.languages.target
    for kind in kinds:
        if kind not in word.lemmas or (kind is WordKind.VERB and known.is_light(word)):
            continue
        as_adjective = kind is WordKind.VERB and rendering.kind is WordKind.ADJECTIVE
        if as_adjective and (participle := known.participle(word)):
            return participle, word.ranges
        reflexive = known.is_shown_reflexive(word, target) and not rendering.is_passive
        shown = grammar.citation(
            word, kind, target, language, reflexive=reflexive, plural=rendering.is_plural
        )
        if shown is not None and (kind is not WordKind.VERB or known.is_infinitive(shown)):
            return shown, word.ranges
    if rendering.kind in (WordKind.NOUN, WordKind.VERB, WordKind.ADJECTIVE):
        return None  # a noun without its gender is no dictionary form, a pronoun no meaning
    return _as_it_stands(rendering, (word,)), word.ranges


def _as_it_stands(rendering: Rendering, words: Sequence[Word]) -> str:
    """Return words of the sentence, in small letters where only its beginning has a capital."""
    first, target = words[0], rendering.item.target
    text = " ".join(target[first.start : words[-1].end].split())
    begins = re.search(r"\w", target[: first.start]) is None or re.search(
        r"[.!?:¡¿“„]\s*$", target[: first.start]
    )
    is_noun = rendering.grammar.has_capital_nouns and WordKind.NOUN in first.lemmas
    return text[:1].lower() + text[1:] if begins and not is_noun else text


def _is_apart(word: Word, rendering: Rendering) -> bool:
    known = rendering.grammar
    return word.text.lower() in rendering.target.apart or known.is_auxiliary(word)


def _ranges(words: Sequence[Word]) -> tuple[Range, ...]:
    return tuple(sorted(part for word in words for part in word.ranges))
