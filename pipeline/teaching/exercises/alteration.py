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

from pipeline.teaching.exercises.opposites import is_idiom, opposites
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


# After these a number has no upper or lower end, so another may be as true.
_VAGUE = {
    "en": "than least most over under about around almost nearly roughly some up to only another "
    "every by the both these those other between nor approximately",
    "es": "de menos más hasta casi unos unas cerca alrededor solo otros otras los las ambos cada "
    "entre aproximadamente estos estas sus",
    "de": "als mindestens höchstens über unter bis fast rund etwa circa nur weitere die den der "
    "dieser beiden alle zwischen ungefähr knapp ihre seine",
}
_NUMBERS = {
    "en": "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta "
    "cincuenta sesenta setenta ochenta noventa",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig "
    "fünfzig sechzig siebzig achtzig neunzig",
}
# Words of one kind that take each other's place. Each group has one gender and number.
_KIN = {
    "en": (
        "monday tuesday wednesday thursday friday saturday sunday",
        "spring summer autumn winter",
    ),
    "es": (
        "lunes martes miércoles jueves viernes",
        "verano otoño invierno",
    ),
    "de": (
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "Frühling Frühjahr Sommer Herbst Winter",
    ),
}
# What has to stand before a season for another to be another fact: it is that of a certain year.
_BEFORE_KIN = {
    "spring": "in last",
    "summer": "in last",
    "autumn": "in last",
    "winter": "in last",
    "Frühling": "im",
    "Frühjahr": "im",
    "Sommer": "im",
    "Herbst": "im",
    "Winter": "im",
    "verano": "el",
    "otoño": "el",
    "invierno": "el",
}
# What denies. What such a sentence says of one year or country may be true of another as well.
_DENIALS = {
    "en": "not no never none nobody nothing nor neither hardly scarcely barely without unless "
    "cannot rarely seldom little few anything",
    "es": "no nunca jamás nadie nada ni ningún ninguna ninguno tampoco sin apenas difícilmente "
    "poco pocos pocas excepto salvo",
    "de": "nicht kein keine keinen keiner keinem nie niemals niemand nichts weder kaum ohne "
    "wenig wenige selten",
}
# What makes a sentence say less than that something is so: the contrary may be true beside it.
_LIMITS = {
    "en": "if whether would could may might only some sometimes",
    "es": "si solo sino quizá quizás podría podrían",
    "de": "wenn ob nur falls sollte könnte würde sondern manchmal",
}
# Words that a denial brings with it, without which they would stand wrong; and how often or how
# many: what often is not so may often be so.
_POLAR = {
    "en": "any ever yet either anyone anything anybody until much many only nor but longer just "
    "often sometimes usually always all every everyone everything quite",
    "es": "nadie nada nunca ni ningún ninguna ninguno tampoco sino solo hasta más todavía aún "
    "apenas menudo siempre todo toda todos todas veces",
    "de": "nur mehr einmal sondern zuletzt jemals noch gar überhaupt weder bloß allein oft "
    "manchmal immer alle alles ganz",
}
_CAN_DENY = {
    "en": "is are was were has have will can must should",
    "es": "es son era eran será serán ha han había habían está están estaba estaban fue fueron "
    "puede pueden debe deben quiere quieren",
}
# A subject of which only a part is meant: that the others are not so is no contrary.
_QUANTIFIERS = {
    "en": "some many most more least all every each both several half part number",
    "es": "algunos algunas muchos muchas todos todas cada varios varias mayoría mitad parte",
}
# What opens a phrase that only concedes something: up to the next comma, it is not what the
# sentence says, and a contrary in the rest would not go with it.
_CONCESSIONS = {
    "en": "despite|in spite of|notwithstanding|although|(?:even )?though",
    "es": "pese a|a pesar de|aunque|si bien",
    "de": "trotz|ungeachtet|obwohl|obgleich|obschon|wenngleich",
}
# After these a year is one end of a time that another year may share a part of.
_LIMITS_OF_TIME = {
    "en": "since after before until till by from to and",
    "es": "desde hasta tras antes después",
    "de": "seit bis vor nach ab und",
}
_CLITICS_ES = {"se", "lo", "la", "le", "los", "las", "les", "me", "te", "nos"}
# A clause that depends on another has begun before the verb, or the sentence asks or lists.
_SUBORDINATE = {
    "en": "when while if as because although though since after before who which that where what "
    "how why and or but until whose despite",
    "es": "cuando mientras si como porque aunque que quien donde cual cuyo pero y o para tras",
}
# "Boeing 747", "§ 12": such a number is a part of a name. German nouns count things, though.
_NAME_BEFORE_NUMBER = re.compile(r"(?<=\w )[A-ZÄÖÜ]\w*\s|[§¶#]\s?")
_YEAR = re.compile(r"\b(?:1[1-9]|20)\d\d\b")
_NUMERAL = re.compile(r"(?<![\w.,:/–-])\d+(?:[.,]\d+)*(?![\w:/–-]|[.,]\d)")


