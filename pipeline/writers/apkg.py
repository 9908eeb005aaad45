"""Handout → a deck for Anki with genanki: a note for each word that has a translation.

Anki knows a note again by its guid, and takes what it says only where its date is newer. So the
guid comes from what a word is, not from what is said about it, and a card learnt for weeks keeps
its schedule when its gloss is corrected. Both editions have the same deck.
"""

import hashlib
import io
import itertools
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import escape

from pipeline.handout import Example, Handout, VocabularyItem
from pipeline.languages import Label, language_name, words
from pipeline.lesson import Study
from pipeline.markup import Marked, Span, Style, walk

if TYPE_CHECKING:
    from genanki import Deck, Model, Note

_CSS = Path(__file__).parent / "templates" / "apkg.css"
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


def render(handout: Handout, _folder: Path) -> bytes:
    """Return the finished deck; see `pipeline.writers.Writer`."""
    from genanki import Package

    sides = _Sides(handout)
    deck = _deck(handout, sides)
    # genanki leaves the file of its database behind, and zips it with the time of day.
    with closing(sqlite3.connect(":memory:")) as connection:
        timestamp = handout.modified.timestamp()
        # Anki's ids are the milliseconds at which something was made; decks of one second should
        # not share them.
        first = int(timestamp) * 1000 + deck.deck_id % 1000
        cursor = connection.cursor()
        Package(deck).write_to_db(cursor, timestamp, itertools.count(first))
        connection.commit()
        database = connection.serialize()
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in (("collection.anki2", database), ("media", b"{}")):
            entry = ZipInfo(name)  # dated 1980
            entry.create_system = 3  # the same on every system
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


@dataclass(frozen=True)
class _Sides:
    """Which of a handout's two languages is learnt, and which is known."""

    handout: Handout

    @property
    def _is_source(self) -> bool:
        return self.handout.study is Study.SOURCE

    @property
    def learnt(self) -> str:
        return self.handout.source if self._is_source else self.handout.target

    @property
    def known(self) -> str:
        return self.handout.target if self._is_source else self.handout.source

    @property
    def names(self) -> str:
        """Both languages, each in itself: "English – Español"."""
        return (
            f"{language_name(self.learnt, self.learnt)} – {language_name(self.known, self.known)}"
        )

    def of_label(self, label: Label) -> tuple[str, str]:
        """Return what a label says in the language learnt, and in the one known."""
        return (label.source, label.target) if self._is_source else (label.target, label.source)

    def of_word(self, item: VocabularyItem) -> tuple[Marked, Marked]:
        """Return a word and its meaning."""
        headword, gloss = Marked(item.headword), item.gloss.target
        return (headword, gloss) if self._is_source else (gloss, headword)

    def of_example(self, example: Example) -> tuple[Marked, Marked]:
        return (
            (example.source, example.target)
            if self._is_source
            else (example.target, example.source)
        )


def _deck(handout: Handout, sides: _Sides) -> "Deck":
    from genanki import Deck

    key = f"{handout.lesson}/{sides.learnt}-{sides.known}"
    # By its name Anki finds a deck again, so that the title, which may be corrected, is not in it.
    name = f"Handouts::{handout.lesson.replace('::', ' ')} ({sides.names})"
    deck = Deck(_identity("deck", key), name, _description(handout, sides))
    model = _model(sides)
    for item in handout.vocabulary:
        if item.gloss.target.text:
            deck.add_note(_note(handout, sides, item, model, key))
    return deck


def _identity(*parts: str) -> int:
    """Return an id from 2³⁰ on, where genanki's documentation has them, the same for the same."""
    digest = hashlib.sha256("/".join(("handouts", *parts)).encode()).digest()
    return 2**30 + int.from_bytes(digest[:4], "big") % 2**30


def _description(handout: Handout, sides: _Sides) -> str:
    """Return what Anki shows on a deck's page, in both languages."""
    total = len(handout.vocabulary)
    left_out = sum(not item.gloss.target.text for item in handout.vocabulary)
    title = handout.title.source.text
    said = [handout.labels("deck_summary", title=title)]
    said += [handout.labels("deck_left_out", count=left_out, total=total)] if left_out else []
    said.append(handout.progress)
    lines = [line for label in said for line in sides.of_label(label)]
    return "<br>".join(map(_text, dict.fromkeys((*lines, *handout.provenance))))


def _model(sides: _Sides) -> "Model":
    """Return the type of the notes: their fields, and a card for each direction."""
    from genanki import Model

    learnt, known = sides.learnt, sides.known
    word = f'<div class="word" lang="{learnt}">{{{{Word}}}}</div>'
    details = f'<div class="details" lang="{learnt}">{{{{Word class}}}} {{{{Level}}}}</div>'
    meaning = f'<div class="word" lang="{known}">{{{{Meaning}}}}</div>'
    example = f'<div class="example" lang="{learnt}">{{{{Example}}}}</div>'
    translation = f'<div class="example" lang="{known}">{{{{Example in translation}}}}</div>'
    place = f'<div class="place" lang="{sides.handout.source}">{{{{Place}}}}</div>'
    notice = (
        f'{{{{#Notice}}}}<div class="notice" lang="{known}">{{{{Notice}}}}</div>{{{{/Notice}}}}'
    )
    rest = notice + place
    return Model(
        _identity("notes", f"{learnt}-{known}"),
        f"Handouts {sides.names}",
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


def _note(
    handout: Handout, sides: _Sides, item: VocabularyItem, model: "Model", key: str
) -> "Note":
    from genanki import Note, guid_for

    word, meaning = map(_html, sides.of_word(item))
    example, translation = map(_html, sides.of_example(_example(handout, item)))
    state = item.gloss.state
    notice = "" if state.is_reviewed else sides.of_label(handout.labels(state.value))[1]
    place = _text(f"{handout.title.source.text} · ¶ {item.paragraph}")
    word_class = sides.of_label(item.pos)[0]
    return Note(
        model,
        [word, word_class, item.level or "", meaning, example, translation, place, notice],
        guid=guid_for("handouts", key, item.headword),
        tags=[f"handouts::{'_'.join(handout.lesson.split())}"],
        due=item.number,
    )


def _example(handout: Handout, item: VocabularyItem) -> Example:
    """Return a word's example with the word marked in both languages, where it is found."""
    from pipeline.morphology.matching import locate

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
