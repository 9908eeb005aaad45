"""Text → sentences, and long sentences → clauses, as ranges of characters; the one splitter.

sentencex finds the borders. A repair pass joins what it cuts too early: after abbreviations and
initials, at German ordinals before what they count, and before a lower-case start. It cuts after
the common words that sentencex takes for abbreviations.
"""

import re
from collections.abc import Iterator

# Abbreviations after which a sentence seldom ends. Collected for this project from the style
# guides' common lists (titles, references, units of time and place).
_ABBREVIATIONS = {
    "en": "mr mrs ms dr prof st gen col sen rep gov capt lt sgt rev hon jr sr vs etc e.g i.e cf "
    "approx pp ed eds jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k",
    "es": "sr sra srta dr dra d dña prof profa lic ing gral cnel cap ud uds vd vds etc p.ej "
    "ej pág págs núm núms vol fig art av avda ee.uu ee aprox cf ed sto sta mons excmo",
    "de": "hr fr dr prof dipl ing st str nr bzw ca usw etc z.b z d.h d u.a u vgl s bd evtl "
    "ggf inkl mio mrd sog tel v.a v ev jan feb mär apr jun jul aug sep sept okt nov "
    "dez",
}
# Those that are words as well: they are abbreviations where a number follows.
_BEFORE_NUMBERS = {"en": "no nos fig vol", "de": "abs max"}
# Words that sentencex takes for abbreviations ("mar." of March, "mich." of Micah), found by trying
# the 20,000 most frequent ones of each language. A sentence ends after them before a capital.
_WORDS = {"es": "sobre bien mar nos contra ante tras auto extra", "de": "mich Art"}
_NEXT = r"""\.\s+(?=[«“„"'¿¡(]*(?![IVXLC]+\b)[A-ZÁÉÍÓÚÑÄÖÜ])"""
# What German counts with an ordinal; sentencex knows the months, but not Austria's.
_COUNTED_DE = "jänner|feber|jahrhundert|jahrtausend|weltkrieg|lebensjahr"


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

    words = _WORDS.get(language, "").replace(" ", "|")
    for piece in segment(language, text):
        ends = [m.end() for m in re.finditer(rf"\b(?:{words}){_NEXT}", piece)] if words else []
        yield from (piece[a:b] for a, b in zip([0, *ends], [*ends, len(piece)], strict=True))


def _continues(before: str, after: str, language: str) -> bool:
    """Tell whether the text after a border still belongs to the sentence before it."""
    if after[:1].islower():
        return True
    last = before.rsplit(maxsplit=1)[-1].strip("(«„“\"'")
    if not last.endswith("."):
        return False
    word = last[:-1].lower()
    if word in _ABBREVIATIONS.get(language, "").split() and word not in ("etc", "usw"):
        return True
    if word in _BEFORE_NUMBERS.get(language, "").split():
        return re.match(r"\d|[IVXLC]+\b", after) is not None
    if len(word) == 1 and word.isalpha() and not word.isascii():
        return True  # an initial, "Á. Ruiz"; sentencex tells "J. Biden" from "plan B. Then"
    ordinal = language == "de" and word.isdigit()
    return ordinal and re.match(_COUNTED_DE, after.lower()) is not None


# Where a long sentence can be cut, the best place first: between main clauses, before a
# subordinate one, at any comma, before a conjunction, at any space.
_CUTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=[;:])\s+|\s+(?=[–—]\s)",
        r"(?<=,)\s+(?=(?:and|but|or|so|yet|while|although|because|since|which|who|where|when|if)\b)",
        r"(?<=,)\s+",
        r"\s+(?=(?:and|but|or|because|although|while|when|where|which|who|that|if)\b)",
        r"\s+",
    )
)


def clauses(text: str, longest: int) -> tuple[tuple[int, int], ...]:
    """Cut a sentence into parts that an engine can translate, at the borders of clauses.

    Args:
        text: One English sentence.
        longest: The characters that a part may have. A shorter text is one part.

    Returns:
        (start, end) in characters, in order, without the white space between the parts.
    """
    if len(text) <= longest:
        return ((0, len(text)),)
    for cut in _CUTS:
        # A part of less than a quarter is too little of a sentence to be understood.
        margin = min(len(text), longest) // 4
        places = [m for m in cut.finditer(text) if margin < m.start() < len(text) - margin]
        if places:
            middle = min(places, key=lambda place: abs(place.start() + place.end() - len(text)))
            left = clauses(text[: middle.start()], longest)
            right = clauses(text[middle.end() :], longest)
            shift = middle.end()
            return (*left, *((start + shift, end + shift) for start, end in right))
    return ((0, len(text)),)
