"""Questions proposed for any article: facts of its text, put into frames that a teacher wrote.

Pure: what enters is an article with its bitexts; what leaves are questions, each with answer and
note in the article's language and in those of the translations. What a translation does not surely
say is left out there. The same text always gives the same questions.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from pipeline.article import Article
from pipeline.bitext import Bitext
from pipeline.facts import amounts, claims, names, outline, reasons, speech, story, times
from pipeline.facts.passage import Fact, Reading, Value, read
from pipeline.wording import Wording, frames, known_languages, wording

Words = tuple[str, str, str]

# The frames for each kind of fact, with the letters of the levels they are for. Facts of one kind
# take them in turn, so that a handout does not put the same question again and again.
_FRAMES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "title": (("title-simple", "A"), ("title", "BC")),
    "story title": (("title-story", "ABC"),),
    "headings": (("headings-simple", "A"), ("headings", "BC")),
    "many headings": (("headings-many", "ABC"),),
    "caption": (("caption-simple", "A"), ("caption", "BC")),
    "picture": (("picture-simple", "A"), ("picture", "BC")),
    "kicker": (("kicker", "BC"),),
    "lead": (("lead", "ABC"),),
    "names": (("names", "BC"),),
    "knowledge": (("knowledge-simple", "A"), ("knowledge", "BC")),
    "past": (("past", "ABC"),),
    "time": (("time", "ABC"),),
    "since": (("since", "ABC"),),
    "number": (("number", "ABC"),),
    "numbers": (("numbers", "ABC"),),
    "amount": (("amount", "ABC"), ("amount-exact", "BC")),
    "who": (("who", "ABC"),),
    "person": (("person", "ABC"),),
    "saying": (("saying", "A"), ("saying-situation", "BC"), ("saying", "BC")),
    "term": (("term", "BC"),),
    "why": (("why", "ABC"), ("why-complete", "ABC")),
    "so": (("why-consequence", "ABC"),),
    "aim": (("aim", "BC"), ("why-complete", "BC")),
    "therefore": (("therefore", "BC"),),
    "list": (("list", "ABC"),),
    "table": (("table-simple", "A"), ("table", "BC")),
    "part": (("part", "BC"),),
    "gist": (("gist", "ABC"),),
    "people": (("story-people", "ABC"),),
    "events": (("story-events", "ABC"),),
    "claim": (("agree", "ABC"), ("disagree", "BC"), ("opinion", "BC")),
    "prediction": (("likely", "BC"), ("disagree", "BC")),
    "reason": (("reason", "BC"),),
    "voice": (("voice", "ABC"),),
    "interview": (("interview", "ABC"),),
    "perspectives": (("perspectives", "BC"),),
    "country": (("country-simple", "A"), ("country", "BC")),
    "headline": (("headline-simple", "A"), ("headline", "BC")),
    "surprise": (("surprise", "ABC"),),
    "further": (("further", "BC"),),
    "ending": (("ending", "ABC"),),
    "place": (("place", "ABC"),),
    "experience": (("experience", "ABC"),),
}
# What a fact is worth in a handout, before what it repeats is taken off: reasons and times ask for
# understanding, a single number for little more than reading on.
_WORTH: Mapping[str, int] = {
    **{"people": 20, "events": 19, "why": 9, "so": 9, "aim": 8, "therefore": 7, "past": 8},
    **{"list": 7, "saying": 7, "who": 7, "since": 7, "term": 6, "amount": 6, "numbers": 6},
    **{"person": 5, "number": 5, "table": 4, "time": 4, "part": 3, "gist": 2},
}
# Taken off for each fact of the same kind, and for each from the same ¶, that is chosen already.
_SAME_KIND, _SAME_PARAGRAPH = 2, 3
# Taken off for a language that the question cannot be put in, and for an answer of many letters.
_NO_TRANSLATION, _TOO_LONG, _LONG_ANSWER = 1, 2, 280
# How many questions a group has; of the understanding, one more for every six sentences.
_BEFORE, _FEWEST, _MOST, _SENTENCES = 3, 2, 8, 6
# What there is before reading, the best first; the first of these come, in this order.
_BEFORE_KINDS = (
    *("title", "story title", "caption", "picture", "headings", "many headings", "knowledge"),
    *("kicker", "lead", "names"),
)
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
    translations: Mapping[str, Words] = field(default_factory=dict)


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
    known = {code: bitext for code, bitext in bitexts.items() if code in known_languages()}
    reading = read(article, known)
    writer = _Writer(reading, level[:1])
    is_story = story.is_story(reading)
    understanding = _understanding(reading, is_story, writer)
    groups = {
        "before_reading": _before(reading, is_story, writer),
        "understanding": understanding,
        "discussion": _discussion(reading, is_story, writer, understanding),
    }
    proposals = [writer.proposal(group, fact) for group, facts in groups.items() for fact in facts]
    return tuple(proposal for proposal in proposals if proposal.key not in seen)


class _Writer:
    """Puts facts into the frames of a level, those of one kind in turn."""

    def __init__(self, reading: Reading, level: str) -> None:
        self.language = reading.language
        self.languages = reading.languages
        self._level = level
        self._used: Counter[str] = Counter()
        self._wordings = {
            code: wording(code, reading.whole.get(code, "")) for code in reading.languages
        }

    def fits(self, fact: Fact) -> bool:
        """Whether the level has a frame for the fact, and its own language a fill."""
        return self.language in fact.fills and bool(self._frames(fact.kind))

    def proposal(self, group: str, fact: Fact) -> QuestionProposal:
        """Put a fact into its frame, in every language."""
        choice = self._frames(fact.kind)
        name = choice[self._used[fact.kind] % len(choice)]
        self._used[fact.kind] += 1
        written = {code: self._write(name, fact, code) for code in self.languages}
        own = written.pop(self.language)
        return QuestionProposal(group, fact.key, *own, fact.paragraphs, written)

    def _frames(self, kind: str) -> list[str]:
        return [name for name, levels in _FRAMES[kind] if self._level in levels]

    def _write(self, name: str, fact: Fact, language: str) -> Words:
        if language not in fact.fills:
            return "", "", ""
        frame, words = frames(language)[name], self._wordings[language]
        question = words.fill(frame["question"], _with_phrases(fact.fills[language], words))
        answer = words.fill("{answer}", {"answer": fact.answers.get(language, "")})
        return question, answer, words.fill(frame["note"], {})


def _with_phrases(values: Mapping[str, Value], words: Wording) -> dict[str, Value]:
    """Add to the time of a fact how the language puts it: "in 1877"."""
    shape, time = values.get("shape"), values.get("time")
    if not isinstance(shape, str) or not isinstance(time, str):
        return dict(values)
    groups = ("when", "about", "since")
    return {**values, **{group: words.phrase(group, shape, time=time) for group in groups}}


def _before(reading: Reading, is_story: bool, writer: _Writer) -> list[Fact]:
    found = [fact for fact in outline.outline(reading) if writer.fits(fact)]
    if is_story:
        titles = [replace(fact, kind="story title") for fact in found if fact.kind == "title"]
        found = [*titles, *(fact for fact in found if fact.kind not in ("title", "lead", "names"))]
    else:
        found.append(_generic("knowledge", "what the class knows", reading))
    found.sort(key=lambda fact: _BEFORE_KINDS.index(fact.kind))
    pictures = sum(fact.kind in _PICTURES for fact in found)
    return found[: _BEFORE + pictures]


def _understanding(reading: Reading, is_story: bool, writer: _Writer) -> list[Fact]:
    """Choose facts from all over the text, the one that adds most each time."""
    free = [
        *times.times(reading),
        *amounts.amounts(reading),
        *names.names(reading),
        *chain(speech.sayings(reading), speech.terms(reading)),
        *reasons.reasons(reading),
        *chain(outline.lists(reading), outline.tables(reading), outline.parts(reading)),
        *_whole(reading, is_story),
    ]
    free = [fact for fact in free if writer.fits(fact)]
    chosen: list[Fact] = []
    wanted = min(_MOST, _FEWEST + len(reading.passages) // _SENTENCES)
    while free and len(chosen) < wanted:
        best = max(free, key=lambda fact: (_gain(fact, chosen, writer), -fact.place))
        if _gain(best, chosen, writer) <= 0:
            break
        chosen.append(best)
        free = [fact for fact in free if not _overlap(fact, best)]
    return sorted(chosen, key=lambda fact: fact.place)


def _gain(fact: Fact, chosen: Sequence[Fact], writer: _Writer) -> int:
    missing = sum(code not in fact.fills for code in writer.languages)
    same_kind = sum(other.kind == fact.kind for other in chosen)
    same_paragraph = sum(bool({*other.paragraphs} & {*fact.paragraphs}) for other in chosen)
    is_long = len(fact.answers.get(writer.language, "")) > _LONG_ANSWER
    return (
        _WORTH[fact.kind]
        - _NO_TRANSLATION * missing
        - _SAME_KIND * same_kind
        - _SAME_PARAGRAPH * same_paragraph
        - _TOO_LONG * is_long
    )


def _overlap(one: Fact, other: Fact) -> bool:
    """Whether two facts are about the same, or have the same answer."""
    answers = set(one.answers.values()) & set(other.answers.values())
    return one.key == other.key or bool(answers - {""})


def _whole(reading: Reading, is_story: bool) -> Iterator[Fact]:
    """Yield what can be asked about any text, or any story, as a whole."""
    last = len(reading.passages)
    if not is_story:
        yield _generic("gist", "gist", reading, last)
        return
    people = [person for person in names.people(reading)]
    answers = {
        code: f"{', '.join(person.fills[code]['name'] for person in people)}."
        for code in reading.languages
        if people and all(code in person.fills for person in people)
    }
    fills: dict[str, dict[str, Value]] = {code: {} for code in reading.languages}
    yield Fact("people", "people of the story", 0, (), fills, answers)
    yield _generic("events", "beginning and end", reading, last)


def _discussion(
    reading: Reading, is_story: bool, writer: _Writer, asked: Sequence[Fact]
) -> list[Fact]:
    """Choose what to discuss: claims and reasons of the text, its people, the class's own world."""
    people = names.people(reading)
    if is_story:
        found = [
            *(_person("place", person, reading) for person in people[:1]),
            *(_person("interview", person, reading) for person in people[1:2]),
            _generic("ending", "another ending", reading),
            _generic("experience", "the students' own experience", reading),
            _headline(reading),
        ]
        return [fact for fact in found if writer.fits(fact)]
    quoted = {fact.place for fact in asked if fact.kind == "therefore"}
    claimed = [f for f in claims.claims(reading) if writer.fits(f) and f.place not in quoted]
    found = [
        *_spread(claimed),
        *list(_reasons(reading, asked))[:1],
        *list(_voices(reading, asked))[:1],
        *_perspectives(people, reading, writer),
        _generic("country", "the students' own country", reading),
        _headline(reading),
        _generic("further", "what the text does not say", reading),
        _generic("surprise", "what surprises", reading),
    ]
    return [fact for fact in found if writer.fits(fact)][:_DISCUSSED]


