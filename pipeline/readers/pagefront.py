"""Headline, byline, date line and standfirst of a web page: no paragraphs of its article."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pipeline.readers.document import iso_date
from pipeline.readers.elements import named, words
from pipeline.readers.mainpart import PageBlock
from pipeline.readers.pagehead import PageHead, byline, shown_author

_HEADINGS = ("h1", "h2", "h3")
_TITLE_CLASS = {"title", "headline"}
_TITLE_OF_WORD = {"mso", "title"}
_LOGO = {"logo", "brand", "branding", "masthead", "sitename", "site"}
_STANDFIRST = {
    *("standfirst", "dek", "deck", "subtitle", "subhead", "subheadline", "subheading"),
    *("strapline", "lede", "lead", "intro", "excerpt", "summary", "kicker"),
}
# Words of a line that says who wrote it and when, and nothing else.
_ABOUT = frozenset(
    "by posted published updated modified created last first on at in the and of from for to a an"
    " date time author authors written words story report reported edited editor staff writer"
    " correspondent reporter contributor min mins minute minutes read reading ago am pm a m p"
    " gmt utc est edt et bst pst pdt cet monday tuesday wednesday thursday friday saturday sunday"
    " mon tue tues wed thu thur thurs fri sat sun january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
    " st nd rd th comments comment share views news".split()
)
_SAID = re.compile(
    r"\b(by|posted|published|updated|written|author|minutes?|mins?|date)\b", re.IGNORECASE
)
_DATE = re.compile(
    r"\b(\d{1,2}(st|nd|rd|th)? )?[A-Z][a-z]{2,8}\.? (\d{1,2}(st|nd|rd|th)?,? )?\d{4}\b"
    r"|\b\d{4}-\d\d-\d\d"
)
_MOST = 30  # words that a line about the article has
_LEAD = 80
_SITE = 6  # words of a site's name behind a title
_LONG = 25  # words of a paragraph of the article itself


@dataclass(frozen=True)
class Front:
    """What stands as lines around an article.

    Attributes:
        known: Front matter, by key.
        lines: The lines, which are no paragraphs.
        said: Those of them whose words the front matter has.
    """

    known: Mapping[str, str]
    lines: frozenset[PageBlock]
    said: frozenset[PageBlock]


def same(text: str) -> str:
    """Return what two texts that read the same have in common."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def headline_of(
    blocks: Sequence[PageBlock], kept: Sequence[bool], head: PageHead
) -> Element | None:
    """Return the element that is the headline of an article, where a page shows one."""
    name = same(head.headline)
    candidates: list[tuple[PageBlock, Element]] = []
    for block in blocks:
        heading = next((e for e in reversed(block.above) if e.tag in _HEADINGS), None)
        if heading is None and named(block.host) & _TITLE_CLASS:
            heading = block.host
        if heading is not None:
            candidates.append((block, heading))
    for _, heading in candidates:
        if _names(same(words(heading)), name):
            return heading
    tops = [
        heading
        for block, heading in candidates
        if (heading.tag == "h1" or named(heading) >= _TITLE_OF_WORD)
        and not _is_logo(block, heading, head)
    ]
    inside = [h for b, h in candidates if h in tops and kept[blocks.index(b)]]
    chosen = list(dict.fromkeys(inside)) or list(dict.fromkeys(tops))
    return chosen[0] if len(chosen) == 1 else None


def _names(shown: str, name: str) -> bool:
    """Whether a heading says what the page is called, be there the site's name behind."""
    if not shown or not name:
        return False
    if shown == name:
        return True
    shorter, longer = sorted((shown, name), key=len)
    return len(shorter.split()) >= 3 and f" {shorter} " in f" {longer} "


def _is_logo(block: PageBlock, heading: Element, head: PageHead) -> bool:
    if any(named(element) & _LOGO for element in (*block.above[-3:], *heading.iter())):
        return True
    address = next((a.get("href") for a in heading.iter("a")), None)
    return address in ("/", "./", "index.html") or same(words(heading)) == same(head.site)


def front_of(
    blocks: Sequence[PageBlock], kept: Sequence[bool], headline: Element | None, head: PageHead
) -> Front:
    """Return the front matter that stands as lines around an article, and these lines."""
    known: dict[str, str] = {}
    if not blocks:
        return Front(known, frozenset(), frozenset())
    zone = _zone(blocks, kept, headline)
    lines_of_few = [blocks[place].text for place in zone if blocks[place].size <= _MOST]
    shown = shown_author(blocks[0].above[0], headline)
    if name := shown or next(filter(None, map(byline, lines_of_few)), ""):
        known["author"] = name
    people = set(same(f"{head.known.get('author', '')} {known.get('author', '')}").split())
    closing = [place for place in range(len(blocks)) if kept[place]][-3:]
    about = people | set(same(head.site).split())
    lines = {blocks[place] for place in (*zone, *closing) if _is_about(blocks[place], about)}
    if "date" not in head.known and (date := _shown_date(b for b in blocks if b in lines)):
        known["date"] = date
    title = same(words(headline)) if headline is not None else ""
    again = {
        block
        for block in blocks[: zone.stop]
        if block.size <= len(title.split()) + _SITE
        and _names(same(block.text), title)
        and headline not in block.above
    }
    lines |= again
    said = again | {
        line for line in lines if people & set(same(line.text).split()) or _DATE.search(line.text)
    }
    for place in zone:
        block = blocks[place]
        if block not in lines and _is_standfirst(block, kept[place], headline, head):
            known["lead"] = block.text
            return Front(known, frozenset({*lines, block}), frozenset({*said, block}))
    return Front(known, frozenset(lines), frozenset(said))


def _zone(blocks: Sequence[PageBlock], kept: Sequence[bool], headline: Element | None) -> range:
    """Return the places from the headline to the first paragraph of the article."""
    firsts = [n for n, block in enumerate(blocks) if kept[n] and block.size >= _LONG]
    tops = [n for n, block in enumerate(blocks) if headline in block.above]
    first = next((n for n in firsts if not tops or n > tops[-1]), len(blocks) - 1)
    start = tops[-1] + 1 if tops else next((n for n in range(len(blocks)) if kept[n]), 0)
    return range(start, min(first + 2, len(blocks)))


def _shown_date(lines: Iterable[PageBlock]) -> str:
    """Return the first whole date in one of some lines, as front matter has it."""
    for line in lines:
        for found in _DATE.finditer(line.text):
            if re.fullmatch(r"[\d-]+", date := iso_date(found[0])):
                return date
    return ""


def _is_about(block: PageBlock, people: set[str]) -> bool:
    """Whether a line says nothing but who wrote an article and when."""
    said = same(block.text).split()
    if not said or len(said) > _MOST:
        return False
    rest = [word for word in said if word not in _ABOUT and word not in people]
    rest = [word for word in rest if not re.fullmatch(r"\d+(st|nd|rd|th|am|pm)?", word)]
    if rest or block.host.tag in ("td", "th", "pre"):
        return False
    return bool(_SAID.search(block.text) or _DATE.search(block.text) or set(said) & people)


def _is_standfirst(block: PageBlock, kept: bool, headline: Element | None, head: PageHead) -> bool:
    if headline is None or headline in block.above or not 5 <= block.size <= _LEAD:
        return False
    if block.host.tag in ("li", "td", "figcaption", "blockquote"):
        return False
    called = any(named(element) & _STANDFIRST for element in block.above[-2:])
    described = same(block.text) == same(head.standfirst)
    return called or (described and not kept)
