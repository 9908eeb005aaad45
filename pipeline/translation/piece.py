"""A sentence on its way through an engine: what it is given, and what of its answer is believed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.lesson.article import Role
from pipeline.text.markup import Span
from pipeline.translation import truecase
from pipeline.translation.faults import fault
from pipeline.translation.glossary import Glossary, Kept
from pipeline.translation.markup_transfer import Translated, projected, with_kept

# Where Title Case is a style; in running text it is names.
HEADINGS = frozenset({Role.TITLE, Role.KICKER, Role.HEADING, Role.CELL, Role.CAPTION})


@dataclass(frozen=True)
class Context:
    """What all sentences of a lesson share.

    Attributes:
        source, target: The languages, ISO 639-1.
        names: Words that always have capitals, by their small letters.
        glossary: What people decided on.
        engine: The label of what translates.
    """

    source: str
    target: str
    names: Mapping[str, str]
    glossary: Glossary
    engine: str

    @property
    def signature(self) -> str:
        """The end of a failure that this engine is to blame for."""
        return f" ({self.engine})"


class Piece:
    """A sentence, or a part of one, as it is sent to the engine.

    Attributes:
        start, end: Its range in the text of its unit.
        kept: What has to stay in it, with ranges that count from its start.
        sent: What the engine is given.
        result: Its translation; None as long as there is none that can be believed.
        reason: What was wrong with the last one.
        lost_something: Whether that was one of those that have to stay.
    """

    def __init__(
        self, text: str, start: int, role: Role, kept: tuple[Kept, ...], context: Context
    ) -> None:
        self.start = start
        self.end = start + len(text)
        self.kept = kept
        self.text = text
        self._context = context
        self.reason = "the engine gave nothing"
        self.lost_something = False
        self.result: Translated | None = None
        self._is_in_capitals = truecase.is_in_capitals(self.text)
        self.sent = self._recased(role in HEADINGS)
        if not re.search(r"[^\W\d_]", _without(self.text, kept)):
            self.result = self._copied()

    def _recased(self, is_heading: bool) -> str:
        source = self._context.source
        title = is_heading and truecase.is_title_case(self.text, source)
        if self._is_in_capitals or title:
            return truecase.sentence_case(self.text, self._context.names, source)
        return self.text

    def _copied(self) -> Translated:
        """Return what needs no engine: a number, an address, a term of the glossary."""
        copied = Translated(self.text)
        for item in reversed(self.kept):
            copied = copied.replaced((item.start, item.end), item.start, item.end, item.wanted)
        return copied

    def accept(self, candidates: Iterable[Translated]) -> bool:
        """Take the first translation that nothing is wrong with; remember what is, otherwise."""
        for candidate in candidates:
            polished = replace(candidate, text=self._polished(candidate.text))
            if reason := self._fault(polished.text):
                self.reason = reason
                continue
            languages = self._context.source, self._context.target
            self.result = with_kept(self.text, polished, self.kept, languages)
            if self.result:
                return True
            self.lost_something = True
            self.reason = "a number, an address or a term of the glossary got lost"
        return False

    def places(self, spans: Iterable[Span]) -> Iterator[tuple[Span, tuple[int, int]]]:
        """Yield the unit's spans that reach into this piece, with their ranges in its result."""
        parts: dict[Span, Span] = {}
        for span in spans:
            start, end = max(span.start, self.start), min(span.end, self.end)
            # A mark between two sentences belongs to the first.
            is_mark = span.start == span.end and self.start < span.start <= self.end
            if start < end or is_mark or span.start == span.end == self.start == 0:
                parts[replace(span, start=start - self.start, end=end - self.start)] = span
        if self.result:
            for part, place in projected(self.text, self.result, tuple(parts)):
                yield parts[part], place

    def _fault(self, target: str) -> str:
        """Return what is wrong with a translation, apart from what stays as it is anyway."""
        for item in self.kept:
            if not item.figure:
                target = target.replace(item.wanted, " ", 1)
        source = _without(self.sent, [k for k in self.kept if not k.figure])
        return fault(source, target, self._context.source)

    def _polished(self, target: str) -> str:
        """Return a translation that begins and ends as its source does."""
        ends = re.compile(r"[.!?…:;][\"'’”»«“)\]]*$")
        if target.endswith(".") and not ends.search(self.text) and not target.endswith(".."):
            target = target[:-1]
        elif self.text.endswith(".") and target[-1:].isalnum():
            target += "."
        if self._is_in_capitals:
            return truecase.in_capitals(target)
        return truecase.begun_like(self.sent, target, self._context.target, self._context.names)


def _without(text: str, items: Iterable[Kept]) -> str:
    for item in items:
        text = text[: item.start] + " " * (item.end - item.start) + text[item.end :]
    return text
