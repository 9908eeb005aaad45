"""A language lives in one place: it is brought in with a folder, and no module knows it by name."""

import ast
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pdfplumber
import pytest
from conftest import REPOSITORY, Workplace

from pipeline import languages
from pipeline.alignment.bitext import make_bitext
from pipeline.catalog import pofile
from pipeline.checks import check
from pipeline.cli.main import run
from pipeline.errors import LanguageError
from pipeline.languages.model import FILES
from pipeline.languages.values import Table
from pipeline.lesson.article import read_article
from pipeline.lesson.lesson import read_lesson, units
from pipeline.lesson.terms import find_terms
from pipeline.teaching.glosses.find import find_glosses
from pipeline.teaching.glosses.matches import LanguagePair, WordToGloss
from pipeline.teaching.glosses.meetings import meetings, open_meetings
from pipeline.teaching.questions.choose import propose_questions
from pipeline.text.classes import PartOfSpeech
from pipeline.text.dates import dates
from pipeline.text.figures import values, written_numbers
from pipeline.text.labels import words
from pipeline.text.segment import sentences

DATA = Path(__file__).parent / "data"
PACKAGE = REPOSITORY / "pipeline"
OWN = ("de", "en", "es")
TABLES = "writing checks exercises questions facts glosses cognates government".split()

Bring = Callable[..., Path]


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    """Bring in Portuguese, with texts in the place of its own or beside them, by file."""
    folder = tmp_path / "languages"

    def bring(**texts: str) -> Path:
        if not folder.exists():
            shutil.copytree(DATA / "pt", folder / "pt")
        for name, text in texts.items():
            (folder / "pt" / f"{name}.toml").write_text(text, encoding="utf-8")
        languages.use(folder)
        return folder / "pt"

    yield bring
    shutil.rmtree(folder, ignore_errors=True)
    languages.use(folder)


@pytest.fixture
def market(workplace: Workplace, bring: Bring) -> Workplace:
    """A project in Portuguese, a language that the package knows nothing of."""
    bring()
    formats = '["pdf", "epub", "html", "docx", "apkg"]'
    workplace.write("handouts.toml", f'languages = ["pt"]\nengine = "none"\nformats = {formats}\n')
    workplace.write("source/market/article.md", (DATA / "market.md").read_text("utf-8"))
    workplace.write("source/market/lesson.yaml", LESSON)
    workplace.write("translations/market/pt.po", (DATA / "market.pt.po").read_text("utf-8"))
    return workplace


LESSON = """
vocabulary:
  - {word: bunch, pos: noun, level: B2, paragraph: 2}
  - {word: stall, pos: noun, level: B2, paragraph: 2}
  - {word: dawn, pos: noun, level: B2, paragraph: 1}
questions:
  understanding:
    - question: What do people sell under the bridge?
      paragraphs: [1]
exercises: {matching: true, gap_fill: true, true_false: 2, order: true, translate: 1}
"""


@pytest.mark.parametrize("study", ["source", "target"])
def test_language_from_a_folder_gives_whole_handouts(
    market: Workplace, study: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = market.read("handouts.toml")
    market.write("handouts.toml", f'study = "{study}"\n{settings}')
    assert run(["build"]) == 0, capsys.readouterr().err
    assert len([*market.root.glob("build/market/market.en-pt.*")]) == 10
    shown = {suffix: reader_sees(market, suffix) for suffix in ("pdf", "epub", "html")}
    for text in shown.values():
        for label in (
            *("O mercado da noite", "“Aqui ninguém tem pressa”, diz Ana Souza", "Vocabulário"),
            *("Perguntas", "Compreensão do texto", "Relacione cada palavra com o seu significado"),
            *("o amanhecer", "Tradução aprovada por uma pessoa"),
        ):
            assert label in text
        # Of Portuguese it is not known how it denies something, nor what ties its sentences.
        assert ("Verdadeiro ou falso?" in text) is (study == "source")
        assert "Ordene as frases" not in text
    studied = {"source": "inglês", "target": "português"}[study]
    assert f"Traduza estas frases para {studied}." in shown["html"]


def reader_sees(market: Workplace, suffix: str) -> str:
    """Return the text of the student's handout, with single blanks."""
    path = market.root / f"build/market/market.en-pt.student.{suffix}"
    if suffix == "pdf":
        with pdfplumber.open(path) as pdf:
            text = " ".join(page.extract_text() for page in pdf.pages)
    elif suffix == "epub":
        with ZipFile(path) as book:
            text = " ".join(book.read(n).decode() for n in book.namelist() if "xhtml" in n)
    else:
        text = path.read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]*>", "", text).split())


