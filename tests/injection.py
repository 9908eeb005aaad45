"""Commands that are killed, and disks that refuse: nothing that a person wrote may be lost.

`python tests/injection.py 1000 200` runs so many kills and at least so many write errors, and
prints what came of them; the tests run a few dozen. A killed command is a fork of this process
with everything loaded, so that most of its time goes into what could be lost, and half of the
kills come at an operation on a file, one in four of these in the middle of a write.
"""

import contextlib
import errno
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock
from zipfile import ZipFile

import engines

from pipeline.catalog import pofile
from pipeline.catalog.catalog import State
from pipeline.cli.main import run
from pipeline.commands import translate
from pipeline.system import saves
from pipeline.translation.markup_transfer import Translated

LANGUAGES = ("es", "de")
PARAGRAPHS = (
    "In 1910 the town built a bridge of 40 metres.",
    "Nobody crossed it before the mayor did.",
    "The river was **higher** than it had ever been.",
    "Today the children fish from it.",
    "An old man tells how it was built.",
    "The next town has no bridge to this day.",
)
BUILD = ("build", "--format", "epub", "--edition", "student")
RENAME = ("rename", "bridge", "river")
RESTORE = ("restore", "bridge", "--yes")
IMPORT = ("import", "bridge", "es", "review.csv", "--yes")
WATCH = ("watch", "--format", "epub", "--edition", "student")
COMMANDS = (
    *(BUILD, BUILD, (*BUILD, "--to", "de"), ("translate",), ("translate", "--again")),
    *(("history", "bridge"), RESTORE, RENAME, IMPORT),
)
ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO)


class Engine(engines.FakeEngine):
    """Translates word by word, at once."""

    def __init__(self, *_: object) -> None:
        super().__init__(self._translated)

    @staticmethod
    def _translated(sentence: str, _: int) -> Translated:
        return engines.word_by_word(sentence, {})


@dataclass
class Person:
    """Someone who writes in an editor between the commands, and knows what should be there."""

    root: Path
    chance: random.Random
    written: dict[tuple[str, str], bool] = field(default_factory=dict)  # language, text: approved
    number: int = 0

    def article(self) -> None:
        """Save the article with paragraphs in another order, reworded, or left out."""
        chosen = self.chance.sample(PARAGRAPHS, self.chance.randint(2, len(PARAGRAPHS)))
        changed = [text.replace("the", "our", self.chance.randint(0, 1)) for text in chosen]
        write_article(self.root, changed)

    def translation(self) -> None:
        """Save a translation of one's own, approved or not, over any other."""
        for language in LANGUAGES:
            path = self.root / f"translations/bridge/{language}.po"
            if not path.exists():
                continue
            text = path.read_text("utf-8")
            catalog = pofile.parse(text, language, path)
            entry = self.chance.choice([e for e in catalog.entries if not e.obsolete])
            self.number += 1
            mine = f"Texto {self.number} de una persona, «así»"
            approved = self.chance.random() < 0.5
            mended = replace(entry, target=mine, fuzzy=not approved)
            path.write_text(pofile.format_catalog(catalog.replaced([mended]), text), "utf-8")
            self.written.pop((language, entry.target), None)
            self.written[language, mine] = approved

    def prepare(self, command: Sequence[str]) -> None:
        """Do what comes before a command: a file for it, or a misfortune that it mends."""
        if command == IMPORT:
            review = self.root / "review.csv"
            review.unlink(missing_ok=True)
            assert run(("export", *IMPORT[1:4])) == 0
            text = review.read_text("utf-8")
            review.write_text(text.replace("o.", f"o {self.chance.random()}.", 1), "utf-8")
        if command == RESTORE:
            assert run(BUILD) == 0  # what nobody has ever read, nobody can put back
            path = self.root / f"translations/bridge/{self.chance.choice(LANGUAGES)}.po"
            path.write_bytes(path.read_bytes()[: self.chance.choice((0, 300))])

    def complete(self, command: Sequence[str]) -> None:
        """Give a command again that was killed or has failed, and name the lesson as before."""
        if command == RESTORE:
            run(RESTORE)  # 1 where nothing was left to do
        if command == RENAME:
            if not all(
                (self.root / tree / "river").exists() for tree in ("source", "translations")
            ):
                assert run(RENAME) == 0
            assert run(("rename", "river", "bridge")) == 0

    def misses(self) -> list[str]:
        """Return what was lost; empty where every text stands in its catalog, as this person's.

        What was approved still is, unless its source was reworded or taken out.
        """
        kept: set[tuple[str, str, bool]] = set()
        for language in LANGUAGES:
            path = self.root / f"translations/bridge/{language}.po"
            if path.exists():
                for entry in pofile.parse(path.read_text("utf-8"), language, path).entries:
                    changed = entry.obsolete or entry.previous is not None
                    kept |= (
                        {(language, entry.target, True)} if changed or not entry.fuzzy else set()
                    )
                    kept |= (
                        set() if entry.state is State.MACHINE else {(language, entry.target, False)}
                    )
        return [
            text
            for (language, text), approved in self.written.items()
            if not {(language, text, False), (language, text, approved)} <= kept
        ]


