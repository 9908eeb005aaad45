"""Findings → the review sheet of the teacher's edition."""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.catalog.catalog import State
from pipeline.checks import Finding
from pipeline.handout.model import ReviewItem, ReviewSheet
from pipeline.lesson.article import Role, Unit
from pipeline.text import markup

# How much of a text the review sheet quotes, in characters: about a line of its column.
_EXCERPT = 90
# Findings that say how far the work is. There can be one for each unit, so they are summed up.
_SUMMED_UP = {
    State.MISSING: "without a translation",
    State.MACHINE: "translated by a machine, not approved",
    State.EDITED: "edited, not approved",
}
_PROGRESS = ("missing", "unreviewed")
_ACCEPTANCE = "proposed"
_OF_THE_ARTICLE = "simplified"
# What a place without ¶ is called: one, and several.
_PLACES = {
    Role.TITLE: ("title", "titles"),
    Role.KICKER: ("line above the title", "lines above the title"),
    Role.HEADING: ("heading", "headings"),
    Role.FOOTNOTE: ("footnote", "footnotes"),
    Role.VOCABULARY: ("word", "words"),
    Role.QUESTION: ("question", "questions"),
    Role.ANSWER: ("answer", "answers"),
    Role.NOTE: ("note", "notes"),
}


def review(findings: Sequence[Finding]) -> ReviewSheet:
    """Sum up what waits for a person, and list the suspects, worst first."""
    waiting = [finding for finding in findings if finding.id in _PROGRESS]
    summary: list[str] = [finding.message for finding in findings if finding.id == _OF_THE_ARTICLE]
    for state, words in _SUMMED_UP.items():
        units = [finding.unit for finding in waiting if finding.entry.state is state]
        if units:
            summary.append(f"{len(units)} {words}: {_places(units)}")
    if units := [finding.unit for finding in findings if finding.id == _ACCEPTANCE]:
        roles = Counter(unit.role for unit in units)
        counts = [f"{n} {_PLACES[role][n > 1]}" for role, n in roles.items()]
        summary.append(f"proposed by a program, not accepted: {', '.join(counts)}")
    summed_up = (*_PROGRESS, _OF_THE_ARTICLE, _ACCEPTANCE)
    suspects = [finding for finding in findings if finding.id not in summed_up]
    return ReviewSheet(tuple(summary), tuple(map(_review_item, suspects)))


def _review_item(finding: Finding) -> ReviewItem:
    return ReviewItem(
        finding.unit.place,
        finding.severity,
        finding.message,
        _excerpt(finding.unit.text),
        _excerpt(finding.entry.target),
    )


def _places(units: Sequence[Unit]) -> str:
    """Return where units stand, in short: "title, ¶ 1–4, 6, 3 headings"."""
    counts = Counter(unit.role for unit in units if unit.role in _PLACES)
    named = {
        role: names[0] if counts[role] == 1 else f"{counts[role]} {names[1]}"
        for role, names in _PLACES.items()
        if counts[role]
    }
    ahead = [named.pop(role) for role in (Role.KICKER, Role.TITLE) if role in named]
    numbers = {unit.paragraph for unit in units if unit.paragraph and unit.role not in _PLACES}
    paragraphs = [f"¶ {_ranges(sorted(numbers))}"] if numbers else []
    return ", ".join([*ahead, *paragraphs, *named.values()])


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in order as "1–4, 6"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _excerpt(text: str) -> str:
    text = " ".join(markup.parse(text).text.split())
    return text if len(text) <= _EXCERPT else re.sub(r"\s+\S*$", "", text[:_EXCERPT]) + " …"
