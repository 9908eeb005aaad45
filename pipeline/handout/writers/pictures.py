"""The images of an article, for the formats that take them along."""

from pathlib import Path

from pipeline.errors import WriterError
from pipeline.handout.model import Handout
from pipeline.system.images import media_type


def image_files(handout: Handout, folder: Path) -> dict[str, Path]:
    """Return where the article's images stand, by their names in it.

    Args:
        handout: The handout that shows them.
        folder: The folder of the article.

    Raises:
        WriterError: Where one is missing.
    """
    found = {image: folder / image for image in handout.images()}
    for path in found.values():
        if not path.is_file():
            what = "This image of the article is missing"
            mend = f"Put the file there, {_or_without(folder)}"
            raise WriterError(what, path=path, mend=mend)
    return found


def read_images(handout: Handout, folder: Path) -> dict[str, bytes]:
    """Return the bytes of the images of `image_files`.

    Raises:
        WriterError: Where one is missing or of a kind that screens do not show.
    """
    images = {name: path.read_bytes() for name, path in image_files(handout, folder).items()}
    for name, content in images.items():
        if media_type(content) is None:
            what = "This image is no PNG, JPEG, GIF, WebP or SVG file, and no other can be shown"
            mend = f"Save it as one of these, {_or_without(folder)}"
            raise WriterError(what, path=folder / name, mend=mend)
    return images


def _or_without(folder: Path) -> str:
    return f"or take it out of {folder / 'article.md'}"
