"""Glosses found in the translation, confirmed or left empty."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import pytest
from dictionaries import ENGLISH_GERMAN, write_dictd, write_stardict

from pipeline.alignment.encoder import encoder
from pipeline.teaching.glosses.dictionaries import find_dictionaries, look_up
from pipeline.teaching.glosses.entry import DictionaryEntry
from pipeline.teaching.glosses.find import Evidence, Gloss, confirmation, find_glosses
from pipeline.teaching.glosses.matches import LanguagePair, WordToGloss
from pipeline.text.classes import PartOfSpeech as Pos

# Headword → translations, for Spanish.
ENGLISH_SPANISH = {
    "address": "dirección; discurso\nabordar; dirigirse",
    "issue": "tema; asunto\npublicar",
    "refuse": "negarse; rechazar",
    "law": "ley",
    "security": "seguridad",
    "crime": "crimen; delito",
    "migration": "migración",
    "policy": "política",
    "asylum": "asilo",
    "return": "regreso; devolución\ndevolver; regresar",
    "record": "registrar",
    "sink": "hundir",
    "unprecedented": "sin precedentes",
    "teacher": "profesor; maestro",
    "water": "agua",
}

Find = Callable[..., Gloss | None]


@pytest.fixture
def find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Find:
    """Return a function that finds the gloss of a word with the tests' dictionaries."""
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    write_dictd(tmp_path)
    write_stardict(tmp_path / "stardict" / "dic" / "en-es", ENGLISH_SPANISH)

    def find_one(
        word: str, pos: Pos, source: str, target: str, language: str, *, marked: str = ""
    ) -> Gloss | None:
        marked = marked or word
        start = source.index(marked)
        item = WordToGloss(word, pos, source, (start, start + len(marked)), target)
        look = partial(look_up, find_dictionaries("en", language))
        return find_glosses([item], LanguagePair("en", language), look, encoder())[0]

    return find_one


def nothing(_: Sequence[str]) -> Mapping[str, Sequence[DictionaryEntry]]:
    return {}


def text_of(gloss: Gloss | None) -> str | None:
    return None if gloss is None else gloss.text


@pytest.mark.parametrize(
    ("word", "pos", "source", "target", "expected"),
    [
        ("address", Pos.NOUN, "It had an address on it.", "Es stand eine Adresse darauf.",
         "die Adresse, -n"),
        ("issue", Pos.NOUN, "This is an important issue.", "Das ist ein wichtiges Thema.",
         "das Thema, Themen"),
        ("return", Pos.NOUN, "They waited for his return.", "Sie warteten auf seine Rückkehr.",
         "die Rückkehr"),
        ("return", Pos.VERB, "I must return this ring.", "Diesen Ring muss ich zurückgeben.",
         "zurückgeben"),
        ("return", Pos.VERB, "She wants to return home.", "Sie will nach Hause zurückkehren.",
         "zurückkehren"),
        ("refuse", Pos.VERB, "They refuse to leave.", "Sie weigern sich zu gehen.", "sich weigern"),
        ("coincide", Pos.VERB, "The plans coincide with ours.",
         "Die Pläne decken sich mit unseren.",
         "sich decken"),
        ("curb", Pos.VERB, "They did it to curb emigration.",
         "Sie taten es, um die Auswanderung einzudämmen.", "eindämmen"),
        ("curb", Pos.NOUN, "He fell over the curb.", "Er fiel über den Bordstein.",
         "der Bordstein, -e"),
        ("take office", Pos.PHRASE, "They take office in May.", "Im Mai treten sie ihr Amt an.",
         "sein Amt antreten"),
        ("organized crime", Pos.NOUN, "the fight against organized crime",
         "der Kampf gegen das organisierte Verbrechen", "das organisierte Verbrechen"),
        ("security law", Pos.NOUN, "Mexico adjusts a security law.",
         "Mexiko passt ein Sicherheitsgesetz an.", "das Sicherheitsgesetz, -e"),
        # The last part of a compound.
        ("law", Pos.NOUN, "They want another asylum law.", "Sie wollen ein neues Asylgesetz.",
         "das Gesetz, -e"),
        ("unprecedented", Pos.ADJECTIVE, "an unprecedented move", "ein beispielloser Schritt",
         "beispiellos"),
    ],
)  # fmt: skip
def test_german_glosses_as_used_here(
    find: Find, word: str, pos: Pos, source: str, target: str, expected: str
) -> None:
    gloss = find(word, pos, source, target, "de")
    assert text_of(gloss) == expected


