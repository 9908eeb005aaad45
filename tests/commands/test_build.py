"""What a change reaches is written again, and nothing else: across lessons, languages, formats."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import REPOSITORY, Workplace

from pipeline.catalog import pofile
from pipeline.cli.main import run
from pipeline.errors import HandoutsError, ProjectError, SavedMeanwhileError
from pipeline.project.lock import writing
from pipeline.system import saves

Capture = pytest.CaptureFixture[str]
Change = Callable[[Workplace], object]

ARTICLE = """---
title: The {name}
---

In 1910 the town built a {name} of 40 metres.

![The {name}](photo.svg)
"""
LESSON = """vocabulary:
  - {word: town, pos: noun, level: A2, paragraph: 1}
questions:
  understanding:
    - question: When was it built?
      answer: In 1910.
      note: Ask for the year.
      paragraphs: [1]
"""
PHOTO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
SETTINGS = 'languages = ["es", "de"]\nformats = ["pdf", "epub", "html"]\nengine = "none"\n'
ES = "translations/bridge/es.po"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two translated lessons, built. Tests work on copies."""
    place = Workplace(tmp_path_factory.mktemp("finished"))
    place.write("handouts.toml", SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place.root)
        for name in ("bridge", "tower"):
            place.write(f"source/{name}/article.md", ARTICLE.format(name=name))
            place.write(f"source/{name}/lesson.yaml", LESSON)
            place.write(f"source/{name}/photo.svg", PHOTO)
        assert run(["build", "--format", "epub", "--edition", "student"]) == 0
        for path in place.root.glob("translations/*/*.po"):
            text = path.read_text("utf-8")
            catalog = pofile.parse(text, path.stem, path)
            filled = [replace(e, target=f"{e.source} ({path.stem})") for e in catalog.entries]
            path.write_text(pofile.format_catalog(catalog.replaced(filled), text), "utf-8")
        place.edit(ES, 'msgctxt "title"', '#, fuzzy\nmsgctxt "title"')
        assert run(["build"]) == 0
    return place.root


