"""Which blocks of a web page are its article: two libraries choose, and where they differ, we do.

readability-lxml looks for the element that holds the most text, trafilatura for paragraphs in
places where sites have them; each misses what the other sees. `tests/benchmarks/webpages.py`
measures what comes of it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import compress
from operator import not_
from xml.etree.ElementTree import Element, tostring

from pipeline.readers.elements import INLINE, named, parents_of, remove, spaced, words

# A page of more words is a book, which would take minutes; one of fewer has too few to choose by.
_MOST_WORDS = 30_000
_FEWEST_WORDS = 150

# Words in a class or id of what stands around an article, or in it and is none of it.
_CLUTTER = frozenset(
    "ad ads advert advertisement advertising sponsor sponsored banner promo promotion"
    " share sharing sharebar social follow newsletter subscribe subscription signup signin login"
    " related recommended recommendations recirc recirculation trending popular teaser teasers"
    " outbrain taboola toc breadcrumb breadcrumbs crumb crumbs pagination pager sidebar cookie"
    " cookies consent popup modal menu nav navbar navigation toolbar skip comment comments respond"
    " disqus tags taglist hashtags authorbox bio about rating ratings poll player controls print"
    " paywall referenced cta hide donate donation jp logo".split()
)
_APART = frozenset({"nav", "footer", "aside", "form"})
_APART_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
# Classes that speak of a whole page ("has-sidebar") stand on what holds much of the article.
_MUCH = 0.4
# What neither library always sees the use of, in the middle of an article.
_KEPT = frozenset({"li", "td", "th", "dt", "dd", "pre", "h2", "h3", "h4", "h5"})
# How far from what both have chosen one of them is believed: elements up to one that holds that.
_NEAR, _FAR = 3, 5
# Words that it has to have chosen there, and the share of a section.
_ENOUGH, _MOSTLY = 15, 0.8
# How many blocks before the first paragraph may open an article; words and end of a sentence.
_BEFORE, _SENTENCE = 20, 6
_PICTURED = 8  # elements up from a caption to what holds the article
_ENDED = re.compile(r"[.!?…][”’\"')]?$")
# The share of a block's words that a library has to have chosen.
_CHOSEN = 0.5
# The share of a choice that has to be in the other, or they chose different texts.
_ALIKE = 0.3
# How much more often a headline's words (those with more letters than that) have to stand in one.
_CLEARLY, _SHORT = 1.5, 3
# What a paper asks of its readers, between the paragraphs of a story.
_CALL = re.compile(
    r"\b(subscribe (now|today|to (our|the|this|my))|sign(ing)? up (for|to)"
    r"|(our|the|free) newsletter"
    r"|follow (\S+ ){1,4}on (twitter|facebook|instagram|x)\b|(like|find) us on"
    r"|(hear|know) what you think|letter to the editor|read (more|also|next)\b ?:|click here"
    r"|affiliate links|download (the|our) \w+ ?app|already a subscriber|first-time subscribers"
    r"|(this|to (view|read)) the full (story|article)|share (this|on)\b"
    r"|all rights reserved|support (us|our (work|journalism)))",
    re.IGNORECASE,
)
_LONGEST_CALL = 60  # words


@dataclass(eq=False)
class PageBlock:
    """A run of text in a page, as one paragraph, heading or list item is.

    Attributes:
        host: The element whose own text it is.
        above: The elements around, the outermost first, the host last.
        text: Its words in one line.
        linked: How many of its characters are in links.
        slots: Where its texts stand: an element, and `text` or `tail` of it.
        inline: The elements that are a part of it.
        readability: The share of its words that readability-lxml has chosen.
        trafilatura: Likewise.
    """

    host: Element
    above: tuple[Element, ...]
    text: str = ""
    linked: int = 0
    slots: list[tuple[Element, str]] = field(default_factory=list)
    inline: list[Element] = field(default_factory=list)
    readability: float = 0.0
    trafilatura: float = 0.0

    @property
    def size(self) -> int:
        """How many words it has."""
        return len(_words(self.text))

    @property
    def by_both(self) -> bool:
        """Whether both have chosen it."""
        return min(self.readability, self.trafilatura) >= _CHOSEN

    @property
    def by_one(self) -> bool:
        """Whether one has chosen it and the other has not."""
        return not self.by_both and max(self.readability, self.trafilatura) >= _CHOSEN


def blocks_of(body: Element) -> list[PageBlock]:
    """Return the blocks of a page that have words, in their order."""
    blockish = {element for element in body.iter() if element.tag not in INLINE}
    # Elements of a line may hold blocks, as a link around a whole teaser does.
    parents = parents_of(body)
    for element in list(blockish):
        while (element := parents.get(element, body)) not in blockish:
            blockish.add(element)
    found: list[PageBlock] = []
    _walk(body, (), blockish, found)
    return found


def _walk(
    element: Element, above: tuple[Element, ...], blockish: set[Element], found: list[PageBlock]
) -> None:
    above = (*above, element)
    run, texts = PageBlock(element, above), [element.text or ""]
    run.slots.append((element, "text"))
    for child in element:
        if child in blockish:
            _close(run, texts, found)
            _walk(child, above, blockish, found)
            run, texts = PageBlock(element, above), []
        else:
            texts.append(spaced(child))
            run.linked += sum(len(words(link)) for link in child.iter("a"))
            run.inline.append(child)
        texts.append(child.tail or "")
        run.slots.append((child, "tail"))
    _close(run, texts, found)


def _close(run: PageBlock, texts: Sequence[str], found: list[PageBlock]) -> None:
    run.text = " ".join("".join(texts).split())
    if run.text:
        found.append(run)


def vote(tree: Element, blocks: Sequence[PageBlock]) -> None:
    """Have both libraries choose, and note in each block how much of it they have chosen.

    Of a page too short or too long for that, readability is said to have chosen all.
    """
    page: list[str] = []
    owners: list[int] = []
    for number, block in enumerate(blocks):
        found = _words(block.text)
        page += found
        owners += [number] * len(found)
    if not _FEWEST_WORDS <= len(page) <= _MOST_WORDS:
        for block in blocks:
            block.readability = 1.0
        return
    html = tostring(tree, encoding="unicode", method="html")
    by_one = _shares(page, owners, len(blocks), _readability(html))
    by_other = _shares(page, owners, len(blocks), _trafilatura(html))
    for block, one, other in zip(blocks, by_one, by_other, strict=True):
        block.readability, block.trafilatura = one, other


def _shares(page: list[str], owners: list[int], count: int, text: str) -> list[float]:
    """Return for each block the share of its words that stand in a text, in the same order."""
    from rapidfuzz.distance import LCSseq

    there, whole = [0] * count, [0] * count
    for owner in owners:
        whole[owner] += 1
    for step in LCSseq.opcodes(page, _words(text)):
        if step.tag == "equal":
            for owner in owners[step.src_start : step.src_end]:
                there[owner] += 1
    return [part / (of or 1) for part, of in zip(there, whole, strict=True)]


def _readability(html: str) -> str:
    import readability
    import tinyhtml5

    summary = ""
    with suppress(readability.readability.Unparseable, ValueError):
        summary = readability.Document(html).summary()
    return words(tinyhtml5.parse(summary + "\n" * 200, namespace_html_elements=False))


def _trafilatura(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


def choose(blocks: Sequence[PageBlock], headline: str) -> list[bool]:
    """Return for each block whether it belongs to the article.

    Args:
        blocks: All of the page, with votes.
        headline: What the page calls its article.
    """
    _settle(blocks, headline)
    core = _Core(blocks)
    return [core.holds(block, place) for place, block in enumerate(blocks)]


def opening(
    blocks: Sequence[PageBlock], kept: Sequence[bool], headline: Element | None
) -> set[PageBlock]:
    """Return what an article opens with and both overlook: a note, its first picture's caption.

    Args:
        blocks: All of the page, with votes.
        kept: Which of them were chosen.
        headline: The article's, where the page shows one.
    """
    core = _Core(blocks)
    longs = [n for n, block in enumerate(blocks) if kept[n] and block.size >= _ENOUGH]
    first = longs[0] if longs else 0
    tops = [n for n, block in enumerate(blocks[:first]) if headline in block.above]
    found: dict[str, PageBlock] = {}
    for place in range(max(0, first - _BEFORE), first):
        block = blocks[place]
        if not kept[place] and core.opens(block, below=bool(tops) and place > tops[-1]):
            found.setdefault(block.text, block)
    return set(found.values())


def _settle(blocks: Sequence[PageBlock], headline: str) -> None:
    """Where the two chose different texts, believe the one whose text is what the headline says."""
    one = [block for block in blocks if block.readability >= _CHOSEN]
    other = [block for block in blocks if block.trafilatura >= _CHOSEN]
    agreed = sum(block.size for block in blocks if block.by_both)
    if not one or not other or agreed >= _ALIKE * max(map(_size, (one, other))):
        return
    told = {word for word in _words(headline) if len(word) > _SHORT}
    by_one, by_other = (_share_of(told, chosen) for chosen in (one, other))
    for block in blocks:
        if by_one > _CLEARLY * by_other:
            block.trafilatura = block.readability
        elif by_other > _CLEARLY * by_one:
            block.readability = block.trafilatura


def _size(blocks: Iterable[PageBlock]) -> int:
    return sum(block.size for block in blocks)


def _share_of(told: set[str], blocks: Iterable[PageBlock]) -> float:
    """Return how often the words told stand among all words of some blocks."""
    found = [word for block in blocks for word in _words(block.text)]
    return sum(word in told for word in found) / len(found)


class _Core:
    """What both have chosen, and whether a block belongs to it."""

    def __init__(self, blocks: Sequence[PageBlock]) -> None:
        one = _size(block for block in blocks if block.readability >= _CHOSEN)
        other = _size(block for block in blocks if block.trafilatura >= _CHOSEN)
        agreed = [block for block in blocks if block.by_both]
        self._unlike = _size(agreed) < _ALIKE * max(one, other)
        self._poor = one < 0.5 * other
        alone = [block for block in blocks if block.by_one]
        self._alone = _words_in(alone)
        agreed = agreed or alone
        self._whole = sum(block.size for block in agreed)
        self._held = _words_in(agreed)
        places = [place for place, block in enumerate(blocks) if block in set(agreed)]
        self._first, self._last = (places[0], places[-1]) if places else (0, 0)

    def holds(self, block: PageBlock, place: int) -> bool:
        """Return whether a block belongs to the article."""
        if self._is_never(block):
            return False
        if self._is_beside(block):
            return block.by_both
        if block.readability >= _CHOSEN or self._unlike:
            return block.by_both or block.by_one
        inside = self._first < place < self._last
        steps = self._steps(block)
        if block.by_one:
            near = steps <= _NEAR and (self._poor or block.size >= _ENOUGH)
            return inside or steps <= 1 or near or self._is_in_section(block, steps)
        listed = block.host.tag in _KEPT and steps <= 3 and 2 * block.linked < len(block.text)
        return inside and (listed or _is_caption(block))

    def opens(self, block: PageBlock, *, below: bool) -> bool:
        """Whether a block that was not chosen belongs to what stands before the first paragraph.

        Args:
            block: One before that.
            below: Whether it stands below the headline.
        """
        if self._is_never(block) or self._is_beside(block) or block.size < _SENTENCE:
            return False
        if _is_caption(block):
            # A list of pictures leads to other stories.
            alone = all(element.tag not in ("li", "h1", "h2") for element in block.above)
            return alone and self._steps(block) <= _PICTURED
        is_prose = block.host.tag == "p" and _ENDED.search(block.text) is not None
        near = below and self._steps(block) <= _FAR
        return near and is_prose and 2 * block.linked < len(block.text)

    def _is_never(self, block: PageBlock) -> bool:
        """Whether a block is no part of an article, whoever has chosen it."""
        is_call = block.size < _LONGEST_CALL and _CALL.search(block.text) is not None
        return is_call or any(element.tag == "nav" for element in block.above)

    def _is_beside(self, block: PageBlock) -> bool:
        """Whether something around a block that holds little of the article is beside one."""
        # A quotation has a foot of its own: who said it.
        tags = [element.tag for element in block.above]
        above = block.above[: tags.index("blockquote")] if "blockquote" in tags else block.above
        return any(is_clutter(e) for e in above if self._held.get(e, 0) < _MUCH * self._whole)

    def _steps(self, block: PageBlock) -> int:
        """Return how many elements up from a block one holds what both have chosen."""
        return next((n for n, e in enumerate(reversed(block.above)) if e in self._held), 99)

    def _is_in_section(self, block: PageBlock, steps: int) -> bool:
        """Whether a block is in a section beside what both have chosen, of which one chose most."""
        if not _NEAR < steps + 1 <= _FAR:
            return False
        section = block.above[-steps]
        whole = len(_words(words(section)))
        return self._alone[section] >= max(_ENOUGH, _MOSTLY * whole)


def is_clutter(element: Element) -> bool:
    """Whether an element is something beside an article, by its name, role or class."""
    if element.tag == "header":
        return not any(heading.tag in ("h1", "h2") for heading in element.iter())
    return (
        element.tag in _APART
        or (element.get("role") or "").lower() in _APART_ROLES
        or bool(named(element) & _CLUTTER)
    )


def _is_caption(block: PageBlock) -> bool:
    return any(
        e.tag == "figcaption" or "caption" in named(e) or named(e) >= {"slideshow", "description"}
        for e in block.above[-4:]
    )


def prune(
    body: Element,
    blocks: Sequence[PageBlock],
    kept: Collection[PageBlock],
    *,
    every_picture: bool = False,
) -> None:
    """Leave in a page the blocks that are kept, and the pictures that stand among them.

    Args:
        body: The page.
        blocks: Its blocks.
        kept: Those to leave.
        every_picture: Whether to leave the pictures that stand elsewhere too.
    """
    wanted = set(kept)
    # Before anything is taken out, for it is told by its place.
    lasting = set(body.iter("img") if every_picture else _pictures_among(body, wanted))
    lasting |= set(_rules_among(body, wanted))
    for block in blocks:
        if block not in wanted:
            for element, slot in block.slots:
                setattr(element, slot, " ")
            lasts = [not lasting.isdisjoint(element.iter()) for element in block.inline]
            for element in compress(block.inline, lasts):
                _silence(element)
            remove(block.host, *compress(block.inline, map(not_, lasts)))
    _drop_empty(body, {element for block in wanted for element in block.above}, lasting)


def _silence(element: Element) -> None:
    for inner in element.iter():
        inner.text = None
        if inner is not element:
            inner.tail = None


def _pictures_among(body: Element, kept: Collection[PageBlock]) -> Iterator[Element]:
    """Yield the pictures between two blocks that are kept, or in the element that has most."""
    order = {element: place for place, element in enumerate(body.iter())}
    places = [order[block.host] for block in kept]
    first, last = min(places, default=0), max(places, default=0)
    held = _words_in(kept)
    most = 0.9 * sum(block.size for block in kept)
    around = [element for element, size in held.items() if size >= most]
    article = max(around, key=order.__getitem__, default=body)
    near = {child for element in article.iter() if element in held for child in element}
    parents = parents_of(body)
    for picture in body.iter("img"):
        above, is_beside, is_near = picture, False, False
        while above in parents and above not in held:
            is_beside = is_beside or is_clutter(above)
            is_near = is_near or above in near
            above = parents[above]
        if not is_beside and (is_near or first <= order[picture] <= last):
            yield picture


def _rules_among(body: Element, kept: Collection[PageBlock]) -> Iterator[Element]:
    """Yield the rules between two blocks that are kept, but not one under the headline."""
    order = {element: place for place, element in enumerate(body.iter())}
    places = [order[block.host] for block in kept if block.host.tag != "h1"]
    for rule in body.iter("hr"):
        if min(places, default=0) <= order[rule] <= max(places, default=0):
            yield rule


def _words_in(blocks: Iterable[PageBlock]) -> dict[Element, int]:
    """Return how many words of some blocks each element around them holds."""
    held: dict[Element, int] = {}
    for block in blocks:
        for element in block.above:
            held[element] = held.get(element, 0) + block.size
    return held


def _drop_empty(element: Element, holding: set[Element], lasting: set[Element]) -> None:
    """Take out what has neither words nor a picture or rule that is to last."""
    gone = []
    for child in element:
        if child in holding:
            _drop_empty(child, holding, lasting)
            continue
        can_go = child.tag == "img" or child.tag not in INLINE
        if can_go and lasting.isdisjoint(child.iter()):
            gone.append(child)
    remove(element, *gone)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
