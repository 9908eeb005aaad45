"""An article → every word and expression in it that could be taught, with all its places."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.languages import SOURCE
from pipeline.languages.frequency import zipf
from pipeline.lesson.article import Article, Role, Unit
from pipeline.teaching.vocabulary import forms, levels, lexicon
from pipeline.teaching.vocabulary.lexicon import Build, Phrase
from pipeline.teaching.vocabulary.phrases import Occurrence, find_phrases, without_articles
from pipeline.teaching.vocabulary.tagging import Token, tag
from pipeline.text import markup
from pipeline.text.classes import LEVELS, Level, PartOfSpeech, Pos
from pipeline.text.lemma import find_word
from pipeline.text.markup import ADDRESS, Style
from pipeline.text.segment import sentences
from pipeline.translation.truecase import (
    is_in_capitals,
    is_title_case,
    known_capitals,
    sentence_case,
)


@dataclass(frozen=True)
class WordPlace:
    """Where a candidate stands: the range is in the unit's plain text, in characters."""

    paragraph: int
    unit: int
    start: int
    end: int
    sentence: str
    headword: str = ""


@dataclass(frozen=True)
class Candidate:
    """A word or expression, and everywhere it stands.

    Attributes:
        word: Dictionary form, as it is found in the text.
        headword: What the list shows, where that is another.
        frequency: On the Zipf scale of `levels.zipf`.
        content: The words of it that mean something by themselves.
        prominent: Whether a title or heading has it.
    """

    word: str
    pos: PartOfSpeech
    level: Level
    frequency: float
    places: tuple[WordPlace, ...]
    content: tuple[str, ...]
    headword: str = ""
    prominent: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether it is of more than one word."""
        return " " in self.word

    @property
    def shown(self) -> frozenset[str]:
        """What the list may show of it: its headwords, or the word with "to"."""
        own = self.headword or (f"to {self.word}" if self.pos.is_verb else self.word)
        return frozenset((own, *(place.headword for place in self.places if place.headword)))

    @property
    def is_expression(self) -> bool:
        """Whether it is a phrase and no compound noun, which is a word written as two."""
        return self.is_phrase and self.pos is not PartOfSpeech.NOUN


@dataclass(frozen=True)
class Candidates:
    """What there is to choose from.

    Attributes:
        words: How many running words the article's paragraphs have.
        lengths: The same for each ¶.
    """

    candidates: tuple[Candidate, ...]
    words: int
    lengths: dict[int, int]


@dataclass(frozen=True)
class _Sentence:
    """A sentence of a ¶: its words, and where it begins in its unit."""

    paragraph: int
    unit: int
    start: int
    text: str
    tokens: tuple[Token, ...]
    hidden: frozenset[int]  # the tokens that are code, addresses or names


def find_candidates(article: Article) -> Candidates:
    """Find what could be taught in an article's numbered paragraphs, in order of appearance.

    Tables are left out, since a cell is no sentence; names, numbers, code and addresses too.
    """
    names = known_capitals(markup.parse(unit.text).text for unit in article.units())
    found = list(_sentences(article, names))
    lengths: Counter[int] = Counter(dict.fromkeys(article.numbered(), 0))
    for sentence in found:
        lengths[sentence.paragraph] += sum(t.pos is not Pos.PUNCTUATION for t in sentence.tokens)
    collected = _Collection(_headline_words(article, names))
    terms = _repeated_terms(found)
    for sentence in found:
        collected.add_sentence(sentence, terms)
    return Candidates(tuple(collected.candidates()), lengths.total(), dict(lengths))


def _sentences(article: Article, names: Mapping[str, str]) -> Iterator[_Sentence]:
    for number, block in article.numbered().items():
        for index, unit in enumerate(block.units):
            if unit.role is Role.CELL:
                continue
            marked = markup.parse(unit.text)
            secret = [(m.start(), m.end()) for m in ADDRESS.finditer(marked.text)]
            secret += [
                (s.start, s.end) for s in marked.spans if s.style in (Style.CODE, Style.IMAGE)
            ]
            for start, end in sentences(marked.text, article.meta.language):
                text = marked.text[start:end]
                tokens = tag(_in_sentence_case(text, names))
                hidden = frozenset(
                    place
                    for place, token in enumerate(tokens)
                    if _is_name(text, token, names)
                    or any(a < start + token.end and start + token.start < b for a, b in secret)
                )
                yield _Sentence(number, index, start, text, tokens, hidden)


def _in_sentence_case(text: str, names: Mapping[str, str]) -> str:
    has_capitals = is_in_capitals(text) or is_title_case(text, SOURCE)
    return sentence_case(text, names, SOURCE) if has_capitals else text


def _is_name(text: str, token: Token, names: Mapping[str, str]) -> bool:
    """Tell whether a word is a name: by its capital, or because the tagger takes it for one."""
    body = re.sub(r"['’]s?$", "", token.form)
    if body.lower() in names or token.lemma.lower() in names:
        return True
    if not body[:1].isupper():
        return False
    inside = re.search(r"[\w,;] [“‘\"'(]?$", text[: token.start]) is not None
    return inside or token.pos is Pos.NAME or (body.isupper() and len(body) > 1)


def _headline_words(article: Article, names: Mapping[str, str]) -> frozenset[str]:
    """Return the words of the title, the kicker and the headings, in dictionary form."""
    headings = (unit for block in article.blocks if block.level for unit in block.units)
    units: list[Unit] = [article.title, *headings]
    return frozenset(
        token.lemma.lower()
        for unit in units
        for token in tag(_in_sentence_case(markup.parse(unit.text).text, names))
    )


def _repeated_terms(found: Sequence[_Sentence]) -> frozenset[tuple[str, str]]:
    """Return the pairs of words that the text uses as a term: compounds that come again.

    "migration policy" twice in a text is what the text is about; "new government" twice is not:
    an adjective has to be of the subject, not of everyday use.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for sentence in found:
        for _, first, second in _pairs(sentence):
            counts[first.lemma, second.lemma] += 1
    return frozenset(pair for pair, count in counts.items() if count > 1)


