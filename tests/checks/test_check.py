"""The checks report what a reviser would, and keep quiet about what is fine."""

from dataclasses import replace

import pytest
from conftest import REPOSITORY

from pipeline.catalog.catalog import Catalog, Draft, Entry, text_digest
from pipeline.checks import check
from pipeline.lesson.article import Role, Unit
from pipeline.project.project import find_project
from pipeline.project.store import Store


def unit(text: str, line: int = 1, role: Role = Role.TEXT) -> Unit:
    return Unit(role, text, "article.md", line, f"¶ {line}")


def found(*pairs: tuple[str, str], language: str = "es") -> list[tuple[str, str]]:
    """Check approved translations; return each finding's id and message."""
    units = [unit(source, line) for line, (source, _) in enumerate(pairs, 1)]
    entries = tuple(Entry(None, source, target) for source, target in pairs)
    return [(f.id, f.message) for f in check(units, Catalog(language, entries), "en")]


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("It cost 1,500 in 2018.", "es", "Costó 1.500 en 2018."),
        ("It cost 1,500 in 2018.", "de", "2018 kostete es 1 500."),
        ("It cost 1,500,000.75.", "de", "Es kostete 1.500.000,75."),
        ("a share of 3.5 percent", "es", "una parte del 3,5 por ciento"),
        ("1.125 seconds", "de", "1,125 Sekunden"),
        ("5 weeks later", "es", "cinco semanas después"),
        ("five weeks, 12 days", "de", "5 Wochen, zwölf Tage"),
        ("In 2018 200 people came.", "de", "Es kamen 2018 200 Leute."),
        ("four billion dollars", "es", "cuatro mil millones de dólares"),
        ("four billion dollars", "de", "vier Milliarden Dollar"),
        ("4 billion dollars", "es", "4.000 millones de dólares"),
        ("a 4-billion-dollar plan", "de", "ein Plan für 4 Mrd. Dollar"),
        ("2.5 million people", "es", "2,5 millones de personas"),
        ("twenty-five thousand people", "de", "25.000 Menschen"),
        ("a hundred reasons, one question", "es", "cien razones y una pregunta"),
        ("hundreds of thousands, a million thanks", "de", "Hunderttausende, tausend Dank"),
    ],
)
def test_the_same_numbers_written_otherwise_are_fine(
    source: str, language: str, target: str
) -> None:
    assert found((source, target), language=language) == []


@pytest.mark.parametrize(
    ("source", "language", "target", "name", "message"),
    [
        ("in 2018", "es", "en 2019", "numbers", "only in the source: 2018; only here: 2019"),
        ("1,500 cars", "es", "coches", "numbers", "only in the source: 1500"),
        ("cars", "de", "12 Autos", "numbers", "only here: 12"),
        ("1,500 cars", "es", "15.000 coches", "numbers", "source: 1500; only here: 15000"),
        ("3.5 percent", "de", "35 Prozent", "numbers", "only in the source: 3.5; only here: 35"),
        ("2 and 2 make 4", "es", "2 son 4", "numbers", "only in the source: 2"),
        ("five weeks", "es", "6 semanas", "numbers", "only here: 6"),
        ("4 billion", "es", "4 billones", "numbers", "4000000000; only here: 4000000000000"),
        ("four billion", "es", "cuatro billones", "number-words", "only in the source: 4000000000"),
        ("four billion", "de", "vier Millionen", "number-words", "only here: 4000000"),
    ],
)
def test_other_numbers_are_reported(
    source: str, language: str, target: str, name: str, message: str
) -> None:
    ((id_, said),) = found((source, target), language=language)
    assert id_ == name
    assert said.endswith(message)


