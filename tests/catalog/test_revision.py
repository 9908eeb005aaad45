"""When the article changes: what fits still stays, only what changed is made anew."""

import random
from collections.abc import Sequence

import pytest
from engines import lexicon_engine
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alignment.lengths import align
from pipeline.catalog import carry
from pipeline.catalog.catalog import Catalog, DraftKind, Entry, State
from pipeline.catalog.merge import merge
from pipeline.catalog.revision import revisions
from pipeline.lesson.article import Role, Unit
from pipeline.translation.draft import Work, translate

A = ("The keeper climbs the tower.", "La farera sube a la torre.")
B = ("She lights the lamp every evening.", "Cada tarde enciende la lámpara.")
C = ("Nobody sees her from the village.", "Desde el pueblo nadie la ve.")
D = ("The sea is loud in winter.", "En invierno el mar hace ruido.")
E = ("In 1968 a motor came.", "En 1968 llegó un motor.")


def unit(text: str, line: int = 1, role: Role = Role.TEXT) -> Unit:
    return Unit(role, text, "article.md", line, f"¶ {line}")


def text(*pairs: tuple[str, str], side: int = 0) -> str:
    return " ".join(pair[side] for pair in pairs)


def approved(*pairs: tuple[str, str]) -> Entry:
    return Entry(None, text(*pairs), text(*pairs, side=1))


def merged(entries: Sequence[Entry], *texts: str) -> Catalog:
    return merge(
        Catalog("es", tuple(entries)), [unit(t, n) for n, t in enumerate(texts, 1)], "en", align
    )


def revised(catalog: Catalog, *texts: str) -> Catalog:
    """Merge a catalog with texts and have an engine revise it."""
    units = tuple(unit(t, n) for n, t in enumerate(texts, 1))
    catalog = merge(catalog, units, "en", align)
    work = Work(units, catalog, "en", revisions=tuple(revisions(catalog, units, "en", align)))
    return catalog.replaced(translate(work, lexicon_engine()))


def in_use(catalog: Catalog, *pairs: tuple[str, str]) -> Entry:
    return catalog.in_use[None, text(*pairs)]


def texts_of(catalog: Catalog) -> list[str]:
    return [entry.target for entry in catalog.entries]


def test_a_split_paragraph_shares_its_sentences_out() -> None:
    catalog = merged([approved(A, B, C, D)], text(A, B), text(C, D))
    assert in_use(catalog, A, B).target == text(A, B, side=1)
    assert in_use(catalog, C, D).target == text(C, D, side=1)
    for pairs in ((A, B), (C, D)):
        entry = in_use(catalog, *pairs)
        assert entry.state is State.EDITED
        assert entry.draft
        assert entry.draft.kind is DraftKind.CARRIED
    assert text(A, B, C, D, side=1) in texts_of(catalog)


def test_merged_paragraphs_keep_all_their_sentences() -> None:
    catalog = merged([approved(A, B), approved(C, D)], text(A, B, C, D))
    assert in_use(catalog, A, B, C, D).target == text(A, B, C, D, side=1)
    assert in_use(catalog, A, B, C, D).state is State.EDITED
    assert {text(A, B, side=1), text(C, D, side=1)} <= set(texts_of(catalog))


def test_a_merged_paragraph_with_a_new_sentence_is_stale_and_shows_what_it_was_made_for() -> None:
    catalog = merged([approved(A, B), approved(C, D)], text(A, B, E, C, D))
    entry = in_use(catalog, A, B, E, C, D)
    assert entry.state is State.STALE
    assert entry.previous == text(A, B, C, D)
    assert entry.target == text(A, B, C, D, side=1)


def test_what_was_split_comes_back_approved_with_the_old_text() -> None:
    catalog = merged([approved(A, B, C, D)], text(A, B), text(C, D))
    catalog = merged(catalog.entries, text(A, B, C, D))
    assert in_use(catalog, A, B, C, D).state is State.APPROVED
    assert len(catalog.entries) == 1


def test_a_moved_paragraph_stays_approved() -> None:
    catalog = merged([approved(A, B), approved(C, D)], text(C, D), text(A, B))
    assert [entry.state for entry in catalog.entries] == [State.APPROVED] * 2


