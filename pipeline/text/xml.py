"""What XML can hold."""

import re

# What XML 1.0 cannot hold, https://www.w3.org/TR/xml/#charsets.
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return a text with line feeds only, and without what XML cannot hold."""
    return _ILLEGAL.sub("", re.sub("\r\n?", "\n", text))
