"""The pages of a PDF two by two on sheets of twice their size, for the copier.

Links and bookmarks lead where they led. The tags of PDF/UA are lost: a sheet is for a copier, and
who reads with a screen reader takes the pages.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.handout.model import Imposition, TurningEdge


@dataclass(frozen=True)
class _Place:
    """Where a page of before stands.

    Attributes:
        sheet: The number of the side of a sheet, from 0.
        shift: How far to the right, in points.
        turned: The size of a side that stands upside down, for a copier that turns at the long
            edge; None for the others.
    """

    sheet: int
    shift: float
    turned: tuple[float, float] | None = None

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the page is on the sheet."""
        x += self.shift
        return (self.turned[0] - x, self.turned[1] - y) if self.turned else (x, y)


def impose(content: bytes, imposition: Imposition, edge: TurningEdge) -> bytes:
    """Return a PDF whose pages stand two by two on sheets.

    Args:
        content: The pages, all of one size.
        imposition: In which order; not `PAGES`.
        edge: At which edge of the sheet the copier turns it.
    """
    from pikepdf import Dictionary, Name, Page, Pdf, Rectangle, String

    source, made = Pdf.open(io.BytesIO(content)), Pdf.new()
    _, _, width, height = map(float, source.pages[0].mediabox)
    sides = list(_sides(len(source.pages), imposition))
    places: dict[int, _Place] = {}
    for number, side in enumerate(sides):
        sheet = made.add_blank_page(page_size=(2 * width, height))
        is_turned = edge is TurningEdge.LONG and number % 2 == 1
        for position, page in enumerate(side):
            if page is None:
                continue
            place = _Place(number, position * width, (2 * width, height) if is_turned else None)
            places[page] = place
            # A page turns about its own middle, so it changes sides first.
            left = width - place.shift if is_turned else place.shift
            copy = Page(source.pages[page].obj)
            copy.rotate(180 if is_turned else 0, relative=False)
            sheet.add_overlay(copy, Rectangle(left, 0, left + width, height))
    _link(source, made, places)
    made.Root.Lang = String(str(source.Root.get(Name.Lang, "")))
    made.docinfo["/Title"] = String(str(source.docinfo.get("/Title", "")))
    duplex = "/DuplexFlipShortEdge" if edge is TurningEdge.SHORT else "/DuplexFlipLongEdge"
    made.Root.ViewerPreferences = Dictionary(
        Duplex=Name(duplex), PrintScaling=Name("/None"), DisplayDocTitle=True
    )
    packed = io.BytesIO()
    made.save(packed, deterministic_id=True)
    return packed.getvalue()


def _sides(count: int, imposition: Imposition) -> Iterator[tuple[int | None, int | None]]:
    """Yield the two pages of each side; None is a blank one."""
    whole = -(-count // 4) * 4 if imposition is Imposition.BOOKLET else -(-count // 2) * 2
    pages: Sequence[int | None] = [n if n < count else None for n in range(whole)]
    for first in range(0, whole // 2):
        if imposition is Imposition.TWO_UP:
            yield pages[2 * first], pages[2 * first + 1]
        else:
            pair = pages[first], pages[whole - 1 - first]
            yield pair if first % 2 else (pair[1], pair[0])


def _link(source: Any, made: Any, places: dict[int, _Place]) -> None:
    """Have links and bookmarks lead to the places of their pages."""
    from pikepdf import Array, Dictionary, Name, OutlineItem

    numbers = {page.obj.objgen: number for number, page in enumerate(source.pages)}
    names = _destinations(source)

    def there(found: Any) -> Any:
        if isinstance(found, Dictionary):
            found = found.get("/D")
        if found is not None and not isinstance(found, Array):
            found = names.get(str(found))
        if found is None or found[0].objgen not in numbers:
            return None
        place = places[numbers[found[0].objgen]]
        top = [float(v) if v is not None else 0.0 for v in list(found)[2:4]]
        x, y = place.point(*(top if len(top) == 2 else (0.0, 0.0)))
        return Array([made.pages[place.sheet].obj, Name.XYZ, x, y, 0])

    for number, page in enumerate(source.pages):
        place = places[number]
        for link in page.get("/Annots", []):
            corners = [float(v) for v in link.Rect]
            (a, b), (c, d) = place.point(*corners[:2]), place.point(*corners[2:])
            new = Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=[min(a, c), min(b, d), max(a, c), max(b, d)],
                Border=[0, 0, 0],
            )
            action = link.get("/A", Dictionary())
            if "/URI" in action:
                new.A = Dictionary(S=Name.URI, URI=str(action.URI))
            elif (leads := there(link.get("/Dest", action.get("/D")))) is not None:
                new.Dest = leads
            else:
                continue
            sheet = made.pages[place.sheet]
            if "/Annots" not in sheet:
                sheet.Annots = Array()
            sheet.Annots.append(made.make_indirect(new))

    def moved(items: Any) -> Iterator[Any]:
        for item in items:
            action = item.action.get("/D") if item.action is not None else None
            copy = OutlineItem(item.title, there(item.destination or action))
            copy.children.extend(moved(item.children))
            yield copy

    with source.open_outline() as before, made.open_outline() as after:
        after.root.extend(moved(before.root))


def _destinations(source: Any) -> dict[str, Any]:
    """Return the named destinations of a PDF."""
    from pikepdf import NameTree

    tree = source.Root.get("/Names", {}).get("/Dests")
    return {} if tree is None else {str(k): v for k, v in NameTree(tree).items()}
