"""Finished PDFs for eyes, ears and machines: signs that few fonts have, links, lists, bookmarks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from conftest import Workplace

from pipeline.cli.main import run

Capture = pytest.CaptureFixture[str]

SETTINGS = 'languages = ["es"]\nengine = "none"\nformats = ["pdf"]\n'
FRONT = "---\ntitle: {}\n---\n\n"


def built(place: Workplace, text: str, title: str = "The tram") -> Path:
    """Build a lesson and return its student's PDF."""
    place.write("handouts.toml", SETTINGS)
    place.write("source/tram/article.md", FRONT.format(title) + text)
    assert run(["build", "--edition", "student"]) == 0
    return place.root / "build/tram/tram.en-es.student.pdf"


def fonts_of(path: Path) -> dict[str, str]:
    """Return for each character of a PDF the font that sets it."""
    with pdfplumber.open(path) as pdf:
        chars = [char for page in pdf.pages for char in page.chars]
    return {char["text"]: re.sub(r"^.*\+|-Bold|-Italic", "", char["fontname"]) for char in chars}


@pytest.mark.parametrize(
    "signs",
    [
        *("Жук", "αβγ", "ðʃɜː", "→⇒↔", "∀∈√≤", "☐☑✓✗", "☺♥★", "①⑩", "½⅔", "₂ⁿ", "₹₺"),
        *("שלום", "नम", "สวย", "გამ", "😀🎉"),
    ],
)
def test_signs_of_other_scripts_are_set_in_a_font_that_has_them(
    workplace: Workplace, capsys: Capture, signs: str
) -> None:
    fonts = fonts_of(built(workplace, f"The tram is late. {signs}"))
    assert set(signs) <= set(fonts)
    assert "font" not in capsys.readouterr().err


def test_a_sign_that_no_font_has_is_named_with_its_line_and_shown_by_its_number(
    workplace: Workplace, capsys: Capture
) -> None:
    path = built(workplace, "The tram is late.\n\nIts bell is a \U0001d11e and a \u2813.")
    error = capsys.readouterr().err
    assert "Warning: source/tram/article.md:7: No font has “\u2813” (U+2813), “\U0001d11e”" in error
    assert error.count("\n") == 1
    with pdfplumber.open(path) as pdf:
        assert "a [U+1D11E] and a [U+2813]" in pdf.pages[0].extract_text()


def test_chinese_names_the_package_that_would_bring_it(
    workplace: Workplace, capsys: Capture
) -> None:
    built(workplace, "The tram goes to 北京.")
    assert "pip install pylopdf-fonts-zh-cn" in capsys.readouterr().err


def test_no_font_of_this_machine_is_taken(workplace: Workplace) -> None:
    names = set(fonts_of(built(workplace, "The tram → late 😀.")).values())
    assert {name.split("Fallback")[0].strip() for name in names} <= {
        *("Literata", "Atkinson-Hyperlegible", ""),
    }


def elements(tree: pikepdf.Object, name: str) -> Iterator[pikepdf.Dictionary]:
    """Yield the structure elements of one kind in reading order."""
    if isinstance(tree, pikepdf.Dictionary):
        if tree.get("/S") == name:
            yield tree
        for kid in kids(tree):
            yield from elements(kid, name)


def kids(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    inside = element.get("/K")
    every = inside if isinstance(inside, pikepdf.Array) else [inside]
    return [kid for kid in every if isinstance(kid, pikepdf.Dictionary)]


LINKED = """It stops at [the *old* market](https://example.org/market) twice[^1] a day.

- First the driver **rings**.
- Then the doors close.

1. One step up.

[^1]: At *noon* and at six.
"""


def test_a_link_is_one_annotation_in_one_element_that_says_where_it_leads(
    workplace: Workplace,
) -> None:
    words = "vocabulary:\n  - word: market\n    pos: noun\n    paragraph: 1\n"
    workplace.write("source/tram/lesson.yaml", words)
    with pikepdf.open(built(workplace, LINKED)) as pdf:
        annotations = [one for page in pdf.pages for one in page.get("/Annots", [])]
        links = list(elements(pdf.Root.StructTreeRoot, "/Link"))
        objects = [[kid.Obj for kid in kids(link) if kid.get("/Type") == "/OBJR"] for link in links]
        assert all(len(found) == 1 for found in objects)
        assert len(objects) == len(annotations)
        said = [str(found.Contents) for (found,) in objects]
        assert said == [
            "https://example.org/market",
            "Vocabulary: market",
            "Notes: 1",
            "¶ 1: market",
        ]


def test_a_list_is_a_list_of_items_with_mark_and_body(workplace: Workplace) -> None:
    words = "vocabulary:\n  - word: market\n    pos: noun\n    paragraph: 1\n"
    workplace.write("source/tram/lesson.yaml", words)
    with pikepdf.open(built(workplace, LINKED)) as pdf:
        root = pdf.Root.StructTreeRoot
        inside_lists = {str(kid.S) for found in elements(root, "/L") for kid in kids(found)}
        assert inside_lists == {"/L", "/LI"}, "a column of a list is one within it"
        items = list(elements(root, "/LI"))
        assert len(items) == 7, "three items in two columns each, and a word"
        inside = [[str(kid.S) for kid in kids(item)] for item in items]
        assert inside.count(["/Lbl", "/LBody"]) == 6
        assert set(inside[-1]) == {"/LBody"}


def test_bookmarks_show_both_languages_with_a_dot_between(workplace: Workplace) -> None:
    words = "vocabulary:\n  - word: market\n    pos: noun\n    paragraph: 1\n"
    workplace.write("source/tram/lesson.yaml", words)
    with pikepdf.open(built(workplace, LINKED)) as pdf, pdf.open_outline() as outline:
        titles = [child.title for item in outline.root for child in item.children]
    assert "Vocabulary · Vocabulario" in titles
