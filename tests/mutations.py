"""Files, answers of servers and dictionaries that went wrong: each is read, or refused in one line.

`python tests/mutations.py 10000` reads so many mutated inputs of every kind and prints what came
of them; the tests read a few hundred. An input goes wrong as disks, editors, mergers and strangers
make it: bits are flipped, parts cut off, doubled or lost, and what means something is put in. A
fault is any other end than an answer or a `HandoutsError` of one line, an end that takes too long,
and an error of this program's own that a boundary only hides.
"""

import contextlib
import io
import json
import os
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from conftest import ARTICLES, REPOSITORY, zipped
from dictionaries import ENGLISH_GERMAN, write_dictd, write_stardict
from weasyprint import HTML

import pipeline
from pipeline.cli.main import run
from pipeline.errors import DocumentError, HandoutsError, WebError
from pipeline.readers.document import write_article
from pipeline.readers.recognise import pictures, read_document
from pipeline.review.formats import recognise
from pipeline.system import archive, http, images, pandoc
from pipeline.teaching.assistant.chat import Assistant, Chat
from pipeline.teaching.assistant.prompts import Prompt
from pipeline.teaching.glosses.dictionaries import find_dictionaries, look_up
from pipeline.translation import models
from pipeline.translation.engines import Bounded, bounded, engine_class, libretranslate

# Seconds that an input of a few kB may take.
LIMIT = 10.0
# What comes from a mistake in Python, and not from a file.
OURS = (TypeError, AttributeError, KeyError, IndexError, NameError, AssertionError)
PACKAGE = str(Path(pipeline.__file__).parent)

MARKDOWN = """---
title: The ferry
kicker: Rivers
lead: A boat without a motor.
author: A. Nyman
date: 2026-03-04
level: B1
---

## How it works

The ferry crosses the river on a **cable**, which was laid in 1911.[^1] It takes *four* minutes
and costs [nothing](https://example.org/a?b=c). Nobody waits long.

- A bell hangs on the bank.
- Whoever rings it is fetched.
  1. In summer, until 9.30 pm.

| Year | Passengers |
|------|-----------:|
| 1911 | 12,400     |
| 2025 | 310        |

> “We have had no accident yet”, says the ferryman.

![The ferry at the bank](ferry.svg)

```
ring = 2
```

[^1]: The cable was renewed in 1974.
"""
LESSON = """# Mine
vocabulary:
  - {word: cable, pos: noun, paragraph: 2, level: B1}
  - word: bell
    pos: noun
    paragraph: 3
questions:
  understanding:
    - question: What moves the ferry?
      answer: The current.
      paragraphs: [2]
exercises:
  gap_fill: true
  matching: 6
"""
SETTINGS = """languages = ["es", "de"]
formats = ["html", "apkg"]
engine = "none"
[layout]
paper = "A4"
[lesson]
level = "B1"
words = 20
[engines.libretranslate]
url = "http://127.0.0.1:5000"
"""
GLOSSARY = 'source,target,language\nferry,transbordador,es\n"cable, steel",keep,\nbell,Glocke,de\n'
CATALOG = """msgid ""
msgstr ""
"PO-Revision-Date: 2026-03-05 10:11+0100\\n"
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#. title
msgctxt "title"
msgid "The ferry"
msgstr "El transbordador"

#. ¶ 3
#: source/a/article.md:15
#, fuzzy
#| msgid "A bell hangs there."
msgid "A bell hangs on the bank."
msgstr "Una campana «cuelga» en la orilla."

#~ msgid "Gone"
#~ msgstr "Se fue"
"""
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>The ferry | Rivers</title>
<meta property="article:published_time" content="2026-03-04T08:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>The ferry</h1>
<p>It crosses the river on a <b>cable</b><sup><a href="#n1">1</a></sup>.</p>
<table><tr><th colspan=2>Year</th></tr><tr><td>1911</td><td>12,400</td></tr></table>
<figure><img src="ferry.svg" alt="A ferry"><figcaption>At the bank</figcaption></figure>
<ol><li id="n1">Renewed in 1974.</li></ol></article></body></html>"""
TEXT = """RIVERS

The ferry

A boat without a motor crosses here.

By A. Nyman
4 March 2026

How it works

The ferry crosses the river on a cable, which was laid in 1911. It takes four minutes
and costs nothing. Nobody waits long.

