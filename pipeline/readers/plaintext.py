"""Plain text → the syntax tree that pandoc would make, told by how the lines look.

A short line without a full stop is a heading, a line that could have held the next word was ended
on purpose, and what begins with a bullet or a number is a list. What a page added is taken off
first, and what stood around the text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.readers.copied import GLUE, NO_CONTENTS, Joiner, goes_on, unpaged, without_contents
from pipeline.readers.inlines import Node, start_of
from pipeline.readers.speakers import label_of, speakers
from pipeline.readers.textnotes import with_notes
from pipeline.readers.texttables import read_table
from pipeline.readers.top import told
from pipeline.readers.trees import header, ordered_list, table
from pipeline.readers.wrapping import unwrap

# Characters. Nobody wraps lines wider than this; a heading or title is no longer.
_WIDEST, _NARROWEST, _HEADING, _TITLE = 120, 40, 80, 150
# A line of verse is no longer, where other lines go on to their ends.
_VERSE = 65

_BULLET = re.compile(r"([-*•‣◦▪·●○])\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})([.)])\s+(?=\S)")
_QUOTE = re.compile(r"\s*>\s?")
_RULE = re.compile(r"\s*([-*_=~·•#+]\s*){3,}")
_UNDERLINE = re.compile(r"(={3,}|-{3,}|~{3,}|\^{3,})")
_CHAPTER = re.compile(
    r"(?i)(chapter|book|part|section|letter|act|scene|canto|stave|volume)\s+[ivxlc\d]+\b.{0,60}"
)
_EMPHASIS = re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)")


@dataclass(frozen=True)
class PlainText:
    """A text that was read.

    Attributes:
        tree: Its title, kicker, lead, author and date in `meta`, and blocks.
        known: Front matter that stood around the text.
        warnings: What was left out.
    """

    tree: Node
    known: dict[str, str]
    warnings: tuple[str, ...]


def read_plain_text(text: str) -> PlainText:
    """Read a text."""
    unwrapped = unwrap(re.split(r"\r\n?|[\n\u2028\u2029\u0085]", text))
    lines, left_out = unpaged([line.rstrip(" \t") for line in unwrapped.lines])
    lines, had_contents = without_contents(lines)
    warnings = [*unwrapped.warnings, *[NO_CONTENTS] * had_contents]
    if left_out:
        shown = ", ".join(f"“{start_of(line)}”" for line in dict.fromkeys(left_out[:8]))
        more = ", …" if len(left_out) > 8 else ""
        warnings.append(f"Running heads and page numbers are left out: {shown}{more}.")
    reader = _BlockReader(lines)
    meta, rest = _head(reader.blocks(lines), has_title="title" in unwrapped.known)
    blocks = with_notes(list(_with_headings(rest)))
    if unwrapped.is_book:
        blocks = [_with_emphasis(block) for block in blocks]
    return PlainText({"meta": meta, "blocks": blocks}, dict(unwrapped.known), tuple(warnings))


class _BlockReader:
    """Reads the blocks of some lines; what all lines have in common tells what one of them is."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._width = _wrap_width([line.expandtabs(4) for line in lines])
        self._joiner = Joiner(lines)
        self._base, self._indents = _indents(lines)
        self._speakers = speakers(line.strip() for line in lines)

    def blocks(self, lines: Sequence[str]) -> list[Node]:
        blocks: list[Node] = []
        group: list[str] = []
        for line in [*lines, ""]:
            if line.strip():
                group.append(line)
            elif group:
                self._add_group(blocks, group)
                group = []
        return blocks

    def _add_group(self, blocks: list[Node], group: Sequence[str]) -> None:
        """Append the blocks of lines that no empty line parts."""
        quoted = [bool(_QUOTE.match(line)) for line in group]
        if any(quoted):
            self._add_quoted(blocks, group, quoted)
            return
        if not _marker(group[0]) and (rows := read_table(group)):
            blocks.append(table(rows))
            return
        part: list[str] = []
        for line in (line.expandtabs(4) for line in group):
            if part and len(part) == 1 and _underlines(part[0], line):
                blocks.append(header(2 + (line.strip()[0] != "="), part[0].strip()))
                part = []
            elif _RULE.fullmatch(line):
                self._add_lines(blocks, part)
                blocks.append({"t": "HorizontalRule"})
                part = []
            elif part and _marker(line) and not _marker(part[0]) and _starts_list(line):
                self._add_lines(blocks, part)
                part = [line]
            else:
                part.append(line)
        self._add_lines(blocks, part)

    def _add_quoted(self, blocks: list[Node], group: Sequence[str], quoted: Sequence[bool]) -> None:
        """Append lines that begin with `>` as a quotation, those between them as they are."""
        start = 0
        for end in range(1, len(group) + 1):
            if end < len(group) and quoted[end] == quoted[start]:
                continue
            part = group[start:end]
            if quoted[start]:
                inner = [_QUOTE.sub("", line, count=1) for line in part]
                blocks.append({"t": "BlockQuote", "c": _BlockReader(inner).blocks(inner)})
            else:
                self._add_group(blocks, part)
            start = end

    def _add_lines(self, blocks: list[Node], lines: Sequence[str]) -> None:
        if not lines:
            return
        if _marker(lines[0]):
            _add_list(blocks, list(self._items(lines)))
            return
        paragraphs = list(self._paragraphs(lines))
        if self._is_quotation(lines, paragraphs):
            blocks.append({"t": "BlockQuote", "c": paragraphs})
        else:
            blocks += paragraphs

    def _is_quotation(self, lines: Sequence[str], paragraphs: Sequence[Node]) -> bool:
        """Whether lines are set in and filled, as no verse or heading is."""
        inset = min(len(line) - len(line.lstrip()) for line in lines) - self._base
        if inset < 2 or any(len(node["c"]) > 1 for node in paragraphs):
            return False
        if len(lines) == 1 and (self._indents or inset > 12):
            return False
        words = " ".join(lines).split()
        return len(words) > 8 or _ends_sentence(lines[-1])

    def _items(self, lines: Sequence[str]) -> Iterator["_Item"]:
        """Yield the items of a list; a line without a marker goes on with the item before it."""
        item: _Item | None = None
        for line in lines:
            indent = len(line) - len(line.lstrip())
            found = _marker(line)
            if found is None and item:
                item.text = self._joiner.join(item.text, line)
                continue
            if item:
                yield item
            rest = line.strip()[found.end() :] if found else line.strip()
            number = int(found[1]) if found and found[1].isdigit() else None
            item = _Item(indent, number, found[2] if found and number is not None else "", rest)
        if item:
            yield item

    def _paragraphs(self, lines: Sequence[str]) -> Iterator[Node]:
        """Yield the paragraphs of lines without an empty one between them."""
        pieces = [lines[0].strip()]
        for before, line in pairwise(lines):
            indented = line.startswith("  ") and not before.startswith("  ")
            filled = not indented and (
                not self._has_room(before, line)
                if self._width
                else len(lines) < 3 and goes_on(before, line) and line[0].islower()
            )
            if filled or line.startswith(GLUE) or re.search(r"[^\W\d_][-\u00ad\u2010]$", before):
                pieces[-1] = self._joiner.join(pieces[-1], line.lstrip(GLUE))
            else:
                pieces.append(line.strip())
        if self._is_verse(lines, pieces):
            yield {"t": "Para", "c": _broken([line.strip() for line in lines])}
        else:
            yield from ({"t": "Para", "c": _plain(piece)["c"]} for piece in pieces)

    def _has_room(self, before: str, line: str) -> bool:
        """Whether the first word of a line would have found room on the line before."""
        return len(before) + 1 + len(line.split()[0]) <= self._width * 0.9

    def _is_verse(self, lines: Sequence[str], pieces: Sequence[str]) -> bool:
        """Whether lines were ended on purpose: verse, or an address."""
        if len(lines) < 2 or any(len(line.strip()) > _VERSE for line in lines):
            return False
        if any(line.startswith(GLUE) for line in lines):
            return False
        if any(re.search(r"\w[-\u00ad\u2010]$", line.strip()) for line in lines):
            return False
        if any(label_of(line.strip()) in self._speakers for line in lines):
            return False  # lines of a conversation
        free = [self._has_room(*pair) for pair in pairwise(lines)] if self._width else [True]
        inset = min(len(line) - len(line.lstrip()) for line in lines) - self._base
        capitals = all(re.match(r"[\W\d_]*(?![a-z])\w", line) for line in lines)
        open_ends = [not re.search(r"[.!?:][\"'”’)\]]*$", line.strip()) for line in lines[:-1]]
        if len(pieces) == len(lines) and all(free):
            enough = bool(self._width) or capitals or len(lines) > 2
            return enough and (any(open_ends) or inset > 1)
        # A poem with lines of its own lengths: each begins with a capital, and most have room.
        return capitals and sum(free) >= 0.6 * len(free) and (any(open_ends) or inset > 1)


