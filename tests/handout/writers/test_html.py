"""The page as a class uses it, in a real Chromium: from a file, without a network."""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from desks import needs_chromium
from pages import squeeze
from test_epub import ARTICLE, PNG, TIME, make, repository

from pipeline.alignment.bitext import Pair
from pipeline.errors import WriterError
from pipeline.handout.model import Edition, Handout, Layout, Paper
from pipeline.handout.writers import html
from pipeline.lesson.lesson import Study
from pipeline.teaching.exercises.kinds import (
    Gap,
    GapFill,
    Jumble,
    Matching,
    Ordering,
    Statement,
    ToTranslate,
    Translation,
    TrueFalse,
)

EXERCISES = (
    GapFill(
        ("reluctance", "remained", "it's <late>"),
        (
            Gap("The president ", "remained", " silent.", "remained", 2),
            Gap("“", "It’s <late>", "”, she said.", "it’s <late>", 2),
        ),
    ),
    Matching(("keeper", "spider"), ("la araña", "el guarda"), (1, 0)),
    TrueFalse(
        (
            Statement("The keeper came.", True, "", 9),
            Statement("The spider has 9 legs.", False, "The spider has 8 legs.", 6),
        )
    ),
    Ordering((Jumble(("Then he left.", "First he came.", "Later he slept."), (1, 0, 2), 9),)),
    Translation((ToTranslate("El guarda vino.", "The keeper came.", 9),)),
)
HOSTILE = """---
title: "</title><script>alert(1)</script> & \\"quotes\\""
---

He said <script>document.title = "gone"</script> and 'this' & "that". A second "sentence" follows.

The `</style>` of a keeper.
"""


def exercised(make_handout: Callable[[], Handout], **changes: Any) -> Handout:
    made = make_handout()
    proposed = [replace(item, known=3, proposed=True) for item in made.vocabulary[:1]]
    vocabulary = (*proposed, *made.vocabulary[1:])
    return replace(made, exercises=EXERCISES, vocabulary=vocabulary, **changes)


