"""Lists in the HTML that Word saves: paragraphs with a bullet or number typed before them."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from pipeline.readers.elements import spaced

# What stands for a list's sign, in a page that is for Word too, and in a “filtered” one.
_LEVEL = re.compile(r"mso-list\s*:.*?level(\d)", re.IGNORECASE)
_SIGN = re.compile(r"\s*(?P<sign>[·•o§▪–-]|\(?(?:\d{1,3}|[A-Za-z])[.)])[\s\xa0]{2,}")
_NUMBERED = re.compile(r"\(?(\d+|[A-Za-z])[.)]")


def make_lists(body: Element) -> None:
    """Turn runs of such paragraphs into lists."""
    for parent in list(body.iter()):
        run: list[Element] = []
        for child in [*parent, None]:
            if child is not None and _is_item(child):
                run.append(child)
            elif run:
                _replace(parent, run)
                run = []


def _is_item(paragraph: Element) -> bool:
    called = (paragraph.get("class") or "").startswith("MsoListParagraph")
    styled = _LEVEL.search(paragraph.get("style") or "")
    return paragraph.tag == "p" and bool((called or styled) and _SIGN.match(spaced(paragraph)))


def _replace(parent: Element, run: list[Element]) -> None:
    """Put lists in the place of paragraphs, those of a deeper level inside the item above."""
    start = list(parent).index(run[0])
    # From the outermost to the innermost that is open.
    lists: list[tuple[int, Element]] = []
    for paragraph in run:
        level = _LEVEL.search(paragraph.get("style") or "")
        depth = int(level[1]) if level else 1
        sign = _SIGN.match(spaced(paragraph))
        while lists and lists[-1][0] > depth:
            lists.pop()
        if not lists or lists[-1][0] < depth:
            made = Element("ol" if sign and _NUMBERED.match(sign["sign"]) else "ul")
            if lists:
                lists[-1][1][-1].append(made)
            else:
                parent.insert(start, made)
                start += 1
            lists.append((depth, made))
        parent.remove(paragraph)
        paragraph.tail = None
        _take_off(paragraph, sign[0].strip() if sign else "")
        SubElement(lists[-1][1], "li").append(paragraph)


def _take_off(paragraph: Element, sign: str) -> None:
    """Take a sign off the beginning of a paragraph, and the blanks around it."""
    for element, slot in _texts(paragraph):
        text = (getattr(element, slot) or "").lstrip()
        while text and sign.startswith(text[0]):
            text, sign = text[1:].lstrip(), sign[1:]
        setattr(element, slot, text)
        if text:
            return


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield where the texts of an element stand, in their order."""
    yield element, "text"
    for child in element:
        yield from _texts(child)
        yield child, "tail"
