"""Whatever a file holds, a command ends with one line: file, line, and how to mend it."""

import io
import os
import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import loopback
import pytest
from conftest import Workplace, zipped

from pipeline.cli.main import run
from pipeline.commands.choice import Choice
from pipeline.commands.watch import watch
from pipeline.errors import DocumentError, HandoutsError, WebError
from pipeline.handout.writers.rendering import css_string
from pipeline.system import http, images, pandoc
from pipeline.translation.engines import Bounded, bounded, engine_class

Capture = pytest.CaptureFixture[str]

ARTICLE = "---\ntitle: The kiln\n---\n\nThe kiln was hot.\n"
LESSON = "vocabulary:\n  - {word: kiln, pos: noun, paragraph: 1}\n"
SETTINGS = 'languages = ["es"]\nengine = "none"\nformats = ["html"]\n'
CATALOG = """msgid ""
msgstr ""
"PO-Revision-Date: {date}\\n"
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "title"
msgid "The kiln"
msgstr "El horno"
"""
DEEP = "[" * 3000 + "]" * 3000


@pytest.fixture
def kiln(workplace: Workplace) -> Workplace:
    """A project with one small lesson."""
    workplace.write("handouts.toml", SETTINGS)
    workplace.write("source/kiln/article.md", ARTICLE)
    workplace.write("source/kiln/lesson.yaml", LESSON)
    return workplace