# Claims that are discussed, and questions for discussion in all.
_CLAIMS, _DISCUSSED = 2, 6


def _spread(found: Sequence[Fact]) -> list[Fact]:
    """Return claims from different paragraphs and, where there are such, of different kinds."""
    if not found:
        return []
    first = next((fact for fact in found if fact.kind == "claim"), found[0])
    others = [fact for fact in found if fact.paragraphs != first.paragraphs]
    second = next((fact for fact in others if fact.kind != first.kind), None)
    second = second or (others[-1] if others else None)
    return sorted((first, second) if second else (first,), key=lambda fact: fact.place)


def _reasons(reading: Reading, asked: Sequence[Fact]) -> Iterator[Fact]:
    for fact in reasons.reasons(reading):
        values = fact.fills[reading.language]
        if fact.kind == "why" and "reason" in values and fact.key not in {f.key for f in asked}:
            yield replace(fact, kind="reason", key=f"reason: {values['reason']}", answers={})


def _voices(reading: Reading, asked: Sequence[Fact]) -> Iterator[Fact]:
    """Yield what somebody says and no other question quotes."""
    known = {fact.key for fact in asked}
    for fact in speech.sayings(reading):
        said = str(fact.fills[reading.language]["saying"])
        if fact.key not in known and not said.endswith(("?", "…")):
            yield replace(fact, kind="voice", key=f"opinion: {said}", answers={})


