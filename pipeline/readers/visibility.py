"""What a page's styles hide, and what they set in bold or italics.

Styles in the page itself only: an attribute `style`, or a `<style>` whose rules hold always. What
a script or another file says is not known.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from pipeline.readers.elements import parents_of, remove, words

_HIDING = {("display", "none"), ("visibility", "hidden"), ("visibility", "collapse")}
_PROPERTIES = {"display", "visibility", "font-weight", "font-style"}
_BOLD = {"bold", "bolder", "600", "700", "800", "900"}
_SLANTED = {"italic", "oblique"}
# Where a person looks for a text's form, and not for emphasis.
_OWN_FORM = {"h1", "h2", "h3", "h4", "h5", "h6", "th", "b", "strong", "em", "i", "code", "pre"}

# What holds a part of a text that is shown part by part, and the words of a paragraph there.
_PARTS = ("div", "section", "article")
_PROSE = 15

Styles = Mapping[Element, Mapping[str, str]]


def styles_of(tree: Element) -> Styles:
    """Return what the page's own styles say of each element, as far as it is asked here."""
    from cssselect2 import ElementWrapper

    found: dict[Element, dict[str, str]] = {}
    if matcher := _matcher(tree):
        for wrapped in ElementWrapper.from_html_root(tree).iter_subtree():
            told = [pair for *_, pseudo, pair in matcher.match(wrapped) if pseudo is None]
            if told:
                # `sorted` keeps the order of those that are equally important.
                ranked = sorted(told, key=lambda pair: pair[2])
                found[wrapped.etree_element] = {name: value for name, value, _ in ranked}
    for element in tree.iter():
        if own := element.get("style"):
            said = {name: value for name, value, _ in _declared(own)}
            found[element] = {**found.get(element, {}), **said}
    return found


def _matcher(tree: Element) -> Any:
    """Return what finds the rules for an element; None where no rule says anything of use."""
    import tinycss2
    from cssselect2 import Matcher, SelectorError, compile_selector_list

    matcher = Matcher()
    for style in tree.iter("style"):
        text = "".join(style.itertext())
        if not any(name in text for name in _PROPERTIES):
            continue
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":  # holds for a width or for paper, or is broken
                continue
            told = list(_declared(rule.content))
            try:
                selectors = compile_selector_list(rule.prelude) if told else []
            except SelectorError:
                continue
            for selector in selectors:
                for pair in told:
                    matcher.add_selector(selector, pair)
    return matcher if matcher.order else None


def _declared(style: Any) -> Iterator[tuple[str, str, bool]]:
    """Yield name, value and whether it is important, of each declaration of use."""
    import tinycss2

    for said in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if said.type == "declaration" and said.lower_name in _PROPERTIES:
            yield said.lower_name, tinycss2.serialize(said.value).strip().lower(), said.important


def hide(body: Element, styles: Styles) -> list[tuple[Element, str]]:
    """Take out what is hidden, and return its texts, each with an element with words around.

    What holds most of the page's words is shown by a script, and stays; so do the parts of a text
    that is shown part by part.
    """
    most = len(words(body).split()) / 2
    parents = parents_of(body)
    turned = set(_turned(body, styles))
    texts = []
    hidden: dict[Element, list[Element]] = {}
    within: set[Element] = set()
    for element, parent in parents.items():
        if element in within or not _is_hidden(element, styles.get(element, {})):
            continue
        text = words(element)
        if len(text.split()) > most:
            continue
        if element in turned:
            element.attrib.pop("style", None)
            element.attrib.pop("hidden", None)
            continue
        hidden.setdefault(parent, []).append(element)
        within.update(element.iter())
        if text:
            texts.append((parent, text))
    for parent, elements in hidden.items():
        remove(parent, *elements)
    for place, (around, text) in enumerate(texts):
        while around in parents and not words(around):
            around = parents[around]
        texts[place] = (around, text)
    return texts


def _turned(body: Element, styles: Styles) -> Iterator[Element]:
    """Yield the hidden parts of texts that a reader turns over: one is shown, and others follow.

    They lie side by side, each perhaps in an element of its own, and are named like the first.
    """
    parents = parents_of(body)
    rows: dict[tuple[Element, str], list[Element]] = {}
    for element, parent in parents.items():
        if element.tag in _PARTS and any(map(_is_prose, element.iter("p"))):
            around = parents[parent] if len(parent) == 1 and parent in parents else parent
            rows.setdefault((around, _name(element)), []).append(element)
    for (_, name), row in rows.items():
        hidden = [element for element in row if _is_hidden(element, styles.get(element, {}))]
        if name and row[0] not in hidden and len(hidden) > 1:
            yield from hidden


def _is_prose(paragraph: Element) -> bool:
    return len(words(paragraph).split()) >= _PROSE


def _name(element: Element) -> str:
    """Return what an element and the next part of a text have in common."""
    number = re.fullmatch(r"(.*\D)?\d+", element.get("id") or "")
    called = number[1] if number else next(iter((element.get("class") or "").split()), "")
    return f"{element.tag} {called}" if called else ""


def _is_hidden(element: Element, told: Mapping[str, str]) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return any(pair in _HIDING for pair in told.items())


def emphasise(body: Element, styles: Styles) -> None:
    """Mark as strong and emphasised what a style sets in bold and italics inside a paragraph."""
    parents = parents_of(body)
    for span in list(body.iter("span")):
        told = styles.get(span, {})
        if _is_in(span, parents, _OWN_FORM) or not words(span):
            continue
        kinds = ["strong"] if told.get("font-weight") in _BOLD else []
        kinds += ["em"] if told.get("font-style", "").split(" ")[0] in _SLANTED else []
        for kind in kinds:
            inner = Element(kind)
            inner.text, span.text = span.text, None
            for child in list(span):
                span.remove(child)
                inner.append(child)
            span.append(inner)


def _is_in(element: Element, parents: Mapping[Element, Element], tags: set[str]) -> bool:
    above: Element | None = element
    while above is not None:
        if above.tag in tags:
            return True
        above = parents.get(above)
    return False
