"""The pages of a finished PDF as pictures, and where on them its named places are."""

import io
from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_long, create_string_buffer
from dataclasses import dataclass, field
from typing import Any

from pipeline.system.pdf import PDFIUM

# The most named places that are asked for: a handout has one for each ¶, word and table.
_MOST_PLACES = 10_000
_LONGEST_NAME = 1024


@dataclass(frozen=True)
class PageShape:
    """A page, and what is on it.

    Attributes:
        width, height: In points.
        places: How far from the top of the page each named place is, in points.
    """

    width: float
    height: float
    places: dict[str, float] = field(default_factory=dict)


def page_shapes(content: bytes) -> tuple[PageShape, ...]:
    """Return the pages of a PDF that this program wrote."""
    import pypdfium2

    with PDFIUM, pypdfium2.PdfDocument(content) as opened:
        shapes = [PageShape(*opened.get_page_size(number)) for number in range(len(opened))]
        for name, number, top in _places(opened):
            shapes[number].places[name] = shapes[number].height - top
    return tuple(shapes)


def _places(opened: Any) -> Iterator[tuple[str, int, float]]:
    """Yield the named places of a PDF: name, page from 0, distance from the page's foot."""
    from pypdfium2 import raw

    x, y, zoom = c_float(), c_float(), c_float()
    has_x, has_y, has_zoom = c_int(), c_int(), c_int()
    for number in range(min(raw.FPDF_CountNamedDests(opened), _MOST_PLACES)):
        buffer, length = create_string_buffer(_LONGEST_NAME), c_long(_LONGEST_NAME)
        place = raw.FPDF_GetNamedDest(opened, number, buffer, byref(length))
        if not place or length.value <= 0:
            continue
        page = raw.FPDFDest_GetDestPageIndex(opened, place)
        parts = [byref(part) for part in (has_x, has_y, has_zoom, x, y, zoom)]
        if page >= 0 and raw.FPDFDest_GetLocationInPage(place, *parts) and has_y.value:
            name = buffer.raw[: length.value].decode("utf-16-le").rstrip("\0")
            yield name, page, y.value


def draw_page(content: bytes, number: int, width: int) -> bytes:
    """Return a page as PNG.

    Args:
        content: The PDF.
        number: Of the page, from 0.
        width: Of the picture, in pixels.
    """
    import pypdfium2

    buffer = io.BytesIO()
    with PDFIUM, pypdfium2.PdfDocument(content) as opened:
        page = opened[number]
        page.render(scale=width / page.get_width()).to_pil().save(buffer, "PNG")
    return buffer.getvalue()
