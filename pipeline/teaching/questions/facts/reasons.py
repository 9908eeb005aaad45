"""Why and what for: sentences that a connective joins with their reason or aim.

A sentence is cut at its connective only where it has one alone and where both parts can be quoted
as they stand: "X because Y" as "X …" and "because Y".
"""

import re
from collections.abc import Iterator, Mapping

from pipeline.teaching.questions.facts.reading import LEANING, Fact, Reading, Sentence

# Longer parts, in letters, are not quoted; a sentence to be continued may be longer. Nothing is
# cut off at its beginning: that would tear a verb from its object.
_LONG, _LONGEST = 150, 220
# Words that a part has at least.
_WORDS = 3
# Before the connective: the rest of the sentence says the reason or aim.
_CUTS: Mapping[str, Mapping[str, str]] = {
    "because": {
        "en": r",? because(?! of\b)",
        "es": r",? (?:porque|ya que|puesto que)",
        "de": r", (?:weil|denn)",
    },
    "because of": {
        "en": r",? (?:because of|due to|thanks to)",
        "es": r",? (?:debido a|a causa de|gracias a)",
    },
    "in order to": {
        "en": r",? in order to",
        "es": r",? (?:con el fin de|a fin de|para(?= \w+[aei]r(?:l[aeo]s?|se)?\b))",
        "de": r", um(?= [^,]* (?:zu \w+|\w+zu\w+en)[.!]$)",
    },
}
# Before a connective, these say that it gives a part of the reason, or none.
_LIMITED = re.compile(
    r"\b(?:not|only|just|precisely|simply|partly|mainly|largely|mostly|perhaps|probably|especially"
    r"|particularly|and|or|but|no|solo|sólo|precisamente|sobre todo|en parte|quizás?|y|o|nur|gerade"
    r"|vor allem|besonders|teils|wohl|auch|und|oder)$",
    re.IGNORECASE,
)
# What the reason may be a reason of in two ways: "he said that he left because", "he did not leave
# because".
_AMBIGUOUS = re.compile(
    r"\b(?:said|says?|thinks?|thought|believe[sd]?|claim(?:s|ed)?|kn[oe]w|knows|told|tells?)\b"
    r"|\b(?:not|never)\b(?!.*,$)|n[’']t\b(?!.*,$)"
)
# After a reason, what goes on with something else.
_GOES_ON = re.compile(
    r", (?:and|but|so|yet|while|whereas|although|pero|mientras|aunque|así|aber|und|doch|während"
    r"|obwohl|sodass)\b"
)
# The words with which a consequence goes on after its reason, in one sentence.
_SO = {
    "en": r", so(?! (?:that|far|much|many|to|did|do|does|is|are|was|were|will|can|has|have|had"
    r"|called|say)\b)",
    "es": r", (?:así que|de modo que|por lo que)",
    "de": r", (?:also|sodass|so dass|deshalb|daher|darum)",
}
# The words with which a sentence begins whose first half is a reason.
_BECAUSE = {
    "en": r"Because(?! of\b)",
    "es": r"(?:Como|Porque|Ya que|Puesto que|Dado que)",
    "de": r"(?:Weil|Da)",
}
# Words that say: the reason stands in the sentence before.
_THEREFORE = {
    "en": r"^(?:Therefore|That is why|This is why|As a result|Consequently|For this reason)\b"
    r"|\b(?:is|are|was|were|has|have|had|will|can|must|should) therefore\b",
    "es": r"(?i:\b(?:por (?:ello|eso|lo tanto|esta razón|consiguiente)|como resultado"
    r"|en consecuencia)\b)",
    "de": r"(?i:\b(?:deshalb|daher|darum|deswegen|folglich|infolgedessen|als folge"
    r"|aus diesem grund)\b)",
}


def reasons(reading: Reading) -> Iterator[Fact]:
    """Yield the sentences that give their own reason or aim, or that of the sentence before."""
    for passage in reading.passages:
        yield from _cut_facts(passage, reading.language)
        yield from _consequences(passage, reading.language)
        if fact := _backward_fact(passage, reading):
            yield fact


def _consequences(passage: Sentence, own: str) -> Iterator[Fact]:
    """Yield a sentence whose second half is the consequence of its first."""
    for cuts, cut in ((_SO, _parted), (_BECAUSE, _halved)):
        parts = {code: cut(text, cuts.get(code, "(?!)")) for code, text in passage.texts.items()}
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
    for name, cuts in _CUTS.items():
        parts = {c: _parted(t, cuts.get(c, "(?!)")) for c, t in passage.texts.items()}
        if not (here := parts[own]):
            yield from _long_facts(cuts, passage, own)
            continue
        yield Fact(
            "aim" if name == "in order to" else "why",
            f"{'what for' if name == 'in order to' else 'why'}: {here[0]}",
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
            {code: _as_answer(part[1]) for code, part in parts.items() if part},
        )


def _as_answer(reason: str) -> str:
    """Return a reason as the answer to "why": after "denn" German has a sentence of its own."""
    alone = reason.removeprefix("denn ")
    return alone[:1].upper() + alone[1:]


def _long_facts(cuts: Mapping[str, str], passage: Sentence, own: str) -> Iterator[Fact]:
    """Yield a sentence that is quoted from its beginning, however long it is."""
    parts = {c: _cut(t, cuts.get(c, "(?!)")) for c, t in passage.texts.items()}
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
    if not before or LEANING.match(before.text) or len(passage.text) > _LONG:
        return None
    if not re.search(_THEREFORE[reading.language], passage.text) or ":" in before.text:
        return None
    fills = {
        code: {"effect": text}
        for code, text in passage.texts.items()
        if re.search(_THEREFORE.get(code, "(?!)"), text)
    }
    return Fact(
        "therefore",
        f"why: {passage.text}",
        passage.place,
        (passage.paragraph,),
        fills,
        before.texts,
    )


def _parted(text: str, connective: str) -> tuple[str, str, str] | None:
    """Cut a sentence at its connective, where both parts can be quoted as they stand.

    Returns:
        What stands before it, the rest from the connective on, and the connective with what
        separates it; None where the cut is not sure.
    """
    parts = _cut(text, connective)
    if not parts or len(parts[0]) > _LONG or _GOES_ON.search(parts[1]):
        return None
    comma = "," if parts[2].startswith(",") else ""
    if _AMBIGUOUS.search(parts[0] + comma):
        return None
    if re.match(r"(?:If|When|While|Although|Since|As|Because)\b", text) and "," in parts[0]:
        return None
    return parts


def _halved(text: str, connective: str) -> tuple[str, str, str] | None:
    """Cut a sentence that begins with a connective at its only comma, as `_parted` does."""
    halves = text.split(", ")
    if len(halves) != 2 or not re.match(rf"(?:{connective})\b", text):
        return None
    if re.search(r"[”“\"«»„;:()–—?!]", text) or len(text) > _LONG:
        return None
    return halves[0], halves[1], ", "


def _cut(text: str, connective: str) -> tuple[str, str, str] | None:
    """Cut a sentence at its only connective, however long it is."""
    found = list(re.finditer(rf"(?:{connective})\b", text))
    if len(found) != 1 or re.search(r"[”“\"«»„;:()–—?!]", text):
        return None
    match = found[0]
    before = text[: match.start()]
    rest = text[match.start() :].lstrip(", ")
    if _LIMITED.search(before):
        return None
    if min(len(before.split()), len(rest.split())) < _WORDS:
        return None
    return before, rest, match[0]
