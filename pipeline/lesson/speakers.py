"""Who says which paragraph of a conversation: an interview, or a talk with the speakers' names.

A speaker is known by the name and colon before what is said, which is no part of it. An interview
may print its questions in bold instead, and its answers without a name.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.lesson.article import Block, BlockKind
from pipeline.text import markup
from pipeline.text.markup import Marked, Style

# A name of up to four words before a colon; in plays one in capitals before a full stop.
_LABEL = re.compile(
    r"(?:(?P<name>[^\W\d_a-zß-öø-ÿ][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,3}):"
    r"|(?P<capitals>[^\W\d_a-zß-öø-ÿ][A-ZÀ-Þ’' -]{1,30})\.) +(?=\S)"
)
# So often a name has to stand before a colon, or questions have to be set apart, in one text.
_LEAST = 2


@dataclass(frozen=True)
class Turn:
    """A paragraph that somebody says.

    Attributes:
        name: Of the speaker, as the text has it; empty where it has none.
        asks: Whether it is a question of whoever leads the conversation.
    """

    name: str
    asks: bool


def turns(blocks: Sequence[Block]) -> Mapping[int, Turn]:
    """Return who says what in an article, by the number of the paragraph."""
    paragraphs = {
        block.number: markup.parse(block.units[0].text)
        for block in blocks
        if block.number is not None and _is_running_text(block)
    }
    labels = {number: speaker(marked.text) for number, marked in paragraphs.items()}
    counts = Counter(filter(None, labels.values()))
    names = {name for name, count in counts.items() if sum(counts.values()) > _LEAST or count > 1}
    set_apart = {number for number, marked in paragraphs.items() if _is_set_apart(marked)}
    if len(names) < _LEAST and len(set_apart) < _LEAST:
        return {}
    asking = {name: _questions(name, labels, paragraphs) for name in names}
    found: dict[int, Turn] = {}
    last: Turn | None = None
    for block in blocks:
        number = block.number
        if number is None or number not in paragraphs:
            last = None if block.kind is BlockKind.HEADING else last
            continue
        name = labels[number]
        if name in names:
            last = Turn(name, _asks(name, asking, paragraphs[number].text))
        elif number in set_apart and len(set_apart) >= _LEAST:
            last = Turn("", True)
        elif last and last.asks:
            last = Turn("", False)
        if last:
            found[number] = last
    return found


def speaker(text: str) -> str:
    """Return the name before what somebody says; nothing where there is none."""
    match = _LABEL.match(text)
    return (match["name"] or match["capitals"]) if match else ""


def label_length(text: str) -> int:
    """Return how many letters of a text are its speaker's name with the colon."""
    match = _LABEL.match(text)
    return match.end() if match else 0


def _is_running_text(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and not block.marker and bool(block.units)


def _is_set_apart(marked: Marked) -> bool:
    """Whether a paragraph is a question in bold from its beginning to its end."""
    text = marked.text.strip()
    strong = [span for span in marked.spans if span.style is Style.STRONG]
    return text.endswith("?") and any(span.end - span.start >= len(text) for span in strong)


def _questions(name: str, labels: Mapping[int, str], paragraphs: Mapping[int, Marked]) -> float:
    """Return in which part of what somebody says is a question at the end."""
    said = [paragraphs[number].text for number, label in labels.items() if label == name]
    return sum(text.rstrip().endswith("?") for text in said) / len(said)


def _asks(name: str, asking: Mapping[str, float], text: str) -> bool:
    """Whether whoever asks most of all says something, or only asks back."""
    most = max(asking.values())
    return bool(most) and asking[name] == most and text.rstrip().endswith(("?", "."))