def test_a_paragraph_that_becomes_a_heading_keeps_its_text_for_review() -> None:
    catalog = merge(Catalog("es", (approved(A),)), [unit(A[0], role=Role.HEADING)], "en", align)
    entry = catalog.in_use["heading", A[0]]
    assert (entry.target, entry.state) == (A[1], State.EDITED)


def test_of_equal_candidates_the_nearest_is_the_heir() -> None:
    old = [approved((f"It is step {n} of the way.", f"Paso {n}.")) for n in range(4)]
    catalog = merged(old, *(f"It is step {n} of the road." for n in range(4)))
    found = [entry.target for entry in catalog.in_use.values()]
    assert found == [entry.target for entry in old]


CHANGED = ("She lights the lamp every single night.", "")


def test_only_the_changed_sentence_is_made_anew() -> None:
    before = Catalog("es", (approved(A, B, C),))
    catalog = revised(before, text(A, CHANGED, C))
    entry = in_use(catalog, A, CHANGED, C)
    assert entry.target.startswith(A[1] + " ")
    assert entry.target.endswith(" " + C[1])
    assert entry.target != text(A, B, C, side=1)
    assert "nighto" in entry.target
    assert entry.state is State.STALE
    assert entry.previous == text(A, B, C)
    assert text(A, B, C, side=1) in texts_of(catalog)


def test_revising_twice_changes_nothing_more() -> None:
    once = revised(Catalog("es", (approved(A, B, C),)), text(A, CHANGED, C))
    assert revised(once, text(A, CHANGED, C)).entries == once.entries


def test_a_second_change_starts_from_what_the_person_wrote() -> None:
    once = revised(Catalog("es", (approved(A, B, C),)), text(A, CHANGED, C))
    again = revised(once, text(A, CHANGED, D))
    entry = in_use(again, A, CHANGED, D)
    assert entry.target.startswith(A[1] + " ")
    assert "nighto" in entry.target
    assert C[1] not in entry.target
    assert entry.previous == text(A, B, C)
    back = revised(again, text(A, B, C))
    assert in_use(back, A, B, C).state is State.APPROVED
    assert len(back.entries) == 1


def test_a_new_and_a_removed_sentence() -> None:
    catalog = revised(Catalog("es", (approved(A, B, C),)), text(A, C, E))
    target = in_use(catalog, A, C, E).target
    assert target.startswith(f"{A[1]} {C[1]} ")
    assert "1968" in target


def test_a_removed_sentence_needs_no_engine_and_no_new_words() -> None:
    catalog = revised(Catalog("es", (approved(A, B, C),)), text(A, C))
    assert in_use(catalog, A, C).target == text(A, C, side=1)
    assert in_use(catalog, A, C).state is State.STALE


def test_sentences_that_changed_places_change_them_in_the_translation() -> None:
    catalog = revised(Catalog("es", (approved(A, B, C),)), text(C, A, B))
    assert in_use(catalog, C, A, B).target == text(C, A, B, side=1)


def test_a_text_that_its_person_works_on_is_left_alone() -> None:
    stale = merged([approved(A, B, C)], text(A, CHANGED, C)).entries
    touched = [
        Entry(e.context, e.source, e.target + " ¡Sí!", fuzzy=True, previous=e.previous)
        if not e.obsolete
        else e
        for e in stale
    ]
    catalog = revised(Catalog("es", tuple(touched)), text(A, CHANGED, C))
    assert in_use(catalog, A, CHANGED, C).target.endswith("¡Sí!")


def test_a_text_of_which_nothing_stayed_is_left_alone() -> None:
    catalog = revised(Catalog("es", (approved(A),)), "The keeper climbs a tower.")
    assert A[1] in texts_of(catalog)
    assert catalog.in_use[None, "The keeper climbs a tower."].target == A[1]


def test_two_sentences_translated_by_one_go_together() -> None:
    old = Entry(None, text(A, B, C), "Sube a la torre y cada tarde enciende la lámpara. " + C[1])
    catalog = revised(Catalog("es", (old,)), text(A, CHANGED, C))
    target = in_use(catalog, A, CHANGED, C).target
    assert "Sube a la torre y" not in target
    assert target.endswith(C[1])


