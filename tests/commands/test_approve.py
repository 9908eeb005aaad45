"""`handouts approve`: what is meant is approved, what is not is left."""

import polib
import pytest
from conftest import Workplace

from pipeline.cli.main import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def waiting(translated: Workplace) -> Workplace:
    """The letter with its words and questions, of which nobody has approved anything in Spanish."""
    assert run(["lesson", "letter"]) == 0
    catalog = polib.pofile(str(translated.root / "translations/letter/es.po"))
    for entry in catalog:
        if entry.msgstr and "fuzzy" not in entry.flags:
            entry.flags.append("fuzzy")
    catalog.save()
    return translated


def approved(place: Workplace, language: str = "es") -> set[tuple[str, int | None]]:
    """Return role and ¶ of every unit that is approved."""
    store = place.store()
    catalog = store.catalog("letter", language).catalog
    units = store.lesson("letter").units()
    return {(u.role.value, u.paragraph) for u in units if catalog.entry(u).state.is_reviewed}


LESSON = {"vocabulary", "question", "answer", "note"}


def test_a_part_is_approved_and_no_other(waiting: Workplace, capsys: Capture) -> None:
    assert approved(waiting) == set()
    assert run(["approve", "letter", "es", "--part", "text"]) == 0
    assert "approved in letter, es" in capsys.readouterr().out
    roles = {role for role, _ in approved(waiting)}
    assert "text" in roles
    assert not roles & LESSON
    assert run(["approve", "letter", "es", "--part", "words"]) == 0
    assert {role for role, _ in approved(waiting)} & LESSON == {"vocabulary"}
    assert run(["check", "letter", "--to", "es", "--json"]) in (0, 1)


def test_some_paragraphs_alone_are_approved(waiting: Workplace) -> None:
    assert run(["approve", "letter", "es", "--part", "text", "--paragraph", "2-3"]) == 0
    assert {number for _, number in approved(waiting)} == {2, 3}


def test_what_has_no_translation_or_an_old_one_is_left(waiting: Workplace, capsys: Capture) -> None:
    path = waiting.root / "translations/letter/es.po"
    catalog = polib.pofile(str(path))
    texts = [entry for entry in catalog if not entry.msgctxt]
    texts[0].msgstr = ""
    texts[1].previous_msgid = "Something else stood here."
    catalog.save()
    assert run(["approve", "letter", "es", "--part", "text"]) == 0
    said = capsys.readouterr().out
    assert "1 without a translation" in said
    assert "1 made for an earlier wording" in said
    entries = {entry.msgid: entry for entry in polib.pofile(str(path))}
    assert "fuzzy" in entries[texts[1].msgid].flags


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--paragraph", "400"], 1, "There is no ¶ 400 in letter"),
        (["--paragraph", "two"], 2, "“two” is no number of a ¶"),
    ],
)
def test_a_paragraph_that_is_not_there_is_named(
    waiting: Workplace, capsys: Capture, options: list[str], code: int, said: str
) -> None:
    assert run(["approve", "letter", "es", *options]) == code
    assert said in capsys.readouterr().err
    assert approved(waiting) == set()


def test_accepting_proposals_approves_their_meanings_and_questions(
    translated: Workplace,
) -> None:
    assert run(["lesson", "letter"]) == 0
    assert {role for role, _ in approved(translated)} & LESSON == set()
    assert run(["lesson", "letter", "--accept"]) == 0
    store = translated.store()
    for language in ("es", "de"):
        catalog = store.catalog("letter", language).catalog
        units = [u for u in store.lesson("letter").units() if u.role.value in LESSON]
        states = {catalog.entry(unit).state.value for unit in units}
        assert states <= {"approved", "missing"}
        assert "approved" in states
