"""Catalog files: read as everyone writes them, changed only where something changed."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alignment.lengths import align
from pipeline.catalog.catalog import Catalog, Draft, DraftKind, Entry, State, text_digest
from pipeline.catalog.merge import merge
from pipeline.catalog.pofile import format_catalog, header, parse, revision_date
from pipeline.errors import CatalogError
from pipeline.lesson.article import Role, Unit
from pipeline.project.project import find_project
from pipeline.project.store import Store

PATH = Path("translations/x/es.po")
NEW = header("x", "es", datetime(2026, 11, 23, 23, 0, tzinfo=UTC))

# As this project writes it, every kind of entry.
OURS = (
    NEW
    + r"""
#. title
#: source/x/article.md:2
msgctxt "title"
msgid "The “Wall”"
msgstr "El «muro»"

#. ¶ 1
#. machine translation: argostranslate 1.9.6, translate-en_es 1.0; text 0123456789abcdef
#: source/x/article.md:5
#, fuzzy
msgid ""
"He said \"no\" and left; C:\\dir stayed as it was, with a text long enough to "
"be wrapped.\\\n"
"The second line."
msgstr "Dijo «no»."

# Ana: ¿simple?
# handouts: ok numbers
#. ¶ 2
#: source/x/article.md:7
#, fuzzy
#| msgid "It was easy."
msgid "It was easy in 2020."
msgstr "change me"

#. ¶ 3
#: ⁨source/my lesson/article.md:9⁩
msgid "Nothing yet"
msgstr ""

#, fuzzy
#~| msgid "Older."
#~ msgid "Old."
#~ msgstr "Viejo."

#~ msgctxt "heading"
#~ msgid "Gone"
#~ msgstr "Ido"
"""
)

POEDIT = r"""# Traducción de Ana.
msgid ""
msgstr ""
"Project-Id-Version: handouts x\n"
"POT-Creation-Date: 2026-11-23 23:00+0000\n"
"PO-Revision-Date: 2026-11-24 09:12+0100\n"
"Last-Translator: Ana Ruiz <ana@example.org>\n"
"Language: es\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"X-Generator: Poedit 3.4.2\n"
"X-Poedit-Basepath: ../..\n"
"X-Poedit-SearchPath-0: .\n"

#. ¶ 1
#: source/x/article.md:5
msgid ""
"A long text that Poedit breaks where the line would be longer than 79 letters, "
"so here."
msgstr ""
"Un texto largo que Poedit corta donde la línea tendría más de 79 caracteres: "
"aquí."

#. ¶ 2
#: source/x/article.md:7
#, fuzzy
#| msgid "It was easy."
msgid "It was easy in 2020."
msgstr "change me"

#~ msgid "Gone"
#~ msgstr "Ido"
"""

WEBLATE = r"""# Spanish translation.
# This file is distributed under the same license as the PACKAGE package.
#
msgid ""
msgstr ""
"Project-Id-Version: handouts x\n"
"Report-Msgid-Bugs-To: \n"
"PO-Revision-Date: 2026-11-24 09:12+0000\n"
"Last-Translator: Ana Ruiz <ana@example.org>\n"
"Language-Team: Spanish <https://weblate.example.org/projects/x/es/>\n"
"Language: es\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=n != 1;\n"
"X-Generator: Weblate 5.8.1\n"

#. ¶ 1
#: source/x/article.md:5 source/x/lesson.yaml:8
#, no-wrap, fuzzy
#| msgctxt "lead"
#| msgid ""
#| "A long text that Weblate breaks where the line would be longer than 77 "
#| "letters."
msgid "A text."
msgstr ""
"Un texto largo que Weblate corta donde la línea tendría más de 77 "
"caracteres."

# Luis: maybe too free?
#. ¶ 2
#: source/x/article.md:7
#, fuzzy
#| msgid "It was easy."
msgid "It was easy in 2020."
msgstr "change me"
"""

# No line is wrapped, none is blank but one, and the file ends without an end of line.
OMEGAT = r"""# Translated in OmegaT
msgid ""
msgstr ""
"Language: es\n"
"Content-Type: text/plain; charset=UTF-8\n"

#. ¶ 1
#: source/x/article.md:5
msgid "A long text that stands on one line however long it is, because OmegaT writes it so."
msgstr "Un texto largo que está en una sola línea, tan larga como sea, porque así lo escribe."
#. ¶ 2
#: source/x/article.md:7
#, fuzzy
#| msgid "It was easy."
msgid "It was easy in 2020."
msgstr "change me"
#~ msgid "Gone"
#~ msgstr "Ido"
# The last comment."""

