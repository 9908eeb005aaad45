"""Handout → DOCX with pandoc, for a teacher who rearranges: all that shows is in named styles.

pandoc makes the document of one HTML page. The styles, the paper, the footer and what pandoc has no
word for are put in afterwards.
"""

import base64
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import Markup

from pipeline.errors import WriterError
from pipeline.handout.model import Handout
from pipeline.handout.writers import rendering
from pipeline.handout.writers.pictures import image_files
from pipeline.system import pandoc
from pipeline.system.images import media_type
from pipeline.system.ooxml import (
    HEAD,
    OFFICE,
    PACKAGE,
    PAPERS,
    TYPES,
    WORD,
    footer,
    full_language,
    page_count,
    run,
)
from pipeline.text.labels import words
from pipeline.text.markup import Marked
from pipeline.text.xml import legal

_W = f"{{{WORD}}}"
_R = f"{{{OFFICE}/relationships}}"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
# The prefixes that Word writes; some programs know no others.
_PREFIXES = {
    "w": WORD,
    "r": f"{OFFICE}/relationships",
    "m": f"{OFFICE}/math",
    "a": f"{_DRAWING}/main",
    "pic": f"{_DRAWING}/picture",
    "wp": f"{_DRAWING}/wordprocessingDrawing",
}
# Twentieths of a point: the margins, 16 mm, and the one below with room for the footer.
_MARGIN, _BELOW = 907, 1361
# In a twentieth of a point there are so many of the units that pictures are measured in.
_EMU = 635
# Characters in both languages. A row of ten lines stays whole; were longer ones to, a third of
# many a page would be empty.
_WHOLE = 900
# The style of tables whose rows without a number belong on the page of what stands above.
_TOGETHER = "Together"
# What every version of Word shows.
_SHOWN = ("image/png", "image/jpeg", "image/gif")
# Bytes. The size of a picture is told within its first ones: a camera's preview, which comes
# before it in a JPEG, has no more than 64 KiB.
_START = 2**17


def render(handout: Handout, folder: Path, time: datetime) -> bytes:
    """Return the finished document; see `pipeline.handout.writers.Writer`."""
    images = _read_images(handout, folder)
    stand_ins = {name: _stand_in(name, image) for name, image in images.items()}
    page = _page(handout, stand_ins).encode()
    document = pandoc.convert(page, "html", "docx", WriterError)
    named = {stand_ins[name]: image for name, image in images.items()}
    return _finish(document, handout, named, time)


def _read_images(handout: Handout, folder: Path) -> dict[str, bytes]:
    """Return the pictures that Word can show; for another its name will stand.

    Raises:
        WriterError: Where one is missing.
    """
    images = {name: path.read_bytes() for name, path in image_files(handout, folder).items()}
    return {name: image for name, image in images.items() if media_type(image) in _SHOWN}


def _stand_in(name: str, image: bytes) -> bytes:
    """Return a picture's first bytes, by which pandoc tells its size, and its name.

    In its sandbox pandoc reads no files, and it takes two seconds for each megabyte of data.
    """
    return image[:_START] + b"\0" + name.encode()


def _page(handout: Handout, images: Mapping[str, bytes]) -> str:
    def as_html(marked: Marked) -> Markup:
        return _inline(marked, handout)

    addresses = {
        name: f"data:{media_type(image)};base64,{base64.b64encode(image).decode()}"
        for name, image in images.items()
    }
    template = rendering.environment().get_template("docx/handout.html")
    return legal(template.render(handout=handout, images=addresses, inline=as_html))


def _inline(marked: Marked, handout: Handout) -> Markup:
    """Return a text as HTML, what leads to another place of the handout not as a link."""
    text = str(rendering.inline(marked, handout))
    text = re.sub(r'<a class="noteref"[^>]*>(.*?)</a>', r"\1", text)
    word = r'<span custom-style="Vocabulary Word">\1</span>'
    return Markup(re.sub(r'<a class="term"[^>]*>(.*?)</a>', word, text))


def _finish(
    document: bytes, handout: Handout, images: Mapping[bytes, bytes], time: datetime
) -> bytes:
    """Put in the pictures and what is ours; pack without the date."""
    finished = io.BytesIO()
    with ZipFile(io.BytesIO(document)) as old, ZipFile(finished, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        parts["word/styles.xml"] = _styles(handout).encode()
        parts["word/fontTable.xml"] = (HEAD + _fonts(handout)).encode()
        parts["word/footer1.xml"] = (HEAD + _footer(handout)).encode()
        parts["word/document.xml"] = _body(parts["word/document.xml"], handout)
        parts["docProps/core.xml"] = (HEAD + _properties(handout, time)).encode()
        for name, (end, added) in _ADDED.items():
            parts[name] = parts[name].replace(end, added + end)
        for name, content in parts.items():
            entry = ZipInfo(name)  # dated 1980
            entry.create_system = 3  # the same on every system
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, images.get(content, content))
    return finished.getvalue()


