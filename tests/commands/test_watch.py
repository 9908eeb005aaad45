"""`handouts watch`: which save leads to which build, and the command with real saves."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

import pytest
from conftest import Workplace

from pipeline.commands.choice import Choice
from pipeline.commands.watch import (
    EVERY,
    NO_LESSON,
    Agenda,
    Reach,
    Step,
    follow,
    reached,
    steps,
)
from pipeline.handout import writers
from pipeline.handout.model import Edition

STUDENT, TEACHER = Edition.STUDENT, Edition.TEACHER


@pytest.mark.parametrize(
    ("path", "lessons"),
    [
        ("source/bridge/article.md", {"bridge"}),
        ("source/bridge/lesson.yaml", {"bridge"}),
        ("source/bridge/images/photo.png", {"bridge"}),
        ("source/bridge", {"bridge"}),
        ("translations/bridge/es.po", {"bridge"}),
        ("source", EVERY),
        ("translations", EVERY),
        ("handouts.toml", EVERY),
        ("glossary.csv", EVERY),
        ("build/bridge/bridge.en-es.student.pdf", set()),
        ("build/.records/files.json", set()),
        (".git/index", set()),
        ("notes/handouts.toml", set()),
        (".", set()),
        ("translations/bridge/.es.po.x7.handouts", set()),
        ("source/bridge/.#article.md", set()),
        ("source/bridge/#article.md#", set()),
        ("source/bridge/article.md~", set()),
        ("source/bridge/4913", set()),
        ("source/bridge/.article.md.swp", set()),
        ("source/bridge/.goutputstream-X1Y2Z3", set()),
        ("source/bridge/~$article.md", set()),
        ("source/bridge/article.md.tmp", set()),
        ("source/.bridge.x7.handouts/bridge/article.md", set()),
    ],
)
def test_a_saved_file_reaches_its_lesson(path: str, lessons: set[str] | None) -> None:
    assert reached(PurePath(path)) == lessons


def test_pdfs_come_first_one_edition_at_a_time() -> None:
    others = tuple(name for name in writers.FORMATS if name != "pdf")
    assert steps(Choice()) == (
        Step(("pdf",), (STUDENT,)),
        Step(("pdf",), (TEACHER,)),
        Step(others, (STUDENT, TEACHER)),
    )
    assert steps(Choice(formats=("epub",), editions=(TEACHER,))) == (Step(("epub",), (TEACHER,)),)
    assert steps(Choice(formats=("pdf",), editions=(TEACHER,))) == (Step(("pdf",), (TEACHER,)),)


def followed(saves: list[Reach], failing: frozenset[str] = frozenset()) -> list[tuple[str, int]]:
    """Return what was built, as lessons and step; "-" is a pause."""
    plan = steps(Choice())
    done: list[tuple[str, int]] = []

    def build_step(reach: Reach, step: Step) -> Reach:
        names = frozenset({"a", "b"}) if reach is None else reach
        done.append(("".join(sorted(names)), plan.index(step)))
        return names - failing

    def pause() -> Iterator[None]:
        while True:
            done.append(("-", 0))
            yield

    follow(saves, plan, build_step, pause())
    return done


def only(*names: str) -> Reach:
    return frozenset(names)


def test_a_save_is_answered_with_all_steps_and_then_rests() -> None:
    assert followed([only("a"), *[NO_LESSON] * 3]) == [("a", 0), ("a", 1), ("a", 2), ("-", 0)]
    assert followed([EVERY, NO_LESSON]) == [("ab", 0), ("ab", 1)]


def test_a_save_between_two_steps_starts_anew_with_both_lessons() -> None:
    saves = [only("a"), only("b"), NO_LESSON, NO_LESSON, NO_LESSON]
    assert followed(saves) == [("a", 0), ("ab", 0), ("ab", 1), ("ab", 2), ("-", 0)]


def test_a_lesson_with_a_mistake_waits_for_its_next_save() -> None:
    assert followed([only("a"), NO_LESSON, NO_LESSON], frozenset({"a"})) == [
        ("a", 0),
        ("-", 0),
        ("-", 0),
    ]
    assert followed([EVERY, NO_LESSON], frozenset({"a"})) == [("ab", 0), ("b", 1)]


def test_what_waits_is_not_forgotten() -> None:
    assert Agenda(EVERY, 2).with_saved(only("a")) == Agenda(EVERY)
    assert Agenda(only("a"), 1).with_saved(EVERY) == Agenda(EVERY)
    assert Agenda(only("a"), 1).with_saved(NO_LESSON) == Agenda(only("a"), 1)


ARTICLE = "---\ntitle: The {name}\n---\n\nIn 1910 the town built it.\n"
BROKEN = "vocabulary:\n  - {word: town, pos: noun\n"
MENDED = "vocabulary:\n  - {word: town, pos: noun, level: A2, paragraph: 1}\n"
# Seconds after which a test gives up; a save takes about one.
PATIENCE = 120


class Watched:
    """`handouts watch` in a process of its own, and what it has said since the last look."""

    def __init__(self, place: Workplace, process: "subprocess.Popen[str]") -> None:
        self.place = place
        self.process = process
        self.said: list[str] = []
        self._new = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            with self._new:
                self.said.append(line)
                self._new.notify_all()

    def wait_for(self, *parts: str) -> str:
        """Return the next line that has all parts, and forget the lines before it."""

        def found() -> int | None:
            lines = (n for n, line in enumerate(self.said) if all(part in line for part in parts))
            return next(lines, None)

        with self._new:
            assert self._new.wait_for(lambda: found() is not None, PATIENCE), self.said
            number = found() or 0
            line = self.said[number]
            del self.said[: number + 1]
            return line

    def stop(self) -> tuple[int, list[str]]:
        """End it as Ctrl-C does; return its exit code and what else it said."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self._reader.join()
        return code, self.said


