r"""RTF → pandoc's syntax tree, with its pictures.

pandoc's own reader of RTF loses footnotes and some letters, and moves lists. The format: groups in
braces, control words that begin with a backslash, and text; https://www.loc.gov/preservation has
Microsoft's specification, version 1.9.1.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.readers.inlines import Node, start_of
from pipeline.readers.trees import ordered_list, table

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_SIGNS = {
    **{"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“"},
    **{"rdblquote": "”", "bullet": "•", "tab": " ", "line": "\n", "emspace": "\u2003"},
    **{"enspace": "\u2002", "qmspace": "\u2005"},
}
_SIGN_WORDS = {"~": "\u00a0", "_": "\u2011", "-": "", "\\": "\\", "{": "{", "}": "}"}
# Groups that hold no text of the document.
_SKIPPED = {
    *("fonttbl", "colortbl", "header", "headerl", "headerr", "headerf", "footer", "footerl"),
    *("footerr", "footerf", "nonshppict", "object", "pnseclvl", "xe", "tc", "ftnsep", "ftnsepc"),
    *("themedata", "datastore", "bkmkstart", "bkmkend", "atnid", "atnauthor", "private"),
}
# Groups marked as negligible that matter here.
_KNOWN = {"shppict", "pn", "fldinst", "shpinst", "shptxt", "annotation", "footnote"}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253"} | {
    **{162: "cp1254", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251"},
    **{222: "cp874", 238: "cp1250"},
}
_HEADING = re.compile(
    r"(?:heading|überschrift|encabezado|título|titolo|titre) ?(\d)", re.IGNORECASE
)
_NUMBER = re.compile(r"(\d{1,3})([.)])")


@dataclass(frozen=True)
class Rtf:
    """What an RTF file has.

    Attributes:
        known: Front matter that it gives.
        images: Its pictures by the addresses that they have in the tree.
        warnings: What was left out.
    """

    tree: Node
    known: Mapping[str, str]
    images: Mapping[str, bytes]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _State:
    """What holds in a group: how its text looks, and where it goes."""

    bold: bool = False
    italic: bool = False
    raised: str = ""
    hidden: bool = False
    fallback: int = 1
    coding: str = "cp1252"
    place: str = ""


@dataclass
class _Paragraph:
    nodes: list[tuple[tuple[bool, bool, str, str], Node]] = field(default_factory=list)
    style: int = 0
    outline: int = -1
    marker: str = ""
    in_table: bool = False


def read_rtf(content: bytes) -> Rtf:
    """Read an RTF file."""
    reader = _Reader()
    reader.read(content)
    return reader.finished()


class _Reader:
    def __init__(self) -> None:
        self._state = _State()
        self._stack: list[_State] = []
        self._blocks: list[Node] = []
        self._paragraph = _Paragraph()
        self._rows: list[list[str]] = []
        self._cells: list[str] = []
        self._held: dict[str, str] = {}
        self._styles: dict[int, str] = {}
        self._codings: dict[int, str] = {}
        self._outer: list[tuple[list[Node], _Paragraph]] = []
        self._images: dict[str, bytes] = {}
        self._bytes = b""
        self._default = "cp1252"
        self._font = self._style = 0
        self._skip = 0
        self._negligible = False
        self._link = ""
        self._left_out: dict[str, list[str]] = {}

    def read(self, content: bytes) -> None:
        for token in _TOKEN.finditer(content):
            if token["byte"]:
                if self._skip:
                    self._skip -= 1
                else:
                    self._bytes += bytes.fromhex(token["byte"].decode())
                continue
            if token["text"] is None:
                self._flush()
            if token["brace"] == b"{":
                self._stack.append(self._state)
                self._skip = 0
            elif token["brace"] and self._stack:
                self._close()
            elif token["word"]:
                self._word(token["word"].decode(), token["number"])
            elif token["sign"]:
                self._sign(token["sign"].decode("latin-1"))
            elif token["text"]:
                self._text(token["text"])
        self._flush()
        self._end_paragraph()

    def finished(self) -> Rtf:
        self._end_table()
        tree = {"meta": {}, "blocks": list(_with_lists(self._blocks))}
        known = {key: self._held[key].strip() for key in ("title", "author") if key in self._held}
        warnings = tuple(
            f"{what} is left out: “{start_of(text)}”."
            for what, texts in self._left_out.items()
            for text in dict.fromkeys(texts)
            if text.strip()
        )
        return Rtf(tree, {k: v for k, v in known.items() if v}, self._images, warnings)

    # Tokens

    def _close(self) -> None:
        closed, self._state = self._state, self._stack.pop()
        self._skip = 0
        if closed.place == self._state.place:
            return
        if closed.place == "footnote":
            self._end_paragraph()
            note = self._blocks
            self._blocks, self._paragraph = self._outer.pop()
            self._add({"t": "Note", "c": note})
        elif closed.place == "pict":
            self._picture(self._held.pop("pict", ""))
        elif closed.place == "instruction":
            found = re.match(r'\s*HYPERLINK\s+"([^"]+)"', self._held.pop("instruction", ""))
            self._link = found[1] if found else ""
        elif closed.place in ("box", "comment", "hidden"):
            what = {"box": "A text box", "comment": "A comment", "hidden": "Hidden text"}
            self._left_out.setdefault(what[closed.place], []).append(
                self._held.pop(closed.place, "")
            )
        elif closed.place == "marker":
            self._paragraph.marker = self._held.pop("marker", "").strip()
        elif closed.place == "result":
            self._link = ""

    def _word(self, word: str, digits: bytes | None) -> None:
        number = int(digits) if digits else None
        negligible, self._negligible = self._negligible, False
        state = self._state
        on = number != 0
        if word == "u" and number is not None:
            self._put(chr(number % 65536))
            self._skip = state.fallback
        elif word == "bin" or word in ("deleted",):
            self._state = replace(state, place="skipped")
        elif place := self._place_of(word, negligible):
            self._open(place)
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word in ("par", "sect", "nestcell"):  # a table in a cell is lines of text there
            self._end_paragraph()
        elif word == "cell":
            self._end_cell()
        elif word == "row":
            self._end_row()
        elif word == "pard":
            self._paragraph.in_table, self._paragraph.outline = False, -1
            self._paragraph.style = 0
        elif word == "plain":
            self._state = replace(state, bold=False, italic=False, raised="", hidden=False)
        elif word in ("b", "i", "v"):
            name = {"b": "bold", "i": "italic", "v": "hidden"}[word]
            self._state = replace(state, **{name: on})  # type: ignore[arg-type]
        elif word in ("super", "sub", "nosupersub"):
            kinds = {"super": "Superscript", "sub": "Subscript"}
            self._state = replace(state, raised=kinds.get(word, "") if on else "")
        elif number is not None:
            self._numbered(word, number)
        elif word == "intbl":
            self._paragraph.in_table = True

    def _numbered(self, word: str, number: int) -> None:
        state = self._state
        if word == "uc":
            self._state = replace(state, fallback=number)
        elif word == "ansicpg":
            self._default = f"cp{number}" if number not in (0, 65001) else "utf-8"
            self._state = replace(state, coding=self._default)
        elif word == "f":
            self._font = number
            self._state = replace(state, coding=self._codings.get(number, self._default))
        elif word == "fcharset":
            self._codings[self._font] = _CHARSETS.get(number, self._default)
        elif word == "s":
            self._style = self._paragraph.style = number
        elif word == "outlinelevel":
            self._paragraph.outline = number

    def _place_of(self, word: str, negligible: bool) -> str:
        """Return what a control word says of its group: where its text goes."""
        if word == "shptxt":
            return "box"
        if self._state.place in ("skipped", "fonts") or (negligible and word not in _KNOWN):
            return "skipped" if negligible and self._state.place != "fonts" else ""
        places = {
            **{"footnote": "footnote", "pict": "pict", "stylesheet": "styles", "fonttbl": "fonts"},
            **{"title": "title", "author": "author", "fldinst": "instruction", "info": "info"},
            **{"listtext": "marker", "pntext": "marker", "annotation": "comment"},
            **{"fldrslt": "result", "shpinst": "skipped", "shprslt": "skipped"},
        }
        if word in ("title", "author") and self._state.place != "info":
            return ""
        return places.get(word) or ("skipped" if word in _SKIPPED else "")

    def _open(self, place: str) -> None:
        if place == "footnote":
            self._outer.append((self._blocks, self._paragraph))
            self._blocks, self._paragraph = [], _Paragraph()
        self._state = replace(self._state, place=place)

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._negligible = True
        elif sign in "\r\n":
            self._end_paragraph()
        else:
            self._put(_SIGN_WORDS.get(sign, ""))

    def _text(self, text: bytes) -> None:
        cut = min(self._skip, len(text))
        self._skip -= cut
        self._bytes += text[cut:]
        self._flush()

    def _flush(self) -> None:
        if self._bytes:
            try:
                text = self._bytes.decode(self._state.coding, "replace")
            except LookupError:
                text = self._bytes.decode("cp1252", "replace")
            self._bytes = b""
            self._put(text)

    def _put(self, text: str) -> None:
        state = self._state
        if state.place in ("", "footnote", "result"):
            if state.hidden:
                self._left_out.setdefault("Hidden text", []).append(text)
            elif text:
                self._add_text(text)
        elif state.place == "styles":
            self._styles[self._style] = self._styles.get(self._style, "") + text
            if text.endswith(";"):
                self._style = 0
        elif state.place not in ("skipped", "info", "fonts"):
            self._held[state.place] = self._held.get(state.place, "") + text

    # Blocks

    def _add_text(self, text: str) -> None:
        state = self._state
        link = self._link if state.place == "result" else ""
        for index, part in enumerate(text.split("\n")):
            if index:
                self._add({"t": "LineBreak"})
            if part:
                look = (state.bold, state.italic, state.raised, link)
                self._paragraph.nodes.append((look, {"t": "Str", "c": part}))

    def _add(self, node: Node) -> None:
        self._paragraph.nodes.append(((False, False, "", ""), node))

    def _picture(self, digits: str) -> None:
        data = re.sub(r"[^0-9a-fA-F]", "", digits)
        image = bytes.fromhex(data[: len(data) // 2 * 2])
        if re.match(rb"\x89PNG|\xff\xd8\xff", image):
            address = f"picture-{len(self._images) + 1}"
            self._images[address] = image
            self._add({"t": "Image", "c": [["", [], []], [], [address, ""]]})
        elif image:
            self._left_out.setdefault("A picture", []).append("of a kind that handouts cannot show")

    def _end_paragraph(self) -> None:
        paragraph = self._paragraph
        self._paragraph = _Paragraph([], paragraph.style, paragraph.outline, "", paragraph.in_table)
        if paragraph.in_table:
            self._paragraph.nodes = [*paragraph.nodes, *_break(paragraph.nodes)]
            return
        self._end_table()
        nodes = _styled(paragraph.nodes)
        if nodes:
            self._blocks.append(self._block(paragraph, nodes))

    def _block(self, paragraph: _Paragraph, nodes: list[Node]) -> Node:
        name = self._styles.get(paragraph.style, "").strip().rstrip(";").strip()
        named = _HEADING.match(name)
        level = int(named[1]) if named else paragraph.outline + 1
        if name.lower() in ("title", "titel", "título"):
            level = 1
        if 1 <= level <= 6:
            return {"t": "Header", "c": [level, ["", [], []], nodes]}
        return {"t": "Para", "c": nodes, "marker": paragraph.marker}

    def _end_cell(self) -> None:
        nodes = _styled(self._paragraph.nodes)
        texts = (node.get("c", " ") if node["t"] == "Str" else " " for node in _flat(nodes))
        self._cells.append(" ".join("".join(texts).split()))
        self._paragraph = _Paragraph(in_table=True)

    def _end_row(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
        self._cells = []
        self._paragraph = _Paragraph()

    def _end_table(self) -> None:
        if self._rows:
            wide = max(map(len, self._rows))
            self._blocks.append(table([[*row, *[""] * (wide - len(row))] for row in self._rows]))
        self._rows = []


def _break(nodes: Sequence[object]) -> list[tuple[tuple[bool, bool, str, str], Node]]:
    return [((False, False, "", ""), {"t": "Str", "c": " "})] if nodes else []


def _flat(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if node["t"] in ("Strong", "Emph", "Superscript", "Subscript"):
            yield from _flat(node["c"])
        elif node["t"] == "Link":
            yield from _flat(node["c"][1])
        else:
            yield node


def _styled(runs: Sequence[tuple[tuple[bool, bool, str, str], Node]]) -> list[Node]:
    """Return runs as inline nodes, without blanks at the ends; none where there are no words."""
    if not any(node["t"] != "Str" or node["c"].strip() for _, node in runs):
        return []
    nodes: list[Node] = []
    for (bold, italic, raised, link), group in groupby(runs, key=lambda run: run[0]):
        inner = [node for _, node in group]
        for is_so, kind in ((raised, raised), (italic, "Emph"), (bold, "Strong")):
            if is_so:
                inner = [{"t": kind, "c": inner}]
        nodes += [{"t": "Link", "c": [["", [], []], inner, [link, ""]]}] if link else inner
    return nodes


def _with_lists(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield the blocks, paragraphs with a bullet or number of Word's as the items of lists."""
    for is_item, group in groupby(blocks, key=lambda block: bool(block.get("marker"))):
        if not is_item:
            yield from ({k: v for k, v in block.items() if k != "marker"} for block in group)
            continue
        for number, items in groupby(group, key=lambda block: bool(_NUMBER.match(block["marker"]))):
            found = list(items)
            content = [[{"t": "Plain", "c": item["c"]}] for item in found]
            first = _NUMBER.match(found[0]["marker"])
            if number and first:
                yield ordered_list(int(first[1]), first[2], content)
            else:
                yield {"t": "BulletList", "c": content}
