"""Handout → EPUB 3 with pandoc: one HTML page that pandoc splits into chapters and packs.

The style sheet stacks the pairs and puts them side by side where the screen is wide.
"""

import base64
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pipeline.alignment.bitext import Row
from pipeline.errors import WriterError
from pipeline.handout.model import Handout
from pipeline.handout.writers import rendering
from pipeline.handout.writers.pictures import read_images
from pipeline.system import pandoc
from pipeline.system.images import media_type
from pipeline.text.xml import legal

_TEMPLATES = Path(__file__).parent / "templates" / "epub"


# The roles of ARIA that say what `epub:type` says, to those that read the book aloud.
_ROLES = {"noteref": "doc-noteref", "glossary": "doc-glossary", "colophon": "doc-colophon"}

# pandoc takes the mark of a note out of the table of contents where the link is around it.
_NOTE_MARK = re.compile(r'<sup>(<a class="noteref"[^>]*>)(\d+)</a></sup>')


def render(handout: Handout, folder: Path, time: datetime) -> bytes:
    """Return the finished EPUB; see `pipeline.handout.writers.Writer`."""
    images = read_images(handout, folder)
    return _finish(_to_epub(_page(handout, images, time)), handout, images, time)


def to_html(handout: Handout, folder: Path, time: datetime) -> str:
    """Return the page that pandoc reads; raises like `render`."""
    return _page(handout, read_images(handout, folder), time)


def _page(handout: Handout, images: Mapping[str, bytes], time: datetime) -> str:
    template = rendering.environment().get_template("epub/handout.html")
    page = template.render(
        handout=handout,
        images={name: _stand_in(name, content) for name, content in images.items()},
        widths=_widths,
        noted_in=rendering.noted_in(handout),
        modified=time.astimezone(UTC),
    )
    page = _NOTE_MARK.sub(r"\1<sup>\2</sup></a>", page)
    return legal(page)  # one form feed from a copied PDF would break the book


def _stand_in(name: str, image: bytes) -> str:
    """Return a `data:` address that says only the image's name; `_finish` puts the image there.

    In its sandbox pandoc reads no files, and it takes two seconds for each megabyte of data.
    """
    return f"data:{media_type(image)};base64,{base64.b64encode(name.encode()).decode()}"


def _widths(row: Row) -> list[float]:
    """Return the widths of a table's columns in percent, by the longest text of each.

    They are the same for both languages. Without them a reading system may set a table wider
    than its screen, and what does not fit is cut off.
    """
    columns = [row.pairs[i :: row.block.columns] for i in range(row.block.columns)]
    shares = [
        max(_room(marked.text) for pair in column for marked in (pair.source, pair.target))
        for column in columns
    ]
    return [100 * share / sum(shares) for share in shares]


def _room(text: str) -> int:
    """Return the characters that a line of a cell should hold: all of a short text."""
    return min(len(text), 24) + 4


def _to_epub(page: str) -> bytes:
    options = ("--epub-title-page=false", "--toc-depth=4", "--fail-if-warnings")
    # It knows no <details>, and lets through what is not a part of its documents.
    return pandoc.convert(page.encode(), "html+raw_html", "epub3", WriterError, *options)


def _finish(epub: bytes, handout: Handout, images: Mapping[str, bytes], time: datetime) -> bytes:
    """Put in images, style sheet and what pandoc has no field for; pack without the date."""
    by_stand_in = {name.encode(): image for name, image in images.items()}
    finished = io.BytesIO()
    with ZipFile(io.BytesIO(epub)) as old, ZipFile(finished, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            content = by_stand_in.get(content, content)
            if name.endswith(".opf"):
                content = _package(content.decode(), handout, time).encode()
            elif name.endswith(".css"):
                content = (_TEMPLATES / "style.css").read_bytes()
            elif name.endswith(".xhtml"):
                content = _chapter(content.decode(), handout).encode()
            entry = ZipInfo(name)  # dated 1980
            entry.create_system = 3  # the same on every system
            # A reader knows an EPUB by its first bytes, so this one stays as it is.
            entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            new.writestr(entry, content)
    return finished.getvalue()


def _package(opf: str, handout: Handout, time: datetime) -> str:
    """Name the second language, and the date that pandoc does not know in its sandbox."""
    date = time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    opf = re.sub(r'(<meta property="dcterms:modified">)[^<]*', rf"\g<1>{date}", opf)
    language = "</dc:language>\n    <dc:language>"
    return opf.replace("</dc:language>", f"{language}{handout.target}</dc:language>", 1)


def _chapter(page: str, handout: Handout) -> str:
    """Title a chapter with its heading, and name each language for readers of XML as well."""
    if 'epub:type="toc"' in page:
        contents = handout.labels("contents").target
        page = page.replace("</h1>", f' · <span lang="{handout.target}">{contents}</span></h1>', 1)
        page = re.sub(r"<span><sup>\d+</sup></span>", "", page)  # a heading's footnote marks
    if heading := re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL):
        title = re.sub(r"<[^>]*>", "", heading[1])
        page = re.sub(r"<title>[^<]*", lambda _: f"<title>{title}", page, count=1)
    page = re.sub(r"<th[^>]*>(\s*|<span class=\"blank\"></span>)</th>", r"<td>\1</td>", page)
    for type_, role in _ROLES.items():
        page = page.replace(f'epub:type="{type_}"', f'epub:type="{type_}" role="{role}"')
    return re.sub(r'(<[^<>]* lang="([\w-]+)")(?! xml:lang)', r'\1 xml:lang="\2"', page)
