"""Whether all of the source is there, in the other language, and once."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline import languages
from pipeline.alignment.lengths import Link
from pipeline.checks.case import Case, Text
from pipeline.checks.case import quoted as in_marks
from pipeline.checks.message import Message, say
from pipeline.languages import MESSAGES
from pipeline.languages.checks import Checks
from pipeline.languages.lemmas import is_known
from pipeline.languages.values import either
from pipeline.lesson.article import Role
from pipeline.text.labels import language_name
from pipeline.text.quotations import quotations, without
from pipeline.translation import faults

# Sentences that are merged or split keep their length. Where one is lost, what is left has less
# than this part of the length to expect, and more where one was added.
_LOST, _ADDED = 0.62, 1.6
# One sentence may be much longer or shorter than another that says the same; beyond this, and
# some characters more, part of it is missing or comes twice.
_TOO_SHORT, _TOO_LONG, _SLACK = 0.55, 1.8, 12
# How many words in a row stay as they are in no translation; with one that only the language of the
# source has, and without.
_RUN_UNMISTAKABLE, _RUN = 2, 4


def sentences(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for sentences that were left out or added, by the links between both sides."""
    for case in text.translated:
        if case.unit.role is Role.VOCABULARY:
            continue
        for link in case.pair.links:
            if message := _missing_sentence(case, link, text.growth):
                yield case, message
                break  # the links after a wrong one are seldom right


def _missing_sentence(case: Case, link: Link, growth: float) -> Message | None:
    source, target = _linked(case, link)
    if not link.target:
        return say("A sentence has no translation: {words}", words=in_marks([source]))
    if not link.source:
        return say("A sentence has no source: {words}", words=in_marks([target]))
    share = len(target) / (growth * len(source))
    counts = _became(len(link.source), len(link.target))
    if len(link.source) > len(link.target) and share < _LOST:
        what = "A sentence seems to be missing: {counts}, {words}"
        return say(what, counts=counts, words=in_marks([target]))
    if len(link.source) < len(link.target) and share > _ADDED:
        what = "A sentence seems to be added: {counts}, {words}"
        return say(what, counts=counts, words=in_marks([target]))
    return None


def sentence_count(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for sentences that were merged or split, where the lengths show nothing lost."""
    found = {case.unit.key for case, _ in sentences(text)}
    for case in text.translated:
        before, after = len(case.pair.source_sentences), len(case.pair.target_sentences)
        fewer = case.source if before < after else case.target
        if before == after or case.unit.role is Role.VOCABULARY or case.unit.key in found:
            continue
        # "… verloren. 1877 bezahlte …": whether a sentence begins with a number, nobody can tell.
        if not re.search(r"[.!?…]\s+\d", fewer):
            yield case, _became(before, after)


def _became(before: int, after: int) -> Message:
    if before == 1:
        return say("1 sentence became {after}", after=str(after))
    return say("{before} sentences became {after}", before=str(before), after=str(after))


def length(text: Text) -> Iterator[tuple[Case, Message]]:
    """Compare the lengths of sentences that translate each other."""
    for case in text.translated:
        if case.unit.role is Role.VOCABULARY:
            continue
        for link in case.pair.links:
            if len(link.source) != len(link.target):
                continue
            source, target = _linked(case, link)
            expected = text.growth * len(source)
            if len(target) < _TOO_SHORT * expected - _SLACK:
                what = "This is very short for what it translates: {words}"
                yield case, say(what, words=in_marks([target]))
            elif len(target) > _TOO_LONG * expected + _SLACK:
                what = "This is very long for what it translates: {words}"
                yield case, say(what, words=in_marks([target]))


def _linked(case: Case, link: Link) -> tuple[str, str]:
    """Return what a link joins, from the first sentence's start to the last one's end."""
    source = [case.pair.source_sentences[i] for i in link.source]
    target = [case.pair.target_sentences[i] for i in link.target]
    return (
        case.source[source[0][0] : source[-1][1]] if source else "",
        case.target[target[0][0] : target[-1][1]] if target else "",
    )


def untranslated(case: Case) -> Iterator[Message]:
    """Look for text that was left as it is in the source."""
    prose = without(case.target_prose, quotations(case.target_prose)[0])
    source_words = [word.lower() for word in faults.words(case.source_prose)]
    for start, end in case.pair.target_sentences or ((0, len(prose)),):
        words = faults.words(prose[start:end])
        found = _left_over(case, source_words, words)
        if found:
            language = language_name(case.source_language, MESSAGES)
            left = in_marks([" ".join(found)])
            yield say("This may still be {language}: {words}", language=language, words=left)
            return


def _left_over(case: Case, source: Sequence[str], words: Sequence[str]) -> Sequence[str]:
    """Return the words of a sentence that seem to be the source's language."""
    lower = [word.lower() for word in words]
    if faults.is_untranslated(source, words):
        return words
    if lower == source and case.unit.role is not Role.VOCABULARY and _is_foreign(words, case):
        return words
    joined = f" {' '.join(source)} "
    unmistakable = languages.language(case.source_language).checks.unmistakable
    for size in (_RUN, _RUN_UNMISTAKABLE):
        for start in range(len(words) - size + 1):
            run = words[start : start + size]
            if size == _RUN_UNMISTAKABLE and unmistakable.isdisjoint(run):
                continue
            if all(map(str.islower, run)) and f" {' '.join(run)} " in joined:
                return run
    return ()


def _is_foreign(words: Sequence[str], case: Case) -> bool:
    """Whether a word written small is the source language's and not the target's."""
    return any(
        word.islower()
        and is_known(word, case.source_language)
        and not is_known(word, case.target_language)
        for word in words
    )


def doubled(case: Case) -> Iterator[Message]:
    """Look for words and phrases that stand twice in a row."""
    if _doublings(case.source_prose, case.source_language):
        return  # "Duran Duran", "very very": so it is meant
    found = _doublings(case.target_prose, case.target_language)
    said = [case.target[start:end] for start, end in case.pair.target_sentences]
    found += [one for one, next_ in pairwise(said) if one == next_]
    if found:
        yield say("This stands twice in a row: {words}", words=in_marks(found))
    elif faults.loops(faults.words(case.target)):
        yield say("This repeats itself: {words}", words=in_marks([case.target]))


def _doublings(text: str, language: str) -> list[str]:
    known = languages.language(language).checks
    found = []
    for match in re.finditer(
        r"\b((?:[^\W\d_]+[ \n]+){0,3}[^\W\d_]+)[ \n]+(\1)\b", text, re.IGNORECASE
    ):
        first, second = match.group(1), match.group(2)
        word = first.lower()
        if word in known.twice and (first != second or match.group().islower() or " " in word):
            continue  # "setzen Sie sie", "sehr sehr"
        if word in known.relative_articles and _opens_clause(text[: match.start()], known):
            continue
        # "a los Los Ángeles", "sie Sie": the second begins something else.
        if first.islower() and not second.islower():
            continue
        found.append(match.group())
    return found


def _opens_clause(before: str, known: Checks) -> bool:
    """Whether a relative clause begins here: after a comma, or a preposition after a comma."""
    return re.search(rf",\s+(?:(?:{either(known.prepositions)})\s+)?$", before) is not None