def test_markup_in_what_stays_is_kept_letter_by_letter() -> None:
    old = Entry(None, f"_{A[0][:-1]}_. {B[0]}", f"_{A[1][:-1]}_. {B[1]}")
    new = f"_{A[0][:-1]}_. {CHANGED[0]}"
    catalog = revised(Catalog("es", (old,)), new)
    assert catalog.in_use[None, new].target.startswith(f"_{A[1][:-1]}_. ")


@pytest.mark.parametrize(
    ("markdown", "pieces"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("*One.* Two.", ["*One.*", "Two."]),
        ("*One. Two.* Three.", ["*One. Two.* Three."]),
        ("A [red boat](http://x.y/z). Two `c d`.", ["A [red boat](http://x.y/z).", "Two `c d`."]),
        ("One.\\\nTwo.", ["One.", "Two."]),
        ("One.[^1] Two.", ["One.[^1]", "Two."]),
    ],
)  # fmt: skip
def test_sentences_are_cut_out_of_markdown_whole(markdown: str, pieces: list[str]) -> None:
    assert [markdown[a:b] for a, b in carry.sentences(markdown, "en")] == pieces


SENTENCES = [
    (f"Sentence number {word} says {other}.", f"La frase {n} dice {n * n}.")
    for n, (word, other) in enumerate(
        (w, o)
        for w in ("one", "two", "three", "four", "five", "six")
        for o in ("little", "much", "nothing at all")
    )
]


@given(st.randoms(use_true_random=False), st.integers(2, 6))
def test_no_edit_of_the_article_loses_or_misplaces_a_persons_text(
    chance: random.Random, rounds: int
) -> None:
    """Through random edits: what a person wrote stays in the file, and approved where it was."""
    paragraphs = [chance.sample(SENTENCES, chance.randint(1, 4)) for _ in range(3)]
    catalog = Catalog("es")
    by_person: dict[str, str] = {}
    for _ in range(rounds):
        sources = list(dict.fromkeys(text(*pairs) for pairs in paragraphs))
        catalog = revised(catalog, *sources)
        entries = []
        for entry in catalog.entries:
            if not entry.obsolete and chance.random() < 0.5:
                by_person[entry.source] = f"{entry.target or 'Texto'} Persona {len(by_person)}."
                entry = Entry(entry.context, entry.source, by_person[entry.source])
            entries.append(entry)
        catalog = Catalog("es", tuple(entries))
        paragraphs = edited(paragraphs, chance)
    sources = list(dict.fromkeys(text(*pairs) for pairs in paragraphs))
    catalog = revised(catalog, *sources)
    assert set(by_person.values()) <= set(texts_of(catalog))
    for entry in catalog.entries:
        if entry.state is State.APPROVED:
            assert by_person[entry.source] == entry.target
    assert [entry.source for entry in catalog.in_use.values()] == sources


def edited(
    paragraphs: list[list[tuple[str, str]]], chance: random.Random
) -> list[list[tuple[str, str]]]:
    """Reword, move, split, merge, add or remove something."""
    paragraphs = [list(pairs) for pairs in paragraphs]
    place = chance.randrange(len(paragraphs))
    what = chance.choice(["reword", "move", "split", "merge", "add", "remove", "shuffle"])
    if what == "reword":
        paragraphs[place][chance.randrange(len(paragraphs[place]))] = chance.choice(SENTENCES)
    elif what == "move":
        chance.shuffle(paragraphs)
    elif what == "shuffle":
        chance.shuffle(paragraphs[place])
    elif what == "split" and len(paragraphs[place]) > 1:
        cut = chance.randrange(1, len(paragraphs[place]))
        paragraphs[place : place + 1] = [paragraphs[place][:cut], paragraphs[place][cut:]]
    elif what == "merge" and place + 1 < len(paragraphs):
        paragraphs[place : place + 2] = [paragraphs[place] + paragraphs[place + 1]]
    elif what == "add":
        paragraphs.insert(place, chance.sample(SENTENCES, 2))
    elif what == "remove" and len(paragraphs) > 1:
        del paragraphs[place]
    return paragraphs
