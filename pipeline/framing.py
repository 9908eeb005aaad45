"""Facts of a text → questions: which frame each kind of fact is put into, and how it is filled."""

from collections import Counter
from collections.abc import Mapping

from pipeline.facts.passage import Fact, Reading, Value
from pipeline.wording import Wording, frames, wording

# Question, answer and note.
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
    "knowledge": (("knowledge-simple", "A"), ("knowledge", "BC")),
    "past": (("past", "ABC"), ("past-find", "ABC")),
    "time": (("time", "ABC"),),
    "since": (("since", "ABC"),),
    "number": (("number", "ABC"),),
    "numbers": (("numbers", "ABC"),),
    "amount": (("amount", "ABC"), ("amount-exact", "BC")),
    "who": (("who", "ABC"),),
    "who past": (("who-past", "ABC"),),
    "person": (("person", "ABC"),),
    "saying": (("saying", "A"), ("saying-situation", "BC"), ("saying", "BC")),
    "term": (("term", "BC"),),
    "why": (("why", "ABC"), ("why-complete", "ABC")),
    "so": (("why-consequence", "ABC"),),
    "complete": (("why-complete", "BC"),),
    "aim": (("aim", "BC"), ("why-complete", "BC")),
    "therefore": (("therefore", "BC"),),
    "list": (("list", "ABC"),),
    "table": (("table-simple", "A"), ("table", "BC")),
    "part": (("part", "BC"),),
    "gist": (("gist", "ABC"),),
    "people": (("story-people", "ABC"),),
    "where": (("story-where", "ABC"),),
    "events": (("story-events", "ABC"),),
    "claim": (("agree", "ABC"), ("disagree", "BC"), ("opinion", "BC")),
    "prediction": (("likely", "BC"), ("disagree", "BC")),
    "reason": (("reason", "BC"),),
    "voice": (("voice", "ABC"),),
    "interview": (("interview", "ABC"),),
    "perspectives": (("perspectives", "BC"),),
    "everyday": (("everyday", "ABC"),),
    "country": (("country-simple", "A"), ("country", "BC")),
    "headline": (("headline-simple", "A"), ("headline", "BC")),
    "surprise": (("surprise", "ABC"),),
    "further": (("further", "BC"),),
    "ending": (("ending", "ABC"),),
    "place": (("place-simple", "A"), ("place", "BC")),
    "experience": (("experience", "ABC"),),
}


class Writer:
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

    def write(self, fact: Fact) -> dict[str, Words]:
        """Put a fact into its frame, in every language."""
        choice = self._frames(fact.kind)
        name = choice[self._used[fact.kind] % len(choice)]
        self._used[fact.kind] += 1
        return {code: self._write(name, fact, code) for code in self.languages}

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
