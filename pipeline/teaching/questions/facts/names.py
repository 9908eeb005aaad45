"""The people that a text names: only where the text itself shows that a name is a person's."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.teaching.questions.facts.reading import (
    Fact,
    Reading,
    Sentence,
    adds,
    in_all,
    standing_alone,
)
from pipeline.text.quotations import quotations

# Words before a name that only people have.
_TITLES = (
    "President|General|Minister|Chancellor|Senator|Governor|Mayor|Professor|Doctor|Dr|Mr|Mrs|Ms"
    "|Miss|Sir|Lady|King|Queen|Prince|Princess|Captain|Colonel|Judge|Pope|Aunt|Uncle|Grandma"
    "|Grandpa|president|general|minister|chancellor|senator|governor|mayor|professor|doctor"
    "|teacher|scientist|biologist|author|writer|journalist|director|farmer|nurse|engineer"
    "|researcher"
)
# Before a name of several words, what people are by profession.
_PROFESSION = (
    r"\w+(?:ist|ian)|poet|writer|author|painter|singer|player|teacher|engineer|explorer|inventor"
    r"|philosopher|composer|director|actor|actress|doctor|professor|leader|researcher|farmer|lawyer"
    r"|minister|manager|founder|owner|reporter|photographer|designer|editor|nurse|student|pupil"
)
_SAID = (
    "says|said|asks|asked|tells|told|explains|explained|adds|added|answers|answered|replies"
    "|replied|thinks|thought|whispers|whispered|shouts|shouted|cries|cried|laughs|laughed|smiles"
    "|smiled"
)
_PRONOUNS = r"(?:he|she|his|her|him|himself|herself)"
# How the sentence after one about a person goes on.
_FOLLOWS = re.compile(r"(?:[\w ]+[,:] )?(?:he|she|his|her)\b", re.IGNORECASE)
# A name after one of these is not who the next sentence is about.
_AT_A_PLACE = re.compile(r"\b(?:in|at|from|to|near|of|on) (?:the )?[A-Z]\w+")
# What begins with a capital and is no name of a person.
_OTHERS = frozenset(
    "I The A An He She It They We You This That These Those There Here But And Or So Then When "
    "While If In On At For From With Without After Before Since Because Despite Although However "
    "Therefore Nevertheless Not No Yes Now Today Yesterday Tomorrow Most Many Some Every All Both "
    "What Who Why How Where Which His Her Their Our My Your Its One Two Three Thank Thanks Good "
    "Please Maybe Perhaps Monday Tuesday Wednesday Thursday Friday Saturday Sunday January "
    "February March April May June July August September October November December Christmas "
    "English German Spanish French American Europe Africa Asia America God North South East West "
    "Mom Mum Dad Mother Father Grandmother Grandfather".split()
)
# The last words of names of places and firms: "Mr Street" is rarer than "King Street".
_NO_SURNAMES = frozenset(
    "Motors Electric Assembly Street Road Avenue Square Park Airport Bridge Island Islands "
    "University College Hospital School Church Palace Castle House Company Group Bank City County "
    "Lake River Sea Bay Mountains Hotel Station Museum Award Prize Act Court Party".split()
)
_ARTICLES = {
    "es": r"(?:el|la|los|las|del|al|un|una)",
    "de": r"(?:der|die|das|den|dem|des|zum|zur|im|am|beim|vom|ein|eine|einen|einem|einer)",
}
# A name of up to seven words, with a country and a title before it; "de", "von" and the like may
# stand inside.
_WORD = r"[A-ZÁÉÍÓÚÄÖÜÑ][\w'’-]*\w"
_NAME = re.compile(rf"\b{_WORD}(?: (?:(?:de|la|von|van|der|bin|al) )*{_WORD}){{0,6}}")
# With more sentences than this, an answer would be the text again.
_MOST = 3


@dataclass(frozen=True)
class Person:
    """Somebody the text names.

    Attributes:
        name: The longest form of the name in the text.
        passages: The sentences that have the name, in any of its forms.
        is_introduced: Whether the first of them says who it is.
        fills: The name in each language that has it in the same form.
    """

    name: str
    passages: tuple[Sentence, ...]
    is_introduced: bool
    fills: dict[str, dict[str, str]]


def find_people(reading: Reading) -> tuple[Person, ...]:
    """Return the people that a text names, those named most often first."""
    mentions: dict[str, list[Sentence]] = {}
    for passage in reading.passages:
        for name in _names(passage.text):
            mentions.setdefault(name, []).append(passage)
    found = []
    for name, forms in _grouped(mentions).items():
        stand_in = {passage for form in forms for passage in mentions[form]}
        passages = tuple(sorted(stand_in, key=lambda passage: passage.place))
        if not any(_is_person(form, passages, reading) for form in forms):
            continue
        fills = {
            language: {"name": same}
            for language, text in reading.whole.items()
            if (same := _in_language(name, text, language, reading.language))
        }
        known = any(_is_introduced(form, passages[0].text) for form in forms)
        found.append(Person(name, passages, known, fills))
    return tuple(
        sorted(found, key=lambda person: (-len(person.passages), person.passages[0].place))
    )


def names(reading: Reading, people: Sequence[Person]) -> Iterator[Fact]:
    """Yield each person, with the sentences that say something about them."""
    for person in people:
        told = person.passages[:1] if person.is_introduced else _about(person)
        if told and adds(told[0].text, reading.language):
            continue
        if person.is_introduced:
            kind = "who past" if _is_long_ago(told[0], reading) else "who"
        else:
            kind = "person"
        if person.is_introduced or 1 < len(told) <= _MOST:
            yield Fact(
                kind,
                f"who: {person.name}",
                told[0].place,
                tuple(dict.fromkeys(passage.paragraph for passage in told)),
                person.fills,
                standing_alone(in_all(told, reading.languages)),
            )


def _is_long_ago(passage: Sentence, reading: Reading) -> bool:
    """Whether the paragraph of a sentence is about a year that nobody alive remembers."""
    same = (p.text for p in reading.passages if p.paragraph == passage.paragraph)
    return re.search(r"\b1(?:[1-8]\d\d|9[0-2]\d)\b", " ".join(same)) is not None


def _about(person: Person) -> tuple[Sentence, ...]:
    """Return the sentences that begin with a person, and are no talk."""
    last = re.escape(person.name.split()[-1])
    begins = re.compile(rf"(?:[\w ]+, )?(?:\w+ ){{0,4}}?{last}\b")
    return tuple(p for p in person.passages if begins.match(p.text) and not any(quotations(p.text)))


def _names(text: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        words = re.sub(r"['’]s?$", "", match[0]).split()
        while words and (words[0] in _OTHERS or re.fullmatch(_TITLES, words[0])):
            words = words[1:]
        stop = next((i for i, word in enumerate(words) if re.search(r"['’]s?$", word)), None)
        if stop is not None:  # "Mexico's President Andrés"
            words = words[stop + 1 :]
            while words and re.fullmatch(_TITLES, words[0]):
                words = words[1:]
        if words and words[-1] not in _OTHERS and not words[-1].isupper() and words[0][0].isupper():
            yield " ".join(words)


def _grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the forms of each name, the longest as the key: "Curie" is one of "Marie Curie".

    A form that two names have ("Curie", where there is also "Pierre Curie") is left out.
    """
    parts: dict[str, list[str]] = {}
    for name in names:
        words = name.split()
        for count in range(1, len(words)):
            for part in {" ".join(words[:count]), " ".join(words[-count:])}:
                parts.setdefault(part, []).append(name)
    groups: dict[str, list[str]] = {name: [name] for name in names if name not in parts}
    for name in names:
        owners = [owner for owner in parts.get(name, ()) if owner in groups]
        if len(owners) == 1:
            groups[owners[0]].append(name)
    return groups


