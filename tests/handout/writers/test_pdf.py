"""The finished PDFs, read back: nothing lost, pairs side by side, tagged, fonts inside."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pages
import pikepdf
import pytest
from conftest import REPOSITORY, Workplace

from pipeline.catalog.catalog import Catalog
from pipeline.cli.main import run
from pipeline.lesson.article import Article, Unit
from pipeline.text import markup

LANGUAGES = ("es", "de")
EDITIONS = ("student", "teacher")


def pdf(workplace: Workplace, name: str, language: str, edition: str = "student") -> Path:
    return workplace.root / "build" / name / f"{name}.en-{language}.{edition}.pdf"


def lesson(workplace: Workplace, name: str, language: str) -> tuple[Article, Catalog, list[Unit]]:
    store = workplace.store()
    text = store.lesson(name)
    return text.article, store.catalog(name, language).catalog, list(text.units())


def text_pairs(workplace: Workplace, name: str, language: str) -> Iterator[tuple[str, str]]:
    article, catalog, _ = lesson(workplace, name, language)
    for block in article.blocks:
        for unit in block.units:
            target = markup.parse(catalog.entry(unit).target).text
            yield markup.parse(unit.text).text, target


def elements(tree: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the structure elements of a tagged PDF in reading order."""
    if isinstance(tree, pikepdf.Dictionary):
        if "/S" in tree:
            yield tree
        kids = tree.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary):
                yield from elements(kid)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paragraph_stands_once_beside_its_translation(
    built: Workplace, language: str, edition: str
) -> None:
    source, target = pages.columns(pdf(built, "mexico-usa", language, edition))
    pairs = list(text_pairs(built, "mexico-usa", language))
    assert len(pairs) == 14
    for left, right in pairs:
        begin, beside = source.begin(left), target.begin(right)
        assert begin.page == beside.page
        assert begin.top == pytest.approx(beside.top, abs=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_shows_what_is_for_its_readers(built: Workplace, language: str) -> None:
    _, catalog, units = lesson(built, "mexico-usa", language)
    student, _ = pages.columns(pdf(built, "mexico-usa", language, "student"))
    teacher, _ = pages.columns(pdf(built, "mexico-usa", language, "teacher"))
    for unit in units:
        if unit.role in ("answer", "note"):
            assert teacher.text.count(pages.squeeze(unit.text)) == 1
            assert pages.squeeze(unit.text) not in student.text
    sheet = pages.text(pdf(built, "mexico-usa", language, "teacher"))
    assert "Reviewsheet" in sheet
    assert "Nothingiswaitingforreview" in sheet
    assert "Reviewsheet" not in pages.text(pdf(built, "mexico-usa", language, "student"))
    assert all(catalog.entry(unit).state.is_reviewed for unit in units)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_name_languages_headings_and_headers(
    built: Workplace, language: str, edition: str
) -> None:
    with pikepdf.open(pdf(built, "mexico-usa", language, edition)) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en"
        assert "pdfuaid:part" in file.open_metadata() or file.open_metadata().get(
            "{http://www.aiim.org/pdfua/ns/id/}part"
        )
        assert file.docinfo["/Title"]
        found = list(elements(file.Root.StructTreeRoot))
        kinds = [str(element.S) for element in found]
        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") >= 5  # three of the article, vocabulary, questions
        headers = [element for element in found if element.S == "/TH"]
        assert {str(element.A.Scope) for element in headers} == {"/Row", "/Column"}
        cells = [element for element in found if element.S == "/TD"]
        assert any(str(cell.get("/Lang", "")) == language for cell in cells)
        outline = file.Root.Outlines
        assert str(outline.First.Title).startswith("Mexico and the USA")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_of_the_target_column_has_its_language(built: Workplace, language: str) -> None:
    with pikepdf.open(pdf(built, "mexico-usa", language)) as file:
        rows = [
            [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary)]
            for element in elements(file.Root.StructTreeRoot)
            if element.S == "/TR"
        ]
    pairs = [row for row in rows if [str(cell.S) for cell in row] == ["/TH", "/TD", "/TD"]]
    assert len(pairs) >= 11
    for _, source, target in pairs:
        assert "/Lang" not in source
        assert str(target.Lang) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_our_fonts_and_all_of_them_inside(built: Workplace, language: str) -> None:
    names = set()
    with pikepdf.open(pdf(built, "mexico-usa", language)) as file:
        for page in file.pages:
            for font in page.Resources.Font.values():
                (descendant,) = font.DescendantFonts
                assert "/FontFile2" in descendant.FontDescriptor
                subset, _, name = str(font.BaseFont).lstrip("/").partition("+")
                assert len(subset) == 6, "a subset is named by six letters"
                names.add(name.split("-")[0])
    assert names == {"Literata", "Atkinson"}


def test_same_input_same_bytes_in_another_process(
    built: Workplace, repository_copy: Callable[[], Workplace]
) -> None:
    again = repository_copy()
    command = [sys.executable, "-m", "pipeline", "build", "--to", "es"]
    subprocess.run(command, cwd=again.root, check=True, capture_output=True)
    for path in sorted((again.root / "build").rglob("*.en-es.*")):
        first = built.root / path.relative_to(again.root)
        assert path.read_bytes() == first.read_bytes(), path.name


