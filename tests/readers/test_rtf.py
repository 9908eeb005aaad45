"""RTF as Word, LibreOffice and pandoc write it becomes its article, with nothing moved or lost."""

from pathlib import Path

import pytest

from pipeline.lesson.article import Article, BlockKind, read_article
from pipeline.readers.document import WrittenArticle, write_article
from pipeline.readers.recognise import pictures, read_document
from pipeline.text.markup import parse

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset238 Arial CE;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2 heading 2;}"
    r"{\*\cs10 Strong;}}{\info{\title The old mill}{\author Nils Aal}{\*\company Nobody}}"
    r"{\*\generator Some Program;}{\header\pard Page head\par}"
)
PNG = (
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def written(body: str, head: str = HEAD) -> WrittenArticle:
    content = f"{head}{body}}}".encode("latin-1")
    file = Path("mill.rtf")
    document = read_document(content, file)
    found, _ = pictures(document, content, file)
    return write_article(document, {address: name for address, (name, _) in found.items()}, file)


def article(body: str) -> Article:
    return read_article(written(body).text, "article.md")


def units(body: str) -> list[str]:
    return [unit.text for block in article(body).blocks for unit in block.units]


def test_title_author_headings_and_paragraphs() -> None:
    found = article(
        r"\pard\plain\s1 How it began\par\pard\plain\s0 The wheel turned\line day and night.\par"
        r"\pard\outlinelevel1 After the flood\par\pard Nobody came.\par"
    )
    assert (found.title.text, found.meta.author) == ("The old mill", "Nils Aal")
    blocks = [(block.kind.value, block.level, block.units[0].text) for block in found.blocks]
    assert blocks == [
        ("heading", 1, "How it began"),
        ("paragraph", 0, "The wheel turned\\\nday and night."),
        ("heading", 2, "After the flood"),
        ("paragraph", 0, "Nobody came."),
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"{\b Loud} and {\i soft}, \b loud\b0  again", "**Loud** and *soft*, **loud** again"),
        (
            r"caf\'e9, \u8220?said\u8221?, \ldblquote so\rdblquote\emdash yes",
            "café, “said”, “so”—yes",
        ),
        (r"\uc0\u8220 said\u8221  here, {\uc2\u269??koda}", "“said” here, čkoda"),
        (r"{\f1 \'e8e\'9a} and \'e8", "češ and è"),
        (r"H{\sub 2}O, 10{\super 6}", "H₂O, 10⁶"),
        (r"a\~b, co\-operate, \{x\}, C:\\d", "a\u00a0b, cooperate, {x}, C:\\\\d"),
        (
            r'see {\field{\*\fldinst HYPERLINK "https://example.org/m"}{\fldrslt the mill}} now',
            "see [the mill](<https://example.org/m>) now",
        ),
        (r"{\*\bkmkstart m}one{\*\bkmkend m}{\*\unknown not this} two", "one two"),
        ("wrapped in\r\n the file", "wrapped in the file"),
    ],
)
def test_what_stands_in_a_line(text: str, read: str) -> None:
    assert units(rf"\pard {text}.\par") == [f"{read}."]


def test_lists_tables_notes_and_pictures_stand_where_they_stood() -> None:
    body = (
        r"\pard Before{\super\chftn{\footnote\pard\plain A {\i small} note.\par}}.\par"
        r"{\listtext\bullet\tab}\pard\ls1 flour\par{\listtext\bullet\tab}\pard\ls1 bran\par"
        r"{\pntext 1.\tab}\pard Fill.\par{\pntext 2.\tab}\pard Turn.\par"
        r"\trowd\cellx1\cellx2\pard\intbl Year\cell Sacks\cell\row"
        r"\trowd\cellx1\cellx2\pard\intbl 1871\cell 90\par of rye\cell\row"
        rf"\pard {{\*\shppict{{\pict\pngblip\picw1\pich1 {PNG}}}}}"
        r"{\nonshppict{\pict\wmetafile8 00}}\par"
        r"\pard After.\par"
    )
    found = article(body)
    assert [block.kind for block in found.blocks] == [
        *[BlockKind.PARAGRAPH] * 5,
        *(BlockKind.TABLE, BlockKind.FIGURE, BlockKind.PARAGRAPH),
    ]
    assert [block.marker for block in found.blocks[1:5]] == ["•", "•", "1.", "2."]
    assert [u.text for u in found.blocks[5].units] == ["Year", "Sacks", "1871", "90 of rye"]
    assert [u.text for notes in found.footnotes.values() for u in notes] == ["A *small* note."]
    assert found.blocks[0].units[0].text == "Before[^1]."


def test_a_table_in_a_cell_is_lines_of_text_there() -> None:
    inner = (
        r"\pard\intbl\itap2 Rye\nestcell Oats\nestcell{\*\nesttableprops\trowd\nestrow}"
        r"{\nonesttables\par}"
    )
    (cell,) = units(rf"\trowd\cellx5000 \pard\intbl Ground here:\par {inner}\pard\intbl\cell\row")
    assert parse(cell).text.split() == ["Ground", "here:", "Rye", "Oats"]


def test_what_is_left_out_is_named() -> None:
    body = (
        r"\pard Seen{\v  and hidden}.{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt\pard In a box\par}}"
        r"{\*\annotation\pard my remark\par}\par"
    )
    assert units(body) == ["Seen."]
    assert set(written(body).warnings) == {
        "Hidden text is left out: “and hidden”.",
        "A text box is left out: “In a box”.",
        "A comment is left out: “my remark”.",
    }


def test_a_broken_file_is_read_as_far_as_it_goes() -> None:
    assert units(r"\pard One {\b two\par}}}} three \par {\i four") == [
        "One **two**",
        "three",
        "*four*",
    ]
