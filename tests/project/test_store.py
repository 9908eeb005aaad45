"""A store reads each file once, what is unchanged not at all, and knows what depends on what."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Workplace

from pipeline.catalog import pofile
from pipeline.cli.main import run
from pipeline.project import store
from pipeline.system import files

Capture = pytest.CaptureFixture[str]

SETTINGS = 'languages = ["es", "de"]\nformats = ["html", "apkg"]\nengine = "none"\n'
ARTICLE = """---
title: The {name}
---

In 1910 the town built a {name} of 40 metres. It is narrow at its end.

People who live beside the {name} are proud of it.
"""
LESSON = """number: {number}
vocabulary:
  - {{word: town, pos: noun, level: A2, paragraph: 1}}
  - {{word: proud, pos: adjective, level: B1, paragraph: 2}}
"""
NAMES = ("bridge", "harbour", "tower")
# What a command reads of a project, apart from what it wrote itself.
OWN = ("source", "translations", "handouts.toml", "glossary.csv")

_opened: list[str] | None = None


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _opened is not None and isinstance(arguments[0], str | os.PathLike):
        writes = isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if not writes:
            _opened.append(os.fspath(arguments[0]))


# A hook stays for good; it does nothing but while somebody counts.
sys.addaudithook(_listen)


@contextmanager
def counted(root: Path) -> Iterator[Counter[str]]:
    """Count how often each file of a project is opened to be read, by any function."""
    global _opened
    found: Counter[str] = Counter()
    _opened = []
    try:
        yield found
    finally:
        paths = [Path(name) for name in _opened if Path(name).is_relative_to(root)]
        names = [path.relative_to(root) for path in paths]
        found.update(name.as_posix() for name in names if name.parts[0] in OWN)
        _opened = None


@pytest.fixture
def town(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """Three lessons that teach the same words, translated and built, some time ago."""
    workplace.write("handouts.toml", SETTINGS)
    for number, name in enumerate(NAMES, 1):
        workplace.write(f"source/{name}/article.md", ARTICLE.format(name=name))
        workplace.write(f"source/{name}/lesson.yaml", LESSON.format(number=number))
    assert run(["build", "--format", "apkg", "--edition", "student"]) == 0
    for path in workplace.root.glob("translations/*/*.po"):
        text = path.read_text("utf-8")
        catalog = pofile.parse(text, path.stem, path)
        filled = [replace(e, target=f"{e.source} ({path.stem})") for e in catalog.entries]
        path.write_text(pofile.format_catalog(catalog.replaced(filled), text), "utf-8")
    let_time_pass(monkeypatch)
    assert run(["build"]) == 0
    return workplace


def let_time_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make what is saved now a thing of the past, for commands that come after."""
    clock = files.clock
    monkeypatch.setattr(files, "clock", lambda folder: clock(folder) + 10**10)


ANSWERS = {
    "build": "Nothing to do: 24 handouts up to date.",
    "build --dry-run": "A build would write no handout: all are up to date.",
    "status": "harbour",
    "check": "proud",
}


