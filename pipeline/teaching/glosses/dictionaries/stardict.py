"""Dictionaries in the format of StarDict: `.ifo` says what it is, `.idx` where each entry is.

An entry of the index is a headword in UTF-8, a zero byte, and two numbers of 32 or 64 bits:
offset and size in the file of texts. `.syn` has more headwords, each with the number of its entry.
"""

import gzip
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.teaching.glosses.dictionaries.dictd import damaged
from pipeline.teaching.glosses.dictionaries.dictzip import Packed
from pipeline.teaching.glosses.entry import (
    DictionaryEntry,
    entry_candidates,
    headwords,
)

FORMAT = "StarDict"
# Types of text that are words to read; a capital letter is for pictures and sounds.
_READABLE = "mltgxyhkwn"


class StarDict:
    """One of these dictionaries."""

    format = FORMAT

    def __init__(self, path: Path, name: str) -> None:
        """Read description and index.

        Args:
            path: The `.ifo` file; the others stand beside it.
            name: What it is called before a person; empty for what the description says.

        Raises:
            DictionaryError: Where a file is missing or damaged.
        """
        self.path = path
        try:
            self.description = read_description(path)
            self.name = name or self.description["bookname"]
            self._wide = self.description.get("idxoffsetbits") == "64"
            self._index, self.entries = self._read_index()
            self._text = Packed(_beside(path, ".dict.dz", ".dict"))
        except KeyError as bad:
            raise damaged(path, f"it lacks the line {bad}") from bad
        except (OSError, ValueError, EOFError, struct.error, zlib.error) as bad:
            raise damaged(path, bad) from bad

    def _read_index(self) -> tuple[dict[str, list[tuple[int, int]]], int]:
        """Return the places of the entries by headword, and how many headwords there are."""
        content = _unpacked(_beside(self.path, ".idx", ".idx.gz"))
        numbers = struct.Struct(">QI" if self._wide else ">II")
        entries: list[tuple[int, int]] = []
        found: dict[str, list[tuple[int, int]]] = {}
        position = 0
        while position < len(content):
            end = content.index(b"\0", position)
            offset, size = numbers.unpack_from(content, end + 1)
            entries.append((offset, size))
            for word in headwords(content[position:end].decode()):
                found.setdefault(word, []).append((offset, size))
            position = end + 1 + numbers.size
        synonyms = self.path.with_suffix(".syn")
        content = synonyms.read_bytes() if synonyms.is_file() else b""
        position = 0
        while position < len(content):
            end = content.index(b"\0", position)
            (number,) = struct.unpack_from(">I", content, end + 1)
            if number >= len(entries):
                raise ValueError("its .syn names an entry that is not there")
            for word in headwords(content[position:end].decode()):
                found.setdefault(word, []).append(entries[number])
            position = end + 5
        return found, len(entries)

    def lookup(self, words: Sequence[str]) -> Mapping[str, Sequence[DictionaryEntry]]:
        """Return what it gives for each word; see `Dictionary`."""
        found: dict[str, Sequence[DictionaryEntry]] = {}
        for word in words:
            candidates = [
                candidate
                for offset, size in dict.fromkeys(self._index.get(word.lower(), ()))
                for candidate in entry_candidates(self._entry(offset, size), word, self.name)
            ]
            if candidates:
                found[word] = tuple(dict.fromkeys(candidates))
        return found

    def _entry(self, offset: int, size: int) -> str:
        """Return the readable parts of an entry as lines."""
        try:
            content = self._text.read(offset, size)
            return "\n".join(self._texts(content))
        except (ValueError, struct.error) as bad:
            raise damaged(self.path, bad) from bad

    def _texts(self, content: bytes) -> Iterator[str]:
        types = self.description.get("sametypesequence", "")
        position, number = 0, 0
        while position < len(content):
            if not types:
                kind, position = chr(content[position]), position + 1
                is_last = False
            else:
                kind, is_last = types[number], number == len(types) - 1
            number += 1
            if is_last:
                end, following = len(content), len(content)
            elif kind.isupper():
                (size,) = struct.unpack_from(">I", content, position)
                position += 4
                end = following = position + size
            else:
                end = content.find(b"\0", position) % (len(content) + 1)
                following = end + 1
            if kind in _READABLE:
                yield content[position:end].decode()
            position = following


def read_description(path: Path) -> dict[str, str]:
    """Read an `.ifo` file: lines of `name=value` after the first.

    Raises:
        ValueError, OSError: Where it is none.
    """
    first, *lines = path.read_text(encoding="utf-8-sig").splitlines() or [""]
    if not first.startswith("StarDict's dict ifo file"):
        raise ValueError("its first line is not that of a StarDict .ifo file")
    return {name.strip(): value.strip() for name, _, value in (n.partition("=") for n in lines)}


def _beside(path: Path, *endings: str) -> Path:
    """Return the file beside another that has the first of some endings that is there."""
    found = (path.with_suffix(ending) for ending in endings)
    return next((file for file in found if file.is_file()), path.with_suffix(endings[0]))


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content
