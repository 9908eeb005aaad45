"""A sentence of the text with one fact changed, so that it says what the text does not.

Each change swaps like with like: a number for another, a day for a day, a word for its contrary.
It keeps the grammar as it is, and is left out where the result might still be true, as of "more
than 300", or where the sentence denies what the changed word says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from pipeline import languages
from pipeline.languages.exercises import Changes
from pipeline.languages.model import Language
from pipeline.teaching.exercises.opposites import fits, opposites
from pipeline.teaching.exercises.shuffle import shuffled
from pipeline.text import dates

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


class AlterationKind(IntEnum):
    """What is changed, the clearest first."""

    NUMBER = 1
    TIME = 2  # a year, month, day of the week, season
    OPPOSITE = 3
    NEGATION = 4
    COUNTRY = 5


@dataclass(frozen=True)
class Alteration:
    """A range of a sentence, in characters, and what comes in its place."""

    kind: AlterationKind
    start: int
    end: int
    new: str

    def apply(self, sentence: str) -> str:
        """Return the sentence as it is changed."""
        return sentence[: self.start] + self.new + sentence[self.end :]


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int
    before: str
    after: str


# "Boeing 747", "§ 12": such a number is a part of a name. What has a capital anyway counts things,
# though.
_NAME_BEFORE_NUMBER = re.compile(r"(?<=\w )[A-ZÄÖÜ]\w*\s|[§¶#]\s?")
_YEAR = re.compile(r"\b(?:1[1-9]|20)\d\d\b")
_NUMERAL = re.compile(r"(?<![\w.,:/–-])\d+(?:[.,]\d+)*(?![\w:/–-]|[.,]\d)")


def changes(sentence: str, language: str, text: str) -> list[Alteration]:
    """Return all the ways to change a fact of a sentence, the clearest kind first.

    There are none in a language of which it is not known how it denies something.

    Args:
        sentence: A whole sentence.
        language: ISO 639-1.
        text: The whole text: nothing is changed to a number or country that it has.
    """
    known = languages.language(language).exercises.changes
    if not known.denials:
        return []
    found = list(_words(sentence))
    every: list[Alteration] = []
    if any(word.text.lower() in known.denials for word in found):
        every += _without_denial(sentence, found, known)
    else:
        every += _written_numbers(sentence, found, known)
        every += _kin(sentence, found, known)
        if not any(word.text.lower() in known.limits for word in found):
            every += _opposites(sentence, language)
            every += _with_denial(sentence, found, known)
        every += _figures(sentence, language, text)
        every += _months(sentence, language, text)
        every += _countries(found, languages.language(language), text)
    conceded = _conceded(sentence, known)
    main = [
        change
        for change in every
        if not any(start <= change.start < end for start, end in conceded)
        and not (conceded and change.kind is AlterationKind.OPPOSITE)
    ]
    return sorted(main, key=lambda change: (change.kind, change.start, change.new))


def _conceded(sentence: str, known: Changes) -> list[tuple[int, int]]:
    """Return the ranges of a sentence that begin with "despite" or the like."""
    phrase = rf"\b(?:{known.concessions})\b[^,;:]*"
    return [match.span() for match in re.finditer(phrase, sentence, re.IGNORECASE)]


def _words(sentence: str) -> Iterator[_Word]:
    found = list(_WORD.finditer(sentence))
    for place, match in enumerate(found):
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        yield _Word(
            match.group(),
            *match.span(),
            before.group() if before else "",
            after.group() if after else "",
        )


def _figures(sentence: str, language: str, text: str) -> Iterator[Alteration]:
    """Yield another year, and another first digit of any other number but those of dates.

    Of several years none, as of "from 1872 to 1876": a part of that time would still be true.
    """
    known = languages.language(language).exercises.changes
    in_dates = [(date.start, date.end) for date in dates.dates(sentence, language)]
    after_names = {match.end() for match in _NAME_BEFORE_NUMBER.finditer(sentence)}
    latest = max(_YEAR.findall(text), default="")
    for match in _NUMERAL.finditer(sentence):
        start, end = match.span()
        number = match.group()
        previous = _WORD.findall(sentence[:start])
        if _YEAR.fullmatch(number):
            ends = any(word.lower() in known.limits_of_time for word in previous[-2:])
            if ends or len(_YEAR.findall(sentence)) > 1:
                continue
            others = [str(int(number) + step) for step in (-6, -4, -3, -2, 2, 3)]
            others = [other for other in others if other not in text and other <= latest]
            yield from _one(AlterationKind.TIME, start, end, others, sentence)
        elif any(a <= start < b for a, b in in_dates) or start in after_names or number == "1":
            continue
        elif not (previous and previous[-1].lower() in known.vague):
            first = (int(number[0]) + 2) % 9 + 1
            yield Alteration(AlterationKind.NUMBER, start, end, f"{first}{number[1:]}")


def _months(sentence: str, language: str, text: str) -> Iterator[Alteration]:
    """Yield another month for one that is written out, with as many days or more."""
    from babel.dates import get_month_names

    names = get_month_names("wide", locale=language)
    numbers = {name.lower(): number for number, name in names.items()}
    for date in dates.dates(sentence, language):
        for word in _words(date.text):
            if word.text.lower() in numbers:
                others = [names[n] for n in (1, 3, 5, 7, 8, 10, 12) if names[n] not in text]
                start = date.start + word.start
                yield from _one(AlterationKind.TIME, start, date.start + word.end, others, sentence)


def _written_numbers(sentence: str, found: Sequence[_Word], known: Changes) -> Iterator[Alteration]:
    others = known.numbers
    for word in found:
        if word.text.lower() not in others or word.before.lower() in known.vague:
            continue
        if word.after.lower() in known.not_before_numbers.union(others):
            continue
        place = others.index(word.text.lower())
        low, high = (0, 11) if place < 11 else (11, len(others))
        apart = [other for n, other in enumerate(others[low:high], low) if abs(n - place) > 1]
        apart = [_as_written(other, word.text) for other in apart if other not in sentence.lower()]
        yield from _one(AlterationKind.NUMBER, word.start, word.end, apart, sentence)


def _kin(sentence: str, found: Sequence[_Word], known: Changes) -> Iterator[Alteration]:
    for group in known.kin:
        members = group.words
        for word in found:
            member = word.text if word.text in members else word.text.lower()
            if member not in members:
                continue
            if group.after and word.before.lower() not in group.after:
                continue
            place = members.index(member)
            others = [m for n, m in enumerate(members) if abs(n - place) > 1 or len(members) < 5]
            others = [_as_written(m, word.text) for m in others if m != member]
            yield from _one(AlterationKind.TIME, word.start, word.end, others, sentence)


def _opposites(sentence: str, language: str) -> Iterator[Alteration]:
    for pair in opposites(language):
        for match in re.finditer(rf"(?<![\w-]){re.escape(pair.word)}(?![\w-])", sentence, re.I):
            start, end = match.span()
            if match.group() != pair.word and (start or match.group().lower() != pair.word):
                continue  # a name, or the beginning of one
            before = (_WORD.findall(sentence[:start]) or [""])[-1]
            after = (_WORD.findall(sentence[end:]) or [""])[0]
            if fits(pair, before, after, language):
                new = _as_written(pair.contrary, match.group())
                yield Alteration(AlterationKind.OPPOSITE, start, end, new)


def _with_denial(sentence: str, found: Sequence[_Word], known: Changes) -> Iterator[Alteration]:
    """Yield the sentence denied at the verb of its main clause."""
    for place, word in enumerate(found):
        after_comma = sentence[: word.start].endswith(", ")
        lower = word.text.lower()
        if after_comma or lower in known.subordinate:
            return
        if word.text.isdigit() or lower in known.quantifiers or lower in known.numbers:
            return
        if place and lower in known.can_deny:
            if known.denial_follows:
                yield Alteration(AlterationKind.NEGATION, word.end, word.end, f" {known.denial}")
            else:
                first = found[place - 1] if word.before in known.clitics else word
                start = first.start
                yield Alteration(AlterationKind.NEGATION, start, start, f"{known.denial} ")
            return


def _without_denial(sentence: str, found: Sequence[_Word], known: Changes) -> Iterator[Alteration]:
    """Yield the sentence without the one "not" that it has."""
    denials = [word for word in found if word.text.lower() in known.denials]
    if len(denials) != 1 or denials[0].text != known.denial:
        return
    word = denials[0]
    if any(other.text.lower() in known.polar for other in found):
        return
    if word.after.lower() in known.denial_not_before:
        return
    if known.denial_follows and word.before.lower() not in known.can_deny:
        return
    if sentence[word.end : word.end + 1] == " ":
        yield Alteration(AlterationKind.NEGATION, word.start, word.end + 1, "")


def _countries(found: Sequence[_Word], language: Language, text: str) -> Iterator[Alteration]:
    """Yield another country that the text does not name, for one that takes no article."""
    known = language.exercises.changes
    names = _country_names(language)
    for word in found:
        if word.text not in names or word.before.lower() in known.articles:
            continue
        if not known.joins_countries.isdisjoint((word.after.lower(), word.before.lower())):
            continue
        if word.after[:1].isupper():
            continue
        others = [name for name in names if name not in text]
        yield from _one(AlterationKind.COUNTRY, word.start, word.end, others, word.text)


@cache
def _country_names(language: Language) -> tuple[str, ...]:
    from babel import Locale

    codes = language.exercises.changes.countries
    names = Locale(language.code).territories if codes else {}
    return tuple(names[code] for code in codes)


def _as_written(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _one(
    kind: AlterationKind, start: int, end: int, others: Sequence[str], key: str
) -> Iterator[Alteration]:
    """Yield the change to one of several, always the same."""
    for other in shuffled(others, key)[:1]:
        yield Alteration(kind, start, end, other)
