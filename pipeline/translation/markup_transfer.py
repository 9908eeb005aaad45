"""From a sentence to its translation: put terms, addresses and numbers in, lay the markup over it.

Engines translate plain text. What must survive is looked for in what they wrote; where it is
missing, it takes the place of the words that were written for it. Then emphasis, links, footnote
marks and code go to the words that say what they said in the source.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.alignment.words import Range, WordAlignment, WordLink
from pipeline.text.figures import differences, figures
from pipeline.text.markup import Span, Style
from pipeline.translation.glossary import Kept

# What is left of an address that an engine tore up.
_RUBBLE = re.compile(r"https?:|www\.|\w@|@\w")


@dataclass(frozen=True)
class Translated:
    """A sentence in the target language, and which of its parts say which of the source's."""

    text: str
    links: tuple[WordLink, ...] = ()

    def replaced(self, source: Range, start: int, end: int, text: str) -> "Translated":
        """Return the sentence with a range that stands for a range of the source put otherwise."""
        grown = len(text) - (end - start)
        moved = [
            replace(link, target=(c + grown, d + grown)) if c >= end else link
            for link in self.links
            for c, d in [link.target]
            if d <= start or c >= end
        ]
        moved.append(WordLink(source, (start, start + len(text)), 1.0))
        return Translated(self.text[:start] + text + self.text[end:], tuple(moved))


def with_kept(
    source: str, translated: Translated, kept: Sequence[Kept], languages: tuple[str, str]
) -> Translated | None:
    """Make sure that a translation says what it has to say.

    Args:
        source: The sentence.
        translated: What an engine made of it.
        kept: What must survive, in order, by ranges of the sentence.
        languages: Source and target.

    Returns:
        The translation, changed where needed; None where it does not show which of its words
        to replace.
    """
    taken: list[Range] = []
    for item in kept:
        if item.figure:
            continue
        place = _occurrence(item.wanted, translated.text, taken)
        if place is None:
            changed = _put(source, translated, item, item.wanted, taken)
            if changed is None:
                return None
            translated, place = changed
        taken.append(place)
    rubble = translated.text
    for item in sorted(kept, key=lambda item: -len(item.wanted)):
        rubble = rubble.replace(item.wanted, "")
    if _RUBBLE.search(rubble):
        return None
    return _with_figures(source, translated, kept, languages, taken)


def _occurrence(wanted: str, text: str, taken: Sequence[Range]) -> Range | None:
    """Find a text as whole words where no other has been found, at the start with a capital."""
    capital = re.escape(wanted[:1].upper() + wanted[1:])
    pattern = rf"(?<!\w){re.escape(wanted)}(?!\w)|^\W*{capital}(?!\w)"
    for match in re.finditer(pattern, text):
        place = (match.end() - len(wanted), match.end())
        if not _overlaps(place, taken):
            return place
    return None


def _put(
    source: str, translated: Translated, item: Kept, text: str, taken: list[Range]
) -> tuple[Translated, Range] | None:
    """Put a text in the place of the words that stand for an item; None where none surely do."""
    words = WordAlignment(source, translated.text, translated.links)
    place = words.project(item.start, item.end, sure=True)
    if place is None or _overlaps(place, taken):
        return None
    start, end = place
    if not re.search(r"\w", translated.text[:start]):
        text = text[:1].upper() + text[1:]
    changed = translated.replaced((item.start, item.end), start, end, text)
    grown = len(text) - (end - start)
    taken[:] = [(a + grown, b + grown) if a >= end else (a, b) for a, b in taken]
    return changed, (start, start + len(text))


def _overlaps(place: Range, taken: Iterable[Range]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in taken)


def _with_figures(
    source: str,
    translated: Translated,
    kept: Sequence[Kept],
    languages: tuple[str, str],
    taken: list[Range],
) -> Translated | None:
    """Put right the numbers that differ; an engine's wrong number gives way to the right one."""
    lost, added = differences(source, languages[0], translated.text, languages[1])
    wanted = [item for item in kept if item.figure]
    for item in wanted:
        if not lost[item.figure]:
            continue
        lost[item.figure] -= 1
        wrong = [f for f in figures(translated.text, languages[1]) if added[f.value]]
        if wrong:
            added[wrong[0].value] -= 1
            place = (wrong[0].start, wrong[0].end)
            translated = translated.replaced((item.start, item.end), *place, item.wanted)
        else:
            changed = _put(source, translated, item, item.wanted, taken)
            if changed is None:
                return None
            translated = changed[0]
    lost, added = differences(source, languages[0], translated.text, languages[1])
    return None if lost or added else translated


def projected(
    source: str, translated: Translated, spans: Sequence[Span]
) -> Iterator[tuple[Span, Range]]:
    """Find for each span of a sentence the words that say what it covers.

    A span of no width, a footnote's mark, follows the word that it follows in the source, and
    the punctuation too where it does so there. Code goes where the same text stands.

    Yields:
        The spans that have a place in the translation, each with its range there.
    """
    words = WordAlignment(source, translated.text, translated.links)
    taken: list[Range] = []
    for span in spans:
        if span.start == span.end:
            place = _place_of_mark(words, span.start)
            yield span, (place, place)
            continue
        found = None
        if span.style is Style.CODE:
            found = _occurrence(source[span.start : span.end], translated.text, taken)
            taken += [found] if found else []
        found = found or words.project(span.start, span.end)
        if found:
            yield span, found


def _place_of_mark(words: WordAlignment, position: int) -> int:
    before = [word for word in words.source_words if word[1] <= position]
    if not before:
        return 0
    start, end = before[-1]
    # The punctuation between word and mark goes along: "word.¹" is not "word¹."
    place = words.project(start, end)
    if place is None or position >= len(words.source.rstrip()):
        return len(words.target.rstrip())
    target_end = place[1]
    closing = re.match(r"[.,;:!?»“”\")]*", words.target[target_end:])
    return target_end + (len(closing.group()) if closing and position > end else 0)
