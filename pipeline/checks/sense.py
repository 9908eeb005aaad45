"""Whether each sentence says the same: no more and no fewer denials, the same units and amounts.

What is compared stands in sentences that translate each other. A word on one side alone is often
no more than another way to say it; so, but for denials, a mistake is what one side has in the
place of what the other has.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipeline import languages
from pipeline.checks import numbers
from pipeline.checks.case import Case, Text
from pipeline.checks.case import quoted as in_marks
from pipeline.checks.message import Message, difference, say
from pipeline.languages.checks import Checks
from pipeline.languages.frequency import counts, zipf
from pipeline.languages.lemmas import is_known
from pipeline.languages.values import NOTHING
from pipeline.lesson.article import Role
from pipeline.text import figures
from pipeline.text.quotations import quotations, without

_WORD = re.compile(r"(?<![\w’'.-])[^\W\d_]{3,}(?![\w’'-]|\.\w)")
Sides = tuple[str, str]

# Numbers that texts say in many ways: "one", "a"; and large ones, which another check compares.
_LEAST, _MOST = 2, 999
# How much more frequent a word is in the source's language that was left as it is, and how rare in
# that of the translation, by Zipf's scale.
_FOREIGN, _RARE = 1.0, 3.9
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound", "%": "percent"}


def polarity(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for sentences that deny what the other side says, or say what it denies."""
    if _known(text.target_language).denials is NOTHING:
        return
    for case in _prose(text):
        known = _known(case.source_language), _known(case.target_language)
        for sides in linked(case):
            denied = [_denials(side, one) for side, one in zip(sides, known, strict=True)]
            if len(denied[1]) > len(denied[0]):
                sure = [word for word in denied[1] if word.lower() not in known[1].weak_denials]
                denied[1] = sure if len(sure) > len(denied[0]) else denied[0]
            more, less = (0, 1) if len(denied[0]) > len(denied[1]) else (1, 0)
            if len(denied[more]) == len(denied[less]) or known[less].half_denials.search(
                sides[less]
            ):
                continue
            if denied[less] and (more or known[more].half_denials.search(sides[more])):
                continue  # a translation may well deny the same thing twice
            if any(_contrary(*sides, *known)):
                continue  # "not easy" is "difficult"
            said = in_marks([sides[1]])
            word = denied[more][-1]
            if more:
                what = "The source denies nothing, this does (“{word}”): {words}"
                yield case, say(what, word=word, words=said)
            else:
                what = "The source denies something (“{word}”): {words}"
                yield case, say(what, word=word, words=said)
            break


def _denials(text: str, known: Checks) -> list[str]:
    """Return the words of a sentence that deny something, those of one denial once."""
    if known.no_denials.search(text):
        text = known.no_denials.sub(" ", text)
    once = known.denied_once.sub(lambda several: several[1], text)
    return [found.group() for found in known.denials.finditer(once)]


