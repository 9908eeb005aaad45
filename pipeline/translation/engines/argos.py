"""argostranslate's language packages, their sentences sent to CTranslate2 in one stream of batches.

Packages and tokenizers are argostranslate's own. Its `translate` is not used: it sends about one
sentence at a time, splits them with a model that it downloads, and gives no alignment.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pipeline.alignment.words import Range, WordLink
from pipeline.errors import MissingPackageError, ModelError
from pipeline.system.schema import STRICT
from pipeline.translation import packages
from pipeline.translation.engines import Options, read_options
from pipeline.translation.markup_transfer import Translated
from pipeline.translation.packages import InstalledPackage

if TYPE_CHECKING:
    from ctranslate2 import TranslationResult, Translator

# Tokens in a batch; tests/benchmarks/translate.py measures it on a model of the real size.
_BATCH = 512
# What argostranslate sends along (argostranslate/translate.py, `apply_packaged_translation`).
_LENGTH_PENALTY = 0.2
# The longest output in tokens, CTranslate2's own limit: what reaches it was cut off.
_LONGEST = 256
# Attention below this share of a word's whole is noise.
_LEAST_ATTENTION = 0.1

# How a sentence is tried anew: without saying four words again and with a longer search, which
# skips less; then with what the search had as second, third and fourth best.
_ATTEMPTS: tuple[dict[str, Any], ...] = (
    {},
    {"no_repeat_ngram_size": 4, "patience": 2.0},
    {"num_hypotheses": 4, "no_repeat_ngram_size": 3},
)


@dataclass(frozen=True)
class _Options:
    """`[engines.argos]`.

    Attributes:
        pivot: Whether to translate over a third language where no package does it directly.
    """

    __pydantic_config__ = STRICT

    pivot: bool = False


class Argos:
    """Translates with the packages that `handouts models` or `argospm` installed."""

    attempts = len(_ATTEMPTS)

    def __init__(self, source: str, target: str, options: Options) -> None:
        """See `Engine`; raises MissingPackageError where there is none."""
        pivot = read_options(_Options, "argos", options).pivot
        path = _route(source, target, pivot)
        if not path:
            what = f"There is no language package to translate {source}→{target}"
            raise MissingPackageError(
                what, mend=f"Install it with: handouts models install {target}"
            )
        self._steps = [_Step(package) for package in path]
        names = ", ".join(package.label for package in path)
        self.label = f"argostranslate {version('argos-translate-lt')}, {names}"

    @staticmethod
    def fingerprint(source: str, target: str, options: Options) -> str:
        """See `Engine`: the packages that would be used."""
        pivot = read_options(_Options, "argos", options).pivot
        return " ".join(f"{p.folder} {p.label}" for p in _route(source, target, pivot))

    def translate(
        self, sentences: Iterable[str], attempt: int = 0
    ) -> Iterator[Sequence[Translated]]:
        """See `Engine`."""
        first, *others = self._steps
        results = first.translate(sentences, attempt)
        for step in others:
            results = _pivoted(results, step, attempt)
        return results


def _route(source: str, target: str, pivot: bool) -> tuple[InstalledPackage, ...]:
    """Return the packages to go through, one after the other; none where there is no way."""
    if direct := packages.find(source, target):
        return (direct,)
    if pivot:
        for first in packages.installed():
            if first.source == source and (second := packages.find(first.target, target)):
                return (first, second)
    return ()


def _pivoted(
    results: Iterator[Sequence[Translated]], step: "_Step", attempt: int
) -> Iterator[Sequence[Translated]]:
    """Translate what the step before gave as best, and link the ends of both steps."""
    waiting: deque[Translated] = deque()

    def middle() -> Iterator[str]:
        for candidates in results:
            best = candidates[0] if candidates else Translated("")
            waiting.append(best)
            yield best.text

    for candidates in step.translate(middle(), attempt):
        before = waiting.popleft()
        yield [Translated(after.text, _composed(before, after)) for after in candidates]


def _composed(before: Translated, after: Translated) -> tuple[WordLink, ...]:
    return tuple(
        WordLink(first.source, second.target, first.weight * second.weight)
        for second in after.links
        for first in before.links
        if first.target[0] < second.source[1] and second.source[0] < first.target[1]
    )


class _Step:
    """One package, loaded when the first sentence comes."""

    def __init__(self, package: InstalledPackage) -> None:
        self.package = package

    @cached_property
    def _opened(self) -> Any:
        from argostranslate.package import Package

        packages.verify(self.package)
        return Package(self.package.folder)

    @cached_property
    def _translator(self) -> "Translator":
        from argostranslate import settings
        from ctranslate2 import Translator

        # A worker for each core, and each with one thread: sentences are many and short. Never
        # zero threads, which can abort on macOS (argosopentech/argos-translate, PR 528).
        workers, threads = _number("ARGOS_INTER_THREADS"), _number("ARGOS_INTRA_THREADS")
        try:
            return Translator(
                str(self._opened.package_path / "model"),
                device=settings.device,
                compute_type="default"
                if settings.compute_type == "auto"
                else settings.compute_type,
                inter_threads=workers or max(1, (os.cpu_count() or 1) // (threads or 1)),
                intra_threads=threads or 1,
            )
        except (RuntimeError, ValueError) as bad:
            what = f"The language package {self.package.label} cannot be loaded: {bad}"
            mend = f"Install it anew with: handouts models install {self.package.target}"
            raise ModelError(what, path=self.package.folder, mend=mend) from None

    def translate(self, sentences: Iterable[str], attempt: int) -> Iterator[Sequence[Translated]]:
        from argostranslate import settings

        prefix = [self._opened.target_prefix] if self._opened.target_prefix else []
        waiting: deque[tuple[str, list[str]]] = deque()
        has_ended = False

        def tokenized() -> Iterator[list[str]]:
            nonlocal has_ended
            for sentence in sentences:
                tokens = self._opened.tokenizer.encode(sentence)
                waiting.append((sentence, tokens))
                yield tokens
            has_ended = True

        def prefixes() -> Iterator[list[str]]:
            while not has_ended:  # CTranslate2 wants as many as there are sentences
                yield prefix

        results = self._translator.translate_iterable(
            tokenized(),
            target_prefix=prefixes() if prefix else None,
            max_batch_size=_BATCH,
            batch_type="tokens",
            beam_size=settings.beam_size,
            length_penalty=_LENGTH_PENALTY,
            replace_unknowns=True,
            max_decoding_length=_LONGEST,
            return_attention=True,
            **_ATTEMPTS[attempt],
        )
        for result in results:
            sentence, tokens = waiting.popleft()
            yield list(self._read(sentence, tokens, result, len(prefix)))

    def _read(
        self, sentence: str, tokens: Sequence[str], result: "TranslationResult", skipped: int
    ) -> Iterator[Translated]:
        """Yield the hypotheses as text, each with the attention as links; cut-off ones left out."""
        source = _ranges(tokens, sentence)
        for hypothesis, attention in zip(result.hypotheses, result.attention, strict=True):
            written = hypothesis[skipped:]
            if len(hypothesis) >= _LONGEST:
                continue
            text = self._opened.tokenizer.decode(written).strip()
            target = _ranges(written, text)
            yield Translated(text, tuple(_links(source, target, attention[skipped:])))


def _number(setting: str) -> int:
    """Return one of argostranslate's settings as a number; 0 where it is not set."""
    from argostranslate.settings import get_setting

    value = str(get_setting(setting, ""))
    return int(value) if value.isdigit() else 0


