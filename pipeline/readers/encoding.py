"""Bytes → text, whatever wrote them: as browsers read them, and what is doubtful is shown.

What says its encoding, or is UTF-8, is read without a word. All else is a guess, and the places
where the guess shows are named with their lines.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

# The marks of UTF-32 begin like those of UTF-16.
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Bytes in a row above ASCII. European words have one or two; where there are more, a letter is two
# bytes, or the alphabet is another.
_FOREIGN = re.compile(rb"[\x80-\xff]{4,}")
# The first byte of a letter of UTF-8, and the next, each taken for a letter of its own.
_READ_WRONGLY = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]")
_NAMES = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}
# Places shown, and characters around what is doubtful.
_SHOWN, _AROUND = 4, 14


@dataclass(frozen=True)
class Decoded:
    """A text, and a warning for what may be read wrongly."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(content: bytes, declared: str = "") -> Decoded | None:
    r"""Return the text of a file, its line ends as `\n`; None where it is none.

    Args:
        content: The bytes.
        declared: The encoding that the text says it has, as Python names it.
    """
    mark = next((mark for mark in _MARKS if content.startswith(mark)), None)
    if mark:
        return _plain(content, _MARKS[mark])
    if b"\0" in content:
        wide = _unmarked_wide(content)
        return _guessed(content, wide) if wide else None
    for coding in dict.fromkeys((declared or "utf-8", "utf-8")):
        if (text := _strict(content, coding)) is not None:
            return _mended(_with_line_ends(text))
    looks_so = re.search(rb"[\xc3-\xf4][\x80-\xbf]", content) is not None
    if declared == "utf-8" or (not declared and looks_so):
        patched = _patched(content)
        if patched is not None:
            return patched
    if declared not in ("", "utf-8"):
        return _guessed(content, declared)
    return _guessed(content, _guess(content))


def _mended(text: str) -> Decoded:
    """Return a text that was read wrongly before it was saved as it was meant: "â€“" is "–"."""
    if not _READ_WRONGLY.search(text):
        return Decoded(text)
    from ftfy import fix_encoding

    meant = fix_encoding(text)
    lines = zip(text.split("\n"), meant.split("\n"), strict=False)
    marked = "\n".join(_from_change(before, after) for before, after in lines)
    doubts = _doubts(marked, "\ue000")
    said = (
        f"Letters of this text were broken before it was saved; they are mended. Look at {doubts}."
    )
    return Decoded(meant, (said,) if doubts else ())


def _from_change(before: str, after: str) -> str:
    """Return a line with a mark where it begins to differ from what it was."""
    pairs = enumerate(zip(before, after, strict=False))
    place = next((place for place, (old, new) in pairs if old != new), len(after))
    return after if before == after else f"{after[:place]}\ue000{after[place:]}"


def _strict(content: bytes, coding: str) -> str | None:
    try:
        return content.decode(coding)
    except (UnicodeError, LookupError):
        return None


def _plain(content: bytes, coding: str) -> Decoded:
    text = content.decode(coding, "replace").removeprefix("\ufeff")
    doubts = _doubts(text, "\ufffd")
    warnings = (f"Some bytes are no {_name(coding)}. Look at {doubts}.",) if doubts else ()
    return Decoded(_with_line_ends(text), warnings)


def _with_line_ends(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _unmarked_wide(content: bytes) -> str:
    """Return the UTF-16 that a text without a mark is: every other byte of most letters is zero."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    half = len(content) / 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else ""


def _patched(content: bytes) -> Decoded | None:
    """Return UTF-8 in which some bytes are none, these as browsers' usual encoding has them.

    None where there are so many that it is no UTF-8.
    """
    text = content.decode("utf-8", "surrogateescape")
    bad = len(re.findall("[\udc80-\udcff]", text))
    good = sum(char > "\x7f" and not "\udc80" <= char <= "\udcff" for char in text)
    if bad > max(3, good):
        return None
    marked = re.sub("[\udc80-\udcff]", lambda found: f"\ue000{_latin(found[0])}", text)
    doubts = _doubts(marked, "\ue000")
    read = _with_line_ends(marked.replace("\ue000", ""))
    what = "A byte of this file is" if bad == 1 else f"{bad} bytes of this file are"
    return Decoded(read, (f"{what} no UTF-8, read as Windows-1252. Look at {doubts}.",))


def _latin(escaped: str) -> str:
    byte = bytes([ord(escaped) - 0xDC00])
    return byte.decode("cp1252", "replace")


def _guess(content: bytes) -> str:
    """Return the likeliest encoding of bytes that are no UTF-8."""
    if not _FOREIGN.search(content):
        return "cp1252"
    import charset_normalizer

    # Nobody has written Johab for thirty years, and many bytes look like it.
    guesses = charset_normalizer.from_bytes(content, cp_exclusion=["johab"])
    found = [guess.encoding for guess in guesses]
    likely = (name for name in found if _is_likely(content.decode(name, "replace"), name))
    return next(likely, found[0] if found else "cp1252")


def _is_likely(text: str, coding: str) -> bool:
    """Whether East Asian letters are those that a text in such an encoding has.

    In few bytes they all look alike. Korean is hardly mixed with Chinese signs, and Japanese has
    letters of its own.
    """
    chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
    if coding in ("cp949", "euc_kr"):
        return not chinese
    if re.match(r"cp932|shift_jis|euc_ji?s|iso2022_jp", coding):
        return not chinese or re.search(r"[\u3040-\u30ff]", text) is not None
    return True


def _guessed(content: bytes, coding: str) -> Decoded:
    text = content.decode(coding, "replace")
    doubts = _doubts(re.sub("(?=[^\x00-\x7f])", "\ue000", text), "\ue000")
    said = f"This file does not say its encoding; it was read as {_name(coding)}."
    more = f" Look at {doubts}." if doubts else ""
    return Decoded(_with_line_ends(text), (said + more,))


def _name(coding: str) -> str:
    return _NAMES.get(coding, coding.upper().replace("_", "-"))


def _doubts(text: str, mark: str) -> str:
    """Return where a mark stands: the lines with the words around it, the first ones only."""
    found = list(dict.fromkeys(_places(text, mark)))
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(found[:_SHOWN]) + more


def _places(text: str, mark: str) -> Iterator[str]:
    marked = "" if mark == "\ufffd" else mark
    for number, line in enumerate(_with_line_ends(text).split("\n"), 1):
        place = line.find(mark)
        if place < 0:
            continue
        start, end = max(0, place - _AROUND), place + _AROUND + 1
        # Whole words, as far as there are any.
        start = line.find(" ", start, place) + 1 if start and " " in line[start:place] else start
        last = line.rfind(" ", place, end)
        end = last if end < len(line) and last > 0 else end
        words = line[start:end].replace(marked, "") if marked else line[start:end]
        yield f"line {number}: {words.strip()}"
