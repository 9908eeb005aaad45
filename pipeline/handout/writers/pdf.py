"""Handout → PDF/UA-1 with WeasyPrint: the parallel text as one table for each section."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from markupsafe import Markup

from pipeline.handout.model import Handout, Imposition, Layout, Paper
from pipeline.handout.writers import facing, rendering
from pipeline.handout.writers.fallback import Fallback, Missing, fallbacks, shown_without
from pipeline.handout.writers.fonts import faces
from pipeline.handout.writers.imposition import impose
from pipeline.handout.writers.inspection import Remark
from pipeline.handout.writers.layout import measure, to_pdf
from pipeline.handout.writers.pictures import image_files
from pipeline.handout.writers.weasyprint_worker import Page

# How many suspects the review sheet shows, so that it is one page: of 255 mm on A4 and 237 mm on
# Letter, heads, notices and sums take up to 65 mm, and a row of three lines 13.7 mm.
_REVIEW_ROWS = {Paper.A4: 13, Paper.LETTER: 12}
# In large print, of 227 mm on Letter they take up to 125 mm, and a row of three lines 29 mm.
_REVIEW_ROWS_LARGE = 3

# Characters that a remark names.
_NAMED = 3

# The line height of the text and the space between two ¶ in millimetres, loosest first: of these
# the loosest is taken that needs the fewest pages. Large print keeps what can be read best.
_FITS = ((1.42, 2.0), (1.4, 1.7), (1.38, 1.5))
_COMPACT_FITS = ((1.36, 1.6), (1.32, 1.3), (1.28, 1.0), (1.25, 0.9))
# How much of a last page the tightest can save at the most.
_SAVED, _COMPACT_SAVED = 0.3, 0.75


def render(handout: Handout, folder: Path, time: datetime) -> bytes:
    """Return the finished PDF; see `pipeline.handout.writers.Writer`."""
    return render_and_look(handout, folder, time)[0]


def render_and_look(
    handout: Handout, folder: Path, time: datetime
) -> tuple[bytes, tuple[Remark, ...]]:
    """Return the finished PDF and what is amiss; see `pipeline.handout.writers.LookingWriter`."""
    layout = handout.layout
    draft = facing.unmeasured(facing.passages(handout)) if layout.is_facing else None
    fonts = _fonts(handout, _filled(handout, folder, time, spreads=draft))
    compact, large = layout.is_compact, layout.large_print
    fits = _COMPACT_FITS if compact else _FITS[: 1 if large else None]
    files = frozenset(
        (
            *_addresses(handout, folder).values(),
            *(face["url"] for face in _all_faces(layout)),
            *(font.path.as_uri() for font in fonts.fallbacks),
        )
    )
    if layout.is_facing:
        versions: tuple[str, ...] = (_facing(handout, folder, time, files, fonts),)
    else:
        versions = tuple(to_html(handout, folder, time, fit, fonts=fonts) for fit in fits)
    saved = _COMPACT_SAVED if compact else _SAVED
    laid = to_pdf(Page(versions, saved, handout.source, files, places=dict(_places(handout))))
    remarks = (*_without_font(fonts.missing), *laid.remarks)
    if layout.imposition is Imposition.PAGES:
        return laid.pdf, remarks
    return impose(laid.pdf, layout.imposition, layout.edge), remarks


@dataclass(frozen=True)
class _Fonts:
    """The fonts that a page needs besides its own, and the characters that none has."""

    fallbacks: Sequence[Fallback] = ()
    missing: Sequence[Missing] = ()


def _fonts(handout: Handout, page: str) -> _Fonts:
    return _Fonts(*fallbacks(page, (handout.layout.text_font, handout.layout.label_font)))


def _without_font(missing: Iterable[Missing]) -> Iterator[Remark]:
    """Yield what is said of characters that no font has: one thing for all of a package."""
    of_package = attrgetter("package")
    for package, group in groupby(sorted(missing, key=of_package), of_package):
        chars = [one.character for one in group]
        named = ", ".join(f"“{char}” (U+{ord(char):04X})" for char in chars[:_NAMED])
        more = f" and {len(chars) - _NAMED} more" if len(chars) > _NAMED else ""
        what = f"No font has {named}{more}; its number stands there"
        mend = f". To have it set: pip install {package}" if package else ""
        yield Remark(what + mend, character=chars[0])


def _places(handout: Handout) -> Iterator[tuple[str, str]]:
    """Yield what a link says of where it leads, by the names of the places."""
    vocabulary, notes = handout.labels("vocabulary").source, handout.labels("footnotes").source
    for item in handout.vocabulary:
        yield f"v{item.number}", f"{vocabulary}: {item.headword}"
        yield f"t{item.number}", f"\u00b6 {item.paragraph}: {item.headword}"
        yield f"p{item.paragraph}", f"\u00b6 {item.paragraph}"
    for note in handout.footnotes:
        yield f"n{note.number}", f"{notes}: {note.number}"


def _facing(
    handout: Handout, folder: Path, time: datetime, files: frozenset[str], fonts: _Fonts
) -> str:
    """Return the page of a handout whose text faces its translation; raises like `to_html`."""
    found = facing.passages(handout)
    draft = to_html(handout, folder, time, spreads=facing.unmeasured(found), fonts=fonts)
    heights = measure(Page((draft,), 0, handout.source, files, measured="passage"))
    spreads = facing.spreads(found, heights, _room(handout.layout))
    return to_html(handout, folder, time, spreads=spreads, fonts=fonts)


def _room(layout: Layout) -> float:
    """Return how high the text of a page may be, in pixels of CSS, of which an inch has 96."""
    height = {Paper.A4: 297, Paper.LETTER: 279.4}[layout.paper]
    margins = 48 if layout.large_print else 29 if layout.is_compact else 34
    return (height - margins - 1) / 25.4 * 96


def to_html(
    handout: Handout,
    folder: Path,
    time: datetime,
    fit: tuple[float, float] = _FITS[0],
    spreads: list[facing.Spread] | None = None,
    fonts: _Fonts | None = None,
) -> str:
    """Return the page that WeasyPrint lays out, its style included.

    Args:
        handout: As in `render`, and so are the next two.
        folder: Of the article.
        time: The date that it bears.
        fit: Line height and space, as in `_FITS`.
        spreads: Of a text that faces its translation, what stands on which pages.
        fonts: What its own fonts lack, as far as that is known.

    Raises:
        WriterError: Where an image of the article cannot be shown.
    """
    if fonts is None:
        plain = _filled(handout, folder, time, fit, spreads)
        fonts = _fonts(handout, plain)
        if not fonts.fallbacks:
            return shown_without(plain, fonts.missing)
    page = _filled(handout, folder, time, fit, spreads, fonts.fallbacks)
    return shown_without(page, fonts.missing)


def _filled(
    handout: Handout,
    folder: Path,
    time: datetime,
    fit: tuple[float, float] = _FITS[0],
    spreads: list[facing.Spread] | None = None,
    fonts: Sequence[Fallback] = (),
) -> str:
    """Return the page as its template has it; raises like `to_html`."""

    def families(*names: str) -> Markup:
        known = (*dict.fromkeys(names), *(font.family for font in fonts))
        return Markup(", ").join(map(rendering.css_string, known))

    return (
        rendering.environment()
        .get_template("pdf/handout.html")
        .render(
            handout=handout,
            faces=_all_faces(handout.layout),
            fallbacks=fonts,
            families=families,
            images=_addresses(handout, folder),
            footer=rendering.footer(handout),
            page_count=rendering.page_count(handout),
            modified=time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            leading=fit[0],
            a_line_up=f"-{fit[0]}em",
            gap=f"{fit[1]}mm",
            spreads=spreads,
            review_rows=_review_rows(handout.layout),
        )
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
