"""Glosses and questions that the lesson's own translation gives → its catalogs on disk."""

from collections.abc import Sequence
from functools import partial

from pipeline import files, pofile
from pipeline.bitext import Bitext, make_bitext
from pipeline.catalog import Catalog, Entry
from pipeline.derived import Meeting, glosses, meetings, open_meetings, questions
from pipeline.dictionaries import OnDamaged, find_dictionaries, look_up, places
from pipeline.glosses import find_glosses
from pipeline.project import CatalogText, LessonText, Project
from pipeline.questions import QuestionProposal, propose_questions
from pipeline.rendering import Languages
from pipeline.vocabulary import find_terms

# One level of each group for which there are frames of their own.
_LEVELS = ("A2", "B2")


def derive(
    project: Project, text: LessonText, target: str, on_damaged: OnDamaged = lambda _: None
) -> tuple[Entry, ...]:
    """Put into a catalog what the article's translation gives for words and questions.

    Args:
        project: The project.
        text: A lesson.
        target: The catalog's language.
        on_damaged: Called with what is wrong with a dictionary that is left out.

    Returns:
        The entries that were written, with a text or with the reason why there is none.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written.
    """
    read = project.read_catalog(text, target)
    entries = [
        *_glosses(project, text, read.catalog, on_damaged),
        *questions(text.lesson, _proposals(project, text), read.catalog),
    ]
    save_entries(project, text, target, read, entries)
    return tuple(entries)


def save_entries(
    project: Project, text: LessonText, target: str, read: CatalogText, entries: Sequence[Entry]
) -> None:
    """Put entries into a lesson's catalog, in the place of those with the same keys.

    Raises:
        HandoutsError: Where somebody saved it since it was read, or the disk refuses.
    """
    written = pofile.format_catalog(read.catalog.replaced(entries), read.text)
    if entries and written != read.stored:
        path = project.catalog_path(text.name, target)
        files.write_over(path, read.stored.encode(), written.encode())


def lesson_meetings(text: LessonText, catalog: Catalog) -> list[Meeting]:
    """Return a lesson's words, each in its sentence beside the translation of that."""
    terms = find_terms(text.lesson, text.article, text.lesson_path)
    return list(meetings(terms, make_bitext(text.article, catalog)))


def bitexts(project: Project, text: LessonText) -> dict[str, Bitext]:
    """Return a lesson's article beside each of its translations, by language."""
    return {
        target: make_bitext(text.article, project.read_catalog(text, target).catalog)
        for target in project.targets()
    }


def dictionary_names(project: Project, source: str, target: str) -> str:
    """Return a text that differs where other dictionaries could confirm a project's glosses."""
    return ", ".join(place.name for place in places(source, target, project.dictionaries))


def _glosses(
    project: Project, text: LessonText, catalog: Catalog, on_damaged: OnDamaged
) -> list[Entry]:
    found = lesson_meetings(text, catalog)
    if not found:
        return []
    source, target = text.article.meta.language, catalog.language
    names = dictionary_names(project, source, target)
    wanted = open_meetings(found, catalog, names)
    if not wanted:
        return []
    from pipeline.encoder import encoder

    dictionaries = find_dictionaries(source, target, project.dictionaries, on_damaged)
    find = partial(
        find_glosses,
        languages=Languages(source, target),
        look_up=lambda words: look_up(dictionaries, words, on_damaged),
        encode=encoder(),
    )
    return list(glosses(wanted, catalog, names, find))


def _proposals(project: Project, text: LessonText) -> tuple[QuestionProposal, ...]:
    """Return the questions that frames give for the article, if the lesson has any of them."""
    asked = [question for _, group in text.lesson.questions.groups() for question in group]
    if not any(question.is_proposal for question in asked):
        return ()
    known = bitexts(project, text)
    found = (propose_questions(text.article, known, level) for level in _LEVELS)
    return tuple(proposal for proposals in found for proposal in proposals)
