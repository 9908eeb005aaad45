"""An order that looks random, is the same everywhere, and changes little where the items do.

Items are sorted by a digest of a key and of their own text. So an item that comes or goes leaves
the order of all others as it was, which a seeded generator of random numbers would not.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")


def rank(*parts: object) -> str:
    """Return the place of something in a shuffled order: the SHA-256 of its parts."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def shuffled(
    items: Iterable[_Item], *key: object, text: Callable[[_Item], str] = str
) -> list[_Item]:
    """Return items in the order of a key.

    Args:
        items: In any order.
        key: Another key is another order.
        text: What an item is told from others by.
    """
    return sorted(items, key=lambda item: rank(*key, text(item)))


def moved(order: Sequence[int]) -> list[int]:
    """Return an order near the one given in which no number stands at its own place.

    Args:
        order: The numbers from 0 on, each once; at least two.
    """
    found = list(order)
    for place in range(len(found)):
        if found[place] == place:
            other = (place + 1) % len(found)
            found[place], found[other] = found[other], found[place]
    return found