def changes(sentence: str, language: str, text: str) -> list[Alteration]:
    """Return all the ways to change a fact of a sentence, the clearest kind first.

    Args:
        sentence: A whole sentence.
        language: ISO 639-1.
        text: The whole text: nothing is changed to a number or country that it has.
    """
    found = list(_words(sentence))
    every: list[Alteration] = []
    if any(_is_one_of(word.text, _DENIALS, language) for word in found):
        every += _without_denial(sentence, found, language)
    else:
        for kind in (_written_numbers, _kin, _opposites, _with_denial):
            every += kind(sentence, found, language)
        every += _figures(sentence, language, text)
        every += _months(sentence, language, text)
        every += _countries(found, language, text)
    conceded = _conceded(sentence, language)
    main = [
        change
        for change in every
        if not any(start <= change.start < end for start, end in conceded)
        and not (conceded and change.kind is AlterationKind.OPPOSITE)
    ]
    return sorted(main, key=lambda change: (change.kind, change.start, change.new))


def _conceded(sentence: str, language: str) -> list[tuple[int, int]]:
    """Return the ranges of a sentence that begin with "despite" or the like."""
    if language not in _CONCESSIONS:
        return []
    phrase = rf"\b(?:{_CONCESSIONS[language]})\b[^,;:]*"
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


def _is_one_of(word: str, table: dict[str, str], language: str) -> bool:
    return word.lower() in table.get(language, "").split()


def _figures(sentence: str, language: str, text: str) -> Iterator[Alteration]:
    """Yield another year, and another first digit of any other number but those of dates.

    Of several years none, as of "from 1872 to 1876": a part of that time would still be true.
    """
    in_dates = [(date.start, date.end) for date in dates.dates(sentence, language)]
    after_names = {match.end() for match in _NAME_BEFORE_NUMBER.finditer(sentence)}
    latest = max(_YEAR.findall(text), default="")
    for match in _NUMERAL.finditer(sentence):
        start, end = match.span()
        number = match.group()
        previous = _WORD.findall(sentence[:start])
        if _YEAR.fullmatch(number):
            ends = any(_is_one_of(word, _LIMITS_OF_TIME, language) for word in previous[-2:])
            if ends or len(_YEAR.findall(sentence)) > 1:
                continue
            others = [str(int(number) + step) for step in (-6, -4, -3, -2, 2, 3)]
            others = [other for other in others if other not in text and other <= latest]
            yield from _one(AlterationKind.TIME, start, end, others, sentence)
        elif any(a <= start < b for a, b in in_dates) or start in after_names or number == "1":
            continue
        elif not (previous and _is_one_of(previous[-1], _VAGUE, language)):
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


def _written_numbers(sentence: str, found: Sequence[_Word], language: str) -> Iterator[Alteration]:
    others = _NUMBERS.get(language, "").split()
    for word in found:
        if word.text.lower() not in others or _is_one_of(word.before, _VAGUE, language):
            continue
        if word.after.lower() in (*others, "or", "o", "oder", "y", "und", "and", "of", "de"):
            continue
        place = others.index(word.text.lower())
        low, high = (0, 11) if place < 11 else (11, len(others))
        apart = [other for n, other in enumerate(others[low:high], low) if abs(n - place) > 1]
        apart = [_as_written(other, word.text) for other in apart if other not in sentence.lower()]
        yield from _one(AlterationKind.NUMBER, word.start, word.end, apart, sentence)


def _kin(sentence: str, found: Sequence[_Word], language: str) -> Iterator[Alteration]:
    for group in _KIN.get(language, ()):
        members = group.split()
        for word in found:
            known = word.text if word.text in members else word.text.lower()
            if known not in members:
                continue
            needed = _BEFORE_KIN.get(known)
            if needed is not None and word.before.lower() not in needed.split():
                continue
            place = members.index(known)
            others = [m for n, m in enumerate(members) if abs(n - place) > 1 or len(members) < 5]
            others = [_as_written(m, word.text) for m in others if m != known]
            yield from _one(AlterationKind.TIME, word.start, word.end, others, sentence)


