"""A review that LibreOffice saved as OpenDocument text → its rows.

pandoc makes a DOCX of it, so that there is one reader of tables. What it does not take along is
looked up in the file itself: the lesson's name, and whether there are comments.
"""

import re
from pathlib import Path

from pipeline.errors import DocumentError
from pipeline.review.formats import docx_read
from pipeline.review.formats.xmltree import read_xml
from pipeline.review.rows import Returned
from pipeline.system import office, pandoc

# pandoc takes what is underlined for emphasis, and LibreOffice underlines every link.
_UNDERLINED = re.compile(rb' style:text-underline-[a-z-]+="[^"]*"')
_SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"


def read(content: bytes, path: Path) -> Returned:
    """Read the document.

    Raises:
        DocumentError: Where it is damaged or protected.
        ExchangeError: Where it has no table with references.
    """
    found = office.read_office(content, path)
    with office.opened(content, path) as archive:
        names = archive.namelist()
        meta = read_xml(archive.read("meta.xml"), path) if "meta.xml" in names else None
        drawn = {n: archive.read(n) for n in names if n in ("content.xml", "styles.xml")}
    plain = office.repacked(content, {n: _UNDERLINED.sub(b"", part) for n, part in drawn.items()})
    subjects = [] if meta is None else [element.text or "" for element in meta.iter(_SUBJECT)]
    lesson = next((s for s in subjects if s.startswith(docx_read.LESSON)), "")
    returned = docx_read.read(pandoc.convert(plain, "odt", "docx", DocumentError), path)
    return Returned(
        lesson.removeprefix(docx_read.LESSON),
        returned.language,
        returned.rows,
        (*returned.remarks, *found.warnings),
    )
