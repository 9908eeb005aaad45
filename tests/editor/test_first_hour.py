"""A new user's first hour at the desk: a Word file in, a PDF out, and no terminal in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import desks
from conftest import Workplace
from desks import needs_chromium, ready, wait_for

ARTICLE = """# The old ferry

The ferry crosses the river four times a day. Its captain knows every stone in the water.

In winter she reads to the passengers. Nobody wants the fog to lift before the story ends.
"""


@needs_chromium
def test_from_a_word_file_to_a_page_for_the_printer(
    workplace: Workplace,
    visit: Callable[..., Any],
    unpack_model: Callable[[str], Path],
    tmp_path_factory: Any,
) -> None:
    import pypandoc

    unpack_model("en-es")
    unpack_model("en-de")
    workplace.write("handouts.toml", 'languages = ["es", "de"]\n')
    word = tmp_path_factory.mktemp("desktop") / "The old ferry.docx"
    pypandoc.convert_text(ARTICLE, "docx", format="markdown", outputfile=str(word))
    with desks.opened(workplace.root) as desk:
        page = visit(desk, width=1500)
        page.set_input_files("#add input[type=file]", str(word))
        page.select_option("#add select", "B1")
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("“the-old-ferry” is added").wait_for(timeout=60_000)
        page.get_by_role("button", name="Draft what is missing").click()
        page.get_by_text("Drafting: done.").wait_for(timeout=120_000)
        card = page.locator("#lessons > li")
        card.get_by_role("link", name="German").click()
        ready(page)
        # All that is open, one after the other, with the keyboard alone.
        count = page.locator(".row").count()
        page.keyboard.press("Alt+Shift+ArrowDown")
        page.keyboard.press("End")
        page.keyboard.type(" (geprüft)")
        for _ in range(count):
            if not page.evaluate("document.activeElement.value.trim()"):
                page.keyboard.type("ein Wort")
            page.keyboard.press("Control+Enter")
        page.get_by_text("All is approved.").wait_for()
        lesson = "source/the-old-ferry/lesson.yaml"
        german = "translations/the-old-ferry/de.po"
        wait_for(lambda: workplace.read(german).count("#, fuzzy") == 0)
        assert "(geprüft)" in workplace.read(german)
        page.get_by_role("link", name="Words and questions").click()
        page.get_by_role("button", name="Accept all proposals").click()
        wait_for(lambda: "    proposed:" not in workplace.read(lesson))
        page.get_by_role("link", name="Article").click()
        ready(page)
        text = page.input_value("#text")
        page.fill("#text", text.replace("four times a day", "six times a day"))
        page.keyboard.press("Control+s")
        page.get_by_text("Saved.").wait_for()
        page.get_by_role("link", name="German").click()
        ready(page)
        page.locator(".row .diff ins", has_text="six").wait_for()
        page.keyboard.press("F8")
        page.keyboard.press("Control+Enter")
        page.get_by_text("All is approved.").wait_for()
        page.get_by_role("button", name="PDF").click()
        link = page.locator("#job a", has_text="the-old-ferry.en-de.student.pdf")
        link.wait_for(timeout=120_000)
        path = workplace.root / "build/the-old-ferry/the-old-ferry.en-de.student.pdf"
        assert path.read_bytes()[:5] == b"%PDF-"
        status, headers, body = desk.ask(
            "GET", link.get_attribute("href"), Cookie=_cookie(page, desk.origin)
        )
        assert (status, headers["content-type"]) == (200, "application/pdf")
        assert body == path.read_bytes()


def _cookie(page: Any, origin: str) -> str:
    found = page.context.cookies(origin)
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in found)
