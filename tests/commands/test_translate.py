"""`translate` and `build` with a package: drafts in the catalog, a person's words untouched."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import REPOSITORY, Workplace

from pipeline.catalog import pofile
from pipeline.catalog.catalog import Entry, State
from pipeline.cli.main import run
from pipeline.commands.translate import suggest
from pipeline.errors import EngineError, MissingPackageError
from pipeline.translation.engines import Bounded

ARTICLE = (REPOSITORY / "tests/articles/lighthouse.md").read_text(encoding="utf-8")
LIGHTS = "translations/lighthouse/es.po"
Capture = pytest.CaptureFixture[str]
Unpack = Callable[[str], Path]


@pytest.fixture
def lighthouse(workplace: Workplace) -> Workplace:
    """A project in Spanish with the tests' article, not translated."""
    workplace.write("source/lighthouse/article.md", ARTICLE)
    return workplace


def entries(place: Workplace, lesson: str = "lighthouse") -> dict[str, Entry]:
    path = f"translations/{lesson}/es.po"
    found = pofile.parse(place.read(path), "es", Path(path))
    return {entry.source: entry for entry in found.entries if not entry.obsolete}


def small(place: Workplace, *paragraphs: str, lesson: str = "small") -> None:
    """Write an article of a few paragraphs."""
    text = "---\ntitle: The last keeper of Salt Point\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    place.write(f"source/{lesson}/article.md", text)


def test_translate_drafts_every_unit_of_the_article(
    lighthouse: Workplace, unpack_model: Unpack, capsys: Capture
) -> None:
    unpack_model("en-es")
    assert run(["translate"]) == 0
    drafts = entries(lighthouse)
    assert f"{LIGHTS}: {len(drafts)} passages translated by machine." in capsys.readouterr().out
    assert {entry.state for entry in drafts.values()} == {State.MACHINE}
    origins = {entry.draft.origin for entry in drafts.values() if entry.draft}
    assert len(origins) == 1
    assert "en→es 1.0" in origins.pop()
    assert drafts["A LIGHT FOR THE FISHING BOATS"].target.isupper()
    assert "**cada hora**" in drafts["Measure the wind **every hour**"].target


def test_a_build_drafts_and_marks_what_it_drafted(
    lighthouse: Workplace, unpack_model: Unpack, capsys: Capture
) -> None:
    unpack_model("en-es")
    assert run(["build", "--format", "pdf", "--edition", "teacher"]) == 0
    said = capsys.readouterr().out
    assert "translated by machine" in said
    assert "models install" not in said
    (pdf,) = (lighthouse.root / "build").rglob("*.pdf")
    import pages

    text = pages.text(pdf)
    assert pages.squeeze("Traducción automática sin revisar") in text
    assert pages.squeeze("Gente y lugares") in text


