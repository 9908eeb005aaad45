"""What the desk says, in the language of who reads it, and how it shows a text."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from pipeline.languages import SOURCE, language
from pipeline.text import markup
from pipeline.text.markup import Style, walk

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import Request

_FOLDER = Path(__file__).parent
STATIC = _FOLDER / "static"
_ELEMENTS = {
    Style.EMPHASIS: "em",
    Style.STRONG: "strong",
    Style.STRIKE: "s",
    Style.CODE: "code",
    Style.LINK: "u",
}
# What is on few keyboards, whatever the language.
_COMMON = "–…"


def surfaces() -> tuple[str, ...]:
    """Return the codes of the languages that the desk speaks."""
    return tuple(sorted(path.stem for path in (_FOLDER / "words").glob("*.toml")))


@cache
def words(code: str) -> Mapping[str, str]:
    """Return all that the desk says in a language, by name."""
    return tomllib.loads((_FOLDER / "words" / f"{code}.toml").read_text("utf-8"))


@cache
def findings(code: str) -> Mapping[str, str]:
    """Return what the checks say in a language, by what they say in English."""
    if code == SOURCE:
        return {}
    return tomllib.loads((_FOLDER / "words" / "findings" / f"{code}.toml").read_text("utf-8"))


def chosen(cookie: str, accepted: str) -> str:
    """Return the language to speak.

    Args:
        cookie: What a person chose; empty where nobody has.
        accepted: What the browser asks for, as in HTTP's Accept-Language.
    """
    asked = [part.split(";")[0].strip().split("-")[0].lower() for part in accepted.split(",")]
    return next((code for code in (cookie, *asked) if code in surfaces()), SOURCE)


def speaks(request: "Request") -> str:
    """Return the language to answer a request in."""
    return chosen(
        request.cookies.get("desk-language", ""), request.headers.get("accept-language", "")
    )


def letters(code: str) -> tuple[str, ...]:
    """Return the characters of a language that a keyboard of another may lack."""
    writing = language(code).writing
    marks = "".join(writing.quotation_marks[:2])
    return tuple(dict.fromkeys(writing.special_letters + marks + _COMMON))


def shown(text: str) -> Markup:
    """Return Markdown as it will look, in a line."""
    html = ""
    for event, part, span in walk(markup.parse(text)):
        if span is None:
            html += str(escape(part)).replace("\n", "<br>")
        elif span.style is Style.NOTE:
            html += f"<sup>{escape(span.value)}</sup>" if event == "open" else ""
        elif span.style in _ELEMENTS:
            html += f"<{'/' * (event == 'close')}{_ELEMENTS[span.style]}>"
    return Markup(html)


def changes(found: Iterable[object]) -> list[list[str]]:
    """Return the changes between two texts for a script: what became of each passage, and it."""
    return [[one.fate.value, one.text] for one in found]  # type: ignore[attr-defined]


@cache
def environment() -> "Environment":
    """Return what the desk's pages are made with."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    jinja = Environment(
        loader=PackageLoader("pipeline.editor"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.globals["shown"] = shown
    return jinja
