"""A PDF's letters and their places → its article as pandoc's syntax tree, with its pictures.

Type that is larger than most is a heading, the largest one of the first page is the title; what
stands in the margins of several pages is a running head; an indent, a gap or a short line ends a
paragraph.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from statistics import median

from pipeline.languages import SOURCE, language
from pipeline.readers.columns import Line, Stretch, read_columns, table_columns
from pipeline.readers.copied import (
    NO_CONTENTS,
    Joiner,
    furniture,
    goes_on,
    is_page_number,
    leads_to_page,
    without_contents,
)
from pipeline.readers.inlines import Node, start_of
from pipeline.readers.top import told
from pipeline.readers.trees import ordered_list, table
from pipeline.system.pdf import Pdf, PdfPage, PlacedPicture, Run

# Of the height of a page: how far running heads reach into it.
_MARGIN = 0.15
# Times the size of most of the text.
_LARGE, _SMALL = 1.12, 0.93
# Characters of a heading, and of one that is bold only.
_HEADING, _BOLD_HEADING = 200, 100
# The share of words that are none, from which on a text is named as damaged.
_SCATTERED = 0.3
# Paragraphs below the title that may name its author and its date.
_TOLD = 4

_BULLET = re.compile(r"([•‣◦▪·●○■–—\-*\uf0b7\uf0a7])\s+(?=\S)|[•●▪](?=\w)")
_NUMBER = re.compile(r"(\d{1,3})([.)])\s+(?=\S)")
_NOTE = re.compile(r"(\d{1,3}|[*†‡§]{1,3})[.)]?\s*(?=\S)")
_NO_TITLE = re.compile(r"(?i)microsoft word|untitled|^[\w-]*\d[\w-]*$|\.\w{2,5}$|^\W*$")
_NAME = re.compile(r"([A-ZÀ-Þ][\w.'’-]*)(,? (and |& )?[A-ZÀ-Þ][\w.'’-]*)+")


@dataclass(frozen=True)
class PdfArticle:
    """The article of a PDF.

    Attributes:
        images: Its pictures by the addresses that they have in the tree.
        known: Front matter that the file gives.
        warnings: What was left out of the text.
    """

    tree: Node
    images: Mapping[str, bytes]
    known: Mapping[str, str]
    warnings: tuple[str, ...]


@dataclass
class _Paragraph:
    """Lines that belong together; the text so far."""

    page: int
    lines: list[Line]
    pieces: list[Stretch] = field(default_factory=list)

    @property
    def size(self) -> float:
        sizes = Counter[float]()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        return sizes.most_common(1)[0][0]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def is_bold(self) -> bool:
        return all(piece.bold for piece in self.pieces if piece.text.strip())


def read_pdf_article(pdf: Pdf) -> PdfArticle:
    """Read the article of a PDF."""
    return _Reader(pdf).read()


class _Reader:
    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._left_out: list[str] = []
        plain = _plainly([run for page in pdf.pages for run in page.runs])
        pages = [read_columns([plain(run) for run in page.runs]) for page in pdf.pages]
        self._body = _usual_size([line for lines in pages for line in lines])
        self._leading = _leading(pages)
        self._pages = [
            self._without_margins(lines, page, taken)
            for lines, page, taken in zip(pages, pdf.pages, self._taken(pages), strict=True)
        ]
        lines = [line for page in self._pages for line in page]
        _, self._had_contents = without_contents([line.text for line in lines])
        if self._had_contents:
            self._pages = [
                [line for line in page if not leads_to_page(line.text)] for page in self._pages
            ]
            lines = [line for page in self._pages for line in page]
        self._joiner = Joiner(line.text for line in lines)
        self._indents = _are_indented(lines)

    def read(self) -> PdfArticle:
        paragraphs = self._paragraphs()
        notes = self._take_notes(paragraphs)
        images: dict[str, bytes] = {}
        figures = self._take_figures(paragraphs, images)
        title = self._title(paragraphs)
        known = self._known(title) | _take_told(paragraphs, title)
        levels = self._levels(paragraphs, title)
        blocks: list[Node] = []
        for paragraph in paragraphs:
            blocks += [_block(paragraph, levels.get(id(paragraph), 0), notes)]
            blocks += figures.get(id(paragraph), [])
        blocks = [*figures.get(0, []), *_with_lists(blocks)]
        warnings = [*self._pdf.warnings, *[NO_CONTENTS] * self._had_contents]
        text = " ".join(paragraph.text for paragraph in paragraphs)
        if nameless := text.count("\ufffd"):
            warnings.append(
                "A letter that the PDF does not name stands as “\ufffd”."
                if nameless == 1
                else f"{nameless} letters that the PDF does not name stand as “\ufffd”."
            )
        if _is_scattered(text):
            warnings.append("Words of this PDF run together or fall apart: read the text closely.")
        left_out = list(dict.fromkeys(self._left_out))
        if left_out:
            shown = ", ".join(f"“{start_of(text)}”" for text in left_out[:4])
            more = ", …" if len(left_out) > 4 else ""
            warnings.append(f"Running heads and page numbers are left out: {shown}{more}.")
        return PdfArticle({"meta": {}, "blocks": blocks}, images, known, tuple(warnings))

    # What stands in the margins

    def _taken(self, pages: Sequence[Sequence[Line]]) -> list[frozenset[int]]:
        title = max(
            (line for lines in pages[:1] for line in lines),
            key=lambda line: line.size,
            default=None,
        )
        texts = [[line.text for line in _downwards(lines)] for lines in pages]
        return furniture(texts, title.text if title and title.size > self._body else "")

    def _without_margins(
        self, lines: Sequence[Line], page: PdfPage, taken: frozenset[int]
    ) -> list[Line]:
        order = _downwards(lines)
        margin = [_MARGIN * page.height, (1 - _MARGIN) * page.height]
        out = [order[i] for i in taken if not margin[0] < order[i].base < margin[1]]
        # What stands as close to the text as its own lines do, is text, and so is what is next.
        while text := [
            line
            for line in out
            if any(self._are_text(line, other) for other in order if other not in out)
        ]:
            out = [line for line in out if line not in text]
        heads = [line.text for line in out if not is_page_number(line.text)]
        numbers = [line.text for line in out if is_page_number(line.text)]
        self._left_out += heads
        self._left_out += numbers[:1] if not any(map(is_page_number, self._left_out)) else []
        return [line for line in lines if line not in out]

    def _are_text(self, line: Line, other: Line) -> bool:
        """Whether two lines stand together as those of a paragraph do."""
        apart = abs(line.base - other.base)
        beside = line.left < other.right and other.left < line.right
        return beside and line.size == other.size and 0 < apart < 1.3 * self._lead(line.size)

    def _lead(self, size: float) -> float:
        return self._leading.get(size, 1.25 * size)

    # Paragraphs

    def _paragraphs(self) -> list[_Paragraph]:
        found: list[_Paragraph] = []
        for page, lines in enumerate(self._pages):
            for index, line in enumerate(lines):
                before = lines[index - 1] if index else None
                last = self._last(found, line)
                if last and self._belongs(last, before, line):
                    self._append(last, line)
                else:
                    found.append(_Paragraph(page, [line], list(line.pieces)))
        return found

    def _last(self, found: Sequence[_Paragraph], line: Line) -> _Paragraph | None:
        """Return the paragraph that a line may go on with: notes do not come between."""
        last = found[-1] if found else None
        if last and last.size < _SMALL * self._body <= line.size:
            return next((one for one in reversed(found) if one.size >= _SMALL * self._body), last)
        return last

    def _belongs(self, paragraph: _Paragraph, before: Line | None, line: Line) -> bool:
        last = paragraph.lines[-1]
        if bool(last.cells) or bool(line.cells):
            return bool(last.cells and line.cells and before is last and _near(last, line, 2.5))
        if abs(last.size - line.size) > 0.06 * last.size or last.is_bold != line.is_bold:
            return False
        if _begins_item(line) or (line.size < _SMALL * self._body and line.pieces[0].raised):
            return False
        if before is not last or last.column != line.column or line.base > last.base:
            return self._continues(paragraph, last, line)
        if last.base - line.base > 1.28 * self._lead(last.size) and not self._is_wide(
            paragraph, last, line
        ):
            return False
        return not self._is_new(paragraph, last, line)

    def _is_wide(self, paragraph: _Paragraph, last: Line, line: Line) -> bool:
        """Whether a paragraph is set wider than most of the text, and goes on."""
        gap = last.base - line.base
        if gap > 2.4 * line.size or _has_room(last, line):
            return False
        lines = paragraph.lines[-2:]
        before = lines[0].base - lines[-1].base
        return abs(gap - before) < 0.08 * gap or goes_on(last.text, line.text)

    def _continues(self, paragraph: _Paragraph, last: Line, line: Line) -> bool:
        """Whether a paragraph goes on in the next column or on the next page."""
        if line.size >= _LARGE * self._body or line.is_bold:
            return False
        indent = line.left - line.column[0]
        full = last.right > last.column[1] - 4 * last.size
        if indent > 0.5 * line.size:
            return False
        return (full and self._indents) or goes_on(paragraph.text, line.text)

    def _is_new(self, paragraph: _Paragraph, last: Line, line: Line) -> bool:
        """Whether a line below another begins a paragraph, told by its indent or the gap before."""
        indent = line.left - last.left
        first = len(paragraph.lines) == 1
        if first and last.hang and abs(line.left - last.hang) < 0.6 * line.size:
            return False
        if line.size >= _LARGE * self._body or line.is_bold:
            return False  # the lines of a heading are centred, or anywhere
        if _begins_item(paragraph.lines[0]):
            return indent < -0.5 * line.size and not first
        if indent > 0.7 * line.size and line.left > line.column[0] + 0.7 * line.size:
            return True
        if indent < -0.7 * line.size and not first:
            return True
        return _has_room(last, line) and bool(re.search(r"[.!?:”\"’)]$", last.text))

    def _append(self, paragraph: _Paragraph, line: Line) -> None:
        last = paragraph.lines[-1]
        paragraph.lines.append(line)
        pieces = paragraph.pieces
        before = "".join(piece.text for piece in pieces).rstrip()
        if line.cells:
            return
        whole = not re.search(r"\w[-\u2010\u00ad]$", before)
        broken = whole and last.column == line.column and _has_room(last, line, 0.25)
        if broken and self._body * _SMALL < line.size < _LARGE * self._body:
            glue, cut = "\n", 0
        else:
            joined = self._joiner.join(before, line.text)
            kept = len(joined) - len(line.text)
            glue = " " if joined[:kept].endswith(" ") else ""
            cut = max(0, len(before) - kept)
        tail = pieces[-1].text.rstrip()
        pieces[-1] = replace(pieces[-1], text=tail[: len(tail) - cut] + glue)
        first, *rest = line.pieces
        pieces += [replace(first, text=first.text.lstrip()), *rest]

    # Notes

    def _take_notes(self, paragraphs: list[_Paragraph]) -> dict[tuple[int, str], list[Node]]:
        """Take footnotes out that a mark on their page asks for; return them by page and mark."""
        marks = {
            (paragraph.page, piece.text.strip())
            for paragraph in paragraphs
            if paragraph.size >= _SMALL * self._body
            for piece in paragraph.pieces
            if piece.raised
        }
        notes: dict[tuple[int, str], list[Node]] = {}
        for paragraph in list(paragraphs):
            found = _NOTE.match(paragraph.text)
            if not found or paragraph.size >= _SMALL * self._body:
                continue
            key = paragraph.page, found[1]
            if key in marks and key not in notes:
                cut = len(found[0])
                nodes = _inline(_without_start(paragraph.pieces, cut), paragraph.page, {})
                notes[key] = [{"t": "Para", "c": nodes}]
                paragraphs.remove(paragraph)
        return notes

    # Figures

    def _take_figures(
        self, paragraphs: list[_Paragraph], images: dict[str, bytes]
    ) -> dict[int, list[Node]]:
        """Return the figures by what they stand behind, 0 for the beginning; take captions out."""
        figures: dict[int, list[Node]] = defaultdict(list)
        for number, page in enumerate(self._pdf.pages):
            for picture in sorted(page.pictures, key=lambda picture: -picture.top):
                address = f"page-{number + 1}-{len(images) + 1}"
                images[address] = picture.image
                here = [one for one in paragraphs if one.page == number]
                caption = next((one for one in here if self._captions(one, picture)), None)
                nodes: list[Node] = []
                if caption:
                    nodes = _inline(caption.pieces, number, {})
                host = self._host(paragraphs, number, picture, caption)
                if caption:
                    paragraphs.remove(caption)
                figures[id(host) if host else 0].append(_figure(address, nodes))
        return figures

    def _captions(self, paragraph: _Paragraph, picture: PlacedPicture) -> bool:
        line = paragraph.lines[0]
        beside = line.right > picture.left and line.left < picture.right
        below = -0.5 * line.size < picture.bottom - line.base < 3.5 * line.size
        above = 0 < paragraph.lines[-1].base - picture.top < 2 * line.size
        named = language(SOURCE).writing.caption.match(paragraph.text) is not None
        quiet = paragraph.size < _SMALL * self._body or all(p.italic for p in paragraph.pieces)
        return beside and ((below and (named or quiet)) or (above and named))

    def _host(
        self,
        paragraphs: Sequence[_Paragraph],
        page: int,
        picture: PlacedPicture,
        caption: _Paragraph | None,
    ) -> _Paragraph | None:
        """Return the paragraph that a picture stands behind."""
        host = None
        for paragraph in paragraphs:
            if paragraph is caption or paragraph.page > page:
                continue
            line = paragraph.lines[0]
            above = line.base > picture.bottom and line.left < picture.right
            above = above or line.column[1] <= picture.left
            if paragraph.page < page or above:
                host = paragraph
        return host

    # Headings

    def _title(self, paragraphs: Sequence[_Paragraph]) -> _Paragraph | None:
        """Return what is set in the largest type at the beginning."""
        first = paragraphs[0].page if paragraphs else 0
        said = _same(self._pdf.known.get("Title", ""))
        here = [one for one in paragraphs if one.page == first and _is_wordy(one.text)]
        if named := next((one for one in here if said and _same(one.text) == said), None):
            return named
        large = [one for one in here if one.size >= _LARGE * self._body]
        return max(large, key=lambda one: one.size, default=None)

    def _levels(self, paragraphs: Sequence[_Paragraph], title: _Paragraph | None) -> dict[int, int]:
        """Return the levels of headings, by the `id` of their paragraphs."""
        sizes = sorted(
            {
                round(one.size)
                for one in paragraphs
                if one is not title and one.size >= _LARGE * self._body
            },
            reverse=True,
        )
        levels = {}
        for one, after in pairwise([*paragraphs, None]):
            assert one is not None
            text = one.text
            if one is title:
                levels[id(one)] = 1
            elif one.lines[0].cells or not re.search(r"[^\W\d_]", text):
                continue
            elif one.size >= _LARGE * self._body and len(text) <= _HEADING:
                levels[id(one)] = min(2 + sizes.index(round(one.size)), 6)
            elif after is not None and self._is_quiet_heading(one, after):
                levels[id(one)] = min(2 + len(sizes), 6)
        return levels

    def _is_quiet_heading(self, one: _Paragraph, after: _Paragraph) -> bool:
        """Whether a paragraph in the size of the text is a heading: bold, in capitals, numbered."""
        text = one.text
        if len(text) > _BOLD_HEADING or re.search(r"[.,;:]$", text) or after.lines[0].cells:
            return False
        slanted = all(piece.italic for piece in one.pieces if piece.text.strip())
        numbered = slanted and re.match(r"(?:[A-Z]|\d{1,2}(?:\.\d{1,2})*)[.)]? \S", text)
        capitals = text.isupper() and sum(map(str.isalpha, text)) > 3 and len(one.lines) < 3
        return one.size >= _SMALL * self._body and bool(one.is_bold or numbered or capitals)

    def _known(self, title: _Paragraph | None) -> dict[str, str]:
        """Return what the file says of itself, unless a program or its user's account says it."""
        known = {}
        author = self._pdf.known.get("Author", "")
        if _NAME.fullmatch(author):
            known["author"] = author
        said = self._pdf.known.get("Title", "")
        if title is None and said and not _NO_TITLE.search(said):
            known["title"] = said
        return known


