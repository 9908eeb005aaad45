"""Exercises made from a text: every key is right, nothing is ambiguous that need not be."""

import re
from dataclasses import replace
from pathlib import Path

import pages
import pytest
from conftest import REPOSITORY, Workplace
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alignment.bitext import Bitext, Pair, make_bitext, make_pair
from pipeline.alignment.lengths import align
from pipeline.catalog.catalog import Catalog, Entry, State
from pipeline.catalog.merge import merge
from pipeline.cli.main import run
from pipeline.errors import LessonError
from pipeline.lesson.article import read_article
from pipeline.lesson.lesson import Exercises, Lesson, Study, read_lesson, units
from pipeline.lesson.terms import Term, find_terms
from pipeline.project.project import find_project
from pipeline.project.store import Store
from pipeline.teaching.exercises import alteration, cohesion, statements
from pipeline.teaching.exercises.kinds import (
    Exercise,
    GapFill,
    Matching,
    Ordering,
    Statement,
    Translation,
    TrueFalse,
)
from pipeline.teaching.exercises.practice import make_exercises

PATH = Path("lesson.yaml")
ALL = Exercises(1, gap_fill=True, matching=True, true_false=True, order=True, translate=True)
KINDS = {GapFill: "gap_fill", Matching: "matching", TrueFalse: "true_false"}
KINDS |= {Ordering: "order", Translation: "translate"}
STUDIES = [(Study.SOURCE, "es"), (Study.TARGET, "es"), (Study.TARGET, "de")]

ARTICLE = """---
title: The market
lead: The keepers brought the matter up in 1998, after a long strike.
---

Traders sell flowers under the old bridge on Monday. However, they never write prices down.
Then a buyer names a sum of forty euros. The traders accept it because they need the money.

The stall of Maria has stood here for decades. Flowers of all colours hang from the wooden roof.
The market is always louder than the street outside.
"""
LESSON = """
vocabulary:
  - {word: trader, pos: noun, paragraph: 2}
  - {word: bring up, pos: phrasal verb, paragraph: 1}
  - {word: sum, pos: noun, paragraph: 2}
  - {word: flower, pos: noun, paragraph: 3}
  - {word: stall, pos: noun, paragraph: 3}
  - {word: loud, pos: adjective, paragraph: 3}
"""


class Material:
    """What the exercises of a lesson are made from."""

    def __init__(self, article: str, lesson: str, catalog: Catalog) -> None:
        self.article = read_article(article, PATH)
        self.lesson = read_lesson(lesson, PATH, self.article)
        own = list(units(self.lesson, PATH))
        self.catalog = merge(catalog, (*self.article.units(), *own), "en", align)
        self.bitext: Bitext = make_bitext(self.article, self.catalog)
        self.terms: tuple[Term, ...] = find_terms(self.lesson, self.article, PATH)
        by_text = {unit.text: unit for unit in own}
        self.glosses: list[Pair] = [
            make_pair(by_text[term.entry.shown], self.catalog, "en") for term in self.terms
        ]

    def make(
        self, chosen: Exercises = ALL, study: Study = Study.SOURCE, name: str = "market"
    ) -> dict[str, Exercise]:
        made = make_exercises(chosen, name, self.bitext, self.terms, self.glosses, study)
        return {KINDS[type(exercise)]: exercise for exercise in made}


def small(article: str = ARTICLE, lesson: str = LESSON, *entries: Entry) -> Material:
    return Material(article, lesson, Catalog("es", entries))


def mexico(language: str) -> Material:
    folder = REPOSITORY / "source" / "mexico-usa"
    return Material(
        (folder / "article.md").read_text(encoding="utf-8"),
        (folder / "lesson.yaml").read_text(encoding="utf-8"),
        Store(find_project(REPOSITORY)).catalog("mexico-usa", language).catalog,
    )


def texts(material: Material, study: Study) -> list[str]:
    """Return the paragraphs of the language of study."""
    side = "source" if study is Study.SOURCE else "target"
    return [getattr(pair, side).text for row in material.bitext.rows for pair in row.pairs]


