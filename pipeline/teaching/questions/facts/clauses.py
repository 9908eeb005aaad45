"""What sentences say in a clause: when, if and although what something is so, and what others say.

The clause becomes a part of the question, and the sentence is the answer.
"""

import re
from collections.abc import Iterator, Mapping

from pipeline import languages
from pipeline.languages.lemmas import lemmatize
from pipeline.languages.questions import Clauses
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
                kind = _kind(name, own["clause"], own["main"], reading)
                if kind in ("condition", "when") and reading.known.denies.search(own["main"]):
                    continue  # nothing happens then
                parts = {c: m for c, m in parts.items() if len(m["clause"].split()) >= _WORDS}
                if name == "concession":
                    yield _conceded(passage, parts, reading.language)
                    continue
                yield Fact(
                    kind,
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


def reports(reading: Reading) -> Iterator[Fact]:
    """Yield what somebody says, thinks or wants, in a clause."""
    for passage in reading.passages:
        if len(passage.text) > _LONGEST:
            continue
        asked = {
            code: question
            for code, text in passage.exact.items()
            if (question := _asked(text, code, reading.whole[code]))
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


def _asked(text: str, language: str, whole: str) -> str:
    """Return the question for what a sentence reports; nothing where it reports nothing."""
    known = _known(language)
    match = known.reported.match(text)
    if not match or match["verb"] not in known.asked or re.search(r"[”“\"«»„?!]", text):
        return ""
    who = match["who"]
    if len(who.split()) > _SPEAKERS or languages.language(language).facts.leaning.match(who):
        return ""
    if not _keeps_capital(who.split()[0], language, whole):
        who = who[:1].lower() + who[1:]
    return known.asked[match["verb"]].format(who=who)


def _keeps_capital(first: str, language: str, whole: str) -> bool:
    """Whether the first word of a sentence has its capital inside one as well."""
    known, small = languages.language(language), first.lower()
    if small in known.questions.articles or small in known.exercises.cohesion.determiners:
        return False
    if known.writing.capitalises_nouns:
        return True
    # A word in the plural, or one that the text has without a capital, is no name.
    is_plural = small.endswith("s") and lemmatize(small, language).lower() != small
    return not (is_plural or re.search(rf"\b{re.escape(small)}\b", whole))


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
        later = reading.of_paragraphs((passage.paragraph, passage.paragraph + 1))
        replies = (p for p in later if reading.known.replies.match(p.text))
        reply = next((p for p in replies if p.place > passage.place), None)
        if reply and kind == "objection":
            yield _whole("reply", f"what is said against: {passage.text}", reply)
        elif reply and len(passage.text) <= _LONGEST:
            fills = {code: {"said": text} for code, text in passage.exact.items()}
            yield Fact(
                "quoted reply",
                f"what is said against: {passage.text}",
                reply.place,
                (reply.paragraph,),
                fills,
                {code: text for code, text in reply.exact.items() if code in fills},
                (passage.place,),
            )
    if not reading.known.argues.search(reading.kicker().get(reading.language, "")):
        return
    found = [p for p in reading.passages if _is_demand(p.text, reading)]
    own = [p for p in found if reading.known.first_person.search(p.text)]
    for passage in (own or found)[:1]:
        yield _whole("thesis", "what the author calls for", passage)


def _is_demand(text: str, reading: Reading) -> bool:
    """Whether a sentence can say what a whole text is for: no condition, and nobody else's view."""
    known = reading.known
    plain = languages.language(reading.language).questions.without_conjunction(text)
    if _known(reading.language).condition.match(plain) or known.objections.match(plain):
        return False
    if known.leaning.match(plain) and not known.first_person.match(plain):
        return False
    return known.demands.search(plain) is not None and not text.endswith("?")


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
        fills = {code: {"step": text} for code, text in before.exact.items()}
        yield Fact(
            "step" if _is_told_to_do(passage.text, reading) else "next",
            f"what comes after: {before.text}",
            passage.place,
            (passage.paragraph,),
            fills,
            {code: text for code, text in passage.exact.items() if code in fills},
            (before.place,),
        )


def _is_told_to_do(text: str, reading: Reading) -> bool:
    """Whether a sentence tells the reader what to do next."""
    rest = reading.known.steps.sub("", text).lstrip(", ")
    return reading.known.commands.match(rest[:1].lower() + rest[1:]) is not None


def _whole(kind: str, key: str, passage: Sentence) -> Fact:
    """Return a fact whose frame has no placeholder, and whose answer is a sentence."""
    fills: dict[str, dict[str, Value]] = {code: {} for code in passage.exact}
    answers = {
        code: languages.language(code).questions.without_conjunction(text)
        for code, text in passage.exact.items()
    }
    return Fact(kind, key, passage.place, (passage.paragraph,), fills, answers)
