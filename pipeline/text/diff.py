"""Two versions of a text → what is gone and what is new, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"\w+(?:[’'-]\w+)*|[^\w\s]|\s+")
# Words shown on each side of a change, enough to find the place.
_CONTEXT = 4


class ChangeKind(StrEnum):
    """What became of a passage; the values are the HTML elements for it."""

    SAME = "span"
    GONE = "del"
    NEW = "ins"


@dataclass(frozen=True)
class Change:
    """A passage with its fate."""

    fate: ChangeKind
    text: str


def word_changes(old: str, new: str) -> tuple[Change, ...]:
    """Compare two texts word by word.

    Returns:
        Passages that, without those that are gone, make the new text, and without those that
        are new, the old one.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    found: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Change(ChangeKind.SAME, "".join(after[c:d])))
            continue
        found += [Change(ChangeKind.GONE, "".join(before[a:b]))] if a < b else []
        found += [Change(ChangeKind.NEW, "".join(after[c:d]))] if c < d else []
    return tuple(found)


def shortened(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Cut what stayed the same down to a few words around each change."""
    last = len(changes) - 1
    return tuple(
        Change(change.fate, _cut(change.text, index > 0, index < last))
        if change.fate is ChangeKind.SAME
        else change
        for index, change in enumerate(changes)
    )


def _cut(text: str, after_change: bool, before_change: bool) -> str:
    words = list(re.finditer(r"\S+", text))
    sides = after_change + before_change
    if not sides or len(words) <= _CONTEXT * sides:
        return text
    start = text[: words[_CONTEXT - 1].end()] if after_change else ""
    end = text[words[-_CONTEXT].start() :] if before_change else ""
    return f"{start} … {end}" if start and end else f"{start} …" if start else f"… {end}"


def marked_up(changes: Sequence[Change]) -> str:
    """Write changes as plain text: [-gone-] and {+new+}, as word diffs of Git do."""
    marks = {ChangeKind.SAME: "{}", ChangeKind.GONE: "[-{}-]", ChangeKind.NEW: "{{+{}+}}"}
    return "".join(marks[change.fate].format(change.text) for change in changes)
