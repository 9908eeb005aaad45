"""Glosses and questions that the lesson's own translation gives → its catalogs on disk."""

from collections.abc import Iterator, Sequence
from functools import partial

from pipeline.alignment.bitext import Bitext, make_bitext
from pipeline.catalog.catalog import Catalog, Entry
from pipeline.lesson.article import Role
from pipeline.lesson.terms import find_terms
from pipeline.project.project import LessonText, Project
from pipeline.teaching.glosses.dictionaries import find_dictionaries, look_up, places
from pipeline.teaching.glosses.find import find_glosses
from pipeline.teaching.glosses.matches import LanguagePair
from pipeline.teaching.glosses.meetings import Meeting, glosses, meetings, open_meetings
from pipeline.teaching.questions.choose import QuestionProposal, propose_questions
from pipeline.teaching.questions.entries import questions

# One level of each group for which there are frames of their own.
_LEVELS = ("A2", "B2")


def derive(project: Project, text: LessonText, target: str) -> tuple[Entry, ...]:
    """Put into a catalog what the article's translation gives for words and questions.

    Args:
        project: The project.
        text: A lesson.
        target: The catalog's language.

    Returns:
        The entries that were written, with a text or with the reason why there is none.

    Raises:
        HandoutsError: Where a file is wrong or cannot be written.
    """
    read = project.read_catalog(text, target)
    bitext = make_bitext(text.article, read.catalog)
    entries = (
        *_glosses(project, text, bitext, read.catalog),
        *questions(text.lesson, _proposals(text, bitext), read.catalog),
    )
    project.save_entries(text, target, read, entries)
    return entries


def count_glosses(entries: Sequence[Entry]) -> tuple[int, int]:
    """Return how many words got a gloss, and how many none that could be confirmed."""
    words = [entry for entry in entries if entry.context == Role.VOCABULARY.context]
    found = sum(bool(entry.target) for entry in words)
    return found, len(words) - found


def lesson_meetings(text: LessonText, bitext: Bitext) -> list[Meeting]:
    """Return a lesson's words, each in its sentence beside the translation of that."""
    return list(meetings(find_terms(text.lesson, text.article, text.lesson_path), bitext))


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
    project: Project, text: LessonText, bitext: Bitext, catalog: Catalog
) -> Iterator[Entry]:
    source, target = bitext.source, bitext.target
    names = dictionary_names(project, source, target)
    wanted = open_meetings(lesson_meetings(text, bitext), catalog, names)
    if not wanted:
        return
    from pipeline.alignment.encoder import encoder

    dictionaries = find_dictionaries(source, target, project.dictionaries)
    find = partial(
        find_glosses,
        languages=LanguagePair(source, target),
        look_up=partial(look_up, dictionaries),
        encode=encoder(),
    )
    yield from glosses(wanted, catalog, names, find)


def _proposals(text: LessonText, bitext: Bitext) -> Iterator[QuestionProposal]:
    """Yield the questions that frames give for the article, if the lesson has any of them.

    Which they are is for the article alone to say, so one translation is enough.
    """
    if any(question.is_proposal for question in text.lesson.questions.each()):
        for level in _LEVELS:
            yield from propose_questions(text.article, {bitext.target: bitext}, level)
