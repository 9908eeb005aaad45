"""Glosses and questions of a helper model: what the text proves comes through, and nothing else."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from chatting import CHAT, completion, material, requests, serve_model
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, serving, status

from pipeline.errors import NoAnswerError
from pipeline.lesson.article import Article, read_article
from pipeline.teaching.assistant.ask import Ask, Suggested, suggest_glosses, suggest_questions
from pipeline.teaching.assistant.chat import Assistant, Chat
from pipeline.teaching.assistant.prompts import Prompt, WordInContext
from pipeline.text.matching import locate

WORDS = (
    WordInContext("curb", "He wants to curb emigration.", "Quiere frenar la emigración."),
    WordInContext("bring up", "She brought it up.", "Sie brachte es „zur Sprache“."),
)
ARTICLE = """\
---
title: The bridge
level: B1
---

In 1910 the town built a bridge of 40 metres, because the old ferry was too slow.

## Today

Ana Ruiz crosses it every day. “It’s my road to work,” she says.

It needs new paint.
"""
GOOD = {
    "question": "Why did the town build a bridge?",
    "answer": "The old ferry was too slow.",
    "paragraph": 1,
    "quotation": "because the old ferry was too slow",
}


def article(text: str = ARTICLE) -> Article:
    return read_article(text, Path("article.md"))


def saying(answer: object) -> Ask:
    return lambda _: {"glosses": answer, "questions": answer}


def glosses(*given: Mapping[str, object]) -> Suggested[object]:
    return suggest_glosses(saying(list(given)), WORDS, "es", locate)  # type: ignore[return-value]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as loopback:
        yield loopback


def test_a_gloss_counts_where_its_words_stand_in_the_translation() -> None:
    found = suggest_glosses(
        saying([{"item": 1, "words": "frenar", "gloss": "frenar"}]), WORDS, "es", locate
    )
    assert [(one.number, one.gloss, one.words) for one in found.proposals] == [
        (0, "frenar", ("frenar",))
    ]
    assert [(lost.what, lost.reason) for lost in found.dropped] == [
        ("bring up", "no gloss was given")
    ]


def test_words_that_stand_apart_and_in_other_marks_are_found() -> None:
    found = suggest_glosses(
        saying([{"item": 2, "words": "brachte … “zur  Sprache”", "gloss": "zur Sprache bringen"}]),
        WORDS,
        "de",
        lambda gloss, text, language: (
            (gloss, text, language) == ("zur Sprache bringen", "brachte “zur Sprache”", "de")
        ),
    )
    assert [one.number for one in found.proposals] == [1]


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ({"words": "limitar", "gloss": "limitar"}, "“limitar” is not in the translation"),
        ({"words": "fren", "gloss": "frenar"}, "“fren” is not in the translation"),
        ({"words": "emigración frenar", "gloss": "frenar"}, "is not in the translation"),
        ({"words": "frenar", "gloss": "la emigración"}, "is not the dictionary form of “frenar”"),
        ({"words": "frenar", "gloss": ""}, "no gloss was given"),
        ({"words": "…", "gloss": "frenar"}, "is not the dictionary form"),
        ({"words": ["frenar"], "gloss": "frenar"}, "no gloss was given"),
        ({"words": "frenar", "gloss": "frenar\x00"}, "no gloss was given"),
        ({"words": "frenar", "gloss": "frenar: to slow down"}, "this is no gloss"),
        ({"words": "frenar", "gloss": "frenar " * 20}, "this is no gloss"),
    ],
)
def test_a_gloss_that_the_translation_does_not_say_is_dropped(
    given_: dict[str, object], reason: str
) -> None:
    found = glosses({"item": 1, **given_})
    assert found.proposals == ()
    assert reason in found.dropped[0].reason


def test_a_whole_sentence_is_no_words_meaning() -> None:
    long = WordInContext("curb", "x", "El gobierno quiere frenar ya la emigración.")
    whole = {"item": 1, "words": long.translation.rstrip("."), "gloss": "frenar"}
    found = suggest_glosses(saying([whole]), [long], "es", locate)
    assert found.proposals == ()
    assert "is more than the word" in found.dropped[0].reason


def test_many_words_are_asked_for_in_several_requests(server: Loopback) -> None:
    def model(asked: str) -> str:
        items = material(asked)
        return json.dumps(
            {
                "glosses": [
                    {"item": i["item"], "words": i["word"], "gloss": i["word"]} for i in items
                ]
            }
        )

    serve_model(server, model)
    words = [WordInContext(f"word{chr(97 + n)}", "x", f"word{chr(97 + n)}") for n in range(15)]
    chat = Chat(Assistant(server.address, "tiny"))
    found = suggest_glosses(chat.ask, words, "es", locate)
    assert [words[one.number].word for one in found.proposals] == [word.word for word in words]
    assert len(requests(server)) == 3
    assert "Spanish" in requests(server)[0]["messages"][1]["content"]


def test_a_question_counts_where_its_quotation_stands_in_its_paragraph() -> None:
    quoted = {**GOOD, "question": "How does Ana Ruiz go to work?", "answer": "Over the bridge."}
    quoted |= {"paragraph": 2, "quotation": "It's my road\nto work"}
    found = suggest_questions(saying([GOOD, quoted]), article(), [])
    assert [(one.question, one.paragraph) for one in found.proposals] == [
        ("Why did the town build a bridge?", 1),
        ("How does Ana Ruiz go to work?", 2),
    ]
    assert found.dropped == ()
    assert found.problem == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quotation": "because the ferry was too slow"}, "its quotation is not in ¶ 1"),
        ({"paragraph": 2}, "its quotation is not in ¶ 2"),
        ({"quotation": "the town"}, "its quotation is not in ¶ 1"),
        ({"quotation": ""}, "its quotation is not in ¶ 1"),
        ({"paragraph": 9}, "it names no ¶"),
        ({"paragraph": "1"}, "it names no ¶"),
        ({"paragraph": True}, "it names no ¶"),
        ({"question": "The town built a bridge."}, "it is no question"),
        ({"question": "Why?"}, "it is no question"),
        ({"question": f"Why {'very ' * 50}slow?"}, "it is no question"),
        ({"question": "¿Por qué el pueblo construyó un puente?"}, "in another language"),
        ({"answer": "Porque el barco era lento para los de la zona."}, "in another language"),
        ({"answer": ""}, "no short answer"),
        ({"answer": "slow " * 100}, "no short answer"),
        ({"answer": "A bridge"}, "gives its answer away"),
        ({"answer": "The town built it in 1911."}, "a number that the text has not: 1911"),
        ({"answer": "Because of John Smith."}, "a name that the text has not"),
        ({"question": "Why did London build a bridge?"}, "a name that the text has not: London"),
        ({"question": "Why did the town\x07 build a bridge?"}, "it is no question"),
    ],
)
def test_a_question_that_the_text_does_not_prove_is_dropped(
    change: dict[str, object], reason: str
) -> None:
    found = suggest_questions(saying([{**GOOD, **change}]), article(), [])
    assert found.proposals == ()
    assert reason in found.dropped[0].reason


def test_a_question_is_not_asked_twice() -> None:
    again = {**GOOD, "question": "Why did the town build the bridge?"}
    found = suggest_questions(saying([GOOD, again]), article(), [])
    assert [one.question for one in found.proposals] == [GOOD["question"]]
    assert found.dropped[0].reason == "there is such a question already"
    there = suggest_questions(saying([GOOD]), article(), ["why did the town build a bridge"])
    assert there.proposals == ()


def test_no_more_questions_come_than_were_asked_for(server: Loopback) -> None:
    things = [f"{one}{two}" for one in ("apple", "water", "paper", "winter") for two in (
        "books", "doors", "fields", "gardens", "houses", "islands", "kings", "lamps", "maps", "nets"
    )]  # fmt: skip
    long = "---\ntitle: Long\n---\n\n" + "\n\n".join(
        f"They have {thing} of their own. " + "It says nothing else. " * 40 for thing in things
    )
    kinds = [
        "Who has {}?",
        "What do they say about {}, and is it so?",
        "Are there any {} of theirs?",
    ]

    def model(asked: str) -> str:
        first = material(asked)[0]
        thing = first["text"].split()[2]
        part = {"answer": "They do.", "paragraph": first["paragraph"]}
        part["quotation"] = f"They have {thing} of their own."
        questions = [{**part, "question": kind.format(thing)} for kind in kinds]
        return json.dumps({"questions": questions})

    serve_model(server, model)
    chat = Chat(Assistant(server.address, "tiny"))
    found = suggest_questions(chat.ask, article(long), [], count=6)
    assert len(found.proposals) == 6
    assert len(requests(server)) == 6
    places = [one.paragraph for one in found.proposals]
    assert places == sorted(places)
    assert places[-1] > 20, "they come from all over the text"


def test_a_server_that_fails_midway_leaves_what_was_good(server: Loopback) -> None:
    serve_model(server, lambda _: json.dumps({"glosses": [
        {"item": 1, "words": "frenar", "gloss": "frenar"}]}))  # fmt: skip
    model = server.replies[CHAT]
    asked: list[object] = []

    def reply(request: object) -> object:
        asked.append(request)
        return model(request) if len(asked) == 1 else status(503)

    server.replies[CHAT] = reply
    chat = Chat(Assistant(server.address, "tiny"))
    found = suggest_glosses(chat.ask, WORDS[:1] * 20, "es", locate)
    assert [one.gloss for one in found.proposals] == ["frenar"]
    assert "has a fault" in found.problem
    assert len(asked) == 2, "a server that is down is not asked again"


def test_a_model_that_never_answers_in_json_is_given_up(server: Loopback) -> None:
    server.replies[CHAT] = lambda _: completion("I would rather not.")
    chat = Chat(Assistant(server.address, "tiny"))
    found = suggest_glosses(chat.ask, WORDS * 50, "es", locate)
    assert found.proposals == ()
    assert "no JSON object. It begins with “I would rather not.”" in found.problem
    assert len(requests(server)) == 3


def test_one_bad_answer_among_good_ones_is_only_counted() -> None:
    answers: list[Callable[[], Mapping[str, object]]] = []

    def good() -> Mapping[str, object]:
        return {"glosses": [{"item": 1, "words": "frenar", "gloss": "frenar"}]}

    def bad() -> Mapping[str, object]:
        raise NoAnswerError("The assistant's answer is no JSON object")

    answers = [bad, good, bad, good, bad, bad]

    def ask(_: Prompt) -> Mapping[str, object]:
        return answers.pop(0)()

    found = suggest_glosses(ask, WORDS[:1] * 36, "es", locate)
    assert len(found.proposals) == 2
    assert found.problem == ""
    assert sum("JSON" in lost.reason for lost in found.dropped) == 4


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["item", "words", "gloss", "question", "answer", "paragraph", "quotation"]
            ),
            inner,
            max_size=7,
        )
    ),
    max_leaves=20,
)


@given(values)
def test_whatever_a_model_says_is_a_proposal_or_dropped(answer: object) -> None:
    for found in (
        suggest_glosses(saying(answer), WORDS, "es", locate),
        suggest_questions(saying(answer), article(), []),
    ):
        assert found.proposals == ()
        assert found.problem == ""
