"""The text part of a DOCX → the same, with what Word shows and nothing else.

Both readers of DOCX come here first, pandoc's for `add` and the one for reviews: symbols are
letters then, wrappers are gone, of alternatives one is left, and hidden text is taken out. What has
no place in a line of text (`strange`) is left for them to name.
"""

from collections.abc import Iterator, Set
from xml.etree.ElementTree import Element

from pipeline.system.ooxml import WORD
from pipeline.text.xml import legal

_W = f"{{{WORD}}}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

# Signs of the fonts that people know from Insert → Symbol, and from what Word puts for -->, :-) and
# the like while somebody types. By their codes; in a file these stand 0xF000 higher.
_WINGDINGS = {
    **dict(zip(range(0x21, 0x24), "✏✂✁", strict=True)),
    **dict(zip(range(0x41, 0x55), "✌👌👍👎☜☞☝☟🖐☺😐☹💣☠⚐🏱✈☼💧❄", strict=True)),
    **{0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍"},
    **{0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖"},
    **{0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢"},
    **dict(zip(range(0xDF, 0xE9), "←→↑↓↖↗↙↘⇐➔", strict=True)),
    **dict(zip(range(0xEF, 0xF5), "⇦⇨⇧⇩⇔⇕", strict=True)),
    **{0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●"} | {
    0xA3: "□"
}
_SYMBOL = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **{0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×"},
    **{0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xE5: "∑"},
    **dict(zip(range(0xAB, 0xB0), "↔←↑→↓", strict=True)),
    **dict(zip(range(0xDB, 0xE0), "⇔⇐⇑⇒⇓", strict=True)),
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
# Where the fonts that have no letters have their signs.
_PRIVATE = range(0xE000, 0xF900)

# What stands in a line and is no text, by what a reader sees.
_STRANGE = {
    f"{_W}sym": "a symbol of a font that handouts does not know",
    f"{_W}ruby": "a reading above the line",
    f"{_MATHS}oMath": "a formula",
    f"{_MATHS}oMathPara": "a formula",
    f"{_W}txbxContent": "a text box",
    f"{_W}altChunk": "another document",
    f"{_W}tbl": "a table",
}


def show(tree: Element, styles: Element | None = None) -> tuple[str, ...]:
    """Make a part of a document say what Word shows of it.

    Args:
        tree: The part, which is changed.
        styles: The part with the styles, which may hide text too.

    Returns:
        Each run of hidden text that was taken out.
    """
    hidden: list[str] = []
    _show(tree, _hiding(styles), False, hidden)
    return tuple(text for text in hidden if text.strip())


def strange(element: Element) -> Iterator[str]:
    """Yield what stands in an element, shown by now, that no line of text can carry."""
    for inside in element.iter():
        if inside.tag in _STRANGE and inside is not element:
            font = inside.get(f"{_W}font", "")
            yield _STRANGE[inside.tag] + (f" ({font})" if font else "")


def _show(parent: Element, hiding: Set[str], is_hidden: bool, hidden: list[str]) -> None:
    """Rewrite what stands in an element; within a paragraph of a hiding style runs are hidden."""
    shown: list[Element] = []
    for child in list(parent):
        below = is_hidden
        if child.tag == f"{_W}p":
            below = _is_styled(child.find(f"{_W}pPr/{_W}pStyle"), hiding)
        elif child.tag == f"{_W}r" and _is_hidden(child, hiding, is_hidden):
            hidden.append("".join(text.text or "" for text in child.iter(f"{_W}t")))
            continue
        elif child.tag == f"{_W}sym" and (sign := _sign(child)):
            child = Element(f"{_W}t")
            child.text = sign
        _show(child, hiding, below, hidden)
        shown += _unwrapped(child)
    parent[:] = shown


def _unwrapped(element: Element) -> list[Element]:
    """Return what an element of no look of its own stands for; any other one is itself."""
    if element.tag == f"{_W}customXml":
        return [child for child in element if child.tag != f"{_W}customXmlPr"]
    if element.tag == f"{_COMPATIBILITY}AlternateContent":
        # Word takes the first one that it knows, and it knows those that it writes.
        choice = element.find(f"{_COMPATIBILITY}Choice")
        chosen = element.find(f"{_COMPATIBILITY}Fallback") if choice is None else choice
        return [] if chosen is None else list(chosen)
    return [element]


def _hiding(styles: Element | None) -> frozenset[str]:
    """Return the ids of the styles that hide their text, those based on them among them."""
    known = [] if styles is None else styles.findall(f"{_W}style")
    found = {style.get(f"{_W}styleId", ""): style for style in known}

    def hides(id_: str, seen: frozenset[str]) -> bool:
        style = found.get(id_)
        if style is None or id_ in seen:
            return False
        own = _vanishes(style.find(f"{_W}rPr"))
        base = style.find(f"{_W}basedOn")
        if own is None and base is not None:
            return hides(base.get(f"{_W}val", ""), seen | {id_})
        return bool(own)

    return frozenset(id_ for id_ in found if hides(id_, frozenset()))


def _vanishes(properties: Element | None) -> bool | None:
    """Whether properties hide their text; None where they do not say."""
    found = None if properties is None else properties.find(f"{_W}vanish")
    return None if found is None else found.get(f"{_W}val") not in ("0", "false", "off")


def _is_hidden(run: Element, hiding: Set[str], otherwise: bool) -> bool:
    own = _vanishes(run.find(f"{_W}rPr"))
    styled = _is_styled(run.find(f"{_W}rPr/{_W}rStyle"), hiding)
    return otherwise or styled if own is None else own


def _is_styled(style: Element | None, hiding: Set[str]) -> bool:
    return style is not None and style.get(f"{_W}val") in hiding


def _sign(symbol: Element) -> str:
    """Return the character that a symbol looks like; empty where that is not known."""
    try:
        code = int(symbol.get(f"{_W}char", ""), 16)
    except ValueError:
        return ""
    table = _FONTS.get(symbol.get(f"{_W}font", "").lower())
    if table:
        return table.get(code - 0xF000 if code in _PRIVATE else code, "")
    return legal(chr(code)) if code <= 0x10FFFF and code not in _PRIVATE else ""