@pytest.fixture
def project(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    shutil.copytree(finished, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    return Workplace(tmp_path / "copy")


def all_outputs(*parts: str) -> set[str]:
    """Return the handouts whose names have all these parts: `.es.` is in `bridge.en-es.student`."""
    names = {
        f"{lesson}.en-{language}.{edition}.{suffix}"
        for lesson in ("bridge", "tower")
        for language in ("es", "de")
        for edition in ("student", "teacher")
        for suffix in ("pdf", "epub", "html")
    }
    return {name for name in names if all(part in name for part in parts)}


def planned(capsys: Capture) -> dict[str, str]:
    """Return the handouts that a build would write, with the reasons."""
    capsys.readouterr()
    assert run(["build", "--dry-run", "--json"]) == 0
    outputs = json.loads(capsys.readouterr().out)["outputs"]
    return {Path(row["path"]).name: row["reason"] for row in outputs if row["reason"]}


def edit(path: str, old: str, new: str) -> Change:
    return lambda place: place.edit(path, old, new)


def add(path: str, text: str) -> Change:
    return lambda place: place.write(path, text)


def append(path: str, text: str) -> Change:
    return lambda place: place.write(path, place.read(path) + text)


def touch(place: Workplace) -> None:
    for path in place.root.rglob("*"):
        os.utime(path, (1, 1))


RECORDS = "build/.records/files.json"


def strip_records(place: Workplace) -> None:
    """Leave records as a version might have written them that knew less."""
    stored = json.loads(place.read(RECORDS))
    place.write(RECORDS, json.dumps({key: stored[key] for key in ("version", "outputs")}))


BRIDGE = "source/bridge/article.md"
PRINTED = all_outputs(".pdf") | all_outputs(".html")
CHANGES: list[tuple[str, Change, set[str]]] = [
    ("nothing", lambda _: None, set()),
    ("times of files", touch, set()),
    ("a comment in a catalog", edit(ES, "#. title\n", "# ask Ana\n#. title\n"), set()),
    ("an approval", edit(ES, "#, fuzzy\n", ""), all_outputs("bridge.en-es")),
    (
        "doubt about a translation",
        edit(ES, 'msgid "In 1910 the town', '#, fuzzy\nmsgid "In 1910 the town'),
        all_outputs("bridge.en-es"),
    ),
    ("an answer", edit(ES, "In 1910. (es)", "En 1910."), all_outputs("bridge.en-es.teacher")),
    ("a gloss", edit(ES, "town (es)", "pueblo"), all_outputs("bridge.en-es")),
    (
        "the other language",
        edit("translations/bridge/de.po", "town (de)", "Stadt"),
        all_outputs("bridge.en-de"),
    ),
    ("a sentence of the article", edit(BRIDGE, "40 metres", "50 metres"), all_outputs("bridge")),
    (
        "line ends of the article",
        lambda p: p.write(BRIDGE, p.read(BRIDGE).replace("\n", "\r\n")),
        set(),
    ),
    ("another lesson", edit("source/tower/article.md", "40 m", "50 m"), all_outputs("tower")),
    ("an image", append("source/bridge/photo.svg", "\n"), all_outputs("bridge")),
    (
        "a note for the teacher, which the class sees nothing of",
        edit("source/bridge/lesson.yaml", "the year", "a year"),
        all_outputs("bridge", ".teacher"),
    ),
    ("a file that no handout shows", add("source/bridge/ideas.txt", "More bridges\n"), set()),
    ("a new lesson without a catalog", add("source/bridge/sub/article.md", "No lesson"), set()),
    ("paper", append("handouts.toml", '[layout]\npaper = "Letter"\n'), PRINTED),
    ("large print", append("handouts.toml", "[layout]\nlarge_print = true\n"), PRINTED),
    ("the school", append("handouts.toml", '[layout]\nschool = "Liceo 7"\n'), all_outputs()),
    ("a comment in the settings", append("handouts.toml", "# mine\n"), set()),
    ("the engine's settings", append("handouts.toml", "[engines.argos]\npivot = true\n"), set()),
    ("a term that no text has", add("glossary.csv", "source,target\nsea,mar\n"), set()),
    (
        "a term that is not used, which the review sheets say",
        add("glossary.csv", "source,target\ntown,pueblo\n"),
        all_outputs(".teacher"),
    ),
    ("lost records", lambda p: (p.root / RECORDS).unlink(), all_outputs()),
    ("broken records", add(RECORDS, '{"version":1,"fi'), all_outputs()),
    ("records of another kind", add(RECORDS, "[1, 2]"), all_outputs()),
    ("records of an older version", strip_records, all_outputs()),
    (
        "a handout that was deleted",
        lambda p: (p.root / "build/tower/tower.en-de.teacher.pdf").unlink(),
        {"tower.en-de.teacher.pdf"},
    ),
    (
        "a handout that was altered",
        add("build/tower/tower.en-es.student.epub", "mine"),
        {"tower.en-es.student.epub"},
    ),
]


@pytest.mark.parametrize(
    ("change", "reached"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_a_change_reaches_exactly(
    project: Workplace, capsys: Capture, change: Change, reached: set[str]
) -> None:
    change(project)
    assert planned(capsys).keys() == reached


def test_a_build_does_what_it_said_it_would(project: Workplace, capsys: Capture) -> None:
    before = {path: path.stat().st_ino for path in project.root.glob("build/[!.]*/*")}
    project.edit(ES, "In 1910. (es)", "En 1910.")
    (project.root / "build/tower/tower.en-de.student.epub").unlink()
    said = planned(capsys)
    assert run(["build"]) == 0
    after = {path: path.stat().st_ino for path in project.root.glob("build/[!.]*/*")}
    assert said.keys() == {path.name for path in after if before[path] != after[path]}
    assert planned(capsys) == {}


@pytest.mark.parametrize(
    ("file", "reached"),
    [
        ("pipeline/handout/writers/templates/pdf/style.css", all_outputs(".pdf")),
        ("pipeline/handout/writers/templates/epub/style.css", all_outputs(".epub")),
        ("pipeline/handout/writers/templates/html/script.js", all_outputs(".html")),
        ("pipeline/handout/writers/templates/pdf/handout.html", all_outputs(".pdf")),
        ("pipeline/handout/writers/templates/html/handout.html", all_outputs(".html")),
        ("pipeline/handout/writers/html.py", all_outputs(".html")),
        ("pipeline/handout/writers/rendering.py", all_outputs()),
        ("pipeline/handout/compose.py", all_outputs()),
        ("fontpkg_literata-99.0.dist-info/METADATA", PRINTED),
        ("weasyprint-99.0.dist-info/METADATA", all_outputs(".pdf")),
        ("simplemma-99.0.dist-info/METADATA", set()),
    ],
)
def test_another_version_of_the_program_reaches_what_it_writes(
    project: Workplace, tmp_path: Path, file: str, reached: set[str]
) -> None:
    shutil.copytree(REPOSITORY / "pipeline", tmp_path / "program/pipeline")
    path = tmp_path / "program" / file
    path.parent.mkdir(exist_ok=True)
    name = path.parent.name.split("-")[0].replace("_", "-")
    new = f"Metadata-Version: 2.1\nName: {name}\nVersion: 99.0\n"
    path.write_text(path.read_text() + "\n" if path.exists() else new)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "build", "--dry-run", "--json"],
        cwd=project.root,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "program")},
        capture_output=True,
        check=True,
    )
    outputs = json.loads(done.stdout)["outputs"]
    assert {Path(row["path"]).name for row in outputs if row["reason"]} == reached


