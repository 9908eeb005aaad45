"""Article and a helper model → the article in easier words, paragraph by paragraph.

A paragraph whose new text brings facts in, breaks its Markdown or grows stays as it was. Headings,
tables, captions, footnotes, the title and the line above it are not touched.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import ArticleError, AssistantError
from pipeline.lesson.article import Article, Block, BlockKind, Role, read_article
from pipeline.system.yaml import split_front_matter, with_keys
from pipeline.teaching.assistant import fidelity, prompts
from pipeline.teaching.assistant.ask import Ask, Dropped, Round, Suggested, collect
from pipeline.text import markup
from pipeline.text.markup import Marked, Style

# How much longer than the paragraph its new text may be, and what part of it at least.
_LONGEST, _SHORTEST = 1.3, 0.25
# Short texts vary more: so many characters are nothing.
_SLACK = 20


@dataclass(frozen=True)
class SimplerText:
    """The new Markdown of a paragraph, on one line."""

    paragraph: int
    text: str


@dataclass(frozen=True)
class Simplified:
    """An article in easier words.

    Attributes:
        text: Of the new `article.md`.
        changed: The ¶ that have a new text.
        kept: Those that keep the old one, and why.
    """

    text: str
    changed: tuple[int, ...]
    kept: tuple[Dropped, ...]


def paragraphs(article: Article) -> dict[int, Block]:
    """Return what can be simplified: running text, by ¶ number."""
    return {
        number: block
        for number, block in article.numbered().items()
        if block.kind is BlockKind.PARAGRAPH and block.units[0].text
    }


def simplify(
    text: str,
    path: Path | str,
    level: str,
    ask: Ask,
    on_answer: Callable[[], object] = lambda: None,
) -> Simplified:
    """Simplify an article.

    Args:
        text: `article.md`.
        path: Where it stands, for messages.
        level: Of the CEFR.
        ask: The model.
        on_answer: Told after each paragraph.

    Raises:
        ArticleError: Where the article cannot be read.
        AssistantError: Where the model fails, or nothing that it said is usable.
    """
    article = read_article(text, path)
    found = collect(ask, _rounds(article, level), on_answer)
    if found.problem:
        raise AssistantError(found.problem)
    new = {simpler.paragraph: simpler.text for simpler in found.proposals}
    if not new:
        raise AssistantError("No paragraph came back usable", mend=_summary(found))
    return Simplified(_rewritten(text, path, article, new, level), tuple(new), found.dropped)


def _summary(found: Suggested[SimplerText]) -> str:
    first = found.dropped[0]
    return f"The first reason, in {first.what}: {first.reason}"


def _rounds(article: Article, level: str) -> Iterator[Round[SimplerText]]:
    language = article.meta.language
    for number, block in paragraphs(article).items():
        old = block.units[0].text

        def judge(
            answer: Mapping[str, object], number: int = number, old: str = old
        ) -> Iterator[SimplerText | Dropped]:
            given = answer.get("text")
            new = given if isinstance(given, str) else ""
            reason = unfaithful(old, new, language)
            yield (
                Dropped(f"¶ {number}", reason) if reason else SimplerText(number, _one_line(new))
            )

        yield Round(f"¶ {number}", prompts.simpler(old, level, language), judge)


def unfaithful(old: str, new: str, language: str) -> str:
    """Return why a text cannot take a paragraph's place; empty where nothing shows.

    Args:
        old: The Markdown of the paragraph.
        new: What a model made of it.
        language: ISO 639-1 code of both.
    """
    line = _one_line(new)
    if not line or not line.isprintable():
        return "there is no text in the answer"
    if not (_is_prose(new) and _is_prose(line)):
        return "it is no plain paragraph of Markdown"
    before, after = markup.parse(old), markup.parse(line)
    if fidelity.plain(before.text) == fidelity.plain(after.text):
        return "it is the same text"
    if len(after.text) > _LONGEST * len(before.text) + _SLACK:
        return "it is longer than the text"
    if len(after.text) < _SHORTEST * len(before.text):
        return "most of the text is missing"
    if not fidelity.reads_as(after.text, language):
        return "it is in another language"
    return _marks_lost(before, after) or fidelity.added(before.text, after.text, language)


def _one_line(markdown: str) -> str:
    return " ".join(markdown.split())


def _is_prose(markdown: str) -> bool:
    kinds = {token.type for token in markup.parser().parse(markdown)}
    return kinds == {"paragraph_open", "inline", "paragraph_close"}


def _marks_lost(before: Marked, after: Marked) -> str:
    """Return what is wrong with footnote marks, images, code and links."""
    for style, what in ((Style.NOTE, "a footnote mark"), (Style.IMAGE, "an image")):
        if sorted(_values(before, style)) != sorted(_values(after, style)):
            return f"{what} is lost or added"
    for style, what in ((Style.LINK, "a link"), (Style.CODE, "code")):
        if not set(_values(after, style)) <= set(_values(before, style)):
            return f"it has {what} that the text has not"
    addresses = set(markup.ADDRESS.findall(after.text))
    if not addresses <= set(markup.ADDRESS.findall(before.text)):
        return "it has an address that the text has not"
    left = set(markup.LEFT_OVER.findall(after.text)) - set(markup.LEFT_OVER.findall(before.text))
    return f"this would show in the handout: {' '.join(sorted(left))}" if left else ""


def _values(marked: Marked, style: Style) -> list[str]:
    spans = [span for span in marked.spans if span.style is style]
    return [span.value or marked.text[span.start : span.end] for span in spans]


def _rewritten(
    text: str, path: Path | str, article: Article, new: Mapping[int, str], level: str
) -> str:
    """Return the text of an article with new paragraphs, read again to see that it is meant so.

    Raises:
        AssistantError: Where it would be read as something else.
    """
    parted = split_front_matter(text, ArticleError, path)
    blocks = paragraphs(article)
    at_lines: dict[int, str] = {}
    keys = {"level": level}
    for number, markdown in new.items():
        unit = blocks[number].units[0]
        if unit.role is Role.LEAD:
            keys["lead"] = markdown
        else:
            at_lines[unit.line - parted.before_body - 1] = markdown
    rewritten = replace(parted, body=tuple(_with_paragraphs(parted.body, at_lines)))

    def joined(keys: Mapping[str, str]) -> str:
        return rewritten.joined(with_keys(parted.front, keys))

    written = read_article(joined(keys), path)
    if _shape(written, {}) != _shape(article, new):
        what = "The new text does not fit into the place of the old one"
        raise AssistantError(what, path=path, mend="Write its lists and quotations more plainly")
    return joined({**keys, "proposed": written.mark})


def _with_paragraphs(body: Sequence[str], new: Mapping[int, str]) -> list[str]:
    """Return the lines of a body with new paragraphs, by the first line of each, from 0 on."""
    lines = list(body)
    tokens = markup.parser().parse("\n".join(lines))
    for token in reversed(tokens):
        if token.type == "inline" and token.map and token.map[0] in new:
            first, last = token.map
            opening = token.content.split("\n")[0].rstrip()
            # What stands before the text: the signs of a list or a quotation.
            before = lines[first].rstrip().removesuffix(opening)
            lines[first:last] = [before + new[first]]
    return lines


def _shape(article: Article, new: Mapping[int, str]) -> list[Block]:
    """Return the blocks of an article with new texts, and without the lines they stand in."""
    return [
        replace(
            block,
            units=tuple(
                replace(unit, text=new.get(block.number or 0, unit.text), line=0)
                for unit in block.units
            ),
        )
        for block in article.blocks
    ]
