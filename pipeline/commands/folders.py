"""A lesson gets another name, or goes into the history."""

import contextlib

from pipeline.commands.access import writing_store
from pipeline.commands.choice import SILENT, Listener
from pipeline.errors import CatalogError, DocumentError, HandoutsError
from pipeline.project import folders
from pipeline.project.paths import checked_name
from pipeline.project.project import Project
from pipeline.project.store import Store
from pipeline.system import files


def rename(project: Project, old: str, new: str, *, listener: Listener = SILENT) -> None:
    """Give a lesson another name, with its translations and its history.

    Also where its folder in `source/` was renamed by hand, and the others were left behind.

    Raises:
        HandoutsError: Where there is no such lesson, there is one of the new name, no folder can
            have that name, or the disk refuses; nothing is moved then.
    """
    try:
        checked_name(new)
    except DocumentError as bad:
        mend = f"For example: handouts rename {old} {files.slug(new) or 'my-lesson'}"
        raise DocumentError(bad.what, mend=mend) from None
    with writing_store(project, listener, "rename") as store:
        folders.rename(store.paths, old, new)
        _delete_handouts(store, old)
        for language in store.project.settings.languages:
            path = store.paths.catalog(new, language)
            # A catalog that is wrong is none of our business; its next build says so.
            with contextlib.suppress(CatalogError):
                if store.text_if_there(path, CatalogError):
                    read = store.catalog(new, language)
                    header = '"Project-Id-Version: handouts '
                    text = read.text.replace(f'{header}{old}\\n"', f'{header}{new}\\n"', 1)
                    store.save(path, read.stored, text)


def remove(project: Project, lesson: str, *, listener: Listener = SILENT) -> None:
    """Move a lesson with its translations into the history, and delete its handouts.

    Raises:
        HandoutsError: Where there is no such lesson, or the disk refuses.
    """
    with writing_store(project, listener, "remove") as store:
        folders.remove(store.paths, lesson)
        _delete_handouts(store, lesson)


def _delete_handouts(store: Store, lesson: str) -> None:
    """Delete the handouts of a lesson that are as a build wrote them."""
    folder = store.paths.build / lesson
    with contextlib.suppress(OSError, HandoutsError):
        for path in sorted(folder.glob("*")):
            name = path.relative_to(store.paths.root).as_posix()
            known = store.records.output(name)
            if known and known.file == store.digest(name):
                path.unlink()
        folder.rmdir()
