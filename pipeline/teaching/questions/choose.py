"""Questions proposed for any article: facts of its text, put into frames that a teacher wrote.

Pure: what enters is an article with its bitexts; what leaves are questions, each with answer and
note in the article's language and in those of the translations. What a translation does not surely
say is left out there. The same text always gives the same questions.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

from pipeline import languages
from pipeline.alignment.bitext import Bitext
from pipeline.lesson.article import Article
from pipeline.teaching.questions.facts import (
    amounts,
    claims,
    clauses,
    outline,
    reasons,
    speech,
    story,
    talk,
    times,
)
from pipeline.teaching.questions.facts.names import Person, find_people, names
from pipeline.teaching.questions.facts.reading import Fact, Reading, Value, read
from pipeline.teaching.questions.frames import Framer, Texts

# What a fact is worth in a handout, before what it repeats is taken off: reasons and times ask for
# understanding, a single number for little more than reading on.
_WORTH: Mapping[str, int] = {
    **{
        "people": 6,
        "events": 4,
        "where": 3,
        "why": 10,
        "so": 9,
        "aim": 9,
        "complete": 5,
        "therefore": 8,
        "past": 7,
    },
    **{"thesis": 11, "objection": 9, "reply": 9, "quoted reply": 8, "asked": 10, "reported": 9},
    **{"when past": 8, "when": 7, "condition": 8, "advice": 9, "concession": 8},
    **{"contrast": 5, "degree": 7, "opening": 5, "next": 7, "step": 6, "moment": 7},
    **{"list": 7, "saying": 7, "who": 7, "who past": 7, "since": 7},
    **{"term": 6, "amount": 6, "numbers": 6},
    **{"person": 5, "number": 5, "table": 4, "time": 4, "part": 3, "gist": 2},
}
# Kinds that are put in the same words as another.
_LIKE = {
    **dict.fromkeys(("concession", "complete", "degree"), "contrast"),
    **{"step": "next", "when past": "when", "opening": "moment"},
}
# Taken off for each fact of the same kind, and for each from the same ¶, that is chosen already.
_SAME_KIND, _SAME_PARAGRAPH = 3, 3
# Taken off for an answer of more letters than this.
_TOO_LONG, _LONG_ANSWER = 2, 280
# Taken off for a question that one or more translations do not surely have, or not its answer.
_INCOMPLETE = (0, 3, 8)
# So many questions are enough not to add one that a translation lacks.
_ENOUGH = 4
# Words of an answer at most.
_MOST_WORDS = 70
# What a fact adds at least to be asked for.
_LEAST = 2
# How many questions a group has; of the understanding, one more for every four sentences.
_BEFORE, _FEWEST, _MOST, _SENTENCES = 3, 2, 8, 4
# What there is before reading, the best first; the first of these come, in this order.
_BEFORE_KINDS = (
    *("title", "story title", "caption", "picture", "headings", "many headings", "knowledge"),
    *("kicker", "lead"),
)
# What a story is not asked for: its people are asked for together, and its numbers say little.
_NOT_OF_STORIES = ("who", "who past", "person", "number", "numbers", "amount", "part")
# What any text can be asked, of which there is no more than one in three; and how many questions
# for discussion stay.
_GENERAL = frozenset(
    "knowledge lead gist people where events everyday country headline surprise further reason"
    " ending experience".split()
)
_PART, _KEPT = 3, 3
_PICTURES = frozenset({"caption", "picture"})


@dataclass(frozen=True)
class QuestionProposal:
    """A question proposed to the teacher.

    Attributes:
        group: before_reading, understanding or discussion.
        key: What it is about, for a person to read; the same as long as the text says the same.
        question, answer, note: In the article's language, as Markdown; empty where there is none.
        paragraphs: The ¶ that it is about.
        translations: Question, answer and note by language; what is not sure there is empty.
    """

    group: str
    key: str
    question: str
    answer: str
    note: str
    paragraphs: tuple[int, ...] = ()
    translations: Mapping[str, Texts] = field(default_factory=dict)


def propose_questions(
    article: Article, bitexts: Mapping[str, Bitext], level: str, seen: Collection[str] = ()
) -> tuple[QuestionProposal, ...]:
    """Propose questions for an article.

    Args:
        article: The article.
        bitexts: The article beside each of its translations, by language.
        level: Of the CEFR: A1 to C2.
        seen: Keys of what was proposed once. It is left out and nothing comes in its place, so that
            a second proposal for the same text is empty.

    Returns:
        About three questions before reading, then one to eight about the text in its order, then
        up to six to discuss; fewer where the text gives less.
    """
    known = {code: one for code, one in bitexts.items() if languages.language(code).frames}
    reading = read(article, known)
    writer = Framer(reading, level[:1])
    text = _Text(reading, find_people(reading), story.is_story(reading))
    understanding = _understanding(text, writer)
    groups = {
        "before_reading": _before(text, writer),
        "understanding": understanding,
        "discussion": _discussion(text, writer, understanding),
    }
    proposals = [
        _proposal(group, fact, writer) for group, facts in groups.items() for fact in facts
    ]
    return tuple(proposal for proposal in proposals if proposal.key not in seen)


def every_question(
    article: Article, bitexts: Mapping[str, Bitext], level: str
) -> Iterator[QuestionProposal]:
    """Yield all that could be proposed for an article, in every frame of a level that fits.

    A translation that comes later finds there what it says for a question that was chosen without
    it. The arguments are those of `propose_questions`.
    """
    known = {code: one for code, one in bitexts.items() if languages.language(code).frames}
    reading = read(article, known)
    writer = Framer(reading, level[:1])
    text = _Text(reading, find_people(reading), story.is_story(reading))
    groups = {
        "before_reading": _before(text, writer),
        "understanding": _facts(text, writer),
        "discussion": _to_discuss(text, writer, ()),
    }
    for group, facts in groups.items():
        for fact in facts:
            for written in writer.each(fact):
                own = written.pop(writer.language)
                yield QuestionProposal(group, fact.key, *own, fact.paragraphs, written)


def _proposal(group: str, fact: Fact, writer: Framer) -> QuestionProposal:
    written = writer.write(fact)
    own = written.pop(writer.language)
    return QuestionProposal(group, fact.key, *own, fact.paragraphs, written)


@dataclass(frozen=True)
class _Text:
    """A text with what is known of it as a whole."""

    reading: Reading
    people: tuple[Person, ...]
    is_story: bool


def _before(text: _Text, writer: Framer) -> list[Fact]:
    found = [fact for fact in outline.outline(text.reading) if writer.fits(fact)]
    if text.is_story:
        titles = [replace(fact, kind="story title") for fact in found if fact.kind == "title"]
        found = [*titles, *(fact for fact in found if fact.kind not in ("title", "lead"))]
    else:
        found.append(_generic("knowledge", "what the class knows", text.reading))
    found.sort(key=lambda fact: _BEFORE_KINDS.index(fact.kind))
    pictures = sum(fact.kind in _PICTURES for fact in found)
    return found[: _BEFORE + pictures]


def _facts(text: _Text, writer: Framer) -> list[Fact]:
    """Return all that the text can be asked about, once it is read."""
    reading = text.reading
    found = [
        *chain(times.times(reading), times.openings(reading)),
        *amounts.amounts(reading),
        *names(reading, text.people),
        *chain(speech.sayings(reading, text.people), speech.terms(reading)),
        *reasons.reasons(reading),
        *chain(clauses.clauses(reading), clauses.contrasts(reading), clauses.steps(reading)),
        *chain(clauses.reports(reading), clauses.arguments(reading)),
        *talk.asked(reading),
        *chain(outline.lists(reading), outline.tables(reading), outline.parts(reading)),
        *_whole(text),
    ]
    left_out = _NOT_OF_STORIES if text.is_story else ()
    found = [fact for fact in found if writer.fits(fact) and fact.kind not in left_out]
    return [fact for fact in found if _is_short(fact, reading.language)]


def _is_short(fact: Fact, language: str) -> bool:
    """Whether the answer to a question about a fact is one, and not the text again."""
    return len(fact.answers.get(language, "").split()) <= _MOST_WORDS


def _understanding(text: _Text, writer: Framer) -> list[Fact]:
    """Choose facts from all over the text, the one that adds most each time."""
    reading, free = text.reading, _facts(text, writer)
    chosen: list[Fact] = []
    wanted = min(_MOST, _FEWEST + len(reading.passages) // _SENTENCES)
    while free and len(chosen) < wanted:
        best = max(free, key=lambda fact: (_gain(fact, chosen, writer), -fact.place))
        if _gain(best, chosen, writer) < _LEAST:
            break
        if len(chosen) >= _ENOUGH and _lacking(best, writer):
            free.remove(best)
            continue
        chosen.append(best)
        free = [fact for fact in free if not _overlap(fact, best, reading.language)]
    return sorted(chosen, key=lambda fact: fact.place)


def _gain(fact: Fact, chosen: Sequence[Fact], writer: Framer) -> int:
    kind = _LIKE.get(fact.kind, fact.kind)
    same_kind = sum(_LIKE.get(other.kind, other.kind) == kind for other in chosen)
    same_paragraph = sum(bool({*other.paragraphs} & {*fact.paragraphs}) for other in chosen)
    is_long = len(fact.answers.get(writer.language, "")) > _LONG_ANSWER
    return (
        _WORTH[fact.kind]
        - _INCOMPLETE[min(_lacking(fact, writer), len(_INCOMPLETE) - 1)]
        - _SAME_KIND * same_kind
        - _SAME_PARAGRAPH * same_paragraph
        - _TOO_LONG * is_long
    )


def _lacking(fact: Fact, writer: Framer) -> int:
    """Return how many translations of the text have not the question, or not its answer."""
    return sum(
        code not in fact.fills or bool(fact.answers and not fact.answers.get(code))
        for code in writer.translated
    )


def _overlap(one: Fact, other: Fact, language: str) -> bool:
    """Whether two facts are about the same, are in one sentence, or have the same answer."""
    if one.key == other.key:
        return True
    places = {other.place, *other.others} if one.paragraphs and other.paragraphs else set()
    if not places.isdisjoint({one.place, *one.others}):
        return True
    answer = one.answers.get(language)
    return bool(answer) and answer == other.answers.get(language)


def _whole(text: _Text) -> Iterator[Fact]:
    """Yield what can be asked about any text, or any story, as a whole."""
    last = len(text.reading.passages)
    if text.is_story:
        if len(text.people) > 1:
            yield _generic("people", "people of the story", text.reading)
        yield _generic("where", "place of the story", text.reading)
        yield _generic("events", "beginning and end", text.reading, last)
    else:
        yield _generic("gist", "gist", text.reading, last)


def _discussion(text: _Text, writer: Framer, asked: Sequence[Fact]) -> list[Fact]:
    """Choose what to discuss; what any text can be asked is no more than a part of all."""
    found = _to_discuss(text, writer, asked)[:_DISCUSSED]
    others = _before(text, writer)
    while len(found) > _KEPT:
        everything = [*others, *asked, *found]
        general = [fact for fact in everything if fact.kind in _GENERAL]
        if len(general) * _PART <= len(everything):
            break
        last = next((fact for fact in reversed(found) if fact.kind in _GENERAL), None)
        if last is None:
            break
        found.remove(last)
    return found


def _to_discuss(text: _Text, writer: Framer, asked: Sequence[Fact]) -> list[Fact]:
    """Return what there is to discuss: claims and reasons, people, the class's own world."""
    reading, people = text.reading, text.people
    if text.is_story:
        found = [
            *(_person("place", person) for person in people[:1]),
            *(_person("interview", person) for person in people[:1]),
            _generic("ending", "another ending", reading),
            _generic("experience", "the students' own experience", reading),
            _headline(reading),
        ]
        return [fact for fact in found if writer.fits(fact)]
    quoted = {
        fact.place for fact in asked if fact.kind in ("therefore", "why", "so", "aim", "complete")
    }
    claimed = [f for f in claims.claims(reading) if writer.fits(f) and f.place not in quoted]
    spread = _spread(claimed)
    found = [
        *spread,
        *(_voices(text, asked) if len(spread) < _CLAIMS else ()),
        *_perspectives(people, reading, writer),
        *_reasons(reading),
        _world(reading),
        _headline(reading),
        _generic("further", "what the text does not say", reading),
        _generic("surprise", "what surprises", reading),
    ]
    return [fact for fact in found if writer.fits(fact)]


