"""Which words of a translation say what words of its source say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alignment.encoder import encoder
from pipeline.alignment.words import WordAlignment, WordLink, links_by_meaning

ROCKS = (
    "More than forty ships were lost on the rocks in front of its harbour.",
    "Más de cuarenta barcos se perdieron en las rocas frente a su puerto.",
)
BOATS = (
    "Most ships find their way by satellite, and only small boats still look for the light.",
    "Die meisten Schiffe finden ihren Weg per Satellit, nur kleine Boote suchen noch das Licht.",
)
HOURS = ("Measure the wind every hour", "Jede Stunde den Wind messen")


@pytest.mark.parametrize(
    ("pair", "source", "target"),
    [
        (ROCKS, "the rocks", "las rocas"),
        (ROCKS, "harbour", "puerto"),
        (BOATS, "only small boats", "nur kleine Boote"),
        (BOATS, "the light.", "das Licht."),
        (HOURS, "every hour", "Jede Stunde"),
        (HOURS, "the wind", "den Wind"),
    ],
)
def test_meaning_finds_the_words(pair: tuple[str, str], source: str, target: str) -> None:
    words = WordAlignment(*pair, links_by_meaning(*pair, encoder()))
    start = pair[0].index(source)
    found = words.project(start, start + len(source))
    assert found
    assert pair[1][slice(*found)] == target


def test_without_attention_the_same_spelling_counts() -> None:
    source, target = "Trump left Honduras in 2019.", "En 2019 dejó Trump Honduras."
    words = WordAlignment(source, target)
    for word in ("Trump", "Honduras", "2019"):
        found = words.project(source.index(word), source.index(word) + len(word), sure=True)
        assert found
        assert target[slice(*found)] == word


def test_what_nothing_speaks_for_has_no_sure_place() -> None:
    links = [WordLink((0, 3), (0, 2), 0.5), WordLink((4, 7), (0, 2), 0.5)]
    assert WordAlignment("one two", "ya", links).project(0, 3, sure=True) is None
    assert WordAlignment("one two", "ya", links).project(0, 3) == (0, 2)


@given(st.text(max_size=40), st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_place_is_always_within_the_translation(
    source: str, target: str, start: int, length: int
) -> None:
    start = min(start, len(source))
    end = min(start + length, len(source))
    found = WordAlignment(source, target).project(start, end)
    assert found is None or 0 <= found[0] <= found[1] <= len(target)
