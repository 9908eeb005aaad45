"""Fonts that pip installed: their files, and what of them a page takes along."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import WriterError

# The weights that the style sheets use: text and what is bold.
_WEIGHTS = (400.0, 700.0)
# The optical size, in points, that text is drawn for; a page on a screen has little else.
_OPTICAL_SIZE = 12.0
# The letters that a class may type into a page, besides those that it shows: the scripts of
# Western and Central Europe (Basic Latin, Latin-1, Latin Extended-A), quotation marks and dashes.
_LETTERS = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027)))


@dataclass(frozen=True)
class Face:
    """A file of a font family.

    Attributes:
        style: "normal" or "italic".
        weight: As in CSS; of a variable font, where it begins.
        is_variable: Whether the file has all weights.
    """

    family: str
    path: Path
    style: str
    weight: int | None
    is_variable: bool


def faces(family: str) -> Iterator[Face]:
    """Yield the files of a font family.

    Raises:
        WriterError: Where it is not installed.
    """
    import fontpkg

    try:
        font = fontpkg.family(family)
    except fontpkg.FamilyNotInstalled:
        package = f"fontpkg-{fontpkg.slugify(family)}"
        mend = f"Install it with `pip install {package}`, or change the font in handouts.toml"
        raise WriterError(f"The font “{family}” is not installed", mend=mend) from None
    for file in font.files:
        yield Face(font.name, file.path, file.style, file.weight, file.variable)


def embedded(face: Face, text: str) -> str:
    """Return a font file, cut down to the letters that a page needs, as a `data:` address.

    Args:
        face: The file.
        text: All that the page shows.
    """
    # Letters that every page gets go first, so that most pages share one file.
    extra = frozenset(map(ord, text)) - _LETTERS
    return _cut(face, "".join(map(chr, sorted(extra))))


@lru_cache(maxsize=32)
def _cut(face: Face, extra: str) -> str:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(face.path, recalcTimestamp=False)
    options = Options(layout_features=["kern"], hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_LETTERS.union(map(ord, extra)))
    subsetter.subset(font)
    if face.is_variable:
        limits = {"wght": _WEIGHTS, "opsz": _OPTICAL_SIZE}
        axes = {axis.axisTag for axis in font["fvar"].axes}  # not every font has both
        known = {tag: limit for tag, limit in limits.items() if tag in axes}
        font = instantiateVariableFont(font, known)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return f"data:font/woff2;base64,{base64.b64encode(packed.getvalue()).decode()}"
