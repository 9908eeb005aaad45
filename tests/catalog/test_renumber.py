"""The numbers in lesson.yaml follow their paragraphs, and nothing else in it changes."""

import re

import pytest
from conftest import Workplace

from pipeline.cli.main import run

PARAGRAPHS = ["A keeper lit the lamp.", "The village slept.", "A motor replaced him.", "He wept."]
LESSON = """# Mine.
vocabulary:
  - {word: keeper, pos: noun, paragraph: 1}   # first
  - {word: replace, pos: verb, paragraph: 3}
  - word: weep
    pos: verb
    paragraph: 4
questions:
  understanding:
    - question: Who slept?
      paragraphs: [2, 4]
"""


@pytest.fixture
def story(workplace: Workplace) -> Workplace:
    article(workplace, *PARAGRAPHS)
    workplace.write("source/story/lesson.yaml", LESSON)
    assert build() == 0
    return workplace


def article(place: Workplace, *paragraphs: str) -> None:
    text = "---\ntitle: A story\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    place.write("source/story/article.md", text)


def build() -> int:
    return run(["build", "--format", "epub", "--edition", "student"])


def lesson(place: Workplace) -> str:
    return place.read("source/story/lesson.yaml")


def renumbered(*numbers: int) -> str:
    """Return the lesson with other numbers, in their order."""
    rest = iter(numbers)
    return re.sub(r"(?<=paragraph: )\d|(?<=\[)2|(?<=, )4(?=\])", lambda _: str(next(rest)), LESSON)


@pytest.mark.parametrize(
    ("paragraphs", "numbers"),
    [
        (["New.", *PARAGRAPHS], (2, 4, 5, 3, 5)),
        ([PARAGRAPHS[0], PARAGRAPHS[2], PARAGRAPHS[3]], (1, 2, 3, 1, 3)),
        ([PARAGRAPHS[0], " ".join(PARAGRAPHS[1:3]), PARAGRAPHS[3]], (1, 2, 3, 2, 3)),
        ([PARAGRAPHS[2], *PARAGRAPHS[:2], PARAGRAPHS[3]], (2, 1, 4, 3, 4)),
        (PARAGRAPHS, (1, 3, 4, 2, 4)),
    ],
)
@pytest.mark.parametrize("first", [["build"], ["translate"]])
def test_numbers_follow_their_paragraphs(
    story: Workplace, paragraphs: list[str], numbers: tuple[int, ...], first: list[str]
) -> None:
    article(story, *paragraphs)
    run([*first])
    assert build() == 0
    assert lesson(story) == renumbered(*numbers)


def test_numbers_that_the_teacher_mended_are_left_alone(
    story: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    article(story, "New.", *PARAGRAPHS)
    mended = renumbered(2, 4, 5, 3, 5)
    story.write("source/story/lesson.yaml", mended)
    assert build() == 0
    assert lesson(story) == mended
    assert "lesson.yaml" not in capsys.readouterr().out


def test_a_status_tells_without_writing(story: Workplace) -> None:
    article(story, "New.", *PARAGRAPHS)
    assert run(["status"]) == 0
    assert lesson(story) == LESSON
