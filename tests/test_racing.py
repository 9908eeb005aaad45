"""A few dozen of the saves that `tests/racing.py` lets meet a command by the thousand."""

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there is no fork", allow_module_level=True)

import racing

from pipeline.system import saves


@pytest.mark.parametrize("kind", racing.KINDS)
def test_no_save_is_lost(tmp_path: Path, kind: str) -> None:
    seen = racing.race(kind, 60, tmp_path)
    assert seen["in the file"] + seen["in the history"] == 60
    assert seen["runs of the command"] > 60


def test_no_save_is_lost_where_no_swap_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saves, "_swapped", lambda *_: False)
    seen = racing.race("in place", 30, tmp_path)
    assert seen["in the file"] + seen["in the history"] == 30
