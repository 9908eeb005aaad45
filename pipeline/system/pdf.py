"""The text layer of a PDF and its pictures, with their places on the page: what pdfium sees.

A PDF knows no paragraphs, only letters at places. What the places mean is for others to say.
"""

import ctypes
import io
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.errors import DocumentError
from pipeline.system import images
from pipeline.system.boundary import boundary

# pdfium does one thing at a time, in whatever thread.
PDFIUM = threading.Lock()
# Pages. A book has 500; an article that is looked for in one has its own few.
MOST_PAGES = 400
# Points. A smaller picture is an ornament.
_SMALLEST = 24
# A picture that covers so much of a page is the page itself, scanned.
_WHOLE = 0.85
# Bytes. A larger picture that is no JPEG becomes one.
_LARGE = 1_500_000

_BOLD = re.compile(r"bold|black|heavy|semibd|demi(?!ta)|-bd|cmbx|sfbx|medi$", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|kursiv|slanted|-it\b|cmti|cmsl|sfti|regu?ital", re.IGNORECASE)
_LIGATURES = {
    **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "ft", "st"), strict=True)),
    # pdfium has signs of its own for a hyphen at the end of a line.
    **dict.fromkeys("\x02\ufffe", "-"),
}
# UTF-16 has characters beyond the first 65,536 as two halves.
_HALVES, _FIRST_HALVES = range(0xD800, 0xE000), range(0xD800, 0xDC00)
_SAVE_AS_WORD = "Open it in the program that made it, and save its text as DOCX"


