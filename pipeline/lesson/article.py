"""`article.md` → `Article`: front matter, and blocks of the units translated as a whole."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from pipeline.errors import ArticleError
from pipeline.languages import SOURCE, SourceLanguage
from pipeline.system import schema
from pipeline.system.boundary import boundary
from pipeline.system.yaml import split_front_matter
from pipeline.text import markup
from pipeline.text.classes import Level

if TYPE_CHECKING:
    from markdown_it.token import Token

# What a handout can be made of while somebody waits: characters, and paragraphs with all cells and
# notes. A book of 60,000 words has 400,000 characters, and this project's first article 9,000.
MOST_CHARACTERS = 400_000
MOST_UNITS = 2_500
# Characters without a blank: what is longer is no word, and no address.
MOST_IN_WORD = 5_000
_PARTS = "Make a lesson of each of its parts"

_COMMENTS = re.compile(r"(\s*<!--.*?-->)+\s*", re.DOTALL)


def proposal_digest(*texts: str) -> str:
    """Return the mark of a proposal: 8 hexadecimal digits of the SHA-256 of its texts.

    Spaces and line ends do not count, since an editor may wrap a line.
    """
    joined = "\n".join(" ".join(text.split()) for text in texts)
    return hashlib.sha256(joined.encode()).hexdigest()[:8]


class Role(StrEnum):
    """What a unit is; the catalog's `msgctxt` for all but running text."""

    TITLE = "title"
    KICKER = "kicker"
    LEAD = "lead"
    HEADING = "heading"
    TEXT = "text"
    CELL = "cell"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    VOCABULARY = "vocabulary"
    QUESTION = "question"
    ANSWER = "answer"
    NOTE = "note"

    @property
    def context(self) -> str | None:
        """The `msgctxt` in the catalog; running text needs none."""
        return None if self is Role.TEXT else self.value

    @property
    def is_of_lesson(self) -> bool:
        """Whether it belongs to `lesson.yaml`, and not to the article."""
        return self in (Role.VOCABULARY, Role.QUESTION, Role.ANSWER, Role.NOTE)


@dataclass(frozen=True)
class Unit:
    """The smallest thing translated as a whole: its Markdown, and where it stands.

    Attributes:
        place: For a person to read: "¶ 4", "heading".
        paragraph: The ¶ it stands in, or is taught with; None where it has none.
        proposed: Whether a program wrote it and nobody has accepted it.
        language: That of the only handouts that have it; empty where all have.
    """

    role: Role
    text: str
    file: str
    line: int
    place: str
    paragraph: int | None = None
    proposed: bool = False
    language: str = ""

    @property
    def key(self) -> tuple[str | None, str]:
        """What identifies the unit in a catalog: context and Markdown."""
        return self.role.context, self.text


