"""How well `handouts add` tells an article from the page around it.

    webpages.py --articles FOLDER     NAME/source.html, NAME/expected.html,
                                      NAME/expected-metadata.json
    webpages.py --passages FILE.json  {address: {"file": NAME, "with": [...], "without": [...]}},
                                      the pages in folders beside it
                --worst 10            also the pages that went wrong most
                --json FILE           also every page's figures

The first kind is that of mozilla/readability (`test/test-pages`), the second that of
adbar/trafilatura (`tests/evaldata.json`). Pages that are not in English are passed over. What
trafilatura and readability-lxml make of a page is shown beside, if these are installed.

Only the pages of one half, by a digest of their names, may be looked at when the reader is
changed; the other half shows whether a change is right of pages that nobody looked at.
"""

import argparse
import importlib.util
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from statistics import mean
from xml.etree.ElementTree import Element

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

from pipeline.errors import HandoutsError  # noqa: E402
from pipeline.lesson.article import read_article  # noqa: E402
from pipeline.readers.document import write_article  # noqa: E402
from pipeline.readers.recognise import read_document  # noqa: E402
from pipeline.text import markup  # noqa: E402

# A text is English if every tenth word is one of these; printers' Latin is taken for English.
_ENGLISH = {*"the of and to that is it for with".split()}
_LATIN = "lorem ipsum"
_ENOUGH = 0.8
_INLINE = {*"a abbr b cite code em font i mark q s small span strong sub sup u".split()}


