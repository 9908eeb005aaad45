"""Review elsewhere: what goes out comes back, and what a person wrote is never lost on the way."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import REPOSITORY, Workplace
from hypothesis import given
from hypothesis import strategies as st
from reviews import PO, WORDS, change, export, markdowns, review_of, run_of

from pipeline.catalog import pofile
from pipeline.catalog.catalog import Catalog, State
from pipeline.cli.main import run
from pipeline.review.formats import exchange, recognise
from pipeline.review.plan import OTHER
from pipeline.review.rows import find_reference, unit_id, version

ARTICLE = """---
title: The *old* bridge
---

In **1910** the [town](https://example.org/x?a=1&b=2) built a bridge of `steel`.[^1]

=SUM is no *formula*,\\
but a line.

Nobody crossed it before Mayor Alvarez did.

[^1]: Or so they say.
"""
CATALOG = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#. title
msgctxt "title"
msgid "The *old* bridge"
msgstr "El *viejo* puente"

msgid ""
"In **1910** the [town](https://example.org/x?a=1&b=2) built a bridge of `steel`.[^1]"
msgstr ""
"En **1910** la [ciudad](https://example.org/x?a=1&b=2) hizo un puente de `acero`.[^1]"

#, fuzzy
msgid "=SUM is no *formula*,\\\\\\nbut a line."
msgstr "=SUMA no es una *fórmula*,\\\\\\nsino una línea."

# una nota
#, fuzzy
msgid "Nobody crossed it before Mayor Alvarez did."
msgstr "Nadie lo cruzó antes del alcalde."
"""
ENDINGS = (".docx", ".csv", ".xlf", ".tmx")
NOBODY = "Nadie lo cruzó antes del alcalde."
CHANGED = "Nadie lo había cruzado antes del alcalde."

formats = pytest.mark.parametrize("ending", ENDINGS)
# Those that have what nobody approved, too.
open_formats = pytest.mark.parametrize("ending", ENDINGS[:-1])


@pytest.fixture
def bridge(workplace: Workplace) -> Workplace:
    """A project with one lesson, half of its translations approved."""
    workplace.write("handouts.toml", 'languages = ["es", "de"]\nengine = "none"\n')
    workplace.write("source/bridge/article.md", ARTICLE)
    workplace.write(PO, CATALOG)
    return workplace


def take_back(path: Path, *options: str) -> int:
    return run(["import", "bridge", "es", str(path), "--yes", *options])


def add_part(path: Path, name: str, text: str) -> None:
    with ZipFile(path, "a") as archive:
        archive.writestr(name, text)


def catalog(place: Workplace) -> Catalog:
    return place.store().catalog("bridge", "es").catalog


def target(place: Workplace, beginning: str) -> str:
    return entry_of(place, beginning).target


def entry_of(place: Workplace, beginning: str):
    return next(e for e in catalog(place).entries if e.source.startswith(beginning))


# What goes out comes back


@formats
def test_what_nobody_touched_changes_nothing(bridge: Workplace, ending: str) -> None:
    before = bridge.read(PO)
    assert take_back(export(ending)) == 0
    assert bridge.read(PO) == before


@open_formats
def test_a_changed_text_comes_back_as_edited_and_touches_no_other(
    bridge: Workplace, ending: str
) -> None:
    path = export(ending)
    before = {entry.source: entry for entry in catalog(bridge).entries}
    change(path, NOBODY, CHANGED)
    assert take_back(path) == 0
    assert target(bridge, "Nobody") == CHANGED
    assert entry_of(bridge, "Nobody").state is State.EDITED
    assert entry_of(bridge, "Nobody").notes == "una nota"
    after = {entry.source: entry for entry in catalog(bridge).entries}
    assert [source for source in after if after[source] != before[source]] == [
        "Nobody crossed it before Mayor Alvarez did."
    ]
    new = bridge.read(PO)
    assert take_back(path) == 0  # twice is once
    assert bridge.read(PO) == new


@formats
def test_markup_comes_back_as_markdown(bridge: Workplace, ending: str) -> None:
    path = export(ending)
    change(path, "viejo", "antiguo")
    old = {".csv": "un puente de `", ".docx": "hizo un puente de "}.get(
        ending, "hizo un puente de "
    )
    change(path, old, old.replace("un puente", "este puente"))
    assert take_back(path) == 0
    assert target(bridge, "The") == "El *antiguo* puente"
    text = target(bridge, "In")
    address = "https://example.org/x?a=1&b=2"
    assert text.replace(f"<{address}>", address) == (
        f"En **1910** la [ciudad]({address}) hizo este puente de `acero`.[^1]"
    )


@formats
@given(texts=st.lists(markdowns() | WORDS.map(str.strip), min_size=1, max_size=3))
def test_every_text_comes_back_as_it_went(ending: str, texts: list[str]) -> None:
    review = review_of(*texts)
    form = exchange(Path(f"x{ending}"))
    content = form.write(review)
    assert content == form.write(review)
    returned = form.read(content, Path(f"x{ending}"))
    assert returned.lesson == "a lesson"
    assert returned.remarks == ()
    for row, sent in zip(returned.rows, review.rows, strict=True):
        assert (row.id, row.version) == (sent.id, sent.version)
        assert version(row.target) == sent.version, (row.target, sent.target)
        assert version(row.source) == version(sent.source)


@given(text=WORDS)
def test_no_cell_of_a_table_is_a_formula_or_number(text: str) -> None:
    content = exchange(Path("x.csv")).write(review_of(text.strip())).decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(content, newline="")))[1:]:
        for cell in row:
            assert not re.match(r"[=+\-@\t\r]|[\d.,/:]*\d\Z", cell)