@pytest.mark.parametrize(
    ("word", "pos", "source", "target", "expected"),
    [
        ("address", Pos.NOUN, "It had an address on it.", "Tenía una dirección escrita.",
         "la dirección"),
        ("address", Pos.VERB, "They must address the problem.", "Deben abordar el problema.",
         "abordar"),
        ("issue", Pos.NOUN, "This is an important issue.", "Este es un tema importante.",
         "el tema"),
        ("return", Pos.VERB, "I must return this ring.", "Tengo que devolver este anillo.",
         "devolver"),
        ("return", Pos.NOUN, "They waited for his return.", "Esperaban su regreso.", "el regreso"),
        ("refuse", Pos.VERB, "They refuse to leave.", "Se niegan a irse.", "negarse a"),
        ("security law", Pos.NOUN, "Mexico adjusts a security law.",
         "México ajusta una ley de seguridad.", "la ley de seguridad"),
        ("migration policy", Pos.NOUN, "Biden has a new migration policy.",
         "Biden tiene una nueva política migratoria.", "la política migratoria"),
        ("unprecedented", Pos.ADJECTIVE, "an unprecedented move", "una decisión sin precedentes",
         "sin precedentes"),
        ("water", Pos.NOUN, "The water is cold.", "El agua está fría.", "el agua (f.)"),
        # "se" is no part of the verb where it makes a passive; where that is unclear, it is shown,
        # and no dictionary named.
        ("record", Pos.VERB, "Many cases were recorded.", "Se registraron muchos casos.",
         "registrar"),
        ("sink", Pos.VERB, "The ship sinks in the storm.", "El barco se hunde en la tormenta.",
         "hundirse"),
    ],
)  # fmt: skip
def test_spanish_glosses_as_used_here(
    find: Find, word: str, pos: Pos, source: str, target: str, expected: str | None
) -> None:
    marked = "recorded" if word == "record" else "sinks" if word == "sink" else ""
    assert text_of(find(word, pos, source, target, "es", marked=marked)) == expected


def test_a_gloss_says_where_it_stands_and_what_confirms_it(find: Find) -> None:
    target = "Im Mai treten sie ihr Amt an."
    gloss = find("take office", Pos.PHRASE, "They take office in May.", target, "de")
    assert gloss
    assert [target[a:b] for a, b in gloss.ranges] == ["treten", "Amt", "an"]
    assert gloss.evidence is Evidence.DICTIONARY
    assert confirmation(gloss) == "confirmed by FreeDict English–German"


def test_parts_and_families_are_named_as_what_they_are(find: Find) -> None:
    source, target = "Mexico adjusts a security law.", "Mexiko passt ein Sicherheitsgesetz an."
    gloss = find("security law", Pos.NOUN, source, target, "de")
    assert gloss
    assert gloss.evidence is Evidence.PARTS
    assert "each part confirmed by FreeDict" in confirmation(gloss)