@dataclass(frozen=True)
class Run:
    """Letters in a line that stand close together and look alike.

    Attributes:
        left, right, base: Where they stand, in points from the page's lower left corner; `base` is
            the line that they stand on.
        size: Of the type, in points.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class PlacedPicture:
    """A picture on a page, with its place in points."""

    image: bytes
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True)
class PdfPage:
    """A page: what stands on it, in the order in which it was put there."""

    width: float
    height: float
    runs: tuple[Run, ...]
    pictures: tuple[PlacedPicture, ...] = ()
    is_scan: bool = False


@dataclass(frozen=True)
class Pdf:
    """What a PDF has.

    Attributes:
        known: What it says of itself, by pdfium's names: "Title", "Author".
        warnings: What could not be read.
    """

    pages: tuple[PdfPage, ...]
    known: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_pdf(content: bytes, path: Path) -> Pdf:
    """Read the text layer of a PDF, and its pictures.

    Args:
        content: The file's bytes.
        path: Its name, for messages.

    Raises:
        DocumentError: Where it is damaged, encrypted, too long, or has no text that can be read.
    """
    import pypdfium2

    damaged = boundary(
        DocumentError, path, what="This PDF is damaged", mend=_SAVE_AS_WORD, has_lines=False
    )
    with PDFIUM, damaged:
        try:
            opened = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as bad:
            if "password" in str(bad).lower():
                mend = "Open it, take the password off, and save it again"
                what = "This PDF is protected with a password"
                raise DocumentError(what, path=path, mend=mend) from bad
            raise
        with opened:
            return _read(opened, path)


def _read(opened: Any, path: Path) -> Pdf:
    if len(opened) > MOST_PAGES:
        what = f"This PDF has {len(opened)} pages, and an article may have {MOST_PAGES}"
        raise DocumentError(what, path=path, mend="Print the pages wanted into a PDF of their own")
    asides: list[tuple[int, str]] = []
    pages = [_page(opened[number], number + 1, asides) for number in range(len(opened))]
    _refuse_without_text(pages, path)
    warnings = []
    if asides:
        where, said = _list([number for number, _ in asides]), asides[0][1]
        short = said if len(said) <= 60 else f"{said[:59]}…"
        warnings.append(f"Page {where}: what stands across the page is left out: “{short}”.")
    if blank := [i for i, page in enumerate(pages, 1) if page.is_scan and not page.runs]:
        warnings.append(f"Page {_list(blank)}: a scan without text is left out.")
    known = {key: value.strip() for key, value in opened.get_metadata_dict().items()}
    return Pdf(tuple(_without_logos(pages)), known, tuple(warnings))


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:6])) + (", …" if len(numbers) > 6 else "")


def _refuse_without_text(pages: list[PdfPage], path: Path) -> None:
    text = "".join(run.text for page in pages for run in page.runs)
    letters = sum(char.isalpha() for char in text)
    if letters < 20 and any(page.is_scan or page.pictures for page in pages):
        what = "This PDF is a scan: it has pictures of its pages, and no text"
        mend = "Let a program for text recognition (OCR) make its text, or type it"
        raise DocumentError(what, path=path, mend=mend)
    if not letters:
        raise DocumentError("There is no text in this PDF", path=path)
    if sum(map(_is_unknown, text)) > 0.2 * len(text):
        what = "The fonts of this PDF do not tell which letters they show"
        raise DocumentError(what, path=path, mend=_SAVE_AS_WORD)


def _is_unknown(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " "


def _page(page: Any, number: int, asides: list[tuple[int, str]]) -> PdfPage:
    letters = list(_letters(page.get_textpage()))
    turns = Counter(letter.turn for letter in letters)
    turn = max(turns, key=lambda quarter: turns[quarter], default=0)
    aside = [letter for letter in letters if letter.turn != turn]
    if said := "".join(letter.text for letter in aside).strip():
        asides.append((number, said))
    left, bottom, right, top = page.get_mediabox()
    width, height = (right - left, top - bottom)[:: -1 if turn % 2 else 1]
    straight = [
        replace(
            letter,
            x=letter.x - left,
            y=letter.y - bottom,
            left=letter.left - left,
            right=letter.right - left,
        ).turned(turn)
        for letter in letters
        if letter.turn == turn
    ]
    pictures, is_scan = _pictures(page, left, bottom) if not turn else ([], False)
    return PdfPage(width, height, tuple(_runs(straight)), tuple(pictures), is_scan)


@dataclass(frozen=True)
class _Letter:
    text: str
    x: float
    y: float
    left: float
    right: float
    size: float
    bold: bool
    italic: bool
    turn: int
    made: bool

    def turned(self, quarters: int) -> "_Letter":
        """Return the letter as it stands once the page is turned so that its lines are level."""
        if not quarters:
            return self
        x, y = {1: (self.y, -self.x), 2: (-self.x, -self.y), 3: (-self.y, self.x)}[quarters]
        wide = max(self.right - self.left, self.size * 0.3)
        return replace(self, x=x, y=y, left=x, right=x + wide, turn=0)


def _letters(page: Any) -> Iterator[_Letter]:
    """Yield the letters of a page; those that pdfium made up, as blanks in a gap, say so."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    looks: dict[tuple[bytes, int], tuple[bool, bool]] = {}
    codes = [raw.FPDFText_GetUnicode(page, index) for index in range(page.count_chars())]
    for index, char in enumerate(_characters(codes)):
        if not char:
            continue
        made = raw.FPDFText_IsGenerated(page, index) == 1
        raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        raw.FPDFText_GetMatrix(page, index, matrix)
        raw.FPDFText_GetFontInfo(page, index, name, 256, flags)
        size = raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
        look = name.value, raw.FPDFText_GetFontWeight(page, index)
        if look not in looks:
            font = look[0].decode("utf-8", "replace").partition("+")[2] or look[0].decode(
                "utf-8", "replace"
            )
            bold = bool(_BOLD.search(font)) or look[1] >= 600
            looks[look] = bold, bool(_ITALIC.search(font)) or bool(flags.value & 64)
        turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        yield _Letter(
            _LIGATURES.get(char, char),
            *(x.value, y.value, left.value, right.value, size),
            *looks[look],
            turn,
            made,
        )


