"""The engines on real packages and a real connection: right output, in order, however packed."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import REPOSITORY, Workplace
from loopback import Handler, Loopback, serving, status

from pipeline.alignment.words import WordAlignment
from pipeline.cli.main import run
from pipeline.errors import EngineError, MissingPackageError
from pipeline.lesson.article import read_article
from pipeline.text import markup, segment
from pipeline.translation.engines import Engine, engine_class

Unpack = Callable[[str], Path]
Capture = pytest.CaptureFixture[str]

ARTICLE = REPOSITORY / "tests/articles/lighthouse.md"
SENTENCE = "The keeper of the lighthouse had three tasks:"


def article_sentences() -> list[str]:
    """Return the sentences of the tests' article as plain text."""
    article = read_article(ARTICLE.read_text(encoding="utf-8"), ARTICLE)
    texts = [markup.parse(unit.text).text for unit in article.units()]
    return [text[a:b] for text in texts for a, b in segment.sentences(text, "en")]


def argos(source: str = "en", target: str = "es", **options: bool) -> Engine:
    return engine_class("argos")(source, target, options)


def best(engine: Engine, sentences: Sequence[str]) -> list[str]:
    return [candidates[0].text for candidates in engine.translate(sentences)]


@pytest.mark.parametrize(
    ("package", "target"), [("en-es", "es"), ("en-de", "de"), ("en-es-prefix", "es")]
)
def test_the_output_is_argostranslates_own(unpack_model: Unpack, package: str, target: str) -> None:
    """In every layout: SentencePiece with stanza/, BPE with neither, a prefix with minisbd/."""
    folder = unpack_model(package)
    sentences = article_sentences()
    ours = best(argos("en", target), sentences)

    from argostranslate.package import Package
    from argostranslate.translate import apply_packaged_translation
    from ctranslate2 import Translator

    class OneSentence:
        def split_sentences(self, text: str) -> list[str]:
            return [text]

    translator = Translator(str(folder / "model"))
    theirs = [
        apply_packaged_translation(Package(folder), text, translator, OneSentence(), 1)[0].value
        for text in sentences
    ]
    same = sum(a == b.strip() for a, b in zip(ours, theirs, strict=True))
    assert same >= 0.99 * len(sentences), [
        (a, b) for a, b in zip(ours, theirs, strict=True) if a != b.strip()
    ]


