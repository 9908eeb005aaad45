"""Bytes of XML ↔ a tree; what comes from outside may define nothing for itself."""

from collections.abc import Set
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from pipeline.errors import ExchangeError


def read_xml(content: bytes, path: Path) -> ElementTree.Element:
    """Read an XML file. It may name a document type, which is not fetched, but define no entity.

    Raises:
        ExchangeError: Where it is no well-formed XML, with the line, or defines entities.
    """

    def refuse(*_: object) -> None:
        mend = "Export it anew, or save it again in the program that made it"
        raise ExchangeError(
            "This file defines XML entities, which is not safe", path=path, mend=mend
        )

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
        return ElementTree.fromstring(content)
    except (expat.ExpatError, ElementTree.ParseError) as bad:
        line = getattr(bad, "lineno", 1)
        mend = "Save it again in the program that made it"
        raise ExchangeError("This is no well-formed XML", path=path, line=line, mend=mend) from None
    except (ValueError, LookupError):  # an encoding that Python does not know
        raise ExchangeError("This XML file has an unknown encoding", path=path) from None


def write_xml(root: ElementTree.Element, texts: Set[str], doctype: str = "") -> bytes:
    """Write a tree with one element a line, indented, but in texts, where white space counts.

    Args:
        root: The tree, without white space of its own between elements.
        texts: The names of elements whose content stays as it is.
        doctype: What to write before the first element.
    """
    _indent(root, texts, "\n")
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}{body}\n'.encode()


def _indent(element: ElementTree.Element, texts: Set[str], line: str) -> None:
    if element.tag in texts or not len(element):
        return
    element.text = f"{line}  "
    for child in element:
        _indent(child, texts, f"{line}  ")
        child.tail = f"{line}  "
    element[-1].tail = line