@pytest.mark.parametrize(
    "text", ["=1+1", "'=1+1", "3/4", "1910", "May 5", "TRUE", "-5", "@a", "''4"]
)
def test_what_a_spreadsheet_would_change_wears_an_apostrophe(text: str) -> None:
    form = exchange(Path("x.csv"))
    content = form.write(review_of(text))
    assert f",'{text}," in content.decode()
    assert form.read(content, Path("x.csv")).rows[0].target == text


@pytest.mark.parametrize("sign", list("=+-@＝"))
@pytest.mark.parametrize(
    "before", ["a;", "a; ", 'a;"', "a;;", "a\t", "a\n", "a\n\n", "a\r", "a\r\n", " ", "\n", "a;'"]
)
def test_no_part_of_a_cell_is_a_formula_where_lines_are_parted_elsewhere(
    before: str, sign: str
) -> None:
    form = exchange(Path("x.csv"))
    content = form.write(review_of(f"{before}{sign}cmd|' /C calc'!A0")).decode("utf-8-sig")
    for delimiter in ";\t,":
        for cells in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
            assert not [cell for cell in cells if cell.strip(' "')[:1] == sign]


@pytest.mark.parametrize("text", ["a;=1", "a; '=1", 'a;"=1;=2', "a;''=1", ";=;=", "a;\\\n- b"])
def test_what_was_guarded_in_a_cell_comes_back_as_it_was(text: str) -> None:
    form = exchange(Path("x.csv"))
    assert form.read(form.write(review_of(text)), Path("x.csv")).rows[0].target == text


# What becomes of it


def approve(path: Path, mark: str) -> None:
    """Say in a file that the translation of the last paragraph is right."""
    if path.suffix == ".docx":
        with ZipFile(path) as archive:
            text = archive.read("word/document.xml").decode()
        tail = text[text.index(NOBODY) :]
        tail = tail[: tail.index("</w:tr>")]
        paragraph = '<w:jc w:val="center"/></w:pPr>'
        new = tail.replace(paragraph, f"{paragraph}<w:r><w:t>{mark}</w:t></w:r>")
        change(path, tail, new)
    elif path.suffix == ".csv":
        change(path, f"{NOBODY},edited,", f"{NOBODY},edited,{mark}")
    else:
        text = path.read_text(encoding="utf-8")
        head, tail = text[: text.index(NOBODY)], text[text.index(NOBODY) :]
        at = head.rindex('state="translated" subState="handouts:edited"')
        head = head[:at] + head[at:].replace('"translated" subState="handouts:edited"', f'"{mark}"')
        path.write_text(head + tail, encoding="utf-8")


@pytest.mark.parametrize(
    ("ending", "mark"),
    [(".docx", "x"), (".docx", "Sí"), (".csv", "x"), (".csv", "ja"), (".xlf", "final")],
)
@pytest.mark.parametrize("text", [NOBODY, CHANGED])
def test_an_approval_is_taken_with_and_without_a_change(
    bridge: Workplace, ending: str, mark: str, text: str
) -> None:
    path = export(ending)
    approve(path, mark)
    if text != NOBODY:
        change(path, NOBODY, text)
    assert take_back(path) == 0
    assert target(bridge, "Nobody") == text
    assert entry_of(bridge, "Nobody").state is State.APPROVED


