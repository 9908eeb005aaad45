"""`handouts approve`: a person stands behind translations as they are now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.catalog.catalog import Entry, State
from pipeline.commands.access import writing_store
from pipeline.commands.choice import SILENT, Listener
from pipeline.errors import ProjectError
from pipeline.lesson.article import Role, Unit
from pipeline.project.project import Project
from pipeline.project.store import Store


class Approval(StrEnum):
    """What of a lesson is approved together."""

    TEXT = "text"  # the article
    WORDS = "words"
    QUESTIONS = "questions"  # with their answers and notes
    ALL = "all"

    def has(self, role: Role) -> bool:
        """Whether units of a role are meant."""
        if self is Approval.ALL:
            return True
        if not role.is_of_lesson:
            return self is Approval.TEXT
        return self is (Approval.WORDS if role is Role.VOCABULARY else Approval.QUESTIONS)


@dataclass(frozen=True)
class ApprovedTexts:
    """What was approved of a lesson in one language.

    Attributes:
        places: Where they stand.
        stale, missing: How many of those meant are left: the source has changed since they were
            written, or there is nothing yet.
    """

    lesson: str
    target: str
    places: tuple[str, ...]
    stale: int = 0
    missing: int = 0


def approve(
    project: Project,
    lesson: str,
    targets: Sequence[str] = (),
    parts: Collection[Approval] = (Approval.ALL,),
    paragraphs: Collection[int] = (),
    *,
    listener: Listener = SILENT,
) -> tuple[ApprovedTexts, ...]:
    """Approve translations of a lesson.

    Args:
        project: The project.
        lesson: Its lesson.
        targets: The languages; all of the project where none is named.
        parts: What of it.
        paragraphs: The numbers of ¶ that alone are meant, with the words and questions that belong
            to them; empty for all.
        listener: Told where another command has to be waited for.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written, or a ¶ is not there.
    """
    with writing_store(project, listener, "approve") as store:
        project.lessons([lesson])
        languages = project.targets(targets)
        units = store.lesson(lesson).units()
        known = {unit.paragraph for unit in units}
        for number in paragraphs:
            if number not in known:
                last = max((p for p in known if p), default=0)
                what = f"There is no ¶ {number} in {lesson}"
                raise ProjectError(what, mend=f"The last one is ¶ {last}")
        meant = [
            unit
            for unit in units
            if any(part.has(unit.role) for part in parts)
            if not paragraphs or unit.paragraph in paragraphs
        ]
        store.save_numbers([lesson])
        return tuple(approve_units(store, lesson, target, meant) for target in languages)


def approve_units(store: Store, lesson: str, target: str, units: Iterable[Unit]) -> ApprovedTexts:
    """Approve the translations of some units; raises like `approve`."""
    catalog = store.catalog(lesson, target).catalog
    mine = [unit for unit in units if unit.text and unit.language in ("", target)]
    entries = {unit.key: (catalog.entry(unit), unit) for unit in mine}
    states = [entry.state for entry, _ in entries.values()]
    waiting = [
        (entry, unit)
        for entry, unit in entries.values()
        if entry.state in (State.MACHINE, State.EDITED)
    ]
    store.save_entries(lesson, target, [_approved(entry) for entry, _ in waiting])
    places = tuple(unit.place for _, unit in waiting)
    return ApprovedTexts(
        lesson, target, places, states.count(State.STALE), states.count(State.MISSING)
    )


def _approved(entry: Entry) -> Entry:
    return replace(entry, fuzzy=False, previous=None)
