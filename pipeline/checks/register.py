"""Whether a lesson addresses its readers in one way: tú or usted, du or Sie.

Forms count that can be nothing else, or where the source says "you" or tells somebody to do
something. What stands in quotation marks is somebody else's speech. Notes to the teacher are
counted apart, since one may say "Sie" to a colleague and "du" to a class; so is what each speaker
of a conversation says.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline import languages
from pipeline.checks import sense
from pipeline.checks.case import Case, Text
from pipeline.checks.message import Message, say
from pipeline.languages.checks import Address
from pipeline.languages.lemmas import is_known
from pipeline.languages.values import either
from pipeline.lesson import speakers
from pipeline.lesson.article import Role
from pipeline.text.quotations import quotations, without

_START = r"(?:^|(?<=[.!?:…] )|(?<=[¿¡(]))"


def mixed(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for the texts that address their readers otherwise than most of the lesson does."""
    cases = [case for case in text.translated if "register" not in case.silenced]
    groups: dict[str, list[Case]] = {}
    for case in cases:
        is_note = case.unit.role is Role.NOTE
        who = "note" if is_note else f"speaker {speakers.speaker(case.source)}"
        groups.setdefault(who, []).append(case)
    for group in groups.values():
        yield from _mixed(group, text.target_language)


def _mixed(cases: Sequence[Case], language: str) -> Iterator[tuple[Case, Message]]:
    ways = languages.language(language).checks.address
    forms = {
        name: [(case, found) for case in cases if (found := _form(case, address))]
        for name, address in ways.items()
    }
    for name, address in ways.items():
        sure = {id(case) for case, _ in forms[name]}
        rest = [way for other, way in ways.items() if other != name]
        unsure = ((c, _polite(c, address, rest)) for c in cases if id(c) not in sure)
        forms[name] += [(case, found) for case, found in unsure if found]
    # Where two are as many, the one that is named later is the odd one out.
    usual, *others = sorted(forms, key=lambda name: -len(forms[name])) or ("",)
    for odd in filter(forms.get, others):
        case, found = forms[odd][0]
        places = list(dict.fromkeys(other.unit.place for other, _ in forms[odd][1:]))
        yield (
            case,
            say(
                "“{words}” says {odd} to the reader{more}; {count} other texts say {usual}",
                words=found,
                odd=odd,
                more=_more(places),
                count=str(len(forms[usual])),
                usual=usual,
            ),
        )


def _more(places: Sequence[str]) -> str:
    named = "; ".join(places[:3])
    if len(places) > 3:
        rest = str(len(places) - 3)
        return say(", and so do {places} and {rest} more", places=named, rest=rest)
    return say(", and so do {places}", places=named) if places else ""


def _form(case: Case, address: Address) -> str:
    """Return the first form of a way of address that a translation has."""
    prose = without(case.target_prose, quotations(case.target_prose)[0])
    found = [address.words.search(prose), _opening(address.imperatives, prose)]
    if case.unit.role is Role.QUESTION and not any(found):
        found.append(_opening(address.question_imperatives, prose))
    first = min(filter(None, found), key=re.Match.start, default=None)
    return first.group() if first else _commanding(case, address)


def _polite(case: Case, address: Address, others: Sequence[Address]) -> str:
    """Return what must be a way of address, since the source has "you" and nobody else."""
    known = languages.language(case.source_language).checks
    if any(_form(case, other) for other in others):
        return ""
    for source, target in sense.linked(case):
        said = without(source, quotations(source)[0])
        if known.listeners.search(said) and not known.others.search(said):
            prose = without(target, quotations(target)[0])
            if found := address.polite.search(prose):
                return found.group()
    return ""


def _commanding(case: Case, address: Address) -> str:
    """Return the verb of a command that opens a sentence where one opens the source's."""
    commands = languages.language(case.source_language).facts.commands
    for source, target in sense.linked(case):
        verb = re.match(r"[^\W\d_]+", target)
        if not verb or not commands.match(source[:1].lower() + source[1:]):
            continue
        word = verb.group().lower()
        for infinitive, ending in address.imperative_endings.items():
            stem = word.removesuffix(ending)
            if stem != word and is_known(stem + infinitive, case.target_language):
                return verb.group()
    return ""


def _opening(imperatives: Sequence[str], prose: str) -> re.Match[str] | None:
    """Find one of some words at the beginning of a sentence."""
    return re.search(rf"{_START}(?:{either(imperatives)})\b", prose, re.IGNORECASE)