def test_without_a_package_the_handouts_are_made_and_one_command_is_named(
    lighthouse: Workplace, capsys: Capture
) -> None:
    lighthouse.write("handouts.toml", 'languages = ["es", "de"]\n')
    assert run(["build", "--format", "epub", "--edition", "student"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("run: handouts models install es de")
    assert len(list((lighthouse.root / "build").rglob("*.epub"))) == 2
    assert run(["translate"]) == 1


@pytest.mark.usefixtures("lighthouse")
def test_a_package_that_comes_later_is_used_by_the_next_build(
    unpack_model: Unpack, capsys: Capture
) -> None:
    build = ["build", "--format", "epub", "--edition", "student"]
    assert run(build) == 0
    assert run(build) == 0
    assert "Nothing to do" in capsys.readouterr().out
    unpack_model("en-es")
    assert run(build) == 0
    assert "translated by machine" in capsys.readouterr().out
    assert run(build) == 0
    assert "Nothing to do" in capsys.readouterr().out


def test_no_engine_is_a_choice(
    lighthouse: Workplace, unpack_model: Unpack, capsys: Capture
) -> None:
    unpack_model("en-es")
    lighthouse.write("handouts.toml", 'languages = ["es"]\nengine = "none"\n')
    assert run(["build", "--format", "epub", "--edition", "student"]) == 0
    assert "machine" not in capsys.readouterr().out
    assert {entry.state for entry in entries(lighthouse).values()} == {State.MISSING}


def test_what_a_person_wrote_is_left_alone(lighthouse: Workplace, unpack_model: Unpack) -> None:
    unpack_model("en-es")
    assert run(["translate"]) == 0
    lighthouse.edit(LIGHTS, "Gente y lugares", "Personas y sitios")
    lighthouse.edit(LIGHTS, 'msgstr "Observar el tiempo"', 'msgstr "Vigilar el tiempo"')
    assert run(["translate", "--again"]) == 0
    assert entries(lighthouse)["People and places"].target == "Personas y sitios"
    assert entries(lighthouse)["Watch the weather"].state is State.EDITED


def test_a_machines_draft_follows_its_reworded_source(
    lighthouse: Workplace, unpack_model: Unpack
) -> None:
    unpack_model("en-es")
    assert run(["translate"]) == 0
    reworded = "Watch the weather every day"
    lighthouse.edit("source/lighthouse/article.md", "Watch the weather", reworded)
    assert run(["translate"]) == 0
    entry = entries(lighthouse)[reworded]
    assert entry.state is State.MACHINE
    assert entry.previous is None


def test_an_approved_translation_of_another_lesson_is_used_first(
    workplace: Workplace, unpack_model: Unpack, capsys: Capture
) -> None:
    unpack_model("en-es")
    small(workplace, "Watch the weather", lesson="first")
    assert run(["translate", "first"]) == 0
    workplace.write(
        "translations/first/es.po",
        workplace.read("translations/first/es.po")
        .replace("#, fuzzy\n", "")
        .replace("Observar el tiempo", "Estar pendiente del tiempo"),
    )
    small(workplace, "Watch the weather", "The sea does not sleep.", lesson="second")
    capsys.readouterr()
    assert run(["build", "second", "--format", "epub", "--edition", "student"]) == 0
    said = capsys.readouterr().out
    assert "1 passage translated by machine, 2 taken from other lessons." in said
    remembered = entries(workplace, "second")["Watch the weather"]
    assert remembered.target == "Estar pendiente del tiempo"
    assert remembered.state is State.EDITED
    catalog = workplace.read("translations/second/es.po")
    assert "#. translation memory: lesson first; text " in catalog


def test_what_is_approved_elsewhere_later_reaches_an_empty_place(
    workplace: Workplace, capsys: Capture
) -> None:
    small(workplace, "Watch the weather", lesson="first")
    small(workplace, "Watch the weather", lesson="second")
    build = ["build", "--format", "epub", "--edition", "student"]
    assert run(build) == 0
    workplace.edit(
        "translations/first/es.po",
        'msgid "Watch the weather"\nmsgstr ""',
        'msgid "Watch the weather"\nmsgstr "Observar el tiempo"',
    )
    capsys.readouterr()
    assert run(build) == 0
    assert "translations/second/es.po: 1 taken from other lessons." in capsys.readouterr().out


def test_terms_of_both_glossaries_are_used(workplace: Workplace, unpack_model: Unpack) -> None:
    unpack_model("en-es")
    small(workplace, "Watch the weather", "Ring the bell in the fog")
    workplace.write("glossary.csv", "source,target,language\nweather,clima,es\nfog,niebla,\n")
    workplace.write("source/small/glossary.csv", "source;target\nfog;bruma\n")
    assert run(["translate"]) == 0
    assert "clima" in entries(workplace, "small")["Watch the weather"].target
    assert "bruma" in entries(workplace, "small")["Ring the bell in the fog"].target


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "columns"),
        ("term,translation\na,b\n", 1, "columns"),
        ("source,target,language\nfog,,es\n", 2, "target is missing"),
        ("source,target,language\n\nfog,niebla,fr\n", 3, "“fr” is no language"),
        ("source,target\nfog,niebla\nfog,bruma\n", 3, "twice"),
        ("source,target\nfog,niebla,es,x\n", 2, "too many columns"),
    ],
)
def test_a_wrong_glossary_is_one_clear_line(
    workplace: Workplace, capsys: Capture, text: str, line: int, what: str
) -> None:
    small(workplace, "Watch the weather")
    workplace.write("glossary.csv", text)
    assert run(["build"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Error: glossary.csv:{line}: ")
    assert what in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('engine = "argoss"', "Did you mean “argos”?"),
        ('engine = "argos"\n[engines.argos]\npivott = true', "`pivott` in [engines.argos]"),
        ('engine = "argos"\n[engines.argos]\npivot = "yes please"', "`pivot` in [engines.argos]"),
        ('engine = "libretranslate"', "`url` in [engines.libretranslate]"),
    ],
)
def test_a_wrong_setting_of_the_engine_is_named(
    lighthouse: Workplace, capsys: Capture, settings: str, said: str
) -> None:
    lighthouse.write("handouts.toml", f'languages = ["es"]\n{settings}\n')
    assert run(["translate"]) == 1
    assert said in capsys.readouterr().err


