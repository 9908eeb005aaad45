"""Handout → one HTML file that holds all it needs and asks no network, for any browser.

Without its script it is a page to read, with links. The script finds a sentence's partner, hides
a language, shows a word's meaning where it stands, and checks exercises.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from pipeline.alignment.bitext import Pair
from pipeline.handout.model import Handout, Layout
from pipeline.handout.writers import rendering
from pipeline.handout.writers.fonts import Face, embedded, faces
from pipeline.handout.writers.pictures import read_images
from pipeline.system.images import media_type
from pipeline.text.markup import Span, Style
from pipeline.text.xml import legal


def render(handout: Handout, folder: Path, time: datetime) -> bytes:
    """Return the finished page; see `pipeline.handout.writers.Writer`."""
    return to_html(handout, folder, time).encode()


def to_html(
    handout: Handout,
    folder: Path,
    time: datetime,
    font_address: Callable[[Face], str] | None = None,
) -> str:
    """Return the page as a text; raises like `render`.

    Args:
        handout: Everything that the page shows.
        folder: The folder of the article, for its images.
        time: The date that the page bears.
        font_address: Where a page finds its fonts that need not stand alone. Such a page has no
            script, and what it may load, whoever serves it has to say.
    """
    jinja = rendering.environment()
    images = read_images(handout, folder)
    content = jinja.get_template("html/content.html").render(
        handout=handout,
        images={name: _data(image) for name, image in images.items()},
        linked=linked,
        mark=_mark,
        noted_in=rendering.noted_in(handout),
    )
    style = jinja.get_template("html/style.css").render(
        handout=handout,
        faces=[
            (face, font_address(face) if font_address else embedded(face, content))
            for face in _faces(handout.layout, content)
        ],
        footer=rendering.footer(handout),
        page_count=rendering.page_count(handout),
    )
    # A digest is of what a browser reads, so nothing illegal may go out of it afterwards.
    style, script = legal(style), legal(jinja.get_template("html/script.js").render())
    page = jinja.get_template("html/handout.html").render(
        handout=handout,
        modified=time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        content=Markup(content.replace(' epub:type="noteref"', ' role="doc-noteref"')),
        style=Markup(style),
        style_digest=_digest(style),
        script=Markup(script),
        script_digest=_digest(script),
        stands_alone=font_address is None,
    )
    return legal(page)  # a form feed may stand in a title, too


def linked(pair: Pair, place: str) -> Pair:
    """Return a pair with its sentences marked, so that the page knows which belong together.

    Args:
        pair: A text and its translation.
        place: What the page calls it, once.

    Returns:
        The pair, with a span `Style.SENTENCE` for each sentence: "p4-1.0" is the first sentence
        of the second link. Sentences with the same link, in either language, are partners.
    """
    sides = []
    for marked, ranges, side in (
        (pair.source, pair.source_sentences, "source"),
        (pair.target, pair.target_sentences, "target"),
    ):
        names = {
            index: f"{place}-{number}.{order}"
            for number, link in enumerate(pair.links)
            for order, index in enumerate(getattr(link, side))
        }
        spans = [
            Span(start, end, Style.SENTENCE, names[index])
            for index, (start, end) in enumerate(ranges)
        ]
        sides.append(marked.with_spans(spans))
    return replace(pair, source=sides[0], target=sides[1])


def _faces(layout: Layout, content: str) -> Iterator[Face]:
    """Yield the font files that a page is set in.

    To cut an italic takes two seconds, and most articles have nothing set in that of the text.
    """
    has_italics = "<em>" in content or "<blockquote>" in content
    if not layout.large_print:
        yield from (f for f in faces(layout.text_font) if f.style == "normal" or has_italics)
    if layout.large_print or layout.label_font != layout.text_font:
        yield from faces(layout.label_font)


def _data(image: bytes) -> str:
    return f"data:{media_type(image)};base64,{base64.b64encode(image).decode()}"


def _mark(*texts: str) -> str:
    """Return a short name for what somebody writes beside a text: for another text, another."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _digest(text: str) -> str:
    """Return the source that a Content-Security-Policy allows for an element with this text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