@pytest.mark.parametrize(
    ("ending", "mark"), [(".docx", "no"), (".csv", "check this!"), (".xlf", "reviewed")]
)
def test_what_is_no_yes_approves_nothing(
    bridge: Workplace, ending: str, mark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(ending)
    approve(path, mark)
    assert take_back(path) == 0
    assert entry_of(bridge, "Nobody").state is State.EDITED
    assert ("check this!" in capsys.readouterr().out) == (mark == "check this!")


@open_formats
def test_where_both_changed_both_are_kept(
    bridge: Workplace, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(ending)
    change(path, NOBODY, CHANGED)
    bridge.edit(PO, NOBODY, "Nadie pasó.")
    assert take_back(path) == 1
    assert target(bridge, "Nobody") == "Nadie pasó."
    assert entry_of(bridge, "Nobody").notes == f"una nota\n{OTHER}{CHANGED}"
    assert "conflict: ¶ 3" in capsys.readouterr().out
    once = bridge.read(PO)
    assert take_back(path) == 1
    assert bridge.read(PO) == once


def test_a_person_goes_before_a_machine_and_its_text_is_kept_too(bridge: Workplace) -> None:
    path = export(".csv")
    change(path, NOBODY, CHANGED)
    read = bridge.store().catalog("bridge", "es")
    drafted = entry_of(bridge, "Nobody").drafted("Por máquina.", "argos 1")
    bridge.write(PO, pofile.format_catalog(read.catalog.replaced([drafted]), read.text))
    assert take_back(path) == 0
    entry = entry_of(bridge, "Nobody")
    assert (entry.target, entry.state) == (CHANGED, State.EDITED)
    assert f"{OTHER}Por máquina." in entry.notes


def test_an_approval_of_a_text_that_is_gone_is_not_taken(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(".csv")
    approve(path, "x")
    bridge.edit(PO, NOBODY, "Nadie pasó.")
    assert take_back(path) == 1
    assert entry_of(bridge, "Nobody").state is State.EDITED
    assert "approval is not taken" in capsys.readouterr().out


@open_formats
def test_rows_for_another_version_of_the_article_are_refused_by_name(
    bridge: Workplace, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(ending)
    change(path, NOBODY, CHANGED)
    change(path, "viejo", "antiguo")
    bridge.edit("source/bridge/article.md", "crossed it before", "walked over it before")
    assert take_back(path) == 1
    assert re.search(r"refused: ¶ 3: .*había cruzado", capsys.readouterr().out)
    assert target(bridge, "The") == "El *antiguo* puente"
    assert target(bridge, "Nobody") == NOBODY
    assert entry_of(bridge, "Nobody").state is State.STALE


@open_formats
def test_an_emptied_cell_deletes_nothing(
    bridge: Workplace, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(ending)
    change(path, NOBODY, "")
    before = bridge.read(PO)
    assert take_back(path) == 1
    assert "emptied: ¶ 3" in capsys.readouterr().out
    assert bridge.read(PO) == before


def rows_of(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8-sig").split("\r\n")


def test_missing_and_doubled_rows_are_told(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(".csv")
    head, title, *rest = rows_of(path)
    kept = [row for row in rest if NOBODY not in row]
    doubled = title.replace("viejo", "antiguo")
    path.write_text("\r\n".join([head, title, doubled, *kept]), encoding="utf-8", newline="")
    before = bridge.read(PO)
    assert take_back(path) == 1
    said = capsys.readouterr().out
    assert re.search(r"doubled: title: .*viejo.*antiguo", said)
    assert "1 passage not found in the file" in said
    assert bridge.read(PO) == before
    path.write_text("\r\n".join([head, doubled, doubled, *rest]), encoding="utf-8", newline="")
    assert take_back(path) == 0
    assert target(bridge, "The") == "El *antiguo* puente"


@pytest.mark.usefixtures("bridge")
def test_a_row_without_its_reference_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    path = export(".csv")
    rows = rows_of(path)
    rows.append(",,,,Una frase perdida.,,")
    path.write_text("\r\n".join(rows), encoding="utf-8", newline="")
    assert take_back(path) == 1
    assert "Una frase perdida." in capsys.readouterr().out


def test_a_source_changed_in_the_file_is_told_and_not_taken(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(".docx")
    change(path, "Nobody crossed it", "Nobody ever crossed it")
    assert take_back(path) == 0
    assert re.search("¶ 3: the file has another source.*Nobody ever", capsys.readouterr().out)
    assert "ever" not in bridge.read(PO)


def test_a_translation_of_what_had_none_comes_in(bridge: Workplace) -> None:
    path = export(".csv")
    change(path, "Or so they say.,,missing", "Or so they say.,O eso dicen.,missing")
    assert take_back(path) == 0
    assert target(bridge, "Or") == "O eso dicen."


# Asking first


def test_nothing_is_done_without_a_yes(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(".csv")
    change(path, NOBODY, CHANGED)
    before = bridge.read(PO)
    assert run(["import", "bridge", "es", str(path)]) == 1
    said = capsys.readouterr()
    assert "Nadie lo [-cruzó-]{+había cruzado+} antes del alcalde." in said.out
    assert "--yes" in said.err
    assert take_back(path, "--dry-run") == 0
    assert bridge.read(PO) == before


@pytest.mark.usefixtures("bridge")
def test_json_says_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "bridge", "es", "review.csv", "--json"]) == 0
    done = {"path": "review.csv", "rows": 5, "open": 3, "is_memory": False}
    assert json.loads(capsys.readouterr().out) == done
    path = Path("review.csv")
    change(path, NOBODY, CHANGED)
    assert take_back(path, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["imported"] is True
    assert [(row["fate"], row["place"], row["new"]) for row in answer["rows"]] == [
        ("changed", "¶ 3", CHANGED)
    ]


def test_an_export_is_not_written_over_work_that_was_not_imported(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(".docx")
    export(".docx")
    change(path, NOBODY, CHANGED)
    work = path.read_bytes()
    assert run(["export", "bridge", "es", str(path)]) == 1
    assert "not imported" in capsys.readouterr().err
    assert path.read_bytes() == work
    assert take_back(path) == 0
    export(".docx")
    other = bridge.write("other.csv", "Name,Mark\n")
    assert run(["export", "bridge", "es", str(other)]) == 1
    assert other.read_text() == "Name,Mark\n"


# What is no export of ours


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def headless(path: Path) -> None:
    path.write_text("a,b\n1,2\n", encoding="utf-8")


def latin(path: Path) -> None:
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("latin-1", "replace"))


def with_entities(path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("\n", 1)
    evil = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "bbb">]>'
    text[1] = re.sub(r"<!DOCTYPE[^>]*>\n", "", text[1])
    path.write_text(f"{text[0]}\n{evil}\n{text[1].replace(NOBODY, '&b;')}", encoding="utf-8")


def of_version_1(path: Path) -> None:
    path.write_text('<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>')


def html(path: Path) -> None:
    path.write_text("<html/>")


def cut(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8")[:-30], encoding="utf-8")


def unlinked(path: Path) -> None:
    with ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["word/document.xml"] = re.sub(r"\bes\.\w{12}", "", parts["word/document.xml"])
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def no_zip(path: Path) -> None:
    path.write_bytes(b"not a document")


@pytest.mark.parametrize(
    ("ending", "spoil", "says"),
    [
        (".docx", damaged, "damaged"),
        (".docx", no_zip, "damaged"),
        (".docx", unlinked, "no table with the references"),
        (".csv", headless, "lacks one of the columns"),
        (".csv", latin, "CSV UTF-8"),
        (".xlf", with_entities, "entities"),
        (".xlf", of_version_1, "another version than 2"),
        (".xlf", html, "no XLIFF"),
        (".xlf", cut, "no well-formed XML"),
        (".tmx", with_entities, "entities"),
        (".tmx", html, "no TMX"),
        (".docx", Path.unlink, "missing"),
    ],
)
def test_what_is_no_export_is_refused_in_one_line(
    bridge: Workplace,
    ending: str,
    spoil: Callable[[Path], None],
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = export(ending)
    spoil(path)
    before = bridge.read(PO)
    capsys.readouterr()
    assert take_back(path) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert str(path) in said
    assert bridge.read(PO) == before


@formats
def test_another_language_or_lesson_is_refused(
    bridge: Workplace, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bridge.write("source/market/article.md", "---\ntitle: Market\n---\n\nA text.\n")
    before = bridge.read(PO)
    path = Path(f"other{ending}")
    bridge.write("translations/bridge/de.po", CATALOG)
    assert run(["export", "bridge", "de", str(path)]) == 0
    assert recognise(path.read_bytes(), path) is not None
    assert take_back(path) == 1
    assert "“de”" in capsys.readouterr().err
    market = Path(f"market{ending}")
    assert run(["export", "market", "es", str(market)]) == 0
    assert take_back(market) == 1
    assert "“market”" in capsys.readouterr().err
    assert bridge.read(PO) == before


@pytest.mark.usefixtures("bridge")
def test_an_unknown_ending_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "bridge", "es", "review.pdf"]) == 1
    assert ".docx" in capsys.readouterr().err
    assert not Path("review.pdf").exists()


# As Word and LibreOffice leave it


def put(path: Path, runs: str) -> None:
    """Replace the runs of the last translation."""
    with ZipFile(path) as archive:
        text = archive.read("word/document.xml").decode()
    found = next(r for r in re.findall(r"<w:r>(?:(?!</w:r>).)*</w:r>", text) if NOBODY in r)
    change(path, found, runs)


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText> HYPERLINK "https://example.org/" </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)


@pytest.mark.parametrize(
    ("runs", "markdown"),
    [
        (
            run_of("Nadie ")
            + f'<w:del w:id="1" w:author="A"><w:r><w:delText>lo</w:delText></w:r></w:del>'
            f'<w:ins w:id="2" w:author="A">{run_of("la")}</w:ins>' + run_of(" cruzó."),
            "Nadie la cruzó.",
        ),
        (run_of("Dijo “no” y ‘sí’ …"), "Dijo “no” y ‘sí’ …"),
        (f"{run_of('Uno.')}</w:p><w:p/><w:p>{run_of('Dos.')}", "Uno.\\\nDos."),
        (
            run_of("Uno")
            + '</w:p><w:p><w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr>'
            + run_of(" y ")
            + f"</w:p><w:p>{run_of('dos')}",
            "Uno\\\ny dos",
        ),
        (
            run_of("Muy ") + run_of("al", "<w:b/>") + run_of("to", '<w:b w:val="1"/>'),
            "Muy **alto**",
        ),
        (run_of("no", '<w:b w:val="0"/>') + run_of(" así", "<w:u w:val='single'/>"), "no *así*"),
        (run_of("la ", "<w:i/>") + run_of("voz") + run_of(" *", "<w:i/>"), "*la* voz *\\**"),
        (
            f"{FIELD}{run_of('aquí')}<w:r><w:fldChar w:fldCharType='end'/></w:r>{run_of(' no')}",
            "[aquí](<https://example.org/>) no",
        ),
        (run_of("f(x)", '<w:rFonts w:ascii="Courier New"/>'), "`f(x)`"),
        (run_of("  dos   blancos "), "dos blancos"),
    ],
)
def test_what_word_makes_of_a_cell_is_read(bridge: Workplace, runs: str, markdown: str) -> None:
    path = export(".docx")
    put(path, runs)
    assert take_back(path) == 0
    assert target(bridge, "Nobody") == markdown


def test_a_picture_and_a_footnote_keep_their_place_though_their_runs_are_cut(
    bridge: Workplace,
) -> None:
    path = export(".docx")
    style = '<w:rStyle w:val="HandoutsMarkup"/>'
    raised = f'{style}<w:vertAlign w:val="superscript"/>'
    cut = [run_of("![una", style), run_of(" foto](", style), run_of("&lt;a.png&gt;)", style)]
    put(
        path,
        f"Ve {''.join(cut)}".replace("Ve ", run_of("Ve "))
        + run_of("[^", raised)
        + run_of("1]", raised)
        + run_of(" [^2]"),
    )
    assert take_back(path) == 0
    assert target(bridge, "Nobody") == "Ve ![una foto](<a.png>)[^1] \\[^2\\]"


def test_comments_and_pictures_are_told(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(".docx")
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    add_part(
        path,
        "word/comments.xml",
        f'<w:comments xmlns:w="{namespace}"><w:comment w:id="7" w:author="Ana"><w:p>'
        f"{run_of('Suena raro.')}</w:p></w:comment></w:comments>",
    )
    put(path, run_of(NOBODY) + '<w:r><w:commentReference w:id="7"/></w:r><w:r><w:drawing/></w:r>')
    change(path, "</w:tbl><w:p/>", f"</w:tbl><w:p>{run_of('Bien hecho.')}</w:p>")
    assert take_back(path) == 0
    said = capsys.readouterr().out
    assert "¶ 3: a comment of Ana says “Suena raro.”" in said
    assert "¶ 3: a picture" in said
    assert "below the table stands “Bien hecho.”" in said
    assert target(bridge, "Nobody") == NOBODY


@pytest.mark.usefixtures("bridge")
def test_a_row_deleted_with_changes_tracked_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    path = export(".docx")
    with ZipFile(path) as archive:
        text = archive.read("word/document.xml").decode()
    row = next(r for r in re.findall(r"<w:tr>.*?</w:tr>", text) if NOBODY in r)
    change(path, row, row.replace("<w:cantSplit/>", '<w:cantSplit/><w:del w:id="1" w:author="A"/>'))
    assert take_back(path) == 0
    assert "1 passage not found in the file" in capsys.readouterr().out


def test_a_document_that_libreoffice_saved_comes_back(
    bridge: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    # An export of this lesson; in LibreOffice 7.4 one text was changed, and it was saved as DOCX.
    path = REPOSITORY / "tests" / "review" / "libreoffice.docx"
    assert take_back(path) == 0
    changed = [line for line in capsys.readouterr().out.splitlines() if ": " in line]
    assert changed == ["changed: ¶ 3: Nadie lo [-cruzó-]{+había cruzado+} antes del alcalde."]
    assert target(bridge, "Nobody") == CHANGED


# As spreadsheets and CAT tools leave it


@pytest.mark.parametrize(("delimiter", "codec"), [(";", "utf-8-sig"), ("\t", "utf-16")])
def test_a_table_that_a_spreadsheet_saved_comes_back(
    bridge: Workplace, delimiter: str, codec: str
) -> None:
    path = export(".csv")
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    rows[-2]["Translation"] = "=Nadie\nlo cruzó; nunca."
    out = io.StringIO(newline="")
    names = ["Translation", "My remarks", *[n for n in rows[0] if n != "Translation"]]
    writer = csv.DictWriter(out, names, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(reversed(rows))
    path.write_bytes(out.getvalue().encode(codec))
    assert take_back(path) == 0
    assert target(bridge, "Nobody") == "=Nadie\\\nlo cruzó; nunca."
    assert target(bridge, "=SUM") == "=SUMA no es una *fórmula*,\\\nsino una línea."


def test_xliff_that_a_tool_cut_anew_and_wrote_its_own_way_comes_back(bridge: Workplace) -> None:
    path = export(".xlf")
    text = path.read_text(encoding="utf-8")
    segment = next(
        s for s in re.findall(r"<segment.*?</segment>", text, re.DOTALL) if "hizo un" in s
    )
    address = 'dataRefStart="d2" dataRefEnd="d3"'
    assert address in segment
    anew = (
        '<segment id="s1" state="translated"><source>In 1910</source><target>En '
        '<sc id="1" type="fmt" subType="xlf:b" dataRef="d1"/>1910<ec startRef="1" dataRef="d1"/>'
        "</target></segment><ignorable><source> </source><target> </target></ignorable>"
        '<segment id="s2" state="translated"><source>the town</source><target>'
        '<mrk id="m1" type="comment" value="?">la</mrk> <pc id="2">villa</pc>.</target></segment>'
    )
    # The codes of the source name what those of the target leave out.
    source = re.search(r"<source>.*?</source>", segment, re.DOTALL)
    assert source
    anew = anew.replace("<source>the town</source>", source[0])
    path.write_text(text.replace(segment, anew), encoding="utf-8")
    assert take_back(path) == 0
    assert target(bridge, "In") == "En **1910** la [villa](<https://example.org/x?a=1&b=2>)."


def test_xliff_without_its_metadata_never_overwrites(bridge: Workplace) -> None:
    path = export(".xlf")
    change(path, NOBODY, CHANGED)
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"<mda:metadata>.*?</mda:metadata>", "", text, flags=re.DOTALL)
    path.write_text(text, encoding="utf-8")
    assert take_back(path) == 1
    assert target(bridge, "Nobody") == NOBODY
    assert f"{OTHER}{CHANGED}" in entry_of(bridge, "Nobody").notes


def test_an_id_stands_for_role_and_source_alone() -> None:
    assert unit_id(("title", "A")) != unit_id((None, "A"))
    row = review_of("a").rows[0]
    assert find_reference(f"¶ 1\n{review_of('a').reference(row)}") == ("es", row.id, row.version)
    assert version("*a* b") == version("_a_  b") != version("a b")
    assert replace(row, role="answer").label == "¶ 0, answer"
