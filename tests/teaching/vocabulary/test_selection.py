"""The words proposed for a lesson are the ones a teacher would choose, and stand where it says."""

from collections import Counter
from pathlib import Path

import pytest
from conftest import REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lesson.article import Article, read_article
from pipeline.lesson.lesson import Lesson, VocabularyEntry, read_lesson
from pipeline.lesson.terms import find_terms
from pipeline.teaching.vocabulary.families import related
from pipeline.teaching.vocabulary.selection import WordProposal, propose_words
from pipeline.text import markup
from pipeline.text.classes import LEVELS, Level, PartOfSpeech

MEXICO = REPOSITORY / "source" / "mexico-usa"
ARTICLES = [MEXICO / "article.md", *sorted((REPOSITORY / "tests" / "articles").glob("*.md"))]


def article(*paragraphs: str, title: str = "T") -> Article:
    body = "\n\n".join(paragraphs)
    return read_article(f"---\ntitle: {title}\n---\n{body}\n", Path("article.md"))


# Words that no list needs: running text to make room for the proposals of a short text.
PADDING = "He was at home and had a cup of tea, and she was in the garden with the dog. " * 8


def words(text: str, level: Level = "B2", known: tuple[str, ...] = ()) -> dict[str, WordProposal]:
    proposals = propose_words(article(text, *[PADDING] * 4), level, 20, known)
    return {proposal.word: proposal for proposal in proposals if proposal.paragraph == 1}


def as_lesson(proposals: tuple[WordProposal, ...]) -> Lesson:
    """Return the lesson that has the proposals on its list."""
    return Lesson(
        line=1,
        vocabulary=tuple(
            VocabularyEntry(
                line=1,
                word=proposal.word,
                pos=proposal.pos,
                paragraph=proposal.paragraph,
                headword=proposal.headword,
                sentence=proposal.sentence,
            )
            for proposal in proposals
        ),
    )


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("level", ["A2", "B1", "B2", "C1"])
def test_every_proposal_is_found_where_it_says(path: Path, level: Level) -> None:
    text = read_article(path.read_text(encoding="utf-8"), path)
    proposals = propose_words(text, level, 40)
    assert proposals
    terms = find_terms(as_lesson(proposals), text, Path("lesson.yaml"))
    assert {(t.entry.word, t.paragraph, t.unit, t.start, t.end) for t in terms} == {
        (p.word, p.paragraph, p.unit, p.start, p.end) for p in proposals
    }
    for proposal in proposals:
        unit = text.numbered()[proposal.paragraph].units[proposal.unit]
        assert proposal.sentence in markup.parse(unit.text).text


def test_the_article_gets_what_its_teacher_chose_and_words_like_that() -> None:
    path = MEXICO / "article.md"
    text = read_article(path.read_text(encoding="utf-8"), path)
    lesson = read_lesson((MEXICO / "lesson.yaml").read_text(encoding="utf-8"), path, text)
    proposals = propose_words(text, "B2", 36)
    proposed = {proposal.word for proposal in proposals}
    assert len(proposals) == 36
    assert len(proposed & {entry.word for entry in lesson.vocabulary}) >= 14
    assert {"asylum seeker", "migration policy", "take office", "congratulate"} <= proposed


def test_proposals_are_spread_over_the_text() -> None:
    path = MEXICO / "article.md"
    text = read_article(path.read_text(encoding="utf-8"), path)
    count = Counter(proposal.paragraph for proposal in propose_words(text, "B2", 28))
    assert set(count) == set(text.numbered())
    assert max(count.values()) <= 5


@pytest.mark.parametrize(
    ("text", "word", "pos"),
    [
        ("They finally addressed the issue of waste.", "address", PartOfSpeech.VERB),
        ("She brought the old matter up again.", "bring up", PartOfSpeech.PHRASAL_VERB),
        ("He carried out the experiment.", "carry out", PartOfSpeech.PHRASAL_VERB),
        ("He took office in spring.", "take office", PartOfSpeech.PHRASE),
        ("They changed their minds.", "change one's mind", PartOfSpeech.PHRASE),
        ("They need asylum seekers to wait.", "asylum seeker", PartOfSpeech.NOUN),
        ("It was a breach of trust.", "breach of trust", PartOfSpeech.NOUN),
        ("It happens regardless of the rules.", "regardless of", PartOfSpeech.PREPOSITION),
        ("The committees had long debates on shortages.", "shortage", PartOfSpeech.NOUN),
        ("The flooded village had to wait.", "flood", PartOfSpeech.VERB),
        ("An experienced sailor did it.", "experienced", PartOfSpeech.ADJECTIVE),
        ("Their well-being is at risk.", "well-being", PartOfSpeech.NOUN),
    ],
)
def test_words_and_expressions_are_proposed_in_dictionary_form(
    text: str, word: str, pos: PartOfSpeech
) -> None:
    found = words(text, "B1")
    assert word in found, set(found)
    assert found[word].pos is pos
    assert found[word].sentence == text


