"""Papers of an edition: as few pages as can be read, nothing lost, in the order a class needs."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pages
import pdfplumber
import pikepdf
import pytest
from conftest import Workplace

from pipeline.cli.main import run
from pipeline.text import markup

Capture = pytest.CaptureFixture[str]

SETTINGS = """languages = ["es", "de"]
formats = ["pdf"]
engine = "none"

[variants.compact]

[variants.key]

[variants.across]
arrangement = "facing"
parts = ["text"]

[variants.folded]
style = "compact"
imposition = "booklet"
"""


@pytest.fixture(scope="module")
def papers(repository_copy: Callable[[], Workplace]) -> Workplace:
    """The repository's project with all the variants above."""
    place = repository_copy()
    place.write("handouts.toml", SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place.root)
        assert run(["build"]) == 0
    return place


def paper(place: Workplace, name: str, language: str = "es", lesson: str = "mexico-usa") -> Path:
    return place.root / "build" / lesson / f"{lesson}.en-{language}.{name}.pdf"


def filled(path: Path, head: float, foot: float) -> list[float]:
    """Return how far down each page but the last is used; head and foot are in millimetres."""
    found = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages[:-1]:
            top, end = head / 25.4 * 72, float(page.height) - foot / 25.4 * 72
            lowest = max(char["bottom"] for char in page.chars if char["bottom"] <= end + 2)
            lines = [line["bottom"] for line in page.lines + page.rects if line["bottom"] < end]
            found.append((max([lowest, *lines]) - top) / (end - top))
    return found


@pytest.mark.parametrize("language", ["es", "de"])
@pytest.mark.parametrize(
    ("name", "most", "head", "foot"), [("student", 8, 16, 18), ("student.compact", 5, 12, 15)]
)
def test_a_paper_has_few_pages_and_those_are_full(
    papers: Workplace, language: str, name: str, most: int, head: float, foot: float
) -> None:
    path = paper(papers, name, language)
    used = filled(path, head, foot)
    assert len(used) < most
    assert sum(used) / len(used) >= 0.92
    assert min(used) >= 0.8


@pytest.mark.parametrize("language", ["es", "de"])
def test_a_compact_paper_has_everything_that_the_class_gets(
    papers: Workplace, language: str
) -> None:
    store = papers.store()
    lesson = store.lesson("mexico-usa")
    catalog = store.catalog("mexico-usa", language).catalog
    with pdfplumber.open(paper(papers, "student.compact", language)) as pdf:
        # Columns are read letter by letter as they were written, not across the page. What goes on
        # after a page's end is known by its beginning and its end.
        text = pages.squeeze("".join(char["text"] for page in pdf.pages for char in page.chars))
    for unit in lesson.units():
        if unit.role not in ("answer", "note"):
            for words in (unit.text, catalog.entry(unit).target):
                wanted = pages.squeeze(markup.parse(words).text)
                assert wanted[:40] in text, words
                assert wanted[-40:] in text, words


def test_the_key_has_the_answers_on_a_page_or_two_and_is_the_teachers(papers: Workplace) -> None:
    path = paper(papers, "key")
    with pdfplumber.open(path) as pdf:
        assert len(pdf.pages) <= 2
        text = pages.squeeze("".join(char["text"] for page in pdf.pages for char in page.chars))
    units = list(papers.store().lesson("mexico-usa").units())
    answers = [unit for unit in units if unit.role == "answer"]
    assert answers
    assert all(pages.squeeze(unit.text) in text for unit in answers)
    assert not any(pages.squeeze(unit.text) in text for unit in units if unit.role == "question")
    assert not paper(papers, "student.key").exists()


def test_facing_pages_begin_each_paragraph_abreast(papers: Workplace) -> None:
    store = papers.store()
    catalog = store.catalog("mexico-usa", "es").catalog
    with pdfplumber.open(paper(papers, "student.across")) as pdf:
        leaves = [page.crop((0, 40, page.width, page.height - 46)) for page in pdf.pages]
        lines = [[(line["text"], line["top"]) for line in p.extract_text_lines()] for p in leaves]
    assert len(lines) % 2 == 0
    checked = 0
    for block in store.lesson("mexico-usa").article.blocks:
        if block.number:
            words = [markup.parse(t).text[:30] for t in (block.units[0].text,)]
            words.append(markup.parse(catalog.entry(block.units[0]).target).text[:30])
            places = [
                (number, top)
                for one in words
                for number, page in enumerate(lines)
                for text, top in page
                if one in text
            ]
            (left, above), (right, beside) = places
            assert (left % 2, right) == (0, left + 1)
            assert above == pytest.approx(beside, abs=1)
            checked += 1
    assert checked == 11


