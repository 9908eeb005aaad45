"""The processes that lay out pages end when they are told to, whatever they do."""

import pytest

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
