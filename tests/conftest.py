"""What the tests share: the repository's project, built once, and small projects of their own."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import settings

from pipeline.cli.main import run
from pipeline.handout.writers import layout
from pipeline.project.project import Project, find_project
from pipeline.project.store import Store

# The fixtures of what is tested at an open desk.
pytest_plugins = ["desks"]

REPOSITORY = Path(__file__).parent.parent
ARTICLES = REPOSITORY / "tests" / "articles"

# The first example pays for imports, and a slow machine is no failure.
settings.register_profile("handouts", deadline=None)
settings.load_profile("handouts")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh", action="store_true", help="write the golden files anew")


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of files, by their names."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@dataclass(frozen=True)
class Workplace:
    """A project folder to run the command in."""

    root: Path

    def write(self, path: str, text: str) -> Path:
        """Write a file of the project."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        return file

    def read(self, path: str) -> str:
        """Read a file of the project, its line ends as they are."""
        return (self.root / path).read_bytes().decode("utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in a file."""
        text = self.read(path)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def bring(self, *names: str) -> None:
        """Put articles of `tests/articles` here as lessons, and what is approved of them.

        Args:
            names: "salt" (science, B1) and "letter" (a story, A2) are whole in Spanish and German;
                "lighthouse" has no translations.
        """
        for name in names:
            self.write(f"source/{name}/article.md", (ARTICLES / f"{name}.md").read_text("utf-8"))
            for picture in ARTICLES.glob(f"{name}.svg"):
                shutil.copy(picture, self.root / "source" / name)
            for catalog in ARTICLES.glob(f"{name}.*.po"):
                language = catalog.suffixes[0].removeprefix(".")
                self.write(f"translations/{name}/{language}.po", catalog.read_text("utf-8"))

    def project(self) -> Project:
        """Read the project."""
        return find_project(self.root)

    def store(self) -> Store:
        """Return a store of the project, as a command would begin with."""
        return Store(self.project())


@pytest.fixture(scope="session")
def repository_copy(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Workplace]:
    """Return a function that makes a fresh copy of the repository's project, not built."""

    def copy() -> Workplace:
        root = tmp_path_factory.mktemp("project")
        for name in ("source", "translations"):
            shutil.copytree(REPOSITORY / name, root / name)
        shutil.copy(REPOSITORY / "handouts.toml", root)
        return Workplace(root)

    return copy


@pytest.fixture(scope="session")
def built(repository_copy: Callable[[], Workplace]) -> Workplace:
    """The repository's project with all handouts built. Tests leave it as it is."""
    workplace = repository_copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(workplace.root)
        assert run(["build"]) == 0
    return workplace


@pytest.fixture(scope="session", autouse=True)
def processes_end() -> Iterator[None]:
    """End the processes that lay out pages while what ran in them can still be counted."""
    yield
    layout.stop()


@pytest.fixture(autouse=True)
def argos_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A home folder of its own for argostranslate, which reads its settings once a process.

    The dictionaries of this machine are out of sight too.
    """

    def forget() -> None:
        for name in [name for name in sys.modules if name.split(".")[0] == "argostranslate"]:
            del sys.modules[name]

    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_DATA_DIRS", str(home / "share"))
    for name in list(os.environ):
        if name.startswith(("ARGOS_", "SNAP", "LIBRETRANSLATE_")) or name.lower().endswith(
            "_proxy"
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    forget()
    yield home
    forget()


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """An empty project in Spanish only, and the folder that commands run in."""
    place = Workplace(tmp_path)
    place.write("handouts.toml", 'languages = ["es"]\n')
    monkeypatch.chdir(tmp_path)
    return place


@pytest.fixture
def translated(workplace: Workplace) -> Workplace:
    """A project in Spanish and German with the lessons `salt` and `letter`, all of it approved."""
    workplace.write("handouts.toml", 'languages = ["es", "de"]\nengine = "none"\n')
    workplace.bring("salt", "letter")
    return workplace


@pytest.fixture
def unpack_model(argos_home: Path) -> Callable[[str], Path]:
    """Return a function that puts one of the tests' packages where argospm would."""

    def unpack(name: str) -> Path:
        folder = argos_home / "data" / "argos-translate" / "packages"
        with ZipFile(REPOSITORY / "tests" / "packages" / f"{name}.argosmodel") as archive:
            archive.extractall(folder)
            return folder / archive.namelist()[0].split("/")[0]

    return unpack
