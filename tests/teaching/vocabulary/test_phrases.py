"""Expressions are found joined and apart, and not where the words only meet."""

import pytest

from pipeline.teaching.vocabulary import lexicon
from pipeline.teaching.vocabulary.phrases import find_phrases
from pipeline.teaching.vocabulary.tagging import tag
from pipeline.text.classes import LEVELS, PartOfSpeech


def found(sentence: str) -> dict[str, str]:
    """Return the phrases of a sentence, each with the words that make it up there."""
    tokens = tag(sentence)
    return {
        occurrence.phrase.text: " ".join(tokens[index].form for index in occurrence.indices)
        for occurrence in find_phrases(tokens)
    }


@pytest.mark.parametrize(
    ("sentence", "phrase", "words"),
    [
        ("Amlo brought up the issue.", "bring up", "brought up"),
        ("Amlo brought the old matter up.", "bring up", "brought up"),
        ("She looked it up at once.", "look up", "looked up"),
        ("The DEA does not pass on information.", "pass on", "pass on"),
        ("He stuck to his strategy.", "stick to", "stuck to"),
        ("They have been putting up with the noise.", "put up with", "putting up with"),
        ("When he took office, it rained.", "take office", "took office"),
        ("The judges dropped the charges.", "drop the charges", "dropped the charges"),
        ("Keep an eye on the money.", "keep an eye on", "Keep an eye on"),
        ("She changed her mind.", "change one's mind", "changed her mind"),
        ("They combat the root causes.", "root cause", "root causes"),
        ("It goes on regardless of the rules.", "regardless of", "regardless of"),
        ("Sooner or later, it returns.", "sooner or later", "Sooner or later"),
    ],
)
def test_expression_is_found(sentence: str, phrase: str, words: str) -> None:
    assert found(sentence)[phrase] == words


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("He brought it up the stairs.", "bring up"),
        ("She took the book and wrote off the page.", "take off"),
        ("He sat on Monday.", "sit on"),
        ("The looks on their faces changed.", "look on"),
        ("The root of the cause is known.", "root cause"),
        ("They changed the mind of the judge.", "change one's mind"),
    ],
)
def test_words_that_only_meet_are_no_expression(sentence: str, phrase: str) -> None:
    assert phrase not in found(sentence)


def test_longer_expression_goes_before_the_shorter_one_in_it() -> None:
    assert set(found("They ran out of food and got rid of it.")) == {"run out of", "get rid of"}


def test_lexicon_is_large_and_well_formed() -> None:
    phrases = [phrase for group in lexicon.phrases().values() for phrase in group]
    count = {pos: sum(phrase.pos is pos for phrase in phrases) for pos in PartOfSpeech}
    assert count[PartOfSpeech.PHRASAL_VERB] > 500
    assert count[PartOfSpeech.PHRASE] > 500
    assert count[PartOfSpeech.NOUN] > 500
    assert {phrase.level for phrase in phrases} <= set(LEVELS)
    assert all(phrase.text == " ".join(phrase.text.split()) for phrase in phrases)
    assert len(lexicon.patterns()) > 200
    assert len(lexicon.false_friends("es")) > 80
    assert len(lexicon.false_friends("de")) > 80
