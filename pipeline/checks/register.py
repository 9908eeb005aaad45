"""Whether a lesson addresses its readers in one way: tú or usted, du or Sie.

Only forms that can be nothing else count. What stands in quotation marks is somebody else's
speech. Notes to the teacher are counted apart: one may say "Sie" to a colleague and "du" to a
class.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline import languages
from pipeline.checks.case import Case, Text
from pipeline.languages.checks import Address
from pipeline.languages.values import either
from pipeline.lesson.article import Role
from pipeline.text.quotations import quotations, without

_START = r"(?:^|(?<=[.!?:…] )|(?<=[¿¡(]))"


def mixed(text: Text) -> Iterator[tuple[Case, str]]:
    """Look for the texts that address their readers otherwise than most of the lesson does."""
    cases = [case for case in text.translated if "register" not in case.silenced]
    notes = [case for case in cases if case.unit.role is Role.NOTE]
    others = [case for case in cases if case.unit.role is not Role.NOTE]
    for group in (others, notes):
        yield from _mixed(group, text.target_language)


def _mixed(cases: Sequence[Case], language: str) -> Iterator[tuple[Case, str]]:
    forms = {
        name: [(case, found) for case in cases if (found := _form(case, address))]
        for name, address in languages.language(language).checks.address.items()
    }
    # Where two are as many, the one that is named later is the odd one out.
    usual, *others = sorted(forms, key=lambda name: -len(forms[name])) or ("",)
    for odd in filter(forms.get, others):
        case, found = forms[odd][0]
        places = list(dict.fromkeys(other.unit.place for other, _ in forms[odd][1:]))
        more = f", and so do {'; '.join(places[:3])}" if places else ""
        more += f" and {len(places) - 3} more" if len(places) > 3 else ""
        yield (
            case,
            f"“{found}” says {odd} to the reader{more}; "
            f"{len(forms[usual])} other texts say {usual}",
        )


def _form(case: Case, address: Address) -> str:
    """Return the first form of a way of address that a translation has."""
    prose = without(case.target_prose, quotations(case.target_prose)[0])
    found = [address.words.search(prose), _opening(address.imperatives, prose)]
    if case.unit.role is Role.QUESTION and not any(found):
        found.append(_opening(address.question_imperatives, prose))
    first = min(filter(None, found), key=re.Match.start, default=None)
    return first.group() if first else ""


def _opening(imperatives: Sequence[str], prose: str) -> re.Match[str] | None:
    """Find one of some words at the beginning of a sentence."""
    return re.search(rf"{_START}(?:{either(imperatives)})\b", prose, re.IGNORECASE)
