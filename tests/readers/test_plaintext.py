"""Plain text as people have it: what a page or a program added goes, what it looks like stays."""

from pathlib import Path
from time import process_time

import pytest

from pipeline.lesson.article import Article, BlockKind, read_article
from pipeline.readers.document import WrittenArticle, write_article
from pipeline.readers.encoding import Decoded, decode
from pipeline.readers.plaintext import read_plain_text
from pipeline.readers.recognise import read_document

LONG = (
    "The ferry crosses the sound eleven times a day and carries, besides the people, their "
    "bread, their letters and a herd of goats that nobody claims. "
)


def written(text: str | bytes, file: str = "ferry.txt") -> WrittenArticle:
    content = text.encode() if isinstance(text, str) else text
    return write_article(read_document(content, Path(file)), {}, Path("article.md"))


def article(text: str | bytes) -> Article:
    return read_article(written(text).text, Path("article.md"))


def blocks(text: str) -> list[tuple[str, str]]:
    """Return each block with the first letter of its kind, `q` for one that is quoted."""
    return [
        ("q" if block.quoted else block.kind.value[0], " | ".join(u.text for u in block.units))
        for block in article(text).blocks
    ]


# Copied from pages

PAGED = """THE WEAVERS OF THE NORTH

In the north valley every house had a loom, and the sound of it be-
gan before sunrise. Children fell asleep to it. When the mills came,
the looms were carried into barns, where hens nested in them, and a well-
known museum bought the last of them for the price of a used bicycle,

%sto hang it over the door of its cafeteria, where it is admired by those
who wait for their soup and do not know what it was made for.

Nobody remembers the songs now. A teacher wrote down four of them in

%san exercise book that has been lost since the flood of that winter.
"""
WHOLE = [
    (
        "p",
        "In the north valley every house had a loom, and the sound of it began before sunrise. "
        "Children fell asleep to it. When the mills came, the looms were carried into barns, where "
        "hens nested in them, and a well-known museum bought the last of them for the price of a "
        "used bicycle, to hang it over the door of its cafeteria, where it is admired by those who "
        "wait for their soup and do not know what it was made for.",
    ),
    (
        "p",
        "Nobody remembers the songs now. A teacher wrote down four of them in an exercise book "
        "that has been lost since the flood of that winter.",
    ),
]


@pytest.mark.parametrize(
    "ends",
    [
        ("11\n\f", "12\n\f"),
        ("                 - 11 -\n\fThe Weavers\n\n", "- 12 -\n\fThe Weavers\n\n"),
        ("11\n\nThe Weavers\n\n", "12\n\nThe Weavers\n\n"),
        ("\fPage 12 of 30\n", "\fPage 13 of 30\n"),
    ],
)
def test_what_pages_add_is_taken_off_and_named(ends: tuple[str, str]) -> None:
    text = PAGED % ends
    assert blocks(text) == WHOLE
    assert article(text).title.text == "THE WEAVERS OF THE NORTH"
    (warning,) = written(text).warnings
    assert warning.startswith("Running heads and page numbers are left out: “")
    assert "12" in warning


def test_numbers_of_chapters_are_no_numbers_of_pages() -> None:
    text = f"The crossing\n\n1\n\n{LONG}\n\n2\n\n{LONG}{LONG}\n"
    assert blocks(text)[0] == ("h", "1")
    assert written(text).warnings == ()


# What stands around a text


def test_a_book_of_project_gutenbergs_is_the_book() -> None:
    text = f"""The Project Gutenberg eBook of Two Ferries

Title: Two Ferries
       and a Bridge

Author: Ada Moss

*** START OF THE PROJECT GUTENBERG EBOOK TWO FERRIES ***

Produced by a kind person

CHAPTER I.

IN WHICH IT RAINS

{LONG}It was _very_ wet.

    The rope is long, the rope is old,
    It holds what it was never told.

*** END OF THE PROJECT GUTENBERG EBOOK TWO FERRIES ***

Any amount of licence.
"""
    found = article(text)
    assert (found.meta.title, found.meta.author) == ("Two Ferries and a Bridge", "Ada Moss")
    assert "public domain" in found.meta.rights
    assert blocks(text) == [
        ("h", "CHAPTER I."),
        ("h", "IN WHICH IT RAINS"),
        ("p", f"{LONG}It was *very* wet."),
        ("p", "The rope is long, the rope is old,\\\nIt holds what it was never told."),
    ]