def test_a_damaged_package_is_not_used_and_the_handouts_are_made(
    lighthouse: Workplace, unpack_model: Unpack, capsys: Capture
) -> None:
    folder = unpack_model("en-es")
    assert run(["translate", "--json"]) == 0  # records what the files are
    (done,) = json.loads(capsys.readouterr().out)
    assert done["engine"] == len(entries(lighthouse))
    model = folder / "model/model.bin"
    content = bytearray(model.read_bytes())
    content[-1000] ^= 255
    model.write_bytes(content)
    lighthouse.edit("source/lighthouse/article.md", "Watch the weather", "Watch the wild weather")
    build = ["build", "--format", "epub", "--edition", "student"]
    assert run(build) == 0
    assert "model/model.bin is not as it was installed" in capsys.readouterr().err
    assert run(build) == 0
    assert "model/model.bin is not as it was installed" in capsys.readouterr().err


def test_someone_who_saves_meanwhile_goes_before_the_engine(
    workplace: Workplace, unpack_model: Unpack, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.commands import translate
    from pipeline.translation import draft

    unpack_model("en-es")
    small(workplace, "Watch the weather", "Ring the bell in the fog")
    assert run(["build", "--format", "epub"]) == 0

    def interrupted(*arguments: object):
        yield from draft.translate(*arguments)  # type: ignore[arg-type]
        text = workplace.read("translations/small/es.po")
        workplace.write(
            "translations/small/es.po", text.replace("Observar el tiempo", "Mío, de una persona")
        )

    monkeypatch.setattr(translate, "translate_units", interrupted)
    assert run(["translate", "--again"]) == 0
    assert entries(workplace, "small")["Watch the weather"].target == "Mío, de una persona"
    assert entries(workplace, "small")["Ring the bell in the fog"].state is State.MACHINE


# Rounds of the test that kills translations; each takes about a second.
KILLS = 15


def test_a_killed_translation_loses_nothing(workplace: Workplace, unpack_model: Unpack) -> None:
    import random

    unpack_model("en-es")
    workplace.write("source/lighthouse/article.md", ARTICLE)
    assert run(["build", "--format", "epub", "--edition", "student"]) == 0
    text = workplace.read(LIGHTS).replace("Observar el tiempo", "Vigilar el tiempo")
    text = text.replace('#, fuzzy\nmsgctxt "title"', 'msgctxt "title"')
    workplace.write(LIGHTS, text)
    kept = {"Watch the weather", "The last keeper of Salt Point"}
    before = {source: entries(workplace)[source] for source in kept}
    command = [sys.executable, "-m", "pipeline", "translate", "--again"]
    random.seed(4)
    for _ in range(KILLS):
        process = subprocess.Popen(command, env=os.environ, cwd=workplace.root)
        try:
            process.wait(random.uniform(0.2, 1.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert {source: entries(workplace)[source] for source in kept} == before
    assert run(["translate", "--again"]) == 0
    assert {entry.state for entry in entries(workplace).values() if entry.source not in kept} == {
        State.MACHINE
    }
    assert not [path for path in workplace.root.rglob(".es.po*") if path.is_file()]


def test_one_text_is_proposed_and_nothing_is_written(
    workplace: Workplace, unpack_model: Unpack
) -> None:
    unpack_model("en-es")
    small(workplace, "The lamp is old. The door is red.", "The boat is here.")
    assert run(["translate"]) == 0
    path = "translations/small/es.po"
    before = workplace.read(path)
    key = (None, "The lamp is old. The door is red.")
    engines: dict[str, Bounded] = {}
    text, origin = suggest(workplace.store(), "small", "es", key, engines)
    assert text == entries(workplace, "small")[key[1]].target
    assert "en→es 1.0" in origin
    assert len(engines) == 1
    # Of a person's text for an earlier source, what did not change stays.
    workplace.write(path, before.replace(text.split(". ")[0], "La lámpara tiene años"))
    workplace.edit("source/small/article.md", "The door is red.", "The door is blue.")
    revised, _ = suggest(workplace.store(), "small", "es", (None, _BLUE), engines)
    assert revised.startswith("La lámpara tiene años. ")
    assert revised != f"La lámpara tiene años. {text.split('. ')[1]}"
    assert "blue" not in workplace.read(path)


_BLUE = "The lamp is old. The door is blue."


def test_without_an_engine_nothing_is_proposed(workplace: Workplace) -> None:
    small(workplace, "The lamp is old.")
    key = (None, "The lamp is old.")
    with pytest.raises(MissingPackageError):
        suggest(workplace.store(), "small", "es", key, {})
    workplace.write("handouts.toml", 'languages = ["es"]\nengine = "none"\n')
    with pytest.raises(EngineError, match="No engine is set up"):
        suggest(workplace.store(), "small", "es", key, {})