def check(material: Material, made: dict[str, Exercise], study: Study) -> None:
    """Every key is right."""
    whole = texts(material, study)
    for exercise in made.values():
        if isinstance(exercise, GapFill):
            assert sorted(exercise.bank, key=lambda w: (w.lower(), w)) == list(exercise.bank)
            assert sorted(item.choice for item in exercise.items) == sorted(exercise.bank)
            assert len({choice.lower() for choice in exercise.bank}) == len(exercise.bank)
            for item in exercise.items:
                assert item.choice.lower() == item.answer.lower()
                assert any(item.before + item.answer + item.after in text for text in whole)
        elif isinstance(exercise, Matching):
            glosses = {
                t.entry.shown: g.target.text
                for t, g in zip(material.terms, material.glosses, strict=True)
            }
            matched = zip(exercise.headwords, exercise.key, strict=True)
            pairs = {(word, exercise.glosses[index]) for word, index in matched}
            if study is Study.TARGET:
                pairs = {(other, word) for word, other in pairs}
            assert pairs <= set(glosses.items())
            assert all(index != place for place, index in enumerate(exercise.key))
        elif isinstance(exercise, TrueFalse):
            for statement in exercise.items:
                check_statement(statement, whole)
            assert {statement.is_true for statement in exercise.items} == {True, False}
        elif isinstance(exercise, Ordering):
            for jumble in exercise.items:
                assert sorted(jumble.key) == list(range(len(jumble.sentences)))
                told = " ".join(jumble.sentences[i] for i in jumble.key)
                assert any(told in paragraph for paragraph in whole)
                assert list(jumble.key) != sorted(jumble.key)
        else:
            for item in exercise.items:
                assert any(item.answer in text for text in whole)
                other = Study.TARGET if study is Study.SOURCE else Study.SOURCE
                assert any(item.text in text for text in texts(material, other))


def check_statement(statement: Statement, whole: list[str]) -> None:
    says = statement.text if statement.is_true else statement.original
    assert any(says in text for text in whole)
    if not statement.is_true:
        assert all(statement.text not in text for text in whole)
        one, other = statement.text.split(), statement.original.split()
        while one and other and one[0] == other[0]:
            del one[0], other[0]
        while one and other and one[-1] == other[-1]:
            del one[-1], other[-1]
        assert max(len(one), len(other)) <= 3, "it differs in one place"


@pytest.mark.parametrize(("study", "language"), STUDIES)
def test_all_exercises_of_the_repository_s_lesson_have_the_right_key(
    study: Study, language: str
) -> None:
    material = mexico(language)
    made = material.make(study=study)
    assert list(made) == ["matching", "gap_fill", "true_false", "order", "translate"]
    counts = {name: len(getattr(exercise, "items", ())) for name, exercise in made.items()}
    gaps = counts.pop("gap_fill")
    assert 5 <= gaps <= 8  # as many as have one solution
    assert counts == {"matching": 0, "true_false": 6, "order": 1, "translate": 4}
    for seed in range(8):
        many = replace(ALL, seed=seed, gap_fill=99, true_false=99, order=9, matching=99)
        check(material, material.make(many, study), study)
    check(material, made, study)


def test_same_input_same_exercises_and_another_seed_or_lesson_others() -> None:
    made = mexico("es").make()
    assert mexico("es").make() == made
    assert mexico("es").make(replace(ALL, seed=2)) != made
    assert mexico("es").make(name="another") != made


def test_an_edit_elsewhere_leaves_the_other_items_alone() -> None:
    before = mexico("es")
    folder = REPOSITORY / "source" / "mexico-usa"
    text = (folder / "article.md").read_text(encoding="utf-8")
    lesson = (folder / "lesson.yaml").read_text(encoding="utf-8")
    edited = text.replace("Mexico's security forces are", "The forces of the country were")
    edited = edited.replace("There are now investigations against him.", "")
    after = Material(edited, lesson, before.catalog)
    old, new = before.make(), after.make()
    for name in ("gap_fill", "true_false", "order", "translate"):
        kept = set(old[name].items) & set(new[name].items)  # type: ignore[union-attr]
        assert len(kept) >= len(old[name].items) - 2  # type: ignore[union-attr]
    assert old["matching"] == new["matching"]


def test_a_number_is_the_most_and_false_is_none() -> None:
    material = mexico("de")
    assert material.make(Exercises(1)) == {}
    assert material.make(Exercises(1, gap_fill=0, order=False)) == {}
    made = material.make(Exercises(1, gap_fill=2, matching=5, true_false=4, order=2, translate=1))
    assert len(made["gap_fill"].items) == 2  # type: ignore[union-attr]
    assert len(made["matching"].headwords) == 5  # type: ignore[union-attr]
    assert len(made["true_false"].items) == 4  # type: ignore[union-attr]
    assert len(made["order"].items) == 1, "no other can be ordered"  # type: ignore[union-attr]
    assert len(made["translate"].items) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(("study", "language"), STUDIES)
@pytest.mark.parametrize("seed", range(1, 6))
def test_no_sentence_is_used_twice(study: Study, language: str, seed: int) -> None:
    made = mexico(language).make(replace(ALL, seed=seed), study)
    used: list[str] = []
    for exercise in made.values():
        if isinstance(exercise, GapFill):
            used += [gap.before + gap.answer + gap.after for gap in exercise.items]
        elif isinstance(exercise, TrueFalse):
            used += [one.text if one.is_true else one.original for one in exercise.items]
        elif isinstance(exercise, Ordering):
            used += [text for jumble in exercise.items for text in jumble.sentences]
        elif isinstance(exercise, Translation):
            used += [item.answer for item in exercise.items]
    assert len(used) > 15
    assert len(used) == len(set(used))


