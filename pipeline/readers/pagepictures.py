"""The pictures of a web page: their addresses, those that are none, what describes them."""

import re
from xml.etree.ElementTree import Element

from pipeline.readers.elements import words

# Pixels. What is smaller is a bullet, an icon, or there to count readers.
_ICON = 48
# Characters of the address of an image that is in it, and has but a few pixels.
_PLACEHOLDER = 200
# Descriptions that say nothing of a picture.
_NO_DESCRIPTION = re.compile(
    r"(?i)(\W*|.*\.(jpe?g|png|gif|webp|svg|avif)|(img|dsc|image|photo|picture|line|logo|icon|spacer"
    r"|placeholder|thumbnail|untitled)[\W\d_]*)"
)


def settle(image: Element) -> None:
    """Give an image that a script would load later its real address."""
    address = image.get("src") or ""
    given = (image.get(name) for name in ("data-src", "data-original", "data-lazy-src"))
    lists = ((image.get(name) or "").split() for name in ("data-srcset", "srcset"))
    later = next(filter(None, (*given, *(listed[0] for listed in lists if listed))), "")
    if later and (not address or address.startswith("data:")):
        image.set("src", later)


def is_icon(image: Element) -> bool:
    """Whether an image is a bullet or counts readers, or holds the place of one to be loaded."""
    if image.tag != "img":
        return False
    address = image.get("src") or ""
    if address.startswith("data:") and len(address) < _PLACEHOLDER:
        return True
    style = dict(re.findall(r"\b(width|height)\s*:\s*(\d+)px", image.get("style") or ""))
    sizes = [style.get(side) or image.get(side) or "" for side in ("width", "height")]
    known = [int(size.removesuffix("px")) for size in sizes if size.removesuffix("px").isdigit()]
    return bool(known) and (min(known) <= 2 or (len(known) == 2 and max(known) < _ICON))


def describe(body: Element) -> None:
    """Mark the alternative texts of pictures that have no caption, and drop what is none."""
    for figure in body.iter("figure"):
        if any(e.tag == "figcaption" and words(e) for e in figure.iter()):
            for image in figure.iter("img"):
                image.set("class", "captioned")
    for image in body.iter("img"):
        if _NO_DESCRIPTION.fullmatch(image.get("alt") or ""):
            image.set("alt", "")
        if image.get("class") != "captioned":
            image.set("class", "alternative")
