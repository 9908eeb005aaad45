"""Inline nodes of pandoc's syntax tree → `Marked`, the images among them, and what gets lost.

The tree is pandoc's JSON: each node a mapping with its type `t` and its content `c`, see
https://hackage.haskell.org/package/pandoc-types/docs/Text-Pandoc-Definition.html
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.text.markup import Marked, Span, Style, tidy

Node = dict[str, Any]

# What no reader sees, and no search or engine should: controls, the soft hyphen, zero widths.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\ufeff\ufffe\uffff\ud800-\udfff]")

# The class of an image whose description is no caption.
ALTERNATIVE = "alternative"

# Signs that Unicode has raised or lowered, one for one.
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_ORDINAL = {"st", "nd", "rd", "th"}  # "21st" reads the same on the line

# "US$5 and (A$" is no formula, whatever stands around it.
_MONEY = re.compile(r"\d[\d.,]*\s*(\w{2,}|[^\w\s\\^_{}=+*/]|$)")


@dataclass
class Losses:
    """What an article cannot carry over, each with the places where it stood."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, place: str = "") -> None:
        """Note a loss: a sentence without its full stop, and where it happened."""
        places = self.found.setdefault(what, [])
        if place and place not in places:
            places.append(place)

    def warnings(self) -> tuple[str, ...]:
        """Return each loss as one line that begins with its places, six of them at most."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        for what, places in self.found.items():
            shown = ", ".join(places[:6]) + (", …" if len(places) > 6 else "")
            yield f"{shown}: {what}." if shown else f"{what}."


@dataclass(frozen=True)
class Picture:
    """An image that stands in a text: its address, and what describes it.

    Attributes:
        is_alternative: Whether the description is shown only where the image is not.
    """

    address: str
    description: Marked
    is_alternative: bool = False


@dataclass
class InlineReader:
    """Reads the inline content of one block.

    Attributes:
        place: Where the block stands, for what gets lost.
        losses: Where that is noted.
        note: Takes the blocks of a footnote and returns its label; "" for one without words.
        pictures: The images met, which cannot stand in a line of text.
    """

    place: str
    losses: Losses
    note: Callable[[Sequence[Node]], str]
    pictures: list[Picture] = field(default_factory=list)
    _text: str = ""
    _spans: list[Span] = field(default_factory=list)

    def read(self, nodes: Sequence[Node]) -> Marked:
        """Return the text with its spans: single blanks, no span without words."""
        self._read(nodes)
        return tidy(Marked(self._text).with_spans(self._spans))

    def _read(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            kind = node["t"]
            if kind in _SPACES:
                self._text += _SPACES[kind]
            elif kind in _WRAPPERS:
                self._read(_WRAPPERS[kind](node["c"]))
            elif kind in _STYLES:
                self._styled(_STYLES[kind], node["c"])
            else:
                getattr(self, f"_{kind.lower()}", self._unknown)(node.get("c"))

    def _unknown(self, _: Any) -> None:
        self.losses.add("something of a kind unknown to handouts is left out", self.place)

    def _styled(self, style: Style, nodes: Sequence[Node], value: str = "") -> None:
        start = len(self._text)
        self._read(nodes)
        if start < len(self._text):
            self._spans.append(Span(start, len(self._text), style, value))

    def _str(self, content: str) -> None:
        self._text += visible(content)

    def _code(self, content: Any) -> None:
        code = " ".join(visible(content[1]).split("\n"))
        if code.strip():
            end = len(self._text) + len(code)
            self._spans.append(Span(len(self._text), end, Style.CODE))
        self._text += code  # blanks alone look like any other, and keep words apart

    def _math(self, content: Any) -> None:
        source = " ".join(visible(content[1]).split())
        mark = "$" if content[0]["t"] == "InlineMath" else "$$"
        self._text += f"{mark}{source}{mark}"
        if not _MONEY.match(source):
            self.losses.add("a formula is carried over as its TeX source", self.place)

    def _superscript(self, nodes: Sequence[Node]) -> None:
        self._shifted(nodes, _RAISED)

    def _subscript(self, nodes: Sequence[Node]) -> None:
        self._shifted(nodes, _LOWERED)

    def _shifted(self, nodes: Sequence[Node], signs: dict[int, int]) -> None:
        """Set digits with the signs that Unicode has for them, all else on the line."""
        start = len(self._text)
        self._read(nodes)
        text = self._text[start:]
        if text and all(ord(char) in signs for char in text):
            self._text = self._text[:start] + text.translate(signs)
        elif text.strip() and text not in _ORDINAL:
            self.losses.add("superscript or subscript is set on the line", self.place)

    def _quoted(self, content: Any) -> None:
        opening, closing = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
        self._text += opening
        self._read(content[1])
        self._text += closing

    def _link(self, content: Any) -> None:
        address = visible(content[2][0])
        if re.match(r"(https?|mailto):", address):
            self._styled(Style.LINK, content[1], address)
            return
        self._read(content[1])
        if address and not address.startswith("#"):
            self.losses.add("a link that leads to no web address is text only", self.place)

    def _image(self, content: Any) -> None:
        inner = InlineReader(self.place, self.losses, self.note)
        description = inner.read(content[1])
        alternative = ALTERNATIVE in content[0][1]
        self.pictures.append(Picture(content[2][0], description, alternative))

    def _note(self, blocks: Sequence[Node]) -> None:
        if label := self.note(blocks):
            self._spans.append(Span(len(self._text), len(self._text), Style.NOTE, label))

    def _rawinline(self, content: Any) -> None:
        form, raw = content
        if form == "html" and re.fullmatch(r"<br\s*/?>", raw, re.IGNORECASE):
            self._text += "\n"
        elif not (form == "html" and raw.startswith("<!--")):
            self.losses.add(f"`{start_of(raw)}` is left out", self.place)


_SPACES = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_STYLES = {
    "Emph": Style.EMPHASIS,
    "Underline": Style.EMPHASIS,
    "Strong": Style.STRONG,
    "Strikeout": Style.STRIKE,
}
# What stands for its content only.
_WRAPPERS: dict[str, Callable[[Any], Sequence[Node]]] = {
    "SmallCaps": lambda content: content,
    "Span": lambda content: content[1],
    "Cite": lambda content: content[1],
}


_INLINE = {
    *(*_SPACES, *_STYLES, *_WRAPPERS, "Str", "Code", "Math", "Superscript", "Subscript"),
    *("Quoted", "Link", "Image", "Note", "RawInline"),
}


def visible(text: str) -> str:
    """Return a text without what no reader sees; a line separator becomes a line break."""
    text = re.sub("\r\n?|[\u2028\u2029\u0085]", "\n", text)
    return _INVISIBLE.sub("", re.sub("[\t\v\f]", " ", text))


def raised(text: str) -> str:
    """Return a text in raised signs, as long as it is; empty where Unicode lacks one of them."""
    return text.translate(_RAISED) if text and all(ord(char) in _RAISED for char in text) else ""


def slices(marked: Marked) -> Iterator[Marked]:
    """Yield the parts of a text between two or more line breaks, which pages set for paragraphs."""
    start = 0
    gaps = (gap for gap in re.finditer(r"\n{2,}", marked.text) if not _holds_note(marked, gap))
    for gap in [*gaps, None]:
        end = gap.start() if gap else len(marked.text)
        part = marked.part(start, end)
        if part.text or part.spans:  # a footnote mark may stand alone
            yield part
        start = gap.end() if gap else end


def _holds_note(marked: Marked, gap: re.Match[str]) -> bool:
    notes = (span.start for span in marked.spans if span.style is Style.NOTE)
    return any(gap.start() < note < gap.end() for note in notes)


def flattened(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks without the divisions around them; in Word's, a caption is marked as one."""
    for node in blocks:
        if node["t"] != "Div":
            yield node
            continue
        (_, _, attributes), inner = node["c"]
        style = dict(attributes).get("custom-style", "")
        for child in flattened(inner):
            captioned = child["t"] == "Para" and "caption" in style.lower()
            yield {**child, "caption": True} if captioned else child


