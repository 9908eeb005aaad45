"""Brackets, quotation marks, and the marks that open a question in some languages."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline import languages
from pipeline.checks.case import Case, Text
from pipeline.checks.case import quoted as in_marks
from pipeline.checks.message import Message, say
from pipeline.languages import MESSAGES
from pipeline.text.labels import language_name
from pipeline.text.quotations import quotations

_BRACKETS = {")": "(", "]": "[", "}": "{"}
# What numbers a list: "a) the first", "2) the second".
_ENUMERATION = re.compile(r"(?<!\S)\(?\w{1,2}\)(?=\s)")


def brackets(case: Case) -> Iterator[Message]:
    """Look for brackets without their partner."""
    if not _lonely_brackets(case.source_prose) and (lonely := _lonely_brackets(case.target_prose)):
        yield say("A bracket has no partner: {marks}", marks=" ".join(lonely))


def _lonely_brackets(text: str) -> list[str]:
    open_: list[str] = []
    lonely = []
    text = _ENUMERATION.sub("", text)
    for mark in re.findall(r"[()\[\]{}]", text):
        if mark not in _BRACKETS:
            open_.append(mark)
        elif open_ and open_[-1] == _BRACKETS[mark]:
            open_.pop()
        else:
            lonely.append(mark)
    return open_ + lonely


def quotation_marks(case: Case) -> Iterator[Message]:
    """Look for quotation marks without their partner, and for those of another language."""
    writing = languages.language(case.target_language).writing
    if not writing.quotation_marks:
        return
    found, lonely = quotations(case.target_prose)
    if lonely and not quotations(case.source_prose)[1]:
        marks = " ".join(case.target_prose[place] for place in lonely)
        yield say("A quotation mark has no partner: {marks}", marks=marks)
    foreign = [q.marks for q in found if q.marks not in writing.all_marks]
    if foreign:
        good, *others = map(_around, writing.outer_marks[:2])
        good = say("{one} or {other}", one=good, other=others[0]) if others else good
        what = "{language} writes {good}, not {marks}"
        yield say(what, language=_language(case), good=good, marks=_around(foreign[0]))


def quotation_style(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for quotations that have other marks than most of the lesson's."""
    allowed = languages.language(text.target_language).writing.outer_marks
    used: dict[int, list[str]] = {}
    for number, case in enumerate(text.translated):
        marks = [q.marks for q in quotations(case.target_prose)[0] if not q.depth]
        used[number] = [pair for pair in marks if pair in allowed]
    counts = Counter(pair for marks in used.values() for pair in marks)
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for number, case in enumerate(text.translated):
        others = [marks for marks in used[number] if marks != usual]
        if others:
            what = "Most of this lesson has {usual}, not {marks}"
            yield case, say(what, usual=_around(usual), marks=_around(others[0]))


def _around(marks: str) -> str:
    return f"{marks[0]}…{marks[1]}"


def inverted_marks(case: Case) -> Iterator[Message]:
    """Look for questions and exclamations that do not begin with ¿ or ¡ where they should."""
    if not languages.language(case.target_language).writing.opens_with_inverted_marks:
        return
    open_: list[str] = []
    text = re.sub(r"\([?!]+\)", "", case.target_prose)  # doubt, not a question
    for match in re.finditer(r"[¿¡]+|[^\s¿¡]*?[?!]+", text):
        if match.group()[0] in "¿¡":
            open_.append(match.group())
        elif open_:
            open_.pop()
        elif not _is_name(match.group(), text[match.end() :], case.source):
            wanted = "¿" if "?" in match.group() else "¡"
            said = in_marks([_end(text[: match.end()])])
            what = "{language} opens this with {mark}: {words}"
            yield say(what, language=_language(case), mark=wanted, words=said)
            return
    if open_:
        yield say("What {mark} opens is not closed", mark=open_[-1])


def _language(case: Case) -> str:
    return language_name(case.target_language, MESSAGES)


def _is_name(word: str, after: str, source: str) -> bool:
    """Whether the mark belongs to a name: the source has it, and the sentence goes on after it."""
    return word in source.split() and re.match(r",|\s+[^\W\d_A-ZÁÉÍÓÚÑ]", after) is not None


def _end(text: str) -> str:
    """Return the last words of a text."""
    return " ".join(text.split()[-6:])