# A person's editor: no space after "#", none before the text, no header, two lines between.
BY_HAND = """#todo: ask Ana
#.¶ 1
msgid"A text."
  msgstr "Un texto."


#. ¶ 2
#: source/x/article.md:7
#, fuzzy
#| msgid "It was easy."
msgid "It was easy in 2020."
msgstr "change me"
"""

SAMPLES = {
    "ours": OURS,
    "Poedit": POEDIT,
    "Weblate": WEBLATE,
    "OmegaT": OMEGAT,
    "dense": "\n".join(line for line in OURS.split("\n") if line.strip()) + "\n",
    "CRLF": OURS.replace("\n", "\r\n"),
    "old Mac": OURS.replace("\n", "\r"),
    "BOM": "\ufeff" + OURS,
    "by hand": BY_HAND,
}
samples = pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES)


def read(text: str) -> Catalog:
    return parse(text, "es", PATH)


def gettext(program: str, *arguments: str | Path) -> str:
    """Run one of gettext's programs, or skip where there is none."""
    if not (found := shutil.which(program)):
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([found, *arguments], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@samples
def test_unchanged_catalog_is_the_same_file(text: str) -> None:
    assert format_catalog(read(text), text) == text


@samples
def test_changing_one_entry_leaves_every_other_byte_alone(text: str) -> None:
    catalog = read(text)
    changed = tuple(
        replace(entry, target="it is changed") if entry.target == "change me" else entry
        for entry in catalog.entries
    )
    changed_text = format_catalog(replace(catalog, entries=changed), text)
    assert changed_text == text.replace('"change me"', '"it is changed"')


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_new_moved_and_removed_entries_leave_the_bytes_of_the_others_alone(newline: str) -> None:
    text = OURS.replace("\n", newline)
    header, title, machine, stale, missing, old, gone = text.rstrip().split(2 * newline)
    entries = read(text).entries
    new = Entry(None, "New", "Nuevo")
    catalog = Catalog("es", (entries[5], entries[3], new, entries[0], entries[2]))
    new_text = newline.join(['msgid "New"', 'msgstr "Nuevo"'])
    expected = (2 * newline).join([header, gone, missing, new_text, title, stale]) + newline
    assert format_catalog(catalog, text) == expected
    assert (machine in expected, old in expected) == (False, False)


def test_marks_are_read() -> None:
    title, machine, stale, missing, old, gone = read(OURS).entries
    assert title == Entry(
        "title",
        "The “Wall”",
        "El «muro»",
        places=("title",),
        references=(("source/x/article.md", "2"),),
    )
    assert machine.source.endswith(
        "C:\\dir stayed as it was, with a text long enough to be wrapped.\\\nThe second line."
    )
    assert machine.draft == Draft("argostranslate 1.9.6, translate-en_es 1.0", "0123456789abcdef")
    assert (machine.places, machine.state) == (("¶ 1",), State.EDITED)
    assert (stale.state, stale.previous) == (State.STALE, "It was easy.")
    assert stale.notes == "Ana: ¿simple?\nhandouts: ok numbers"
    assert missing.references == (("source/my lesson/article.md", "9"),)
    assert (old.obsolete, old.state, old.previous) == (True, State.STALE, "Older.")
    assert (gone.obsolete, gone.state, gone.key) == (True, State.APPROVED, ("heading", "Gone"))


def test_where_a_first_version_is_from_and_why_there_is_none_are_written_and_read() -> None:
    remembered = Entry(None, "A", "a").drafted("a", "lesson market", DraftKind.MEMORY)
    failed = Entry(None, "B", places=("¶ 2",)).failed("the engine repeated itself (engine 1)")
    text = format_catalog(Catalog("es", (remembered, failed)), NEW)
    assert f"#. translation memory: lesson market; text {text_digest('a')}\n#, fuzzy\n" in text
    assert "#. ¶ 2\n#. not translated: the engine repeated itself (engine 1)\nmsgid" in text
    assert read(text).entries == (remembered, failed)
    assert [entry.state for entry in read(text).entries] == [State.EDITED, State.MISSING]


def test_the_reason_goes_where_a_person_translates() -> None:
    failed = Entry(None, "B").failed("the engine gave nothing (engine 1)")
    text = format_catalog(Catalog("es", (failed,)), NEW)
    text = text.replace('msgid "B"\nmsgstr ""', 'msgid "B"\nmsgstr "b"')
    (entry,) = read(text).entries
    assert entry.state is State.APPROVED
    assert "not translated" not in format_catalog(
        Catalog("es", (replace(entry, places=("¶ 1",)),)), text
    )


def test_flags_and_references_of_other_tools_are_read() -> None:
    entry = read(WEBLATE).entries[0]
    assert (entry.fuzzy, entry.flags) == (True, ("no-wrap",))
    assert entry.references == (("source/x/article.md", "5"), ("source/x/lesson.yaml", "8"))
    assert entry.previous is not None
    assert entry.previous.endswith("longer than 77 letters.")


def test_new_file_in_full() -> None:
    machine = Entry("title", "A wall", "Un muro", fuzzy=True, places=("title",))
    machine = replace(machine, draft=Draft("engine 1", text_digest("Un muro")))
    stale = Entry("heading", "It ends", "El fin", fuzzy=True, previous="The end", notes="Ana: ?")
    gone = Entry(None, "Gone", "Ido", obsolete=True)
    missing = Entry(None, 'Say "no".', references=(("a.md", "5"), ("a.md", "9")))
    catalog = Catalog("es", (machine, stale, missing, gone))
    assert format_catalog(catalog, NEW) == (
        r"""# Each entry: `msgid` is the text, `msgstr` its translation. Edit `msgstr` only.
# To approve a translation, delete the word `fuzzy` above it.
# To keep a check from reporting an entry, write above it: # handouts: ok numbers
#
msgid ""
msgstr ""
"Project-Id-Version: handouts x\n"
"POT-Creation-Date: 2026-11-23 23:00+0000\n"
"PO-Revision-Date: 2026-11-23 23:00+0000\n"
"Last-Translator: handouts <handouts@localhost>\n"
"Language-Team: es\n"
"Language: es\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

#. title
#. machine translation: engine 1; text 147ba6ce514eb26e
#, fuzzy
msgctxt "title"
msgid "A wall"
msgstr "Un muro"

# Ana: ?
#, fuzzy
#| msgctxt "heading"
#| msgid "The end"
msgctxt "heading"
msgid "It ends"
msgstr "El fin"

#: a.md:5
#: a.md:9
msgid "Say \"no\"."
msgstr ""

#~ msgid "Gone"
#~ msgstr "Ido"
"""
    )


def test_revision_date_is_read_from_the_header() -> None:
    assert revision_date(POEDIT, "es.po") == datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
    assert revision_date(OMEGAT, "es.po") is None


@pytest.mark.parametrize("language", ["es", "de"])
def test_reading_this_repository_s_lesson_would_change_none_of_its_catalogs(language: str) -> None:
    read = Store(find_project(REPOSITORY)).catalog("mexico-usa", language)
    assert read.text == read.stored != ""


# A text as it may stand in a unit: quotation marks, backslashes, several lines, odd separators.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.lists(
    st.sampled_from(
        ["word", "co-operation", "\\", '"', "\n", "\\\n", "\t", "\u2028", "ñ", "😀", "--"]
    ),
    max_size=60,
).map(" ".join)
LINES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=100)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
DRAFTS = st.builds(
    Draft, LINES, st.text("0123456789abcdef", min_size=16, max_size=16), st.sampled_from(DraftKind)
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    fuzzy = draw(st.booleans())
    target = draw(TEXTS)
    return Entry(
        context=draw(st.none() | LINES),
        source=draw(TEXTS.filter(bool)),
        target=target,
        fuzzy=fuzzy,
        previous=draw(st.none() | TEXTS) if fuzzy else None,
        draft=draw(st.none() | DRAFTS),
        failure="" if target.strip() else draw(st.just("") | LINES),
        places=tuple(draw(st.lists(LINES, max_size=2))),
        references=tuple(draw(st.lists(st.tuples(LINES, st.just("12")), max_size=2))),
        notes="\n".join(draw(st.lists(LINES, max_size=2))),
        flags=tuple(draw(st.sampled_from([(), ("no-wrap",), ("no-c-format", "no-wrap")]))),
        obsolete=draw(st.booleans()),
    )


CATALOGS = st.lists(entries(), max_size=4, unique_by=lambda entry: entry.key).map(
    lambda entries: Catalog("es", tuple(entries))
)


@given(CATALOGS, CATALOGS, st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read_back(before: Catalog, after: Catalog, newline: str) -> None:
    old = format_catalog(before, NEW.replace("\n", newline))
    assert read(old) == before
    both = {entry.key: entry for entry in (*after.entries, *before.entries[:2])}
    catalog = Catalog("es", tuple(both.values()))
    new = format_catalog(catalog, old)
    assert read(new) == catalog
    assert format_catalog(catalog, new) == new


# gettext wants both texts to begin and end with a line break or neither; units never do. And it
# reads a comment's last backslash as a sign that the comment goes on.
@settings(max_examples=15)
@given(st.lists(entries(), max_size=8, unique_by=lambda entry: (entry.context or "", entry.source)))
def test_gettext_accepts_what_is_written(
    tmp_path_factory: pytest.TempPathFactory, written: list[Entry]
) -> None:
    written = [
        replace(
            entry,
            source=f"<{entry.source}>",
            target=f"<{entry.target}>",
            notes=entry.notes.replace("\\", ""),
            places=tuple(place.replace("\\", "") for place in entry.places),
        )
        for entry in written
    ]
    file = tmp_path_factory.mktemp("po") / "es.po"
    text = format_catalog(Catalog("es", tuple(written)), NEW)
    file.write_bytes(text.encode())
    gettext("msgfmt", "--check", "--output-file=/dev/null", file)


SOURCES = ["It was easy.", "He left the country.", "Old news.", "Nothing yet."]
LATER = ["It was easy in the end.", "He left the country.", "Nothing yet."]


def units(texts: list[str]) -> list[Unit]:
    return [Unit(Role.TEXT, text, "article.md", n, f"¶ {n}") for n, text in enumerate(texts, 1)]


def changed_article(tmp_path: Path) -> Path:
    """Write a catalog that has been through a change of its article."""
    targets = ["Fue fácil.", "Dejó el país.", "Noticias viejas.", ""]
    entries = [Entry(None, source, target) for source, target in zip(SOURCES, targets, strict=True)]
    catalog = merge(Catalog("es", tuple(entries)), units(LATER), "en", align)
    assert [e.state.value for e in catalog.entries if not e.obsolete] == [
        "stale", "approved", "missing",
    ]  # fmt: skip
    file = tmp_path / "es.po"
    file.write_text(format_catalog(catalog, NEW), encoding="utf-8", newline="")
    return file


def test_gettext_accepts_stale_and_obsolete_entries(tmp_path: Path) -> None:
    gettext("msgfmt", "--check", f"--output-file={tmp_path / 'es.mo'}", changed_article(tmp_path))


@pytest.mark.parametrize("how", ["--no-wrap", "--width=40", "--no-location", "--sort-output"])
def test_file_that_msgcat_rewrote_says_the_same_and_is_left_alone(tmp_path: Path, how: str) -> None:
    file = changed_article(tmp_path)
    text = gettext("msgcat", how, file)
    assert format_catalog(read(text), text) == text

    def texts(catalog: Catalog) -> set[tuple[str, str, str, str | None]]:
        return {(e.source, e.target, e.state.value, e.previous) for e in catalog.entries}

    assert texts(read(text)) == texts(read(file.read_text(encoding="utf-8")))


def test_file_that_msgmerge_updated_says_what_our_own_merge_says(tmp_path: Path) -> None:
    old, template = tmp_path / "es.po", tmp_path / "new.pot"
    entries = (Entry(None, SOURCES[0], "Fue fácil."), Entry(None, SOURCES[2], "Noticias viejas."))
    old.write_text(format_catalog(Catalog("es", entries), NEW), encoding="utf-8")
    empty = Catalog("es", tuple(Entry(None, text) for text in LATER))
    template.write_text(format_catalog(empty, NEW), encoding="utf-8")
    text = gettext("msgmerge", "--quiet", "--previous", old, template)
    assert format_catalog(read(text), text) == text
    found = {e.source: (e.state, e.target, e.previous, e.obsolete) for e in read(text).entries}
    assert found == {
        LATER[0]: (State.STALE, "Fue fácil.", SOURCES[0], False),
        LATER[1]: (State.MISSING, "", None, False),
        LATER[2]: (State.MISSING, "", None, False),
        SOURCES[2]: (State.APPROVED, "Noticias viejas.", None, True),
    }


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ('msgstr "change me"', 'msgstr "change me', "change me", "This is no valid PO file."),
        ('msgstr "change me"', "msgstr change me", "change me", "This is no valid PO file."),
        ('"change me"', '"change "me""', 'change "me', "two quotation marks, those inside"),
        ('msgstr "change me"', 'msgstr "change\nme"', '"change', "This is no valid PO file."),
        ('msgstr "change me"', "", 'msgid "Nothing yet"', "then one line `msgstr`."),
        ('msgid "It was easy in 2020."', "", "# Ana: ¿simple?", "one line `msgid`"),
        ("#. ¶ 3", "¶ 3", "¶ 3", "This is no valid PO file."),
        ('#~ msgstr "Ido"', '#~ msgstr "Ido', "Ido", "This is no valid PO file."),
        ("#. ¶ 2", "<<<<<<< HEAD\n#. ¶ 2", "<<<<<<<", "A Git merge conflict is left in this file."),
        ('msgstr "change me"', '=======\nmsgstr "b"', "=======", "A Git merge conflict is left"),
        ("It was easy in 2020.", "Nothing yet", "#. ¶ 3", "is here twice, first in line 33."),
        ('ctxt "heading"\n#~ msgid "Gone"', 'id "Old."', '"Old."\n#~ msgstr "Ido"', "here twice"),
        ('"It was easy in 2020."', '"One"\nmsgid_plural "Many"', "Ana: ¿simple?", "plural forms"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_broken_file_is_an_error_with_its_line(
    old: str, new: str, at: str, message: str, newline: str
) -> None:
    assert OURS.count(old) == 1
    text = OURS.replace(old, new)
    line = text[: text.index(at)].count("\n") + 1
    with pytest.raises(CatalogError) as error:
        read(text.replace("\n", newline))
    assert str(error.value).startswith(f"translations/x/es.po:{line}: ")
    assert message in str(error.value)


def test_same_words_in_another_role_are_no_repetition() -> None:
    text = 'msgid "A"\nmsgstr "a"\n\nmsgctxt "title"\nmsgid "A"\nmsgstr "b"\n'
    assert [entry.target for entry in read(text).entries] == ["a", "b"]


def test_empty_file_is_an_empty_catalog() -> None:
    assert read("").entries == read(NEW).entries == ()
    assert format_catalog(read(NEW), NEW) == NEW


# What other tools write, and what stands in a file by mistake: read, or refused with its line


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r'"La ni\303\261a"', "La niña"),
        (r'"La ni\xc3\xb1a come 3\x2c5"', "La niña come 3,5"),
        (r'"a" "b"  "c"', "abc"),
        ('""\n"uno " "dos "\n"tres"', "uno dos tres"),
        (r'"fin\a\b\f\v\t.\r"', "fin\a\b\f\v\t.\r"),
        (r'"2 \* 3 \\n \\\\"', r"2 \* 3 \n \\"),
    ],
)
def test_strings_are_read_as_gettext_reads_them(written: str, text: str) -> None:
    catalog = read(f'{NEW}\nmsgid "A"\nmsgstr {written}\n')
    assert [entry.target for entry in catalog.entries] == [text]
    again = format_catalog(Catalog("es", (replace(catalog.entries[0], places=("¶ 1",)),)), NEW)
    assert read(again).entries[0].target == text