def _characters(codes: list[int]) -> list[str]:
    """Return a character for each code; of two that make one, it is the first's."""
    found = [chr(c) if c <= 0x10FFFF and c not in _HALVES else "\ufffd" for c in codes]
    for place, (one, two) in enumerate(pairwise(codes)):
        if one in _FIRST_HALVES and two in _HALVES and two not in _FIRST_HALVES:
            whole = 0x10000 + (one - _FIRST_HALVES.start) * 0x400 + two - _FIRST_HALVES.stop
            found[place : place + 2] = chr(whole), ""
    return found


def _runs(letters: list[_Letter]) -> Iterator[Run]:
    """Yield the letters of a page in runs; where a gap is as wide as a blank, there is one."""
    held: list[_Letter] = []
    for letter in letters:
        if letter.text in "\r\n":
            continue
        if letter.made:
            if held and not held[-1].text.isspace():
                last = held[-1]
                held.append(replace(last, text=" ", x=last.right, left=last.right, made=True))
            continue
        if held and not _goes_on(held, letter):
            yield from _run(held)
            held = []
        held.append(letter)
    yield from _run(held)


def _goes_on(held: list[_Letter], letter: _Letter) -> bool:
    before = held[-1]
    real = next((known for known in reversed(held) if not known.made), before)
    same = (real.bold, real.italic, round(real.size, 1)) == (
        letter.bold,
        letter.italic,
        round(letter.size, 1),
    )
    gap = letter.left - real.right
    return same and abs(letter.y - real.y) < 0.1 * letter.size and -0.5 < gap / letter.size < 1


def _run(letters: list[_Letter]) -> Iterator[Run]:
    text = "".join(letter.text for letter in letters)
    if not text.strip():
        return
    seen = [letter for letter in letters if not letter.text.isspace()]
    first = seen[0]
    yield Run(
        text,
        min(letter.left for letter in seen),
        max(letter.right for letter in seen),
        first.y,
        first.size,
        first.bold,
        first.italic,
    )


def _pictures(page: Any, x: float, y: float) -> tuple[list[PlacedPicture], bool]:
    """Return the pictures of a page, and whether one of them is the page itself."""
    from pypdfium2 import raw

    found, is_scan = [], False
    width, height = page.get_size()
    for element in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = element.get_bounds()
        if right - left < _SMALLEST or top - bottom < _SMALLEST:
            continue
        if (right - left) * (top - bottom) > _WHOLE * width * height:
            is_scan = True
        elif image := _image(element):
            found.append(PlacedPicture(image, left - x, right - x, bottom - y, top - y))
    return found, is_scan


def _image(element: Any) -> bytes:
    """Return a picture as JPEG or PNG; empty where pdfium cannot unpack it."""
    import pypdfium2

    try:
        if element.get_filters(skip_simple=True) == ["DCTDecode"]:
            photograph = bytes(element.get_data(decode_simple=True))
            if not images.problem(photograph) and _is_coloured_usually(photograph):
                return photograph
        picture = element.get_bitmap(render=True).to_pil()
    except (pypdfium2.PdfiumError, ValueError, OSError, MemoryError):
        return b""
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    if packed.tell() > _LARGE:
        packed = io.BytesIO()
        picture.convert("RGB").save(packed, "JPEG", quality=88)
    return packed.getvalue()


def _is_coloured_usually(photograph: bytes) -> bool:
    """Whether a JPEG has the colours of screens: those of printers come out as negatives."""
    from PIL import Image

    with Image.open(io.BytesIO(photograph), formats=("JPEG",)) as opened:
        return opened.mode in ("RGB", "L")


def _without_logos(pages: list[PdfPage]) -> Iterator[PdfPage]:
    """Yield the pages without the pictures that stand on three of them or more."""
    often = Counter(image for page in pages for image in {p.image for p in page.pictures})
    for page in pages:
        kept = tuple(picture for picture in page.pictures if often[picture.image] < 3)
        yield PdfPage(page.width, page.height, page.runs, kept, page.is_scan)