def _is_scattered(text: str) -> bool:
    """Whether a text has many words that are none: single letters, or several words in one."""
    words = re.findall(r"[a-zß-ÿ]+|[A-ZÀ-Þ][a-zß-ÿ]*", text)
    single = sum(len(word) == 1 and word not in "aAIyoeéà" for word in words)
    glued = len(re.findall(r"[^\W\d_]{24,}|(?<=[^\W\d_])[,:)](?=[^\W\d_])", text))
    return bool(words) and max(single / len(words), glued * 4 / len(words)) > _SCATTERED


def _take_told(paragraphs: list[_Paragraph], title: _Paragraph | None) -> dict[str, str]:
    """Take out what stands below the title and says who wrote the text, and when."""
    known: dict[str, str] = {}
    start = paragraphs.index(title) + 1 if title else 0
    for paragraph in paragraphs[start : start + _TOLD]:
        said = told(" ".join(paragraph.text.split()))
        if title and said and said[0] not in known:
            known[said[0]] = said[1]
            paragraphs.remove(paragraph)
    return known


def _plainly(runs: Sequence[Run]) -> Callable[[Run], Run]:
    """Return what takes bold and italics off a text of which most is set so."""
    letters = sum(len(run.text) for run in runs)
    bold = sum(len(run.text) for run in runs if run.bold) > 0.6 * letters
    italic = sum(len(run.text) for run in runs if run.italic) > 0.6 * letters

    def plain(run: Run) -> Run:
        return replace(run, bold=run.bold and not bold, italic=run.italic and not italic)

    return plain


