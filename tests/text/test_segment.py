"""Sentences end where a reader says they do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.segment import sentences

# The sentences of each text stand between bars.
ENGLISH = """
He did it after all. | Six weeks later, he wrote. | Why? | Nobody knows!
Mr. Smith met Dr. J. R. Jones at St. Mary's. | They talked.
U.S. officials met Sen. Warren on Jan. 5 at 3 p.m. in the hall. | It rained.
See vol. 3, no. 5 and fig. II for it. | The rest is silence.
He said no. | Then he left. | It was a small fig. | She ate it.
“Is it over?” she asked. | “Not yet.” | He went on.
Well... maybe not. | Wait… what? | Yes.
It cost 3.5 million, i.e. too much. | Nobody paid.
Why us? he asked himself. | Nobody knew. | They had plan B. | Then they had none.
They drank tea, e.g. green tea, vs. coffee. | Good.
"""
SPANISH = """
El Sr. López llegó a EE.UU. el lunes. | ¿Por qué? | ¡Nadie lo sabe!
La Dra. Á. Ruiz y D. Juan M. Paz viven en la Av. Juárez. | Son amigos.
Véase la pág. 5, núm. 3. | Después, nada.
Costó 3,5 millones aprox. y era caro. | Pagaron… al final.
«¿Ya acabó?», preguntó ella. | «No».
Abrió el sobre. | La carta decía: ven al mar. | ¿Vendrá? | Le va bien. | “Ya veo”, dijo él.
"""
GERMAN = """
Am 3. Oktober kam er an. | Am 4. ging er. | Am 1. Jänner war es der 3. | Dann kam sie.
Im 19. Jahrhundert und im 2. Weltkrieg war das anders. | Es war 1945. | Kaum jemand blieb.
Herr Dr. Weiß wohnt z. B. in der Lindenstr. 5. | Er ist alt.
Nach Art. 5 Abs. 2 ist das erlaubt. | Er fragte Max. | Dann ging er.
Er sah mich. | Die Uhr schlug auf ihre Art. | „Komm!“ | Siehe Art. II der Ordnung.
„Ist es vorbei?“, fragte sie. | „Noch nicht.“ | Er schwieg.
Das kostet ca. 5 Mio. Euro, d. h. zu viel. | Niemand zahlt… nie.
"""


def _cases() -> list[tuple[str, str]]:
    texts = {"en": ENGLISH, "es": SPANISH, "de": GERMAN}
    return [(code, line) for code, lines in texts.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("language", "barred"), _cases())
def test_sentences_end_where_a_reader_says(language: str, barred: str) -> None:
    text = barred.replace(" | ", " ")
    assert " | ".join(text[a:b] for a, b in sentences(text, language)) == barred


def test_line_break_that_a_person_set_stays_inside_its_sentence() -> None:
    text = "Roses are red,\nviolets are blue. Sugar is sweet."
    assert [text[a:b] for a, b in sentences(text, "en")] == [
        "Roses are red,\nviolets are blue.",
        "Sugar is sweet.",
    ]


PIECES = ["Dr. ", "He left. ", " ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", "\u200b", "É"]
PIECES += [
    "e\u0301 ",
    "😀",
    "𝔸. ",
    "“Yes!” ",
    "3. ",
    "Oktober ",
    "… ",
    "... ",
    "?! ",
    "»",
    "z. B. ",
]


@given(
    st.text() | st.lists(st.sampled_from(PIECES)).map("".join), st.sampled_from(["en", "es", "de"])
)
def test_nothing_but_white_space_is_between_sentences(text: str, language: str) -> None:
    position = 0
    for start, end in sentences(text, language):
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert not text[position:].strip()
