"""Text → sentences, and long sentences → clauses, as ranges of characters; the one splitter.

sentencex finds the borders. A repair pass joins what it cuts too early: after abbreviations and
initials, at ordinals before what they count, and before a lower-case start. It cuts after the
common words that sentencex takes for abbreviations, and before a year that opens a sentence.
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline import languages
from pipeline.languages.values import either
from pipeline.languages.writing import Writing

# A whole word, and a year with the verb after it: "Sie gingen unter. 1877 baute man".
_YEAR = r"(?:\b[^\W\dA-ZÄÖÜ]{4,}|\b[^\W\d]{5,})\.\s+(?=(?:1[1-9]|20)\d\d\s+[a-zäöüß])"
_NEXT = r"""\.\s+(?=[«“„"'¿¡(]*(?![IVXLC]+\b)(?P<next>\w))"""


def sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Split a text into sentences.

    Args:
        text: One paragraph; a newline in it is a line break that a person set.
        language: ISO 639-1 code.

    Returns:
        (start, end) in characters, in order, without the white space between sentences.
    """
    ranges: list[tuple[int, int]] = []
    position = 0
    for piece in _pieces(text, language):
        start = text.find(piece, position)
        position = start + len(piece)
        if not piece.strip():
            continue
        start += len(piece) - len(piece.lstrip())
        end = position - (len(piece) - len(piece.rstrip()))
        if ranges and _continues(text[ranges[-1][0] : ranges[-1][1]], text[start:], language):
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    return tuple(ranges)


def _pieces(text: str, language: str) -> Iterator[str]:
    """Yield what sentencex cuts a text into, cut again after words that are no abbreviations."""
    from sentencex import segment

    words = either(languages.language(language).writing.no_abbreviations)
    for piece in segment(language, text):
        found = re.finditer(rf"\b(?:{words}){_NEXT}", piece)
        ends = [match.end() for match in found if match["next"].isupper()]
        ends = sorted({*ends, *(match.end() for match in re.finditer(_YEAR, piece))})
        yield from (piece[a:b] for a, b in zip([0, *ends], [*ends, len(piece)], strict=True))


def _continues(before: str, after: str, language: str) -> bool:
    """Tell whether the text after a border still belongs to the sentence before it."""
    if after[:1].islower():
        return True
    last = before.rsplit(maxsplit=1)[-1].strip("(«„“\"'")
    if not last.endswith("."):
        return False
    word, writing = last[:-1].lower(), languages.language(language).writing
    if word in writing.abbreviations:
        return True
    if word in writing.number_abbreviations:
        return re.match(r"\d|[IVXLC]+\b", after) is not None
    if len(word) == 1 and word.isalpha() and not word.isascii():
        return True  # an initial, "Á. Ruiz"; sentencex tells "J. Biden" from "plan B. Then"
    return word.isdigit() and after.lower().startswith(writing.ordinals_count)


@cache
def _cuts(writing: Writing) -> tuple[re.Pattern[str], ...]:
    """Return where a long sentence can be cut, the best place first.

    That is between main clauses, before a subordinate one, at any comma, before a conjunction, at
    any space.
    """
    openers, conjunctions = either(writing.clause_openers), either(writing.conjunctions)
    return tuple(
        re.compile(pattern)
        for pattern in (
            r"(?<=[;:])\s+|\s+(?=[–—]\s)",
            rf"(?<=,)\s+(?=(?:{openers})\b)",
            r"(?<=,)\s+",
            rf"\s+(?=(?:{conjunctions})\b)",
            r"\s+",
        )
    )


def clauses(text: str, longest: int, language: str) -> tuple[tuple[int, int], ...]:
    """Cut a sentence into parts that an engine can translate, at the borders of clauses.

    Args:
        text: One sentence.
        longest: The characters that a part may have. A shorter text is one part.
        language: ISO 639-1 code.

    Returns:
        (start, end) in characters, in order, without the white space between the parts.
    """
    if len(text) <= longest:
        return ((0, len(text)),)
    for cut in _cuts(languages.language(language).writing):
        # A part of less than a quarter is too little of a sentence to be understood.
        margin = min(len(text), longest) // 4
        places = [m for m in cut.finditer(text) if margin < m.start() < len(text) - margin]
        if places:
            middle = min(places, key=lambda place: abs(place.start() + place.end() - len(text)))
            left = clauses(text[: middle.start()], longest, language)
            right = clauses(text[middle.end() :], longest, language)
            shift = middle.end()
            return (*left, *((start + shift, end + shift) for start, end in right))
    return ((0, len(text)),)
