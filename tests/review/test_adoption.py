"""A translation made without us: every paragraph finds its place, what is uncertain says so."""

from pathlib import Path

import pypandoc
import pytest
from conftest import REPOSITORY, Workplace

from pipeline.catalog import pofile
from pipeline.catalog.catalog import Entry, State
from pipeline.cli.main import run

Capture = pytest.CaptureFixture[str]
LESSON = REPOSITORY / "source/mexico-usa/article.md"
ORIGINAL = "translations/mexico-usa/{}.po"


def approved(language: str) -> dict[str, Entry]:
    path = ORIGINAL.format(language)
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    entries = pofile.parse(text, language, Path(path)).entries
    return {entry.source: entry for entry in entries}


def translation(language: str) -> list[str]:
    """Return the project's own translation as a document: title, then its paragraphs."""
    found = [e for e in approved(language).values() if e.context in ("lead", "heading", None)]
    blocks = [f"## {e.target}" if e.context == "heading" else e.target for e in found]
    title = next(e.target for e in approved(language).values() if e.context == "title")
    return [f"# {title}", *blocks]


@pytest.fixture
def lesson(workplace: Workplace) -> Workplace:
    """The real article in both languages, not translated."""
    workplace.write("handouts.toml", 'languages = ["es", "de"]\n')
    workplace.write("source/mexico-usa/article.md", LESSON.read_text(encoding="utf-8"))
    return workplace


def taken(place: Workplace, language: str) -> dict[str, Entry]:
    path = f"translations/mexico-usa/{language}.po"
    entries = pofile.parse(place.read(path), language, Path(path)).entries
    return {e.source: e for e in entries if not e.obsolete and e.target}


@pytest.mark.parametrize("language", ["es", "de"])
@pytest.mark.parametrize("suffix", ["docx", "md"])
def test_a_translation_of_its_own_finds_every_place(
    lesson: Workplace, language: str, suffix: str
) -> None:
    text = "\n\n".join(translation(language)) + "\n"
    file = lesson.root / f"theirs.{suffix}"
    if suffix == "docx":
        pypandoc.convert_text(text, "docx", format="markdown", outputfile=str(file))
    else:
        file.write_text(text, encoding="utf-8")
    assert run(["import", "mexico-usa", language, str(file), "--yes"]) == 0
    ours = approved(language)
    for source, entry in taken(lesson, language).items():
        assert "".join(entry.target.split()) == "".join(ours[source].target.split())
    states = [entry.state for entry in taken(lesson, language).values()]
    assert states.count(State.APPROVED) >= 0.8 * len(states)
    assert set(states) <= {State.APPROVED, State.EDITED}


def test_paragraphs_cut_otherwise_are_taken_apart(lesson: Workplace, capsys: Capture) -> None:
    blocks = translation("es")
    merged = [*blocks[:2], f"{blocks[2]} {blocks[4]}", blocks[5], "Una frase que nadie escribió."]
    first, _, rest = blocks[6].partition(". ")
    lesson.write("theirs.md", "\n\n".join([*merged, f"{first}.", rest, *blocks[8:]]) + "\n")
    assert run(["import", "mexico-usa", "es", "theirs.md", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "it is not certain" in said
    found = taken(lesson, "es")
    ours = approved("es")
    right = [source for source, e in found.items() if e.target == ours[source].target]
    assert len(right) >= len(found) - 3
    wrong = [e for source, e in found.items() if e.target != ours[source].target]
    assert all(e.state is State.EDITED for e in wrong)


def test_a_persons_text_is_not_replaced(lesson: Workplace, capsys: Capture) -> None:
    lesson.write("theirs.md", "\n\n".join(translation("es")) + "\n")
    assert run(["import", "mexico-usa", "es", "theirs.md", "--yes"]) == 0
    path = "translations/mexico-usa/es.po"
    lesson.edit(path, "Al final lo hizo.", "Por fin lo hizo.")
    capsys.readouterr()
    assert run(["import", "mexico-usa", "es", "theirs.md", "--yes"]) == 1
    assert "conflict: ¶ 2: The catalog has another text;" in capsys.readouterr().out
    assert "Por fin lo hizo." in lesson.read(path)
    assert "# handouts: other version: Al final lo hizo." in lesson.read(path)


def test_a_dry_run_writes_nothing(lesson: Workplace) -> None:
    lesson.write("theirs.md", "\n\n".join(translation("es")) + "\n")
    assert run(["import", "mexico-usa", "es", "theirs.md", "--dry-run"]) == 0
    assert not (lesson.root / "translations").exists()
