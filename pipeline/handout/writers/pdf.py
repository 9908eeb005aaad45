"""Handout → PDF/UA-1 with WeasyPrint: the parallel text as one table for each section."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pipeline.handout.model import Handout, Layout, Paper
from pipeline.handout.writers import rendering
from pipeline.handout.writers.fonts import faces
from pipeline.handout.writers.layout import to_pdf
from pipeline.handout.writers.pictures import image_files

# How many suspects the review sheet shows, so that it is one page: of 255 mm on A4 and 237 mm on
# Letter, heads, notices and sums take up to 65 mm, and a row of three lines 13.7 mm.
_REVIEW_ROWS = {Paper.A4: 13, Paper.LETTER: 12}
# In large print, of 227 mm on Letter they take up to 125 mm, and a row of three lines 29 mm.
_REVIEW_ROWS_LARGE = 3


def render(handout: Handout, folder: Path, time: datetime) -> bytes:
    """Return the finished PDF; see `pipeline.handout.writers.Writer`."""
    pictures = _addresses(handout, folder).values()
    fonts = (face["url"] for face in _all_faces(handout.layout))
    return to_pdf(to_html(handout, folder, time), handout.source, {*pictures, *fonts})


def to_html(handout: Handout, folder: Path, time: datetime) -> str:
    """Return the page that WeasyPrint lays out, its style included.

    Raises:
        WriterError: Where an image of the article cannot be shown.
    """
    template = rendering.environment().get_template("pdf/handout.html")
    return template.render(
        handout=handout,
        faces=_all_faces(handout.layout),
        images=_addresses(handout, folder),
        footer=rendering.footer(handout),
        page_count=rendering.page_count(handout),
        modified=time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        review_rows=_review_rows(handout.layout),
    )


def _review_rows(layout: Layout) -> int:
    return _REVIEW_ROWS_LARGE if layout.large_print else _REVIEW_ROWS[layout.paper]


def _addresses(handout: Handout, folder: Path) -> dict[str, str]:
    """Return the addresses of the images, which WeasyPrint reads itself; raises like `to_html`."""
    return {name: path.resolve().as_uri() for name, path in image_files(handout, folder).items()}


def _all_faces(layout: Layout) -> list[dict[str, str]]:
    return [*_faces(layout.text_font), *_faces(layout.label_font)]


def _faces(family: str) -> Iterator[dict[str, str]]:
    """Yield what `@font-face` needs for each file of a font family; raises like `faces`."""
    for face in faces(family):
        # WeasyPrint finds the weights of a variable font itself, and takes no range here.
        weight = "" if face.is_variable else str(face.weight)
        url = face.path.as_uri()
        yield {"family": face.family, "style": face.style, "weight": weight, "url": url}
