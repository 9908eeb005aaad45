"""Names and quoted terms that a translation keeps as they are, and quotations that got lost."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipeline.checks.case import Case, Text
from pipeline.checks.case import quoted as in_marks
from pipeline.checks.message import Message, say
from pipeline.lesson.article import Role
from pipeline.text.quotations import quotations


def names(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for the names that the rest of the translation keeps."""
    kept = _kept_names([(case.source, case.target) for case in text.translated])
    for case in text.translated:
        if case.unit.role is Role.VOCABULARY:
            continue
        here = _words(case.target)
        lost = [
            name
            for name in dict.fromkeys(re.findall(r"\w+", case.source))
            if _plain(name) in kept and not _keeps(here, _plain(name))
        ]
        if lost:
            yield case, say("A name is missing: {names}", names=", ".join(lost))


def quoted(text: Text) -> Iterator[tuple[Case, Message]]:
    """Look for quoted terms that the rest of the translation keeps, and for lost marks."""
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for case in text.translated:
        for term in set(_quoted_in(case.source_prose)):
            seen[term] += 1
            kept[term] += _plain(term) in _plain(case.target)
    for case in text.translated:
        terms = _quoted_in(case.source_prose)
        lost = [
            term
            for term in terms
            if seen[term] > 1
            and kept[term] * 2 >= seen[term]
            and _plain(term) not in _plain(case.target)
        ]
        if lost:
            what = "A quoted term is not kept, as it is elsewhere: {words}"
            yield case, say(what, words=in_marks(lost))
        elif terms and not any(quotations(case.target_prose)) and not _has_dash(case.target):
            what = "What the source quotes is not quoted here: {words}"
            yield case, say(what, words=in_marks(terms))


def _quoted_in(prose: str) -> list[str]:
    return [prose[found.start + 1 : found.end - 1] for found in quotations(prose)[0]]


def _has_dash(target: str) -> bool:
    # Spanish sets speech after a dash.
    return re.search(r"(^|\s)—", target) is not None


def _kept_names(texts: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Return the names (without accents) that at least half of the translations keep.

    A name is a word that is capitalised inside a sentence and never written small. A name that
    the language writes otherwise ("Mexico", "México" is the same; "Germany", "Alemania" is not)
    is kept nowhere and so is not asked for.
    """
    small = {word for source, _ in texts for word in re.findall(r"\b[^\W\d_A-ZÀ-Þ]\w*", source)}
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for source, target in texts:
        inside = re.findall(r"(?<=[\w,;] )([A-ZÀ-Þ]\w{2,})", source)
        here = _words(target)
        for name in {_plain(word) for word in inside if word.lower() not in small}:
            seen[name] += 1
            kept[name] += _keeps(here, name)
    return frozenset(name for name, count in seen.items() if kept[name] * 2 >= count and kept[name])


def _words(text: str) -> set[str]:
    return {_plain(word) for word in re.findall(r"\w+", text)}


def _keeps(words: Iterable[str], name: str) -> bool:
    # German writes the genitive without an apostrophe: "Bidens".
    return name in words or f"{name}s" in words


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