# An adjective more frequent than this goes with any noun: Zipf, so 30 times in a million words.
_EVERYDAY = 4.5


def _pairs(sentence: _Sentence) -> Iterator[tuple[int, Token, Token]]:
    tokens = sentence.tokens
    for index in range(len(tokens) - 1):
        first, second = tokens[index], tokens[index + 1]
        if {index, index + 1} & sentence.hidden or second.pos is not Pos.NOUN:
            continue
        if not (_is_word(first) and _is_word(second)) or first.form.endswith(("'s", "’s")):
            continue
        follows = tokens[index + 2].pos if index + 2 < len(tokens) else Pos.PUNCTUATION
        if follows is Pos.NOUN or first.lemma in lexicon.never_taught():
            continue
        subject = first.pos is Pos.ADJECTIVE and zipf(first.lemma, SOURCE) < _EVERYDAY
        if first.pos is Pos.NOUN or subject:
            yield index, first, second


def _is_word(token: Token) -> bool:
    return re.fullmatch(r"[^\W\d_]{3,}", token.lemma) is not None


_Key = tuple[str, PartOfSpeech]


@dataclass
class _Collection:
    """Candidates by word and class, as they are found."""

    headlines: frozenset[str]
    _places: dict[_Key, list[WordPlace]] = field(default_factory=lambda: defaultdict(list))
    _about: dict[_Key, tuple[Level, float, tuple[str, ...], str]] = field(default_factory=dict)

    def add_sentence(self, sentence: _Sentence, terms: frozenset[tuple[str, str]]) -> None:
        taken: set[int] = set()
        for occurrence in find_phrases(sentence.tokens):
            if not sentence.hidden.intersection(occurrence.indices):
                taken.update(occurrence.indices)
                self._add_phrase(sentence, occurrence)
        for index, first, second in _pairs(sentence):
            if (first.lemma, second.lemma) in terms and taken.isdisjoint((index, index + 1)):
                taken.update((index, index + 1))
                self._add_term(sentence, first, second)
        for index, token in enumerate(sentence.tokens):
            if index not in taken and index not in sentence.hidden:
                self._add_word(sentence, index, token)

    def candidates(self) -> Iterator[Candidate]:
        for (word, pos), places in self._places.items():
            level, frequency, content, headword = self._about[word, pos]
            prominent = all(part in self.headlines for part in content)
            yield Candidate(
                word, pos, level, frequency, tuple(places), content, headword, prominent
            )

    def _add_phrase(self, sentence: _Sentence, occurrence: Occurrence) -> None:
        phrase = occurrence.phrase
        first, last = (sentence.tokens[occurrence.indices[i]] for i in (0, -1))
        headword = f"to {phrase.text}" if phrase.build is Build.VERB else ""
        content = _content_words(phrase)
        frequency = min(zipf(word, SOURCE) for word in content)
        for word in (phrase.text, without_articles(phrase)):
            if self._add(sentence, word, phrase.pos, first.start, last.end, headword):
                about = (phrase.level, frequency, content, headword)
                self._about.setdefault((word, phrase.pos), about)
                return

    def _add_term(self, sentence: _Sentence, first: Token, second: Token) -> None:
        word = f"{first.form.lower()} {second.lemma}"
        if self._add(sentence, word, PartOfSpeech.NOUN, first.start, second.end):
            parts = [levels.level(t.lemma, t.pos, t.form) for t in (first, second)]
            content = (first.lemma, second.lemma)
            about = (max(parts, key=LEVELS.index), zipf(word, SOURCE), content, "")
            self._about.setdefault((word, PartOfSpeech.NOUN), about)

    def _add_word(self, sentence: _Sentence, index: int, token: Token) -> None:
        token = _as_verb(token)
        pos = token.pos.part_of_speech
        if pos not in _TAUGHT or not _is_teachable(token):
            return
        form = re.sub(r"['’]s?$", "", token.form).lower()
        is_plural = token.pos is Pos.NOUN and form in lexicon.plural_only()
        lemma = form if is_plural else token.lemma.lower()
        headword = _with_company(sentence.tokens, index, lemma, pos)
        if not self._add(sentence, lemma, pos, token.start, token.end, headword):
            shown = f"to {lemma}" if pos.is_verb else lemma
            if not self._add(sentence, form, pos, token.start, token.end, headword or shown):
                return
            lemma, headword = form, shown
        else:
            headword = ""
        about = (levels.level(lemma, token.pos, form), zipf(lemma, SOURCE, form))
        self._about.setdefault((lemma, pos), (*about, (lemma,), headword))

    def _add(
        self,
        sentence: _Sentence,
        word: str,
        pos: PartOfSpeech,
        start: int,
        end: int,
        headword: str = "",
    ) -> bool:
        """Note a place, if the vocabulary list will find the word in the sentence."""
        found = find_word(word, sentence.text, SOURCE, pos.is_separable)
        if found is None or (" " in word and found != (start, end)):
            return False
        start, end = (sentence.start + place for place in found)
        place = WordPlace(sentence.paragraph, sentence.unit, start, end, sentence.text, headword)
        self._places[word, pos].append(place)
        return True


