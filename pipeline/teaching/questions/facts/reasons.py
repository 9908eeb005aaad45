"""Why and what for: sentences that a connective joins with their reason or aim.

A sentence is cut at its connective only where it has one alone and where both parts can be quoted
as they stand: "X because Y" as "X …" and "because Y".
"""

import re
from collections.abc import Iterator, Mapping

from pipeline import languages
from pipeline.languages.questions import Connectives
from pipeline.languages.values import either
from pipeline.teaching.questions.facts.reading import Fact, Reading, Sentence, adds
from pipeline.text import segment

# Longer parts, in letters, are not quoted; a sentence to be continued may be longer. Nothing is
# cut off at its beginning: that would tear a verb from its object.
_LONG, _LONGEST = 150, 220
# Words that a part has at least.
_WORDS = 3
# What the reason or the aim begins with, by its name in a language's table.
_CUTS = ("because", "because_of", "in_order_to")


def reasons(reading: Reading) -> Iterator[Fact]:
    """Yield the sentences that give their own reason or aim, or that of the sentence before."""
    for passage in reading.passages:
        facts = (
            *_cut_facts(passage, reading.language),
            *_degrees(passage, reading.language),
            *_consequences(passage, reading.language),
        )
        for fact in facts:
            said = fact.fills[reading.language]
            quoted = str(said.get("effect") or said["start"]).lstrip("… ")
            answer = fact.answers.get(reading.language, "") if fact.kind == "so" else ""
            if _is_clear(quoted, reading) and _is_known(answer, reading):
                yield fact
        if backward := _backward_fact(passage, reading):
            yield backward


def _is_clear(quoted: str, reading: Reading) -> bool:
    """Whether what is quoted is understood without the sentences before it."""
    known = reading.known
    # Who speaks is known in every text.
    leans = known.leaning.match(quoted) and not known.first_person.match(quoted)
    return not (leans or known.pointing.search(quoted) or known.stands_for.search(quoted))


def _is_known(answer: str, reading: Reading) -> bool:
    """Whether a reason that stands first says what it is about."""
    known = reading.known
    leans = known.pointing.search(answer) or adds(answer, reading.language)
    return not (leans or known.stands_for.search(answer))


def _consequences(passage: Sentence, own: str) -> Iterator[Fact]:
    """Yield a sentence whose second half is the consequence of its first."""
    for cut in (_before_consequence, _halved):
        parts = {code: cut(text, code) for code, text in passage.separable.items()}
        if here := parts[own]:
            yield Fact(
                "so",
                f"why: {here[1]}",
                passage.place,
                (passage.paragraph,),
                {
                    code: {"effect": f"… {part[1]}" if part[2] != ". " else part[1]}
                    for code, part in parts.items()
                    if part
                },
                {code: _as_sentence(part[0]) for code, part in parts.items() if part},
            )


def _as_sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _degrees(passage: Sentence, own: str) -> Iterator[Fact]:
    """Yield a sentence that says something is so much so that something follows."""
    parts = {
        code: found
        for code, text in passage.exact.items()
        if (found := _connectives(code).so_that.match(text))
    }
    if own in parts:
        yield Fact(
            "degree",
            f"how it goes on: {parts[own]['start']}",
            passage.place,
            (passage.paragraph,),
            {code: {"start": f"{part['start']} …"} for code, part in parts.items()},
            {code: f"… {part['rest']}" for code, part in parts.items()},
        )


def _cut_facts(passage: Sentence, own: str) -> Iterator[Fact]:
    for name in _CUTS:
        cuts = {code: getattr(_connectives(code), name) for code in passage.separable}
        parts = {c: _parted(t, cuts[c], _connectives(c)) for c, t in passage.separable.items()}
        if not (here := parts[own]):
            yield from _long_facts(cuts, passage, own)
            continue
        is_aim = name == "in_order_to"
        fills = {code: {"effect": f"{part[0]} …"} for code, part in parts.items() if part}
        answers = {
            code: _as_answer(part[1], part[2], code, is_reason=name == "because")
            for code, part in parts.items()
            if part
        }
        if name == "because":
            # A translation may put the reason first.
            for code, text in passage.separable.items():
                if code not in fills and (halves := _halved(text, code)):
                    answers[code], rest, _ = (_as_sentence(part) for part in halves)
                    fills[code] = {"effect": f"… {rest}"}
        yield Fact(
            "aim" if is_aim else "why",
            f"{'what for' if is_aim else 'why'}: {here[0]}",
            passage.place,
            (passage.paragraph,),
            fills,
            answers,
        )


