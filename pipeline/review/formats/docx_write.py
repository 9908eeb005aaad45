"""A review as DOCX for Word or LibreOffice, and back: a table, the two languages side by side.

What the words in its cells look like is what they are: bold, italic, struck out, a link. Text for
the program has styles of its own, by which it is known again. Format: ECMA-376, part 1.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pipeline.review.formats import docx_read
from pipeline.review.rows import Returned, Review, ReviewRow, normal
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
from pipeline.text import markup
from pipeline.text.labels import Labels, language_name, words
from pipeline.text.markup import Marked, Span, Style
from pipeline.text.xml import legal

# Twentieths of a point: the margins.
_MARGIN = 850
# Of the columns for number and approval; the two texts share the rest.
_NUMBER, _APPROVED = 2300, 1800

# Characters. A row of about half a page stays whole; a longer one may go over to the next page.
_WHOLE = 1500

_FIXED = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{TYPES}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{TYPES}.styles+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{TYPES}.footer+xml"/>
<Override PartName="/docProps/core.xml"
 ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties"
 Target="docProps/core.xml"/>
</Relationships>""",
    "word/styles.xml": f"""<w:styles xmlns:w="{WORD}">
<w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:eastAsia="Calibri"/>
<w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="264" w:lineRule="auto"/></w:pPr>
</w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
</w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>
<w:pPr><w:spacing w:after="100"/></w:pPr><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="HandoutsHelp">
<w:name w:val="Handouts Help"/><w:basedOn w:val="Normal"/>
<w:pPr><w:spacing w:after="100"/></w:pPr></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>
<w:rPr><w:color w:val="1F4E9E"/><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="HandoutsCode">
<w:name w:val="{docx_read.CODE}"/><w:rPr>
<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:noProof/></w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="HandoutsMarkup">
<w:name w:val="{docx_read.MARKUP}"/><w:rPr><w:noProof/><w:color w:val="7A3E00"/></w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="HandoutsState">
<w:name w:val="Handouts State"/><w:rPr><w:i/><w:sz w:val="17"/></w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="HandoutsReference">
<w:name w:val="Handouts Reference"/><w:rPr><w:noProof/><w:color w:val="6B6B6B"/>
<w:sz w:val="12"/></w:rPr></w:style>
</w:styles>""",
}


def write(review: Review) -> bytes:
    """Return the file."""
    links: dict[str, str] = {}
    document = _document(review, links)
    said = f"{review.lesson} · {review.source} → {review.target} · "
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in (
            *_FIXED.items(),
            ("docProps/core.xml", _properties(review)),
            (
                "word/footer1.xml",
                footer([run(legal(said)) + page_count(words(review.source)["page"])]),
            ),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", _relations(links)),
        ):
            info = ZipInfo(name)  # of 1980, so that the same review gives the same bytes
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, (HEAD + text).encode())
    return out.getvalue()


def read(content: bytes, path: Path) -> Returned:
    """Read the file as a word processor saved it, tracked changes accepted.

    Raises:
        DocumentError: Where it is damaged or protected.
        ExchangeError: Where it has no table of ours.
    """
    return docx_read.read(content, path)


def _properties(review: Review) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(legal(review.title))}</dc:title>"
        f"<dc:subject>{escape(legal(docx_read.LESSON + review.lesson))}</dc:subject>"
        "</cp:coreProperties>"
    )


def _relations(links: dict[str, str]) -> str:
    own = {"styles": "styles.xml", "footer": "footer1.xml"}
    fixed = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
        for kind, target in own.items()
    )
    outside = "".join(
        f'<Relationship Id="{id_}" Type="{OFFICE}/relationships/hyperlink"'
        f' Target={quoteattr(legal(address))} TargetMode="External"/>'
        for address, id_ in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{fixed}{outside}</Relationships>'


def _document(review: Review, links: dict[str, str]) -> str:
    labels = Labels(review.source, review.target)
    languages = {code: full_language(code) for code in (review.source, review.target)}
    height, width = PAPERS[review.paper]
    text = (width - 2 * _MARGIN - _NUMBER - _APPROVED) // 2
    widths = (_NUMBER, text, text, _APPROVED)
    title = labels("exchange_title", title=review.title)
    help_ = labels("exchange_help", lesson=review.lesson, language=review.target)
    head = _paragraph(_run(title.source, languages[review.source]), "Title")
    for said, code in ((help_.source, review.source), (help_.target, review.target)):
        head += _paragraph(_run(said, languages[code]), "HandoutsHelp")
    rows = _header_row(review, widths, languages)
    rows += "".join(_row(review, row, widths, languages, links) for row in review.rows)
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in widths)
    return (
        f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}/relationships"><w:body>{head}'
        f"<w:tbl>{_table_properties(sum(widths))}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        f'<w:p/><w:sectPr><w:footerReference w:type="default" r:id="footer"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}" w:orient="landscape"/>'
        f'<w:pgMar w:top="{_MARGIN}" w:right="{_MARGIN}" w:bottom="{_MARGIN}"'
        f' w:left="{_MARGIN}" w:header="425" w:footer="425" w:gutter="0"/></w:sectPr>'
        "</w:body></w:document>"
    )


