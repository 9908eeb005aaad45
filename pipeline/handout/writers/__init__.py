"""Turn a handout into a file: one module a format, each with `render(handout, folder) -> bytes`."""

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from pipeline.handout.model import Handout

# Format → module. A name, so that a format's libraries are loaded when it is written.
FORMATS = {
    "pdf": "pipeline.handout.writers.pdf",
    "epub": "pipeline.handout.writers.epub",
    "html": "pipeline.handout.writers.html",
    "apkg": "pipeline.handout.writers.apkg",
    "docx": "pipeline.handout.writers.docx",
}

# Format → the distributions whose version changes its bytes, fonts apart.
LIBRARIES = {
    "pdf": ("weasyprint", "pydyf", "fonttools", "jinja2", "pyphen"),
    "epub": ("pypandoc_binary", "jinja2"),
    "html": ("jinja2", "fonttools", "brotli"),
    "apkg": ("genanki",),
    "docx": ("pypandoc_binary", "jinja2"),
}

# Format → the settings of `handout.Layout` that its bytes depend on. Fonts are named here where
# the format takes them along.
LAYOUT = {
    "pdf": ("paper", "large_print", "school", "text_font", "label_font"),
    "epub": ("school",),
    "html": ("paper", "large_print", "school", "text_font", "label_font"),
    "apkg": (),
    "docx": ("paper", "large_print", "school", "text_font", "label_font"),
}

# Formats in which a newer date makes a program take what they hold for newer: they bear the time
# at which their sources were last saved, where the others bear the catalog's own date.
DATED = ("apkg",)


class Writer(Protocol):
    """What a format's module offers."""

    def render(self, handout: Handout, folder: Path) -> bytes:
        """Return the finished file.

        Args:
            handout: Everything that the file shows.
            folder: The folder of the article, for its images.

        Raises:
            WriterError: Where this machine lacks something; says what and how to get it.
        """
        ...


def writer(name: str) -> Writer:
    """Return the writer of a format from `FORMATS`."""
    return cast(Writer, import_module(FORMATS[name]))
