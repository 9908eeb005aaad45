"""What somebody says in the text, and what it puts in quotation marks."""

import re
from collections.abc import Iterator, Sequence

from pipeline.languages.values import fill
from pipeline.teaching.questions.facts.names import Person
from pipeline.teaching.questions.facts.reading import Fact, Reading, in_all
from pipeline.text.quotations import quotations

# Words that a saying has at least, and a term at most; the most letters of a saying.
_SAYING, _TERM, _LONG = 5, 4, 140


def sayings(reading: Reading, people: Sequence[Person]) -> Iterator[Fact]:
    """Yield what is said in the text and by whom, where the text tells that."""
    known = reading.known
    by_pronoun = fill(known.said_by_pronoun, said=known.said.pattern)
    persons = [person.name.split()[-1] for person in people]
    for passage in reading.passages:
        said = {language: _saying(text) for language, text in passage.exact.items()}
        own = said.get(reading.language, "")
        if len(own.split()) < _SAYING:
            continue
        outside = _outside(passage.texts[reading.language])
        if not known.said.search(outside):
            continue
        told = [passage]
        if re.search(by_pronoun, outside) and not any(name in outside for name in persons):
            before = reading.before(passage)
            if before is None or not any(name in before.text for name in persons):
                continue
            told = [before, passage]
        fills = {language: {"saying": text} for language, text in said.items() if text}
        answers = in_all(told, reading.languages)
        yield Fact(
            "saying", f"who says: {own}", passage.place, (passage.paragraph,), fills, answers
        )


def terms(reading: Reading) -> Iterator[Fact]:
    """Yield names and expressions that the text puts in quotation marks."""
    for passage in reading.passages:
        found = {language: _term(text) for language, text in passage.exact.items()}
        own = found.get(reading.language, "")
        if own and not reading.known.said.search(_outside(passage.texts[reading.language])):
            fills = {language: {"term": text} for language, text in found.items() if text}
            yield Fact(
                "term", f"what: {own}", passage.place, (passage.paragraph,), fills, passage.exact
            )


def _outer(text: str) -> list[str]:
    found = [q for q in quotations(text)[0] if not q.depth]
    return [text[q.start + 1 : q.end - 1] for q in sorted(found, key=lambda q: q.start)]


def _outside(text: str) -> str:
    for part in _outer(text):
        text = text.replace(part, "")
    return text


def _saying(text: str) -> str:
    """Return what a sentence quotes first, where that is something said."""
    quoted = _outer(text)
    if not quoted or len(quoted) > 2 or len(quoted[0]) > _LONG:
        return ""
    saying = quoted[0].strip().removesuffix(",")
    return saying if saying[:1].isupper() or saying[:1] in "¿¡" else ""


def _term(text: str) -> str:
    quoted = _outer(text)
    if len(quoted) != 1 or not 1 <= len(quoted[0].split()) <= _TERM:
        return ""
    return quoted[0] if re.fullmatch(r"\w[^.,;:!?…]*\w", quoted[0]) else ""
