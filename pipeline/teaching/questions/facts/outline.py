"""What is seen before reading: title, headings, pictures; lists and tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.lesson.article import Block, BlockKind, Role
from pipeline.teaching.questions.facts.reading import Fact, Reading, Value

# One heading is no map; more than this are too long for a question.
_FEWEST_HEADINGS, _MOST_HEADINGS = 2, 6
# Items that a list to be completed has.
_FEWEST_ITEMS, _MOST_ITEMS = 2, 7

# Sentences that a part of the text has if it is worth summing up.
_PART = 4


def outline(reading: Reading) -> Iterator[Fact]:
    """Yield what the title and all around the running text give to ask about."""
    yield Fact("title", "title", fills={c: {"title": t} for c, t in reading.title().items()})
    yield from _pictures(reading)
    yield from _headings(reading)
    if kicker := reading.kicker():
        yield Fact("kicker", "line above the title", fills=_as(kicker, "kicker"))
    if any(unit.role is Role.LEAD for block in reading.article.blocks for unit in block.units):
        yield _plain_fact("lead", "first paragraph", reading, (1,))


def lists(reading: Reading) -> Iterator[Fact]:
    """Yield the lists that a sentence with a colon leads to."""
    blocks = reading.article.blocks
    for intro, (index, block) in zip(blocks, enumerate(blocks[1:], 1), strict=False):
        if not block.marker or intro.marker or intro.kind is not BlockKind.PARAGRAPH:
            continue
        passages = reading.of_paragraphs((intro.number or 0,))
        if not passages or not passages[-1].text.endswith(":"):
            continue
        passage, items = passages[-1], tuple(_items(blocks[index:]))
        if not _FEWEST_ITEMS <= len(items) <= _MOST_ITEMS:
            continue
        texts = [reading.block_texts(item) for item in items]
        answers = {
            code: _listed([text[code] for text in texts])
            for code in passage.texts
            if all(code in text for text in texts)
        }
        fills = {c: {"intro": t} for c, t in passage.texts.items() if t.endswith(":")}
        paragraphs = [intro.number, *(item.number for item in items)]
        yield Fact(
            "list",
            f"list: {passage.text}",
            passage.place,
            tuple(number for number in paragraphs if number),
            fills,
            answers,
        )


def tables(reading: Reading) -> Iterator[Fact]:
    """Yield the tables."""
    found = [b for b in reading.article.blocks if b.kind is BlockKind.TABLE and b.number]
    for count, block in enumerate(found, 1):
        place = sum(p.paragraph < (block.number or 0) for p in reading.passages)
        key = "table" if len(found) == 1 else f"table {count}"
        fact = _plain_fact("table", key, reading, (block.number or 0,), place)
        answers = {
            code: _rows(cells, block.columns) for code, cells in reading.cells(block).items()
        }
        yield replace(fact, answers=answers)


def _rows(cells: Sequence[str], columns: int) -> str:
    """Return a table as a line: what its columns are, then each row as a name and what it has."""
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    heads, *texts = [
        " – ".join(filter(None, (row[0], ", ".join(filter(None, row[1:]))))) for row in rows
    ]
    texts = [text for text, row in zip(texts, rows[1:], strict=True) if any(row[1:])]
    told = f"{heads}: " if heads else ""
    return f"{told}{'; '.join(texts)}." if texts else ""


def parts(reading: Reading) -> Iterator[Fact]:
    """Yield the parts of the text that have a heading and some length."""
    numbers: list[tuple[Block, list[int]]] = []
    for block in reading.article.blocks:
        if block.kind is BlockKind.HEADING:
            numbers.append((block, []))
        elif numbers and block.kind is BlockKind.PARAGRAPH and not block.marker and block.number:
            numbers[-1][1].append(block.number)
    for block, found in numbers:
        texts = reading.block_texts(block)
        own = texts.get(reading.language)
        passages = reading.of_paragraphs(found)
        if own and len(passages) >= _PART:
            key = f"part: {own}"
            fills = _as(texts, "heading")
            yield Fact("part", key, passages[0].place, tuple(found), fills)


def _items(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the items of the list that begins, those of lists inside it left out."""
    first = blocks[0]
    for block in blocks:
        if block.depth < first.depth or (block.depth == first.depth and not block.marker):
            return
        if block.depth == first.depth:
            yield block


def _listed(items: Sequence[str]) -> str:
    """Join items to a text: sentences as they are, others with semicolons."""
    if all(item.endswith((".", "!", "?")) for item in items):
        return " ".join(items)
    return "; ".join(item.rstrip(".;,") for item in items) + "."


def _headings(reading: Reading) -> Iterator[Fact]:
    found = [block for block in reading.article.blocks if block.kind is BlockKind.HEADING]
    top = min((block.level for block in found), default=0)
    found = [block for block in found if block.level == top]
    if len(found) > _MOST_HEADINGS:
        yield _plain_fact("many headings", "headings", reading)
    if not _FEWEST_HEADINGS <= len(found) <= _MOST_HEADINGS:
        return
    texts = [reading.block_texts(block) for block in found]
    fills: dict[str, dict[str, Value]] = {
        code: {"headings": tuple(text[code] for text in texts)}
        for code in reading.languages
        if all(code in text for text in texts)
    }
    yield Fact("headings", "headings", fills=fills)


def _pictures(reading: Reading) -> Iterator[Fact]:
    found = [block for block in reading.article.blocks if block.kind is BlockKind.FIGURE]
    if not found:
        return
    captioned = next((b for b in found if b.units and b.units[0].text.strip()), None)
    block = captioned or found[0]
    numbers = (block.number,) if block.number else ()
    if captioned:
        texts = reading.block_texts(block)
        key = f"picture: {texts.get(reading.language)}"
        yield Fact("caption", key, paragraphs=numbers, fills=_as(texts, "caption"))
    else:
        yield _plain_fact("picture", "picture", reading, numbers)


def _as(texts: Mapping[str, str], name: str) -> dict[str, dict[str, Value]]:
    return {code: {name: text} for code, text in texts.items()}


def _plain_fact(
    kind: str, key: str, reading: Reading, paragraphs: tuple[int, ...] = (), place: int = 0
) -> Fact:
    """Return a fact whose frames have no placeholder."""
    return Fact(kind, key, place, paragraphs, {code: {} for code in reading.languages})
