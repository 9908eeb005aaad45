"""Whether a text tells a story rather than informs; told only where dialogue shows it."""

import re

from pipeline.article import Kind
from pipeline.facts.passage import Reading
from pipeline.quotations import quotations

# Paragraphs of dialogue that a story has at least, and the part of all paragraphs that he, she or I
# stand in.
_DIALOGUE, _PERSONAL = 2, 0.5
_TOLD = re.compile(
    r"[,.?!][”\"’] (?:he|she|I|\w+) (?:said|asked|answered|whispered|shouted|cried|replied)\b"
    r"|[,.?!][”\"’] (?:said|asked|answered|whispered|shouted|cried|replied) "
)
_PERSON = re.compile(r"\b(?:he|she|I|him|her|my|me)\b", re.IGNORECASE)
_REPORT = re.compile(r"\b(?:19|20)\d\d\b|\bpercent\b|%")


def is_story(reading: Reading) -> bool:
    """Whether people talk in a text, it is all about them, and it names no years and shares."""
    texts = reading.whole[reading.language].split("\n")
    if any(block.kind is Kind.TABLE for block in reading.article.blocks):
        return False
    if any(_REPORT.search(text) for text in texts):
        return False
    told = sum(bool(_TOLD.search(text) and quotations(text)[0]) for text in texts)
    personal = sum(bool(_PERSON.search(text)) for text in texts)
    return told >= _DIALOGUE and personal >= _PERSONAL * len(texts)
