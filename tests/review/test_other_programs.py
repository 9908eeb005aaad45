"""Reviews, catalogs and memories as other programs leave them: read, or refused by name."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pypandoc
import pytest
from conftest import Workplace
from hypothesis import given
from reviews import PO, change, export, markdowns, review_of, run_of

from pipeline.catalog import pofile
from pipeline.catalog.catalog import Catalog, Entry, State
from pipeline.cli.main import run
from pipeline.readers.recognise import read_document
from pipeline.review.formats import exchange
from pipeline.review.rows import ReviewRow, unit_id, version

Capture = pytest.CaptureFixture[str]
ARTICLE = """---
title: A lamp in the window
---

Every evening somebody lights a lamp. Nobody knows who it is.

Ships pass it at a distance of 40 metres.

Cape Horn
"""
LAMP = "Every evening somebody lights a lamp. Nobody knows who it is."
SHIPS = "Ships pass it at a distance of 40 metres."
CATALOG = f"""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "title"
msgid "A lamp in the window"
msgstr "Una lámpara en la ventana"

msgid "{LAMP}"
msgstr "Cada noche alguien enciende una lámpara. Nadie sabe quién es."

# Eva: ¿«barcos» o «buques»?
#, fuzzy
msgid "{SHIPS}"
msgstr "Los barcos pasan a 40 metros."