def _table_properties(width: int) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9A9A9A"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{room}" w:type="dxa"/>'
        for side, room in (("top", 60), ("left", 110), ("bottom", 60), ("right", 110))
    )
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )


def _header_row(review: Review, widths: tuple[int, ...], languages: dict[str, str]) -> str:
    names = (
        docx_read.heading("exchange_number", review.source, review.target),
        language_name(review.source, review.source),
        language_name(review.target, review.target),
        docx_read.heading("exchange_approved", review.source, review.target),
    )
    cells = "".join(
        _cell(_paragraph(_run(name, languages[review.source], bold=True)), width, shade="E7E7E7")
        for name, width in zip(names, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(
    review: Review,
    row: ReviewRow,
    widths: tuple[int, ...],
    languages: dict[str, str],
    links: dict[str, str],
) -> str:
    texts = {review.source: normal(row.source), review.target: normal(row.target)}
    state = "" if row.state.is_reviewed else words(review.source)[row.state]
    number = _paragraph(_run(legal(row.label), languages[review.source], bold=True))
    if state:
        number += _paragraph(_run(state, languages[review.source], style="HandoutsState"))
    for line in row.about:
        number += _paragraph(_run(line, style="HandoutsState"))
    number += _paragraph(_run(review.reference(row), style="HandoutsReference"))
    mark = _paragraph(_run("x" if row.state.is_reviewed else ""), centred=True)
    contents = [number]
    for code, text in texts.items():
        contents.append(_paragraph("".join(_runs(text, languages[code], links))))
    contents.append(mark)
    longest = max(len(text.text) for text in texts.values())
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if longest < _WHOLE else ""
    cells = "".join(map(_cell, contents, widths))
    return f"<w:tr>{whole}{cells}</w:tr>"


def _cell(content: str, width: int, shade: str = "") -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{content}</w:tc>'


def _paragraph(runs: str, style: str = "", centred: bool = False) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += '<w:jc w:val="center"/>' if centred else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def _run(text: str, language: str = "", style: str = "", bold: bool = False, more: str = "") -> str:
    """Return a run of text; `more` are properties that the schema puts after bold."""
    if not text:
        return ""
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties += ("<w:b/>" if bold else "") + more
    properties += f'<w:lang w:val="{language}"/>' if language else ""
    content = escape(text).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    content = content.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{content}</w:t></w:r>'


def _runs(marked: Marked, language: str, links: dict[str, str]) -> Iterator[str]:
    """Yield the runs of a text, those of a link within a hyperlink."""
    stack: list[Span] = []
    for event, text, span in markup.walk(marked):
        if span is None:
            yield _styled(text, stack, language)
        elif span.style is Style.NOTE:
            if event == "open":
                note = '<w:vertAlign w:val="superscript"/>'
                yield _run(f"[^{span.value}]", "", "HandoutsMarkup", more=note)
        elif event == "open":
            stack.append(span)
            if span.style is Style.LINK:
                id_ = links.setdefault(span.value, f"link{len(links) + 1}")
                yield f'<w:hyperlink r:id="{id_}">'
        else:
            stack.pop()
            yield "</w:hyperlink>" if span.style is Style.LINK else ""


def _styled(text: str, spans: list[Span], language: str) -> str:
    """Return a run that looks as its spans say; a picture is written as Markdown."""
    styles = {span.style: span for span in spans}
    more = "<w:i/>" if Style.EMPHASIS in styles else ""
    more += "<w:strike/>" if Style.STRIKE in styles else ""
    style = "Hyperlink" if Style.LINK in styles else ""
    style = "HandoutsCode" if Style.CODE in styles else style
    if image := styles.get(Style.IMAGE):
        style = "HandoutsMarkup"
        picture = Span(0, len(text), Style.IMAGE, image.value)
        text = markup.render(Marked(text, (picture,)))
    return _run(text, language, style, Style.STRONG in styles, more)
