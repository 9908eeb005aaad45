"""The article of a web page → what pandoc reads as what it is: links, tables, no roles."""

import re
from copy import deepcopy
from xml.etree.ElementTree import Element, tostring

from pipeline.readers.elements import words

# What pandoc keeps or needs. Of a page in which something has the role `main`, it drops the rest.
_ATTRIBUTES = {
    *("href", "src", "alt", "id", "class", "epub:type", "colspan", "rowspan", "start", "type"),
    *("lang", "dir", "reversed", "value", "display", "encoding"),
}
_PROSE = 60  # words of a text in one element that keeps its lines
_TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption")
_OWN = 3  # places of a page that links with an address lead to
_PARAGRAPHS = 4  # in a cell of a table that is none


def shorten_links(body: Element, page: str) -> None:
    """Make links of a page to itself, which browsers save with its address, lead there only.

    Of a page that does not tell its address it is the one with which links name places in it.
    """
    places = {element.get("id") for element in body.iter() if element.get("id")}
    found: dict[str, dict[Element, str]] = {}
    for link in body.iter("a"):
        address, _, place = (link.get("href") or "").partition("#")
        if address and place:
            found.setdefault(address.rstrip("/"), {})[link] = place
    for address, links in found.items():
        named = {*links.values()}
        inside = named & places
        if address == page.rstrip("/") or (len(inside) >= _OWN and 2 * len(inside) > len(named)):
            for link, place in links.items():
                link.set("href", f"#{place}")


def complete_links(body: Element, page: str) -> None:
    """Make the links of a page whose address is known lead to where they lead from there."""
    found = re.match(r"(https?:)//[^/?#]+", page)
    if not found:
        return
    folder = page.split("?")[0].rpartition("/")[0] if "/" in page[found.end() :] else found[0]
    for link in body.iter("a"):
        address = (link.get("href") or "").strip()
        if address.startswith("//"):
            link.set("href", found[1] + address)
        elif address.startswith("/"):
            link.set("href", found[0] + address)
        elif re.match(r"[\w./-]+(\?[^:]*)?(#.*)?$", address):
            link.set("href", f"{folder}/{address}")


def flatten(body: Element) -> None:
    """Take apart the tables that only arrange a page: a cell has a heading or many paragraphs."""
    for table in list(body.iter("table")):
        cells = [cell for cell in table.iter() if cell.tag in ("td", "th")]
        if any(map(_is_column, cells)):
            for element in table.iter():
                if element.tag in _TABLE_PARTS:
                    element.tag = "div"


def _is_column(cell: Element) -> bool:
    tags = [element.tag for element in cell.iter()]
    return tags.count("p") >= _PARAGRAPHS or not {"h1", "h2"}.isdisjoint(tags)


def for_pandoc(body: Element) -> str:
    """Return a page as HTML for pandoc's reader, with its extension `epub_html_exts`."""
    for element in body.iter():
        for name in set(element.attrib) - _ATTRIBUTES:
            del element.attrib[name]
        if element.tag in ("main", "article"):
            element.tag = "div"
        if element.tag != "img":
            element.attrib.pop("class", None)
    body.tag = "body"
    html = tostring(body, encoding="unicode", method="html")
    return f'<html xmlns:epub="http://www.idpf.org/2007/ops">{html}</html>'


def preformatted(body: Element) -> str:
    """Return the lines of an article that is plain text in a page, as old books are."""
    parts = [
        "".join(element.itertext())
        for element in body.iter("pre")
        if next(element.iter("code"), None) is None
    ]
    # Each may be a page.
    lines = "\f".join(parts)
    most = len(words(body).split()) / 2
    return lines if len(lines.split()) > max(most, _PROSE) else ""


def text_of(body: Element) -> str:
    """Return the words that pandoc has to find again; a mark of a footnote is none."""
    copied = deepcopy(body)
    for mark in [e for e in copied.iter() if e.get("epub:type") == "noteref"]:
        for element in mark.iter():
            element.text = ""
            if element is not mark:
                element.tail = ""
    return words(copied)
