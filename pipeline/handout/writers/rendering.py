"""What the formats share: the Jinja environment, inline text as HTML, parts of style sheets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from pipeline.alignment.bitext import Pair, Ranges, Row
from pipeline.handout.model import PROPOSED, Handout, sign
from pipeline.text.markup import ADDRESS, Marked, Span, Style, walk

if TYPE_CHECKING:
    from jinja2 import Environment

_ELEMENTS = {
    Style.EMPHASIS: "em",
    Style.STRONG: "strong",
    Style.STRIKE: "s",
    Style.CODE: "code",
}


@cache
def environment() -> "Environment":
    """Return the environment of all templates; a name that is not defined is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    jinja = Environment(
        loader=PackageLoader("pipeline.handout.writers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters["inline"] = inline
    jinja.filters["css_string"] = css_string
    jinja.filters["sign"] = sign
    jinja.filters["bound"] = bound
    jinja.filters["sentence_pairs"] = sentence_pairs
    jinja.filters["in_lists"] = in_lists
    jinja.globals["PROPOSED"] = PROPOSED
    return jinja


def inline(marked: Marked, handout: Handout) -> Markup:
    """Return a text with its spans as HTML.

    Only what leads to the web or to a mailbox is a link, and none stands within another. A
    vocabulary word links to its entry (`#v3`) and can be linked to (`#t3`); a footnote mark
    links to its note (`#n1`). Nothing is inserted into the text but the footnotes' numbers.
    """
    html = ""
    seen: set[str] = set()
    for event, text, span in walk(_linkable(marked)):
        if span is None:
            html += "".join(_words(text))
        elif span.style in _ELEMENTS:
            html += f"<{'/' * (event == 'close')}{_ELEMENTS[span.style]}>"
        elif span.style is Style.IMAGE:
            html += '<span class="image">' if event == "open" else "</span>"
        elif span.style is Style.SENTENCE:
            opening = f'<span class="sentence" data-sentence="{escape(span.value)}">'
            html += opening if event == "open" else "</span>"
        elif event == "close":
            html += "" if span.style is Style.NOTE else "</a>"
        else:
            html += _anchor(span, handout, seen)
    return Markup(html)


def _words(text: str) -> Iterator[str]:
    """Yield a text as HTML, its addresses marked: a hyphen in one would change it."""
    end = 0
    for match in ADDRESS.finditer(text):
        yield str(escape(text[end : match.start()])).replace("\n", "<br/>")
        yield f'<span class="address">{escape(match.group())}</span>'
        end = match.end()
    yield str(escape(text[end:])).replace("\n", "<br/>")


# An address within the article's folder leads nowhere from within a handout.
_OUTWARD = re.compile(r"https?://[\w.-]+(:\d+)?([/?#]|$)|mailto:")


def _linkable(marked: Marked) -> Marked:
    """Return the text with links that lead somewhere, cut around vocabulary words."""
    found = sorted(
        (s for s in marked.spans if s.style is Style.TERM), key=lambda s: s.end - s.start
    )
    terms: list[Span] = []
    for term in found:  # a word within another, such as "rule" in "bend a rule", comes first
        terms = sorted((*terms, *_around(term, terms)), key=lambda span: span.start)
    spans = [span for span in marked.spans if span.style not in (Style.LINK, Style.TERM)] + terms
    for link in marked.spans:
        if link.style is Style.LINK and _OUTWARD.match(link.value):
            spans += _around(link, terms)
    return Marked(marked.text).with_spans(spans)


def _around(link: Span, terms: Sequence[Span]) -> Iterator[Span]:
    """Yield the parts of a link outside vocabulary words: HTML has no link within a link."""
    start = link.start
    for term in terms:
        if start < term.end and term.start < link.end:
            if start < term.start:
                yield replace(link, start=start, end=term.start)
            start = term.end
    if start < link.end:
        yield replace(link, start=start)


def _anchor(span: Span, handout: Handout, seen: set[str]) -> str:
    value = escape(span.value)
    if span.style is Style.LINK:
        return f'<a class="link" href="{value}">'
    if span.style is Style.NOTE:
        number = handout.note_number(span.value)
        if number is None:
            return f"[{value}]"
        return f'<sup><a class="noteref" epub:type="noteref" href="#n{number}">{number}</a></sup>'
    # A term that another span cuts in two is two links, and an id may stand only once.
    identity = "" if span.value in seen else f' id="t{value}"'
    seen.add(span.value)
    return f'<a class="term"{identity} href="#v{value}">'


# An ending of a dictionary, which no line may begin with or break in: "mutuo, -a".
_ENDING = re.compile(r" (-\w*)(?![\w-])")


def bound(text: str) -> Markup:
    """Return a headword or a gloss as HTML whose endings stay with their word."""
    return Markup(_ENDING.sub(r'&#160;<span class="ending">\1</span>', str(escape(text))))


def css_string(text: str) -> Markup:
    """Return a text as a CSS string, its quotation marks included: nothing in it ends it."""
    escaped = re.sub(r'[\\"<\x00-\x1f\x7f-\x9f]', lambda found: f"\\{ord(found[0]):x} ", text)
    return Markup(f'"{escaped}"')


def sentence_pairs(pair: Pair) -> list[tuple[Marked, Marked]]:
    """Return the sentences of a text, each with those that translate it; one of them may lack."""
    return [
        (
            _part(pair.source, pair.source_sentences, link.source),
            _part(pair.target, pair.target_sentences, link.target),
        )
        for link in pair.links
    ]


def _part(marked: Marked, ranges: Ranges, numbers: Sequence[int]) -> Marked:
    return marked.part(ranges[numbers[0]][0], ranges[numbers[-1]][1]) if numbers else Marked("")


_OPEN_LIST, _CLOSE_LIST = Markup('<div role="list">'), Markup("</div>")
_OPEN_ITEM, _CLOSE_ITEM = Markup('<div class="list-item" role="listitem">'), Markup("</div>")


def in_lists(rows: Iterable[Row]) -> Iterator[tuple[Markup, Row | None]]:
    """Yield rows, each after the HTML that opens and closes the lists that it stands in.

    A row holds an item in both languages, so that no `<li>` can: a list is told by its roles. The
    last of what is yielded is no row.
    """
    depth = 0
    for row in rows:
        block = row.block
        tags: list[Markup] = []
        if block.depth < depth:
            tags += [_CLOSE_ITEM, _CLOSE_LIST] * (depth - block.depth)
        if block.marker and 0 < block.depth <= depth:
            tags += [_CLOSE_ITEM, _OPEN_ITEM]
        if block.depth > depth:
            tags += [_OPEN_LIST, _OPEN_ITEM] * (block.depth - depth)
        depth = block.depth
        yield Markup("\n").join(tags), row
    yield Markup("\n").join([_CLOSE_ITEM, _CLOSE_LIST] * depth), None


def noted_in(handout: Handout) -> dict[str, str]:
    """Return for each footnote the id of the row or heading where its mark stands first."""
    found: dict[str, str] = {}
    for index, section in enumerate(handout.sections, 1):
        places = [(f"h{index}", section.heading)] if section.heading else []
        places += [(f"p{row.block.number}", pair) for row in section.rows for pair in row.pairs]
        for place, pair in places:
            for span in pair.source.spans:
                if span.style is Style.NOTE:
                    found.setdefault(span.value, place)
    return found


def footer(handout: Handout) -> str:
    """Return what stands at the foot of every printed page: origin, rights and progress."""
    progress = handout.progress
    return " · ".join(dict.fromkeys((*handout.provenance, progress.source, progress.target)))


def page_count(handout: Handout) -> Markup:
    """Return "Page 1 of 9" as CSS content with the counters of pages."""
    # Form feed and vertical tab stand in no label, so they can stand for what CSS counts.
    counters = {"\f": "counter(page)", "\v": "counter(pages)"}
    parts = re.split(r"([\f\v])", handout.labels("page", page="\f", pages="\v").source)
    return Markup(" ").join(Markup(counters.get(part) or css_string(part)) for part in parts)
