"""Numbers and what they count: "186", "35 kilometres", "four billion dollars"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.teaching.questions.facts.reading import LEANING, Fact, Reading, Sentence
from pipeline.text import dates, figures

# Smaller numbers say too little to be asked for.
_LEAST = 3
_EN_ONES = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_ES_ONES = (
    "un|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
    r"|dieci\w+|veinte|veinti\w+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
    r"|cien|ciento|\w+cient[oa]s|quinient[oa]s|mil|millón|millones|billón|billones"
)
_DE_ONES = (
    "eine?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
    r"|[a-zäöüß]*(?:zehn|zwanzig|dreißig|zig|hundert|tausend)[a-zäöüß]*"
    "|Million(?:en)?|Milliarden?|Billion(?:en)?"
)
# Numbers in words as each language writes them; text2num says what they are worth.
_WRITTEN = {
    "en": rf"(?:{_EN_ONES})(?:(?: and |[ -])(?:{_EN_ONES}|hundred|thousand|million|billion))*",
    "es": rf"(?:{_ES_ONES})(?: (?:y )?(?:{_ES_ONES}))*",
    "de": rf"(?:{_DE_ONES})(?: (?:{_DE_ONES}))*",
}
_SCALE = {
    "en": r"(?:thousand|million|billion|trillion)",
    "es": r"(?:mil millones|mil|mill[oó]n(?:es)?|bill[oó]n(?:es)?)",
    "de": r"(?:Tausend|Mio\.|Mrd\.|Million(?:en)?|Milliarden?|Billion(?:en)?)",
}
# What numbers count most often; the same line is the same unit in each language.
_UNITS = (
    {"en": "percent|per cent|%", "es": "por ciento|%", "de": "Prozent|%"},
    {"en": "dollars?", "es": "dólar(?:es)?", "de": "Dollar"},
    {"en": "euros?", "es": "euros?", "de": "Euros?"},
    {"en": "pounds?", "es": "libras?", "de": "Pfund"},
    {"en": "kilomet(?:re|er)s?|km", "es": "kilómetros?|km", "de": "Kilometern?|km"},
    {"en": "centimet(?:re|er)s?|cm", "es": "centímetros?|cm", "de": "Zentimetern?|cm"},
    {"en": "millimet(?:re|er)s?|mm", "es": "milímetros?|mm", "de": "Millimetern?|mm"},
    {"en": "met(?:re|er)s?", "es": "metros?", "de": "Metern?"},
    {"en": "miles?", "es": "millas?", "de": "Meilen?"},
    {"en": "kilo(?:gram)?s?|kg", "es": "kilo(?:gramo)?s?|kg", "de": "Kilo(?:gramm)?|kg"},
    {"en": "gram(?:me)?s?", "es": "gramos?", "de": "Gramm"},
    {"en": "tonn?es?|tons?", "es": "toneladas?", "de": "Tonnen?"},
    {"en": "lit(?:re|er)s?", "es": "litros?", "de": "Litern?"},
    {"en": "degrees?", "es": "grados?", "de": "Grad"},
    {"en": "years?", "es": "años?", "de": "Jahr(?:en?)?"},
    {"en": "months?", "es": "mes(?:es)?", "de": "Monat(?:en?)?"},
    {"en": "weeks?", "es": "semanas?", "de": "Wochen?"},
    {"en": "days?", "es": "días?", "de": "Tag(?:en?)?"},
    {"en": "hours?", "es": "horas?", "de": "Stunden?"},
    {"en": "minutes?", "es": "minutos?", "de": "Minuten?"},
    {"en": "seconds?", "es": "segundos?", "de": "Sekunden?"},
)
# What follows a number that is part of something else: a time, an address in English.
_NO_NUMBER = (r"[-–]?\w|[-–:]\d|%|\.\d| ?[€$£°]", r"[-–]?\w|[-–:]\d|%|\.\d| ?[€$£°]| [A-Z]")
# German units end with an n after some prepositions; a question names them without.
_DATIVE = r"((?:meter|Meter|Liter|Jahre|Monate|Tage))n$"


@dataclass(frozen=True)
class _Amount:
    """A number with its unit, as a sentence writes it; `unit` is None where it is another word."""

    value: str
    unit: int | None
    text: str
    is_written: bool


def amounts(reading: Reading) -> Iterator[Fact]:
    """Yield what can be asked about numbers: each alone, and two plain ones of a sentence."""
    for passage in reading.passages:
        if LEANING.match(passage.text.lstrip("“\"‘'")):
            continue  # what the number is about stands in another sentence
        found = {
            language: _amounts(text, language)
            for language, text in passage.texts.items()
            if language in _WRITTEN
        }
        own = [a for a in found.get(reading.language, ()) if _is_telling(a)]
        plain = [amount for amount in own if amount.unit is None]
        for amount in own:
            if amount.unit is not None or len(plain) == 1:
                yield _fact(passage, found, (amount,))
        if len(plain) == _PAIR:
            yield _fact(passage, found, tuple(plain))


_PAIR = 2


def _fact(passage: Sentence, found: dict[str, list[_Amount]], wanted: tuple[_Amount, ...]) -> Fact:
    kind = "numbers" if len(wanted) == _PAIR else "number" if wanted[0].unit is None else "amount"
    fills = {}
    for language, amounts_there in found.items():
        texts = tuple(_same(amount, amounts_there) for amount in wanted)
        if all(texts):
            fills[language] = {kind: texts if kind == "numbers" else texts[0]}
    key = f"how much: {' and '.join(amount.text for amount in wanted)}"
    return Fact(kind, key, passage.place, (passage.paragraph,), fills, passage.texts)


def _is_telling(amount: _Amount) -> bool:
    return float(amount.value) >= _LEAST and (amount.unit is not None or not amount.is_written)


def _same(wanted: _Amount, there: list[_Amount]) -> str:
    """Return how a sentence writes an amount; nothing where it is not the only such one."""
    same = [a for a in there if a.value == wanted.value and a.unit == wanted.unit]
    if wanted.unit is None:
        same = [amount for amount in same if not amount.is_written]
    return same[0].text if len(same) == 1 else ""


def _amounts(text: str, language: str) -> list[_Amount]:
    """Return the numbers of a sentence; years, dates, times and parts of words are none."""
    plain = dates.without(text, dates.dates(text, language))
    found = []
    for match in _expression(language).finditer(plain):
        number = match["digits"] or match["written"]
        unit = next((i for i in range(len(_UNITS)) if match[f"u{i}"]), None)
        if unit is None and match["digits"]:
            if _is_year(number) or re.match(_NO_NUMBER[language == "en"], plain[match.end() :]):
                continue
            if re.search(r"(?:[€$£¶#:/]|No\.|Nr\.) ?$", plain[: match.start()]):
                continue
        read = figures.values if match["digits"] else figures.written_numbers
        values = read(number, language)
        if len(values) == 1 and re.fullmatch(r"\d+(?:\.\d+)?", values[0]):
            text = re.sub(_DATIVE, r"\1", match[0]) if language == "de" else match[0]
            found.append(_Amount(values[0], unit, text, not match["digits"]))
    return found


def _is_year(number: str) -> bool:
    return re.fullmatch(r"1[1-9]\d\d|20\d\d", number) is not None


@cache
def _expression(language: str) -> re.Pattern[str]:
    units = "|".join(f"(?P<u{i}>(?:{names[language]}))" for i, names in enumerate(_UNITS))
    grouped = r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
    return re.compile(
        rf"(?<![\w.,/:–-])(?:(?P<digits>(?:{grouped})(?: {_SCALE[language]}\b)?)"
        rf"|(?P<written>{_WRITTEN[language]})(?![\w-]))"
        rf"(?:[ \u00a0]?(?:de )?(?:{units})(?![\w-]))?"
    )
