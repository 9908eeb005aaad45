"""What a command or a hand did to a lesson is taken back: history, restore, rename, remove."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from conftest import Workplace

from pipeline.cli.main import run
from pipeline.project import history
from pipeline.project.history import PERSON, History
from pipeline.project.paths import Paths

Capture = pytest.CaptureFixture[str]
ES, ARTICLE = "translations/salt/es.po", "source/salt/article.md"
BUILD = ("build", "salt", "--format", "html", "--edition", "student")


@pytest.fixture
def salt(translated: Workplace) -> Workplace:
    """Two translated lessons; one of them is built."""
    assert run(BUILD) == 0
    return translated


def rows(capsys: Capture, lesson: str = "salt") -> list[dict[str, str]]:
    capsys.readouterr()
    assert run(["history", lesson, "--json"]) == 0
    return list(json.loads(capsys.readouterr().out)["rows"])


def said(capsys: Capture, *command: str) -> str:
    """Run a command that fails; return the one line that it says."""
    capsys.readouterr()
    assert run(command) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "failed (" not in error
    return error


def test_what_an_import_did_is_taken_back(salt: Workplace, capsys: Capture) -> None:
    before = salt.read(ES)
    assert run(["export", "salt", "es", "salt.csv"]) == 0
    table = salt.read("salt.csv")
    salt.write("salt.csv", table.replace("sal ", "azúcar "))
    assert run(["import", "salt", "es", "salt.csv", "--yes"]) == 0
    assert salt.read(ES) != before
    versions = [row for row in rows(capsys) if row["file"] == ES]
    assert [row["by"] for row in versions] == ["import", "you"]
    assert [row["is_now"] for row in versions] == [True, False]
    id_ = versions[-1]["id"]
    assert run(["restore", "salt", id_, "--dry-run"]) == 0
    assert "azúcar" in capsys.readouterr().out
    assert run(["restore", "salt", id_]) == 1  # nobody is there to be asked
    assert salt.read(ES) != before
    assert run(["restore", "salt", id_, "--yes"]) == 0
    assert salt.read(ES) == before
    # And that is taken back as well.
    assert run(["restore", "salt", versions[0]["id"], "--yes"]) == 0
    assert "azúcar" in salt.read(ES)


def test_every_state_that_a_command_saw_is_kept(salt: Workplace, capsys: Capture) -> None:
    salt.write(ARTICLE, salt.read(ARTICLE) + "\nOne more.\n")
    assert run(BUILD) == 0
    found = [(row["file"], row["by"]) for row in rows(capsys)]
    assert found.count((ARTICLE, PERSON)) == 2
    assert found.count((ES, "build")) == found.count((ES, PERSON)) == 1
    assert (salt.root / ".history/.gitignore").read_text().endswith("*\n")


@pytest.mark.parametrize("file", [ES, "source/salt/lesson.yaml", ARTICLE])
def test_an_empty_file_is_not_written_over(salt: Workplace, capsys: Capture, file: str) -> None:
    before = salt.read(file) if (salt.root / file).exists() else "number: 3\n"
    salt.write(file, before)
    assert run(BUILD) == 0
    salt.write(file, "")
    os.utime(salt.root / file, (1, 1))
    assert f"{file}:1: This file is empty. Save it again, or" in said(capsys, *BUILD)
    assert salt.read(file) == ""
    assert run(["restore", "salt", "--yes"]) == 0
    assert salt.read(file) == before
    assert "is missing, empty or cut off" in said(capsys, "restore", "salt")


def test_an_empty_file_of_which_nothing_is_known(salt: Workplace, capsys: Capture) -> None:
    salt.write("source/new/article.md", "# New\n\nText.\n")
    salt.write("source/new/lesson.yaml", "")  # there may be nothing to say yet
    assert run(BUILD) == 0
    salt.write(ES, "")
    os.utime(salt.root / ES, (1, 1))
    shutil.rmtree(salt.root / ".history")
    said_now = said(capsys, *BUILD)
    assert f"{ES}:1: This file is empty. Save it again; or delete it, if" in said_now
    assert salt.read(ES) == ""


def test_a_catalog_that_ends_in_the_middle_is_not_written_over(
    salt: Workplace, capsys: Capture
) -> None:
    whole = salt.read(ES)
    ends = [whole.index("\n\n", len(whole) // 2) + 1, len(whole) // 3, len(whole) // 3 + 7]
    for end in ends:
        salt.write(ES, whole[:end])
        os.utime(salt.root / ES, (1, 1))
        assert "ends in the middle" in said(capsys, *BUILD)
        assert salt.read(ES) == whole[:end]
    # Also where what comes before is not as it was.
    cut = whole[: whole.rindex("msgstr")].replace("sal", "SAL")
    salt.write(ES, cut)
    assert "ends in the middle" in said(capsys, *BUILD)
    assert run(["restore", "salt", "--yes"]) == 0
    assert salt.read(ES) == whole


def test_a_person_may_take_out_the_end(salt: Workplace) -> None:
    text = salt.read(ARTICLE)
    salt.write(ARTICLE, text + "\nOne more.\n")
    assert run(BUILD) == 0
    more = salt.read(ES)
    salt.write(ARTICLE, text.rstrip())
    assert run(BUILD) == 0
    obsolete = salt.read(ES)
    assert "#~ msgid" in obsolete or obsolete != more
    salt.write(ES, obsolete[: obsolete.index("#~ msgid")] if "#~ msgid" in obsolete else obsolete)
    assert run(BUILD) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open is not renamed there")
@pytest.mark.parametrize("saved_since", [False, True])
def test_what_an_editor_writes_late_is_found(
    salt: Workplace, capsys: Capture, saved_since: bool
) -> None:
    theirs = salt.read(ES).replace("sal ", "SAL ")
    with (salt.root / ES).open("r+") as editor:
        salt.write(ARTICLE, salt.read(ARTICLE) + "\nOne more.\n")
        os.utime(salt.root / ES, (1, 1))
        assert run(BUILD) == 0
        assert "One more." in salt.read(ES)
        if saved_since:
            entry = 'msgid "One more."\nmsgstr '
            salt.edit(ES, f'{entry}""', f'{entry}"Uno."')
        editor.truncate()
        editor.write(theirs)
    capsys.readouterr()
    assert run(BUILD) == 0
    told = capsys.readouterr().err
    assert f"{ES}: an editor was still saving" in told
    if saved_since:
        assert "Uno." in salt.read(ES)
        kept = History(Paths(salt.root)).versions(ES)
        assert theirs.encode() in [version.content() for version in kept]
    else:
        assert "stands there again" in told
        assert "SAL " in salt.read(ES)


def test_the_history_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_VERSIONS", 5)
    kept = History(Paths(tmp_path), "build")
    kept.keep(ES, b"of a person", by=PERSON)
    for number in range(20):
        kept.keep(ES, b"x" * number)
    found = [version.content() for version in kept.versions(ES)]
    assert found == [b"x" * 19, b"x" * 18, b"x" * 17, b"x" * 16, b"of a person"]
    monkeypatch.setattr(history, "MOST_BYTES", 40)
    kept.tidy()
    assert [v.content() for v in kept.versions(ES)] == [b"x" * 19, b"of a person"]


def test_a_lesson_gets_another_name(salt: Workplace, capsys: Capture) -> None:
    old = rows(capsys)
    assert "is a folder of this name already" in said(capsys, "rename", "salt", "letter")
    assert "cannot be a lesson's name" in said(capsys, "rename", "salt", "a/b")
    assert run(["rename", "salt", "sea-salt"]) == 0
    assert [row["id"] for row in rows(capsys, "sea-salt") if row["by"] == PERSON] == [
        row["id"] for row in old if row["by"] == PERSON
    ]
    catalog = salt.read("translations/sea-salt/es.po")
    assert "source/salt/" not in catalog
    assert not (salt.root / "build/salt").exists()
    capsys.readouterr()
    assert run(["status", "sea-salt", "--json"]) == 0
    (first, *_) = json.loads(capsys.readouterr().out)["progress"]
    assert first["states"]["missing"] == 0


def test_a_folder_renamed_by_hand_does_not_begin_anew(salt: Workplace, capsys: Capture) -> None:
    (salt.root / "source/salt").rename(salt.root / "source/sea")
    for command in ("build", "status", "translate"):
        assert "run: handouts rename salt sea" in said(capsys, command)
    assert not (salt.root / "translations/sea").exists()
    assert run(["rename", "salt", "sea"]) == 0
    assert run(["build", "sea", "--format", "html"]) == 0
    assert (salt.root / "translations/sea/es.po").exists()


def test_a_removed_lesson_comes_back_whole(salt: Workplace, capsys: Capture) -> None:
    names = [p for p in salt.root.glob("*/salt/*") if p.parts[-3] != "build"]
    before = {path: path.read_bytes() for path in names}
    assert run(["remove", "salt"]) == 1  # nobody is there to be asked
    assert run(["remove", "salt", "--yes"]) == 0
    assert list(salt.root.glob("*/salt")) == []
    capsys.readouterr()
    assert run(["history", "salt"]) == 0
    assert "handouts restore salt" in capsys.readouterr().out
    assert run(["restore", "salt", "--yes"]) == 0
    assert {path: path.read_bytes() for path in before} == before
    assert list((salt.root / ".history").glob("removed/*")) == []
    assert "There is no lesson “nix”" in said(capsys, "remove", "nix", "--yes")
    assert "There is no lesson “nix”" in said(capsys, "history", "nix")
