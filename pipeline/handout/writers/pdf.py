"""Handout → PDF/UA-1 with WeasyPrint: the parallel text as one table for each section."""

import gc
import io
import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import WriterError
from pipeline.handout.model import Handout, Layout, Paper
from pipeline.handout.writers import rendering
from pipeline.handout.writers.fonts import faces
from pipeline.handout.writers.pictures import image_files

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

# How many suspects the review sheet shows, so that it is one page: of 255 mm on A4 and 237 mm on
# Letter, heads, notices and sums take up to 65 mm, and a row of three lines 13.7 mm.
_REVIEW_ROWS = {Paper.A4: 13, Paper.LETTER: 12}
# In large print, of 227 mm on Letter they take up to 125 mm, and a row of three lines 29 mm.
_REVIEW_ROWS_LARGE = 3
# The fonts made for the last documents of this process, some 20 kB each: `_reused_fonts`.
_FONTS: OrderedDict[tuple[bytes, str], bytes] = OrderedDict()
_MOST_FONTS = 64


def render(handout: Handout, folder: Path) -> bytes:
    """Return the finished PDF; see `pipeline.handout.writers.Writer`."""
    with _steady_fonts():
        return to_pdf(to_html(handout, folder), handout.source)


def to_html(handout: Handout, folder: Path) -> str:
    """Return the page that WeasyPrint lays out, its style included.

    Raises:
        WriterError: Where an image of the article is missing.
    """
    image_files(handout, folder)  # WeasyPrint reads them itself
    template = rendering.environment().get_template("handout.pdf.html")
    return template.render(
        handout=handout,
        faces=[*_faces(handout.layout.text_font), *_faces(handout.layout.label_font)],
        folder=folder.resolve().as_uri(),
        footer=rendering.footer(handout),
        page_count=rendering.page_count(handout),
        modified=handout.modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        review_rows=_review_rows(handout.layout),
    )


def _review_rows(layout: Layout) -> int:
    return _REVIEW_ROWS_LARGE if layout.large_print else _REVIEW_ROWS[layout.paper]


def _faces(family: str) -> Iterator[dict[str, str]]:
    """Yield what `@font-face` needs for each file of a font family; raises like `faces`."""
    for face in faces(family):
        # WeasyPrint finds the weights of a variable font itself, and takes no range here.
        weight = "" if face.is_variable else str(face.weight)
        url = face.path.as_uri()
        yield {"family": face.family, "style": face.style, "weight": weight, "url": url}


def to_pdf(page: str, language: str) -> bytes:
    """Lay out a page and return it as tagged PDF/UA-1.

    Args:
        page: HTML, its style and the addresses of its fonts and images included.
        language: ISO 639-1 code of the document.

    Raises:
        WriterError: Where Pango is missing.
    """
    try:
        from weasyprint import HTML
    except OSError as bad:
        mend = "The README's section “When Pango is missing” has the command for your system"
        raise WriterError(f"WeasyPrint cannot load Pango: {bad}", mend=mend) from None
    with _languages_in_tags(language), _reused_fonts(), _no_garbage_collection():
        pdf: bytes = HTML(string=page, url_fetcher=_local_files()).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _local_files() -> "URLFetcher":
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("file", "data"), fail_on_errors=True)


@contextmanager
def _steady_fonts() -> Iterator[None]:
    """Have fontTools date the fonts it cuts to 1980: the same input gives the same bytes."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = before or "315532800"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]


@contextmanager
def _languages_in_tags(document: str) -> Iterator[None]:
    """Have WeasyPrint write each element's language and each header's scope into the tags.

    WeasyPrint 70 writes the document's language only, so that a screen reader reads the second
    column in the voice of the first, and no scope. It builds the tree element by element in one
    private generator; wrapping that is exact where looking for cells afterwards would be a guess.
    """
    from pydyf import String
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def build_with_language(box: Any, *arguments: Any) -> Iterator[Any]:
        language = box.style["lang"]
        for element in build(box, *arguments):
            if language and language != document:
                element["Lang"] = String(language)
            if element["S"] == "/TH":
                scope = box.element.get("scope", "col")
                element["A"]["Scope"] = "/Row" if scope == "row" else "/Column"
                if label := box.element.get("aria-label"):
                    element["Alt"] = String(label)
            yield element

    tags._build_box_tree = build_with_language
    try:
        yield
    finally:
        tags._build_box_tree = build


@contextmanager
def _reused_fonts() -> Iterator[None]:
    """Have WeasyPrint ask fontTools only once for the same letters of a variable font.

    To cut a weight out of a variable font takes a third of a document's time. A corrected word
    seldom brings a new letter, and from the same letters come the same bytes.
    """
    from weasyprint.pdf import fonts

    instantiate = fonts.instantiateVariableFont

    def remembered(font: Any, axes: dict[str, float], static: bool) -> _Instance:
        key = font.reader.file.getvalue(), repr(sorted(axes.items()))
        if key not in _FONTS:
            instance = io.BytesIO()
            instantiate(font, axes, static=static).save(instance)
            _FONTS[key] = instance.getvalue()
        _FONTS.move_to_end(key)
        while len(_FONTS) > _MOST_FONTS:
            _FONTS.popitem(last=False)
        return _Instance(_FONTS[key])

    fonts.instantiateVariableFont = remembered
    try:
        yield
    finally:
        fonts.instantiateVariableFont = instantiate


class _Instance:
    """A font that was made before, as WeasyPrint asks for it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def save(self, file: io.BytesIO) -> None:
        file.write(self._content)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Keep Python from looking for garbage again and again while a layout's boxes pile up.

    They are all in use until the document is written; the search costs a fifth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
