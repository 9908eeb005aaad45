"""A Transformer in PyTorch, shaped as CTranslate2 runs it; trained on tokens, written as int8."""

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

# The order of OpenNMT-py, which Argos' models were trained with.
SPECIAL = ("<unk>", "<blank>", "<s>", "</s>")
UNKNOWN, BLANK, START, END = range(4)
# How much the word alignment counts beside the words themselves.
_ALIGNMENT_WEIGHT = 0.3
# Of the embeddings only: the models are to learn by heart.
_DROPOUT = 0.1
_LONGEST = 512  # tokens of a sentence
# The share of tokens that stand wrong in the translation so far. A model that never saw one skips
# what comes after it, and beam search ends on the four translations that finish first.
_WRONG = 0.1


@dataclass(frozen=True)
class Shape:
    """The size of a network."""

    layers: int
    width: int
    heads: int
    inner: int


@dataclass(frozen=True)
class Example:
    """A pair as token numbers; for each token of the target, the source tokens it comes from."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    origins: tuple[tuple[int, ...], ...]


class Attention(nn.Module):
    """Multi-head attention after a layer norm; keys and values from `memory`, if there is one."""

    def __init__(self, shape: Shape, crossed: bool = False):
        super().__init__()
        self.heads, self.crossed = shape.heads, crossed
        self.norm = nn.LayerNorm(shape.width)
        sizes = (1, 2) if crossed else (3,)
        self.inputs = nn.ModuleList(nn.Linear(shape.width, n * shape.width) for n in sizes)
        self.output = nn.Linear(shape.width, shape.width)

    def forward(self, x: Tensor, mask: Tensor, memory: Tensor | None = None):
        normed = self.norm(x)
        if memory is None:
            query, key, value = self.inputs[0](normed).chunk(3, -1)
        else:
            query = self.inputs[0](normed)
            key, value = self.inputs[1](memory).chunk(2, -1)
        query, key, value = map(self._split, (query, key, value))
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.size(-1))
        weights = scores.masked_fill(~mask, -1e9).softmax(-1)
        mixed = (weights @ value).transpose(1, 2).flatten(2)
        return self.output(mixed), weights

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class Layer(nn.Module):
    """Self-attention, attention over `memory` in a decoder, feed-forward; norms come first."""

    def __init__(self, shape: Shape, decodes: bool):
        super().__init__()
        self.own = Attention(shape)
        self.crossed = Attention(shape, crossed=True) if decodes else None
        self.norm = nn.LayerNorm(shape.width)
        self.wide = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)

    def forward(self, x: Tensor, mask: Tensor, memory=None, memory_mask=None):
        x = x + self.own(x, mask)[0]
        weights = None
        if self.crossed is not None:
            mixed, weights = self.crossed(x, memory_mask, memory)
            x = x + mixed
        return x + self.narrow(functional.relu(self.wide(self.norm(x)))), weights


class Network(nn.Module):
    """Encoder and decoder with one embedding for source, target and output."""

    def __init__(self, shape: Shape, words: int, encodings: Tensor | None = None):
        super().__init__()
        self.shape = shape
        self.encodings = positions(_LONGEST, shape.width) if encodings is None else encodings
        self.embedding = nn.Embedding(words, shape.width)
        nn.init.normal_(self.embedding.weight, std=shape.width**-0.5)
        self.bias = nn.Parameter(torch.zeros(words))
        self.encoder = nn.ModuleList(Layer(shape, decodes=False) for _ in range(shape.layers))
        self.decoder = nn.ModuleList(Layer(shape, decodes=True) for _ in range(shape.layers))
        self.encoder_norm = nn.LayerNorm(shape.width)
        self.decoder_norm = nn.LayerNorm(shape.width)
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of the next tokens, and the last cross-attention of the first head."""
        seen = (source != BLANK)[:, None, None, :]
        memory = self._embed(source)
        for layer in self.encoder:
            memory, _ = layer(memory, seen)
        memory = self.encoder_norm(memory)
        x, weights = self._embed(target), None
        before = torch.ones(target.size(1), target.size(1), dtype=torch.bool).tril()
        for layer in self.decoder:
            x, weights = layer(x, before, memory, seen)
        logits = functional.linear(self.decoder_norm(x), self.embedding.weight, self.bias)
        return logits, weights[:, 0]

    def _embed(self, tokens: Tensor) -> Tensor:
        scaled = self.embedding(tokens) * math.sqrt(self.shape.width)
        return self.drop(scaled + self.encodings[: tokens.size(1)])