_TAUGHT = (PartOfSpeech.NOUN, PartOfSpeech.VERB, PartOfSpeech.ADJECTIVE, PartOfSpeech.ADVERB)
# Rarer than this (Zipf), a word is a misprint, foreign or a name: twice in a hundred million.
_UNKNOWN = 1.3
# Words of two parts with a hyphen are seldom counted whole: known is one as rare as this.
_HYPHENATED = 2.0


# Adverbs more frequent than this (Zipf) are grammar: "yet", "more".
_FUNCTION = 5.0
_NUMERALS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())


def _as_verb(token: Token) -> Token:
    """Return a participle that is used as an adjective as the verb it is learned with."""
    if token.pos is not Pos.ADJECTIVE or not levels.is_participle(token.form):
        return token
    known = forms.lemmas(token.form.lower()).get(Pos.VERB, ())
    return replace(token, pos=Pos.VERB, lemma=known[0]) if known else token


def _is_teachable(token: Token) -> bool:
    lemma = token.lemma.lower()
    if (
        not re.fullmatch(r"[^\W\d_]{3,}(?:-[^\W\d_]{2,})*", lemma)
        or lemma in lexicon.never_taught()
    ):
        return False
    parts = {token.form.lower(), *lemma.split("-")}
    if parts & (lexicon.never_taught() | _NUMERALS):
        return False
    frequency = zipf(lemma, SOURCE)
    if token.pos is Pos.ADVERB and frequency > _FUNCTION and not lexicon.is_false_friend(lemma):
        return False
    return frequency >= (_HYPHENATED if "-" in lemma else _UNKNOWN)


def _content_words(phrase: Phrase) -> tuple[str, ...]:
    words = [w for w in phrase.words if len(w) > 3 and w not in ("one's", "with", "from", "into")]
    return tuple(words) or phrase.words[:1]


# In a pattern, what stands for other words.
_OPEN = ("somebody", "something", "oneself", "do", "doing")
# Words of the sentence between a word and its preposition: a verb's object is longer.
_NEAR = {PartOfSpeech.VERB: 7, PartOfSpeech.NOUN: 0, PartOfSpeech.ADJECTIVE: 0}


def _with_company(tokens: Sequence[Token], index: int, lemma: str, pos: PartOfSpeech) -> str:
    """Return the word with what goes with it, if the sentence has that too; else ""."""
    pattern = lexicon.patterns().get((pos, lemma))
    if pattern is None:
        return ""
    position = index
    wanted = pattern.split()
    for number, word in enumerate(wanted):
        if word in _OPEN:
            continue
        infinitive = word == "to" and wanted[number + 1 : number + 2] == ["do"]
        window = range(position + 1, min(position + 2 + _NEAR[pos], len(tokens)))
        position = next((i for i in window if _is_small(tokens, i, word, infinitive)), -1)
        if position < 0:
            return ""
    return f"to {lemma} {pattern}" if pos.is_verb else f"{lemma} {pattern}"


def _is_small(tokens: Sequence[Token], index: int, word: str, infinitive: bool) -> bool:
    if tokens[index].form.lower() != word:
        return False
    if word != "to":
        return True
    following = tokens[index + 1 : index + 2]
    verbs = [token for token in following if token.pos in (Pos.VERB, Pos.AUXILIARY)]
    return any(token.form.lower() == token.lemma for token in verbs) == infinitive