KINDS: dict[str, Callable[[], Handout]] = {
    "student": partial(exercised, make),
    "teacher": partial(exercised, partial(make, Edition.TEACHER)),
    "repository, es": partial(repository, "es", Edition.STUDENT),
    "repository, de": partial(exercised, partial(repository, "de", Edition.TEACHER)),
    "large": partial(exercised, make, layout=Layout(large_print=True, paper=Paper.LETTER)),
    "target": partial(exercised, make, study=Study.TARGET),
    "hostile": partial(make, article_text=HOSTILE, lesson_text=""),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All kinds of pages as files, and the article's image."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "kite.png").write_bytes(bytes.fromhex(PNG))
    for name, handout in KINDS.items():
        (folder / f"{name}.html").write_bytes(html.render(handout(), folder, TIME))
    return folder


@pytest.fixture
def visit(browser: Any, folder: Path) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page; afterwards nothing was asked of anybody, or wrong."""
    contexts, asked, wrong = [], [], []

    def visit(name: str = "student", width: int = 1000, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert wrong == []


def sentence(page: Any, name: str, side: str = "source") -> Any:
    return page.locator(f'.{side} [data-sentence="{name}"]').first


def found(page: Any) -> list[str]:
    return page.locator(".sentence.on").all_inner_texts()


# What needs no browser


def test_a_page_is_one_small_file_that_forbids_the_network(folder: Path) -> None:
    page = (folder / "repository, es.html").read_text("utf-8")
    assert len(page.encode()) < 600_000
    assert re.search(r'http-equiv="Content-Security-Policy" content="default-src \'none\';', page)
    outside = re.sub(r'href="https?://[^"]*"', "", page)  # a link is followed by a person only
    assert not re.search(r'(src|href)="(?!data:|#)', outside)
    assert 'url("data:font/woff2' in page
    assert not re.search(r"@import|url\(\"(?!data:)", page)


def test_same_input_same_bytes(folder: Path) -> None:
    from pipeline.handout.writers import fonts

    before = (folder / "teacher.html").read_bytes()
    fonts._cut.cache_clear()
    assert html.render(KINDS["teacher"](), folder, TIME) == before


def test_every_pair_s_partners_share_a_name() -> None:
    made = make(article_text="---\ntitle: T\n---\n\nOne is here. Two are there.\n", lesson_text="")
    pair = made.sections[0].rows[0].pairs[0]
    linked = html.linked(pair, "p1")
    names = [[span.value for span in side.spans] for side in (linked.source, linked.target)]
    assert names == [["p1-0.0", "p1-1.0"]] * 2
    assert (linked.source.text, linked.target.text) == (pair.source.text, pair.target.text)
    assert isinstance(linked, Pair)


def test_an_edition_shows_what_is_for_its_readers(folder: Path) -> None:
    student, teacher = ((folder / f"{name}.html").read_text() for name in ("student", "teacher"))
    for text in ("Only the keeper.", "Let them guess.", "Review sheet"):
        assert text in teacher
        assert text not in student


def test_a_missing_image_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(WriterError, match=r"article\.md:\d+: The image “kite\.png” .*missing"):
        html.render(make(), tmp_path, TIME)


def test_no_control_character_gets_in(folder: Path) -> None:
    assert "\f" in ARTICLE
    for path in folder.glob("*.html"):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", path.read_text("utf-8")), path.name


# What a class does with it


@needs_chromium
@pytest.mark.parametrize("width", [400, 1000])
def test_a_sentence_leads_to_its_partner(visit: Any, width: int) -> None:
    page = visit("repository, es", width)
    sentence(page, "p2-0.0").click()
    assert found(page) == ["He did it after all.", "Al final lo hizo."]
    sentence(page, "p2-1.0", "target").click()
    assert [text[:9] for text in found(page)] == ["Six weeks", "Seis sema"]
    sentence(page, "p2-1.0").click()
    assert found(page) == []


@needs_chromium
def test_arrows_go_from_sentence_to_sentence_and_enter_to_the_other_language(visit: Any) -> None:
    page = visit("repository, es")
    first = page.locator("main .source .sentence").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.sentence") == "p1-1.0"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('[lang]').lang") == "es"
    assert [text[:7] for text in found(page)] == ["When it", "En mate"]
    page.keyboard.press("Escape")
    assert found(page) == []
    stops = page.locator("main .sentence[tabindex='0']")
    assert stops.count() == 2  # the text is two stops of the tabulator, however long


@needs_chromium
@pytest.mark.parametrize("width", [400, 1000])
def test_a_language_is_hidden_until_a_sentence_is_wanted(visit: Any, width: int) -> None:
    page = visit("repository, de", width)
    buttons = page.locator("[data-show]")
    for index, (shown, hidden) in enumerate(
        (("source", "target"), (None, None), ("target", "source"))
    ):
        buttons.nth(index).click()
        pressed = [button.get_attribute("aria-pressed") for button in buttons.all()]
        assert pressed == [str(index == place).lower() for place in range(3)]
        for side in ("source", "target"):
            assert sentence(page, "p2-1.0", side).is_visible() == (side != hidden)
            assert page.locator(f".{side}.meaning, .{side}.word").first.is_visible() == (
                side != hidden
            )
        if hidden:
            sentence(page, "p2-1.0", shown).click()
            assert sentence(page, "p2-1.0", hidden).is_visible()
            assert not sentence(page, "p2-0.0", hidden).is_visible()
            sentence(page, "p2-1.0", shown).click()
            assert not sentence(page, "p2-1.0", hidden).is_visible()


@needs_chromium
@pytest.mark.parametrize("width", [400, 1000])
def test_a_marked_word_shows_its_meaning(visit: Any, width: int) -> None:
    page = visit("repository, es", width)
    gloss, word = page.locator("#gloss"), page.locator("#t5")
    word.click()
    assert gloss.locator("#gloss-word").inner_text() == "to assert"
    assert "v. · C1" in gloss.inner_text()
    meaning = gloss.locator("#gloss-meaning")
    assert (meaning.inner_text(), meaning.get_attribute("lang")) == ("aseverar, afirmar", "es")
    box = gloss.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.locator("h1").click()
    assert not gloss.is_visible()
    page.locator("[data-show]").first.click()
    word.click()
    assert meaning.is_visible()  # the language is hidden, but this was asked for


@needs_chromium
def test_a_marked_word_by_keyboard(visit: Any) -> None:
    page = visit("repository, es")
    word = page.locator("#t5")
    for key in ("Enter", " "):
        word.focus()
        page.keyboard.press(key)
        assert word.get_attribute("aria-expanded") == "true"
        assert page.evaluate("document.activeElement.id") == "gloss"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "gloss-entry"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "t5"
        assert word.get_attribute("aria-expanded") == "false"
        assert not page.locator("#gloss").is_visible()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "t6"
    page.keyboard.press("Enter")
    page.locator("#gloss-entry").click()
    assert page.evaluate("location.hash") == "#v6"
    assert not page.locator("#gloss").is_visible()


@needs_chromium
def test_a_word_says_whether_it_is_known_or_a_proposal(visit: Any) -> None:
    page = visit()
    page.locator("#t1").click()
    said = page.locator("#gloss").inner_text()
    assert "link" in said
    assert "handout 3" in said
    assert "Proposed by a program" in said
    assert page.locator("#vocabulary .legend").inner_text().startswith("◇ Proposed by a program")


@needs_chromium
def test_gaps_are_checked_whatever_the_apostrophe(visit: Any) -> None:
    page = visit()
    exercise = page.locator("#exercise1")
    first, second = exercise.locator("input").all()
    exercise.locator(".check").click()
    assert exercise.locator(".score").inner_text() == "0 of 2 right · 0 de 2 correctas"
    assert (
        exercise.locator(".verdict").all_inner_texts()
        == ["○ No answer yet · Aún sin respuesta"] * 2
    )
    first.fill("went")
    second.fill("  IT's   <late> ")
    exercise.locator(".check").click()
    verdicts = exercise.locator(".verdict").all_inner_texts()
    assert verdicts == ["✗ Not right yet · Todavía no es correcto", "✓ Right · Correcto"]
    assert first.get_attribute("aria-invalid") == "true"
    assert exercise.locator(".score").get_attribute("role") == "status"
    first.fill("")
    assert exercise.locator(".score").inner_text() == ""
    exercise.get_by_role("button", name="remained", exact=True).click()
    assert first.input_value() == "remained"
    exercise.locator(".check").click()
    assert exercise.locator(".score").inner_text().startswith("2 of 2 right")


@needs_chromium
def test_answers_are_shown_and_exercises_begun_again(visit: Any) -> None:
    page = visit()
    for number in (1, 2, 3, 4):
        exercise = page.locator(f"#exercise{number}")
        solutions = exercise.locator(".solution")
        assert not any(solution.is_visible() for solution in solutions.all())
        exercise.locator(".solve").click()
        assert all(solution.is_visible() for solution in solutions.all())
        exercise.locator(".again").click()
        assert not any(solution.is_visible() for solution in solutions.all())
    assert "The spider has 8 legs." in page.locator("#exercise3 .solution").last.text_content()


@needs_chromium
def test_matching_truth_and_order_are_checked(visit: Any) -> None:
    page = visit()

    def score(number: int) -> str:
        exercise = page.locator(f"#exercise{number}")
        exercise.locator(".check").click()
        return exercise.locator(".score").inner_text().split(" right")[0]

    keeper, spider = page.locator("#exercise2 select").all()
    keeper.select_option("el guarda")
    spider.select_option("el guarda")
    assert score(2) == "1 of 2"
    spider.select_option("la araña")
    assert score(2) == "2 of 2"

    items = page.locator("#exercise3 .item")
    for index, value in ((0, "true"), (1, "true")):
        items.nth(index).locator(f"[value={value}]").check()
    assert score(3) == "1 of 2"
    items.nth(1).locator("[value=false]").check()
    assert score(3) == "2 of 2"

    places = page.locator("#exercise4 select").all()
    for place, letter in zip(places, "CBA", strict=True):
        place.select_option(letter)
    assert score(4) == "0 of 3"
    for place, letter in zip(places, "BAC", strict=True):
        place.select_option(letter)
    assert score(4) == "3 of 3"


@needs_chromium
def test_a_translation_is_compared_with_the_lesson_s(visit: Any) -> None:
    page = visit()
    exercise = page.locator("#exercise5")
    exercise.locator("textarea").fill("The guard came.")
    answer = exercise.locator("details p [lang]")
    assert not answer.is_visible()
    exercise.locator("summary").click()
    assert (answer.inner_text(), answer.get_attribute("lang")) == ("The keeper came.", "en")


@needs_chromium
def test_what_was_written_is_there_the_next_time(visit: Any) -> None:
    page = visit()
    page.locator("#questions textarea").first.fill("A zoo is\na park.")
    page.locator("#exercise1 input").first.fill("remained")
    page.locator("#exercise3 [value=false]").last.check()
    page.locator("header input").first.fill("Ana")
    page.reload()
    assert page.locator("#questions textarea").first.input_value() == "A zoo is\na park."
    assert page.locator("#exercise1 input").first.input_value() == "remained"
    assert page.locator("#exercise3 [value=false]").last.is_checked()
    assert page.locator("header input").first.input_value() == "Ana"
    page.locator("#exercise1 .again").click()
    page.locator("#exercise3 .again").click()
    page.reload()
    assert page.locator("#exercise1 input").first.input_value() == ""
    assert not page.locator("#exercise3 [value=false]").last.is_checked()


@needs_chromium
def test_a_browser_that_keeps_nothing_is_no_error(visit: Any) -> None:
    page = visit()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })"
    )
    page.reload()
    page.locator("#questions textarea").first.fill("A park.")
    sentence(page, "p9-0.0").click()
    assert len(found(page)) == 2


@needs_chromium
def test_without_a_script_it_is_a_page_to_read(visit: Any) -> None:
    page = visit("repository, es", java_script_enabled=False)
    for side in ("source", "target"):
        assert sentence(page, "p2-0.0", side).is_visible()
    assert not page.locator(".tools, .buttons, .help").first.is_visible()
    page.locator("#t5").click()
    assert page.url.endswith("#v5")
    assert page.locator("#v5").is_visible()
    page.locator("#v5 a").click()
    assert page.url.endswith("#t5")


@needs_chromium
def test_what_a_person_wrote_is_text(visit: Any) -> None:
    page = visit("hostile")
    assert "<script>" in page.locator("#p1 .source").inner_text()
    assert "</style>" in page.locator("#p2 .source").inner_text()
    assert page.title().startswith('</title><script>alert(1)</script> & "quotes"')
    assert page.locator("script").count() == 1


@needs_chromium
@pytest.mark.parametrize("kind", ["student", "teacher", "large"])
def test_paper_gets_both_languages_and_what_was_written(visit: Any, kind: str) -> None:
    page = visit(kind)
    page.locator("[data-show]").first.click()
    sentence(page, "p9-0.0").click()
    if kind != "teacher":
        page.locator("#questions textarea").first.fill("A park with animals")
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
        text = squeeze("".join(page.extract_text() for page in pdf.pages))
        size = round(pdf.pages[0].width / 72 * 25.4)
        foot = squeeze(
            pdf.pages[-1].crop((0, pdf.pages[0].height - 92, *pdf.pages[0].bbox[2:])).extract_text()
        )
    made = KINDS[kind]()
    assert size == (216 if kind == "large" else 210)
    for shown in ("The keeper brought the matter up.", "ES The keeper brought the matter up."):
        assert squeeze(shown) in text
    for hidden in ("Los dos", "Tap a sentence", "Check", "Show the answers"):
        assert squeeze(hidden) not in text
    assert squeeze(made.provenance[0]) in foot
    assert squeeze(made.labels("page", page=len(pdf.pages), pages=len(pdf.pages)).source) in foot
    assert ("Apark" in text) == (kind != "teacher")
    assert ("8legs" in text) == (kind == "teacher")


LOOKS = [
    *((kind, width, "light") for kind in KINDS for width in (400, 1000)),
    *((kind, 1000, "dark") for kind in ("student", "teacher")),
]


@needs_chromium
@pytest.mark.parametrize(("kind", "width", "scheme"), LOOKS)
def test_axe_finds_nothing(visit: Any, kind: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit(kind, width, color_scheme=scheme)
    if page.locator("a.term").count():
        sentence(page, "p1-0.0").click()
        page.locator("a.term").last.click()
    for check in page.locator(".check").all():
        check.click()
    response = Axe().run(page).response
    broken = [
        (rule["id"], node["html"][:200], node["failureSummary"])
        for rule in response["violations"]
        for node in rule["nodes"]
    ]
    assert broken == [], json.dumps(broken, indent=1, ensure_ascii=False)


@needs_chromium
@pytest.mark.parametrize("width", [320, 400, 700, 1000])
def test_nothing_is_wider_than_the_screen(visit: Any, width: int) -> None:
    for kind in ("student", "repository, es", "large"):
        page = visit(kind, width)
        for button in page.locator("[data-show]").all():
            button.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_a_page_that_need_not_stand_alone_brings_no_fonts_and_no_script(tmp_path: Path) -> None:
    (tmp_path / "kite.png").write_bytes(bytes.fromhex(PNG))
    page = html.to_html(make(), tmp_path, TIME, lambda face: f"/fonts/{face.path.name}")
    assert "<script" not in page
    assert "data:font" not in page
    assert "Content-Security-Policy" not in page
    assert 'src: url("/fonts/' in page