def _downwards(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.base, line.left))


def _usual_size(lines: Sequence[Line]) -> float:
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _are_indented(lines: Sequence[Line]) -> bool:
    """Whether the paragraphs of a text begin with an indent."""
    indented = [
        line.left > line.column[0] + 0.7 * line.size and abs(before.left - line.column[0]) < 2
        for before, line in pairwise(lines)
        if before.column == line.column
    ]
    return sum(indented) > 0.04 * len(indented)


def _leading(pages: Sequence[Sequence[Line]]) -> dict[float, float]:
    """Return how far lines of one size stand apart where they follow each other."""
    gaps: dict[float, list[float]] = defaultdict(list)
    for lines in pages:
        for before, line in pairwise(lines):
            gap = before.base - line.base
            if before.size == line.size and before.column == line.column and _near(before, line, 2):
                gaps[line.size].append(gap)
    # Most gaps are those between lines; paragraphs of one line each pull the middle up.
    return {size: min(median(found), 1.6 * size) for size, found in gaps.items()}


def _near(before: Line, line: Line, times: float) -> bool:
    return 0 < before.base - line.base < times * max(before.size, line.size)


def _begins_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBER.match(line.text))


def _has_room(last: Line, line: Line, spare: float = 0.0) -> bool:
    """Whether the first word of a line would have found room on the line before."""
    word = len(line.text.split(" ", 1)[0]) / max(1, len(line.text)) * (line.right - line.left)
    wide = last.column[1] - last.column[0]
    return last.right + word + 0.5 * last.size < last.column[1] - spare * wide


