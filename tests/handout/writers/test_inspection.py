"""Pages that are torn, empty or short of text are found before a class sees them."""

import pytest
from weasyprint import HTML

from pipeline.handout.writers.fonts import faces
from pipeline.handout.writers.inspection import inspect

# Eight lines on a page.
STYLE = """
@font-face { font-family: Face; src: url("FACE"); }
@page { size: 300px 200px; margin: 20px; }
body { margin: 0; font: 12px/20px Face; }
* { orphans: 1; widows: 1; }
p, h2 { margin: 0; font: 12px/20px Face; break-after: auto; }
td { padding: 0; } table { border-spacing: 0; }
"""
SQUARE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='20' height='20'/%3E"


def look(body: str, style: str = "") -> list[tuple[int, str]]:
    face = next(faces("Literata")).path.as_uri()
    head = f"<head><title>Page</title><style>{STYLE.replace('FACE', face)}{style}</style></head>"
    html = HTML(string=f"<html lang='en'>{head}<body>{body}</body></html>")
    return [(one.page, one.what) for one in inspect(html.render().pages, html.etree_element)]


def lines(count: int) -> str:
    return "".join(f"<p>Line {number} of the story</p>" for number in range(count))


QUESTION = '<div class="question"><p>Who rang?</p><p>¿Quién llamó?</p></div>'
FIGURE = (
    f'<table><tr class="figure"><td><img alt="A square" src="{SQUARE}"></td></tr>'
    '<tr class="caption"><td>The square</td></tr></table>'
)
COLUMNS = '<div style="columns: 2; column-fill: auto; height: 60px">{}</div>'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (lines(7) + "<h2>The bell</h2><p>It rang.</p>", "“The bell” stands alone at the foot"),
        (COLUMNS.format(lines(2) + "<h2>Bell</h2><p>It rang.</p>"), "“Bell” stands alone"),
        (lines(7) + QUESTION, "“Who rang? ¿Quién llamó?” is torn"),
        (COLUMNS.format(lines(2) + QUESTION), "“Who rang? ¿Quién llamó?” is torn"),
        (lines(7) + "<table><tr><td>One<br>and two</td></tr></table>", "“One and two” is torn"),
        (lines(6) + FIGURE, "A picture stands without its caption"),
        ("<p style='white-space: nowrap'>" + "far too long " * 9, "runs off the page"),
        (
            "<table style='table-layout: fixed; width: 80px'><tr>"
            "<td style='white-space: nowrap'>Headings</td><td>b</td></tr></table>",
            "“Headings” reaches into the next column",
        ),
        ("<p>„Diese Donaudampfschifffahrtskapitänspatente gelten.</p>", "“„Diese” stands alone"),
    ],
)
def test_what_is_torn_is_found_with_its_page(body: str, said: str) -> None:
    found = look(body)
    assert any(said in what for _, what in found), found
    assert {page for page, _ in found} == {1}


def test_page_without_ink_is_found() -> None:
    blank = '<p style="break-before: page"></p><p style="break-before: page">More</p>'
    assert look(lines(3) + blank) == [(2, "Nothing stands here")]


def test_text_that_is_on_no_page_is_found() -> None:
    body = "<p>Here</p><p style='display: none'>Not <em>here</em>, though</p>"
    assert [what.split("”")[0] for _, what in look(body)] == ["“Not , though", "“here"]


@pytest.mark.parametrize(
    "body",
    [
        lines(6) + "<h2>The bell</h2><p>It rang.</p>" + lines(9),
        lines(6) + QUESTION + lines(3),
        lines(4) + FIGURE,
        # Higher than a page, it has to be torn; a line that an author ends is no stub.
        '<div class="question">' + lines(9) + "</div>",
        "<p>„Das<br>Ende der ganzen Geschichte</p>",
        "<table><thead><tr><th>Word</th></tr></thead>" + "<tr><td>bell</td></tr>" * 12 + "</table>",
    ],
)
def test_what_is_whole_is_left_alone(body: str) -> None:
    assert look(body) == []