- A bell hangs on the bank.
- Whoever rings it is fetched.
"""
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><g id="a">'
    b'<path d="M0 0L9 9"/></g></defs><use href="#a"/><text style="fill: red">a</text></svg>'
)
TRANSLATED = {"translatedText": ["UNO", "DOS"], "alternatives": [["Uno"], ["Dos", "2"]]}
OFFERED = [{"code": "en", "name": "English", "targets": ["es", "de"]}, {"code": "es"}]
CHATTED = {"choices": [{"message": {"content": '{"words": ["cable"], "level": "B1"}'}}]}
INDEX = [
    {
        **{"type": "translate", "from_code": "en", "from_name": "English", "to_code": "es"},
        **{"to_name": "Spanish", "package_version": "1.9", "links": ["https://x.org/a.zip"]},
    }
]
# What means something to one reader or the other.
TOKENS = [
    *(b"\0", b"\x07", b"\x1b[2J", b"\r", b"\r\n", b"\n\n", b"\t", b"\f", b"\xff\xfe"),
    *(b"\xef\xbb\xbf", b"---\n", b"<<<<<<< ours\n", b"=======\n", b">>>>>>> theirs\n"),
    b"#-#-#-#-#  a.po  #-#-#-#-#",
    *(b"{", b"}", b"[", b"]", b"[" * 2000, b"{" * 300, b"- " * 500, b"> " * 300, b"* " * 200),
    *(b"&a ", b"*a ", b"!!int ", b"!!binary ", b"<<: ", b"? ", b": ", b"|\n", b"'''", b'"""', b'"'),
    *(b"2026-02-30", b"0001-01-01 00:00+0100", b"9999-12-31 23:59-0100", b"9" * 5000, b"1e999"),
    *(b"-1", b"NaN", b"null", b"true", b"[null]", b"{}", b'"\\ud800"', b"\\u0000", b"\\x1b", b"\\"),
    *(b"<input>", b"<p>", b"</p>", b"<table>", b"<td colspan=99999>", b"<svg>", b"<math>", b"<!--"),
    *(b"<div>" * 400, b"&#0;", b"&#x1b;", b"]]>", b"<!DOCTYPE a [", b'<?xml encoding="utf-17"?>'),
    *(b"charset=base64", b"charset=utf-7", b"![a](" + b"a" * 300 + b".png)", b"![](../../x.png)"),
    *(b"![](/etc/passwd)", b"[^1]", b"[^1]: ", b"`" * 50, b"**", b"_", b"$$", b"<br>", b"#"),
    *("\u2028\u202e\u00ad\u0301ﬁ".encode(), "中文۴²".encode(), b"PK\x03\x04", b"%PDF", b"\xc3("),
]  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """A kind of input: examples of it, and what reads one."""

    name: str
    examples: Sequence[bytes]
    read: Callable[[bytes], object]
    is_packed: bool = False


@dataclass
class Seen:
    """What came of the inputs: how each reader's ended, and the faults."""

    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)


