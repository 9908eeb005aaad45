"""Characters that the fonts of a handout lack: which other font has them, and which none has.

The other fonts are packages of PyPI, so a page is the same on every machine. Those of Chinese,
Japanese and Korean are too large to be brought along by all: who needs them installs them.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.handout.model import Layout
from pipeline.handout.writers.fonts import faces

# Packages whose fonts are tried, in this order, and the pattern of their files.
_PACKAGES = (
    ("manimgx_fonts", "NotoSans[[]wght].ttf"),
    ("manimgx_fonts", "NotoSans[A-Z]*.ttf"),
    ("fontpkg_inter", "files/Inter*.ttf"),
    ("fontpkg_fira_code", "files/FiraCode*.ttf"),
    ("manimgx_fonts", "NotoEmoji*.ttf"),
)
_ASIAN = {
    "ja": ("pylopdf_fonts_jp", "NotoSans*.otf"),
    "zh": ("pylopdf_fonts_zh_cn", "NotoSans*.otf"),
    "ko": ("pylopdf_fonts_ko", "NotoSans*.otf"),
}
PACKAGES = tuple(
    dict.fromkeys(name.replace("_", "-") for name, _ in (*_PACKAGES, *_ASIAN.values()))
)
# Letters that the fonts of the usual settings have, which need not be opened for them: ASCII,
# Latin-1, Latin Extended-A, quotation marks and dashes.
_USUAL = frozenset((Layout().text_font, Layout().label_font))
_DASHES_AND_QUOTES = "‐‒–—―‘’‚“”„†‡•…"
_PLAIN = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x17F), *map(ord, _DASHES_AND_QUOTES)))
# Categories of what does not show: controls, separators, and characters of nobody in particular.
_UNSEEN = ("Cc", "Cf", "Cs", "Cn", "Co", "Zs", "Zl", "Zp")


@dataclass(frozen=True)
class Fallback:
    """A font that sets what the fonts of a handout lack.

    Attributes:
        family: What style sheets call it.
    """

    family: str
    path: Path


@dataclass(frozen=True)
class Missing:
    """A character that no font has.

    Attributes:
        package: A package that would bring it; empty where none is known.
    """

    character: str
    package: str = ""

    @property
    def shown(self) -> str:
        """What a page shows in its place: never an empty box."""
        return f"[U+{ord(self.character):04X}]"


def fallbacks(text: str, families: Sequence[str]) -> tuple[list[Fallback], list[Missing]]:
    """Return the fonts that a page needs besides its own, and the characters that none has.

    Args:
        text: All that the page shows.
        families: Its own fonts.

    Raises:
        WriterError: Where one of those is not installed.
    """
    plain = _PLAIN if _USUAL.issuperset(families) else frozenset()
    beyond = {char for char in set(text) if ord(char) not in plain}
    wanted = {char for char in beyond if unicodedata.category(char) not in _UNSEEN}
    if not wanted:
        return [], []
    own = {ord(char) for char in wanted} & _all_of(families)
    wanted = {char for char in wanted if ord(char) not in own and not _is_selector(char)}
    scripts = _scripts(wanted)
    files = [*_files(_PACKAGES), *_files(_ASIAN[script] for script in scripts)]
    used, missing = set(), []
    for char in sorted(wanted):
        if found := next((file for file in files if ord(char) in _has(file)), None):
            used.add(found)
        else:
            missing.append(Missing(char, _package(char, scripts)))
    # In the order in which they are tried, so that no font sets what another was chosen for.
    return [Fallback(_family(file), file) for file in files if file in used], missing


def _family(file: Path) -> str:
    # Its name is one within a PDF, which takes no brackets: "NotoSans[wght]".
    return f"Fallback {file.stem.split('[')[0]}"


def shown_without(page: str, missing: Iterable[Missing]) -> str:
    """Return a page that shows the numbers of the characters that no font has."""
    return page.translate({ord(one.character): one.shown for one in missing})


def _all_of(families: Iterable[str]) -> set[int]:
    found = [_has(face.path) for family in families for face in faces(family)]
    return set().union(*found)


def _is_selector(char: str) -> bool:
    """Tell whether a character only says how another is drawn."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _scripts(wanted: Iterable[str]) -> list[str]:
    """Return the languages whose fonts are tried: signs that two share look best in their own."""
    found = {_script(char) for char in wanted}
    return [script for script in _ASIAN if script in found]


def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    if name.startswith(("HIRAGANA", "KATAKANA")):
        return "ja"
    if name.startswith("HANGUL"):
        return "ko"
    return "zh" if name.startswith(("CJK", "IDEOGRAPHIC", "FULLWIDTH")) else ""


def _package(char: str, scripts: Iterable[str]) -> str:
    """Return the package that would bring a character; empty where none is known."""
    own = _script(char)
    likely = scripts if own == "zh" else filter(None, [own])
    names = (_ASIAN[script][0] for script in likely)
    return next((name.replace("_", "-") for name in names if not find_spec(name)), "")


def _files(packages: Iterable[tuple[str, str]]) -> Iterator[Path]:
    for package, pattern in packages:
        found = find_spec(package)
        for folder in (found and found.submodule_search_locations) or ():
            yield from (p for p in sorted(Path(folder).glob(pattern)) if "Italic" not in p.name)


@lru_cache(maxsize=64)
def _has(file: Path) -> frozenset[int]:
    """Return the characters that a font has."""
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