def test_without_vocabulary_the_text_is_enough_for_the_others() -> None:
    made = small(lesson="").make()
    assert list(made) == ["true_false", "order"]


def test_what_cannot_be_made_is_left_out() -> None:
    article = (
        "---\ntitle: T\n---\n\nYes. He did. It is so.\n\n- an item\n\n> A quotation from 1999.\n"
    )
    assert small(article, "").make() == {}


def test_a_parted_verb_stays_and_a_capital_of_the_sentence_goes() -> None:
    made = small().make(Exercises(1, gap_fill=99))["gap_fill"]
    assert isinstance(made, GapFill)
    assert "bring" not in str(made.bank)
    choices = {item.answer: item.choice for item in made.items}
    assert choices == {"Traders": "traders", "stall": "stall", "louder": "louder"}
    # "Flowers" could stand where "Traders" does, and "sum" where "stall" does.


@pytest.mark.parametrize(
    ("language", "sentence", "pointing"),
    [
        ("en", "But that is not the reason for the long strike.", True),
        ("en", "The last of these rises from the floor.", True),
        ("en", "These agents work in the old town.", True),
        ("en", "The last boat left the harbour at nine.", False),
        ("es", "Pero eso no es la causa de la huelga.", True),
        ("es", "Lo último sube desde el fondo.", True),
        ("es", "La última barca salió del puerto.", False),
        ("de", "Das hat aber wenig mit dem Streik zu tun.", True),
        ("de", "Aber das hat wenig mit dem Streik zu tun.", True),
        ("de", "Das Letzte steigt vom Boden auf.", True),
        ("de", "Das Boot verließ den Hafen um neun.", False),
    ],
)
def test_a_sentence_about_this_has_no_gap(language: str, sentence: str, pointing: bool) -> None:
    assert cohesion.opens_pointing(sentence, language) is pointing


GAPS = (
    "The keepers of the lighthouse clean the bridge before the winter. "
    "Every year the children of the town paint the church in bright colours. "
    "All the traders of the region sell flowers on the square. "
)


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("These keepers always clean the lamp before the winter storms.", "lamp"),
        ("It was on the lamp and in it.", "lamp"),
        ("Many visitors walked along Lamp Street in the early morning.", "lamp"),
        ("Lamp Street is the longest road of the whole region today.", "lamp"),
    ],
)
def test_no_gap_where_nothing_tells_the_word_or_it_is_in_a_name(sentence: str, word: str) -> None:
    article = f"---\ntitle: T\n---\n\n{GAPS}{sentence}\n"
    lesson = "vocabulary:\n" + "".join(
        f"  - {{word: {known}, pos: noun, paragraph: 1}}\n"
        for known in ("bridge", "church", "square", word)
    )
    made = small(article, lesson).make(Exercises(1, gap_fill=True))["gap_fill"]
    assert isinstance(made, GapFill)
    assert made.bank == ("bridge", "church", "square")


def test_a_spanish_word_in_a_name_is_no_answer() -> None:
    article = f"---\ntitle: T\n---\n\n{GAPS}The countries of the triangle need better schools.\n"
    glosses = {"bridge": "el puente", "church": "la iglesia", "square": "la plaza"}
    glosses["triangle"] = "el triángulo"
    lesson = "vocabulary:\n" + "".join(
        f"  - {{word: {word}, pos: noun, paragraph: 1}}\n" for word in glosses
    )
    spanish = (
        "Los guardianes del faro limpian el puente antes del invierno. "
        "Cada año los niños del pueblo pintan la iglesia de colores vivos. "
        "Todos los comerciantes de la región venden flores en la plaza. "
        "Los países del Triángulo Norte necesitan mejores escuelas."
    )
    text = article.split("---\n\n")[1].strip()
    entries = [Entry("vocabulary", word, gloss) for word, gloss in glosses.items()]
    material = small(article, lesson, Entry(None, text, spanish), *entries)
    made = material.make(Exercises(1, gap_fill=True), Study.TARGET)["gap_fill"]
    assert isinstance(made, GapFill)
    assert made.bank == ("iglesia", "plaza", "puente")


def test_a_german_noun_keeps_its_capital() -> None:
    article = "---\ntitle: T\n---\n\n" + " ".join(
        f"Everybody knows the {word} of this old town." for word in ("bridge", "square", "church")
    )
    lesson = "vocabulary:\n" + "".join(
        f"  - {{word: {word}, pos: noun, paragraph: 1}}\n"
        for word in ("bridge", "square", "church")
    )
    glosses = {
        "bridge": "die Brücke, -n",
        "square": "der Platz, Plätze",
        "church": "die Kirche, -n",
    }
    german = (
        "Brücken dieser alten Stadt kennt hier jeder. Plätze dieser alten Stadt kennt hier jeder. "
        "Kirchen dieser alten Stadt kennt hier jeder."
    )
    text = article.split("---\n\n")[1]
    entries = [Entry("vocabulary", word, gloss) for word, gloss in glosses.items()]
    material = Material(article, lesson, Catalog("de", (Entry(None, text, german), *entries)))
    made = material.make(study=Study.TARGET)["gap_fill"]
    assert isinstance(made, GapFill)
    assert made.bank == ("Brücken", "Kirchen", "Plätze")


