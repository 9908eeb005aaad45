"""Short paragraphs in bold letters → headings, where a document has no others.

Many people never use the headings of their word processor.
"""

from collections.abc import Sequence

from pipeline.readers.inlines import Node, flattened, words_of

# Characters, as a line of a heading has them at most.
_LONGEST = 100


def with_bold_headings(blocks: Sequence[Node], has_title: bool) -> list[Node]:
    """Return blocks, bold short paragraphs as headings if there are no headings.

    Args:
        blocks: The blocks of a document of a word processor's.
        has_title: Whether its title is known; else the first such paragraph, if it comes first, is.
    """
    flat = list(flattened(blocks))
    # The first one may be the title, in a style of its own.
    if sum(block["t"] == "Header" for block in flat) > 1:
        return flat
    found: list[Node] = []
    for place, block in enumerate(flat):
        after = flat[place + 1 : place + 2]
        if not (_is_bold(block) and after and not _is_bold(after[0])):
            found.append(block)
            continue
        is_title = not has_title and not any(words_of([node]).strip() for node in found)
        level = 1 if is_title else 2
        inner = [child for node in block["c"] for child in _unbold(node)]
        found.append({"t": "Header", "c": [level, ["", [], []], inner]})
    return found


def _is_bold(block: Node) -> bool:
    """Whether a block is a short paragraph, all of it bold, that is no sentence and no question."""
    if block["t"] != "Para":
        return False
    text = words_of(block["c"]).strip()
    if not text or len(text) > _LONGEST or text.endswith((".", ",", ";", ":", "!", "?", "…", "”")):
        return False
    words = [node for node in block["c"] if node["t"] not in ("Space", "SoftBreak")]
    return all(node["t"] == "Strong" for node in words)


def _unbold(node: Node) -> list[Node]:
    return list(node["c"]) if node["t"] == "Strong" else [node]
