"""The processes that lay out pages end when they are told to, whatever they do."""

import pytest

from pipeline.errors import WriterError
from pipeline.handout.writers import layout

STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.stdout.buffer.write(b"!")
sys.stdout.flush()
time.sleep(60)
"""


def test_process_that_does_not_obey_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_WORKER", STUBBORN)
    monkeypatch.setattr(layout, "_OBEYS", 0.1)
    worker = layout.Worker()
    assert worker._process.stdout
    assert worker._process.stdout.read(1) == b"!"
    worker.stop()
    assert not worker.is_alive


def test_process_that_waits_for_a_page_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_OBEYS", 60)
    worker = layout.Worker()
    worker.stop()
    assert not worker.is_alive


def test_a_process_that_answers_no_more_is_given_no_other_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layout, "_workers", layout._Workers())
    page = layout.Page(("<p>",), 0, "en", frozenset())
    with monkeypatch.context() as broken:
        # Its end is on its way: to the system it is still there.
        broken.setattr(layout, "_WORKER", "import os, time; os.close(1); time.sleep(60)")
        with pytest.raises(WriterError, match="was stopped"):
            layout.to_pdf(page)
    worker = layout._workers.take()
    assert worker.is_alive
    assert worker._process.poll() is None
    layout._workers.give_back(worker)
    assert layout._workers.take() is worker
    layout._workers.give_back(worker)
    worker._process.kill()  # as a system does that has no memory left
    worker._process.wait()
    assert layout._workers.take() is not worker
    layout._workers.stop()
