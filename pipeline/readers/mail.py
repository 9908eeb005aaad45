"""A message as mail programs save it (.eml) → the same in plain letters, its head with it.

Its text may be packed for its way through the net, and be one of several parts. A page with its
pictures that a browser saves as one file (.mhtml) has the same form.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

_STARTS = re.compile(
    rb"(?:(?:From |Return-Path:|Received:|Delivered-To:|Message-ID:|MIME-Version:|Date:|From:|To:"
    rb"|Subject:|X-[\w-]+:|DKIM-Signature:|ARC-[\w-]+:|Authentication-Results:)[^\r\n]*\r?\n)",
    re.IGNORECASE,
)
# What a browser saves as one file has the form of a message, and is a page.
_SAVED_PAGE = re.compile(rb"^From: <Saved by|^Snapshot-Content-Location:", re.MULTILINE)
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_HEAD = ("From", "To", "Subject", "Date")


def is_message(content: bytes) -> bool:
    """Whether a file is a message that a mail program saved."""
    head = _head(content)
    packed = re.search(rb"^(?:MIME-Version|Content-Transfer-Encoding):", head, re.M | re.I)
    named = re.search(rb"^(?:Subject|From):", head, re.M | re.I)
    return bool(_STARTS.match(content) and packed and named and not _SAVED_PAGE.search(head))


def read_message(content: bytes) -> tuple[str, bool]:
    """Return a message as text, and whether that is HTML, which has no head."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        return text, True
    head = "".join(f"{key}: {message[key]}\n" for key in _HEAD if message[key])
    return f"{head}\n{text}", False


@dataclass(frozen=True)
class SavedPage:
    """What a browser saved as one file.

    Attributes:
        html: The bytes of the page.
        charset: The encoding that they are said to have; empty where nothing is said.
        address: Where it was on the web.
        images: The bytes of its pictures, by their addresses on the web.
    """

    html: bytes
    charset: str
    address: str
    images: dict[str, bytes]


def is_saved_page(content: bytes) -> bool:
    """Whether a file is a page with its pictures."""
    head = _head(content)
    return bool(_SAVED_PAGE.search(head) and re.search(rb"^MIME-Version:", head, re.M | re.I))


def read_saved_page(content: bytes) -> SavedPage | None:
    """Return the page in a file that a browser saved; None where there is none in it."""
    message = message_from_bytes(content, policy=policy.default)
    parts = [part for part in message.walk() if isinstance(part, EmailMessage)]
    page = next((part for part in parts if part.get_content_type() in _PAGE_TYPES), None)
    if page is None:
        return None
    images: dict[str, bytes] = {}
    for part in parts:
        if part.get_content_maintype() == "image":
            if location := part["Content-Location"]:
                images[str(location)] = _bytes(part)
            if name := part["Content-ID"]:
                images["cid:" + str(name).strip("<>")] = _bytes(part)
    address = str(message["Snapshot-Content-Location"] or page["Content-Location"] or "")
    return SavedPage(_bytes(page), page.get_content_charset() or "", address, images)


def _head(content: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", content[:20_000], maxsplit=1)[0]


def _bytes(part: EmailMessage) -> bytes:
    unpacked = part.get_payload(decode=True)
    assert isinstance(unpacked, bytes)
    return unpacked
