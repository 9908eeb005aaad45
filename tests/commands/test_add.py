"""`handouts add`: what a teacher has on disk becomes a lesson, or one line says why it cannot."""

import io
import json
import threading
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from conftest import Workplace

from pipeline.cli.main import run
from pipeline.errors import DocumentError, HandoutsError
from pipeline.lesson.article import Article, BlockKind, read_article
from pipeline.readers.recognise import MOST_TEXT
from pipeline.system import office, pandoc
from pipeline.text.markup import parse

GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
RICH = """---
title: The boat
subtitle: A ship brings books.
author: Ana Example
date: 14 March 2021
---

The *ship* comes[^1] on [Friday](https://example.org/f?a=1&b=2).

## On board

- novels
    - old ones
- films

> A wet book is a book.

| Year | Loans |
|------|-------|
| 1963 | 9,200 |

```
if wet:
    dry()
```

Rain on the window,\\
the last stop.

[^1]: Twice a month.
"""


def base64(content: bytes) -> str:
    return b64encode(content).decode()


def convert(text: str, target: str, *options: str) -> bytes:
    return pandoc.convert(text.encode(), "markdown-smart", target, DocumentError, *options)


def lesson(place: Workplace, name: str) -> Article:
    return read_article(place.read(f"source/{name}/article.md"), Path("article.md"))


def texts(article: Article) -> list[str]:
    return [parse(unit.text).text for unit in article.units()]


def add(place: Workplace, file: str, content: bytes | str) -> int:
    """Put a file beside the project's folders and bring it in."""
    data = content.encode() if isinstance(content, str) else content
    (place.root / file).parent.mkdir(parents=True, exist_ok=True)
    (place.root / file).write_bytes(data)
    return run(["add", file])


def refused(
    place: Workplace,
    capsys: pytest.CaptureFixture[str],
    file: str,
    content: bytes | str,
    listed: bool = False,
) -> str:
    """Bring in what cannot be, and return what was said; nothing may be left behind.

    Before the error a list may be printed.
    """
    capsys.readouterr()
    assert add(place, file, content) == 1
    said = capsys.readouterr()
    assert bool(said.out) == listed
    assert said.err.startswith("Error: ")
    assert said.err.count("\n") == 1
    assert not (place.root / "source").exists() or list((place.root / "source").iterdir()) == []
    return said.err.removeprefix("Error: ").strip()


