"""The documents for Word: all of a handout, in named styles, each text in its language."""

import re
import shutil
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile
from zlib import crc32

import pytest
from conftest import REPOSITORY, Workplace
from test_epub import ARTICLE, LESSON, TIME, make

from pipeline.cli.main import run
from pipeline.handout.model import Edition, Handout
from pipeline.handout.writers import docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"


def png(width: int, height: int) -> bytes:
    """Return a white picture, and more bytes than the writer hands to pandoc."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\xff" * width) * height)
    chunks = ((b"IHDR", head), (b"IDAT", lines), (b"IEND", b""), (b"tEXt", b"x" * 2**18))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*parts) for parts in chunks)


WIDE = png(4096, 512)
SETTINGS = 'languages = ["es"]\nengine = "none"\n'


@dataclass(frozen=True)
class Document:
    """A document's parts, as Word reads them."""

    content: bytes
    parts: dict[str, bytes]

    def part(self, name: str) -> Element:
        return ElementTree.fromstring(self.parts[name])

    @property
    def body(self) -> Element:
        return self.part("word/document.xml")

    def paragraphs(self) -> Iterator[tuple[str, str, set[str]]]:
        """Yield the style, the text and the languages of every paragraph, "" for the document's."""
        for paragraph in self.body.iter(f"{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            languages = set()
            for run_ in paragraph.iter(f"{W}r"):
                found = run_.find(f"{W}rPr/{W}lang")
                if run_.find(f"{W}t") is not None:
                    languages.add("" if found is None else found.get(f"{W}val", ""))
            yield style.get(f"{W}val", "") if style is not None else "", text(paragraph), languages

    def texts(self, style: str) -> list[str]:
        return [said for name, said, _ in self.paragraphs() if name == style]


def text(element: Element) -> str:
    """Return the text of a part, without the numbers of notes."""
    runs = (r for r in element.iter(f"{W}r") if r.find(f"{W}rPr/{W}vertAlign") is None)
    return "".join(part.text or "" for run_ in runs for part in run_.iter(f"{W}t"))


def read(content: bytes) -> Document:
    with ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)
    return Document(content, parts)


def write(handout: Handout, folder: Path) -> Document:
    (folder / "kite.png").write_bytes(WIDE)
    return read(docx.render(handout, folder, TIME))


@pytest.fixture
def bridge(workplace: Workplace) -> Workplace:
    """A lesson whose translation is missing."""
    workplace.write("handouts.toml", SETTINGS)
    workplace.write("source/bridge/article.md", ARTICLE.replace("\f", ""))
    workplace.write("source/bridge/lesson.yaml", LESSON)
    (workplace.root / "source/bridge/kite.png").write_bytes(WIDE)
    return workplace


def built(place: Workplace, edition: str = "student") -> Document:
    assert run(["build", "--format", "docx"]) == 0
    return read((place.root / f"build/bridge/bridge.en-es.{edition}.docx").read_bytes())


