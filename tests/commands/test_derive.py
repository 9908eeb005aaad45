"""Meanings are found in the lesson's own translation, and follow it when it changes."""

import re
from pathlib import Path

import polib
import pytest
from conftest import Workplace
from dictionaries import write_dictd, write_stardict

from pipeline.cli.main import run

ARTICLE = """\
---
title: The club
---

The club has addressed the issue in unprecedented words. Its members refused to pay a fee.
"""
LESSON = """\
vocabulary:
  - {word: issue, pos: noun, paragraph: 1}
  - {word: unprecedented, pos: adjective, paragraph: 1}
  - {word: refuse, pos: verb, paragraph: 1, headword: to refuse to do something}
  - {word: fee, pos: noun, paragraph: 1}
"""
GERMAN = "Der Verein hat die Frage in beispiellosen Worten angesprochen. "
REFUSED = "Seine Mitglieder weigerten sich zu zahlen."


@pytest.fixture
def club(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A lesson in German, translated by a person, on a machine with a small dictionary."""
    share = workplace.root / "share"
    monkeypatch.setenv("XDG_DATA_DIRS", str(share))
    write_dictd(share)
    workplace.write("handouts.toml", 'languages = ["de"]\nengine = "none"\n')
    workplace.write("source/club/article.md", ARTICLE)
    workplace.write("source/club/lesson.yaml", LESSON)
    build()
    translate(workplace, GERMAN + REFUSED)
    return workplace


def build() -> None:
    assert run(["build", "--format", "epub", "--edition", "student"]) == 0


def catalog(workplace: Workplace) -> polib.POFile:
    return polib.pofile(str(workplace.root / "translations/club/de.po"))


def translate(workplace: Workplace, text: str, source: str = "The club has") -> None:
    """Put a person's translation into the catalog and build."""
    file = catalog(workplace)
    for entry in file:
        if entry.msgid.startswith(source):
            entry.msgstr = text
            entry.flags = []
    file.save()
    build()


def meanings(workplace: Workplace) -> dict[str, str]:
    return {e.msgid: e.msgstr for e in catalog(workplace) if e.msgctxt == "vocabulary"}


def comment(workplace: Workplace, headword: str) -> str:
    return next(e.comment for e in catalog(workplace) if e.msgid == headword)


def test_a_build_finds_what_the_translation_says(club: Workplace) -> None:
    assert meanings(club) == {
        "issue": "die Frage, -n",
        "unprecedented": "beispiellos",
        "to refuse to do something": "sich weigern",
        "fee": "",
    }
    assert all("fuzzy" in e.flags for e in catalog(club) if e.msgctxt and e.msgstr)
    assert "found in the translation: ¶ 1, confirmed by FreeDict English–German" in comment(
        club, "issue"
    )


def test_what_nothing_renders_stays_empty_and_says_so(club: Workplace) -> None:
    assert re.search(
        r"not translated: nothing in the translation of ¶ 1 renders it",
        comment(club, "fee"),
    )


def test_what_only_its_place_speaks_for_is_shown_and_says_so(club: Workplace) -> None:
    translate(club, GERMAN + "Seine Mitglieder weigerten sich, den Beitrag zu zahlen.")
    assert meanings(club)["fee"].startswith("der Beitrag")
    assert "found by its place and meaning, and confirmed by nothing" in comment(club, "fee")


def test_a_meaning_stays_when_an_unrelated_sentence_is_put_in(club: Workplace) -> None:
    before = meanings(club)
    translate(club, GERMAN + "Das kam für alle überraschend. " + REFUSED)
    assert meanings(club) == before
    translate(club, "Der Sommer war lang. " + GERMAN + REFUSED)
    assert meanings(club) == before


def test_a_meaning_follows_the_translation(club: Workplace) -> None:
    translate(club, GERMAN.replace("die Frage", "das Thema") + REFUSED)
    assert meanings(club)["issue"] == "das Thema, Themen"
    translate(club, "Der Verein hat darüber gesprochen. " + REFUSED)
    assert meanings(club)["issue"] == ""
    assert meanings(club)["to refuse to do something"] == "sich weigern"


def test_what_a_person_wrote_stays_whatever_the_translation_says(club: Workplace) -> None:
    translate(club, "das Problem, -e", "issue")
    translate(club, GERMAN.replace("die Frage", "das Thema") + REFUSED)
    assert meanings(club)["issue"] == "das Problem, -e"


def test_what_nothing_confirms_is_looked_for_again_with_another_dictionary(
    club: Workplace,
) -> None:
    translate(club, GERMAN + "Seine Mitglieder weigerten sich, den Beitrag zu zahlen.")
    assert "confirmed by nothing" in comment(club, "fee")
    write_stardict(club.root / "mine", {"fee": "Beitrag"}, name="English-German")
    settings = club.read("handouts.toml")
    club.write("handouts.toml", f'dictionaries = "mine"\n{settings}')
    build()
    assert meanings(club)["fee"].startswith("der Beitrag")
    assert "confirmed by English-German" in comment(club, "fee")


def test_watching_and_looking_find_nothing_and_write_nothing(club: Workplace) -> None:
    translate(club, "Der Verein hat darüber gesprochen. " + REFUSED)
    before = club.read("translations/club/de.po")
    assert run(["status"]) == 0
    assert run(["build", "--dry-run"]) == 0
    assert club.read("translations/club/de.po") == before


def test_a_proposed_question_gets_its_translation_from_the_frames(club: Workplace) -> None:
    assert run(["lesson", "club"]) == 0
    asked = {e.msgid: e for e in catalog(club) if e.msgctxt == "question"}
    assert asked
    assert all("question frame: handouts" in e.comment for e in asked.values() if e.msgstr)
    assert any("Verein" in e.msgstr or e.msgstr.endswith("?") for e in asked.values())


def test_a_question_that_a_person_rewords_keeps_no_frame(club: Workplace) -> None:
    assert run(["lesson", "club"]) == 0
    path = Path(club.root / "source/club/lesson.yaml")
    text = path.read_text(encoding="utf-8")
    question = re.search(r"question: (.*)\n", text.split("discussion:")[1])
    assert question
    path.write_text(text.replace(question[1], question[1] + " Really?"), encoding="utf-8")
    build()
    changed = next(e for e in catalog(club) if e.msgid.endswith("Really?"))
    assert changed.previous_msgid or not changed.msgstr


def test_an_exact_frame_goes_before_the_text_of_a_similar_question(club: Workplace) -> None:
    lesson = club.read("source/club/lesson.yaml")
    mine = (
        "questions:\n  before_reading:\n"
        "    - question: What do you already know about this, and where does your knowledge "
        "come from?\n"
    )
    club.write("source/club/lesson.yaml", lesson + mine)
    build()
    translate(club, "Was wissen Sie schon von Vereinen?", "What do you already know")
    club.write("source/club/lesson.yaml", lesson)
    assert run(["lesson", "club"]) == 0
    kept = {e.msgid: e for e in catalog(club) if e.msgid.startswith("What do you already know")}
    (proposed,) = [e for e in kept.values() if not e.obsolete]
    assert proposed.msgstr.startswith("Was wissen Sie bereits über dieses Thema")
    assert "Was wissen Sie schon von Vereinen?" in [e.msgstr for e in kept.values() if e.obsolete]
