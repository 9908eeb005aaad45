"""Files for review as tests write and change them."""

from pathlib import Path
from zipfile import ZipFile

from hypothesis import strategies as st

from pipeline.catalog.catalog import State
from pipeline.cli.main import run
from pipeline.review.rows import Review, ReviewRow, unit_id, version
from pipeline.text import markup
from pipeline.text.markup import Marked, Span, Style

PO = "translations/bridge/es.po"


def export(ending: str, language: str = "es") -> Path:
    path = Path(f"review{ending}")
    assert run(["export", "bridge", language, str(path)]) == 0
    return path


def change(path: Path, old: str, new: str, part: str = "word/document.xml") -> None:
    """Replace what stands exactly once in a file, in one part of it where it is a DOCX."""
    if path.suffix != ".docx":
        text = path.read_bytes().decode("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        path.write_bytes(text.replace(old, new).encode("utf-8"))
        return
    with ZipFile(path) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    assert parts[part].count(old) == 1, f"{old!r} stands {parts[part].count(old)} times"
    parts[part] = parts[part].replace(old, new)
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


WORDS = st.text(
    st.sampled_from(
        "abß ñ\"'“”’.,!*_`[]()<>&=+-@~#|\\1٣\u00a0\u00ad\u200f\u05d0\u0639😀e\u0301\n\t"
    ),
    max_size=24,
)
STYLES = st.sampled_from(
    [
        *((style, "") for style in (Style.STRONG, Style.EMPHASIS, Style.STRIKE, Style.CODE)),
        (Style.LINK, "https://example.org/a_(b)?c=1&d=é"),
        (Style.IMAGE, "a b.png"),
        (Style.NOTE, "n1"),
    ]
)


@st.composite
def markdowns(draw: st.DrawFn) -> str:
    """Markdown as `markup` writes it, with spans that stand beside and within each other."""
    text = ""
    spans = []
    for words, (style, value), inner in draw(
        st.lists(st.tuples(WORDS, STYLES, st.booleans()), max_size=4)
    ):
        text += draw(WORDS)
        start = len(text)
        if style is Style.NOTE:
            spans.append(Span(start, start, style, value))
            continue
        text += words.replace("\n", " ") if style in (Style.CODE, Style.IMAGE) else words
        if words.strip() == words and words:
            spans.append(Span(start, len(text), style, value))
            if inner and style is not Style.STRONG and style not in (Style.CODE, Style.IMAGE):
                spans.append(Span(start, len(text), Style.STRONG))
    return markup.render(Marked(text + draw(WORDS)).with_spans(spans)).strip()


def review_of(*texts: str) -> Review:
    rows = [
        ReviewRow(
            unit_id((None, f"{n}")), f"¶ {n}", "text", f"{n}", text, State.APPROVED, version(text)
        )
        for n, text in enumerate(texts)
    ]
    return Review("a lesson", "Title", "en", "es", "A4", tuple(rows))


def run_of(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
