"""What people write into the column for approval."""

import re

from pipeline.languages import known_languages, language

# Signs, and words that people write whatever their language.
_YES = frozenset("x ✓ ✔ ☑ ☒ ✅ ok okay oui 1".split())
_NO = frozenset(["", *"- – ☐ □ non 0".split()])


def read_approval(text: str) -> tuple[bool, str]:
    """Return whether a cell says yes, and a sentence where it says neither yes nor no."""
    word = re.sub(r"[\s.!]+", " ", text).strip().casefold()
    known = [language(code).writing for code in known_languages()]
    if word in _YES.union(*(writing.yes for writing in known)):
        return True, ""
    remark = f"the column for approval says “{text.strip()}”, which is taken for no yes."
    return False, "" if word in _NO.union(*(writing.no for writing in known)) else remark