msgid "Cape Horn"
msgstr "Cabo de Hornos"
"""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHIPS_ES = "Los barcos pasan a 40 metros."


@pytest.fixture
def lamp(workplace: Workplace) -> Workplace:
    """A project with one lesson, all but one of its translations approved."""
    workplace.write("handouts.toml", 'languages = ["es"]\nengine = "none"\n')
    workplace.write("source/bridge/article.md", ARTICLE)
    workplace.write(PO, CATALOG)
    return workplace


def catalog(place: Workplace) -> Catalog:
    return place.store().catalog("bridge", "es").catalog


def entry(place: Workplace, beginning: str) -> Entry:
    return next(e for e in catalog(place).entries if e.source.startswith(beginning))


def take(path: Path, *options: str) -> int:
    return run(["import", "bridge", "es", str(path), "--yes", *options])


def parts_of(path: Path) -> dict[str, str]:
    with ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rewrite(path: Path, edit: Callable[[str], str]) -> None:
    """Change the text part of a DOCX."""
    parts = parts_of(path)
    new = edit(parts["word/document.xml"])
    assert new != parts["word/document.xml"]
    parts["word/document.xml"] = new
    with ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def put_ships(path: Path, runs: str) -> None:
    """Replace the run with the translation about ships."""
    rewrite(path, lambda text: re.sub(rf"<w:r>(?:(?!</w:r>).)*{SHIPS_ES}</w:t></w:r>", runs, text))


# A table of Word's: columns by their headings, marks by whose they are


def cells_moved(text: str, order: tuple[int, ...]) -> str:
    def moved(row: re.Match[str]) -> str:
        cells = re.findall(r"<w:tc>.*?</w:tc>", row[0], re.DOTALL)
        head = row[0].split("<w:tc>")[0]
        return head + "".join(cells[n] for n in order) + "</w:tr>"

    return re.sub(r"<w:tr>.*?</w:tr>", moved, text, flags=re.DOTALL)


@pytest.mark.parametrize("order", [(0, 2, 1, 3), (3, 2, 0, 1), (0, 1, 2), (2, 0, 1, 3)])
def test_columns_are_known_by_their_headings(lamp: Workplace, order: tuple[int, ...]) -> None:
    path = export(".docx")
    change(path, SHIPS_ES, "Los buques pasan a 40 metros.")
    rewrite(path, lambda text: cells_moved(text, order))
    before = {e.source: e for e in catalog(lamp).entries}
    assert take(path) == 0
    assert entry(lamp, "Ships").target == "Los buques pasan a 40 metros."
    after = {e.source: e for e in catalog(lamp).entries}
    assert [s for s in before if before[s] != after[s]] == [SHIPS]


def test_a_table_without_a_column_of_its_language_is_refused(
    lamp: Workplace, capsys: Capture
) -> None:
    path = export(".docx")
    rewrite(path, lambda text: cells_moved(text, (0, 1, 3)))
    before = lamp.read(PO)
    assert take(path) == 1
    assert "no column of this language" in capsys.readouterr().out
    assert lamp.read(PO) == before


def mark(path: Path, text: str, old: str, new: str) -> None:
    """Change what stands in the column of approval beside a text."""

    def edit(document: str) -> str:
        head, tail = document.split(text, 1)
        row, rest = tail.split("</w:tr>", 1)
        assert old in row
        return f"{head}{text}{row.replace(old, new)}</w:tr>{rest}"

    rewrite(path, edit)


OURS = '<w:t xml:space="preserve">x</w:t>'


@pytest.mark.parametrize("said", ["no", "", "nein", "hm, ask Eva"])
def test_our_mark_taken_away_withdraws_the_approval(
    lamp: Workplace, capsys: Capture, said: str
) -> None:
    path = export(".docx")
    mark(path, "Cabo de Hornos", OURS, f"<w:t>{said}</w:t>")
    assert take(path) == 0
    assert "withdrawn: ¶ 3: Cabo de Hornos" in capsys.readouterr().out
    assert (entry(lamp, "Cape").state, entry(lamp, "Cape").target) == (
        State.EDITED,
        "Cabo de Hornos",
    )
    assert entry(lamp, "Every").state is State.APPROVED
    once = lamp.read(PO)
    assert take(path) == 0
    assert lamp.read(PO) == once


def test_a_mark_that_went_out_approves_nothing_again(lamp: Workplace) -> None:
    path = export(".docx")
    lamp.edit(PO, 'msgid "Cape Horn"', '#, fuzzy\nmsgid "Cape Horn"')
    change(path, "Una lámpara en la ventana", "Una luz en la ventana")
    assert take(path) == 0
    assert entry(lamp, "Cape").state is State.EDITED
    assert (entry(lamp, "A lamp").state, entry(lamp, "A lamp").target) == (
        State.EDITED,
        "Una luz en la ventana",
    )


@pytest.mark.parametrize(
    "sign",
    [
        '<w:sym w:font="Wingdings" w:char="F0FE"/>',
        '<w:sym w:font="Wingdings 2" w:char="F050"/>',
        '<w:sym w:font="Segoe UI Symbol" w:char="2714"/>',
    ],
)
def test_a_tick_that_is_a_symbol_approves(lamp: Workplace, sign: str) -> None:
    path = export(".docx")
    mark(path, SHIPS_ES, '<w:pPr><w:jc w:val="center"/></w:pPr>', f"<w:r>{sign}</w:r>")
    assert take(path) == 0
    assert entry(lamp, "Ships").state is State.APPROVED


def test_a_csv_without_our_marks_withdraws_and_one_without_the_column_does_not(
    lamp: Workplace,
) -> None:
    path = export(".csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    names = list(rows[0])

    def write(columns: list[str]) -> None:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")

    before = lamp.read(PO)
    write([name for name in names if name != "Approved"])
    assert take(path) == 0
    assert lamp.read(PO) == before
    for row in rows:
        row["Approved"] = row["Approved"] if row["Source"] != "Cape Horn" else ""
    write(names)
    assert take(path) == 0
    assert entry(lamp, "Cape").state is State.EDITED
    assert entry(lamp, "Every").state is State.APPROVED


# What a cell of Word's may hold


BOX = "<w:txbxContent><w:p><w:r><w:t>aside</w:t></w:r></w:p></w:txbxContent>"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.mark.parametrize(
    ("runs", "markdown"),
    [
        (f'{run_of("Van ")}<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', "Van α"),
        (f'{run_of("Ya ")}<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', "Ya ☺"),
        (f"<w:customXml><w:r><w:t>Los </w:t></w:r></w:customXml>{run_of('barcos')}", "Los barcos"),
        (f"{run_of('Los')}{run_of(' grandes', '<w:vanish/>')}{run_of(' barcos')}", "Los barcos"),
        (f"<w:customXml><w:customXml>{run_of('Pasan')}</w:customXml></w:customXml>", "Pasan"),
        (
            f"<mc:AlternateContent {MC}><mc:Choice Requires='x'>{run_of('Hoy')}</mc:Choice>"
            f"<mc:Fallback>{run_of('Ayer')}</mc:Fallback></mc:AlternateContent>",
            "Hoy",
        ),
        (run_of("40 m") + run_of("2", '<w:vertAlign w:val="superscript"/>'), "40 m²"),
        (run_of("Sí.") + run_of("[^1]", '<w:vertAlign w:val="superscript"/>'), "Sí.[^1]"),
        (
            f"<w:smartTag>{run_of('Los')}</w:smartTag><w:r><w:ptab/></w:r>{run_of('dos')}",
            "Los\tdos",
        ),
    ],
)
def test_a_cell_says_what_word_shows(lamp: Workplace, runs: str, markdown: str) -> None:
    path = export(".docx")
    put_ships(path, runs.replace("\\", r"\\"))
    assert take(path) == 0
    assert entry(lamp, "Ships").target == markdown


@pytest.mark.parametrize(
    ("runs", "what"),
    [
        ('<w:r><w:sym w:font="Webdings" w:char="F04A"/></w:r>', "a symbol of a font"),
        (f"<w:r><w:drawing>{BOX}</w:drawing></w:r>", "a text box"),
        (
            f"<w:r><mc:AlternateContent {MC}><mc:Choice Requires='w'><w:drawing>{BOX}</w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent>"
            "</w:r>",
            "a text box",
        ),
        (f"<m:oMath {MATHS}><m:r><m:t>x+1</m:t></m:r></m:oMath>", "a formula"),
        (
            f"<w:r><w:ruby><w:rt>{run_of('a')}</w:rt><w:rubyBase>{run_of('b')}</w:rubyBase>"
            "</w:ruby></w:r>",
            "a reading above the line",
        ),
        (
            f"</w:p><w:tbl><w:tr><w:tc><w:p>{run_of('z')}</w:p></w:tc></w:tr></w:tbl><w:p>",
            "a table",
        ),
    ],
)
def test_a_cell_that_no_text_can_say_is_refused_by_name(
    lamp: Workplace, capsys: Capture, runs: str, what: str
) -> None:
    path = export(".docx")
    put_ships(path, run_of("Los buques.") + runs)
    before = lamp.read(PO)
    assert take(path) == 1
    assert re.search(rf"refused: ¶ 2: .*{what}", capsys.readouterr().out)
    assert lamp.read(PO) == before


def test_hidden_text_is_named(lamp: Workplace, capsys: Capture) -> None:
    path = export(".docx")
    put_ships(path, run_of(SHIPS_ES) + run_of(" ¿seguro?", "<w:vanish/>"))
    assert take(path) == 0
    assert "hidden text is left out: “ ¿seguro?”" in capsys.readouterr().out
    assert entry(lamp, "Ships").target == SHIPS_ES


def test_add_reads_a_docx_as_word_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    pypandoc.convert_text("One two three.", "docx", format="markdown", outputfile=str(path))
    rewrite(
        path,
        lambda text: re.sub(
            r"<w:r>\s*<w:t[^>]*>One two three\.</w:t>\s*</w:r>",
            "<w:customXml><w:r><w:t>One </w:t></w:r></w:customXml>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>not this </w:t></w:r><w:r><w:t>three.</w:t></w:r>",
            text,
        ),
    )
    document = read_document(path.read_bytes(), path)
    assert json.dumps(document.tree["blocks"]).count("One") == 1
    assert "not" not in json.dumps(document.tree["blocks"])
    assert document.warnings == ("Hidden text is left out: “not this”.",)


# A target that is its source


def test_the_sources_own_text_is_no_translation(lamp: Workplace, capsys: Capture) -> None:
    path = export(".docx")
    change(path, SHIPS_ES, SHIPS)
    change(path, "Cabo de Hornos", "Cape Horn")
    assert take(path) == 1
    said = capsys.readouterr().out
    assert re.search("refused: ¶ 2: The file has the source’s own text", said)
    assert entry(lamp, "Ships").target == SHIPS_ES
    # A name may stay as it is.
    assert entry(lamp, "Cape").target == "Cape Horn"


# By content, whatever the name says


def theirs(*changes: tuple[str, str]) -> str:
    """Return the catalog as a colleague has it, some texts otherwise."""
    text = CATALOG.replace('"Content-Type', '"Language: es\\n"\n"Content-Type')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("name", ["es.po", "from-eva.txt", "catalog"])
def test_a_catalog_is_merged_by_its_keys(lamp: Workplace, name: str) -> None:
    lamp.write(PO, CATALOG.replace(f'"{SHIPS_ES}"', '""').replace("#, fuzzy\n", ""))
    file = lamp.write(name, theirs(("# Eva: ¿«barcos» o «buques»?\n#, fuzzy", "# Eva: listo")))
    assert take(file) == 0
    assert (entry(lamp, "Ships").target, entry(lamp, "Ships").state) == (SHIPS_ES, State.APPROVED)
    assert entry(lamp, "Ships").notes == "Eva: ¿«barcos» o «buques»?\nEva: listo"


def test_a_catalog_replaces_no_text_of_a_persons(lamp: Workplace, capsys: Capture) -> None:
    file = lamp.write("es.po", theirs(("Cabo de Hornos", "El cabo"), (SHIPS_ES, "Pasan.")))
    assert take(file) == 1
    assert capsys.readouterr().out.count("conflict:") == 2
    assert entry(lamp, "Cape").target == "Cabo de Hornos"
    assert "El cabo" in entry(lamp, "Cape").notes


def test_a_program_s_draft_in_a_catalog_stays_one(lamp: Workplace) -> None:
    lamp.write(PO, CATALOG.replace(f'"{SHIPS_ES}"', '""').replace("#, fuzzy\n", ""))
    drafted = Entry(None, SHIPS).drafted("Barcos pasan.", "argos 1")
    rest = pofile.parse(CATALOG, "es", PO).replaced([drafted])
    assert take(lamp.write("es.po", pofile.format_catalog(rest, CATALOG))) == 0
    assert entry(lamp, "Ships").state is State.MACHINE


def test_another_language_s_catalog_is_refused(lamp: Workplace, capsys: Capture) -> None:
    assert take(lamp.write("x.po", theirs(("Language: es", "Language: de")))) == 1
    assert "“de”" in capsys.readouterr().err


def as_workbook(rows: list[list[str]], shared: bool) -> bytes:
    """Return a workbook, its strings in a part of their own or in the cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strings: list[str] = []

    def cell(column: int, row: int, text: str) -> str:
        name = f"{chr(65 + column)}{row}"
        kept = escape(text)
        if not text:
            return ""
        if not shared:
            runs = "".join(f"<r><t>{part}</t></r>" for part in (kept[:2], kept[2:]))
            return f'<c r="{name}" t="inlineStr"><is>{runs}</is></c>'
        strings.append(f"<si><t>{kept}</t></si>")
        return f'<c r="{name}" t="s"><v>{len(strings) - 1}</v></c>'

    lines = "".join(
        f'<row r="{n}">{"".join(cell(c, n, text) for c, text in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
            'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
            '.spreadsheetml.sheet.main+xml"/></Types>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Empty" r:id="a"/>'
            '<sheet name="Review" r:id="b"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="b" Target="worksheets/sheet7.xml"/>'
            '<Relationship Id="a" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"/>')
        archive.writestr(
            "xl/worksheets/sheet7.xml",
            f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
        )
        if shared:
            archive.writestr(
                "xl/sharedStrings.xml", f'<sst xmlns="{main}">{"".join(strings)}</sst>'
            )
    return packed.getvalue()


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("name", ["review.xlsx", "review.csv"])
def test_a_workbook_is_read_whatever_its_name(lamp: Workplace, name: str, shared: bool) -> None:
    rows = list(csv.reader(io.StringIO(export(".csv").read_text("utf-8-sig"), newline="")))
    place = rows[0].index("Translation")
    for row in rows[1:]:
        if row[place] == SHIPS_ES:
            row[place] = "Pasan\nbuques & barcos."
    path = lamp.root / name
    path.write_bytes(as_workbook(rows, shared))
    assert take(path) == 0
    assert entry(lamp, "Ships").target == "Pasan\\\nbuques & barcos."


