"""A document as pandoc's syntax tree → the text of an `article.md`, and what could not be kept.

The text is read back before it is given out, and each word of the document is looked for in it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from pipeline.errors import DocumentError
from pipeline.lesson.article import Article, read_article
from pipeline.readers.blocks import BodyWriter
from pipeline.readers.inlines import (
    ALTERNATIVE,
    InlineReader,
    Losses,
    Node,
    Picture,
    flattened,
    start_of,
    visible,
    words_of,
)
from pipeline.readers.markdown import one_lined, trimmed
from pipeline.readers.speakers import with_labels
from pipeline.system import yaml
from pipeline.system.boundary import boundary
from pipeline.text import markup
from pipeline.text.classes import Level
from pipeline.text.markup import Span, Style

# The front matter in the order it is written.
_KEYS = ("kicker", "title", "lead", "author", "date", "level", "source", "rights")

_COPY = "Copy its text into a .txt file"
# Characters. A longer line above the title is a text.
_KICKER = 70
# Characters of a word: an address may have some hundreds.
_ENDLESS = 2_000
# A title, byline or date stands among the first blocks of the text, if it stands there again.
_HEAD = 6

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Document:
    """What was read from a file.

    Attributes:
        tree: pandoc's syntax tree, with `meta` and `blocks`.
        known: Front matter that the tree does not have, plain text by key; `subtitle` is a key.
        name: The title where nothing else is one.
        captions: Texts that the document sets as captions of its pictures.
        text: The words that the file has, where pandoc may have missed some.
        warnings: What the file holds that is not in the tree.
        has_title: Whether `name` is a title that the document gives itself.
        images: The pictures that come with it, by their addresses in the tree.
        left_out: The texts of the file that are no part of its article.
    """

    tree: Node
    known: Mapping[str, str]
    name: str
    captions: frozenset[str] = frozenset()
    text: str = ""
    warnings: tuple[str, ...] = ()
    has_title: bool = False
    images: Mapping[str, bytes] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrittenArticle:
    """The text of an `article.md`.

    Attributes:
        warnings: A line for each thing of the document that is not in it.
        has_title: Whether the document has its title, and not the name of its file.
    """

    text: str
    warnings: tuple[str, ...]
    has_title: bool = True


def addresses(document: Document) -> tuple[str, ...]:
    """Return the addresses of all images, each once, in their order."""
    return tuple(dict.fromkeys(_addresses([document.tree["meta"], document.tree["blocks"]])))


def alternatives(document: Document) -> dict[str, str]:
    """Return the alternative texts of the images that have no caption, by their addresses."""
    return {
        image["c"][2][0]: " ".join(words_of(image["c"][1]).split())
        for image in _images([document.tree["meta"], document.tree["blocks"]])
        if ALTERNATIVE in image["c"][0][1]
    }


def _addresses(node: Any) -> Iterator[str]:
    return (image["c"][2][0] for image in _images(node))


def _images(node: Any) -> Iterator[Node]:
    if isinstance(node, dict):
        if node.get("t") == "Image":
            yield node
        for inner in node.values():
            yield from _images(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _images(inner)


def write_article(
    document: Document, images: Mapping[str, str], path: Path | str
) -> WrittenArticle:
    """Write a document as an article.

    Args:
        document: What was read.
        images: The file beside the article for each image that could be had, by its address;
            of the others the description is kept as text.
        path: Where the article will stand.

    Raises:
        DocumentError: Where there is no text in the document.
    """
    what = "This document cannot be read"
    with boundary(DocumentError, path, what=what, mend=_COPY, has_lines=False):
        return _write(document, images, path)


def _write(document: Document, images: Mapping[str, str], path: Path | str) -> WrittenArticle:
    losses = Losses()
    head = _Head(document, losses)
    writer = BodyWriter(losses, images, document.captions, numbered="lead" in head.front)
    body = writer.write(head.body())
    text = "---\n" + "".join(_front_matter(head.front)) + "---\n"
    text += f"\n{body}" if body.strip() else ""
    if not body.strip() and "lead" not in head.front:
        raise _no_text()
    article = read_article(text, path)
    _refuse_data(article)
    lost = _lost_words(document, article, head.doubled)
    missing = (f"These words are left out: {start_of(' '.join(lost))}.",) if lost else ()
    has_title = head.has_title or document.has_title
    return WrittenArticle(text, (*document.warnings, *losses.warnings(), *missing), has_title)


def _refuse_data(article: Article) -> None:
    """Refuse what has a word that nobody reads, and that the tools of the languages choke on."""
    for unit in article.units():
        longest = max(map(len, markup.parse(unit.text).text.split()), default=0)
        if longest > _ENDLESS:
            what = f"This is no text: {unit.place} has a word of {longest:,} characters"
            raise DocumentError(what, mend="Take it out")


def _no_text() -> DocumentError:
    return DocumentError("There is no text in this document")


class _Head:
    """Front matter and body, told apart.

    Attributes:
        front: The front matter, each value as it is written: Markdown for what is translated.
        doubled: What was taken out of the text because the front matter says it.
        has_title: Whether the title stands in the document.
    """

    def __init__(self, document: Document, losses: Losses) -> None:
        self.front: dict[str, str] = {}
        self.doubled: list[str] = []
        self.has_title = True
        self._losses = losses
        self._meta: Node = document.tree["meta"]
        self._known = document.known
        self._blocks = list(flattened(document.tree["blocks"]))
        self._strays: list[Node] = []
        self._pictures: list[Node] = []
        self._leads = [
            nodes for key in ("lead", "subtitle", "abstract") for nodes in self._paragraphs(key)
        ]
        for key in ("author", "date", "level", "source", "rights"):
            self._put(key, " ".join(self._words(key).split()))
        self.front["date"] = iso_date(self.front.get("date", ""))
        if self.front.get("level") not in get_args(Level):
            self.front.pop("level", None)
        self._put("kicker", self._line("kicker", *self._paragraphs("kicker")[:1]))
        self._put("title", self._title(document.name))
        if self._leads:
            self._put("lead", self._line("lead", self._leads.pop(0)))
        self._drop_doubles()

    def body(self) -> list[Node]:
        """Return the blocks of the body: what was no lead, the text, notes of the title."""
        paragraphs = [{"t": "Para", "c": nodes} for nodes in self._leads]
        blocks = [*paragraphs, *with_labels(self._blocks), *self._strays]
        return [*self._pictures, *blocks]

    def _put(self, key: str, text: str) -> None:
        if text:
            self.front[key] = text

    def _paragraphs(self, key: str) -> list[list[Node]]:
        """Return the paragraphs that stand under a key of the document's, or that are known."""
        value = self._meta.get(key)
        if value is None:
            known = self._known.get(key, "")
            return [[{"t": "Str", "c": known}]] if known else []
        return [nodes for nodes in _paragraphs(value) if words_of(nodes).strip()]

    def _words(self, key: str) -> str:
        return ", ".join(words_of(nodes).strip() for nodes in self._paragraphs(key))

    def _line(self, place: str, nodes: Sequence[Node] = ()) -> str:
        """Return inline nodes as Markdown on one line."""

        def stray(blocks: Sequence[Node]) -> str:
            self._losses.add("a footnote stands as a paragraph at the end", place)
            self._strays += blocks
            return ""

        reader = InlineReader(place, self._losses, stray)
        marked = trimmed(one_lined(reader.read(nodes)))
        whole = Span(0, len(marked.text), Style.STRONG)  # says nothing of a title
        spans = tuple(span for span in marked.spans if place != "title" or span != whole)
        marked = replace(marked, spans=spans)
        self._pictures += [_picture(picture) for picture in reader.pictures]
        return markup.render(marked)

    def _title(self, name: str) -> str:
        """Return the title: what the document calls so, else a heading of the first level."""
        if titles := self._paragraphs("title"):
            return self._line("title", titles[0])
        top = [node for node in self._blocks if node["t"] == "Header" and node["c"][0] == 1]
        top = [node for node in top if words_of(node["c"][2]).strip()]
        first = next((node for node in self._blocks if words_of([node]).strip()), None)
        if top and (len(top) == 1 or top[0] is first):
            self._take_kicker(top[0])
            self._blocks = [node for node in self._blocks if node is not top[0]]
            return self._line("title", top[0]["c"][2])
        self.has_title = False
        return markup.render(markup.Marked(" ".join(name.split())))

    def _take_kicker(self, title: Node) -> None:
        """Take the one short line above the title for what it is."""
        above = self._blocks[: self._blocks.index(title)]
        above = [node for node in above if words_of([node]).strip()]
        if "kicker" in self.front or len(above) != 1 or above[0]["t"] not in ("Para", "Plain"):
            return
        words = " ".join(words_of(above).split())
        if len(words) <= _KICKER and not words.endswith((".", "!", "?", ":", ";", ",")):
            self._put("kicker", self._line("kicker", above[0]["c"]))
            self._blocks.remove(above[0])

    def _drop_doubles(self) -> None:
        """Take out of the text what the front matter says already."""
        for key in ("kicker", "title", "subtitle", "author", "date"):
            said = (self.front.get(key, ""), self._known.get(key, ""))
            wanted = {_plain(text) for text in said if text}
            for place, node in enumerate(self._blocks):
                heading = key == "title" and node["t"] == "Header"
                may_be = heading or (place < _HEAD and node["t"] in ("Para", "Header"))
                words = " ".join(words_of([node]).split())
                if may_be and (_same(words) in wanted or _same(iso_date(words)) in wanted):
                    self.doubled.append(words)
                    del self._blocks[place]
                    break


