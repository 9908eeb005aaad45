"""The papers of a desk: a handout as it would be printed, page by page, as pictures."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pipeline.commands.choice import Sheet
from pipeline.commands.pages import live_handout, set_pages, sheet_of
from pipeline.editor import surface
from pipeline.editor.desk import Desk
from pipeline.editor.guard import LIVE_POLICY
from pipeline.errors import HandoutsError
from pipeline.handout.model import Edition
from pipeline.project.store import Store
from pipeline.system import files
from pipeline.system.pdfpages import PageShape, draw_page, page_shapes

# How many papers are kept as they were last set: those of two languages, in two editions.
_MOST_PAPERS = 4
# Of a picture, in pixels: sharp on a screen where the page is half as wide.
_WIDTH = 1240
# Of the height of a page: at least so much is marked of the ¶ at hand, and at most.
_LEAST, _MOST = 0.025, 0.3
# What a handout names its ¶; words and tables have names as well.
_PARAGRAPH = re.compile(r"p\d+")


@dataclass(frozen=True)
class SetPaper:
    """A paper that was laid out.

    Attributes:
        version: Of all that it was made of.
        digest: Of the pages as they came out: what is the same looks the same.
    """

    version: str
    content: bytes
    shapes: tuple[PageShape, ...]
    digest: str
    drawn: dict[int, bytes] = field(default_factory=dict)


class Papers:
    """Lays papers out, one at a time, and shows their pages."""

    def __init__(self, desk: Desk, versions: Callable[..., str]) -> None:
        """Take the desk, and what names the state of a lesson's files."""
        self._desk = desk
        self._versions = versions
        self._setting = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, str], SetPaper] = OrderedDict()

    def routes(self) -> list[Route]:
        """Return the routes of papers."""
        place = "/paper/{lesson}/{language}/{edition}/{variant}"
        return [Route(place, self.paper), Route(f"{place}/{{number:int}}", self.picture)]

    async def paper(self, request: Request) -> Response:
        """Show the pages of a paper; nothing, where it is as it was."""
        found = await run_in_threadpool(self._set, request)
        if found is None:
            return Response(status_code=204)
        w = surface.words(surface.speaks(request))
        page = surface.environment().get_template("paper.html")
        text = page.render(
            w=w,
            surface=surface.speaks(request),
            path=request.url.path,
            version=found.version,
            digest=found.digest,
            pages=[(shape, tuple(_marks(shape))) for shape in found.shapes],
        )
        return HTMLResponse(text, headers={"content-security-policy": LIVE_POLICY})

    async def picture(self, request: Request) -> Response:
        """Send a page as picture."""
        content = await run_in_threadpool(self._draw, request)
        headers = {"cache-control": "private, max-age=86400"}
        return Response(content, media_type="image/png", headers=headers)

    def _draw(self, request: Request) -> bytes:
        found, number = self._kept.get(_key(request)), request.path_params["number"]
        if found is None or number >= len(found.shapes):
            raise HandoutsError("There is no such page", mend="Load the paper anew")
        if number not in found.drawn:
            found.drawn[number] = draw_page(found.content, number, _WIDTH)
        return found.drawn[number]

    def _set(self, request: Request) -> SetPaper | None:
        with self._setting:
            lesson, language, named = key = _key(request)
            with self._desk.reading(lesson) as store:
                store.project.targets([language])
                version = self._versions(store, lesson, language, named)
                if request.query_params.get("after") == version:
                    return None
                kept = self._kept.get(key)
                if kept and kept.version == version:
                    return kept
                handout = live_handout(store, lesson, language, _sheet(store, named))
            content = set_pages(store, lesson, handout)
            shapes = page_shapes(content)
            digest = files.digest(content)[:16]
            found = self._kept[key] = SetPaper(version, content, shapes, digest)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_PAPERS:
                self._kept.popitem(last=False)
            return found


def _key(request: Request) -> tuple[str, str, str]:
    path: dict[str, Any] = request.path_params
    return path["lesson"], path["language"], f"{path['edition']}/{path['variant']}"


def _sheet(store: Store, named: str) -> Sheet:
    edition, variant = named.split("/")
    if edition not in {each.value for each in Edition}:
        raise HandoutsError(f"“{edition}” is no edition")
    return sheet_of(store.project, Edition(edition), variant.removeprefix("-"))


def _marks(shape: PageShape) -> Iterator[tuple[str, float, float]]:
    """Yield the ¶ of a page: name, where it begins and how high it is, in hundredths."""
    named = (place for place in shape.places.items() if _PARAGRAPH.fullmatch(place[0]))
    found = sorted(named, key=lambda place: place[1])
    for (name, top), (_, following) in pairwise([*found, ("", shape.height)]):
        height = min(max((following - top) / shape.height, _LEAST), _MOST)
        yield name, round(100 * top / shape.height, 2), round(100 * height, 2)
