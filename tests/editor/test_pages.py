"""The other pages of a desk, in a real Chromium: what a teacher does there without a terminal."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import desks
import pypandoc
import pytest
from conftest import Workplace
from desks import Desk, needs_chromium, ready, wait_for

from pipeline.editor import surface

pytestmark = needs_chromium

Visit = Callable[..., Any]
ES, ARTICLE, YAML = (
    "translations/salt/es.po",
    "source/salt/article.md",
    "source/salt/lesson.yaml",
)
LETTER = b"---\ntitle: A letter\n---\n\nDear Ann, the ferry is late again.\n\nYours, Tom\n"


def test_an_article_is_dropped_built_and_downloaded(
    desk: Desk, translated: Workplace, visit: Visit, tmp_path: Path
) -> None:
    page = visit(desk)
    page.get_by_text("32 approved").first.wait_for()
    page.set_input_files("#add input[type=file]", [_file("Ferry Note.md", LETTER)])
    page.fill("#add input[name=name]", "ferry")
    page.select_option("#add select", "A2")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("“ferry” is added").wait_for()
    assert "level: A2" in translated.read("source/ferry/article.md")
    card = page.locator("#lessons > li[data-lesson=ferry]")
    card.get_by_text("missing").first.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    card.get_by_role("button", name="Build the handouts").click()
    page.get_by_text("Building: done.").wait_for(timeout=120_000)
    link = card.locator(".files a", has_text="ferry.en-es.student.epub")
    link.wait_for()
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "ferry.en-es.student.epub"
    download.value.save_as(tmp_path / "x.epub")
    assert (tmp_path / "x.epub").read_bytes()[:2] == b"PK"
    # Of an e-book, a chapter is chosen.
    page.set_input_files("#add input[type=file]", [_file("tales.epub", _book(tmp_path))])
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="The second tale").click()
    page.get_by_text("“tales-2” is added").wait_for()
    assert "A miller had three sons" in translated.read("source/tales-2/article.md")
    # A file that is none, and a name that is taken.
    page.set_input_files("#add input[type=file]", [_file("x.docx", b" ")])
    page.get_by_role("button", name="Add", exact=True).click()
    said = page.locator("#add .said")
    wait_for(lambda: "x.docx" in said.inner_text())
    assert "/tmp" not in said.inner_text()


def _book(folder: Path) -> bytes:
    tales = "\n\n".join(
        f"# The {number} tale\n\n{text * 40}"
        for number, text in (
            ("first", "A fox met a crow on the road to town. "),
            ("second", "A miller had three sons and one blind horse. "),
        )
    )
    pypandoc.convert_text(tales, "epub", "markdown", outputfile=str(folder / "tales.epub"))
    return (folder / "tales.epub").read_bytes()


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "", "buffer": content}


def test_a_review_goes_out_and_comes_back(desk: Desk, translated: Workplace, visit: Visit) -> None:
    page = visit(desk)
    card = page.locator("#lessons > li[data-lesson=salt]")
    card.get_by_text("32 approved").first.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    with page.expect_download() as download:
        card.get_by_role("link", name="CSV").first.click()
    table = Path(download.value.path()).read_text("utf-8-sig")
    assert "Nuestro planeta" in table
    returned = table.replace("Nuestro planeta", "El planeta azul").encode()
    form = card.locator("form.import").first
    language = form.get_attribute("data-language")
    form.locator("input").set_input_files([_file("back.csv", returned)])
    form.get_by_role("button", name="Show what changes").click()
    form.get_by_role("button", name="Take them over").wait_for()
    assert "Nuestro" in translated.read(f"translations/salt/{language}.po")
    form.get_by_role("button", name="Take them over").click()
    wait_for(lambda: "El planeta azul" in translated.read(f"translations/salt/{language}.po"))


def test_words_and_questions_are_changed_without_a_line_of_yaml(
    desk: Desk, translated: Workplace, visit: Visit
) -> None:
    page = visit(desk, "/teaching/salt")
    page.get_by_role("button", name="Propose words and questions").click()
    page.get_by_role("button", name="Accept all proposals").wait_for(timeout=60_000)
    assert "proposed:" in translated.read(YAML)
    first = page.locator("ul.items > li").first
    word = first.locator("b").inner_text()
    first.get_by_role("button", name="Accept").click()
    wait_for(lambda: not first.get_by_role("button", name="Accept").count())
    first.get_by_role("button", name="Change").click()
    first.get_by_label("In the list").fill("a thing of mine")
    first.get_by_role("button", name="Save").click()
    page.locator("b", has_text="a thing of mine").wait_for()
    assert "headword: a thing of mine" in translated.read(YAML)
    page.get_by_role("button", name="Delete: a thing of mine").click()
    wait_for(lambda: "a thing of mine" not in translated.read(YAML))
    page.get_by_role("button", name="Undo").click()
    page.locator("b", has_text="a thing of mine").wait_for()
    assert word
    page.locator("details", has_text="Add a question: Discussion").locator("summary").click()
    form = page.locator("form[data-group=discussion]")
    form.get_by_label("Question").fill("Would you drink it?")
    form.get_by_role("button", name="Add").click()
    page.locator("ol.items", has_text="Would you drink it?").wait_for()
    page.get_by_role("button", name="Up: Would you drink it?").click()
    wait_for(lambda: page.get_by_role("button", name="Down: Would you drink it?").count())
    page.get_by_label("Gaps").fill("3")
    page.locator("form[data-kind=exercises]").get_by_role("button", name="Save").click()
    wait_for(lambda: "gap_fill: 3" in translated.read(YAML))


def test_a_form_at_hand_is_not_taken_away(desk: Desk, translated: Workplace, visit: Visit) -> None:
    translated.write(YAML, "vocabulary:\n  - word: mountain\n    pos: noun\n    paragraph: 3\n")
    page = visit(desk, "/teaching/salt")
    page.get_by_role("button", name="Change: mountain").click()
    page.get_by_label("In the list").first.fill("the mountain")
    translated.edit(YAML, "vocabulary:", "# Somebody was here.\n\nvocabulary:")
    page.wait_for_timeout(1000)
    assert page.get_by_label("In the list").first.input_value() == "the mountain"
    page.locator("form[data-kind=word]").first.get_by_role("button", name="Save").click()
    wait_for(lambda: "headword: the mountain" in translated.read(YAML))
    assert "# Somebody was here." in translated.read(YAML)


def test_an_article_is_written_with_the_page_beside_it(
    desk: Desk, translated: Workplace, visit: Visit
) -> None:
    page = ready(visit(desk, "/article/salt", width=1500))
    inside = page.frame_locator("#page iframe")
    inside.locator("#p4").wait_for()
    text = page.input_value("#text")
    page.fill("#text", text.replace("At sea, the sun does", "Out at sea, the sun does"))
    page.keyboard.press("Control+s")
    inside.get_by_text("Out at sea").first.wait_for()
    assert "Out at sea" in translated.read(ARTICLE)
    page.fill("#text", text.replace("title:", "titel:", 1))
    page.keyboard.press("Control+s")
    page.locator("#said .refused", has_text="titel").wait_for()
    assert "titel" not in translated.read(ARTICLE)
    page.reload()
    assert "titel" in ready(page).input_value("#text")  # kept until it can be saved
    page.fill("#text", text)
    translated.edit(ARTICLE, "author: handouts", "author: somebody")
    page.keyboard.press("Control+s")
    page.locator("#said .conflict del", has_text="somebody").wait_for()
    page.get_by_role("button", name="Take that one").click()
    assert "author: somebody" in page.input_value("#text")


def test_only_what_is_ticked_is_replaced_and_one_step_takes_it_back(
    desk: Desk, translated: Workplace, visit: Visit
) -> None:
    before = translated.read(ES)
    page = visit(desk, "/replace")
    page.fill("[name=text]", "sal")
    page.fill("[name=new]", "azúcar")
    page.select_option("[name=language]", "es")
    page.get_by_role("button", name="Search").click()
    page.locator(".hits li").first.wait_for()
    page.get_by_role("button", name="All", exact=True).click()
    boxes = page.locator(".hits input")
    assert boxes.count() > 5
    boxes.nth(0).check()
    boxes.nth(2).check()
    page.get_by_role("button", name="Replace the ticked ones").click()
    wait_for(lambda: translated.read(ES).count("azúcar") == 2)
    page.get_by_role("button", name="Undo").click()
    wait_for(lambda: translated.read(ES) == before)


def test_going_back_is_a_click(desk: Desk, translated: Workplace, visit: Visit) -> None:
    page = ready(visit(desk, "/texts/salt/es"))
    planet = page.locator(".row textarea").first
    for text in ("Primero", "Segundo"):
        planet.fill(text)
        page.keyboard.press("Control+s")
        wait_for(lambda text=text: text in translated.read(ES))
    page.get_by_role("button", name="Earlier versions").click()
    versions = page.locator("#earlier li")
    versions.first.wait_for()
    assert versions.count() == 3
    versions.nth(1).get_by_role("button", name="Take this text").click()
    wait_for(lambda: '"Primero"' in translated.read(ES))
    page.goto(desk.origin + "/history/salt")
    oldest = page.locator(".card", has_text=ES).locator("li").last
    oldest.get_by_role("button", name="Show").click()
    oldest.locator("ins", has_text="Nuestro planeta").wait_for()
    oldest.get_by_role("button", name="Go back to this").click()
    wait_for(lambda: "Nuestro planeta" in translated.read(ES))


def test_settings_are_a_form(desk: Desk, translated: Workplace, visit: Visit) -> None:
    page = visit(desk, "/settings")
    page.get_by_label("At the head of each handout").fill("Blue School")
    page.get_by_label("Large print").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    text = translated.read("handouts.toml")
    assert text.startswith('languages = ["es", "de"]\nengine = "none"\n')
    assert 'school = "Blue School"' in text
    page.get_by_label("German").uncheck()
    page.get_by_label("Spanish").uncheck()
    page.get_by_role("button", name="Save").click()
    page.locator("#said .problem").wait_for()
    assert 'languages = ["es", "de"]' in translated.read("handouts.toml")


def test_a_draft_has_progress_and_is_stopped(
    workplace: Workplace, visit: Visit, unpack_model: Callable[[str], Path]
) -> None:
    unpack_model("en-es")
    lines = "\n\n".join(f"The kite number {n} rises over the river." for n in range(60))
    workplace.write("source/kites/article.md", f"---\ntitle: Kites\n---\n\n{lines}\n")
    with desks.opened(workplace.root) as desk:
        page = visit(desk)
        page.locator("#lessons").get_by_role("button", name="Draft", exact=True).click()
        page.locator("#job progress").wait_for()
        page.locator("#job", has_text=re.compile("Drafting: (done|stopped)")).wait_for(
            timeout=120_000
        )
        wait_for(lambda: "machine translation" in workplace.read("translations/kites/es.po"))
        page.goto(desk.origin + "/texts/kites/es")
        ready(page)
        field = page.locator(".row textarea").nth(3)
        drafted = field.input_value()
        assert drafted
        field.fill("x")
        page.keyboard.press("F9")
        wait_for(lambda: field.input_value() == drafted, 60)


WIDTHS = (360, 800, 1000, 1600)
PLACES = (
    *("/", "/texts/salt/es", "/teaching/salt", "/article/salt"),
    *("/history/salt", "/replace", "/settings"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(desk: Desk, translated: Workplace, visit: Visit, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    translated.write(YAML, "vocabulary:\n  - word: mountain\n    pos: noun\n    paragraph: 3\n")
    translated.edit(ARTICLE, "At sea, the sun does", "Out at sea, the sun does")
    translated.edit(ES, "En 1715 propuso", "En 1716 propuso")
    page = visit(desk, "/", color_scheme=scheme)
    for place in PLACES:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(desk.origin + place)
            page.wait_for_timeout(400)
            if place.startswith("/texts"):
                ready(page)
                page.keyboard.press("F8")
            found = axe.Axe().run(page, options={"iframes": False}).response["violations"]
            said = [(v["id"], [n["html"][:90] for n in v["nodes"]][:3]) for v in found]
            assert said == [], (place, width)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (place, width, wide)


def test_all_surfaces_say_all() -> None:
    english = surface.words("en")
    for code in surface.surfaces():
        said = surface.words(code)
        assert set(said) == set(english)
        for key, text in said.items():
            assert text.strip()
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english[key])), key
    assert "¿" in surface.letters("es")
    assert "„" in surface.letters("de")