def with_parts(docx: bytes, parts: dict[str, str | bytes]) -> bytes:
    """Return a zip file with some of its parts replaced or added."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return changed.getvalue()


def word(body: str, **more: str) -> bytes:
    """Return a DOCX with a body as Word writes it, which pandoc never would."""
    names = {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
    }
    spaces = " ".join(f'xmlns:{short}="{name}"' for short, name in names.items())
    parts = {"word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>"}
    for part, content in more.items():
        parts[f"word/{part}.xml"] = f"<w:{part} {spaces}>{content}</w:{part}>"
    return with_parts(convert("x", "docx"), dict(parts))


def p(runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


MERGED = (
    "<w:tbl><w:tblGrid>{grid}</w:tblGrid>"
    '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    f"{p(r('wide'))}</w:tc></w:tr>"
    f"<w:tr><w:tc>{p(r('a'))}</w:tc><w:tc>{p(r('b'))}{p(r('c'))}</w:tc></w:tr></w:tbl>"
)


# What becomes of a document


@pytest.mark.parametrize("form", ["docx", "odt", "html", "md"])
def test_every_format_becomes_the_same_article(
    workplace: Workplace, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    standalone = ["--standalone"] if form == "html" else []
    content = RICH.encode() if form == "md" else convert(RICH, form, *standalone)
    assert add(workplace, f"boat.{form}", content) == 0
    assert capsys.readouterr().err == ""
    article = lesson(workplace, "boat")
    assert article.meta.title == "The boat"
    assert article.meta.date == "2021-03-14"
    assert article.meta.author == "Ana Example"
    assert article.meta.source == f"boat.{form}"
    assert texts(article) == [
        "The boat",
        "A ship brings books.",
        "The ship comes on Friday.",
        "On board",
        *("novels", "old ones", "films"),
        "A wet book is a book.",
        *("Year", "Loans", "1963", "9,200"),
        *([] if form != "odt" else ["if wet:", "dry()"]),  # pandoc sees no code in an ODT
        "Rain on the window,\nthe last stop.",
        "Twice a month.",
    ]
    blocks = {block.units[0].text: block for block in article.blocks if block.units}
    assert blocks["A wet book is a book."].quoted
    assert [blocks[name].depth for name in ("novels", "old ones", "films")] == [1, 2, 1]
    assert "The *ship* comes[^1] on [Friday](<https://example.org/f?a=1&b=2>)." in blocks
    codes = [block.literal for block in article.blocks if block.kind is BlockKind.CODE]
    assert codes == ([] if form == "odt" else ["if wet:\n    dry()"])


def test_add_says_what_it_wrote_and_what_comes_next(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(workplace, "My Café’s story!.md", "# A café\n\nIt has 3^x^ chairs.\n") == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "wrote source/my-cafes-story/article.md",
        "wrote source/my-cafes-story/lesson.yaml",
        "source/my-cafes-story/lesson.yaml: 6 questions, the exercises added.",
        "6 proposals wait for you: change what you like, take out what you do not, "
        "then run: handouts lesson my-cafes-story --accept",
        "",
        "Read source/my-cafes-story/article.md through, then run: handouts build my-cafes-story",
    ]
    assert said.err == "Warning: ¶ 1: superscript or subscript is set on the line.\n"
    assert run(["add", "My Café’s story!.md", "--name", "second", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["lesson"] == "second"
    assert answer["files"] == ["source/second/article.md", "source/second/lesson.yaml"]
    assert len(answer["warnings"]) == 1
    assert answer["proposed"]["lesson"] == "second"


def test_a_new_lesson_builds(workplace: Workplace) -> None:
    assert add(workplace, "boat.md", RICH) == 0
    assert run(["check", "boat"]) == 1  # there is no translation yet
    assert run(["build", "boat", "--format", "epub", "--edition", "student"]) == 0
    assert (workplace.root / "build/boat/boat.en-es.student.epub").exists()


def test_our_own_article_is_carried_over(workplace: Workplace) -> None:
    text = (
        "---\nkicker: Above\ntitle: The *one*\nlead: First words.\nauthor: Ann\ndate: 2020-12\n"
        "level: B1\nsource: A paper\nrights: Nobody's\n---\n\n"
        'Text isn\'t "smart" -- 5 US$ or 6 A$.\n\n'
        "* * *\n\nMore.\n"
    )
    assert add(workplace, "own.md", text) == 0
    written = workplace.read("source/own/article.md")
    assert written == text.replace("* * *", "***")


def test_a_page_loses_what_is_no_article(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    page = """<!doctype html><html><head><meta charset="windows-1252">
    <title>Boats come | The Coast</title><meta property="og:site_name" content="The Coast">
    <meta property="article:published_time" content="2021-03-14T08:00:00Z">
    <meta name="author" content="Ana Example"><meta name="copyright" content="The Coast 2021">
    <link rel="canonical" href="https://example.org/boats"></head>
    <body><header>Site head <nav>Menu</nav></header>
    <article><header><h1>Boats come</h1></header><div class="share-bar">Share this</div>
    <p>It is a caf\xe9.<script>lose()</script><br><br>Next&shy;door.
    <blockquote><p>Wet.</p><footer>a reader</footer></blockquote>
    <aside>Read about five other boats too</aside>
    <form><button>Subscribe</button></form></article>
    <footer>Imprint</footer></body></html>"""
    assert add(workplace, "page.html", page.encode("cp1252")) == 0
    article = lesson(workplace, "page")
    assert texts(article) == ["Boats come", "It is a café.", "Nextdoor.", "Wet.", "a reader"]
    assert article.meta.source == "https://example.org/boats"
    assert article.meta.rights == "The Coast 2021"
    assert (article.meta.author, article.meta.date) == ("Ana Example", "2021-03-14")
    assert "12 of the 22 words of this page are no part" in capsys.readouterr().err
    report = workplace.read("build/reports/page.txt").split("\n\n")
    assert "Read about five other boats too" in report


def test_what_was_left_out_of_a_page_is_a_command_away(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "<nav>Menu</nav><article><h1>Boats</h1><p>They come.</p></article><aside>More</aside>"
    assert add(workplace, "boats.html", page) == 0
    said = capsys.readouterr().err
    assert "2 of the 5 words of this page are no part" in said
    assert workplace.read("build/reports/boats.txt").split() == ["Menu", "More"]
    command = said.split("handouts ")[-1].split()
    assert run(command) == 0
    assert texts(lesson(workplace, "boats-2")) == ["Menu", "Boats", "They come.", "More"]
    assert capsys.readouterr().err == ""


def test_a_page_without_an_article_element_keeps_its_text(workplace: Workplace) -> None:
    page = "<p>One<table><tr><td colspan=2>a<tr><td>b<td>c</table><ul><li>x<ul><li>y</ul></ul>"
    assert add(workplace, "my-page.htm", page) == 0
    assert texts(lesson(workplace, "my-page")) == ["My page", "One", "a", "b", "c", "x", "y"]


def test_a_pages_footnotes_are_footnotes(workplace: Workplace) -> None:
    page = """<html><body><h1>T</h1><p>One<sup><a href="#f1" id="r1">1</a></sup> and
    two<a href="#f2"><sup>[2]</sup></a> and <a href="#f1">a link</a>.<sup>
    <a href="#f3">*</a></sup></p><h2>Notes</h2>
    <ol><li id="f1">First <em>note</em>. <a href="#r1">↩</a></li>
    <li id="f2"><p>Second.</p></li></ol><p id="f3">* Third.</p>
    </body></html>"""
    assert add(workplace, "notes.html", page) == 0
    article = lesson(workplace, "notes")
    assert [block.units[0].text for block in article.blocks] == [
        "One[^1] and two[^2] and a link.[^3]"
    ]
    notes = [unit.text for units in article.footnotes.values() for unit in units]
    assert notes == ["First *note*.", "Second.", "Third."]


# Images


def test_images_of_a_document_come_along(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace.root / "my pics").mkdir()
    (workplace.root / "my pics/Old ship.png").write_bytes(PNG)
    text = (
        "# T\n\n![Here](my%20pics/Old%20ship.png)\n\n"
        "Words ![an inline one](my%20pics/Old%20ship.png) go on.\n\n"
        f"![Data](data:image/gif;base64,{base64(GIF)})\n\n![Not here](gone.png)\n"
    )
    assert add(workplace, "a.md", text) == 0
    article = lesson(workplace, "a")
    figures = [(b.image, b.units[0].text) for b in article.blocks if b.kind is BlockKind.FIGURE]
    assert figures == [
        ("old-ship.png", "Here"),
        ("old-ship.png", "an inline one"),
        ("image.gif", "Data"),
    ]
    assert (workplace.root / "source/a/old-ship.png").read_bytes() == PNG
    assert "Not here" in texts(article)
    assert "gone.png is left out" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_images_inside_a_document_come_along_with_their_caption(
    workplace: Workplace, tmp_path: Path, form: str
) -> None:
    (tmp_path / "kite.png").write_bytes(PNG)
    done = convert("Text.\n\n![A kite](data:image/png;base64," + base64(PNG) + ")\n", form)
    assert add(workplace, f"kite.{form}", done) == 0
    article = lesson(workplace, "kite")
    (figure,) = [block for block in article.blocks if block.kind is BlockKind.FIGURE]
    assert (workplace.root / "source/kite" / figure.image).read_bytes() == PNG
    assert [unit.text for unit in figure.units] == ["A kite"]
    assert texts(article).count("A kite") == 1


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("../secret.png", "does not lie in the article's folder"),
        ("%2e%2e/secret.png", "does not lie in the article's folder"),
        ("file:///etc/secret.png", "does not lie in the article's folder"),
        ("link.png", "does not lie in the article's folder"),
        ("https://example.org/a.png", "on the web"),
        ("//example.org/a.png", "on the web"),
        ("notes.txt", "no PNG, JPEG, GIF, WebP or SVG file"),
        ("bad.svg", "runs a program"),
    ],
)
@pytest.mark.parametrize("form", ["md", "html"])
def test_no_other_file_gets_into_a_lesson(
    workplace: Workplace,
    capsys: pytest.CaptureFixture[str],
    address: str,
    reason: str,
    form: str,
) -> None:
    inner = workplace.root / "inner"
    inner.mkdir()
    (workplace.root / "secret.png").write_bytes(PNG)
    (inner / "link.png").symlink_to(workplace.root / "secret.png")
    (inner / "notes.txt").write_text("my notes")
    (inner / "bad.svg").write_text('<svg xmlns="x"><image href="file:///a.png"/></svg>')
    text = f"# T\n\nText.\n\n![Caption]({address})\n"
    if form == "html":
        text = (
            f'<html><body><h1>T</h1><p>Text.</p><p><img src="{address}" alt="Caption"></p></body>'
        )
    assert add(workplace, f"inner/a.{form}", text) == 0
    # An alternative text is for those who do not see the picture, and no part of the text.
    assert texts(lesson(workplace, "a")) == ["T", "Text.", *(["Caption"] if form == "md" else [])]
    assert reason in capsys.readouterr().err
    names = {path.name for path in (workplace.root / "source/a").iterdir()}
    assert names == {"article.md", "lesson.yaml"}


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the list of what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_page_makes_nobody_read_files_or_ask_servers(
    workplace: Workplace, visits: tuple[str, list[str]]
) -> None:
    address, asked = visits
    secret = workplace.write("secret.html", "<p>secret words</p>")
    page = f"""<html><head><link rel="stylesheet" href="{address}/a.css"><base href="{address}/">
    </head><body><h1>T</h1><p>Text.</p><iframe src="{secret.as_uri()}"></iframe>
    <iframe src="{address}/frame"></iframe><img src="{address}/a.png" alt="A">
    <object data="{address}/o"></object><script src="{address}/s.js"></script>
    <p>\\include{{{secret}}}</p></body></html>"""
    assert add(workplace, "page.html", page) == 0
    assert "secret words" not in workplace.read("source/page/article.md")
    for frame in (secret.as_uri(), str(secret), f"{address}/frame"):
        tree = pandoc.convert(
            f'<p>Text<iframe src="{frame}"></iframe>'.encode(), "html", "json", DocumentError
        )
        assert b"secret" not in tree
    assert asked == []


# E-books


def test_the_chapters_of_a_book_are_listed_and_one_is_brought_in(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    chapters = "# The bell\n\nIt rang once.\n\n# The rope\n\nIt held for years.\n"
    book = convert(f"---\ntitle: Sounds\n---\n\n{chapters}", "epub3", "--epub-title-page=false")
    said = refused(workplace, capsys, "sounds.epub", book, listed=True)
    assert "This e-book has 2 chapters" in said
    assert "Name one: handouts add sounds.epub --chapter " in said
    assert run(["add", "sounds.epub", "--json"]) == 1
    listed = json.loads(capsys.readouterr().out)["chapters"]
    assert [chapter["title"] for chapter in listed] == ["The bell", "The rope"]
    assert run(["add", "sounds.epub", "--chapter", "2"]) == 0
    assert texts(lesson(workplace, "sounds-2")) == ["The rope", "It held for years."]


# What only Word writes


def test_words_own_features(workplace: Workplace, capsys: pytest.CaptureFixture[str]) -> None:
    box = f"<w:txbxContent>{p(r('Words in a box'))}</w:txbxContent>"
    drawn = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    merged = MERGED.format(grid='<w:gridCol w:w="9"/><w:gridCol w:w="9"/>')
    body = (
        p(r("The Title"), "Title")
        + p(r("The sub"), "Subtitle")
        + p(r("SHOUTED"), "Heading1")
        + p(
            '<w:commentRangeStart w:id="0"/>'
            + r("Kept ", "<w:b/>")
            + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
            + f'<w:ins w:id="1" w:author="a">{r("inserted")}</w:ins>'
            + '<w:del w:id="2" w:author="a"><w:r><w:delText>deleted</w:delText></w:r></w:del>'
            + "<w:r><w:tab/></w:r>"
            + r("10\u00a0km\u00ad")
        )
        + p(drawn)
        + p(
            r("see ") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK '
            '"https://example.org/" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/>'
            "</w:r>" + r("there") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        + merged
        + p("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>")
    )
    comment = f'<w:comment w:id="0">{p(r("my comment"))}</w:comment>'
    assert add(workplace, "word.docx", word(body, comments=comment)) == 0
    article = lesson(workplace, "word")
    assert (article.meta.title, article.meta.lead) == ("The Title", "The sub")
    assert texts(article)[2:] == [
        "SHOUTED",
        "Kept inserted 10\u00a0km",
        "Words in a box",
        "see there",
        *("wide", "a", "b\nc"),
        "$x + 1$",
    ]
    bold = article.blocks[2].units[0].text
    assert bold.startswith("**Kept** ")
    said = capsys.readouterr().err
    for warning in (
        "A comment is left out.",
        "¶ 5: the text of a table's merged cells stands in the first of them.",
        "¶ 6: a formula is carried over as its TeX source.",
    ):
        assert f"Warning: {warning}\n" in said


BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
    "<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def test_what_stands_in_a_text_box_is_set_apart_and_its_paragraph_stays(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = p(r("A quay is a place for boats.")) + p(r("A bollard holds the rope."))
    box = BOX.format(box=f"<w:txbxContent>{inner}</w:txbxContent>")
    body = (
        p(r("The boats are in.")) + p(r("They bring ") + box + r("fish.")) + p(r("Nobody waits."))
    )
    assert add(workplace, "boats.docx", word(body)) == 0
    found = [(b.units[0].text, b.quoted) for b in lesson(workplace, "boats").blocks]
    assert found == [
        ("The boats are in.", False),
        ("They bring fish.", False),
        ("A quay is a place for boats.", True),
        ("A bollard holds the rope.", True),
        ("Nobody waits.", False),
    ]
    assert capsys.readouterr().err == ""


def test_fields_and_readings_above_a_line_are_read(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    field = '<w:fldSimple w:instr=" DOCPROPERTY Town "><w:r><w:t>Lerwick</w:t></w:r></w:fldSimple>'
    ruby = f"<w:r><w:ruby><w:rt>{r('gyo')}</w:rt><w:rubyBase>{r('魚')}</w:rubyBase></w:ruby></w:r>"
    assert add(workplace, "a.docx", word(p(r("In ") + field + r(" they eat ") + ruby))) == 0
    assert texts(lesson(workplace, "a"))[1:] == ["In Lerwick they eat 魚(gyo)"]
    assert capsys.readouterr().err == ""


def test_bold_lines_are_headings_where_there_are_no_others(workplace: Workplace) -> None:
    bold = "<w:b/>"
    body = (
        p(r("The fish market", bold)) + p(r("It opens at five.")) + p(r("Who buys", bold))
        + p(r("Cooks and cats.")) + p(r("Is it cold?", bold)) + p(r("Yes."))
    )  # fmt: skip
    assert add(workplace, "fish.docx", word(body)) == 0
    article = lesson(workplace, "fish")
    assert article.title.text == "The fish market"
    kinds = [(block.kind.value, block.units[0].text) for block in article.blocks]
    assert kinds == [
        ("paragraph", "It opens at five."),
        ("heading", "Who buys"),
        ("paragraph", "Cooks and cats."),
        ("paragraph", "**Is it cold?**"),  # an interviewer's question
        ("paragraph", "Yes."),
    ]


def test_a_table_that_only_arranges_is_read_cell_by_cell(workplace: Workplace) -> None:
    cells = [p(r("Left one.")) + p(r("Left two.")), p(r("Right one."))]
    grid = '<w:tblGrid><w:gridCol w:w="9"/><w:gridCol w:w="9"/></w:tblGrid>'
    row = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    body = p(r("Before.")) + f"<w:tbl>{grid}<w:tr>{row}</w:tr></w:tbl>" + p(r("After."))
    assert add(workplace, "two.docx", word(body)) == 0
    assert texts(lesson(workplace, "two"))[1:] == [
        *("Before.", "Left one.", "Left two.", "Right one.", "After."),
    ]


def test_words_that_pandoc_misses_are_named(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    # A table that does not say how many columns it has.
    body = p(r("Text.")) + MERGED.format(grid="") + p(r("End."))
    assert add(workplace, "word.docx", word(body)) == 0
    assert "Warning: These words are left out: b c.\n" in capsys.readouterr().err


# What is no article


def office_zip(mimetype: str, **parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", mimetype)
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("a.txt", b"", "a.txt:1: This file is empty."),
        ("a.docx", b" \n\n", "a.docx:1: This file is empty."),
        ("a.docx", b"%PDF-1.7 ...", "This PDF is damaged: "),
        ("a.txt", PNG, "This is a picture, whatever its name says."),
        ("a.txt", b"\x7fELF\0\0\0\0", "This file is no text and no document."),
        ("a.rtf", b"{\\rtf1{\\fonttbl{\\f0 Arial;}}}", "There is no text in this document."),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        ("a.docx", OLE + "WordDocument".encode("utf-16-le"), "an old Word document (.doc)"),
        (
            "a.odt",
            office_zip(ODT, content_xml="?", **{"META-INF__manifest_xml": "<encryption-data/>"}),
            "protected with a password",
        ),
        ("a.odt", office_zip(f"{ODT[:-4]}spreadsheet"), "This is a spreadsheet, no article."),
        (
            "a.epub",
            office_zip("application/epub+zip"),
            "This e-book is damaged: it has no META-INF",
        ),
        ("a.docx", office_zip("nothing"), "This is a zip file, no document."),
        ("a.docx", b"PK\x03\x04 and then nothing", "This document is damaged: "),
        ("a.docx", convert("Text.", "docx")[:4000], "This document is damaged: "),
        ("a.docx", word("<w:p><w:r>"), "This document is damaged: "),
        ("a.docx", word("<w:p/>"), "There is no text in this document."),
        (
            "a.html",
            "<html><body><nav>Menu</nav></body></html>",
            "There is no text in this document.",
        ),
        ("a.md", "![](https://example.org/a.png)\n", "There is no text in this document."),
        ("a.md", f"![](data:image/gif;base64,{base64(GIF)})\n", "The article has no text."),
        (
            "a.md",
            "![](data:image/png;base64,iVBORw0KGgoA)\n",
            "There is no text in this document.",
        ),
        ("a.html", "<div>" * 3000 + "<p>Text.", "nested too deeply"),
        ("a.md", "> " * 3000 + "Text.", "nested too deeply"),
        ("a.txt", f"A title\n\nA text.\n\n{'f0' * 2000}\n", "no text: ¶ 2 has a word of 4,000"),
        ("a.md", "# Only a title\n", "There is no text in this document."),
        ("a.md", "---\ntitle: [\n---\n\nText.\n", "a.md:3: The front matter cannot be read: "),
    ],
)
def test_what_is_no_article_is_refused_in_one_line(
    workplace: Workplace,
    capsys: pytest.CaptureFixture[str],
    file: str,
    content: bytes | str,
    said: str,
) -> None:
    assert said in refused(workplace, capsys, file, content)


def test_large_files_and_zip_bombs_are_refused_unread(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    with (workplace.root / "large.txt").open("wb") as large:
        large.truncate(50_000_000)
    assert run(["add", "large.txt"]) == 1
    assert "This file has 50 MB, and an article may have 40" in capsys.readouterr().err
    long = b"word " * (MOST_TEXT // 5 + 1)
    assert "an article may have 1." in refused(workplace, capsys, "long.txt", long)
    bomb = with_parts(convert("x", "docx"), {"word/media/a.png": bytes(office.MOST_UNPACKED)})
    assert len(bomb) < 1_000_000
    assert "too large: 200 MB unpacked" in refused(workplace, capsys, "bomb.docx", bomb)
    bomb = with_parts(convert("x", "docx"), {"word/document.xml": b" " * (office.MOST_XML + 1)})
    assert "too large" in refused(workplace, capsys, "bomb.docx", bomb)


def test_missing_files_and_folders_are_named(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["add", "gone.md"]) == 1
    assert capsys.readouterr().err == "Error: gone.md:1: This file is missing.\n"
    (workplace.root / "folder").mkdir()
    assert run(["add", "folder"]) == 1
    assert "folder:1: This is a folder, no file." in capsys.readouterr().err


def test_a_lesson_is_never_overwritten(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(workplace, "a.md", "# T\n\nMine.\n") == 0
    before = workplace.read("source/a/article.md")
    capsys.readouterr()
    assert add(workplace, "A.txt", "Other words.\n") == 1
    assert capsys.readouterr().err == (
        "Error: There is a lesson “a” already. "
        "Give this one another name: handouts add A.txt --name a-2.\n"
    )
    assert workplace.read("source/a/article.md") == before
    assert run(["add", "A.txt", "--name", "a-2"]) == 0
    assert [path.name for path in sorted((workplace.root / "source").iterdir())] == ["a", "a-2"]


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "two words", "con", "x" * 61])
def test_a_name_that_no_folder_should_have_is_refused(
    workplace: Workplace, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    workplace.write("a.md", "# T\n\nText.\n")
    assert run(["add", "a.md", "--name", name]) == 1
    assert "cannot be a lesson's name" in capsys.readouterr().err
    assert not (workplace.root / "source").exists()


def test_a_disk_that_refuses_leaves_nothing_behind(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", refuse)
    assert add(workplace, "a.md", "# T\n\nText.\n") == 1
    assert "No space left on device" in capsys.readouterr().err
    assert list((workplace.root / "source").iterdir()) == []


def test_a_lesson_that_cannot_be_proposed_leaves_nothing_behind(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise HandoutsError("The words cannot be chosen")

    monkeypatch.setattr("pipeline.commands.add.propose_lesson", refuse)
    assert "cannot be chosen" in refused(workplace, capsys, "a.md", "# T\n\nText.\n")


def test_pandoc_is_stopped_when_it_takes_too_long(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pandoc, "TIME_LIMIT", 0.001)
    said = refused(workplace, capsys, "a.md", "# T\n\nText.\n")
    assert "pandoc took longer than" in said


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_the_encoding(workplace: Workplace, encoding: str) -> None:
    assert add(workplace, "a.txt", "The café\r\n\r\nIt is open.\r\n".encode(encoding)) == 0
    assert texts(lesson(workplace, "a")) == ["The café", "It is open."]


def test_a_file_is_known_by_its_content(workplace: Workplace) -> None:
    assert add(workplace, "really.docx", "A title\n\nAnd text below it.\n") == 0
    assert texts(lesson(workplace, "really")) == ["A title", "And text below it."]
    assert add(workplace, "doc.txt", convert("Text.", "docx")) == 0
    assert texts(lesson(workplace, "doc")) == ["Doc", "Text."]
    assert add(workplace, "marked.txt", "# Title\n\nWith *signs*.\n") == 0
    assert texts(lesson(workplace, "marked")) == ["Title", "With signs."]


def test_a_class_has_its_level_whatever_the_document_says(workplace: Workplace) -> None:
    workplace.write("harbour.md", "---\ntitle: The harbour\nlevel: C1\n---\n\nThe boats wait.\n")
    assert run(["add", "harbour.md", "--level", "A2"]) == 0
    assert lesson(workplace, "harbour").meta.level == "A2"
