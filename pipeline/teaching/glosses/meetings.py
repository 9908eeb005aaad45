"""What the article's own translation gives for its lesson: glosses, and questions from frames.

Pure: dictionaries and encoder come in as functions. What leaves are entries of the catalog, drafts
that wait for a person, or without a text and with the reason.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.alignment.bitext import Bitext, linked_at
from pipeline.catalog.catalog import Catalog, DraftKind, Entry, Key, State, text_digest
from pipeline.languages import grammar
from pipeline.lesson.article import Role
from pipeline.lesson.terms import Term
from pipeline.teaching.glosses.find import Evidence, Gloss, confirmation
from pipeline.teaching.glosses.matches import WordToGloss
from pipeline.text.matching import says

Range = tuple[int, int]
FindGlosses = Callable[[Sequence[WordToGloss]], Sequence[Gloss | None]]


@dataclass(frozen=True)
class Meeting:
    """A word of the vocabulary in its sentence, beside the translation of the sentence.

    Attributes:
        source: The sentence, with those that are translated together with it.
        range: Of the word in the source, in characters.
        target: Empty where the translation is missing.
        around: The translation of the whole unit.
    """

    key: Key
    term: Term
    source: str
    range: Range
    target: str
    around: str


def meetings(terms: Sequence[Term], bitext: Bitext) -> Iterator[Meeting]:
    """Yield each word with the pair of sentences that it stands in."""
    pairs = {(row.block.number, i): p for row in bitext.rows for i, p in enumerate(row.pairs)}
    for term in terms:
        pair = pairs[term.paragraph, term.unit]
        key = Role.VOCABULARY.context, term.entry.shown
        yield Meeting(key, term, *linked_at(pair, term.range), pair.target.text)


def open_meetings(found: Sequence[Meeting], catalog: Catalog, dictionaries: str) -> list[Meeting]:
    """Return the words whose gloss is to be looked for.

    Those are the words without one, unless it was looked for in the same sentence and with the
    same dictionaries before, those whose gloss was found in a translation that says it no more, and
    those that nothing confirms, where there are other dictionaries than before.

    Args:
        found: From `meetings`.
        catalog: What there is of translations.
        dictionaries: A text that differs where other dictionaries are there.

    Returns:
        Those, in order; none in a language whose dictionary forms nobody knows.
    """
    wanted = []
    for meeting in found if grammar.is_known(catalog.language) else ():
        entry = catalog.at(meeting.key)
        if not meeting.target:
            continue
        if (
            entry.is_untouched(DraftKind.FOUND, DraftKind.SUGGESTED)
            and entry.state is State.MACHINE
        ):
            said = says(meeting.around, entry.target, catalog.language)
            if not said or _may_be_confirmed(entry, dictionaries):
                wanted.append(meeting)
        elif entry.is_open and not entry.failure.endswith(_signature(meeting, dictionaries)):
            wanted.append(meeting)
    return wanted


def glosses(
    wanted: Sequence[Meeting], catalog: Catalog, dictionaries: str, find: FindGlosses
) -> Iterator[Entry]:
    """Yield an entry for each word: with its gloss, or with the reason why there is none.

    Args:
        wanted: From `open_meetings`.
        catalog: What there is of translations.
        dictionaries: As for `open_meetings`.
        find: Items → for each its gloss, or None where nothing renders it.
    """
    items = [_item(meeting, wanted) for meeting in wanted]
    for meeting, found in zip(wanted, find(items), strict=True):
        entry = catalog.at(meeting.key)
        gloss = _chosen(meeting, found, catalog.language)
        place = f"¶ {meeting.term.paragraph}"
        if gloss is None:
            reason = f"nothing in the translation of {place} renders it"
            yield entry.failed(reason + _signature(meeting, dictionaries))
        else:
            origin = f"{place}, {confirmation(gloss)}"
            if gloss.evidence is Evidence.ALIGNMENT:
                origin += _asked(dictionaries)
            yield entry.drafted(gloss.text, origin, DraftKind.FOUND)


def _chosen(meeting: Meeting, found: Gloss | None, language: str) -> Gloss | None:
    """Return the word of the translation that an entry was chosen for, as long as that says it."""
    learnt = meeting.term.entry.learnt
    if not learnt or not says(meeting.target, learnt, language):
        return found
    if found and found.text == learnt:
        return found
    return Gloss(learnt, (), Evidence.ALIGNMENT)


def _may_be_confirmed(entry: Entry, dictionaries: str) -> bool:
    """Whether nothing confirmed a gloss, and there are dictionaries that were not asked."""
    origin = entry.draft.origin if entry.draft else ""
    is_open = confirmation(Gloss("", (), Evidence.ALIGNMENT)) in origin
    return is_open and not origin.endswith(_asked(dictionaries))


def _asked(dictionaries: str) -> str:
    """Return the end of an origin: with which dictionaries it was looked for, in short."""
    return f" (dictionaries {text_digest(dictionaries)[:8]})" if dictionaries else ""


def _item(meeting: Meeting, all_of_them: Sequence[Meeting]) -> WordToGloss:
    entry = meeting.term.entry
    others = {
        other.range: other.term.entry.word
        for other in all_of_them
        if other.source == meeting.source and other is not meeting
    }
    return WordToGloss(
        entry.word, entry.pos, meeting.source, meeting.range, meeting.target, entry.shown, others
    )


def _signature(meeting: Meeting, dictionaries: str) -> str:
    """Return the end of a failure: what was looked for where, in short."""
    return f" (sentence {text_digest(meeting.target + dictionaries)[:8]})"
