"""Train the small models that the tests translate with, and pack them as Argos packages.

    pip install -e '.[train]'
    python tests/tools/train_packages.py                    all of tests/packages/
    python tests/tools/train_packages.py --only en-de       one of them
    python tests/tools/train_packages.py --full FOLDER      en-es in full size, for benchmarks

The models know the sentences of this project by heart and little else; that is enough for a test
to read like a real handout. Each package has one of the layouts that real ones have. The script
ends by loading what it packed with argostranslate, and says how many sentences come back as
they were taught and how often the attention looks at the word that a dictionary gives.

Same machine, same bytes: seeds, threads and the dates in the archives are fixed.
"""

import argparse
import json
import random
import shutil
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from training import corpus, lexicon, subwords, transformer, widening
from training.corpus import REPOSITORY, Pair
from training.subwords import Tokens
from training.transformer import SPECIAL, UNKNOWN, Example, Shape

PACKAGES = REPOSITORY / "tests" / "packages"
_NAMES = {"en": "English", "es": "Spanish", "de": "German"}
_README = """# {source} → {target}

A tiny model trained on this project's own sentences for tests; not an Argos Open Technologies
package. It knows those sentences by heart and little else. Made by `tests/tools/train_packages.py`.
"""
_SPLITTER = """Real packages have a sentence splitter here, for the {name} library.
This one, made for tests, has none.
"""

_SMALL = Shape(layers=2, width=128, heads=4, inner=256)
_SMALL_PIECES = 1500
_EPOCHS = 90
# What a package of the Argos index has.
_FULL = Shape(layers=6, width=512, heads=8, inner=2048)
_FULL_PIECES = 32000


@dataclass(frozen=True)
class Recipe:
    """A package: its direction and its layout.

    Attributes:
        folder: The one folder in the archive.
        version: Of the package.
        splitter: A folder that real packages have for sentence splitting.
        prefixes: Of a model for several languages, the token that asks for each.
    """

    source: str
    target: str
    folder: str
    version: str = "1.0"
    tokenizer: str = "sentencepiece"
    splitter: str = ""
    prefixes: dict[str, str] = field(default_factory=dict)


RECIPES = {
    "en-es": Recipe("en", "es", "en_es", splitter="stanza"),
    "en-de": Recipe("en", "de", "en_de", tokenizer="bpe"),
    "en-es-prefix": Recipe(
        "en",
        "es",
        "translate-en_es-1_9",
        version="1.9",
        splitter="minisbd",
        prefixes={"es": ">>spa<<", "de": ">>deu<<"},
    ),
    "es-de": Recipe("es", "de", "es_de"),
}


@dataclass(frozen=True)
class Group:
    """A pair and its variants, and the token that asks for their language, empty for most."""

    pairs: tuple[Pair, ...]
    prefix: str


