"""Bilingual dictionaries that are on this machine: the table of their formats, one module each.

Nothing is bundled or downloaded. Searched are the places where packages and programs put
dictionaries (the data folders of the XDG base directory specification, `~/.stardict/dic`), and
the folder that handouts.toml names.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.errors import DictionaryError, ProjectError
from pipeline.languages import MESSAGES, SOURCE, language
from pipeline.system.boundary import boundary
from pipeline.teaching.glosses.entry import Dictionary, DictionaryEntry
from pipeline.text.labels import known_languages, language_name

# Format → class. A string, so that a format is loaded when there is a file of it.
FORMATS = {
    "dictd": "pipeline.teaching.glosses.dictionaries.dictd:Dictd",
    "StarDict": "pipeline.teaching.glosses.dictionaries.stardict:StarDict",
    "Ding": "pipeline.teaching.glosses.dictionaries.ding:Ding",
    "Apertium": "pipeline.teaching.glosses.dictionaries.apertium:Apertium",
}

OnDamaged = Callable[[DictionaryError], object]


@dataclass(frozen=True)
class DictionaryPlace:
    """A file that may be a dictionary of the pair that is looked for."""

    format: str
    path: Path
    name: str


@dataclass(frozen=True)
class FoundDictionary:
    """A dictionary that was found.

    Attributes:
        target: The language that it translates English into.
        entries: How many headwords it has, or None where its format does not tell.
    """

    target: str
    name: str
    format: str
    entries: int | None
    path: str


@dataclass(frozen=True)
class DictionarySurvey:
    """The dictionaries on this machine.

    Attributes:
        damaged: What is wrong with those that are left out, a sentence each.
        advice: For each language without one, how to get one.
        spelling: For each language what its spelling is checked with, or why it is not.
    """

    dictionaries: tuple[FoundDictionary, ...]
    damaged: tuple[str, ...]
    advice: tuple[str, ...]
    spelling: tuple[str, ...] = ()


def find_dictionaries(
    source: str, target: str, folder: Path | None = None, on_damaged: OnDamaged = lambda _: None
) -> tuple[Dictionary, ...]:
    """Open the dictionaries from one language into another that are on this machine.

    Args:
        source: ISO 639-1 code.
        target: ISO 639-1 code.
        folder: Where a project keeps dictionaries of StarDict, in folders of their own or not.
        on_damaged: Called with what is wrong with a dictionary that is left out.

    Returns:
        The dictionaries, in the order of `FORMATS`, a project's own before the system's.

    Raises:
        ProjectError: Where the project's folder is not there.
    """
    if folder is not None and not folder.is_dir():
        mend = "Change `dictionaries` in handouts.toml, or take it out"
        raise ProjectError(f"There is no folder “{folder}”", path="handouts.toml", mend=mend)
    opened: list[Dictionary] = []
    for place in places(source, target, folder):
        module, _, kind = FORMATS[place.format].partition(":")
        try:
            with _opened(place.path):
                opened.append(getattr(import_module(module), kind)(place.path, place.name))
        except DictionaryError as damaged:
            on_damaged(damaged)
    return tuple(opened)


def survey(targets: Sequence[str], folder: Path | None = None) -> DictionarySurvey:
    """Return the dictionaries from English into some languages that are on this machine.

    Args:
        targets: ISO 639-1 codes.
        folder: The project's folder of dictionaries.

    Raises:
        ProjectError: Where that folder is not there.
    """
    found: list[FoundDictionary] = []
    damaged: list[DictionaryError] = []
    for target in targets:
        for each in find_dictionaries(SOURCE, target, folder, damaged.append):
            standing = FoundDictionary(target, each.name, each.format, each.entries, str(each.path))
            found.append(standing)
    have = {standing.target for standing in found}
    lacking = [advice(SOURCE, target) for target in targets if target not in have]
    return DictionarySurvey(tuple(found), tuple(dict.fromkeys(map(str, damaged))), tuple(lacking))


def look_up(
    dictionaries: Sequence[Dictionary],
    words: Sequence[str],
    on_damaged: OnDamaged = lambda _: None,
) -> dict[str, tuple[DictionaryEntry, ...]]:
    """Return what all dictionaries give for words; one that proves damaged is left out."""
    found: dict[str, list[DictionaryEntry]] = {}
    for dictionary in dictionaries:
        try:
            with _opened(dictionary.path):
                for word, candidates in dictionary.lookup(words).items():
                    found.setdefault(word, []).extend(candidates)
        except DictionaryError as damaged:
            on_damaged(damaged)
    return {word: tuple(candidates) for word, candidates in found.items()}


def _opened(path: Path) -> AbstractContextManager[None]:
    """Return the boundary around what reads a dictionary, whatever its format."""
    mend = "It is left out; install it again"
    return boundary(DictionaryError, path, what="This dictionary is damaged", mend=mend)


def advice(source: str, target: str) -> str:
    """Return how to get a dictionary from one language into another, as a sentence."""
    package = language(target).glosses.debian_package if source == SOURCE else ""
    debian = f"on Debian and Ubuntu: sudo apt install {package}; " if package else ""
    return (
        f"No dictionary {_pair(source, target)} was found; {debian}or put one of StarDict "
        'into a folder and name it in handouts.toml: dictionaries = "folder".'
    )


def places(source: str, target: str, folder: Path | None) -> Iterator[DictionaryPlace]:
    """Yield the files to try: the project's StarDict first, then the system's by format.

    None of them is opened: their names tell quickly whether other dictionaries are there.
    """
    three = f"{_iso_639_3(source)}-{_iso_639_3(target)}"
    pair = _pair(source, target)
    if folder is not None:
        yield from _stardict(folder, source, target)
    shares = _data_folders()
    for share in shares:
        path = share / "dictd" / f"freedict-{three}.index"
        if path.is_file():
            yield DictionaryPlace("dictd", path, f"FreeDict {pair}")
    for place in (Path.home() / ".stardict" / "dic", *(s / "stardict" / "dic" for s in shares)):
        yield from _stardict(place, source, target)
    for share in shares:
        # Ding's list is of both directions, and named by the language that stands first in it.
        if (path := share / "trans" / f"{target}-{source}").is_file():
            yield DictionaryPlace("Ding", path, f"Ding {pair}")
        path = share / "apertium" / f"apertium-{three}" / f"{three}.autobil.bin"
        if path.is_file():
            yield DictionaryPlace("Apertium", path, f"Apertium {pair}")


def _stardict(folder: Path, source: str, target: str) -> Iterator[DictionaryPlace]:
    """Yield the dictionaries in a folder whose names say that they are of these languages."""
    from pipeline.teaching.glosses.dictionaries.stardict import read_description

    for path in sorted(folder.rglob("*.ifo")) if folder.is_dir() else ():
        name = ""
        with suppress(DictionaryError), _opened(path):
            # Opening it says what is wrong, where its file's name tells the languages.
            name = read_description(path).get("bookname", "")
        if any(_tells(text, source, target) for text in (path.stem, path.parent.name, name)):
            yield DictionaryPlace("StarDict", path, name or path.stem)


def _tells(text: str, source: str, target: str) -> bool:
    """Whether a text names the source and then the target, as words or codes."""
    words = "".join(char if char.isalpha() else " " for char in text.lower()).split()
    left = [i for i, word in enumerate(words) if word in _names(source)]
    return any(word in _names(target) for i in left for word in words[i + 1 : i + 3])


def _names(code: str) -> set[str]:
    names = {language_name(code, shown).lower() for shown in known_languages()}
    return names | {code, _iso_639_3(code)}


def _iso_639_3(code: str) -> str:
    """Return the code of a language in the names of FreeDict's and Apertium's files."""
    return language(code).glosses.iso_639_3 or code


def _data_folders() -> list[Path]:
    """Return the folders of the XDG base directory specification, the user's own first."""
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    system = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(folder) for folder in dict.fromkeys([own, *system.split(":")]) if folder]


def _pair(source: str, target: str) -> str:
    return f"{language_name(source, MESSAGES)}–{language_name(target, MESSAGES)}"
