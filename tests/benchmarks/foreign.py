"""What becomes of other people's documents: through `add` and `build`, in all formats.

    foreign.py FOLDER…          every document in these folders
               --most 50        of each kind, evenly chosen by a digest of their paths
               --kind docx      of this kind only
               --log FILE       a line of JSON for each; what is in it already is passed over

One process takes them all, one after another; a document that ends it or takes too long counts as
a traceback, and a new process takes the next. Counted are lessons, refusals
(one clear line each), tracebacks, and losses: runs of the document's words that are neither in the
lesson's article nor in the report of what was left out, and runs of the article's words that are
not in a built file. Where the program warned of nothing, a loss is silent. The document's words are
read by other means than the project's own: `striprtf`, where it is installed, for RTF.
"""

import argparse
import contextlib
import email
import email.policy
import io
import json
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from xml.etree import ElementTree

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

KINDS = "docx odt rtf epub pdf html htm xhtml mhtml mht md txt".split()
SETTINGS = (
    'languages = ["es"]\nformats = ["pdf", "epub", "html", "apkg", "docx"]\nengine = "none"\n'
)
# Seconds for a document; a book takes a minute.
LIMIT = 300
# Words in a row that are lost before it counts: fewer are a seam between two texts.
LOST = 4
# A scan's or a program's few words are nothing that a person would miss.
_SHOWN = 3


def main() -> None:
    """Print a line for each document that went wrong, and a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--most", type=int, default=10_000, metavar="NUMBER")
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--log", type=Path, metavar="FILE")
    given = parser.parse_args()
    done = _logged(given.log)
    process = _Process()
    for file in _chosen(given.folders, given.kind or KINDS, given.most):
        if str(file) in done:
            continue
        found = done[str(file)] = process.take(file)
        if given.log:
            with given.log.open("a", encoding="utf-8") as log:
                print(json.dumps(found), file=log)
        if said := _complaint(found):
            print(f"{file}: {said}", flush=True)
    process.stop()
    _print_table(done.values())


def _logged(log: Path | None) -> dict[str, dict[str, object]]:
    if log is None or not log.exists():
        return {}
    lines = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    return {line["file"]: line for line in lines}


def _chosen(folders: Iterable[Path], kinds: Iterable[str], most: int) -> Iterator[Path]:
    """Yield the documents of some folders, one kind after another in turns."""
    found = {path.resolve() for folder in folders for path in folder.rglob("*") if path.is_file()}
    piles = [
        sorted(
            (path for path in found if path.suffix.lower() == f".{kind}"),
            key=lambda path: sha256(str(path).encode()).digest(),
        )[:most]
        for kind in kinds
    ]
    for place in range(max(map(len, piles), default=0)):
        yield from (pile[place] for pile in piles if place < len(pile))


class _Process:
    """Takes documents one after another; a new one takes over where a document ended it."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._here, there = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_serve, args=(there,), daemon=False)
        self._process.start()
        there.close()

    def take(self, file: Path) -> dict[str, object]:
        """Return what became of a document."""
        start = time.monotonic()
        self._here.send(file)
        found: dict[str, object] = {"trace": f"not done after {LIMIT} s"}
        try:
            if done := self._here.poll(LIMIT):
                found = self._here.recv()
        except EOFError:
            done, found = False, {"trace": "the process ended"}
        if not done:
            self.stop()
            self._start()
        return {"file": str(file), **found, "seconds": round(time.monotonic() - start, 1)}

    def stop(self) -> None:
        """End the process, and what it has started."""
        self._process.terminate()
        self._process.join()


def _serve(parent: Connection) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that what it has started is ended
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(EOFError):
        os.chdir(folder)
        while True:
            parent.send(_through(parent.recv()))


def _complaint(found: dict[str, object]) -> str:
    if found.get("trace"):
        return str(found["trace"])
    if found.get("built") == 1:
        return f"added, not built: {found['said']}"
    if found.get("lost"):
        return ("" if found["said"] else "in silence: ") + f"lost {found['lost']}"
    return ""