def test_stale_and_missing_translations_are_not_used() -> None:
    entries = [
        Entry("vocabulary", "trader", "el comerciante"),
        Entry("vocabulary", "sum", "la suma", fuzzy=True, previous="total"),
        Entry("vocabulary", "flower", "la flor", fuzzy=True),
        Entry("vocabulary", "stall", "el puesto"),
    ]
    text = " ".join(ARTICLE.split("\n\n")[-1].split())
    stale = Entry(None, text, "El puesto está aquí.", fuzzy=True, previous="Other")
    made = small(ARTICLE, LESSON, *entries, stale).make()
    assert "translate" not in made
    matching = made["matching"]
    assert isinstance(matching, Matching)
    assert sorted(matching.headwords) == ["flower", "stall", "trader"]
    assert matching.state is State.EDITED
    assert small(ARTICLE, LESSON, stale).make(study=Study.TARGET) == {}


def test_words_with_a_meaning_in_common_are_not_matched_in_one_exercise() -> None:
    glosses = {"trader": "el puesto", "stall": "el puesto, la caseta", "sum": "la suma"}
    glosses |= {"flower": "la flor", "loud": "ruidoso"}
    entries = [Entry("vocabulary", word, gloss) for word, gloss in glosses.items()]
    matching = small(ARTICLE, LESSON, *entries).make()["matching"]
    assert isinstance(matching, Matching)
    assert len({"trader", "stall"} & set(matching.headwords)) == 1


@pytest.mark.parametrize(
    ("language", "sentence", "changed"),
    [
        ("en", "The tower was built in 1968.", r"in (?!1968)19[67]\d\."),
        ("en", "It has 186 steps and a lamp.", "has [3-5]86 steps"),
        ("en", "The shop opens on Monday.", "on (?!Monday)[A-Z][a-z]+day"),
        (
            "en",
            "The museum opened on 3 April 2025.",
            "3 (January|March|May|July|August|October|December)",
        ),
        (
            "en",
            "Four of them paid forty euros.",
            "(twenty|thirty|fifty|sixty|seventy|eighty|ninety)",
        ),
        ("en", "Work will become more complicated.", "will not become"),
        ("en", "A law tightened the rules.", "A law did not tighten the rules"),
        ("en", "The houses stand on a hill.", "The houses do not stand"),
        ("en", "The house has a red door.", "does not have a red door"),
        ("en", "The shop can open on Sunday.", "cannot open"),
        ("en", "The stall has stood there for years.", "has not stood"),
        ("en", "A boy called Otis wanted a kite.", "called Otis did not want"),
        ("en", "When Omar woke up, the sea was calm.", "was not calm"),
        ("en", "It will not help the town.", "It will help"),
        ("en", "The forces are considered corrupt.", "are not considered"),
        ("es", "La torre se construyó en 1968.", r"en (?!1968)19[67]\d\."),
        ("es", "El museo abrió el lunes.", "el (martes|miércoles|jueves|viernes)"),
        ("es", "La tarea será más complicada.", "no será más"),
        ("es", "Las casas tenían un jardín.", "no tenían un jardín"),
        ("es", "La ley no ayudará al pueblo.", "La ley ayudará"),
        ("es", "Los agentes están obligados a hablar.", "no están obligados"),
        ("de", "Der Turm wurde 1968 gebaut.", r"wurde (?!1968)19[67]\d "),
        (
            "de",
            "Sechs Wochen nach der Wahl kam er.",
            "^(Zwei|Drei|Vier|Acht|Neun|Zehn|Elf|Zwölf) W",
        ),
        ("de", "Am Abend fand Omar einen Schlüssel.", "keinen Schlüssel"),
        ("de", "Die neuen Regeln gelten im Mai.", "gelten im (J|M|A|O|D)"),
        ("de", "Das Gesetz wird nicht helfen.", "wird helfen"),
    ],
)
def test_a_fact_is_changed_in_its_own_form(language: str, sentence: str, changed: str) -> None:
    found = [c.apply(sentence) for c in alteration.changes(sentence, language, sentence)]
    assert any(re.search(changed, text) for text in found), found
    assert sentence not in found


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "More than 300 people came."),
        ("en", "At least four boats were lost."),
        ("en", "Only one in ten had been cleaned."),
        ("en", "The lamp nearly fell off the shelf."),
        ("en", "The choir was silent for a moment."),
        ("en", "The path was closed because the bridge had fallen."),
        ("en", "Sooner or later, they came home."),
        ("en", "Nobody went there before the summer of the war."),
        ("en", "The boat never came back in 1968."),
        ("en", "It does not rain on the sea."),
        ("en", "Once more the children sang."),
        ("en", "Between 1872 and 1876, the ship was at sea, if at all."),
        ("en", "The town grew larger only after 1950."),
        ("en", "Despite the hostile tone of 1998, a ship came."),
        ("en", "Although two boats sank, more came back."),
        ("es", "Entre 1872 y 1876, el barco navegó."),
        ("es", "Pese al tono hostil, la ciudad pequeña creció."),
        ("de", "Von 1872 bis 1876 fuhr das Schiff."),
        ("de", "Trotz des feindlichen Tons wird der alte Plan geprüft."),
        ("de", "Obwohl zwei Boote sanken, kamen andere an."),
        ("de", "Die Leute warten seit Jahrzehnten."),
        ("es", "Más de 300 personas vinieron."),
        ("es", "Pesa más o menos lo mismo."),
        ("es", "La niña no dijo nada en 1968."),
        ("es", "La agencia a menudo no ayuda."),
        ("de", "Mehr als 300 Menschen kamen."),
        ("de", "Er kam nie im Mai."),
        ("de", "Das ist nicht nur schön."),
        ("de", "In erster Linie half sie."),
    ],
)
def test_what_might_still_be_true_or_wrong_grammar_is_not_changed(
    language: str, sentence: str
) -> None:
    found = alteration.changes(sentence, language, sentence)
    assert [change.apply(sentence) for change in found] == []