def test_the_agpl_package_that_argostranslate_brings_is_never_loaded(unpack_model: Unpack) -> None:
    """docs/third-party.md says so, and that everything works without it."""
    unpack_model("en-es-prefix")
    code = (
        "import sys; sys.modules['minisbd'] = None\n"
        "from pipeline.translation.engines import engine_class\n"
        "engine = engine_class('argos')('en', 'es', {})\n"
        f"print([c[0].text for c in engine.translate([{SENTENCE!r}])][0])\n"
        "print('argostranslate.package' in sys.modules, 'argostranslate.sbd' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [best(argos(), [SENTENCE])[0], "True False"]


@pytest.mark.parametrize(
    ("package", "target", "motor"),
    [
        ("en-es", "es", "motor eléctrico"),
        ("en-de", "de", "elektrischen Motor"),
        ("en-es-prefix", "es", "motor eléctrico"),
    ],
)
def test_the_attention_finds_the_words_of_a_range(
    unpack_model: Unpack, package: str, target: str, motor: str
) -> None:
    unpack_model(package)
    source = "In 1968, the lamp got an electric motor."
    ((translated, *_),) = argos("en", target).translate([source])
    words = WordAlignment(source, translated.text, translated.links)
    found = words.project(source.index("electric"), len(source) - 1)
    assert found
    assert motor in translated.text[slice(*found)]
    year = words.project(3, 7, sure=True)
    assert year
    assert translated.text[slice(*year)] == "1968"
    for link in translated.links:
        assert 0 <= link.source[0] < link.source[1] <= len(source)
        assert 0 <= link.target[0] < link.target[1] <= len(translated.text)


def test_results_come_in_the_order_of_the_sentences(unpack_model: Unpack) -> None:
    unpack_model("en-es")
    sentences = article_sentences()
    engine = argos()
    one_by_one = [best(engine, [sentence])[0] for sentence in sentences[:12]]
    assert best(engine, sentences[:12]) == one_by_one


def test_every_attempt_gives_something(unpack_model: Unpack) -> None:
    unpack_model("en-es")
    engine = argos()
    for attempt in range(engine.attempts):
        ((first, *_),) = engine.translate([SENTENCE], attempt)
        assert first.text


def test_no_package_names_the_command(unpack_model: Unpack) -> None:
    unpack_model("en-es")
    with pytest.raises(MissingPackageError, match="handouts models install de"):
        argos("en", "de")


def test_a_third_language_only_where_it_is_allowed(unpack_model: Unpack) -> None:
    unpack_model("en-es")
    unpack_model("es-de")
    with pytest.raises(MissingPackageError):
        argos("en", "de")
    engine = argos("en", "de", pivot=True)
    assert "en→es 1.0, es→de 1.0" in engine.label
    ((translated, *_),) = engine.translate([SENTENCE])
    assert "Leuchtturm" in translated.text
    assert translated.links


def test_the_pivot_is_said_in_the_catalog(workplace: Workplace, unpack_model: Unpack) -> None:
    unpack_model("en-es")
    unpack_model("es-de")
    workplace.write("handouts.toml", 'languages = ["de"]\n[engines.argos]\npivot = true\n')
    workplace.write("source/a/article.md", f"---\ntitle: People and places\n---\n\n{SENTENCE}\n")
    assert run(["translate"]) == 0
    assert "en→es 1.0, es→de 1.0; text " in workplace.read("translations/a/de.po")


def test_a_model_that_is_none_is_one_clear_line(
    workplace: Workplace, unpack_model: Unpack, capsys: Capture
) -> None:
    folder = unpack_model("en-es")
    (folder / "model/model.bin").write_bytes(b"no model")
    workplace.write("source/a/article.md", f"---\ntitle: People and places\n---\n\n{SENTENCE}\n")
    assert run(["translate"]) == 1
    said = capsys.readouterr().err
    assert "The language package en→es 1.0 cannot be loaded" in said
    assert "handouts models install es" in said


LANGUAGES = [{"code": "en", "name": "English", "targets": ["de", "en", "es"]}]


def libretranslate(server: Loopback, target: str = "es") -> Engine:
    return engine_class("libretranslate")("en", target, {"url": server.address, "timeout": 5.0})


def answering(server: Loopback, **more: object) -> None:
    """Have the server translate by turning letters to capitals."""
    server.files["/languages"] = json.dumps(LANGUAGES).encode()

    def reply(request: dict[str, object]) -> dict[str, object]:
        texts = request["q"]
        assert isinstance(texts, list)
        answer: dict[str, object] = {"translatedText": [text.upper() for text in texts]}
        if request.get("alternatives"):
            answer["alternatives"] = [[text.title()] for text in texts]
        return answer | more

    server.replies["/translate"] = reply


def test_a_libretranslate_server_is_asked_in_groups_and_answers_in_order() -> None:
    with serving() as server:
        answering(server)
        sentences = [f"sentence {number}" for number in range(30)]
        assert best(libretranslate(server), sentences) == [s.upper() for s in sentences]
        posts = [json.loads(body) for path, body in server.asked if path == "/translate"]
    assert [len(post["q"]) for post in posts] == [12, 12, 6]
    assert {(post["source"], post["target"], post["format"]) for post in posts} == {
        ("en", "es", "text")
    }
    assert not any("api_key" in post for post in posts)


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBRETRANSLATE_API_KEY", "secret")
    with serving() as server:
        answering(server)
        best(libretranslate(server), ["a"])
        assert json.loads(server.asked[-1][1])["api_key"] == "secret"


def test_a_second_attempt_asks_for_alternatives() -> None:
    with serving() as server:
        answering(server)
        (candidates,) = libretranslate(server).translate(["the tower"], 1)
    assert [candidate.text for candidate in candidates] == ["THE TOWER", "The Tower"]


def test_emphasis_goes_to_the_words_that_mean_the_same(workplace: Workplace) -> None:
    with serving() as server:
        answering(server, translatedText=["Ellen sube cada tarde los 186 escalones."])
        workplace.write(
            "handouts.toml",
            f'languages = ["es"]\nengine = "libretranslate"\n'
            f'[engines.libretranslate]\nurl = "{server.address}"\n',
        )
        text = "---\ntitle: '5'\n---\n\nEllen climbs the 186 steps *every evening*.\n"
        workplace.write("source/a/article.md", text)
        assert run(["translate"]) == 0
    assert 'msgstr "Ellen sube *cada tarde* los 186 escalones."' in workplace.read(
        "translations/a/es.po"
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"translatedText": "one text"}, "did not answer as LibreTranslate does"),
        ({"translatedText": []}, "did not answer as LibreTranslate does"),
    ],
)
def test_a_server_that_answers_otherwise_is_named(answer: dict[str, object], said: str) -> None:
    with serving() as server:
        answering(server, **answer)
        with pytest.raises(EngineError, match=said):
            best(libretranslate(server), ["a"])