def test_a_review_saved_as_opendocument_is_read(lamp: Workplace, capsys: Capture) -> None:
    path = export(".docx")
    change(path, SHIPS_ES, "Los buques pasan.")
    mark(
        path,
        "Los buques pasan.",
        '<w:jc w:val="center"/></w:pPr>',
        "</w:pPr><w:r><w:t>x</w:t></w:r>",
    )
    odt = lamp.root / "review.odt"
    pypandoc.convert_file(str(path), "odt", outputfile=str(odt))
    assert take(odt) == 0
    said = capsys.readouterr().out
    assert "changed and approved: ¶ 2" in said
    assert said.count("changed") == 1
    assert "withdrawn" not in said


LIBREOFFICE = shutil.which("soffice")


@pytest.mark.skipif(not LIBREOFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("source", "ending"), [(".docx", "odt"), (".docx", "docx"), (".csv", "xlsx")]
)
def test_what_libreoffice_saves_comes_back(lamp: Workplace, source: str, ending: str) -> None:
    path = export(source)
    change(path, SHIPS_ES, "Los buques pasan.")
    folder = lamp.root / "saved"
    # As a person says in the dialogue that LibreOffice shows: commas, and UTF-8.
    options = ["--infilter=CSV:44,34,76,1"] if source == ".csv" else []
    command = [str(LIBREOFFICE), f"-env:UserInstallation=file://{lamp.root}/profile", "--headless"]
    subprocess.run(
        [*command, *options, "--convert-to", ending, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    before = {e.source: e for e in catalog(lamp).entries}
    assert take(folder / f"review.{ending}") == 0
    after = {e.source: e for e in catalog(lamp).entries}
    assert [s for s in before if before[s] != after[s]] == [SHIPS]
    assert after[SHIPS].target == "Los buques pasan."


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", '{"a": "b"}', "data of a program"),
        ("a.txt", '["a", 1]', "data of a program"),
        ("a.xml", '<?xml version="1.0"?><catalog/>', "XML (<catalog>)"),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', "XML (<svg>)"),
        ("a.yaml", "a: b\n", "data of a program"),
        ("a.xlsx", "text", "data of a program"),
        ("a.pdf", "%PDF-1.7", "This PDF is damaged"),
        ("a.po", "msgid hello\n", "no valid PO"),
        ("a.xlsx", as_workbook([["a", "b"], ["1", "2"]], True), "lacks one of the columns"),
    ],
)
def test_what_is_no_document_is_refused(
    lamp: Workplace, capsys: Capture, name: str, content: str | bytes, says: str
) -> None:
    path = lamp.root / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = lamp.read(PO)
    assert take(path) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert lamp.read(PO) == before


