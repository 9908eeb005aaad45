"""Kinds of images that a handout can show, told by their first bytes: a name is sometimes wrong."""

import re

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

# A drawing from elsewhere could run a program or show a file of whoever opens it.
_REACHES_OUT = re.compile(
    rb"<script|<!ENTITY|@import|\bhref\s*=\s*[\"'](?!#|data:)|url\(\s*[\"']?(?!#|data:|[\"'#])",
    re.IGNORECASE,
)


def media_type(image: bytes) -> str | None:
    """Return the media type of an image; None if it is of no kind that a handout can show."""
    kinds = (kind for start, kind in _MEDIA_TYPES.items() if re.match(start, image, re.DOTALL))
    return next(kinds, None)


def suffix(image: bytes) -> str | None:
    """Return the ending that an image's file should have, its dot included, or None as above."""
    kind = media_type(image)
    return _SUFFIXES[kind] if kind else None


def reaches_out(image: bytes) -> bool:
    """Whether an image is a drawing that runs a program or draws on other files."""
    return media_type(image) == "image/svg+xml" and bool(_REACHES_OUT.search(image))