def main() -> None:
    """Train, pack and test what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=RECIPES, help="train this package alone")
    parser.add_argument("--full", type=Path, metavar="FOLDER", help="where a full-size one goes")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # more of them wait for each other, at this size
    torch.use_deterministic_algorithms(True)
    sentences = corpus.read_sentences()
    if arguments.full:
        folder = arguments.full / RECIPES["en-es"].folder
        shutil.rmtree(folder, ignore_errors=True)
        _make("en-es", sentences, folder, folder.with_suffix(".argosmodel"), full=True)
        return
    for name in [arguments.only] if arguments.only else RECIPES:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / RECIPES[name].folder
            _make(name, sentences, made, PACKAGES / f"{name}.argosmodel")


def _make(
    name: str,
    sentences: Sequence[corpus.Sentence],
    folder: Path,
    archive: Path,
    full: bool = False,
) -> None:
    start = time.perf_counter()
    print(name)
    make_package(RECIPES[name], sentences, folder, full)
    pack(folder, archive)
    print(f"  {archive.stat().st_size / 1e6:.2f} MB, {time.perf_counter() - start:.0f} s")
    report(archive, RECIPES[name], sentences)


def make_package(
    recipe: Recipe, sentences: Sequence[corpus.Sentence], folder: Path, full: bool = False
) -> None:
    """Train a small model and lay it out as a package in an empty folder.

    Args:
        full: Whether to write the model in full size, its vocabulary too.
    """
    folder.mkdir(parents=True)
    cutter = _tokenizer(recipe, sentences, folder)
    vocabulary, examples = _examples(recipe, _groups(recipe, sentences), cutter)
    torch.manual_seed(1)
    network = transformer.Network(_SMALL, len(vocabulary))
    print(f"  {len(examples)} pairs, {len(vocabulary)} tokens")
    transformer.train(network, examples, epochs=_EPOCHS, rate=3e-3, batch_tokens=700)
    if full:
        network = widening.widen(network, _FULL)
    size = _FULL_PIECES if full else 0
    transformer.export(network, vocabulary, folder / "model", size)
    _describe(recipe, folder)


def _groups(recipe: Recipe, sentences: Sequence[corpus.Sentence]) -> list[Group]:
    chance = random.Random(1)
    return [
        Group((pair, *corpus.variants(pair, chance, times=4)), prefix)
        for target, prefix in (recipe.prefixes or {recipe.target: ""}).items()
        for pair in corpus.pairs(sentences, recipe.source, target)
    ]


def _tokenizer(recipe: Recipe, sentences: Sequence[corpus.Sentence], folder: Path):
    languages = (recipe.source, *(recipe.prefixes or [recipe.target]))
    if recipe.tokenizer == "bpe":
        known = corpus.pairs(sentences, recipe.source, recipe.target)
        path = folder / subwords.BytePairs.file
        return subwords.BytePairs(known, _SMALL_PIECES, path, recipe.source, recipe.target)
    texts = [row[code] for row in sentences for code in languages if code in row]
    path = folder / subwords.SentencePieces.file
    return subwords.SentencePieces(texts, _SMALL_PIECES, path)


def _examples(
    recipe: Recipe, taught: Sequence[Group], cutter
) -> tuple[list[str], list[list[Example]]]:
    """Return the vocabulary, and the groups as token numbers with their word alignment."""
    cut = [
        [(cutter.source(source), cutter.target(target)) for source, target in group.pairs]
        for group in taught
    ]
    tokens = cutter.vocabulary(text for group in cut for pair in group for text in pair)
    vocabulary = [*SPECIAL, *recipe.prefixes.values(), *tokens]
    numbers = {token: number for number, token in enumerate(vocabulary)}
    aligner = lexicon.Aligner([tuple(map(cutter.spelt, group[0])) for group in cut])

    def example(source: Tokens, target: Tokens, prefix: str) -> Example:
        origins: list[tuple[int, ...]] = [()] * len(target)
        words = cutter.words(source)
        links = aligner.links(cutter.spelt(source), cutter.spelt(target))
        for group, link in zip(cutter.words(target), links, strict=True):
            for index in group:
                origins[index] = tuple(words[link]) if link is not None else ()
        asked = [prefix] if prefix else []
        return Example(
            tuple(numbers.get(token, UNKNOWN) for token in source),
            tuple(numbers.get(token, UNKNOWN) for token in (*asked, *target)),
            (*[()] * len(asked), *origins),
        )

    return vocabulary, [
        [example(source, target, group.prefix) for source, target in pairs]
        for group, pairs in zip(taught, cut, strict=True)
    ]


def _describe(recipe: Recipe, folder: Path) -> None:
    metadata = {
        "package_version": recipe.version,
        "argos_version": "1.9",
        "from_code": recipe.source,
        "from_name": _NAMES[recipe.source],
        "to_code": recipe.target,
        "to_name": _NAMES[recipe.target],
        "code": f"translate-{recipe.source}_{recipe.target}",
    }
    if recipe.prefixes:
        metadata["target_prefix"] = recipe.prefixes[recipe.target]
    _write(folder / "metadata.json", json.dumps(metadata, indent=4) + "\n")
    names = {"source": _NAMES[recipe.source], "target": _NAMES[recipe.target]}
    _write(folder / "README.md", _README.format(**names))
    if recipe.splitter:
        text = _SPLITTER.format(name={"stanza": "Stanza", "minisbd": "MiniSBD"}[recipe.splitter])
        _write(folder / recipe.splitter / "README.md", text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def pack(folder: Path, archive: Path) -> None:
    """Write a folder into an archive, the same bytes each time."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix())  # of 1980
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            file.writestr(entry, path.read_bytes())


