"""A web page's footnotes → as pandoc reads them in EPUBs."""

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from pipeline.languages import SOURCE, language
from pipeline.readers.elements import named, parents_of, remove, words

_NOTE_MARK = re.compile(r"\[?\(?(\d{1,3}|[*†‡§]+|[a-z])\)?\]?")
# What leads from a note back to its mark: an arrow, or nothing.
_BACK = re.compile(r"[\W_]*")


def detach_footnotes(body: Element) -> list[Element]:
    """Mark what leads to a note further down, take the notes out of a page, and return them."""
    parents = parents_of(body)
    order = {element: place for place, element in enumerate(body.iter())}
    targets = {e.get("name"): e for e in body.iter("a") if e.get("name")}
    targets |= {e.get("id"): e for e in body.iter() if e.get("id")}
    notes: dict[str, tuple[Element, str]] = {}
    for link in list(body.iter("a")):
        name = (link.get("href") or " ")[1:] if (link.get("href") or "").startswith("#") else ""
        note = targets.get(name)
        while note is not None and note.tag in ("a", "sup", "span", "b", "font"):
            note = parents.get(note)
        if note is None or not _is_mark(link, parents):
            continue
        if note.tag in ("li", "p", "div", "aside", "dd") and order[link] < order[note]:
            link.set("epub:type", "noteref")
            if parents[link].tag == "sup":
                parents[link].tag = "span"
            notes[name] = note, words(link)
    footnotes = [_footnote(name, note, mark) for name, (note, mark) in notes.items()]
    for note, _ in notes.values():
        _take_away(body, note)
    return footnotes


def attach_footnotes(article: Element, footnotes: Sequence[Element]) -> None:
    """Put those notes at the end of an article whose marks stand in it."""
    marks = (link.get("href") for link in article.iter("a") if link.get("epub:type"))
    wanted = {(address or "")[1:] for address in marks}
    article.extend(note for note in footnotes if note.get("id") in wanted)


def _is_mark(link: Element, parents: Mapping[Element, Element]) -> bool:
    raised = parents[link].tag == "sup" or next(link.iter("sup"), None) is not None
    called = any({"footnote", "footnotereference", "noteref"} & named(e) for e in link.iter())
    # Word: MsoFootnoteReference.
    called = called or any({"mso", "reference"} <= named(e) for e in link.iter())
    is_called = called or link.get("role") == "doc-noteref"
    return bool((raised or is_called) and _NOTE_MARK.fullmatch(words(link)))


def _footnote(name: str, note: Element, mark: str) -> Element:
    """Return a note's content as a footnote, without its mark and the link back there."""
    if (note.text or "").lstrip().startswith(f"{mark} "):
        note.text = (note.text or "").lstrip().removeprefix(mark)
    for parent in list(note.iter()):
        for link in [e for e in parent if e.tag == "a"]:
            back = _BACK.fullmatch(words(link)) or words(link) == mark
            if (link.get("href") or "").startswith("#") and back:
                remove(parent, link)
    footnote = Element("aside", {"epub:type": "footnote", "id": name})
    inner = footnote
    if not any(e.tag in ("p", "div", "ul", "ol", "blockquote") for e in note):
        inner = SubElement(footnote, "p")
    inner.text = note.text
    inner.extend(list(note))
    return footnote


def _take_away(body: Element, note: Element) -> None:
    """Take out a note that was moved, and what is empty then: the list, its heading, a rule."""
    parents = parents_of(body)
    while note in parents:
        parent = parents[note]
        place = list(parent).index(note)
        remove(parent, note)
        before = parent[place - 1] if place else None
        more = parent[place] if place < len(parent) else None
        alone = more is None or more.tag not in ("li", "p", "div", "dd")
        if before is not None and alone and (before.tag == "hr" or _is_heading(before)):
            remove(parent, before)
        if parent is body or words(parent):
            break
        note = parent


def _is_heading(element: Element) -> bool:
    return language(SOURCE).writing.notes_heading.fullmatch(words(element)) is not None
