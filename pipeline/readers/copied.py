"""What a page adds to a text, and how to take it off again: for PDFs, and for what was copied.

Running heads, page numbers, words cut at the ends of lines, paragraphs cut at the ends of pages.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from pipeline.languages import SOURCE
from pipeline.languages.frequency import zipf

# Lines at the top and at the bottom of a page that may be none of its text, and their characters:
# of one that stands there once, and of one that stands on other pages too.
_DEEP, _LONGEST, _LONGEST_REPEATED = 3, 110, 300
# On wordfreq's scale: from here on a word is one that people write so, and not a slip of the pen;
# and words that many a compound is made of.
_KNOWN, _COMMON = 3.0, 3.5

# Characters at the end of a line that show how it ends; no word is longer.
_TAIL = 120
# Stands before a line that goes on with the line before it, however that looks.
GLUE = "\x1f"

_NUMBER = r"(?:\d{1,4}|[ivxl]{1,7})"
_PAGE_NUMBER = re.compile(
    rf"\W*(?:page|p\.|seite|página)?\s*{_NUMBER}(?:\s*(?:/|of|von|de)\s*\d{{1,4}})?\W*",
    re.IGNORECASE,
)
_LEADER = re.compile(
    r"\w.*(?:(?:\.\s?){5,}|[….\s]{4,}(?<=…)|…{2,}[…\s]*)\s*[\divxl]{1,6}\s*$", re.IGNORECASE
)
_CUT = re.compile(r"(?P<head>[^\W\d_]+(?:-[^\W\d_]+)*)(?P<hyphen>[-\u2010\u00ad]|\u00ad-)$")
# What closes a sentence may be followed by quotation marks, brackets and the number of a note.
_CLOSED = re.compile(r"[.!?:;…][\"'”’»)\]*\d⁰¹²³⁴⁵⁶⁷⁸⁹]*$")


def is_page_number(line: str) -> bool:
    """Whether a line has the number of a page and nothing else."""
    return len(line) <= 24 and _PAGE_NUMBER.fullmatch(line.strip()) is not None


def leads_to_page(line: str) -> bool:
    """Whether a line is one of a table of contents: dots lead from its words to a page."""
    return len(line) <= _LONGEST_REPEATED and _LEADER.search(line) is not None


def furniture(pages: Sequence[Sequence[str]], title: str) -> list[frozenset[int]]:
    """Return which lines of each page are running heads and page numbers.

    Args:
        pages: The lines of each page that have words, from top to bottom.
        title: The line with the title, which the heads may repeat.
    """
    if len(pages) < 2:
        return [frozenset(_numbers(page)) for page in pages]
    edges = [list(_edges(page)) for page in pages]
    often = Counter(place for page, edge in zip(pages, edges, strict=True) for place, _ in edge)
    name = _key(title)
    found = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        taken = set(_numbers(page))
        open_sides = {"top", "bottom"}
        for (side, deep, key), place in edge:
            long = len(page[place])
            # A head may be the title, or its beginning, and stand on one page only.
            named = number > 0 and place == 0 and len(key) > 3 and name.startswith(key)
            repeated = often[side, deep, key] > 1 and len(key) > 3 and (number > 0 or key != name)
            heads = (named and long <= _LONGEST) or (repeated and long <= _LONGEST_REPEATED)
            if side in open_sides and heads:
                taken.add(place)
            else:
                open_sides -= {side}
        found.append(frozenset(taken))
    return found


def _edges(page: Sequence[str]) -> Iterator[tuple[tuple[str, int, str], int]]:
    """Yield what stands at the top and at the bottom of a page: side, depth, text; and its place.

    Numbers of pages do not count.
    """
    places = [place for place in range(len(page)) if place not in set(_numbers(page))]
    for side, inwards in (("top", places), ("bottom", places[::-1])):
        for deep, place in enumerate(inwards[:_DEEP]):
            yield (side, deep, _key(page[place])), place


def _key(line: str) -> str:
    """Return what the running heads of two pages have in common: all but the page's number."""
    return " ".join(re.findall(r"[^\W\d_]+|#", re.sub(r"\d+", "#", line.casefold())))


def _numbers(page: Sequence[str]) -> Iterator[int]:
    """Yield where the number of the page stands: alone in its first line or its last."""
    if len(page) > 1:
        yield from (place for place in (0, len(page) - 1) if is_page_number(page[place]))


