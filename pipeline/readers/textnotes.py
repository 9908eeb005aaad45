"""Footnotes in plain letters: a mark like `[1]` in the text and the note further down → notes."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.languages import SOURCE, language
from pipeline.readers.inlines import Node, words_of

# "[1] The note", "¹ The note", "[Footnote 1: The note]".
_NOTE = re.compile(
    r"\[(?:Footnote |Note )?(?P<mark>\d{1,3}|[A-Z*†])(?P<inside>:)?\]?:?\s+(?P<text>\S.*)|"
    r"(?P<raised>[¹²³⁴-⁹⁰]{1,3})\s*(?P<below>\S.*)",
    re.DOTALL,
)
_MARK = re.compile(r"(?<=\S)\s?\[(\d{1,3}|[A-Z*†])\]|(?<=\S)([¹²³⁴-⁹⁰]{1,3})")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def with_notes(blocks: Sequence[Node]) -> list[Node]:
    """Return blocks in which each mark that a note further down belongs to has it."""
    notes = dict(_notes(blocks))
    marks = [mark for block in blocks for mark in _marks(block)]
    # A number may be a footnote's once in the text; powers and quotations of others may not.
    known = {mark: note for mark, note in notes.items() if marks.count(mark) == 1}
    if not known:
        return list(blocks)
    gone = {id(node) for node, _ in known.values()}
    rest = [block for block in blocks if id(block) not in gone]
    bodies = {
        mark: [{"t": "Para", "c": [{"t": "Str", "c": text}]}] for mark, (_, text) in known.items()
    }
    marked = [
        {**block, "c": _marked(block["c"], bodies)} if "c" in block else block for block in rest
    ]
    return [block for place, block in enumerate(marked) if not _is_bare_heading(marked, place)]


def _notes(blocks: Sequence[Node]) -> Iterator[tuple[str, tuple[Node, str]]]:
    """Yield the blocks that are notes, by their marks, with their texts."""
    for block in blocks:
        if block["t"] != "Para":
            continue
        text = words_of(block["c"])
        if found := _NOTE.fullmatch(" ".join(text.split())):
            words = found["text"] or found["below"]
            if found["inside"]:
                words = words.removesuffix("]")
            yield (found["mark"] or found["raised"]).translate(_DIGITS), (block, words)


def _marks(block: Node) -> Iterator[str]:
    """Yield the marks in a block."""
    for text in _strings(block.get("c")):
        for found in _MARK.finditer(text):
            yield (found[1] or found[2]).translate(_DIGITS)


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("t") == "Str":
            yield node["c"]
        else:
            yield from _strings(node.get("c"))
    elif isinstance(node, list):
        for inner in node:
            yield from _strings(inner)


def _marked(node: Any, notes: dict[str, list[Node]]) -> Any:
    """Return a part of the tree with notes in the places of their marks."""
    if isinstance(node, list):
        parts = [_marked(inner, notes) for inner in node]
        return [one for part in parts for one in (part if isinstance(part, _Several) else [part])]
    if isinstance(node, dict) and node.get("t") == "Str":
        return _Several(_split(node["c"], notes))
    return (
        {**node, "c": _marked(node["c"], notes)} if isinstance(node, dict) and "c" in node else node
    )


class _Several(list[Node]):
    """Nodes in the place of one."""


def _split(text: str, notes: dict[str, list[Node]]) -> Iterator[Node]:
    start = 0
    for found in _MARK.finditer(text):
        note = notes.get((found[1] or found[2]).translate(_DIGITS))
        if note is None:
            continue
        yield from [{"t": "Str", "c": text[start : found.start()]}] if found.start() > start else []
        yield {"t": "Note", "c": note}
        start = found.end()
    if start < len(text):
        yield {"t": "Str", "c": text[start:]}


def _is_bare_heading(blocks: Sequence[Node], place: int) -> bool:
    """Whether a block is the heading of notes that stand elsewhere now, or the rule above them."""
    last = place == len(blocks) - 1
    block = blocks[place]
    heading = language(SOURCE).writing.notes_heading.fullmatch(words_of([block]).strip())
    if heading:
        return last or blocks[place + 1]["t"] == "Header"
    return last and block["t"] == "HorizontalRule"
