"""A sentence of the text with one fact changed, so that it says what the text does not.

Each change swaps like with like, a number for another, a day for a day, or denies what the sentence
says. It keeps the grammar as it is, and is left out where the result might still be true, as of
"more than 300" or "by March", or where nobody would believe it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pipeline import languages
from pipeline.languages.exercises import Changes
from pipeline.languages.lemmas import lemmatize
from pipeline.languages.values import either
from pipeline.teaching.exercises.shuffle import shuffled
from pipeline.teaching.vocabulary.levels import classes
from pipeline.text import dates
from pipeline.text.classes import Pos

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


class AlterationKind(IntEnum):
    """What is changed, the clearest first."""

    NUMBER = 1
    TIME = 2  # a year, month, day of the week, season
    NEGATION = 3


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
# A number so far from another, in its first digit or in the list of words, is less likely.
_FAR = 5
_NUMERAL = re.compile(r"(?<![\w.,:/–-])\d+(?:[.,]\d+)*(?![\w:/–-]|[.,]\d)")


def changes(sentence: str, language: str, text: str) -> list[Alteration]:
    """Return all the ways to change a fact of a sentence, the clearest kind first.

    There are none in a language of which it is not known how it denies something.

    Args:
        sentence: A whole sentence.
        language: ISO 639-1.
        text: The whole text: nothing is changed to a number that it has.
    """
    known = languages.language(language).exercises.changes
    if not known.denials:
        return []
    found = list(_words(sentence))
    every: list[Alteration] = []
    if any(word.text.lower() in known.denials for word in found):
        every += _without_denial(sentence, found, known)
    else:
        every += _bounds(sentence, known)
        every += _written_numbers(sentence, found, known)
        every += _kin(sentence, found, known)
        if not any(word.text.lower() in known.limits for word in found):
            every += _with_denial(sentence, found, known, language)
        every += _figures(sentence, language, text)
        every += _months(sentence, language, text)
    conceded = _conceded(sentence, known)
    main = [
        change
        for change in every
        if not any(start <= change.start < end for start, end in conceded)
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
            if ends or not _is_at_time(sentence, start, known) or len(_YEAR.findall(sentence)) > 1:
                continue
            others = [str(int(number) + step) for step in (-6, -4, -3, -2, 2, 3)]
            others = [other for other in others if other not in text and other <= latest]
            yield from _one(AlterationKind.TIME, start, end, others, sentence)
        elif any(a <= start < b for a, b in in_dates) or start in after_names or number == "1":
            continue
        elif not (previous and previous[-1].lower() in known.vague) and not _is_ratio(
            previous, known
        ):
            others = [f"{first}{number[1:]}" for first in _apart(int(number[0]), range(1, 10))]
            others = [other for other in others if not re.search(rf"\b{re.escape(other)}\b", text)]
            yield from _one(AlterationKind.NUMBER, start, end, others, sentence)


def _bounds(sentence: str, known: Changes) -> Iterator[Alteration]:
    """Yield "less than" for "more than" before a number, and the other way round."""
    for words, others in known.bounds.items():
        for match in re.finditer(rf"\b{words}(?= \d| (?:{either(known.numbers)})\b)", sentence):
            new = _as_written(others, match.group())
            yield Alteration(AlterationKind.NUMBER, match.start(), match.end(), new)


def _is_at_time(sentence: str, start: int, known: Changes) -> bool:
    """Whether something happened in a year: it does not only begin, end or count from there."""
    before = [word.lower() for word in _WORD.findall(sentence[:start])[-2:]]
    if known.bare_years and known.not_before_object.isdisjoint(before[-1:]):
        return True
    return not known.at_time.isdisjoint(before)


def _months(sentence: str, language: str, text: str) -> Iterator[Alteration]:
    """Yield another month for one that is written out, with as many days or more."""
    from babel.dates import get_month_names

    names = get_month_names("wide", locale=language)
    numbers = {name.lower(): number for number, name in names.items()}
    at_time = languages.language(language).exercises.changes.at_time
    for date in dates.dates(sentence, language):
        before = _WORD.findall(sentence[: date.start])[-1:]
        if not (date.has_day or (before and before[0].lower() in at_time)):
            continue  # "by March", "since March": another month may be as true
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
        if _is_ratio([w.text for w in found if w.end < word.start], known):
            continue
        place = others.index(word.text.lower())
        low, high = (0, 11) if place < 11 else (11, len(others))
        apart = [others[n] for n in _apart(place, range(low, high))]
        apart = [_as_written(other, word.text) for other in apart if other not in sentence.lower()]
        yield from _one(AlterationKind.NUMBER, word.start, word.end, apart, sentence)


def _apart(place: int, places: range) -> list[int]:
    """Return the places near one, so that what stands there is as likely, but not beside it."""
    return [other for other in places if 1 < abs(other - place) < _FAR]


def _is_ratio(before: Sequence[str], known: Changes) -> bool:
    """Whether a number belongs to another: "nine out of ten", "from five to eight"."""
    *others, last = ("", *(word.lower() for word in before))
    return last in known.between and any(
        word.isdigit() or word in known.numbers or word in known.one for word in others[-3:]
    )


def _kin(sentence: str, found: Sequence[_Word], known: Changes) -> Iterator[Alteration]:
    for group in known.kin:
        members = group.words
        for word in found:
            member = word.text if word.text in members else word.text.lower()
            if member not in members:
                continue
            if word.before.lower() not in (group.after or known.at_time):
                continue
            place = members.index(member)
            others = [m for n, m in enumerate(members) if abs(n - place) > 1 or len(members) < 5]
            others = [_as_written(m, word.text) for m in others if m != member]
            yield from _one(AlterationKind.TIME, word.start, word.end, others, sentence)


def _with_denial(
    sentence: str, found: Sequence[_Word], known: Changes, language: str
) -> Iterator[Alteration]:
    """Yield the sentence denied at the verb of its main clause, or at the article of its object."""
    if known.never_denied.search(sentence):
        return
    main = _main_clause(sentence, found, known)
    for place, word in enumerate(main):
        after_comma = place and sentence[: word.start].endswith(", ")
        lower = word.text.lower()
        if after_comma or lower in known.subordinate:
            return
        if word.text.isdigit() or lower in known.quantifiers or lower in known.numbers:
            return
        if not place:
            continue
        if lower in known.denied_forms and not re.search("n[’']t$", word.before):
            if word.before.lower() not in known.not_before_object:
                denied = known.denied_forms[lower]
                yield Alteration(AlterationKind.NEGATION, word.start, word.end, denied)
            return
        like = known.can_deny_like.match(sentence, word.start)
        if lower in known.can_deny or (like and like.end() == word.end):
            if word.before.lower() in known.not_before_object:
                continue
            if known.denial_follows:
                yield Alteration(AlterationKind.NEGATION, word.end, word.end, f" {known.denial}")
            else:
                first = main[place - 1] if word.before in known.clitics else word
                start = first.start
                yield Alteration(AlterationKind.NEGATION, start, start, f"{known.denial} ")
            return
        if helped := _with_helper(main, place, known, language):
            yield Alteration(AlterationKind.NEGATION, word.start, word.end, helped)
            return


def _main_clause(sentence: str, found: Sequence[_Word], known: Changes) -> Sequence[_Word]:
    """Return the words from the main clause on: what says when or where ends at a comma."""
    comma = sentence.find(", ")
    before = [word for word in found if word.end <= comma]
    if not before or before[0].text.lower() not in known.before_main:
        return found
    return found[len(before) :]


def _with_helper(main: Sequence[_Word], place: int, known: Changes, language: str) -> str:
    """Return a verb denied with the one that helps it, "did not go"; nothing where it is unsure."""
    word, helpers = main[place].text, known.helpers
    lower, before = word.lower(), main[place].before
    past = languages.language(language).facts.times.past
    if not helpers or word != lower or before.lower() in known.not_before_object:
        return ""
    if past.fullmatch(before.lower()) or re.search("n[’']t$", before):
        return ""  # "got lost", "wasn’t impressed"
    lemma = lemmatize(lower, language)
    if lower in known.both and not _is_object(main[place].after, known):
        return ""  # "has risen", "had already left"
    if lower in known.both:
        return f"{helpers[lower]} {known.denial} {known.both[lower]}"
    if past.fullmatch(lower) and lemma != lower:
        # "A girl called Polly wanted": what describes the subject is a participle.
        rest = [w.text.lower() for w in main[place + 1 :]]
        ends = next((n for n, w in enumerate(rest) if w in known.subordinate), len(rest))
        if any(past.fullmatch(w) or w in known.can_deny for w in rest[:ends]):
            return ""
        return f"{helpers['past']} {known.denial} {lemma}"
    kinds = classes(lemma)
    if Pos.VERB not in kinds or (Pos.NOUN in kinds and lemma not in known.mostly_verbs):
        return ""
    if lower != lemma and lower.endswith("s") and not before.endswith("s"):
        return f"{helpers['third']} {known.denial} {lemma}"
    if lower == lemma and _is_bare_plural(main, place - 1, known):
        return f"{helpers['plural']} {known.denial} {lemma}"
    return ""


def _is_object(word: str, known: Changes) -> bool:
    """Whether a word begins what somebody has, so that "has" stands alone."""
    small = word.lower()
    return small in known.opens_object or small in known.numbers or small.isdigit()


def _is_bare_plural(main: Sequence[_Word], place: int, known: Changes) -> bool:
    """Whether a subject is a noun in the plural with no more before it than an adjective."""
    if place > 1 or not main[place].text.endswith("s"):
        return False
    first = main[0].text.lower()
    return place == 0 or first in known.before_plural or Pos.ADJECTIVE in classes(first)


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


def _as_written(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _one(
    kind: AlterationKind, start: int, end: int, others: Sequence[str], key: str
) -> Iterator[Alteration]:
    """Yield the change to one of several, always the same."""
    for other in shuffled(others, key)[:1]:
        yield Alteration(kind, start, end, other)