# Memories


def test_a_memory_has_approved_pairs_alone(lamp: Workplace) -> None:
    lamp.edit("source/bridge/article.md", "somebody lights", "she lights")
    text = export(".tmx").read_text(encoding="utf-8")
    assert re.findall(r"<seg>(.*?)</seg>", text) == [
        *("A lamp in the window", "Una lámpara en la ventana"),
        *("Cape Horn", "Cabo de Hornos"),
    ]


def memory(pairs: list[tuple[str, str]], *, source: str = "en", id_: str = "") -> str:
    """Return a memory as OmegaT and po2tmx write theirs."""
    units = "".join(
        f'<tu{id_.format(n)}><tuv xml:lang="EN-US"><seg>{escape(a)}</seg></tuv>'
        f'<tuv xml:lang="es-MX" changeid="eva"><seg>{escape(b)}</seg></tuv></tu>'
        for n, (a, b) in enumerate(pairs)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE tmx SYSTEM "tmx11.dtd"><tmx version="1.1">'
        f'<header creationtool="OmegaT" segtype="sentence" srclang="{source}"/><body>{units}</body>'
        "</tmx>"
    )


@pytest.mark.parametrize(("source", "id_"), [("EN-US", ""), ("*all*", ""), ("en", ' tuid="{}"')])
def test_a_memory_comes_in_by_its_sources(
    lamp: Workplace, capsys: Capture, source: str, id_: str
) -> None:
    lamp.write(PO, CATALOG.split("# Eva")[0].split('\nmsgid "Every')[0])
    pairs = [
        ("Every evening somebody lights a lamp.", "Cada noche alguien enciende una lámpara."),
        ("Nobody knows who it is.", "Nadie sabe quién es."),
        (SHIPS, "Los barcos pasan a **40** metros."),
        ("Something else.", "Otra cosa."),
    ]
    assert take(lamp.write("project_save.tmx", memory(pairs, source=source, id_=id_))) == 0
    assert entry(lamp, "Every").target == f"{pairs[0][1]} {pairs[1][1]}"
    assert entry(lamp, "Ships").target == pairs[2][1]
    assert {entry(lamp, name).state for name in ("Every", "Ships")} == {State.EDITED}
    assert "1 segment" in capsys.readouterr().out


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_xliff_1_comes_in_by_its_sources(lamp: Workplace, capsys: Capture, version: str) -> None:
    lamp.write(PO, CATALOG.replace(f'"{SHIPS_ES}"', '""').replace("#, fuzzy\n", ""))
    space = "" if version == "1.0" else f' xmlns="urn:oasis:names:tc:xliff:document:{version}"'
    units = "".join(
        f'<trans-unit id="{n}" approved="{approved}"><source>{a}</source><target>{b}</target>'
        "</trans-unit>"
        for n, (a, b, approved) in enumerate(
            [(SHIPS, "Pasan *a* 40 metros.", "yes"), ("Cape Horn", "<g id='1'>Cabo</g>", "no")]
        )
    )
    path = lamp.write(
        "es.xlf",
        f'<?xml version="1.0"?><xliff version="{version}"{space}><file target-language="es-MX">'
        f"<body>{units}</body></file></xliff>",
    )
    assert take(path) == 1
    assert "refused: ¶ 3: The text has codes of XLIFF 1" in capsys.readouterr().out
    assert (entry(lamp, "Ships").target, entry(lamp, "Ships").state) == (
        "Pasan *a* 40 metros.",
        State.APPROVED,
    )


