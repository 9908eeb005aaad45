"""A PDF becomes its article: columns in order, paragraphs whole, and nothing of the page in it."""

import base64
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.lesson.article import Article, BlockKind, read_article
from pipeline.readers.document import WrittenArticle, write_article
from pipeline.readers.recognise import pictures, read_document
from pipeline.text.markup import parse

STYLE = """
@page { size: A5; margin: 22mm 16mm; @top-center { content: "The orchard paper"; font-size: 7pt }
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 7pt } }
body { font: 10pt/1.35 serif; text-align: justify; hyphens: auto; margin: 0 }
h1 { font-size: 21pt; margin: 0 0 3mm } h2 { font-size: 13pt; break-after: avoid } p { margin: 0 }
p + p { text-indent: 1.2em } .two { columns: 2; column-gap: 7mm } img { width: 50mm; height: 30mm }
figcaption, .note { font-size: 7.5pt } sup { font-size: 6pt; vertical-align: 4pt; line-height: 0 }
.note { text-indent: 0; margin-top: 8mm }
"""
TEXTS = (
    "Apple trees need a cold winter, and the winters of this valley have become mild. Growers "
    "who planted their orchards forty years ago now count the hours of frost every season.",
    "Some have pulled out old rows and put almonds in their place, an undertaking that costs a "
    "farm its income for several years before the first harvest comes in.",
    "Others believe that a well-known variety from the south will do. It blossoms late and bears "
    "small yellow fruit, which supermarkets refuse because customers do not recognise it.",
    "The agricultural college keeps a list of four hundred varieties that nobody sells any "
    "longer. Students graft two branches of each every spring so that none disappears.",
    "Insurance companies have begun to ask where a farm lies before they name a price, and the "
    "answer decides whether a young couple can take over their parents' land.",
)


@cache
def made(body: str, style: str = "", title: str = "") -> bytes:
    import weasyprint

    page = f"<html lang=en><head><title>{title}</title></head><body>{body}</body></html>"
    sheets = [weasyprint.CSS(string=STYLE + style)]
    return bytes(weasyprint.HTML(string=page).write_pdf(stylesheets=sheets))


def paragraphs(count: int) -> list[str]:
    """Return different texts, each long enough for several lines."""
    return [f"Number {i + 1}. {TEXTS[i % 5]} {TEXTS[(i * 2 + 1) % 5]}" for i in range(count)]


