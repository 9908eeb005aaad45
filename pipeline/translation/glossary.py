"""`glossary.csv` → terms that a person decided on; what of a text has to survive translation.

A glossary has the columns source, target and language. A target `keep` leaves the term as it is;
an empty language means all of them.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from pipeline.errors import GlossaryError
from pipeline.system.boundary import boundary
from pipeline.text.figures import figures, localized
from pipeline.text.markup import ADDRESS, Marked, Style

_COLUMNS = ("source", "target", "language")
_KEEP = "keep"


@dataclass(frozen=True)
class GlossaryTerm:
    """A term with its translations by language; under "" the one for all languages."""

    source: str
    targets: Mapping[str, str]

    def target(self, language: str) -> str | None:
        """Return the translation into a language, or None where the glossary has none."""
        return self.targets.get(language, self.targets.get(""))


@dataclass(frozen=True)
class Glossary:
    """Terms, longest first, so that a term within a longer one gives way to it."""

    terms: tuple[GlossaryTerm, ...] = ()

    def merged(self, other: "Glossary") -> "Glossary":
        """Return both together; where they differ, the other one's word counts."""
        both: dict[str, dict[str, str]] = {}
        for term in (*self.terms, *other.terms):
            both.setdefault(term.source, {}).update(term.targets)
        return Glossary(_longest_first(both))


@dataclass(frozen=True, slots=True)
class Kept:
    """A range of a text (in characters) that must say `wanted` in the translation.

    Attributes:
        figure: The value, where it is a number: it may be written otherwise.
        is_term: Whether the glossary wants it: a person may inflect it.
    """

    start: int
    end: int
    wanted: str
    figure: str = ""
    is_term: bool = False


def read_glossary(text: str, path: Path | str, languages: Sequence[str]) -> Glossary:
    """Read a glossary.

    Args:
        text: CSV with a header line; comma or semicolon between the columns, as spreadsheets
            of different countries write it.
        path: Where it comes from, for messages.
        languages: The languages of the project.

    Raises:
        GlossaryError: With the line of what is wrong.
    """
    # csv takes no line end of old Macs; within quotation marks it would keep any as it is.
    text = re.sub("\r\n?", "\n", text.removeprefix("\ufeff"))
    first = text.split("\n", 1)[0]
    rows = csv.reader(StringIO(text), delimiter=";" if ";" in first else ",")
    with boundary(GlossaryError, path, what="This is no valid CSV"):
        try:
            return _read_rows(rows, path, languages)
        except csv.Error as bad:
            what, line = f"This is no valid CSV: {bad}", rows.line_num
            mend = "Put quotation marks around the text, in pairs"
            raise GlossaryError(what, path=path, line=line, mend=mend) from bad


def _read_rows(rows: Any, path: Path | str, languages: Sequence[str]) -> Glossary:
    """Read the rows of a glossary, its header first; raises like `read_glossary`."""
    header = [name.strip().lower() for name in next(rows, [])]
    if not {"source", "target"} <= set(header) <= set(_COLUMNS):
        mend = "Begin the file with the line: source,target,language"
        raise GlossaryError("The names of the columns are missing", path=path, line=1, mend=mend)
    both: dict[str, dict[str, str]] = {}
    for row in rows:
        line = rows.line_num
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            mend = "Put quotation marks around a text with a comma in it"
            raise GlossaryError("This line has too many columns", path=path, line=line, mend=mend)
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        source, target = cells["source"], cells.get("target", "")
        language = cells.get("language", "")
        if not source or not target:
            missing = "target" if source else "source"
            mend = f"Write `{_KEEP}` as target to leave a term as it is" if source else ""
            raise GlossaryError(f"The {missing} is missing", path=path, line=line, mend=mend)
        if language and language not in languages:
            mend = f"The project has {', '.join(languages)}; leave it empty for all"
            raise GlossaryError(
                f"“{language}” is no language of this project", path=path, line=line, mend=mend
            )
        if language in both.setdefault(source, {}):
            raise GlossaryError(f"“{source}” is here twice", path=path, line=line)
        both[source][language] = source if target.lower() == _KEEP else target
    return Glossary(_longest_first(both))


def _longest_first(terms: Mapping[str, Mapping[str, str]]) -> tuple[GlossaryTerm, ...]:
    by_length = sorted(terms.items(), key=lambda item: (-len(item[0]), item[0]))
    return tuple(GlossaryTerm(source, dict(targets)) for source, targets in by_length)


def kept(marked: Marked, glossary: Glossary, source: str, target: str) -> tuple[Kept, ...]:
    """Find what must survive translation: code, addresses, terms of the glossary, numbers.

    Args:
        marked: A text of the source.
        glossary: The terms to look for, as whole words.
        source: Language of the text, ISO 639-1.
        target: Language of the translation.

    Returns:
        Ranges in order; where two overlap, the kind named first above wins.
    """
    found: list[Kept] = []
    for candidate in _candidates(marked, glossary, source, target):
        if all(candidate.end <= other.start or other.end <= candidate.start for other in found):
            found.append(candidate)
    return tuple(sorted(found, key=lambda item: item.start))


def _candidates(marked: Marked, glossary: Glossary, source: str, target: str) -> Iterator[Kept]:
    text = marked.text
    for span in marked.spans:
        if span.style is Style.CODE:
            yield Kept(span.start, span.end, text[span.start : span.end])
    for match in ADDRESS.finditer(text):
        yield Kept(*match.span(), match.group())
    for term in glossary.terms:
        wanted = term.target(target)
        for match in _occurrences(term.source, text) if wanted else ():
            yield Kept(*match.span(), wanted or "", is_term=True)
    for figure in figures(text, source):
        digits = text[figure.start : figure.end]
        yield Kept(figure.start, figure.end, localized(digits, source, target), figure.value)


def _occurrences(term: str, text: str) -> Iterator[re.Match[str]]:
    """Find a term as whole words; one written small also where a sentence begins with it."""
    start = re.escape(term[:1])
    if term[:1].islower():
        start = f"[{start}{re.escape(term[:1].upper())}]"
    spaced = re.sub(r"(\\?\s)+", r"\\s+", re.escape(term[1:]))
    return re.finditer(rf"(?<![\w-]){start}{spaced}(?![\w-])", text)
