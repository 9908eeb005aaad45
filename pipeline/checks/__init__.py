"""Article, lesson and catalog → findings: what a person should look at, worst first.

Each check is one function, on a translation or on all of a lesson's. A finding is silenced for
one unit by a translator's comment in the catalog: `# handouts: ok numbers`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.alignment.bitext import make_pair
from pipeline.catalog.catalog import Catalog, Entry
from pipeline.checks import (
    extent,
    formatting,
    kept,
    numbers,
    register,
    sense,
    spelling,
    states,
    terms,
    typography,
)
from pipeline.checks.case import Case, OfText, Severity, Spelled, Text, each
from pipeline.checks.message import Message
from pipeline.lesson.article import Unit
from pipeline.translation.glossary import Glossary


@dataclass(frozen=True)
class Finding:
    """Something to look at in the translation of one unit.

    Attributes:
        id: Stable name of the check.
        entry: The unit's translation, as the catalog has it.
        message: One sentence in English, without its full stop.
    """

    id: str
    severity: Severity
    unit: Unit
    entry: Entry
    message: Message


@dataclass(frozen=True)
class Check:
    """A check with what its findings mean, as the translator's guide lists them."""

    severity: Severity
    meaning: str
    function: OfText


_NOTE, _WARNING, _ERROR = Severity

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "missing": Check(_ERROR, "there is no translation", states.missing),
        "numbers": Check(
            _ERROR, "a number in digits is lost, added or another", each(numbers.numbers)
        ),
        "dates": Check(_ERROR, "a date has another month or day", each(numbers.dates)),
        "notes": Check(
            _ERROR, "a footnote mark is lost or has nothing to mark", each(formatting.notes)
        ),
        "code": Check(_ERROR, "code is not letter by letter the source’s", each(formatting.code)),
        "stale": Check(_WARNING, "made for an earlier wording of the source", each(states.stale)),
        "sentences": Check(
            _WARNING, "a sentence seems to be left out or added", extent.sentences
        ),
        "length": Check(
            _WARNING, "a sentence is far too long or short for what it translates", extent.length
        ),
        "untranslated": Check(
            _WARNING, "text that is still in the source’s language", each(extent.untranslated)
        ),
        "number-words": Check(
            _WARNING, "a large number written in words is another", each(numbers.number_words)
        ),
        "polarity": Check(
            _WARNING, "a sentence denies what the source says, or the other way round",
            sense.polarity,
        ),
        "units": Check(_WARNING, "a unit or currency is another", sense.units),
        "small-numbers": Check(
            _WARNING, "a small number in words, or a fraction, is another", sense.small_numbers
        ),
        "contraries": Check(
            _WARNING, "the contrary of what the source says", sense.contraries
        ),
        "left-words": Check(_WARNING, "a word is left in the source’s language", sense.left_words),
        "order": Check(_WARNING, "two sentences stand in each other’s place", sense.order),
        "spelling": Check(
            _WARNING, "a word that the system’s dictionary has not, one letter from one it has",
            spelling.spelling,
        ),
        "names": Check(
            _WARNING, "a name is missing that the rest of the translation keeps", kept.names
        ),
        "quoted": Check(
            _WARNING,
            "a quoted term is not kept as elsewhere, or nothing is quoted any more",
            kept.quoted,
        ),
        "glossary": Check(_WARNING, "a term of `glossary.csv` is not used", terms.glossary),
        "gloss": Check(
            _WARNING, "a word’s meaning does not occur in the translation of its ¶", terms.gloss
        ),
        "register": Check(
            _WARNING, "addresses the reader as tú or du, the rest as usted or Sie", register.mixed
        ),
        "doubled": Check(_WARNING, "a word or phrase stands twice in a row", each(extent.doubled)),
        "brackets": Check(_WARNING, "a bracket has no partner", each(typography.brackets)),
        "quotation-marks": Check(
            _WARNING,
            "a quotation mark has no partner, or is another language’s",
            each(typography.quotation_marks),
        ),
        "inverted-marks": Check(
            _WARNING, "a question or exclamation does not open with ¿ or ¡",
            each(typography.inverted_marks),
        ),
        "emphasis": Check(_WARNING, "emphasis is lost", each(formatting.emphasis)),
        "links": Check(
            _WARNING, "a link or address is lost or leads elsewhere", each(formatting.links)
        ),
        "markdown": Check(
            _WARNING, "marks of Markdown would show in the handout", each(formatting.markdown)
        ),
        "source": Check(_NOTE, "the source itself may have a mistake", spelling.source),
        "sentence-count": Check(
            _NOTE, "sentences were merged or split; nothing shows that one is lost",
            extent.sentence_count,
        ),
        "quotation-style": Check(
            _NOTE,
            "“…” where most of the lesson has «…», or the like",
            typography.quotation_style,
        ),
        "simplified": Check(
            _NOTE, "a program simplified the article; no person has accepted or changed it",
            states.simplified,
        ),
        "unreviewed": Check(
            _NOTE, "nobody has approved this translation", each(states.unreviewed)
        ),
        "proposed": Check(
            _NOTE, "a program proposed this word or question, and nobody has accepted it",
            states.proposed,
        ),
    }
)  # fmt: skip


# What says that a sentence was left as the source has it, or is another; and what is found in such
# a one besides.
_SAID_ONCE = frozenset(("untranslated", "length", "sentences"))
_OF_COPIES = frozenset(
    "quotation-marks quotation-style left-words spelling register polarity small-numbers units"
    " contraries order inverted-marks".split()
)


def check(
    units: Iterable[Unit],
    catalog: Catalog,
    language: str,
    glossary: Glossary | None = None,
    spelled: Mapping[str, Spelled] | None = None,
) -> tuple[Finding, ...]:
    """Check every unit's translation.

    Args:
        units: The units of article and lesson, in order.
        catalog: Their translations.
        language: ISO 639-1 code of the source.
        glossary: The terms that hold for the lesson.
        spelled: What knows the words of a language, by language, where anything does.

    Returns:
        The findings, worst first, then in the order of the units.
    """
    cases = tuple(
        _case(unit, catalog, language) for unit in {unit.key: unit for unit in units}.values()
    )
    known = spelled or {}
    text = Text(
        cases,
        language,
        catalog.language,
        glossary or Glossary(),
        known.get(catalog.language),
        known.get(language),
    )
    found = [
        (cases.index(case), Finding(name, check.severity, case.unit, case.entry, message))
        for name, check in CHECKS.items()
        for case, message in check.function(text)
        if name not in case.silenced
    ]
    # What was copied from the source, or lacks a part, breaks other rules as well: it is said once.
    copied = {number for number, finding in found if finding.id in _SAID_ONCE}
    found = [
        (number, finding)
        for number, finding in found
        if number not in copied or finding.id not in _OF_COPIES
    ]
    found.sort(key=lambda item: (-item[1].severity, item[0]))
    return tuple(finding for _, finding in found)


def _case(unit: Unit, catalog: Catalog, language: str) -> Case:
    entry = catalog.entry(unit)
    comments = re.findall(r"handouts: ok ([\w-]+(?:, ?[\w-]+)*)", entry.notes)
    silenced = frozenset(name for names in comments for name in re.split(", ?", names))
    pair = make_pair(unit, catalog, language)
    return Case(unit, entry, pair, language, catalog.language, silenced)
