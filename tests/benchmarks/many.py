"""Projects of many lessons: what a command costs where nothing, or nearly nothing, changed.

    python tests/benchmarks/many.py            200 and 40 lessons, some minutes
    python tests/benchmarks/many.py --large    also 1,000 lessons, some minutes more

Both sides of each line take turns in one run, in processes of their own; the best of five counts.
From the first line start-up is taken off: what the same command takes in a project of one lesson.
The lessons are short; each has two languages, two editions and two formats (those that are made
fastest, since a file that is not written costs the same whatever its format).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

from pipeline.catalog import pofile  # noqa: E402
from pipeline.project.project import find_project  # noqa: E402
from pipeline.project.store import Store  # noqa: E402
from pipeline.system.files import now  # noqa: E402

SETTINGS = 'languages = ["es", "de"]\nformats = ["apkg", "html"]\nengine = "none"\n'
NOUNS = "bridge river market station garden library museum castle harbour village".split()
# Walks a project and asks for the state of the files that a build asks for, and does nothing else.
WALK = """
import os, sys
def walk(folder):
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            walk(entry.path)
        else:
            os.stat(entry.path)
for folder in ("source", "translations", "build"):
    walk(folder)
"""


def main(large: bool) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = made(folder / "one", 1)
        print(f"{'':60}{'here':>8}{'beside':>8}{'ratio':>7}")
        if large:
            nothing_changed(made(folder / "large", 1000), one)
        many = made(folder / "many", 200)
        nothing_changed(many, one)
        one_edit(many, one)
        one_edit(made(folder / "open", 200, is_open=True), made(folder / "one open", 1, True))
        one_word(many)
        status(made(folder / "some", 40))


def nothing_changed(many: Path, one: Path) -> None:
    """Compare a build with nothing to do with a bare walk over the same files."""
    build, start, walk, python_alone = best(
        lambda: run(many, "build"),
        lambda: run(one, "build"),
        lambda: python(many, WALK),
        lambda: python(many, "import os, sys"),
    )
    count = len(list((many / "source").iterdir()))
    what = f"nothing changed, {count:,} lessons, beside a bare walk"
    report(what, build - start, walk - python_alone)
    print(f"    with start-up {build:.2f} s; start-up {start:.2f} s")


def one_edit(many: Path, one: Path) -> None:
    """Compare a build after one edited translation with the same in a project of one lesson."""

    def edit(project: Path) -> None:
        catalog = project / "translations/lesson-0000/es.po"
        text = catalog.read_text("utf-8")
        old, new = ("El ", "Un ") if "El " in text else ("Un ", "El ")
        catalog.write_text(text.replace(old, new), "utf-8")

    here, beside = best(
        lambda: run(many, "build"),
        lambda: run(one, "build"),
        before=lambda: (edit(many), edit(one)),
    )
    kind = ", texts open" if "open" in many.name else ""
    report(f"one edited msgstr in 200 lessons{kind}, beside one lesson", here, beside)


def one_word(project: Path) -> None:
    """Count the lessons that are made again after a word was added to the first."""
    lesson = project / "source/lesson-0000/lesson.yaml"
    text = lesson.read_text("utf-8")
    word = "  - {word: narrow, pos: adjective, paragraph: 1}\n"
    lesson.write_text(text.replace("vocabulary:\n", f"vocabulary:\n{word}"), "utf-8")
    written = json.loads(run(project, "build", "--json"))["outputs"]
    lessons = {output["lesson"] for output in written if output["reason"]}
    print(f"a word added to one lesson of 200: {len(lessons)} made again")


def status(project: Path) -> None:
    """Compare `status` and `check` with a build that has nothing to do."""
    times = best(*(lambda name=name: run(project, name) for name in ("status", "check", "build")))
    report("status, 40 unchanged lessons, beside a build", times[0], times[2])
    report("check, 40 unchanged lessons, beside a build", times[1], times[2])


def made(root: Path, lessons: int, is_open: bool = False) -> Path:
    """Make a project, and build it; where texts are open, a question of each has no translation."""
    write(root / "handouts.toml", SETTINGS)
    for number in range(lessons):
        _write_lesson(root, number)
    store = Store(find_project(root))
    for name in store.project.lessons():
        for language in ("es", "de"):
            read = store.catalog(name, language)
            article = "El" if language == "es" else "Das"
            filled = [
                replace(entry, target=f"{article} {entry.source}")
                for entry in read.catalog.entries
                if not (is_open and entry.context == "question")
            ]
            text = pofile.format_catalog(
                read.catalog.replaced(filled), pofile.header(name, language, now())
            )
            write(root / "translations" / name / f"{language}.po", text)
    run(root, "build")
    time.sleep(2.1)  # what was saved just now is read again, and then known
    run(root, "build")
    return root


def _write_lesson(root: Path, number: int) -> None:
    name = f"lesson-{number:04}"
    nouns = [NOUNS[(number + step) % len(NOUNS)] for step in range(4)]
    paragraphs = [
        f"The {noun} of town {number} is {place + 3} metres wide. It is narrow at its end, and "
        f"people who live beside the {noun} have asked for a new one since 19{place + 10}."
        for place, noun in enumerate(nouns)
    ]
    words = [f"  - {{word: {noun}, pos: noun, paragraph: {n}}}" for n, noun in enumerate(nouns, 1)]
    write(
        root / "source" / name / "article.md",
        f"---\ntitle: Town {number}\n---\n\n" + "\n\n".join(paragraphs) + "\n",
    )
    write(
        root / "source" / name / "lesson.yaml",
        f"number: {number + 1}\nvocabulary:\n"
        + "\n".join(words)
        + "\nquestions:\n  understanding:\n"
        + f"    - question: How wide is it in town {number}?\n      answer: Three metres.\n",
    )


def write(path: Path, text: str) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(folder: Path, *arguments: str) -> str:
    """Run the command in a folder and return what it prints; findings are no failure."""
    command = [sys.executable, "-m", "pipeline", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 or arguments[0] == "check", done.stderr
    return done.stdout


def python(folder: Path, code: str) -> None:
    """Run some Python in a folder."""
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)


def best(
    *actions: Callable[[], object], before: Callable[[], object] = lambda: None
) -> list[float]:
    """Return the least wall time of each of some actions, in seconds.

    They take turns, five times, so that all of them meet the same machine.
    """
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(5):
        before()
        for action, taken in zip(actions, times, strict=True):
            start = time.perf_counter()
            action()
            taken.append(time.perf_counter() - start)
    return list(map(min, times))


def report(what: str, here: float, beside: float) -> None:
    """Print a line of the table."""
    print(f"{what:60}{here:8.3f}{beside:8.3f}{here / beside:7.2f}")


if __name__ == "__main__":
    main("--large" in sys.argv[1:])
