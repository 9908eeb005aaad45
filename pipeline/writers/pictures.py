"""The images of an article, for the formats that take them along."""

from pathlib import Path

from pipeline.errors import WriterError
from pipeline.handout import Handout
from pipeline.images import media_type


def read_images(handout: Handout, folder: Path) -> dict[str, bytes]:
    """Return the bytes of the article's images, by their names in it.

    Args:
        handout: The handout that shows them.
        folder: The folder of the article.

    Raises:
        WriterError: Where one is missing or of a kind that screens do not show.
    """
    return {image: _read_image(folder, image) for image in handout.images()}


def _read_image(folder: Path, image: str) -> bytes:
    path = folder / image
    mend = f"or take it out of {folder / 'article.md'}"
    if not path.is_file():
        what = "This image of the article is missing"
        raise WriterError(what, path=path, mend=f"Put the file there, {mend}")
    content = path.read_bytes()
    if media_type(content) is None:
        what = "This image is no PNG, JPEG, GIF, WebP or SVG file, and no other can be shown"
        raise WriterError(what, path=path, mend=f"Save it as one of these, {mend}")
    return content
