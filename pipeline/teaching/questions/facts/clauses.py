"""What sentences say in a clause: when, if and although what something is so, and what others say.

The clause becomes a part of the question, and the sentence is the answer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline import languages
from pipeline.languages.questions import Clauses
from pipeline.teaching.questions.facts.names import Person
from pipeline.teaching.questions.facts.reading import Fact, Reading, Sentence, Value
from pipeline.text.quotations import quotations

# Letters of a clause that is put in a question, and of a sentence with a contrast.
_LONG, _LONGEST = 90, 170
# Words that a clause has at least, and those of who says something at most.
_WORDS, _SPEAKERS = 3, 5


def clauses(reading: Reading) -> Iterator[Fact]:
    """Yield the sentences that begin with a clause of time, condition or concession."""
    for passage in reading.passages:
        if re.search(r"[”“\"«»„;:?!]", passage.text):
            continue
        for name in ("when", "condition", "concession"):
            parts = {
                code: match
                for code, text in passage.exact.items()
                if (match := getattr(_known(code), name).match(text))
            }
            own = parts.get(reading.language)
            if own and _is_clear(own["clause"], reading):
                if name == "concession":
                    yield _conceded(passage, parts, reading.language)
                    continue
                yield Fact(
                    _kind(name, own["clause"], own["main"], reading),
                    f"{name}: {own['clause']}",
                    passage.place,
                    (passage.paragraph,),
                    {code: {"clause": match["clause"]} for code, match in parts.items()},
                    {code: passage.texts[code] for code in parts},
                )


def _conceded(passage: Sentence, parts: Mapping[str, re.Match[str]], own: str) -> Fact:
    """Return a sentence whose first half would make one expect something else."""
    ends = {code: match.start("main") for code, match in parts.items()}
    return Fact(
        "concession",
        f"how it goes on: {passage.text[: ends[own]]}",
        passage.place,
        (passage.paragraph,),
        {code: {"start": f"{passage.texts[code][:end]}…"} for code, end in ends.items()},
        {code: f"… {passage.texts[code][end:]}" for code, end in ends.items()},
    )


def contrasts(reading: Reading) -> Iterator[Fact]:
    """Yield the sentences whose second half is a contrast to the first."""
    for passage in reading.passages:
        parts = {
            code: part for code, text in passage.exact.items() if (part := _halves(text, code))
        }
        own = parts.get(reading.language)
        if own and _is_clear(own[0], reading) and not reading.known.leaning.match(own[0]):
            yield Fact(
                "contrast",
                f"how it goes on: {own[0]}",
                passage.place,
                (passage.paragraph,),
                {code: {"start": f"{part[0]}{part[1]} …"} for code, part in parts.items()},
                {code: f"… {part[2]}" for code, part in parts.items()},
            )


def reports(reading: Reading, people: Sequence[Person]) -> Iterator[Fact]:
    """Yield what somebody says, thinks or wants, in a clause."""
    names = {word for person in people for word in person.name.split()}
    for passage in reading.passages:
        asked = {
            code: question
            for code, text in passage.exact.items()
            if (question := _asked(text, code, names))
        }
        if reading.language in asked:
            yield Fact(
                "reported",
                f"who says: {passage.text}",
                passage.place,
                (passage.paragraph,),
                {code: {"asked": question} for code, question in asked.items()},
                {code: passage.texts[code] for code in asked},
            )


def _asked(text: str, language: str, names: set[str]) -> str:
    """Return the question for what a sentence reports; nothing where it reports nothing."""
    known = _known(language)
    match = known.reported.match(text)
    if not match or match["verb"] not in known.asked or re.search(r"[”“\"«»„?!]", text):
        return ""
    who = match["who"]
    if len(who.split()) > _SPEAKERS or languages.language(language).facts.leaning.match(who):
        return ""
    first = who.split()[0]
    small = first in names or (
        languages.language(language).writing.capitalises_nouns
        and (first.lower() not in languages.language(language).questions.articles)
    )
    who = who if small else who[:1].lower() + who[1:]
    return known.asked[match["verb"]].format(who=who)


def _is_clear(clause: str, reading: Reading) -> bool:
    is_short = len(clause) <= _LONG and len(clause.split()) >= _WORDS
    return is_short and not reading.known.vague.search(clause)


def _kind(name: str, clause: str, main: str, reading: Reading) -> str:
    if name == "condition":
        return "advice" if reading.known.commands.match(main) else "condition"
    if name == "when":
        past = reading.known.times.past.search(f"{clause}, {main}")
        return "when past" if past else "when"
    return name


def _halves(text: str, language: str) -> tuple[str, str, str] | None:
    """Cut a sentence at its only "but"; nothing where it has more than two halves."""
    found = list(re.finditer(rf"(?:{_known(language).but})\b", text))
    if len(found) != 1 or len(text) > _LONGEST or re.search(r"[”“\"«»„;:()–—?!]", text):
        return None
    before, after = text[: found[0].start()], text[found[0].end() :].strip()
    if min(len(before.split()), len(after.split())) < _WORDS:
        return None
    return before, found[0][0], after


def _known(language: str) -> Clauses:
    return languages.language(language).questions.clauses


def arguments(reading: Reading) -> Iterator[Fact]:
    """Yield what a text that argues is for, what others hold against it, and what it answers."""
    objections = [p for p in reading.passages if reading.known.objections.match(p.text)]
    for passage in objections:
        kind = "objection" if len(objections) == 1 else "objections"
        if kind == "objection":
            yield _whole("objection", "what others object", passage)
        answers = (reading.after(passage), reading.after(reading.after(passage) or passage))
        reply = next((a for a in answers if a and reading.known.replies.match(a.text)), None)
        if reply and len(passage.text) <= _LONGEST:
            fills = {code: {"said": text} for code, text in passage.exact.items()}
            yield Fact(
                "reply",
                f"what is said against: {passage.text}",
                reply.place,
                (reply.paragraph,),
                fills,
                {code: text for code, text in reply.exact.items() if code in fills},
            )
    if not reading.known.argues.search(reading.kicker().get(reading.language, "")):
        return
    for passage in reading.passages:
        if reading.known.demands.search(passage.text) and not reading.known.pointing.search(
            passage.text
        ):
            yield _whole("thesis", "what the author calls for", passage)
            return


def steps(reading: Reading) -> Iterator[Fact]:
    """Yield what comes after something that is done, or that happens."""
    for passage in reading.passages:
        before = reading.before(passage)
        if before is None or not reading.known.steps.match(passage.text):
            continue
        if max(len(before.text), len(passage.text)) > _LONGEST or "?" in before.text:
            continue
        if reading.known.pointing.search(before.text) or any(quotations(before.text)):
            continue
        past = reading.known.times.past
        told = past.search(passage.text) or past.search(before.text)
        fills = {code: {"step": text} for code, text in before.exact.items()}
        yield Fact(
            "next" if told else "step",
            f"what comes after: {before.text}",
            passage.place,
            (passage.paragraph,),
            fills,
            {code: text for code, text in passage.exact.items() if code in fills},
        )


def _whole(kind: str, key: str, passage: Sentence) -> Fact:
    """Return a fact whose frame has no placeholder, and whose answer is a sentence."""
    fills: dict[str, dict[str, Value]] = {code: {} for code in passage.exact}
    return Fact(kind, key, passage.place, (passage.paragraph,), fills, passage.exact)
