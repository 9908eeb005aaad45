"""An article becomes numbered blocks of units, or one line on what is wrong with it."""

from pathlib import Path
from textwrap import dedent

import pytest
from conftest import REPOSITORY

from pipeline.errors import ArticleError
from pipeline.lesson.article import Article, Block, BlockKind, read_article

PATH = Path("source/x/article.md")


def read(body: str, front: str = "title: A title") -> Article:
    return read_article(f"---\n{front}\n---\n{body}", PATH)


def outline(article: Article) -> str:
    """Write every block on one line: ¶ number, kind, how it is set, its units."""
    return "\n".join(map(_line, article.blocks))


def _line(block: Block) -> str:
    number = f"¶ {block.number}" if block.number else "-"
    details = {"level": block.level, "depth": block.depth, "columns": block.columns}
    how = [f"{name} {value}" for name, value in details.items() if value]
    how += ["quoted"] * block.quoted + [block.marker] * bool(block.marker)
    texts = [f"“{text}”" for text in (block.image, block.literal) if text]
    texts += [f"“{unit.text}”" for unit in block.units]
    return " ".join([number, ", ".join([block.kind.value, *how]), *texts])


def test_each_kind_of_block_is_read_and_numbered() -> None:
    article = read(
        dedent("""
        # THE WHOLE STORY *so far*

        A paragraph
        on two lines.

        - one
          - inside

            goes on
        - two

        3. third
        4. fourth

        > quoted
        >
        > - a point

        | Country | Number |
        |---------|-------:|
        | Mexico  |    130 |
        | USA     |        |

        ![A *map*](map.png)

        ```
        x = 1  # not translated
        ```

        ---

        <!-- Nobody sees this. -->

        The end.
        """)
    )
    assert outline(article) == (
        dedent("""
        - heading, level 1 “THE WHOLE STORY *so far*”
        ¶ 1 paragraph “A paragraph on two lines.”
        ¶ 2 paragraph, depth 1, • “one”
        ¶ 3 paragraph, depth 2, • “inside”
        ¶ 4 paragraph, depth 2 “goes on”
        ¶ 5 paragraph, depth 1, • “two”
        ¶ 6 paragraph, depth 1, 3. “third”
        ¶ 7 paragraph, depth 1, 4. “fourth”
        ¶ 8 paragraph, quoted “quoted”
        ¶ 9 paragraph, depth 1, quoted, • “a point”
        ¶ 10 table, columns 2 “Country” “Number” “Mexico” “130” “USA” “”
        ¶ 11 figure “map.png” “A *map*”
        ¶ 12 code “x = 1  # not translated”
        - rule
        ¶ 13 paragraph “The end.”
        """).strip("\n")
    )


def test_the_repository_s_article() -> None:
    path = REPOSITORY / "source" / "mexico-usa" / "article.md"
    article = read_article(path.read_text(encoding="utf-8"), PATH)
    assert list(article.numbered()) == list(range(1, 12))
    headings = [block for block in article.blocks if block.kind is BlockKind.HEADING]
    assert len(headings) == 3
    assert article.numbered()[1].units[0].text == article.meta.lead


def test_lead_is_the_first_paragraph() -> None:
    article = read("Text.", "title: T\nkicker: K\nlead: >\n  It begins\n  here.")
    assert outline(article) == "¶ 1 paragraph “It begins here.”\n¶ 2 paragraph “Text.”"
    places = [(unit.role.value, unit.place) for unit in article.units()]
    assert places == [
        ("kicker", "kicker"),
        ("title", "title"),
        ("lead", "¶ 1, lead"),
        ("text", "¶ 2"),
    ]


def test_units_name_the_line_they_stand_in() -> None:
    text = "---\nkicker: Above\ntitle: Below\n---\n\nFirst.\n\n- Second.\n\n"
    text += "Third[^n].\n\n[^n]: Fourth.\n"
    lines = dict(enumerate(text.splitlines(), 1))
    units = list(read_article(text, PATH).units())
    assert [unit.text for unit in units] == [
        "Above", "Below", "First.", "Second.", "Third[^n].", "Fourth.",
    ]  # fmt: skip
    for unit in units:
        assert unit.text in lines[unit.line]