def test_an_e_mail_has_its_head_as_front_matter_and_no_signature() -> None:
    text = f"""From: Ada Moss <ada@ferry.example>
To: everybody@ferry.example
Subject: Re: The timetable
Date: Tue, 4 May 2021 10:12:00 +0200

Dear all,

{LONG}

On Monday, Ben Orr wrote:
> The last boat is too early for us,
> and the first one is too late.

Yours
Ada

--
Ada Moss, Harbour Office
"""
    found = article(text)
    assert (found.meta.title, found.meta.author) == ("The timetable", "Ada Moss")
    assert found.meta.date == "2021-05-04"
    assert blocks(text) == [
        ("p", "Dear all,"),
        ("p", LONG.strip()),
        ("p", "On Monday, Ben Orr wrote:"),
        ("q", "The last boat is too early for us, and the first one is too late."),
        ("p", "Yours\\\nAda"),
    ]
    assert written(text).warnings == ("The signature is left out: “Ada Moss, Harbour Office”.",)


def test_a_message_that_a_mail_program_saved_is_unpacked() -> None:
    text = (
        "Received: from a.example by b.example\r\nFrom: Ada Moss <ada@ferry.example>\r\n"
        "Subject: =?utf-8?q?The_caf=C3=A9?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\n'
        'Content-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        "The caf=C3=A9 opens at noon and closes when the last boat has left for the =\r\n"
        "islands.\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Other\r\n--b--\r\n"
    )
    assert article(text).title.text == "The café"
    assert article(text).meta.author == "Ada Moss"
    said = "The café opens at noon and closes when the last boat has left for the islands."
    assert blocks(text) == [("p", said)]


# How it looks


def test_a_poem_keeps_its_lines_and_stanzas() -> None:
    text = """The tide clock

The clock on the harbour wall
Has only one hand, and it turns
With the water, not with the hours.

My father set his watch by it.
He came home wet, and he came home late,
And the soup was always warm.
"""
    found = blocks(text)
    assert [kind for kind, _ in found] == ["p", "p"]
    assert [stanza.count("\\\n") for _, stanza in found] == [2, 2]


TABLE = "Fruit     Price   From\n{rule}plums      3.50   the coast\npears     12.80   abroad\n"


@pytest.mark.parametrize(
    "table",
    [
        TABLE.format(rule=""),
        TABLE.format(rule="--------- ------- ----------\n"),
        "Fruit\tPrice\tFrom\nplums\t3.50\tthe coast\npears\t12.80\tabroad\n",
        "| Fruit | Price | From |\n| plums | 3.50 | the coast |\n| pears | 12.80 | abroad |\n",
        "Fruit | Price | From\n------+-------+------\nplums | 3.50 | the coast\n"
        "pears | 12.80 | abroad\n",
    ],
)
def test_tables_are_tables(table: str) -> None:
    found = article(f"What it costs\n\n{LONG}\n\n{table}\n{LONG}\n")
    (only,) = [block for block in found.blocks if block.kind is BlockKind.TABLE]
    cells = ["Fruit", "Price", "From", "plums", "3.50", "the coast", "pears", "12.80", "abroad"]
    assert [unit.text for unit in only.units] == cells


def test_steps_with_wide_gaps_are_a_list_and_no_table() -> None:
    steps = "1.  Untie the rope.\n2.  Push the boat off.\n3.  Jump.\n"
    found = article(f"How to leave\n\n{LONG}\n\n{steps}")
    assert [block.marker for block in found.blocks if block.depth] == ["1.", "2.", "3."]


@pytest.mark.parametrize(
    ("mark", "note"), [("[1]", "[1] In a bag."), ("¹", "¹ In a bag."), ("[A]", "[A]: In a bag.")]
)
def test_a_note_further_down_is_a_footnote(mark: str, note: str) -> None:
    letters = f"The letters{mark} come at noon. {LONG}\n\nLast words. {LONG}"
    text = f"The post\n\n{letters}\n\nNotes\n\n{note}\n"
    found = article(text)
    assert found.blocks[0].units[0].text.startswith("The letters[^1] come at noon.")
    assert [unit.text for units in found.footnotes.values() for unit in units] == ["In a bag."]
    assert "Notes" not in [unit.text for unit in found.units()]


def test_what_is_set_in_is_a_quotation() -> None:
    text = """The keeper's diary

The keeper of the island wrote a few lines every evening, and most of
them were about the weather. In the winter of the great storm he wrote
more than usual:

    The lamp went out at four, and I carried oil up the stairs in the
    dark. I counted the steps aloud so as not to fall.

He never said what he had been afraid of.
"""
    assert [kind for kind, _ in blocks(text)] == ["p", "q", "p"]


def test_a_question_among_headings_is_one_and_an_interviewers_is_not() -> None:
    parts = "\n\n".join((LONG, "Who pays?", LONG, "What is left", LONG))
    text = f"On board\n\nBy Ada Moss\n\nHow it began\n\n{parts}\n"
    assert [kind for kind, _ in blocks(text)] == ["h", "p", "h", "p", "h", "p"]
    text = f"On board\n\n{LONG}\n\nDo you swim?\n\n{LONG}\n\nWhere?\n\n{LONG}\n\nWhy?\n\n{LONG}\n"
    assert {kind for kind, _ in blocks(text)} == {"p"}