@pytest.fixture
def watching(workplace: Workplace) -> Callable[..., "Watched"]:
    def start(*arguments: str) -> Watched:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pipeline", "watch", *arguments],
            cwd=workplace.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            # A shell that runs the tests in the background has them ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        started.append(process)
        return Watched(workplace, process)

    started: list[subprocess.Popen[str]] = []
    for name in ("bridge", "tower"):
        workplace.write(f"source/{name}/article.md", ARTICLE.format(name=name))
    yield start
    for process in started:
        process.kill()


def by_renaming(place: Workplace, path: str, text: str) -> None:
    place.write(f"{path}.new", text).replace(place.root / path)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_every_kind_of_save_is_seen_and_a_mistake_ends_nothing(
    watching: Callable[..., Watched], workplace: Workplace
) -> None:
    watch = watching("--format", "epub", "--edition", "student")
    watch.wait_for("Watching")
    catalog = "translations/bridge/es.po"
    empty = workplace.read(catalog)
    place = 'msgid "The bridge"\nmsgstr "'
    workplace.write(catalog, empty.replace(f'{place}"', f'{place}El puente"'))
    watch.wait_for("wrote build/bridge/bridge.en-es.student.epub (text changed)")
    by_renaming(workplace, catalog, empty.replace(f'{place}"', f'{place}Un puente"'))
    watch.wait_for("wrote build/bridge/bridge.en-es.student.epub (text changed)")
    for name in ("bridge", "tower"):  # twice at once
        article = workplace.read(f"source/{name}/article.md")
        workplace.write(f"source/{name}/article.md", article.replace("1910", "1911"))
    both = {watch.wait_for("wrote", ".epub").split("/")[1] for _ in range(2)}
    assert both == {"bridge", "tower"}
    workplace.write("source/bridge/lesson.yaml", BROKEN)
    assert "Error: source/bridge/lesson.yaml:" in watch.wait_for("Error")
    workplace.write("source/bridge/lesson.yaml", MENDED)
    watch.wait_for("wrote build/bridge/bridge.en-es.student.epub")
    code, rest = watch.stop()
    assert code == 0
    assert "Traceback" not in "".join(rest)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_lessons_come_and_go_and_no_engine_is_asked(
    watching: Callable[..., Watched], workplace: Workplace, unpack_model: Callable[[str], Path]
) -> None:
    unpack_model("en-es")
    watch = watching("--format", "epub", "--edition", "student")
    watch.wait_for("Watching")
    workplace.write("source/gate/article.md", ARTICLE.format(name="gate"))
    watch.wait_for("wrote build/gate/gate.en-es.student.epub (not built yet)")
    away = workplace.root / "away"
    source = workplace.root / "source"
    source.rename(away)
    watch.wait_for("Error: ", "There is no lesson here yet")
    away.rename(source)
    article = ARTICLE.format(name="gate").replace("1910", "1950")
    workplace.write("source/gate/article.md", article)
    watch.wait_for("wrote build/gate/gate.en-es.student.epub (text changed)")
    (workplace.root / "source/gate/article.md").unlink()
    workplace.write("handouts.toml", "languages = [")
    watch.wait_for("Error: handouts.toml:")
    workplace.write("handouts.toml", 'languages = ["es"]\n[layout]\nschool = "Liceo 7"\n')
    watch.wait_for("wrote build/bridge/bridge.en-es.student.epub (settings changed)")
    assert watch.stop()[0] == 0
    assert "machine translation" not in workplace.read("translations/gate/es.po")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_the_formats_are_those_of_the_settings_as_they_are_saved(
    watching: Callable[..., Watched], workplace: Workplace
) -> None:
    workplace.write("handouts.toml", 'languages = ["es"]\nformats = ["epub"]\n')
    watch = watching("--edition", "student")
    watch.wait_for("wrote build/bridge/bridge.en-es.student.epub (not built yet)")
    watch.wait_for("Watching")
    workplace.write("handouts.toml", 'languages = ["es"]\nformats = ["html"]\n')
    watch.wait_for("wrote build/bridge/bridge.en-es.student.html (not built yet)")
    assert watch.stop()[0] == 0
    assert list(workplace.root.glob("build/*/*.pdf")) == []