@pytest.mark.parametrize(
    ("language", "sentence", "alone"),
    [
        ("en", "The forces of Mexico are considered corrupt.", True),
        ("en", "Biden has promised to reverse the policy of his predecessor.", True),
        ("en", "He wanted to wait for the result.", False),
        ("en", "However, the plan of the mayor failed.", False),
        ("en", "The town then asked for its transfer.", False),
        ("en", "Trump showed little interest in it.", False),
        ("en", "Did the whole town know about that?", False),
        ("en", "“We will come back,” the mayor said.", False),
        ("en", "Nora gave her the old envelope.", False),
        ("en", "Other scientists objected to the plan.", False),
        ("es", "Otros científicos rechazaron el plan.", False),
        ("de", "Andere Forscher lehnten den Plan ab.", False),
        ("es", "Biden ha prometido revertir la política.", True),
        ("es", "Lanzó un programa nuevo en la frontera.", False),
        ("es", "Sin embargo, el papel de Biden cambió.", False),
        ("es", "Biden lo devolvió a su país ayer.", False),
        ("de", "Mexikos Sicherheitskräfte gelten als korrupt.", True),
        ("de", "Das Verhältnis der Länder ist schlecht.", True),
        ("de", "Das hat mit Biden wenig zu tun.", False),
        ("de", "Die Regierung forderte daraufhin seine Rückkehr.", False),
    ],
)
def test_a_statement_stands_alone_or_is_none(language: str, sentence: str, alone: bool) -> None:
    names = frozenset({"Biden", "Trump", "Mexico", "Nora"})
    assert cohesion.stands_alone(sentence, language, names) is alone


@pytest.mark.parametrize(
    ("language", "sentence", "anchored"),
    [
        ("en", "For a moment, nobody said a word.", False),
        ("en", "Nobody said a word in the shop.", True),
        ("en", "Nora took a deep breath.", True),
        ("es", "Por un momento, nadie dijo una palabra.", False),
        ("es", "Nadie dijo una palabra en la tienda.", True),
        ("de", "Einen Moment lang sagte niemand ein Wort.", False),
        ("de", "Niemand sagte im Laden ein Wort.", True),
        ("de", "Mexikos Agenten gelten als korrupt.", True),
    ],
)
def test_a_statement_says_what_it_is_about(language: str, sentence: str, anchored: bool) -> None:
    names = frozenset({"Nora", "Mexico"})
    assert cohesion.is_anchored(sentence, language, names) is anchored


