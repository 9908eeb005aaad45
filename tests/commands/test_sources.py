"""The files of a lesson as a form changes them: what a person wrote beside stays."""

import pytest
from conftest import Workplace

from pipeline.commands import sources
from pipeline.commands.adjust import save_settings, settings_text, with_values
from pipeline.commands.choice import Choice
from pipeline.commands.history import earlier_texts
from pipeline.commands.replacing import Wanted, find_hits, replace_hits
from pipeline.commands.texts import (
    Outcome,
    TextChange,
    list_texts,
    look_again,
    save_text,
    step_back,
)
from pipeline.errors import ArticleError, HandoutsError, LanguageError, LessonError, ProjectError
from pipeline.lesson.lesson import Question, VocabularyEntry
from pipeline.project.history import History
from pipeline.project.store import Store
from pipeline.text.classes import PartOfSpeech

YAML, ARTICLE = "source/salt/lesson.yaml", "source/salt/article.md"
LESSON = """\
# Mine.
vocabulary:
  - word: mountain   # the first
    # comes up again
    pos: noun
    paragraph: 3

  # Of chemistry.
  - word: acid
    pos: noun
    paragraph: 3
    level: B2
questions:
  discussion:
    - question: Would you swim there?
      note: >
        Let them talk
        for a while.
      paragraphs: [2]
    - question: Who has been there?
# The end.
"""


@pytest.fixture
def store(translated: Workplace) -> Store:
    translated.write(YAML, LESSON)
    project = translated.project()
    return Store(project, History(project.paths, "edit"))


def line(text: str, passage: str) -> int:
    """Return the line in which a text stands."""
    return text[: text.index(passage)].count("\n") + 1


def change(store: Store, edit: sources.Edit) -> sources.SourceAnswer:
    look_again(store, "salt")
    return sources.change_teaching(store, "salt", sources.read_teaching(store, "salt").digest, edit)


def test_a_word_is_changed_and_all_else_stays(translated: Workplace, store: Store) -> None:
    values = {"word": "mountain", "pos": "noun", "level": "A2", "headword": "a mountain"}
    answer = change(store, sources.changing(3, values))
    assert answer.outcome is Outcome.SAVED
    assert translated.read(YAML) == LESSON.replace(
        "    paragraph: 3\n\n  # Of",
        "    paragraph: 3\n    level: A2\n    headword: a mountain\n\n  # Of",
    ).replace("word: mountain   # the first", "word: mountain  # the first")
    step = answer.step
    assert step is not None
    assert step_back(store, [step]) == (step,)
    assert translated.read(YAML) == LESSON


def test_questions_are_changed_moved_and_taken_out(translated: Workplace, store: Store) -> None:
    first = line(LESSON, "- question: Would")
    change(store, sources.moving(first, 1))
    moved = translated.read(YAML)
    assert moved.index("Who has been") < moved.index("Would you") < moved.index("# The end.")
    assert moved.endswith("# The end.\n")
    change(store, sources.moving(line(moved, "- question: Who"), -1))
    assert translated.read(YAML) == moved  # it is the first
    values = {"question": "Would you dive: there?", "answer": "", "note": "", "paragraphs": [2, 3]}
    change(store, sources.changing(line(moved, "- question: Would"), values))
    lesson = store.lesson("salt").lesson
    assert [q.question for q in lesson.questions.discussion] == [
        "Who has been there?",
        "Would you dive: there?",
    ]
    assert lesson.questions.discussion[1].paragraphs == (2, 3)
    assert lesson.questions.discussion[1].note == ""
    change(store, sources.deleting(line(translated.read(YAML), "- question: Who")))
    assert "Who has been" not in translated.read(YAML)
    change(store, sources.deleting(line(translated.read(YAML), "- word: acid")))
    assert "acid" not in translated.read(YAML)
    assert "# Of chemistry." in translated.read(YAML)


