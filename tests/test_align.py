"""Sentences are linked to their translations, also where people joined or split them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.align import align

# Each line is a link; "/" stands between sentences of one side, "=" between the sides.
# Spanish: the translator joined the first two and split the last.
SPANISH = """
He did it after all. / Six weeks after the election, Mexico's president congratulated Joe Biden on his victory on Monday. = Al final lo hizo: seis semanas después de las elecciones, el presidente de México felicitó el lunes a Joe Biden por su victoria.
He wanted to wait for the official result. = Quería esperar el resultado oficial.
Foreign agents must now share all information they have collected, and the DEA, which has been stationed in Mexico for decades, is the one that is meant. = Los agentes extranjeros deben compartir ahora toda la información que hayan reunido. / Se trata sobre todo de la DEA, que está en México desde hace décadas.
However, their role is controversial. = Sin embargo, su papel es controvertido.
"""  # noqa: E501
# German: two short ones were joined, a long one was split.
GERMAN = """
Trump showed little interest in it. / On the contrary: he cut financial aid for the region. = Trump zeigte wenig Interesse daran, im Gegenteil: Er kürzte die Finanzhilfen für die Region.
Tens of thousands of refugees subsequently stranded on the Mexican border. = Zehntausende Flüchtlinge strandeten daraufhin an der mexikanischen Grenze.
In spring 2019, Trump also threatened punitive tariffs of five percent on all goods imports if Mexico stopped doing border security. = Im Frühjahr 2019 drohte Trump zudem mit Strafzöllen von fünf Prozent auf alle Warenimporte. / Dies für den Fall, dass Mexiko die Grenze nicht mehr sichere.
Amlo buckled. = Amlo knickte ein.
"""  # noqa: E501
# The last sentence was left out; what names the sentences share tells it from a joined one.
SHORTENED = """
The Aztec country responded to the incident with amendments to a security law that tightened law enforcement practice for foreign officials. = El país azteca respondió al incidente con reformas a una ley de seguridad que endurecieron las reglas de actuación policial para los funcionarios extranjeros.
Foreign agents working in Mexico are now required to share all information they have collected with the Mexican authorities. = Los agentes extranjeros que trabajan en México ahora están obligados a compartir con las autoridades mexicanas toda la información que hayan recabado.
The new rules are primarily aimed at DEA agents who have been stationed in Mexico for decades to fight drug trafficking. = Las nuevas reglas están dirigidas principalmente a los agentes de la DEA que desde hace décadas están destacados en México para combatir el narcotráfico.
However, their role is controversial. = Sin embargo, su papel es controvertido.
According to the Mexican security forces, the DEA often does not pass on information. =
"""  # noqa: E501


@pytest.mark.parametrize("text", [SPANISH, GERMAN, SHORTENED], ids=["es", "de", "shortened"])
def test_joined_split_and_omitted_sentences_are_linked_right(text: str) -> None:
    rows = [tuple(map(_sentences, line.split("="))) for line in text.strip().splitlines()]
    source = [sentence for left, _ in rows for sentence in left]
    target = [sentence for _, right in rows for sentence in right]
    linked = [
        ([source[i] for i in link.source], [target[j] for j in link.target])
        for link in align(source, target)
    ]
    assert linked == rows


def _sentences(side: str) -> list[str]:
    return [sentence.strip() for sentence in side.split("/") if sentence.strip()]


SENTENCES = st.lists(
    st.text(max_size=20) | st.sampled_from(["", "Mexico 2019.", "x" * 500]), max_size=8
)


@given(SENTENCES, SENTENCES)
def test_every_sentence_is_in_exactly_one_link_and_in_order(
    source: list[str], target: list[str]
) -> None:
    links = align(source, target)
    assert [i for link in links for i in link.source] == list(range(len(source)))
    assert [j for link in links for j in link.target] == list(range(len(target)))
    assert all(link.source or link.target for link in links)


@given(SENTENCES.filter(all))
def test_a_text_is_linked_to_itself_sentence_by_sentence(sentences: list[str]) -> None:
    assert all(link.source == link.target for link in align(sentences, sentences))
