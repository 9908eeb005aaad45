"""Pages → PDFs in processes of their own: WeasyPrint runs where nothing else does.

The processes are started when the first page needs one, as many as there are callers at a time, and
stay for the next pages: to load WeasyPrint takes half a second.
"""

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

from pipeline.errors import WriterError
from pipeline.handout.writers.weasyprint_worker import Failure, LaidOut, Page, receive, send

# Run so, and not as `-m`, its messages are of the same classes here and there.
_WORKER = "from pipeline.handout.writers.weasyprint_worker import main; main()"
_PACKAGES = Path(__file__).parents[3]
# Which fonts of the machine WeasyPrint knows: none.
_FONTS = Path(__file__).parent / "templates" / "pdf" / "fonts.xml"
# Seconds within which a process that is told to end has ended, if it does not ignore that.
_OBEYS = 2


class LayoutFailedError(Exception):
    """WeasyPrint could not lay out a page; a fault of this program's, or of WeasyPrint's."""


class Worker:
    """A process that lays out pages, one at a time."""

    def __init__(self) -> None:
        paths = filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH")))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(paths),
                "FONTCONFIG_FILE": str(_FONTS),
            },
        )
        self._is_lost = False

    def lay_out(self, page: Page) -> LaidOut | list[float]:
        """Return a page as PDF, or the heights that are wanted of it; raises like `to_pdf`."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            send(self._process.stdin, page)
            answer = receive(self._process.stdout)
        except OSError:
            answer = None
        if isinstance(answer, LaidOut | list):
            return answer
        if not isinstance(answer, Failure):
            self._is_lost = True  # it may not have ended yet, and answers nobody any more
            mend = "If memory ran out, close other programs; then run it again"
            raise WriterError("The process that lays out PDFs was stopped", mend=mend)
        if answer.lacks_library:
            mend = "The README's section “When Pango is missing” has the command for your system"
            raise WriterError(f"WeasyPrint cannot load Pango: {answer.said}", mend=mend)
        failed = LayoutFailedError(f"{answer.kind}: {answer.said}")
        failed.add_note(answer.trace)
        raise failed

    @property
    def is_alive(self) -> bool:
        """Whether it can take another page."""
        return not self._is_lost and self._process.poll() is None

    def stop(self) -> None:
        """End the process at once, and by force where it does not obey."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_OBEYS)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()


class _Workers:
    """The processes of this one: those that work, and those that wait for a page."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._all: set[Worker] = set()
        self._idle: list[Worker] = []

    def take(self) -> Worker:
        with self._lock:
            while self._idle:
                if (worker := self._idle.pop()).is_alive:
                    return worker
                self._all.discard(worker)  # the system has ended it while it waited
            worker = Worker()
            self._all.add(worker)
            return worker

    def give_back(self, worker: Worker) -> None:
        with self._lock:
            if worker.is_alive:
                self._idle.append(worker)
                return
            self._all.discard(worker)
        worker.stop()

    def stop(self) -> None:
        with self._lock:
            workers, self._all, self._idle = self._all, set(), []
        for worker in workers:
            worker.stop()


_workers = _Workers()
atexit.register(_workers.stop)
# A copy of this process has the pipes of its parent, and has to start processes of its own.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: _workers.__init__())  # type: ignore[misc]


def to_pdf(page: Page) -> LaidOut:
    """Lay out a page and return it as tagged PDF/UA-1, with what is amiss.

    Raises:
        WriterError: Where Pango is missing, or the process that lays out was stopped.
        LayoutFailedError: Where WeasyPrint fails.
    """
    laid = _answer(page)
    assert isinstance(laid, LaidOut)
    return laid


def measure(page: Page) -> list[float]:
    """Lay out a page and return the heights that are wanted of it; raises like `to_pdf`."""
    heights = _answer(page)
    assert isinstance(heights, list)
    return heights


def _answer(page: Page) -> LaidOut | list[float]:
    worker = _workers.take()
    try:
        return worker.lay_out(page)
    finally:
        _workers.give_back(worker)


def stop() -> None:
    """End all processes that lay out pages, those at work included."""
    _workers.stop()
