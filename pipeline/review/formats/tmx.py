"""What is approved as TMX 1.4 for a translation memory, and back: one `tu` for each unit.

A memory pairs what translates each other, so nothing else goes out. One that another tool wrote
comes in by its sources.

Standard: https://www.gala-global.org/tmx-14b
"""

from importlib.metadata import version
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from pipeline.errors import ExchangeError
from pipeline.languages import MESSAGES, SOURCE
from pipeline.review.formats.inline_codes import Decoder, Edge, Piece, coded
from pipeline.review.formats.xmltree import read_xml, write_xml
from pipeline.review.rows import Returned, ReturnedRow, Review, ReviewRow, normal, normalized
from pipeline.text import markup
from pipeline.text.markup import Style
from pipeline.text.xml import legal

_DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LESSON, _VERSION, _STATE = "x-handouts-lesson", "x-handouts-version", "x-handouts-state"

# Style → the attribute `type` of an inline code, as the standard recommends.
_TYPES = {
    Style.STRONG: "bold",
    Style.EMPHASIS: "italic",
    Style.STRIKE: "x-strike",
    Style.CODE: "x-code",
    Style.LINK: "link",
    Style.IMAGE: "image",
    Style.NOTE: "fnote",
    None: "lb",
}


def write(review: Review) -> bytes:
    """Return the file."""
    root = Element("tmx", version="1.4")
    header = {
        "creationtool": "handouts",
        "creationtoolversion": version("handouts"),
        "segtype": "paragraph",
        "o-tmf": "handouts",
        "adminlang": MESSAGES,
        "srclang": review.source,
        "datatype": "plaintext",
    }
    _property(SubElement(root, "header", header), _LESSON, review.lesson)
    body = SubElement(root, "body")
    for row in review.rows:
        _add_unit(body, review, row)
    return write_xml(root, texts={"seg"}, doctype=_DOCTYPE)


def _property(element: Element, kind: str, text: str) -> None:
    SubElement(element, "prop", type=kind).text = legal(text)


def _add_unit(body: Element, review: Review, row: ReviewRow) -> None:
    unit = SubElement(body, "tu", tuid=row.id)
    for note in (row.label, *row.about):
        SubElement(unit, "note").text = legal(note)
    _property(unit, _VERSION, row.version)
    _property(unit, _STATE, row.state)
    source = coded(normal(row.source))
    target = coded(normal(row.target), source)
    for language, pieces in ((review.source, source), (review.target, target)):
        if pieces:
            variant = SubElement(unit, "tuv", {_LANGUAGE: language})
            _fill(SubElement(variant, "seg"), pieces)


def _fill(segment: Element, pieces: tuple[Piece, ...]) -> None:
    """Write a text with its codes. `i` pairs two codes, `x` matches those of source and target."""
    # A span that others cross is cut in parts, and each part is a pair of its own.
    pairs: dict[int, int] = {}
    count = 0
    for piece in pieces:
        if isinstance(piece, str):
            if len(segment):
                segment[-1].tail = (segment[-1].tail or "") + piece
            else:
                segment.text = (segment.text or "") + piece
            continue
        edge, code = piece
        match, kind = str(code.number), _TYPES[code.style]
        if edge is Edge.ALONE:
            SubElement(segment, "ph", x=match, type=kind).text = code.opening
        elif edge is Edge.OPEN:
            count += 1
            pairs[code.number] = count
            SubElement(segment, "bpt", i=str(count), x=match, type=kind).text = code.opening
        else:
            SubElement(segment, "ept", i=str(pairs.pop(code.number))).text = code.closing


def read(content: bytes, path: Path) -> Returned:
    """Read the file as a tool saved it.

    Raises:
        ExchangeError: Where it is no TMX.
    """
    root = read_xml(content, path)
    if root.tag != "tmx":
        raise ExchangeError("This is no TMX file", path=path)
    header = root.find("header")
    header = Element("header") if header is None else header
    source_language = _base(header.get("srclang", SOURCE))
    if source_language == "*all*":
        source_language = SOURCE
    lesson = _properties(header).get(_LESSON, "")
    is_ours = header.get("creationtool") == "handouts"
    rows = []
    languages: dict[str, None] = {}
    for unit in root.iter("tu"):
        texts = {
            _base(variant.get(_LANGUAGE, variant.get("lang", ""))): _markdown(segment, is_ours)
            for variant in unit.iter("tuv")
            if (segment := variant.find("seg")) is not None
        }
        targets = {
            language: text for language, text in texts.items() if language != source_language
        }
        languages |= dict.fromkeys(targets)
        place = unit.findtext("note") or f"unit {unit.get('tuid', '')}".strip()
        rows.append(
            ReturnedRow(
                place,
                unit.get("tuid", ""),
                _properties(unit).get(_VERSION, ""),
                texts.get(source_language, ""),
                next(iter(targets.values()), ""),
            )
        )
    if len(languages) > 1:
        what = f"This file mixes translations into {' and '.join(languages)}"
        raise ExchangeError(what, path=path, mend="Save one language alone")
    # A memory of many lessons belongs to none of them.
    language = next(iter(languages), "")
    return Returned(lesson, language, tuple(rows), by_source=True, is_memory=True)


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


def _properties(element: Element) -> dict[str, str]:
    return {prop.get("type", ""): prop.text or "" for prop in element.findall("prop")}


def _markdown(segment: Element, is_ours: bool) -> str:
    """Return the Markdown of a segment.

    Where another tool wrote it without codes, it is what stood in a catalog, Markdown itself.
    """
    if not is_ours and not len(segment):
        return " ".join(legal(segment.text or "").split())
    decoder = Decoder()

    def read_within(element: Element) -> None:
        decoder.text(legal(element.text or ""))
        for code in element:
            mark = code.text or ""
            if code.tag == "bpt":
                decoder.open(code.get("i", ""), mark)
            elif code.tag == "ept":
                decoder.close(code.get("i", ""), mark)
            elif code.tag in ("ph", "it", "ut"):
                decoder.alone(mark)
            else:  # a highlight of the tool's own
                read_within(code)
            decoder.text(legal(code.tail or ""))

    read_within(segment)
    return markup.render(normalized(decoder.marked()))
