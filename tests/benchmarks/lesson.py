"""How fast the words of a lesson are proposed.

    python tests/benchmarks/lesson.py

Prints, for an article of 1,000 words and a book of 50,000, the time to propose 28 words and the
peak memory, loading the lists and the tagger included. The texts repeat the project's articles
with a number before each paragraph, so that no sentence is known from before.
"""

import resource
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

from pipeline import markup  # noqa: E402
from pipeline.article import Article, read_article  # noqa: E402
from pipeline.selection import propose_words  # noqa: E402

SIZES = (1_000, 50_000)
SOURCES = [
    REPOSITORY / "source" / "mexico-usa" / "article.md",
    *sorted((REPOSITORY / "tests" / "articles").glob("*.md")),
]


def main() -> None:
    """Measure each size in a process of its own, since loaded lists stay loaded."""
    for size in SIZES:
        subprocess.run([sys.executable, __file__, str(size)], check=True)


def measure(size: int) -> None:
    """Print time and memory for a text of so many words."""
    text = _text(size)
    start, cpu = time.perf_counter(), time.process_time()
    found = propose_words(text, "B2", 28)
    elapsed, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:6,} words: {len(found)} proposals in {elapsed:.1f} s "
        f"({used:.1f} s of processor time), {peak:.0f} MB"
    )


def _text(size: int) -> Article:
    units = [
        markup.parse(unit.text).text
        for path in SOURCES
        for block in read_article(path.read_text(encoding="utf-8"), path).numbered().values()
        for unit in block.units[:1]
    ]
    paragraphs: list[str] = []
    words = 0
    for number, unit in enumerate(cycle(units), 1):
        if words >= size:
            break
        paragraphs.append(f"Part {number}: {' '.join(unit.split())}")
        words += len(paragraphs[-1].split())
    return read_article(
        "---\ntitle: A long text\n---\n" + "\n\n".join(paragraphs) + "\n", Path("text.md")
    )


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
