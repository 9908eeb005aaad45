"""`handouts lesson --assistant`: what the model says is proposed, and what it gets wrong is not."""

import json
import re
from collections.abc import Iterator

import polib
import pytest
from chatting import CHAT, material, requests, serve_model
from conftest import Workplace
from loopback import Loopback, serving, status

from pipeline.cli.main import run
from pipeline.lesson.lesson import load_lesson

Capture = pytest.CaptureFixture[str]

ARTICLE = """\
---
title: The bridge
---

In 1910 the town built a bridge, because the ferry was slow. He shilly-shallied for years.
"""
LESSON = """\
vocabulary:
  - {word: shilly-shallied, pos: verb, paragraph: 1, headword: to shilly-shally}
"""
SPANISH = (
    "En 1910 el pueblo construyó un puente, porque el transbordador era lento. Estuvo así años."
)
QUESTION = {
    "question": "Why did the town build it?",
    "answer": "The ferry was slow.",
    "paragraph": 1,
    "quotation": "because the ferry was slow",
}
INVENTED = {**QUESTION, "question": "Who paid for it?", "quotation": "the king paid for it all"}


def model(asked: str) -> str:
    if "quotation" in asked:
        return json.dumps({"questions": [QUESTION, INVENTED]})
    assert material(asked)[0]["translation"] == "Estuvo así años."
    return json.dumps({"glosses": [{"item": 1, "words": "Estuvo así", "gloss": "estar así"}]})


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as loopback:
        serve_model(loopback, model)
        yield loopback


@pytest.fixture
def bridge(workplace: Workplace, server: Loopback) -> Workplace:
    """A lesson whose Spanish is approved, with a word that no word of it renders by itself."""
    workplace.write(
        "handouts.toml",
        f'languages = ["es"]\nengine = "none"\n[lesson]\nwords = 0\nquestions = false\n'
        f'[assistant]\nurl = "{server.address}"\nmodel = "tiny"\n',
    )
    workplace.write("source/bridge/article.md", ARTICLE)
    workplace.write("source/bridge/lesson.yaml", LESSON)
    assert run(["build", "--format", "epub"]) == 0
    approve(workplace, {"The bridge": "El puente", "In 1910": SPANISH})
    return workplace


def approve(workplace: Workplace, texts: dict[str, str]) -> None:
    """Put translations into the catalog, by how the source begins."""
    path = workplace.root / "translations/bridge/es.po"
    catalog = polib.pofile(str(path))
    for entry in catalog:
        for start, text in texts.items():
            if entry.msgid.startswith(start):
                entry.msgstr = text
    catalog.save()


def test_questions_and_meanings_come_as_proposals(bridge: Workplace, capsys: Capture) -> None:
    assert run(["lesson", "bridge", "--assistant"]) == 0
    said = capsys.readouterr().out
    assert "1 question and 1 meaning from the helper model; 1 more did not stand up" in said
    path = bridge.root / "source/bridge/lesson.yaml"
    asked = load_lesson(path.read_text(encoding="utf-8"), path).questions.understanding
    assert [(q.question, q.answer, q.paragraphs) for q in asked] == [
        ("Why did the town build it?", "The ferry was slow.", (1,))
    ]
    assert asked[0].is_proposal
    assert asked[0].note == "“because the ferry was slow”"
    catalog = bridge.read("translations/bridge/es.po")
    assert "#. helper model: ¶ 1, tiny at 127.0.0.1" in catalog
    assert '#, fuzzy\nmsgctxt "vocabulary"\nmsgid "to shilly-shally"\nmsgstr "estar así"' in catalog


def test_what_a_person_took_out_is_not_suggested_again(bridge: Workplace) -> None:
    assert run(["lesson", "bridge", "--assistant"]) == 0
    text = bridge.read("source/bridge/lesson.yaml")
    without = re.sub(r"^questions:\n( .*\n)+", "", text, flags=re.MULTILINE)
    assert without != text
    bridge.write("source/bridge/lesson.yaml", without)
    assert run(["lesson", "bridge", "--assistant"]) == 0
    assert "question: Why did" not in bridge.read("source/bridge/lesson.yaml")


def test_an_approved_meaning_is_not_asked_for(bridge: Workplace, server: Loopback) -> None:
    approve(bridge, {"to shilly-shally": "vacilar"})
    assert run(["lesson", "bridge", "--assistant"]) == 0
    assert "vacilar" in bridge.read("translations/bridge/es.po")
    assert all("translation" not in str(asked["messages"][-1]) for asked in requests(server))


@pytest.mark.usefixtures("bridge")
def test_a_model_that_fails_stops_nothing_else(server: Loopback, capsys: Capture) -> None:
    server.replies[CHAT] = status(401)
    assert run(["lesson", "bridge", "--assistant"]) == 1
    said = capsys.readouterr()
    assert "exercises added" in said.out
    assert "Not asked further: " in said.err


def test_without_a_model_the_command_says_how_to_name_one(
    bridge: Workplace, capsys: Capture
) -> None:
    settings = bridge.read("handouts.toml")
    bridge.write("handouts.toml", settings[: settings.index("[assistant]")])
    assert run(["lesson", "bridge", "--assistant"]) == 1
    assert "[assistant]" in capsys.readouterr().err
