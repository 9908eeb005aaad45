"""Files that a person may edit: whatever an editor does meanwhile, its text is not written over."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import HandoutsError, SavedMeanwhileError
from pipeline.system import files, saves

Meanwhile = Callable[[], object]
# What swaps files in two steps is tried as well, on systems that need one.
SWAPS = ["at once", "in two steps"]


@pytest.fixture(params=SWAPS)
def meanwhile(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Meanwhile], None]:
    """Return a function that lets something happen right before two files are swapped."""
    swapped = saves._swapped
    waiting: list[Meanwhile] = []
    monkeypatch.setattr(saves, "QUIET", 0.001)

    def swap(one: Path, other: Path) -> bool:
        if waiting:
            waiting.pop()()
        return request.param == SWAPS[0] and swapped(one, other)

    monkeypatch.setattr(saves, "_swapped", swap)
    return waiting.append


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "lesson" / "es.po"
    made.parent.mkdir()
    made.write_text("read")
    return made


def write(path: Path) -> list[str]:
    """Write over a file, and return what stands aside then."""
    aside = path.parent.parent / "aside"
    try:
        saves.write_over(path, b"read", b"ours", lambda _: aside / "es.po")
    finally:
        assert [p.name for p in path.parent.iterdir()] == ["es.po"]
    return sorted(p.read_text() for p in aside.iterdir())


def rename_over(path: Path, text: str) -> None:
    other = path.with_name(".swp")
    other.write_text(text)
    other.replace(path)


@pytest.mark.usefixtures("meanwhile")
def test_the_old_file_itself_goes_aside(path: Path) -> None:
    inode = path.stat().st_ino
    assert write(path) == ["read"]
    assert path.read_text() == "ours"
    assert (path.parent.parent / "aside/es.po").stat().st_ino == inode


@pytest.mark.parametrize("save", [rename_over, lambda path, text: path.write_text(text)])
def test_what_is_saved_in_the_last_moment_goes_back(
    path: Path, meanwhile: Callable[[Meanwhile], None], save: Callable[[Path, str], object]
) -> None:
    meanwhile(lambda: save(path, "theirs"))
    with pytest.raises(SavedMeanwhileError):
        write(path)
    assert path.read_text() == "theirs"


def test_a_file_that_is_deleted_meanwhile_stays_so(
    path: Path, meanwhile: Callable[[Meanwhile], None]
) -> None:
    meanwhile(path.unlink)
    aside = path.parent.parent / "aside/es.po"
    with pytest.raises(SavedMeanwhileError):
        saves.write_over(path, b"read", b"ours", lambda _: aside)
    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_stay_what_they_are(path: Path) -> None:
    soft, hard = path.with_name("soft.po"), path.with_name("hard.po")
    soft.symlink_to("es.po")
    saves.write_over(soft, b"read", b"longer than that", waits=False)
    assert soft.is_symlink()
    os.link(path, hard)
    saves.write_over(path, b"longer than that", b"ours", waits=False)
    assert path.read_text() == hard.read_text() == soft.read_text() == "ours"
    assert path.samefile(hard)
    path.unlink()
    with pytest.raises(HandoutsError, match=r"link to “es\.po”, and nothing is there"):
        saves.write_over(soft, None, b"ours")
    with pytest.raises(HandoutsError, match="nothing is there"):
        files.read_signed(soft)


@pytest.mark.skipif(sys.platform == "win32", reason="there are none")
@pytest.mark.parametrize("device", [False, True])
def test_pipes_and_devices_are_refused_at_once(tmp_path: Path, device: bool) -> None:
    path = tmp_path / "article.md"
    path.symlink_to("/dev/zero") if device else os.mkfifo(path)
    for read in (files.read_signed, files.read_if_there):
        with pytest.raises(HandoutsError, match="pipe or a device"):
            read(path)


def test_a_file_that_was_emptied_just_now_is_waited_for(path: Path) -> None:
    path.write_bytes(b"")
    threading.Timer(0.3, lambda: path.write_bytes(b"whole")).start()
    found = saves.read_settled(str(path), bool)
    assert found
    assert found[0] == b"whole"


def test_one_that_was_emptied_long_ago_is_not(path: Path) -> None:
    path.write_bytes(b"")
    os.utime(path, (1, 1))
    found = saves.read_settled(str(path), bool)
    assert found
    assert found[0] == b""


def test_a_file_that_is_saved_all_the_time_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saves, "PATIENCE", 0.3)
    stop = threading.Event()

    def save() -> None:
        while not stop.wait(0.02):
            path.write_text("read")

    editor = threading.Thread(target=save)
    editor.start()
    try:
        with pytest.raises(SavedMeanwhileError):
            saves.write_over(path, b"read", b"ours")
    finally:
        stop.set()
        editor.join()
    assert path.read_text() == "read"
