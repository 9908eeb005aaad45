"""The frames of questions in each language, and how they are filled: quotation marks and lists."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline import markup
from pipeline.facts.passage import Value
from pipeline.markup import Marked
from pipeline.quotations import INNER, PAIRS, quotations

# What stands inside a quotation that has these marks.
_INSIDE = {"“”": "‘’", "«»": "“”", "„“": "‚‘", "»«": "›‹"}


@cache
def known_languages() -> frozenset[str]:
    """Return the codes of the languages that there are frames in."""
    folder = files("pipeline") / "frames"
    return frozenset(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml"))


@cache
def frames(language: str) -> dict[str, Any]:
    """Return the frames of a language by their names, and its phrases."""
    return tomllib.loads((files("pipeline") / "frames" / f"{language}.toml").read_text("utf-8"))


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

        What the frame has in quotation marks keeps its own quotations as inner ones, and a list
        in them becomes a list of quotations.
        """
        usual = _usual_marks(self.language)
        text = frame.translate(str.maketrans(usual, self.marks))
        opening, closing = self.marks[0], self.marks[1]
        for name, value in values.items():
            hole = f"{{{name}}}"
            if f"{opening}{hole}" in text:
                texts = (value,) if isinstance(value, str) else value
                inner = [_without_point(self._nested(one)) for one in texts]
                joined = self._joined([f"{opening}{one}{closing}" for one in inner])
                text = re.sub(
                    rf"{opening}{re.escape(hole)}(?P<point>\.?){closing}",
                    lambda match, joined=joined: _with_point(joined, match["point"], closing),  # type: ignore[misc]
                    text,
                )
            text = text.replace(hole, value if isinstance(value, str) else self._joined(value))
        if self.language == "en":
            text = re.sub(r"(?<=[.?!…]”)\.(?=\s|$)", "", text)
        return markup.render(Marked(text))

    def phrase(self, group: str, name: str, **values: str) -> str:
        """Return one of the language's phrases, filled: "in 1877"."""
        phrase: str = frames(self.language)["phrases"][group][name]
        return phrase.format(**values)

    def _nested(self, text: str) -> str:
        inner = _INSIDE[self.marks]
        letters = list(text)
        for found in quotations(text)[0]:
            marks = self.marks if found.depth % 2 else inner
            letters[found.start], letters[found.end - 1] = marks[0], marks[1]
        return "".join(letters)

    def _joined(self, texts: "tuple[str, ...] | list[str]") -> str:
        """Join the parts of a list: "A, B and C"."""
        *first, last = texts
        if not first:
            return last
        word = self.phrase("list", "and")
        if self.language == "es" and re.match(r"[«“]?(?:[IÍ]|Hi(?![ae]))", last, re.IGNORECASE):
            word = "e"
        return f"{', '.join(first)} {word} {last}"


def wording(language: str, text: str) -> Wording:
    """Return how questions are put in a language, with the quotation marks that a text has."""
    pairs = [marks for marks in PAIRS.get(language, ()) if marks in _INSIDE and marks not in INNER]
    used = [found.marks for found in quotations(text)[0] if not found.depth]
    marks = next((marks for marks in used if marks in pairs), _usual_marks(language))
    return Wording(language, marks)


def _usual_marks(language: str) -> str:
    return PAIRS[language][0] if language in PAIRS else "“”"


def _without_point(text: str) -> str:
    """Return a quoted sentence without its full stop, which is for the frame to set."""
    return text.removesuffix(".") if not text.endswith("..") else text


def _with_point(quoted: str, point: str, closing: str) -> str:
    """Put a full stop before the closing mark, unless the quotation ends with another mark."""
    if not point or re.search(rf"[?!…][”“»’‘]*{closing}$", quoted):
        return quoted
    return f"{quoted.removesuffix(closing)}.{closing}"