def test_a_catalog_that_lost_its_contexts_is_merged_by_its_sources(lamp: Workplace) -> None:
    file = lamp.write("es.po", theirs(('msgctxt "title"\n', "")))
    lamp.edit(PO, 'msgid "A lamp', '#, fuzzy\nmsgid "A lamp')
    assert take(file) == 0
    assert entry(lamp, "A lamp").state is State.APPROVED


def test_a_memory_that_says_two_things_is_told(lamp: Workplace, capsys: Capture) -> None:
    lamp.write(PO, CATALOG.replace(f'"{SHIPS_ES}"', '""').replace("#, fuzzy\n", ""))
    pairs = [(SHIPS, "Uno."), (SHIPS, "Dos.")]
    assert take(lamp.write("m.tmx", memory(pairs))) == 1
    assert "doubled: ¶ 2" in capsys.readouterr().out


# What a reviewer should know goes out with the texts


@pytest.mark.parametrize("ending", [".docx", ".csv", ".xlf"])
def test_changes_of_the_source_and_notes_go_out_and_are_no_news_on_the_way_back(
    lamp: Workplace, capsys: Capture, ending: str
) -> None:
    lamp.edit("source/bridge/article.md", "somebody lights", "she lights")
    assert run(["translate", "--dry-run"]) in (0, 1, 2)
    path = export(ending)
    content = "".join(parts_of(path).values()) if ending == ".docx" else path.read_text("utf-8-sig")
    assert "[-somebody-]{+she+}" in content
    assert "Eva: ¿«barcos» o «buques»?" in content
    capsys.readouterr()
    assert take(path, "--dry-run") == 0
    assert capsys.readouterr().out == "Nothing to change in the catalog.\n"