def _wrap_width(lines: Sequence[str]) -> int:
    """Return the width at which lines were broken; 0 where each line is a paragraph."""
    long = sum(len(line) for line in lines if len(line) > _WIDEST)
    width = max((len(line) for line in lines if len(line) <= _WIDEST), default=0)
    if 2 * long > sum(map(len, lines)) or width < _NARROWEST:
        return 0
    # Where all lines are short they may be verse; broken lines reach the end of theirs, or go on in
    # the middle of a sentence.
    inner = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    filled = [b.lstrip() for a, b in inner if len(a) > 0.8 * width]
    inside = sum(line[0].islower() for line in filled)
    is_wrapped = len(filled) > 0.6 * len(inner) or inside > 0.5 * len(filled)
    return width if width > _VERSE or is_wrapped else 0


def _indents(lines: Sequence[str]) -> tuple[int, bool]:
    """Return how far most lines are set in, and whether paragraphs begin further in."""
    by_indent = Counter[int]()
    first = several = 0
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        by_indent[indent] += len(line.strip())
        if not before.strip() and after.strip():
            several += 1
            first += indent > len(after) - len(after.lstrip())
    base = min((i for i, n in by_indent.items() if n >= 0.25 * by_indent.total()), default=0)
    return base, several > 1 and first > 0.5 * several


