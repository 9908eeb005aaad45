"""A web page → its article as clean HTML, and what the page says about it.

pandoc reads every word of a page: the menu, the buttons, the cookie notice. What is no part of the
article goes before, and what pandoc could not tell is marked in the way that it knows: footnotes,
emphasis, the lists of Word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from pipeline.readers import (
    mainpart,
    pageform,
    pagefront,
    pagelimits,
    pagenotes,
    pagepictures,
    visibility,
)
from pipeline.readers.elements import parents_of, remove, words
from pipeline.readers.inlines import start_of
from pipeline.readers.mainpart import PageBlock
from pipeline.readers.pagehead import PageHead, read_head
from pipeline.readers.wordpage import make_lists

# No part of any text.
_DROPPED = {
    *("script", "style", "template", "button", "input", "select", "textarea", "dialog"),
    *("iframe", "object", "embed", "canvas", "svg", "audio", "video", "link", "meta", "base"),
    *("head", "menu", "progress", "datalist"),
}
_PLAYING = ("iframe", "object", "embed", "video", "audio")
# A message for browsers without scripts is shorter.
_MESSAGE = 40  # words
# What a document saved as HTML does not have, and a site's page does.
_FURNITURE = ("nav", "aside", "footer", "form", "script", "button", "iframe", "article", "main")
_SPOKEN = {
    *("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "off-screen"),
    *("u-hidden-visually", "mw-editsection", "noprint"),
}
_ANCHORS = {"headerlink", "anchor", "permalink", "heading-anchor", "anchorjs-link"}
# The share of what a page tells search engines that it has to show itself.
_SHOWN = 0.4
_FEW = 3  # words that a hidden button has
_NAMED = 4
_UNSURE = 20  # words of a block whose place is named, where it is not sure


@dataclass(frozen=True)
class WebPage:
    """The article of a page.

    Attributes:
        html: For pandoc's reader, with its extension `epub_html_exts`.
        text: The words of that, as the page has them.
        known: Front matter that the page gives, by key.
        name: What the page calls itself, if the article has no headline.
        warnings: What was left out of the article, and what is not sure.
        left_out: The texts that were left out, in their order.
        preformatted: The article as plain text, where the page has it so.
    """

    html: str
    text: str
    known: dict[str, str]
    name: str
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]
    preformatted: str = ""


def read_web_page(text: str, *, everything: bool = False) -> WebPage:
    """Read a page, however broken its HTML, as a browser would.

    Args:
        text: The page.
        everything: Whether to keep what stands around the article.

    Raises:
        DocumentError: Where it goes beyond the limits of `pagelimits`.
    """
    import tinyhtml5

    pagelimits.check_tags(text)
    # A short text that names a file would be read from that file; a break at its end prevents it.
    tree = tinyhtml5.parse(text + "\n" * 200, namespace_html_elements=False)
    pagelimits.check_depth(tree)
    _name_plainly(tree)
    head = read_head(tree)
    styles = visibility.styles_of(tree)
    body = next(tree.iter("body"), tree)
    whole = everything or _is_document(tree)
    _unfold(body)
    playing = list(_clean(body))
    hidden = visibility.hide(body, styles)
    visibility.emphasise(body, styles)
    make_lists(body)
    address = head.known.get("source", "")
    pageform.shorten_links(body, address)
    footnotes = pagenotes.detach_footnotes(body)
    chosen = _choose(tree, body, head, whole)
    warnings = [*_unseen(body, hidden, playing), *chosen.warnings]
    if len(words(body).split()) < _SHOWN * len(head.text.split()):
        _take_told(body, head.text)
        warnings.append(
            "The page shows little of its text, which is taken from what it tells search engines."
        )
    pagenotes.attach_footnotes(body, footnotes)
    pagepictures.describe(body)
    pagelimits.fit_spans(body)
    pageform.flatten(body)
    pageform.complete_links(body, address)
    return WebPage(
        pageform.for_pandoc(body),
        pageform.text_of(body),
        {**chosen.known, **head.known},
        head.headline,
        tuple(warnings),
        (*chosen.left_out, *(text for _, text in hidden)),
        pageform.preformatted(body),
    )


def _name_plainly(tree: Element) -> None:
    """Take comments out and namespaces off, as pandoc expects formulas to be named."""
    for element in list(tree.iter()):
        remove(element, *(child for child in element if not isinstance(child.tag, str)))
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]


def _unfold(body: Element) -> None:
    """Take what is there for browsers without scripts for a part of the text, or take it out."""
    for parent in list(body.iter()):
        folded = [child for child in parent if child.tag == "noscript"]
        for child in folded:
            if len(words(child).split()) >= _MESSAGE:
                child.tag = "div"
        remove(parent, *(child for child in folded if child.tag == "noscript"))


def _clean(element: Element) -> Iterator[Element]:
    """Take out what is no text, and yield what was around something that plays."""
    gone = []
    for child in element:
        if child.tag in _PLAYING:
            yield element
        if child.tag == "img":
            pagepictures.settle(child)
        is_nothing = pagepictures.is_icon(child) or _is_for_machines(child)
        if child.tag in _DROPPED or is_nothing:
            gone.append(child)
        else:
            yield from _clean(child)
    remove(element, *gone)


def _is_for_machines(element: Element) -> bool:
    """Whether an element has words for screen readers, or a sign that a heading is linked by."""
    names = set((element.get("class") or "").lower().split())
    if names & _SPOKEN:
        return True
    return element.tag == "a" and bool(names & _ANCHORS) and len(words(element)) <= 1


@dataclass(frozen=True)
class _Chosen:
    known: Mapping[str, str]
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]


def _choose(tree: Element, body: Element, head: PageHead, whole: bool) -> _Chosen:
    """Leave in a page its article, and return what it says of itself beside."""
    blocks = mainpart.blocks_of(body)
    kept = [True] * len(blocks)
    if not whole:
        mainpart.vote(tree, blocks)
        kept = mainpart.choose(blocks, head.headline)
    headline = pagefront.headline_of(blocks, kept, head)
    front = pagefront.front_of(blocks, kept, headline, head)
    title = {block for block in blocks if headline in block.above}
    opening = set() if whole else mainpart.opening(blocks, kept, headline)
    article = [
        block
        for block, keep in zip(blocks, kept, strict=True)
        if block in title or ((keep or block in opening) and block not in front.lines)
    ]
    mainpart.prune(body, blocks, article, every_picture=whole)
    if headline is not None:
        _put_first(body, headline)
    shown = {*article, *front.said}
    out = [block for block in blocks if block not in shown]
    warnings = [] if whole else list(_doubts(blocks, article, out))
    return _Chosen(front.known, tuple(warnings), tuple(block.text for block in out))


def _is_document(tree: Element) -> bool:
    """Whether a page is what a word processor saves, without anything around."""
    return not any(element.tag in _FURNITURE for element in tree.iter())


def _put_first(body: Element, headline: Element) -> None:
    """Make the headline the one heading of the first level that begins a text."""
    headline.tag = "h1"
    # It leads to its own page, or is bold for it is a headline.
    for element in headline.iter():
        if element.tag in ("a", "b", "strong") and words(element) == words(headline):
            element.tag = "span"
    others = [h1 for h1 in body.iter("h1") if h1 is not headline and words(h1)]
    if others:
        remove(parents_of(body)[headline], headline)
        headline.tail = None
        body.insert(0, headline)
        body.text, headline.tail = None, body.text


def _doubts(
    blocks: Sequence[PageBlock], article: Sequence[PageBlock], out: Sequence[PageBlock]
) -> Iterator[str]:
    """Yield what only one of the libraries has chosen, as far as it matters."""
    if not any(block.trafilatura for block in blocks):
        return
    for what, given in (
        ("This may not belong to the article, and is kept", article),
        ("This may belong to the article, and is left out", out),
    ):
        unsure = [block.text for block in given if block.by_one and block.size >= _UNSURE]
        if unsure:
            yield f"{what}: {_named(unsure)}."


def _unseen(
    body: Element, hidden: Sequence[tuple[Element, str]], playing: Sequence[Element]
) -> Iterator[str]:
    """Yield what the page hides or plays in the midst of its article."""
    # What holds the article's paragraphs, and not what is around that.
    around = {e for e in body.iter() if sum(bool(words(child)) for child in e) >= _FEW}
    texts = [text for parent, text in hidden if parent in around and len(text.split()) >= _FEW]
    if texts:
        yield f"The page does not show this, and it is left out: {_named(texts)}."
    inside = {inner for element in around for inner in element}
    if any(element in around | inside for element in playing):
        yield "What plays or is shown from elsewhere is left out."


def _named(texts: Sequence[str]) -> str:
    shown = ", ".join(f"“{start_of(text)}”" for text in texts[:_NAMED])
    return shown + (f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else "")


def _take_told(body: Element, text: str) -> None:
    """Put a text in the place of a page's, a paragraph for each of its lines; the title stays."""
    headline = next(body.iter("h1"), None)
    for child in list(body):
        body.remove(child)
    body.text = ""
    if headline is not None:
        headline.tail = ""
        body.append(headline)
    for line in filter(None, map(str.strip, text.split("\n"))):
        SubElement(body, "p").text = line
