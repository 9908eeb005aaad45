"""Glosses and questions that the lesson's own translation gives → its catalogs on disk."""

from collections.abc import Iterator, Sequence
from functools import partial

from pipeline.alignment.bitext import Bitext
from pipeline.catalog.catalog import Catalog, Entry
from pipeline.lesson.article import Role
from pipeline.project.project import Project
from pipeline.project.store import LessonText, Store
from pipeline.teaching.glosses.dictionaries import find_dictionaries, look_up, places
from pipeline.teaching.glosses.find import find_glosses
from pipeline.teaching.glosses.matches import LanguagePair
from pipeline.teaching.glosses.meetings import (
    FindGlosses,
    Meeting,
    glosses,
    meetings,
    open_meetings,
)
from pipeline.teaching.questions.choose import QuestionProposal, every_question
from pipeline.teaching.questions.entries import questions

# One level of each group for which there are frames of their own.
_LEVELS = ("A2", "B2")


def derive(store: Store, name: str, target: str) -> tuple[Entry, ...]:
    """Put into a catalog what the article's translation gives for words and questions.

    Args:
        store: Of the project.
        name: A lesson.
        target: The catalog's language.

    Returns:
        The entries that were written, with a text or with the reason why there is none.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written.
    """
    text, bitext = store.lesson(name), store.bitext(name, target)
    catalog = store.catalog(name, target).catalog
    entries = (
        *_glosses(store, name, bitext, catalog),
        *questions(text.lesson, _proposals(text, bitext), catalog),
    )
    store.save_entries(name, target, entries)
    return entries


def count_glosses(entries: Sequence[Entry]) -> tuple[int, int]:
    """Return how many words got a gloss, and how many none."""
    words = [entry for entry in entries if entry.context == Role.VOCABULARY.context]
    found = sum(bool(entry.target) for entry in words)
    return found, len(words) - found


def lesson_meetings(store: Store, name: str, target: str) -> list[Meeting]:
    """Return a lesson's words, each in its sentence beside the translation of that."""
    return list(meetings(store.terms(name, target), store.bitext(name, target)))


def dictionary_names(project: Project, source: str, target: str) -> str:
    """Return a text that differs where other dictionaries could confirm a project's glosses."""
    return ", ".join(place.name for place in places(source, target, project.dictionaries))


def _glosses(store: Store, name: str, bitext: Bitext, catalog: Catalog) -> Iterator[Entry]:
    source, target = bitext.source, bitext.target
    names = dictionary_names(store.project, source, target)
    wanted = open_meetings(lesson_meetings(store, name, target), catalog, names)
    if not wanted:
        return
    yield from glosses(wanted, catalog, names, gloss_finder(store.project, source, target))


def gloss_finder(project: Project, source: str, target: str) -> FindGlosses:
    """Return what finds the glosses of words with the dictionaries of a project."""
    from pipeline.alignment.encoder import encoder

    dictionaries = find_dictionaries(source, target, project.dictionaries)
    return partial(
        find_glosses,
        languages=LanguagePair(source, target),
        look_up=partial(look_up, dictionaries),
        encode=encoder(),
    )


def _proposals(text: LessonText, bitext: Bitext) -> Iterator[QuestionProposal]:
    """Yield the questions that frames give for the article, if the lesson has any of them.

    A question may have been chosen with other translations, so all that there could be are made.
    """
    if any(question.is_proposal for question in text.lesson.questions.each()):
        for level in _LEVELS:
            yield from every_question(text.article, {bitext.target: bitext}, level)