def test_every_text_stands_in_the_document_once_in_its_own_language(tmp_path: Path) -> None:
    handout = make(Edition.TEACHER)
    document = write(handout, tmp_path)
    found = list(document.paragraphs())
    rows = [row for section in handout.sections for row in section.rows]
    pairs = [pair for row in rows for pair in row.pairs]
    pairs += [pair for note in handout.footnotes for pair in note.pairs]
    pairs += [handout.title, *(item.gloss for item in handout.vocabulary)]
    questions = [item for group in handout.questions for item in group.items]
    pairs += [p for item in questions for p in (item.question, item.answer, item.note) if p]

    def standing(words: str) -> list[set[str]]:
        words = re.sub(r"[\n\f]", "", words)
        return [languages for _, said, languages in found if words and words in said]

    for pair in pairs:
        if pair.target.text:
            assert {"es-ES"} in standing(pair.target.text), pair
        if pair.source.text:
            assert any("es-ES" not in there for there in standing(pair.source.text)), pair
    styles = document.part("word/styles.xml")
    (default,) = styles.iterfind(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert default.get(f"{W}val") == "en-US"


def test_every_style_that_is_used_is_defined(tmp_path: Path) -> None:
    document = write(make(Edition.TEACHER), tmp_path)
    styles = document.part("word/styles.xml")
    defined = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    kinds = [f"{W}{kind}" for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")]
    roots = (document.body, styles, document.part("word/footer1.xml"))
    used = {
        element.get(f"{W}val") for root in roots for kind in kinds for element in root.iter(kind)
    }
    assert {"Title", "Subtitle", "Heading1", "Heading2", "Caption", "ParallelText"} <= used
    assert used <= defined


def test_paragraphs_bear_their_numbers_and_words_their_mark(tmp_path: Path) -> None:
    document = write(make(), tmp_path)
    table = next(document.body.iter(f"{W}tbl"))
    rows = [[text(cell) for cell in row] for row in table.iter(f"{W}tr")]
    assert rows[0] == ["", "¶", "English", "Español"]
    assert rows[1][1:] == ["1", "A long link in a lead.", "ES A long link in a lead."]
    head = table.find(f"{W}tr/{W}trPr/{W}tblHeader")
    assert head is not None
    words = [
        text(run_)
        for run_ in document.body.iter(f"{W}r")
        if run_.find(f"{W}rPr/{W}rStyle[@{W}val='VocabularyWord']") is not None
    ]
    assert {"link", "Spider", "keeper"} <= set(words)
    assert document.texts("Quote") == ["A quotation", "ES A quotation"]


def test_a_long_row_may_go_over_to_the_next_page_and_a_short_one_may_not(tmp_path: Path) -> None:
    article = f"---\ntitle: T\n---\n\nShort.\n\n{'Long words. ' * 90}\n"
    body = write(make(article_text=article, lesson_text=""), tmp_path).body
    rows = [row for row in body.iter(f"{W}tr") if text(row)[:1] in "12"]
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows] == [True, False]


def test_a_picture_keeps_its_shape_and_is_no_wider_than_the_page(tmp_path: Path) -> None:
    document = write(make(), tmp_path)
    (extent,) = document.body.iter(EXTENT)
    wide, high = int(extent.get("cx", "")), int(extent.get("cy", ""))
    assert wide / high == pytest.approx(4096 / 512, rel=0.01)
    assert wide <= (11906 - 2 * 907) * 635
    assert [part for name, part in document.parts.items() if "/media/" in name] == [WIDE]
    assert b"data:" not in document.parts["word/document.xml"]
    assert str(tmp_path).encode() not in b"".join(document.parts.values())


def test_a_picture_that_word_cannot_show_is_named(tmp_path: Path) -> None:
    (tmp_path / "kite.png").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    document = read(docx.render(make(), tmp_path, TIME))
    assert "Picture: kite.png" in document.texts("Notice")


def test_the_footer_says_where_the_text_is_from_and_what_nobody_approved(tmp_path: Path) -> None:
    document = write(make(), tmp_path)
    lines = [text(paragraph) for paragraph in document.part("word/footer1.xml")]
    assert lines[0] == "Source: A paper · Copyright *of* somebody"
    assert re.match(r"Translation: \d+ of \d+ passages not approved", lines[1])
    assert lines[2] == "Page 1 of 1"
    assert {"Traducción automática sin revisar", "Borrador de traducción sin aprobar"} <= set(
        document.texts("Notice")
    )


def test_properties_name_title_author_language_and_date(tmp_path: Path) -> None:
    core = write(make(), tmp_path).parts["docProps/core.xml"].decode()
    assert "The &lt;first&gt; title &amp; more – ES The" in core
    assert "<dc:creator>Ana O'Neill</dc:creator><dc:language>en-US</dc:language>" in core
    assert core.count("2024-05-06T07:08:09Z") == 2


def test_students_have_lines_to_write_and_teachers_answers_and_the_review(
    bridge: Workplace,
) -> None:
    student, teacher = built(bridge), built(bridge, "teacher")
    assert "Name · Nombre:" in student.texts("Form")
    assert student.texts("Answer") == []
    assert "Review sheet · Hoja de revisión" not in student.texts("Heading1")
    assert {"Answer: Only the keeper.", "Note: Let them guess."} <= set(teacher.texts("Answer"))
    assert "Review sheet · Hoja de revisión" in teacher.texts("Heading1")
    assert any("without a translation: line above" in said for said in teacher.texts("Text"))
    # Three lines for an answer, two for a guess, and room for translations in both.
    assert len(student.texts("WritingLine")) == len(teacher.texts("WritingLine")) + 5 - 2


def test_a_question_stays_on_the_page_of_its_lines(bridge: Workplace) -> None:
    tables = [
        table
        for table in built(bridge).body.iter(f"{W}tbl")
        if table.find(f"{W}tblPr/{W}tblStyle[@{W}val='Together']") is not None
    ]
    assert len(tables) == 2
    for table in tables:
        *rows, last = table.findall(f"{W}tr")
        assert rows
        for paragraph in (p for row in rows for p in row.iter(f"{W}p")):
            assert paragraph.find(f"{W}pPr/{W}keepNext") is not None
        assert last.find(f".//{W}keepNext") is None


def test_paper_and_large_print_are_those_of_the_settings(bridge: Workplace) -> None:
    plain = built(bridge)
    layout = '[layout]\npaper = "Letter"\nlarge_print = true\nschool = "Liceo 7"\n'
    bridge.write("handouts.toml", SETTINGS + layout)
    large = built(bridge)

    def of(document: Document) -> tuple[str, str, str, int]:
        (paper,) = document.body.iter(f"{W}pgSz")
        default = f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}"
        styles = document.part("word/styles.xml")
        size, font = styles.find(default + "sz"), styles.find(default + "rFonts")
        assert size is not None
        assert font is not None
        columns = next(document.body.iter(f"{W}tblGrid"))
        return (
            f"{paper.get(f'{W}w')} × {paper.get(f'{W}h')}",
            size.get(f"{W}val", ""),
            font.get(f"{W}ascii", ""),
            len(columns),
        )

    assert of(plain) == ("11906 × 16838", "21", "Literata", 3)
    assert of(large) == ("12240 × 15840", "36", "Atkinson Hyperlegible", 2)
    assert "Liceo 7" in large.texts("Facts")


