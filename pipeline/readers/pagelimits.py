"""What a web page may be at most: a small file of it can make a parser work for minutes."""

import re
from xml.etree.ElementTree import Element

from pipeline.errors import DocumentError

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


def check_tags(text: str) -> None:
    """Refuse, before it is parsed, what the parser would take minutes for.

    Raises:
        DocumentError: Naming the limit.
    """
    depth = 0
    for found in _TAG.finditer(_UNREAD.sub("", text)):
        end, name, inside, empty = found.groups()
        if len(inside) > _MOST_ATTRIBUTES and len(_names(inside)) > _MOST_ATTRIBUTES:
            what = f"A tag of this page has more than {_MOST_ATTRIBUTES} attributes"
            raise DocumentError(what, mend=_AS_TEXT)
        if end:
            depth = max(0, depth - 1)
        elif not empty and name.lower() not in _UNCLOSED:
            depth += 1
        if depth > _MOST_OPEN:
            what = f"This page is nested too deeply: more than {_MOST_OPEN} tags are open"
            raise DocumentError(what, mend=_AS_TEXT)


def _names(inside: str) -> list[str]:
    """Return the names of a tag's attributes; a value may be a text of many words."""
    return re.sub(r"=\s*(\"[^\"]*\"|'[^']*')", " ", inside).split()


def check_depth(tree: Element) -> None:
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


def fit_spans(article: Element) -> None:
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
