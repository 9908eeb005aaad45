"""A document's blocks become an article that reads back as the same blocks with the same words."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import pandoc
from pipeline.article import Article, Block, Kind, read_article
from pipeline.document import Document, Written, iso_date, write_article
from pipeline.errors import DocumentError
from pipeline.inlines import InlineReader, Losses, slices
from pipeline.markup import Marked, parse
from pipeline.plaintext import read_plain_text

PATH = Path("article.md")
Node = dict[str, Any]


def tree(text: str, form: str = "markdown-smart") -> Node:
    """Read Markdown with all that pandoc's own has, as no file of a teacher needs it."""
    return dict(json.loads(pandoc.convert(text.encode(), form, "json", DocumentError)))


def write(text: str, form: str = "markdown-smart", **images: str) -> Written:
    return write_article(Document(tree(text, form), {}, "A name"), images, PATH)


def body(text: str, form: str = "markdown-smart", **images: str) -> str:
    return write(text, form, **images).text.split("---\n", 2)[2].strip()


def read(written: Written) -> Article:
    return read_article(written.text, PATH)


# Random documents

WORDS = st.sampled_from(
    [
        *(
            "word",
            "two",
            "a_b",
            "__init__",
            "C:\\dir",
            "&amp;",
            "[sic]",
            "(x)",
            "[^1]",
            "[x]:",
            "|",
        ),
        *("1.", "12)", "#", "##", ">", "-", "+", "*", "---", "===", ":-", "| a |", "```", "~~~"),
        *("<b>", "<!--", "-->", "<div>", "x|y", "\\|", "\\", "`", "!", "é", "10\u00a0km", "\u00a0"),
        *("***", "_", "**", "$5", "https://example.org", "\u00ad", "a\u200bb", ":", "=", "\t"),
    ]
)
PLAIN = WORDS.map(lambda word: {"t": "Str", "c": word})
BLANK = st.sampled_from([{"t": "Space"}, {"t": "SoftBreak"}, {"t": "LineBreak"}])
CODE = WORDS.map(lambda word: {"t": "Code", "c": [["", [], []], word]})


def styled(inner: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[list[Node]]:
    kinds = st.sampled_from(["Emph", "Strong", "Strikeout", "Link", "Span", "Quoted"])
    return st.lists(PLAIN | BLANK | CODE | st.builds(wrap, kinds, inner), min_size=1, max_size=5)


def wrap(kind: str, inner: list[Node]) -> Node:
    if kind == "Link":
        return {"t": kind, "c": [["", [], []], inner, ["https://example.org/a_(b)?c=1&d=2", ""]]}
    if kind == "Span":
        return {"t": kind, "c": [["", [], []], inner]}
    if kind == "Quoted":
        return {"t": kind, "c": [{"t": "DoubleQuote"}, inner]}
    return {"t": kind, "c": inner}


LINE = st.recursive(st.lists(PLAIN | BLANK, min_size=1, max_size=6), styled, max_leaves=8)
NOTED = st.builds(
    lambda before, note, after: [*before, {"t": "Note", "c": [para([{"t": "Str", "c": "Note"}, *note])]}, *after],
    LINE,
    LINE,
    LINE | st.just([]),
)


def para(nodes: Sequence[Node]) -> Node:
    return {"t": "Para", "c": list(nodes)}


def cell(nodes: Sequence[Node]) -> list[Any]:
    return [["", [], []], {"t": "AlignDefault"}, 1, 1, [para(nodes)]]


def table(rows: Sequence[Sequence[Sequence[Node]]]) -> Node:
    lines = [[["", [], []], [cell(nodes) for nodes in row]] for row in rows]
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in rows[0]]
    head, foot = [["", [], []], lines[:1]], [["", [], []], []]
    rest = [[["", [], []], 0, [], lines[1:]]]
    return {"t": "Table", "c": [["", [], []], [None, []], columns, head, rest, foot]}


def figure(nodes: Sequence[Node]) -> Node:
    image = {"t": "Image", "c": [["", [], []], [], ["a.png", ""]]}
    return {"t": "Figure", "c": [["", [], []], [None, [para(nodes)]], [para([image])]]}