@pytest.mark.usefixtures("lamp")
def test_what_a_reviewer_writes_among_the_notes_is_told(capsys: Capture) -> None:
    path = export(".csv")
    change(path, "Eva: ¿«barcos» o «buques»?", '"Eva: ¿«barcos» o «buques»?\nBarcos. Ana"')
    path.write_text(f"{path.read_text('utf-8-sig')}Gracias,,,,,,\n", encoding="utf-8")
    assert take(path) == 0
    said = capsys.readouterr().out
    assert "¶ 2: a note says “Barcos. Ana”." in said
    assert "row 6: “Gracias” belongs to no passage." in said


# XLIFF


XLF = "{urn:oasis:names:tc:xliff:document:2.0}"


@given(source=markdowns(), target=markdowns())
def test_xliff_keeps_the_constraints_of_its_core(source: str, target: str) -> None:
    # The rules of the standard's Schematron that a file without annotations can break.
    review = review_of("a")
    rows = [
        ReviewRow(unit_id((None, "1")), "¶ 1", "text", source, target, state, version(target))
        for state in State
        if target or state is State.MISSING
    ][:1]
    root = ElementTree.fromstring(exchange(Path("x.xlf")).write(replace(review, rows=tuple(rows))))
    assert root.get("trgLang")
    for unit in root.iter(f"{XLF}unit"):
        (segment,) = unit.findall(f"{XLF}segment")
        data = {d.get("id") for d in unit.iter(f"{XLF}data")}
        assert segment.get("state") == "initial" or segment.find(f"{XLF}target") is not None
        own, others = (
            [] if side is None else [code for code in side.iter() if code.get("id")]
            for side in (segment.find(f"{XLF}source"), segment.find(f"{XLF}target"))
        )
        for codes in (own, others):
            ids = [code.get("id") for code in codes]
            assert len({*ids, segment.get("id")}) == len(ids) + 1
        tags = {code.get("id"): code.tag for code in own}
        for code in (*own, *others):
            assert tags.get(code.get("id"), code.tag) == code.tag
            refs = [value for name, value in code.items() if name.startswith("dataRef")]
            assert {*refs} <= data
            assert len(refs) == (2 if code.tag == f"{XLF}pc" else 1)
            if code.get("subType", "").startswith("xlf:"):
                assert code.get("type") == "fmt"


