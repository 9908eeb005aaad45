"""Read a finished PDF back: the text of its columns, and where each passage begins."""

import re
from dataclasses import dataclass
from pathlib import Path

import pdfplumber

# The header and footer of a page, in points from its edges.
HEAD, FOOT = 42.0, 46.0
LANGUAGES = ("English", "Español", "Deutsch")


def squeeze(text: str) -> str:
    """Return a text without white space and without hyphens at line ends."""
    return re.sub(r"[\s\u2010\u00ad]", "", text)


@dataclass(frozen=True)
class Passage:
    """Where a text begins: page, counted from 0, and distance from its top in points."""

    page: int
    top: float


@dataclass
class Column:
    """The text of a column through all pages, without white space, and where each letter is."""

    text: str
    places: list[Passage]

    def begin(self, passage: str) -> Passage:
        """Return where a text begins that stands exactly once."""
        wanted = squeeze(passage)
        assert self.text.count(wanted) == 1, f"{self.text.count(wanted)} times: {passage[:60]}"
        return self.places[self.text.index(wanted)]


def columns(path: Path) -> tuple[Column, Column]:
    """Return the source and the target column of a handout, split at the middle of the grid."""
    found = Column("", []), Column("", [])
    with pdfplumber.open(path) as pdf:
        for number, page in enumerate(pdf.pages):
            # The grid: 14 mm margin, 8 mm numbers, two equal columns, 14 mm margin.
            left = (14 + 8) / 25.4 * 72
            middle = left + (float(page.width) - left - 14 / 25.4 * 72) / 2
            for column, (x0, x1) in zip(
                found, ((left - 2, middle), (middle, page.width)), strict=True
            ):
                body = page.crop((x0, HEAD, x1, float(page.height) - FOOT))
                for line in body.extract_text_lines(return_chars=True):
                    if line["text"] in LANGUAGES:
                        continue  # a table's header comes again where the table goes on
                    for char in line["chars"]:
                        for letter in squeeze(char["text"]):
                            column.text += letter
                            column.places.append(Passage(number, line["top"]))
    return found


def text(path: Path) -> str:
    """Return all text of a PDF without white space."""
    with pdfplumber.open(path) as pdf:
        return squeeze("".join(page.extract_text() for page in pdf.pages))