def units(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for another unit or currency in the place of the source's."""
    for case in _prose(text):
        for source, target in linked(case):
            there = _units(source, case.source_language), _units(target, case.target_language)
            if message := _replaced("The units differ", *there):
                yield case, message


def small_numbers(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for another number in words, or another fraction, in the place of the source's."""
    for case in _prose(text):
        if any(numbers.numbers(case)):
            continue
        for source, target in linked(case):
            known = _known(case.source_language), _known(case.target_language)
            if known[0].clock.search(source) or known[1].clock.search(target):
                continue  # "half past two" is "halb drei"
            there = _numbers(source, case.source_language), _numbers(target, case.target_language)
            if not any(
                figures.written_numbers(*side)
                for side in ((source, case.source_language), (target, case.target_language))
            ):
                there = Counter(), Counter()  # those in digits are compared elsewhere
            title = "The numbers written in words differ"
            message = _replaced(title, *there) or _lost_fraction(source, target, *known)
            if message:
                yield case, message


def contraries(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for the contrary of what the source says: "old" for "young"."""
    for case in _prose(text):
        known = _known(case.source_language), _known(case.target_language)
        for source, target in linked(case):
            denied = [
                len(one.denials.findall(side))
                for side, one in zip((source, target), known, strict=True)
            ]
            if denied[0] != denied[1]:
                continue  # "not easily" is "with difficulty"
            for word in _contrary(source, target, *known):
                what = "This may say the contrary (“{word}”): {words}"
                yield case, say(what, word=word, words=in_marks([target]))


def _contrary(source: str, target: str, known: Checks, other: Checks) -> Iterator[str]:
    """Yield the words of a translation that are the contrary of one in the source."""
    for name, words in known.contraries.items():
        same = other.contraries.get(name, ())
        has = [word.search(source) for word in words]
        says = [word.search(target) for word in same]
        if len(has) == len(says) and sum(map(bool, has)) == sum(map(bool, says)) == 1:
            found = next(filter(None, says), None)
            if found and bool(has[0]) != bool(says[0]):
                yield found.group()


def left_words(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for single words that are still the source's language."""
    if not (counts(text.source_language) and counts(text.target_language)):
        return
    for case in _prose(text):
        for source, target in linked(case):
            there = set(re.findall(r"[^\W\d_]{3,}", source))
            words = dict.fromkeys(_WORD.findall(without(target, quotations(target)[0])))
            found = [w for w in words if w in there and w.islower() and _is_left(w, case)]
            if found:
                yield case, say("This may not be translated: {words}", words=in_marks(found))


def order(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for two sentences that stand in each other's place."""
    for case in _prose(text):
        pair = case.pair
        if len(pair.source_sentences) != len(pair.target_sentences):
            continue
        said = [
            (case.source_prose[a:b], case.target_prose[c:d])
            for (a, b), (c, d) in zip(pair.source_sentences, pair.target_sentences, strict=True)
        ]
        for (source, target), (next_source, next_target) in pairwise(said):
            marks = [_marks(side) for side in (source, target, next_source, next_target)]
            if not (marks[0] and marks[2]) or marks[0] & marks[2]:
                continue
            crossed = marks[0] <= marks[3] and marks[2] <= marks[1]
            if crossed and not (marks[0] & marks[1] or marks[2] & marks[3]):
                both = in_marks([target, next_target])
                yield case, say("Two sentences seem to be swapped: {words}", words=both)


def _prose(text: Text) -> Iterator[Case]:
    """Yield the units of running text that are translated, not those that stayed as they are."""
    for case in text.translated:
        if case.unit.role is not Role.VOCABULARY and case.source.strip() != case.target.strip():
            yield case


def linked(case: Case) -> Iterator[Sides]:
    """Yield the sentences that translate each other, with signs in the place of code."""
    for link in case.pair.links:
        if not link.source or not link.target:
            continue
        source = [case.pair.source_sentences[i] for i in link.source]
        target = [case.pair.target_sentences[i] for i in link.target]
        yield (
            case.source_prose[source[0][0] : source[-1][1]],
            case.target_prose[target[0][0] : target[-1][1]],
        )


def _known(language: str) -> Checks:
    return languages.language(language).checks


def _units(text: str, language: str) -> Counter[str]:
    """Return the units that stand after numbers, and the signs of currencies, by their names."""
    known = languages.language(language).questions.amounts
    number = rf"(?:\d|\b(?:{known.numbers}|{known.scales})(?![^\W\d]))"
    link = f"(?:{known.before_units} )?" if known.before_units else ""
    found: Counter[str] = Counter()
    for name, unit in known.units.items():
        found[name] += len(re.findall(rf"{number}[-\s]?{link}(?:{unit})(?![\w-])", text))
    for sign, name in _SIGNS.items():
        found[name] = max(found[name], text.count(sign))
    return +found


def _numbers(text: str, language: str) -> Counter[str]:
    written = figures.written_numbers(text, language)
    digits = figures.values(text, language)
    return Counter(n for n in (*written, *digits) if n.isdigit() and _LEAST <= int(n) <= _MOST)


def _replaced(title: str, source: Counter[str], target: Counter[str]) -> Message | None:
    """Return a message where something stands in the place of something else."""
    lost, added = set(source) - set(target), set(target) - set(source)
    if not (lost and added):
        return None
    return difference(title, sorted(lost), sorted(added))


def _lost_fraction(source: str, target: str, known: Checks, other: Checks) -> Message | None:
    for name, fraction in known.fractions.items():
        same = other.fractions.get(name)
        found = fraction.search(source)
        if found and same and not same.search(target):
            what = "“{word}” is not there: {words}"
            return say(what, word=found.group(), words=in_marks([target]))
    return None


def _is_left(word: str, case: Case) -> bool:
    """Whether a word is one of the source's language and hardly one of the translation's."""
    there, here = zipf(word, case.source_language), zipf(word, case.target_language)
    return is_known(word, case.source_language) and there - here >= _FOREIGN and here < _RARE


def _marks(text: str) -> frozenset[str]:
    """Return what sentences keep in every language: figures and the beginnings of names."""
    inside = re.findall(r"(?<=[\w,;] )[A-ZÀ-Þ]\w{3,}", text)
    return frozenset((*re.findall(r"\d+", text), *(name[:4].lower() for name in inside)))
