"""Inline Markdown ↔ plain text with spans over it.

`parse` takes the Markdown of one unit; what leaves is the text as a reader sees it and the ranges
that are emphasised, linked, noted. Everything that looks at words (sentences, vocabulary,
checks, translation) works on the text and adds or moves spans; `render` writes Markdown again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class Style(StrEnum):
    """What a span does to its text, outermost first where several cover the same range."""

    LINK = "link"  # value: the address
    STRONG = "strong"
    EMPHASIS = "emphasis"
    STRIKE = "strike"
    TERM = "term"  # a vocabulary word; value: its number in the list
    CODE = "code"
    IMAGE = "image"  # value: the file; the text is its description
    NOTE = "note"  # a footnote mark, of no width; value: the footnote's label


_RANK = {style: rank for rank, style in enumerate(Style)}
_MARKS = {Style.STRONG: "**", Style.EMPHASIS: "*", Style.STRIKE: "~~"}


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a text, in characters, `end` not included."""

    start: int
    end: int
    style: Style
    value: str = ""

    @property
    def order(self) -> tuple[int, int, int]:
        """Sort key that puts an outer span before the spans inside it."""
        return self.start, -self.end, _RANK[self.style]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its spans, outer before inner; a line break is a newline character."""

    text: str
    spans: tuple[Span, ...] = ()

    def with_spans(self, added: Iterable[Span]) -> "Marked":
        """Return the same text with more spans."""
        spans = sorted((*self.spans, *added), key=lambda span: span.order)
        return replace(self, spans=tuple(spans))


@cache
def parser() -> "MarkdownIt":
    """Return the project's Markdown parser: CommonMark, tables, strikethrough, footnotes."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def parse(markdown: str) -> Marked:
    """Read inline Markdown; footnote marks count whether or not their note is at hand."""
    labels = re.findall(r"\[\^([^\]\s]+)\]", markdown)
    environment = {"footnotes": {"refs": {f":{label}": -1 for label in labels}}}
    token = parser().parseInline(markdown, environment)[0]  # the notes' own tokens come after
    return from_tokens(token.children or [])


def from_tokens(tokens: Sequence["Token"]) -> Marked:
    """Turn the children of a markdown-it inline token into a text with spans."""
    text = ""
    spans: list[Span] = []
    opened: list[tuple[int, Style, str]] = []
    for token in tokens:
        name = token.type
        if name in ("text", "text_special", "html_inline"):
            text += "\n" if re.fullmatch(r"<br\s*/?>", token.content) else token.content
        elif name == "softbreak":
            text += " "
        elif name == "hardbreak":
            text += "\n"
        elif name == "code_inline":
            spans.append(Span(len(text), len(text) + len(token.content), Style.CODE))
            text += token.content
        elif name == "image":
            alt = from_tokens(token.children or []).text
            source = str(token.attrs.get("src", ""))
            spans.append(Span(len(text), len(text) + len(alt), Style.IMAGE, source))
            text += alt
        elif name == "footnote_ref":
            spans.append(Span(len(text), len(text), Style.NOTE, token.meta["label"]))
        elif name in _OPENING:
            opened.append((len(text), _OPENING[name], str(token.attrs.get("href", ""))))
        elif name.endswith("_close"):
            start, style, value = opened.pop()
            if start < len(text):
                spans.append(Span(start, len(text), style, value))
    return Marked(text).with_spans(spans)


_OPENING = {
    "em_open": Style.EMPHASIS,
    "strong_open": Style.STRONG,
    "s_open": Style.STRIKE,
    "link_open": Style.LINK,
}


def render(marked: Marked) -> str:
    """Write a text with spans as Markdown, so that `parse` gives the same text and spans back."""
    out = ""
    for event, text, span in walk(marked):
        if event == "text":
            out += _escape(text, at_start=not out)
        elif span is None:
            continue
        elif span.style in _MARKS:
            out += _MARKS[span.style]
        elif span.style is Style.NOTE:
            out += f"[^{span.value}]" if event == "open" else ""
        elif span.style is Style.LINK:
            out += "[" if event == "open" else f"](<{span.value}>)"
        elif span.style is Style.IMAGE:
            out += "![" if event == "open" else f"](<{span.value}>)"
        elif span.style is Style.CODE and event == "open":
            out += _code(marked.text[span.start : span.end])
    return out


def walk(marked: Marked) -> Iterator[tuple[str, str, Span | None]]:
    """Yield ("open", "", span), ("text", text, None) and ("close", "", span), properly nested.

    Spans that cross are cut where they cross: the inner one closes and opens again. Text inside
    code comes as "code", because Markdown does not escape there.
    """
    edges = {0, len(marked.text)}
    for span in marked.spans:
        edges |= {span.start, span.end}
    points = [span for span in marked.spans if span.start == span.end]
    ranges = [span for span in marked.spans if span.start < span.end]
    stack: list[Span] = []
    places = sorted(edges)
    for position, end in zip(places, [*places[1:], None], strict=True):
        active = [s for s in ranges if s.start <= position < s.end]
        kept = 0
        while kept < min(len(stack), len(active)) and stack[kept] == active[kept]:
            kept += 1
        while len(stack) > kept:
            yield "close", "", stack.pop()
        for point in (s for s in points if s.start == position):
            yield "open", "", point
            yield "close", "", point
        for span in active[kept:]:
            stack.append(span)
            yield "open", "", span
        if end is not None and end > position:
            in_code = any(span.style is Style.CODE for span in stack)
            yield "code" if in_code else "text", marked.text[position:end], None
    while stack:
        yield "close", "", stack.pop()


def _escape(text: str, at_start: bool) -> str:
    # A backslash is needed only where the character would mean something to the parser.
    text = re.sub(r"([\\`*\[\]~]|(?<!\w)_|_(?!\w)|<(?=[\w/!?])|&(?=#?\w+;))", r"\\\1", text)
    if at_start:
        text = re.sub(r"^(\d+)([.)]\s)", r"\1\\\2", re.sub(r"^([#>+\-]+)(\s)", r"\\\1\2", text))
    return text.replace("\n", "\\\n")


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
