"""Blocks of pandoc's syntax tree → the Markdown of an article's body, and what gets lost."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.readers.inlines import (
    InlineReader,
    Losses,
    Node,
    Picture,
    flattened,
    is_picture,
    one_line,
    slices,
    start_of,
    visible,
    words_of,
)
from pipeline.readers.markdown import (
    one_lined,
    plainest,
    trimmed,
    written_figure,
    written_heading,
    written_paragraph,
    written_table,
)
from pipeline.text.markup import Marked, Span, Style

# Characters: a cell with more, alone with others in a row, is a text and no entry of a table.
_ARRANGED = 150
# Between two lists of one kind: without it they would be read as one.
_APART = "<!-- -->"


@dataclass
class BodyWriter:
    """Writes blocks as Markdown.

    Attributes:
        losses: What could not be carried over.
        images: The file in the lesson's folder for each image that could be had, by its address.
        captions: Texts that the document sets as captions, each to join the figure before it.
        numbered: How many blocks before these have a ¶ number.
    """

    losses: Losses
    images: Mapping[str, str]
    captions: frozenset[str] = frozenset()
    numbered: int = 0
    _notes: list[str] = field(default_factory=list)
    _inside: int = 0

    def write(self, blocks: Sequence[Node]) -> str:
        """Return the Markdown of a whole body, its footnotes at the end."""
        parts = self._blocks(blocks)
        return "".join(f"{part}\n\n" for part in (*parts, *filter(None, self._notes)))[:-1]

    def inline(self, nodes: Sequence[Node], place: str) -> tuple[Marked, list[Picture]]:
        """Read the inline content of a block that stands at `place`."""
        reader = InlineReader(place, self.losses, self._note)
        return reader.read(nodes), reader.pictures

    def _blocks(self, blocks: Sequence[Node]) -> list[str]:
        parts: list[str] = []
        before = ""
        for node in self._with_captions(list(flattened(blocks))):
            kind = node["t"]
            written = getattr(self, f"_{kind.lower()}", self._unknown)(node.get("c"))
            if written and kind == before and kind.endswith("List"):
                parts.append(_APART)
            parts += written
            before = kind if written else before
        return parts

    @property
    def _place(self) -> str:
        return f"¶ {self.numbered + 1}"

    def _with_captions(self, blocks: Sequence[Node]) -> Iterator[Node]:
        """Yield the blocks, a caption that follows its picture as a part of it."""
        pending: Node | None = None
        for node in blocks:
            caption = node["t"] == "Para" and (node.get("caption") or self._is_caption(node["c"]))
            if pending and caption:
                yield {"t": "Figure", "c": [None, [None, [node]], [pending]]}
                pending = None
                continue
            if pending:
                yield pending
            pending = node if is_picture(node) else None
            if pending is None:
                yield node
        if pending:
            yield pending

    def _is_caption(self, nodes: Sequence[Node]) -> bool:
        return bool(self.captions) and " ".join(words_of(nodes).split()) in self.captions

    def _unknown(self, _: Any) -> list[str]:
        self.losses.add("something of a kind unknown to handouts is left out", self._place)
        return []

    def _para(self, nodes: Sequence[Node]) -> list[str]:
        marked, pictures = self.inline(nodes, self._place)
        parts = [self._paragraph(part) for part in slices(marked)]
        return [part for part in parts if part] + self._figures(pictures)

    _plain = _para

    def _lineblock(self, lines: Sequence[Sequence[Node]]) -> list[str]:
        return self._para([node for line in lines for node in (*line, {"t": "LineBreak"})])

    def _paragraph(self, marked: Marked) -> str:
        marked = trimmed(marked)
        if not marked.text and not marked.spans:
            return ""
        written = written_paragraph(marked)
        if written is None:
            self.losses.add("emphasis and links are left out", self._place)
            notes = tuple(span for span in marked.spans if span.style is Style.NOTE)
            written = written_paragraph(replace(marked, spans=notes)) or plainest(marked.text)
        self.numbered += 1
        return written

    def _header(self, content: Any) -> list[str]:
        level, _, nodes = content
        if self._inside:
            self.losses.add("a heading in a list or quotation is a bold paragraph", self._place)
            return self._para([{"t": "Strong", "c": nodes}])
        place = f"heading “{start_of(words_of(nodes))}”"
        marked, pictures = self.inline(nodes, place)
        marked = trimmed(replace(marked, text=marked.text.replace("\n", " ")))
        whole = Span(0, len(marked.text), Style.STRONG)
        marked = replace(marked, spans=tuple(span for span in marked.spans if span != whole))
        heading = [f"{'#' * min(level, 6)} {written_heading(marked)}"] if marked.text else []
        return heading + self._figures(pictures)

    def _figure(self, content: Any) -> list[str]:
        _, (_, caption), blocks = content
        place = self._place
        words, pictures = self.inline(one_line(caption), place)
        inner, found = self._pictures_of(blocks)
        pictures = found + pictures
        if words.text and pictures:
            # The caption is that of the last of several.
            pictures = [*pictures[:-1], replace(pictures[-1], description=words)]
        elif words.text:
            inner = [*inner, {"t": "Para", "c": one_line(caption)}]
        return self._figures(pictures) + self._blocks(inner)

    def _pictures_of(self, blocks: Sequence[Node]) -> tuple[list[Node], list[Picture]]:
        """Return what else is in a figure, and its pictures."""
        rest, pictures = [], []
        for node in flattened(blocks):
            if is_picture(node):
                pictures += self.inline(node["c"], self._place)[1]
            else:
                rest.append(node)
        return rest, pictures

    def _figures(self, pictures: Sequence[Picture]) -> list[str]:
        parts = []
        for picture in pictures:
            caption = one_lined(picture.description)
            file = self.images.get(picture.address)
            if file is None and picture.is_alternative:
                continue
            written = written_figure(caption, file) if file else self._paragraph(caption)
            self.numbered += bool(file)
            parts += [written] if written else []
        return parts

    def _codeblock(self, content: Any) -> list[str]:
        code = visible(content[1]).rstrip()
        if not code.strip():
            return []
        self.numbered += 1
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        return [f"{fence}\n{code}\n{fence}"]

    def _rawblock(self, content: Any) -> list[str]:
        form, raw = content
        if not re.fullmatch(r"(\s*<!--.*?-->)*\s*", raw, re.DOTALL):
            name = {"html": "HTML", "tex": "TeX", "latex": "TeX"}.get(form, form)
            self.losses.add(f"this {name} is left out: {start_of(raw)}", f"before {self._place}")
        return []

    def _horizontalrule(self, _: Any) -> list[str]:
        return ["***"]

    def _blockquote(self, blocks: Sequence[Node]) -> list[str]:
        self._inside += 1
        parts = self._blocks(blocks)
        self._inside -= 1
        quoted = "\n\n".join(parts).split("\n")
        return ["\n".join(f"> {line}".rstrip() for line in quoted)] if parts else []

    def _bulletlist(self, items: Sequence[Sequence[Node]]) -> list[str]:
        return self._list(items, lambda _: "-")

    def _orderedlist(self, content: Any) -> list[str]:
        (start, style, delimiter), items = content
        if style["t"] not in ("Decimal", "DefaultStyle", "Example"):
            self.losses.add("a list with letters or Roman numbers counts 1, 2, 3", self._place)
        sign = "." if delimiter["t"] in ("Period", "DefaultDelim") else ")"
        return self._list(items, lambda index: f"{start + index}{sign}")

    def _list(self, items: Sequence[Sequence[Node]], marker: Callable[[int], str]) -> list[str]:
        self._inside += 1
        written = [parts for item in items if (parts := self._blocks(item))]
        self._inside -= 1
        lines = []
        for index, parts in enumerate(written):
            mark = f"{marker(index)} "
            body = "\n\n".join(parts).split("\n")
            indented = [f"{' ' * len(mark)}{line}".rstrip() for line in body[1:]]
            lines.append("\n".join([mark + body[0], *indented]))
        tight = all(len(parts) == 1 for parts in written)
        return [("\n" if tight else "\n\n").join(lines)] if written else []

    def _definitionlist(self, items: Sequence[Any]) -> list[str]:
        self.losses.add("a list of definitions stands as paragraphs", self._place)
        parts = []
        for term, definitions in items:
            parts += self._para([{"t": "Strong", "c": term}])
            for blocks in definitions:
                parts += self._blocks(blocks)
        return parts

    def _table(self, content: Any) -> list[str]:
        _, (_, caption), _, head, bodies, foot = content
        rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
        cells = [cell for row in rows for cell in row[1]]
        title = self._para(one_line(caption)) if caption else []
        if self._arranges(rows):  # frames around what is no table
            return title + [part for cell in cells for part in self._blocks(cell[4])]
        pictures: list[Picture] = []
        grid = self._grid(rows, pictures)
        if not any(marked.text for line in grid for marked in line):
            return title + self._figures(pictures)
        if not head[1] or not any(marked.text for marked in grid[0]):
            self.losses.add("the first row of a table is set as its head", self._place)
        self.numbered += 1
        return [*title, written_table(grid), *self._figures(pictures)]

    def _arranges(self, rows: Sequence[Any]) -> bool:
        """Whether a table has one cell, one column, or one row of texts: it only arranges them."""
        cells = [list(flattened(cell[4])) for row in rows for cell in row[1]]
        if len(cells) == 1 or all(len(row[1]) == 1 for row in rows):
            return True
        kinds = {node["t"] for cell in cells for node in cell}
        longest = max((len(words_of(cell)) for cell in cells), default=0)
        full = longest > _ARRANGED or any(len(cell) > 1 for cell in cells)
        return len(rows) == 1 and (full or not kinds <= {"Para", "Plain"})

    def _grid(self, rows: Sequence[Any], pictures: list[Picture]) -> list[list[Marked]]:
        """Return a table's cells as a full rectangle; a merged cell's text stands in its first."""
        filled: dict[tuple[int, int], Marked] = {}
        for down, row in enumerate(rows):
            across = 0
            for _, _, high, wide, blocks in row[1]:
                while (down, across) in filled:
                    across += 1
                for place in ((down + i, across + j) for i in range(high) for j in range(wide)):
                    filled[place] = Marked("")
                filled[down, across] = self._cell(blocks, pictures)
                if high > 1 or wide > 1:
                    what = "the text of a table's merged cells stands in the first of them"
                    self.losses.add(what, self._place)
        columns = 1 + max(across for _, across in filled)
        lines = [[filled.get((i, j), Marked("")) for j in range(columns)] for i in range(len(rows))]
        return [line for line in lines if any(cell.text for cell in line)] or lines[:1]

    def _cell(self, blocks: Sequence[Node], pictures: list[Picture]) -> Marked:
        marked, found = self.inline(one_line(blocks), self._place)
        if any(node["t"] not in ("Para", "Plain", "LineBlock") for node in flattened(blocks)):
            self.losses.add("lists and the like in a table's cell are lines of text", self._place)
        pictures += found
        return trimmed(marked)

    def _note(self, blocks: Sequence[Node]) -> str:
        """Write a footnote and return its label."""
        label = str(len(self._notes) + 1)
        self._notes.append("")
        reader = InlineReader(f"footnote {label}", self.losses, self._note)
        marked = reader.read(one_line(blocks, breaks=2))
        if reader.pictures:
            self.losses.add("a picture in a footnote is left out", f"footnote {label}")
        lines = [part for part in map(trimmed, slices(marked)) if part.text]
        if not lines:
            return ""
        texts = [written_paragraph(line) or plainest(line.text) for line in lines]
        indented = "\n\n".join(texts).replace("\n", "\n    ")
        self._notes[int(label) - 1] = f"[^{label}]: {re.sub(r'(?m)^ +$', '', indented)}"
        return label
