"""Whether a text tells a story rather than informs; told only where dialogue shows it."""

from pipeline.lesson.article import BlockKind
from pipeline.teaching.questions.facts.reading import Reading
from pipeline.text.quotations import quotations

# Paragraphs of dialogue that a story has at least, and the part of all paragraphs in which he, she
# or I stand.
_DIALOGUE, _PERSONAL = 3, 0.5


def is_story(reading: Reading) -> bool:
    """Whether a text is called a story, or people talk in it, it is about them, and no report."""
    known = reading.known
    texts = reading.whole[reading.language].split("\n")
    if known.genre.search(reading.kicker().get(reading.language, "")):
        return True
    if any(block.kind is BlockKind.TABLE for block in reading.article.blocks):
        return False
    if any(known.report.search(text) for text in texts):
        return False
    told = sum(bool(known.told.search(text) and quotations(text)[0]) for text in texts)
    personal = sum(bool(known.person.search(text)) for text in texts)
    return told >= _DIALOGUE and personal >= _PERSONAL * len(texts)
