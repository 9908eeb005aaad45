"""Words that somebody decided on: the terms of the glossary, the glosses of the vocabulary."""

from collections.abc import Iterator

from pipeline.checks.case import Case, Text
from pipeline.checks.case import quoted as in_marks
from pipeline.checks.message import Message, say
from pipeline.lesson.article import Role
from pipeline.text.matching import MOST, alternatives, occurs
from pipeline.translation.faults import words
from pipeline.translation.glossary import kept


def glossary(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for terms of the glossary that a translation does not use, in any form."""
    languages = text.source_language, text.target_language
    for case in text.translated:
        if case.unit.role is Role.VOCABULARY:
            continue
        terms = [item for item in kept(case.pair.source, text.glossary, *languages) if item.is_term]
        lost = {
            case.source[item.start : item.end]: item.wanted
            for item in terms
            if item.wanted.lower() not in case.target.lower()
            and not occurs([words(item.wanted)], words(case.target), languages[1], share=1)
        }
        if lost:
            pairs = tuple(
                say("“{source}” is “{wanted}”", source=source, wanted=wanted)
                for source, wanted in lost.items()
            )
            yield case, say("A term of the glossary is not used: {terms}", terms=pairs)


def gloss(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for glosses of which no word occurs in the translation of their paragraph."""
    paragraphs: dict[int, list[str]] = {}
    for case in text.translated:
        if case.unit.paragraph and case.unit.role is not Role.VOCABULARY:
            paragraphs.setdefault(case.unit.paragraph, []).extend(words(case.target))
    for case in text.translated:
        tokens = paragraphs.get(case.unit.paragraph or 0)
        if case.unit.role is not Role.VOCABULARY or not tokens:
            continue
        wanted = alternatives(case.target, text.target_language)
        if wanted and not occurs(wanted, tokens, text.target_language, share=MOST):
            what = "{words} is not in the translation of ¶ {number}"
            number = str(case.unit.paragraph)
            yield case, say(what, words=in_marks([case.target]), number=number)
