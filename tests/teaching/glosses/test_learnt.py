"""For a class that learns the other language, the words are chosen in the translation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from conftest import Workplace

from pipeline.alignment.bitext import Bitext, make_bitext
from pipeline.catalog.catalog import Catalog, Entry
from pipeline.cli.main import run
from pipeline.lesson.article import read_article
from pipeline.lesson.lesson import load_lesson
from pipeline.teaching.glosses.find import Evidence, Gloss
from pipeline.teaching.glosses.learnt import LearntWord, propose_learnt
from pipeline.teaching.glosses.matches import WordToGloss
from pipeline.text.bands import band
from pipeline.text.classes import Level

PADDING = "He was at home and had a cup of tea, and she was in the garden with the dog. " * 8

SENTENCES = {
    "The miller fixed the rusty wheel with a rope.": (
        "Der Müller reparierte das rostige Rad mit einem Seil."
    ),
    "A president and his system collapsed.": "Ein Präsident und sein System brachen zusammen.",
    "The water was there.": "Das Wasser war da.",
}
GLOSSES = {
    "miller": "der Müller, -",
    "fix": "reparieren",
    "rusty": "rostig",
    "wheel": "das Rad, Räder",
    "rope": "das Seil, -e",
    "president": "der Präsident, -en",
    "system": "das System, -e",
    "collapse": "der Zusammenbruch, -brüche",
    "water": "das Wasser",
}


def bitext(sentences: Mapping[str, str]) -> Bitext:
    body = "\n\n".join([*sentences, *[PADDING] * 5])
    article = read_article(f"---\ntitle: T\n---\n{body}\n", Path("article.md"))
    entries = [Entry(None, source, target) for source, target in sentences.items()]
    return make_bitext(article, Catalog("de", tuple(entries)))


def proposed(
    level: Level = "B1", known: tuple[str, ...] = (), most: int = 20
) -> dict[str, LearntWord]:
    """Return what is proposed of the sentences, by the German word."""
    text = "\n\n".join([*SENTENCES, *[PADDING] * 5])
    article = read_article(f"---\ntitle: T\n---\n{text}\n", Path("article.md"))

    def find(items: Sequence[WordToGloss]) -> list[Gloss | None]:
        found = (GLOSSES.get(item.word) for item in items)
        return [Gloss(text, (), Evidence.DICTIONARY) if text else None for text in found]

    words = propose_learnt(article, bitext(SENTENCES), level, most, find, known)
    return {word.learnt: word for word in words}


def test_words_are_chosen_by_how_frequent_they_are_in_german() -> None:
    found = proposed()
    assert {"das Seil, -e", "rostig"} <= found.keys()
    rope = found["das Seil, -e"]
    assert (rope.word, rope.paragraph) == ("rope", 1)
    assert rope.sentence == "The miller fixed the rusty wheel with a rope."
    assert "das Wasser" not in found  # everybody knows it
    assert not {"der Präsident, -en", "das System, -e"} & found.keys()  # everybody reads it


def test_a_word_of_another_class_than_what_it_renders_is_no_entry() -> None:
    assert "der Zusammenbruch, -brüche" not in proposed()


def test_what_was_proposed_once_is_not_proposed_again() -> None:
    assert "das Seil, -e" not in proposed(known=("das seil, -e",))
    assert "das Seil, -e" not in proposed(known=("rope",))


def test_only_what_has_a_translation_is_proposed() -> None:
    article = read_article(f"---\ntitle: T\n---\nThe wheel broke.\n\n{PADDING}", Path("a.md"))

    def find(items: Sequence[WordToGloss]) -> list[Gloss | None]:
        assert not items
        return []

    assert propose_learnt(article, bitext({}), "B1", 20, find) == ()


@pytest.mark.parametrize(
    ("cited", "language", "expected"),
    [
        ("das Haus, Häuser", "de", 1),
        ("das Seil, -e", "de", 4),
        ("sich verirren", "de", 6),
        ("la casa", "es", 1),
        ("el ladrillo", "es", 4),
        ("", "es", None),
    ],
)
def test_bands_tell_how_frequent_a_word_is(cited: str, language: str, expected: int | None) -> None:
    assert band(cited, language) == expected


def test_a_compound_is_as_frequent_as_its_parts() -> None:
    parts = band("der Apfel, Äpfel", "de"), band("die Ernte, -n", "de")
    found = band("die Apfelernte, -n", "de")
    assert found == max(part or 0 for part in parts)


ENGLISH = """---
title: The ferry
---
The ferry crossed the river every morning. The captain repaired the engine with a rusty
hammer.

An old fisherman complained about the noise. He promised to bring a new rope and a lantern.
""" + "\n".join(["", "It was good, and we had it all day long, and then we went home again."] * 20)
GERMAN = """Die Fähre überquerte jeden Morgen den Fluss. Der Kapitän reparierte den Motor mit
einem rostigen Hammer.

Ein alter Fischer beschwerte sich über den Lärm. Er versprach, ein neues Seil und eine Laterne
mitzubringen.
"""


def test_the_list_of_the_translation_reaches_every_list_of_a_handout(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    workplace.write(
        "handouts.toml", 'languages = ["de", "es"]\nengine = "none"\nstudy = "target"\n'
    )
    workplace.write("ferry.md", ENGLISH)
    assert run(["add", "ferry.md", "--level", "A2"]) == 0
    assert "handouts lesson ferry" in capsys.readouterr().out
    assert "learnt" not in workplace.read("source/ferry/lesson.yaml")
    rows = dict(zip(_paragraphs(ENGLISH), _paragraphs(GERMAN), strict=False))
    catalog = "".join(f'\nmsgid "{a}"\nmsgstr "{b}"\n' for a, b in rows.items())
    workplace.write("translations/ferry/de.po", catalog)
    assert run(["lesson", "ferry"]) == 0
    lesson = load_lesson(workplace.read("source/ferry/lesson.yaml"), "lesson.yaml")
    learnt = {entry.learnt: entry for entry in lesson.vocabulary}
    assert learnt["die Fähre, -n"].word == "ferry"
    assert {entry.language for entry in lesson.vocabulary} == {"de"}
    assert all(entry.level is None and entry.is_proposal for entry in lesson.vocabulary)
    assert run(["build", "ferry", "--format", "html", "--edition", "student"]) == 0
    german = workplace.read("build/ferry/ferry.en-de.student.html")
    assert "die Fähre, -n" in german
    assert "Häufigkeitsband" in german
    spanish = workplace.read("build/ferry/ferry.en-es.student.html")
    assert 'id="vocabulary"' not in spanish
    assert 'msgctxt "vocabulary"' not in workplace.read("translations/ferry/es.po")
    # What a teacher took out is not proposed again.
    text = workplace.read("source/ferry/lesson.yaml")
    entries = text.split("  - word: ")
    kept = [entry for entry in entries if not entry.startswith("ferry\n")]
    workplace.write("source/ferry/lesson.yaml", "  - word: ".join(kept))
    assert run(["lesson", "ferry", "--words", "60"]) == 0
    again = load_lesson(workplace.read("source/ferry/lesson.yaml"), "lesson.yaml")
    assert "ferry" not in [entry.word for entry in again.vocabulary]


def _paragraphs(text: str) -> list[str]:
    body = text.split("---\n")[-1]
    return [
        " ".join(part.split()) for part in body.strip().split("\n\n") if not part.startswith("It ")
    ]
