"""Dictionaries of the DICT server, as FreeDict's packages install them: an index and its text.

A line of the index has a headword, and in digits of base 64 where its entry begins and how long
it is. Headwords are in small letters, without punctuation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from pipeline.errors import DictionaryError
from pipeline.languages import SOURCE, language
from pipeline.teaching.glosses.dictionaries.dictzip import Packed
from pipeline.teaching.glosses.entry import DictionaryEntry, entry_candidates

FORMAT = "dictd"
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}

# Where an entry begins and how long it is, in digits of base 64.
Line = tuple[str, str]


class Dictd:
    """One of these dictionaries."""

    format = FORMAT

    def __init__(self, path: Path, name: str) -> None:
        """Read the index.

        Args:
            path: The index; the text stands beside it.
            name: What it is called before a person.

        Raises:
            DictionaryError: Where a file is missing or damaged.
        """
        self.path = path
        self.name = name
        text = path.with_suffix(".dict.dz")
        if not text.is_file():
            text = path.with_suffix(".dict")
        try:
            self._index = b"\n" + path.read_bytes()
            self._text = Packed(text)
        except (OSError, ValueError) as bad:
            raise damaged(path, bad) from bad
        lines = self._index.count(b"\n") - 1
        if lines and self._index.count(b"\t") != 2 * lines and b"\t" not in self._index[-200:]:
            raise damaged(path, "its index is cut off")
        self.entries = lines - self._index.count(b"\n00database")

    def lookup(self, words: Sequence[str]) -> Mapping[str, Sequence[DictionaryEntry]]:
        """Return what it gives for each word; see `Dictionary`."""
        lines = self._lines({_key(word) for word in words})
        found = {word: tuple(dict.fromkeys(self._candidates(word, lines))) for word in words}
        return {word: candidates for word, candidates in found.items() if candidates}

    def _lines(self, keys: Set[bytes]) -> Mapping[bytes, Sequence[Line]]:
        """Return the index's lines for each headword, those with an object behind it last.

        All are looked for at once: an index may have ten million bytes.
        """
        objects = {_key(word) for word in language(SOURCE).glosses.objects}
        line = re.compile(
            rb"\n((?:%s)(?: (?:%s))*)\t([^\t\n]+)\t([^\t\n]+)" % (_either(keys), _either(objects))
        )
        bare: dict[bytes, list[Line]] = {key: [] for key in keys}
        longer: dict[bytes, list[Line]] = {key: [] for key in keys}
        for match in line.finditer(self._index):
            place = match[2].decode(), match[3].decode()
            said = match[1].split(b" ")
            for end in range(len(said), 0, -1):
                if (key := b" ".join(said[:end])) in keys:
                    (bare if end == len(said) else longer)[key].append(place)
                if said[end - 1] not in objects:
                    break
        return {key: [*bare[key], *longer[key]] for key in keys}

    def _candidates(
        self, word: str, lines: Mapping[bytes, Sequence[Line]]
    ) -> Iterator[DictionaryEntry]:
        for offset, size in lines[_key(word)]:
            yield from entry_candidates(self._entry(offset, size), word, self.name)

    def _entry(self, offset: str, size: str) -> str:
        try:
            return self._text.read(_number(offset), _number(size)).decode()
        except ValueError as bad:
            raise damaged(self.path, bad) from bad


def _key(word: str) -> bytes:
    """Return how an index writes a word."""
    return " ".join(re.sub(r"[^\w\s]", "", word.lower()).split()).encode()


def _either(keys: Set[bytes]) -> bytes:
    return b"|".join(re.escape(key) for key in sorted(keys))


def damaged(path: Path, reason: object) -> DictionaryError:
    """Return the error for a dictionary that cannot be read."""
    mend = "It is left out; install it again"
    return DictionaryError(f"This dictionary is damaged: {reason}", path=path, mend=mend)


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        if digit not in _VALUES:
            raise ValueError("its index names no place")
        number = number * len(_DIGITS) + _VALUES[digit]
    return number