def _underlines(text: str, line: str) -> bool:
    drawn = _UNDERLINE.fullmatch(line.strip())
    return bool(drawn) and abs(len(line.strip()) - len(text.strip())) < 4


def _marker(line: str) -> re.Match[str] | None:
    return _BULLET.match(line.lstrip()) or _NUMBER.match(line.lstrip())


def _starts_list(line: str) -> bool:
    """Whether a line in the middle of a paragraph begins a list: "12. " may end a sentence."""
    number = _NUMBER.match(line.lstrip())
    return number is None or number[1] == "1"


@dataclass
class _Item:
    """A list item: how far it is set in, its number (None for a bullet), its text."""

    indent: int
    number: int | None
    sign: str
    text: str
    inner: list["_Item"] = field(default_factory=list)


def _add_list(blocks: list[Node], items: Sequence[_Item]) -> None:
    """Append a list, or go on with the one that an empty line has parted from these items."""
    roots: list[_Item] = []
    above: list[_Item] = []
    for item in items:
        while above and above[-1].indent >= item.indent:
            above.pop()
        (above[-1].inner if above else roots).append(item)
        above.append(item)
    for node in _lists(roots):
        before = blocks[-1] if blocks else None
        if before and before["t"] == node["t"] == "BulletList":
            before["c"] += node["c"]
        elif before and before["t"] == node["t"] == "OrderedList" and _goes_on(before, node):
            before["c"][1] += node["c"][1]
        else:
            blocks.append(node)


def _goes_on(before: Node, node: Node) -> bool:
    return bool(node["c"][0][0] == before["c"][0][0] + len(before["c"][1]))


def _lists(items: Sequence[_Item]) -> Iterator[Node]:
    """Yield the lists that items on one level make: bullets and numbers are apart."""
    run: list[_Item] = []
    for item in [*items, None]:
        if run and (item is None or (item.number is None) != (run[-1].number is None)):
            content = [[_plain(i.text), *_lists(i.inner)] for i in run]
            if run[0].number is None:
                yield {"t": "BulletList", "c": content}
            else:
                yield ordered_list(run[0].number, run[0].sign, content)
            run = []
        if item:
            run.append(item)


def _broken(lines: Sequence[str]) -> list[Node]:
    nodes: list[Node] = []
    for line in lines:
        nodes += [{"t": "LineBreak"}, *_plain(line)["c"]]
    return nodes[1:]


def _plain(text: str) -> Node:
    return {"t": "Plain", "c": [{"t": "Str", "c": " ".join(text.split())}]}


def _text(node: Node) -> str:
    """Return the text of a paragraph on one line; "" for any other block."""
    alone = node["t"] == "Para" and len(node["c"]) == 1
    return str(node["c"][0]["c"]) if alone else ""


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’»)]*").endswith((".", "!", "?", ":", ";", ",", "…", "-", "–", "—"))


