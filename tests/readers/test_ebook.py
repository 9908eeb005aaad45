"""A chapter of an EPUB becomes an article; without its number the chapters are listed."""

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import ChapterError, DocumentError
from pipeline.lesson.article import Article, BlockKind, read_article
from pipeline.readers.document import write_article
from pipeline.readers.recognise import pictures, read_document

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
PAGE = (
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>{}</body></html>'
)
NAV = (
    '<nav epub:type="toc"><ol><li><a href="one.xhtml">The bell</a></li>'
    '<li><a href="text/two.xhtml">The rope</a><ol><li><a href="text/two.xhtml#end">The end</a></li>'
    "</ol></li></ol></nav>"
)
ONE = "<section><h1>The bell</h1><p>It rang&nbsp;once.</p></section>"
TWO = (
    '<h1>The rope</h1><p>It held<a epub:type="noteref" href="../notes.xhtml#n1">1</a> for years.'
    '<a id="p4"/></p><p><img src="../img/a%20b.png" alt="A knot"/></p><h2 id="end">The end</h2>'
    "<p>Then it <em>broke</em>.</p>"
)
THREE = "<p>Nobody mended it.</p>"
NOTES = (
    '<ol><li id="n1"><p><a href="text/two.xhtml#r1">1</a>. In <i>all</i> weathers.</p></li></ol>'
)
FILES = {"one.xhtml": ONE, "text/two.xhtml": TWO, "text/three.xhtml": THREE}


def book(nav: str = NAV, files: dict[str, str] = FILES, **more: str) -> bytes:
    """Return an EPUB; the table of contents is left out where it is empty."""
    items = "".join(f'<item id="i{i}" href="{name}"/>' for i, name in enumerate(files))
    spine = "".join(f'<itemref idref="i{i}"/>' for i in range(len(files)))
    contents = '<item id="nav" href="nav.xhtml" properties="nav"/>' if nav else ""
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<metadata><dc:title>Two sounds</dc:title><dc:creator>Una Bel</dc:creator>"
        f"<dc:rights>Free</dc:rights></metadata><manifest>{items}{contents}</manifest>"
        f"<spine>{spine}</spine></package>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/book.opf", package)
        archive.writestr("OEBPS/img/a b.png", PNG)
        for name, body in {"nav.xhtml": nav, "notes.xhtml": NOTES, **files}.items():
            archive.writestr(f"OEBPS/{name}", PAGE.format(body))
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def article(content: bytes, chapter: int | None = None) -> Article:
    file = Path("sounds.epub")
    document = read_document(content, file, chapter)
    found, lost = pictures(document, content, file)
    assert lost == []
    images = {address: name for address, (name, _) in found.items()}
    written = write_article(document, images, file)
    assert written.warnings == ()
    return read_article(written.text, file)


def units(found: Article) -> list[str]:
    return [unit.text for block in found.blocks for unit in block.units]


def test_chapters_are_listed_where_none_is_named() -> None:
    for wanted, said in ((None, "has 2 chapters"), (3, "There is no chapter 3")):
        with pytest.raises(ChapterError) as bad:
            read_document(book(), Path("sounds.epub"), wanted)
        assert [title for title, _ in bad.value.chapters] == ["The bell", "The rope"]
        assert said in str(bad.value)
        assert "handouts add sounds.epub --chapter 2" in bad.value.mend


def test_a_chapter_is_an_article_with_its_sections_notes_and_pictures() -> None:
    found = article(book(), 2)
    assert (found.title.text, found.meta.author, found.meta.rights) == (
        *("The rope", "Una Bel"),
        "Free",
    )
    assert found.meta.source == "Two sounds, chapter 2 (sounds.epub)"
    assert units(found) == [
        "It held[^1] for years.",
        "A knot",
        *("The end", "Then it *broke*."),
        "Nobody mended it.",
    ]
    assert [b.image for b in found.blocks if b.kind is BlockKind.FIGURE] == ["a-b.png"]
    assert [u.text for notes in found.footnotes.values() for u in notes] == ["In *all* weathers."]


def test_a_book_of_one_chapter_needs_no_number() -> None:
    nav = '<nav epub:type="toc"><ol><li><a href="one.xhtml">Bells</a></li></ol></nav>'
    found = article(book(nav, {"one.xhtml": ONE}))
    assert found.title.text == "Bells"
    assert units(found) == ["The bell", "It rang\u00a0once."]


def test_a_book_that_was_packed_again_is_one_still() -> None:
    nav = '<nav epub:type="toc"><ol><li><a href="one.xhtml">Bells</a></li></ol></nav>'
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(nav, {"one.xhtml": ONE}))) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            new.writestr(name, old.read(name))
    assert article(packed.getvalue()).title.text == "Bells"


def test_without_a_table_of_contents_the_files_are_the_chapters() -> None:
    long = "<h2>Iron</h2><p>" + "It was cast in a pit behind the church. " * 5 + "</p>"
    files = {"cover.xhtml": "<p>Cover</p>", "one.xhtml": long, "two.xhtml": long}
    with pytest.raises(ChapterError) as bad:
        read_document(book("", files), Path("sounds.epub"))
    assert [title for title, _ in bad.value.chapters] == ["Iron", "Iron"]


def test_chapters_of_one_file_are_told_by_their_anchors() -> None:
    nav = (
        '<nav epub:type="toc"><ol><li><a href="one.xhtml#a">A</a></li>'
        '<li><a href="one.xhtml#b">B</a></li></ol></nav>'
    )
    body = '<div><h2 id="a">A</h2><p>Words of a.</p><h2 id="b">B</h2><p>Words of b.</p></div>'
    assert units(article(book(nav, {"one.xhtml": body}), 1)) == ["Words of a."]
    assert units(article(book(nav, {"one.xhtml": body}), 2)) == ["Words of b."]


def test_a_protected_book_is_refused() -> None:
    method = '<e><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e>'
    with pytest.raises(DocumentError, match="protected against copying"):
        read_document(book(**{"META-INF__encryption_xml": method}), Path("sounds.epub"), 1)


def test_only_books_have_chapters() -> None:
    with pytest.raises(DocumentError, match="Only e-books"):
        read_document(b"Some words.", Path("a.txt"), 2)
