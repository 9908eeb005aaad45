"""`handouts simplify`: a lesson in easier words, and what of a model's text never gets there."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from chatting import CHAT, material, requests, serve_model
from conftest import Workplace
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Loopback, closed_port, serving, status

from pipeline.cli.main import run
from pipeline.lesson.article import BlockKind, read_article
from pipeline.teaching.assistant.prompts import Prompt
from pipeline.teaching.assistant.simplify import simplify, unfaithful

# The smallest PNG: one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Capture = pytest.CaptureFixture[str]

ARTICLE = """\
---
# from the city's magazine
kicker: Bridges
title: "The bridge: a history"
lead: In 1910 the municipality constructed a bridge of 40 metres, which was *considerable* then.
date: 1999-05-01
level: C1
source: City magazine
rights: For use in class only.
---

Its **construction**, which the [city](https://city.example) had deliberated upon for
six years, was finally carried out by Ana Ruiz.[^1]

## What followed

- Subsequently, inhabitants were able to cross the river without difficulty.
- Tolls of 5 pesos were demanded.

> 1. “It was never sufficient,” Ruiz remarked.

![The bridge](bridge.png)

| year | toll |
|------|------|
| 1910 | 5    |

    literal code

It fell.

[^1]: An engineer of considerable reputation.
"""
EASY = {
    "In 1910 the municipality": "In 1910 the town built a bridge of 40 metres. It was *big* then.",
    "Its **construction**": "The [city](https://city.example) thought about it for six years. "
    "Then Ana Ruiz **built** it.[^1]",
    "Subsequently": "After that, people could cross the river easily.",
    "Tolls": "People paid 5 pesos.",
    "“It was never": "“It was never sufficient,” said Ruiz.",
    "It fell.": "It fell down.",
}


def easy(paragraph: str) -> str:
    """Return the easy words for a paragraph, as a good model would."""
    return next(text for start, text in EASY.items() if paragraph.startswith(start))


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as loopback:
        serve_model(loopback, lambda asked: json.dumps({"text": easy(material(asked))}))
        yield loopback


@pytest.fixture
def bridge(workplace: Workplace, server: Loopback) -> Workplace:
    """A project with one lesson and a helper model."""
    workplace.write(
        "handouts.toml",
        f'languages = ["es"]\nengine = "none"\n'
        f'[assistant]\nurl = "{server.address}"\nmodel = "tiny"\ntimeout = 5\n',
    )
    workplace.write("source/bridge/article.md", ARTICLE)
    workplace.write("source/bridge/lesson.yaml", "seen: {words: [bridge]}\n")
    workplace.write("source/bridge/glossary.csv", "source,target,language\nRuiz,keep,\n")
    (workplace.root / "source/bridge/bridge.png").write_bytes(b"\x89PNG picture")
    return workplace


def spoil(server: Loopback, start: str, text: object) -> None:
    """Have the model answer a paragraph with something else."""

    def model(asked: str) -> str:
        old = material(asked)
        return json.dumps({"text": text if old.startswith(start) else easy(old)})

    serve_model(server, model)


def simplified(article: str) -> str:
    """Return the article with the easy words, all else as it was."""
    for start, text in EASY.items():
        # A paragraph goes on in lines that begin neither a block nor another key.
        old = re.search(rf"{re.escape(start)}[^\n]*(\n(?![-\n>|#]|\w+:)[^\n]+)*", article)
        assert old
        article = article.replace(old.group(), text)
    return article.replace("level: C1", "level: A2")


def test_a_lesson_gets_a_simpler_one_beside_it(bridge: Workplace, capsys: Capture) -> None:
    assert run(["simplify", "bridge"]) == 0
    said = capsys.readouterr()
    assert "wrote source/bridge-a2/article.md" in said.out
    assert "6 paragraphs simplified by tiny at 127.0.0.1" in said.out
    assert said.err == ""
    assert bridge.read("source/bridge/article.md") == ARTICLE
    text = bridge.read("source/bridge-a2/article.md")
    without_mark, marks = re.subn(r"^proposed: .*\n", "", text, flags=re.MULTILINE)
    assert marks == 1
    assert without_mark == simplified(ARTICLE)


def test_the_new_lesson_has_the_terms_and_pictures_and_no_words_of_the_old_one(
    bridge: Workplace,
) -> None:
    assert run(["simplify", "bridge", "--level", "A1", "--name", "easy"]) == 0
    new = bridge.root / "source/easy"
    assert {path.name for path in new.iterdir()} == {
        "article.md", "lesson.yaml", "glossary.csv", "bridge.png",
    }  # fmt: skip
    assert (new / "bridge.png").read_bytes() == b"\x89PNG picture"
    lesson = bridge.store().lesson("easy")
    assert lesson.article.meta.level == "A1"
    assert lesson.lesson.seen.words == ()


@pytest.mark.usefixtures("bridge")
def test_only_running_text_is_sent_and_each_paragraph_alone(server: Loopback) -> None:
    assert run(["simplify", "bridge"]) == 0
    sent = [material(request["messages"][1]["content"]) for request in requests(server)]
    assert [text.split()[0] for text in sent] == [
        "In", "Its", "Subsequently,", "Tolls", "“It", "It",
    ]  # fmt: skip
    assert all("level A2" in request["messages"][1]["content"] for request in requests(server))


@pytest.mark.usefixtures("bridge")
def test_a_program_reads_what_came_of_it(capsys: Capture) -> None:
    assert run(["simplify", "bridge", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["lesson"] == "bridge-a2"
    assert answer["changed"] == [1, 2, 3, 4, 5, 9]
    assert answer["kept"] == []
    assert answer["files"][0] == "source/bridge-a2/article.md"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("People paid 6 pesos.", "it has a number that the text has not: 6"),
        ("In May, people paid 5 pesos.", "it has a date that the text has not: May"),
        ("People paid 5 pesos to Smith.", "it has a name that the text has not: Smith"),
        ("People paid 5 pesos and said “far too much”.", "it has a quotation that the text has"),
        ("Tolls of 5 pesos were demanded.", "it is the same text"),
        ("People paid 5 pesos. " * 5, "it is longer than the text"),
        ("Tolls.", "most of the text is missing"),
        ("La gente pagaba los 5 pesos.", "it is in another language"),
        ("# People paid 5 pesos.", "it is no plain paragraph"),
        ("- People paid 5 pesos.", "it is no plain paragraph"),
        ("People paid.\n\nIt was 5 pesos.", None),
        ("People paid:\n\n- 5 pesos.", "it is no plain paragraph"),
        ("| People paid 5 pesos. |\n|---|", "it is no plain paragraph"),
        ("[People](https://bad.example) paid 5 pesos.", "it has a link that the text has not"),
        ("People paid 5 pesos, https://bad.example", "it has an address"),
        ("People paid 5 pesos. ![toll](toll.png)", "an image is lost or added"),
        ("People paid 5 pesos.[^1]", "a footnote mark is lost or added"),
        ("People paid `5` pesos.", "it has code that the text has not"),
        ("People paid <b>5</b> pesos.", "this would show in the handout: </b> <b>"),
        ("People **paid 5 pesos.", "this would show in the handout: **"),
        ("<script>alert(5)</script>", "it is no plain paragraph"),
        ("People paid\x07 5 pesos.", "there is no text in the answer"),
        ("People paid \ud800 5 pesos.", "there is no text in the answer"),
        ("", "there is no text in the answer"),
        (["People paid 5 pesos."], "there is no text in the answer"),
        (None, "there is no text in the answer"),
    ],
)
def test_a_paragraph_that_is_not_the_original_in_easier_words_stays(
    bridge: Workplace, server: Loopback, capsys: Capture, text: object, reason: str | None
) -> None:
    spoil(server, "Tolls", text)
    assert run(["simplify", "bridge"]) == 0
    article = bridge.read("source/bridge-a2/article.md")
    said = capsys.readouterr()
    assert "- After that, people could cross the river easily.\n" in article
    if reason is None:  # on one line it is a paragraph like any other
        assert "\n- " + " ".join(str(text).split()) + "\n" in article
    else:
        assert "\n- Tolls of 5 pesos were demanded.\n" in article
        assert said.err.startswith(f"Warning: ¶ 4 stays as it was: {reason}")
        assert said.err.count("\n") == 1
        assert "5 paragraphs simplified" in said.out


def test_the_blocks_are_those_of_the_original(bridge: Workplace) -> None:
    assert run(["simplify", "bridge"]) == 0
    old, new = (
        read_article(bridge.read(f"source/{name}/article.md"), Path(name))
        for name in ("bridge", "bridge-a2")
    )
    shapes = [
        [(b.kind, b.number, b.level, b.depth, b.marker, b.quoted, b.literal) for b in a.blocks]
        for a in (old, new)
    ]
    assert shapes[0] == shapes[1]
    assert {block.kind for block in new.blocks} >= {
        BlockKind.FIGURE,
        BlockKind.TABLE,
        BlockKind.CODE,
    }
    assert old.footnotes["1"][0].text == new.footnotes["1"][0].text


def colophon(handout: bytes) -> str:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(handout)) as book:
        return "".join(
            book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")
        )


def test_the_handout_says_so_until_a_person_has_been_there(
    bridge: Workplace, capsys: Capture
) -> None:
    assert run(["simplify", "bridge"]) == 0
    article = bridge.root / "source/bridge-a2/article.md"
    (bridge.root / "source/bridge-a2/bridge.png").write_bytes(PIXEL)
    (bridge.root / "source/bridge/bridge.png").write_bytes(PIXEL)
    build = ["build", "bridge-a2", "--format", "epub", "--edition", "student"]
    epub = bridge.root / "build/bridge-a2/bridge-a2.en-es.student.epub"
    notice = "Simplified by a program, not reviewed"
    assert run(build) == 0
    assert notice in colophon(epub.read_bytes())
    capsys.readouterr()
    assert run(["check", "bridge-a2"]) == 1  # nothing is translated yet
    assert capsys.readouterr().out.count("[simplified]") == 1
    marked = article.read_text(encoding="utf-8")
    for accepted in (
        re.sub(r"proposed: .*\n", "", marked),
        marked.replace("It fell down.", "Later it fell down."),
    ):
        article.write_text(accepted, encoding="utf-8")
        assert run(build) == 0
        assert notice not in colophon(epub.read_bytes())
        capsys.readouterr()
        run(["check", "bridge-a2"])
        assert "[simplified]" not in capsys.readouterr().out
    article.write_text(marked.replace("It fell down.", "It fell\ndown."), encoding="utf-8")
    assert run(build) == 0
    assert notice in colophon(epub.read_bytes())


def test_the_teachers_review_sheet_says_so_first(bridge: Workplace) -> None:
    from pipeline.commands.build import make_material
    from pipeline.handout.compose import compose
    from pipeline.handout.model import Edition, Layout

    assert run(["simplify", "bridge"]) == 0
    material = make_material(bridge.store(), "bridge-a2", "es")
    review = compose(material, Edition.TEACHER, Layout()).review
    assert review is not None
    assert review.summary[0].startswith("A program simplified this article")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bridge", "--name", "bridge"], "There is a lesson “bridge” already"),
        (["bridge", "--name", "a/b"], "“a/b” cannot be a lesson's name"),
        (["bridge", "--level", "C1"], "source/bridge/article.md:1: This article is at level C1"),
        (["bridge", "--level", "C2"], "which is no harder than C2. Choose a lower one"),
        (["brigde"], "Did you mean “bridge”"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_sent(
    bridge: Workplace, server: Loopback, capsys: Capture, arguments: list[str], said: str
) -> None:
    assert run(["simplify", *arguments]) == 1
    assert said in capsys.readouterr().err
    assert requests(server) == []
    assert [path.name for path in (bridge.root / "source").iterdir()] == ["bridge"]


def test_an_assistant_that_fails_midway_leaves_no_half_lesson(
    bridge: Workplace, server: Loopback, capsys: Capture
) -> None:
    model = server.replies[CHAT]
    server.replies[CHAT] = lambda request: (
        status(503) if len(requests(server)) > 2 else model(request)
    )
    assert run(["simplify", "bridge"]) == 1
    said = capsys.readouterr().err
    assert "has a fault (HTTP 503)" in said
    assert said.count("\n") == 1
    assert not (bridge.root / "source/bridge-a2").exists()


@pytest.mark.parametrize("answer", ["{}", '{"text": ""}', "no", '{"text": "Buy 7 now"}'])
def test_a_model_that_says_nothing_usable_makes_no_lesson(
    bridge: Workplace, server: Loopback, capsys: Capture, answer: str
) -> None:
    serve_model(server, lambda _: answer)
    assert run(["simplify", "bridge"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Error: ")
    assert said.count("\n") == 1
    assert not (bridge.root / "source/bridge-a2").exists()


def test_a_server_that_is_not_running_is_one_line(bridge: Workplace, capsys: Capture) -> None:
    bridge.write(
        "handouts.toml",
        f'[assistant]\nurl = "http://127.0.0.1:{closed_port()}"\nmodel = "tiny"\n',
    )
    assert run(["simplify", "bridge"]) == 1
    assert "takes no connection. Start its server" in capsys.readouterr().err


def test_the_shipped_articles_sentences_are_faithful_to_it() -> None:
    from conftest import REPOSITORY

    path = REPOSITORY / "source" / "mexico-usa" / "article.md"
    article = read_article(path.read_text(encoding="utf-8"), path)
    for block in article.numbered().values():
        text = block.units[0].text
        shorter = text[: text.rindex(". ", 0, -2) + 1]
        assert unfaithful(text, shorter, "en") == ""


pieces = st.sampled_from(
    "people could cross the river Tolls of 5 pesos were paid ** * _ ` `` [ ]( ) # - + 1. 2) > | : "
    "\\ \n \n\n --- === <!-- --> &amp; &#35; [^1] ![ ~~ \t ``` <b>".split(" ")
)


@settings(max_examples=300)
@given(st.lists(pieces, min_size=4, max_size=14), st.sampled_from(["", " "]))
def test_whatever_takes_a_paragraphs_place_is_one_paragraph_there(
    words: list[str], joint: str
) -> None:
    text = joint.join(words)

    def ask(prompt: Prompt) -> dict[str, object]:
        return {"text": text if material(prompt.user).startswith("Tolls") else "It fell down."}

    new = read_article(simplify(ARTICLE, Path("a.md"), "A2", ask).text, Path("a.md"))
    old = read_article(ARTICLE, Path("a.md"))
    assert new.is_proposal
    assert [(b.kind, b.marker, b.depth) for b in new.blocks] == [
        (b.kind, b.marker, b.depth) for b in old.blocks
    ]
    said = new.numbered()[4].units[0].text
    assert said in (" ".join(text.split()), "Tolls of 5 pesos were demanded.")