def test_a_server_without_the_language_says_so() -> None:
    with serving() as server:
        answering(server)
        with pytest.raises(EngineError, match="does not translate en→fr"):
            libretranslate(server, "fr")


def test_a_server_that_fails_midway_keeps_what_was_done(
    workplace: Workplace, capsys: Capture
) -> None:
    with serving() as server:
        answering(server)
        server.faults += [Handler.serve, Handler.serve, *[status(403)] * 9]
        workplace.write(
            "handouts.toml",
            f'languages = ["es"]\nengine = "libretranslate"\n'
            f'[engines.libretranslate]\nurl = "{server.address}"\n',
        )
        paragraphs = "\n\n".join(f"This is paragraph {n}." for n in range(40))
        workplace.write("source/a/article.md", f"---\ntitle: A\n---\n\n{paragraphs}\n")
        assert run(["translate"]) == 1
        assert "12 passages translated by machine" in capsys.readouterr().out
        server.faults.clear()
        assert run(["translate"]) == 0
    assert "THIS IS PARAGRAPH 39." in workplace.read("translations/a/es.po")


def test_no_server_is_one_clear_line(workplace: Workplace, capsys: Capture) -> None:
    workplace.write(
        "handouts.toml",
        'languages = ["es"]\nengine = "libretranslate"\n'
        '[engines.libretranslate]\nurl = "http://127.0.0.1:1"\n',
    )
    workplace.write("source/a/article.md", "---\ntitle: A\n---\n\nText.\n")
    assert run(["build", "--format", "epub", "--edition", "student"]) == 0
    said = capsys.readouterr().err
    assert said.startswith("Not translated by machine: ")
    assert said.count("\n") == 1


PLUG_IN = """
from pipeline.translation.markup_transfer import Translated

class Shouting:
    attempts = 1
    def __init__(self, source, target, options):
        self.label = f"shouting {options['loudness']}"
    @staticmethod
    def fingerprint(source, target, options):
        return "1"
    def translate(self, sentences, attempt=0):
        for sentence in sentences:
            yield [Translated(sentence.upper() + " ¡OLÉ!")]
"""


def test_another_package_can_bring_an_engine(
    workplace: Workplace, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path_factory.mktemp("site")
    (site / "shouting.py").write_text(PLUG_IN, encoding="utf-8")
    info = site / "shouting-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[handouts.engines]\nshouting = shouting:Shouting\n")
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    workplace.write(
        "handouts.toml",
        'languages = ["es"]\nengine = "shouting"\n[engines.shouting]\nloudness = 11\n',
    )
    workplace.write("source/a/article.md", "---\ntitle: A tower\n---\n\nIt is tall.\n")
    assert run(["translate"]) == 0
    catalog = workplace.read("translations/a/es.po")
    assert 'msgstr "IT IS TALL. ¡OLÉ!"' in catalog
    assert "#. machine translation: shouting 11; text " in catalog
