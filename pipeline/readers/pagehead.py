"""What a web page says about its article: who wrote it, when, its headline, its rights.

Pages say it to machines in several ways, and none has them all: JSON-LD (https://schema.org/Article),
`meta` (https://ogp.me, Dublin Core), microdata (`itemprop`), `rel="author"`; and to people in a
byline.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from pipeline.readers.elements import named, words

# https://ogp.me and the names that pages use for what it has none for.
_META = {
    "author": (
        *("dc:creator", "dc.creator", "dcterms.creator", "author", "article:author", "byl"),
        *("parsely-author", "sailthru.author", "article.author", "citation_author"),
    ),
    "date": (
        *("article:published_time", "og:article:published_time", "datepublished", "date"),
        *("dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dc:created"),
        *("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date"),
        *("article.published", "citation_publication_date", "ptime", "displaydate", "og:pubdate"),
    ),
    "source": ("og:url",),
    "rights": ("copyright", "dcterms.rights", "dc.rights", "rights"),
    "standfirst": ("og:description", "description", "twitter:description", "dc.description"),
    "site": ("og:site_name", "application-name"),
    "headline": ("og:title", "twitter:title", "dc.title", "parsely-title"),
}
_ARTICLES = re.compile(r"(\w*Article|BlogPosting|Report|Recipe|WebPage|\w*Posting)$")
_BYLINE = {"byline", "author", "authors", "writtenby", "contributor", "contributors"}
# Around who wrote something else: a reader's remark, another story.
_OTHERS = {"comment", "comments", "related", "recommended", "recirc", "trending", "popular"}
_BY = re.compile(
    r"^\W*(?:(?:words|story|written|posted|published|text|reported|article)\s+)?by\s*:?\s+"
    r"(?P<name>[^\W\d_].{1,80})",
    re.IGNORECASE,
)
_MONTHS = (
    "jan|january|feb|february|mar|march|apr|april|may|june?|july?|aug|august|sept?|september|oct"
    "|october|nov|november|dec|december"
)
# Where a name in a byline ends.
_NAME_ENDS = re.compile(
    r"\s*(?:[|•·–—@(;:\n]|\s-\s|,\s*(?!(?:and|jr|sr|ph|md|m\.d)\b)[a-z]|,?\s+\bfor\b\s"
    rf"|\s(?:{_MONTHS})\.?\s*\d|\s(?:mon|tues?|wed|thu|thurs?|fri|sat|sun)(?:day)?\b"
    r"|\b(?:posted|published|updated|on|at|last|in|is|of the)\b|\d)",
    re.IGNORECASE,
)
# What scripts were wrapped in for older readers.
_WRAPPING = re.compile(r"(//|/\*)?\s*(<!\[CDATA\[|\]\]>|<!--|-->)\s*(\*/)?")
_MOST = 100  # characters that a byline has


@dataclass(frozen=True)
class PageHead:
    """What a page says of itself.

    Attributes:
        known: Front matter, by key.
        headline: What it calls its article; "" where it says nothing.
        site: What it calls itself.
        standfirst: How it describes the article in a sentence or two.
        text: The text of the article, where it tells that; its lines are paragraphs.
    """

    known: Mapping[str, str]
    headline: str
    site: str
    standfirst: str
    text: str


def read_head(tree: Element) -> PageHead:
    """Return what a page says of its article."""
    metas = _metas(tree)
    linked = _told_by_scripts(tree)
    given = {key: _first(metas, names) for key, names in _META.items()}
    known = {
        "author": _people(linked.get("author")) or _cut(_by_less(given["author"])),
        "date": _text(linked.get("datePublished")) or given["date"] or _date(tree),
        "source": given["source"],
        "rights": given["rights"],
    }
    for link in tree.iter("link"):
        kinds = (link.get("rel") or "").lower().split()
        address = link.get("href") or ""
        if "canonical" in kinds and address.startswith("http"):
            known["source"] = address
        if "license" in kinds and address:
            known["rights"] = known["rights"] or address
    title = next((words(title) for title in tree.iter("title")), "")
    site = given["site"] or _people(linked.get("publisher"))
    for mark in ("|", "-", "–", "—", "·", ":", "»") if site else ():
        title = title.removesuffix(f" {mark} {site}")
    return PageHead(
        {key: value for key, value in known.items() if value},
        given["headline"] or _text(linked.get("headline")) or title,
        site,
        given["standfirst"],
        _plain(linked.get("articleBody")),
    )


def _metas(tree: Element) -> dict[str, str]:
    """Return the content of each `meta`, by its name in small letters."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = _line(meta.get("content") or "")
        for attribute in ("property", "name", "itemprop"):
            for key in (meta.get(attribute) or "").lower().split():
                if content:
                    found.setdefault(key, content)
    return found