def test_what_a_person_adds_is_no_proposal(translated: Workplace, store: Store) -> None:
    word = VocabularyEntry(0, "river", PartOfSpeech.NOUN, 3)
    change(store, sources.adding_word(word))
    question = Question(0, "What is a river?", "Water that runs.", paragraphs=(3,))
    change(store, sources.adding_question("understanding", question))
    lesson = store.lesson("salt").lesson
    assert [e.word for e in lesson.vocabulary] == ["mountain", "acid", "river"]
    assert lesson.questions.understanding[0].answer == "Water that runs."
    assert "proposed" not in translated.read(YAML)
    assert "# Of chemistry." in translated.read(YAML)
    with pytest.raises(LessonError, match="is not in ¶ 3"):
        change(store, sources.adding_word(VocabularyEntry(0, "zebra", PartOfSpeech.NOUN, 3)))
    assert "zebra" not in translated.read(YAML)


def test_exercises_are_chosen(translated: Workplace, store: Store) -> None:
    change(store, sources.setting_exercises({"gap_fill": 4, "matching": True, "seed": 2}))
    change(store, sources.setting_exercises({"gap_fill": False, "order": 3, "seed": 3}))
    exercises = store.lesson("salt").lesson.exercises
    assert (exercises.gap_fill, exercises.matching, exercises.order) == (False, True, 3)
    assert exercises.seed == 3
    assert translated.read(YAML).startswith(LESSON)


def test_a_layout_that_is_not_foreseen_is_left_alone(translated: Workplace, store: Store) -> None:
    text = "vocabulary: [{word: acid, pos: noun, paragraph: 3}]\nexercises: {order: true}\n"
    translated.write(YAML, text)
    for edit in (
        sources.deleting(1),
        sources.changing(1, {"level": "A2"}),
        sources.moving(1, 1),
        sources.setting_exercises({"order": 2}),
        sources.changing(7, {"level": "A2"}),
    ):
        with pytest.raises(LessonError):
            change(store, edit)
    assert translated.read(YAML) == text


def test_a_teachers_file_that_somebody_saved_is_looked_at_again(
    translated: Workplace, store: Store
) -> None:
    digest = sources.read_teaching(store, "salt").digest
    translated.edit(YAML, "level: B2", "level: C1")
    answer = sources.change_teaching(store, "salt", digest, sources.deleting(3))
    assert answer.outcome is Outcome.CONFLICT
    assert "mountain" in translated.read(YAML)


def test_an_article_is_saved_if_it_is_one(translated: Workplace, store: Store) -> None:
    before = sources.article_text(store, "salt")
    new = before.text.replace("At sea, the sun does", "At sea the sun does")
    answer = sources.save_article(store, "salt", before.digest, new)
    assert (answer.outcome, answer.warning) == (Outcome.SAVED, "")
    assert "At sea the sun does" in translated.read(ARTICLE)
    with pytest.raises(ArticleError):
        sources.save_article(store, "salt", answer.digest, new.replace("title:", "titel:", 1))
    assert translated.read(ARTICLE) == new
    answer = sources.save_article(store, "salt", answer.digest, new.replace("mountain", "hill"))
    assert "“mountain” is not in ¶ 3" in answer.warning  # said, and saved: it can be put right
    translated.edit(ARTICLE, "author: handouts", "author: somebody")
    clash = sources.save_article(store, "salt", answer.digest, new)
    assert clash.outcome is Outcome.CONFLICT
    assert "somebody" in clash.text
    assert "somebody" in translated.read(ARTICLE)


def test_an_article_keeps_its_line_ends(translated: Workplace, store: Store) -> None:
    translated.write(ARTICLE, translated.read(ARTICLE).replace("\n", "\r\n"))
    before = sources.article_text(store, "salt")
    assert "\r" not in before.text
    new = before.text.replace("Our planet", "Our sea")
    sources.save_article(store, "salt", before.digest, new)
    assert translated.read(ARTICLE) == new.replace("\n", "\r\n")


