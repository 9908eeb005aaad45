"""A message as mail programs save it (.eml) → the same in plain letters, its head with it.

Its text may be packed for its way through the net, and be one of several parts.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

_STARTS = re.compile(
    rb"(?:(?:From |Return-Path:|Received:|Delivered-To:|Message-ID:|MIME-Version:|Date:|From:|To:"
    rb"|Subject:|X-[\w-]+:|DKIM-Signature:|ARC-[\w-]+:|Authentication-Results:)[^\r\n]*\r?\n)",
    re.IGNORECASE,
)
# What a browser saves as one file has the form of a message, and is a page.
_SAVED_PAGE = re.compile(rb"^From: <Saved by|^Snapshot-Content-Location:", re.MULTILINE)
_HEAD = ("From", "To", "Subject", "Date")


def is_message(content: bytes) -> bool:
    """Whether a file is a message that a mail program saved."""
    head = re.split(rb"\r?\n\r?\n", content[:20_000], maxsplit=1)[0]
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