def mutated(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return bytes that went wrong in one to three ways."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        size = len(content)
        place, length = chance.randrange(size + 1), chance.randint(1, max(1, size // 4))
        way = chance.randrange(8)
        if way == 0 and size:
            flipped = bytearray(content)
            for _ in range(chance.choice((1, 1, 4, 30))):
                flipped[chance.randrange(size)] ^= 1 << chance.randrange(8)
            content = bytes(flipped)
        elif way == 1:
            content = content[:place]
        elif way == 2:
            part = content[place : place + length]
            content = content[:place] + part * chance.choice((2, 2, 3, 20)) + content[place:]
        elif way == 3:
            content = content[:place] + content[place + length :]
        elif way == 4:
            content = content[:place] + other[chance.randrange(len(other) + 1) :] + content[place:]
        else:
            content = content[:place] + chance.choice(TOKENS) + content[place:]
    return content[:200_000]


def repacked(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return a zip archive of which a part went wrong, or the whole."""
    if chance.random() < 0.4:
        return mutated(content, other, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    name = chance.choice([name for name in parts if parts[name]])
    parts[name] = mutated(parts[name], chance.choice(list(parts.values())), chance)
    return zipped(parts)


def attack(count: int, root: Path, seed: int = 1, only: str = "") -> Seen:
    """Read so many mutated inputs, in turn of every kind, in a folder."""
    seen = Seen()
    with _world(root) as readers:
        chosen = [reader for reader in readers if only in reader.name]
        for number in range(count):
            reader = chosen[number % len(chosen)]
            chance = random.Random(f"{seed} {reader.name} {number}")
            example, other = chance.choice(reader.examples), chance.choice(reader.examples)
            content = (repacked if reader.is_packed else mutated)(example, other, chance)
            _try(reader, content, number, seen)
    return seen


def _try(reader: Reader, content: bytes, number: int, seen: Seen) -> None:
    began = time.monotonic()
    try:
        reader.read(content)
        end = "read"
    except HandoutsError as bad:
        end = "refused"
        if "\n" in str(bad) or not str(bad).strip():
            end = f"more than one line: {str(bad)!r}"
        elif bad.__cause__ is not None and (fault := _own_fault(bad.__cause__)):
            end = f"hidden fault: {fault}"
    except Exception as bad:
        end = f"{type(bad).__name__}: {bad} {''.join(traceback.format_tb(bad.__traceback__)[-2:])}"
    took = time.monotonic() - began
    seen.slowest[reader.name] = max(took, seen.slowest.get(reader.name, 0))
    if took > LIMIT:
        end = f"{end} after {took:.0f} s"
    if end in ("read", "refused"):
        seen.ends[reader.name, end] += 1
    else:
        seen.ends[reader.name, "FAULT"] += 1
        seen.faults.append(f"{reader.name} {number}: {end}")
        (Path(tempfile.gettempdir()) / f"fault-{reader.name}-{number}").write_bytes(content)


def _own_fault(cause: BaseException) -> str:
    """Return where an exception is a mistake of our own code; empty where a library raised it."""
    frames = traceback.extract_tb(cause.__traceback__)
    if isinstance(cause, OURS) and frames and frames[-1].filename.startswith(PACKAGE):
        return f"{type(cause).__name__}: {cause} in {frames[-1].filename}:{frames[-1].lineno}"
    return ""


class CommandError(HandoutsError):
    """What a command said was wrong."""


@contextlib.contextmanager
def _world(root: Path) -> Iterator[list[Reader]]:
    """Make a project and all that is read besides it, and yield what reads."""
    project, share = root / "project", root / "share"
    good = {
        "handouts.toml": SETTINGS,
        "glossary.csv": GLOSSARY,
        "source/a/article.md": MARKDOWN,
        "source/a/lesson.yaml": LESSON,
        "translations/a/es.po": CATALOG,
    }
    (project / "source/a").mkdir(parents=True)
    (project / "translations/a").mkdir(parents=True)
    (project / "source/a/ferry.svg").write_bytes(DRAWING)
    for name, text in good.items():
        (project / name).write_text(text, "utf-8")

    def command(name: str, *arguments: str) -> Callable[[bytes], object]:
        def read(content: bytes) -> None:
            (project / name).write_bytes(content)
            said = io.StringIO()
            try:
                with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
                    code = run(arguments)
            finally:
                (project / name).write_text(good[name], "utf-8")
            lines = said.getvalue().splitlines()
            assert "handouts failed" not in said.getvalue(), said.getvalue()
            assert code == 0 or any(line.startswith("Error: ") for line in lines) or code == 1
            if code:
                raise CommandError("; ".join(lines) or "findings")

        return read

    def document(name: str, chapter: int | None = None) -> Callable[[bytes], object]:
        def read(content: bytes) -> None:
            file = project / "source/a" / name
            found = read_document(content, file, chapter)
            kept, _ = pictures(found, content, file)
            write_article(found, {a: name for a, (name, _) in kept.items()}, "article.md")

        return read

    def dictionary(file: Path) -> Callable[[bytes], object]:
        whole = file.read_bytes()

        def read(content: bytes) -> None:
            file.write_bytes(content)
            bad: list[HandoutsError] = []
            try:
                for target in ("de", "es"):
                    found = find_dictionaries("en", target, share / "mine", bad.append)
                    look_up(found, ["curb", "law", "organized crime", "take office"], bad.append)
            finally:
                file.write_bytes(whole)
            if bad:
                raise bad[0]

        return read

    def model(content: bytes) -> None:
        with tempfile.TemporaryDirectory(dir=root) as folder:
            file = root / "a.argosmodel"
            file.write_bytes(content)
            models.packages.read(archive.unpack(file, Path(folder)))

    def exported(ending: str) -> bytes:
        file = root / f"sent.{ending}"
        with contextlib.chdir(project), contextlib.redirect_stdout(io.StringIO()):
            assert run(["export", "a", "es", str(file)]) == 0
        return file.read_bytes()

    def returned(ending: str) -> Callable[[bytes], object]:
        file = root / f"returned.{ending}"

        def read(content: bytes) -> None:
            if found := recognise(content, file):
                found.read(content, file)

        return read

    share.mkdir()
    index = write_dictd(share)
    description = write_stardict(share / "mine" / "en-es", ENGLISH_GERMAN)
    form = "markdown-smart"
    office = {
        kind: pandoc.convert(MARKDOWN.encode(), form, kind, DocumentError)
        for kind in ("docx", "odt", "epub")
    }
    rtf = pandoc.convert(MARKDOWN.encode(), form, "rtf", DocumentError)
    printed = "<title>The ferry</title><h1>The ferry</h1><p>It crosses the river on a cable.</p>"
    pdf = HTML(string=f'<html lang="en">{printed * 3}').write_pdf()
    small = zipped({"a/metadata.json": json.dumps(INDEX[0]).encode(), "a/model/model.bin": b"0"})
    articles = [path.read_bytes() for path in sorted(ARTICLES.glob("*.md"))]
    catalogs = [path.read_bytes() for path in sorted(ARTICLES.glob("*.es.po"))]
    dry = ("build", "--dry-run")
    reviews = {kind: exported(kind) for kind in ("docx", "csv", "xlf", "tmx")}
    readers = [
        Reader("article", [MARKDOWN.encode()], command("source/a/article.md", *dry)),
        Reader("lesson", [LESSON.encode()], command("source/a/lesson.yaml", *dry)),
        Reader("settings", [SETTINGS.encode()], command("handouts.toml", *dry)),
        Reader("glossary", [GLOSSARY.encode()], command("glossary.csv", *dry)),
        Reader("catalog", [CATALOG.encode(), *catalogs], command("translations/a/es.po", *dry)),
        Reader("html", [PAGE.encode()], document("a.html")),
        Reader("text", [TEXT.encode()], document("a.txt")),
        Reader("markdown", [MARKDOWN.encode(), *articles], document("a.md")),
        *(Reader(kind, [office[kind]], document("a"), is_packed=True) for kind in office),
        Reader("chapter", [office["epub"]], document("a", chapter=1), is_packed=True),
        Reader("rtf", [rtf], document("a.rtf")),
        Reader("pdf", [pdf], document("a.pdf")),
        Reader("dictd", [index.read_bytes()], dictionary(index)),
        Reader(
            "dictzip",
            [index.with_suffix(".dict.dz").read_bytes()],
            dictionary(index.with_suffix(".dict.dz")),
        ),
        *(
            Reader(f"stardict{end}", [description.with_suffix(end).read_bytes()], dictionary(path))
            for end in (".ifo", ".idx", ".dict.dz")
            if (path := description.with_suffix(end))
        ),
        Reader("model", [small], model, is_packed=True),
        Reader("picture", _pictures(), _look_at),
        *(
            Reader(f"review {kind}", [sent], returned(kind), is_packed=kind == "docx")
            for kind, sent in reviews.items()
        ),
        Reader("engine", [json.dumps(TRANSLATED).encode()], _translate),
        Reader("languages", [json.dumps(OFFERED).encode()], _open_engine),
        Reader("assistant", [json.dumps(CHATTED).encode()], _ask),
        Reader("index", [json.dumps(INDEX).encode()], _look),
    ]
    home = {"HOME": str(root / "home"), "XDG_DATA_DIRS": str(share)}
    with contextlib.chdir(project), mock.patch.dict(os.environ, home):
        yield readers


def _pictures() -> list[bytes]:
    from PIL import Image

    found = [DRAWING, (ARTICLES / "salt.svg").read_bytes()]
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        out = io.BytesIO()
        Image.new("RGB", (20, 10), "red").save(out, kind)
        found.append(out.getvalue())
    return found


def _look_at(content: bytes) -> None:
    if wrong := images.problem(content):
        raise DocumentError(wrong)


@contextlib.contextmanager
def _answering(*answers: bytes) -> Iterator[None]:
    """Have the server give these answers, the last one again and again."""
    left = list(answers)

    def answer(*_: object, **__: object) -> object:
        content = left.pop(0) if len(left) > 1 else left[0]
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise WebError("This is not JSON") from None

    with (
        mock.patch.object(http, "get_json", answer),
        mock.patch.object(http, "post_json", answer),
        mock.patch.object(libretranslate, "links_by_meaning", return_value=()),
    ):
        yield


_SERVER: Mapping[str, Any] = {"url": "http://127.0.0.1:1"}


def _translate(content: bytes) -> None:
    with _answering(json.dumps(OFFERED).encode(), content), bounded("libretranslate"):
        engine = Bounded("a", engine_class("libretranslate")("en", "es", _SERVER))
        for attempt in range(engine.attempts):
            for said in engine.translate(["One.", "Two."], attempt):
                assert all(isinstance(one.text, str) for one in said)


def _open_engine(content: bytes) -> None:
    with _answering(content):
        engine_class("libretranslate")("en", "es", _SERVER)


def _ask(content: bytes) -> None:
    with _answering(content):
        Chat(Assistant("http://127.0.0.1:1", "small")).ask(Prompt("You help.", "Find words."))


def _look(content: bytes) -> None:
    with _answering(content):
        models.available()


def main() -> int:
    """Run as a program: how many, and perhaps which kind; print what came of them."""
    count, only = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        seen = attack(count, Path(folder), only=only)
    for (name, end), number in sorted(seen.ends.items()):
        print(f"{name:18} {end:8} {number:6}   slowest {seen.slowest[name]:5.1f} s")
    print(*seen.faults[:200], sep="\n")
    print(f"{count} inputs, {len(seen.faults)} faults, {time.monotonic() - began:.0f} s")
    return 1 if seen.faults else 0


if __name__ == "__main__":
    sys.path.insert(0, str(REPOSITORY))
    sys.exit(main())