def test_name_that_the_translation_keeps_elsewhere_is_missed_where_it_is_lost() -> None:
    pairs = (
        ("Yesterday, Joe Biden met López Obrador.", "Gestern traf Joe Biden López Obrador."),
        ("Everyone knows that Biden won.", "Alle wissen, dass er gewonnen hat."),
        ("The wall is Biden's.", "Die Mauer ist Bidens Sache."),
        ("He said that Obrador wrote.", "Er sagte, Lopez Obradors Brief sei da."),
    )
    assert found(*pairs, language="de") == [("names", "A name is missing: Biden")]


def test_name_with_a_form_of_its_own_in_the_other_language_is_not_missed() -> None:
    pairs = (
        ("He left Germany for Mexico.", "Se fue de Alemania a México."),
        ("She stayed in Germany.", "Ella se quedó en Alemania."),
    )
    assert found(*pairs) == []


def test_missing_stale_and_unreviewed_units_are_reported_worst_first() -> None:
    machine = Entry(None, "A", "a", fuzzy=True, draft=Draft("engine", text_digest("a")))
    entries = (
        machine,
        replace(machine, source="B", target="b"),
        replace(machine, source="C", previous="c?"),
        Entry(None, "D"),
        Entry(None, "E 5", "e 6"),
        Entry(None, "F", "f"),
    )
    units = [unit(entry.source, line) for line, entry in enumerate(entries, 1)]
    units.append(unit("G", 7))  # no entry at all
    findings = check([*units, units[3]], Catalog("es", entries), "en")
    assert [(f.severity, f.id, f.unit.text, f.message) for f in findings] == [
        (3, "missing", "D", "There is no translation"),
        (3, "numbers", "E 5", "The numbers differ; only in the source: 5; only here: 6"),
        (3, "missing", "G", "There is no translation"),
        (2, "stale", "C", "The source has changed since this was translated: [-c?-]{+C+}"),
        (1, "unreviewed", "A", "A machine translated this and no person has approved it"),
        (1, "unreviewed", "B", "A person has edited this and not approved it"),
    ]


def test_comment_silences_one_check_of_one_unit() -> None:
    entry = Entry(None, "In 2018, he left.", "En 2019 se fue.", fuzzy=True)
    other = replace(entry, source="In 2018, he came.")
    silenced = replace(entry, notes="Ana asked.\nhandouts: ok numbers")
    findings = check(
        [unit(entry.source), unit(other.source, 2)], Catalog("es", (silenced, other)), "en"
    )
    assert [(f.id, f.unit.line) for f in findings] == [
        ("numbers", 2),
        ("unreviewed", 1),
        ("unreviewed", 2),
    ]


def test_a_comment_may_silence_several_checks() -> None:
    notes = "handouts: ok numbers, doubled\nhandouts: ok brackets"
    entry = Entry(None, "In 2018, he left.", "En 2019 se fue fue (dijo.", notes=notes)
    assert check([unit(entry.source)], Catalog("es", (entry,)), "en") == ()


def test_addresses_and_marks_are_not_read_as_text() -> None:
    source = "See [the plan](https://example.org/2018/12)[^3] of `Biden`."
    target = "Ver [el plan](https://example.org/2018/12)[^3] de `Biden`."
    assert found((source, target)) == []


@pytest.mark.parametrize("language", ["es", "de"])
def test_the_translations_of_this_repository_have_no_findings(language: str) -> None:
    store = Store(find_project(REPOSITORY))
    text, catalog = store.lesson("mexico-usa"), store.catalog("mexico-usa", language).catalog
    assert check(text.units(), catalog, text.article.meta.language) == ()


def test_a_proposal_is_reported_until_somebody_accepts_it() -> None:
    word = replace(unit("curb", role=Role.VOCABULARY), proposed=True)
    catalog = Catalog("de", (Entry("vocabulary", "curb", "bremsen"),))
    assert [(f.id, f.message) for f in check([word], catalog, "en")] == [
        ("proposed", "A program proposed this and nobody has accepted it")
    ]
    assert check([replace(word, proposed=False)], catalog, "en") == ()