def _opposites(sentence: str, found: Sequence[_Word], language: str) -> Iterator[Alteration]:
    if any(_is_one_of(word.text, _LIMITS, language) for word in found):
        return
    for pair in opposites(language):
        for match in re.finditer(rf"(?<![\w-]){re.escape(pair.word)}(?![\w-])", sentence, re.I):
            start, end = match.span()
            if match.group() != pair.word and (start or match.group().lower() != pair.word):
                continue  # a name, or the beginning of one
            before = (_WORD.findall(sentence[:start]) or [""])[-1]
            after = (_WORD.findall(sentence[end:]) or [""])[0]
            if not is_idiom(pair.word, before, after, language) and _fits(
                pair.word, pair.contrary, before, after, language
            ):
                new = _as_written(pair.contrary, match.group())
                yield Alteration(AlterationKind.OPPOSITE, start, end, new)


def _fits(word: str, contrary: str, before: str, after: str, language: str) -> bool:
    """Whether the contrary needs no other word beside it than the word has."""
    if language != "en":
        return True
    if before.lower() in ("a", "an") and (word[0] in "aeiou") != (contrary[0] in "aeiou"):
        return False
    if word in ("avoid", "promote", "reverse", "prevent") and before.lower() in ("the", "a"):
        return False
    plural = after.endswith("s") and not after.endswith(("ss", "ous"))
    countable = plural or after in ("people", "children", "men", "women", "and")
    return not (word in ("more", "less") and (countable or not after))


def _with_denial(sentence: str, found: Sequence[_Word], language: str) -> Iterator[Alteration]:
    """Yield the sentence denied at the verb of its main clause."""
    if any(_is_one_of(word.text, _LIMITS, language) for word in found):
        return
    for place, word in enumerate(found):
        after_comma = sentence[: word.start].endswith(", ")
        if after_comma or _is_one_of(word.text, _SUBORDINATE, language):
            return
        if word.text.isdigit() or any(
            _is_one_of(word.text, table, language) for table in (_QUANTIFIERS, _NUMBERS)
        ):
            return
        if place and _is_one_of(word.text, _CAN_DENY, language):
            if language == "en":
                yield Alteration(AlterationKind.NEGATION, word.end, word.end, " not")
            else:
                first = found[place - 1] if word.before in _CLITICS_ES else word
                yield Alteration(AlterationKind.NEGATION, first.start, first.start, "no ")
            return


def _without_denial(sentence: str, found: Sequence[_Word], language: str) -> Iterator[Alteration]:
    """Yield the sentence without the one "not" that it has."""
    deny = {"en": "not", "es": "no", "de": "nicht"}.get(language)
    denials = [word for word in found if _is_one_of(word.text, _DENIALS, language)]
    if len(denials) != 1 or denials[0].text != deny:
        return
    word = denials[0]
    if any(_is_one_of(other.text, _POLAR, language) for other in found):
        return
    helped = word.before.lower() in ("does", "did", "do") or word.after.lower() == "to"
    if language == "en" and (helped or not _is_one_of(word.before, _CAN_DENY, language)):
        return
    if sentence[word.end : word.end + 1] == " ":
        yield Alteration(AlterationKind.NEGATION, word.start, word.end + 1, "")


def _countries(found: Sequence[_Word], language: str, text: str) -> Iterator[Alteration]:
    """Yield another country that the text does not name, for one that takes no article."""
    articles = ("the", "el", "la", "los", "las", "der", "die", "das", "dem", "den", "des")
    joined = ("and", "y", "e", "und", "or", "o", "oder", "to", "north", "south", "new")
    names = _country_names(language)
    for word in found:
        if word.text not in names or word.before.lower() in articles:
            continue
        if not {word.after.lower(), word.before.lower()}.isdisjoint(joined):
            continue
        if word.after[:1].isupper():
            continue
        others = [name for name in names if name not in text]
        yield from _one(AlterationKind.COUNTRY, word.start, word.end, others, word.text)


# Countries of one word, without an article and of no plural in any of the languages.
_COUNTRIES = "AR BR CL CO EC EG FR GH GR IE IN IT KE MA MX NG NO PE PL PT SE TH UY VE VN"


@cache
def _country_names(language: str) -> tuple[str, ...]:
    from babel import Locale

    names = Locale(language).territories
    return tuple(names[code] for code in _COUNTRIES.split())


def _as_written(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _one(
    kind: AlterationKind, start: int, end: int, others: Sequence[str], key: str
) -> Iterator[Alteration]:
    """Yield the change to one of several, always the same."""
    for other in shuffled(others, key)[:1]:
        yield Alteration(kind, start, end, other)
