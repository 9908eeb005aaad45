"""Sentences that can be argued about: what should be, what is best, what will come."""

import re
from collections.abc import Iterator

from pipeline.teaching.questions.facts.reading import LEANING, Fact, Reading, Sentence

# Letters of a sentence that is quoted for discussion.
_SHORT, _LONG = 25, 160
_JUDGEMENT = re.compile(
    r"\b(?:should|must|ought to|(?:most|least) (?!of\b)\w+|best|worst|better|worse|important"
    r"|necessary|dangerous|difficult|complicated|impossible|controversial|wrong|unfair|fair|corrupt"
    r"|mistake|risk|distrust|too (?:much|many|little|few|\w+))\b"
)
_FUTURE = re.compile(r"\b(?:will|is going to|are going to|is expected to|are expected to)\b")
# Verbs of the present or of what should be; without one, a sentence reports what happened.
_PRESENT = re.compile(r"\b(?:is|are|will|would|should|must|can|cannot|has to|have to|needs? to)\b")
_REPORTED = re.compile(
    r"\b(?:was|were|had|did|said|says|asked|asks|told|tells|wanted|thought|promised|asked"
    r"|according to|brought|took|made|gave|went|came)\b",
    re.IGNORECASE,
)
# Words of people who argue; a text with several of them has something to be convinced of. What
# "must have been" is a conclusion, and no demand.
_ARGUING = re.compile(
    r"\b(?:should|ought to|must(?! have\b)|agrees?d?|disagrees?d?|argue[sd]?|claim(?:s|ed)"
    r"|criticiz\w+|criticis\w+|demand(?:s|ed)|opposes?d?|supporters|opponents|critics|opinions?"
    r"|protest(?:s|ed)?|unfair|unjust)\b",
    re.IGNORECASE,
)
_SEVERAL = 2
_PERSONAL = re.compile(r"\b(?:I|me|my|you|your|we|us|our)\b")
_UNCLEAR = re.compile(
    r"^(?:However|Nevertheless|Therefore|On the contrary|For the same|For this|In this|In it|As a"
    r"|Precisely|There|Now|Then|Here|Not only|Also|Another|The (?:former|latter|other))\b"
    r"|\b(?:he|she|him)\b"
)


def claims(reading: Reading) -> Iterator[Fact]:
    """Yield the sentences that judge or predict, and can be understood alone."""
    for passage in reading.passages:
        kind = _kind(passage.text)
        if kind and _is_clear(passage):
            fills = {code: {"claim": text} for code, text in passage.texts.items()}
            key = f"opinion: {passage.text}"
            yield Fact(kind, key, passage.place, (passage.paragraph,), fills)


def takes_sides(reading: Reading) -> bool:
    """Whether somebody argues in a text: it judges, says what should be, or tells opinions.

    A text that explains nature or a thing has reasons too, but nobody could find them wanting.
    """
    if any(fact.kind == "claim" for fact in claims(reading)):
        return True
    return len(_ARGUING.findall(reading.whole[reading.language])) >= _SEVERAL


def _kind(text: str) -> str:
    if _FUTURE.search(text):
        return "prediction"
    return "claim" if _JUDGEMENT.search(text) else ""


def _is_clear(passage: Sentence) -> bool:
    text = passage.text
    if not _SHORT <= len(text) <= _LONG or not text.endswith("."):
        return False
    if LEANING.match(text) or _UNCLEAR.search(text) or _PERSONAL.search(text):
        return False
    if _FUTURE.search(text) and re.search(r"\d", text):
        return False  # what is fixed for a year is a plan more than a prediction
    if not _PRESENT.search(text) or _REPORTED.search(text):
        return False
    return not re.search(r"[“”\"«»„]", text)