def restate(path: Path, text: str, **attributes: str | None) -> None:
    """Set or remove attributes of the segment that has a translation."""
    tree = ElementTree.parse(path)
    for segment in tree.iter(f"{XLF}segment"):
        target = segment.find(f"{XLF}target")
        if target is not None and "".join(target.itertext()) == text:
            for name, value in attributes.items():
                segment.attrib.pop(name, None)
                if value is not None:
                    segment.set(name, value)
    tree.write(path, encoding="utf-8")


def test_states_of_xliff_are_read(lamp: Workplace, capsys: Capture) -> None:
    path = export(".xlf")
    restate(path, "Cabo de Hornos", state="translated", subState="tool:rejected")
    restate(path, "Una lámpara en la ventana", state=None, subState=None)
    restate(path, SHIPS_ES, state="final", subState=None)
    assert take(path) == 0
    said = capsys.readouterr().out
    assert "withdrawn: ¶ 3: Cabo" in said
    assert "¶ 3: its state is “tool:rejected”" in said
    states = {e.source: e.state for e in catalog(lamp).entries}
    assert states["Cape Horn"] is State.EDITED
    assert states["A lamp in the window"] is State.APPROVED
    assert states[SHIPS] is State.APPROVED


def test_a_source_put_in_beforehand_is_no_translation(lamp: Workplace) -> None:
    lamp.write(PO, CATALOG.replace(f'"{SHIPS_ES}"', '""').replace("#, fuzzy\n", ""))
    path = export(".xlf")
    text = path.read_text(encoding="utf-8")
    source = f"<source>{SHIPS}</source>"
    path.write_text(text.replace(source, f"{source}<target>{SHIPS}</target>"), encoding="utf-8")
    before = lamp.read(PO)
    assert take(path) == 0
    assert lamp.read(PO) == before
