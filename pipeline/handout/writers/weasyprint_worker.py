"""A process of its own that lays out pages with WeasyPrint, one after another.

What enters on standard input is a page and the language of its document; what leaves on standard
output is a PDF, or what went wrong. Nothing else runs here, so WeasyPrint can be completed, the
clock of its fonts fixed, and the search for garbage put off, without anybody noticing. `layout`
starts these processes and talks to them.
"""

import gc
import io
import os
import pickle
import signal
import struct
import sys
import traceback
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from pipeline.handout.writers.inspection import Remark, inspect

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

# Seconds since 1970 at which the fonts that a document takes along were made: 1980, where ZIP files
# begin. fontTools asks the environment; the same input gives the same bytes.
_FONTS_MADE = "315532800"
# The fonts made for the last documents, some 20 kB each: `_reuse_fonts`.
_MOST_FONTS = 64
# Before a message, the number of its bytes.
_LENGTH = struct.Struct(">Q")
_VARIANT = "pdf/ua-1"


@dataclass
class _Now:
    """What is laid out just now: its language, and what is said of the places links lead to."""

    language: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


_now = _Now()
# Letters of a word that is hyphenated.
_LONGEST_WORD = 80


@dataclass(frozen=True)
class Page:
    """A page to lay out.

    Attributes:
        versions: The page with its style; where there are several, from loosest to tightest. The
            first of those is taken that need the fewest pages.
        saved: How much of a last page the tightest can save: one that is fuller stays.
        language: The ISO 639-1 code of its document.
        files: The addresses of all files that may be read for it.
        measured: A class of elements: their heights are wanted, and no PDF.
        places: What is said of the places that links lead to, by their names.
    """

    versions: tuple[str, ...]
    saved: float
    language: str
    files: frozenset[str]
    measured: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LaidOut:
    """A finished PDF, and what is amiss with it."""

    pdf: bytes
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Failure:
    """Why there is no PDF.

    Attributes:
        kind: The name of the exception's class.
        said: Its message.
        trace: Where it happened, as Python prints it.
        lacks_library: Whether a library of the system, such as Pango, cannot be loaded.
    """

    kind: str
    said: str
    trace: str
    lacks_library: bool = False


def send(stream: IO[bytes], message: object) -> None:
    """Write a message for the process at the other end."""
    packed = pickle.dumps(message)
    stream.write(_LENGTH.pack(len(packed)) + packed)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Return the next message; None where the other end is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    packed = stream.read(size)
    return pickle.loads(packed) if len(packed) == size else None


def main() -> None:
    """Answer pages with PDFs until standard input ends."""
    # Who stops the command with Ctrl-C stops this process too, by ending its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["SOURCE_DATE_EPOCH"] = _FONTS_MADE
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    try:
        _complete_weasyprint()
    except OSError as bad:
        while receive(sys.stdin.buffer) is not None:
            send(answers, _failure(bad, lacks_library=True))
        return
    while isinstance(page := receive(sys.stdin.buffer), Page):
        try:
            send(answers, heights(page) if page.measured else lay_out(page))
        except Exception as bad:
            send(answers, _failure(bad))


def _failure(bad: BaseException, lacks_library: bool = False) -> Failure:
    trace = "".join(traceback.format_exception(bad))
    return Failure(type(bad).__name__, str(bad), trace, lacks_library)


def lay_out(page: Page) -> LaidOut:
    """Lay out a page and return it as tagged PDF/UA-1, with what is amiss.

    While the boxes of a layout pile up, all of them are in use: to look for garbage among them
    again and again would cost a fifth of the time.
    """
    _now.language, _now.places = page.language, page.places
    gc.disable()
    try:
        html, document = _fitted(page)
        remarks = inspect(document.pages, html.etree_element)
        pdf: bytes = document.write_pdf(pdf_variant=_VARIANT)
    finally:
        gc.enable()
    return LaidOut(pdf, tuple(remarks))


def heights(page: Page) -> list[float]:
    """Lay out a page and return the heights of the elements that are measured, in their order."""
    html, known = _html(page, page.versions[0]), page.measured
    return [
        float(box.margin_height())
        for sheet in html.render().pages
        for box in sheet._page_box.descendants()
        if box.element is not None and known in (box.element.get("class") or "").split()
        if not box.element_tag.endswith("::after")
    ]


def _html(page: Page, version: str) -> Any:
    from weasyprint import HTML

    return HTML(string=version, url_fetcher=_local_files(page.files))