def moved(root: Path) -> list[bool]:
    """Return, for each of its folders, whether the lesson has its other name."""
    return [(root / tree / "river").exists() for tree in ("source", "translations")]


def write_article(root: Path, paragraphs: Iterable[str]) -> None:
    """Write the lesson's article."""
    text = "---\ntitle: The bridge\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    path = root / "source/bridge/article.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def start_project(root: Path) -> None:
    """Make a project of one small lesson."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "handouts.toml").write_text(f"languages = {list(LANGUAGES)}\n", "utf-8")
    write_article(root, PARAGRAPHS)


@contextmanager
def without_pauses() -> Iterator[None]:
    """Let no command wait for an editor that there is not."""
    with mock.patch.object(saves, "QUIET", 0.001), mock.patch.object(saves, "PATIENCE", 0.01):
        yield


@contextmanager
def in_folder(root: Path) -> Iterator[None]:
    """Run commands in a folder, with the test's engine, quietly, at a fixed time."""
    with (
        contextlib.chdir(root),
        mock.patch.object(translate, "engine_class", return_value=Engine),
        mock.patch.dict(os.environ, SOURCE_DATE_EPOCH="1700000000"),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()) as said,
    ):
        yield
        assert "handouts failed" not in said.getvalue(), said.getvalue()


