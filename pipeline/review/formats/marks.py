"""What people write into the column for approval."""

import re

_YES = {
    "x",
    "✓",
    "✔",
    "☑",
    "☒",
    "✅",
    "ok",
    "okay",
    "yes",
    "y",
    "ja",
    "j",
    "sí",
    "si",
    "s",
    "oui",
} | {*("1", "true", "wahr", "verdadero", "approved", "freigegeben", "aprobado", "aprobada")}
_NO = {"", "-", "–", "☐", "□", "no", "n", "nein", "non", "0", "false", "falsch", "falso"}


def read_approval(text: str) -> tuple[bool, str]:
    """Return whether a cell says yes, and a sentence where it says neither yes nor no."""
    word = re.sub(r"[\s.!]+", " ", text).strip().casefold()
    if word in _YES:
        return True, ""
    remark = f"the column for approval says “{text.strip()}”, which is taken for no yes."
    return False, "" if word in _NO else remark
