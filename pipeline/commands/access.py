"""How a command gets at the files of a project."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from pipeline.commands.choice import Listener
from pipeline.errors import HandoutsError, ProjectError
from pipeline.project.history import History
from pipeline.project.lock import writing
from pipeline.project.project import Project, find_project
from pipeline.project.store import Store
from pipeline.translation.engines import NONE


@contextmanager
def writing_store(
    project: Project, listener: Listener, command: str, *, asks_engine: bool = True
) -> Iterator[Store]:
    """Yield the store of a project that no other command writes to meanwhile.

    What an editor wrote to a file while a command replaced it is looked for before and after.

    Args:
        project: The project; after a wait its settings are read again.
        listener: Told where another command has to be waited for, and what was found.
        command: Its name, for the history of what it writes.
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
        history = History(project.paths, command)
        _look_back(history, listener)
        store = Store(project, history)
        try:
            yield store
        finally:
            # The command has ended, well or not: nothing here may be in the way of what it says.
            with suppress(HandoutsError):
                store.remember()
                _look_back(history, listener)


def look_back(project: Project) -> list[str]:
    """Look whether an editor was still writing to a file that was replaced without a command.

    Returns:
        What a person should know, line by line. Nothing while a command is at work, which looks
        itself.

    Raises:
        HandoutsError: Where the disk refuses.
    """
    with suppress(ProjectError), writing(project.paths, patience=0):
        return History(project.paths).look_back()
    return []


def _look_back(history: History, listener: Listener) -> None:
    for line in history.look_back():
        listener.noticed(line)