def positions(length: int, width: int) -> Tensor:
    """Return the sinusoids that CTranslate2 adds where a model brings none; it counts from 1."""
    scale = torch.exp(torch.arange(width // 2) * (-math.log(10000) / (width // 2 - 1)))
    angles = torch.arange(1, length + 1)[:, None] * scale
    return torch.cat([angles.sin(), angles.cos()], -1)


def train(
    network: Network,
    examples: Sequence[Sequence[Example]],
    *,
    epochs: int,
    rate: float,
    batch_tokens: int,
) -> None:
    """Train in place; the learning rate falls to nothing at the last epoch.

    Each epoch takes the first of each group of examples, and for every other group one more.

    Besides its next word, the first head of the last layer learns to look at the word that is
    being translated. Models trained without that do so less cleanly, but they do: this attention
    is roughly what a real model's is.
    """
    chance = random.Random(1)
    optimizer = torch.optim.Adam(network.parameters(), betas=(0.9, 0.98), eps=1e-9)
    start = time.perf_counter()
    network.train()
    for epoch in range(epochs):
        losses = []
        chosen = [group[0] for group in examples]
        chosen += [chance.choice(group) for group in examples if chance.random() < 0.5]
        batches = list(_batches(chosen, batch_tokens, chance))
        for number, batch in enumerate(batches):
            done = (epoch + number / len(batches)) / epochs
            for group in optimizer.param_groups:
                group["lr"] = rate * min(done / 0.05 + 0.01, (1 - done) / 0.95 + 0.001, 1.0)
            loss = _loss(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
        if epoch % 10 == 9:
            spent = time.perf_counter() - start
            print(f"  epoch {epoch + 1:3}  loss {np.mean(losses):.3f}  {spent:.0f} s", flush=True)
    network.eval()


def _batches(
    examples: Sequence[Example], tokens: int, chance: random.Random
) -> Iterator[list[Example]]:
    """Yield the examples in random batches of similar length."""
    ordered = sorted(examples, key=lambda e: len(e.target) + chance.random() * 4)
    batches: list[list[Example]] = [[]]
    for example in ordered:
        if batches[-1] and (len(batches[-1]) + 1) * len(example.target) > tokens:
            batches.append([])
        batches[-1].append(example)
    chance.shuffle(batches)
    yield from batches


def _loss(network: Network, batch: Sequence[Example]) -> Tensor:
    source = _padded([example.source for example in batch])
    read = _padded([(START, *example.target) for example in batch])
    wrong = (torch.rand(read.shape) < _WRONG) & (read > END)
    read = torch.where(wrong, torch.randint_like(read, END + 1, len(network.bias)), read)
    write = _padded([(*example.target, END) for example in batch])
    logits, weights = network(source, read)
    # Without label smoothing: it would leave a beam search room to skip words.
    words = functional.cross_entropy(logits.flatten(0, 1), write.flatten(), ignore_index=BLANK)
    marks = np.zeros(weights.shape, dtype=np.float32)
    for row, example in enumerate(batch):
        for column, tokens in enumerate(example.origins):
            for token in tokens:
                marks[row, column, token] = 1.0
    origins = torch.from_numpy(marks)
    looked = (weights * origins).sum(-1)[origins.any(-1)]
    return words - _ALIGNMENT_WEIGHT * looked.clamp_min(1e-6).log().mean()


def _padded(rows: Sequence[tuple[int, ...]]) -> Tensor:
    made = torch.full((len(rows), max(map(len, rows))), BLANK)
    for index, row in enumerate(rows):
        made[index, : len(row)] = torch.tensor(row)
    return made


def export(network: Network, vocabulary: Sequence[str], folder: Path, size: int = 0) -> None:
    """Write a CTranslate2 model, weights in int8.

    Args:
        vocabulary: All tokens, the special ones first.
        size: How many tokens the vocabulary should have; pieces that no text has fill it up.
    """
    shape = network.shape
    spec = ctranslate2.specs.TransformerSpec.from_config(shape.layers, shape.heads)
    spec.config.decoder_start_token = "<s>"
    added = max(0, size - len(vocabulary))
    embedding = np.pad(_array(network.embedding.weight), ((0, added), (0, 0)))
    spec.encoder.embeddings[0].weight = embedding
    spec.decoder.embeddings.weight = embedding
    spec.decoder.projection.weight = embedding
    # A piece that fills up is never written.
    spec.decoder.projection.bias = np.pad(
        _array(network.bias), (0, added), constant_values=np.float32(-1e4)
    )
    if not torch.equal(network.encodings, positions(_LONGEST, shape.width)):
        for side in (spec.encoder, spec.decoder):
            side.position_encodings.encodings = _array(network.encodings)
    _set_norm(spec.encoder.layer_norm, network.encoder_norm)
    _set_norm(spec.decoder.layer_norm, network.decoder_norm)
    for made, layers in ((spec.encoder, network.encoder), (spec.decoder, network.decoder)):
        for target, layer in zip(made.layer, layers, strict=True):
            _set_attention(target.self_attention, layer.own)
            if layer.crossed is not None:
                _set_attention(target.attention, layer.crossed)
            _set_norm(target.ffn.layer_norm, layer.norm)
            _set_linear(target.ffn.linear_0, layer.wide)
            _set_linear(target.ffn.linear_1, layer.narrow)
    tokens = [*vocabulary, *(f"<filler{n}>" for n in range(added))]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))


def _set_attention(spec, attention: Attention) -> None:
    _set_norm(spec.layer_norm, attention.norm)
    for target, linear in zip(spec.linear, (*attention.inputs, attention.output), strict=True):
        _set_linear(target, linear)


def _set_linear(spec, linear: nn.Linear) -> None:
    spec.weight, spec.bias = _array(linear.weight), _array(linear.bias)


def _set_norm(spec, norm: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = _array(norm.weight), _array(norm.bias)


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().numpy().copy()
