"""Kinds of images that a handout can show, told by their first bytes: a name is sometimes wrong.

An image is looked at before it is shown: one that is broken, that would take all of a machine's
memory, or that reads other files, is refused.
"""

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pipeline.errors import HandoutsError
from pipeline.system.boundary import boundary

# Bytes of an image, and of all images of a lesson.
MOST_BYTES = 40_000_000
# Pixels. A telephone's camera has up to 50 millions; unpacked each takes four bytes or more.
MOST_PIXELS = 60_000_000
# Elements of a drawing, those counted again that it uses again.
MOST_ELEMENTS = 100_000
_DEEPEST = 100

_MEDIA_TYPES = {
    rb"\x89PNG\r\n": "image/png",
    rb"\xff\xd8\xff": "image/jpeg",
    rb"GIF8": "image/gif",
    rb"RIFF.{4}WEBP": "image/webp",
    rb"(\xef\xbb\xbf)?\s*<(\?xml|!--|!DOCTYPE svg|svg\b)": "image/svg+xml",
}
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
}
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")

# A drawing from elsewhere could run a program or show a file of whoever opens it. It may hold
# photographs, and no drawing, in which the same could stand again.
_OWN = rb"#|data:image/(?:png|jpe?g|gif|webp)[;,]"
_REACHES_OUT = re.compile(
    rb"<script|<!ENTITY|@import|<\?xml-stylesheet|\b(?:href|src)\s*=\s*[\"']\s*(?!%s)"
    rb"|url\(\s*[\"']?\s*(?!%s|[\"'#])" % (_OWN, _OWN),
    re.IGNORECASE,
)
# Where CSS may hide what it says behind an escape.
_STYLED = re.compile(rf"\\|@import|url\(\s*[\"']?\s*(?!{_OWN.decode()}|[\"'#])", re.IGNORECASE)


class _ImageError(HandoutsError):
    """What forbids to show an image."""


def media_type(image: bytes) -> str | None:
    """Return the media type of an image; None if it is of no kind that a handout can show."""
    kinds = (kind for start, kind in _MEDIA_TYPES.items() if re.match(start, image, re.DOTALL))
    return next(kinds, None)


def suffix(image: bytes) -> str | None:
    """Return the ending that an image's file should have, its dot included, or None as above."""
    kind = media_type(image)
    return _SUFFIXES[kind] if kind else None


def problem(image: bytes) -> str:
    """Return why an image cannot be shown, as "it is empty"; an empty text where it can."""
    if not image:
        return "it is empty"
    if len(image) > MOST_BYTES:
        return f"it has {len(image) / 1e6:.0f} MB, and may have {MOST_BYTES // 1_000_000}"
    kind = media_type(image)
    if kind is None:
        return "it is no PNG, JPEG, GIF, WebP or SVG file"
    try:
        with boundary(_ImageError, what="it is damaged"):
            _check_drawing(image) if kind == "image/svg+xml" else _check_photograph(image)
    except _ImageError as bad:
        return bad.what
    return ""


def _check_photograph(image: bytes) -> None:
    """Look whether a picture can be unpacked, and is not too large to be.

    Raises:
        _ImageError, and what Pillow raises.
    """
    import warnings

    from PIL import Image, ImageFile

    # WeasyPrint wants it otherwise, in the processes that it has to itself.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what looks like a bomb; the limit here is lower
        with Image.open(io.BytesIO(image), formats=_FORMATS) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                what = (
                    f"it has {width} × {height} pixels, and may have {MOST_PIXELS // 10**6} million"
                )
                raise _ImageError(what)
            opened.draft("RGB", (64, 64))  # of a JPEG, an eighth is enough
            opened.load()


def _check_drawing(image: bytes) -> None:
    """Look whether a drawing is whole, draws on nothing else, and does not repeat itself for ever.

    Raises:
        _ImageError, and what expat raises.
    """
    tree = ElementTree.fromstring(image)
    if _local(tree.tag) != "svg":
        raise _ImageError("it is no PNG, JPEG, GIF, WebP or SVG file")
    if reaches_out(image) or any(map(_acts, tree.iter())):
        raise _ImageError("this drawing runs a program or draws on other files")
    by_id = {element.get("id", ""): element for element in tree.iter()}
    if _count(tree, by_id, {}, 0) > MOST_ELEMENTS:
        raise _ImageError(f"this drawing has more than {MOST_ELEMENTS} parts")


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _acts(element: Element) -> bool:
    """Whether an element of a drawing does more than draw."""
    if _local(element.tag) in ("script", "foreignObject", "iframe"):
        return True
    if _local(element.tag) == "style" and _STYLED.search("".join(element.itertext())):
        return True
    return any(
        _local(name).startswith("on") or (_local(name) != "d" and _STYLED.search(value))
        for name, value in element.items()
    )


def _count(
    element: Element, by_id: dict[str, Element], known: dict[Element, int], deep: int
) -> int:
    """Return how many elements are drawn for one, with what it uses."""
    if element not in known:
        if deep > _DEEPEST:
            raise _ImageError("this drawing is nested too deeply, or contains itself")
        parts = (
            _count(part, by_id, known, deep + 1) for part in (*element, *_used(element, by_id))
        )
        known[element] = 1 + sum(parts)
    return known[element]


def _used(element: Element, by_id: dict[str, Element]) -> Iterator[Element]:
    """Yield what an element draws that stands elsewhere in the drawing."""
    for name, value in element.items():
        if _local(name) == "href":
            names = [value.removeprefix("#")]
        else:
            names = re.findall(r"url\(\s*[\"']?#([^)\"']+)", value)
        yield from (by_id[name] for name in names if name in by_id)


def reaches_out(image: bytes) -> bool:
    """Whether an image is a drawing that runs a program or draws on other files."""
    return media_type(image) == "image/svg+xml" and bool(_REACHES_OUT.search(image))