@contextmanager
def at_operation(number: int, strike: Callable[[], object]) -> Iterator[list[str]]:
    """Call `strike` at one of the operations with which files are written.

    Yields:
        The names of the operations so far.
    """
    done: list[str] = []

    def count(name: str) -> None:
        done.append(name)
        if len(done) == number:
            strike()

    def counted(name: str) -> Callable[..., Any]:
        original = getattr(os, name)

        def operation(*arguments: Any, **options: Any) -> Any:
            count(name)
            return original(*arguments, **options)

        return operation

    make = tempfile.NamedTemporaryFile

    def temporary(**options: Any) -> Any:
        count("create")
        file = make(**options)
        write = file.write

        def write_in_two(content: bytes) -> None:
            write(content[: len(content) // 2])
            file.flush()
            count("write")
            write(content[len(content) // 2 :])

        file.write = write_in_two
        return file

    names = ("mkdir", "fsync", "chmod", "rename", "replace", "link", "unlink", "rmdir")
    swapped = saves._swapped

    def counted_swap(one: Path, other: Path) -> bool:
        count("swap")
        return swapped(one, other)

    with contextlib.ExitStack() as patches:
        patches.enter_context(mock.patch.object(saves, "_swapped", counted_swap))
        for name in names:
            patches.enter_context(mock.patch.object(os, name, counted(name)))
        patches.enter_context(mock.patch.object(tempfile, "NamedTemporaryFile", temporary))
        yield done


def killed(command: Sequence[str], chance: random.Random, longest: float) -> bool:
    """Run a command in a fork and kill it, at a moment or at an operation; tell if it was hit."""
    by_operation = chance.random() < 0.5
    number, delay = chance.randint(1, 40), chance.uniform(0, longest)
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)  # with what it has started
        try:
            with at_operation(number if by_operation else 0, lambda: os.kill(0, signal.SIGKILL)):
                os._exit(run(command))
        finally:
            os._exit(70)
    if not by_operation or command == WATCH:  # which does not end, whatever it comes to
        time.sleep(delay + 0.5 * (command == WATCH))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    # An import that finds another text than it expects says so.
    ended = (0, 1) if command == IMPORT else (0,)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) in ended, (command, status)
    return os.WIFSIGNALED(status)


def contents(root: Path) -> dict[str, bytes]:
    """Return the catalogs and handouts of a project."""
    paths = [*root.glob("translations/*/*"), *root.glob("build/[!.]*/[!.]*")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def check_nothing_is_half(root: Path) -> None:
    """Fail where a handout is there in part."""
    for path in root.glob("build/[!.]*/[!.]*"):
        with ZipFile(path) as book:
            assert book.testzip() is None, path


def check_rerun(root: Path, undisturbed: Path) -> None:
    """Fail where the next run leaves anything, or makes other files than one without a past."""
    for name in ("source", "translations", "handouts.toml"):
        if (root / name).is_dir():
            shutil.copytree(root / name, undisturbed / name, ignore=lambda *_: leftovers(root))
        elif (root / name).exists():
            shutil.copy(root / name, undisturbed)
    assert run(BUILD) == 0
    assert leftovers(root) == []
    with contextlib.chdir(undisturbed):
        assert run(BUILD) == 0
    assert contents(root) == contents(undisturbed)


def leftovers(root: Path) -> list[str]:
    """Return the names of what is not finished."""
    return [path.name for path in root.rglob(".*.handouts")]


def kill(rounds: int, folder: Path, seed: int = 4) -> Counter[str]:
    """Kill commands while a person edits between them, and count what happened.

    Raises:
        AssertionError: Where anything was lost, half written or left.
    """
    root = folder / "killed"
    start_project(root)
    person = Person(root, random.Random(seed))
    seen: Counter[str] = Counter()
    with in_folder(root), without_pauses():
        start = time.monotonic()
        assert run(BUILD) == 0
        longest = time.monotonic() - start
        while seen["killed"] < rounds:
            if person.chance.random() < 0.4:
                person.article()
            person.translation()
            command = person.chance.choice((*COMMANDS, WATCH))
            person.prepare(command)
            hit = killed(command, person.chance, longest)
            seen["killed" if hit else "ended before"] += 1
            seen["files left in the middle"] += len(leftovers(root))
            person.complete(command)
            assert person.misses() == []
            check_nothing_is_half(root)
            if (seen["killed"] + seen["ended before"]) % 20 == 0:
                with tempfile.TemporaryDirectory() as clean:
                    check_rerun(root, Path(clean))
                assert person.misses() == []
                seen["reruns compared"] += 1
    seen["texts a person wrote"] = person.number
    return seen


def refuse(least: int, folder: Path, seed: int = 4, every: int = 1) -> Counter[str]:
    """Let every `every`-th operation of commands fail in turn, and count what happened.

    Raises:
        AssertionError: Where anything was lost, half written or left, or a rerun is not the same.
    """
    seen: Counter[str] = Counter()
    person = Person(folder / "refused", random.Random(seed))
    start_project(person.root)
    with in_folder(person.root), without_pauses():
        while seen["write errors"] < least:
            number = 1
            command = person.chance.choice(COMMANDS)
            person.prepare(command)
            while fails(person, command, number, ERRORS[number % len(ERRORS)], seen):
                number += every
            seen["commands"] += 1
            person.complete(command if command == RESTORE else ())
            assert run(BUILD) == 0
            person.article()
            person.translation()
    return seen


def fails(
    person: Person, command: Sequence[str], number: int, code: int, seen: Counter[str]
) -> bool:
    """Run a command on a copy of the project with one failing operation; tell if it came to it."""

    def strike() -> None:
        raise OSError(code, os.strerror(code))

    with tempfile.TemporaryDirectory() as copy, tempfile.TemporaryDirectory() as clean:
        root = Path(copy) / "project"
        shutil.copytree(person.root, root)
        with contextlib.chdir(root):
            with at_operation(number, strike) as done:
                ended = run(command)
            if len(done) < number:
                assert ended == 0 or command == IMPORT
                return False
            seen["write errors"] += 1
            seen[f"at {done[number - 1]}"] += 1
            seen["ended with 1" if ended else "went on"] += 1
            if command == RENAME:  # all of it is moved, or nothing
                assert len({*moved(root)}) == 1
            replace(person, root=root).complete(command)
            assert replace(person, root=root).misses() == []
            check_nothing_is_half(root)
            check_rerun(root, Path(clean))
            assert replace(person, root=root).misses() == []
    return True


if __name__ == "__main__":
    kills, errors = (int(argument) for argument in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as workplace:
        for what, count in (("kills", kills), ("errors", errors)):
            began = time.monotonic()
            found = (kill if what == "kills" else refuse)(count, Path(workplace))
            lines = ", ".join(f"{number} {name}" for name, number in found.items())
            print(f"{what}: {lines}; {time.monotonic() - began:.0f} s; nothing lost", flush=True)
