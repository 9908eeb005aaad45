"""What a word takes with it stands on the list, where the sentence has it too."""

import pytest

from pipeline.languages.grammar import WordKind, words
from pipeline.languages.grammar import citation as cite
from pipeline.teaching.glosses.governing import governed


@pytest.mark.parametrize(
    ("text", "said", "sentence", "language", "expected"),
    [
        ("warten", "wartet", "Sie wartet am Tor auf den Bus.", "de", "warten auf + Akk."),
        ("warten", "wartet", "Sie wartet auf dem Markt.", "de", "warten"),
        ("raten", "rieten", "Wir rieten ihr zu einer Kur.", "de", "raten + Dat. (zu + Dat.)"),
        ("raten", "rieten", "Wir rieten ihr zu schlafen.", "de", "raten + Dat."),
        ("helfen", "half", "Ein Schmied half dem Pferd.", "de", "helfen + Dat."),
        ("bestehen", "besteht", "Der Teig besteht aus Mehl.", "de", "bestehen aus + Dat."),
        ("bestehen", "besteht", "Er besteht die Probe.", "de", "bestehen"),
        ("sich freuen", "freut", "Er freut sich darauf, dass es regnet.", "de",
         "sich freuen auf + Akk."),
        ("die Angst, Ängste", "Angst", "Ihre Angst vor Gewittern blieb.", "de",
         "die Angst, Ängste (vor + Dat.)"),
        ("die Angst, Ängste", "Angst", "Sie hatte Angst.", "de", "die Angst, Ängste"),
        ("stolz", "stolz", "Er war auf sein Boot stolz.", "de", "stolz auf + Akk."),
        ("felicitar", "felicitó", "La jefa felicitó al equipo por la obra.", "es",
         "felicitar a alguien por algo"),
        ("depender", "depende", "La cosecha depende de la lluvia.", "es", "depender de"),
        ("depender", "Depende", "Depende.", "es", "depender"),
        ("el miedo", "miedo", "Perdió el miedo a volar.", "es", "el miedo (a)"),
        ("orgulloso, -a", "orgullosa", "Está orgullosa de su huerto.", "es",
         "orgulloso, -a (de)"),
    ],
)  # fmt: skip
def test_government(text: str, said: str, sentence: str, language: str, expected: str) -> None:
    start = sentence.index(said)
    assert governed(text, [(start, start + len(said))], sentence, language) == expected


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        ("Das ist die Ärztin.", "de", "der Arzt, Ärzte / die Ärztin, -nen"),
        ("Das ist der Nachbar.", "de", "der Nachbar, -n / die Nachbarin, -nen"),
        ("Das ist der Rechner.", "de", "der Rechner, -"),
        ("Das ist der Motor.", "de", "der Motor, -en"),
        ("Es la bióloga", "es", "el biólogo, la bióloga"),
        ("Es el médico", "es", "el médico, la médica"),
        ("Es la técnica", "es", "la técnica"),
        ("Es el libro", "es", "el libro"),
    ],
)
def test_persons_are_of_both_sexes_and_things_of_none(
    sentence: str, language: str, expected: str
) -> None:
    noun = words(sentence, language)[-1]
    assert cite(noun, WordKind.NOUN, sentence, language) == expected
