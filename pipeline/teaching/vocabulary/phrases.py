"""Tagged words → the phrases among them that the lexicon knows, joined or apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.teaching.vocabulary import lexicon
from pipeline.teaching.vocabulary.lexicon import Build, Phrase
from pipeline.teaching.vocabulary.tagging import Token
from pipeline.text.classes import Pos

# As many words may part a verb and its particle as `vocabulary.find_word` allows.
_GAP = 3
# What an object is made of; a verb, a preposition or a sign ends it.
_OBJECT = (Pos.DETERMINER, Pos.ADJECTIVE, Pos.NOUN, Pos.NAME, Pos.PRONOUN, Pos.NUMBER, Pos.ADVERB)
# Adverbs that are prepositions as well: they belong to the verb only where the tagger says so.
_DOUBTFUL = frozenset("about across along around by down in off on over round through up".split())
# Verbs that often go before these prepositions without an object; others with a separable adverb
# need one, so that what follows is it: "pass on information".
_INTRANSITIVE = frozenset(("drive", "live", "look", "move", "run", "settle"))
_ARTICLES = frozenset(("a", "an", "the"))
_POSSESSIVES = frozenset("my your his her its our their one's".split())


@dataclass(frozen=True)
class Occurrence:
    """A phrase in a sentence: the indices of its words, in order."""

    phrase: Phrase
    indices: tuple[int, ...]


def find_phrases(tokens: Sequence[Token]) -> tuple[Occurrence, ...]:
    """Find the phrases of a sentence; of two that share a word, the longer one counts."""
    found = [
        Occurrence(phrase, indices)
        for first, token in enumerate(tokens)
        for key in dict.fromkeys((token.lemma.lower(), token.form.lower()))
        for phrase in lexicon.phrases().get(key, ())
        if (indices := _match(phrase, tokens, first))
    ]
    found.sort(key=lambda o: (-len(o.indices), o.indices[-1] - o.indices[0], o.indices))
    taken: set[int] = set()
    chosen = []
    for occurrence in found:
        if taken.isdisjoint(occurrence.indices):
            taken.update(occurrence.indices)
            chosen.append(occurrence)
    return tuple(sorted(chosen, key=lambda occurrence: occurrence.indices))


def _match(phrase: Phrase, tokens: Sequence[Token], first: int) -> tuple[int, ...] | None:
    """Return the indices of the words of a phrase that begins at `first`, or None."""
    indices = _found(phrase, tokens, first)
    return indices if indices and not _is_literal(phrase, tokens, indices) else None


# After these verbs, "out of" says where from.
_MOVING = frozenset("climb come fall fly get go jump look run step walk".split())


def _is_literal(phrase: Phrase, tokens: Sequence[Token], indices: tuple[int, ...]) -> bool:
    """Tell whether what follows makes the words mean what each says: "hold up to 20 times"."""
    last = indices[-1]
    follows = [token for token in tokens[last + 1 : last + 3] if token.pos is not Pos.PUNCTUATION]
    after = [token.form.lower() for token in follows]
    if not after or indices[-1] - indices[0] >= len(indices):
        return False
    end = phrase.words[-1]
    if end == "to" and phrase.build is Build.PREPOSITIONAL:  # "agreed to go" agrees to nothing
        return tokens[last].pos is Pos.PARTICLE and follows[0].pos is Pos.VERB
    if end == "up" and after[0] == "to":
        return len(follows) > 1 and follows[1].pos is Pos.NUMBER
    if end == "out" and after[0] == "of":
        return phrase.words[0] in _MOVING
    if end in ("out", "in", "up", "back") and phrase.words[0] in _MOVING:
        return after[0] in ("into", "onto", "towards", "through")
    return end == "own" and follows[0].pos in (Pos.NOUN, Pos.ADJECTIVE)


def _found(phrase: Phrase, tokens: Sequence[Token], first: int) -> tuple[int, ...] | None:
    """Return the indices of the words of a phrase that begins at `first`, whatever is around."""
    token = tokens[first]
    if phrase.build is Build.FIXED:
        return _in_a_row(phrase, tokens, first)
    if phrase.build is Build.NOUN:
        indices = _in_a_row(phrase, tokens, first)
        return indices if indices and _ends_in_noun(tokens, indices[-1]) else None
    if token.pos not in (Pos.VERB, Pos.AUXILIARY) or token.lemma != phrase.words[0]:
        return None
    joined = _in_a_row(phrase, tokens, first)
    if phrase.build is Build.PREPOSITIONAL:
        return joined
    if phrase.build is Build.VERB:
        return joined or _apart(phrase, tokens, first)
    transitive = phrase.build is Build.SEPARABLE and token.lemma not in _INTRANSITIVE
    if joined and (transitive or _is_particle(tokens, joined[1])):
        return joined
    return _apart(phrase, tokens, first) if phrase.build is Build.SEPARABLE else None


def _in_a_row(phrase: Phrase, tokens: Sequence[Token], first: int) -> tuple[int, ...] | None:
    """Match the words one after another; the first and the last may be inflected."""
    count = len(phrase.words)
    if first + count > len(tokens):
        return None
    for offset, word in enumerate(phrase.words):
        token = tokens[first + offset]
        inflected = phrase.build is not Build.FIXED and offset in (0, count - 1)
        if not _fits(word, token, inflected):
            return None
    return tuple(range(first, first + count))


def _apart(phrase: Phrase, tokens: Sequence[Token], first: int) -> tuple[int, ...] | None:
    """Match a verb and the words that belong to it around an object."""
    indices = [first]
    for word in phrase.words[1:]:
        found = None
        for index in range(indices[-1] + 1, min(indices[-1] + 2 + _GAP, len(tokens))):
            if _fits(word, tokens[index], inflected=phrase.build is Build.VERB):
                found = index
                break
            if tokens[index].pos not in _OBJECT:
                break
        if found is None:
            return None
        indices.append(found)
    last = tokens[indices[-1]]
    if phrase.build is Build.SEPARABLE:
        after = tokens[indices[-1] + 1].pos if indices[-1] + 1 < len(tokens) else Pos.PUNCTUATION
        before = tokens[indices[-1] - 1].form.lower()
        if before in _POSSESSIVES or last.pos is not Pos.PARTICLE:
            return None  # "She turned her back"
        if after in (Pos.DETERMINER, Pos.NAME):
            return None  # "He brought it up the stairs" has a preposition
    return tuple(indices)


def _ends_in_noun(tokens: Sequence[Token], last: int) -> bool:
    """Tell whether a compound ends in a noun, or a verb without an object that must be one."""
    after = tokens[last + 1].pos if last + 1 < len(tokens) else Pos.PUNCTUATION
    is_verb = tokens[last].pos is Pos.VERB and after not in (Pos.PUNCTUATION, Pos.PREPOSITION)
    return tokens[last].pos in (Pos.NOUN, Pos.NAME, Pos.VERB) and not is_verb


def _fits(word: str, token: Token, inflected: bool) -> bool:
    form = token.form.lower().replace("’", "'")
    if word == "one's":
        return form in _POSSESSIVES or form.endswith("'s")
    return word == form or (inflected and word == token.lemma.lower())


def _is_particle(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether an adverb belongs to the verb before it."""
    token = tokens[index]
    return token.form.lower() not in _DOUBTFUL or token.pos in (Pos.PARTICLE, Pos.ADVERB)


def without_articles(phrase: Phrase) -> str:
    """Return a phrase as it is found where its article was exchanged."""
    return " ".join(word for word in phrase.words if word not in _ARTICLES)
