"""Builds of the repository's lesson beside bare WeasyPrint and pandoc over the same finished HTML.

Run with `make benchmark`. Each line is a wall time in seconds, the bare run's, and their ratio.
Every figure is measured in a process of its own, start and imports included, the best of three.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

# What the bare run does: the same pages and the same books, without reading, deciding, recording.
_BARE = """
import sys
from pathlib import Path
import pypandoc
from weasyprint import HTML
for page in sys.argv[1:]:
    source, target = page.split("=")
    if target.endswith(".pdf"):
        HTML(source).write_pdf(target, pdf_variant="pdf/ua-1")
    else:
        pypandoc.convert_file(source, "epub3", format="html", outputfile=target)
"""


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        for name in ("source", "translations"):
            shutil.copytree(REPOSITORY / name, project / name)
        shutil.copy(REPOSITORY / "handouts.toml", project)
        pages = _finished_html(project, Path(folder))
        spanish = {path: made for path, made in pages.items() if ".en-es." in made.name}
        catalog = project / "translations/mexico-usa/es.po"
        original = catalog.read_bytes()

        def build() -> None:
            command = [sys.executable, "-m", "pipeline", "build"]
            subprocess.run(command, cwd=project, check=True, capture_output=True)

        def clean() -> None:
            shutil.rmtree(project / "build", ignore_errors=True)

        def edit() -> None:
            now = catalog.read_bytes()
            texts = original, original.replace(b"Al final lo hizo.", b"Por fin lo hizo.")
            catalog.write_bytes(texts[1] if now == texts[0] else texts[0])

        bare = _best(lambda: _bare(pages), lambda: None)
        bare_spanish = _best(lambda: _bare(spanish), lambda: None)
        print(f"{'':38}{'handouts':>10}{'bare':>8}{'ratio':>8}")
        _report("full build, 4 PDFs and 4 EPUBs", _best(build, clean), bare)
        _report("one paragraph edited, 2 and 2 files", _best(build, edit), bare_spanish)
        _report("nothing to do", _best(build, lambda: None), bare)


def _finished_html(project: Path, folder: Path) -> dict[Path, Path]:
    """Write the HTML that each format's engine gets, and name the file the bare run makes of it."""
    from pipeline.commands.build import make_material
    from pipeline.handout.compose import compose
    from pipeline.handout.model import Edition, Layout
    from pipeline.handout.writers import epub, pdf
    from pipeline.project.project import find_project
    from pipeline.project.store import Store
    from pipeline.system.files import now

    store = Store(find_project(project))
    images = store.paths.lesson_folder("mexico-usa")
    pages = {}
    for target in store.project.targets():
        material = make_material(store, "mexico-usa", target)
        for edition in Edition:
            handout = compose(material, edition, Layout())
            for suffix, to_html in (("pdf", pdf.to_html), ("epub", epub.to_html)):
                page = folder / f"{target}.{edition}.{suffix}.html"
                page.write_text(to_html(handout, images, now()), encoding="utf-8")
                pages[page] = folder / f"bare.en-{target}.{edition}.{suffix}"
    return pages


def _bare(pages: dict[Path, Path]) -> None:
    arguments = [f"{source}={target}" for source, target in pages.items()]
    subprocess.run([sys.executable, "-c", _BARE, *arguments], check=True, capture_output=True)


def _best(run: Callable[[], None], prepare: Callable[[], None], times: int = 3) -> float:
    seconds = []
    for _ in range(times):
        prepare()
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def _report(what: str, ours: float, bare: float) -> None:
    print(f"{what:38}{ours:10.2f}{bare:8.2f}{ours / bare:8.2f}")


if __name__ == "__main__":
    main()
