"""A handout that shows what was just saved: composed anew, written nowhere."""

from collections.abc import Callable

from pipeline.commands.build import make_material
from pipeline.commands.choice import Choice, Sheet
from pipeline.handout.compose import compose
from pipeline.handout.model import Edition, Handout
from pipeline.handout.variants import READY
from pipeline.handout.writers import html, writer
from pipeline.handout.writers.fonts import Face
from pipeline.project.project import Project
from pipeline.project.store import Store
from pipeline.system import files


def live_page(
    store: Store, lesson: str, language: str, edition: Edition, font: Callable[[Face], str]
) -> str:
    """Return the page of a lesson as its files are now.

    Args:
        store: Of the project; it has looked at the lesson's files again.
        lesson: Its name.
        language: Of the translation, ISO 639-1.
        edition: Student's or teacher's.
        font: Where the page finds a file of a font.

    Raises:
        HandoutsError: Where a file is wrong.
    """
    sheet = Sheet(str(edition), edition, store.project.settings.layout, ("html",))
    handout = live_handout(store, lesson, language, sheet)
    return html.to_html(handout, store.paths.lesson_folder(lesson), files.now(), font)


def variant_names(project: Project) -> tuple[str, ...]:
    """Return the variants that a project can have of its papers, its own first."""
    return tuple(dict.fromkeys((*project.settings.variants, *READY)))


def sheet_of(project: Project, edition: Edition, variant: str) -> Sheet:
    """Return a paper of a project; the usual one where no variant is named.

    Raises:
        ProjectError: Where there is no such variant.
    """
    variants = (variant,) if variant else ()
    return Choice(formats=("pdf",), editions=(edition,), variants=variants).sheets(project)[0]


def live_handout(store: Store, lesson: str, language: str, sheet: Sheet) -> Handout:
    """Return a handout as the files of its lesson are now; raises like `live_page`."""
    checked = sheet.edition is Edition.TEACHER
    return compose(
        make_material(store, lesson, language, checked=checked), sheet.edition, sheet.layout
    )


def set_pages(store: Store, lesson: str, handout: Handout) -> bytes:
    """Return the PDF of a handout, as it would be printed.

    Raises:
        HandoutsError: Where it cannot be laid out.
    """
    return writer("pdf").render(handout, store.paths.lesson_folder(lesson), files.now())