@pytest.mark.parametrize(
    ("text", "pos"),
    [
        ("The charge was murder.", PartOfSpeech.NOUN),
        ("They charge him with murder.", PartOfSpeech.VERB),
    ],
)
def test_homographs_are_two_words(text: str, pos: PartOfSpeech) -> None:
    assert words(text, "B1")["charge"].pos is pos


def test_words_are_not_much_below_the_level_set() -> None:
    path = MEXICO / "article.md"
    text = read_article(path.read_text(encoding="utf-8"), path)
    for level in ("A2", "B1", "B2"):
        easy = [
            proposal
            for proposal in propose_words(text, level, 40)
            if LEVELS.index(proposal.level) < LEVELS.index(level) - 1
        ]
        assert len(easy) <= 2  # false friends


def test_phrase_shows_its_infinitive_and_word_its_company() -> None:
    assert words("When he took office, it rained.")["take office"].headword == "to take office"
    charged = words("They accused the poor man of murder.", "B1")["accuse"]
    assert charged.headword == "to accuse somebody of something"
    assert words("They accused the man.", "B1")["accuse"].headword == ""
    willing = words("He showed his willingness to help.")["willingness"]
    assert willing.headword == "willingness to do something"


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("The tide rose. What remains of the wall cannot stand.", {"remains", "cannot"}),
        ("The committee could agree on no resolution. A resolution cannot pass.",
         {"resolution cannot", "cannot"}),
        ("A toaster made the bread warm, and that toaster was new.", {"toast"}),
        ("The rope must hold up to 20 boxes.", {"hold up"}),
        ("She looked out of the window and turned her back to him.", {"look out", "turn back"}),
        ("He paid for it out of his own wallet.", {"of one's own"}),
        ("In March the council agreed to switch off the lamps.", {"agree to"}),
    ],
)  # fmt: skip
def test_what_the_words_cannot_be_is_no_entry(text: str, never: set[str]) -> None:
    shown = {p.headword or p.word for p in words(text, "B1").values()}
    assert (never | {f"to {word}" for word in never}).isdisjoint(shown)


def test_a_form_that_only_one_word_has_is_that_word() -> None:
    assert "toaster" in words("A toaster made the bread warm, and that toaster was new.", "B1")
    found = words("The walls were covered, and the detailed map lay there.", "B1")
    assert "to detailed" not in {p.headword for p in found.values()}


def test_a_word_stands_once_in_whatever_forms_it_is_met() -> None:
    text = "She was born by the sea. She bore the loss alone. They must bear the pain."
    proposals = propose_words(article(text, *[PADDING] * 4), "A2", 20)
    shown = [p.headword or (f"to {p.word}" if p.pos.is_verb else p.word) for p in proposals]
    assert len(shown) == len(set(shown))


def test_what_a_class_has_known_for_long_is_no_word_of_its_level() -> None:
    assert "climb" in words("They climb it every year.", "A2")
    assert "branch" in words("A branch fell on the car.", "A2")
    assert "hide" in words("They hide behind the wall.", "A2")
    assert "dinner" not in words("We had dinner at home.", "A2")
    assert "bread" not in words("There was bread on the table.", "A2")


def test_a_longer_list_goes_on_where_the_shorter_one_ends() -> None:
    path = MEXICO / "article.md"
    text = read_article(path.read_text(encoding="utf-8"), path)
    few = {p.word for p in propose_words(text, "B2", 28)}
    many = {p.word for p in propose_words(text, "B2", 40)}
    assert len(many) == 40
    assert len(few & many) >= 25


@pytest.mark.parametrize("word", ["become", "sensible", "eventually", "actually", "sympathetic"])
def test_false_friends_are_proposed(word: str) -> None:
    assert word in words(f"In spring, they {word} saw that the man was {word}, and left.", "A2")


def test_what_readers_recognise_is_not_proposed() -> None:
    sentence = "The corruption of the regional administration made the strategy of the region weak."
    assert {"corruption", "regional", "strategy", "region"} & set(words(sentence, "B1")) == set()


