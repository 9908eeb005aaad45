"""Seconds from a save to the new PDF under `handouts watch`, beside bare WeasyPrint, warm as well.

Run with `make benchmark`. The repository's lesson is saved again and again in the two ways that
editors have; the bare run lays out the same HTML in a process that has laid it out before.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

REPOSITORY = Path(__file__).parents[2]
# Even, so that the last save brings back what was there at first.
ROUNDS = 4
CATALOG = "translations/mexico-usa/es.po"
PDFS = [f"build/mexico-usa/mexico-usa.en-es.{edition}.pdf" for edition in ("student", "teacher")]


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("source", "translations"):
            shutil.copytree(REPOSITORY / name, project / name)
        shutil.copy(REPOSITORY / "handouts.toml", project)
        with _watching(project):
            rows = [
                ("translation saved in place", _saved(project, CATALOG, _in_place)),
                ("translation saved by renaming", _saved(project, CATALOG, _by_renaming)),
                ("article saved", _saved(project, "source/mexico-usa/article.md", _in_place)),
            ]
        bare = _bare(project)
    print(
        f"{'seconds from the save, median':34}{'first PDF':>10}{'bare':>8}{'ratio':>8}{'both':>8}"
    )
    for what, (first, both) in rows:
        print(f"{what:34}{first:10.2f}{bare:8.2f}{first / bare:8.2f}{both:8.2f}")


@contextmanager
def _watching(project: Path) -> Iterator[None]:
    command = [sys.executable, "-u", "-m", "pipeline", "watch", "--to", "es"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True) as process:
        try:
            next(line for line in process.stdout or () if line.startswith("Watching"))
            time.sleep(10)  # libraries and fonts are loaded in the background
            yield
        finally:
            process.terminate()


def _saved(project: Path, name: str, save: Callable[[Path, bytes], None]) -> tuple[float, float]:
    """Return the median time until the first and until the second edition is there."""
    path = project / name
    original = path.read_bytes()
    word = b"Al final lo hizo." if name == CATALOG else b"level: B2"
    other = b"Por fin lo hizo." if name == CATALOG else b"level: B1"
    times = []
    for round_ in range(ROUNDS):
        before = [_stamp(project / pdf) for pdf in PDFS]
        start = time.perf_counter()
        save(path, original if round_ % 2 else original.replace(word, other, 1))
        seconds = []
        while len(seconds) < len(PDFS):
            if _stamp(project / PDFS[len(seconds)]) != before[len(seconds)]:
                seconds.append(time.perf_counter() - start)
            if time.perf_counter() - start > 60:
                sys.exit(f"{name} was saved, and after a minute there is no new PDF")
            time.sleep(0.005)
        times.append(seconds)
        time.sleep(3)  # the EPUBs
    first, both = zip(*times, strict=True)
    return median(first), median(both)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def _in_place(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _by_renaming(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(content)
    temporary.replace(path)


def _bare(project: Path) -> float:
    """Return the median time of WeasyPrint alone for the student's edition."""
    from weasyprint import HTML

    from pipeline.commands.build import make_material
    from pipeline.handout.compose import compose
    from pipeline.handout.model import Edition, Layout
    from pipeline.handout.writers import pdf
    from pipeline.project.project import find_project
    from pipeline.project.store import Store
    from pipeline.system.files import now

    store = Store(find_project(project))
    material = make_material(store, "mexico-usa", "es")
    handout = compose(material, Edition.STUDENT, Layout())
    page = pdf.to_html(handout, store.paths.lesson_folder("mexico-usa"), now())
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        HTML(string=page).write_pdf(project / "bare.pdf", pdf_variant="pdf/ua-1")
        times.append(time.perf_counter() - start)
    return median(times[1:])


if __name__ == "__main__":
    main()
