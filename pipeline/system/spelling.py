"""Dictionaries of Hunspell that are on this machine: whether a word is spelled as it should be.

Nothing is bundled or downloaded. Searched are the folders that Hunspell itself and the packages of
systems use; `DICPATH` in the environment names others before them. Reading a dictionary takes some
seconds, so it is read when the first word is asked for.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

# Whether a word is one of the language.
Spelled = Callable[[str], bool]

_FOLDERS = ("hunspell", "myspell/dicts", "myspell")


def spelling_dictionary(language: str) -> Path | None:
    """Return the dictionary for a language, without its suffix; None where there is none.

    Args:
        language: ISO 639-1. Where there are several countries' dictionaries, it is that of the
            country with the language's own code ("de_DE"), or else the first by name.
    """
    for folder in _folders():
        found = sorted(
            path.with_suffix("")
            for name in (f"{language}.dic", f"{language}_*.dic", f"{language}-*.dic")
            for path in folder.glob(name)
            if path.with_suffix(".aff").is_file()
        )
        own = [path for path in found if path.name.lower().endswith(f"{language}_{language}")]
        if found:
            return (own or found)[0]
    return None


def spelled(language: str) -> Spelled | None:
    """Return what knows the words of a language; None where nothing on this machine does."""
    path = spelling_dictionary(language)
    return _spelled(path) if path else None


@cache
def _spelled(path: Path) -> Spelled:
    @lru_cache(maxsize=50_000)
    def known(word: str) -> bool:
        dictionary = _read(path)
        return dictionary is None or bool(dictionary.lookup(word))

    return known


@cache
def _read(path: Path) -> Any:
    """Read a dictionary; None where it is damaged, so that nothing is said of any word."""
    from spylls.hunspell import Dictionary

    try:
        return Dictionary.from_files(str(path))
    except Exception:
        return None


def _folders() -> Iterator[Path]:
    for named in filter(None, os.environ.get("DICPATH", "").split(os.pathsep)):
        yield Path(named)
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    system = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for share in dict.fromkeys([own, *system.split(":")]):
        yield from (Path(share) / folder for folder in _FOLDERS)
    yield Path.home() / "Library" / "Spelling"
    yield Path("/Library/Spelling")
