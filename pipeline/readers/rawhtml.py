"""HTML in Markdown → the nodes that it stands for: headings, sub and sup, pictures, line breaks.

pandoc's reader of CommonMark leaves it as it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.readers.inlines import Node

# What plays, is shown from elsewhere, or is no text.
_OUTSIDE = re.compile(
    r"<(script|style|iframe|object|video|audio|svg|form|button)\b.*?(?:</\1\s*>|\Z)|<embed\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SUMMARY = re.compile(r"<summary\b[^>]*>(.*?)</summary\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?P<close>/)?(?P<name>[a-zA-Z][a-zA-Z0-9-]*)\b(?P<rest>[^>]*?)/?>", re.DOTALL)
_STYLES = {
    **dict.fromkeys(("b", "strong"), "Strong"),
    **dict.fromkeys(("i", "em", "cite", "var", "u", "ins", "dfn"), "Emph"),
    **dict.fromkeys(("s", "del", "strike"), "Strikeout"),
    "sub": "Subscript",
    "sup": "Superscript",
}
# Elements without a look of their own here, whose words stay.
_PLAIN = {
    *("span", "kbd", "code", "small", "big", "mark", "font", "center", "abbr", "samp", "tt", "q"),
    *("a", "p", "div", "picture", "source", "details", "summary", "time", "label", "nobr", "wbr"),
}


def with_html(blocks: Sequence[Node], read: Callable[[str], list[Node]]) -> Iterator[Node]:
    """Yield blocks in which HTML has become what it stands for.

    Args:
        blocks: The blocks.
        read: Reads HTML into blocks.
    """
    for block in blocks:
        kind: str = block["t"]
        content: Any = block.get("c")
        if kind == "RawBlock" and content[0] == "html":
            yield from _read(content[1], read)
        elif kind in ("Para", "Plain"):
            yield {**block, "c": _inlines(content, read)}
        elif kind == "Header":
            yield {**block, "c": [content[0], content[1], _inlines(content[2], read)]}
        elif kind in ("BlockQuote", "Div"):
            inner = content if kind == "BlockQuote" else content[1]
            found = list(with_html(inner, read))
            yield {**block, "c": found if kind == "BlockQuote" else [content[0], found]}
        elif kind in ("BulletList", "OrderedList"):
            items = content if kind == "BulletList" else content[1]
            found_items = [list(with_html(item, read)) for item in items]
            yield {
                **block,
                "c": found_items if kind == "BulletList" else [content[0], found_items],
            }
        elif kind == "Table":
            yield {**block, "c": _in_cells(content, read)}
        else:
            yield block


def _read(raw: str, read: Callable[[str], list[Node]]) -> Iterator[Node]:
    outside = _OUTSIDE.search(raw)
    if outside:
        yield {"t": "RawBlock", "c": ["html", outside[0]]}
    shown = _COMMENT.sub("", _OUTSIDE.sub("", raw))
    shown = _SUMMARY.sub(r"<p><b>\1</b></p>", shown)
    if re.sub(r"<[^>]*>", "", shown).strip() or re.search(r"(?i)<(img|hr)\b", shown):
        yield from read(shown)


def _in_cells(node: Any, read: Callable[[str], list[Node]]) -> Any:
    """Return the content of a table, the blocks of its cells with their HTML read."""
    if isinstance(node, list):
        kinds = {item.get("t") if isinstance(item, dict) else "" for item in node}
        if node and kinds <= {"Plain", "Para"}:
            return list(with_html(node, read))
        return [_in_cells(item, read) for item in node]
    return node


def _inlines(nodes: Sequence[Node], read: Callable[[str], list[Node]]) -> list[Node]:
    """Return inline nodes in which tags have become what they stand for."""
    # What is open: a tag's name, its kind of node ("" for none), and what stands in it so far.
    open_tags: list[tuple[str, str, list[Node]]] = []
    found: list[Node] = []

    def here() -> list[Node]:
        return open_tags[-1][2] if open_tags else found

    for node in nodes:
        tag = _TAG.fullmatch(node["c"][1].strip()) if _is_html(node) else None
        if tag is None:
            here().append({**node, "c": _within(node, read)} if _has_nodes(node) else node)
            continue
        name = tag["name"].lower()
        if name == "img":
            here().extend(_image(node["c"][1], read))
        elif name in _STYLES and not tag["close"]:
            open_tags.append((name, _STYLES[name], []))
        elif name in _STYLES and name in [known for known, _, _ in open_tags]:
            while open_tags:
                known, kind, inner = open_tags.pop()
                here().extend([{"t": kind, "c": inner}] if inner else [])
                if known == name:
                    break
        elif name not in _PLAIN and name not in _STYLES:
            here().append(node)
    while open_tags:  # never closed: its words stay
        _, _, inner = open_tags.pop()
        here().extend(inner)
    return found


def _is_html(node: Node) -> bool:
    return bool(node["t"] == "RawInline" and node["c"][0] == "html")


def _has_nodes(node: Node) -> bool:
    return node["t"] in ("Emph", "Strong", "Strikeout", "Link", "Span")


def _within(node: Node, read: Callable[[str], list[Node]]) -> object:
    if node["t"] in ("Link", "Span"):
        attributes, inner, *rest = node["c"]
        return [attributes, _inlines(inner, read), *rest]
    return _inlines(node["c"], read)


def _image(raw: str, read: Callable[[str], list[Node]]) -> list[Node]:
    blocks = read(raw)
    return list(blocks[0]["c"]) if blocks and blocks[0]["t"] in ("Para", "Plain") else []