def test_a_dry_run_writes_nothing_at_all(
    workplace: Workplace, argos_home: Path, capsys: Capture
) -> None:
    workplace.write("source/bridge/article.md", ARTICLE.format(name="bridge"))
    workplace.write("source/bridge/photo.svg", PHOTO)
    before = sorted(workplace.root.rglob("*"))
    for command in (["build", "--dry-run"], ["status"]):
        assert run(command) == 0
        said = capsys.readouterr().out
        assert "to update: translations/bridge/es.po\n" in said
        assert "to translate: translations/bridge/es.po: 3 passages by machine" in said
        assert "to write: build/bridge/bridge.en-es.student.pdf (not built yet)\n" in said
    assert sorted(workplace.root.rglob("*")) == before
    assert list(argos_home.iterdir()) == []


def test_a_dry_run_knows_what_other_lessons_give(project: Workplace, capsys: Capture) -> None:
    catalog = "translations/tower/es.po"
    project.edit(catalog, 'msgstr "In 1910. (es)"', 'msgstr ""')
    without = project.read(catalog)
    said = planned(capsys)
    assert run(["build", "--dry-run"]) == 0
    assert f"{catalog}: 1 taken from other lessons" in capsys.readouterr().out
    assert project.read(catalog) == without
    assert run(["build", "--json"]) == 0
    written = json.loads(capsys.readouterr().out)["outputs"]
    assert {Path(row["path"]).name for row in written if row["reason"]} == said.keys()
    assert "In 1910. (es)" in project.read(catalog)


def test_two_commands_at_once_take_turns(project: Workplace, capsys: Capture) -> None:
    project.edit(ES, "town (es)", "pueblo")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(project.project().paths):
            held.set()
            done.wait(60)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(60)
    assert run(["status"]) == 0  # reads only
    with (
        pytest.raises(ProjectError, match="still writing"),
        writing(project.project().paths, patience=0.1),
    ):
        pass
    capsys.readouterr()
    threading.Timer(0.3, done.set).start()
    assert run(["build", "--format", "epub"]) == 0
    other.join()
    caught = capsys.readouterr()
    assert "waiting for it to end" in caught.err
    assert "bridge.en-es.student.epub" in caught.out


def test_a_folder_that_cannot_be_locked_is_one_clear_line(
    workplace: Workplace, capsys: Capture
) -> None:
    workplace.write("source/bridge/article.md", ARTICLE.format(name="bridge"))
    workplace.write("build", "a file where the folder should be")
    assert run(["build"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "cannot be written" in error


def test_what_somebody_saves_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "es.po"
    path.write_text("theirs")
    for read in (None, b"older"):
        with pytest.raises(SavedMeanwhileError):
            saves.write_over(path, read, b"ours")
    assert path.read_text() == "theirs"
    saves.write_over(path, b"theirs", b"ours")
    assert path.read_text() == "ours"


@pytest.mark.parametrize("existed", [True, False])
def test_what_is_saved_while_the_disk_is_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, existed: bool
) -> None:
    path = tmp_path / "es.po"
    if existed:
        path.write_text("read")
    sync = os.fsync

    def save_meanwhile(descriptor: int) -> None:
        sync(descriptor)
        path.write_text("theirs")

    monkeypatch.setattr(os, "fsync", save_meanwhile)
    with pytest.raises(SavedMeanwhileError):
        saves.write_over(path, b"read" if existed else None, b"ours")
    assert path.read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["es.po"]


def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "es.po"
    path.write_text("mine")
    path.chmod(0o444)
    with pytest.raises(HandoutsError, match="read-only"):
        saves.write_over(path, b"mine", b"ours")
    assert path.read_text() == "mine"


def test_what_a_killed_command_left_goes_with_the_next(project: Workplace) -> None:
    for folder in ("translations/bridge", "build/bridge", "build", "source"):
        project.write(f"{folder}/.es.po.x7.handouts", "half")
    theirs = project.write("translations/bridge/.es.po.swp", "an editor's")
    project.write("source/.new.x7.handouts/new/article.md", "half")
    # The mark of a command at work, which a killed one cannot take away.
    mark = project.write("build/.at-work", "")
    assert run(["build"]) == 0
    assert list(project.root.rglob("*.handouts")) == []
    assert not mark.exists()
    assert theirs.exists()
