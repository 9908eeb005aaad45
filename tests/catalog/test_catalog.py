"""What becomes of translations when the article changes: nothing a person wrote is ever lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alignment.lengths import align
from pipeline.catalog.catalog import Catalog, Draft, Entry, State, text_digest
from pipeline.catalog.merge import merge
from pipeline.lesson.article import Role, Unit

OLD = "The relationship will not be easy in the future."
REWORDED = "The relationship will not be easy in the near future."
OTHER = "Biden wants a wall."
EMPTY = Catalog("es")


def unit(text: str, role: Role = Role.TEXT, line: int = 1) -> Unit:
    return Unit(role, text, "article.md", line, f"¶ {line}")


def merged(catalog: Catalog, *texts: str) -> Catalog:
    return merge(
        catalog, [unit(text, line=line) for line, text in enumerate(texts, 1)], "en", align
    )


def approved(source: str, target: str) -> Entry:
    return Entry(None, source, target)


def drafted(source: str, target: str) -> Entry:
    return Entry(None, source, target, fuzzy=True, draft=Draft("engine 1", text_digest(target)))


def states(catalog: Catalog) -> list[tuple[str, str, str]]:
    """List what is in use, then what is obsolete."""
    return [
        (entry.source, "obsolete" if entry.obsolete else entry.state.value, entry.target)
        for entry in catalog.entries
    ]


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (Entry(None, "a"), State.MISSING),
        (Entry(None, "a", " \n", fuzzy=True), State.MISSING),
        (drafted("a", "b"), State.MACHINE),
        (replace(drafted("a", "b"), target="c"), State.EDITED),
        (Entry(None, "a", "b", fuzzy=True), State.EDITED),
        (approved("a", "b"), State.APPROVED),
        (replace(drafted("a", "b"), fuzzy=False), State.APPROVED),
        (replace(drafted("a", "b"), previous="z"), State.STALE),
        (replace(drafted("a", "b"), previous="a"), State.MACHINE),
        # Who approves a stale text may leave the line that says what it was made for.
        (replace(approved("a", "b"), previous="z"), State.APPROVED),
    ],
)
def test_state_is_read_from_the_marks_of_an_entry(entry: Entry, state: State) -> None:
    assert entry.state is state


def test_draft_with_its_accents_composed_otherwise_is_no_edit() -> None:
    assert replace(drafted("a", "e\u0301l"), target="\u00e9l").state is State.MACHINE


def test_new_units_are_missing_and_stand_in_the_order_of_the_article() -> None:
    catalog = merge(
        EMPTY, [unit("a", Role.TITLE, 1), unit("b", line=2), unit("b", line=9)], "en", align
    )
    assert [(e.context, e.source, e.state, e.places, e.references) for e in catalog.entries] == [
        ("title", "a", State.MISSING, ("¶ 1",), (("article.md", "1"),)),
        (None, "b", State.MISSING, ("¶ 2", "¶ 9"), (("article.md", "2"), ("article.md", "9"))),
    ]


def test_unchanged_and_moved_units_keep_their_translation() -> None:
    entries = (approved("a", "A"), drafted("b", "B"), replace(approved("c", "C"), notes="ask Ana"))
    catalog = merged(Catalog("es", entries), "c", "new", "a", "b")
    kept = {entry.source: entry for entry in catalog.entries}
    assert list(kept) == ["c", "new", "a", "b"]
    for entry in entries:
        assert replace(kept[entry.source], places=(), references=()) == entry


def test_reworded_unit_gets_its_old_text_as_stale() -> None:
    catalog = merged(Catalog("es", (approved(OLD, "No será fácil."),)), REWORDED)
    assert states(catalog) == [
        (REWORDED, "stale", "No será fácil."),
        (OLD, "obsolete", "No será fácil."),
    ]
    assert catalog.entries[0].previous == OLD


def test_stale_text_that_is_reworded_again_remembers_what_it_was_made_for() -> None:
    catalog = merged(Catalog("es", (approved(OLD, "No será fácil."),)), REWORDED)
    catalog = merged(catalog, REWORDED + " Not at all.")
    assert states(catalog) == [
        (REWORDED + " Not at all.", "stale", "No será fácil."),
        (OLD, "obsolete", "No será fácil."),
    ]
    assert catalog.entries[0].previous == OLD


def test_going_back_to_the_old_wording_brings_back_the_approved_text() -> None:
    before = merged(Catalog("es", (approved(OLD, "No será fácil."),)), OLD)
    assert merged(merged(before, REWORDED), OLD) == before


def test_both_wordings_keep_what_a_person_wrote_for_them() -> None:
    catalog = merged(Catalog("es", (approved(OLD, "No será fácil."),)), REWORDED)
    approval = replace(catalog.entries[0], fuzzy=False)  # the same text will do
    catalog = Catalog("es", (approval, *catalog.entries[1:]))
    catalog = merged(merged(catalog, OLD), REWORDED)
    assert states(catalog)[0] == (REWORDED, "approved", "No será fácil.")


def test_text_is_carried_over_to_one_unit_only_and_to_the_most_similar_one() -> None:
    catalog = Catalog("es", (approved(OLD, "No será fácil."),))
    catalog = merged(catalog, OLD.replace("easy", "difficult"), REWORDED)
    assert [state for _, state, _ in states(catalog)] == ["missing", "stale", "obsolete"]


def test_rewording_what_was_never_translated_leaves_no_trace() -> None:
    assert merged(merged(EMPTY, OLD), REWORDED) == merged(EMPTY, REWORDED)


def test_a_different_text_is_no_rewording() -> None:
    catalog = merged(Catalog("es", (approved(OLD, "No será fácil."),)), OTHER)
    assert states(catalog) == [(OTHER, "missing", ""), (OLD, "obsolete", "No será fácil.")]


def test_removed_unit_stays_as_obsolete_and_comes_back() -> None:
    entry = replace(drafted(OTHER, "Quiere un muro."), notes="Ana: ¿un muro?", flags=("no-wrap",))
    before = merged(Catalog("es", (entry, Entry(None, OLD))), OTHER, OLD)
    without = merged(before, OLD)
    assert states(without) == [(OLD, "missing", ""), (OTHER, "obsolete", "Quiere un muro.")]
    assert merged(without, OTHER, OLD) == before


def test_empty_entry_of_a_removed_unit_goes_unless_someone_left_a_note() -> None:
    entries = (Entry(None, OLD), Entry(None, OTHER, notes="What does this mean?"))
    assert states(merged(Catalog("es", entries))) == [(OTHER, "obsolete", "")]


def test_title_and_paragraph_of_the_same_words_have_two_translations() -> None:
    entries = (Entry("title", "The Wall", "El muro"), Entry(None, "The Wall", "The Wall"))
    catalog = Catalog("es", entries)
    assert catalog.entry(unit("The Wall", Role.TITLE)).target == "El muro"
    assert catalog.entry(unit("The Wall")).target == "The Wall"
    assert catalog.entry(unit("The Wall", Role.HEADING)).state is State.MISSING


SOURCES = [OLD, REWORDED, OLD.replace("easy", "hard"), REWORDED + " Not at all.", OTHER, OTHER[:-1]]
ARTICLES = st.lists(st.sampled_from(SOURCES), max_size=5)
# Which entry in use, its text, and whether the person approves it.
EDITS = st.tuples(st.integers(0, 4), st.sampled_from("abcdef"), st.booleans())
MACHINE = st.just("machine")


def draft_missing(catalog: Catalog) -> Catalog:
    entries = tuple(
        drafted(entry.source, f"machine: {entry.source}")
        if entry.state is State.MISSING and not entry.obsolete
        else entry
        for entry in catalog.entries
    )
    return Catalog("es", entries)


@given(st.lists(ARTICLES | EDITS | MACHINE, max_size=12))
def test_whatever_happens_to_an_article_no_human_text_is_lost_or_passed_off(steps: list) -> None:
    catalog = EMPTY
    written: dict[str, str] = {}
    approvals: set[tuple[str, str]] = set()
    for step in steps:
        if step == "machine":
            catalog = draft_missing(catalog)
        elif isinstance(step, list):
            before, catalog = catalog, merged(catalog, *step)
            assert merged(catalog, *step) == catalog
            assert list(catalog.in_use) == [(None, text) for text in dict.fromkeys(step)]
            for key in before.in_use.keys() & catalog.in_use.keys():
                assert catalog.in_use[key].target == before.in_use[key].target
        elif step[0] < len(catalog.in_use):
            number, text, approves = step
            entries = list(catalog.entries)
            assert not entries[number].obsolete
            entries[number] = replace(entries[number], target=text, fuzzy=not approves)
            catalog = Catalog("es", tuple(entries))
            written[entries[number].source] = text
            if approves:
                approvals.add((entries[number].source, text))
        assert len({entry.key for entry in catalog.entries}) == len(catalog.entries)
        assert set(written.values()) <= {entry.target for entry in catalog.entries}
        for entry in catalog.in_use.values():
            assert entry.target == written.get(entry.source, entry.target)
            if entry.state is State.APPROVED:
                assert (entry.source, entry.target) in approvals


@pytest.mark.parametrize(
    ("headword", "state"),
    [
        ("lack of somebody", State.STALE),
        ("a lack of something", State.STALE),
        ("amendment to something", State.MISSING),
        ("pack of something", State.MISSING),
    ],
)
def test_only_the_same_word_inherits_a_meaning(headword: str, state: State) -> None:
    old = Catalog("es", (Entry("vocabulary", "lack of something", "la falta de algo"),))
    new = merge(old, [unit(headword, Role.VOCABULARY)], "en", align)
    assert new.in_use["vocabulary", headword].state is state
