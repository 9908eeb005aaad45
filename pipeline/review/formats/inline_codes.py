"""Inline codes, as tools for translators know them ↔ the spans of a `Marked`.

A code is a pair of marks around a part of the text, or a mark that stands alone: a footnote, a line
break. It carries the Markdown that it stands for; that is how it is understood when it comes back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from pipeline.text import markup
from pipeline.text.markup import Marked, Span, Style

# The Markdown of a line break, on one line.
BREAK = "<br>"


class Edge(Enum):
    """Which part of a code stands at a place of the text."""

    OPEN = auto()
    CLOSE = auto()
    ALONE = auto()


@dataclass(frozen=True)
class Code:
    """A code of one text.

    Attributes:
        number: From 1; a code of the target has that of its counterpart in the source.
        style: None for a line break.
        opening, closing: The Markdown before and after what the code covers; one that covers
            nothing has the first alone.
    """

    number: int
    style: Style | None
    opening: str
    closing: str = ""


Piece = str | tuple[Edge, Code]


def coded(marked: Marked, like: Sequence[Piece] = ()) -> tuple[Piece, ...]:
    """Return a text as pieces between and within codes.

    Args:
        marked: The text.
        like: The pieces of the source, whose codes give their numbers to their counterparts.
    """
    free = [piece[1] for piece in like if isinstance(piece, tuple) and piece[0] is not Edge.CLOSE]
    last = max((code.number for code in free), default=0)
    stack: list[Code] = []
    pieces: list[Piece] = []

    def numbered(code: Code) -> Code:
        nonlocal last
        for other in free:
            if replace(other, number=0) == code:
                free.remove(other)
                return other
        last += 1
        return replace(code, number=last)

    for event, text, span in markup.walk(marked):
        if span is None:
            for index, line in enumerate(text.split("\n")):
                if index:
                    pieces.append((Edge.ALONE, numbered(Code(0, None, BREAK))))
                if line:
                    pieces.append(line)
        elif span.style is Style.NOTE:
            if event == "open":
                pieces.append((Edge.ALONE, numbered(_code(span))))
        elif event == "open":
            stack.append(numbered(_code(span)))
            pieces.append((Edge.OPEN, stack[-1]))
        else:
            pieces.append((Edge.CLOSE, stack.pop()))
    return tuple(pieces)


def _code(span: Span) -> Code:
    """Return the marks of a span, as Markdown writes them around one letter."""
    text = "" if span.style is Style.NOTE else "x"
    written = markup.render(Marked(text, (Span(0, len(text), span.style, span.value),)))
    opening, _, closing = written.partition("x") if text else (written, "", "")
    return Code(0, span.style, opening, closing)


@dataclass
class Decoder:
    """Puts a text together again from what stands between codes and from the codes.

    A pair that is closed but not opened, or the other way round, is left out; the text stays.
    """

    _text: str = ""
    _spans: list[Span] = field(default_factory=list)
    _open: dict[str, tuple[int, str]] = field(default_factory=dict)

    def text(self, text: str) -> None:
        """Add text; a line end in a file is no line break."""
        self._text += " ".join(text.split("\n"))

    def open(self, key: str, opening: str) -> None:
        """Begin a pair that `close` ends with the same key."""
        self._open[key] = len(self._text), opening

    def close(self, key: str, closing: str) -> None:
        """End a pair."""
        start, opening = self._open.pop(key, (len(self._text), ""))
        marked = markup.parse(f"{opening}x{closing}")
        if start < len(self._text) and marked.text == "x" and marked.spans:
            span = marked.spans[0]
            self._spans.append(replace(span, start=start, end=len(self._text)))

    def alone(self, opening: str) -> None:
        """Add a code that stands alone."""
        marked = markup.parse(opening)
        if marked.text == "\n":
            self._text += "\n"
        elif not marked.text:
            self._spans += [
                replace(span, start=len(self._text), end=len(self._text))
                for span in marked.spans
                if span.style is Style.NOTE
            ]

    def marked(self) -> Marked:
        """Return the text with its spans."""
        return Marked(self._text).with_spans(self._spans)


def numbers(pieces: Sequence[Piece]) -> Iterator[Code]:
    """Yield each code of a text once, in the order it begins."""
    return (p[1] for p in pieces if isinstance(p, tuple) and p[0] is not Edge.CLOSE)