def _fitted(page: Page) -> tuple[Any, Any]:
    """Return the page and its loosest layout that needs the fewest sheets."""

    def laid_out(version: str) -> tuple[Any, Any]:
        html = _html(page, version)
        return html, html.render(pdf_variant=_VARIANT)

    def count(version: tuple[Any, Any]) -> int:
        return len(version[1].pages)

    loosest, *tighter = page.versions
    first = laid_out(loosest)
    if not tighter or count(first) == 1 or _filled(first[1].pages[-1]) > page.saved:
        return first
    tightest = laid_out(tighter[-1])
    if count(tightest) == count(first):
        return first
    for version in tighter[:-1]:
        found = laid_out(version)
        if count(found) == count(tightest):
            return found
    return tightest


def _filled(page: Any) -> float:
    """Return how much of a laid-out page is used, down to its lowest line: 0 to 1."""
    content = page._page_box.children[0]  # after it come head and foot
    lines = (box for box in content.descendants() if hasattr(box, "text"))
    lowest = max((box.position_y + box.height for box in lines), default=0)
    return float((lowest - page._page_box.content_box_y()) / page._page_box.height)


def _local_files(known: frozenset[str]) -> "URLFetcher":
    """Return what fetches the files of a page, and no other: a drawing may name any."""
    from weasyprint.urls import URLFetcher

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:") and url not in known:
                raise ValueError(f"{url} is no file of this handout")
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols=("file", "data"), fail_on_errors=True)


def _complete_weasyprint() -> None:
    """Make WeasyPrint do what it does not yet, for as long as this process lives.

    Raises:
        OSError: Where Pango, or another library of the system, is missing.
    """
    # There is to be none but those of the page.
    warnings.filterwarnings("ignore", "No fonts configured in FontConfig")
    _tag_languages_and_scopes()
    _say_where_links_lead()
    _reuse_fonts()
    _leave_long_words_whole()


def _tag_languages_and_scopes() -> None:
    """Have each element's language, each header's scope and its name written into the tags.

    And what stands in an item of a list, but for its mark, be its body.

    WeasyPrint 70 writes the document's language only, so that a screen reader reads the second
    column in the voice of the first, and no scope. It builds the tree element by element in one
    private generator; wrapping that is exact where looking for cells afterwards would be a guess.
    """
    from pydyf import String
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def build_completely(box: Any, parent: Any, *arguments: Any) -> Iterator[Any]:
        language = box.style["lang"]
        for element in build(box, parent, *arguments):
            if parent["S"] == "/LI" and element["S"] not in ("/Lbl", "/LBody"):
                element["S"] = "/LBody"
            if language and language != _now.language:
                element["Lang"] = String(language)
            if element["S"] == "/TH":
                scope = box.element.get("scope", "col")
                element["A"]["Scope"] = "/Row" if scope == "row" else "/Column"
                if label := box.element.get("aria-label"):
                    element["Alt"] = String(label)
            yield element

    tags._build_box_tree = build_completely


def _say_where_links_lead() -> None:
    """Have a link be one annotation that says where it leads.

    WeasyPrint 70 makes an annotation of every box within a link, so that a screen reader says a
    link with a word in italics three times; and it describes a place by its internal name.
    """
    from pydyf import String
    from weasyprint import pdf

    add = pdf.add_links

    def add_one_each(links_and_anchors: tuple[Any, Any], *arguments: Any) -> None:
        links, anchors = links_and_anchors
        links = [link for link in links if link[-1].element_tag == "a"]
        add((links, anchors), *arguments)
        for kind, target, _, box in links:
            if kind == "internal" and target in _now.places:
                box.link_annotation["Contents"] = String(_now.places[target])

    pdf.add_links = add_one_each


def _reuse_fonts() -> None:
    """Have fontTools asked only once for the same letters of a variable font.

    To cut a weight out of a variable font takes a third of a document's time. A corrected word
    seldom brings a new letter, and from the same letters come the same bytes.
    """
    from weasyprint.pdf import fonts

    instantiate = fonts.instantiateVariableFont
    made: OrderedDict[tuple[bytes, str], bytes] = OrderedDict()

    def remembered(font: Any, axes: dict[str, float], static: bool) -> _Instance:
        key = font.reader.file.getvalue(), repr(sorted(axes.items()))
        if key not in made:
            instance = io.BytesIO()
            instantiate(font, axes, static=static).save(instance)
            made[key] = instance.getvalue()
        made.move_to_end(key)
        while len(made) > _MOST_FONTS:
            made.popitem(last=False)
        return _Instance(made[key])

    fonts.instantiateVariableFont = remembered


def _leave_long_words_whole() -> None:
    """Have no word hyphenated that is none, such as an address: each line would try all places."""
    from pyphen import Pyphen

    iterate = Pyphen.iterate

    def iterate_words(self: Any, word: str) -> Iterator[tuple[str, str]]:
        return iterate(self, word) if len(word) <= _LONGEST_WORD else iter(())

    Pyphen.iterate = iterate_words


class _Instance:
    """A font that was made before, as WeasyPrint asks for it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def save(self, file: io.BytesIO) -> None:
        file.write(self._content)
