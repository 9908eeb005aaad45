"""How fast a lesson is proposed: its words, its questions, and their German.

    python tests/benchmarks/lesson.py

Prints, for an article of 1,000 words and a book of 50,000, the time and the peak memory of what
`handouts lesson` does: choosing words and questions, and finding the words' meanings in the
translation, with the dictionaries of this machine. Loading is included, so each size has a process
of its own. The texts repeat the project's articles and their translations with a number before
each paragraph, so that no sentence is known from before.
"""

import resource
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

from pipeline.catalog import pofile  # noqa: E402
from pipeline.catalog.catalog import Catalog, Entry  # noqa: E402
from pipeline.commands.lesson import Proposed, propose  # noqa: E402
from pipeline.project.project import find_project  # noqa: E402
from pipeline.system.files import now  # noqa: E402

SIZES = (1_000, 50_000)
CATALOGS = [
    REPOSITORY / "translations" / "mexico-usa" / "de.po",
    REPOSITORY / "tests" / "articles" / "salt.de.po",
    REPOSITORY / "tests" / "articles" / "letter.de.po",
]


def main() -> None:
    """Measure each size in a process of its own, since loaded lists stay loaded."""
    for size in SIZES:
        subprocess.run([sys.executable, __file__, str(size)], check=True)


def measure(size: int) -> None:
    """Print time and memory for a text of so many words."""
    with tempfile.TemporaryDirectory() as folder:
        _write_project(Path(folder), size)
        start, cpu = time.perf_counter(), time.process_time()
        (made,) = propose(find_project(Path(folder)))
        elapsed, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:6,} words: {_summary(made)} in {elapsed:.1f} s "
        f"({used:.1f} s of processor time), {peak:.0f} MB"
    )


def _summary(made: Proposed) -> str:
    questions = sum(map(len, made.questions.values()))
    found = sum(count for _, count, _ in made.glosses)
    return f"{len(made.words)} words, {questions} questions, {found} meanings"


def _write_project(root: Path, size: int) -> None:
    """Write a project with one lesson of so many words, translated into German."""
    entries, words = [Entry("title", "A long text", "Ein langer Text")], 0
    for number, (source, target) in enumerate(cycle(_paragraphs()), 1):
        if words >= size:
            break
        entries.append(Entry(None, f"Part {number}: {source}", f"Teil {number}: {target}"))
        words += len(source.split()) + 2
    texts = [entry.source for entry in entries[1:]]
    files = {
        "handouts.toml": 'languages = ["de"]\nengine = "none"\n',
        "source/long/article.md": "---\ntitle: A long text\n---\n\n" + "\n\n".join(texts) + "\n",
        "translations/long/de.po": pofile.format_catalog(
            Catalog("de", tuple(entries)), pofile.header("long", "de", now())
        ),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def _paragraphs() -> list[tuple[str, str]]:
    found = []
    for path in CATALOGS:
        catalog = pofile.parse(path.read_text(encoding="utf-8"), "de", path)
        found += [(e.source, e.target) for e in catalog.entries if e.context is None and e.target]
    return found


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
