"""A document on disk → a new lesson: recognised by its content, read by pandoc, written whole."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.commands.access import writing_store
from pipeline.commands.choice import SILENT, Listener
from pipeline.commands.lesson import Proposed, propose_lesson
from pipeline.errors import ArticleError, ChapterError, DocumentError
from pipeline.lesson.edit import LESSON_TEMPLATE
from pipeline.project.paths import ARTICLE, LESSON, Paths, checked_name
from pipeline.project.project import Project
from pipeline.readers.document import Document, write_article
from pipeline.readers.recognise import MOST_BYTES, pictures, read_document
from pipeline.system import files


@dataclass(frozen=True)
class Added:
    """What came of bringing a document in.

    Attributes:
        files: The lesson's files, the article first.
        warnings: What is in the document and not in the lesson.
        proposed: What was proposed for the lesson.
    """

    lesson: str
    files: tuple[str, ...]
    warnings: tuple[str, ...]
    proposed: Proposed


def add(
    project: Project,
    file: Path,
    name: str | None = None,
    chapter: int | None = None,
    *,
    everything: bool = False,
    listener: Listener = SILENT,
) -> Added:
    """Make a lesson of a document, and propose words, questions and exercises for it.

    Args:
        project: Where the lesson goes.
        file: PDF, DOCX, ODT, RTF, EPUB, HTML, Markdown or plain text.
        name: The lesson's name; made from the file's name where it is not given.
        chapter: Of an e-book, the number of its chapter, from 1 on.
        everything: Whether to keep what stands around the article of a web page.
        listener: Told where another command has to be waited for.

    Raises:
        ChapterError: Where it is an e-book of several chapters and none of them is named.
        DocumentError: Where the file is no article, or the name cannot be had; nothing is
            written then.
    """
    with writing_store(project, listener, "add") as store:
        lesson, names, warnings = _bring_in(store.paths, file, name, chapter, everything)
        try:
            proposed = propose_lesson(store, lesson)
        except Exception:
            # A lesson that is there is one that can be built.
            files.remove_folder(store.paths.lesson_folder(lesson))
            raise
        return Added(lesson, names, warnings, proposed)


def _bring_in(
    paths: Paths, file: Path, name: str | None, chapter: int | None, everything: bool
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Write the folder of a new lesson; return its name, its files, and the warnings."""
    content = _read(file)
    lesson = _lesson_name(file, name, chapter)
    folder = paths.lesson_folder(lesson)
    if folder.exists():
        said = "" if chapter is None else f" --chapter {chapter}"
        mend = f"Give this one another name: handouts add {file.name}{said} --name {_free(folder)}"
        raise DocumentError(f"There is a lesson “{lesson}” already", mend=mend)
    shown = paths.article(lesson)
    try:
        document = read_document(content, file, chapter, everything=everything)
        found, without = pictures(document, content, file)
        written = write_article(document, {a: name for a, (name, _) in found.items()}, shown)
    except ChapterError:
        raise
    except (DocumentError, ArticleError) as bad:
        # A line of the article, which is not written, is none of the document's.
        line = bad.line if isinstance(bad, DocumentError) else None
        raise DocumentError(bad.what, path=file, line=line, mend=bad.mend) from None
    parts = {ARTICLE: written.text.encode(), LESSON: LESSON_TEMPLATE.encode()}
    parts |= dict(found.values())
    files.write_folder(folder, parts)
    names = tuple(f"source/{lesson}/{part}" for part in parts)
    report = _report(paths, lesson, file, document) if document.left_out else ()
    return lesson, names, (*report, *written.warnings, *without)


def _report(paths: Paths, lesson: str, file: Path, document: Document) -> tuple[str, ...]:
    """Write what was left out of a page where a person can read it, and say so."""
    name = paths.report(lesson)
    texts = "".join(f"{text}\n\n" for text in document.left_out)
    files.write_atomic(paths.at(name), texts.encode())
    out, whole = len(texts.split()), len(f"{texts} {document.text}".split())
    again = f"handouts add {file.name} --all --name {_free(paths.lesson_folder(lesson))}"
    return (
        f"{out} of the {whole} words of this page are no part of the article, and are left out. "
        f"Read them in {name}; a lesson with all of them: {again}",
    )


def _read(file: Path) -> bytes:
    """Return the bytes of a file that can be an article."""
    if not file.exists():
        raise DocumentError("This file is missing", path=file)
    if not file.is_file():
        raise DocumentError("This is a folder, no file", path=file, mend="Name the article in it")
    size = file.stat().st_size
    if size > MOST_BYTES:
        what = f"This file has {size / 1e6:.0f} MB, and an article may have {MOST_BYTES / 1e6:.0f}"
        raise DocumentError(what, path=file, mend="Make its pictures smaller, or take some out")
    try:
        content = file.read_bytes()
    except OSError as bad:
        raise DocumentError(f"This file cannot be read: {bad.strerror}", path=file) from None
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise DocumentError("This file is empty", path=file)
    return content


def _lesson_name(file: Path, name: str | None, chapter: int | None) -> str:
    """Return the name given, if a folder can have it, or one made from the file's."""
    if name is not None:
        return checked_name(name)
    if made := files.slug(file.stem):
        return made if chapter is None else f"{made}-{chapter}"
    what = f"No lesson's name can be made of “{file.name}”"
    raise DocumentError(what, mend="Give it one: --name my-lesson")


def _free(folder: Path) -> str:
    number = 2
    while folder.with_name(f"{folder.name}-{number}").exists():
        number += 1
    return f"{folder.name}-{number}"