def test_only_the_places_that_were_chosen_are_replaced(translated: Workplace, store: Store) -> None:
    before = translated.read("translations/salt/es.po")
    wanted = Wanted("sal")
    hits = find_hits(store, Choice(("salt",), ("es",)), wanted)
    assert len(hits) > 8
    assert {hit.found for hit in hits} == {"sal"}  # no “sale”, no “Sal”
    chosen = hits[1:4]
    places: dict[tuple[str, str], set[int]] = {}
    for hit in chosen:
        places.setdefault((hit.id, hit.digest), set()).add(hit.start)
    steps = replace_hits(store, {("salt", "es"): places}, wanted, "azúcar")
    text = translated.read("translations/salt/es.po")
    assert text.count("azúcar") == 3
    assert "#, fuzzy" not in text  # each place was seen
    assert len(find_hits(store, Choice(("salt",), ("es",)), wanted)) == len(hits) - 3
    step_back(store, steps)
    assert translated.read("translations/salt/es.po").startswith(before.rstrip())
    anywhere = Wanted("SAL", whole=False, case=False)
    assert len(find_hits(store, Choice(("salt",), ("es",)), anywhere)) > len(hits)
    with pytest.raises(HandoutsError, match="nothing to look for"):
        find_hits(store, Choice(), Wanted(" "))


def test_what_a_text_said_before_is_listed(translated: Workplace, store: Store) -> None:
    (one,) = [r for r in list_texts(store, "salt", "es") if r.source == "Our planet"]
    digest = one.digest
    for text in ("Uno", "Dos", "Tres"):
        digest = save_text(store, "salt", "es", TextChange(one.id, digest, text)).digest
    found = earlier_texts(translated.project(), "salt", "es", one.id)
    assert [(e.target, e.by) for e in found] == [
        ("Tres", "edit"),
        ("Dos", "edit"),
        ("Uno", "edit"),
        ("Nuestro planeta", "you"),
    ]
    assert found[-1].state == "approved"


SETTINGS = """\
# Ours.
languages = ["es", "de"]  # both
engine = 'none'

[layout]
paper = "A4"   # as in Europe
# The end.
"""


def test_settings_change_and_comments_stay(translated: Workplace) -> None:
    translated.write("handouts.toml", SETTINGS)
    project = translated.project()
    values = {
        "languages": ("es",),
        "engine": "argos",
        "study": "target",
        "layout.paper": "Letter",
        "layout.school": 'The "Old" \\ School',
        "lesson.words": 12,
    }
    new = save_settings(project, settings_text(project), values)
    assert translated.read("handouts.toml") == new
    assert new.startswith('# Ours.\nlanguages = ["es"]  # both\nengine = "argos"\n')
    assert 'paper = "Letter"   # as in Europe\n# The end.\n' in new
    settings = translated.project().settings
    assert (settings.layout.school, settings.lesson.words) == ('The "Old" \\ School', 12)
    assert settings.study.value == "target"
    with pytest.raises(LanguageError):
        save_settings(project, new, {"languages": ("xx",)})
    with pytest.raises(ProjectError):
        save_settings(project, new, {"layout.paper": "A7"})
    with pytest.raises(ProjectError, match="else has just saved"):
        save_settings(project, SETTINGS, {"engine": "libretranslate"})
    assert translated.read("handouts.toml") == new


def test_settings_in_a_layout_that_is_not_foreseen_are_left_alone() -> None:
    assert with_values('languages = [\n  "es",\n]\n', {"languages": ("de",)}) == (
        'languages = ["de"]\n'
    )
    with pytest.raises(ProjectError, match="cannot be changed here"):
        with_values('layout = { paper = "A4" }\n', {"layout.paper": "Letter"})
    with pytest.raises(ProjectError, match="cannot be changed here"):
        with_values('school = """\nlayout.paper\n"""\n', {"school": "x"})
