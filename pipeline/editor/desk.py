"""What a desk knows while it is open: two stores, the steps to take back, one job, who listens."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.commands.access import look_back
from pipeline.commands.texts import FileStep, TextStep, look_again
from pipeline.commands.watch import NO_LESSON, Reach, saves
from pipeline.errors import HandoutsError
from pipeline.project.history import History
from pipeline.project.project import Project, find_project
from pipeline.project.store import Store

# How many steps can be taken back.
_MOST_STEPS = 200
# Seconds after a save here in which another editor may still write to the file that it replaced.
_SETTLED = 2.0


class JobStoppedError(Exception):
    """A person has stopped what was at work."""


@dataclass(frozen=True)
class JobState:
    """How far a job is.

    Attributes:
        name: "build", "draft".
        done, total: Its steps; a total of 0 is not known.
        is_over: Whether it has ended.
        said: What came of it, or what was wrong.
        failed: Whether something was wrong.
        stopped: Whether a person stopped it.
        files: What it wrote, that can be opened.
    """

    name: str
    done: int = 0
    total: int = 0
    is_over: bool = False
    said: tuple[str, ...] = ()
    failed: bool = False
    stopped: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ended:
    """What came of a job: what to say, line by line, and the files that can be opened."""

    said: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    failed: bool = False


class Bus:
    """Tells all that listen what has happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.is_closed = False

    def subscribe(self) -> "asyncio.Queue[dict[str, Any] | None]":
        """Return a queue of what happens from now on; None is its end."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        with self._lock:
            self._loop = asyncio.get_running_loop()
            self._queues.add(queue)
        if self.is_closed:
            queue.put_nowait(None)
        return queue

    def leave(self, queue: "asyncio.Queue[dict[str, Any] | None]") -> None:
        """Tell a queue nothing more."""
        with self._lock:
            self._queues.discard(queue)

    def tell(self, event: dict[str, Any] | None) -> None:
        """Tell all queues, from whatever thread."""
        with self._lock:
            queues, loop = tuple(self._queues), self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the server has ended
                for queue in queues:
                    loop.call_soon_threadsafe(queue.put_nowait, event)

    def close(self) -> None:
        """End all streams."""
        self.is_closed = True
        self.tell(None)


class Desk:
    """One project, open in a browser.

    To read and to save there is a store each, so that what is typed is saved while the handout is
    composed. Both look at their lesson's files again before each use: everybody may save them.
    """

    def __init__(self, project: Project) -> None:
        self.root: Path = project.root
        self.bus = Bus()
        self._project = project
        self._eye = threading.Lock()
        self._hand = threading.Lock()
        self._reader: Store | None = None
        self._writer: Store | None = None
        self._touched: set[str] = set()
        self._steps: list[tuple[TextStep | FileStep, ...]] = []
        self._job: JobState | None = None
        self._job_lock = threading.Lock()
        self._stops = threading.Event()
        self._ended = threading.Event()
        self._saved_at = 0.0

    @property
    def project(self) -> Project:
        """The project, its settings as they are now.

        Raises:
            HandoutsError: Where they are wrong.
        """
        found = find_project(self.root)
        if found != self._project:
            self._project = found
            self._reader = self._writer = None
        return self._project

    @contextmanager
    def reading(self, lesson: str = "") -> Iterator[Store]:
        """Yield the store that reads; it has looked at a lesson's files again.

        Raises:
            HandoutsError: Where the settings are wrong or there is no such lesson.
        """
        with self._eye:
            project = self.project
            store = self._reader = self._reader or Store(project)
            touched, self._touched = self._touched, set()
            if lesson:
                project.lessons([lesson])
            for name in {*touched, *filter(None, (lesson,))}:
                look_again(store, name)
            yield store

    @contextmanager
    def saving(self) -> Iterator[Store]:
        """Yield the store that saves, as a person's editor does: it waits for no command.

        Raises:
            HandoutsError: Where the settings are wrong.
        """
        with self._hand:
            project = self.project
            history = History(project.paths, "edit")
            store = self._writer = self._writer or Store(project, history)
            yield store

    # Steps back

    def took(self, *steps: TextStep | FileStep | None) -> None:
        """Take note of what was written in one go."""
        if found := tuple(step for step in steps if step is not None):
            with self._job_lock:
                self._steps = [*self._steps[1 - _MOST_STEPS :], found]
            self._saved_at = time.monotonic()
            self.saved(frozenset(step.lesson for step in found))

    def last_steps(self, lesson: str = "", language: str = "") -> tuple[TextStep | FileStep, ...]:
        """Return what was last written in one go, and forget it.

        Args:
            lesson: Only what is of this lesson, where one is named.
            language: Only what is of this translation, where one is named.
        """

        def is_of(step: TextStep | FileStep) -> bool:
            is_language = isinstance(step, TextStep) and step.language == language
            return lesson in ("", step.lesson) and (not language or is_language)

        with self._job_lock:
            for place in reversed(range(len(self._steps))):
                if all(map(is_of, self._steps[place])):
                    return self._steps.pop(place)
        return ()

    # What is saved, by whomever

    def saved(self, reach: Reach) -> None:
        """Tell the pages whose lessons were saved."""
        self._touched |= reach or set()
        if reach is None:
            self._reader = None
        self.bus.tell({"kind": "saved", "lessons": None if reach is None else sorted(reach)})

    def watch(self) -> None:
        """Look after the files until the desk is closed."""
        is_first = True
        with suppress(HandoutsError):  # the folder is gone: every answer says so
            for reach in saves(self.root):
                if self._ended.is_set():
                    return
                if reach != NO_LESSON and not is_first:
                    self.saved(reach)
                is_first = False
                if self._saved_at and time.monotonic() - self._saved_at > _SETTLED:
                    self._saved_at = 0.0
                    self._look_back()

    def _look_back(self) -> None:
        """Find what an editor wrote to a file after this desk had replaced it, and say so."""
        with suppress(HandoutsError):  # the next command looks again
            if found := look_back(self._project):
                self.bus.tell({"kind": "noticed", "lines": found})

    def close(self) -> None:
        """End what is at work and all streams."""
        self._ended.set()
        self._stops.set()
        self.bus.close()

    # What takes long

    @property
    def job(self) -> JobState | None:
        """What is at work, or was last."""
        return self._job

    def begin(self, name: str, work: Callable[["Teller"], Ended]) -> bool:
        """Start something that takes long; False where something is at work already.

        Args:
            name: Of the job.
            work: Does it, tells how far it is, and returns what came of it.
        """
        with self._job_lock:
            if self._job and not self._job.is_over:
                return False
            self._stops.clear()
            self._job = JobState(name)
        self._tell_job()
        threading.Thread(target=self._work, args=(work,), daemon=True).start()
        return True

    def stop(self) -> None:
        """Stop what is at work after its next step."""
        self._stops.set()

    def _work(self, work: Callable[["Teller"], Ended]) -> None:
        ended, stopped = Ended(), False
        try:
            ended = work(Teller(self))
        except JobStoppedError:
            stopped = True
        except HandoutsError as bad:
            ended = Ended((str(bad),), failed=True)
        except Exception as bad:  # a fault of ours ends neither the desk nor the job in silence
            ended = Ended((f"{type(bad).__name__}: {bad}",), failed=True)
        assert self._job
        self._job = replace(
            self._job,
            is_over=True,
            said=ended.said,
            files=ended.files,
            failed=ended.failed,
            stopped=stopped,
        )
        self._tell_job()
        self.saved(None)

    def advance(self, *, done: int | None = None, total: int | None = None) -> None:
        """Take note of how far the job is.

        Raises:
            JobStoppedError: Where a person has stopped it.
        """
        if self._stops.is_set():
            raise JobStoppedError
        assert self._job
        done = self._job.done + 1 if done is None else done
        self._job = replace(self._job, done=done, total=self._job.total if total is None else total)
        self._tell_job()

    def _tell_job(self) -> None:
        assert self._job
        self.bus.tell({"kind": "job", "job": asdict(self._job)})


class Teller:
    """Tells a desk how far its job is; a `Listener`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.noted: list[str] = []

    def waiting(self) -> None:
        """Another command has to end first."""

    def noticed(self, what: str) -> None:
        """Keep what a person should know."""
        self.noted.append(what)

    def started(self, what: str, total: int) -> None:  # noqa: ARG002 - the desk has its own words
        """Begin to count anew."""
        self._desk.advance(done=0, total=total)

    def advanced(self) -> None:
        """Count one more."""
        self._desk.advance()
