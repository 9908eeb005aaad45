"""Inputs that are small and make much work: each ends soon, done or with a line that says why not.

The sizes are those that took minutes, or gigabytes, once.
"""

import io
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import loopback
import pytest
from conftest import Workplace, zipped

from pipeline.catalog import pofile
from pipeline.cli.main import run
from pipeline.errors import ArticleError, CatalogError, DocumentError, HandoutsError, WebError
from pipeline.handout.writers.fonts import faces
from pipeline.handout.writers.layout import to_pdf
from pipeline.handout.writers.weasyprint_worker import Page
from pipeline.languages.de import grammar
from pipeline.lesson.article import MOST_CHARACTERS, MOST_IN_WORD, MOST_UNITS, read_article
from pipeline.readers.document import write_article
from pipeline.readers.recognise import read_document
from pipeline.system import http, images, pandoc
from pipeline.teaching.vocabulary.tagging import tag

FRONT = "---\ntitle: The weir\n---\n\n"
# Seconds after which a test is given up: what was meant took minutes, and some of it hours.
GIVEN_UP = 100


@contextmanager
def soon() -> Iterator[None]:
    """Interrupt what does not end, where the system has alarms."""

    def give_up(*_: object) -> None:
        raise TimeoutError(f"it has not ended after {GIVEN_UP} s")

    if not hasattr(signal, "alarm"):
        yield
        return
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(GIVEN_UP)
    try:
        yield
    finally:
        signal.alarm(0)


def brought(content: str, name: str) -> str:
    """Return the article that a document becomes."""
    document = read_document(content.encode(), Path(name))
    return write_article(document, {}, "article.md").text


def refusal(content: str, name: str) -> str:
    with pytest.raises(DocumentError) as bad:
        brought(content, name)
    assert "\n" not in str(bad.value)
    return bad.value.what


def test_an_endless_word_is_tagged_like_any_other() -> None:
    word = "abcdefgh" * 500
    with soon():
        assert [token.lemma for token in tag(f"The {word} ran.")][1] == word
        assert [found.text for found in grammar._words(f"Der {word} lief.")][1] == word


def test_an_endless_word_is_laid_out() -> None:
    face = next(faces("Literata")).path.as_uri()
    font = f'<style>@font-face {{ font-family: Face; src: url("{face}") }}</style>'
    style = "hyphens: auto; width: 5cm; font-family: Face"
    page = f'<html lang="en"><title>A</title>{font}<p style="{style}">{"abcdefgh" * 250}'
    with soon():
        assert to_pdf(Page((page,), 0, "en", frozenset([face]))).pdf.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("Short one.\n\n" * 20_000, "more than 2,500 paragraphs"),
        ("One.\n\n" * (MOST_UNITS + 1), "more than 2,500 paragraphs"),
        ("|a|b|\n|-|-|\n" + "|c|d|\n" * MOST_UNITS, "more than 2,500 paragraphs"),
        ("x" * (MOST_IN_WORD + 1), "more than 5,000 characters without a blank"),
        ("It was a wide weir. " * (MOST_CHARACTERS // 20 + 1), "may have 400,000"),
    ],
)
def test_an_article_that_would_take_minutes_is_refused_with_a_line(body: str, what: str) -> None:
    with soon(), pytest.raises(ArticleError) as bad:
        read_article(FRONT + body, "article.md")
    assert what in bad.value.what
    assert (bad.value.line or 0) >= 4


@pytest.mark.parametrize(
    "body",
    [
        *("> " * 5000, "- " * 5000, "[" * 20_000, "*a " * 20_000, "a**b" * 1000, "[a](b " * 5000),
        *("a <!-- " * 5000, "![" * 10_000, " ".join("`" * i for i in range(1, 200)), "\\" * 4000),
        "".join(f"Word[^{i}] " for i in range(700))
        + "".join(f"\n\n[^{i}]: Note." for i in range(700)),
    ],
)
def test_marks_without_end_are_read_or_refused(body: str) -> None:
    with soon():
        try:
            assert read_article(f"{FRONT}Words.\n\n{body}\n", "article.md").blocks
        except HandoutsError as bad:
            assert "\n" not in str(bad)  # noqa: PT017 - either is right


def test_documents_of_20_000_paragraphs_are_refused() -> None:
    with soon():
        assert "more than 2,500 paragraphs" in refusal("It was short.\n\n" * 20_000, "a.txt")
        assert "more than 2,500 paragraphs" in refusal("It was short.\n\n" * 20_000, "a.md")
        assert "2,500 paragraphs" in refusal("<h1>A</h1>" + "<p>One." * 3000, "a.html")


@pytest.mark.parametrize(
    "page",
    [
        "<input>" * 100_000,
        "<!-- a -->b " * 20_000,
        "<header>b</header>" * 2000,
        '<p class="' + "x " * 400 + '">b</p>',
        "<table><tr><td colspan=100000000>a<td>b<tr><td rowspan=100000000>c</table>",
        "<table>" + "<tr><td colspan=1000 rowspan=1000>a" * 300 + "</table>",
        "".join(f'<p>b<sup><a href="#n{i}">{i}</a></sup></p>' for i in range(1, 400))
        + "<ol>"
        + "".join(f'<li id="n{i}">Note.</li>' for i in range(1, 400))
        + "</ol>",
    ],
)
def test_a_page_with_much_of_something_is_read(page: str) -> None:
    with soon():
        assert "Words" in brought(f"<h1>The weir</h1><p>Words.</p>{page}", "a.html")


