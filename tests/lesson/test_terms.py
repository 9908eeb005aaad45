"""Words of the lesson are found in the text as a reader would find them."""

from pathlib import Path

import pytest

from pipeline.errors import LessonError
from pipeline.lesson.article import read_article
from pipeline.lesson.lesson import Lesson, VocabularyEntry, proposal_digest, read_lesson
from pipeline.lesson.terms import find_terms
from pipeline.text.classes import PartOfSpeech
from pipeline.text.lemma import find_word

PATH = Path("lesson.yaml")


def found(word: str, text: str, separable: bool = False) -> str | None:
    place = find_word(word, text, "en", separable)
    return text[slice(*place)] if place else None


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("congratulate", "He congratulated Biden.", "congratulated"),
        ("buckle", "Amlo buckled.", "buckled"),
        ("country", "Neighboring countries agree.", "countries"),
        ("child", "The children left.", "children"),
        ("threaten", "THREATENING words", "THREATENING"),
        ("Congress", "the congress", "congress"),
        ("asylum seeker", "It forces asylum seekers to wait.", "asylum seekers"),
        ("root cause", "To combat the root causes.", "root causes"),
        ("take office", "When he took office in 2018.", "took office"),
        ("hard-handed", "his hard-handed strategy", "hard-handed"),
        ("president", "Mexico's president’s letter", "president’s"),
        ("Amlo", "in Amlo’s letter", "Amlo’s"),
        ("elector", "the electors' committee", "electors"),
        ("rush", "a mass ‘rush’ at the border", "rush"),
        ("stay", "the 'Stay in Mexico' program", "Stay"),
        ("pass on", "It does not\npass on information.", "pass on"),
        ("curb", "A curbside café.", None),
        ("trust", "mistrust and distrust", None),
        ("mass rush", "a rush of the mass", None),
        ("root cause", "the root of the cause", None),
        ("!", "Stop!", None),
    ],
)
def test_word_is_found_in_any_form_and_only_as_a_whole(
    word: str, text: str, expected: str | None
) -> None:
    assert found(word, text) == expected


def test_phrasal_verb_is_found_around_its_object() -> None:
    text = "She brought the old matter up. They bring up children."
    assert found("bring up", text, separable=True) == "bring up"  # together, where that is
    assert found("bring up", text[:30], separable=True) == "brought the old matter up"
    assert found("bring up", text[:30]) is None
    assert found("bring up", "He brings it to us and goes up.", separable=True) is None


ARTICLE = read_article(
    "---\ntitle: T\n---\nThe rush began, a *mass rush*.\n\n"
    "Another rush was curbed by trust.\n\n"
    "| Reason | Number |\n|---|---|\n| a mass rush | 2 |\n",
    Path("article.md"),
)


def terms(*entries: str) -> list[tuple[int, str, int, int, str]]:
    yaml = "vocabulary:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)
    blocks = ARTICLE.numbered()
    return [
        (t.number, t.entry.word, t.paragraph, t.unit, blocks[t.paragraph].units[t.unit].text)
        for t in find_terms(read_lesson(yaml, PATH, ARTICLE), ARTICLE, PATH)
    ]


def test_words_are_numbered_in_the_order_of_the_text_not_of_the_list() -> None:
    found = terms(
        "word: trust, pos: noun, paragraph: 2",
        "word: reason, pos: noun, paragraph: 3",
        "word: curb, pos: verb, paragraph: 2",
        "word: mass rush, pos: noun, paragraph: 1",
        "word: rush, pos: noun, paragraph: 1",
    )
    assert [(number, word) for number, word, *_ in found] == [
        (1, "rush"),
        (2, "mass rush"),
        (3, "curb"),
        (4, "trust"),
        (5, "reason"),
    ]


def test_word_is_marked_in_the_paragraph_that_is_named() -> None:
    places = [terms(f"word: rush, pos: noun, paragraph: {number}")[0] for number in (1, 2, 3)]
    assert [place[2:] for place in places] == [
        (1, 0, "The rush began, a *mass rush*."),
        (2, 0, "Another rush was curbed by trust."),
        (3, 2, "a mass rush"),
    ]


def test_place_of_a_word_does_not_count_the_marks_of_markdown() -> None:
    lesson = read_lesson("vocabulary: [{word: mass rush, pos: noun, paragraph: 1}]", PATH, ARTICLE)
    (term,) = find_terms(lesson, ARTICLE, PATH)
    assert "The rush began, a mass rush."[term.start : term.end] == "mass rush"


def marked(word: str, **keys: str) -> list[str]:
    text = read_article(
        "---\ntitle: T\n---\nShe gave an address. They\naddress the issue.\n", Path("article.md")
    )
    entry = VocabularyEntry(line=1, word=word, pos=PartOfSpeech.VERB, paragraph=1, **keys)
    found = find_terms(Lesson(line=1, vocabulary=(entry,)), text, PATH)
    plain = text.numbered()[1].units[0].text
    return [plain[term.start - 5 : term.end] for term in found]


def test_word_is_looked_for_in_its_sentence_first() -> None:
    assert marked("address") == ["e an address"]
    assert marked("address", sentence="They address the issue.") == ["They address"]
    assert marked("address", sentence="They address\n  the issue.") == ["They address"]
    assert marked("address", sentence="A sentence that was cut.") == ["e an address"]


def test_proposal_that_the_text_has_no_more_is_left_out() -> None:
    mark = proposal_digest("curb", PartOfSpeech.VERB, "", "")
    assert marked("curb", proposed=mark) == []
    with pytest.raises(LessonError, match="“curb” is not in ¶ 1"):
        marked("curb", proposed="edited")


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("change one's mind", "They changed their minds.", "changed their minds"),
        ("pride oneself on", "She prides herself on it.", "prides herself on"),
        ("change one's mind", "They changed the mind.", None),
    ],
)
def test_placeholders_stand_for_pronouns(word: str, text: str, expected: str | None) -> None:
    assert found(word, text) == expected
