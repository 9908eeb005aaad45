"""What is known of each language: a folder for each, and one way to ask for it.

`language` gives what is known by the language's code. A folder has files in TOML, each of which
`model` reads when it is needed, and may have a module `grammar`. To bring in a language is to write
such files: `labels.toml` has to be there, and what the others hold, the modules say that have their
names (`writing`, `checks`, `exercises`, `questions`, and `glosses` for two of them).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

from pipeline.errors import LanguageError
from pipeline.languages.model import FILES, Language

Stamp = tuple[tuple[str, int, int], ...]

# The language that articles are written in, and that of what the program says itself.
SourceLanguage = Literal["en"]
SOURCE: SourceLanguage = "en"
MESSAGES = "en"
# What a new project translates into.
TARGETS = ("es", "de")

# What was asked for by now; and what `use` brought in, with what the files were.
_languages: dict[str, Language] = {}
_used: dict[str, tuple[Path, Stamp]] = {}
# How a class is addressed, by language, where it is not in the usual way.
_addresses: dict[str, str] = {}


def language(code: str) -> Language:
    """Return what is known of a language; of one that nothing is known of, tables of defaults.

    Args:
        code: ISO 639-1.
    """
    if code not in _languages:
        folder = _package().get(code)
        like = language(SOURCE) if code != SOURCE else None
        has_module = folder is not None and (folder / "grammar.py").is_file()
        module = f"{__name__}.{code}.grammar" if has_module else ""
        _languages[code] = Language(code, folder, like, module, _addresses.get(code, ""))
    return _languages[code]


def address(ways: Mapping[str, str]) -> None:
    """Have a class addressed in a certain way, by language, from now on; else in the usual one.

    Raises:
        LanguageError: Where a language has no such way.
    """
    for code, way in ways.items():
        known = language(code).writing.addresses
        if way not in known:
            mend = f"Known are: {', '.join(known)}" if known else "Leave it out"
            raise LanguageError(f"“{way}” is no way to address a class in “{code}”", mend=mend)
    if dict(ways) == _addresses:
        return
    _addresses.clear()
    _addresses.update(ways)
    for code, known_one in tuple(_languages.items()):
        if known_one.address != ways.get(code, ""):
            _languages[code] = replace(known_one, address=ways.get(code, ""))


def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that handouts can be made in, in order."""
    return tuple(sorted(code for code in {*_package(), *_used} if language(code).has_labels))


def use(folder: Path) -> None:
    """Make the languages of a folder known as well: a folder a code, with TOML files in it.

    What the package knows itself stays as it is. It is one folder at a time: another takes the
    place of that before. What was read before of a language is forgotten where its files are others
    now.

    Raises:
        LanguageError: Where there is a file that no language has.
    """
    found = {code: place for code, place in _folders(folder).items() if code not in _package()}
    for code, (place, _) in tuple(_used.items()):
        if place.parent != folder or code not in found:
            del _used[code], _languages[code]
    for code, place in found.items():
        stamp = _stamp(place)
        if _used.get(code) == (place, stamp):
            continue
        for name, *_ in stamp:
            if name not in FILES:
                mend = f"Known are: {', '.join(FILES)}"
                raise LanguageError("No language has such a file", path=place / name, mend=mend)
        _used[code] = place, stamp
        _languages[code] = Language(code, place, language(SOURCE), address=_addresses.get(code, ""))


@cache
def _package() -> dict[str, Path]:
    return _folders(Path(__file__).parent)


def _folders(folder: Path) -> dict[str, Path]:
    """Return the folders of languages in a folder, by code."""
    inside = folder.iterdir() if folder.is_dir() else ()
    return {p.name: p for p in inside if re.fullmatch("[a-z]{2,3}", p.name) and _stamp(p)}


def _stamp(folder: Path) -> Stamp:
    """Return what tells files from the same ones at another time."""
    states = ((path.name, path.stat()) for path in sorted(folder.glob("*.toml")))
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)
