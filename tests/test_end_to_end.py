"""From a document on a disk and packages on a server to handouts in two languages."""

import json
from pathlib import Path

import pages
import pypandoc
import pytest
from conftest import REPOSITORY, Workplace
from loopback import serving

from pipeline.catalog import pofile
from pipeline.catalog.catalog import State
from pipeline.cli.main import run
from pipeline.text import markup

ARTICLE = REPOSITORY / "tests/articles/lighthouse.md"
PACKAGES = REPOSITORY / "tests/packages"


def index(address: str) -> bytes:
    """Return an index of the packages in the shape of Argos's own."""
    return json.dumps(
        [
            {
                "package_version": "1.0",
                "argos_version": "1.0",
                "from_code": "en",
                "from_name": "English",
                "to_code": code,
                "to_name": name,
                "links": [f"{address}/en-{code}.argosmodel"],
                "code": f"translate-en_{code}",
            }
            for code, name in (("es", "Spanish"), ("de", "German"))
        ]
    ).encode()


@pytest.mark.parametrize("suffix", ["docx", "html", "odt"])
def test_a_document_becomes_handouts_marked_as_machine_translation(
    workplace: Workplace,
    suffix: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workplace.write("handouts.toml", 'languages = ["es", "de"]\n')
    document = workplace.root / f"keeper.{suffix}"
    pypandoc.convert_file(
        str(ARTICLE), suffix, format="markdown", outputfile=str(document), extra_args=["-s"]
    )
    with serving() as server:
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", f"{server.address}/")
        server.files["/index.json"] = index(server.address)
        for code in ("es", "de"):
            path = f"/en-{code}.argosmodel"
            server.files[path] = (PACKAGES / path.removeprefix("/")).read_bytes()
        assert run(["add", str(document)]) == 0
        assert run(["models", "install", "es", "de"]) == 0
    assert run(["build", "--edition", "student"]) == 0, capsys.readouterr().err

    for language, notice in (
        ("es", "Traducción automática sin revisar"),
        ("de", "Maschinelle Übersetzung, ungeprüft"),
    ):
        path = f"translations/keeper/{language}.po"
        entries = pofile.parse(workplace.read(path), language, Path(path)).entries
        # What is proposed for the lesson may have no meaning that is confirmed, or no good draft.
        of_lesson = {entry for entry in entries if entry.context in OF_LESSON}
        assert {entry.state for entry in {*entries} - of_lesson} == {State.MACHINE}
        assert {entry.state for entry in of_lesson} <= {State.MACHINE, State.MISSING}
        assert {entry.context for entry in of_lesson} == OF_LESSON
        (pdf,) = (workplace.root / "build/keeper").glob(f"*.en-{language}.student.pdf")
        shown = pages.text(pdf)
        assert shown.count(pages.squeeze(notice)) >= 20
        source, target = pages.columns(pdf)
        for entry in entries:
            if entry.context in (None, "lead", "heading"):
                begin = source.text.find(opening(entry.source))
                beside = target.text.find(opening(entry.target))
                assert begin >= 0, entry.source
                assert beside >= 0, entry.target


OF_LESSON = {"vocabulary", "question", "answer", "note"}


def opening(markdown: str) -> str:
    """Return how a passage begins, before any mark of a footnote."""
    text = markup.parse(markdown).text
    return pages.squeeze(text.split("\n")[0])[:40]
