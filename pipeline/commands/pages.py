"""A handout as a page that shows what was just saved: composed anew, written nowhere."""

from collections.abc import Callable

from pipeline.commands.build import make_material
from pipeline.handout.compose import compose
from pipeline.handout.model import Edition
from pipeline.handout.writers import html
from pipeline.handout.writers.fonts import Face
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
    material = make_material(store, lesson, language, checked=edition is Edition.TEACHER)
    handout = compose(material, edition, store.project.settings.layout)
    return html.to_html(handout, store.paths.lesson_folder(lesson), files.now(), font)
