"""Small things that every reader of a web page does with its elements."""

from collections.abc import Iterator
from functools import cache
from re import split
from xml.etree.ElementTree import Element

# Elements that stand in a line of text; https://html.spec.whatwg.org, phrasing content.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i ins kbd label mark math q rb"
    " rp rt ruby s samp small span strike strong sub sup time tt u var wbr img picture".split()
)


def remove(parent: Element, *children: Element) -> None:
    """Take elements out, and leave the texts behind them; in one go, for there may be thousands."""
    gone = set(children)
    if not gone:
        return
    kept: list[Element] = []
    texts = [[parent.text or ""]]  # before the first child, and behind each
    for child in parent:
        if child in gone:
            texts[-1].append(child.tail or "")
        else:
            kept.append(child)
            texts.append([child.tail or ""])
    parent[:] = kept
    parent.text = "".join(texts[0])
    for child, text in zip(kept, texts[1:], strict=True):
        child.tail = "".join(text)


def words(element: Element) -> str:
    """Return the text of an element in one line; blocks and line breaks part words."""
    return " ".join(spaced(element).split())


def spaced(element: Element) -> str:
    """Return the text of an element with its blanks, and more around blocks and line breaks."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    apart = "" if element.tag in INLINE and element.tag != "br" else " "
    yield apart + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield apart


def named(element: Element) -> frozenset[str]:
    """Return the words that an element's class and id are made of, in small letters."""
    return _parts(f"{element.get('class') or ''} {element.get('id') or ''}")


@cache
def _parts(names: str) -> frozenset[str]:
    spaced = "".join(
        f" {char}" if char.isupper() and before.islower() else char
        for before, char in zip(f" {names}", names, strict=False)
    )
    return frozenset(part for part in split(r"[^a-z]+", spaced.lower()) if part)


def parents_of(tree: Element) -> dict[Element, Element]:
    """Return the parent of each element."""
    return {child: parent for parent in tree.iter() for child in parent}
