"""When something happened: dates, years and seasons, with the sentences that tell it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.teaching.questions.facts.reading import (
    Fact,
    Reading,
    Sentence,
    adds,
    in_all,
    standing_alone,
)
from pipeline.text.dates import Date, dates
from pipeline.text.quotations import quotations

# More sentences than this about one time are no one answer.
_MOST = 2
_YEAR = r"(?P<year>1[1-9]\d\d|20\d\d)"
# A year is one where the clause goes on after it; "in 1500 houses" is none.
_AFTER = (
    r"(?=[,.;:!?)]|$| (?:a|an|the|and|but|he|she|it|they|we|his|her|its|their|when|after|before|by"
    r"|with|to|for|at|because|was|were)\b(?! (?:1[1-9]|20)\d\d))"
)
_SEASONS = {
    "en": r"(?:the )?(?:spring|summer|autumn|fall|winter)(?: of)?",
    "es": r"(?:(?:la|el) )?(?:primavera|verano|otoño|invierno) del?",
    "de": r"(?:Frühjahr|Frühling|Sommer|Herbst|Winter)",
}
_SEASON_NAMES = (
    ("spring", "primavera", "Frühjahr", "Frühling"),
    ("summer", "verano", "Sommer"),
    ("autumn", "fall", "otoño", "Herbst"),
    ("winter", "invierno", "Winter"),
)
# Verbs whose past does not end in -ed, of which the texts of learners have most.
_IRREGULAR = (
    "began became born broke brought built bought came caught chose cut did drew drove fell felt "
    "fought found flew gave got grew had held hit kept knew led left lost made met paid put ran "
    "reached rose said sank saw sold sent set shot shut sang spoke spent stood stole struck swam "
    "taught told took thought threw understood woke went won wore wrote"
)
_PAST = re.compile(rf"\b(?:\w{{2,}}ed|{_IRREGULAR.replace(' ', '|')})\b")
# Words that begin a clause below the main one, and such clauses with the comma that ends them: one
# that stands first, and one that is put in.
_BELOW = re.compile(
    r"\b(?:after|before|because|although|though|when|while|whenever|if|until|unless|whether|that"
    r"|which|who|whom|whose|where)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    rf"^{_BELOW.pattern}[^,]*, |, (?:which|who|whom|whose|where|when)\b[^,]*, ", re.IGNORECASE
)
_NOT_PAST = re.compile(
    r"\b(?:will|would|should|shall|may|might|could|going to|plans? to|if|is|are)\b|\?"
)


@dataclass(frozen=True)
class _Time:
    """A time in a sentence.

    `shape` says with which words it is put in a question; `is_aside`, that the sentence may be
    about something else, because the time stands in a clause below its main one.
    """

    shape: str
    text: str
    before: str
    is_aside: bool
    date: Date | None = None
    year: str = ""


def times(reading: Reading) -> Iterator[Fact]:
    """Yield the times of a text that one or two sentences tell something about."""
    found: dict[str, list[tuple[_Time, Sentence]]] = {}
    for passage in reading.passages:
        if any(quotations(passage.text)) or adds(passage.text, "en"):
            continue  # what somebody said about a time, or adds to it, is not what happened then
        for time in _times(passage.text):
            found.setdefault(time.text.removeprefix("the "), []).append((time, passage))
    for name, mentions in found.items():
        kind = _kind(mentions)
        passages = list(dict.fromkeys(passage for _, passage in mentions))
        if kind and len(passages) <= _MOST:
            time, first = mentions[0]
            fills = {
                language: {"shape": time.shape, "time": text}
                for language, sentence in first.texts.items()
                if (text := _in_language(time, sentence, language, reading.language))
            }
            yield Fact(
                kind,
                f"when: {name}",
                first.place,
                tuple(dict.fromkeys(passage.paragraph for passage in passages)),
                fills,
                standing_alone(in_all(passages, reading.languages)),
            )


def _kind(mentions: Sequence[tuple[_Time, Sentence]]) -> str:
    """Return what can be asked about a time: nothing where its sentences differ in that."""
    befores = {time.before for time, _ in mentions}
    is_aside = any(time.is_aside for time, _ in mentions)
    if befores == {"since"} and len(mentions) == 1:
        return "" if is_aside else "since"
    if befores <= {"in", "on"}:
        past = [_PAST.search(p.text) and not _NOT_PAST.search(p.text) for _, p in mentions]
        if all(past):
            return "" if is_aside else "past"
        return "time" if len(mentions) == 1 else ""
    return ""


def _is_aside(before: str) -> bool:
    """Whether what stands before a time leaves a clause open that is not the main one."""
    return _BELOW.search(_CLOSED.sub(" ", before)) is not None


def _times(text: str) -> Iterator[_Time]:
    for date in dates(text, "en"):
        before = re.search(r"\b(in|on|since)(?: early| late)? $", text[: date.start], re.IGNORECASE)
        if before and before[0].lower() in ("in ", "on ", "since ") and date.month:
            shape = "day" if date.has_day else "month"
            if date.text.endswith("."):
                continue  # an abbreviation cannot stand before the mark of a question
            if (before[1].lower() == "on") is date.has_day or before[1].lower() == "since":
                aside = _is_aside(text[: before.start()])
                yield _Time(shape, date.text, before[1].lower(), aside, date=date)
    season = f"(?P<season>{_SEASONS['en']} )?"
    for match in re.finditer(rf"\b(?P<before>[Ii]n|[Ss]ince) {season}{_YEAR}{_AFTER}", text):
        shape = "season" if match["season"] else "year"
        time = f"{match['season'] or ''}{match['year']}"
        aside = _is_aside(text[: match.start()])
        yield _Time(shape, time, match["before"].lower(), aside, year=match["year"])


def _in_language(time: _Time, sentence: str, language: str, own: str) -> str:
    """Return a time as a sentence writes it; nothing where it is not there, or there twice."""
    if language == own:
        return time.text
    if time.date:
        same = [date for date in dates(sentence, language) if date.same(time.date)]
        return same[0].text if len(same) == 1 else ""
    if len(re.findall(rf"\b{time.year}\b", sentence)) != 1:
        return ""
    if time.shape == "year":
        return "" if re.search(rf"{_SEASONS[language]} {time.year}", sentence) else time.year
    match = re.search(rf"\b{_SEASONS[language]} {time.year}\b", sentence)
    return match[0] if match and _season(match[0]) == _season(time.text) else ""


def _season(text: str) -> int | None:
    return next((i for i, names in enumerate(_SEASON_NAMES) if any(n in text for n in names)), None)
