"""Readable cases for each check: `tests/checks/<id>.txt`.

A block is a lesson: its language, then a unit a line as `source | target | finding`. A third
column is how the finding's message goes; without one, no check at all may report the unit. A line
`vocabulary: word | gloss` is a word taught with ¶ 1, the first line of its block; `question: …` and
`note: …` are what they say.
"""

import ast
import re
from collections.abc import Iterable

import pytest
from conftest import REPOSITORY

from pipeline.catalog.catalog import Catalog, Entry
from pipeline.checks import CHECKS, Finding, check
from pipeline.checks.message import Message, spoken
from pipeline.editor.surface import findings as surface_findings
from pipeline.editor.surface import surfaces
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


def checked(block: str) -> tuple[tuple[Finding, ...], list[tuple[int, str]]]:
    """Return what the checks find in a lesson, and the messages that its lines have by number."""
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
        expected += [(number, text) for text in message]
    catalog = Catalog(language, tuple(entries))
    return check(units, catalog, "en", Glossary(TERMS), {language: is_spelled}), expected


@pytest.mark.parametrize(("name", "block"), blocks())
def test_case(name: str, block: str) -> None:
    findings, expected = checked(block)
    found = [(finding.unit.line, finding.id) for finding in findings]
    assert found == [(line, name) for line, _ in expected], findings
    for finding, (_, wanted) in zip(findings, expected, strict=True):
        assert wanted in finding.message


def code_of_checks() -> list[ast.AST]:
    paths = (REPOSITORY / "pipeline" / "checks").glob("*.py")
    return [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]


def texts(nodes: Iterable[ast.AST]) -> set[str]:
    constants = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def said() -> set[str]:
    """Return all that the checks say: where they say it, and what the cases make them say."""
    first = [
        node.args[0]
        for node in code_of_checks()
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
    ]
    found = texts(first)
    waiting: list[str] = [one.message for _, block in blocks() for one in checked(block)[0]]
    while waiting:
        message = waiting.pop()
        if isinstance(message, Message):
            found.add(message.template)
            for value in message.values.values():
                waiting += (value,) if isinstance(value, str) else value
    return found


@pytest.mark.parametrize("code", sorted(set(surfaces()) - {"en"}))
def test_all_that_a_check_says_the_desk_says_in_its_language(code: str) -> None:
    templates = surface_findings(code)
    assert said() <= set(templates) <= texts(code_of_checks())
    for english, other in templates.items():
        assert set(re.findall(r"{\w+}", other)) <= set(re.findall(r"{\w+}", english)), english
        assert english != other


def test_a_finding_is_said_in_another_language_with_its_words() -> None:
    findings, _ = checked("es\nIt took 5 days and 3 nights. | Tardó 6 días y 3 noches.")
    assert findings[0].message == "The numbers differ; only in the source: 5; only here: 6"
    spanish = spoken(findings[0].message, surface_findings("es"))
    assert spanish == "Las cifras no coinciden; solo en el original: 5; solo aquí: 6"
    german = spoken(findings[0].message, surface_findings("de"))
    assert german == "Die Zahlen stimmen nicht überein; nur im Original: 5; nur hier: 6"


def test_a_finding_quotes_as_its_language_does() -> None:
    (finding, *_), _ = checked("de\nAn asylum seeker came. | Ein Flüchtling ging.")
    assert finding.message.endswith(": “asylum seeker” is “Asylsuchender”")
    german = spoken(finding.message, surface_findings("de"))
    assert german.endswith(": „asylum seeker“ heißt „Asylsuchender“")
    (finding, *_), _ = checked("es\nThe ship was not empty. | El barco estaba vacío.")
    spanish = spoken(finding.message, surface_findings("es"))
    assert spanish == "El original niega algo («not»): «El barco estaba vacío.»"
