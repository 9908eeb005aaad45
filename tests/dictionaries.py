"""Small dictionaries in the formats that dictionaries are installed in."""

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

# As FreeDict lays out its entries: headword and class, translations, examples and references.
ENGLISH_GERMAN = {
    "address": "address /ədɹˈɛs/\nAdresse <fem>Adr., Anschrift <fem>\n see: {addresses}\n",
    "issue": "issue /ˈɪʃuː/\nThema <neut>, Frage <fem>\n"
    '      "raise an issue"  - ein Thema zur Sprache bringen\n   Synonym: {question}\n',
    "refuse": "refuse /ɹɪfjˈuːz/ <v>\nsich weigern <v, refl>\n",
    "curb sth": "curb sth. /kˈɜːb/ <v>\netw. eindämmen, bremsen <v, trans>\n",
    "curb": "curb /kˈɜːb/\nBordstein <masc>\n",
    "organized crime": "organized crime\norganisiertes Verbrechen <neut>\n",
    "security": "security\nSicherheit <fem>\n",
    "law": "law\nGesetz <neut>\n",
    "take office": "take office\nsein/das/ein Amt antreten <v>\n",
    "coincide": "coincide <v>\nzusammenfallen, sich decken <v>\n",
    "unprecedented": "unprecedented <adj>\nbeispiellos <adj>\n",
    "return": "return\nRückkehr <fem>\n",
    "return sth": "return sth. <v>\netw. zurückgeben <v, trans>, zurückkehren <v>\n",
}


def _base64(number: int) -> str:
    digits = _DIGITS[number % 64]
    while number := number // 64:
        digits = _DIGITS[number % 64] + digits
    return digits


def dictzip(content: bytes, part: int = 100) -> bytes:
    """Pack bytes as dictzip does, in parts that can be unpacked alone."""
    parts = []
    for start in range(0, len(content), part):
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        last = start + part >= len(content)
        flush = zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH
        parts.append(packer.compress(content[start : start + part]) + packer.flush(flush))
    sizes = struct.pack(f"<{len(parts)}H", *map(len, parts))
    table = struct.pack("<3H", 1, part, len(parts)) + sizes
    extra = b"RA" + struct.pack("<H", len(table)) + table
    header = b"\x1f\x8b\x08\x0c" + b"\0" * 4 + b"\2\3" + struct.pack("<H", len(extra)) + extra
    end = struct.pack("<2I", zlib.crc32(content), len(content))
    return header + b"name\0" + b"".join(parts) + end


def write_dictd(
    share: Path, entries: Mapping[str, str] = ENGLISH_GERMAN, pair: str = "eng-deu"
) -> Path:
    """Put a dictionary where FreeDict's packages do; return its index.

    Args:
        share: A data folder, as `XDG_DATA_DIRS` names them.
        entries: Headword, in the small letters of an index → entry.
        pair: The codes of the languages.
    """
    lines, text = [], b""
    for headword, entry in entries.items():
        content = entry.encode()
        lines.append(f"{headword}\t{_base64(len(text))}\t{_base64(len(content))}\n")
        text += content
    folder = share / "dictd"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"freedict-{pair}.dict.dz").write_bytes(dictzip(text))
    index = folder / f"freedict-{pair}.index"
    index.write_text("".join(lines), "utf-8")
    return index


def write_stardict(
    folder: Path,
    entries: Mapping[str, str],
    name: str = "English-Spanish",
    synonyms: Mapping[str, str] | None = None,
    kind: str = "m",
) -> Path:
    """Put a dictionary of StarDict into a folder; return its description.

    Args:
        folder: Where to, made if it is not there.
        entries: Headword → text.
        name: What its description calls it.
        synonyms: More headwords, each with the one whose entry it shares.
        kind: The type of the texts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    index, text = b"", b""
    for headword, entry in entries.items():
        content = entry.encode()
        index += headword.encode() + b"\0" + struct.pack(">II", len(text), len(content))
        text += content
    (folder / "book.idx").write_bytes(index)
    (folder / "book.dict.dz").write_bytes(dictzip(text))
    if synonyms:
        numbers = {headword: number for number, headword in enumerate(entries)}
        (folder / "book.syn").write_bytes(
            b"".join(
                word.encode() + b"\0" + struct.pack(">I", numbers[entry])
                for word, entry in synonyms.items()
            )
        )
    description = folder / "book.ifo"
    description.write_text(
        f"StarDict's dict ifo file\nversion=2.4.2\nbookname={name}\nwordcount={len(entries)}\n"
        f"idxfilesize={len(index)}\nsametypesequence={kind}\n",
        "utf-8",
    )
    return description