# What names the footer in other parts: before which tag it stands, and the element.
_ADDED = {
    "[Content_Types].xml": (
        b"</Types>",
        f'<Override PartName="/word/footer1.xml" ContentType="{TYPES}.footer+xml"/>'.encode(),
    ),
    "word/_rels/document.xml.rels": (
        b"</Relationships>",
        f'<Relationship Id="footer" Type="{OFFICE}/relationships/footer"'
        f' Target="footer1.xml"/>'.encode(),
    ),
}


def _styles(handout: Handout) -> str:
    template = rendering.environment().get_template("docx/styles.xml")
    language = full_language(handout.source)
    return template.render(handout=handout, language=language).lstrip()


# A typeface that Word and LibreOffice bring, for a machine without the one that is named.
_INSTEAD = {"roman": "Cambria", "swiss": "Calibri"}


def _fonts(handout: Handout) -> str:
    """Return the table of fonts: what kind each is, and which to take in its place."""
    kinds = {handout.layout.text_font: "roman", handout.layout.label_font: "swiss"}
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(_INSTEAD[kind])}/>"
        f'<w:family w:val="{kind}"/><w:pitch w:val="variable"/></w:font>'
        for name, kind in kinds.items()
    )
    return f'<w:fonts xmlns:w="{WORD}">{fonts}</w:fonts>'


def _footer(handout: Handout) -> str:
    """Return the footer: where the text comes from, how far the translation is, and the page."""
    source, target = full_language(handout.source), full_language(handout.target)
    progress = run(f"{handout.progress.source} · ", source) + run(handout.progress.target, target)
    origin = " · ".join(handout.provenance)
    lines = [run(legal(origin), source)] if origin else []
    return footer([*lines, progress, page_count(words(handout.source)["page"])], "footer")


def _properties(handout: Handout, time: datetime) -> str:
    date = time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    titles = filter(None, (handout.title.source.text, handout.title.target.text))
    title = f"{' – '.join(titles)} ({handout.labels(handout.edition.value).source})"
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{date}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(legal(title))}</dc:title>"
        f"<dc:creator>{escape(legal(handout.author))}</dc:creator>"
        f"<dc:language>{full_language(handout.source)}</dc:language>{dates}</cp:coreProperties>"
    )


def _body(document: bytes, handout: Handout) -> bytes:
    """Complete what pandoc made: languages, rows, pictures, paper."""
    for prefix, address in _PREFIXES.items():
        ElementTree.register_namespace(prefix, address)
    root = ElementTree.fromstring(document)
    for language in root.iter(f"{_W}lang"):
        language.set(f"{_W}val", full_language(language.get(f"{_W}val", "")))
    for row in root.iter(f"{_W}tr"):
        _keep_whole(row)
    for table in root.iter(f"{_W}tbl"):
        if table.find(f"{_W}tblPr/{_W}tblStyle[@{_W}val='{_TOGETHER}']") is not None:
            _keep_together(table)
    width, height = PAPERS[handout.layout.paper.value]
    room = (width - 2 * _MARGIN) * _EMU
    for drawing in root.iter(f"{_W}drawing"):
        _fit(drawing, room)
    for section in root.iter(f"{_W}sectPr"):
        section[:] = _section(width, height)
        section.text = None
    return HEAD.encode() + ElementTree.tostring(root, encoding="unicode").encode()


def _keep_whole(row: Element) -> None:
    """Keep a row on one page, unless it is long."""
    if sum(len(text.text or "") for text in row.iter(f"{_W}t")) > _WHOLE:
        return
    properties = row.find(f"{_W}trPr")
    if properties is None:
        properties = Element(f"{_W}trPr")
        row.insert(0, properties)
    properties.insert(0, Element(f"{_W}cantSplit"))


def _keep_together(table: Element) -> None:
    """Keep a row on the page of the next one that has no number, as a question with its lines."""
    rows = table.findall(f"{_W}tr")
    for row, following in pairwise(rows):
        number = following.find(f"{_W}tc")
        if number is not None and any(text.text for text in number.iter(f"{_W}t")):
            continue
        for paragraph in row.iter(f"{_W}p"):
            properties = paragraph.find(f"{_W}pPr")
            if properties is not None:  # the style comes first
                properties.insert(1, Element(f"{_W}keepNext"))


def _fit(drawing: Element, room: int) -> None:
    """Make a picture no wider than there is room, and take out the data that stood for its name."""
    wide = next(int(e.get("cx", "0")) for e in drawing.iter(f"{{{_PREFIXES['wp']}}}extent"))
    for element in drawing.iter():
        if wide > room and "cx" in element.attrib:
            for side in ("cx", "cy"):
                element.set(side, str(int(element.get(side, "0")) * room // wide))
        if element.get("descr", "").startswith("data:"):
            element.set("descr", "")


def _section(width: int, height: int) -> list[Element]:
    """Return what the one section of the document says: footer and paper."""
    margins = dict.fromkeys(("top", "right", "left"), _MARGIN) | {
        "bottom": _BELOW,
        "header": 425,
        "footer": 425,
        "gutter": 0,
    }
    return [
        Element(f"{_W}footerReference", {f"{_W}type": "default", f"{_R}id": "footer"}),
        Element(f"{_W}pgSz", {f"{_W}w": str(width), f"{_W}h": str(height)}),
        Element(f"{_W}pgMar", {f"{_W}{name}": str(size) for name, size in margins.items()}),
    ]