LEAVES = (
    st.builds(para, LINE | NOTED)
    | st.builds(figure, LINE)
    | st.builds(lambda text: {"t": "CodeBlock", "c": [["", [], []], text]}, st.text("a`~ \n>-#\t"))
    | st.just({"t": "HorizontalRule"})
    | st.integers(2, 3).flatmap(
        lambda width: st.builds(
            table, st.lists(st.lists(LINE, min_size=width, max_size=width), min_size=1, max_size=3)
        )
    )
)


def containers(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    blocks = st.lists(inner, min_size=1, max_size=3)
    numbers = [st.integers(0, 120), st.sampled_from(["Period", "OneParen"])]
    ordered = st.builds(
        lambda start, sign, items: {
            "t": "OrderedList",
            "c": [[start, {"t": "Decimal"}, {"t": sign}], items],
        },
        *numbers,
        st.lists(blocks, min_size=1, max_size=3),
    )
    bullets = st.lists(blocks, min_size=1, max_size=3).map(lambda c: {"t": "BulletList", "c": c})
    quote = blocks.map(lambda content: {"t": "BlockQuote", "c": content})
    return ordered | bullets | quote


HEADING = st.builds(
    lambda level, nodes: {"t": "Header", "c": [level, ["", [], []], nodes]}, st.integers(2, 9), LINE
)
BLOCKS = st.lists(st.recursive(LEAVES, containers, max_leaves=6) | HEADING, max_size=5)


def text_of(nodes: Sequence[Node]) -> Marked:
    return InlineReader("", Losses(), lambda _: "1").read(nodes)


def flat(marked: Marked) -> str:
    return re.sub(r"\s+", " ", marked.text).strip()


def expected(blocks: Sequence[Node], depth: int = 0, quoted: bool = False) -> list[tuple[Any, ...]]:
    """Return what a reader should find: kind, texts, depth in lists, whether quoted."""
    found: list[tuple[Any, ...]] = []
    for node in blocks:
        kind, content = node["t"], node.get("c")
        if kind == "Para":
            parts = [part for part in slices(text_of(content)) if flat(part) or part.spans]
            found += [(Kind.PARAGRAPH, [flat(part)], depth, quoted) for part in parts]
        elif kind == "Header":
            if text := flat(text_of(content[2])):
                found.append((Kind.HEADING, [text], depth, quoted))
        elif kind == "Figure":
            caption = flat(text_of(content[1][1][0]["c"]))
            found.append((Kind.FIGURE, [caption], depth, quoted))
        elif kind == "CodeBlock":
            if content[1].strip():
                found.append((Kind.CODE, [], depth, quoted))
        elif kind == "HorizontalRule":
            found.append((Kind.RULE, [], depth, quoted))
        elif kind == "BlockQuote":
            found += expected(content, depth, True)
        elif kind == "Table":
            rows = [*content[3][1], *content[4][0][3]]
            texts = [[flat(text_of(c[4][0]["c"])) for c in row[1]] for row in rows]
            cells = [text for row in texts if any(row) for text in row]
            found += [(Kind.TABLE, cells, depth, quoted)] if cells else []
        else:
            for item in content if kind == "BulletList" else content[1]:
                found += expected(item, depth + 1, quoted)
    return found


def shape(block: Block) -> tuple[Any, ...]:
    texts = [flat(parse(unit.text)) for unit in block.units]
    return block.kind, texts, block.depth, block.quoted


@settings(max_examples=150)
@given(BLOCKS)
@example(
    [
        para([{"t": "Str", "c": "[^1]:"}]),
        para([{"t": "Note", "c": [para([{"t": "Str", "c": "n"}])]}]),
    ]
)
@example([para([{"t": "Str", "c": "a"}, {"t": "LineBreak"}, {"t": "Str", "c": "---"}])])
def test_any_document_reads_back_as_the_same_blocks_with_the_same_words(blocks: list[Node]) -> None:
    blocks = [para([{"t": "Str", "c": "First."}]), *blocks]
    document = Document({"meta": {}, "blocks": blocks}, {}, "Name")
    written = write_article(document, {"a.png": "a.png"}, PATH)
    article = read(written)
    assert [shape(block) for block in article.blocks] == expected(blocks)
    assert [warning for warning in written.warnings if "words" in warning] == []
