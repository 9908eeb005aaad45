"""Words are told apart by their sentences: the noun from the verb, the particle from the rest."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.teaching.vocabulary.tagging import Token, tag
from pipeline.text.classes import Pos

# Sentences full of words that are noun and verb, or verb and adjective; marked is what matters.
MARKED = """
The address/NOUN of the President was broadcast/VERB on every channel/NOUN .
We have to address/VERB the issue/NOUN of trust/NOUN now .
The banks/NOUN issue/VERB new/ADJ cards/NOUN every year/NOUN .
He returned/VERB the book/NOUN on his return/NOUN from London .
They plan/VERB to return/VERB next week/NOUN , and the return/NOUN flight/NOUN is booked/VERB .
The new/ADJ manager/NOUN wants/VERB to reverse/VERB the decision/NOUN .
The reverse/NOUN is true/ADJ in most countries/NOUN .
Police/NOUN charged/VERB the man/NOUN with theft/NOUN , but the charges/NOUN were dropped/VERB .
The hotel/NOUN charges/VERB ninety dollars/NOUN a night/NOUN .
The pipes/NOUN are made/VERB of lead/NOUN .
Bad/ADJ roads/NOUN lead/VERB to accidents/NOUN .
She took/VERB the lead/NOUN in the second race/NOUN .
The wound/NOUN on his arm/NOUN healed/VERB slowly/ADV .
The explosion/NOUN wounded/VERB six soldiers/NOUN .
The wounded/ADJ soldiers/NOUN were treated/VERB at once .
The path/NOUN wound/VERB through the forest/NOUN .
They object/VERB to the plan/NOUN because the object/NOUN is fragile/ADJ .
The easing/NOUN of conditions/NOUN surprised/VERB the markets/NOUN .
The government/NOUN is easing/VERB the rules/NOUN .
A written/ADJ contract/NOUN is required/VERB .
Organized/ADJ crime/NOUN is increasing/VERB in the region/NOUN .
The root/NOUN causes/NOUN of poverty/NOUN are known/VERB .
Smoking/NOUN causes/VERB serious/ADJ illness/NOUN .
She drinks/VERB two cold/ADJ drinks/NOUN a day/NOUN .
The march/NOUN through the city/NOUN ended/VERB peacefully/ADV .
The workers/NOUN march/VERB through the city/NOUN .
A growing/ADJ number/NOUN of farmers/NOUN protest/VERB against the ban/NOUN .
The protest/NOUN drew/VERB thousands of people/NOUN .
He felt/VERB relieved/ADJ after the exhausting/ADJ journey/NOUN .
The increase/NOUN in prices/NOUN hit/VERB poor/ADJ families/NOUN .
Prices/NOUN increase/VERB when demand/NOUN rises/VERB .
The rise/NOUN of the sea/NOUN threatens/VERB the coast/NOUN .
Scientists/NOUN record/VERB the sounds/NOUN of whales/NOUN .
The record/NOUN was broken/VERB last summer/NOUN .
The farm/NOUN will produce/VERB more milk/NOUN , and the produce/NOUN is sold/VERB locally/ADV .
Winding/ADJ roads/NOUN cross/VERB the hills/NOUN .
She rests/VERB while the rest/NOUN of the team/NOUN works/VERB .
The works/NOUN of Shakespeare move/VERB readers/NOUN .
He left/VERB his left/ADJ shoe/NOUN at home/NOUN .
The findings/NOUN suggest/VERB a link/NOUN between diet/NOUN and sleep/NOUN .
Most ships/NOUN find/VERB their way/NOUN by satellite/NOUN .
The crew/NOUN ships/VERB goods/NOUN across the ocean/NOUN .
Their fears/NOUN grew/VERB as the water/NOUN rose/VERB .
She waters/VERB the flowers/NOUN .
A lack/NOUN of sleep/NOUN can harm/VERB your health/NOUN .
Many schools/NOUN lack/VERB computers/NOUN .
The builders/NOUN need/VERB experienced/ADJ workers/NOUN .
The experiment/NOUN was conducted/VERB by leading/ADJ experts/NOUN .
The conduct/NOUN of the officer/NOUN was criticised/VERB .
He will present/VERB the present/NOUN tomorrow .
The current/ADJ tensions/NOUN have built/VERB up since June .
The current/NOUN carried/VERB the boat/NOUN away .
Rescue/NOUN teams/NOUN searched/VERB the damaged/ADJ houses/NOUN .
The storm/NOUN damaged/VERB the roof/NOUN .
It was a demanding/ADJ job/NOUN .
Unions/NOUN are demanding/VERB higher/ADJ wages/NOUN .
Swimming/NOUN is good/ADJ for your back/NOUN .
She backs/VERB the proposal/NOUN .
He stayed/VERB in the flooded/ADJ village/NOUN .
Researchers/NOUN estimate/VERB that the figure/NOUN will double/VERB .
The estimate/NOUN was too low/ADJ .
Doctors/NOUN face/VERB a shortage/NOUN of drugs/NOUN .
The face/NOUN of the clock/NOUN is cracked/VERB .
Her smile/NOUN faded/VERB .
Tourists/NOUN visit/VERB the museum/NOUN every summer/NOUN .
They measure/VERB the wind/NOUN every hour/NOUN .
The measure/NOUN passed/VERB by a narrow/ADJ margin/NOUN .
Clean/VERB the lamp/NOUN and the windows/NOUN
Watch/VERB the weather/NOUN
Turn/VERB the house/NOUN into a small/ADJ museum/NOUN
"""


def tagged(word: str, sentence: str) -> Token:
    return next(token for token in tag(sentence) if token.form == word)


def test_classes_are_right_for_nearly_all_words_that_have_several() -> None:
    right = wrong = 0
    for line in MARKED.strip().splitlines():
        pairs = [part.partition("/") for part in line.split()]
        tokens = tag(" ".join(word for word, _, _ in pairs))
        for token, (_, _, expected) in zip(tokens, pairs, strict=True):
            right += expected == token.pos
            wrong += expected not in ("", token.pos)
    assert right / (right + wrong) > 0.97


@pytest.mark.parametrize(
    ("word", "sentence", "lemma", "pos"),
    [
        ("address", "The address of the President was long.", "address", Pos.NOUN),
        ("address", "They have to address the issue.", "address", Pos.VERB),
        ("issue", "They have to address the issue.", "issue", Pos.NOUN),
        ("issue", "The banks issue new cards every year.", "issue", Pos.VERB),
        ("return", "His return surprised them.", "return", Pos.NOUN),
        ("returned", "The army returned him to his homeland.", "return", Pos.VERB),
        ("lead", "She took the lead in the second race.", "lead", Pos.NOUN),
        ("led", "The easing of conditions led to protests.", "lead", Pos.VERB),
        ("object", "They object to the plan.", "object", Pos.VERB),
        ("object", "She felt a small, hard object.", "object", Pos.NOUN),
        ("wound", "The wound on his arm healed.", "wound", Pos.NOUN),
        ("wounded", "The explosion wounded six soldiers.", "wound", Pos.VERB),
        ("wounded", "The wounded soldiers were treated.", "wounded", Pos.ADJECTIVE),
        ("causes", "They combat the root causes of emigration.", "cause", Pos.NOUN),
        ("causes", "Smoking causes illness.", "cause", Pos.VERB),
        ("easing", "The easing of conditions is not to be expected.", "easing", Pos.NOUN),
        ("easing", "The government is easing the rules.", "ease", Pos.VERB),
        ("charges", "The hotel charges ninety dollars a night.", "charge", Pos.VERB),
        ("tastes", "The sea tastes of salt.", "taste", Pos.VERB),
        ("tastes", "The tastes of children differ.", "taste", Pos.NOUN),
        ("waters", "She waters the flowers.", "water", Pos.VERB),
        ("sleeps", "While the city sleeps, people buy and sell.", "sleep", Pos.VERB),
        ("flooded", "He stayed in the flooded village.", "flooded", Pos.ADJECTIVE),
        ("past", "It begins at half past four.", "past", Pos.PREPOSITION),
        ("up", "He brought the matter up.", "up", Pos.PARTICLE),
        ("children", "The children left.", "child", Pos.NOUN),
        ("Ellen’s", "They took Ellen’s lamp.", "Ellen", Pos.NAME),
        ("keeper's", "They took the keeper's lamp.", "keeper", Pos.NOUN),
        ("don't", "They don't know.", "do", Pos.AUXILIARY),
        ("186", "The 186 steps of the tower.", "186", Pos.NUMBER),
    ],
)
def test_homographs_and_forms(word: str, sentence: str, lemma: str, pos: Pos) -> None:
    token = tagged(word, sentence)
    assert (token.lemma, token.pos) == (lemma, pos)


@given(st.text(alphabet="abcTé ’'-.,;!?“”()0123\n", max_size=60))
def test_every_word_is_a_token_in_its_place(text: str) -> None:
    tokens = tag(text)
    assert [text[token.start : token.end] for token in tokens] == [t.form for t in tokens]
    covered = {place for token in tokens for place in range(token.start, token.end)}
    assert all(place in covered for place, char in enumerate(text) if not char.isspace())
    assert all(a.end <= b.start for a, b in pairwise(tokens))
