"""Files that dictzip packed: gzip with a table of its parts, so that a place in it can be read."""

import gzip
import struct
import zlib
from pathlib import Path

_MAGIC = b"\x1f\x8b"
_EXTRA, _NAME, _COMMENT, _CHECKSUM = 4, 8, 16, 2  # flags of a gzip header, RFC 1952


class Packed:
    """The bytes of a file, packed by dictzip or gzip, or not packed.

    The table of parts stands in the extra field "RA" of the header: version, bytes a part has
    unpacked, number of parts, and what each takes packed.
    """

    def __init__(self, path: Path) -> None:
        """Read the header.

        Raises:
            ValueError, OSError: Where it is damaged.
        """
        self._content = path.read_bytes()
        self._known: dict[int, bytes] = {}
        self._starts: list[int] = []
        if path.suffix == ".dz" and self._content[:2] != _MAGIC:
            raise ValueError("it is not packed")
        if self._content[:2] == _MAGIC and not self._read_table():
            try:
                self._content = gzip.decompress(self._content)
            except (EOFError, zlib.error) as bad:
                raise ValueError(str(bad)) from bad

    def _read_table(self) -> bool:
        content = self._content
        if len(content) < 12 or not content[3] & _EXTRA:
            return False
        length = struct.unpack_from("<H", content, 10)[0]
        position, end, sizes = 12, 12 + length, None
        while position + 4 <= end:
            name, size = (
                content[position : position + 2],
                struct.unpack_from("<H", content, position + 2)[0],
            )
            if name == b"RA":
                _, self._part, count = struct.unpack_from("<3H", content, position + 4)
                sizes = struct.unpack_from(f"<{count}H", content, position + 10)
            position += 4 + size
        if sizes is None:
            return False
        start = end
        for flag in (_NAME, _COMMENT):
            if content[3] & flag:
                start = content.index(b"\0", start) + 1
        start += 2 if content[3] & _CHECKSUM else 0
        self._starts = [start]
        for size in sizes:
            self._starts.append(self._starts[-1] + size)
        if self._starts[-1] > len(content):
            raise ValueError("its end is missing")
        return True

    def read(self, offset: int, size: int) -> bytes:
        """Return so many bytes from an offset in the unpacked file.

        Raises:
            ValueError: Where the file has no such bytes, or they are damaged.
        """
        if not size:
            found = b""
        elif not self._starts:
            found = self._content[offset : offset + size]
        else:
            first, last = offset // self._part, (offset + size - 1) // self._part
            joined = b"".join(self._unpacked(part) for part in range(first, last + 1))
            found = joined[offset - first * self._part :][:size]
        if len(found) != size:
            raise ValueError("an entry lies behind its end")
        return found

    def _unpacked(self, part: int) -> bytes:
        if part + 1 >= len(self._starts):
            raise ValueError("an entry lies behind its end")
        if part not in self._known:
            packed = self._content[self._starts[part] : self._starts[part + 1]]
            try:
                self._known[part] = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed)
            except zlib.error as bad:
                raise ValueError(str(bad)) from bad
        return self._known[part]
