"""Why and what for: sentences that a connective joins with their reason or aim.

A sentence is cut at its connective only where it has one alone and where both parts can be quoted
as they stand: "X because Y" as "X …" and "because Y".
"""

import re
from collections.abc import Iterator, Mapping

from pipeline import languages
from pipeline.languages.questions import Connectives
from pipeline.languages.values import either
from pipeline.teaching.questions.facts.reading import Fact, Reading, Sentence

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
            *_consequences(passage, reading.language),
        )
        for fact in facts:
            said = fact.fills[reading.language]
            quoted = str(said.get("effect") or said["start"]).lstrip("… ")
            if not (reading.known.leaning.match(quoted) or reading.known.pointing.search(quoted)):
                yield fact
        if backward := _backward_fact(passage, reading):
            yield backward


def _consequences(passage: Sentence, own: str) -> Iterator[Fact]:
    """Yield a sentence whose second half is the consequence of its first."""
    for cut in (_before_consequence, _halved):
        parts = {code: cut(text, _connectives(code)) for code, text in passage.exact.items()}
        if here := parts[own]:
            yield Fact(
                "so",
                f"why: {here[1]}",
                passage.place,
                (passage.paragraph,),
                {code: {"effect": f"… {part[1]}"} for code, part in parts.items() if part},
                {code: f"{part[0]}." for code, part in parts.items() if part},
            )


def _cut_facts(passage: Sentence, own: str) -> Iterator[Fact]:
    for name in _CUTS:
        cuts = {code: getattr(_connectives(code), name) for code in passage.exact}
        parts = {c: _parted(t, cuts[c], _connectives(c)) for c, t in passage.exact.items()}
        if not (here := parts[own]):
            yield from _long_facts(cuts, passage, own)
            continue
        is_aim = name == "in_order_to"
        yield Fact(
            "aim" if is_aim else "why",
            f"{'what for' if is_aim else 'why'}: {here[0]}",
            passage.place,
            (passage.paragraph,),
            {
                code: {
                    "effect": f"{part[0]} …",
                    "start": f"{part[0]}{part[2]} …",
                    "reason": f"… {part[1]}",
                }
                for code, part in parts.items()
                if part
            },
            {code: _as_answer(part[1], code) for code, part in parts.items() if part},
        )


def _as_answer(reason: str, language: str) -> str:
    """Return a reason as the answer to "why"."""
    alone = reason.removeprefix(f"{_connectives(language).no_part_of_reason} ")
    return alone[:1].upper() + alone[1:]


def _long_facts(cuts: Mapping[str, str], passage: Sentence, own: str) -> Iterator[Fact]:
    """Yield a sentence that is quoted from its beginning, however long it is."""
    parts = {c: _cut(t, cuts[c], _connectives(c)) for c, t in passage.exact.items()}
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


def _before_consequence(text: str, known: Connectives) -> tuple[str, str, str] | None:
    """Cut a sentence before its second half, the consequence of its first, as `_parted` does."""
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


def _halved(text: str, known: Connectives) -> tuple[str, str, str] | None:
    """Cut a sentence that begins with a connective at its only comma, as `_parted` does."""
    halves = text.split(", ")
    if len(halves) != 2 or not re.match(rf"(?:{known.opening_because})\b", text):
        return None
    if re.search(r"[”“\"«»„;:()–—?!]", text) or len(text) > _LONG:
        return None
    return halves[0], halves[1], ", "


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
