"""Text ↔ subword tokens, as argostranslate's two tokenizers cut it; the files they read."""

import io
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

Tokens = tuple[str, ...]
Word = tuple[str, ...]


class Subwords(ABC):
    """Cuts text into tokens, and tells which tokens are a word together."""

    @abstractmethod
    def source(self, text: str) -> Tokens: ...

    @abstractmethod
    def target(self, text: str) -> Tokens: ...

    @abstractmethod
    def vocabulary(self, texts: Iterable[Tokens]) -> list[str]:
        """Return all tokens that a model needs; `texts` are those it will be trained on."""

    @staticmethod
    @abstractmethod
    def words(tokens: Tokens) -> list[list[int]]:
        """Return the indexes of each word's tokens; punctuation is a word of its own."""

    @classmethod
    def spelt(cls, tokens: Tokens) -> list[str]:
        """Return the words as a reader sees them."""
        return [
            "".join(tokens[index].removesuffix("@@").replace("▁", "") for index in word)
            for word in cls.words(tokens)
        ]


class SentencePieces(Subwords):
    """`sentencepiece.model`: one unigram model for both languages, bytes for unknown letters."""

    file = "sentencepiece.model"

    def __init__(self, texts: Sequence[str], size: int, path: Path):
        import sentencepiece

        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=model,
            vocab_size=size,
            hard_vocab_limit=False,
            character_coverage=1.0,
            byte_fallback=True,
            split_digits=True,
            num_threads=1,
            minloglevel=2,
        )
        path.write_bytes(model.getvalue())
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def source(self, text: str) -> Tokens:
        return tuple(self._processor.encode(text, out_type=str))

    def target(self, text: str) -> Tokens:
        return self.source(text)

    def vocabulary(self, texts: Iterable[Tokens]) -> list[str]:  # noqa: ARG002 - pieces cover all
        pieces = map(self._processor.id_to_piece, range(len(self._processor)))
        return [piece for piece in pieces if piece not in ("<unk>", "<s>", "</s>")]

    @staticmethod
    def words(tokens: Tokens) -> list[list[int]]:
        groups: list[list[int]] = []
        for index, token in enumerate(tokens):
            borders = token.startswith("▁") or _is_mark(token) or _is_mark(tokens[index - 1])
            if borders or not groups:
                groups.append([])
            groups[-1].append(index)
        return groups


def _is_mark(token: str) -> bool:
    return not any(map(str.isalnum, token)) and token != "▁"


class BytePairs(Subwords):
    """`bpe.model`: Moses tokens cut by merges that were learnt on them, in subword-nmt's format."""

    file = "bpe.model"

    def __init__(
        self, texts: Sequence[tuple[str, str]], size: int, path: Path, source: str, target: str
    ):
        from argostranslate.tokenizer import BPETokenizer
        from sacremoses.tokenize import MosesTokenizer

        self._moses = MosesTokenizer(target)
        path.write_text("#version: 0.2\n", encoding="utf-8")
        letters = BPETokenizer(path, source, target)  # without merges it cuts into letters
        words: Counter[str] = Counter()
        for left, right in texts:
            words.update(self.spelt(tuple(letters.encode(left))))
            words.update(self._moses.tokenize(right))
        merges = learn_merges(words, size)
        lines = ["#version: 0.2", *(" ".join(merge) for merge in merges)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._tokenizer = BPETokenizer(path, source, target)

    def source(self, text: str) -> Tokens:
        return tuple(self._tokenizer.encode(text))

    def target(self, text: str) -> Tokens:
        """Cut a translation: Moses' tokens of its own language, its quotation marks kept."""
        return tuple(self._tokenizer.bpe_source.segment_tokens(self._moses.tokenize(text)))

    def vocabulary(self, texts: Iterable[Tokens]) -> list[str]:
        """Return the tokens of the texts, and every letter, at a word's end and before it."""
        tokens = {token for text in texts for token in text}
        letters = {letter for token in tokens for letter in token.removesuffix("@@")}
        return sorted(tokens | letters | {f"{letter}@@" for letter in letters})

    @staticmethod
    def words(tokens: Tokens) -> list[list[int]]:
        groups: list[list[int]] = [[]]
        for index, token in enumerate(tokens):
            groups[-1].append(index)
            if not token.endswith("@@"):
                groups.append([])
        return [group for group in groups if group]


def learn_merges(words: Counter[str], size: int) -> list[tuple[str, str]]:
    """Return the merges of Sennrich, Haddow and Birch (ACL 2016), most frequent pair first.

    Args:
        words: How often each word occurs.
        size: How many merges; fewer where no pair is left that occurs twice.
    """
    split: dict[str, Word] = {w: (*w[:-1], w[-1] + "</w>") for w in words}
    counts: Counter[tuple[str, str]] = Counter()
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for word, symbols in split.items():
        for pair in pairwise(symbols):
            counts[pair] += words[word]
            places[pair].add(word)
    merges = []
    while len(merges) < size and counts:
        best = max(counts, key=lambda pair: (counts[pair], pair))
        if counts[best] < 2:
            break
        merges.append(best)
        for word in sorted(places[best]):
            before, after = split[word], _merged(split[word], best)
            for pair in pairwise(before):
                counts[pair] -= words[word]
                places[pair].discard(word)
            for pair in pairwise(after):
                counts[pair] += words[word]
                places[pair].add(word)
            split[word] = after
        del counts[best]
    return merges


def _merged(symbols: Word, pair: tuple[str, str]) -> Word:
    made: list[str] = []
    for symbol in symbols:
        if made and (made[-1], symbol) == pair:
            made[-1] += symbol
        else:
            made.append(symbol)
    return tuple(made)