def test_an_underlined_line_is_a_heading() -> None:
    text = f"The ferry\n\n{LONG}\n\nWho owns them?\n~~~~~~~~~~~~~~\n{LONG}\n"
    assert ("h", "Who owns them?") in blocks(text)


def test_names_before_what_people_say_are_bold_labels() -> None:
    text = (
        f"A morning on board\n\n{LONG}\n\nReporter: Who owns the goats?\n\n"
        "Ada Moss: Nobody. They came with a circus: it never came back.\n\n"
        "Reporter: And who feeds them?\n\nAda Moss: Everybody who has a sandwich.\n"
    )
    said = [text for _, text in blocks(text)][1:]
    assert said[0] == "**Reporter:** Who owns the goats?"
    assert said[1] == "**Ada Moss:** Nobody. They came with a circus: it never came back."
    lone = f"On board\n\n{LONG}\n\nWarning: the deck is wet.\n\n{LONG}\n"
    assert "Warning: the deck is wet." in [text for _, text in blocks(lone)]


def test_the_lines_of_a_play_are_no_headings() -> None:
    text = (
        "THE UMBRELLA\n\nSCENE I. A quay in the rain.\n\nANNA. Is this yours?\n\n"
        "BEN. It was. Now it is a stick.\n\nANNA. Then we both get wet.\n\nBEN. You first.\n"
    )
    assert blocks(text)[0] == ("h", "SCENE I. A quay in the rain.")
    assert blocks(text)[1:3] == [
        ("p", "**ANNA.** Is this yours?"),
        ("p", "**BEN.** It was. Now it is a stick."),
    ]


@pytest.mark.parametrize("sign", ["a", "f0", "a-", "A b", ". ", "a.", "[1]", "|", "_a_ "])
def test_an_endless_line_takes_no_endless_time(sign: str) -> None:
    started = process_time()
    read_plain_text(f"{LONG}\n\n{sign * (60_000 // len(sign))}\n\n{LONG}\n")
    assert process_time() - started < 10


# Encodings

SAID = "The café has “blue” chairs – for 5 €.\n\nIts señora waits.\n"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_says_its_encoding_or_is_utf_8_is_read_without_a_word(coding: str) -> None:
    found = decode(SAID.encode(coding))
    assert found
    assert (found.text, found.warnings) == (SAID, ())


@pytest.mark.parametrize(
    ("text", "coding", "name"),
    [
        (SAID, "cp1252", "Windows-1252"),
        (SAID.replace("“", '"').replace("”", '"').replace("– ", "").replace("€", "$"), "latin-1",
         "Windows-1252"),
        (SAID, "utf-16-le", "UTF-16-LE"),
        (SAID, "utf-16-be", "UTF-16-BE"),
        ("The sign said 欢迎光临 and nobody in the boat could read it.\n" * 3, "gb2312", "GB18030"),
    ],
)  # fmt: skip
def test_a_guessed_encoding_is_named_with_the_places_to_look_at(
    text: str, coding: str, name: str
) -> None:
    found = decode(text.encode(coding))
    assert found
    assert found.text == text
    (warning,) = found.warnings
    assert f"read as {name}. Look at line 1: " in warning


def test_one_bad_byte_is_read_and_shown() -> None:
    found = decode(SAID.encode() + b"\nA b\xfcrgermeister came.\n")
    assert found
    assert found.text == f"{SAID}\nA bürgermeister came.\n"
    assert found.warnings == (
        "A byte of this file is no UTF-8, read as Windows-1252. Look at line 5: A bürgermeister.",
    )


def test_a_program_is_no_text() -> None:
    assert decode(b"\x7fELF\0\0\0\0\1\2\3") is None


def test_letters_that_broke_before_a_text_was_saved_are_mended_and_shown() -> None:
    import ftfy.bad_codecs  # noqa: F401 -- which knows how programs misread

    meant = "The café, 1986–1990\nShe said: “It’s ours.”\nNothing is odd here.\n"
    for coding in ("sloppy-windows-1252", "latin-1"):
        broken = meant.encode().decode(coding)
        found = decode(broken.encode())
        assert found is not None
        assert found.text == meant
        (warning,) = found.warnings
        assert "line 1: The café" in warning
        assert "line 3" not in warning


def test_letters_that_may_be_meant_stay() -> None:
    text = "Âge, Été and Ñandú – “Ça va”, said Zoë. 5 °C, £3.\n"
    assert decode(text.encode()) == Decoded(text)
