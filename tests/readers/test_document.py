"""A document's blocks become an article that reads back as the same blocks with the same words."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import DocumentError
from pipeline.lesson.article import Article, Block, BlockKind, read_article
from pipeline.readers.document import Document, WrittenArticle, iso_date, write_article
from pipeline.readers.inlines import InlineReader, Losses, slices
from pipeline.readers.plaintext import read_plain_text
from pipeline.system import pandoc
from pipeline.text.markup import Marked, parse

PATH = Path("article.md")
Node = dict[str, Any]


def tree(text: str, form: str = "markdown-smart") -> Node:
    """Read Markdown with all that pandoc's own has, as no file of a teacher needs it."""
    return dict(json.loads(pandoc.convert(text.encode(), form, "json", DocumentError)))


def write(text: str, form: str = "markdown-smart", **images: str) -> WrittenArticle:
    return write_article(Document(tree(text, form), {}, "A name"), images, PATH)


def body(text: str, form: str = "markdown-smart", **images: str) -> str:
    return write(text, form, **images).text.split("---\n", 2)[2].strip()


def read(written: WrittenArticle) -> Article:
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
    lambda before, note, after: [
        *before,
        {"t": "Note", "c": [para([{"t": "Str", "c": "Note"}, *note])]},
        *after,
    ],
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
            found += [(BlockKind.PARAGRAPH, [flat(part)], depth, quoted) for part in parts]
        elif kind == "Header":
            if text := flat(text_of(content[2])):
                found.append((BlockKind.HEADING, [text], depth, quoted))
        elif kind == "Figure":
            caption = flat(text_of(content[1][1][0]["c"]))
            found.append((BlockKind.FIGURE, [caption], depth, quoted))
        elif kind == "CodeBlock":
            if content[1].strip():
                found.append((BlockKind.CODE, [], depth, quoted))
        elif kind == "HorizontalRule":
            found.append((BlockKind.RULE, [], depth, quoted))
        elif kind == "BlockQuote":
            found += expected(content, depth, True)
        elif kind == "Table":
            rows = [*content[3][1], *content[4][0][3]]
            texts = [[flat(text_of(c[4][0]["c"])) for c in row[1]] for row in rows]
            cells = [text for row in texts if any(row) for text in row]
            found += [(BlockKind.TABLE, cells, depth, quoted)] if cells else []
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
@example(
    [
        para(
            [
                {"t": "Str", "c": "a"},
                {"t": "Code", "c": [["", [], []], " "]},
                {"t": "Str", "c": "b"},
            ]
        )
    ]
)
def test_any_document_reads_back_as_the_same_blocks_with_the_same_words(blocks: list[Node]) -> None:
    blocks = [para([{"t": "Str", "c": "First."}]), *blocks]
    document = Document({"meta": {}, "blocks": blocks}, {}, "Name")
    written = write_article(document, {"a.png": "a.png"}, PATH)
    article = read(written)
    assert [shape(block) for block in article.blocks] == expected(blocks)
    assert [warning for warning in written.warnings if "words" in warning] == []


# Each kind of block and what it may hold


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- a\n\n    more\n\n    1. deep\n- b", "- a\n\n  more\n\n  1. deep\n\n- b"),
        ("- a\n\n<!-- -->\n\n- b", "- a\n\n<!-- -->\n\n- b"),
        ("7. a\n8. b", "7. a\n8. b"),
        ("3) a", "3) a"),
        ("> a\n>\n> - b\n>\n> > c", "> a\n>\n> - b\n>\n> > c"),
        ("- > a", "- > a"),
        ("``` python\na ` b\n```", "```\na ` b\n```"),
        ("~~~\n```\n~~~", "````\n```\n````"),
        ("a\\\nb", "a\\\nb"),
        ("***", "***"),
        ("one\\\n\\# two\\\n\\- three\\\n4\\. four", "one\\\n\\# two\\\n\\- three\\\n4\\. four"),
        ("H~2~O, 10^6^, 21^st^", "H₂O, 10⁶, 21st"),
        ('"straight" -- it\'s', '"straight" -- it\'s'),
        ("[a](https://example.org/x) [b](#c)", "[a](<https://example.org/x>) b"),
    ],
)
def test_blocks_are_written_as_a_person_would(text: str, written: str) -> None:
    assert body(f"First.\n\n{text}\n") == f"First.\n\n{written}"


