"""What a rewritten text may not bring in, and what it may leave out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.teaching.assistant.fidelity import added, plain, reads_as

SOURCE = (
    "On 12 May 2019, Ana Ruiz told Germany’s minister that four billion dollars, five percent of "
    "the budget, were “not enough” for 1,500 villages. Police in Mexico-City waited in March 2020."
)


@pytest.mark.parametrize(
    "text",
    [
        SOURCE,
        "In May, Ana Ruiz spoke to a minister.",
        "On May 12, 2019, Ruiz spoke.",
        "She said that 5 percent was “not enough”.",
        "She said that 5% is ‘Not enough.’",
        "The 1500 villages needed 4 billion dollars.",
        "In 2019 she spoke. People waited for money. One of them was from Mexico.",
        "It wasn't enough. They’re poor. I think so, too.",
        "Police waited. Then Germany paid.",
        "",
    ],
)
def test_what_the_source_has_may_be_said_in_another_way(text: str) -> None:
    assert added(SOURCE, text, "en") == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("On 13 May 2019, Ana Ruiz spoke.", "a date that the text has not: 13 May 2019"),
        ("In May 2020, Ana Ruiz spoke.", "a date that the text has not: May 2020"),
        ("In June she spoke.", "a date that the text has not: June"),
        ("It cost five billion dollars.", "a number that the text has not: 5000000000"),
        ("It was 6 percent.", "a number that the text has not: 6"),
        ("Three ministers came.", "a number that the text has not: 3"),
        ("Ana Smith spoke.", "a name that the text has not: Smith"),
        ("Berlin paid.", "a name that the text has not: Berlin"),
        ("She spoke. Trump’s wall stands.", "a name that the text has not: Trump’s"),
        ("A minister of the EU came.", "a name that the text has not: EU"),
        ("She said it was “far too much”.", "a quotation that the text has not: far too much"),
        ('"Give us more," she said.', "a quotation that the text has not: Give us more,"),
    ],
)
def test_what_the_source_has_not_is_named(text: str, reason: str) -> None:
    assert added(SOURCE, text, "en") == f"it has {reason}"


@given(st.text(max_size=200))
def test_no_text_brings_anything_into_itself(text: str) -> None:
    assert added(text, text, "en") == ""


def test_the_shipped_article_brings_nothing_into_itself_sentence_by_sentence() -> None:
    from conftest import REPOSITORY

    from pipeline.lesson.article import read_article
    from pipeline.text.markup import parse
    from pipeline.text.segment import sentences

    path = REPOSITORY / "source" / "mexico-usa" / "article.md"
    for block in read_article(path.read_text(encoding="utf-8"), path).numbered().values():
        text = parse(block.units[0].text).text
        for start, end in sentences(text, "en"):
            assert added(text, text[start:end], "en") == ""


@pytest.mark.parametrize(
    ("text", "language", "is_so"),
    [
        ("The town built a bridge.", "en", True),
        ("Los Angeles", "en", True),
        ("Mexico.", "en", True),
        ("El pueblo construyó un puente con la ayuda de todos.", "en", False),
        ("Das Dorf hat eine Brücke und ist zufrieden.", "en", False),
        ("El pueblo construyó un puente.", "es", True),
        ("Das Dorf hat eine Brücke.", "de", True),
        ("Which house is it?", "de", False),
    ],
)
def test_the_smallest_words_tell_the_language(text: str, language: str, is_so: bool) -> None:
    assert reads_as(text, language) is is_so


def test_a_copied_text_is_known_whatever_its_marks_and_blanks() -> None:
    assert plain("“It’s\u00a0a —\n test”") == plain('"It\'s a -  test"')
