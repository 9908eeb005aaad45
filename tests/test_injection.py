"""A few dozen of the kills and write errors that `tests/injection.py` runs by the thousand."""

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there is no fork", allow_module_level=True)

import injection


def test_killed_commands_lose_nothing(tmp_path: Path) -> None:
    seen = injection.kill(24, tmp_path)
    assert seen["killed"] == 24
    assert seen["reruns compared"]
    assert seen["files left in the middle"], "no kill came while something was written"


def test_refused_writes_lose_nothing(tmp_path: Path) -> None:
    seen = injection.refuse(12, tmp_path, every=3)
    assert seen["write errors"] >= 12
    assert seen["ended with 1"]
