"""A helper model whose answers are written beforehand, behind the chat interface of OpenAI."""

import json
from collections.abc import Callable
from typing import Any

from loopback import Loopback

CHAT = "/v1/chat/completions"

# What stands in the last message → the content of the answer.
Model = Callable[[str], str]


def completion(content: object) -> dict[str, object]:
    """Return an answer as servers send it."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "1", "object": "chat.completion", "model": "tiny", "choices": [choice]}


def serve_model(server: Loopback, model: Model) -> None:
    """Have a server answer what is asked of it with a model."""

    def reply(request: Any) -> dict[str, object]:
        return completion(model(request["messages"][-1]["content"]))

    server.replies[CHAT] = reply


def material(asked: str) -> Any:
    """Return the JSON that ends a prompt: what the model is to work on."""
    return json.loads(asked.split("\n\n", 2)[2])


def requests(server: Loopback) -> list[Any]:
    """Return what was asked of the model."""
    return [json.loads(body) for path, body in server.asked if path == CHAT]
