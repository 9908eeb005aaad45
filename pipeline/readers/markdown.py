"""Texts with spans → the Markdown of whole blocks, each read back before it is given out.

`text.markup` knows a line of text; at the beginning of a line the same characters may start a list,
a heading, a table. What would be read as something else is written another way.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipeline.text import markup
from pipeline.text.markup import Marked, Style

# What may begin a block, at the beginning of a line.
_STARTS = re.compile(r"^(?=[#>+\-=|:])|(?<=\d)(?=[.)](?:\s|$))|(?<=\])(?=:)")


def trimmed(marked: Marked) -> Marked:
    """Return a text without white space at its ends, its spans with it."""
    first = len(marked.text) - len(marked.text.lstrip())
    last = max(first, len(marked.text.rstrip()))
    spans = []
    for span in marked.spans:
        start, end = (min(max(i, first), last) - first for i in (span.start, span.end))
        if start < end or span.style is Style.NOTE:
            spans.append(replace(span, start=start, end=end))
    return Marked(marked.text[first:last]).with_spans(spans)


def one_lined(marked: Marked) -> Marked:
    """Return a text with its line breaks as blanks."""
    return replace(marked, text=marked.text.replace("\n", " "))


def plainest(text: str) -> str:
    """Return a text so that no character of it can mean anything."""
    escaped = re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", text)
    return escaped.replace("\n", "\\\n")


def written_paragraph(marked: Marked) -> str | None:
    """Return the Markdown of a paragraph; None where Markdown cannot say it."""
    return _first(marked, _lines(marked), _read_paragraph)


def written_heading(marked: Marked) -> str:
    """Return the Markdown of a heading on one line, without its `#` signs."""
    candidates = (re.sub(r"#(?=#*$)", r"\#", line) for line in _lines(marked))
    found = _first(marked, candidates, lambda line: _read_inline(f"# {line}", "heading_open"))
    return found or plainest(marked.text)


def written_figure(caption: Marked, file: str) -> str:
    """Return the Markdown of an image by itself, its caption in the place of its description."""
    found = _first(caption, _lines(caption), lambda line: _read_figure(line, file))
    return f"![{plainest(caption.text) if found is None else found}]({_address(file)})"


def written_table(rows: Sequence[Sequence[Marked]]) -> str:
    """Return the Markdown of a table; the first row is its head, and no row is longer."""
    lines = [" | ".join(map(_cell, row)) for row in rows]
    lines.insert(1, " | ".join("---" for _ in rows[0]))
    return "\n".join(f"| {line} |" for line in lines)


def _cell(marked: Marked) -> str:
    candidates = (
        re.sub(r"\\*\|", _escaped_pipe, line.replace("\\\n", "<br>")) for line in _lines(marked)
    )
    found = _first(marked, candidates, _read_cell)
    if found is None:
        found = plainest(marked.text).replace("\\\n", "<br>").replace(r"\|", "&#124;")
    return found


def _escaped_pipe(pipe: re.Match[str]) -> str:
    return r"\|" if pipe[0] in ("|", r"\|") else f"{pipe[0][:-1]}&#124;"


def _first(
    marked: Marked, candidates: Iterator[str], read: Callable[[str], Marked | None]
) -> str | None:
    wanted = _covered(marked)
    for candidate in candidates:
        found = read(candidate)
        if found is not None and _covered(found) == wanted:
            return candidate
    return None


def _covered(marked: Marked) -> tuple[str, frozenset[tuple[str, str, int]]]:
    """Return what a reader sees: the text, and the styles of each character."""
    places = {
        (span.style.value, span.value, place)
        for span in marked.spans
        for place in range(span.start, max(span.end, span.start + 1))
    }
    return marked.text, frozenset(places)


def _lines(marked: Marked) -> Iterator[str]:
    """Yield ways to write a text, the plainest first."""
    text = markup.render(marked)
    yield text
    guarded = "\n".join(map(_guarded, text.split("\n")))
    yield guarded
    # A comment at the beginning of a line would make the whole line one.
    bare = re.sub(r"^(<!-- -->)+", "", text, flags=re.MULTILINE)
    yield "\n".join(map(_guarded, bare.split("\n")))


def _guarded(line: str) -> str:
    found = _STARTS.search(line)
    begins = found and re.fullmatch(r"(\d{1,9}|\[\^[^\]]*\])?", line[: found.start()])
    return f"{line[: found.start()]}\\{line[found.start() :]}" if found and begins else line


def _read_inline(text: str, block: str) -> Marked | None:
    """Return the one inline content of a text that is one block of the kind given."""
    tokens = markup.parser().parse(text, _notes_known(text))
    kinds = [token.type for token in tokens]
    if "footnote_block_open" in kinds:
        tokens = tokens[: kinds.index("footnote_block_open")]
    if len(tokens) != 3 or tokens[0].type != block:
        return None
    return markup.from_tokens(tokens[1].children or [])


def _read_paragraph(text: str) -> Marked | None:
    return _read_inline(text, "paragraph_open")


def _read_figure(caption: str, file: str) -> Marked | None:
    tokens = markup.parser().parse(f"![{caption}]({_address(file)})", _notes_known(caption))
    inner = [token for token in tokens if token.type == "inline"]
    children = inner[0].children or [] if inner else []
    if len(children) != 1 or children[0].type != "image":
        return None
    return markup.from_tokens(children[0].children or [])


def _read_cell(text: str) -> Marked | None:
    tokens = markup.parser().parse(f"| {text} |\n| --- |", _notes_known(text))
    inner = [token for token in tokens if token.type == "inline"]
    if tokens[0].type != "table_open" or len(inner) < 1:
        return None
    return markup.from_tokens(inner[0].children or [])


def _notes_known(text: str) -> dict[str, object]:
    labels = re.findall(r"\[\^([^\]\s]+)\]", text)
    return {"footnotes": {"refs": {f":{label}": -1 for label in labels}}}


def _address(file: str) -> str:
    return file if re.fullmatch(r"[\w./-]+", file) else f"<{file}>"
