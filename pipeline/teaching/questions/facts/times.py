"""When something happened: dates, years and seasons, with the sentences that tell it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline import languages
from pipeline.languages.questions import Times
from pipeline.languages.values import either, fill
from pipeline.teaching.questions.facts.reading import (
    Fact,
    Reading,
    Sentence,
    adds,
    in_all,
    standing_alone,
    told,
)
from pipeline.text.dates import Date, dates
from pipeline.text.quotations import quotations
from pipeline.text.segment import sentences

# More sentences than this about one time are no one answer.
_MOST = 2
# Words of what happened then, at least.
_WORDS = 3
# Letters up to the end of a time that opens a sentence, and of a sentence that is quoted.
_OPENING, _LONGEST = 45, 200
_YEAR = r"(?P<year>1[1-9]\d\d|20\d\d)"


@dataclass(frozen=True)
class _Time:
    """A time in a sentence.

    `shape` says with which words it is put in a question; `is_aside`, that the sentence may be
    about something else, because the time stands in a clause below its main one. `is_since` tells
    the beginning of a time from what happened then.
    """

    shape: str
    text: str
    is_since: bool
    is_aside: bool
    date: Date | None = None
    year: str = ""

    @property
    def is_vague(self) -> bool:
        """Whether it is a month of no year, of which little is asked."""
        return self.date is not None and not (self.date.has_day or self.date.year)


def times(reading: Reading) -> Iterator[Fact]:
    """Yield the times of a text that one or two sentences tell something about."""
    found: dict[str, list[tuple[_Time, Sentence]]] = {}
    for passage in reading.passages:
        if passage.text.endswith("?") or any(quotations(passage.text)):
            continue
        if adds(passage.text, reading.language):
            continue  # what somebody said about a time, or adds to it, is not what happened then
        for time in _times(passage.text, reading.language):
            name = time.text.removeprefix(f"{reading.known.times.article} ")
            found.setdefault(name, []).append((time, passage))
    for name, mentions in found.items():
        kind = _kind(mentions, reading.known.times)
        if kind == "since" or (kind == "past" and mentions[0][0].is_vague):
            yield from _dated("since" if kind == "since" else "moment", mentions[0], reading)
            continue
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
                standing_alone(in_all(_told(passages, reading), reading.languages)),
            )


def openings(reading: Reading) -> Iterator[Fact]:
    """Yield what happened at a time that opens a sentence and is no date: "after midnight"."""
    known = reading.known.times
    for passage in reading.passages:
        text = passage.text
        if not (known.past.search(text) or known.was.search(text)) or known.not_past.search(text):
            continue
        if any(quotations(text)) or reading.known.pointing.search(text) or len(text) > _LONGEST:
            continue
        fills, answers = {}, {}
        for code, said in passage.exact.items():
            time = languages.language(code).questions.opening_time.match(said)
            rest = said[time.end() :].lstrip(", ") if time else ""
            if time and len(rest.split()) >= _WORDS and len(sentences(rest, code)) == 1:
                fills[code] = {"rest": f"… {rest}" if rest[:1].islower() else rest}
                answers[code] = f"{time[0]}."
        if reading.language in fills:
            key = f"when: {answers[reading.language].rstrip('.')}"
            yield Fact("opening", key, passage.place, (passage.paragraph,), fills, answers)


def _told(passages: Sequence[Sentence], reading: Reading) -> Sequence[Sentence]:
    """Return sentences as an answer, with those that they lean on."""
    parts = [told(passage, reading) for passage in passages]
    return [one for part in parts for one in part] if all(parts) else passages


def _dated(kind: str, mention: tuple[_Time, Sentence], reading: Reading) -> Iterator[Fact]:
    """Yield what a sentence tells after the time at its beginning: the time is the answer."""
    time, passage = mention
    if reading.known.pointing.search(passage.text):
        return
    if kind == "since" and not passage.text.lower().startswith(f"{reading.known.times.since} "):
        return
    fills, answers = {}, {}
    for language, text in passage.exact.items():
        said = _in_language(time, text, language, reading.language)
        end = text.find(said) + len(said)
        if said and end <= _OPENING and len(text) <= _LONGEST:
            rest = text[end:].lstrip(", ")
            fills[language] = {"rest": f"… {rest}" if rest[:1].islower() else rest}
            answers[language] = f"{text[:end]}."
    yield Fact(kind, f"when: {time.text}", passage.place, (passage.paragraph,), fills, answers)


def _kind(mentions: Sequence[tuple[_Time, Sentence]], known: Times) -> str:
    """Return what can be asked about a time: nothing where its sentences differ in that."""
    since = [time.is_since for time, _ in mentions]
    is_aside = any(time.is_aside for time, _ in mentions)
    if since == [True]:
        return "" if is_aside else "since"
    if not any(since):
        past = [
            known.past.search(p.text) and not known.not_past.search(p.text) for _, p in mentions
        ]
        if all(past):
            return "" if is_aside else "past"
        return "time" if len(mentions) == 1 and not mentions[0][0].is_vague else ""
    return ""


def _is_aside(before: str, known: Times) -> bool:
    """Whether what stands before a time leaves a clause open that is not the main one."""
    below = rf"\b(?:{either(known.below)})\b"
    # Such a clause that a comma ends: one that stands first, and one that is put in.
    closed = rf"^{below}[^,]*, |, (?:{either(known.below_again)})\b[^,]*, "
    main = re.sub(closed, " ", before, flags=re.IGNORECASE)
    return re.search(below, main, re.IGNORECASE) is not None


def _times(text: str, language: str) -> Iterator[_Time]:
    known = languages.language(language).facts.times
    words = rf"\b({either(filter(None, (known.period, known.day, known.since)))}) $"
    for date in dates(text, language):
        before = re.search(words, text[: date.start], re.IGNORECASE)
        if before and date.month:
            shape, word = "day" if date.has_day else "month", before[1].lower()
            if date.text.endswith("."):
                continue  # an abbreviation cannot stand before the mark of a question
            if word == known.since or (word == known.day) is date.has_day:
                aside = _is_aside(text[: before.start()], known)
                yield _Time(shape, date.text, word == known.since, aside, date=date)
    words = rf"(?P<before>{_in_any_case(known.period)}|{_in_any_case(known.since)})"
    season = rf"(?P<season>{_seasons(language)} )?"
    for match in re.finditer(rf"\b{words} {season}{_YEAR}{known.goes_on}", text):
        shape = "season" if match["season"] else "year"
        time = f"{match['season'] or ''}{match['year']}"
        aside = _is_aside(text[: match.start()], known)
        is_since = match["before"].lower() == known.since
        yield _Time(shape, time, is_since, aside, year=match["year"])


def _in_any_case(word: str) -> str:
    """Return the text of a pattern for a word whose first letter may be a capital."""
    return f"(?i:{word[:1]}){re.escape(word[1:])}"


def _seasons(language: str) -> str:
    """Return the text of a pattern for a season before a year."""
    known = languages.language(language).questions
    names = (name for names in known.seasons.values() for name in names)
    return fill(known.season, season=f"(?:{either(names)})")


def _in_language(time: _Time, sentence: str, language: str, own: str) -> str:
    """Return a time as a sentence writes it; nothing where it is not there, or there twice."""
    if language == own:
        return time.text
    if time.date:
        same = [date for date in dates(sentence, language) if date.same(time.date)]
        return same[0].text if len(same) == 1 else ""
    if len(re.findall(rf"\b{time.year}\b", sentence)) != 1:
        return ""
    seasons = _seasons(language)
    if time.shape == "year":
        return "" if re.search(rf"{seasons} {time.year}", sentence) else time.year
    match = re.search(rf"\b{seasons} {time.year}\b", sentence)
    return match[0] if match and _season(match[0], language) == _season(time.text, own) else ""


def _season(text: str, language: str) -> str:
    """Return which season a text names, as all languages' tables call it; nothing for none."""
    seasons = languages.language(language).questions.seasons
    return next((season for season, names in seasons.items() if any(n in text for n in names)), "")
