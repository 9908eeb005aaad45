"""Markup: emphasis, links, footnote marks, code, and Markdown that means something else."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.checks.case import quoted as in_marks
from pipeline.checks.message import Message, say
from pipeline.text.markup import ADDRESS, LEFT_OVER, Marked, Style

_LOST = {
    Style.STRONG: "Strong emphasis is lost: {words}",
    Style.EMPHASIS: "Emphasis is lost: {words}",
    Style.STRIKE: "Struck out text is lost: {words}",
}


def emphasis(case: Case) -> Iterator[Message]:
    """Look for emphasis that got lost."""
    if list(markdown(case)):
        return  # the marks are there, in the wrong place
    for style, lost in _LOST.items():
        source, target = (_texts(side, style) for side in _sides(case))
        if len(target) < len(source):
            yield say(lost, words=in_marks(source))


def links(case: Case) -> Iterator[Message]:
    """Look for links and addresses that are lost or lead elsewhere."""
    source, target = (
        Counter(_anywhere(one, case) for one in _addresses(side).elements())
        for side in _sides(case)
    )
    lost, added = source - target, target - source
    if lost and added:
        what = "A link leads elsewhere: {added} instead of {lost}"
        yield say(what, added=", ".join(added), lost=", ".join(lost))
    elif lost:
        yield say("A link is lost: {lost}", lost=", ".join(lost))


def _anywhere(address: str, case: Case) -> str:
    """Return an address without the code of a language: "de.example.org" is "en.example.org"."""
    codes = f"{case.source_language}|{case.target_language}"
    address = re.sub(rf"(?<=//)(?:{codes})\.", "", address)
    return re.sub(rf"(?<=[^/:])/(?:{codes})(?=/|$)", "", address)


def notes(case: Case) -> Iterator[Message]:
    """Look for footnote marks that are lost, doubled or unknown."""
    source, target = (
        Counter(span.value for span in side.spans if span.style is Style.NOTE)
        for side in _sides(case)
    )
    if lost := source - target:
        yield say("A footnote mark is lost: {marks}", marks=_labels(lost))
    if added := target - source:
        yield say("A footnote mark is not in the source: {marks}", marks=_labels(added))


def code(case: Case) -> Iterator[Message]:
    """Look for code that is not letter by letter the source's."""
    source, target = (Counter(_texts(side, Style.CODE)) for side in _sides(case))
    if lost := source - target:
        added = target - source
        if added:
            what = "Code must stay as it is: {lost} is here {added}"
            yield say(what, lost=in_marks(list(lost)), added=in_marks(list(added)))
        else:
            yield say("Code must stay as it is: {lost} is lost", lost=in_marks(list(lost)))


def markdown(case: Case) -> Iterator[Message]:
    """Look for marks of Markdown that a reader would see."""
    source, target = (Counter(LEFT_OVER.findall(_without_code(side))) for side in _sides(case))
    if left := target - source:
        yield say("This shows in the handout: {marks}", marks=" ".join(left))


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