class BlockKind(StrEnum):
    """What a block is in the layout."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE = "table"
    FIGURE = "figure"
    CODE = "code"
    RULE = "rule"


@dataclass(frozen=True)
class Block:
    """A part of the article that becomes one row: its units, and how it is set.

    Attributes:
        number: The ¶ number shared by all columns and formats; None for headings and rules.
        level: Of a heading, 1 to 6.
        depth: How many lists it stands in.
        marker: The bullet or number that opens a list item; empty for what follows in the item.
        quoted: Whether it stands in a block quotation.
        columns: Of a table; its units are the cells, row by row, the header row first, the empty
            ones too.
        literal: The text of a code block, carried over as it is.
        image: The file of a figure, relative to the article.
    """

    kind: BlockKind
    units: tuple[Unit, ...] = ()
    number: int | None = None
    level: int = 0
    depth: int = 0
    marker: str = ""
    quoted: bool = False
    columns: int = 0
    literal: str = ""
    image: str = ""


@dataclass(frozen=True)
class Meta(schema.Located):
    """The front matter of an article.

    Attributes:
        proposed: The mark of a text that a program simplified; see `Article.is_proposal`.
    """

    title: Annotated[str, Field(min_length=1)]
    kicker: str = ""
    lead: str = ""
    author: str = ""
    date: str = ""
    language: SourceLanguage = SOURCE
    level: Level | None = None
    source: str = ""
    rights: str = ""
    proposed: str = ""


@dataclass(frozen=True)
class Article:
    """The source text of a lesson."""

    meta: Meta
    title: Unit
    kicker: Unit | None
    blocks: tuple[Block, ...]
    footnotes: dict[str, tuple[Unit, ...]] = field(default_factory=dict)

    def units(self) -> Iterator[Unit]:
        """Yield every unit that has words, in reading order."""
        if self.kicker:
            yield self.kicker
        yield self.title
        for block in self.blocks:
            yield from (unit for unit in block.units if unit.text)
        for units in self.footnotes.values():
            yield from units

    @property
    def mark(self) -> str:
        """What `proposed` says as long as the text is as a program wrote it."""
        return proposal_digest(*(unit.text for block in self.blocks for unit in block.units))

    @property
    def is_proposal(self) -> bool:
        """Whether a program simplified the text, and no person has accepted or changed it."""
        return self.meta.proposed == self.mark

    def numbered(self) -> dict[int, Block]:
        """Return the blocks that have a ¶ number, by that number."""
        return {block.number: block for block in self.blocks if block.number is not None}


def read_article(text: str, path: Path | str) -> Article:
    """Read an article.

    Args:
        text: Markdown with YAML front matter between two lines `---`.
        path: Where it comes from, for messages and for the catalog's references.

    Raises:
        ArticleError: With the line of what is wrong.
    """
    with boundary(ArticleError, path, what="This article cannot be read", has_lines=False):
        return _read_article(text, path)


def _read_article(text: str, path: Path | str) -> Article:
    parted = split_front_matter(text, ArticleError, path)
    meta = schema.load_yaml("\n".join(parted.front), Meta, ArticleError, path, first_line=2)
    reader = _BodyReader(str(path), parted.before_body)

    def line_of(key: str) -> int:
        return next((i for i, s in enumerate(parted.front, 2) if s.startswith(f"{key}:")), 1)

    if meta.lead:
        lead = [_oneline(meta.lead)]
        reader.add(BlockKind.PARAGRAPH, lead, line_of("lead"), role=Role.LEAD)
    body = "\n".join(parted.body)
    if len(body) > MOST_CHARACTERS:
        what = f"The article has {len(body):,} characters, and may have {MOST_CHARACTERS:,}"
        raise ArticleError(what, path=path, line=parted.before_body + 1, mend=_PARTS)
    if found := re.search(rf"\S{{{MOST_IN_WORD + 1}}}", body):
        line = parted.before_body + 1 + body.count("\n", 0, found.start())
        what = f"There are more than {MOST_IN_WORD:,} characters without a blank"
        raise ArticleError(what, path=path, line=line, mend="Put blanks in, or take it out")
    reader.read(body)
    if not any(unit.text for block in reader.blocks if block.number for unit in block.units):
        raise ArticleError("The article has no text", path=path, line=parted.before_body + 1)
    units = [unit for block in reader.blocks for unit in block.units]
    units += [unit for notes in reader.footnotes.values() for unit in notes]
    if len(units) > MOST_UNITS:
        what = f"The article has more than {MOST_UNITS:,} paragraphs, cells and notes"
        raise ArticleError(what, path=path, line=units[MOST_UNITS].line, mend=_PARTS)
    article = Article(
        meta=meta,
        title=reader.unit(Role.TITLE, _oneline(meta.title), line_of("title"), "title"),
        kicker=reader.unit(Role.KICKER, _oneline(meta.kicker), line_of("kicker"), "kicker")
        if meta.kicker
        else None,
        blocks=tuple(reader.blocks),
        footnotes=reader.footnotes,
    )
    return _as_proposed(article) if article.is_proposal else article


def _as_proposed(article: Article) -> Article:
    """Return an article whose running text says that a program wrote it."""
    blocks = [
        replace(block, units=tuple(replace(unit, proposed=True) for unit in block.units))
        if block.kind is BlockKind.PARAGRAPH
        else block
        for block in article.blocks
    ]
    return replace(article, blocks=tuple(blocks))


def _oneline(text: str) -> str:
    return " ".join(text.split())


@dataclass
class _BodyReader:
    """Walks the tokens of the body and collects blocks; `offset` lines precede the body."""

    file: str
    offset: int
    blocks: list[Block] = field(default_factory=list)
    footnotes: dict[str, tuple[Unit, ...]] = field(default_factory=dict)
    _numbered: int = 0
    _markers: list[str] = field(default_factory=list)
    _counters: list[int | None] = field(default_factory=list)
    _quotes: int = 0
    _heading: int = 0
    _table: "list[Token] | None" = None

    def unit(
        self, role: Role, text: str, line: int, place: str, paragraph: int | None = None
    ) -> Unit:
        return Unit(role, text, self.file, line, place, paragraph)

    def add(
        self,
        kind: BlockKind,
        texts: Sequence[str],
        line: int,
        role: Role = Role.TEXT,
        **how: object,
    ) -> None:
        """Append a block with one unit for each text, numbered where it is text to read."""
        numbered = kind not in (BlockKind.HEADING, BlockKind.RULE)
        self._numbered += numbered
        place = f"¶ {self._numbered}" if numbered else "heading"
        if role is Role.LEAD:
            place += ", lead"
        number = self._numbered if numbered else None
        block = Block(
            kind,
            tuple(self.unit(role, text, line, place, number) for text in texts),
            number=number,
            depth=len(self._markers),
            marker=self._markers[-1] if self._markers else "",
            quoted=self._quotes > 0,
        )
        self.blocks.append(replace(block, **how))  # type: ignore[arg-type]
        if self._markers:
            self._markers[-1] = ""

    def read(self, body: str) -> None:
        environment: dict[str, object] = {}
        tokens = markup.parser().parse(body, environment)
        notes = next((i for i, t in enumerate(tokens) if t.type == "footnote_block_open"), None)
        self._read_blocks(tokens[:notes])
        if notes is not None:
            self._read_footnotes(tokens[notes:])

    def _read_blocks(self, tokens: Sequence["Token"]) -> None:
        for token in tokens:
            if self._table is not None and token.type != "table_close":
                self._table.append(token)
            elif method := _BY_TOKEN.get(token.type):
                method(self, token)

    def _open_table(self, _: "Token") -> None:
        self._table = []

    def _close_table(self, _: "Token") -> None:
        self._add_table(self._table or [])
        self._table = None

    def _open_list(self, token: "Token") -> None:
        ordered = token.type == "ordered_list_open"
        self._counters.append(int(token.attrs.get("start", 1)) if ordered else None)

    def _close_list(self, _: "Token") -> None:
        self._counters.pop()

    def _open_item(self, token: "Token") -> None:
        count = self._counters[-1]
        self._markers.append("•" if count is None else f"{count}{token.markup}")
        self._counters[-1] = None if count is None else count + 1

    def _close_item(self, _: "Token") -> None:
        self._markers.pop()

    def _open_quotation(self, _: "Token") -> None:
        self._quotes += 1

    def _close_quotation(self, _: "Token") -> None:
        self._quotes -= 1

    def _open_heading(self, token: "Token") -> None:
        self._heading = int(token.tag[1])

    def _close_heading(self, _: "Token") -> None:
        self._heading = 0

    def _add_code(self, token: "Token") -> None:
        self.add(BlockKind.CODE, [], self._line(token), literal=token.content.rstrip("\n"))

    def _add_rule(self, token: "Token") -> None:
        self.add(BlockKind.RULE, [], self._line(token))

    def _refuse_html(self, token: "Token") -> None:
        if not _COMMENTS.fullmatch(token.content):
            raise ArticleError(
                "HTML in the article is not carried over",
                path=self.file,
                line=self._line(token),
                mend="Write it as Markdown, or put it into a comment `<!-- … -->`",
            )

    def _add_inline(self, token: "Token") -> None:
        line = self._line(token)
        children = token.children or []
        if level := self._heading:
            self.add(BlockKind.HEADING, [_markdown(token)], line, role=Role.HEADING, level=level)
        elif len(children) == 1 and children[0].type == "image":
            image = children[0]
            caption = markup.render(markup.from_tokens(image.children or []))
            # The parser writes names as addresses; here they are of files.
            source = markup.file_name(str(image.attrs["src"]))
            self.add(BlockKind.FIGURE, [caption], line, role=Role.CAPTION, image=source)
        elif figure := markup.FIGURE_WITH_BLANKS.fullmatch(token.content.strip()):
            caption = markup.render(markup.parse(figure["caption"]))
            source = markup.file_name(figure["name"])
            self.add(BlockKind.FIGURE, [caption], line, role=Role.CAPTION, image=source)
        else:
            self.add(BlockKind.PARAGRAPH, [_markdown(token)], line)

    def _add_table(self, tokens: Sequence["Token"]) -> None:
        cells = [token for token in tokens if token.type == "inline"]
        columns = sum(token.type == "th_open" for token in tokens)
        line = self._line(next(token for token in tokens if token.map))
        texts = [_markdown(cell) for cell in cells]
        self.add(BlockKind.TABLE, texts, line, role=Role.CELL, columns=columns)

    def _read_footnotes(self, tokens: Sequence["Token"]) -> None:
        label = ""
        for token in tokens:
            if token.type == "footnote_open":
                label = token.meta["label"]
                self.footnotes[label] = ()
            elif token.type == "inline":
                unit = self.unit(
                    Role.FOOTNOTE, _markdown(token), self._line(token), f"footnote {label}"
                )
                self.footnotes[label] += (unit,)

    def _line(self, token: "Token") -> int:
        return self.offset + (token.map[0] if token.map else 0) + 1


# markdown-it's types of tokens → what is done with them; all others say nothing by themselves.
_BY_TOKEN: Mapping[str, Callable[[_BodyReader, "Token"], None]] = {
    "table_open": _BodyReader._open_table,
    "table_close": _BodyReader._close_table,
    "bullet_list_open": _BodyReader._open_list,
    "bullet_list_close": _BodyReader._close_list,
    "ordered_list_open": _BodyReader._open_list,
    "ordered_list_close": _BodyReader._close_list,
    "list_item_open": _BodyReader._open_item,
    "list_item_close": _BodyReader._close_item,
    "blockquote_open": _BodyReader._open_quotation,
    "blockquote_close": _BodyReader._close_quotation,
    "heading_open": _BodyReader._open_heading,
    "heading_close": _BodyReader._close_heading,
    "inline": _BodyReader._add_inline,
    "fence": _BodyReader._add_code,
    "code_block": _BodyReader._add_code,
    "hr": _BodyReader._add_rule,
    "html_block": _BodyReader._refuse_html,
}


def _markdown(token: "Token") -> str:
    """Return the unit's Markdown: as written where it stands alone, on one line.

    A reference link needs its definition from elsewhere, so it is written out.
    """
    lines = token.content.split("\n")
    joined = ""
    for line in lines:
        hard = re.search(r"( {2,}|\\)$", joined)
        joined = joined.rstrip(" \\") + "\\\n" + line if hard else f"{joined} {line}"
    joined = joined.strip()
    in_document = markup.from_tokens(token.children or [])
    return joined if markup.parse(joined) == in_document else markup.render(in_document)
