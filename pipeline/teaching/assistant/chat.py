"""The optional helper model: any server with the chat interface of OpenAI, local ones included.

It drafts and nothing more: what it says is checked by those who ask (`ask`, `simplify`), and
without it everything else works. Nothing is sent unless handouts.toml has a table `[assistant]` and
a command that asks for drafts is run.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from pipeline.errors import AssistantError, NoAnswerError, WebError
from pipeline.system import http
from pipeline.system.schema import STRICT
from pipeline.teaching.assistant.prompts import Prompt

_HOW_TO_SET = (
    "Put a table [assistant] with `url` and `model` into handouts.toml, for example "
    '`url = "http://127.0.0.1:11434"` for an Ollama on this machine'
)
# What a request says besides the model and the messages. Servers differ in what they refuse, so
# less is tried where the first is refused. Nothing random: the same text has the same drafts.
_STEADY = {"temperature": 0, "seed": 1}
_WAYS: tuple[Mapping[str, object], ...] = (
    {"response_format": {"type": "json_object"}, **_STEADY},
    _STEADY,
    {},
)
_REFUSED = (400, 422, 501)
_NO_ENTRY, _NOTHING_THERE, _TOO_LONG = (401, 403), 404, 413
# llama.cpp answers so where it could not keep to a format that it has: this time, not always.
_FAILED = 500
# Models that reason aloud do so before they answer; some servers eat the opening tag.
_THINKING = re.compile(r"^.*</think(?:ing)?>", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)\n\s*```", re.DOTALL | re.IGNORECASE)


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", url):
        raise ValueError("it has to be an address that begins with http:// or https://")
    if parts.username or parts.password:
        raise ValueError("a key does not belong here; `key_variable` names where it stands")
    return url


@dataclass(frozen=True)
class Assistant:
    """`[assistant]` of handouts.toml.

    Attributes:
        url: Of the server, with or without `/v1`.
        model: What the server calls the model.
        key_variable: The environment variable that holds the key, where the server wants one.
        timeout: Seconds to wait for an answer; a model on a small machine takes its time.
    """

    __pydantic_config__ = STRICT

    url: Annotated[str, AfterValidator(_web_address)]
    model: Annotated[str, Field(min_length=1)]
    key_variable: str = ""
    timeout: Annotated[float, Field(ge=1)] = 120.0

    @property
    def address(self) -> str:
        """The address that the paths of the interface are added to: it has a version in it."""
        url = self.url.rstrip("/").removesuffix("/chat/completions")
        has_version = re.search(r"/v\d\w*(/|$)", urlsplit(url).path)
        return url if has_version else f"{url}/v1"


class Chat:
    """A helper model that is asked one question at a time; none knows of those before it."""

    def __init__(self, settings: Assistant | None) -> None:
        """Make ready to ask; nothing is sent yet.

        Args:
            settings: The table `[assistant]`; None where there is none.

        Raises:
            AssistantError: Where there is no such table, or no key where one should be.
        """
        if settings is None:
            raise AssistantError("There is no helper model in this project", mend=_HOW_TO_SET)
        self._settings = settings
        self._key = _key(settings.key_variable)
        self._way = 0
        self.label = f"{settings.model} at {urlsplit(settings.url).netloc}"

    def ask(self, prompt: Prompt) -> Mapping[str, object]:
        """Ask and return the JSON object that was answered.

        Raises:
            NoAnswerError: Where the answer is none, or the server refuses this request.
            AssistantError: Where the server fails; asking something else would not help.
        """
        refused = False
        for way in range(self._way, len(_WAYS)):
            try:
                answer = self._post(prompt, _WAYS[way])
            except WebError as error:
                hopeless = error.status not in (*_REFUSED, _FAILED)
                if hopeless or self._is_about_the_model(error) or way + 1 == len(_WAYS):
                    raise self._failure(error) from None
                refused = refused or error.status in _REFUSED
            else:
                self._way = way if refused else self._way
                break
        return read_object(self._content(answer))

    def _post(self, prompt: Prompt, more: Mapping[str, object]) -> object:
        messages = [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user},
        ]
        request = {"model": self._settings.model, "messages": messages, "stream": False, **more}
        url = f"{self._settings.address}/chat/completions"
        return http.post_json(url, request, timeout=self._settings.timeout, key=self._key)

    def _content(self, answer: object) -> str:
        try:
            content = answer["choices"][0]["message"]["content"]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            said = http.message(answer)
            what = f"The assistant at {self._settings.url} does not answer as the chat interface"
            what += f" of OpenAI does{f': {said}' if said else ''}"
            raise AssistantError(self._hidden(what), mend="Check `url` in [assistant]") from None
        return content if isinstance(content, str) else ""

    def _failure(self, error: WebError) -> AssistantError:
        """Return what to raise for a server that cannot be reached or refuses."""
        if self._is_about_the_model(error):
            what = f"The assistant has no model “{self._settings.model}”: {error.said}"
            mend = self._other_models() or "Check `model` in [assistant]"
            return AssistantError(self._hidden(what), mend=mend)
        passing = error.status in (*_REFUSED, _TOO_LONG, _FAILED)
        kind = NoAnswerError if passing else AssistantError
        return kind(self._hidden(f"The assistant: {error.what}"), mend=self._mend(error))

    def _mend(self, error: WebError) -> str:
        if error.status in _NO_ENTRY:
            if variable := self._settings.key_variable:
                return f"Check the key in the environment variable {variable}"
            return "Name the environment variable that holds it as `key_variable` in [assistant]"
        if error.status == _NOTHING_THERE or not (error.status or error.mend):
            return "Check `url` in [assistant]"
        if error.status:
            return error.mend
        if error.mend == http.AGAIN:
            return "It may need more time: set `timeout`, in seconds, in [assistant]"
        return "Start its server, or check `url` in [assistant]"

    def _is_about_the_model(self, error: WebError) -> bool:
        if error.status == _NOTHING_THERE:
            return "model" in error.said.lower()
        return error.status in _REFUSED and self._settings.model in error.said

    def _other_models(self) -> str:
        """Return a sentence that names the models there are, as far as the server tells."""
        try:
            url = f"{self._settings.address}/models"
            answer = http.get_json(url, timeout=self._settings.timeout, key=self._key)
            names = [http.printable(model["id"]) for model in answer["data"]]  # type: ignore[index]
        except (WebError, KeyError, TypeError, AttributeError):
            return ""
        return f"It has: {', '.join(names[:8])}" if names else ""

    def _hidden(self, text: str) -> str:
        """Return a text without the key: a server may repeat it."""
        return text.replace(self._key, "…") if self._key else text


def _key(variable: str) -> str:
    if not variable:
        return ""
    key = os.environ.get(variable, "").strip()
    if not key:
        what = f"The environment has no variable {variable}, which should hold the assistant's key"
        raise AssistantError(what, mend="Set it, or take `key_variable` out of [assistant]")
    if not (key.isascii() and key.isprintable()) or " " in key:
        what = f"What the environment variable {variable} holds is no key"
        raise AssistantError(what, mend="Set it to the key and nothing else")
    return key


def read_object(content: str) -> Mapping[str, object]:
    """Return the JSON object of an answer, whatever stands around it.

    Raises:
        NoAnswerError: Where there is none.
    """
    text = _THINKING.sub("", content).strip()
    fenced = _FENCED.search(text)
    first = text.find("{")
    for candidate in (text, fenced[1] if fenced else "", text[first:] if first > 0 else ""):
        try:
            found, _ = json.JSONDecoder().raw_decode(candidate.strip())
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    start = http.printable(text[:40])
    shown = f"It begins with “{start}”" if start else "It is empty"
    raise NoAnswerError("The assistant's answer is no JSON object", mend=shown)