def goes_on(before: str, after: str) -> bool:
    """Whether a paragraph that ends at the end of a page, or column, goes on with what follows."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return False
    if _cut(before) or after[0].islower():
        return True
    return not _CLOSED.search(before[-_TAIL:]) and not _is_short(before)


def _cut(line: str) -> re.Match[str] | None:
    """Return the word that is cut at the end of a line, and its hyphen."""
    return _CUT.search(line, max(0, len(line) - _TAIL))


def _is_short(text: str) -> bool:
    return len(text) < 60


class Joiner:
    """Joins lines of a text in which words were cut.

    Args:
        lines: All of its lines, to know the words that it has.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = tuple(lines)

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words of the text that stand within a line, those with a hyphen among them."""
        # From the beginning of a word on only: some lines are one endless word.
        word = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:-[^\W\d_]+)*(?=\W)")
        found = (word.findall(line) for line in self._lines)
        return frozenset(word.casefold() for words in found for word in words)

    def join(self, before: str, after: str) -> str:
        """Return two lines as one: with a blank, or with the word whole that was cut between."""
        before, after = before.rstrip(), after.lstrip()
        cut = _cut(before)
        rest = re.match(r"[^\W\d_]+(?:-[^\W\d_]+)*", after)
        if cut is None or rest is None:
            glue = "" if re.search(r"[\w]/$|[—–]$(?<![ ]—)(?<![ ]–)", before) else " "
            return f"{before}{glue}{after}" if before and after else before or after
        if not after[0].islower() and "-" in cut["hyphen"]:
            return before + after  # Anglo-|Saxon
        kept = "" if self._is_whole(cut["head"], rest[0], cut["hyphen"]) else "-"
        return before[: cut.start("hyphen")] + kept + after

    def _is_whole(self, head: str, rest: str, hyphen: str) -> bool:
        """Whether two parts are one word, and not two with a hyphen that belongs there."""
        if hyphen[:1] in "\u2010\u00ad":  # set by what broke the line
            return True
        first, last = head.casefold().rpartition("-")[2], rest.casefold().partition("-")[0]
        if f"{head}-{rest}".casefold() in self._words:
            return False
        whole = first + last
        if whole in self._words or zipf(whole, SOURCE) > _KNOWN:
            return True
        # What is rarer is a name or a rare word, unless both its parts are common ones.
        return not all(len(part) > 2 and zipf(part, SOURCE) > _COMMON for part in (first, last))


NO_CONTENTS = "The table of contents is left out."
# So many lines that lead to pages are a table of contents.
_CONTENTS = 3


def without_contents(lines: Sequence[str]) -> tuple[list[str], bool]:
    """Return the lines of a text without those of its table of contents, and whether it had one."""
    kept = [line for line in lines if not leads_to_page(line)]
    has_one = len(lines) - len(kept) >= _CONTENTS
    return (kept, True) if has_one else (list(lines), False)


def unpaged(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a text without those that its pages added, and these.

    A page ends with a form feed, or with its number, alone between two halves of a sentence. Where
    a paragraph goes over the end of a page, `GLUE` stands before the line that goes on with it.
    """
    pages = _pages(lines)
    if len(pages) < 2:
        return [line.replace("\f", "") for line in lines], []
    full = [[place for place, line in enumerate(page) if line.strip()] for page in pages]
    texts = [
        [page[place].strip() for place in places] for page, places in zip(pages, full, strict=True)
    ]
    title = next((text for page in texts for text in page), "")
    taken = furniture(texts, title)
    left_out: list[str] = []
    kept: list[str] = []
    for page, places, out in zip(pages, full, taken, strict=True):
        gone = {places[index] for index in out}
        left_out += [page[place].strip() for place in sorted(gone)]
        rest = _trimmed([line for place, line in enumerate(page) if place not in gone])
        if rest and kept:
            if goes_on(kept[-1], rest[0]):
                rest[0] = GLUE + rest[0]
            else:
                kept.append("")
        kept += rest
    return kept, left_out


def _pages(lines: Sequence[str]) -> list[list[str]]:
    if any("\f" in line for line in lines):
        return [page.split("\n") for page in "\n".join(lines).split("\f")]
    ends = _numbered_ends(lines)
    starts = [0, *(end + 1 for end in ends)]
    return [list(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _numbered_ends(lines: Sequence[str]) -> list[int]:
    """Return where the numbers of pages stand that count up; none where they may be headings."""
    alone = [
        place
        for place, line in enumerate(lines)
        if is_page_number(line)
        and re.search(r"\d", line)
        and not "".join(lines[max(0, place - 1) : place]).strip()
    ]
    numbers = [int(re.findall(r"\d+", lines[place])[0]) for place in alone]
    ends = [
        place
        for index, place in enumerate(alone)
        if numbers[index] + 1 in numbers[index + 1 : index + 2]
        or numbers[index] - 1 in numbers[max(0, index - 1) : index]
    ]
    cut = [place for place in ends if _is_cut(lines, place)]
    return ends if len(ends) > 1 and cut else []


def _is_cut(lines: Sequence[str], place: int) -> bool:
    """Whether the text goes on over a line."""
    before = next((line for line in reversed(lines[:place]) if line.strip()), "")
    # A running head may come first.
    after = [line.strip() for line in lines[place + 1 : place + 8] if line.strip()][:2]
    return not _CLOSED.search(before.rstrip()[-_TAIL:]) and any(line[0].islower() for line in after)


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Return lines without empty ones at their ends."""
    full = [place for place, line in enumerate(lines) if line.strip()]
    return list(lines[full[0] : full[-1] + 1]) if full else []
