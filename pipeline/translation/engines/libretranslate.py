"""Any LibreTranslate server: sentences go out in groups, translations come back in their order."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.alignment.encoder import encoder
from pipeline.alignment.words import links_by_meaning
from pipeline.errors import EngineError
from pipeline.system import http
from pipeline.system.schema import STRICT
from pipeline.translation.engines import Options, read_options
from pipeline.translation.markup_transfer import Translated

if TYPE_CHECKING:
    from pipeline.alignment.words import Encode

# Sentences in a request: public servers take 2,000 to 5,000 characters at once.
_GROUP = 12
# Where the key is looked for; argostranslate's own settings use the same name.
_KEY = "LIBRETRANSLATE_API_KEY"


@dataclass(frozen=True)
class _Options:
    """`[engines.libretranslate]`.

    Attributes:
        url: Of the server, without `/translate`.
        timeout: Seconds to wait for an answer.
    """

    __pydantic_config__ = STRICT

    url: str
    timeout: float = 60.0


class LibreTranslate:
    """Translates with a server; the key, where it wants one, comes from the environment."""

    # The second time it is asked for alternatives, which servers offer since version 1.6.
    attempts = 2

    def __init__(self, source: str, target: str, options: Options) -> None:
        """See `Engine`; asks the server whether it has the languages."""
        self._options = read_options(_Options, "libretranslate", options)
        self._url = self._options.url.rstrip("/")
        self._pair = {"source": source, "target": target}
        self.label = f"LibreTranslate {source}→{target} at {self._url}"
        offered = http.get_json(f"{self._url}/languages", timeout=self._options.timeout)
        if not _offers(offered, source, target):
            what = f"The server at {self._url} does not translate {source}→{target}"
            mend = "Ask its owner to load the language, or name another `url` in handouts.toml"
            raise EngineError(what, mend=mend)

    @staticmethod
    def fingerprint(source: str, target: str, options: Options) -> str:
        """See `Engine`: the server's address."""
        return f"{options.get('url')} {source}→{target}"

    def translate(
        self, sentences: Iterable[str], attempt: int = 0
    ) -> Iterator[Sequence[Translated]]:
        """See `Engine`."""
        stream = iter(sentences)
        while group := list(islice(stream, _GROUP)):
            yield from self._ask(group, alternatives=3 if attempt else 0)

    def _ask(self, group: Sequence[str], alternatives: int) -> Iterator[Sequence[Translated]]:
        request: dict[str, object] = {"q": list(group), **self._pair, "format": "text"}
        if alternatives:
            request["alternatives"] = alternatives
        if key := os.environ.get(_KEY):
            request["api_key"] = key
        url = f"{self._url}/translate"
        answer = http.post_json(url, request, timeout=self._options.timeout)
        found = answer.get("translatedText") if isinstance(answer, Mapping) else None
        if not isinstance(found, list) or len(found) != len(group):
            what = f"The server at {self._url} did not answer as LibreTranslate does"
            raise EngineError(what, mend="Check `url` in handouts.toml")
        others = answer.get("alternatives") if isinstance(answer, Mapping) else None
        for index, text in enumerate(found):
            more = others[index] if isinstance(others, list) and len(others) == len(found) else []
            more = more if isinstance(more, list) else []
            yield [self._linked(group[index], str(one).strip()) for one in (text, *more)]

    def _linked(self, sentence: str, text: str) -> Translated:
        """Return a translation with the words that mean the same: servers give no attention."""
        return Translated(text, links_by_meaning(sentence, text, self._encode))

    @cached_property
    def _encode(self) -> "Encode":
        return encoder()


def _offers(answer: object, source: str, target: str) -> bool:
    """Tell whether a server's list of languages has the pair."""
    if not isinstance(answer, list):
        return False
    for language in answer:
        if isinstance(language, Mapping) and language.get("code") == source:
            targets = language.get("targets")  # servers before 1.4 do not say, and have all
            return not isinstance(targets, list) or target in targets
    return False