def _is_wordy(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= 4


def _same(text: str) -> str:
    return "".join(re.findall(r"\w", text.casefold()))


def _without_start(pieces: Sequence[Stretch], count: int) -> list[Stretch]:
    """Return pieces without their first characters."""
    kept = []
    for index, piece in enumerate(pieces):
        text = piece.text if index else piece.text.lstrip()
        if count < len(text):
            kept.append(replace(piece, text=text[count:], raised=False if count else piece.raised))
        count = max(0, count - len(text))
    return kept


def _inline(
    pieces: Sequence[Stretch], page: int, notes: Mapping[tuple[int, str], list[Node]]
) -> list[Node]:
    """Return pieces as inline nodes, the marks of footnotes as these."""
    nodes: list[Node] = []
    looks = groupby(pieces, key=lambda piece: (piece.bold, piece.italic, piece.raised))
    for (bold, italic, raised), group in looks:
        text = "".join(piece.text for piece in group)
        note = notes.get((page, text.strip())) if raised else None
        if note:
            nodes.append({"t": "Note", "c": note})
            nodes += _strings(" " if text.endswith(" ") else "")
            continue
        inner = _strings(text)
        for is_so, kind in ((raised, "Superscript"), (italic, "Emph"), (bold, "Strong")):
            if is_so and text.strip():
                inner = [{"t": kind, "c": inner}]
        nodes += inner
    return nodes


def _strings(text: str) -> list[Node]:
    nodes: list[Node] = []
    for part in re.split(r"(\n)", re.sub(r"[^\S\n]+", " ", text)):
        if part == "\n":
            nodes.append({"t": "LineBreak"})
        elif part:
            nodes.append({"t": "Str", "c": part})
    return nodes


def _block(paragraph: _Paragraph, level: int, notes: Mapping[tuple[int, str], list[Node]]) -> Node:
    if paragraph.lines[0].cells:
        return _table([line.cells for line in paragraph.lines])
    pieces = paragraph.pieces
    if level and paragraph.is_bold:
        pieces = [replace(piece, bold=False) for piece in pieces]
    nodes = _inline(pieces, paragraph.page, notes)
    if level:
        return {"t": "Header", "c": [level, ["", [], []], nodes]}
    return {"t": "Para", "c": nodes}


def _table(rows: Sequence[Sequence[Line]]) -> Node:
    columns = table_columns(rows)
    texts: list[list[str]] = []
    for row in rows:
        line = [
            " ".join(cell.text for cell in row if left <= (cell.left + cell.right) / 2 <= right)
            for left, right in columns
        ]
        if len(row) == 1 and not line[0] and texts:  # the rest of a cell
            texts[-1] = [
                f"{above} {below}".strip() for above, below in zip(texts[-1], line, strict=True)
            ]
        else:
            texts.append(line)
    return table(texts)


def _figure(address: str, caption: list[Node]) -> Node:
    image = {"t": "Image", "c": [["", [], []], [], [address, ""]]}
    described = [{"t": "Plain", "c": caption}] if caption else []
    return {"t": "Figure", "c": [["", [], []], [None, described], [{"t": "Plain", "c": [image]}]]}


def _with_lists(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield the blocks, paragraphs that begin with a bullet or number as the items of lists."""
    held: Node | None = None
    for block in blocks:
        text = _start(block)
        bullet, number = _BULLET.match(text), _NUMBER.match(text)
        if not (bullet or number):
            if held:
                yield held
            held = None
            yield block
            continue
        cut = len((bullet or number)[0])  # type: ignore[index]
        item = [{"t": "Plain", "c": _cut(block["c"], cut)}]
        if held and bullet and held["t"] == "BulletList":
            held["c"].append(item)
        elif held and number and held["t"] == "OrderedList" and _follows(held, int(number[1])):
            held["c"][1].append(item)
        else:
            if held:
                yield held
            held = _list(item, number)
    if held:
        yield held


def _start(block: Node) -> str:
    """Return the beginning of a paragraph that could be the mark of a list's item."""
    nodes = block["c"] if block["t"] == "Para" else []
    while nodes and nodes[0]["t"] in ("Strong", "Emph"):
        nodes = [*nodes[0]["c"], *nodes[1:]]
    texts = (node["c"] if node["t"] == "Str" else "x" for node in nodes[:2])
    return "".join(texts).lstrip()


def _cut(nodes: Sequence[Node], count: int) -> list[Node]:
    """Return inline nodes without their first characters."""
    kept: list[Node] = []
    for node in nodes:
        if count and node["t"] == "Str":
            text = node["c"].lstrip()
            kept += [{"t": "Str", "c": text[count:]}] if text[count:] else []
            count = max(0, count - len(text))
        elif count and node["t"] in ("Strong", "Emph"):
            inner = _cut(node["c"], count)
            count = 0
            kept += [{"t": node["t"], "c": inner}] if inner else []
        else:
            kept.append(node)
    return kept


def _list(item: list[Node], number: re.Match[str] | None) -> Node:
    if number is None:
        return {"t": "BulletList", "c": [item]}
    return ordered_list(int(number[1]), number[2], [item])


def _follows(held: Node, number: int) -> bool:
    return bool(number == held["c"][0][0] + len(held["c"][1]))
