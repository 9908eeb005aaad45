"""Proposals go into lesson.yaml, and nothing that a person wrote there changes."""

from pathlib import Path

import pytest
from conftest import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import LessonError
from pipeline.lesson.edit import Additions, accept, add, withdraw
from pipeline.lesson.lesson import Question, Seen, VocabularyEntry, load_lesson
from pipeline.text.classes import PartOfSpeech

PATH = Path("lesson.yaml")
WORD = VocabularyEntry(
    0, "give in", PartOfSpeech.PHRASAL_VERB, 5, "B2", sentence="It gave in: “yes”, no #1."
)
OTHER = VocabularyEntry(0, "no", PartOfSpeech.NOUN, 2)
ASKED = Question(0, "What: does #1 mean?", "It’s “so”.", "", (1, 2))
BOTH = Additions((WORD, OTHER), {"understanding": (ASKED,)}, Seen(0, ("give in", "no"), ("a: 1",)))
SHIPPED = (REPOSITORY / "source" / "mexico-usa" / "lesson.yaml").read_text(encoding="utf-8")

LAYOUTS = [
    "",
    "# only a comment\n",
    "vocabulary:\n",
    "vocabulary: []\nquestions: {}\n",
    "vocabulary: null\nquestions:\n  understanding: []\n",
    "vocabulary:\n- word: a\n  pos: noun\n  paragraph: 1\n"
    "questions:\n  before_reading:\n  - question: q\n",
    "vocabulary: [{word: a, pos: noun, paragraph: 1}]  # in a row\n",
    "# top\nvocabulary:\n  - {word: a, pos: noun, paragraph: 1}  # mine\n\n# between\nquestions:\n"
    "  understanding:\n    - question: >\n        folded\n        text\n      # tail\n"
    "  discussion:\n    - question: b\n# end",
    SHIPPED,
]


@pytest.mark.parametrize("text", LAYOUTS, ids=range(len(LAYOUTS)))
def test_additions_come_after_what_is_there(text: str) -> None:
    before, after = load_lesson(text, PATH), load_lesson(add(text, BOTH, PATH), PATH)
    assert [e.word for e in after.vocabulary] == [e.word for e in before.vocabulary] + [
        "give in",
        "no",
    ]
    old = [q.question for q in before.questions.understanding]
    assert [q.question for q in after.questions.understanding] == [*old, ASKED.question]
    assert [q.question for q in after.questions.discussion] == [
        q.question for q in before.questions.discussion
    ]
    assert after.seen.questions == ("a: 1",)
    new = [e for e in after.vocabulary if e.word in ("give in", "no")]
    assert all(entry.is_proposal for entry in new)
    assert new[0].sentence == WORD.sentence


@pytest.mark.parametrize("text", [*LAYOUTS[1:3], *LAYOUTS[5:6], *LAYOUTS[7:]])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_of_a_person_stay_letter_by_letter(text: str, newline: str) -> None:
    text = text.replace("\n", newline)
    written = iter(add(text, BOTH, PATH).splitlines(keepends=True))
    assert all(
        line.rstrip("\r\n") in (w.rstrip("\r\n") for w in written) for line in text.splitlines()
    )
    assert add(text, BOTH, PATH).count("\n") == add(text, BOTH, PATH).count(newline)


def test_adding_twice_adds_to_the_same_lists() -> None:
    once = add("", BOTH, PATH)
    more = Additions(
        (VocabularyEntry(0, "yes", PartOfSpeech.NOUN, 1),), {}, Seen(0, ("give in", "no", "yes"))
    )
    twice = load_lesson(add(once, more, PATH), PATH)
    assert [entry.word for entry in twice.vocabulary] == ["give in", "no", "yes"]
    assert twice.seen.words == ("give in", "no", "yes")
    assert add(once, more, PATH).count("seen:") == 1


