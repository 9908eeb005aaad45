"""Our engine beside argostranslate's own API: the same package, sentences and beam, in one run.

    python tests/benchmarks/translate.py                      with a package of the tests
    python tests/benchmarks/translate.py path/to/en_es        with any installed package
    python tests/benchmarks/translate.py --memory 10000       how memory grows over many sentences

argostranslate gets whole paragraphs, as it does from every program that uses it, with their
sentences already split: its own splitter would have to be downloaded. Both load the model before
the clock starts. What is the same is counted sentence by sentence. `--memory` prints the peak
after a tenth of the sentences and after all of them.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
import zipfile
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.translation.engines import Engine

REPOSITORY = Path(__file__).parents[2]
DEFAULT = REPOSITORY / "tests/packages/en-es.argosmodel"


def paragraphs() -> list[list[str]]:
    """Return the sentences of the project's article and of the tests' one, by paragraph."""
    from pipeline.lesson.article import read_article
    from pipeline.text import markup, segment

    found = []
    for name in ("source/mexico-usa/article.md", "tests/articles/lighthouse.md"):
        article = read_article((REPOSITORY / name).read_text(encoding="utf-8"), Path(name))
        for unit in article.units():
            text = markup.parse(unit.text).text
            found.append([text[a:b] for a, b in segment.sentences(text, "en")])
    return found


def main() -> None:
    """Print the times, their ratio and the share of equal outputs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("package", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--memory", type=int, metavar="SENTENCES")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = _unpacked(given.package, Path(home) / "packages")
        os.environ["ARGOS_PACKAGES_DIR"] = str(folder.parent)
        for name in ("DATA", "CONFIG", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = home
        if given.memory:
            _measure_memory(folder, given.memory)
        else:
            _compare(folder)


def _unpacked(package: Path, target: Path) -> Path:
    """Return a folder that holds the package and no other."""
    target.mkdir()
    if package.is_dir():
        (target / package.name).symlink_to(package.resolve())
        return target / package.name
    with zipfile.ZipFile(package) as archive:
        archive.extractall(target)
        return target / archive.namelist()[0].split("/")[0]


def _compare(folder: Path) -> None:
    from argostranslate.package import Package
    from argostranslate.translate import Language, PackageTranslation

    texts = paragraphs()
    sentences = [sentence for paragraph in texts for sentence in paragraph]
    by_text = {" ".join(paragraph): paragraph for paragraph in texts}

    class AlreadySplit:
        def split_sentences(self, text: str) -> list[str]:
            return by_text.get(text, [text])

    package = Package(folder)
    theirs = PackageTranslation(
        Language(package.from_code, package.from_name),
        Language(package.to_code, package.to_name),
        package,
    )
    theirs.sentencizer = AlreadySplit()
    ours = _engine(folder)
    theirs.translate(sentences[0])
    list(ours.translate(sentences[:1]))

    start = time.perf_counter()
    for text in by_text:
        theirs.translate(text)
    their_time = time.perf_counter() - start
    start = time.perf_counter()
    our_outputs = [candidates[0].text for candidates in ours.translate(sentences)]
    our_time = time.perf_counter() - start

    same = sum(
        theirs.translate(sentence).strip() == output
        for sentence, output in zip(sentences, our_outputs, strict=True)
    )
    print(f"{len(sentences)} sentences in {len(by_text)} paragraphs, {folder.name}")
    print(f"argostranslate {their_time:8.2f} s")
    print(f"handouts       {our_time:8.2f} s, with word alignment")
    print(f"ratio          {their_time / our_time:8.2f}")
    print(f"same output    {same / len(sentences):8.1%}")


def _engine(folder: Path) -> "Engine":
    import json

    from pipeline.translation.engines.argos import Argos

    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    return Argos(metadata["from_code"], metadata["to_code"], {})


def _measure_memory(folder: Path, number: int) -> None:
    """Translate many different sentences and print the peak of memory on the way."""
    sentences = [sentence for paragraph in paragraphs() for sentence in paragraph]
    many = (f"{n}. {text}" for n, text in enumerate(islice(cycle(sentences), number)))
    for done, _ in enumerate(_engine(folder).translate(many), 1):
        if done in (number // 10, number):
            print(f"after {done:6} sentences: {_peak():6.0f} MB at most")


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()