def test_empty_table_cell_is_no_unit_to_translate() -> None:
    article = read("| a | b |\n|---|---|\n|   | c |\n")
    assert [unit.text for unit in article.blocks[0].units] == ["a", "b", "", "c"]
    assert [unit.text for unit in article.units()] == ["A title", "a", "b", "c"]


def test_footnotes_are_kept_apart_with_all_their_paragraphs() -> None:
    article = read("One[^b] two[^a].\n\n[^a]: *A* note.\n[^b]: B note.\n\n    It goes on.\n")
    assert outline(article) == "¶ 1 paragraph “One[^b] two[^a].”"
    notes = {label: [unit.text for unit in units] for label, units in article.footnotes.items()}
    assert notes == {"b": ["B note.", "It goes on."], "a": ["*A* note."]}


@pytest.mark.parametrize(
    ("body", "unit"),
    [
        ("one  \ntwo\\\nthree\nfour", "one\\\ntwo\\\nthree four"),
        ("a [link][x]!\n\n[x]: https://example.org", "a [link](<https://example.org>)!"),
        ("a mark without note[^1]", "a mark without note\\[^1\\]"),
        ("a note ^[inside] the line", "a note ^[inside] the line"),
        ("an ![icon](i.png) in the text", "an ![icon](i.png) in the text"),
        ("5 < 6 &amp; *so* on", "5 < 6 &amp; *so* on"),
    ],
)
def test_unit_is_the_markdown_as_written_where_it_can_stand_alone(body: str, unit: str) -> None:
    assert read(body).blocks[0].units[0].text == unit


def test_very_long_paragraph_is_one_unit() -> None:
    text = "All work and no play makes Jack a dull boy. " * 3000
    assert outline(read(text)) == f"¶ 1 paragraph “{text.strip()}”"


def test_line_ends_and_byte_order_mark_make_no_difference() -> None:
    text = "---\ntitle: T\nlead: L\n---\n\n# H\n\none\ntwo  \nthree\n\n```\na\n\nb\n```\n"
    assert read_article("\ufeff" + text.replace("\n", "\r\n"), PATH) == read_article(text, PATH)


def test_date_and_numbers_are_kept_as_written() -> None:
    meta = read("x", "title: 1984\ndate: 2020-12-05\nauthor: No").meta
    assert (meta.title, meta.date, meta.author) == ("1984", "2020-12-05", "No")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("Just text.", 1, "The front matter is missing. Begin the file with a line `---`"),
        ("", 1, "The front matter is missing."),
        ("---\ntitle: T\n\nText.", 1, "The front matter has no end. Put a line `---`"),
        ("---\nlevel: B1\ntitel: T\n---", 3, "`titel` is not a known key. Did you mean `title`?"),
        ("---\ntitle: T\nline: 3\n---", 3, "`line` is not a known key."),
        ("---\nlead: L\ntitle: Mexico: a story\n---", 3, "needs quotation marks around it."),
        ("---\ntitle: T\nlevel: B1\ntitle: U\n---", 4, "`title` stands here twice."),
        ("---\ntitle: T\nlevel: b1\n---", 3, "“b1” is not allowed for `level`. Did you mean “B1”?"),
        ("---\ntitle: T\nlevel: hard\n---", 3, "Use one of: A1, A2, B1, B2, C1, C2."),
        ("---\nkicker: K\n---", 2, "`title` is missing."),
        ("---\ntitle: ''\n---", 2, "`title` is empty."),
        ("---\n- title\n---", 1, "The file must be a group of `key: value` lines."),
        ("---\ntitle: T\n---\n\nText.\n\n<div>\n</div>", 7, "HTML in the article is not carried"),
        ("---\ntitle: T\n---\n<!-- aside --> Text.", 4, "HTML in the article is not carried"),
        ("---\ntitle: T\n---\n\n\n", 4, "The article has no text."),
        ("---\ntitle: T\n---\n# Only a heading\n", 4, "The article has no text."),
    ],
)
def test_error_says_what_is_wrong_and_where(text: str, line: int, message: str) -> None:
    with pytest.raises(ArticleError) as error:
        read_article(text, PATH)
    assert str(error.value).startswith(f"source/x/article.md:{line}: ")
    assert message in str(error.value)