def test_exercises_and_number_are_added_only_where_the_file_says_nothing_of_them() -> None:
    wanted = Additions(exercises=True, number=3)
    new = load_lesson(add("", wanted, PATH), PATH)
    assert (new.number, new.exercises.gap_fill, new.exercises.order) == (3, True, True)
    mine = load_lesson(add("number: 7\nexercises: {matching: 4}\n", wanted, PATH), PATH)
    assert (mine.number, mine.exercises.matching, mine.exercises.gap_fill) == (7, 4, False)


def test_a_layout_that_cannot_be_added_to_is_left_alone() -> None:
    with pytest.raises(LessonError, match="laid out"):
        add("questions: {discussion: [{question: a}]}\n", BOTH, PATH)


def test_accepting_takes_out_the_marks_and_nothing_else() -> None:
    text = add(SHIPPED, BOTH, PATH)
    lesson = load_lesson(text, PATH)
    asked = lesson.questions.understanding[-1]
    accepted = accept(text, [entry.line for entry in lesson.vocabulary] + [asked.line])
    lines = [line for line in text.splitlines() if not line.strip().startswith("proposed:")]
    assert accepted.splitlines() == lines
    assert not any(entry.is_proposal for entry in load_lesson(accepted, PATH).vocabulary)


@pytest.mark.parametrize(
    "item",
    [
        "{word: a, pos: noun, paragraph: 1, proposed: x}  # mine",
        "{proposed: x, word: a, pos: noun, paragraph: 1}  # mine",
        "proposed: x\n  word: a\n  pos: noun\n  paragraph: 1  # mine",
        "word: a\n  proposed: x  # mine\n  pos: noun\n  paragraph: 1",
    ],
)
def test_a_mark_is_taken_out_wherever_it_stands(item: str) -> None:
    accepted = accept(f"vocabulary:\n- {item}\n", [2])
    entry = load_lesson(accepted, PATH).vocabulary[0]
    assert (entry.word, entry.paragraph, entry.proposed) == ("a", 1, "")
    assert "# mine" in accepted


def test_a_proposal_is_withdrawn_with_its_lines_alone() -> None:
    text = add(SHIPPED, BOTH, PATH)
    entry = load_lesson(text, PATH).vocabulary[-2]
    without = withdraw(text, [entry.line])
    assert [e.word for e in load_lesson(without, PATH).vocabulary[-2:]] == ["regardless of", "no"]
    lines = text.splitlines(keepends=True)
    first = entry.line - 1
    assert without == "".join(lines[:first] + lines[first + 6 :])


def test_a_changed_proposal_is_a_persons() -> None:
    text = add("", BOTH, PATH)
    assert load_lesson(text, PATH).vocabulary[0].is_proposal
    for old, new in (("B2", "C1"), ("give in", "give up"), ("phrasal verb", "phrase")):
        assert not load_lesson(text.replace(old, new), PATH).vocabulary[0].is_proposal
    assert not load_lesson(text.replace("“so”", "so"), PATH).questions.understanding[0].is_proposal
    moved = text.replace("paragraph: 5", "paragraph: 6")
    assert load_lesson(moved, PATH).vocabulary[0].is_proposal  # ¶ numbers follow the article


texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\ufeff\x85"),
    min_size=1,
).filter(str.strip)


@given(st.lists(st.tuples(texts, texts, texts), max_size=4), st.sampled_from(LAYOUTS))
def test_any_text_survives(items: list[tuple[str, str, str]], layout: str) -> None:
    questions = tuple(Question(0, *map(str.strip, item)) for item in items)
    added = add(layout, Additions(questions={"discussion": questions}), PATH)
    old = load_lesson(layout, PATH).questions.discussion
    read = load_lesson(added, PATH).questions.discussion[len(old) :]
    assert [(q.question, q.answer, q.note) for q in read] == [
        (q.question, q.answer, q.note) for q in questions
    ]
    assert all(question.is_proposal for question in read)
