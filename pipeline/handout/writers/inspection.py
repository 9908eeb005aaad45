"""What is amiss on the pages that were laid out: looked for before they become a file.

Boxes of WeasyPrint go in, remarks for a person come out. Whatever is found here is a fault of the
style sheets, or of an article that no style fits; a class should not be the first to see it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

# What has to have something below it, as tags and as classes.
_HEADS = frozenset(("h1", "h2", "h3", "h4", "thead"))
_HEADLIKE = frozenset(("h1", "h2", "h3", "h4", "part", "task", "legend", "bank"))
# What stands in one place: a question with its translation, a word with its meaning.
_WHOLE = frozenset(("question", "entry", "pair", "together", "heading", "passage", "bank"))
# What is cut on purpose: the review sheet shows no more than fits.
_CUT = frozenset(("clamped", "summary"))
# What reaches over the columns to its right on purpose.
_REACHING = "choice"
# A line of so few letters, and of so little of the width, is a stub where others follow.
_STUB_LETTERS, _STUB_WIDTH = 8, 0.3
# Pixels of CSS by which something may be off.
_TOLERANCE = 2.0
# Letters of a text that a remark shows.
_SHOWN = 40


@dataclass(frozen=True)
class Remark:
    """Something to look at in a file that was written.

    Attributes:
        page: From 1; 0 where it is about no page.
        character: What it is about, where that is one character.
    """

    what: str
    page: int = 0
    character: str = ""


def inspect(pages: Iterable[Any], root: Any) -> list[Remark]:
    """Return what is amiss on pages, each thing once.

    Args:
        pages: WeasyPrint's pages.
        root: The element that they were made of.
    """
    look = _Look()
    for number, page in enumerate(pages, 1):
        look.at(page._page_box, number)
    return list(dict.fromkeys((*look.remarks(), *_lost(root, look.letters))))


@dataclass(frozen=True)
class _Place:
    """A page, or one of the columns on it."""

    page: int
    container: int = 0
    column: int = 0


@dataclass
class _Part:
    """An element that should stand in one place: where it does, how high it is, how it begins."""

    places: dict[_Place, float] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class _Leaf:
    """A text or a picture on a page."""

    place: _Place
    text: str
    is_head: bool


class _Look:
    """A look at all pages, one after the other."""

    def __init__(self) -> None:
        self.letters: Counter[Any] = Counter()
        self._found: list[Remark] = []
        self._parts: dict[Any, _Part] = {}
        self._last: _Leaf | None = None
        self._picture_page = 0
        self._room = 0.0
        self._edges = (0.0, 0.0)

    def at(self, page: Any, number: int) -> None:
        """Look at one page."""
        content = page.children[0]  # after it come head and foot
        self._room = page.height
        self._edges = (
            page.content_box_x() + page.width + _TOLERANCE,
            page.content_box_y() + page.height + _TOLERANCE,
        )
        self._walk(content, _Place(number), (), False)
        if self._last is None or self._last.place.page != number:
            self._found.append(Remark("Nothing stands here", number))

    def remarks(self) -> Iterator[Remark]:
        """Yield what was found on all of them."""
        yield from self._found
        for part in self._parts.values():
            # What is higher than a page cannot stand in one place.
            if len(part.places) > 1 and sum(part.places.values()) < self._room:
                yield Remark(f"{_quoted(part.text)} is torn", min(p.page for p in part.places))

    def _walk(self, box: Any, place: _Place, parts: tuple[_Part, ...], is_head: bool) -> None:
        element = box.element
        names = _classes(element)
        text = getattr(box, "text", None)
        if text is not None:
            self._text(box, text, place, parts, is_head)
            return
        if not hasattr(box, "children") or not box.children:
            if hasattr(box, "replacement"):
                self._leaf(_Leaf(place, "A picture", False), parts)
            return
        tag = box.element_tag
        is_head = is_head or tag in _HEADS or bool(names & _HEADLIKE)
        if tag == "tr" and "figure" in names:
            self._picture_page = place.page
        elif tag == "tr" and "caption" in names and self._picture_page not in (0, place.page):
            self._found.append(Remark("A picture stands without its caption", self._picture_page))
            self._picture_page = 0
        is_row = tag == "tr" and "long" not in names and not is_head
        if element is not None and (is_row or names & _WHOLE) and "::" not in tag:
            part = self._parts.setdefault(element, _Part())
            part.places[place] = max(part.places.get(place, 0.0), float(box.height or 0))
            parts = (*parts, part)
        if tag in ("td", "th") and _REACHING not in names:
            self._column(box, place)
        has_columns = box.style["column_count"] != "auto"
        self._lines(box, place)
        for number, child in enumerate(box.children):
            inside = _Place(place.page, id(box), number + 1) if has_columns else place
            self._walk(child, inside, parts, is_head)

    def _text(
        self, box: Any, text: str, place: _Place, parts: tuple[_Part, ...], is_head: bool
    ) -> None:
        if "::" not in box.element_tag:
            self.letters[box.element] += _count(text)
        if not text.strip():
            return
        right, bottom = self._edges
        if box.position_x + box.width > right or box.position_y > bottom:
            self._found.append(Remark(f"{_quoted(text)} runs off the page", place.page))
        self._leaf(_Leaf(place, text, is_head), parts)

    def _leaf(self, leaf: _Leaf, parts: tuple[_Part, ...]) -> None:
        before, self._last = self._last, leaf
        for part in parts:
            if len(part.text) < _SHOWN:
                part.text += f" {leaf.text}"
        if before is None or not before.is_head or leaf.is_head:
            return
        here, there = before.place, leaf.place
        goes_on = here.container == there.container and here.column != there.column
        if here.page != there.page or (here.container and goes_on):
            what = f"The heading {_quoted(before.text)} stands alone at the foot"
            self._found.append(Remark(what, here.page))

    def _column(self, cell: Any, place: _Place) -> None:
        """Look whether anything in a cell reaches into the next one."""
        right = cell.position_x + cell.margin_width() + _TOLERANCE
        for box in cell.descendants():
            text = getattr(box, "text", "")
            if text.strip() and box.position_x + box.width > right:
                what = f"{_quoted(text)} reaches into the next column"
                self._found.append(Remark(what, place.page))

    def _lines(self, box: Any, place: _Place) -> None:
        """Look for lines with next to nothing on them, though more follows."""
        lines = [child for child in box.children if type(child).__name__ == "LineBox"]
        for line, after in pairwise(lines):
            words = list(line.descendants())
            if any(w.element_tag == "br" or hasattr(w, "replacement") for w in words):
                continue
            texts = [w for w in words if getattr(w, "text", "")]
            said = "".join(w.text for w in texts)
            if not 0 < _count(said) <= _STUB_LETTERS or len(texts) < len(_leaves(words)):
                continue
            width = max(w.position_x + w.width for w in texts) - box.content_box_x()
            following = "".join(getattr(w, "text", "") for w in after.descendants()).split()
            if width < _STUB_WIDTH * box.width and following and following[0].isalpha():
                self._found.append(Remark(f"{_quoted(said)} stands alone on a line", place.page))


def _leaves(boxes: Iterable[Any]) -> list[Any]:
    return [box for box in boxes if not getattr(box, "children", ())]


def _lost(root: Any, shown: Counter[Any]) -> Iterator[Remark]:
    """Yield what stands in an element and on no page."""
    for element in root.iter():
        if element.tag in ("head", "style", "title") or not isinstance(element.tag, str):
            continue
        own = [element.text, *(child.tail for child in element)]
        text = " ".join(filter(None, own))
        if _count(text) > shown[element] and not _is_cut(element, root):
            yield Remark(f"{_quoted(text)} is on no page, or not all of it")


def _is_cut(element: Any, root: Any) -> bool:
    """Tell whether the style may cut off an element's text, or it is none of the page's."""
    kept = root.find("head")
    if kept is not None and any(one is element for one in kept.iter()):
        return True
    return any(
        _classes(one) & _CUT and any(inner is element for inner in one.iter())
        for one in root.iter()
        if isinstance(one.tag, str)
    )


def _classes(element: Any) -> frozenset[str]:
    return frozenset((element.get("class") or "").split()) if element is not None else frozenset()


def _count(text: str) -> int:
    return sum(map(str.isalnum, text))


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:_SHOWN].rstrip()}…”" if len(words) > _SHOWN else f"“{words}”"