@pytest.mark.parametrize(
    ("text", "words", "warning"),
    [
        ("$x^2$ is it.", "$x^2$ is it.", "¶ 2: a formula is carried over as its TeX source."),
        ("Term\n\n:   Meaning", "Term Meaning", "¶ 2: a list of definitions stands as paragraphs."),
        ("a^up^", "aup", "¶ 2: superscript or subscript is set on the line."),
        ("a <kbd>b</kbd>", "a b", "¶ 2: `<kbd>` is left out."),
        ("\\includegraphics{x}", "", "¶ 2: `\\includegraphics{x}` is left out."),
        (
            "(i) one\n(ii) two",
            "one two",
            "¶ 2: a list with letters or Roman numbers counts 1, 2, 3.",
        ),
        ("[a](page.html)", "a", "¶ 2: a link that leads to no web address is text only."),
        ("> # Big\n>\n> a", "Big a", "¶ 2: a heading in a list or quotation is a bold paragraph."),
        (
            "+---+---+\n| a     |\n+---+---+\n| b | - c |\n+---+---+",
            "a b • c",
            "¶ 2: the text of a table's merged cells stands in the first of them.",
        ),
        ("## A ![x](y.png) b {-}", "A b x", ""),
    ],
)
def test_what_cannot_be_carried_over_is_named_and_its_words_stay(
    text: str, words: str, warning: str
) -> None:
    written = write(f"First.\n\n{text}\n\nLast.\n")
    units = [flat(parse(unit.text)) for unit in read(written).units()][2:-1]
    assert " ".join(units) == words
    assert warning in written.warnings if warning else written.warnings == ()


def test_a_footnote_keeps_its_paragraphs_and_lists() -> None:
    note = "[^a]: One.\n\n    Two.\n\n    - x\n    - y\n\n        code\n"
    article = read(write(f"Text[^a].\n\n{note}"))
    (units,) = article.footnotes.values()
    assert [flat(parse(unit.text)) for unit in units][:2] == ["One.", "Two."]
    assert "•\u00a0x" in parse(units[2].text).text


def test_a_caption_below_a_picture_becomes_its_own() -> None:
    blocks = [
        para([{"t": "Str", "c": "Text."}]),
        figure([])["c"][2][0],
        para([{"t": "Str", "c": "Figure"}, {"t": "Space"}, {"t": "Str", "c": "1"}]),
    ]
    document = Document({"meta": {}, "blocks": blocks}, {}, "N", frozenset({"Figure 1"}))
    article = read(write_article(document, {"a.png": "kite.png"}, PATH))
    assert [(b.image, [u.text for u in b.units]) for b in article.blocks[1:]] == [
        ("kite.png", ["Figure 1"])
    ]


@pytest.mark.parametrize(
    ("text", "title", "first"),
    [
        ("---\ntitle: A\n---\n\n# A\n\nx", "A", "x"),
        ("---\ntitle: A\n---\n\n# B\n\nx", "A", "B"),
        ("# A\n\nx", "A", "x"),
        ("x\n\n# A\n\ny", "A", "y"),
        ("x, z.\n\n# A\n\ny", "A", "x, z."),
        ("# A\n\nx\n\n# B\n\ny", "A", "x"),
        ("x\n\n# A\n\ny\n\n# B\n\nz", "A name", "x"),
        ("## A\n\nx", "A name", "A"),
    ],
)
def test_the_title_is_what_stands_for_one(text: str, title: str, first: str) -> None:
    article = read(write(text))
    assert article.title.text == title
    assert article.blocks[0].units[0].text == first
    assert write(text).warnings == ()


def test_a_short_line_above_the_title_is_its_kicker() -> None:
    article = read(write("News from *here*\n\n# A\n\nx"))
    assert article.kicker
    assert article.kicker.text == "News from *here*"
    assert not read(write("One.\n\nTwo\n\n# A\n\nx")).kicker


def test_front_matter_is_quoted_where_yaml_needs_it() -> None:
    text = '---\ntitle: |\n  Yes: it\'s "1" # no\nauthor: ["A: b", C]\ndate: 3 May 2020\n---\n\nx\n'
    written = write(text)
    assert 'title: "Yes: it\'s \\"1\\" # no"\n' in written.text
    article = read(written)
    assert article.title.text == 'Yes: it\'s "1" # no'
    assert (article.meta.author, article.meta.date) == ("A: b, C", "2020-05-03")


