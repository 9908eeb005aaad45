"""The project's own texts → pairs of sentences, and variants of them that a model learns from."""

import csv
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.alignment.lengths import align
from pipeline.lesson.article import Role
from pipeline.project.project import find_project
from pipeline.project.store import Store
from pipeline.text import markup, segment

REPOSITORY = Path(__file__).parents[3]
LANGUAGES = ("es", "de")
# The tests' own article, sentence by sentence, and more sentences on the same words.
SENTENCES = REPOSITORY / "tests" / "articles" / "lighthouse.csv"

Sentence = dict[str, str]  # by language; one that no single sentence translates is left out
Pair = tuple[str, str]

_NUMBER = r"\d[\d.,]*\d|\d"
_NAME = r"(?<=\w )[A-Z][a-zA-Z]{3,}"


def read_sentences() -> list[Sentence]:
    """Return every sentence of the lesson and of the tests' own article with its translations.

    Vocabulary is left out: a headword ("to curb") is not how a sentence says it.
    """
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows: list[Sentence] = list(csv.DictReader(file))
    found = {row["en"]: row for row in (*_lesson_sentences(), *rows)}
    return list(found.values())


def _lesson_sentences() -> Iterator[Sentence]:
    store = Store(find_project(REPOSITORY))
    for name in store.project.lessons():
        text = store.lesson(name)
        catalogs = {code: store.catalog(name, code).catalog for code in LANGUAGES}
        for unit in text.units():
            if unit.role is Role.VOCABULARY:
                continue
            source = _split(unit.text, "en")
            rows: list[Sentence] = [{"en": sentence} for sentence in source]
            for code, catalog in catalogs.items():
                target = _split(catalog.entry(unit).target, code)
                for link in align(source, target):
                    if len(link.source) == len(link.target) == 1:
                        rows[link.source[0]][code] = target[link.target[0]]
            yield from rows


def _split(markdown: str, language: str) -> list[str]:
    text = markup.parse(markdown.strip()).text
    return [text[start:end] for start, end in segment.sentences(text, language)]


def pairs(sentences: Sequence[Sentence], source: str, target: str) -> list[Pair]:
    """Return the pairs of one direction."""
    return [(row[source], row[target]) for row in sentences if source in row and target in row]


def variants(pair: Pair, chance: random.Random, times: int) -> list[Pair]:
    """Return a pair as it might stand elsewhere.

    Without its full stop; begun in lower case, as after a colon; and `times` with other figures
    and names where both sides have the same one, so that the model learns to copy what it has
    not seen.
    """
    source, target = pair
    made = []
    if source.endswith(".") and target.endswith("."):
        made.append((source[:-1], target[:-1]))
    if source[1:2].islower() and target[1:2].islower():
        made.append((source[0].lower() + source[1:], target[0].lower() + target[1:]))
    shared = sorted(
        {found for found in re.findall(f"{_NUMBER}|{_NAME}", source) if _word(found, target)}
    )
    for _ in range(times if shared else 0):
        changed = pair
        for old in chance.sample(shared, chance.randint(1, len(shared))):
            new = _another(old, chance)
            changed = tuple(re.sub(rf"\b{re.escape(old)}\b", new, text) for text in changed)
        made.append(changed)
    return made


def _word(text: str, where: str) -> bool:
    return re.search(rf"\b{re.escape(text)}\b", where) is not None


def _another(old: str, chance: random.Random) -> str:
    """Return a number of the same form, or a name made of syllables."""
    if old[0].isdigit():
        return re.sub(r"\d", lambda digit: str(chance.randint(digit[0] != "0", 9)), old)
    syllables = [chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(3)]
    return "".join(syllables[: chance.randint(2, 3)]).title() + chance.choice(["", "n", "r", "s"])
