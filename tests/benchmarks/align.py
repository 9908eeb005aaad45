"""How right and how fast `handouts align` is.

    python tests/benchmarks/align.py               the project's translations, disordered at random
    python tests/benchmarks/align.py FOLDER        and every FOLDER/*.json: source, target, links

Prints the F1 of links (one is right if both its sides are), by meaning and by length and shared
words alone; how many of the links are right by their confidence; and the time and memory for two
texts of 1,000 sentences, loading the encoder included. These repeat the project's sentences with a
number before each, so that no vector is computed twice.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from alignments import Disordered, disorder, f1, paragraphs  # noqa: E402

from pipeline.alignment.encoder import encoder  # noqa: E402
from pipeline.alignment.lengths import Link, align  # noqa: E402
from pipeline.alignment.meaning import UNSURE, align_texts  # noqa: E402

SEEDS = 5


def main() -> None:
    """Print F1, calibration and time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--speed", type=int, metavar="SENTENCES", help="Measure time only.")
    given = parser.parse_args()
    if given.speed:
        _measure_speed(given.speed)
        return
    _measure_f1(given.folder)
    # In a process of its own: the encoder is loaded and nothing is known to it yet.
    subprocess.run([sys.executable, __file__, "--speed", "1000"], check=True)


def _measure_f1(folder: Path | None) -> None:
    encode = encoder()
    judged: list[tuple[float, bool]] = []
    print(f"{'':24} meaning   length")
    for name, text in _texts(folder):
        found = align_texts(text.source, text.target, encode)
        judged += [(link.confidence, link in set(text.links)) for link in found]
        by_length = f1(text.links, align(text.source, text.target))
        print(f"{name:24} {f1(text.links, found):7.4f}  {by_length:7.4f}")
    for label, low, high in (("sure", UNSURE, 2.0), ("unsure", 0.0, UNSURE)):
        right = [is_right for confidence, is_right in judged if low <= confidence < high]
        share = sum(right) / max(1, len(right))
        print(f"links that are {label}: {len(right)}, of them right: {share:.1%}")


def _texts(folder: Path | None) -> Iterator[tuple[str, Disordered]]:
    for language in ("es", "de"):
        for seed in range(SEEDS):
            pairs = [pair for paragraph in paragraphs(language) for pair in paragraph]
            yield f"project en-{language} seed {seed}", disorder(pairs, seed)
    for path in sorted(folder.glob("*.json")) if folder else ():
        data = json.loads(path.read_text(encoding="utf-8"))
        links = [Link(tuple(source), tuple(target)) for source, target in data["links"]]
        yield path.stem, Disordered(data["source"], data["target"], links)


def _measure_speed(number: int) -> None:
    pairs = [pair for paragraph in paragraphs("es") for pair in paragraph]
    many = [(f"{n}. {a}", f"{n}. {b}") for n, (a, b) in enumerate(islice(cycle(pairs), number))]
    text = disorder(many, seed=0)
    start, work = time.perf_counter(), time.process_time()
    align_texts(text.source, text.target, encoder())
    spent = time.perf_counter() - start, time.process_time() - work
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak * (1 if sys.platform == "darwin" else 1024) / 1e6
    print(f"{len(text.source)} × {len(text.target)} sentences: {spent[0]:.1f} s", end=" ")
    print(f"({spent[1]:.1f} s of processor time), {megabytes:.0f} MB at most")


if __name__ == "__main__":
    main()