def test_names_numbers_and_what_is_no_text_are_not_proposed() -> None:
    found = words(
        "In February, the Guatemalan Judiciary met with Amlo on Harbour Street, and the WHO sent "
        "twelve kilometres of `reluctant rope` to https://example.org/widespread/threat in May.\n\n"
        "| Shortage | Curb |\n|---|---|\n| willingness | 12 |\n",
        "B1",
    )
    assert set(found) == set()


def test_a_name_is_known_from_the_rest_of_the_text() -> None:
    text = article("Curb said so. The man named Curb left.", *[PADDING] * 4)
    assert "curb" not in {p.word for p in propose_words(text, "B1", 20)}
    text = article("The government curbs emissions.", *[PADDING] * 4)
    assert "curb" in {p.word for p in propose_words(text, "B1", 20)}


def test_only_one_word_of_a_family_is_proposed() -> None:
    found = words("He was reluctant. Her reluctance grew. They were unwilling, a willingness died.")
    assert len({"reluctant", "reluctance"} & set(found)) == 1
    assert len({"unwilling", "willingness"} & set(found)) == 1


def test_a_phrase_and_a_word_of_it_are_one_entry() -> None:
    found = words(
        "They got married because they wanted to marry. He took office in an office.", "B1"
    )
    assert "get married" in found
    assert "marry" not in found


def test_a_compound_that_comes_again_is_a_term_and_a_free_combination_is_none() -> None:
    found = words(
        "The harbour authority met. A harbour authority is slow. New sails are good. We need new "
        "sails. The ferry company closed.",
        "B1",
    )
    assert {"harbour authority", "sail"} <= set(found)
    assert not {"new sail", "ferry company"} & set(found)


@pytest.mark.parametrize(
    ("known", "gone", "left"),
    [
        ("curb", {"curb"}, {"reluctance", "take office"}),
        ("take office", {"take office"}, {"curb"}),
        ("to take office", {"take office"}, {"curb"}),
        ("reluctant", {"reluctance"}, {"take office", "curb"}),
        ("take", set(), {"take office"}),  # the phrase means something else
    ],
)
def test_known_words_are_not_proposed(known: str, gone: set[str], left: set[str]) -> None:
    found = set(words("His reluctance to curb crime ended when he took office.", known=(known,)))
    assert not gone & found
    assert left <= found


def test_a_short_text_gets_few_words_and_the_limit_holds() -> None:
    sentence = "The reluctant judiciary curbs widespread shortages. "
    assert propose_words(article(sentence), "B2", 20) == ()
    assert len(propose_words(article(sentence * 10), "B2", 20)) <= 3
    path = MEXICO / "article.md"
    text = read_article(path.read_text(encoding="utf-8"), path)
    assert [len(propose_words(text, "B2", most)) for most in (0, 1, 7)] == [0, 1, 7]


SENTENCES = st.sampled_from(
    [
        "He didn't bring the keeper's well-known matter up.",
        "Reluctance, *reluctance*, and the judge’s shortage!",
        "She addressed the address on the envelope.",
        "Mutual trust was lost; prospects looked bleak.",
        "THE HARBOUR AUTHORITY WARNS OF STORMS",
        "[Shipping companies](https://example.org/shipping) carried out repairs.",
        "1. They kept an eye on it",
        "`curb` is code.[^a]\n\n[^a]: A footnote about reluctance.",
        "> Thieves' prey was stolen at once.",
    ]
)


@settings(max_examples=30)
@given(st.lists(SENTENCES, min_size=1, max_size=12), st.sampled_from(LEVELS))
def test_proposals_can_always_be_found_again(paragraphs: list[str], level: Level) -> None:
    text = article(*dict.fromkeys(paragraphs), PADDING)
    proposals = propose_words(text, level, 30)
    assert proposals == propose_words(text, level, 30)
    terms = find_terms(as_lesson(proposals), text, Path("lesson.yaml"))
    assert len(terms) == len(proposals)
    for one in proposals:
        assert not [p for p in proposals if p is not one and related(p.word, one.word)]


def test_no_two_words_of_a_list_look_the_same() -> None:
    text = (
        "Ana was born on a small island, and the whole village came to see her on the first day. "
        "She bore the long winters there without a word, and wrote a letter home every week. "
    )
    found = tuple(words(text, "B2").values())
    shown = [p.headword or (f"to {p.word}" if p.pos.is_verb else p.word) for p in found]
    assert len(shown) == len(set(shown))
    assert "to bear" in shown


def test_a_word_longer_than_any_list_has_is_no_trouble() -> None:
    for word in (
        "electrotherapeutic",
        "photoelectrotherapeutical",
        "photohydroelectrotherapeutical",
    ):
        text = f"The doctors offered {word} advice in spite of their reluctance to curb it. "
        assert "curb" in words(text)