# Questions for discussion in all, and people of whom two may talk: those named most.
_DISCUSSED, _TALKING = 6, 4
# Sentences of the text that are discussed.
_CLAIMS = 2


def _spread(found: Sequence[Fact]) -> list[Fact]:
    """Return claims from different paragraphs and, where there are such, of different kinds."""
    if not found:
        return []
    first = next((fact for fact in found if fact.kind == "claim"), found[0])
    others = [fact for fact in found if fact.paragraphs != first.paragraphs]
    second = next((fact for fact in others if fact.kind != first.kind), None)
    second = second or (others[-1] if others else None)
    return sorted((first, second) if second else (first,), key=lambda fact: fact.place)


# So many reasons of a text that argues, or words of one about society, are something to discuss.
_SEVERAL = 3


def _reasons(reading: Reading) -> Iterator[Fact]:
    given = reading.known.reasons.findall(reading.whole[reading.language])
    if len(given) >= _SEVERAL and claims.takes_sides(reading):
        yield _generic("reason", "reasons", reading)


def _world(reading: Reading) -> Fact:
    """Return what joins the text with the world of the class."""
    words = reading.known.society.findall(reading.whole[reading.language])
    about = {word.lower() for word in words}
    if len(about) >= _SEVERAL:
        return _generic("country", "the students' own country", reading)
    return _generic("everyday", "everyday life", reading)


