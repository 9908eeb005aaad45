"""A small network → one of another shape that computes the same.

For benchmarks: a model with the cost of a real one, and the translations of the small one. After
Chen, Goodfellow and Shlens, "Net2Net: Accelerating Learning via Knowledge Transfer", ICLR 2016:
the state stands several times side by side, which leaves every layer norm as it was; heads and
inner units that are new get nothing; layers that are new add nothing to the state.
"""

import math

import torch
from torch import Tensor, nn

from training.transformer import Attention, Layer, Network, Shape


@torch.no_grad()
def widen(small: Network, shape: Shape) -> Network:
    """Return the network in a shape whose width is a multiple of its own.

    Its position encodings are those of the small one, side by side.
    """
    times = shape.width // small.shape.width
    wide = Network(shape, len(small.bias), encodings=small.encodings.repeat(1, times))
    wide.embedding.weight.copy_(small.embedding.weight.repeat(1, times) / math.sqrt(times))
    wide.bias.copy_(small.bias)
    _copy_norm(small.encoder_norm, wide.encoder_norm)
    _copy_norm(small.decoder_norm, wide.decoder_norm)
    # The output takes `times` products of embeddings that were divided by the root of it.
    for parameter in (wide.decoder_norm.weight, wide.decoder_norm.bias):
        parameter /= math.sqrt(times)
    for old, new in ((small.encoder, wide.encoder), (small.decoder, wide.decoder)):
        added = len(new) - len(old)
        for layer in new[:added]:
            _silence(layer)
        for source, target in zip(old, new[added:], strict=True):  # the last one is looked at
            _copy_layer(source, target)
    return wide.eval()


def _silence(layer: Layer) -> None:
    outputs = [layer.own.output, layer.narrow]
    for linear in (*outputs, *([layer.crossed.output] if layer.crossed else [])):
        linear.weight.zero_()
        linear.bias.zero_()


def _copy_layer(old: Layer, new: Layer) -> None:
    _copy_attention(old.own, new.own)
    if old.crossed is not None:
        _copy_attention(old.crossed, new.crossed)
    _copy_norm(old.norm, new.norm)
    inner = torch.arange(old.wide.out_features)
    _copy_linear(old.wide, new.wide, rows=inner)
    _copy_linear(old.narrow, new.narrow, columns=inner)


def _copy_attention(old: Attention, new: Attention) -> None:
    """Each head becomes the first numbers of the head of its place."""
    _copy_norm(old.norm, new.norm)
    width, wide = old.output.in_features, new.output.in_features
    size, wide_size = width // old.heads, wide // new.heads
    places = torch.arange(width)
    places = places // size * wide_size + places % size
    for source, target in zip(old.inputs, new.inputs, strict=True):
        parts = torch.arange(source.out_features // width)
        _copy_linear(source, target, rows=(parts[:, None] * wide + places).flatten())
    # The scores are divided by the root of a head's size, which has grown.
    queries = new.inputs[0]
    queries.weight[:wide] *= math.sqrt(wide_size / size)
    queries.bias[:wide] *= math.sqrt(wide_size / size)
    _copy_linear(old.output, new.output, columns=places)


def _copy_linear(
    old: nn.Linear, new: nn.Linear, rows: Tensor | None = None, columns: Tensor | None = None
) -> None:
    """Copy to the rows and columns given; without them, the state is what goes out or comes in."""
    weight, bias = old.weight, old.bias
    if rows is None:
        times = new.out_features // old.out_features
        weight, bias = weight.repeat(times, 1), bias.repeat(times)
        rows = torch.arange(new.out_features)
    if columns is None:
        times = new.in_features // old.in_features
        weight = weight.repeat(1, times) / times
        columns = torch.arange(new.in_features)
    new.weight.zero_()
    new.bias.zero_()
    new.weight[rows[:, None], columns] = weight
    new.bias[rows] = bias


def _copy_norm(old: nn.LayerNorm, new: nn.LayerNorm) -> None:
    times = len(new.weight) // len(old.weight)
    new.weight.copy_(old.weight.repeat(times))
    new.bias.copy_(old.bias.repeat(times))
