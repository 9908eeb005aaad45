"""Sentences that can be argued about: what should be, what is best, what will come."""

import re
from collections.abc import Iterator

from pipeline.languages.questions import Claims, Facts
from pipeline.teaching.questions.facts.reading import Fact, Reading, Sentence

# Letters of a sentence that is quoted for discussion.
_SHORT, _LONG = 25, 160
# Words of people who argue; a text with several of them has something to be convinced of.
_SEVERAL = 2


def claims(reading: Reading) -> Iterator[Fact]:
    """Yield the sentences that judge or predict, and can be understood alone."""
    for passage in reading.passages:
        kind = _kind(passage.text, reading.known.claims)
        if kind and _is_clear(passage, reading.known):
            fills = {code: {"claim": text} for code, text in passage.exact.items()}
            key = f"opinion: {passage.text}"
            yield Fact(kind, key, passage.place, (passage.paragraph,), fills)


def takes_sides(reading: Reading) -> bool:
    """Whether somebody argues in a text: it judges, says what should be, or tells opinions.

    A text that explains nature or a thing has reasons too, but nobody could find them wanting.
    """
    if any(fact.kind == "claim" for fact in claims(reading)):
        return True
    return len(reading.known.claims.arguing.findall(reading.whole[reading.language])) >= _SEVERAL


def _kind(text: str, known: Claims) -> str:
    if known.future.search(text):
        return "prediction"
    return "claim" if known.judgement.search(text) else ""


def _is_clear(passage: Sentence, facts: Facts) -> bool:
    text, known = passage.text, facts.claims
    if not _SHORT <= len(text) <= _LONG or not text.endswith("."):
        return False
    if facts.leaning.match(text) or known.unclear.search(text) or known.personal.search(text):
        return False
    if known.future.search(text) and re.search(r"\d", text):
        return False  # what is fixed for a year is a plan more than a prediction
    if not known.present.search(text) or known.reported.search(text):
        return False
    return not re.search(r"[“”\"«»„]", text)
