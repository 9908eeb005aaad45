"""Plain text → the syntax tree that pandoc would make, told by how the lines look.

A short line without a full stop is a heading, a line that could have held the next word was ended
on purpose, and what begins with a bullet or a number is a list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.readers.inlines import Node
from pipeline.readers.top import told

# Characters. Nobody wraps lines wider than this; a heading or title is no longer.
_WIDEST, _NARROWEST, _HEADING, _TITLE = 120, 40, 80, 150

_BULLET = re.compile(r"([-*•‣◦▪·])\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})([.)])\s+(?=\S)")
_QUOTE = re.compile(r"\s*>\s?")
_RULE = re.compile(r"\s*([-*_=~·•#]\s*){3,}")


def read_plain_text(text: str) -> Node:
    """Return a text as a tree: its title, kicker, lead, author and date in `meta`, and blocks."""
    lines = [line.expandtabs(4).rstrip() for line in _lines(text)]
    blocks = _blocks(lines, _wrap_width(lines))
    meta, rest = _head(blocks)
    return {"meta": meta, "blocks": list(_with_headings(rest))}


def _lines(text: str) -> list[str]:
    # A form feed ends a page, not a paragraph.
    return re.split(r"\r\n?|[\n\u2028\u2029\u0085]", text.replace("\f", ""))


def _wrap_width(lines: Sequence[str]) -> int:
    """Return the width at which lines were broken; 0 where each line is a paragraph."""
    long = sum(len(line) for line in lines if len(line) > _WIDEST)
    width = max((len(line) for line in lines if len(line) <= _WIDEST), default=0)
    return 0 if 2 * long > sum(map(len, lines)) or width < _NARROWEST else width


def _blocks(lines: Sequence[str], width: int) -> list[Node]:
    """Return the blocks of some lines."""
    blocks: list[Node] = []
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line)
        elif group:
            _add_group(blocks, group, width)
            group = []
    return blocks


def _add_group(blocks: list[Node], group: Sequence[str], width: int) -> None:
    """Append the blocks of lines that no empty line parts."""
    if all(_QUOTE.match(line) for line in group):
        inner = [_QUOTE.sub("", line, count=1) for line in group]
        blocks.append({"t": "BlockQuote", "c": _blocks(inner, width)})
        return
    part: list[str] = []
    for line in group:
        if _RULE.fullmatch(line):
            _add_lines(blocks, part, width)
            blocks.append({"t": "HorizontalRule"})
            part = []
        elif part and _marker(line) and not _marker(part[0]) and _starts_list(line):
            _add_lines(blocks, part, width)
            part = [line]
        else:
            part.append(line)
    _add_lines(blocks, part, width)


def _marker(line: str) -> re.Match[str] | None:
    return _BULLET.match(line.lstrip()) or _NUMBER.match(line.lstrip())


def _starts_list(line: str) -> bool:
    """Whether a line in the middle of a paragraph begins a list: "12. " may end a sentence."""
    number = _NUMBER.match(line.lstrip())
    return number is None or number[1] == "1"


def _add_lines(blocks: list[Node], lines: Sequence[str], width: int) -> None:
    if not lines:
        return
    if _marker(lines[0]):
        _add_list(blocks, list(_items(lines)))
    else:
        blocks.extend(_paragraphs(lines, width))


@dataclass
class _Item:
    """A list item: how far it is set in, its number (None for a bullet), its text."""

    indent: int
    number: int | None
    sign: str
    text: str
    inner: list["_Item"] = field(default_factory=list)


def _items(lines: Sequence[str]) -> Iterator[_Item]:
    """Yield the items of a list; a line without a marker goes on with the item before it."""
    item: _Item | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        found = _marker(line)
        if found is None and item:
            item.text += f" {line.strip()}"
            continue
        if item:
            yield item
        rest = line.strip()[found.end() :] if found else line.strip()
        number = int(found[1]) if found and found[1].isdigit() else None
        item = _Item(indent, number, found[2] if found and number is not None else "", rest)
    if item:
        yield item


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
                delimiter = {"t": "Period" if run[0].sign == "." else "OneParen"}
                yield {
                    "t": "OrderedList",
                    "c": [[run[0].number, {"t": "Decimal"}, delimiter], content],
                }
            run = []
        if item:
            run.append(item)


def _paragraphs(lines: Sequence[str], width: int) -> Iterator[Node]:
    """Yield the paragraphs of lines without an empty one between them."""
    pieces = [lines[0].strip()]
    for before, line in pairwise(lines):
        indented = line.startswith("  ") and not before.startswith("  ")
        room = len(before) + 1 + len(line.split()[0]) <= width * 0.9
        if width and not room and not indented:
            pieces[-1] += f" {line.strip()}"
        else:
            pieces.append(line.strip())
    short = all(len(piece) <= _HEADING for piece in pieces)
    if width and short and len(pieces) > 1 and not any(map(_ends_sentence, pieces[:-1])):
        yield {"t": "Para", "c": _broken(pieces)}  # verse, or an address
    else:
        yield from ({"t": "Para", "c": _plain(piece)["c"]} for piece in pieces)


def _broken(lines: Sequence[str]) -> list[Node]:
    nodes: list[Node] = []
    for line in lines:
        nodes += [{"t": "LineBreak"}, *_plain(line)["c"]]
    return nodes[1:]


def _plain(text: str) -> Node:
    return {"t": "Plain", "c": [{"t": "Str", "c": " ".join(text.split(" "))}]}


def _text(node: Node) -> str:
    """Return the text of a paragraph on one line; "" for any other block."""
    alone = node["t"] == "Para" and len(node["c"]) == 1
    return str(node["c"][0]["c"]) if alone else ""


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’»)]*").endswith((".", "!", "?", ":", ";", ",", "…", "-", "–", "—"))


def _is_short(node: Node, longest: int = _HEADING) -> bool:
    """Whether a block is a line that could be a heading."""
    text = _text(node)
    return (
        0 < len(text) <= longest and not _ends_sentence(text) and bool(re.search("[^\\W_]", text))
    )


def _is_title(node: Node) -> bool:
    text = _text(node).rstrip("\"'”’?!")  # a headline may ask
    return 0 < len(text) <= _TITLE and not _ends_sentence(text)


def _head(blocks: Sequence[Node]) -> tuple[dict[str, Node], list[Node]]:
    """Return what stands at the top as metadata, and the other blocks.

    Two short lines are kicker and title, and the paragraph after them is the lead; one is the
    title. A byline or a date below is no part of the text.
    """
    top: list[str] = []
    rest = list(blocks)
    meta: dict[str, Node] = {}
    while len(rest) > 1 and (text := _text(rest[0])):
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
    for place, node in enumerate(blocks):
        below = [_is_short(other) for other in blocks[place + 1 : place + 3]]
        above = place > 0 and _is_short(blocks[place - 1])
        heading = _is_short(node) and (
            below[:1] == [False] or (below == [True, False] and not above)
        )
        yield {"t": "Header", "c": [2, ["", [], []], node["c"]]} if heading else node