def _is_person(name: str, passages: Sequence[Sentence], reading: Reading) -> bool:
    """Whether the sentences that have a name show that it is a person's."""
    this = re.escape(name)
    text = "\n".join(passage.text for passage in passages)
    if re.search(rf"\b(?:the|The|a|an) {this}\b", text) or _is_word(name, text):
        return False
    if name.split()[-1] in _NO_SURNAMES:
        return False
    signs = (
        rf"\b(?:{_TITLES})\.? {this}\b",
        rf"[”\"’,] (?:{_SAID}) {this}\b|[”\"’] {this} (?:{_SAID})\b",
        rf"\b(?:{_PROFESSION}) {this}\b" if " " in name else "(?!)",
        rf"\b{this}, (?:an?|the) (?:[\w-]+ ){{0,3}}?(?:{_PROFESSION})\b",
    )
    if any(re.search(sign, text) for sign in signs):
        return True
    begins = re.compile(rf"(?:\w+, )?{this}\b(?P<own>[^,.;:]*\b{_PRONOUNS}\b)?")
    for passage in passages:
        match = begins.match(passage.text)
        others = _names(_AT_A_PLACE.sub("", passage.text))
        if match and not any(other != name for other in others):
            after = reading.after(passage)
            if match["own"] or (after and _FOLLOWS.match(after.text)):
                return True
    return False


def _is_word(name: str, text: str) -> bool:
    """Whether one word with a capital may be the beginning of a sentence only."""
    if " " in name:
        return False
    inside = re.search(rf"(?<=[\w,;:] ){re.escape(name)}\b", text)
    return not inside or re.search(rf"\b{re.escape(name.lower())}\b", text) is not None


def _is_introduced(name: str, text: str) -> bool:
    """Whether a sentence says who somebody is: "Tom Okafor, a teacher", "President Obama"."""
    this = re.escape(name)
    if re.search(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Aunt|Uncle)\.? {this}\b", text):
        return False
    signs = (
        rf"\b(?:{_TITLES}) {this}\b",
        rf"\b{this}, (?:an?|the|one of|who) ",
        rf"\b{this} (?:is|was) (?:an?|the) [a-z]",
        rf"\b(?:[Tt]he|[Aa]n?) (?:[A-Z]\w+ )?(?:{_PROFESSION}) {this}\b" if " " in name else "(?!)",
    )
    return any(re.search(sign, text) for sign in signs)


def _in_language(name: str, text: str, language: str, own: str) -> str:
    """Return a name as a translation has it; nothing where it has it in another form."""
    if language == own:
        return name
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    article = re.search(rf"\b{_ARTICLES.get(language, '(?!)')} {re.escape(name)}(?!\w)", text)
    return name if found and not article else ""