def is_picture(node: Node) -> bool:
    """Whether a block is a paragraph of images only."""
    if node["t"] not in ("Para", "Plain"):
        return False
    reader = InlineReader("", Losses(), lambda _: "note")
    return not reader.read(node["c"]).text and bool(reader.pictures)


def one_line(blocks: Sequence[Node], breaks: int = 1) -> list[Node]:
    """Return blocks as the inline content of one, line breaks between two of them."""
    nodes: list[Node] = []
    for node in flattened(blocks):
        inner = _lines_of(node)
        nodes += [*[{"t": "LineBreak"}] * breaks, *inner] if nodes and inner else inner
    return nodes


def _lines_of(node: Node) -> list[Node]:
    kind, content = node["t"], node.get("c")
    if kind in ("Para", "Plain"):
        return list(content or [])
    if kind == "Header":
        return list(content[2]) if content else []
    if kind == "CodeBlock" and content:
        return [{"t": "Code", "c": content}]
    if kind == "BlockQuote":
        return one_line(content or [])
    if kind in ("BulletList", "OrderedList") and content:
        items = content if kind == "BulletList" else content[1]
        start = 0 if kind == "BulletList" else content[0][0]
        marks = [f"{start + i}." if start else "•" for i in range(len(items))]
        lines = [
            [{"t": "LineBreak"}, {"t": "Str", "c": f"{mark}\u00a0"}, *one_line(item)]
            for mark, item in zip(marks, items, strict=True)
        ]
        return [node for line in lines for node in line][1:]
    paragraphs = [{"t": "Plain", "c": nodes} for nodes in _inline_lists(content)]
    return one_line(paragraphs)