@pytest.mark.parametrize(
    ("language", "sentence", "follows"),
    [
        ("en", "However, it will not stop emigration.", True),
        ("en", "Biden also wants to help his neighbours.", True),
        ("en", "It heats the surface of the sea.", True),
        ("en", "The rivers carry these minerals away.", True),
        ("en", "It was getting dark outside.", False),
        ("en", "She sat down on the stairs.", False),
        ("en", "Her hands were shaking, and Ben read the letter.", False),
        ("en", "Joly measured it for a long time.", False),
        ("en", "Rain takes up gas from the air and therefore becomes sour.", False),
        ("en", "“Water, water,” these words are from a poem.", False),
        ("es", "Sin embargo, no detendrá la emigración.", True),
        ("es", "Los ríos se llevan estos minerales.", True),
        ("es", "Ella se sentó en la escalera.", False),
        ("es", "Joly había medido la sal.", False),
        ("es", "La lluvia absorbe gas y por eso se vuelve ácida.", False),
        ("de", "Das hat aber nichts mit Biden zu tun.", True),
        ("de", "Die Regierung forderte daraufhin seine Rückkehr.", True),
        ("de", "Er teilte die Menge durch die Zahl der Jahre.", False),
        ("de", "Joly hatte es lange gemessen.", False),
        ("de", "Mexiko empfand es als Bruch.", False),
        ("de", "„Wasser, Wasser“: Diese Worte schrieb ein Dichter.", False),
    ],
)
def test_only_what_leans_on_the_sentence_before_can_be_put_in_order(
    language: str, sentence: str, follows: bool
) -> None:
    names = frozenset({"Joly", "Biden", "Ben", "Mexico"})
    assert cohesion.follows(sentence, language, names) is follows


@pytest.mark.parametrize(
    "sentence",
    [
        ("en", "They flew in a Boeing 747."),
        ("en", "The ship sailed from 1872 to 1876."),
        ("en", "The roof must be mended by April."),
    ],
)
def test_a_number_or_time_stays_where_another_may_be_true(sentence: tuple[str, str]) -> None:
    language, text = sentence
    kinds = {change.kind for change in alteration.changes(text, language, text)}
    assert kinds <= {alteration.AlterationKind.NEGATION}


INTERVIEW = """---
title: The lighthouse
---

**Lena:** How did you come to the island?

**Piet:** I arrived with two suitcases and have never left. My boat sank in the harbour. My wife
says that I talk to the gulls. We paint the tower every spring.

**Lena:** Is it lonely?

**Piet:** The ferry comes on Friday. I’d miss the wind in a town. Close the door, please.
"""


def test_what_somebody_says_is_a_statement_with_their_name() -> None:
    made = small(INTERVIEW, "").make(Exercises(1, true_false=9))["true_false"]
    assert isinstance(made, TrueFalse)
    says = {item.original or item.text for item in made.items}
    assert says == {
        "I arrived with two suitcases and have never left.",
        "My boat sank in the harbour.",
        "The ferry comes on Friday.",
    }
    shown = " ".join(item.text for item in made.items)
    assert re.search("Piet (?:arrived|did not arrive) with .* suitcases and has never left", shown)
    assert re.search("Piet’s boat (?:sank|did not sink)", shown)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Stir the soup with a wooden spoon."),
        ("en", "Never leave the oven open."),
        ("en", "Then turn the key twice."),
        ("en", "If the soup is too thick, add some water."),
        ("de", "Rühr die Suppe mit einem Holzlöffel um."),
        ("de", "Nimm dann den Topf vom Herd."),
        ("de", "Wenn die Suppe zu dick ist, nimm etwas Wasser."),
    ],
)
def test_a_command_is_no_statement(language: str, sentence: str) -> None:
    assert statements.is_command(sentence, language, frozenset({"Suppe", "Wasser"}))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Soup tastes better on the second day."),
        ("en", "Water is the best drink."),
        ("en", "In winter, the pond freezes."),
        ("de", "Suppe schmeckt am zweiten Tag besser."),
        ("de", "Alte Töpfe halten die Wärme gut."),
        ("de", "Wenn die Suppe kocht, ist das Wasser heiß."),
    ],
)
def test_a_statement_is_no_command(language: str, sentence: str) -> None:
    assert not statements.is_command(sentence, language, frozenset({"Suppe", "Wasser"}))


def test_steps_are_put_in_order_though_one_shows_its_place_by_its_sense() -> None:
    steps = (
        "First Omar washed the brush. Then he opened the red tin. The lid was stuck. "
        "After that he painted the gate. Finally he sat down in the grass."
    )
    article = f"---\ntitle: T\n---\n\n{steps}\n"
    assert list(small(article, "").make(Exercises(1, order=True))) == ["order"]
    loose = steps.replace("After that he", "Omar’s uncle").replace("Then he", "Omar’s aunt")
    article = f"---\ntitle: T\n---\n\n{loose}\n"
    assert small(article, "").make(Exercises(1, order=True)) == {}


def test_a_paragraph_with_one_movable_sentence_is_not_put_in_order() -> None:
    tied = (
        "The town built a bridge. However, it was too narrow for two carts. "
        "Therefore the council had this bridge pulled down. Then a wider one was built."
    )
    movable = tied.replace("Therefore the council had this bridge", "Mayor Joly had it")
    for text, made in ((tied, ["order"]), (movable, [])):
        article = f"---\ntitle: T\n---\n\n{text}\n\nThe home of Mayor Joly is old.\n"
        assert list(small(article, "").make(Exercises(1, order=True))) == made


