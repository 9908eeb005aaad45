"""The people that a text names: only where the text itself shows that a name is a person's."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline import languages
from pipeline.languages.questions import People
from pipeline.languages.values import either, fill
from pipeline.teaching.questions.facts.reading import (
    Fact,
    Reading,
    Sentence,
    adds,
    in_all,
    standing_alone,
)
from pipeline.text.quotations import quotations

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
    """Return the people that a text names, those named most often first.

    Who only asks the questions of an interview is none of them.
    """
    turns = [passage.turn for passage in reading.passages if passage.turn]
    asking = {word for turn in turns if turn.asks for word in turn.name.split()}
    mentions: dict[str, list[Sentence]] = {}
    for passage in reading.passages:
        for name in _names(passage.text, reading.known.people):
            mentions.setdefault(name, []).append(passage)
    found = []
    for name, forms in _grouped(mentions).items():
        stand_in = {passage for form in forms for passage in mentions[form]}
        passages = tuple(sorted(stand_in, key=lambda passage: passage.place))
        if not any(_is_person(form, passages, reading) for form in forms):
            continue
        if not asking.isdisjoint(name.split()):
            continue
        fills = {
            language: {"name": same}
            for language, text in reading.whole.items()
            if (same := _in_language(name, text, language, reading.language))
        }
        known = any(_is_introduced(form, passages[0].text, reading.known.people) for form in forms)
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
        if not person.is_introduced and any(reading.known.pointing.search(p.text) for p in told):
            continue
        if person.is_introduced:
            kind = "who past" if _is_long_ago(told[0], reading) else "who"
        else:
            kind = "person"
        if person.is_introduced or (1 < len(told) <= _MOST and _is_one_piece(told)):
            yield Fact(
                kind,
                f"who: {person.name}",
                told[0].place,
                tuple(dict.fromkeys(passage.paragraph for passage in told)),
                person.fills,
                standing_alone(in_all(told, reading.languages)),
            )


def _is_one_piece(told: Sequence[Sentence]) -> bool:
    """Whether sentences follow each other: from all over a text they are no one answer."""
    return told[-1].place - told[0].place == len(told) - 1


def _is_long_ago(passage: Sentence, reading: Reading) -> bool:
    """Whether the paragraph of a sentence is about a year that nobody alive remembers."""
    same = (p.text for p in reading.passages if p.paragraph == passage.paragraph)
    return re.search(r"\b1(?:[1-8]\d\d|9[0-2]\d)\b", " ".join(same)) is not None


def _about(person: Person) -> tuple[Sentence, ...]:
    """Return the sentences that begin with a person, and are no talk."""
    last = re.escape(person.name.split()[-1])
    begins = re.compile(rf"(?:[\w ]+, )?(?:\w+ ){{0,4}}?{last}\b")
    return tuple(p for p in person.passages if begins.match(p.text) and not any(quotations(p.text)))


def _names(text: str, known: People) -> Iterator[str]:
    for match in _NAME.finditer(text):
        words = re.sub(r"['’]s?$", "", match[0]).split()
        while words and (words[0] in known.no_names or re.fullmatch(known.titles, words[0])):
            words = words[1:]
        stop = next((i for i, word in enumerate(words) if re.search(r"['’]s?$", word)), None)
        if stop is not None:  # "Mexico's President Andrés"
            words = words[stop + 1 :]
            while words and re.fullmatch(known.titles, words[0]):
                words = words[1:]
        if not words or words[-1] in known.no_names or words[-1].isupper():
            continue
        if words[0][0].isupper():
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
    known = reading.known.people
    text = "\n".join(passage.text for passage in passages)
    if _finds((known.article,), name, text, known) or _is_word(name, text):
        return False
    if name.split()[-1] in known.no_surnames:
        return False
    if _finds(_signs(name, known.signs, known.signs_of_long), name, text, known):
        return True
    begins = re.compile(_filled(known.subject, name, known))
    for passage in passages:
        match = begins.match(passage.text)
        others = _names(known.at_a_place.sub("", passage.text), known)
        if match and not any(other != name for other in others):
            after = reading.after(passage)
            if match["own"] or (after and known.follows.match(after.text)):
                return True
    return False


def _signs(name: str, signs: Sequence[str], of_long: Sequence[str]) -> Sequence[str]:
    """Return the patterns that may show something of a name; some only of one of several words."""
    return (*signs, *of_long) if " " in name else signs


def _finds(signs: Sequence[str], name: str, text: str, known: People) -> bool:
    """Whether a text has one of some signs of a name."""
    return any(re.search(_filled(sign, name, known), text) for sign in signs)


def _filled(sign: str, name: str, known: People) -> str:
    return fill(
        sign,
        name=re.escape(name),
        title=known.titles,
        profession=known.profession,
        said=known.said,
        pronoun=known.pronoun,
    )


def _is_word(name: str, text: str) -> bool:
    """Whether one word with a capital may be the beginning of a sentence only."""
    if " " in name:
        return False
    inside = re.search(rf"(?<=[\w,;:] ){re.escape(name)}\b", text)
    return not inside or re.search(rf"\b{re.escape(name.lower())}\b", text) is not None


def _is_introduced(name: str, text: str, known: People) -> bool:
    """Whether a sentence says who somebody is: "Tom Okafor, a teacher", "President Obama"."""
    if _finds((known.courtesy,), name, text, known):
        return False
    return _finds(_signs(name, known.introduced, known.introduced_long), name, text, known)


def _in_language(name: str, text: str, language: str, own: str) -> str:
    """Return a name as a translation has it; nothing where it has it in another form."""
    if language == own:
        return name
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    articles = either(languages.language(language).questions.articles)
    article = re.search(rf"\b(?:{articles}) {re.escape(name)}(?!\w)", text)
    return name if found and not article else ""
