"""The text part of a DOCX, as Word shows it → the same as pandoc can read it whole.

pandoc loses the paragraph in which a text box stands, what simple fields show, and readings above a
line. For reviews these are left as they are: there they are named.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement

from pipeline.readers.inlines import Node, flattened, words_of
from pipeline.system.ooxml import WORD

_W = f"{{{WORD}}}"
# Stand alone in a paragraph before and behind what stood in a text box.
_OPENS, _CLOSES = "\ue010", "\ue011"


def is_touched(part: bytes) -> bool:
    """Whether a text part has any of what is rewritten here."""
    return any(sign in part for sign in (b"txbxContent", b"fldSimple", b":ruby"))


def rewrite(tree: Element) -> None:
    """Make a text part, as Word shows it, say all to pandoc."""
    _unwrap(tree)
    for parent in list(tree.iter()):
        for index in range(len(parent) - 1, -1, -1):
            if parent[index].tag == f"{_W}p":
                boxes = list(_boxes(parent[index]))
                for box in reversed(boxes):
                    parent[index + 1 : index + 1] = [_mark(_OPENS), *box, _mark(_CLOSES)]


def _unwrap(parent: Element) -> None:
    children: list[Element] = []
    for child in list(parent):
        _unwrap(child)
        if child.tag == f"{_W}fldSimple":
            children += list(child)
        elif child.tag == f"{_W}r" and (ruby := child.find(f"{_W}ruby")) is not None:
            children += _read_out(ruby)
        else:
            children.append(child)
    parent[:] = children


def _read_out(ruby: Element) -> Iterator[Element]:
    """Yield a word and the reading above it, in brackets behind it."""
    yield from ruby.findall(f"{_W}rubyBase/{_W}r")
    reading = "".join(text.text or "" for text in ruby.iterfind(f"{_W}rt//{_W}t"))
    if reading:
        run = Element(f"{_W}r")
        SubElement(run, f"{_W}t").text = f"({reading})"
        yield run


def _boxes(paragraph: Element) -> Iterator[list[Element]]:
    """Take the text boxes out of a paragraph and yield what stands in each that has words."""
    seen: set[str] = set()
    for parent in list(paragraph.iter()):
        for box in parent.findall(f"{_W}txbxContent"):
            parent.remove(box)
            text = "".join(text.text or "" for text in box.iter(f"{_W}t"))
            if text.strip() and text not in seen:
                seen.add(text)
                yield [deepcopy(child) for child in box]


def _mark(sign: str) -> Element:
    paragraph = Element(f"{_W}p")
    SubElement(SubElement(paragraph, f"{_W}r"), f"{_W}t").text = sign
    return paragraph


# What pandoc made of it


def with_boxes(blocks: Sequence[Node]) -> list[Node]:
    """Return blocks in which what stood in a text box is set apart, as a quotation is."""
    found: list[Node] = []
    inside: list[Node] | None = None
    for block in flattened(blocks):
        sign = words_of([block]).strip() if block["t"] == "Para" else ""
        if sign == _OPENS:
            inside = []
        elif sign == _CLOSES and inside is not None:
            found += [{"t": "BlockQuote", "c": inside}] if inside else []
            inside = None
        elif inside is not None:
            inside.append(block)
        else:
            found.append(block)
    return found + (inside or [])