def test_a_long_description_of_a_picture_is_one_attribute() -> None:
    with soon():
        described = f"<img src=a.png alt='{'boats and nets ' * 2000}'>"
        assert "Words" in brought(f"<h1>The weir</h1><p>Words.</p>{described}", "a.html")


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<div>" * 200_000, "nested too deeply"),
        ("<p><b><i>x" * 20_000, "nested too deeply"),
        ("<b>" * 600 + "x" + "</b>" * 600, "nested too deeply"),
        ("<p " + " ".join(f"a{i}=b" for i in range(100_000)) + ">", "more than 1000 attributes"),
    ],
)
def test_a_page_that_would_take_minutes_is_refused(page: str, what: str) -> None:
    with soon():
        assert what in refusal(f"<h1>The weir</h1><p>Words.</p>{page}", "a.html")


def test_front_matter_that_repeats_itself_never_reaches_pandoc() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    text = "---\ntitle: The weir\n" + "\n".join(lines) + "\n---\n\nWords.\n"
    with soon():
        assert "aliases repeat too much" in refusal(text, "a.md")


def test_pandoc_has_no_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "MEMORY_LIMIT", 64)
    text = '<text:p>a<text:s text:c="2000000000"/>b</text:p>'
    odt = pandoc.convert(b"Words.", "markdown", "odt", DocumentError)
    with ZipFile(io.BytesIO(odt)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    ending = b"</office:text>"
    parts["content.xml"] = parts["content.xml"].replace(ending, text.encode() + ending)
    with pytest.raises(DocumentError, match="pandoc needs more than 64 MB"):
        read_document(zipped(parts), Path("a.odt"))


def test_a_small_picture_that_would_be_large_is_refused_unpacked() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG", optimize=True)
    with soon():
        assert images.problem(out.getvalue()).startswith("it has 12000 × 12000 pixels")


@pytest.mark.parametrize(
    "name", ["source/weir/article.md", "source/weir/lesson.yaml", "translations/weir/es.po"]
)
def test_a_file_of_a_project_that_is_far_too_large_is_not_read(
    workplace: Workplace, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    workplace.write("source/weir/article.md", f"{FRONT}Words.\n")
    file = workplace.write(name, "")
    with file.open("wb") as opened:
        opened.truncate(1_500_000_000)
    capsys.readouterr()
    with soon():
        assert run(["build", "--dry-run"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Error: {name}:1: This file has 1500 MB, and may have 100"), said


@pytest.mark.parametrize(
    ("entries", "line", "what"),
    [
        ('\nmsgid "Words."\nmsgstr "' + "x" * 5_000_000 + '"\n', 5, "may have 200,000"),
        ('\nmsgid "Words."\nmsgstr "' + "\\\\" * 500_000 + '"\n', 5, "may have 200,000"),
        (
            "".join(f'\nmsgid "{number}"\nmsgstr "y"\n' for number in range(10_001)),
            30_004,
            "more than 10,000 entries",
        ),
    ],
)
def test_a_catalog_that_would_take_minutes_is_refused(entries: str, line: int, what: str) -> None:
    with soon(), pytest.raises(CatalogError) as bad:
        pofile.parse(f'msgid ""\nmsgstr ""\n{entries}', "es", "es.po")
    assert (what in bad.value.what, bad.value.line) == (True, line)


def test_a_recording_is_read_piece_by_piece(workplace: Workplace) -> None:
    workplace.write("handouts.toml", 'languages = ["es"]\nengine = "none"\nformats = ["apkg"]\n')
    workplace.write("source/weir/article.md", f"{FRONT}Words.\n")
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (workplace.root / "source/weir/a.wav").open("wb") as file:
        file.truncate(500_000_000)
    assert run(["build"]) == 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_a_download_without_end_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "DOWNLOAD_LIMIT", 1_000_000)

    def endless(handler: loopback.Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(bytes(65_536))

    with loopback.serving() as server:
        server.faults.append(endless)
        with pytest.raises(WebError, match="sends has more than"):
            http.download(f"{server.address}/a", tmp_path / "a", lambda *_: None, pauses=())
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_drips_its_head_is_cut_off(tmp_path: Path) -> None:
    def drip(handler: loopback.Handler) -> None:
        for number in range(100):
            handler.wfile.write(b"HTTP/1.0 200 OK\r\n" if not number else b"X: y\r\n")
            handler.wfile.flush()
            if handler.loopback.closing.wait(0.2):
                return

    with loopback.serving() as server:
        server.faults += [drip] * 3
        with soon(), pytest.raises(WebError, match="in time"):
            http.download(
                f"{server.address}/a", tmp_path / "a", lambda *_: None, timeout=1, pauses=()
            )
