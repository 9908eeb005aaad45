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
_PLACEHOLDER = r"{(?P<name>\w+)}"


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

        What is filled in between quotation marks keeps its own quotations as inner ones; a list
        there becomes a list of quotations.
        """
        opening, closing = self.marks[0], self.marks[1]
        frame = frame.translate(str.maketrans(_usual_marks(self.language), self.marks))
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
        if self.language == "en":
            text = re.sub(r"(?<=[.?!…]”)\.(?=\s|$)", "", text)
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
        phrase: str = frames(self.language)["phrases"][group][name]
        return phrase.format(**values)

    def _nested(self, text: str) -> str:
        inner = _INSIDE[self.marks]
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
