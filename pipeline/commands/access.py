"""How a command gets at the files of a project."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pipeline.commands.choice import Listener
from pipeline.project.lock import writing
from pipeline.project.project import Project, find_project
from pipeline.project.store import Store
from pipeline.translation.engines import NONE


@contextmanager
def writing_store(
    project: Project, listener: Listener, *, asks_engine: bool = True
) -> Iterator[Store]:
    """Yield the store of a project that no other command writes to meanwhile.

    Args:
        project: The project; after a wait its settings are read again.
        listener: Told where another command has to be waited for.
        asks_engine: Whether the engine of the settings may translate.

    Raises:
        ProjectError: Where another command does not end, or the settings are wrong by now.
    """
    has_waited = False

    def on_wait() -> None:
        nonlocal has_waited
        has_waited = True
        listener.waiting()

    with writing(project.paths, on_wait):
        if has_waited:
            project = find_project(project.root)
        if not asks_engine:
            project = replace(project, settings=replace(project.settings, engine=NONE))
        yield Store(project)