def _inline_lists(node: Any) -> Iterator[list[Node]]:
    """Yield each run of inline nodes anywhere in a block."""
    if isinstance(node, dict):
        yield from _inline_lists(node.get("c"))
    elif isinstance(node, list):
        if node and all(isinstance(item, dict) and item.get("t") in _INLINE for item in node):
            yield node
        else:
            for item in node:
                yield from _inline_lists(item)


def words_of(nodes: Any) -> str:
    """Return the words of any part of a tree as a reader sees them, footnotes at the end.

    Raw HTML and TeX have none, nor has the description of a picture that has a caption, or one
    that readers do not see.
    """
    notes: list[Any] = []
    words = _words(nodes, notes)
    for note in notes:  # which may have notes of its own
        words += f" {_words(note, notes)}"
    return words


def _words(nodes: Any, notes: list[Any]) -> str:
    if isinstance(nodes, list):
        return "".join(_words(node, notes) for node in nodes)
    if not isinstance(nodes, dict) or "t" not in nodes:
        return ""
    kind: str = nodes["t"]
    content: Any = nodes.get("c")
    if kind == "Note":
        notes.append(content)
        return ""
    if kind == "Image" and ALTERNATIVE in content[0][1]:
        return " "
    if kind == "Figure" and words_of(content[1]).strip():
        content = [content[1], [n for n in flattened(content[2]) if not is_picture(n)]]
    text = visible(_TEXTS[kind](content)) if kind in _TEXTS else _words(content, notes)
    return text if kind in _IN_WORDS else f" {text} "


# The text of what has no nodes in it.
_TEXTS: dict[str, Callable[[Any], str]] = {
    **{name: lambda _: " " for name in (*_SPACES, "RawInline", "RawBlock")},
    "Str": lambda content: str(content),
    **{name: lambda content: str(content[1]) for name in ("Code", "CodeBlock", "Math")},
}
# What can be a part of a word.
_IN_WORDS = _INLINE - {"Image", "Math", "Quoted"}


def start_of(text: str) -> str:
    """Return the first words of a text, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"
