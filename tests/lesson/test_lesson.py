"""The teacher's file: what it may say, and what a slip in it is answered with."""

from pathlib import Path

import pytest
from conftest import REPOSITORY

from pipeline.errors import LessonError
from pipeline.lesson.article import read_article
from pipeline.lesson.lesson import Lesson, read_lesson, units
from pipeline.lesson.terms import find_terms

PATH = Path("source/x/lesson.yaml")
ARTICLE = read_article(
    "---\ntitle: T\n---\nHe curbs it.\n\nA rush at the border.\n\nThe root causes.\n", PATH
)
LESSON = """\
# Paragraph numbers are those of the handout.
vocabulary:
  - {word: curb, pos: verb, level: C1, paragraph: 1}
  - word: rush
    pos: noun
    paragraph: 2
    headword: rush (on)
  - {word: root cause, pos: noun, paragraph: 3}

questions:
  before_reading:
    - question: What do you expect?
  understanding:
    - question: What does he
        curb?
      answer: "It: the rush."
      paragraphs: [1, 2]
  discussion:
    - question: Why?
      note: Ask for reasons.
"""


def read(text: str) -> Lesson:
    return read_lesson(text, PATH, ARTICLE)


def test_words_and_questions_are_read() -> None:
    lesson = read(LESSON)
    assert [entry.shown for entry in lesson.vocabulary] == ["to curb", "rush (on)", "root cause"]
    asked = {name: [q.paragraphs for q in group] for name, group in lesson.questions.groups()}
    assert asked == {"before_reading": [()], "understanding": [(1, 2)], "discussion": [()]}


def test_units_come_in_the_order_of_the_handout_and_say_where_they_stand() -> None:
    found = [(u.role.value, u.text, u.place) for u in units(read(LESSON), PATH)]
    assert found == [
        ("vocabulary", "to curb", "¶ 1, verb, C1"),
        ("vocabulary", "rush (on)", "¶ 2, noun"),
        ("vocabulary", "root cause", "¶ 3, noun"),
        ("question", "What do you expect?", "before reading, question 1"),
        ("question", "What does he curb?", "understanding, question 1, ¶ 1, 2"),
        ("answer", "It: the rush.", "understanding, question 1, ¶ 1, 2"),
        ("question", "Why?", "discussion, question 1"),
        ("note", "Ask for reasons.", "discussion, question 1"),
    ]


@pytest.mark.parametrize("text", ["", "\n", "# Nothing yet\n", "\ufeff", "vocabulary: []\n"])
def test_empty_file_is_a_lesson_without_words_and_questions(text: str) -> None:
    lesson = read(text)
    assert list(units(lesson, PATH)) == []
    assert find_terms(lesson, ARTICLE, PATH) == ()


def test_line_ends_and_byte_order_mark_make_no_difference() -> None:
    assert read("\ufeff" + LESSON.replace("\n", "\r\n")) == read(LESSON)


def test_the_repository_s_lesson_fits_its_article() -> None:
    folder = REPOSITORY / "source" / "mexico-usa"
    article = read_article((folder / "article.md").read_text(encoding="utf-8"), PATH)
    lesson = read_lesson((folder / "lesson.yaml").read_text(encoding="utf-8"), PATH, article)
    terms = find_terms(lesson, article, PATH)
    assert [term.entry for term in terms] != []
    assert {term.entry.word for term in terms} == {entry.word for entry in lesson.vocabulary}


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("level: C1", "lvl: C1", "lvl:", "`lvl` is not a known key. Did you mean `level`?"),
        ("    headword", "    hedword", "hedword:", "Did you mean `headword`?"),
        (
            "      answer",
            "      anser",
            "anser:",
            "`anser` is not a known key. Did you mean `answer`?",
        ),
        ("understanding", "understandig", "understandig:", "Did you mean `understanding`?"),
        ("\nquestions", "\nquestion", "question:\n", "Did you mean `questions`?"),
        ("rush (on)", "rush\n    line: 5", "line: 5", "`line` is not a known key."),
        (
            "    pos: noun",
            "    pos: nuon",
            "nuon",
            "“nuon” is not allowed for `pos`. Did you mean “noun”",
        ),
        ("pos: verb", "pos: gerund", "gerund", "Use one of: noun, verb, phrasal verb"),
        ("level: C1", "level: c1", "c1", "“c1” is not allowed for `level`."),
        ("paragraph: 1", "paragraph: one", "one}", "`paragraph` must be a whole number."),
        ("    paragraph: 2\n", "", "- word: rush", "`paragraph` is missing."),
        ("paragraph: 3", "paragraph: 4", "root", "There is no ¶ 4: the article has ¶ 1 to ¶ 3."),
        ("paragraph: 3", "paragraph: 0", "root", "`paragraph` must be at least 1."),
        ("[1, 2]", "[1, 9]", "What does he", "There is no ¶ 9: the article has ¶ 1 to ¶ 3."),
        (
            "root cause, pos: noun",
            "curb, pos: verb",
            "b, paragraph: 3",
            "is in the list already, in line 3.",
        ),
        ("Why?", "Why: what for?", "Why: what", "needs quotation marks around it."),
        (
            "question: Why?\n      note: Ask for reasons.",
            "Why?",
            "- Why?",
            "a group of `key: value`",
        ),
        ("rush (on)", "rush\n    pos: verb", "    pos: verb", "`pos` stands here twice."),
    ],
)
def test_error_names_the_line_and_how_to_mend_it(old: str, new: str, at: str, message: str) -> None:
    assert LESSON.count(old) == 1
    text = LESSON.replace(old, new)
    line = next(n for n, t in enumerate(text.splitlines(keepends=True), 1) if at in t)
    with pytest.raises(LessonError) as error:
        read(text)
    assert str(error.value).startswith(f"source/x/lesson.yaml:{line}: ")
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("paragraph: 3", "paragraph: 2", "“root cause” is not in ¶ 2, in any form. It is in ¶ 3."),
        ("root cause", "root tree", "“root tree” is not in ¶ 3, in any form. Write `word` as it"),
        ("root cause", "…", "“…” is not in ¶ 3, in any form."),
    ],
)
def test_word_that_its_paragraph_does_not_have(old: str, new: str, message: str) -> None:
    text = LESSON.replace(old, new)
    line = next(n for n, t in enumerate(text.splitlines(), 1) if new in t and "noun" in t)
    with pytest.raises(LessonError) as error:
        find_terms(read(text), ARTICLE, PATH)
    assert str(error.value).startswith(f"source/x/lesson.yaml:{line}: {message}")