def said(capsys: Capture, *arguments: str) -> str:
    """Run a command that has to fail, and return its one line."""
    capsys.readouterr()
    assert run(list(arguments)) == 1
    error = capsys.readouterr().err
    lines = [line for line in error.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1, error
    assert "handouts failed" not in error
    return lines[0].removeprefix("Error: ")


def front(line: str) -> str:
    return f"---\ntitle: The kiln\n{line}\n---\n\nThe kiln was hot.\n"


@pytest.mark.parametrize(
    ("file", "content", "line"),
    [
        ("source/kiln/article.md", front("date: 2026-02-30"), 3),
        ("source/kiln/article.md", front("author: !!int abc"), 3),
        ("source/kiln/article.md", front(f"author: {DEEP}"), 3),
        ("source/kiln/article.md", front("author: &a [*a]"), 3),
        ("source/kiln/article.md", front('author: "A\\u0007B"'), 3),
        ("source/kiln/article.md", ARTICLE + "\nA bell\x07 rang.\n", 7),
        ("source/kiln/article.md", ARTICLE + "\nA word\x1b[2J came.\n", 7),
        ("source/kiln/article.md", ARTICLE + "\n<<<<<<< ours\nHot.\n", 7),
        ("source/kiln/lesson.yaml", LESSON + "questions: !!float x\n", 3),
        ("source/kiln/lesson.yaml", LESSON + "# \x00\n", 3),
        ("source/kiln/lesson.yaml", LESSON + f"questions: {DEEP}\n", 3),
        ("source/kiln/lesson.yaml", LESSON + "questions: 2026-02-30\n", 3),
        ("handouts.toml", SETTINGS + f"x = {DEEP}\n", 4),
        ("handouts.toml", SETTINGS + "x = 2026-02-30\n", 4),
        ("handouts.toml", SETTINGS + '[layout]\nschool = "A\\u0007B"\n', 5),
        ("handouts.toml", SETTINGS + '[layout]\nschool = "A\x07B"\n', 5),
        ("glossary.csv", "source,target\nkiln,hor\x07no\n", 2),
        ("glossary.csv", "source,target\n" + "k" * 200_000 + ",horno\n", 2),
        ("translations/kiln/es.po", CATALOG.format(date="2026-02-30 10:00+0100"), 3),
        ("translations/kiln/es.po", CATALOG.format(date="0001-01-01 00:00+0100"), 3),
        ("translations/kiln/es.po", CATALOG.format(date="9999-12-31 23:59-0100"), 3),
        ("translations/kiln/es.po", CATALOG.format(date="2026-01-01") + "\x1b\n", 10),
        ("translations/kiln/es.po", CATALOG.format(date="x") + "#-#-#-#-#  a.po  #-#-#-#-#\n", 10),
    ],
)
def test_what_is_wrong_in_a_project_is_one_line_with_its_place(
    kiln: Workplace, capsys: Capture, file: str, content: str, line: int
) -> None:
    kiln.write(file, content)
    before = kiln.read(file)
    capsys.readouterr()
    code = run(["build"])
    error = capsys.readouterr().err
    assert "handouts failed" not in error
    assert "\x07" not in error
    assert "\x1b" not in error
    # A date that nobody needs may be left alone; what is refused is refused with its line.
    if "PO-Revision-Date" in content and code == 0:
        assert kiln.read(file) == before or "El horno" in kiln.read(file)
        return
    assert code == 1
    assert error.startswith(f"Error: {file}:{line}: "), error
    assert error.count("\n") == 1
    assert kiln.read(file) == before


def test_a_glossary_with_the_line_ends_of_an_old_mac_is_read(kiln: Workplace) -> None:
    kiln.write("glossary.csv", "source,target,language\rkiln,horno,es\r")
    assert run(["build", "--dry-run"]) == 0


@pytest.mark.parametrize("ending", ["csv", "po", "tmx", "xlf", "docx", "xlsx", "odt"])
def test_what_comes_back_from_a_review_broken_is_one_line(
    kiln: Workplace, capsys: Capture, ending: str
) -> None:
    broken = {
        "control": b"Reference,Source,Translation\r\na,b\x07,c\r\n",
        "old mac": b"Reference,Source,Translation\ra,b,c\r",
        "zip": b"PK\x03\x04" + bytes(300),
        "encoding": b'<?xml version="1.0" encoding="utf-17"?><tmx version="1.4"/>',
        "deep": b"<tmx>" + b"<a>" * 100_000,
        "entities": b'<!DOCTYPE a [<!ENTITY b "bb">]><tmx>&b;</tmx>',
        "empty": b"",
    }
    for name, content in broken.items():
        (kiln.root / f"{name}.{ending}").write_bytes(content)
        line = said(capsys, "import", "kiln", "es", f"{name}.{ending}")
        assert line.startswith(f"{name}.{ending}"), line


def document(text: str = "# The kiln\n\nIt was hot.\n", form: str = "docx") -> bytes:
    return pandoc.convert(text.encode(), "markdown", form, DocumentError)


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with ZipFile(io.BytesIO(content)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zipped({**parts, name: change(parts[name])})


def damaged(content: bytes) -> bytes:
    """Return a zip file in which the packed bytes of the largest part were changed."""
    with ZipFile(io.BytesIO(content)) as archive:
        largest = max(archive.infolist(), key=lambda info: info.compress_size)
    at = largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2
    return content[:at] + bytes(byte ^ 0xFF for byte in content[at : at + 40]) + content[at + 40 :]


def test_a_damaged_document_is_one_line(workplace: Workplace, capsys: Capture) -> None:
    docx, odt = document(), document(form="odt")
    unknown = b'<?xml version="1.0" encoding="utf-17"?>'
    files = {
        "deflate.docx": damaged(docx),
        "deflate.odt": damaged(odt),
        "encoding.docx": with_part(docx, "word/document.xml", lambda part: unknown + part[38:]),
        "encoding.odt": with_part(odt, "content.xml", lambda part: unknown + part[38:]),
        "xml.docx": with_part(docx, "word/document.xml", lambda part: part[:-30]),
        "deep.docx": with_part(docx, "word/document.xml", lambda _: b"<w>" * 50_000),
        "short.docx": docx[: len(docx) // 2],
        "nothing.html": b"<html></html>",
    }
    for name, content in files.items():
        (workplace.root / name).write_bytes(content)
        line = said(capsys, "add", name)
        assert line.startswith(name), line
        assert not (workplace.root / "source").exists()


def test_a_page_that_says_strange_things_of_itself_is_read(workplace: Workplace) -> None:
    page = '<html><head><meta charset="{}"></head><body><h1>The kiln</h1><p>Hot.</p></body></html>'
    for number, coding in enumerate(
        ["base64", "utf-17", "utf-16", "zlib", "idna", "unicode_escape"]
    ):
        workplace.write("a.html", page.format(coding))
        assert run(["add", "a.html", "--name", f"l{number}"]) == 0
        assert "Hot." in workplace.read(f"source/l{number}/article.md")


def test_a_picture_s_address_that_no_file_can_have_is_left_out(
    workplace: Workplace, capsys: Capture
) -> None:
    names = ["a" * 300 + ".png", "%00.png", "x" * 5000, "http://[::1", "data:,x"]
    pictures = "".join(f'<img src="{name}" alt="The kiln">' for name in names)
    workplace.write("a.html", f"<h1>The kiln</h1><p>Hot.</p>{pictures}")
    assert run(["add", "a.html", "--name", "kiln"]) == 0
    assert "handouts failed" not in capsys.readouterr().err
    assert "![" not in workplace.read("source/kiln/article.md")


@pytest.mark.parametrize(
    "alternatives", [[None], None, "x", [[None]], [1], {}, [["a"], None], [[]]]
)
def test_an_engine_that_answers_nonsense_stops_nothing(alternatives: object) -> None:
    with loopback.serving() as server:
        server.files["/languages"] = b'[{"code": "en", "targets": ["es"]}]'
        server.replies["/translate"] = lambda asked: {
            "translatedText": ["UNO" for _ in asked["q"]],
            "alternatives": alternatives,
        }
        with bounded("libretranslate"):
            engine = engine_class("libretranslate")("en", "es", {"url": server.address})
            for attempt in range(engine.attempts):
                # What it cannot use may be refused, in one line.
                with suppress(HandoutsError):
                    for found in Bounded("a", engine).translate(["One."], attempt):
                        assert all(isinstance(one.text, str) for one in found)


@pytest.mark.parametrize(
    "address", ["ftp://127.0.0.1/a", "file:///etc/hostname", "gopher://a", "x:y"]
)
def test_no_server_leads_to_another_kind_of_address(tmp_path: Path, address: str) -> None:
    def lead(handler: loopback.Handler) -> None:
        handler.answer(302, b"", {"Location": address})

    with loopback.serving() as server:
        server.faults += [lead] * 8
        with pytest.raises(WebError) as bad:
            http.download(f"{server.address}/a", tmp_path / "a", lambda *_: None, pauses=())
        assert "\n" not in str(bad.value)
        with pytest.raises(WebError):
            http.get_json(f"{server.address}/a")
    assert not (tmp_path / "a").exists()


def test_a_folder_that_is_gone_is_one_line(tmp_path: Path, capsys: Capture) -> None:
    here = Path.cwd()
    gone = tmp_path / "gone"
    gone.mkdir()
    try:
        os.chdir(gone)
        gone.rmdir()
        for arguments in (["build"], ["status"], ["init"], ["watch"]):
            assert said(capsys, *arguments)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("name", ["a" * 300 + ".png", "a%00b.png", "../../../x.png", "no.png"])
def test_a_bad_picture_does_not_end_the_watch(kiln: Workplace, name: str) -> None:
    kiln.write("source/kiln/article.md", f"{ARTICLE}\n![It]({name})\n")
    errors: list[Exception] = []

    def ready() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch(
            kiln.project(),
            Choice(),
            on_ready=ready,
            on_report=lambda _: None,
            on_error=errors.append,
        )
    assert errors
    assert all(isinstance(bad, HandoutsError) for bad in errors)
    assert {(str(bad.path), bad.line) for bad in errors} == {("source/kiln/article.md", 7)}


# What would drive something


@pytest.mark.parametrize(
    "text", ['a"b', "a\\", "a\nb", "a\rb", "a\fb", "a\x00b", "</style>", "\x9b"]
)
def test_no_text_ends_the_string_of_a_style_sheet(text: str) -> None:
    import tinycss2

    token, *rest = tinycss2.parse_component_value_list(str(css_string(text)))
    assert not rest
    assert token.type == "string"
    assert token.value == text.replace("\0", "\ufffd")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f<]", str(css_string(text)))


def test_names_of_files_drive_no_terminal(kiln: Workplace, capsys: Capture) -> None:
    name = "a\x1b]0;x\x07\u202egnp.txt"
    (kiln.root / name).write_text("x\x00", "utf-8")
    capsys.readouterr()
    assert run(["add", name]) == 1
    shown = capsys.readouterr()
    assert "a\\x1b]0;x\\x07\\u202egnp.txt" in shown.err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown.out + shown.err)


def test_a_damaged_picture_is_named_so() -> None:
    raw = zlib.compress(bytes(range(256)) * 40)
    assert images.problem(b"\x89PNG\r\n\x1a\n" + raw).startswith("it is damaged")
    unknown = b'<?xml version="1.0" encoding="utf-17"?><svg xmlns="http://www.w3.org/2000/svg"/>'
    assert images.problem(unknown).startswith("it is damaged")