def test_words_of_a_language_are_part_of_what_handouts_are_made_of(
    market: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--format", "html"]) == 0
    market.edit("languages/pt/labels.toml", '"Vocabulário"', '"Palavras desta aula"')
    assert run(["build", "--format", "html"]) == 0, capsys.readouterr().err
    assert "Palavras desta aula" in reader_sees(market, "html")


def test_checks_and_glosses_do_without_the_tables_that_a_language_lacks(market: Workplace) -> None:
    article = read_article(market.read("source/market/article.md"), Path("article.md"))
    lesson = read_lesson(market.read("source/market/lesson.yaml"), Path("lesson.yaml"), article)
    text = market.read("translations/market/pt.po")
    # "Você" and "tu" are two ways to address a class, and no check knows them.
    text += '\nmsgctxt "note"\nmsgid "Ask the class."\nmsgstr "Pergunta à tua turma, você sabe."\n'
    catalog = pofile.parse(text.replace("1.500", "1.600"), "pt", Path("pt.po"))
    lessons = units(lesson, Path("lesson.yaml"))
    found = check([*article.units(), *lessons], catalog, "en")
    assert [finding.id for finding in found] == ["numbers"]
    bitext = make_bitext(article, catalog)
    met = list(meetings(find_terms(lesson, article, Path("lesson.yaml")), bitext))
    assert len(met) == 3
    assert open_meetings(met, catalog, "a dictionary") == []
    item = WordToGloss("stall", PartOfSpeech.NOUN, "A stall burns.", (2, 7), "Uma banca arde.")
    assert find_glosses([item], LanguagePair("en", "pt"), unasked, unasked) == (None,)


def unasked(*_: object) -> Any:
    pytest.fail("Nothing has to be looked up in a language whose words nobody knows")


def test_text_is_read_as_its_table_says(bring: Bring) -> None:
    bring()
    text = "A dra. Lima chegou em 2 de maio. No n. 7 há 1.500 rosas, ou 5 mil milhões. Até já."
    assert [text[a:b] for a, b in sentences(text, "pt")] == [
        "A dra. Lima chegou em 2 de maio.",
        "No n. 7 há 1.500 rosas, ou 5 mil milhões.",
        "Até já.",
    ]
    assert [date.text for date in dates(text, "pt")] == ["2 de maio"]
    assert values(text, "pt") == ["2", "7", "1500", "5000000000"]
    assert written_numbers("cinco por cento de trezentas", "pt") == ("5", "300")


@pytest.mark.parametrize(
    ("marks", "asked"),
    [("“”", "“{}”"), ("«»", "«{}»")],
)
def test_frames_are_filled_with_the_marks_of_the_language(
    bring: Bring, marks: str, asked: str
) -> None:
    # Frames in any language will do: those that are there, with the marks of Portuguese.
    frames = (PACKAGE / "languages/es/frames.toml").read_text("utf-8")
    bring(frames=frames.translate(str.maketrans("«»", "“”")))
    article = read_article((DATA / "market.md").read_text("utf-8"), Path("article.md"))
    text, said = (DATA / "market.pt.po").read_text("utf-8"), "Aqui ninguém tem pressa"
    text = text.replace(f"“{said}”", f"{marks[0]}{said}{marks[1]}")
    catalog = pofile.parse(text, "pt", Path("pt.po"))
    found = propose_questions(article, {"pt": make_bitext(article, catalog)}, "A2")
    title = next(q for q in found if q.key == "title").translations["pt"][0]
    assert title.startswith(f"Lee solo el título: {asked.format('O mercado da noite')}.")


def test_language_of_which_nothing_is_known_has_defaults() -> None:
    text = "Il pleut. Nous restons ici."
    assert [text[a:b] for a, b in sentences(text, "fr")] == ["Il pleut.", "Nous restons ici."]
    assert not languages.language("fr").checks.address
    with pytest.raises(LanguageError, match=r"no handout words for language “fr”.*de, en, es"):
        words("fr")


def test_folder_adds_languages_and_replaces_none(bring: Bring, tmp_path: Path) -> None:
    assert languages.known_languages() == OWN
    folder = bring()
    assert languages.known_languages() == ("de", "en", "es", "pt")
    mine = tmp_path / "languages" / "es"
    shutil.copytree(folder, mine)
    languages.use(tmp_path / "languages")
    assert words("es")["date"] == "Fecha"
    assert words("pt")["date"] == "Data"
    before = languages.language("pt")
    languages.use(tmp_path / "languages")
    assert languages.language("pt") is before
    shutil.rmtree(folder)
    languages.use(tmp_path / "languages")
    assert languages.known_languages() == OWN
    languages.use(tmp_path / "no folder")


def test_an_edit_of_a_table_is_seen(bring: Bring) -> None:
    folder = bring()
    assert [date.text for date in dates("em 2 de maio", "pt")] == ["2 de maio"]
    assert words("pt")["close"] == "Fechar"
    for name, old, new in (
        ("writing", "de {month}(?:", "do mês de {month}(?:"),
        ("labels", '"Fechar"', '"Encerrar"'),
    ):
        path = folder / f"{name}.toml"
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
        os.utime(path, (1, 1))
    bring()
    assert dates("em 2 de maio", "pt")[0].text == "maio"
    assert dates("em 2 do mês de maio", "pt")[0].text == "2 do mês de maio"
    assert words("pt")["close"] == "Encerrar"


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("writing", "percent =", "per_cent =", "`per_cent` is not a known key. Did you mean"),
        ("writing", 'no = "não nao n falso"', "no = 0", "`no` must be a text of words"),
        ("writing", "(?:\\.?º)?", "(?:\\.?º", "`day_dates` is no regular expression: missing"),
        ("writing", "mil = 3", 'mil = "three"', "`mil` must be a whole number"),
        ("writing", "[scales]", "[scales", "This is no valid TOML"),
        ("labels", "close =", "clsoe =", "`clsoe` is not a known key. Did you mean `close`?"),
        ("labels", 'close = "Fechar"\n', "", "`close` is missing"),
        ("labels", "Página {page} de", "Página {pag} de", "Nothing stands for {pag} in `page`"),
        ("labels", "Nível {level}", "Nível {level", "A brace in `level` has no partner"),
        ("labels", 'verb = "v."', "verb = 1", "`verb` must be a text"),
        ("labels", "[pos]", "[poss]", "`poss` is not a known key. Did you mean `pos`?"),
    ],
)
def test_a_broken_file_is_one_line(
    bring: Bring, name: str, old: str, new: str, message: str
) -> None:
    text = (DATA / "pt" / f"{name}.toml").read_text("utf-8")
    assert text.count(old) == 1
    broken = text.replace(old, new)
    line = broken[: broken.index(new)].count("\n") + 1 if new else 1
    folder = bring(**{name: broken})
    with pytest.raises(LanguageError) as raised:
        getattr(languages.language("pt"), name)
    assert str(raised.value).startswith(f"{folder / name}.toml:{line}: {message}")
    assert "\n" not in str(raised.value)


