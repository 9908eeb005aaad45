"""`handouts align`: two text files → which of their lines translate which."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.alignment.lengths import Link
from pipeline.alignment.meaning import UNSURE, align_texts
from pipeline.commands.choice import SILENT, Listener
from pipeline.errors import AlignError
from pipeline.system import files


@dataclass(frozen=True)
class Alignment:
    """The lines of two files, and their links by index."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: tuple[Link, ...]

    def is_unsure(self, link: Link) -> bool:
        """Whether a link may be wrong."""
        return link.confidence < UNSURE


def align(source: Path, target: Path, listener: Listener = SILENT) -> Alignment:
    """Link the lines of two texts by their meaning; empty lines do not count.

    Raises:
        AlignError: Where a file cannot be read, or is empty.
        EncoderError: Where the encoder cannot be loaded.
    """
    from pipeline.alignment.encoder import encoder

    ours, theirs = (tuple(files.read_lines(path, AlignError)) for path in (source, target))
    listener.started("Comparing", len(ours) + len(theirs))
    return Alignment(ours, theirs, align_texts(ours, theirs, encoder(listener.advanced)))
