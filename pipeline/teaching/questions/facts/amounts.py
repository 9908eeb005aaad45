"""Numbers and what they count: "186", "35 kilometres", "four billion dollars"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline import languages
from pipeline.languages.questions import Amounts
from pipeline.languages.values import either
from pipeline.teaching.questions.facts.reading import Fact, Reading, Sentence, adds, in_all, told
from pipeline.text import dates, figures

# Smaller numbers say too little to be asked for.
_LEAST = 3
# What follows a number that is part of something else, such as a time.
_NO_NUMBER = r"[-–’']?\w|[-–:]\d|%|\.\d| ?[€$£°]"


@dataclass(frozen=True)
class _Amount:
    """A number with its unit, as a sentence writes it; `unit` is empty where it is another word."""

    value: str
    unit: str
    text: str
    is_written: bool


def amounts(reading: Reading) -> Iterator[Fact]:
    """Yield what can be asked about numbers: each alone, and two plain ones of a sentence."""
    for passage in reading.passages:
        opening = passage.text.lstrip("“\"‘'")
        if reading.known.leaning.match(opening) or reading.known.steps.match(opening):
            continue
        if adds(passage.text, reading.language):
            continue  # what the number is about stands in another sentence
        if told(passage, reading) != (passage,) or passage.text.endswith("?"):
            continue  # nor does it here
        answers = in_all((passage,), reading.languages)
        found = {language: _amounts(text, language) for language, text in passage.texts.items()}
        own = [a for a in found.get(reading.language, ()) if _is_telling(a)]
        plain = [amount for amount in own if not amount.unit]
        for amount in own:
            if amount.unit or len(plain) == 1:
                yield _fact(passage, found, (amount,), answers)
        if len(plain) == _PAIR:
            yield _fact(passage, found, tuple(plain), answers)


_PAIR = 2


def _fact(
    passage: Sentence,
    found: dict[str, list[_Amount]],
    wanted: tuple[_Amount, ...],
    answers: dict[str, str],
) -> Fact:
    kind = "numbers" if len(wanted) == _PAIR else "amount" if wanted[0].unit else "number"
    fills = {}
    for language, amounts_there in found.items():
        texts = tuple(_same(amount, amounts_there) for amount in wanted)
        if all(texts):
            fills[language] = {kind: texts if kind == "numbers" else texts[0]}
    key = f"how much: {' and '.join(amount.text for amount in wanted)}"
    return Fact(kind, key, passage.place, (passage.paragraph,), fills, answers)


def _is_telling(amount: _Amount) -> bool:
    return float(amount.value) >= _LEAST and (bool(amount.unit) or not amount.is_written)


def _same(wanted: _Amount, there: list[_Amount]) -> str:
    """Return how a sentence writes an amount; nothing where it is not the only such one."""
    same = [a for a in there if a.value == wanted.value and a.unit == wanted.unit]
    if not wanted.unit:
        same = [amount for amount in same if not amount.is_written]
    return same[0].text if len(same) == 1 else ""


def _amounts(text: str, language: str) -> list[_Amount]:
    """Return the numbers of a sentence; years, dates, times and parts of words are none."""
    known = languages.language(language).questions.amounts
    plain = dates.without(text, dates.dates(text, language))
    found = []
    for match in _expression(known).finditer(plain):
        number = match["digits"] or match["written"]
        unit = next((unit for n, unit in enumerate(known.units) if match[f"u{n}"]), "")
        if not unit and match["digits"]:
            after, before = plain[match.end() :], plain[: match.start()]
            if _is_year(number) or re.match(_NO_NUMBER, after):
                continue
            if known.before_capital and re.match(" [A-Z]", after):
                continue
            if re.search(rf"(?:[€$£¶#:/]|{either(known.no_amount)}) ?$", before):
                continue
        read = figures.values if match["digits"] else figures.written_numbers
        if re.match("['’]", plain[match.end() :]):
            continue  # "in twenty years’ time"
        values = read(number, language)
        if len(values) == 1 and re.fullmatch(r"\d+(?:\.\d+)?", values[0]):
            written = known.unit_ending.sub(lambda unit: unit[1], match[0])
            found.append(_Amount(values[0], unit, written, not match["digits"]))
    return found


def _is_year(number: str) -> bool:
    return re.fullmatch(r"1[1-9]\d\d|20\d\d", number) is not None


@cache
def _expression(known: Amounts) -> re.Pattern[str]:
    units = "|".join(f"(?P<u{n}>(?:{unit}))" for n, unit in enumerate(known.units.values()))
    written = f"(?:{known.numbers})(?:{known.links}(?:{known.numbers}|{known.further}))*"
    link = f"(?:{known.before_units} )?" if known.before_units else ""
    grouped = r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
    return re.compile(
        rf"(?<![\w.,/:–-])(?:(?P<digits>(?:{grouped})(?: {known.scales}\b)?)"
        rf"|(?P<written>{written})(?![\w-]))"
        rf"(?:[ \u00a0]?{link}(?:{units})(?![\w-]))?"
    )
