"""A web page → its article as clean HTML, and what the page says about it.

pandoc reads every word of a page: the menu, the buttons, the cookie notice. What is no part of the
article goes before, and footnotes are marked in the way that pandoc knows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from pipeline.errors import DocumentError
from pipeline.languages import SOURCE, language

# No part of any text.
_DROPPED = {
    *("script", "style", "noscript", "template", "nav", "form", "button", "input", "select"),
    *("textarea", "dialog", "iframe", "object", "embed", "canvas", "svg", "audio", "video"),
    *("link", "meta", "base", "head", "menu"),
}
_DROPPED_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog"}
# Beside the text; named in a warning, because it may be one that somebody wants.
_ASIDE = {"aside", "footer"}
# https://ogp.me and the names that pages use for what it has none for.
_META = {
    "author": ("author", "article:author", "dc.creator", "parsely-author"),
    "date": ("article:published_time", "date", "dc.date", "datepublished", "dcterms.date"),
    "source": ("og:url",),
    "rights": ("copyright", "dcterms.rights", "dc.rights", "rights"),
}
# Words in the class or id of what stands around an article, if there is little text in it.
_CLUTTER = {
    *("share", "sharing", "sharebar", "social", "breadcrumb", "breadcrumbs", "newsletter"),
    *("cookie", "cookies", "advert", "advertisement", "subscribe", "promo", "skip"),
}
_LITTLE = 600  # characters
# Elements within each other; browsers stop at 512, and no article has fifty.
_DEEPEST = 256
# Tags that nobody has closed yet: the parser looks through all of them, again and again. Those of
# elements that need no closing one do not count.
_MOST_OPEN = 1000
_MOST_ATTRIBUTES = 1000
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)([^<>]*?)(/?)>")
_UNREAD = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_UNCLOSED = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"),
    *("option", "optgroup", "colgroup", "html", "head", "body", "rt", "rp"),
}
_AS_TEXT = "Copy its text into a .txt file"

_NOTE_MARK = re.compile(r"\[?\(?(\d{1,3}|[*†‡§]+|[a-z])\)?\]?")
# What leads from a note back to its mark: an arrow, or nothing.
_BACK = re.compile(r"[\W_]*")


@dataclass(frozen=True)
class WebPage:
    """The article of a page.

    Attributes:
        html: For pandoc's reader, with its extension `epub_html_exts`.
        known: Front matter that the page gives, by key.
        name: What the page calls itself, if the article has no headline.
        warnings: What was left out of the article.
    """

    html: str
    known: dict[str, str]
    name: str
    warnings: tuple[str, ...]


def read_web_page(text: str) -> WebPage:
    """Read a page, however broken its HTML, as a browser would.

    Raises:
        DocumentError: Where it is nested too deeply.
    """
    import tinyhtml5

    _check_tags(text)
    # A short text that names a file would be read from that file; a break at its end prevents it.
    tree = tinyhtml5.parse(text + "\n" * 200, namespace_html_elements=False)
    _check_depth(tree)
    _name_plainly(tree)
    known, name = _known(tree)
    article = _article(tree)
    warnings = list(dict.fromkeys(_clean(article)))
    _mark_footnotes(article)
    _fit_spans(article)
    article.tag = "body"
    html = tostring(article, encoding="unicode", method="html")
    headlines = [_words(h1) for h1 in article.iter("h1")]
    if len(set(filter(None, headlines))) != 1 and name in headlines:
        known["title"] = name
    return WebPage(
        f'<html xmlns:epub="http://www.idpf.org/2007/ops">{html}</html>',
        known,
        name,
        tuple(warnings),
    )


def _check_tags(text: str) -> None:
    """Refuse, before it is parsed, what the parser would take minutes for.

    Raises:
        DocumentError: Naming the limit.
    """
    depth = 0
    for found in _TAG.finditer(_UNREAD.sub("", text)):
        end, name, inside, empty = found.groups()
        if len(inside) > _MOST_ATTRIBUTES and len(inside.split()) > _MOST_ATTRIBUTES:
            what = f"A tag of this page has more than {_MOST_ATTRIBUTES} attributes"
            raise DocumentError(what, mend=_AS_TEXT)
        if end:
            depth = max(0, depth - 1)
        elif not empty and name.lower() not in _UNCLOSED:
            depth += 1
        if depth > _MOST_OPEN:
            what = f"This page is nested too deeply: more than {_MOST_OPEN} tags are open"
            raise DocumentError(what, mend=_AS_TEXT)


def _check_depth(tree: Element) -> None:
    """Refuse a page that is nested so deeply that no browser shows it either.

    Raises:
        DocumentError: Naming the limit.
    """
    level, depth = [tree], 0
    while level := [child for element in level for child in element]:
        depth += 1
        if depth > _DEEPEST:
            what = f"This page is nested too deeply: more than {_DEEPEST} elements"
            raise DocumentError(what, mend=_AS_TEXT)


def _fit_spans(article: Element) -> None:
    """Let no cell of a table span more rows and columns than there are."""
    for table in article.iter("table"):
        rows = list(table.iter("tr"))
        widest = max((len(row) for row in rows), default=1)
        for row in rows:
            for cell in row:
                for name, most in (("colspan", widest), ("rowspan", len(rows))):
                    if given := cell.get(name):
                        number = int(given) if re.fullmatch(r"\d{1,9}", given) else 1
                        cell.set(name, str(min(number, most)))


def _name_plainly(tree: Element) -> None:
    """Take comments out and namespaces off, as pandoc expects formulas to be named."""
    for element in list(tree.iter()):
        _remove(element, [child for child in element if not isinstance(child.tag, str)])
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]


def _remove(parent: Element, children: Iterable[Element]) -> None:
    """Take elements out, and leave the texts behind them."""
    gone = set(children)
    if not gone:
        return
    kept: list[Element] = []
    texts = [[parent.text or ""]]  # before the first child, and behind each
    for child in parent:
        if child in gone:
            texts[-1].append(child.tail or "")
        else:
            kept.append(child)
            texts.append([child.tail or ""])
    parent[:] = kept
    parent.text = "".join(texts[0])
    for child, text in zip(kept, texts[1:], strict=True):
        child.tail = "".join(text)


def _is_notes_heading(element: Element) -> bool:
    return language(SOURCE).writing.notes_heading.fullmatch(_words(element)) is not None


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _known(tree: Element) -> tuple[dict[str, str], str]:
    """Return the front matter that a page's head gives, and the page's name."""
    given: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        given.setdefault(key, " ".join((meta.get("content") or "").split()))
    known = {}
    for key, names in _META.items():
        values = (given.get(name, "") for name in names)
        if value := next((v for v in values if v and (key != "author" or "//" not in v)), ""):
            known[key] = value
    for link in tree.iter("link"):
        kinds = (link.get("rel") or "").lower().split()
        address = link.get("href") or ""
        if "canonical" in kinds and address.startswith("http"):
            known["source"] = address
        if "license" in kinds and address:
            known.setdefault("rights", address)
    if "date" not in known:
        times = [time.get("datetime") or "" for time in tree.iter("time")]
        known |= {"date": times[0]} if times and times[0] else {}
    title = next((_words(title) for title in tree.iter("title")), "")
    site = given.get("og:site_name", "")
    for mark in ("|", "-", "–", "—", "·") if site else ():
        title = title.removesuffix(f" {mark} {site}")
    return known, given.get("og:title", "") or title


def _article(tree: Element) -> Element:
    """Return the one <article>, or the one <main>, or the whole body."""
    for name in ("article", "main"):
        found = [e for e in tree.iter(name) if _words(e)]
        if len(found) == 1:
            return found[0]
    body = next(tree.iter("body"), tree)
    for parent in list(body.iter()):
        headers = [child for child in parent if child.tag == "header"]
        _remove(parent, [h for h in headers if not any(_words(h1) for h1 in h.iter("h1"))])
    return body


def _clean(element: Element) -> Iterator[str]:
    """Take out what is no text, and yield a warning for what may be."""
    gone = []
    for child in element:
        if child.tag in _DROPPED or _is_clutter(child):
            if child.tag in ("iframe", "object", "embed", "video", "audio"):
                yield "What plays or is shown from elsewhere is left out."
            gone.append(child)
        elif child.tag in _ASIDE and element.tag != "blockquote" and not _is_notes(child):
            if len((words := _words(child)).split()) >= 5:
                yield f"This stands beside the text and is left out: {_short(words)}."
            gone.append(child)
        else:
            if child.tag == "img":
                _settle(child)
            yield from _clean(child)
    _remove(element, gone)


def _is_clutter(element: Element) -> bool:
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if hidden or (element.get("role") or "").lower() in _DROPPED_ROLES:
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    is_named = bool(_CLUTTER & set(re.split(r"[\s_-]+", named)))
    return is_named and len(_words(element)) < _LITTLE


def _is_notes(element: Element) -> bool:
    return (element.get("role") or "").startswith("doc-") or "footnotes" in (
        element.get("class") or ""
    )


def _settle(image: Element) -> None:
    """Give an image that a script would load later its real address."""
    address = image.get("src") or ""
    later = image.get("data-src") or image.get("data-original") or image.get("data-lazy-src")
    if later and (not address or address.startswith("data:")):
        image.set("src", later)


def _mark_footnotes(article: Element) -> None:
    """Turn marks that lead to a note further down into footnotes as pandoc reads them in EPUBs."""
    parents = {child: parent for parent in article.iter() for child in parent}
    order = {element: place for place, element in enumerate(article.iter())}
    by_id = {e.get("id"): e for e in article.iter() if e.get("id")}
    notes: dict[str, tuple[Element, str]] = {}
    for link in list(article.iter("a")):
        name = (link.get("href") or " ")[1:] if (link.get("href") or "").startswith("#") else ""
        note = by_id.get(name)
        if note is not None and note.tag in ("a", "sup", "span"):
            note = parents[note]
        if note is None or not _is_mark(link, parents[link]):
            continue
        if note.tag in ("li", "p", "div", "aside", "dd") and order[link] < order[note]:
            link.set("epub:type", "noteref")
            if parents[link].tag == "sup":
                parents[link].tag = "span"
            notes[name] = note, _words(link)
    footnotes = [_footnote(name, note, mark) for name, (note, mark) in notes.items()]
    _take_away(article, [note for note, _ in notes.values()])
    last = article[-1] if footnotes and len(article) else None
    if last is not None and (last.tag == "hr" or _is_notes_heading(last)):
        _remove(article, [last])
    article.extend(footnotes)


def _is_mark(link: Element, parent: Element) -> bool:
    raised = parent.tag == "sup" or next(link.iter("sup"), None) is not None
    named = link.get("role") == "doc-noteref" or "footnote" in (link.get("class") or "")
    return bool((raised or named) and _NOTE_MARK.fullmatch(_words(link)))


def _footnote(name: str, note: Element, mark: str) -> Element:
    """Return a note's content as a footnote, without its mark and the link back there."""
    if (note.text or "").lstrip().startswith(f"{mark} "):
        note.text = (note.text or "").lstrip().removeprefix(mark)
    for parent in list(note.iter()):
        links = [e for e in parent if e.tag == "a" and (e.get("href") or "").startswith("#")]
        _remove(parent, [link for link in links if _BACK.fullmatch(_words(link))])
    footnote = Element("aside", {"epub:type": "footnote", "id": name})
    inner = footnote
    if not any(e.tag in ("p", "div", "ul", "ol", "blockquote") for e in note):
        inner = SubElement(footnote, "p")
    inner.text = note.text
    inner.extend(list(note))
    return footnote


def _take_away(article: Element, notes: Sequence[Element]) -> None:
    """Take out notes that were moved, and what is empty then: the list, its heading, a rule."""
    parents = {child: parent for parent in article.iter() for child in parent}
    places = dict.fromkeys(parents[note] for note in notes)
    for place in places:
        _remove(place, notes)
    for place in places:
        while place is not article and _is_emptied(place):
            _remove(parents[place], [place])
            place = parents[place]


def _is_emptied(element: Element) -> bool:
    rest = [e for e in element if e.tag != "hr"]
    only_heading = len(rest) == 1 and _is_notes_heading(rest[0])
    return only_heading or not _words(element)


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"