def test_a_footnote_of_the_title_is_not_lost() -> None:
    written = write("# Title^[Thanks to *Ann*.]\n\nText.\n")
    assert [unit.text for unit in read(written).units()] == ["Title", "Text.", "Thanks to *Ann*."]
    assert written.warnings == ("title: a footnote stands as a paragraph at the end.",)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2020-12", "2020-12"),
        ("2020-12-01T10:00:00Z", "2020-12-01"),
        ("3 May 2020", "2020-05-03"),
        ("the 3rd of May", "the 3rd of May"),
        ("Sunday, May 3, 2020", "2020-05-03"),
        ("Sept. 1st, 2020", "2020-09-01"),
        ("December 2020", "2020-12"),
        ("03/04/2020", "03/04/2020"),
    ],
)
def test_dates_are_read_where_they_can_only_mean_one_day(written: str, iso: str) -> None:
    assert iso_date(written) == iso


# Plain text


def plain(text: str) -> Article:
    return read(write_article(Document(read_plain_text(text).tree, {}, "A name"), {}, PATH))


def lines(article: Article) -> list[tuple[str, str]]:
    """Return each block with a letter for its kind."""
    return [
        (
            block.kind.value[0],
            " / ".join([block.marker, *(u.text for u in block.units)]).strip(" /"),
        )
        for block in article.blocks
    ]


LONG = "This sentence is the first of a paragraph that is long enough to be no heading. " * 3


def test_two_short_lines_are_kicker_and_title_and_then_comes_the_lead() -> None:
    article = plain(f"Above\n\nThe title: a question?\n\n{LONG}\n\nx {LONG}\n\nA heading\n\n{LONG}")
    assert (article.kicker and article.kicker.text) == "Above"
    assert article.title.text == "The title: a question?"
    assert article.meta.lead == LONG.strip()
    assert [kind for kind, _ in lines(article)] == ["p", "p", "h", "p"]


def test_one_short_line_is_the_title_and_a_byline_is_no_text() -> None:
    article = plain(f"The title\n\nBy Ana Example\n\n3 May 2020\n\n{LONG}\n\n{LONG}")
    assert article.kicker is None
    assert (article.meta.author, article.meta.date) == ("Ana Example", "2020-05-03")
    assert [kind for kind, _ in lines(article)] == ["p", "p"]


def test_wrapped_lines_are_joined_and_lines_of_verse_are_not() -> None:
    wrapped = (
        "The title\n\nThe ship leaves the harbour at seven in the morning and comes\n"
        "back on Friday afternoon, unless the weather in the outer islands\nturns.\n\n"
        "Rain on the window\nthe last stop of the voyage\na child returns late\n"
    )
    first = wrapped.split("\n\n")[1].replace("\n", " ")
    verse = "Rain on the window\\\nthe last stop of the voyage\\\na child returns late"
    assert lines(plain(wrapped)) == [("p", first), ("p", verse)]


def test_without_empty_lines_each_line_is_a_paragraph() -> None:
    text = f"The title\n{LONG}\nA heading\n{LONG}\n{LONG}\n"
    assert [kind for kind, _ in lines(plain(text))] == ["p", "h", "p", "p"]


def test_lists_and_quotations_are_told_by_their_signs() -> None:
    text = (
        f"The title\n\n{LONG}\nThese:\n- one\n  1. deep\n  2. deeper\n* two\n\n- three\n\n"
        "1) first\n2) second\n   goes on\n\n> quoted\n> words\n\n* * *\n\n"
        "It began in\n12. That was late.\n"
    )
    article = plain(text)
    found = lines(article)[2:]
    assert found[:4] == [
        ("p", "• / one"),
        ("p", "1. / deep"),
        ("p", "2. / deeper"),
        ("p", "• / two"),
    ]
    assert found[4:7] == [("p", "• / three"), ("p", "1) / first"), ("p", "2) / second goes on")]
    quoted = [block.units[0].text for block in article.blocks if block.quoted]
    assert " ".join(quoted) == "quoted words"
    assert ("r", "") in found


@given(st.lists(st.lists(st.text("aB .:-*>1)#\t|_", max_size=60), max_size=4), max_size=6))
def test_no_word_of_a_plain_text_is_lost(groups: list[list[str]]) -> None:
    text = "First words.\n\n" + "\n\n".join("\n".join(group) for group in groups)
    written = write_article(Document(read_plain_text(text).tree, {}, "Name"), {}, PATH)
    article = read(written)
    read_out = [parse(unit.text).text for unit in article.units()]
    read_out += [block.marker for block in article.blocks]
    # Letters, since a word that was cut at the end of a line is whole again.
    letters = [Counter(re.findall("[aB]", said)) for said in (text, " ".join(read_out))]
    assert letters[0] - letters[1] == Counter()
