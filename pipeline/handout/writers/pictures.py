"""The images of an article, for the formats that take them along: found, and looked at.

Whatever is wrong with one is said with the line of the article that shows it.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pipeline.errors import WriterError
from pipeline.handout.model import Handout
from pipeline.lesson.article import Block
from pipeline.system import files, images


def image_files(handout: Handout, folder: Path) -> dict[str, Path]:
    """Return where the images of a handout stand; see `picture_files`."""
    return picture_files(handout.figures(), folder)


def read_images(handout: Handout, folder: Path) -> dict[str, bytes]:
    """Return the bytes of the images of `image_files`; raises like it."""
    return {name: path.read_bytes() for name, path in image_files(handout, folder).items()}


def picture_files(figures: Iterable[Block], folder: Path) -> dict[str, Path]:
    """Return where the images of some figures stand, by their names in the article.

    Args:
        figures: The blocks that show them.
        folder: The folder of the article.

    Raises:
        WriterError: With the line of a figure whose image is missing, outside the folder of all
            articles, or cannot be shown.
    """
    found: dict[str, Path] = {}
    size = 0
    for figure in figures:
        name = figure.image
        if name in found:
            continue
        path = files.beside(folder, name, folder.parent)
        if path is None:
            what = f"The image “{name}” does not lie in the project, and no other is shown"
            raise _error(figure, what, "Put the file beside the article, and name it here")
        try:
            signature = files.signature(path)
            wrong = _problem(path, signature) if signature else "it is missing"
            size += path.stat().st_size if signature else 0
        except OSError as bad:
            wrong = f"it cannot be read: {bad.strerror}"
        if wrong:
            what = f"The image “{name}” cannot be shown: {wrong}"
            raise _error(figure, what, "Put a file there that can be, or take this line out")
        if size > images.MOST_BYTES:
            most = images.MOST_BYTES // 1_000_000
            what = f"The images of this article have more than {most} MB together, with “{name}”"
            raise _error(figure, what, "Make them smaller, or take some out")
        found[name] = path
    return found


def _error(figure: Block, what: str, mend: str) -> WriterError:
    caption = figure.units[0]
    return WriterError(what, path=caption.file, line=caption.line, mend=mend)


@lru_cache(maxsize=1024)
def _problem(path: Path, signature: files.Signature) -> str:  # noqa: ARG001 - of one state of it
    """Return why an image cannot be shown; empty where it can. Each state is looked at once."""
    size = path.stat().st_size
    if size > images.MOST_BYTES:
        return f"it has {size / 1e6:.0f} MB, and may have {images.MOST_BYTES // 1_000_000}"
    return images.problem(path.read_bytes())
