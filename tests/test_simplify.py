"""`handouts simplify`: a lesson in easier words, and what of a model's text never gets there."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chatting import CHAT, material, requests, serve_model
from conftest import Workplace
from loopback import Loopback, closed_port, serving, status

from pipeline.article import Kind, read_article
from pipeline.cli import run
from pipeline.simplification import unfaithful

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


def test_a_lesson_gets_a_simpler_one_beside_it(bridge: Workplace, capsys: Capture) -> None:
    before = bridge.read("source/bridge/article.md")
    assert run(["simplify", "bridge"]) == 0
    said = capsys.readouterr()
    assert "wrote source/bridge-a2/article.md" in said.out
    assert "5 paragraphs simplified by tiny at 127.0.0.1" in said.out
    assert said.err == "Warning: ¶ 5 stays as it was: it is the same text.\n" or said.err == ""
    assert bridge.read("source/bridge/article.md") == before
    text = bridge.read("source/bridge-a2/article.md")
    mark = re.search(r"^proposed: '?(\w{8})'?$", text, re.MULTILINE)
    assert mark
    expected = ARTICLE.replace("level: C1", "level: A2")
    expected = expected.replace("only.\n---", f"only.\n{mark.group()}\n---")
    assert text == expected
