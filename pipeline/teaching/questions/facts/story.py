"""Whether a text tells a story rather than informs; told only where dialogue shows it."""

import re

from pipeline.lesson.article import BlockKind
from pipeline.teaching.questions.facts.reading import Reading
from pipeline.text.quotations import quotations

# Paragraphs of dialogue that a story has at least, and the part of all paragraphs in which he, she
# or I stand.
_DIALOGUE, _PERSONAL = 3, 0.5
# What is printed above the title of one.
_GENRE = re.compile(r"\b(?:story|tale|fable|novel)\b", re.IGNORECASE)
_TOLD = re.compile(
    r"[,.?!][”\"’] (?:he|she|I|\w+) (?:said|asked|answered|whispered|shouted|cried|replied)\b"
    r"|[,.?!][”\"’] (?:said|asked|answered|whispered|shouted|cried|replied) "
)
_PERSON = re.compile(r"\b(?:he|she|I|him|her|my|me)\b", re.IGNORECASE)
_REPORT = re.compile(r"\b(?:percent|per cent|according to)\b|%", re.IGNORECASE)


def is_story(reading: Reading) -> bool:
    """Whether a text is called a story, or people talk in it, it is about them, and no report."""
    texts = reading.whole[reading.language].split("\n")
    if _GENRE.search(reading.kicker().get(reading.language, "")):
        return True
    if any(block.kind is BlockKind.TABLE for block in reading.article.blocks):
        return False
    if any(_REPORT.search(text) for text in texts):
        return False
    told = sum(bool(_TOLD.search(text) and quotations(text)[0]) for text in texts)
    personal = sum(bool(_PERSON.search(text)) for text in texts)
    return told >= _DIALOGUE and personal >= _PERSONAL * len(texts)