@pytest.mark.parametrize("command", ANSWERS)
def test_what_is_unchanged_is_not_read(town: Workplace, command: str, capsys: Capture) -> None:
    with counted(town.root) as reads:
        assert run(command.split()) == 0
    assert reads == {"handouts.toml": 1}
    # And still all of it is answered for.
    said = capsys.readouterr().out
    assert ANSWERS[command] in said


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("command", ["status", "check", "build --dry-run"])
def test_what_is_unchanged_is_not_composed(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    capsys.readouterr()
    run([*command.split(), "--json"])
    known = capsys.readouterr().out

    def never(*_: object, **__: object) -> Any:
        pytest.fail("It is known from before")

    for name in ("read_article", "load_lesson", "merge", "check", "find_terms", "make_bitext"):
        monkeypatch.setattr(store, name, never)
    run([*command.split(), "--json"])
    assert capsys.readouterr().out == known


def test_each_file_is_read_parsed_and_merged_once(
    town: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: Counter[tuple[str, str]] = Counter()

    def count(module: Any, name: str, what: Callable[..., str]) -> None:
        function = getattr(module, name)

        def counting(*arguments: Any, **options: Any) -> Any:
            done[name, what(*arguments)] += 1
            return function(*arguments, **options)

        monkeypatch.setattr(module, name, counting)

    count(store, "read_article", lambda _, path: str(path))
    count(store, "read_lesson", lambda _, path, __: str(path))
    count(store, "merge", lambda found, *_: f"{found.entries[1].source} {found.language}")
    count(store, "find_terms", lambda _, __, path, *___: str(path))
    count(store, "make_bitext", lambda read, found: f"{read.meta.title} {found.language}")
    count(store, "check", lambda units, found, *_: f"{units[0].text} {found.language}")
    count(pofile, "parse", lambda _, __, path: str(path))
    for path in town.root.glob("build/**/*.*"):
        if path.is_file():
            path.unlink()
    town.write("glossary.csv", "source,target\nsea,mar\n")
    with counted(town.root) as reads:
        assert run(["build"]) == 0
    assert set(reads.values()) == {1}
    # Of each lesson: the article, the words, a glossary that is not there, and two catalogs.
    assert len(reads) == len(["handouts.toml", "glossary.csv"]) + 3 * (3 + 2)
    assert set(done.values()) == {1}
    assert len(done) == 3 * (3 + 4 * 2)


def test_one_edited_text_reads_one_lesson(town: Workplace) -> None:
    town.edit("translations/tower/es.po", "The tower (es)", "La torre")
    with counted(town.root) as reads:
        assert run(["build"]) == 0
    assert reads == {
        "handouts.toml": 1,
        # A glossary that is not there is asked for.
        **dict.fromkeys(("glossary.csv", "source/tower/glossary.csv"), 1),
        **{f"source/tower/{name}": 1 for name in ("article.md", "lesson.yaml")},
        # The other language tells where the paragraphs stood before.
        **{f"translations/tower/{language}.po": 1 for language in ("es", "de")},
    }


def test_a_save_within_the_same_tick_of_the_clock_is_seen(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    # As on a file system whose clock stands still, and that uses an inode again.
    monkeypatch.setattr(files, "_signature", lambda found: f"{found.st_size} 1000000000000 1 1")
    monkeypatch.setattr(files, "clock", lambda _: 1_000_000_000_000)
    workplace.write("handouts.toml", SETTINGS)
    workplace.write("source/bridge/article.md", ARTICLE.format(name="bridge"))
    assert run(["build", "--format", "html", "--edition", "student"]) == 0
    workplace.edit("source/bridge/article.md", "40 metres", "50 metres")
    assert run(["build", "--format", "html", "--edition", "student"]) == 0
    assert "50 metres" in workplace.read("build/bridge/bridge.en-es.student.html")
    # Later the clock has gone on: now what is as it was need not be read again.
    monkeypatch.setattr(files, "clock", lambda _: 1_010_000_000_000)
    assert run(["build", "--format", "html", "--edition", "student"]) == 0
    capsys.readouterr()
    with counted(workplace.root) as reads:
        assert run(["build", "--format", "html", "--edition", "student"]) == 0
    assert reads == {"handouts.toml": 1}


def made_again(capsys: Capture, *arguments: str) -> set[str]:
    """Build, and return the lessons with something to write."""
    capsys.readouterr()
    assert run(["build", "--json", *arguments]) == 0
    outputs = json.loads(capsys.readouterr().out)["outputs"]
    return {Path(row["path"]).parts[1] for row in outputs if row["reason"]}


def test_a_word_reaches_the_lessons_whose_lists_change(town: Workplace, capsys: Capture) -> None:
    word = "vocabulary:\n  - {word: %s, pos: %s, paragraph: 1}\n"
    town.edit("source/bridge/lesson.yaml", "vocabulary:\n", word % ("narrow", "adjective"))
    assert made_again(capsys) == {"bridge"}
    # The harbour teaches it as well, after the bridge, which says so.
    town.edit("source/tower/lesson.yaml", "vocabulary:\n", word % ("narrow", "adjective"))
    assert made_again(capsys) == {"tower"}
    assert "bridge" in {*town.read("build/.records/files.json").split('"')}
    # Taken out of the first, it is new in the tower; the harbour never had it.
    town.edit("source/bridge/lesson.yaml", word % ("narrow", "adjective"), "vocabulary:\n")
    assert made_again(capsys) == {"bridge", "tower"}


def test_an_empty_line_in_a_lesson_reaches_no_other(town: Workplace, capsys: Capture) -> None:
    town.write("source/bridge/lesson.yaml", town.read("source/bridge/lesson.yaml") + "\n")
    with counted(town.root) as reads:
        assert made_again(capsys) == set()
    assert {name.split("/")[1] for name in reads if "/" in name} == {"bridge"}


def test_an_approved_text_reaches_the_lessons_that_lack_it(
    town: Workplace, capsys: Capture
) -> None:
    sentence = "People fish from it at night."
    for name in ("bridge", "tower"):
        path = f"source/{name}/article.md"
        town.write(path, f"{town.read(path)}\n{sentence}\n")
    assert made_again(capsys) == {"bridge", "tower"}
    assert made_again(capsys) == set()
    catalog = town.read("translations/bridge/es.po")
    filled = catalog.replace(
        f'msgid "{sentence}"\nmsgstr ""', f'msgid "{sentence}"\nmsgstr "Pesca."'
    )
    assert filled != catalog
    town.write("translations/bridge/es.po", filled)
    with counted(town.root) as reads:
        assert made_again(capsys) == {"bridge", "tower"}
    assert [name for name in reads if "harbour" in name] == []
    assert 'msgstr "Pesca."' in town.read("translations/tower/es.po")
    # What is saved is compared with what stands there by then.
    assert {name for name, count in reads.items() if count > 1} == {"translations/tower/es.po"}


def test_formats_and_editions_are_recorded_one_by_one(town: Workplace, capsys: Capture) -> None:
    town.edit("translations/tower/es.po", "The tower (es)", "La torre")
    assert made_again(capsys, "--format", "html", "--edition", "student") == {"tower"}
    assert made_again(capsys, "--format", "html", "--edition", "student") == set()
    capsys.readouterr()
    assert run(["build", "--dry-run", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["outputs"]
    assert {Path(row["path"]).name for row in rows if row["reason"]} == {
        "tower.en-es.student.apkg",
        "tower.en-es.teacher.apkg",
        "tower.en-es.teacher.html",
    }


def test_records_forget_a_lesson_that_is_gone(town: Workplace) -> None:
    assert "harbour" in town.read("build/.records/files.json")
    for path in (*town.root.glob("source/harbour/*"), *town.root.glob("translations/harbour/*")):
        path.unlink()
    (town.root / "source/harbour").rmdir()
    assert run(["build"]) == 0
    assert "harbour" not in town.read("build/.records/files.json")
