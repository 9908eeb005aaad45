"""Handout → a deck for Anki with genanki: a note for each word that has a translation.

Anki knows a note again by its guid, and takes what it says only where its date is newer. So the
guid comes from what a word is, not from what is said about it, and a card learnt for weeks keeps
its schedule when its gloss is corrected. A note that says what it said in the deck before keeps its
date as well: what a learner has changed on it is newer then, and stays. Both editions have the same
deck.
"""

import hashlib
import io
import itertools
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from markupsafe import escape

from pipeline.handout.model import Example, Handout, VocabularyItem
from pipeline.text.labels import words
from pipeline.text.markup import Marked, Span, Style, walk

if TYPE_CHECKING:
    from genanki import Deck, Model, Note

_T = TypeVar("_T")

_DATABASE = "collection.anki2"
_CSS = Path(__file__).parent / "templates" / "apkg" / "style.css"
# Of a note, in this order: a change makes it another type of note, for which Anki would keep the
# old one too.
_FIELDS = (
    *("Word", "Word class", "Level", "Meaning", "Example", "Example in translation"),
    *("Place", "Notice"),
)
_ELEMENTS = {
    Style.TERM: "b",
    Style.EMPHASIS: "em",
    Style.STRONG: "strong",
    Style.STRIKE: "s",
    Style.CODE: "code",
}


def render(handout: Handout, _folder: Path, time: datetime) -> bytes:
    """Return the finished deck; see `pipeline.handout.writers.Writer`."""
    from genanki import Package

    deck = _deck(handout)
    # genanki leaves the file of its database behind, and zips it with the time of day.
    with closing(sqlite3.connect(":memory:")) as connection:
        timestamp = time.timestamp()
        # Anki's ids are the milliseconds at which something was made; decks of one second should
        # not share them.
        first = int(timestamp) * 1000 + deck.deck_id % 1000
        cursor = connection.cursor()
        Package(deck).write_to_db(cursor, timestamp, itertools.count(first))
        connection.commit()
        return _packed(connection.serialize())


def following(content: bytes, before: bytes) -> bytes:
    """Return a deck whose notes keep their dates where they say what they said before.

    Args:
        content: From `render`.
        before: The deck that stands in its place; where it is none, nothing is kept.
    """
    try:
        known = {guid: (said, saved) for guid, said, saved in _notes(before)}
    except (BadZipFile, KeyError, sqlite3.Error, zlib.error):
        return content
    with closing(_opened(content)) as connection:
        for guid, said, saved in _notes(content):
            old, then = known.get(guid, ("", 0))
            if said == old and then < saved:
                connection.execute("update notes set mod = ? where guid = ?", (then, guid))
        connection.commit()
        return _packed(connection.serialize())


def _notes(content: bytes) -> list[tuple[str, str, int]]:
    """Return of each note its guid, what a learner is told on it, and its date.

    The place is not among it: that a paragraph has another number is no news about a word.
    """
    place = _FIELDS.index("Place")
    with closing(_opened(content)) as connection:
        rows = connection.execute("select guid, mid, flds, mod from notes").fetchall()
    found = []
    for guid, type_, fields, saved in rows:
        said = fields.split("\x1f")
        found.append((guid, "\x1f".join((str(type_), *said[:place], *said[place + 1 :])), saved))
    return found


def _opened(content: bytes) -> sqlite3.Connection:
    with ZipFile(io.BytesIO(content)) as archive:
        database = archive.read(_DATABASE)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database)
    return connection


def _packed(database: bytes) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in ((_DATABASE, database), ("media", b"{}")):
            entry = ZipInfo(name)  # dated 1980
            entry.create_system = 3  # the same on every system
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def _sides(handout: Handout, source: _T, target: _T) -> tuple[_T, _T]:
    """Return of two things first that of the language learnt, then that of the one known."""
    return (target, source) if handout.studies_target else (source, target)


def _languages(handout: Handout) -> str:
    """Return both languages, each in itself: "English – Español"."""
    return " – ".join(_sides(handout, *handout.languages()))


def _deck(handout: Handout) -> "Deck":
    from genanki import Deck

    learnt, known = _sides(handout, handout.source, handout.target)
    key = f"{handout.lesson}/{learnt}-{known}"
    # By its name Anki finds a deck again, so that the title, which may be corrected, is not in it.
    name = f"Handouts::{handout.lesson.replace('::', ' ')} ({_languages(handout)})"
    deck = Deck(_identity("deck", key), name, _description(handout))
    model = _model(handout)
    for item in handout.vocabulary:
        if item.gloss.target.text:
            deck.add_note(_note(handout, item, model, key))
    return deck