def _is_short(node: Node, longest: int = _HEADING) -> bool:
    """Whether a block is a line that could be a heading."""
    text = _text(node)
    if not 0 < len(text) <= longest or not re.search("[^\\W_]", text):
        return False
    if text[0] in "[(" and text[-1] in ")]":  # what stands for a picture, or an aside
        return False
    capitals = text.isupper() and len(text) > 3 and text.endswith(".")
    return not _ends_sentence(text) or capitals or bool(_CHAPTER.fullmatch(text))


def _asks(node: Node) -> bool:
    """Whether a block is a short question that nobody in the text says aloud."""
    text = _text(node)
    return 0 < len(text) <= _HEADING and text.endswith("?") and text[0] not in "\"'“‘„«-–—"


def _is_title(node: Node) -> bool:
    text = _text(node).rstrip("\"'”’?!")  # a headline may ask
    if not 0 < len(text) <= _TITLE or not re.search(r"[^\W\d_]{2}", text):
        return False
    return not _ends_sentence(text) and told(_text(node)) is None


def _head(blocks: Sequence[Node], has_title: bool) -> tuple[dict[str, Node], list[Node]]:
    """Return what stands at the top as metadata, and the other blocks.

    Two short lines are kicker and title, and the paragraph after them is the lead; one is the
    title. A byline or a date below is no part of the text.
    """
    top: list[str] = []
    rest = list(blocks)
    meta: dict[str, Node] = {}
    while len(rest) > 1 and not has_title and (text := _text(rest[0])):
        if top and (said := told(text)) and said[0] not in meta:
            meta[said[0]] = {"t": "MetaString", "c": said[1]}
        elif len(top) < 2 and not {"author", "date"} & set(meta) and _is_title(rest[0]):
            top.append(text)
        else:
            break
        rest.pop(0)
    if top:
        meta["title"] = {"t": "MetaString", "c": top[-1]}
    if len(top) == 2:
        meta["kicker"] = {"t": "MetaString", "c": top[0]}
        if rest[0]["t"] == "Para" and len(rest) > 1:
            meta["lead"] = {"t": "MetaInlines", "c": rest.pop(0)["c"]}
    return meta, rest


def _with_headings(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield the blocks; a short line, or two of them, above a text become headings."""
    often = Counter(filter(None, map(_text, blocks)))
    speaking = speakers(often.elements())
    short = [
        _is_short(node) and often[_text(node)] < 3 and label_of(_text(node)) not in speaking
        for node in blocks
    ]
    headings = [place for place in range(len(blocks)) if _heads(short, place)]
    # A question is a heading among others; where there are more of them, somebody answers.
    asking = [
        place
        for place, node in enumerate(blocks)
        if _asks(node)
        and label_of(_text(node)) not in speaking
        and _is_body(blocks[place + 1 : place + 2])
    ]
    found = {*headings, *(asking if len(asking) <= len(headings) else ())}
    for place, node in enumerate(blocks):
        yield header(2, _text(node)) if place in found else node


def _heads(short: Sequence[bool], place: int) -> bool:
    below = short[place + 1 : place + 3]
    above = place > 0 and short[place - 1]
    return short[place] and (below[:1] == [False] or (below == [True, False] and not above))


def _is_body(below: Sequence[Node]) -> bool:
    return bool(below) and not _is_short(below[0]) and not _asks(below[0])


def _with_emphasis(node: Node) -> Node:
    """Return a block in which `_words_` are emphasised."""
    content = node.get("c")
    if node["t"] in ("Para", "Plain"):
        return {**node, "c": [new for child in node["c"] for new in _emphasised(child)]}
    if node["t"] == "Header":
        level, attributes, nodes = node["c"]
        return {**node, "c": [level, attributes, [n for c in nodes for n in _emphasised(c)]]}
    if node["t"] == "BlockQuote":
        return {**node, "c": [_with_emphasis(child) for child in node["c"]]}
    return {**node, "c": content} if content is not None else node


def _emphasised(node: Node) -> Iterator[Node]:
    if node["t"] != "Str":
        yield node
        return
    for index, part in enumerate(_EMPHASIS.split(node["c"])):
        if part and index % 2:
            yield {"t": "Emph", "c": [{"t": "Str", "c": part}]}
        elif part:
            yield {"t": "Str", "c": part}
