"""An editor saves while a command writes: no save may be lost, whatever the timing.

`python tests/racing.py 10000` lets each kind of editor save so often against a command that writes
the same catalog all the time, and prints where the saves were found; the tests do a few dozen. The
pauses that a command makes out of caution are cut short, because nothing may rest on them.
"""

import contextlib
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing import Value
from pathlib import Path
from typing import Any
from unittest import mock

import injection

from pipeline.catalog.catalog import Draft, text_digest
from pipeline.cli.main import run
from pipeline.commands.access import writing_store
from pipeline.commands.choice import SILENT
from pipeline.errors import HandoutsError
from pipeline.project.project import find_project

CATALOG = Path("translations/bridge/es.po")
KINDS = ("rename", "in place")
_MARK = re.compile(r"Guardado \d+")


@dataclass
class Editor:
    """Somebody who saves a translation again and again."""

    path: Path
    chance: random.Random
    text: str

    def save(self, kind: str, number: int) -> None:
        """Save number so and so, over what the file says or over what was opened before."""
        if self.chance.random() < 0.7:
            with contextlib.suppress(OSError):
                found = self.path.read_text("utf-8")
                # Half a file would be no editor's buffer.
                self.text = found if _MARK.search(found) and found.endswith("\n") else self.text
        self.text = _MARK.sub(f"Guardado {number}", self.text)
        if kind == "rename":
            self._rename()
        else:
            self._in_place()

    def _rename(self) -> None:
        beside = self.path.with_name(".es.po.swp")
        beside.write_text(self.text, "utf-8")
        self._pause()
        beside.replace(self.path)

    def _in_place(self) -> None:
        """Open, empty and write, with pauses wherever a system may make one."""
        content = self.text.encode()
        empties = self.chance.random() < 0.6
        flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if empties else 0)
        file = os.open(self.path, flags, 0o644)
        try:
            self._pause()
            if not empties:
                os.ftruncate(file, 0)
                self._pause()
            cuts = sorted(self.chance.sample(range(len(content)), self.chance.choice((0, 0, 1, 3))))
            for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
                os.write(file, content[start:end])
                if end < len(content):
                    self._pause()
        finally:
            os.close(file)

    def _pause(self) -> None:
        kind = self.chance.random()
        longest = 0 if kind < 0.3 else 0.004 if kind < 0.95 else 0.05 if kind < 0.995 else 1
        if longest:
            time.sleep(self.chance.uniform(0, longest))


def command(root: Path, ran: Any, seed: int) -> None:
    """Write the catalog all the time, and count the runs, until this process is ended."""
    chance = random.Random(seed)
    project = find_project(root)
    for number in count():
        with contextlib.suppress(HandoutsError), writing_store(project, SILENT, "build") as store:
            entry = store.catalog("bridge", "es").catalog.entries[-1]
            draft = Draft("test engine 1", text_digest(f"Borrador {number}"))
            written = replace(entry, target=f"Borrador {number}", draft=draft, fuzzy=True)
            store.save_entries("bridge", "es", [written])
        ran.value += 1
        time.sleep(chance.uniform(0, 0.003))


@contextmanager
def commands(root: Path, seed: int) -> Iterator[Any]:
    """Let a command write in a process of its own; yield how often it ran, to be read."""
    ran = Value("L", 0, lock=False)
    child = os.fork()
    if child == 0:
        try:
            command(root, ran, seed)
        finally:
            os._exit(70)
    try:
        yield ran
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def wait_for(ran: Any, runs: int) -> None:
    """Wait until the command has run so often again, from its beginning on."""
    aim, end = ran.value + runs + 1, time.monotonic() + 60
    while ran.value < aim:
        assert time.monotonic() < end, "the command has ended"
        time.sleep(0.0005)


def pauses(longest: float) -> contextlib.AbstractContextManager[object]:
    """Let a command wait no longer than so many seconds for an editor."""
    try:
        from pipeline.system import saves
    except ImportError:  # a version that never waited
        return contextlib.nullcontext()
    stack = contextlib.ExitStack()
    for name in ("QUIET", "PATIENCE"):
        known = getattr(saves, name)
        stack.enter_context(mock.patch.object(saves, name, min(longest, known)))
    return stack


def race(kind: str, saves: int, folder: Path, *, longest: float = 0.002, seed: int = 4) -> Counter:
    """Save so often while a command writes, and count where the saves are found.

    Args:
        kind: Of the editor, from `KINDS`.
        saves: How many.
        folder: Where the project is made.
        longest: Seconds that a command may wait for an editor.
        seed: Of the editor's pauses.
    """
    root = folder / kind.replace(" ", "-")
    injection.start_project(root)
    (root / "handouts.toml").write_text('languages = ["es"]\n', "utf-8")
    seen: Counter[str] = Counter()
    injection.write_article(root, injection.PARAGRAPHS[:2])
    with injection.in_folder(root):
        assert run(["translate"]) == 0
        text = CATALOG.read_text("utf-8")
        title = re.search(r'#\. title\n(?:#.*\n)*msgctxt.*\nmsgid.*\nmsgstr "(.*)"', text)
        assert title, text
        entry = re.sub(r"#[.,].*fuzzy.*\n|#\. machine.*\n", "", title[0])
        text = text.replace(title[0], entry.replace(title[1], "Guardado 0"))
        CATALOG.write_text(text, "utf-8")
        editor = Editor(root / CATALOG, random.Random(seed), text)
        with pauses(longest), commands(root, seed) as ran:
            wait_for(ran, 1)
            for number in range(1, saves + 1):
                editor.save(kind, number)
                wait_for(ran, 1)
                seen[found(root, f"Guardado {number}")] += 1
            seen["runs of the command"] = ran.value
    return seen


def found(root: Path, mark: str) -> str:
    """Return where a save is: in its file, in the history, or nowhere."""
    marked = f'"{mark}"'.encode()
    for _ in range(3):  # what is written just now is looked at once more
        with contextlib.suppress(OSError):
            if marked in (root / CATALOG).read_bytes():
                return "in the file"
        for path in (root / ".history").rglob("*"):
            with contextlib.suppress(OSError):
                if marked in path.read_bytes():
                    return "in the history"
        time.sleep(0.02)
    return "lost"


if __name__ == "__main__":
    number = int(sys.argv[1])
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0.002
    with tempfile.TemporaryDirectory() as workplace:
        for each in KINDS:
            began = time.monotonic()
            result = race(each, number, Path(workplace), longest=pause)
            lines = ", ".join(f"{many} {what}" for what, many in sorted(result.items()))
            print(f"{each}: {lines}; {time.monotonic() - began:.0f} s", flush=True)
