"""Lines below a title that are no part of the text: who wrote it, and when."""

from pipeline.languages import SOURCE, language


def told(line: str) -> tuple[str, str] | None:
    """Return what a line says of the text, as a key of the front matter with its value.

    None where it says nothing of the kind.
    """
    known = language(SOURCE).writing
    if byline := known.byline.fullmatch(line):
        return "author", byline[1]
    return ("date", line) if known.date_line.fullmatch(line) else None