ARTICLE = """---
title: A test
---

{filler}

## A heading that must not stand alone

{long}

## Another one

{long}

> {long}

{long}
"""
SENTENCE = "The teacher changed one word and the whole class saw it a moment later. "


def catalog_text(workplace: Workplace, name: str) -> None:
    """Translate most units in every state: a person's, a machine's, none."""
    import polib

    from pipeline.catalog.catalog import text_digest

    path = workplace.root / "translations" / name / "es.po"
    file = polib.pofile(str(path))
    for index, entry in enumerate(file):
        if index % 3 == 2:
            continue
        entry.msgstr = entry.msgid.replace("The teacher", "La maestra de la clase")
        if index % 3 == 1:
            entry.flags.append("fuzzy")
            entry.comment += f"\nmachine translation: test 1; text {text_digest(entry.msgstr)}"
    file.save()


@pytest.mark.parametrize("lines", range(14, 40, 4))
def test_no_heading_alone_and_no_torn_pair_at_a_page_end(workplace: Workplace, lines: int) -> None:
    filler = "\n\n".join(f"Filler {number}. {SENTENCE}" for number in range(lines))
    long = [f"Passage {n}. " + SENTENCE * (6 + n) for n in range(4)]
    text = ARTICLE.replace("{filler}", filler)
    for passage in long:
        text = text.replace("{long}", passage, 1)
    workplace.write("source/torn/article.md", text)
    build = ["build", "--format", "pdf", "--edition", "student"]
    assert run(build) == 0
    catalog_text(workplace, "torn")
    assert run(build) == 0
    source, target = pages.columns(pdf(workplace, "torn", "es"))
    for left, right in text_pairs(workplace, "torn", "es"):
        if right:
            begin, beside = source.begin(left), target.begin(right)
            assert (begin.page, round(begin.top)) == (beside.page, round(beside.top))
    for heading, passage in (("A heading that must not", long[0]), ("Another one", long[1])):
        assert source.begin(heading).page == source.begin(passage).page


def test_a_heading_stays_with_a_short_paragraph(workplace: Workplace) -> None:
    sections = [f"## Heading number {n}.\n\nShort text {n} of the class." for n in range(60)]
    text = "---\ntitle: Many\n---\n\n" + "\n\n".join(sections) + "\n"
    workplace.write("source/many/article.md", text)
    assert run(["build", "--format", "pdf", "--edition", "student"]) == 0
    source, _ = pages.columns(pdf(workplace, "many", "es"))
    assert source.places[-1].page > 2
    for n in range(60):
        heading, passage = f"Heading number {n}.", f"Short text {n} of the class."
        assert source.begin(heading).page == source.begin(passage).page


def test_large_print_is_large_and_stacks_the_pairs(workplace: Workplace) -> None:
    workplace.write(
        "handouts.toml", 'languages = ["es"]\n[layout]\nlarge_print = true\npaper = "Letter"\n'
    )
    workplace.write("source/short/article.md", f"---\ntitle: Big\n---\n\n{SENTENCE}\n")
    assert run(["build", "--format", "pdf"]) == 0
    import pdfplumber

    with pdfplumber.open(pdf(workplace, "short", "es")) as file:
        page = file.pages[0]
        assert (page.width, page.height) == (612, 792)
        sizes = {round(c["size"]) for c in page.chars if pages.HEAD < c["top"] < 600}
    assert min(sizes) >= 18


def test_a_missing_image_is_an_error_that_names_it(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    workplace.write("source/pic/article.md", "---\ntitle: P\n---\n\nText.\n\n![A kite](kite.png)\n")
    assert run(["build", "--format", "pdf"]) == 1
    error = capsys.readouterr().err
    assert "kite.png" in error
    assert error.count("\n") == 1
    assert not list((workplace.root / "build").rglob("*.pdf"))


def test_a_font_that_is_not_installed_names_the_package(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    workplace.write("handouts.toml", 'languages = ["es"]\n[layout]\ntext_font = "No Such Face"\n')
    workplace.write("source/a/article.md", "---\ntitle: P\n---\n\nText.\n")
    assert run(["build", "--format", "pdf"]) == 1
    assert "pip install fontpkg-no-such-face" in capsys.readouterr().err


def test_the_repository_has_the_article_word_for_word() -> None:
    text = (REPOSITORY / "source/mexico-usa/article.md").read_text(encoding="utf-8")
    assert text.count("\n## ") == 3
    # The digest is of the article as it was given, its white space made single.
    import hashlib

    from pipeline.lesson.article import read_article

    article = read_article(text, Path("article.md"))
    assert article.kicker is not None
    words = " ".join(unit.text for unit in article.units()).split()
    digest = hashlib.sha256(" ".join(words).encode()).hexdigest()
    assert digest == ("a3d97e3edb294ec802676d6b57be42cc7a6edcbdb432dafefa01929c85b55fc5")