def test_the_main_statement_is_changed_and_not_what_is_conceded() -> None:
    sentence = "Despite the rain of Monday, forty people came to the old shop."
    found = [c.apply(sentence) for c in alteration.changes(sentence, "en", sentence)]
    assert found
    assert all(text.startswith("Despite the rain of Monday, ") for text in found)
    assert all(text.endswith(" people came to the old shop.") for text in found)


@pytest.mark.parametrize(
    ("language", "sentence", "back"),
    [
        ("en", "Since nobody had measured it, Joly had to leave the question to others.", True),
        ("en", "A yellow envelope came out with it.", True),
        ("en", "Such a situation is therefore hardly to be expected.", True),
        ("en", "In the evening her friend Ben came home.", True),
        ("en", "Nora took off her coat in the hall.", False),
        ("en", "We have seen you at the market.", False),
        ("en", "Most of the salt comes from the land.", False),
        ("es", "Los miró un momento y se fue.", True),
        ("es", "Como nadie la había medido, Joly se fue.", True),
        ("es", "Con él salió un sobre amarillo.", True),
        ("es", "Por eso, la ciudad pidió ayuda.", True),
        ("es", "La mayor parte de la sal proviene de la tierra firme.", False),
        ("de", "Wenn er auf die Berge fällt, baut er das Gestein ab.", True),
        ("de", "Nora probierte ihn an und sah in den Spiegel.", True),
        ("de", "Deshalb ist der Plan gescheitert.", True),
        ("de", "Wir haben die Brücke gesehen.", False),
        ("de", "Der größte Teil des Salzes stammt vom Land.", False),
    ],
)
def test_a_sentence_that_points_back_is_known(language: str, sentence: str, back: bool) -> None:
    names = frozenset({"Nora", "Joly", "Ben"})
    assert cohesion.points_back(sentence, language, names) is back


@pytest.mark.parametrize(
    ("language", "open_sentence", "clear"),
    [
        (
            "es",
            ("Rain falls on the mountains all the year.", "Cae sobre las montañas todo el año."),
            ("The rain washes salt out of the rock.", "La lluvia arrastra la sal de la roca."),
        ),
        (
            "es",
            ("She had never seen such a large coat before.", "Nunca vio un abrigo tan grande."),
            ("We open the old shop every day at nine.", "Abrimos la vieja tienda a las nueve."),
        ),
        (
            "de",
            ("The coat fell and the man tried it on.", "Der Mann zog den Mantel an."),
            ("The coat hangs in the hall of the house.", "Der Mantel hängt im Flur des Hauses."),
        ),
        (
            "de",
            ("Salt is left behind on the dry land.", "Auf dem Land bleibt es deshalb zurück."),
            ("The river carries the salt into the sea.", "Der Fluss trägt das Salz ins Meer."),
        ),
    ],
)
def test_only_what_is_clear_in_both_languages_is_translated(
    language: str, open_sentence: tuple[str, str], clear: tuple[str, str]
) -> None:
    english, other = zip(open_sentence, clear, strict=True)
    article = f"---\ntitle: T\n---\n\n{' '.join(english)}\n"
    entry = Entry(None, " ".join(english), " ".join(other))
    material = Material(article, "", Catalog(language, (entry,)))
    made = material.make(Exercises(1, translate=True))["translate"]
    assert isinstance(made, Translation)
    assert [(item.answer, item.text) for item in made.items] == [clear]


WORDS = st.sampled_from(
    "Trump it The market he 1998 forty never more before Monday “Yes.” However, ¿no del más "
    "nicht Die neuen always 3 April Mexico in . ! , flowers traders sum".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=14).map(lambda words: " ".join(words) + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=7).map(" ".join)


@given(st.lists(PARAGRAPHS, min_size=1, max_size=4), st.integers(0, 99), st.sampled_from(Study))
def test_any_text_has_exercises_with_the_right_key_or_none(
    paragraphs: list[str], count: int, study: Study
) -> None:
    article = "---\ntitle: T\n---\n\nTraders sell.\n\n" + "\n\n".join(f"x{p}" for p in paragraphs)
    unit = read_article(article, PATH).blocks
    entries = [Entry(None, b.units[0].text, f"El {b.units[0].text}") for b in unit if b.units]
    lesson = "vocabulary: [{word: trader, pos: noun, paragraph: 1}]"
    material = small(article, lesson, *entries, Entry("vocabulary", "trader", "el trader"))
    chosen = Exercises(1, count, count, count, count, count)
    made = material.make(chosen, study)
    for exercise in made.values():
        assert len(getattr(exercise, "items", ())) <= count
        if not isinstance(exercise, TrueFalse):
            check(material, {"": exercise}, study)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("gap_fill: maybe", "`gap_fill` must be true, false or a number from 0 to 99."),
        ("order: -1", "`order` must be true, false or a number from 0 to 99."),
        ("matching: 2.5", "`matching` must be true, false or a number from 0 to 99."),
        ("translate: [3]", "`translate` must be true, false or a number from 0 to 99."),
        ("true_false: 100", "`true_false` must be true, false or a number from 0 to 99."),
        ("gap_fil: 3", "`gap_fil` is not a known key. Did you mean `gap_fill`?"),
        ("seed: -1", "`seed` must be at least 0."),
    ],
)
def test_a_wrong_count_is_one_clear_line(line: str, message: str) -> None:
    article = read_article(ARTICLE, PATH)
    with pytest.raises(LessonError) as error:
        read_lesson(f"exercises:\n  {line}\n", PATH, article)
    assert str(error.value) == f"lesson.yaml:2: {message}"


