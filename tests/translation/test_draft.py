"""What an engine makes of a unit: all of it is there, in its place, or the unit stays empty."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from engines import FakeEngine, lexicon_engine, speaking, word_by_word
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alignment.lengths import align
from pipeline.catalog.catalog import Catalog, Draft, DraftKind, Entry, State, text_digest
from pipeline.catalog.merge import merge
from pipeline.lesson.article import Role, Unit
from pipeline.text import markup
from pipeline.translation.draft import Memory, Work, translate
from pipeline.translation.glossary import Glossary, read_glossary

GLOSSARY = """source,target,language
Stay in Mexico,keep,
asylum seeker,solicitante de asilo,es
act,ley,es
"""


def unit(text: str, role: Role = Role.TEXT, line: int = 1) -> Unit:
    return Unit(role, text, "article.md", line, f"¶ {line}")


def work(
    units: Iterable[Unit],
    entries: Iterable[Entry] = (),
    *,
    glossary: str = "",
    memory: Memory | None = None,
    again: bool = False,
    language: str = "es",
) -> Work:
    units = tuple(units)
    catalog = merge(Catalog(language, tuple(entries)), units, "en", align)
    terms = Glossary()
    if glossary:
        terms = read_glossary(glossary, Path("glossary.csv"), ["es", "de"])
    return Work(units, catalog, "en", terms, memory or {}, again)


def drafted(text: str, engine: FakeEngine, role: Role = Role.TEXT, **how: str) -> str:
    """Return the draft of one unit; empty where there is none."""
    return outcome(text, engine, role, **how).target


def outcome(text: str, engine: FakeEngine, role: Role = Role.TEXT, **how: str) -> Entry:
    (entry,) = translate(work([unit(text, role)], **how), engine)  # type: ignore[arg-type]
    return entry


LEXICON = {
    "the": "la",
    "old": "vieja",
    "lighthouse": "faro",
    "is": "es",
    "very": "muy",
    "tall": "alto",
    "see": "mira",
}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The *old* lighthouse is tall.", "La *vieja* faro es alto."),
        ("The **old lighthouse** is tall.", "La **vieja faro** es alto."),
        ("The lighthouse is *very tall*.", "La faro es *muy alto*."),
        ("*The lighthouse is tall.*", "*La faro es alto.*"),
        ("The [old lighthouse](https://a.example) is tall.", "[vieja faro](<https://a.example>)"),
        ("The lighthouse[^1] is tall.", "La faro[^1] es alto."),
        ("The lighthouse is tall.[^1]", "La faro es alto.[^1]"),
        ("The lighthouse is tall.[^1] See the old.", "La faro es alto.[^1] Mira la vieja."),
        ("See `the_code()` is tall.", "Mira `the_code()` es alto."),
        ("The ~~old~~ lighthouse", "La ~~vieja~~ faro"),
        ("The **old *lighthouse* is** tall.", "La **vieja *faro* es** alto."),
        ("*The old. The tall.* See.", "*La vieja. La alto.* Mira."),
        ("The old\\\nlighthouse is tall.", "La vieja\\\nfaro es alto."),
        ("The lighthouse is *tall!*", "La faro es *alto!*"),
    ],
)
def test_markup_goes_to_the_words_that_say_the_same(source: str, target: str) -> None:
    draft = drafted(source, lexicon_engine(LEXICON))
    assert target in draft
    styles = [span.style for span in markup.parse(source).spans]
    assert [span.style for span in markup.parse(draft).spans] == styles


def test_markup_follows_words_that_change_places() -> None:
    engine = lexicon_engine(LEXICON, backwards=True)
    source = "The *old lighthouse* is [tall](https://a.example)."
    assert drafted(source, engine) == "[Alto](<https://a.example>) es *faro vieja* La."


@given(st.lists(st.sampled_from(["*old*", "**tall**", "lighthouse", "`x_y`", "[the](http://a.b)",
                                 "is[^1]", "1,500", "very"]), min_size=1, max_size=12))  # fmt: skip
def test_every_mark_of_the_source_is_in_the_draft(parts: list[str]) -> None:
    source = " ".join(parts) + "."
    draft = markup.parse(drafted(source, lexicon_engine(LEXICON)))
    marks = markup.parse(source)
    assert {s.style for s in draft.spans} == {s.style for s in marks.spans}
    assert draft.text.count("x_y") == marks.text.count("x_y")
    assert draft.text.count("1.500") == marks.text.count("1,500")


@pytest.mark.parametrize(
    ("source", "wrong", "target"),
    [
        ("It has 114 steps.", "Tiene 141 escalones.", "Tiene 114 escalones."),
        ("It cost 2.5 million.", "Costó 25 millones.", "Costó 2,5 millones."),
        ("It cost 1,500 euros.", "Costó 1,500 euros.", "Costó 1.500 euros."),
        ("They came in 1998 and 2004.", "Vinieron en 1989 y 2040.", "Vinieron en 1998 y 2004."),
    ],
)
def test_a_wrong_number_gives_way_to_the_right_one(source: str, wrong: str, target: str) -> None:
    assert drafted(source, speaking(lambda *_: wrong)) == target


def test_a_number_written_out_is_left_alone() -> None:
    assert drafted("It took 5 years.", speaking(lambda *_: "Duró cinco años.")) == (
        "Duró cinco años."
    )


def test_a_number_that_got_lost_costs_a_sentence_its_unity_and_not_the_number() -> None:
    engine = speaking(lambda sentence, _: "El farero contaba" if "114" in sentence else "siempre")
    draft = drafted("The keeper counted 114 steps.", engine)
    assert draft.count("114") == 1


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a_b-c?d=1&e=2", "keeper@lighthouse-club.example", "www.example.org/x"],
)
def test_an_address_survives_an_engine_that_tears_it_up(address: str) -> None:
    def tearing(sentence: str, _: int) -> str:
        torn = word_by_word(sentence, {}).text.replace("_", " ")
        return torn.replace("@", " @ ").replace("/", " / ").lower()

    source = f"Please write to us at {address} before the summer."
    draft = drafted(source, speaking(tearing))
    assert address in draft
    assert "@ " not in draft


@pytest.mark.parametrize(
    ("source", "there", "not_there"),
    [
        ("The asylum seeker waits.", "solicitante de asilo", "asylumo"),
        ("He began “Stay in Mexico” there.", "Stay in Mexico", "Mexicoo"),
        ("Actors act in an actual act.", "ley", "leyors"),
        ("Asylum seeker and friends", "Solicitante de asilo", "solicitante"),
    ],
)
def test_a_term_of_the_glossary_is_used_whole(source: str, there: str, not_there: str) -> None:
    for backwards in (False, True):
        draft = drafted(source, lexicon_engine(backwards=backwards), glossary=GLOSSARY)
        assert there.lower() in draft.lower()
        assert not_there not in draft or backwards


def test_a_glossary_never_hits_part_of_a_word() -> None:
    draft = drafted("The actor acted on a contact.", lexicon_engine(), glossary=GLOSSARY)
    assert "ley" not in draft


@pytest.mark.parametrize(
    ("source", "sent", "target"),
    [
        ("THE OLD LIGHTHOUSE", "The old lighthouse", "LA VIEJA FARO"),
        ("The Old Lighthouse", "The old lighthouse", "La vieja faro"),
        ("See Ana", "See Ana", "Mira Anao"),
    ],
)
def test_headings_are_translated_in_sentence_case(source: str, sent: str, target: str) -> None:
    engine = lexicon_engine(LEXICON)
    assert drafted(source, engine, Role.HEADING) == target
    assert engine.given == [(0, sent)]


def test_names_keep_their_capital_in_a_recased_heading() -> None:
    engine = lexicon_engine(LEXICON)
    units = [unit("There is an old tower in Ana Reyes Bay."), unit("THE BAY OF ANA", Role.HEADING)]
    list(translate(work(units), engine))
    assert (0, "The Bay of Ana") in engine.given


def looping(_: str, attempt: int) -> str:
    return "y así y así y así y así" if attempt == 0 else "vive solo en la torre"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("y así y así y así y así", "repeated itself"),
        ("no no no no no", "repeated itself"),
        ("", "gave nothing"),
        ("…", "gave nothing"),
        ("♪ La torre ♪", "♪"),
        ("La torre ⁇ es alta", "⁇"),
        ("Sí", "too short"),
        ("Una " + "frase que no acaba y sigue contando cosas nuevas que nadie dijo, " * 1
         + "con otras muchas palabras distintas, hasta perder de vista por completo el asunto",
         "too long"),
        ("The keeper of the lighthouse lives in a tower", "in English"),
    ],
)  # fmt: skip
def test_bad_output_is_noticed_and_the_reason_stands_in_the_catalog(bad: str, reason: str) -> None:
    entry = outcome("The keeper of the lighthouse lives in a tower.", speaking(lambda *_: bad))
    assert entry.state is State.MISSING
    assert reason in entry.failure
    assert entry.failure.endswith("(test engine 1)")


def test_bad_output_is_tried_in_other_ways() -> None:
    engine = speaking(looping, attempts=2)
    assert drafted("The keeper lives alone in the tower.", engine) == "Vive solo en la torre."


def test_the_next_best_translation_is_taken_where_the_best_is_bad() -> None:
    from pipeline.translation.markup_transfer import Translated

    engine = FakeEngine(lambda *_: [Translated("a a a a a"), Translated("Vive solo.")])
    assert drafted("He lives alone.", engine) == "Vive solo."


def test_a_sentence_that_fails_whole_is_tried_in_pieces() -> None:
    def short_ones_only(sentence: str, _: int) -> str:
        return word_by_word(sentence, LEXICON).text if len(sentence) < 60 else "no no no no no"

    source = "The old lighthouse is very tall, and the keeper of it is old and very tall as well."
    draft = drafted(source, speaking(short_ones_only))
    assert draft.startswith("La vieja faro es muy alto, ")
    assert draft.endswith(".")
    assert "and" not in draft.split()


def test_a_very_long_sentence_is_never_sent_whole() -> None:
    engine = lexicon_engine()
    source = ", and ".join(["the keeper counted every ship that passed the tower"] * 20) + "."
    draft = drafted(source, engine)
    assert max(len(sentence) for _, sentence in engine.given) <= 400
    assert draft.count("shipo") == 20


def test_what_needs_no_engine_is_not_sent() -> None:
    engine = lexicon_engine()
    units = [unit("1,500", Role.CELL), unit("https://a.example/b"), unit("`x = 1`"), unit("—")]
    entries = {entry.source: entry.target for entry in translate(work(units), engine)}
    assert engine.given == []
    assert entries["1,500"] == "1.500"
    assert entries["`x = 1`"] == "`x = 1`"


@pytest.mark.parametrize(
    ("source", "output", "target"),
    [
        ("old towers", "Torres viejas.", "torres viejas"),
        ("Old towers", "torres viejas.", "Torres viejas"),
        ("He sleeps.", "Duerme", "Duerme."),
        ("and he sleeps", "Y duerme.", "y duerme"),
        ("He sleeps…", "Duerme…", "Duerme…"),
        ("In 1877, he slept.", "1877 durmió.", "1877 durmió."),
    ],
)
def test_a_draft_begins_and_ends_like_its_source(source: str, output: str, target: str) -> None:
    assert drafted(source, speaking(lambda *_: output)) == target


def test_a_german_noun_keeps_its_capital() -> None:
    assert drafted("old towers", speaking(lambda *_: "Türme."), language="de") == "Türme"
    assert drafted("the towers", speaking(lambda *_: "Die Türme."), language="de") == "die Türme"


def test_only_what_waits_is_translated() -> None:
    machine = Draft("old engine", text_digest("Nuevo."))
    entries = [
        Entry(None, "Approved.", "Aprobado."),
        Entry(None, "Edited.", "Editado.", fuzzy=True, draft=Draft("e", "0" * 16)),
        Entry(None, "Machine.", "Nuevo.", fuzzy=True, draft=machine),
        Entry(None, "Stale by machine now.", "Nuevo.", fuzzy=True, previous="Was.", draft=machine),
        Entry(None, "Stale by a person now.", "Mío.", fuzzy=True, previous="Was."),
    ]
    units = [unit(entry.source, line=n) for n, entry in enumerate(entries, 1)]
    units.append(unit("Missing.", line=9))
    done = {entry.source for entry in translate(work(units, entries), lexicon_engine())}
    assert done == {"Stale by machine now.", "Missing."}
    again = {e.source for e in translate(work(units, entries, again=True), lexicon_engine())}
    assert again == done | {"Machine."}


def test_a_draft_is_marked_as_one() -> None:
    entry = outcome("The tower.", lexicon_engine())
    assert entry.state is State.MACHINE
    assert entry.draft
    assert entry.draft.origin == "test engine 1"


def test_single_words_of_the_vocabulary_are_left_to_a_person() -> None:
    words = work([unit("to curb", Role.VOCABULARY)])
    assert list(translate(words, lexicon_engine())) == []


def test_what_an_engine_failed_at_waits_for_another_engine_or_an_order() -> None:
    failing = speaking(lambda *_: "")
    entry = outcome("The tower.", failing)
    assert list(translate(work([unit("The tower.")], [entry]), failing)) == []
    (retried,) = translate(work([unit("The tower.")], [entry], again=True), lexicon_engine())
    assert retried.target == "Theo towero."
    assert retried.failure == ""


def test_memory_comes_before_the_engine_and_says_so() -> None:
    memory = {(None, "The tower."): ("La torre.", "lesson lights")}
    waiting = work([unit("The tower."), unit("The sea.")], memory=memory)
    (remembered,) = waiting.from_memory()
    assert remembered.target == "La torre."
    assert remembered.state is State.EDITED
    assert remembered.draft == Draft("lesson lights", text_digest("La torre."), DraftKind.MEMORY)
    assert [entry.source for entry in translate(waiting, lexicon_engine())] == ["The sea."]


def test_all_sentences_go_in_one_stream() -> None:
    streams: list[int] = []

    class Counting(FakeEngine):
        def translate(self, sentences: Iterable[str], attempt: int = 0):
            streams.append(attempt)
            return super().translate(sentences, attempt)

    units = [unit(f"He sleeps {n} hours. She reads.", line=n) for n in range(2, 12)]
    engine = Counting(lambda sentence, _: word_by_word(sentence, {}))
    assert len(list(translate(work(units), engine))) == 10
    assert streams == [0]