def _perspectives(
    people: Sequence[names.Person], reading: Reading, writer: _Writer
) -> Iterator[Fact]:
    pair = people[:2]
    if len(pair) == 2 and writer.fits(_generic("perspectives", "", reading)):
        fills: dict[str, dict[str, Value]] = {
            code: {"one": pair[0].fills[code]["name"], "other": pair[1].fills[code]["name"]}
            for code in reading.languages
            if all(code in person.fills for person in pair)
        }
        key = f"conversation: {pair[0].name} and {pair[1].name}"
        yield Fact("perspectives", key, 0, (), fills)
    elif people:
        yield _person("interview", people[0], reading)


def _person(kind: str, person: names.Person, reading: Reading) -> Fact:
    key = f"{'in the place of' if kind == 'place' else 'question to'}: {person.name}"
    fills: dict[str, dict[str, Value]] = {c: dict(v) for c, v in person.fills.items()}
    return Fact(kind, key, person.passages[0].place, (), fills)


def _headline(reading: Reading) -> Fact:
    fills = {code: {"title": text} for code, text in reading.title().items()}
    return Fact("headline", "another title", fills=fills)


def _generic(kind: str, key: str, reading: Reading, place: int = 0) -> Fact:
    """Return a fact that every text has."""
    return Fact(kind, key, place, (), {code: {} for code in reading.languages})
