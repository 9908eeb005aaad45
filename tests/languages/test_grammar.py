"""Words of Spanish and German sentences: their dictionary forms, and where a gloss stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import LanguageError
from pipeline.languages.de.nouns import find_nouns
from pipeline.languages.grammar import Word, WordKind, citation, noun_phrase, words
from pipeline.text.matching import locate


def word_in(sentence: str, text: str, language: str) -> Word:
    return next(word for word in words(sentence, language) if word.text == text)


def shown(sentence: str, text: str, language: str, kind: WordKind) -> str | None:
    """Return what a list shows of a word, a verb as the sentence shows it."""
    word = word_in(sentence, text, language)
    return citation(word, kind, sentence, language, reflexive=word.is_reflexive)


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("Die Beziehungen zu den Nachbarn sind gut.", "Beziehungen", "die Beziehung, -en"),
        ("Sie fürchten einen Ansturm.", "Ansturm", "der Ansturm, Anstürme"),
        (
            "Er lobt die Politik seines Vorgängers.",
            "Vorgängers",
            "der Vorgänger, - / die Vorgängerin, -nen",
        ),
        ("Die Themen sind wichtig.", "Themen", "das Thema, Themen"),
        ("In den Leuchttürmen brennt Licht.", "Leuchttürmen", "der Leuchtturm, Leuchttürme"),
        ("Sie wollen die Kriminalität bekämpfen.", "Kriminalität", "die Kriminalität"),
        ("Die Kosten steigen.", "Kosten", "die Kosten (Pl.)"),
        ("Asylsuchende müssen warten.", "Asylsuchende", "der/die Asylsuchende, -n"),
        # Compounds have the gender and the plural of their last part.
        ("Das Sicherheitsgesetz wird angepasst.", "Sicherheitsgesetz", "das Sicherheitsgesetz, -e"),
        ("Die Finanzhilfen wurden gekürzt.", "Finanzhilfen", "die Finanzhilfe, -n"),
        (
            "In der Migrationspolitik ändert sich viel.",
            "Migrationspolitik",
            "die Migrationspolitik",
        ),
        # One spelling, two nouns: the sentence decides; where it cannot, nothing is said of it.
        ("In der Migration liegt eine Gefahr.", "Migration", "die Migration"),
        ("Wir saßen auf zwei Bänken im Park.", "Bänken", "die Bank, Bänke"),
        ("Die Banken leihen kein Geld.", "Banken", "die Bank, -en"),
        ("Sie geht zur Bank.", "Bank", "die Bank"),
    ],
)
def test_german_nouns(sentence: str, text: str, expected: str) -> None:
    assert shown(sentence, text, "de", WordKind.NOUN) == expected


def test_a_dictionary_decides_the_gender_of_a_homograph() -> None:
    sentence = "Armut und Mangel treiben sie fort."
    word = word_in(sentence, "Mangel", "de")
    assert citation(word, WordKind.NOUN, sentence, "de", gender="m") == "der Mangel, Mängel"
    assert citation(word, WordKind.NOUN, sentence, "de", gender="f") == "die Mangel, -n"
    assert citation(word, WordKind.NOUN, sentence, "de") is None


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("Im Dezember trat er sein Amt an.", "trat", "antreten"),
        ("Er hielt an seiner Strategie der harten Hand fest.", "hielt", "festhalten"),
        ("Die DEA gibt Informationen oft nicht weiter.", "gibt", "weitergeben"),
        ("Sie tun es, um die Auswanderung einzudämmen.", "einzudämmen", "eindämmen"),
        ("Die Auswanderung wurde eingedämmt.", "eingedämmt", "eindämmen"),
        ("Als er sein Amt antrat, versprach er viel.", "antrat", "antreten"),
        ("Er versprach, die Regeln zu verschärfen.", "verschärfen", "verschärfen"),
        ("Er weigerte sich, das Thema anzusprechen.", "weigerte", "sich weigern"),
        ("Er weigerte sich, das Thema anzusprechen.", "anzusprechen", "ansprechen"),
        ("Das Schiff fährt an der Küste entlang.", "fährt", "fahren"),
    ],
)
def test_german_verbs(sentence: str, text: str, expected: str) -> None:
    assert shown(sentence, text, "de", WordKind.VERB) == expected


def test_a_particle_stands_with_its_verb() -> None:
    sentence = "Im Dezember trat er sein Amt an."
    places = word_in(sentence, "trat", "de").ranges
    assert [sentence[a:b] for a, b in places] == ["trat", "an"]


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("Trotz des versöhnlichen Tons blieb er hart.", "versöhnlichen", "versöhnlich"),
        ("Das ist ein beispielloser Schritt.", "beispielloser", "beispiellos"),
        ("Ihre Rolle ist jedoch umstritten.", "umstritten", "umstritten"),
    ],
)
def test_german_adjectives(sentence: str, text: str, expected: str) -> None:
    assert shown(sentence, text, "de", WordKind.ADJECTIVE) == expected


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("Las relaciones entre ambos países mejoran.", "relaciones", "la relación"),
        ("Había muchos problemas.", "problemas", "el problema"),
        ("Puso las manos sobre la mesa.", "manos", "la mano"),
        ("Bebió agua fría.", "agua", "el agua (f.)"),
        ("Las aguas del río bajan.", "aguas", "el agua (f.)"),
        ("Los solicitantes de asilo esperan.", "solicitantes", "el/la solicitante"),
        ("Habló con una periodista.", "periodista", "el/la periodista"),
        ("Se vieron imágenes y luces.", "imágenes", "la imagen"),
        ("Se vieron imágenes y luces.", "luces", "la luz"),
        ("Recibió la ayuda de todos.", "ayuda", "la ayuda"),
        ("Hubo una crisis.", "crisis", "la crisis"),
        ("Criticó a su antecesor.", "antecesor", "el antecesor"),
    ],
)
def test_spanish_nouns(sentence: str, text: str, expected: str) -> None:
    assert shown(sentence, text, "es", WordKind.NOUN) == expected


def test_an_article_tells_more_about_gender_than_a_dictionary() -> None:
    sentence = "La construcción del muro se detuvo."
    word = word_in(sentence, "muro", "es")
    assert citation(word, WordKind.NOUN, sentence, "es", gender="f") == "el muro"


def test_spanish_nouns_in_the_plural_and_for_both_sexes() -> None:
    sentence = "La falta de perspectivas preocupa a los profesores."
    word = word_in(sentence, "perspectivas", "es")
    assert citation(word, WordKind.NOUN, sentence, "es", plural=True) == "las perspectivas (plural)"
    word = word_in(sentence, "profesores", "es")
    assert citation(word, WordKind.NOUN, sentence, "es", gender="mf") == "el profesor, la profesora"


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("El gobierno planteó el tema.", "planteó", "plantear"),
        ("Quiere frenar la emigración.", "frenar", "frenar"),
        ("Fue acusado de tráfico de drogas.", "acusado", "acusar"),
        ("La carta fue escrita en mayo.", "escrita", "escribir"),
        ("Decidió ayudarlo.", "ayudarlo", "ayudar"),
        ("Se negó a hablar.", "negó", "negarse"),
        ("Tuvo que negarse a hablar.", "negarse", "negarse"),
    ],
)
def test_spanish_verbs(sentence: str, text: str, expected: str) -> None:
    assert shown(sentence, text, "es", WordKind.VERB) == expected


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("La desconfianza mutua crece.", "mutua", "mutuo, -a"),
        ("Habló en un tono conciliador.", "conciliador", "conciliador, -a"),
        ("La actuación unilateral molestó.", "unilateral", "unilateral"),
        ("Las reglas son controvertidas.", "controvertidas", "controvertido, -a"),
        ("El segundo día fue mejor.", "mejor", "mejor"),
    ],
)
def test_spanish_adjectives(sentence: str, text: str, expected: str) -> None:
    assert shown(sentence, text, "es", WordKind.ADJECTIVE) == expected


@pytest.mark.parametrize(
    ("language", "sentence", "texts", "expected"),
    [
        ("es", "las políticas migratorias", "políticas migratorias", "la política migratoria"),
        ("es", "una ley de seguridad", "ley seguridad", "la ley de seguridad"),
        ("es", "los crímenes organizados", "crímenes organizados", "el crimen organizado"),
        ("de", "das organisierte Verbrechen", "organisierte Verbrechen",
         "das organisierte Verbrechen"),
        ("de", "mit organisierter Kriminalität", "organisierter Kriminalität",
         "die organisierte Kriminalität"),
    ],
)  # fmt: skip
def test_noun_phrases(language: str, sentence: str, texts: str, expected: str) -> None:
    found = [word_in(sentence, text, language) for text in texts.split()]
    assert noun_phrase(found, sentence, language) == expected


def test_a_language_that_nothing_is_known_of() -> None:
    with pytest.raises(LanguageError, match="fr"):
        words("Bonjour", "fr")


@pytest.mark.parametrize("language", ["de", "es"])
@given(text=st.text("aábdeñöß SEse,.-“”'1\n", max_size=60))
def test_every_word_has_its_place(language: str, text: str) -> None:
    for word in words(text, language):
        assert text[word.start : word.end] == word.text
        assert word.lemmas


def test_names_and_suffixes_are_no_nouns() -> None:
    assert find_nouns("Regen")[0].genders == ("m",)
    assert find_nouns("Xyzzy") == ()


def test_a_noun_is_found_by_each_of_its_forms() -> None:
    assert [(n.lemma, n.genders, n.plurals) for n in find_nouns("häusern")] == [
        ("Haus", ("n",), ("Häuser",))
    ]
    assert [noun.lemma for noun in find_nouns("Schalen")] == ["Schal", "Schale"]
    (official,) = find_nouns("Beamten")
    assert official.is_adjectival
    assert "beamten" in official.plural_forms
    for form in ("Themas", "Themen", "Themata", "Museen", "Mütter", "Sees", "Zentren"):
        assert find_nouns(form), form
        assert all(form.lower() in noun.forms for noun in find_nouns(form))


@pytest.mark.parametrize(
    ("language", "gloss", "text", "expected"),
    [
        ("de", "die Beziehung, -en", "Alle Beziehungen ruhen.", "Beziehungen"),
        ("de", "sich weigern, etw. zu tun", "Er weigerte sich, zu gehen.", "weigerte"),
        ("de", "etw. eindämmen; etw. bremsen", "um die Flut einzudämmen", "einzudämmen"),
        ("de", "etw. eindämmen; etw. bremsen", "Sie dämmen die Flut ein.", "dämmen"),
        ("de", "etw. eindämmen; etw. bremsen", "Sie wurde eingedämmt.", "eingedämmt"),
        ("de", "etw. eindämmen; etw. bremsen", "Das bremste sie.", "bremste"),
        ("de", "sein Amt antreten", "Er trat im Mai endlich sein neues Amt an.", "trat"),
        ("de", "der Vertrauensbruch, Vertrauensbrüche", "Viele Vertrauensbrüche",
         "Vertrauensbrüche"),
        ("de", "die Katze, -n", "Der Hund schläft.", None),
        ("es", "plantear un tema", "Planteó otro tema difícil.", "Planteó otro tema"),
        ("es", "negarse a hacer algo", "Se negó a ir.", "negó"),
        ("es", "mutuo, -a", "la desconfianza mutua", "mutua"),
        ("es", "el/la solicitante de asilo", "Los solicitantes de asilo", "solicitantes de asilo"),
        ("es", "aseverar, afirmar", "Afirmó que vendría.", "Afirmó"),
        ("es", "la relación", "", None),
    ],
)  # fmt: skip
def test_where_a_gloss_stands(language: str, gloss: str, text: str, expected: str | None) -> None:
    place = locate(gloss, text, language)
    assert (None if place is None else text[slice(*place)]) == expected


@given(
    gloss=st.text(max_size=30), text=st.text(max_size=60), language=st.sampled_from(["de", "es"])
)
def test_a_gloss_is_found_within_the_text(gloss: str, text: str, language: str) -> None:
    place = locate(gloss, text, language)
    assert place is None or 0 <= place[0] < place[1] <= len(text)