def _first(metas: Mapping[str, str], names: Sequence[str]) -> str:
    """Return the first of these that is given; an address is no name."""
    values = (metas.get(name, "") for name in names)
    if "author" in names:
        values = (re.sub(r"\s*\(?(https?:)?//\S*", "", value) for value in values)
        values = (value for value in values if not value.isdigit())
    return next(filter(None, values), "")


def _line(text: str) -> str:
    return " ".join(text.split())


# JSON-LD


def _told_by_scripts(tree: Element) -> Mapping[str, Any]:
    """Return what JSON-LD says of the article, persons that it names by address filled in."""
    things: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            text = _WRAPPING.sub("", "".join(script.itertext())).strip().rstrip(";")
            with suppress(ValueError, RecursionError):
                things += _things(json.loads(text, strict=False))
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    # Of a page and the article in it, the one that says more.
    said = ("author", "articleBody", "datePublished")
    best = max(filter(_is_article, things), key=lambda t: [key in t for key in said], default={})
    return {key: _resolved(value, by_id) for key, value in best.items()}


def _things(told: Any) -> Iterator[dict[str, Any]]:
    if isinstance(told, list):
        for one in told:
            yield from _things(one)
    elif isinstance(told, dict):
        yield told
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _things(told.get(key))


def _is_article(thing: Mapping[str, Any]) -> bool:
    kinds = thing.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLES.match(kind) for kind in listed)


def _resolved(value: Any, by_id: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, dict) and "name" not in value:
        return by_id.get(value.get("@id", ""), value)
    return value


def _people(value: Any) -> str:
    """Return the names of a person, an organisation, or several."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_people, value))))
    if isinstance(value, dict):
        return _people(value.get("name"))
    name = _text(value)
    return "" if "//" in name else _by_less(name)


def _text(value: Any) -> str:
    from html import unescape

    return _line(unescape(value)) if isinstance(value, str) else ""


def _plain(value: Any) -> str:
    """Return a text without tags that may be in it, its lines as they are."""
    from html import unescape

    if not isinstance(value, str):
        return ""
    text = re.sub(r"</?(p|div|br|li|h\d)\b[^>]*>", "\n", unescape(value))
    return re.sub(r"<[^>]+>", "", text).replace("\r", "\n").strip()


# What the page shows


def shown_author(body: Element, headline: Element | None) -> str:
    """Return the author that a page shows: the first who is named behind the headline."""
    others = {e for around in body.iter() if named(around) & _OTHERS for e in around.iter()}
    elements = list(body.iter())
    start = elements.index(headline) if headline is not None else 0
    following = [e for e in elements[start:] + elements[:start] if e not in others]
    for element in filter(_is_author, following):
        inner = next((e for e in element.iter() if e.get("itemprop") == "name"), element)
        if 2 < len(name := _by_less(words(inner))) < _MOST:
            return name
    for element in filter(_is_byline, following):
        text = words(element)
        if 2 < len(text) < _MOST and (name := byline(text) or _bare_name(text)):
            return name
    return ""


def _is_author(element: Element) -> bool:
    told = f"{element.get('rel') or ''} {element.get('itemprop') or ''}"
    return "author" in told.split()


def _is_byline(element: Element) -> bool:
    return bool(named(element) & _BYLINE)


def byline(text: str) -> str:
    """Return the name in a byline; "" where a line is none."""
    found = _BY.match(text) if len(text) < _MOST else None
    return _cut(found["name"]) if found else ""


def _by_less(text: str) -> str:
    found = _BY.match(text)
    return _cut(found["name"]) if found else text


def _cut(name: str) -> str:
    end = _NAME_ENDS.search(name)
    return (name[: end.start()] if end else name).strip(" ,.-|")


def _bare_name(text: str) -> str:
    """Return a line that is nothing but two to four capitalised words."""
    name = _cut(text)
    parts = name.split()
    named_so = 2 <= len(parts) <= 5 and all(p[:1].isupper() or p in ("and", "&") for p in parts)
    return name if named_so else ""


def _date(tree: Element) -> str:
    body = next(tree.iter("body"), tree)
    for element in body.iter():
        kinds = (element.get("itemprop") or "").split()
        told = "datePublished" in kinds or (element.tag == "time" and element.get("pubdate"))
        given = element.get("datetime") or element.get("content") or words(element)
        if told and given:
            return _line(given)
    times = [time.get("datetime") or "" for time in body.iter("time")]
    return next(filter(None, times), "")