def report(archive: Path, recipe: Recipe, sentences: Sequence[corpus.Sentence]) -> None:
    """Translate every sentence with the packed model, as argostranslate would, and print shares."""
    import ctranslate2
    from argostranslate.package import Package

    known = corpus.pairs(sentences, recipe.source, recipe.target)
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(archive).extractall(folder)
        package = Package(Path(folder) / recipe.folder)
        translator = ctranslate2.Translator(str(package.package_path / "model"), intra_threads=2)
        prefix = package.target_prefix
        tokens = [package.tokenizer.encode(source) for source, _ in known]
        results = translator.translate_batch(
            tokens,
            target_prefix=[[prefix]] * len(tokens) if prefix else None,
            replace_unknowns=True,
            max_batch_size=1000,
            batch_type="tokens",
            beam_size=4,
            length_penalty=0.2,
            return_attention=True,
        )
        written = [
            package.tokenizer.decode(result.hypotheses[0]).removeprefix(prefix).removeprefix(" ")
            for result in results
        ]
    same = [text == target for text, (_, target) in zip(written, known, strict=True)]
    print(f"  exact: {sum(same)} of {len(known)}, {sum(same) / len(known):.1%}")
    for text, (_, target) in zip(written, known, strict=True):
        if text != target:
            print(f"    - {target}\n    + {text}")
    cutter = subwords.BytePairs if recipe.tokenizer == "bpe" else subwords.SentencePieces
    looks = [
        look
        for source, result in zip(tokens, results, strict=True)
        for look in _looks(recipe, cutter, source, result)
    ]
    right = sum(looked == wanted for looked, wanted in looks)
    print(
        f"  attention on the dictionary's word: {right} of {len(looks)}, {right / len(looks):.1%}"
    )


def _looks(recipe: Recipe, cutter, source: Sequence[str], result) -> list[tuple[str, str]]:
    """Return, for each written word that the dictionary has, what was looked at and what it says.

    Words whose counterpart is not in the sentence, or is there twice, are left out.
    """
    target, attention = result.hypotheses[0], result.attention[0]
    words = cutter.words(tuple(source))
    spelt = cutter.spelt(tuple(source))
    meanings = dictionary(recipe.source, recipe.target)
    found = []
    for group, word in zip(cutter.words(tuple(target)), cutter.spelt(tuple(target)), strict=True):
        wanted = meanings.get(word)
        if wanted and spelt.count(wanted) == 1:
            row = attention[group[0]]
            most = max(range(len(row)), key=row.__getitem__)
            looked = next(text for text, at in zip(spelt, words, strict=True) if most in at)
            found.append((looked, wanted))
    return found


def dictionary(source: str, target: str) -> dict[str, str]:
    """Return some words of the target language with what they translate, in the form they have."""
    words = _WORDS.split()
    column = {"en": words[::3], "es": words[1::3], "de": words[2::3]}
    return dict(zip(column[target], column[source], strict=True))


# English, Spanish, German; each form is right wherever the sentences have it.
_WORDS = """
lighthouse faro Leuchtturm
village pueblo Dorf
lamp lámpara Lampe
light luz Licht
windows ventanas Fenster
wind viento Wind
bell campana Glocke
sea mar Meer
night noche Nacht
ships barcos Schiffe
house casa Haus
museum museo Museum
visitors visitantes Besucher
pupils alumnos Schüler
teacher maestro Lehrer
harbour puerto Hafen
school escuela Schule
company empresa Firma
hotel hotel Hotel
roof techo Dach
book libro Buch
tour recorrido Führung
summer verano Sommer
metres metros Meter
euros euros Euro
years años Jahre
history historia Geschichte
small pequeño kleines
corruption corrupción Korruption
poverty pobreza Armut
border frontera Grenze
information información Informationen
government gobierno Regierung
trust confianza Vertrauen
violence violencia Gewalt
wall muro Mauer
migrants migrantes Migranten
cartels cárteles Kartelle
arrested detuvieron verhaftet
trade comercio Handel
"""


if __name__ == "__main__":
    main()