def _as_answer(reason: str, connective: str, language: str, is_reason: bool) -> str:
    """Return a reason as the answer to "why": with "because" for "since" and the like."""
    known = _connectives(language)
    alone = reason.removeprefix(f"{known.no_part_of_reason} ")
    opening = connective.lstrip(", ")
    if is_reason and alone == reason and known.why_answer:
        alone = known.why_answer + reason.removeprefix(opening)
    return alone[:1].upper() + alone[1:]


def _long_facts(cuts: Mapping[str, str], passage: Sentence, own: str) -> Iterator[Fact]:
    """Yield a sentence that is quoted from its beginning, however long it is."""
    parts = {c: _cut(t, cuts[c], _connectives(c)) for c, t in passage.separable.items()}
    starts = {
        code: f"{part[0]}{part[2]} …"
        for code, part in parts.items()
        if part and len(part[0]) <= _LONGEST
    }
    if own in starts:
        yield Fact(
            "complete",
            f"how it goes on: {starts[own].strip('… ')}",
            passage.place,
            (passage.paragraph,),
            {code: {"start": start} for code, start in starts.items()},
            {code: f"… {part[1]}" for code, part in parts.items() if part},
        )


def _backward_fact(passage: Sentence, reading: Reading) -> Fact | None:
    """Return what a sentence gives a consequence of, where that is the sentence before."""
    before = reading.before(passage)
    if not before or reading.known.leaning.match(before.text) or len(passage.text) > _LONG:
        return None
    therefore = _connectives(reading.language).therefore
    if not re.search(therefore, passage.text) or ":" in before.text:
        return None
    fills = {
        code: {"effect": text}
        for code, text in passage.exact.items()
        if re.search(_connectives(code).therefore, text)
    }
    return Fact(
        "therefore",
        f"why: {passage.text}",
        passage.place,
        (passage.paragraph,),
        fills,
        before.texts,
    )


def _connectives(language: str) -> Connectives:
    return languages.language(language).questions.connectives


def _before_consequence(text: str, language: str) -> tuple[str, str, str] | None:
    """Cut a sentence before its second half, the consequence of its first, as `_parted` does.

    A translation may have made two sentences of it.
    """
    both = segment.sentences(text, language)
    if len(both) == len(("reason", "consequence")):
        (_, end), (start, _) = both
        return text[:end], text[start:], text[end - 1 : start]
    known = _connectives(language)
    return _parted(text, known.so, known)


def _parted(text: str, connective: str, known: Connectives) -> tuple[str, str, str] | None:
    """Cut a sentence at its connective, where both parts can be quoted as they stand.

    Returns:
        What stands before it, the rest from the connective on, and the connective with what
        separates it; None where the cut is not sure.
    """
    parts = _cut(text, connective, known)
    if not parts or len(parts[0]) > _LONG:
        return None
    if re.search(rf", (?:{either(known.goes_on)})\b", parts[1]):
        return None
    comma = "," if parts[2].startswith(",") else ""
    if known.ambiguous.search(parts[0] + comma):
        return None
    if re.match(rf"(?:{either(known.conditions)})\b", text) and "," in parts[0]:
        return None
    return parts


def _halved(text: str, language: str) -> tuple[str, str, str] | None:
    """Cut a sentence that begins with a connective after that clause, as `_parted` does."""
    known = _connectives(language)
    opening = re.match(rf"(?:{known.opening_because})\b", text)
    reason, _, rest = text.partition(", ")
    if not opening or len(reason.split()) <= _WORDS or len(rest.split()) < _WORDS:
        return None
    if re.search(r"[”“\"«»„;:()–—?!]", text) or len(text) > _LONGEST:
        return None
    if "," in rest and not known.main_clause.match(rest):
        return None
    return (known.why_answer or opening[0]) + reason[opening.end() :], rest, ", "


def _cut(text: str, connective: str, known: Connectives) -> tuple[str, str, str] | None:
    """Cut a sentence at its only connective, however long it is."""
    found = list(re.finditer(rf"(?:{connective})\b", text))
    if len(found) != 1 or re.search(r"[”“\"«»„;:()–—?!]", text):
        return None
    match = found[0]
    before = text[: match.start()]
    rest = text[match.start() :].lstrip(", ")
    if re.search(rf"\b(?:{either(known.limiting)})$", before, re.IGNORECASE):
        return None
    if min(len(before.split()), len(rest.split())) < _WORDS:
        return None
    return before, rest, match[0]