def test_a_file_that_no_language_has_is_named(bring: Bring) -> None:
    with pytest.raises(LanguageError, match=r"writting.toml:1: No language has such a file."):
        bring(writting="")
    assert languages.known_languages() == OWN


def test_every_table_of_every_language_can_be_read() -> None:
    for code in OWN:
        known = languages.language(code)
        for path in (PACKAGE / "languages" / code).glob("*.toml"):
            assert getattr(known, path.stem), path
    assert set(TABLES) | {"labels", "frames"} == {name.removesuffix(".toml") for name in FILES}


# What only one of the languages needs, because only one has it: by table, without its groups.
ONLY_SPANISH = (
    "cognates.accents cognates.before_s exercises.changes.can_deny exercises.changes.can_deny_like "
    "exercises.changes.clitics exercises.changes.quantifiers "
    "exercises.cohesion.drops_subjects exercises.cohesion.persons "
    "exercises.cohesion.subject_openers glosses.reflexive_ending government.person "
    "government.thing government.with_person questions.amounts.before_units "
    "questions.amounts.links questions.and_before questions.connectives.because_of "
    "questions.other_and writing.decimal_marks writing.opens_with_inverted_marks writing.percent"
).split()
ONLY_GERMAN = (
    "checks.prepositions checks.relative_articles exercises.cohesion.empty_subject "
    "exercises.changes.bare_years exercises.changes.denied_forms "
    "exercises.cohesion.pointing_article "
    "exercises.statements.declares exercises.statements.subject exercises.statements.subjects "
    "glosses.leaves_phrases_open glosses.shows_reflexives "
    "glosses.verb_spread government.cases government.dative government.genitive "
    "government.not_before questions.amounts.unit_ending questions.connectives.no_part_of_reason "
    "writing.capitalises_months writing.capitalises_nouns writing.no_nouns "
    "writing.number_abbreviations writing.ordinals_count"
).split()


