"""What the program's documents for Word share: names of the format, paper, languages, the footer.

Format: ECMA-376, part 1, "WordprocessingML".
"""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Width and height of the paper in twentieths of a point.
PAPERS = {"A4": (11906, 16838), "Letter": (12240, 15840)}


def full_language(language: str) -> str:
    """Return a language with the country that a word processor wants: "es-ES"."""
    from babel.core import get_global

    likely = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}-{likely[-1]}" if len(likely) > 1 else language


def run(text: str, language: str = "") -> str:
    """Return a run of text, in a language as `full_language` gives it."""
    properties = f'<w:rPr><w:lang w:val="{language}"/></w:rPr>' if language else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def page_count(label: str) -> str:
    """Return the runs that say "Page 1 of 2", as fields, by a label: "Page {page} of {pages}"."""
    fields = {"page": "PAGE", "pages": "NUMPAGES"}
    runs = ""
    for part in re.split(r"(\{pages?\})", label):
        if name := fields.get(part.strip("{}")):
            runs += f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        else:
            runs += run(part)
    return runs


def footer(paragraphs: Iterable[str], style: str = "") -> str:
    """Return a footer, a paragraph at the right margin for each of these runs, without `HEAD`."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    content = "".join(
        f'<w:p><w:pPr>{look}<w:jc w:val="right"/></w:pPr>{runs}</w:p>' for runs in paragraphs
    )
    return f'<w:ftr xmlns:w="{WORD}">{content}</w:ftr>'
