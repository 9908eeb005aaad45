"""The border to what others wrote: whatever a library makes of it becomes one line for a person.

ruamel, zipfile, expat, csv and the others fail in more ways than they document. So a reader does
not list their exceptions: it stands in one `boundary`, which lets no exception out but the
reader's own. The first one stays its cause and `--debug` shows it. That a boundary hides no fault
of this program is for `tests/mutations.py` to find out.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import HandoutsError

# Of what a library says of an error, so many characters are shown.
_SAID = 160

# What Git leaves in a file where two versions met, and what msgcat does.
_CONFLICT = re.compile(r"^(?:(<{7}|>{7})(?= |$)|={7}$|\|{7} )|#-#-#-#-#", re.MULTILINE)
_GIT = ("<<<<<<<", ">>>>>>>", "=======", "||||||| ")
_MSGCAT = "#-#-#-#-#"
# What no editor shows and no text has; of the controls, tab and form feed come with copied texts.
# Halves of a character come from escapes only.
CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
# Line ends, as editors count them.
_LINE_END = re.compile("\r\n?|\n")


@contextmanager
def boundary(
    error: type[HandoutsError],
    path: Path | str | None = None,
    *,
    what: str = "This file cannot be read",
    mend: str = "",
    has_lines: bool = True,
) -> Iterator[None]:
    """Let nothing out of a reader but errors that say what, where and how to mend it.

    Args:
        error: The error class to raise for an exception of any other kind.
        path: The file that is read.
        what: What is wrong with it, a sentence without its full stop.
        mend: How to put it right.
        has_lines: Whether the lines that a library names are lines of the file.

    Raises:
        HandoutsError: One that was raised inside as it is; any other exception as the class given,
            with its line where the library tells it.
    """
    try:
        yield
    except HandoutsError:
        raise
    except Exception as bad:
        line = line_of(bad) if has_lines else None
        raise error(f"{what}: {said(bad)}", path=path, line=line, mend=mend) from bad


def said(bad: BaseException) -> str:
    """Return what an exception says, in one line of words."""
    if isinstance(bad, RecursionError):
        return "it is nested too deeply"
    if isinstance(bad, MemoryError):
        return "there is not enough memory for it"
    if isinstance(bad, OSError) and bad.strerror:
        return bad.strerror
    words = " ".join(str(bad).split()) or type(bad).__name__
    return words if len(words) <= _SAID else f"{words[: _SAID - 1]}…"


def line_of(bad: BaseException) -> int | None:
    """Return the line that an exception of a library names, from 1 on; None where it has none."""
    mark = getattr(bad, "problem_mark", None) or getattr(bad, "context_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    place = getattr(bad, "position", None)  # expat's: line and column
    line = place[0] if isinstance(place, tuple) else getattr(bad, "lineno", None)
    return line if isinstance(line, int) and line > 0 else None


def refuse_conflicts(text: str, path: Path | str, error: type[HandoutsError]) -> None:
    """Refuse a text in which two versions met and nobody chose one.

    A line of seven `=` is a mark too, where it does not underline a heading of just that width.

    Raises:
        HandoutsError: As the class given, with the line of the first mark.
    """
    if not any(mark in text for mark in (*_GIT, _MSGCAT)):
        return
    plain = _LINE_END.sub("\n", text.removeprefix("\ufeff"))
    for found in _CONFLICT.finditer(plain):
        before = plain[: found.start()].split("\n")
        underlines = Path(path).suffix in (".md", ".markdown", ".txt") and len(before) > 1
        if found[0].startswith("=") and underlines and len(before[-2].strip()) == len(found[0]):
            continue
        if found[0] == _MSGCAT:
            mend = f"Choose one version in each conflict and remove the lines with {_MSGCAT}"
            what = "A conflict of msgcat's is left in this file"
        else:
            what = "A Git merge conflict is left in this file"
            mend = (
                "Choose one version in each conflict and remove the lines <<<<<<< ======= >>>>>>>"
            )
        raise error(what, path=path, line=len(before), mend=mend)


def refuse_controls(text: str, path: Path | str, error: type[HandoutsError]) -> None:
    """Refuse a text with a control character in it: it would reach a screen, or a style sheet.

    Raises:
        HandoutsError: As the class given, with the line of the first one.
    """
    if found := CONTROL.search(text):
        line = 1 + len(_LINE_END.findall(text, 0, found.start()))
        before = text[: found.start()]
        column = 1 + found.start() - max(before.rfind("\n"), before.rfind("\r")) - 1
        what = f"There is a control character, U+{ord(found[0]):04X}, in column {column}"
        mend = "Delete it: it came along with a copied text"
        raise error(what, path=path, line=line, mend=mend)


def shown(text: str) -> str:
    r"""Return a text for a screen: what would drive a terminal is written out, as `\x1b`."""
    return _UNSHOWN.sub(lambda found: repr(found[0])[1:-1], text)


# Control characters but tab and line feed, what turns the direction of writing (which can make a
# name look like another), and halves of a character, which no screen takes.
_UNSHOWN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