def test_the_same_sources_give_the_same_bytes(bridge: Workplace) -> None:
    first = built(bridge).content
    (bridge.root / "build/bridge/bridge.en-es.student.docx").unlink()
    assert built(bridge).content == first


def test_a_document_can_be_brought_in_as_an_article(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    built(bridge)
    file = str(bridge.root / "build/bridge/bridge.en-es.student.docx")
    assert run(["add", file, "--name", "again"]) == 0
    assert "The \\<first> title & more" in bridge.read("source/again/article.md")
    capsys.readouterr()


def test_a_missing_picture_is_a_mistake_with_its_name(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    (bridge.root / "source/bridge/kite.png").unlink()
    assert run(["build", "--format", "docx"]) == 1
    assert "kite.png" in capsys.readouterr().err


def test_students_do_the_exercises_and_teachers_have_the_key(workplace: Workplace) -> None:
    for name in ("source", "translations"):
        shutil.copytree(REPOSITORY / name / "mexico-usa", workplace.root / name / "mexico-usa")
    assert run(["build", "--format", "docx", "--to", "es"]) == 0
    student, teacher = (
        read((workplace.root / f"build/mexico-usa/mexico-usa.en-es.{e}.docx").read_bytes())
        for e in ("student", "teacher")
    )
    titles = [said for said in student.texts("Heading2") if re.match(r"\d\. ", said)]
    assert [title.split(" · ")[0] for title in titles] == [
        "1. Match words and meanings",
        "2. Fill in the gaps",
        "3. True or false?",
        "4. Put the sentences in order",
        "5. Translate",
    ]
    (bank,) = student.texts("WordBank")
    words = bank.split(" · ")
    gaps = [said for said in student.texts("Item") if "_" * 14 in said]
    assert len(words) == len(gaps) > 5
    filled = " ".join(teacher.texts("Item"))
    assert all(word in filled for word in words)
    assert "_" not in filled
    assert not any("☒" in said for said in student.texts("Box"))
    assert sum("☒" in said for said in teacher.texts("Box")) == 6
    assert any(said.startswith("The text says:") for said in teacher.texts("Answer"))
    assert student.texts("Answer") == []
