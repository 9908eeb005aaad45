"""Dictionaries of the DICT server, as FreeDict's packages install them: an index and its text.

A line of the index has a headword, and in digits of base 64 where its entry begins and how long
it is. Headwords are in small letters, without punctuation.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import DictionaryError
from pipeline.languages import SOURCE, language
from pipeline.teaching.glosses.dictionaries.dictzip import Packed
from pipeline.teaching.glosses.entry import DictionaryEntry, entry_candidates

FORMAT = "dictd"
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}


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
        found = {word: tuple(dict.fromkeys(self._candidates(word))) for word in words}
        return {word: candidates for word, candidates in found.items() if candidates}

    def _candidates(self, word: str) -> list[DictionaryEntry]:
        found: list[DictionaryEntry] = []
        key = " ".join(re.sub(r"[^\w\s]", "", word.lower()).split()).encode()
        objects = language(SOURCE).glosses.objects
        tail = "|".join(re.sub(r"\W", "", word) for word in objects).encode()
        line = re.compile(rb"\n%s(?: (?:%s))*\t([^\t\n]+)\t([^\t\n]+)" % (re.escape(key), tail))
        # A plain search is a hundred times as fast as the expression, over ten million bytes.
        for start in (b"\n" + key + b"\t", b"\n" + key + b" "):
            place = self._index.find(start)
            while place >= 0:
                if match := line.match(self._index, place):
                    entry = self._entry(match[1].decode(), match[2].decode())
                    found.extend(entry_candidates(entry, word, self.name))
                place = self._index.find(start, place + 1)
        return found

    def _entry(self, offset: str, size: str) -> str:
        try:
            return self._text.read(_number(offset), _number(size)).decode()
        except ValueError as bad:
            raise damaged(self.path, bad) from bad


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