def test_a_lesson_without_exercises_has_none() -> None:
    lesson: Lesson = read_lesson("", PATH, read_article(ARTICLE, PATH))
    assert small().make(lesson.exercises) == {}


def pdf_text(workplace: Workplace, lesson: str, language: str, edition: str) -> str:
    name = f"{lesson}.en-{language}.{edition}"
    return pages.text(workplace.root / "build" / lesson / f"{name}.pdf")


def epub_text(workplace: Workplace, lesson: str, language: str, edition: str) -> str:
    from zipfile import ZipFile

    path = workplace.root / "build" / lesson / f"{lesson}.en-{language}.{edition}.epub"
    with ZipFile(path) as book:
        chapters = [book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml")]
    return "\n".join(chapters)


@pytest.mark.parametrize("language", ["es", "de"])
def test_the_pdf_has_every_exercise_and_only_the_teacher_s_has_the_key(
    built: Workplace, language: str
) -> None:
    made = mexico(language).make(replace(ALL, order=1), name="mexico-usa")
    student = pdf_text(built, "mexico-usa", language, "student")
    teacher = pdf_text(built, "mexico-usa", language, "teacher")
    for item in made["gap_fill"].items:  # type: ignore[union-attr]
        gap = pages.squeeze(item.before) + "_" * 14 + pages.squeeze(item.after)
        assert gap in student
        assert gap not in teacher
    for statement in made["true_false"].items:  # type: ignore[union-attr]
        for text in (student, teacher):
            assert pages.squeeze(statement.text[:40]) in text  # a box follows its first line
        if not statement.is_true:
            assert "Thetextsays:" + pages.squeeze(statement.original[:20]) in teacher
    assert "Thetextsays" not in student
    for item in made["translate"].items:  # type: ignore[union-attr]
        assert "Answer:" + pages.squeeze(item.answer[:20]) in teacher
        assert "Answer:" not in student
    (jumble,) = made["order"].items  # type: ignore[union-attr]
    key = "".join(f"{n}{'ABCDEFG'[i]}" for n, i in enumerate(jumble.key, 1))
    assert key in teacher
    assert key not in student


@pytest.mark.parametrize("language", ["es", "de"])
def test_the_epub_has_every_exercise_and_only_the_teacher_s_has_the_key(
    built: Workplace, language: str
) -> None:
    made = mexico(language).make(replace(ALL, order=1), name="mexico-usa")
    student = epub_text(built, "mexico-usa", language, "student")
    teacher = epub_text(built, "mexico-usa", language, "teacher")
    for text, sign in ((student, "__________"), (teacher, "☒")):
        assert sign in text
    assert student.count("☐ True") == 6
    assert "☒" not in student
    assert teacher.count("☒") == 6
    for title in ("Match words", "Fill in", "True or false", "Put the sentences", "Translate"):
        assert title in student
    false = [s for s in made["true_false"].items if not s.is_true]  # type: ignore[union-attr]
    assert teacher.count("The text says:") == len(false) > 0


def test_a_class_that_learns_the_translation_s_language_has_its_exercises(
    workplace: Workplace,
) -> None:
    for name in ("source", "translations"):
        for path in (REPOSITORY / name).rglob("*.*"):
            workplace.write(str(path.relative_to(REPOSITORY)), path.read_text(encoding="utf-8"))
    workplace.write("handouts.toml", 'languages = ["de"]\nstudy = "target"\n')
    assert run(["build", "--edition", "student"]) == 0
    made = mexico("de").make(replace(ALL, order=1), Study.TARGET, "mexico-usa")
    paper = pdf_text(workplace, "mexico-usa", "de", "student")
    book = epub_text(workplace, "mexico-usa", "de", "student")
    for item in made["gap_fill"].items:  # type: ignore[union-attr]
        assert pages.squeeze(item.before) + "_" * 14 + pages.squeeze(item.after) in paper
    assert "TranslatethesesentencesintoGerman." in paper
    assert book.count("☐ Richtig") == 6
    for word in made["gap_fill"].bank:  # type: ignore[union-attr]
        assert word in book
    assert re.search(r'<div class="bank" lang="de"', book)