def _links(
    source: Sequence[Range | None],
    target: Sequence[Range | None],
    attention: Sequence[Sequence[float]],
) -> Iterator[WordLink]:
    for written, weights in zip(target, attention, strict=False):
        for read, weight in zip(source, weights, strict=False):
            if written and read and weight > _LEAST_ATTENTION:
                yield WordLink(read, written, weight)


# What sacremoses writes for signs that are special in its own format.
_ENTITIES = {
    "&amp;": "&", "&#124;": "|", "&lt;": "<", "&gt;": ">", "&apos;": "'", "&quot;": '"',
    "&#91;": "[", "&#93;": "]",
}  # fmt: skip


def _ranges(tokens: Iterable[str], text: str) -> list[Range | None]:
    """Find the tokens of a text in it; one that a tokenizer normalised away has no range.

    SentencePiece marks the start of a word with "▁", BPE a word that goes on with "@@".
    """
    ranges: list[Range | None] = []
    position = 0
    for token in tokens:
        letters = token.removesuffix("@@").strip("▁")
        letters = _ENTITIES.get(letters, letters)
        # A token stands where the last one ended, or after a space: further on it is another's.
        start = text.find(letters, position, position + len(letters) + 3) if letters else -1
        ranges.append((start, start + len(letters)) if start >= 0 else None)
        position = start + len(letters) if start >= 0 else position + len(letters)
    return ranges