def _identity(*parts: str) -> int:
    """Return an id from 2³⁰ on, where genanki's documentation has them, the same for the same."""
    digest = hashlib.sha256("/".join(("handouts", *parts)).encode()).digest()
    return 2**30 + int.from_bytes(digest[:4], "big") % 2**30


def _description(handout: Handout) -> str:
    """Return what Anki shows on a deck's page, in both languages."""
    total = len(handout.vocabulary)
    left_out = sum(not item.gloss.target.text for item in handout.vocabulary)
    title = handout.title.source.text
    said = [handout.labels("deck_summary", title=title)]
    said += [handout.labels("deck_left_out", count=left_out, total=total)] if left_out else []
    said.append(handout.progress)
    lines = [line for label in said for line in _sides(handout, label.source, label.target)]
    return "<br>".join(map(_text, dict.fromkeys((*lines, *handout.provenance))))


def _model(handout: Handout) -> "Model":
    """Return the type of the notes: their fields, and a card for each direction."""
    from genanki import Model

    learnt, known = _sides(handout, handout.source, handout.target)
    word = f'<div class="word" lang="{learnt}">{{{{Word}}}}</div>'
    details = f'<div class="details" lang="{learnt}">{{{{Word class}}}} {{{{Level}}}}</div>'
    meaning = f'<div class="word" lang="{known}">{{{{Meaning}}}}</div>'
    example = f'<div class="example" lang="{learnt}">{{{{Example}}}}</div>'
    translation = f'<div class="example" lang="{known}">{{{{Example in translation}}}}</div>'
    place = f'<div class="place" lang="{handout.source}">{{{{Place}}}}</div>'
    notice = (
        f'{{{{#Notice}}}}<div class="notice" lang="{known}">{{{{Notice}}}}</div>{{{{/Notice}}}}'
    )
    rest = notice + place
    return Model(
        _identity("notes", f"{learnt}-{known}"),
        f"Handouts {_languages(handout)}",
        fields=[{"name": name} for name in _FIELDS],
        templates=[
            {
                "name": words(known)["deck_recognise"],
                "qfmt": word + details + example,
                "afmt": f"{{{{FrontSide}}}}<hr id=answer>{meaning}{translation}{rest}",
            },
            {
                "name": words(known)["deck_recall"],
                "qfmt": meaning + details + translation,
                "afmt": f"{{{{FrontSide}}}}<hr id=answer>{word}{example}{rest}",
            },
        ],
        css=_CSS.read_text("utf-8"),
    )


def _note(handout: Handout, item: VocabularyItem, model: "Model", key: str) -> "Note":
    from genanki import Note, guid_for

    def sided(source: Marked, target: Marked) -> list[str]:
        return [_html(marked) for marked in _sides(handout, source, target)]

    word, meaning = sided(Marked(item.headword), item.gloss.target)
    shown = _example(handout, item)
    example, translation = sided(shown.source, shown.target)
    word_class, _ = _sides(handout, item.pos.source, item.pos.target)
    grade = item.grade
    level = _sides(handout, grade.source, grade.target)[0] if grade else ""
    place = _text(f"{handout.title.source.text} · ¶ {item.paragraph}")
    notice = _notice(handout, item)
    return Note(
        model,
        [word, word_class, level, meaning, example, translation, place, notice],
        guid=guid_for("handouts", key, item.headword),
        tags=[f"handouts::{'_'.join(handout.lesson.split())}"],
        due=item.number,
    )


def _notice(handout: Handout, item: VocabularyItem) -> str:
    """Return what a gloss that nobody approved says of itself, in the language known."""
    if item.gloss.state.is_reviewed:
        return ""
    label = handout.list_label(item.gloss.state)
    return _sides(handout, label.source, label.target)[1]


def _example(handout: Handout, item: VocabularyItem) -> Example:
    """Return a word's example with the word marked in both languages, where it is found."""
    from pipeline.text.matching import locate

    example = item.example or Example(Marked(""), Marked(""))
    place = locate(item.gloss.target.text, example.target.text, handout.target)
    if place is None:
        return example
    return replace(example, target=example.target.with_spans([Span(*place, Style.TERM)]))


def _html(marked: Marked) -> str:
    """Return a text as HTML, without links and footnote marks, which lead nowhere from a card."""
    html = ""
    for event, text, span in walk(marked):
        if span is None:
            html += _text(text)
        elif span.style in _ELEMENTS:
            html += f"<{'/' * (event == 'close')}{_ELEMENTS[span.style]}>"
    return html


def _text(text: str) -> str:
    # Anki takes [sound:…] and [latex] for orders, in whatever text they stand.
    return str(escape(text)).replace("[", "&#91;").replace("\n", "<br>")