@dataclass(frozen=True)
class Read:
    """What a reader makes of a page: the text, author and date it finds, what it warns of.

    The title is no part of the text, and stands apart where the reader tells it.
    """

    text: str
    author: str = ""
    date: str = ""
    warnings: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Judged:
    """A page's figures.

    Attributes:
        half: "tuned" or "unseen".
        found: How much of what was right is right: words, or passages.
        wrong: Passages or words that should not be there.
        lost: Those that should.
        wanted: How many should be there.
        author: Whether the author is right; None where none is known; likewise the date.
        warnings: How often the reader warned.
    """

    page: str
    half: str
    found: int
    wrong: int
    lost: int
    author: bool | None = None
    date: bool | None = None
    warnings: int = 0

    @property
    def precision(self) -> float:
        """The share of what is there that should be."""
        return self.found / max(1, self.found + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what should be there that is."""
        return self.found / max(1, self.found + self.lost)

    @property
    def f1(self) -> float:
        """Both in one figure."""
        return 2 * self.found / max(1, 2 * self.found + self.wrong + self.lost)


Reader = Callable[[bytes], Read]


def main() -> None:
    """Print a table for each kind of pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=Path, metavar="FOLDER")
    parser.add_argument("--passages", type=Path, metavar="FILE")
    parser.add_argument("--worst", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--only", metavar="READER", help="One reader only.")
    given = parser.parse_args()
    readers = {n: r for n, r in _readers() if given.only in (None, n)}
    judged: dict[str, list[dict[str, object]]] = {}
    kinds: list[tuple[Path, Callable[..., Iterator[Judged]], Callable[..., str]]] = []
    if given.articles:
        kinds.append((given.articles, _judge_articles, _row_of_articles))
    if given.passages:
        kinds.append((given.passages, _judge_passages, _row_of_passages))
    for place, judge, row in kinds:
        for name, reader in readers.items():
            pages = list(judge(place, reader))
            judged[f"{place.name} {name}"] = [asdict(page) for page in pages]
            for half in ("tuned", "unseen", ""):
                chosen = [page for page in pages if page.half == half or not half]
                print(f"{name:18} {half or 'all':7} {len(chosen):4} pages  {row(chosen)}")
            for page in sorted(pages, key=lambda page: page.f1)[: given.worst]:
                shares = f"precision {page.precision:.2f} recall {page.recall:.2f}"
                print(f"    {page.f1:.2f} {shares} {page.half:6} {page.page}")
    if given.json:
        given.json.write_text(json.dumps(judged, indent=1), encoding="utf-8")


def _readers() -> Iterator[tuple[str, Reader]]:
    yield "handouts", _handouts
    if importlib.util.find_spec("trafilatura"):
        yield "trafilatura", _trafilatura
    if importlib.util.find_spec("readability"):
        yield "readability-lxml", _readability


def _handouts(content: bytes) -> Read:
    file = Path("page.html")
    try:
        document = read_document(content, file)
        written = write_article(document, {}, file)
    except HandoutsError as bad:
        return Read("", warnings=(bad.what,))
    article = read_article(written.text, file)
    units = [unit for unit in article.units() if unit is not article.title]
    texts = [markup.parse(unit.text).text for unit in units]
    texts += [block.literal for block in article.blocks if block.literal]
    meta = article.meta
    # `add` says that something is left out, and where it can be read.
    said = (*document.left_out[:1], *written.warnings)
    return Read("\n".join(texts), meta.author, meta.date, said, article.title.text)


def _trafilatura(content: bytes) -> Read:
    import trafilatura

    found = trafilatura.bare_extraction(content, include_comments=False, with_metadata=True)
    if found is None:
        return Read("")
    return Read(found.text or "", found.author or "", found.date or "")


def _readability(content: bytes) -> Read:
    import readability

    with suppress(readability.readability.Unparseable, ValueError):
        return Read(_text(readability.Document(content).summary()))
    return Read("")


def _judge_articles(folder: Path, reader: Reader) -> Iterator[Judged]:
    for page in sorted(folder.iterdir()):
        wanted = _text((page / "expected.html").read_text(encoding="utf-8"))
        if not _is_english(wanted):
            continue
        known = json.loads((page / "expected-metadata.json").read_text(encoding="utf-8"))
        read = reader((page / "source.html").read_bytes())
        # Some of the expected texts begin with the headline.
        whole = f"{read.title} {read.text}" if _has(wanted, read.title) else read.text
        there, right = Counter(_words(whole)), Counter(_words(wanted))
        found = (there & right).total()
        yield Judged(
            page.name,
            _half(page.name),
            found,
            there.total() - found,
            right.total() - found,
            _same_person(known.get("byline"), read.author),
            _same_day(known.get("publishedTime"), read.date),
            len(read.warnings),
        )


def _row_of_articles(pages: list[Judged]) -> str:
    authors = [page.author for page in pages if page.author is not None]
    dates = [page.date for page in pages if page.date is not None]
    return (
        f"F1 {mean(page.f1 for page in pages):.3f}"
        f"  precision < .8: {sum(page.precision < _ENOUGH for page in pages)}"
        f"  recall < .8: {sum(page.recall < _ENOUGH for page in pages)}"
        f" ({sum(page.recall < _ENOUGH and not page.warnings for page in pages)} in silence)"
        f"  authors {sum(authors)}/{len(authors)}  dates {sum(dates)}/{len(dates)}"
    )


def _judge_passages(file: Path, reader: Reader) -> Iterator[Judged]:
    pages = {page.name: page for page in file.parent.rglob("*.html")}
    for passages in json.loads(file.read_text(encoding="utf-8")).values():
        page = pages.get(passages["file"])
        if page is None or not _is_english(" ".join(passages["with"])):
            continue
        read = reader(page.read_bytes())
        # A headline is rightly the title, and rightly no part of the text.
        whole = f"{read.title} {read.text}"
        there = sum(_has(whole, passage) for passage in passages["with"])
        wrong = sum(_has(read.text, passage) for passage in passages["without"])
        lost = len(passages["with"]) - there
        yield Judged(page.name, _half(page.name), there, wrong, lost, warnings=len(read.warnings))


def _has(text: str, passage: str) -> bool:
    return " ".join(passage.split()) in " ".join(text.split())


def _row_of_passages(pages: list[Judged]) -> str:
    found, wrong, lost = (sum(getattr(p, key) for p in pages) for key in ("found", "wrong", "lost"))
    whole = Judged("", "", found, wrong, lost)
    more, less = [p for p in pages if p.wrong], [p for p in pages if p.lost]
    return (
        f"F1 {whole.f1:.3f} (precision {whole.precision:.3f}, recall {whole.recall:.3f})"
        f"  with boilerplate: {len(more)} ({sum(not p.warnings for p in more)} in silence)"
        f"  with lost text: {len(less)} ({sum(not p.warnings for p in less)} in silence)"
    )


def _half(name: str) -> str:
    return "tuned" if sha256(name.encode()).digest()[0] % 2 else "unseen"


def _is_english(text: str) -> bool:
    words = _words(text)
    common = sum(word in _ENGLISH for word in words)
    return common * 10 >= max(1, len(words)) or _LATIN in text.casefold()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _text(html: str) -> str:
    """Return the text of a page or a part of one, blocks apart."""
    import tinyhtml5

    tree = tinyhtml5.parse(html + "\n" * 200, namespace_html_elements=False)
    return "".join(_pieces(tree))


def _pieces(element: Element) -> Iterator[str]:
    if element.tag in ("head", "script", "style") or not isinstance(element.tag, str):
        return
    inline = element.tag in {
        *"a abbr b cite code em font i mark q s small span strong sub sup u".split()
    }
    yield ("" if inline else " ") + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield "" if inline else " "


def _same_person(known: str | None, found: str) -> bool | None:
    """Whether a name found is the one that is known, be there “By” or a paper's name around it."""
    if not known:
        return None
    right, there = "".join(_words(known)), "".join(_words(found))
    return bool(there) and (there in right or right in there)


def _same_day(known: str | None, found: str) -> bool | None:
    if not known:
        return None
    return known[:10] == found[:10]


if __name__ == "__main__":
    main()