@pytest.mark.parametrize(
    ("language", "word", "pos", "source", "target", "expected", "evidence"),
    [
        ("de", "violence", Pos.NOUN, "The violence of the gangs grows.",
         "Die Gewalt der Banden wächst.", "die Gewalt", Evidence.MEANING),
        ("es", "fight", Pos.NOUN, "The fight against corruption goes on.",
         "La lucha contra la corrupción continúa.", "la lucha (contra)", Evidence.MEANING),
        ("de", "strategy", Pos.NOUN, "He kept his strategy.", "Er blieb bei seiner Strategie.",
         "die Strategie, -n", Evidence.SPELLING),
        ("es", "facilitate", Pos.VERB, "It will facilitate future cooperation.",
         "Esto va a facilitar la cooperación futura.", "facilitar", Evidence.SPELLING),
        ("es", "find out", Pos.PHRASAL_VERB, "I want to find out who it belongs to.",
         "Quiero averiguar de quién es.", "averiguar", Evidence.MEANING),
        ("de", "give up", Pos.PHRASAL_VERB, "They were about to give up.",
         "Sie wollten schon aufgeben.", "aufgeben", Evidence.MEANING),
        # Found by the alignment alone: a phrase, a part of a compound, another class of word.
        ("de", "bring up", Pos.PHRASAL_VERB, "They bring up the matter.",
         "Sie bringen die Sache zur Sprache.", "zur Sprache bringen", Evidence.ALIGNMENT),
        ("de", "security", Pos.NOUN, "Mexico adjusts a security law.",
         "Mexiko passt ein Sicherheitsgesetz an.", "die Sicherheit", Evidence.ALIGNMENT),
        ("es", "railway", Pos.NOUN, "She ran to the railway station.",
         "Corrió a la estación de tren.", "el tren", Evidence.ALIGNMENT),
        ("es", "silent", Pos.ADJECTIVE, "The president remained silent.",
         "El presidente guardó silencio.", "el silencio", Evidence.ALIGNMENT),
        # Nothing renders it: an idiom, or the word was left out.
        ("de", "cake", Pos.NOUN, "It is a piece of cake.", "Es ist ein Kinderspiel.", None, None),
        ("es", "shallow", Pos.ADJECTIVE, "Shallow bays dry up.", "Las bahías se secan.", None,
         None),
        ("de", "assist", Pos.VERB, "They assist the poor.", "Sie sind für die Armen da.", None,
         None),
    ],
)  # fmt: skip
def test_without_a_dictionary_it_is_said_how_sure_a_meaning_is(
    language: str, word: str, pos: Pos, source: str, target: str,
    expected: str | None, evidence: Evidence | None,
) -> None:  # fmt: skip
    start = source.lower().index(word)
    item = WordToGloss(word, pos, source, (start, start + len(word)), target)
    gloss = find_glosses([item], LanguagePair("en", language), nothing, encoder())[0]
    assert (text_of(gloss), gloss and gloss.evidence) == (expected, evidence)


def test_a_word_that_is_not_translated_has_no_gloss(find: Find) -> None:
    assert find("law", Pos.NOUN, "It is against the law.", "So geht das nicht.", "de") is None
    assert find("law", Pos.NOUN, "It is against the law.", "", "de") is None


def test_dictionaries_are_asked_for_a_whole_lesson_at_once() -> None:
    asked: list[Sequence[str]] = []

    def ask(words: Sequence[str]) -> Mapping[str, Sequence[DictionaryEntry]]:
        asked.append(words)
        return {}

    items = [
        WordToGloss(word, Pos.NOUN, f"the {word}", (4, 4 + len(word)), "die Sache")
        for word in ("security law", "prospects")
    ]
    find_glosses(items, LanguagePair("en", "de"), ask, encoder())
    assert len(asked) == 2  # for the words, and for what stands around them
    assert {"security law", "security", "law", "prospects", "prospect"} <= set(asked[0])


def test_the_same_word_in_small_dictionaries_of_both_languages() -> None:
    assert {"address", "issue", "return"} <= ENGLISH_GERMAN.keys() & ENGLISH_SPANISH.keys()


@pytest.mark.parametrize(
    ("language", "word", "given", "source", "target", "expected"),
    [
        ("de", "by accident", ["aus Versehen", "zufällig"], "He opened it by accident.",
         "Er öffnete ihn aus Versehen.", "aus Versehen"),
        ("de", "in the short term", ["kurzfristig"], "It will not help in the short term.",
         "Kurzfristig wird es nicht helfen.", "kurzfristig"),
        ("es", "security forces", ["fuerza de seguridad"], "They are our security forces.",
         "Son nuestras fuerzas de seguridad.", "las fuerzas de seguridad (plural)"),
    ],
)  # fmt: skip
def test_an_expression_is_glossed_as_a_whole(
    language: str, word: str, given: list[str], source: str, target: str, expected: str
) -> None:
    pos = Pos.NOUN if word.endswith("forces") else Pos.PHRASE
    start = source.index(word)
    item = WordToGloss(word, pos, source, (start, start + len(word)), target)
    kind = Pos.NOUN if pos is Pos.NOUN else Pos.ADVERB if len(given) == 1 else None
    known = {word: [DictionaryEntry(text, kind, dictionary="D") for text in given]}
    gloss = find_glosses([item], LanguagePair("en", language), lambda _: known, encoder())[0]
    assert text_of(gloss) == expected