def html(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def picture() -> str:
    from PIL import Image

    packed = io.BytesIO()
    Image.new("RGB", (120, 72), (150, 170, 60)).save(packed, "JPEG")
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"


def written(pdf: bytes) -> WrittenArticle:
    file = Path("orchard.pdf")
    document = read_document(pdf, file)
    found, lost = pictures(document, pdf, file)
    assert lost == []
    return write_article(document, {address: name for address, (name, _) in found.items()}, file)


def article(pdf: bytes) -> Article:
    return read_article(written(pdf).text, Path("article.md"))


def texts(article: Article) -> list[str]:
    return [parse(unit.text).text for block in article.blocks for unit in block.units]


@pytest.mark.parametrize("columns", ["", "two"])
def test_columns_are_read_one_after_the_other_and_paragraphs_are_whole(columns: str) -> None:
    told = paragraphs(9)
    found = article(made(f"<h1>The last apple</h1><div class='{columns}'>{html(told)}</div>"))
    assert found.title.text == "The last apple"
    assert texts(found) == told


def test_running_heads_and_page_numbers_are_named_and_left_out() -> None:
    said = written(made(f"<h1>The last apple</h1>{html(paragraphs(9))}"))
    assert "orchard paper" not in said.text
    assert " / " not in said.text
    assert said.warnings == (
        "Running heads and page numbers are left out: “The orchard paper”, “1 / 2”.",
    )


def test_a_table_of_contents_is_left_out_and_named() -> None:
    entries = "".join(f"<p>Part {n} {'. ' * 30} {n}</p>" for n in range(1, 5))
    said = written(made(f"<h1>The last apple</h1>{entries}{html(paragraphs(2))}"))
    assert "Part" not in said.text
    assert "The table of contents is left out." in said.warnings


def test_lines_that_stand_wide_apart_are_one_paragraph() -> None:
    told = paragraphs(4)
    body = f"<h1>The last apple</h1><p style='line-height:1.9'>{told[0]}</p>{html(told[1:])}"
    assert texts(article(made(body)))[0] == told[0]


def test_lines_that_pages_begin_with_alike_are_text() -> None:
    told = paragraphs(1)[0]
    page = f"<p style='break-before: page'>{told}</p>"
    found = article(
        made(f"<h1>The last apple</h1>{page * 3}<div style='break-before: page'></div>")
    )
    assert texts(found) == [told] * 3


def test_a_text_that_is_bold_throughout_has_no_bold_words() -> None:
    found = article(made(f"<h1>The last apple</h1><b>{html(paragraphs(2))}</b>"))
    assert [unit.text for block in found.blocks for unit in block.units] == paragraphs(2)


def test_words_are_joined_and_keep_the_hyphens_that_are_theirs() -> None:
    # By hand, as a typesetter cuts them: pdfium sees the same sign in both.
    lines = "The fruit is a well-<br>known one and the har-<br>vest of an Anglo-<br>Saxon farm."
    text = texts(article(made(f"<h1>Hyphens</h1><p>{lines}</p>{html(paragraphs(2))}")))[0]
    assert text.replace("\n", " ") == (
        "The fruit is a well-known one and the harvest of an Anglo-Saxon farm."
    )


def test_letters_that_make_no_words_are_named() -> None:
    scattered = " ".join("orchard rows in winter") + ". "
    said = written(made(f"<h1>The last apple</h1><p>{scattered * 9}</p>"))
    warning = "Words of this PDF run together or fall apart: read the text closely."
    assert warning in said.warnings
    assert warning not in written(made(f"<h1>The last apple</h1>{html(paragraphs(3))}")).warnings


def spelled(letters: dict[str, str]) -> bytes:
    """Return a PDF whose font tells other characters for some letters, each as UTF-16."""
    import pikepdf

    told = "".join(f"<{ord(a):02x}> <{b.encode('utf-16-be').hex()}>\n" for a, b in letters.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def "
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{told}endbfchar\nendcmap end end"
    )
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(420, 595)).obj
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        ToUnicode=pdf.make_stream(table.encode()),
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    shown = b"BT /F 12 Tf 40 500 Td (A pear qnd a quince are no apples, says the grower.) Tj ET"
    page.Contents = pdf.make_stream(shown)
    packed = io.BytesIO()
    pdf.save(packed)
    return packed.getvalue()


def test_a_character_of_two_halves_is_one_and_one_without_a_name_is_named() -> None:
    plain = {letter: letter for letter in "Aperndauicosltgwyh"}
    (text,) = texts(article(spelled({**plain, "q": "🍐"})))
    assert text == "A pear 🍐nd a 🍐uince are no apples, says the grower."
    said = written(spelled({**plain, "q": "\ufffd"}))
    assert "2 letters that the PDF does not name stand as “\ufffd”." in said.warnings


def test_headings_are_told_by_their_size_and_by_bold_letters() -> None:
    body = (
        f"<h1>The last apple</h1>{html(paragraphs(2))}<h2>Who pays for the winter?</h2>"
        f"{html(paragraphs(2))}<p style='margin:3mm 0'><b>A list of names</b></p>"
        f"{html(paragraphs(1))}"
    )
    found = article(made(body))
    headings = [(b.level, b.units[0].text) for b in found.blocks if b.kind is BlockKind.HEADING]
    assert headings == [(2, "Who pays for the winter?"), (3, "A list of names")]


def test_author_and_date_below_the_title_are_no_text() -> None:
    body = f"<h1>The last apple</h1><p>By Ines Moreau</p><p>3 May 2022</p>{html(paragraphs(2))}"
    found = article(made(body, "p + p { text-indent: 0; margin-top: 2mm }"))
    assert (found.meta.author, found.meta.date) == ("Ines Moreau", "2022-05-03")
    assert texts(found) == paragraphs(2)


