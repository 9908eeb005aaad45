"""The decks for Anki: what is on the cards, and that a second import finds them again.

Anki takes a note for the same by its guid, and what a file says of it only where its date is newer.
"""

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import polib
import pytest
from conftest import Workplace

from pipeline.cli.main import run

ARTICLE = """---
title: The <b>bridge</b>
source: Written for a test
---

It rained. The town {{built}} a [bridge](https://example.org) of *forty* metres & a [sound:x] wall\
[^1]. Nobody came.

The keeper brought the matter up.

[^1]: A note.
"""
LESSON = """vocabulary:
  - {word: built, pos: verb, level: A2, paragraph: 1, headword: to build <something>}
  - {word: keeper, pos: noun, paragraph: 2}
  - {word: bring up, pos: phrasal verb, paragraph: 2}
"""
# By how the source begins.
SPANISH = {
    "It rained.": "Llovió. El pueblo construyó un puente de *cuarenta* metros. No vino nadie.",
    "to build": "construir <algo>",
    "to bring up": "sacar a relucir",
}
ESPAÑOL = "build/bridge/bridge.en-es.student.apkg"
TEACHERS = ESPAÑOL.replace("student", "teacher")


@dataclass(frozen=True)
class Note:
    """A note with its fields by name, and the fronts that its type has."""

    guid: str
    type: str
    saved: int
    tags: str
    cards: int
    fields: dict[str, str]


@dataclass(frozen=True)
class Deck:
    """A deck as Anki would read it."""

    id: str
    name: str
    about: str
    types: dict[str, dict[str, object]]
    notes: list[Note]

    @property
    def guids(self) -> list[str]:
        return [note.guid for note in self.notes]


@pytest.fixture
def bridge(workplace: Workplace) -> Workplace:
    """A lesson of three words, one of them without a translation, one with an unapproved one."""
    workplace.write("handouts.toml", 'languages = ["es"]\nengine = "none"\n')
    workplace.write("source/bridge/article.md", ARTICLE)
    workplace.write("source/bridge/lesson.yaml", LESSON)
    assert run(["build", "--format", "apkg"]) == 0
    catalog = polib.pofile(str(workplace.root / "translations/bridge/es.po"))
    for entry in catalog:
        for start, target in SPANISH.items():
            if entry.msgid.startswith(start):
                entry.msgstr = target
                entry.fuzzy = start == "to bring up"
    catalog.save()
    age(workplace.root, 1_700_000_000)
    return workplace


def age(root: Path, seconds: int) -> None:
    """Let all sources have been saved at one time."""
    for path in root.rglob("*.*"):
        if "build" not in path.parts and path.is_file():
            os.utime(path, (seconds, seconds))


def build(place: Workplace, name: str = ESPAÑOL) -> Deck:
    assert run(["build", "--format", "apkg"]) == 0
    with ZipFile(place.root / name) as archive, closing(sqlite3.connect(":memory:")) as database:
        assert json.loads(archive.read("media")) == {}
        database.deserialize(archive.read("collection.anki2"))
        decks, types = map(json.loads, database.execute("select decks, models from col").fetchone())
        (deck,) = [deck for number, deck in decks.items() if number != "1"]
        notes = [
            Note(
                guid,
                str(type_),
                saved,
                tags.strip(),
                database.execute("select count(*) from cards where nid = ?", [id_]).fetchone()[0],
                dict(
                    zip(
                        [field["name"] for field in types[str(type_)]["flds"]],
                        fields.split("\x1f"),
                        strict=True,
                    )
                ),
            )
            for id_, guid, type_, saved, tags, fields in database.execute(
                "select id, guid, mid, mod, tags, flds from notes order by id"
            )
        ]
    return Deck(str(deck["id"]), deck["name"], deck["desc"], types, notes)


def test_a_card_shows_the_word_in_its_sentence_and_the_translation_of_that(
    bridge: Workplace,
) -> None:
    deck = build(bridge)
    built, bring_up = deck.notes
    assert built.fields == {
        "Word": "to build &lt;something&gt;",
        "Word class": "v.",
        "Level": "A2",
        "Meaning": "construir &lt;algo&gt;",
        "Example": "The town {{<b>built</b>}} a bridge of <em>forty</em> metres &amp; a "
        "&#91;sound:x] wall.",
        "Example in translation": "El pueblo <b>construyó</b> un puente de "
        "<em>cuarenta</em> metros.",
        "Place": "The &lt;b&gt;bridge&lt;/b&gt; · ¶ 1",
        "Notice": "",
    }
    assert bring_up.fields["Example"] == "The keeper <b>brought the matter up</b>."
    assert bring_up.fields["Example in translation"] == ""
    assert bring_up.fields["Notice"] == ""  # that nobody has approved it is for the teacher
    _, teachers = build(bridge, TEACHERS).notes
    assert teachers.fields["Notice"] == "Borrador de traducción sin aprobar"
    assert {note.cards for note in deck.notes} == {2}
    assert {note.tags for note in deck.notes} == {"handouts::bridge"}


