"""XML from outside → a tree, without anything that a document type could smuggle in."""

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
        raise ExchangeError("This file defines XML entities, which is not safe", path=path, mend=mend)

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