def test_a_booklet_keeps_all_pages_links_and_bookmarks(papers: Workplace) -> None:
    def links(pdf: pikepdf.Pdf) -> int:
        return sum(len(page.get("/Annots", [])) for page in pdf.pages)

    def titles(pdf: pikepdf.Pdf) -> list[str]:
        with pdf.open_outline() as outline:
            return [item.title for item in outline.root]

    flat, folded = paper(papers, "student.compact"), paper(papers, "student.folded")
    with pikepdf.open(flat) as before, pikepdf.open(folded) as after:
        sheet, page = after.pages[0].mediabox, before.pages[0].mediabox
        assert float(sheet[2]) == pytest.approx(2 * float(page[2]))
        assert len(after.pages) == -(-len(before.pages) // 4) * 2
        assert links(after) == links(before) > 50
        assert titles(after) == titles(before)
    with pdfplumber.open(folded) as pdf:
        # To fold: the first page stands to the right of the last, the second to the left.
        first, second = pdf.pages[0], pdf.pages[1]
        middle = first.width / 2
        assert "Name" in first.crop((middle, 0, first.width, first.height)).extract_text()
        assert "Page 2 of 5" in second.crop((0, 0, middle, second.height)).extract_text()


@pytest.fixture
def short(workplace: Workplace) -> Workplace:
    workplace.write("handouts.toml", 'languages = ["es"]\nengine = "none"\nformats = ["pdf"]\n')
    text = "The heron stood in the reeds. It waited for an hour.\n\nThen a frog came up for air."
    front = "---\ntitle: The heron\nsource: heron-final.docx\n---\n\n"
    workplace.write("source/heron/article.md", front + text)
    words = "vocabulary:\n  - word: reeds\n    pos: noun\n    paragraph: 1\n"
    asked = "questions:\n  understanding:\n    - question: What did the heron wait for?\n"
    workplace.write("source/heron/lesson.yaml", words + asked)
    return workplace


def made(place: Workplace) -> set[str]:
    return {path.name.removeprefix("heron.en-es.") for path in place.root.glob("build/heron/*")}


def test_a_project_that_names_no_variant_gets_two_editions(short: Workplace) -> None:
    assert run(["build"]) == 0
    assert made(short) == {"student.pdf", "teacher.pdf"}


def test_options_make_another_paper_whose_name_says_which(short: Workplace) -> None:
    options = ["--paper", "Letter", "--large-print", "--parts", "vocabulary,text"]
    assert run(["build", "--edition", "student", *options]) == 0
    assert made(short) == {"student.large-print-letter-vocabulary-text.pdf"}
    with pdfplumber.open(next(short.root.glob("build/heron/*.pdf"))) as pdf:
        page = pdf.pages[0]
        text = page.extract_text()
        assert (page.width, page.height) == (612, 792)
    assert text.index("Vocabulary") < text.index("The heron stood")
    assert "Questions" not in text


def test_a_variants_setting_reaches_that_variant_alone(short: Workplace, capsys: Capture) -> None:
    settings = short.read("handouts.toml")
    exam = '[variants.exam]\nparts = ["text"]\neditions = ["student", "teacher"]\n'
    short.write("handouts.toml", settings + exam)
    assert run(["build"]) == 0
    assert made(short) == {
        *("student.pdf", "teacher.pdf", "student.exam.pdf", "teacher.exam.pdf"),
    }
    capsys.readouterr()
    assert run(["build", "--dry-run"]) == 0
    assert "to write" not in capsys.readouterr().out
    short.write("handouts.toml", settings + exam + "lines = 3\n")
    assert run(["build", "--dry-run"]) == 0
    due = [line for line in capsys.readouterr().out.splitlines() if "to write" in line]
    assert len(due) == 2
    assert all(".exam.pdf (settings changed)" in line for line in due)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--variant", "tiny"], "“tiny” is not a variant of this project"),
        (["--parts", "text,jokes"], "“jokes” is no part of a handout"),
        (["--variant", "compact", "--format", "epub"], "no variants in the format epub"),
    ],
)
def test_what_is_no_paper_is_named(
    short: Workplace, capsys: Capture, options: list[str], said: str
) -> None:
    assert run(["build", *options]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert made(short) == set()


def lines_of(path: Path) -> list[str]:
    with pdfplumber.open(path) as pdf:
        return [line for page in pdf.pages for line in page.extract_text().splitlines()]


def test_without_a_translation_only_the_text_has_room_for_one_said_once(short: Workplace) -> None:
    assert run(["build", "--edition", "student"]) == 0
    text = "\n".join(lines_of(paper(short, "student", lesson="heron")))
    assert text.count("Aún sin traducción") == 1
    with pdfplumber.open(paper(short, "student", lesson="heron")) as pdf:
        page = pdf.pages[0]
        below = next(w["top"] for w in page.extract_words() if w["text"] == "Vocabulary")
        beside = [box for box in page.rects if box["x0"] > page.width / 2]
        boxes = [box for box in beside if box["top"] > below and box["height"] > 10]
    assert boxes == []


def test_a_file_name_is_no_source_for_a_class(short: Workplace) -> None:
    assert run(["build"]) == 0
    assert "heron-final.docx" not in " ".join(lines_of(paper(short, "student", lesson="heron")))
    assert "heron-final.docx" in " ".join(lines_of(paper(short, "teacher", lesson="heron")))


def fill_in(place: Workplace, is_fuzzy: Callable[[str], bool]) -> None:
    """Translate everything, some of it not approved."""
    import polib

    catalog = polib.pofile(str(place.root / "translations/heron/es.po"))
    for entry in catalog:
        entry.msgstr = f"ES {entry.msgid}"
        if is_fuzzy(entry.msgctxt or ""):
            entry.flags.append("fuzzy")
    catalog.save()


def test_signs_behind_words_and_questions_are_the_teachers(short: Workplace) -> None:
    assert run(["build", "--edition", "student"]) == 0
    fill_in(short, lambda context: context in ("vocabulary", "question"))
    assert run(["build"]) == 0
    student = " ".join(lines_of(paper(short, "student", lesson="heron")))
    teacher = " ".join(lines_of(paper(short, "teacher", lesson="heron")))
    assert "ES reeds" in student
    assert "approved by a person" in student.replace("\n", " ")
    assert "*" not in student
    assert "ES reeds*" in teacher.replace(" *", "*").replace("⁠", "")


def test_a_text_that_nobody_approved_is_marked_for_the_class(short: Workplace) -> None:
    assert run(["build", "--edition", "student"]) == 0
    fill_in(short, lambda context: not context)
    assert run(["build", "--edition", "student"]) == 0
    text = " ".join(lines_of(paper(short, "student", lesson="heron")))
    assert "2 of 3 passages not approved by a person" in text


def numbers(path: Path) -> Iterator[str]:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            words = page.extract_words()
            yield from (w["text"] for w in words if w["x0"] < 60 and w["text"].isdecimal())


def test_paragraphs_have_the_same_numbers_in_every_arrangement(short: Workplace) -> None:
    assert run(["build", "--edition", "student"]) == 0
    fill_in(short, lambda _: False)
    for arrangement in ("side-by-side", "facing", "sentences", "source", "target"):
        options = ["--edition", "student", "--parts", "text", "--arrangement", arrangement]
        assert run(["build", *options]) == 0
    found = {p.name: list(numbers(p)) for p in short.root.glob("build/heron/*-text.pdf")}
    assert len(found) == 5
    assert {tuple(dict.fromkeys(each)) for each in found.values()} == {("1", "2")}


def test_sentence_under_sentence_alternates(short: Workplace) -> None:
    assert run(["build", "--edition", "student"]) == 0
    fill_in(short, lambda _: False)
    options = ["--edition", "student", "--parts", "text", "--arrangement", "sentences"]
    assert run(["build", *options]) == 0
    (path,) = short.root.glob("build/heron/*sentences-text.pdf")
    text = " ".join(lines_of(path))
    places = [text.index(part) for part in ("The heron stood", "ES The heron stood", "Then a frog")]
    assert all(one < other for one, other in pairwise(places))