def test_a_picture_comes_along_with_its_caption() -> None:
    told = paragraphs(3)
    figure = f"<figure><img src='{picture()}'><figcaption>Old rows in March.</figcaption></figure>"
    found = article(made(f"<h1>T of apples</h1><p>{told[0]}</p>{figure}{html(told[1:])}"))
    kinds = [(block.kind, texts) for block in found.blocks if (texts := block.units[0].text)]
    assert kinds[1] == (BlockKind.FIGURE, "Old rows in March.")
    assert [text for kind, text in kinds if kind is BlockKind.PARAGRAPH] == told


def test_a_footnote_is_a_footnote() -> None:
    told = paragraphs(2)
    body = (
        f"<h1>The last apple</h1><p>They count<sup>1</sup> the hours. {told[0]}</p>"
        f"<p>{told[1]}</p><p class=note><sup>1</sup> Below seven degrees.</p>"
    )
    found = article(made(body))
    assert found.blocks[0].units[0].text.startswith("They count[^1] the hours.")
    assert [unit.text for units in found.footnotes.values() for unit in units] == [
        "Below seven degrees."
    ]


def test_emphasis_lists_and_tables_are_kept() -> None:
    rows = [("Variety", "Year", "Trees"), ("Amber", "1911", "40"), ("Goose", "1850", "7")]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in rows)
    body = (
        f"<h1>The last apple</h1><p>A <b>cold</b> and <i>long</i> winter. {TEXTS[0]}</p>"
        f"<ul><li>{TEXTS[1]}</li><li>Plums</li></ul><ol><li>Cut it.</li><li>Bind it.</li></ol>"
        f"<table style='border-spacing:8mm 1mm'>{cells}</table>{html(paragraphs(2))}"
    )
    found = article(made(body))
    assert found.blocks[0].units[0].text.startswith("A **cold** and *long* winter.")
    items = [(b.marker, parse(b.units[0].text).text) for b in found.blocks if b.depth]
    assert items == [("•", TEXTS[1]), ("•", "Plums"), ("1.", "Cut it."), ("2.", "Bind it.")]
    (table,) = [block for block in found.blocks if block.kind is BlockKind.TABLE]
    assert [unit.text for unit in table.units] == [cell for row in rows for cell in row]


def test_a_table_in_two_columns_of_text_is_no_third_column() -> None:
    told = paragraphs(6)
    half = "<table style='border-spacing:5mm 1mm'>" + "<tr><td>Fig<td>3</tr>" * 4 + "</table>"
    found = article(made(f"<h1>T of apples</h1><div class=two>{half}{html(told)}</div>"))
    assert [text for text in texts(found) if len(text) > 5] == told


# What is no article


def scan() -> bytes:
    from PIL import Image

    packed = io.BytesIO()
    Image.new("L", (400, 560), 200).save(packed, "PDF")
    return packed.getvalue()


def locked() -> bytes:
    import pikepdf

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(made("<p>Words of a text that nobody may read."))) as opened:
        opened.save(packed, encryption=pikepdf.Encryption(user="secret", owner="other"))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (scan, "This PDF is a scan: it has pictures of its pages, and no text."),
        (locked, "This PDF is protected with a password."),
        (lambda: b"%PDF-1.7\nnothing", "This PDF is damaged: "),
        (lambda: made("<h1></h1>", "@page { @top-center { content: none } "
                      "@bottom-center { content: none } }"), "There is no text in this PDF."),
    ],
)  # fmt: skip
def test_what_has_no_text_is_refused_with_a_reason(content: object, said: str) -> None:
    with pytest.raises(DocumentError) as bad:
        read_document(content(), Path("a.pdf"))  # type: ignore[operator]
    assert said in str(bad.value)
    assert bad.value.mend or said == "There is no text in this PDF."
