"""A handout becomes a file: the table of formats, and one module for each.

Writers are pure: the same handout, images and time give the same bytes, whatever else is made at
the same time. Only a dated file takes the dates of what did not change from the one that it
replaces. To add a format, write its module and a line of the table here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from pipeline.handout.model import Handout, Layout
from pipeline.handout.writers.fallback import PACKAGES
from pipeline.handout.writers.inspection import Remark


@dataclass(frozen=True)
class Format:
    """A format that handouts can be written in.

    Attributes:
        modules: The modules here that no other format needs, its writer first. Names, so that
            their libraries are loaded when it is written. Its templates are in the folder of
            `templates/` with the name of the first.
        libraries: The distributions whose version changes its bytes, fonts apart.
        layout: The settings of `Layout` that its bytes depend on.
        takes_fonts: Whether its bytes depend on the files of the fonts.
        has_variants: Whether it is paper, of which there are variants.
        is_dated: Whether a newer date makes a program take what it holds for newer: then it bears
            the time at which its sources were last saved, and otherwise the catalog's own date.
        is_looked_at: Whether its writer says what is amiss with a file.
    """

    modules: tuple[str, ...]
    libraries: tuple[str, ...]
    layout: tuple[str, ...] = ()
    takes_fonts: bool = False
    has_variants: bool = False
    is_dated: bool = False
    is_looked_at: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """The files and folders of this package that no other format is made with."""
        return (*(f"{name}.py" for name in self.modules), f"templates/{self.modules[0]}/")


_EVERYTHING = tuple(field.name for field in fields(Layout))
# What a format looks at that has one page, or none, for all papers.
_COMMON = ("paper", "large_print", "school", "text_font", "label_font")

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "pdf": Format(
            (
                "pdf",
                "facing",
                "fallback",
                "imposition",
                "inspection",
                "layout",
                "weasyprint_worker",
            ),
            ("weasyprint", "pikepdf", "pydyf", "fonttools", "jinja2", "pyphen", *PACKAGES),
            _EVERYTHING,
            takes_fonts=True,
            has_variants=True,
            is_looked_at=True,
        ),
        "epub": Format(("epub",), ("pypandoc_binary", "jinja2"), ("school",)),
        "html": Format(("html",), ("jinja2", "fonttools", "brotli"), _COMMON, takes_fonts=True),
        "apkg": Format(("apkg",), ("genanki",), is_dated=True),
        "docx": Format(("docx",), ("pypandoc_binary", "jinja2"), _COMMON),
    }
)


class Writer(Protocol):
    """What a format's module offers."""

    def render(self, handout: Handout, folder: Path, time: datetime) -> bytes:
        """Return the finished file.

        Args:
            handout: Everything that the file shows.
            folder: The folder of the article, for its images.
            time: The date that the file bears.

        Raises:
            WriterError: Where this machine lacks something; says what and how to get it.
        """
        ...


class DatedWriter(Writer, Protocol):
    """What the module of a dated format offers too."""

    def following(self, content: bytes, before: bytes) -> bytes:
        """Return a file that says of what did not change that it is as old as in the one before.

        Args:
            content: From `render`.
            before: The file that it replaces, whatever that is.
        """
        ...


class LookingWriter(Writer, Protocol):
    """What the module of a format offers too whose files are looked at."""

    def render_and_look(
        self, handout: Handout, folder: Path, time: datetime
    ) -> tuple[bytes, tuple[Remark, ...]]:
        """Return what `render` does, and what a person should look at in it."""
        ...


def write(
    name: str, handout: Handout, folder: Path, time: datetime
) -> tuple[bytes, tuple[Remark, ...]]:
    """Return a finished file in a format from `FORMATS`, and what is amiss with it.

    Raises like `Writer.render`.
    """
    made = writer(name)
    if FORMATS[name].is_looked_at:
        return cast(LookingWriter, made).render_and_look(handout, folder, time)
    return made.render(handout, folder, time), ()


def dated_writer(name: str) -> DatedWriter | None:
    """Return the writer of a format that is dated; None for any other."""
    return cast(DatedWriter, writer(name)) if FORMATS[name].is_dated else None


def writer(name: str) -> Writer:
    """Return the writer of a format from `FORMATS`."""
    return cast(Writer, import_module(f"{__name__}.{FORMATS[name].modules[0]}"))