def test_a_word_without_a_translation_has_no_card_and_the_deck_says_so(bridge: Workplace) -> None:
    deck = build(bridge)
    assert deck.name == "Handouts::bridge (English – Español)"
    assert "keeper" not in {note.fields["Word"] for note in deck.notes}
    assert "Sin traducción y, por eso, sin tarjeta: 1 de 3 palabras" in deck.about
    assert "“The &lt;b&gt;bridge&lt;/b&gt;”" in deck.about
    assert "Source: Written for a test" in deck.about


def test_what_is_edited_keeps_its_identity_and_bears_a_later_date(bridge: Workplace) -> None:
    before = build(bridge)
    bridge.edit("translations/bridge/es.po", '"construir <algo>"', '"edificar <algo>"')
    bridge.edit("translations/bridge/es.po", "El pueblo construyó", "El pueblo edificó")
    bridge.edit("source/bridge/article.md", "The <b>bridge</b>", "A bridge")
    bridge.edit("source/bridge/article.md", "The keeper", "The old keeper")
    after = build(bridge)
    assert after.guids == before.guids
    assert (after.id, after.name) == (before.id, before.name)
    assert after.types.keys() == before.types.keys()
    assert after.notes[0].fields["Meaning"] == "edificar &lt;algo&gt;"
    assert "edificó" in after.notes[0].fields["Example in translation"]
    assert after.notes[1].fields["Example"].startswith("The old keeper")
    assert after.notes[1].fields["Place"] == "A bridge · ¶ 2"
    assert min(note.saved for note in after.notes) > max(note.saved for note in before.notes)


def test_a_word_that_did_not_change_keeps_its_date_and_what_a_learner_wrote(
    bridge: Workplace,
) -> None:
    before = build(bridge)
    bridge.edit("source/bridge/article.md", "The <b>bridge</b>", "A bridge")
    bridge.edit("translations/bridge/es.po", '"construir <algo>"', '"edificar <algo>"')
    after = build(bridge)
    changed, same = after.notes
    assert changed.saved > before.notes[0].saved
    # Anki takes a note from a file where it is newer than what the learner has, edited or not.
    assert same.saved == before.notes[1].saved
    assert same.fields["Place"] == "A bridge · ¶ 2"
    assert build(bridge) == after


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_deck_is_replaced(bridge: Workplace, content: bytes) -> None:
    first = build(bridge)
    (bridge.root / ESPAÑOL).write_bytes(content)
    assert build(bridge) == first


def test_a_source_that_was_only_saved_again_makes_no_new_deck(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    build(bridge)
    age(bridge.root, 1_800_000_000)
    capsys.readouterr()
    build(bridge)
    assert "Nothing to do" in capsys.readouterr().out


def test_the_same_sources_give_the_same_bytes_and_cards_in_both_editions(
    bridge: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000001")
    assert build(bridge).guids == build(bridge, TEACHERS).guids
    paths = [bridge.root / ESPAÑOL, bridge.root / TEACHERS]
    for path in paths:
        path.unlink()
    age(bridge.root, 1_700_000_002)  # as in another copy of the project
    build(bridge)
    again = [path.read_bytes() for path in paths]
    age(bridge.root, 1_700_000_003)
    for path in paths:
        path.unlink()
    build(bridge)
    assert [path.read_bytes() for path in paths] == again


def test_who_learns_the_other_language_learns_its_words(bridge: Workplace) -> None:
    of_source = build(bridge)
    bridge.write("handouts.toml", 'languages = ["es"]\nengine = "none"\nstudy = "target"\n')
    deck = build(bridge)
    built, _ = deck.notes
    _, bring_up = build(bridge, TEACHERS).notes
    assert deck.name == "Handouts::bridge (Español – English)"
    assert built.fields["Word"] == "construir &lt;algo&gt;"
    assert built.fields["Meaning"] == "to build &lt;something&gt;"
    assert built.fields["Example"].startswith("El pueblo <b>construyó</b> un")
    assert built.fields["Example in translation"].startswith("The town")
    assert built.fields["Level"] == "F2"
    assert bring_up.fields["Notice"] == "Draft translation, not approved"
    # It is something else to learn: what was learnt the other way round is left alone.
    assert not set(deck.guids) & set(of_source.guids)
    assert deck.id != of_source.id
    assert deck.types.keys() != of_source.types.keys()


def test_each_lesson_and_language_has_notes_of_its_own(bridge: Workplace) -> None:
    bridge.write("handouts.toml", 'languages = ["es", "de"]\nengine = "none"\n')
    bridge.write("source/other/article.md", ARTICLE)
    bridge.write("source/other/lesson.yaml", LESSON)
    assert run(["build", "--format", "apkg"]) == 0
    spanish = bridge.read("translations/bridge/es.po")
    for path in ("translations/other/es.po", "translations/bridge/de.po"):
        bridge.write(path, spanish.replace("/bridge/", "/other/"))
    here = build(bridge)
    there = build(bridge, "build/other/other.en-es.student.apkg")
    german = build(bridge, "build/bridge/bridge.en-de.student.apkg")
    assert here.types.keys() == there.types.keys() != german.types.keys()
    assert len({here.id, there.id, german.id}) == 3
    assert len({*here.guids, *there.guids, *german.guids}) == 6


def test_a_lesson_without_words_makes_a_deck_without_cards(bridge: Workplace) -> None:
    (bridge.root / "source/bridge/lesson.yaml").unlink()
    assert build(bridge).notes == []
