"""Milliseconds until the desk has saved a text, beside writing the same file bare.

Run with `make benchmark`. A lesson has 200 ¶, all translated. A text is saved again and again as
the page does it; the bare run writes the same bytes beside, has them reach the disk and renames.
Then: how long the page beside the text takes to be new, and what memory a thousand saves cost.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import desks

Rows = list[dict[str, Any]]
PARAGRAPHS, ROUNDS, MANY = 200, 60, 1000
_SENTENCES = (
    "The ferry crosses the wide river {n} times a day.",
    "Its captain, who grew up on the island, knows every stone in the water.",
    "In winter she reads to the passengers when the fog is too thick to leave.",
)
_TRANSLATED = (
    "El transbordador cruza el ancho río {n} veces al día.",
    "Su capitana, que creció en la isla, conoce cada piedra del agua.",
    "En invierno lee a los pasajeros cuando la niebla no deja salir.",
)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _make_project(root)
        began = time.perf_counter()
        with desks.opened(root) as desk:
            desk.admit()
            desk.ask("GET", "/texts/ferry/es", Cookie=desk.cookie)
            start = time.perf_counter() - began
            rows = desk.get("/api/texts/ferry/es")[5:105]
            saves = [_save(desk, rows, n) for n in range(ROUNDS)]
            pages = [_page(desk, rows, n) for n in range(ROUNDS // 6)]
            before = _memory(desk)
            for n in range(MANY):
                _save(desk, rows, n)
            after = _memory(desk)
        bare = [_bare(root / "translations/ferry/es.po") for _ in range(ROUNDS)]
    print(f"{'':44}{'median':>9}{'95 %':>9}")
    for what, times in (
        ("save acknowledged, ms", saves),
        ("the file written bare, ms", bare),
        ("page new after a save, ms", pages),
    ):
        print(f"{what:44}{median(times):9.1f}{quantiles(times, n=20)[-1]:9.1f}")
    print(f"{'from the command to a page of texts, s':44}{start:9.2f}")
    print(f"{f'memory, and after {MANY} saves, MB':44}{before:9.0f}{after:9.0f}")


def _make_project(root: Path) -> None:
    (root / "source/ferry").mkdir(parents=True)
    (root / "translations/ferry").mkdir(parents=True)
    (root / "handouts.toml").write_text('languages = ["es"]\nengine = "none"\n', "utf-8")
    texts = [
        tuple(" ".join(s).format(n=n) for s in (_SENTENCES, _TRANSLATED)) for n in range(PARAGRAPHS)
    ]
    body = "\n\n".join(source for source, _ in texts)
    (root / "source/ferry/article.md").write_text(f"---\ntitle: Ferry\n---\n\n{body}\n", "utf-8")
    entries = [f'msgid "{source}"\nmsgstr "{target}"\n' for source, target in texts]
    (root / "translations/ferry/es.po").write_text("\n".join(entries), "utf-8")


def _save(desk: desks.Desk, rows: Rows, number: int) -> float:
    row = rows[number % len(rows)]
    wish = {"id": row["id"], "before": row["digest"], "text": f"{row['target']} {number}"}
    began = time.perf_counter()
    status, answer = desk.post("/api/text/ferry/es", wish)
    seconds = time.perf_counter() - began
    assert (status, answer["outcome"]) == (200, "saved"), answer
    row["digest"] = answer["digest"]
    return seconds * 1000


def _page(desk: desks.Desk, rows: Rows, number: int) -> float:
    began = time.perf_counter()
    _save(desk, rows, number + 1000)
    status, _, _ = desk.ask("GET", "/live/ferry/es/student", Cookie=desk.cookie)
    assert status == 200
    return (time.perf_counter() - began) * 1000


def _bare(path: Path) -> float:
    content = path.read_bytes()
    began = time.perf_counter()
    beside = path.with_suffix(".bare")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return (time.perf_counter() - began) * 1000


def _memory(desk: desks.Desk) -> float:
    """Return what the desk has in memory, in megabytes; 0 where the system does not say."""
    try:
        text = Path(f"/proc/{desk.process.pid}/status").read_text("ascii")
    except OSError:
        return 0
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
