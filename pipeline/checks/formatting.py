"""Markup: emphasis, links, footnote marks, code, and Markdown that means something else."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.checks.case import quoted as in_marks
from pipeline.text.markup import ADDRESS, LEFT_OVER, Marked, Style

_NAMES = {
    Style.STRONG: "Strong emphasis",
    Style.EMPHASIS: "Emphasis",
    Style.STRIKE: "Struck out text",
}


def emphasis(case: Case) -> Iterator[str]:
    """Look for emphasis that got lost."""
    if list(markdown(case)):
        return  # the marks are there, in the wrong place
    for style, name in _NAMES.items():
        source, target = (_texts(side, style) for side in _sides(case))
        if len(target) < len(source):
            yield f"{name} is lost: {in_marks(source)}"


def links(case: Case) -> Iterator[str]:
    """Look for links and addresses that are lost or lead elsewhere."""
    source, target = (
        Counter(_anywhere(one, case) for one in _addresses(side).elements())
        for side in _sides(case)
    )
    lost, added = source - target, target - source
    if lost and added:
        yield f"A link leads elsewhere: {', '.join(added)} instead of {', '.join(lost)}"
    elif lost:
        yield f"A link is lost: {', '.join(lost)}"


def _anywhere(address: str, case: Case) -> str:
    """Return an address without the code of a language: "de.example.org" is "en.example.org"."""
    codes = f"{case.source_language}|{case.target_language}"
    address = re.sub(rf"(?<=//)(?:{codes})\.", "", address)
    return re.sub(rf"(?<=[^/:])/(?:{codes})(?=/|$)", "", address)


def notes(case: Case) -> Iterator[str]:
    """Look for footnote marks that are lost, doubled or unknown."""
    source, target = (
        Counter(span.value for span in side.spans if span.style is Style.NOTE)
        for side in _sides(case)
    )
    if lost := source - target:
        yield f"A footnote mark is lost: {_labels(lost)}"
    if added := target - source:
        yield f"A footnote mark is not in the source: {_labels(added)}"


def code(case: Case) -> Iterator[str]:
    """Look for code that is not letter by letter the source's."""
    source, target = (Counter(_texts(side, Style.CODE)) for side in _sides(case))
    if lost := source - target:
        added = target - source
        instead = f" is here {in_marks(list(added))}" if added else " is lost"
        yield f"Code must stay as it is: {in_marks(list(lost))}{instead}"


def markdown(case: Case) -> Iterator[str]:
    """Look for marks of Markdown that a reader would see."""
    source, target = (Counter(LEFT_OVER.findall(_without_code(side))) for side in _sides(case))
    if left := target - source:
        yield f"This shows in the handout: {' '.join(left)}"


def _sides(case: Case) -> tuple[Marked, Marked]:
    return case.pair.source, case.pair.target


def _texts(marked: Marked, style: Style) -> list[str]:
    return [marked.text[span.start : span.end] for span in marked.spans if span.style is style]


def _addresses(marked: Marked) -> Counter[str]:
    linked = [span.value for span in marked.spans if span.style in (Style.LINK, Style.IMAGE)]
    return Counter([*linked, *ADDRESS.findall(marked.text)])


def _without_code(marked: Marked) -> str:
    text = marked.text
    for span in marked.spans:
        if span.style is Style.CODE:
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _labels(labels: Counter[str]) -> str:
    return ", ".join(f"[^{label}]" for label in labels)
