"""The frames of questions: which one each kind of fact is put into, and how it is filled."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline import languages
from pipeline.teaching.questions.facts.reading import Fact, Reading, Value
from pipeline.text import markup
from pipeline.text.markup import Marked
from pipeline.text.quotations import quotations

_PLACEHOLDER = r"{(?P<name>\w+)}"


@dataclass(frozen=True)
class Wording:
    """How questions are put in one language.

    Attributes:
        marks: The quotation marks, as the text has them in this language.
    """

    language: str
    marks: str

    def fill(self, frame: str, values: Mapping[str, Value]) -> str:
        """Return a frame with its placeholders filled, as Markdown.

        What is filled in between quotation marks keeps its own quotations as inner ones; a list
        there becomes a list of quotations.
        """
        opening, closing = self.marks[0], self.marks[1]
        writing = languages.language(self.language).writing
        frame = frame.translate(str.maketrans(writing.usual_marks, self.marks))
        part = rf"{opening}(?P<quoted>[^{opening}{closing}]*){closing}|{{(?P<name>\w+)}}"

        def filled(match: re.Match[str]) -> str:
            if match["name"]:
                value = values[match["name"]]
                return value if isinstance(value, str) else self._joined(value)
            alone = re.fullmatch(_PLACEHOLDER, match["quoted"])
            value = values[alone["name"]] if alone else ""
            if isinstance(value, tuple):
                return self._joined(tuple(self._quoted(self._nested(text)) for text in value))
            return self._quoted(
                re.sub(_PLACEHOLDER, lambda hole: self._inner(values, hole), match["quoted"])
            )

        text = re.sub(part, filled, frame)
        if writing.keeps_stop_in_quotation:
            text = re.sub(rf"(?<=[.?!…]{closing})\.(?=\s|$)", "", text)
        return markup.render(Marked(text))

    def _inner(self, values: Mapping[str, Value], hole: re.Match[str]) -> str:
        """Return a value as it stands inside a quotation; its full stop is for the frame to set."""
        text = self._nested(str(values[hole["name"]]))
        return text if text.endswith("..") else text.removesuffix(".")

    def _quoted(self, text: str) -> str:
        """Put a text into quotation marks; after another mark it has no full stop."""
        text = re.sub(r"(?<=[?!…])([”“»’‘]*)\.$", r"\1", text)
        return f"{self.marks[0]}{text}{self.marks[1]}"

    def phrase(self, group: str, name: str, **values: str) -> str:
        """Return one of the language's phrases, filled: "in 1877"."""
        phrase: str = languages.language(self.language).frames["phrases"][group][name]
        return phrase.format(**values)

    def _nested(self, text: str) -> str:
        inner = languages.language(self.language).writing.inner_marks(self.marks)
        letters = list(text)
        for found in quotations(text)[0]:
            marks = self.marks if found.depth % 2 else inner
            letters[found.start], letters[found.end - 1] = marks[0], marks[1]
        return "".join(letters)

    def _joined(self, texts: tuple[str, ...]) -> str:
        """Join the parts of a list: "A, B and C"."""
        *first, last = texts
        if not first:
            return last
        known = languages.language(self.language).questions
        word = known.other_and if known.and_before.match(last) else self.phrase("list", "and")
        return f"{', '.join(first)} {word} {last}"


def wording(language: str, text: str) -> Wording:
    """Return how questions are put in a language, with the quotation marks that a text has."""
    writing = languages.language(language).writing
    used = [found.marks for found in quotations(text)[0] if not found.depth]
    marks = next((marks for marks in used if marks in writing.outer_marks), writing.usual_marks)
    return Wording(language, marks)


# Question, answer and note.
Texts = tuple[str, str, str]

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
    "since": (("since-when", "ABC"),),
    "moment": (("moment", "ABC"),),
    "opening": (("moment", "ABC"),),
    "reported": (("reported", "ABC"),),
    "when past": (("when-past", "ABC"),),
    "when": (("when-always", "ABC"),),
    "condition": (("condition", "ABC"),),
    "advice": (("advice", "ABC"),),
    "concession": (("concession", "ABC"),),
    "contrast": (("contrast", "ABC"),),
    "asked": (("asked", "ABC"),),
    "thesis": (("thesis", "BC"),),
    "objection": (("objection", "BC"),),
    "reply": (("reply", "BC"),),
    "quoted reply": (("reply-quoted", "BC"),),
    "next": (("next", "ABC"),),
    "step": (("step", "ABC"),),
    "number": (("number", "ABC"),),
    "numbers": (("numbers", "ABC"),),
    "amount": (("amount", "ABC"), ("amount-exact", "BC")),
    "who": (("who", "ABC"),),
    "who past": (("who-past", "ABC"),),
    "person": (("person", "ABC"),),
    "saying": (("saying", "A"), ("saying-situation", "BC"), ("saying", "BC")),
    "term": (("term", "BC"),),
    "why": (("why", "ABC"),),
    "so": (("why-consequence", "ABC"),),
    "degree": (("contrast", "ABC"),),
    "complete": (("why-complete", "BC"),),
    "aim": (("aim", "ABC"),),
    "therefore": (("therefore", "ABC"),),
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


class Framer:
    """Puts facts into the frames of a level, those of one kind in turn."""

    def __init__(self, reading: Reading, level: str) -> None:
        self.language = reading.language
        self.languages = reading.languages
        # The languages that say something of the text.
        self.translated = [code for code in reading.bitexts if reading.whole.get(code)]
        self._level = level
        self._used: Counter[str] = Counter()
        self._wordings = {
            code: wording(code, reading.whole.get(code, "")) for code in reading.languages
        }

    def fits(self, fact: Fact) -> bool:
        """Whether the level has a frame for the fact, and its own language a fill."""
        return self.language in fact.fills and bool(self._frames(fact.kind))

    def write(self, fact: Fact) -> dict[str, Texts]:
        """Put a fact into its frame, in every language."""
        choice = self._frames(fact.kind)
        name = choice[self._used[fact.kind] % len(choice)]
        self._used[fact.kind] += 1
        return {code: self._write(name, fact, code) for code in self.languages}

    def each(self, fact: Fact) -> Iterator[dict[str, Texts]]:
        """Put a fact into every frame that fits it, in every language."""
        for name in self._frames(fact.kind):
            yield {code: self._write(name, fact, code) for code in self.languages}

    def _frames(self, kind: str) -> list[str]:
        return [name for name, levels in _FRAMES[kind] if self._level in levels]

    def _write(self, name: str, fact: Fact, language: str) -> Texts:
        if language not in fact.fills:
            return "", "", ""
        frame, words = languages.language(language).frames[name], self._wordings[language]
        question = words.fill(frame["question"], _with_phrases(fact.fills[language], words))
        answer = words.fill("{answer}", {"answer": fact.answers.get(language, "")})
        return question, answer, words.fill(frame["note"], {})


def _with_phrases(values: Mapping[str, Value], words: Wording) -> dict[str, Value]:
    """Add to the time of a fact how the language puts it: "in 1877"."""
    shape, time = values.get("shape"), values.get("time")
    if not isinstance(shape, str) or not isinstance(time, str):
        return dict(values)
    groups = ("when", "about")
    return {**values, **{group: words.phrase(group, shape, time=time) for group in groups}}
