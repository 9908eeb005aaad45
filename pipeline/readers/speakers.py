"""Names before what people say, as interviews and plays have them → bold labels.

`NAME: words`, and in plays `NAME. words` with the name in capitals. One such name may be anything,
"Warning: …"; names that come again in turns are those of people who talk.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipeline.readers.inlines import Node, words_of

_WORD = r"[A-ZÀ-Þ][\w.’'-]*"
_LABEL = re.compile(
    rf"(?P<name>{_WORD}(?: (?:{_WORD}|de|van|von|der|del|la|and|the|of|\d+)){{0,4}}):(?=\s)"
    r"|(?P<capitals>[A-ZÀ-Þ][A-ZÀ-Þ’' -]{1,30})\.(?=\s)"
)
_PARTS = re.compile(r"(?i)(scene|act|chapter|book|part|canto|section)\b")
# How often people talk at least, all together, and each of two of them; and how often where one
# more may say a word only.
_TURNS, _EACH, _LIVELY = 3, 2, 6


def label_of(text: str) -> str:
    """Return the name that a text begins with, if it begins as what somebody says; else ""."""
    found = _LABEL.match(text)
    if found is None or _PARTS.match(text):
        return ""
    return (found["name"] or found["capitals"]).casefold()


def speakers(texts: Iterable[str]) -> frozenset[str]:
    """Return the names of the people who talk in paragraphs, in small letters."""
    often = Counter(filter(None, map(label_of, texts)))
    talking = {name for name, times in often.items() if times >= _EACH}
    turns = sum(often[name] for name in talking)
    if turns < _TURNS or (len(often) < 2 and turns < 2 * _TURNS):
        return frozenset()
    return frozenset(often if len(talking) > 1 and turns >= _LIVELY else talking)


def with_labels(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks in which the names before what people say are bold."""
    paragraphs = [_start(block) for block in blocks if block["t"] == "Para"]
    found = speakers(paragraphs)
    for block in blocks:
        text = _start(block) if found and block["t"] == "Para" else ""
        if text and label_of(text) in found:
            match = _LABEL.match(text)
            assert match
            yield {**block, "c": _labelled(block["c"], match.end())}
        else:
            yield block


def _start(block: Node) -> str:
    """Return the plain beginning of a paragraph: a name that looks different is a label already."""
    nodes = []
    for node in block["c"]:
        if node["t"] not in ("Str", "Space", "SoftBreak"):
            nodes.append({"t": "Str", "c": "\0"})
            break
        nodes.append(node)
    return words_of(nodes)


def _labelled(nodes: Sequence[Node], length: int) -> list[Node]:
    """Return inline nodes, so many characters at their beginning as bold."""
    label: list[Node] = []
    for index, node in enumerate(nodes):
        text = node["c"] if node["t"] == "Str" else " "
        if len(text) >= length:
            label.append({"t": "Str", "c": text[:length]})
            rest = [{"t": "Str", "c": text[length:]}] if text[length:] else []
            return [{"t": "Strong", "c": label}, *rest, *nodes[index + 1 :]]
        label.append(node)
        length -= len(text)
    return [{"t": "Strong", "c": label}]
