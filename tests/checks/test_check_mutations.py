"""What people and machines do wrong is found in approved translations, and nothing else is."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest
from conftest import REPOSITORY

from pipeline.catalog.catalog import Catalog, Entry
from pipeline.checks import check
from pipeline.lesson.article import Role, Unit
from pipeline.project.project import find_project
from pipeline.project.store import Store
from pipeline.text.segment import sentences

Mutation = Callable[[str, str, str], Iterator[str]]  # source, target, language → spoilt targets
MONTHS = {
    "es": "enero abril mayo octubre noviembre septiembre".split(),
    "de": "Januar April Mai Oktober November September".split(),
}


@cache
def approved(language: str) -> tuple[tuple[Unit, ...], Catalog]:
    """Return the repository's lesson with the sentences of the tests' article, as one lesson."""
    store = Store(find_project(REPOSITORY))
    text, catalog = store.lesson("mexico-usa"), store.catalog("mexico-usa", language).catalog
    with (REPOSITORY / "tests/articles/lighthouse.csv").open(encoding="utf-8") as file:
        rows = {row["en"]: row[language] for row in csv.DictReader(file)}
    units = [Unit(Role.TEXT, source, "x.md", n, f"¶ {n}") for n, source in enumerate(rows, 100)]
    entries = [Entry(None, source, target) for source, target in rows.items()]
    return (*text.units(), *units), Catalog(language, (*catalog.entries, *entries))


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


def drop_sentence(_: str, target: str, language: str) -> Iterator[str]:
    said = split(target, language)
    yield from (" ".join(said[:i] + said[i + 1 :]) for i in range(len(said)) if len(said) > 1)


def repeat_sentence(_: str, target: str, language: str) -> Iterator[str]:
    said = split(target, language)
    yield from (" ".join(said[: i + 1] + said[i:]) for i in range(len(said)) if len(said) > 1)


def cut_in_half(_: str, target: str, language: str) -> Iterator[str]:
    if len(target) > 80 and len(split(target, language)) == 1:
        yield target[: len(target) * 2 // 5].rsplit(" ", 1)[0] + "."


def change_number(_: str, target: str, __: str) -> Iterator[str]:
    for found in re.finditer(r"\d+", target):
        yield target[: found.start()] + str(int(found.group()) + 1) + target[found.end() :]


def change_month(_: str, target: str, language: str) -> Iterator[str]:
    months = MONTHS[language]
    for number, month in enumerate(months):
        if re.search(rf"\b{month}\b", target):
            yield re.sub(rf"\b{month}\b", months[number - 1], target)


def double_word(_: str, target: str, __: str) -> Iterator[str]:
    for found in list(re.finditer(r"[^\W\d]{4,}", target))[::25]:
        yield f"{target[: found.end()]} {found.group()}{target[found.end() :]}"


def english_quotes(_: str, target: str, language: str) -> Iterator[str]:
    if set("“„") & set(target):
        yield re.sub("[“”„]", '"', target)
        yield (
            re.sub("[“”]", "“", target).replace("“", "„", 1)
            if language == "es"
            else (target.replace("“", "”").replace("„", "“"))
        )


def cut(marks: str) -> Mutation:
    def cut_mark(_: str, target: str, __: str) -> Iterator[str]:
        for found in re.finditer(f"[{marks}]", target):
            yield target[: found.start()] + target[found.end() :]

    return cut_mark


def leave_english(source: str, target: str, language: str) -> Iterator[str]:
    here, there = split(source, "en"), split(target, language)
    for place in range(len(there) if len(here) == len(there) else 0):
        if len(here[place].split()) > 5:
            yield " ".join([*there[:place], here[place], *there[place + 1 :]])


def lose_name(_: str, target: str, language: str) -> Iterator[str]:
    for name in re.findall(r"\b(?:Biden|Trump|Cienfuegos)\b", target):
        yield re.sub(rf"\b{name}s?\b", "él" if language == "es" else "er", target)


def other_register(_: str, target: str, language: str) -> Iterator[str]:
    if language == "es":
        for tu, usted in (("sabes", "sabe usted"), ("Lee ", "Lea "), ("Compara ", "Compare ")):
            if re.search(rf"\b{tu}", target):
                yield target.replace(tu, usted)
    else:
        for found in re.finditer(r"\b(\w+)en Sie\b", target):
            yield f"{target[: found.start()]}{found.group(1)}st du{target[found.end() :]}"


# For each mutation the ids that may report it, and how many of a hundred at least are found. What
# is missed reads as well as what is right: "Partner, die die einander", half of a list.
MUTATIONS: list[tuple[Mutation, set[str], int]] = [
    (drop_sentence, {"sentences", "sentence-count"}, 97),
    (repeat_sentence, {"doubled"}, 97),
    (cut_in_half, {"length"}, 75),
    (change_number, {"numbers"}, 100),
    (change_month, {"dates"}, 100),
    (double_word, {"doubled"}, 98),
    (english_quotes, {"quotation-marks"}, 100),
    (cut("“”„"), {"quotation-marks"}, 100),
    (cut("()"), {"brackets"}, 100),
    (cut("¿¡"), {"inverted-marks"}, 100),
    (leave_english, {"untranslated"}, 97),
    (lose_name, {"names"}, 85),
    (other_register, {"register"}, 85),
]


@pytest.mark.parametrize("language", ["es", "de"])
def test_approved_translations_raise_no_alarm(language: str) -> None:
    units, catalog = approved(language)
    assert [(f.id, f.unit.text, f.message) for f in check(units, catalog, "en")] == []


@pytest.mark.parametrize(
    ("mutation", "ids", "share", "language"),
    [
        pytest.param(*row, language, id=f"{language}-{row[0].__name__}-{max(row[1])}")
        for row in MUTATIONS
        for language in ("es", "de")
        if (row[1], language) != ({"inverted-marks"}, "de")
    ],
)
def test_what_was_spoilt_is_found(
    mutation: Mutation, ids: set[str], share: int, language: str
) -> None:
    units, catalog = approved(language)
    # Beside the one that is spoilt, enough of the others to know names, lengths and register by.
    others = [u for u in units if u.role in (Role.TEXT, Role.QUESTION)][:12]
    spoilt = [
        (unit, replace(catalog.entry(unit), target=target))
        for unit in units
        if unit.role is not Role.VOCABULARY
        for target in mutation(unit.text, catalog.entry(unit).target, language)
    ]
    tried = spoilt[:: 1 + len(spoilt) // 40]
    assert tried, "nothing to spoil"
    missed = []
    for unit, entry in tried:
        findings = check([*others, unit], catalog.replaced([entry]), "en")
        if not any(finding.unit == unit and finding.id in ids for finding in findings):
            missed.append(entry.target)
    assert len(missed) * 100 <= len(tried) * (100 - share), missed
