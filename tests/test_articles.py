"""The tests' own lessons are whole: every unit is approved, and nothing in them needs a look."""

import pytest
from conftest import Workplace

from pipeline.catalog.catalog import State
from pipeline.cli.main import run

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("name", ["salt", "letter"])
@pytest.mark.parametrize("language", ["es", "de"])
def test_every_unit_is_approved(translated: Workplace, name: str, language: str) -> None:
    store = translated.store()
    lesson, catalog = store.lesson(name), store.catalog(name, language).catalog
    assert {entry.key for entry in catalog.entries} == {unit.key for unit in lesson.units()}
    assert {entry.state for entry in catalog.entries} == {State.APPROVED}


def test_the_checks_find_only_sentences_joined_and_split(
    translated: Workplace, capsys: Capture
) -> None:
    assert translated.project().lessons() == ["letter", "salt"]
    assert run(["check"]) == 0
    *findings, count = capsys.readouterr().out.splitlines()
    assert findings
    assert all(line.endswith("[sentence-count]") for line in findings), count
