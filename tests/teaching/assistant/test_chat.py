"""The client of a helper model, against a real server: what it sends, and every way it fails in."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from chatting import CHAT, completion, requests, serve_model
from conftest import Workplace
from loopback import Fault, Handler, Loopback, closed_port, cut, hang, serving, status

from pipeline.cli.main import run
from pipeline.errors import AssistantError, NoAnswerError
from pipeline.teaching.assistant.chat import Assistant, Chat, read_object
from pipeline.teaching.assistant.prompts import Prompt

PROMPT = Prompt("Answer as JSON.", "What is it?")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as loopback:
        yield loopback


def ask(url: str, timeout: float = 5.0, key_variable: str = "") -> Any:
    return Chat(Assistant(url, "tiny", key_variable, timeout)).ask(PROMPT)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", CHAT),
        ("/", CHAT),
        ("/v1", CHAT),
        ("/v1/", CHAT),
        ("/v1/chat/completions", CHAT),
        ("/llm", f"/llm{CHAT}"),
        ("/v1beta/openai/", "/v1beta/openai/chat/completions"),
    ],
)
def test_the_address_may_be_given_with_or_without_its_version(
    server: Loopback, url: str, path: str
) -> None:
    server.replies[path] = lambda _: completion('{"a": 1}')
    assert ask(server.address + url) == {"a": 1}


def test_what_is_sent_is_steady_and_asks_for_json(server: Loopback) -> None:
    serve_model(server, lambda _: '{"a": 1}')
    ask(server.address)
    (sent,) = requests(server)
    assert sent == {
        "model": "tiny",
        "messages": [
            {"role": "system", "content": "Answer as JSON."},
            {"role": "user", "content": "What is it?"},
        ],
        "stream": False,
        "temperature": 0,
        "seed": 1,
        "response_format": {"type": "json_object"},
    }
    assert server.keys == [""]


def test_the_key_comes_from_the_environment_variable_that_is_named(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHOOL_KEY", " secret\n")
    serve_model(server, lambda _: "{}")
    ask(server.address, key_variable="SCHOOL_KEY")
    assert server.keys == ["Bearer secret"]


def test_no_other_server_gets_the_key(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOL_KEY", "secret")
    with serving() as other:
        other.files["/"] = b"{}"
        moved = {"Location": f"{other.address}/"}
        server.faults = [lambda handler: handler.answer(302, b"", moved)]
        with pytest.raises(AssistantError):
            ask(server.address, key_variable="SCHOOL_KEY")
        assert other.keys == [""]
    assert server.keys == ["Bearer secret"]


@pytest.mark.parametrize(
    "content",
    [
        '{"a": 1}',
        '\n  {"a": 1}\n',
        '```json\n{"a": 1}\n```',
        '```\n{"a": 1}\n```',
        'Here you are:\n\n```json\n{"a": 1}\n```\nDo you need more?',
        'Here you are: {"a": 1} Do you need more?',
        '<think>They want {"b": 2}.</think>\n{"a": 1}',
        'They want {"b": 2}.\n</think>\n{"a": 1}',
    ],
)
def test_json_is_found_in_what_models_put_around_it(content: str) -> None:
    assert read_object(content) == {"a": 1}


@pytest.mark.parametrize(
    "content", ["", "No.", "[1]", '"a"', '{"a": [1, 2', "{a: 1}", '{"a":' * 100_000, "null"]
)
def test_what_is_no_json_object_is_no_answer(content: str) -> None:
    with pytest.raises(NoAnswerError, match="no JSON object"):
        read_object(content)


def test_what_a_model_says_cannot_drive_the_terminal() -> None:
    with pytest.raises(NoAnswerError) as caught:
        read_object("\x1b[2Jno\x07 \x00idea")
    assert str(caught.value).isprintable()


def refusing(*keys: str) -> Any:
    """Return a reply that refuses requests with one of these keys, as strict servers do."""

    def reply(request: dict[str, object]) -> dict[str, object] | Fault:
        for key in keys:
            if key in request:
                body = json.dumps({"error": {"message": f"'{key}' is not supported"}})
                return status(400, body.encode())
        return completion('{"a": 1}')

    return reply


@pytest.mark.parametrize(
    ("refused", "count"), [(["response_format"], 2), (["temperature"], 3), (["seed"], 3)]
)
def test_less_is_asked_of_a_server_that_refuses_a_part(
    server: Loopback, refused: list[str], count: int
) -> None:
    server.replies[CHAT] = refusing(*refused)
    chat = Chat(Assistant(server.address, "tiny"))
    assert chat.ask(PROMPT) == {"a": 1}
    assert len(requests(server)) == count
    chat.ask(PROMPT)
    assert len(requests(server)) == count + 1, "what was refused once is not tried again"


def test_a_server_that_fails_at_the_format_once_is_asked_for_it_again(server: Loopback) -> None:
    serve_model(server, lambda _: '{"a": 1}')
    server.faults = [status(500, b'{"error": {"message": "output does not match the format"}}')]
    chat = Chat(Assistant(server.address, "tiny"))
    assert chat.ask(PROMPT) == chat.ask(PROMPT) == {"a": 1}
    assert ["response_format" in sent for sent in requests(server)] == [True, False, True]


NO_MODEL = b'{"error": {"message": "model \\"tiny\\" not found, try pulling it first"}}'


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (status(401, b'{"error": {"message": "Invalid API Key"}}'), "Invalid API Key. Name the "),
        (status(403), "as `key_variable` in"),
        (status(403, b'{"detail": "Not for you"}'), "(HTTP 403): Not for you. Name the"),
        (status(404, NO_MODEL), 'has no model “tiny”: model "tiny" not found'),
        (status(404), "There is nothing at"),
        (status(429), "too many requests"),
        (status(503), "has a fault"),
        (cut(10), "was cut"),
        (lambda handler: handler.answer(200, b"<html>Welcome</html>"), "is not JSON"),
        (lambda handler: handler.answer(200, b'{"choi'), "is not JSON"),
        (lambda handler: handler.answer(200, b'{"choices": []}'), "does not answer as the chat"),
        (
            lambda handler: handler.answer(200, b'{"error": {"message": "No credit"}}'),
            "No credit. Check `url`",
        ),
    ],
)
def test_a_server_that_fails_is_one_clear_line(server: Loopback, fault: Fault, said: str) -> None:
    serve_model(server, lambda _: "{}")
    server.faults = [fault]
    with pytest.raises(AssistantError) as caught:
        ask(server.address)
    assert not isinstance(caught.value, NoAnswerError), "the next request would fail as well"
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_request_that_is_refused_whatever_it_asks_for_is_no_answer(server: Loopback) -> None:
    too_long = b'{"error": {"message": "the request exceeds the context size"}}'
    server.faults = [status(400, too_long)] * 3
    with pytest.raises(NoAnswerError, match="exceeds the context size"):
        ask(server.address)


def test_a_model_that_is_not_there_is_answered_with_those_that_are(server: Loopback) -> None:
    server.files["/v1/models"] = b'{"data": [{"id": "llama3.2"}, {"id": "qwen3"}]}'
    for code in (400, 404):
        server.faults = [status(code, NO_MODEL), Handler.serve]
        with pytest.raises(AssistantError, match=r"It has: llama3\.2, qwen3"):
            ask(server.address)


def test_a_server_that_is_too_slow_or_not_running_says_what_to_do(server: Loopback) -> None:
    server.faults = [hang]
    with pytest.raises(AssistantError, match="`timeout`, in seconds"):
        ask(server.address, timeout=0.2)
    with pytest.raises(AssistantError, match=r"takes no connection\. Start its server"):
        ask(f"http://127.0.0.1:{closed_port()}")


def test_a_key_that_the_server_repeats_is_not_shown(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHOOL_KEY", "sk-123")
    server.faults = [status(401, b'{"error": {"message": "Incorrect key: sk-123"}}')]
    with pytest.raises(AssistantError) as caught:
        ask(server.address, key_variable="SCHOOL_KEY")
    assert "sk-123" not in str(caught.value)
    assert "the environment variable SCHOOL_KEY" in str(caught.value)


@pytest.mark.parametrize("held", ["", "two words", "naïve"])
def test_a_variable_that_holds_no_key_is_named(monkeypatch: pytest.MonkeyPatch, held: str) -> None:
    monkeypatch.setenv("SCHOOL_KEY", held)
    with pytest.raises(AssistantError, match="SCHOOL_KEY"):
        ask("http://127.0.0.1:1", key_variable="SCHOOL_KEY")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('url = "127.0.0.1:8080"\nmodel = "m"', "handouts.toml:3: `url`: it has to be an address"),
        ('url = "file:///etc"\nmodel = "m"', "handouts.toml:3: `url`: it has to be an address"),
        ('url = "http://a b"\nmodel = "m"', "handouts.toml:3: `url`: it has to be an address"),
        ('url = "http://me:pw@a"\nmodel = "m"', "`url`: a key does not belong here"),
        ('url = "http://a"\nmodel = ""', "handouts.toml:4: `model` is empty"),
        ('url = "http://a"', "handouts.toml:2: `model` is missing"),
        ('url = "http://a"\nmodel = "m"\ntimeout = 0', "`timeout` must be at least 1"),
        (
            'url = "http://a"\nmodel = "m"\nkey = "sk"',
            "`key` is not a known key. Did you mean `key_",
        ),
    ],
)
def test_a_wrong_setting_names_its_line(
    workplace: Workplace, capsys: Capture, table: str, said: str
) -> None:
    workplace.write("handouts.toml", f'languages = ["es"]\n[assistant]\n{table}\n')
    workplace.write("source/a/article.md", "---\ntitle: A\n---\n\nText.\n")
    assert run(["status"]) == 1
    assert said in capsys.readouterr().err


def test_without_a_table_nothing_is_sent_and_the_command_says_what_to_set(
    workplace: Workplace, capsys: Capture
) -> None:
    workplace.write("source/a/article.md", "---\ntitle: A\n---\n\nText.\n")
    assert run(["simplify", "a"]) == 1
    said = capsys.readouterr().err
    assert "no helper model in this project. Put a table [assistant]" in said
    assert said.count("\n") == 1
