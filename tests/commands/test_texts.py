"""One text at a time: what a desk saves, and what it finds on the disk by then."""

import re

import pytest
from conftest import Workplace
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog.catalog import Entry
from pipeline.commands.texts import (
    Outcome,
    TextChange,
    TextRow,
    cleaned,
    edited,
    list_texts,
    look_again,
    save_entries,
    save_text,
    step_back,
)
from pipeline.errors import HandoutsError
from pipeline.project.history import History
from pipeline.project.store import Store

ES, ARTICLE = "translations/salt/es.po", "source/salt/article.md"


@pytest.fixture
def store(translated: Workplace) -> Store:
    project = translated.project()
    return Store(project, History(project.paths, "edit"))


def row(store: Store, source: str) -> TextRow:
    look_again(store, "salt")
    (found,) = [one for one in list_texts(store, "salt", "es") if source in one.source]
    return found


def test_a_text_is_saved_and_waits_until_it_is_approved(
    translated: Workplace, store: Store
) -> None:
    one = row(store, "Our planet")
    assert (one.state, one.places) == ("approved", ("kicker",))
    answer = save_text(store, "salt", "es", TextChange(one.id, one.digest, "Nuestra Tierra"))
    assert (answer.outcome, answer.state) == (Outcome.SAVED, "edited")
    assert '#, fuzzy\nmsgctxt "kicker"\nmsgid "Our planet"\nmsgstr "Nuestra Tierra"' in (
        translated.read(ES)
    )
    again = save_text(store, "salt", "es", TextChange(one.id, answer.digest, approve=True))
    assert again.state == "approved"
    assert 'msgstr "Nuestra Tierra"' in translated.read(ES)
    assert "#, fuzzy" not in translated.read(ES)
    (newest, *_) = History(store.paths).versions(ES)
    assert newest.by == "edit"


def test_what_somebody_else_saved_is_not_written_over(translated: Workplace, store: Store) -> None:
    one = row(store, "Our planet")
    translated.edit(ES, "Nuestro planeta", "La casa de todos")
    before = translated.read(ES)
    change = TextChange(one.id, one.digest, "Nuestra casa")
    answer = save_text(store, "salt", "es", change)
    assert (answer.outcome, answer.target) == (Outcome.CONFLICT, "La casa de todos")
    assert translated.read(ES) == before
    assert [(c.fate.value, c.text) for c in answer.changes] == [
        ("del", "La"),
        ("ins", "Nuestra"),
        ("span", " casa"),
        ("del", " de todos"),
    ]
    mine = save_text(store, "salt", "es", TextChange(one.id, answer.digest, "Nuestra casa"))
    assert mine.outcome is Outcome.SAVED
    # Who sends the same again is in no conflict with what that did.
    assert save_text(store, "salt", "es", change).outcome is Outcome.SAVED


def test_what_somebody_saved_elsewhere_in_the_file_stays(
    translated: Workplace, store: Store
) -> None:
    one = row(store, "Our planet")
    translated.edit(ES, "Por qué el mar es salado", "De dónde viene la sal")
    assert (
        save_text(store, "salt", "es", TextChange(one.id, one.digest, "Tierra")).outcome
        is Outcome.SAVED
    )
    text = translated.read(ES)
    assert "De dónde viene la sal" in text
    assert 'msgstr "Tierra"' in text


def test_a_text_whose_source_was_reworded_is_handed_back(
    translated: Workplace, store: Store
) -> None:
    one = row(store, "At sea, the sun does the rest.")
    translated.edit(ARTICLE, "At sea, the sun does the rest.", "At sea, the sun does all the rest.")
    answer = save_text(store, "salt", "es", TextChange(one.id, one.digest, "En el mar …"))
    assert answer.outcome is Outcome.GONE
    now = row(store, "At sea, the sun does all the rest.")
    assert answer.heir == now.id
    assert now.state == "stale"
    assert [c.text for c in now.changes if c.fate.value == "ins"] == [" all"]
    approved = save_text(store, "salt", "es", TextChange(now.id, now.digest, approve=True))
    assert approved.state == "approved"
    assert "En el mar …" not in translated.read(ES)


def test_a_check_is_told_that_a_text_is_right(translated: Workplace, store: Store) -> None:
    one = row(store, "dived to a depth of about 2,500")
    wrong = one.target.replace("1977", "1987")
    assert wrong != one.target
    save_text(store, "salt", "es", TextChange(one.id, one.digest, wrong))
    now = row(store, "dived to a depth of about 2,500")
    assert "numbers" in [finding.id for finding in now.findings]
    save_text(store, "salt", "es", TextChange(now.id, now.digest, ok="numbers"))
    now = row(store, "dived to a depth of about 2,500")
    assert "numbers" not in [finding.id for finding in now.findings]
    assert now.silenced == "numbers"
    assert "# handouts: ok numbers\n" in translated.read(ES)


def test_a_step_is_taken_back_where_nobody_went_on(translated: Workplace, store: Store) -> None:
    before = translated.read(ES)
    steps = save_entries(store, "salt", "es", _louder)
    assert len(steps) > 5
    assert "sal!" in translated.read(ES)
    assert len(step_back(store, steps)) == len(steps)
    assert translated.read(ES) == before
    steps = save_entries(store, "salt", "es", _louder)
    one = next(s.after.target for s in steps if s.after.context == "lead")
    two = row(store, "Every river on Earth")
    save_text(store, "salt", "es", TextChange(two.id, two.digest, "Otra cosa"))
    assert len(step_back(store, steps)) == len(steps) - 1
    assert "Otra cosa" in translated.read(ES)
    assert one not in translated.read(ES)


def _louder(entry: Entry) -> Entry | None:
    changed = re.sub(r"\bsal\b", "sal!", entry.target)
    return edited(entry, changed, approve=False) if changed != entry.target else None


def test_nothing_cannot_be_approved(store: Store) -> None:
    one = row(store, "Our planet")
    with pytest.raises(HandoutsError, match="no text here"):
        save_text(store, "salt", "es", TextChange(one.id, one.digest, "  ", approve=True))
    answer = save_text(store, "salt", "es", TextChange(one.id, one.digest, " "))
    assert answer.state == "missing"


@given(st.text())
def test_what_is_typed_is_what_the_file_says(text: str) -> None:
    from pipeline.catalog.catalog import Catalog
    from pipeline.catalog.pofile import format_catalog, parse
    from pipeline.errors import CatalogError
    from pipeline.system.files import decoded

    entry = edited(Entry(None, "A kite."), cleaned(text), approve=False)
    written = format_catalog(Catalog("es", (entry,)), "")
    again = parse(decoded(written.encode(), "es.po", CatalogError), "es", "es.po")
    assert [found.target for found in again.entries] == [entry.target]