def _picture(picture: Picture) -> Node:
    description = [{"t": "Str", "c": picture.description.text}]
    image = {"t": "Image", "c": [["", [], []], description, [picture.address, ""]]}
    return {"t": "Para", "c": [image]}


def _paragraphs(value: Node) -> Iterator[list[Node]]:
    """Yield the paragraphs of a value of the metadata, whatever its kind."""
    kind, content = value["t"], value["c"]
    if kind == "MetaInlines":
        yield content
    elif kind == "MetaString":
        yield [{"t": "Str", "c": content}]
    elif kind == "MetaList":
        for item in content:
            yield from _paragraphs(item)
    elif kind == "MetaMap" and "name" in content:
        yield from _paragraphs(content["name"])
    elif kind == "MetaBlocks":
        for node in flattened(content):
            yield (
                node["c"] if node["t"] in ("Para", "Plain") else [{"t": "Str", "c": words_of(node)}]
            )


def _plain(markdown: str) -> str:
    return _same(markup.parse(markdown).text)


def _same(text: str) -> str:
    """Return what two texts that read the same have in common."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def iso_date(text: str) -> str:
    """Return a date as `2026-11-23`, or a month as `2026-11`; what is neither, as it stands.

    A date of numbers only is not read: 3/4 is in March here and in April there.
    """
    if found := re.match(r"\d{4}-\d\d(-\d\d)?(?=$|[T ])", text):
        return found[0]
    day, month, year = (
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
        r"(?P<month>[A-Za-z]{3,9})\.?",
        r"(?P<year>\d{4})",
    )
    for order in (
        rf"{day} (?:of )?{month},? {year}",
        rf"{month} {day},? {year}",
        rf"{month},? {year}",
    ):
        found = re.fullmatch(order, re.sub(r"^[A-Za-z]+day,? ", "", text))
        if found and found["month"][:3].lower() in _MONTHS:
            number = _MONTHS.index(found["month"][:3].lower()) + 1
            whole = f"-{int(found['day']):02}" if "day" in found.groupdict() else ""
            return f"{found['year']}-{number:02}{whole}"
    return text


def _front_matter(front: Mapping[str, str]) -> Iterator[str]:
    """Yield each key with its value as a line of YAML, quoted where it needs to be."""
    for key in _KEYS:
        if value := front.get(key):
            is_date = key == "date" and re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value)
            yield f"{key}: {value if is_date else yaml.scalar(value)}\n"


def _lost_words(document: Document, article: Article, doubled: Sequence[str]) -> list[str]:
    """Return the words of the document that the article does not have, as often as that."""
    keys = ("kicker", "title", "subtitle", "lead", "abstract", "author")
    meta = [
        nodes
        for key in keys
        if (value := document.tree["meta"].get(key))
        for nodes in _paragraphs(value)
    ]
    units = [markup.parse(unit.text).text for unit in article.units()]
    other = [block.literal + " " + block.marker for block in article.blocks]
    # A date may be written another way now.
    dates = words_of([{"t": "Plain", "c": document.tree["meta"].get("date", {}).get("c", [])}])
    known = (*document.known.values(), dates, article.meta.author, *doubled)
    found = Counter(_words(" ".join((*units, *other, *known))))
    read = _words(" ".join(map(words_of, (*meta, document.tree["blocks"]))))
    in_file = _words(visible(document.text))
    lost = Counter(read) | Counter(in_file)
    lost.subtract(found)
    return [word for word in dict.fromkeys((*in_file, *read)) for _ in range(lost[word])]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))
