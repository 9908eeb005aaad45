"""The story of the README: correct a translation, then change the article, and rebuild."""

from collections.abc import Callable
from pathlib import Path

import pages
import polib
import pytest
from conftest import Workplace

from pipeline.cli.main import run

CATALOG = "translations/mexico-usa/es.po"
ARTICLE = "source/mexico-usa/article.md"
OLD = "Trump showed little interest in it."
NEW = "Trump had little interest in it."
TARGET = "Trump mostró poco interés en ello."


def spanish(path: Path) -> str:
    """Return the text of the Spanish column, without white space."""
    return pages.columns(path)[1].text


def test_a_teacher_corrects_rewords_and_merges(
    repository_copy: Callable[[], Workplace],
    unpack_model: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = repository_copy()
    monkeypatch.chdir(place.root)
    unpack_model("en-es")
    build = ["build", "--to", "es", "--format", "pdf"]
    assert run(build) == 0
    student, teacher = (
        place.root / f"build/mexico-usa/mexico-usa.en-es.{edition}.pdf"
        for edition in ("student", "teacher")
    )

    # A correction, saved as Poedit saves: wrapped anew, its own header.
    file = polib.pofile(str(place.root / CATALOG), wrapwidth=60)
    entry = next(e for e in file if e.msgid.startswith(OLD))
    rest = entry.msgstr.split(". ", 1)[1]
    entry.msgstr = f"{TARGET} {rest}"
    file.metadata["X-Generator"] = "Poedit 3.5"
    file.save()
    assert run(build) == 0
    assert pages.squeeze(TARGET) in spanish(student)

    # The source is reworded: the rest of the paragraph stays as it was corrected.
    place.edit(ARTICLE, OLD, NEW)
    assert run(["status", "--to", "es"]) == 0
    assert "Trump [-showed-]{+had+} little interest" in capsys.readouterr().out
    assert run(["translate", "--to", "es"]) == 0
    assert run(build) == 0
    assert pages.squeeze(rest) in spanish(student)
    assert pages.squeeze("Traducción de una versión anterior") in spanish(student)
    assert pages.squeeze("Trump showedhad little interest") in spanish(teacher)

    # It is merged with the next paragraph: all sentences stay, and the vocabulary's ¶ follow.
    place.edit(
        ARTICLE, "back to their home countries.\n\nBiden", "back to their home countries. Biden"
    )
    capsys.readouterr()
    assert run(build) == 0
    assert "its ¶ numbers follow the article" in capsys.readouterr().out
    shown = spanish(student)
    assert pages.squeeze(rest) in shown
    assert pages.squeeze("Biden ha prometido revertir la política migratoria") in shown

    # What the teacher wrote is in the file, whatever became of it.
    texts = [e.msgstr for e in polib.pofile(str(place.root / CATALOG))]
    assert f"{TARGET} {rest}" in texts
