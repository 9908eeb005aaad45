"""The teacher's review sheet: one page, the worst first, nothing crowded out."""

import re

import pdfplumber
import pytest
from conftest import Workplace

from pipeline.cli.main import run

LONG = (
    "the keeper of the old lighthouse climbed all the steps of the grey stone tower each evening "
    "and looked for the boats of the village, which were late"
)


def entry(number: int, source: str) -> str:
    """Return an entry: missing, a draft, or approved and wrong in several ways."""
    target = f"En {number + 1} la la guardiana (de la torre dijo que “sí."
    if number % 4 == 0:
        return f'msgid "{source}"\nmsgstr ""\n'
    if number % 4 == 1:
        return f'#, fuzzy\nmsgid "{source}"\nmsgstr "En {number} pasó algo."\n'
    return f'msgid "{source}"\nmsgstr "{target}"\n'


@pytest.fixture
def suspicious(workplace: Workplace) -> Workplace:
    """A lesson of 80 paragraphs in which nearly everything is suspicious or open."""
    sources = [f"In {number}, {LONG}." for number in range(1000, 1080)]
    front = "---\ntitle: The tower\n---\n\n"
    workplace.write("source/tower/article.md", front + "\n\n".join(sources) + "\n")
    entries = [entry(number, source) for number, source in enumerate(sources, 1000)]
    workplace.write("translations/tower/es.po", "\n".join(entries))
    return workplace


def sheet(place: Workplace) -> list[str]:
    """Build the teacher's edition and return its pages from the review sheet on."""
    assert run(["build", "--format", "pdf", "--edition", "teacher"]) == 0
    with pdfplumber.open(place.root / "build/tower/tower.en-es.teacher.pdf") as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    first = next(number for number, page in enumerate(pages) if "Review sheet" in page)
    return pages[first:]


@pytest.mark.parametrize(
    ("layout", "rows"),
    [('paper = "A4"', 13), ('paper = "Letter"', 12), ('paper = "Letter"\nlarge_print = true', 3)],
)
def test_many_suspects_make_one_page(suspicious: Workplace, layout: str, rows: int) -> None:
    suspicious.write("handouts.toml", f'languages = ["es"]\nengine = "none"\n[layout]\n{layout}\n')
    (page,) = sheet(suspicious)
    assert page.count("The numbers differ") == rows
    more = re.search(r"(\d+) more: `handouts check` lists them all", page)
    assert more
    assert int(more.group(1)) > 80


def test_open_texts_are_summed_up(suspicious: Workplace) -> None:
    suspicious.write("handouts.toml", 'languages = ["es"]\nengine = "none"\n')
    (page,) = sheet(suspicious)
    assert "21 without a translation: title, ¶ 1, 5, 9, 13" in page
    assert "20 edited, not approved: ¶ 2, 6, 10" in page
    assert "no person has approved it" not in page


def test_places_are_ranges_and_counts(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    workplace.write("handouts.toml", 'languages = ["es"]\nengine = "none"\n')
    article = "---\ntitle: T\nkicker: K\n---\n\nOne.\n\n## H\n\nTwo.\n\nThree.\n\n## I\n\nFour.\n"
    workplace.write("source/tower/article.md", article)
    (*_, page) = sheet(workplace)
    assert "8 without a translation: line above the title, title, ¶ 1–4, 2 headings." in page
    capsys.readouterr()
    assert run(["check"]) == 1
    assert capsys.readouterr().out.count("[missing]") == 8