def test_languages_know_the_same_of_what_both_have() -> None:
    spanish, german = (keys(languages.language(code)) for code in ("es", "de"))
    assert spanish - german == set(ONLY_SPANISH)
    assert german - spanish == set(ONLY_GERMAN)


def keys(known: languages.Language) -> set[str]:
    """Return the keys that the tables of a language fill, with the names of their tables."""

    def of_table(name: str, table: Table) -> Iterator[str]:
        default = type(table)()
        for field in fields(table):
            value = getattr(table, field.name)
            if is_dataclass(value):
                yield from of_table(f"{name}.{field.name}", value)
            elif value != getattr(default, field.name):
                yield f"{name}.{field.name}"

    return {key for name in TABLES for key in of_table(name, getattr(known, name))}


# ---- No module knows a language by its name.

NAMES = re.compile(
    r"\b(?:English|Spanish|German|Inglés|Español|Alemán|Englisch|Spanisch|Deutsch)\b",
    re.IGNORECASE,
)


def test_no_module_names_a_language() -> None:
    named = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if place.parts[0] != "languages":
            for text in texts(ast.parse(path.read_text(encoding="utf-8"))):
                if text in languages.known_languages() or NAMES.search(text):
                    named.add(place.as_posix())
    assert named == set()


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.value


# How a class is addressed.


@pytest.fixture
def usual_address() -> Iterator[None]:
    yield
    languages.address({})


@pytest.mark.parametrize(
    ("language", "way", "task", "question"),
    [
        ("es", "tú", "Relaciona cada palabra", "¿Qué te gustaría saber"),
        ("es", "usted", "Relacione cada palabra", "¿Qué le gustaría saber"),
        ("es", "ustedes", "Relacionen cada palabra", "¿Qué les gustaría saber"),
        ("de", "Sie", "Ordnen Sie jedem Wort", "Was würden Sie"),
        ("de", "du", "Ordne jedem Wort", "Was würdest du"),
        ("de", "ihr", "Ordnet jedem Wort", "Was würdet ihr"),
    ],
)
@pytest.mark.usefixtures("usual_address")
def test_tasks_and_questions_address_the_class_as_it_is_set(
    language: str, way: str, task: str, question: str
) -> None:
    languages.address({language: way})
    assert words(language)["matching_task"].startswith(task)
    assert languages.language(language).frames["further"]["question"].startswith(question)


@pytest.mark.parametrize("language", ["es", "de"])
@pytest.mark.usefixtures("usual_address")
def test_each_way_of_address_has_its_words_everywhere(language: str) -> None:
    ways = languages.language(language).writing.addresses
    folder = PACKAGE / "languages" / language
    for name in ("labels", "frames"):
        text = (folder / f"{name}.toml").read_text("utf-8")
        for choice in re.findall(r"<([^<>]*\|[^<>]*)>", text):
            assert len(choice.split("|")) == len(ways), choice
    for way in ways:
        languages.address({language: way})
        shown = str(languages.language(language).labels) + str(languages.language(language).frames)
        assert not re.search(r"[<>|]", shown)


@pytest.mark.usefixtures("usual_address")
def test_a_way_of_address_that_a_language_has_not_is_named() -> None:
    with pytest.raises(LanguageError, match="Known are: Sie, du, ihr"):
        languages.address({"de": "usted"})


@pytest.mark.usefixtures("usual_address")
def test_another_address_in_the_settings_reaches_the_handouts(market: Workplace) -> None:
    market.write(
        "handouts.toml",
        'languages = ["de"]\nengine = "none"\nformats = ["html"]\n[address]\nde = "ihr"\n',
    )
    assert run(["build", "--edition", "student"]) == 0
    assert "Platz für eure eigene" in market.read("build/market/market.en-de.student.html")