def _print_table(all_found: Iterable[dict[str, object]]) -> None:
    table: dict[str, Counter[str]] = {}
    for found in all_found:
        row = table.setdefault(Path(str(found["file"])).suffix[1:].lower(), Counter())
        row["files"] += 1
        row["lessons"] += found.get("built") == 0
        row["refused"] += found.get("added") == 1
        row["tracebacks"] += bool(found.get("trace")) or found.get("built") == 1
        row["with losses"] += bool(found.get("lost"))
        row["in silence"] += bool(found.get("lost") and not found["said"])
    names = ("files", "lessons", "refused", "tracebacks", "with losses", "in silence")
    print(f"{'':8}", *(f"{name:>12}" for name in names))
    table["all"] = sum(table.values(), Counter())
    for kind, row in table.items():
        print(f"{kind:8}", *(f"{row[name]:12}" for name in names))


def _through(file: Path) -> dict[str, object]:
    """Run both commands on a document, in a project of its own in the working folder."""
    # The folder itself stays: processes that a build has started are in it.
    for made in Path().iterdir():
        shutil.rmtree(made) if made.is_dir() else made.unlink()
    Path("handouts.toml").write_text(SETTINGS, encoding="utf-8")
    Path("source").mkdir()
    try:
        return _judge(file)
    except Exception:
        return {"trace": traceback.format_exc()[-1500:]}


