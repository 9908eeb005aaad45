"""Levels and frequencies say what a teacher would expect, and stay sensible where lists err."""

from itertools import islice
from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordfreq import get_frequency_dict, zipf_frequency

from pipeline.languages.frequency import zipf
from pipeline.teaching.vocabulary.cognates import is_transparent
from pipeline.teaching.vocabulary.families import related
from pipeline.teaching.vocabulary.levels import level
from pipeline.text.classes import LEVELS, Pos

# The level at which course books have a word; a part of the words the estimate was fitted to.
USUAL = """
A1 house/NOUN eat/VERB small/ADJ school/NOUN write/VERB window/NOUN happy/ADJ family/NOUN
A2 airport/NOUN borrow/VERB dangerous/ADJ message/NOUN improve/VERB invite/VERB wet/ADJ
A2 museum/NOUN arrive/VERB umbrella/NOUN lazy/ADJ bicycle/NOUN journey/NOUN
B1 advantage/NOUN avoid/VERB behave/VERB complain/VERB equipment/NOUN nervous/ADJ reduce/VERB
B1 crime/NOUN opportunity/NOUN attitude/NOUN repair/VERB fog/NOUN victory/NOUN destroy/VERB
B1 sleeve/NOUN candle/NOUN pour/VERB lightning/NOUN scream/VERB jealous/ADJ balcony/NOUN
B2 acknowledge/VERB adapt/VERB assume/VERB beneficial/ADJ convince/VERB decline/VERB threat/NOUN
B2 controversial/ADJ corruption/NOUN investigate/VERB justify/VERB launch/VERB priority/NOUN
B2 reluctant/ADJ threaten/VERB willingness/NOUN prospect/NOUN stall/NOUN commuter/NOUN
C1 abolish/VERB ambiguous/ADJ assert/VERB coincide/VERB coherent/ADJ concede/VERB facilitate/VERB
C1 incentive/NOUN obsolete/ADJ predecessor/NOUN reluctance/NOUN scrutiny/NOUN unprecedented/ADJ
C1 unilateral/ADJ hostility/NOUN linger/VERB drawback/NOUN
C2 curtail/VERB exacerbate/VERB culminate/VERB conciliatory/ADJ impede/VERB acquit/VERB
C2 tenacious/ADJ figment/NOUN
"""


def usual() -> list[tuple[str, Pos, int]]:
    words = []
    for line in USUAL.strip().splitlines():
        name, *rest = line.split()
        for word in rest:
            lemma, _, pos = word.partition("/")
            words.append((lemma, Pos(pos), [*LEVELS].index(name)))
    return words


def test_levels_are_seldom_more_than_one_off() -> None:
    off = [abs([*LEVELS].index(level(word, pos)) - right) for word, pos, right in usual()]
    assert sum(distance <= 1 for distance in off) / len(off) > 0.95
    assert sum(distance == 0 for distance in off) / len(off) > 0.45


@pytest.mark.parametrize("word", ["amendment", "tenacious", "easing", "detrimental"])
def test_words_the_list_has_too_low_are_hard(word: str) -> None:
    pos = Pos.NOUN if word in ("amendment", "easing") else Pos.ADJECTIVE
    assert [*LEVELS].index(level(word, pos)) >= [*LEVELS].index("B2")


def test_frequency_is_that_of_the_most_frequent_form() -> None:
    assert zipf("arrive", "en", "arrived") == zipf("arrived", "en") > zipf("arrive", "en")
    assert zipf("the", "en") > zipf("house", "en") > zipf("lighthouse", "en") > 0
    assert zipf("Haus", "de") > 5 > zipf("Leuchtturm", "de") > 2
    assert zipf("casa", "es") > 5
    assert zipf("root cause", "en") == min(zipf("root", "en"), zipf("cause", "en"))
    assert zipf("xqzzvw", "en") == 0


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_frequency_is_that_of_the_large_list_for_usual_and_rare_words(language: str) -> None:
    shares = get_frequency_dict(language, "best")
    words = [word for word in islice(shares, 0, None, 997) if word.isalpha()]
    assert any(word not in get_frequency_dict(language, "small") for word in words)
    assert {word: zipf(word, language) for word in words} == {
        word: round(log10(shares[word]) + 9, 2) for word in words
    }


@pytest.mark.parametrize("word", ["hard-handed", "well-known", "xqzzvw-like", "militarised-zone"])
def test_frequency_of_words_with_a_hyphen(word: str) -> None:
    assert zipf(word, "en") == zipf_frequency(word, "en", "best")


@given(st.text(max_size=20), st.sampled_from(list(Pos)))
def test_anything_has_a_level_and_a_frequency(word: str, pos: Pos) -> None:
    assert level(word, pos) in LEVELS
    assert 0 <= zipf(word, "en") < 8


@pytest.mark.parametrize(
    ("word", "spanish", "german"),
    [
        ("corruption", True, True),
        ("strategy", True, True),
        ("region", True, True),
        ("humanitarian", True, False),
        ("university", True, True),
        ("ocean", True, True),
        ("museum", True, True),
        ("refugee", False, False),
        ("willingness", False, False),
        ("mutual", False, False),
        ("breach", False, False),
        ("trust", False, False),  # in German texts, but no German word
        ("actual", False, False),  # false friends
        ("eventually", False, False),
        ("sensible", False, False),
        ("sympathetic", False, False),
    ],
)
def test_what_a_reader_recognises(word: str, spanish: bool, german: bool) -> None:
    assert (is_transparent(word, "es"), is_transparent(word, "de")) == (spanish, german)


def test_in_other_languages_the_same_spelling_is_recognised() -> None:
    assert is_transparent("corruption", "fr")
    assert not is_transparent("strategy", "fr")
    assert not is_transparent("corruption", "xx")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("reluctant", "reluctance", True),
        ("willing", "willingness", True),
        ("controversy", "controversial", True),
        ("migrate", "migration", True),
        ("smuggle", "smuggling", True),
        ("certain", "uncertain", True),
        # One word in two spellings.
        ("neighbour", "neighbor", True),
        ("Café", "cafe", True),
        ("fibre", "fiber", True),
        ("e-mail", "email", True),
        ("reverse", "review", False),
        ("lead", "leave", False),
        ("prospect", "prosper", False),
        ("stall", "stable", False),
    ],
)
def test_word_families(one: str, other: str, expected: bool) -> None:
    assert related(one, other) == related(other, one) == expected