def _voices(text: _Text, asked: Sequence[Fact]) -> list[Fact]:
    """Return the first that somebody says and no other question quotes."""
    known = {fact.key for fact in asked}
    for fact in speech.sayings(text.reading, text.people):
        said = str(fact.fills[text.reading.language]["saying"])
        if fact.key not in known and text.reading.known.understood_alone.match(said):
            return [replace(fact, kind="voice", key=f"opinion: {said}", answers={})]
    return []


def _perspectives(people: Sequence[Person], reading: Reading, writer: Framer) -> Iterator[Fact]:
    """Yield a conversation of two people who stand in one paragraph, or else with one of them."""
    pair = next((two for two in combinations(people[:_TALKING], 2) if _have_met(*two)), None)
    if pair and writer.fits(_generic("perspectives", "", reading)):
        fills: dict[str, dict[str, Value]] = {
            code: {"people": tuple(person.fills[code]["name"] for person in pair)}
            for code in reading.languages
            if all(code in person.fills for person in pair)
        }
        key = f"conversation: {pair[0].name} and {pair[1].name}"
        yield Fact("perspectives", key, 0, (), fills)
    elif people:
        yield _person("interview", people[0])


def _have_met(one: Person, other: Person) -> bool:
    return bool({p.paragraph for p in one.passages} & {p.paragraph for p in other.passages})


def _person(kind: str, person: Person) -> Fact:
    key = f"{'in the place of' if kind == 'place' else 'question to'}: {person.name}"
    fills: dict[str, dict[str, Value]] = {c: dict(v) for c, v in person.fills.items()}
    return Fact(kind, key, person.passages[0].place, (), fills)


def _headline(reading: Reading) -> Fact:
    fills = {code: {"title": text} for code, text in reading.title().items()}
    return Fact("headline", "another title", fills=fills)


def _generic(kind: str, key: str, reading: Reading, place: int = 0) -> Fact:
    """Return a fact that every text has."""
    return Fact(kind, key, place, (), {code: {} for code in reading.languages})
