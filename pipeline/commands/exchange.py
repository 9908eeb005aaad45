"""A lesson's translations → a file for review, and what came back → the catalog."""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.commands.access import writing_store
from pipeline.commands.choice import SILENT, Listener
from pipeline.errors import ExchangeError, HandoutsError, SavedMeanwhileError
from pipeline.project.project import Project
from pipeline.project.store import Store
from pipeline.review.formats import exchange, is_memory, recognise
from pipeline.review.plan import Plan, plan
from pipeline.review.rows import find_reference, make_review
from pipeline.system import files

# Bytes. A book of 1,000 pages has a tenth of it in any of the formats.
MOST_BYTES = 40_000_000


@dataclass(frozen=True)
class Exported:
    """A file that was written.

    Attributes:
        rows: How many texts it holds.
        open: How many of the lesson's nobody approved yet.
        is_memory: Whether it holds approved ones alone, and those are left out.
    """

    path: str
    rows: int
    open: int
    is_memory: bool


@dataclass(frozen=True)
class Import:
    """What a file would change in a catalog.

    Attributes:
        stored: The catalog's text as it was when that was decided.
    """

    lesson: str
    language: str
    catalog: str
    stored: str
    plan: Plan

    @property
    def changes_something(self) -> bool:
        """Whether the catalog would be another."""
        return bool(self.plan.entries)


def export_review(project: Project, lesson: str, language: str, path: Path) -> Exported:
    """Write a lesson's translations into one language to a file for review.

    Args:
        project: The project.
        lesson: Its name.
        language: ISO 639-1.
        path: The file; its ending chooses the format. One that is there already is replaced only
            where it has nothing that the catalog lacks.

    Raises:
        HandoutsError: Where a name is unknown, a file of the lesson is wrong, or somebody has
            worked in the file that is there.
    """
    form = exchange(path)
    store = _opened(project, lesson, language)
    text, catalog = store.lesson(lesson), store.catalog(lesson, language).catalog
    article = text.article
    paper = project.settings.layout.paper
    review = make_review(
        lesson, article.title, article.meta.language, paper, text.units(language), catalog
    )
    open_ = sum(not row.state.is_reviewed for row in review.rows)
    if is_memory(path):
        review = replace(review, rows=tuple(row for row in review.rows if row.state.is_reviewed))
    content = form.write(review)
    if path.exists() and _read(path) != content:
        _refuse_unread(project, lesson, language, path)
    files.write_atomic(path, content)
    return Exported(str(path), len(review.rows), open_, is_memory(path))


def plan_import(project: Project, lesson: str, language: str, path: Path) -> Import:
    """Read a file that came back, and say what it would change; nothing is written.

    What it is, its content says: an export of ours as any program saved it, a catalog, a memory;
    a document that is none of them is a translation that somebody made without us.

    Raises:
        HandoutsError: Where a name is unknown, or the file is damaged or belongs elsewhere.
    """
    store = _opened(project, lesson, language)
    content = _read(path)
    form = recognise(content, path)
    source = store.lesson(lesson).article.meta.language
    if form is None:
        found = _plan_adoption(store, lesson, language, content, path)
    else:
        returned = form.read(content, path)
        if not returned.is_memory and not any(row.id for row in returned.rows):
            mend = f"Make one with: handouts export {lesson} {language} {path.name}"
            what = "This file has none of the references that `handouts export` writes"
            raise ExchangeError(what, path=path, mend=mend)
        found = plan(store.catalog(lesson, language).catalog, lesson, source, returned, path)
    catalog = store.paths.catalog(lesson, language)
    return Import(lesson, language, catalog, store.catalog(lesson, language).stored, found)


def _plan_adoption(store: Store, lesson: str, language: str, content: bytes, path: Path) -> Plan:
    """Align a translation that was made without us, and say what it would change."""
    from pipeline.alignment.encoder import encoder
    from pipeline.lesson.article import read_article
    from pipeline.readers.document import write_article
    from pipeline.readers.recognise import read_document
    from pipeline.review.adoption import adopt, with_doubts

    document = read_document(content, path)
    written = write_article(document, {}, path)
    if find_reference(written.text, within=True):
        what = "This is a review, in a format from which none can be taken back"
        mend = "Save it as DOCX, ODT, CSV or XLSX"
        raise ExchangeError(what, path=path, mend=mend)
    foreign = read_article(written.text, path)
    article = store.lesson(lesson).article
    returned = adopt(article, foreign, language, encoder(), has_title=written.has_title)
    catalog = store.catalog(lesson, language).catalog
    return with_doubts(plan(catalog, lesson, article.meta.language, returned, path))


def carry_out(project: Project, planned: Import, *, listener: Listener = SILENT) -> None:
    """Put into the catalog what `plan_import` found.

    Raises:
        HandoutsError: Where somebody saved the catalog since, or the disk refuses.
    """
    if planned.changes_something:
        with writing_store(project, listener, "import") as store:
            lesson, language = planned.lesson, planned.language
            if store.catalog(lesson, language).stored != planned.stored:
                raise SavedMeanwhileError(planned.catalog)
            store.save_numbers([lesson])
            store.save_entries(lesson, language, planned.plan.entries)


def _opened(project: Project, lesson: str, language: str) -> Store:
    """Return the store of a project that has this lesson and this language."""
    project.lessons([lesson])
    project.targets([language])
    return Store(project)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ExchangeError("This file is too large to be an export", path=path)
        return path.read_bytes()
    except FileNotFoundError:
        raise ExchangeError("This file is missing", path=path) from None
    except OSError as bad:
        raise ExchangeError(f"This file cannot be read: {bad.strerror}", path=path) from None


def _refuse_unread(project: Project, lesson: str, language: str, path: Path) -> None:
    """Keep an export from being written over somebody's work."""
    mend = "Choose another name, import that file first, or delete it"
    try:
        found = plan_import(project, lesson, language, path)
    except HandoutsError:
        what = "There is a file of this name already, and it is no export of this lesson"
        raise ExchangeError(what, path=path, mend=mend) from None
    if found.changes_something or found.plan.has_problems or found.plan.remarks:
        what = "There is a file of this name already, with changes that were not imported"
        raise ExchangeError(what, path=path, mend=mend)
