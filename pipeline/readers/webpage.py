"""A web page → its article as clean HTML, and what the page says about it.

pandoc reads every word of a page: the menu, the buttons, the cookie notice. What is no part of the
article goes before, and footnotes are marked in the way that pandoc knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

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
    """Read a page, however broken its HTML, as a browser would."""
    import tinyhtml5

    # A short text that names a file would be read from that file; a break at its end prevents it.
    tree = tinyhtml5.parse(text + "\n" * 200, namespace_html_elements=False)
    _name_plainly(tree)
    known, name = _known(tree)
    article = _article(tree)
    warnings = list(dict.fromkeys(_clean(article)))
    _mark_footnotes(article)
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


def _name_plainly(tree: Element) -> None:
    """Take comments out and namespaces off, as pandoc expects formulas to be named."""
    for element in list(tree.iter()):
        for child in list(element):
            if not isinstance(child.tag, str):
                _remove(element, child)
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]


def _remove(parent: Element, child: Element) -> None:
    """Take an element out, and leave the text behind it."""
    place = list(parent).index(child)
    if child.tail and place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


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
    for header in list(body.iter("header")):
        if not any(_words(h1) for h1 in header.iter("h1")):
            _drop(body, header)
    return body


def _drop(tree: Element, element: Element) -> None:
    parent = next((e for e in tree.iter() if element in list(e)), None)
    if parent is not None:
        _remove(parent, element)


def _clean(element: Element) -> Iterator[str]:
    """Take out what is no text, and yield a warning for what may be."""
    for child in list(element):
        words = _words(child)
        if child.tag in _DROPPED or _is_clutter(child, words):
            if child.tag in ("iframe", "object", "embed", "video", "audio"):
                yield "What plays or is shown from elsewhere is left out."
            _remove(element, child)
        elif child.tag in _ASIDE and element.tag != "blockquote" and not _is_notes(child):
            if len(words.split()) >= 5:
                yield f"This stands beside the text and is left out: {_short(words)}."
            _remove(element, child)
        else:
            if child.tag == "img":
                _settle(child)
            yield from _clean(child)


def _is_clutter(element: Element, words: str) -> bool:
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if hidden or (element.get("role") or "").lower() in _DROPPED_ROLES:
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return len(words) < _LITTLE and bool(_CLUTTER & set(re.split(r"[\s_-]+", named)))


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
    for note, _ in notes.values():
        _take_away(article, note)
    last = article[-1] if footnotes and len(article) else None
    if last is not None and (last.tag == "hr" or _is_notes_heading(last)):
        _remove(article, last)
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
        for link in [e for e in parent if e.tag == "a"]:
            if (link.get("href") or "").startswith("#") and _BACK.fullmatch(_words(link)):
                _remove(parent, link)
    footnote = Element("aside", {"epub:type": "footnote", "id": name})
    inner = footnote
    if not any(e.tag in ("p", "div", "ul", "ol", "blockquote") for e in note):
        inner = SubElement(footnote, "p")
    inner.text = note.text
    inner.extend(list(note))
    return footnote


def _take_away(article: Element, note: Element) -> None:
    """Take out a note that was moved, and what is empty then: the list, its heading, a rule."""
    parents = {child: parent for parent in article.iter() for child in parent}
    while note in parents:
        parent = parents[note]
        _remove(parent, note)
        rest = [e for e in parent if e.tag != "hr"]
        only_heading = len(rest) == 1 and _is_notes_heading(rest[0])
        if parent is article or (_words(parent) and not only_heading):
            break
        note = parent


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"
