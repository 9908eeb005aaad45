"""Readable cases for each check: `tests/checks/<id>.txt`.

A block is a lesson: its language, then a unit a line as `source | target | finding`. A third
column is how the finding's message goes; without one, no check at all may report the unit. A line
`vocabulary: word | gloss` is a word taught with ¶ 1, the first line of its block; `question: …` and
`note: …` are what they say.
"""

import re

import pytest
from conftest import REPOSITORY

from pipeline.catalog.catalog import Catalog, Entry
from pipeline.checks import CHECKS, check
from pipeline.lesson.article import Role, Unit
from pipeline.translation.glossary import Glossary, GlossaryTerm

FOLDER = REPOSITORY / "tests" / "checks"
# What a catalog's marks tell, not its text, is tested in test_check.py.
OF_STATES = {"missing", "stale", "simplified", "unreviewed", "proposed"}
TERMS = (GlossaryTerm("asylum seeker", {"es": "solicitante de asilo", "de": "Asylsuchender"}),)


# Words that the cases spell as nobody does.
MISSPELLED = {"cabrras", "bluumen"}


def is_spelled(word: str) -> bool:
    return word.lower() not in MISSPELLED and word != "job"


def blocks() -> list[tuple[str, str]]:
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found += [(path.stem, block) for block in text.strip().split("\n\n")]
    return found


def test_every_check_has_cases_that_it_finds() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(CHECKS) - OF_STATES
    for name in set(CHECKS) - OF_STATES:
        columns = [line.count(" | ") for id_, block in blocks() if id_ == name
                   for line in block.split("\n")[1:]]  # fmt: skip
        assert {1, 2} <= set(columns), f"{name} needs a case to find and one to leave alone"


@pytest.mark.parametrize(("name", "block"), blocks())
def test_case(name: str, block: str) -> None:
    language, *lines = block.strip().split("\n")
    units, entries, expected = [], [], []
    for number, line in enumerate(lines, 1):
        source, target, *message = line.split(" | ")
        role, paragraph = Role.TEXT, number
        if marked := re.match(r"(vocabulary|question|note): ", source):
            role, source = Role(marked[1]), source[marked.end() :]
            paragraph = 1
        unit = Unit(role, source, "article.md", number, f"¶ {number}", paragraph)
        units.append(unit)
        entries.append(Entry(role.context, source, target))
        expected += [(number, name, text) for text in message]
    catalog = Catalog(language, tuple(entries))
    findings = check(units, catalog, "en", Glossary(TERMS), {language: is_spelled})
    found = [(finding.unit.line, finding.id, finding.message) for finding in findings]
    assert [item[:2] for item in found] == [item[:2] for item in expected], found
    for (_, _, said), (_, _, wanted) in zip(found, expected, strict=True):
        assert wanted in said
