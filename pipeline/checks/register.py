"""Whether a lesson addresses its readers in one way: tú or usted, du or Sie.

Only forms that can be nothing else count. What stands in quotation marks is somebody else's
speech. Notes to the teacher are counted apart: one may say "Sie" to a colleague and "du" to a
class. "Ustedes" tells nothing, because in America it is the plural of tú.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.checks.case import Case, Text
from pipeline.lesson.article import Role
from pipeline.text.quotations import quotations, without

# Imperatives that open many questions to a class, in both forms; the second is no other word.
_IMPERATIVES_ES = (
    "lee/lea compara/compare elige/elija cuenta/cuente explica/explique describe/describa "
    "escribe/escriba piensa/piense imagina/imagine busca/busque di/diga haz/haga completa/complete "
    "responde/responda contesta/conteste comenta/comente discute/discuta resume/resuma "
    "menciona/mencione observa/observe sopesa/sopese nombra/nombre mira/mire escucha/escuche "
    "señala/señale indica/indique justifica/justifique analiza/analice da/dé"
).split()
_TU_IMPERATIVES, _USTED_IMPERATIVES = (
    "|".join(pair.split("/")[side] for pair in _IMPERATIVES_ES) for side in (0, 1)
)
_START = r"(?:^|(?<=[.!?:…] )|(?<=[¿¡(]))"
_BOTH = {
    "es": {
        "tú": re.compile(
            r"\b(?:tú|ti|tus?|contigo|tuy[oa]s?|te|vosotr[oa]s|vuestr[oa]s?|eres|sabes|puedes|tienes"
            r"|crees|piensas|opinas|conoces|quieres|debes|estás)\b",
            re.IGNORECASE,
        ),
        "usted": re.compile(
            r"\b(?i:usted)\b|\b(?:Ud|Vd)\.|" + _START + f"(?i:{_USTED_IMPERATIVES})\\b"
        ),
    },
    "de": {
        "du": re.compile(
            r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|eue?r(?:e[mnrs]?))\b", re.IGNORECASE
        ),
        # At the beginning of a sentence "Sie" may be "they".
        "Sie": re.compile(r"(?<=[\w,;)%] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b"),
    },
}
_QUESTION_ES = re.compile(_START + f"(?i:{_TU_IMPERATIVES})\\b")


def mixed(text: Text) -> Iterator[tuple[Case, str]]:
    """Look for the texts that address their readers otherwise than most of the lesson does."""
    cases = [case for case in text.translated if "register" not in case.silenced]
    notes = [case for case in cases if case.unit.role is Role.NOTE]
    others = [case for case in cases if case.unit.role is not Role.NOTE]
    for group in (others, notes):
        yield from _mixed(group, text.target_language)


def _mixed(cases: Sequence[Case], language: str) -> Iterator[tuple[Case, str]]:
    forms = {
        name: [(case, found) for case in cases if (found := _forms(case, name))]
        for name in _BOTH.get(language, {})
    }
    # Where both are as many, the one that begins later is the odd one out.
    usual, odd = sorted(forms, key=lambda name: -len(forms[name])) if forms else ("", "")
    if not odd or not forms[odd]:
        return
    case, found = forms[odd][0]
    places = list(dict.fromkeys(other.unit.place for other, _ in forms[odd][1:]))
    more = f", and so do {'; '.join(places[:3])}" if places else ""
    more += f" and {len(places) - 3} more" if len(places) > 3 else ""
    yield (
        case,
        f"“{found}” says {odd} to the reader{more}; {len(forms[usual])} other texts say {usual}",
    )


def _forms(case: Case, name: str) -> str:
    """Return the first form of address of a kind that a translation has."""
    prose = without(case.target_prose, quotations(case.target_prose)[0])
    found = _BOTH[case.target_language][name].search(prose)
    if not found and name == "tú" and case.unit.role is Role.QUESTION:
        found = _QUESTION_ES.search(prose)
    return found.group() if found else ""
