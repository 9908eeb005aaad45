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

# Addresses of the web and of mail, without the punctuation of the sentence around them.
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”»]*[^\s<>\"”».,;:!?)\]’']|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)

# Marks that a reader should not see: as they are where a space or a bracket is in the wrong place.
LEFT_OVER = re.compile(r"\*\*|~~|`|\]\(|\[\^|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)|</?[A-Za-z][^<>]*>")

# A figure whose file has blanks in its name: people write it so, and CommonMark wants it between
# angle brackets.
FIGURE_WITH_BLANKS = re.compile(
    r"!\[(?P<caption>[^\n]*)\]"
    r"\((?P<name>[^\s<>\"()][^<>\"\n]* [^<>\"\n]*\.(?i:png|jpe?g|gif|webp|svg))\)"
)


class Style(StrEnum):
    """What a span does to its text, outermost first where several cover the same range."""

    SENTENCE = "sentence"  # value: what a page calls it
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

    def part(self, start: int, end: int) -> "Marked":
        """Return a range of the text with what is in it of the spans, footnote marks included."""
        spans = []
        for span in self.spans:
            low, high = max(span.start, start), min(span.end, end)
            if low < high or (span.style is Style.NOTE and low == high):
                spans.append(replace(span, start=low - start, end=high - start))
        return Marked(self.text[start:end]).with_spans(spans)


@cache
def parser() -> "MarkdownIt":
    """Return the project's Markdown parser: CommonMark, tables, strikethrough, footnotes."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return parser.use(footnote_plugin, inline=False)  # `^[…]` has no label to call it by


def file_name(address: str) -> str:
    """Return the name of a file from the address that the parser makes of it: blanks for `%20`."""
    from mdurl import decode

    return str(decode(address, ""))


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
        if name in ("text", "text_special"):
            text += token.content
        elif name == "html_inline":
            text += _from_html(token.content)
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
            doubled = any(style is outer for _, outer, _ in opened)
            if start < len(text) and not doubled:
                spans.append(Span(start, len(text), style, value))
    return Marked(text).with_spans(spans)


_OPENING = {
    "em_open": Style.EMPHASIS,
    "strong_open": Style.STRONG,
    "s_open": Style.STRIKE,
    "link_open": Style.LINK,
}


def _from_html(tag: str) -> str:
    if re.fullmatch(r"<br\s*/?>", tag, re.IGNORECASE):
        return "\n"
    return "" if tag.startswith("<!--") else tag


def render(marked: Marked) -> str:
    """Write a text with spans as Markdown, so that `parse` gives the same text and spans back.

    Vocabulary and sentences are not written: they are found anew in whatever the text becomes.
    """
    found = (Style.TERM, Style.SENTENCE)
    spans = tuple(span for span in marked.spans if span.style not in found)
    written = replace(marked, spans=spans)
    plain = _render(written, joint="")
    # Beside letters or each other, marks can mean something else; a comment keeps them apart.
    return plain if parse(plain) == written else _render(written, joint="<!-- -->")


def _render(marked: Marked, joint: str) -> str:
    out = ""
    for event, text, span in walk(marked):
        if event == "text":
            out += _escape(text, before=out)
        elif span is None:
            continue
        elif span.style in _MARKS:
            out += joint + _MARKS[span.style] + joint
        elif span.style is Style.CODE:
            out += joint + _code(marked.text[span.start : span.end]) if event == "open" else joint
        elif event == "close":
            out += "" if span.style is Style.NOTE else f"](<{_address(span.value)}>)"
        elif span.style is Style.IMAGE:
            out += "!["
        else:
            out = re.sub(r"!$", r"\!", out)  # else it would make an image of the link
            out += "[" if span.style is Style.LINK else f"[^{span.value}]"
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


def _escape(text: str, before: str) -> str:
    # A backslash is needed only where the character would mean something to the parser.
    inside_word = r"(?<=[^\W_])_(?=[^\W_])"
    text = re.sub(rf"[\\`*\[\]~]|(?!{inside_word})_|<(?=[\w/!?])|&(?=#?\w+;)", r"\\\g<0>", text)
    if not before:
        text = re.sub(r"^(\d+)([.)]\s)", r"\1\\\2", re.sub(r"^([#>+\-]+)(\s)", r"\\\1\2", text))
    if before.endswith("]"):  # a footnote mark, not a link
        text = re.sub(r"^\(", r"\(", text)
    # White space after a line break would go with the backslash.
    return re.sub(r"\n(?=[ \t])", "<br>", text).replace("\n", "\\\n")


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    padded = text.strip() and (text[0] == text[-1] == " ")
    pad = " " if text.startswith("`") or text.endswith("`") or padded else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _address(value: str) -> str:
    return re.sub(r"[\\<>]|&(?=#?\w+;)", r"\\\g<0>", value)


# What is taken out of a text with spans: blanks at a line's ends, and all but one of a row.
_SPARE = re.compile(r"^[^\S\n\u00a0\u202f]+|[^\S\n\u00a0\u202f]+(?=\n|$)| +(?= )", re.MULTILINE)


def tidy(marked: Marked) -> Marked:
    """Take out spare blanks, and let each span begin and end with a word of its own.

    Word processors mark the blank after a bold word too, and split one bold passage into many.
    """
    code = {i for s in marked.spans if s.style is Style.CODE for i in range(s.start, s.end)}
    text = marked.text.replace("\v", " ")
    spare = {i for found in _SPARE.finditer(text) for i in range(*found.span())} - code
    # Nor may it begin or end with a blank of any kind, which Markdown would not keep.
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    spare |= set(range(first)) | set(range(last, len(text)))
    place = [0]
    for index in range(len(text)):
        place.append(place[-1] + (index not in spare))
    spans = (replace(s, start=place[s.start], end=place[s.end]) for s in marked.spans)
    cleaned = "".join(char for index, char in enumerate(text) if index not in spare)
    return Marked(cleaned).with_spans(_joined(cleaned, spans))


def _joined(text: str, spans: Iterator[Span]) -> Sequence[Span]:
    """Trim spans and join those that touch, none within another of its style."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.style is Style.NOTE:
            joined.append(span)
            continue
        if span.style is not Style.CODE:
            words = text[span.start : span.end]
            left = len(words) - len(words.lstrip())
            span = replace(span, start=span.start + left, end=span.start + len(words.rstrip()))
        if span.start >= span.end:
            continue
        alike = [s for s in joined if (s.style, s.value) == (span.style, span.value)]
        if span.style is not Style.CODE and alike and span.start <= alike[-1].end:
            joined.remove(alike[-1])
            span = replace(alike[-1], end=max(alike[-1].end, span.end))
        joined.append(span)
    return joined