def _judge(file: Path) -> dict[str, object]:
    chapter: list[str] = []
    added, said = _run(["add", str(file), "--name", "it"])
    if added and "--chapter" in said:
        # The chapter in the middle is one that has text.
        numbers = re.findall(r"^ *(\d+)\.? ", said, re.MULTILINE)
        chapter = ["--chapter", numbers[len(numbers) // 2] if numbers else "1"]
        added, said = _run(["add", str(file), "--name", "it", *chapter])
    if added:
        lines = [line for line in said.splitlines() if line.startswith("Error:")]
        trace = "" if len(lines) == 1 else said[-1500:]
        left = "a folder is left behind" if Path("source/it").exists() else ""
        return {"added": added, "said": said[-600:], "trace": trace or left}
    article = Path("source/it/article.md").read_text(encoding="utf-8")
    report = Path("build/reports/it.txt")
    kept = article + (report.read_text(encoding="utf-8") if report.exists() else "")
    lost = {}
    if not chapter and (runs := _lost(_words_of(file), _words(f"{kept} {said}"))):
        lost["add"] = runs
    built, said_then = _run(["build", "it", "--edition", "student"])
    if built == 0:
        wanted = _article_words()
        for path in Path("build/it").iterdir():
            there = _words_of(path)
            if path.suffix != ".apkg" and (runs := _lost(wanted, there)):
                lost[path.suffix[1:]] = runs
    both = f"{said}\n{said_then}".splitlines()
    warned = "\n".join(line for line in both if line.startswith("Warning:"))
    return {
        "added": 0,
        "built": built,
        "said": warned if built == 0 else said_then[-1500:],
        "words": len(_words(article)),
        "lost": lost,
    }


def _run(arguments: list[str]) -> tuple[int, str]:
    """Return a command's exit code and what it said of errors and chapters."""
    from pipeline.cli.main import run

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return code, err.getvalue() + (out.getvalue() if code else "")


def _article_words() -> list[str]:
    from pipeline.lesson.article import read_article
    from pipeline.text import markup

    path = Path("source/it/article.md")
    article = read_article(path.read_text(encoding="utf-8"), path)
    texts = [markup.parse(unit.text).text for unit in article.units()]
    return _words("\n".join(texts))


def _lost(wanted: list[str], there: list[str]) -> list[str]:
    """Return the runs of words that are not there, or not in that order; the longest ones."""
    threes = set(zip(there, there[1:], there[2:], strict=False))
    known = set(there)
    held = [False] * len(wanted)
    for place, three in enumerate(zip(wanted, wanted[1:], wanted[2:], strict=False)):
        if three in threes:
            held[place : place + 3] = [True] * 3
    runs, run = [], []
    for word, is_held in [*zip(wanted, held, strict=True), ("", True)]:
        if not is_held:
            run.append(word)
            continue
        # The words of short texts, one after another in another order, are not lost.
        if len(run) >= LOST and sum(word not in known for word in run) * 2 >= len(run):
            runs.append(" ".join(run))
        run = []
    return [text[:200] for text in sorted(runs, key=len, reverse=True)[:_SHOWN]]


def _words(text: str) -> list[str]:
    # Where no spaces stand between words, a line may end anywhere: each sign is a word.
    return re.findall(r"[\u3040-\u9fff]|[^\W_\u3040-\u9fff]+", text.replace("\xad", "").casefold())


def _words_of(file: Path) -> list[str]:
    content = file.read_bytes()
    readers = {
        ".docx": _docx,
        ".odt": _odt,
        ".epub": _epub,
        ".pdf": _pdf,
        ".rtf": _rtf,
        ".html": _html,
        ".htm": _html,
        ".xhtml": _html,
        ".md": _markdown,
        ".txt": _message_or_plain,
    }
    read = readers.get(file.suffix.lower())
    return _words(read(content)) if read else []


def _docx(content: bytes) -> str:
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    texts = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"word/(document\d*|footnotes|endnotes)\.xml", name):
                tree = ElementTree.fromstring(archive.read(name))
                for gone in ("del", "moveFrom"):
                    for parent in list(tree.iter()):
                        for child in parent.findall(w + gone):
                            parent.remove(child)
                for element in tree.iter():
                    if element.tag in (w + "p", w + "br", w + "tab"):
                        texts.append("\n")
                    if element.tag == w + "t":
                        texts.append(element.text or "")
    return "".join(texts)


def _odt(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = ElementTree.fromstring(archive.read("content.xml"))
    left_out = (
        "tracked-changes",
        "annotation",
        "automatic-styles",
        "font-face-decls",
        "note-citation",
    )
    return _text(tree, left_out, ("span", "a", "s", "soft-page-break", "bookmark-start"))


def _text(element: ElementTree.Element, left_out: Iterable[str], inline: Iterable[str]) -> str:
    name = str(element.tag).rpartition("}")[2]
    if name in left_out or not isinstance(element.tag, str):  # a remark in the source
        return ""
    inner = (element.text or "") + "".join(
        _text(child, left_out, inline) + (child.tail or "") for child in element
    )
    return inner if name in inline else f"\n{inner}\n"


def _epub(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages = [n for n in archive.namelist() if re.search(r"\.x?html?$", n) and "nav" not in n]
        return "\n".join(_html(_plain(archive.read(name)).encode("utf-8-sig")) for name in pages)


def _pdf(content: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(content) as pages:
        texts = [page.get_textpage().get_text_bounded() for page in pages]
    text = "\n".join(texts).replace("\ufffe", "-")
    return re.sub(r"[-\xad]\r?\n", "", text)


def _rtf(content: bytes) -> str:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        return ""
    return str(rtf_to_text(content.decode("latin-1"), errors="ignore"))


def _html(content: bytes) -> str:
    import tinyhtml5

    text = content if re.search(rb"(?i)charset|encoding=", content[:2048]) else _plain(content)
    end = "\n" * 200
    whole = text + end if isinstance(text, str) else text + end.encode()
    tree = tinyhtml5.parse(whole, namespace_html_elements=False)
    left_out = (
        "head",
        "script",
        "style",
        "template",
        "svg",
        "math",
        "select",
        "textarea",
        "rt",
        "rp",
    )
    inline = "a abbr b cite code em font i mark q s small span strong sub sup u wbr ruby rb".split()
    return _text(tree, left_out, inline)


def _markdown(content: bytes) -> str:
    text = _plain(content)
    text = re.sub(r"\]\([^)]*\)|\]\[[^\]]*\]|<[^>]*>|https?:\S+|&\w+;|\{[^}]*\}", " ", text)
    return re.sub(r"(?m)^\s{0,3}\[[^\]^]+\]:.*|^(---|\+\+\+)\n(?s:.*?)^\1$", " ", text)


def _message_or_plain(content: bytes) -> str:
    """Return a text; of a message with a text and the same as a page, the first."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    if message.is_multipart() and (body := message.get_body(("plain", "html"))):
        return str(body.get_content())
    return _plain(content)


def _plain(content: bytes) -> str:
    for codec in ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(codec)
    return content.decode("latin-1")


if __name__ == "__main__":
    main()
