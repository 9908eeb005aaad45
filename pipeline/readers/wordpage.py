"""Lists in the HTML that Word saves: paragraphs with a bullet or number typed before them."""

import re
from xml.etree.ElementTree import Element, SubElement

from pipeline.readers.elements import parents_of, remove, words

_LEVEL = re.compile(r"mso-list\s*:.*?level(\d)")
_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)


def make_lists(body: Element) -> None:
    """Turn runs of such paragraphs into lists."""
    for parent in list(body.iter()):
        children = list(parent)
        place = 0
        while place < len(children):
            run = []
            while place < len(children) and (item := _item(children[place])):
                run.append((children[place], *item))
                place += 1
            if run:
                _replace(parent, run)
            place += 1


def _item(paragraph: Element) -> tuple[int, str] | None:
    """Return the level and the mark of a paragraph of a list; None for any other."""
    level = _LEVEL.search((paragraph.get("style") or "").lower())
    if paragraph.tag != "p" or not level:
        return None
    mark = next((e for e in paragraph.iter() if _IGNORED.search(e.get("style") or "")), None)
    return int(level[1]), words(mark) if mark is not None else ""


def _replace(parent: Element, run: list[tuple[Element, int, str]]) -> None:
    start = list(parent).index(run[0][0])
    lists: list[tuple[int, Element]] = []
    for paragraph, level, mark in run:
        paragraph_parents = parents_of(paragraph)
        for element in list(paragraph.iter()):
            if _IGNORED.search(element.get("style") or "") and element in paragraph_parents:
                remove(paragraph_parents[element], element)
        while lists and lists[-1][0] > level:
            lists.pop()
        if not lists or lists[-1][0] < level:
            kind = "ol" if re.match(r"\(?(\d+|[a-z])[.)]", mark) else "ul"
            if lists:
                items = lists[-1][1]
                made = SubElement(items[-1] if len(items) else items, kind)
            else:
                made = Element(kind)
            lists.append((level, made))
        paragraph.tail = None
        parent.remove(paragraph)
        item = SubElement(lists[-1][1], "li")
        item.append(paragraph)
        if len(lists) == 1 and len(lists[0][1]) == 1:
            parent.insert(start, lists[0][1])
            start += 1