@pytest.mark.parametrize(
    ("wrong", "line", "says"),
    [
        (r'msgstr "ni\361a"', 2, "no UTF-8"),
        ('msgstr[0] "a"\nmsgstr[1] "b"', 2, "plural"),
        ('msgstr ""\n"#-#-#-#-#  a.po (x)  #-#-#-#-#\\n"', 3, "msgcat"),
        ('msgstr "#-#-#-#-#  a.po (x)  #-#-#-#-#\\n"', 2, "msgcat"),
        ('msgstr "a"\n||||||| merged', 3, "Git"),
        ('msgstr "a" msgid "b"', 2, "no valid PO"),
        ('msgstr "a"\rfree text', 3, "no valid PO"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(wrong: str, line: int, says: str) -> None:
    with pytest.raises(CatalogError, match=says) as refused:
        read(f'msgid "A"\n{wrong}\n')
    assert refused.value.line == line


@pytest.mark.parametrize("charset", ["ISO-8859-1", "us-ascii", "windows-1252"])
def test_another_encoding_than_ours_is_refused_where_it_is_declared(charset: str) -> None:
    with pytest.raises(CatalogError, match=charset) as refused:
        read(NEW.replace("charset=UTF-8", f"charset={charset}"))
    lines = NEW.split("\n")
    assert refused.value.line == 1 + next(n for n, t in enumerate(lines) if "charset" in t)


def test_what_msgcat_makes_of_a_catalog_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "es.po"
    file.write_text(OURS, encoding="utf-8")
    for options in (["--no-wrap"], ["--escape"], ["--width=40"]):
        assert read(gettext("msgcat", *options, file)).in_use == read(OURS).in_use


def test_a_conflict_of_msgcats_is_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "a.po", tmp_path / "b.po"
    one.write_text(OURS, encoding="utf-8")
    other.write_text(OURS.replace("«muro»", "«pared»"), encoding="utf-8")
    merged = gettext("msgcat", one, other)
    with pytest.raises(CatalogError, match="msgcat") as refused:
        read(merged)
    assert "#-#-#-#-#" in merged.split("\n")[(refused.value.line or 0) - 1]
