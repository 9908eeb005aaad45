"""Dictionaries that are on a machine: found, read, and left out where they are damaged."""

import json
from pathlib import Path

import pytest
from conftest import Workplace
from dictionaries import ENGLISH_GERMAN, dictzip, write_dictd, write_stardict
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.main import run
from pipeline.errors import DictionaryError, ProjectError
from pipeline.teaching.glosses.dictionaries import find_dictionaries, look_up
from pipeline.teaching.glosses.dictionaries.dictzip import Packed
from pipeline.teaching.glosses.entry import (
    DictionaryEntry,
    candidate,
    entry_candidates,
)
from pipeline.text.classes import PartOfSpeech

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def share(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is the only place where dictionaries of the system are looked for."""
    folder = tmp_path_factory.mktemp("share")
    monkeypatch.setenv("XDG_DATA_DIRS", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "own"))
    monkeypatch.setenv("HOME", str(folder / "home"))
    return folder


def texts(word: str, target: str = "de", folder: Path | None = None) -> list[str]:
    found = look_up(find_dictionaries("en", target, folder), [word])
    return [candidate.text for candidate in found.get(word, ())]


def test_freedict_gives_translations_without_examples_and_references(share: Path) -> None:
    write_dictd(share)
    assert texts("address") == ["Adresse", "Anschrift"]
    assert texts("issue") == ["Thema", "Frage"]
    assert texts("curb") == ["Bordstein", "eindämmen", "bremsen"]
    assert texts("nothing") == []


def test_freedict_says_gender_and_word_class(share: Path) -> None:
    write_dictd(share)
    found = look_up(find_dictionaries("en", "de"), ["law", "refuse", "unprecedented"])
    name = "FreeDict English–German"
    assert found == {
        "law": (DictionaryEntry("Gesetz", PartOfSpeech.NOUN, "n", dictionary=name),),
        "refuse": (DictionaryEntry("sich weigern", PartOfSpeech.VERB, dictionary=name),),
        "unprecedented": (DictionaryEntry("beispiellos", PartOfSpeech.ADJECTIVE, dictionary=name),),
    }


def test_freedict_finds_headwords_with_an_object_behind_them_last(share: Path) -> None:
    entries = {
        "deal with sth": "deal with sth. <v>\nmit etw. umgehen <v>\n",
        "deal sth to sb": "deal sth. to sb. <v>\njdm. etw. austeilen <v>\n",
        "deal with": "deal with <v>\nbehandeln <v>\n",
        "deal": "deal\nHandel <masc>\n",
        "dealer": "dealer\nHändler <masc>\n",
        "deal breaker": "deal breaker\nHindernis <neut>\n",
    }
    write_dictd(share, entries)
    (dictionary,) = find_dictionaries("en", "de")
    found = dictionary.lookup(["Deal", "deal with", "dealing", "...", ""])
    assert {word: [entry.text for entry in given] for word, given in found.items()} == {
        "Deal": ["Handel", "umgehen", "austeilen", "behandeln"],
        "deal with": ["behandeln", "umgehen"],
    }


@pytest.mark.usefixtures("share")
def test_stardict_in_the_folder_of_the_project(tmp_path: Path) -> None:
    entries = {"lack": "falta; carencia", "to refuse": "negarse\nrehusar"}
    write_stardict(tmp_path / "mine", entries, synonyms={"shortage": "lack"})
    assert texts("lack", "es", tmp_path) == ["falta", "carencia"]
    assert texts("shortage", "es", tmp_path) == ["falta", "carencia"]
    assert texts("refuse", "es", tmp_path) == ["negarse", "rehusar"]
    assert texts("lack", "de", tmp_path) == []


def test_stardict_with_html(share: Path) -> None:
    entry = "<i>n.</i><br>falta <i>f</i><ol><li>carencia</li></ol>"
    write_stardict(share / "stardict" / "dic" / "en-es", {"lack": entry}, name="Book", kind="h")
    assert "carencia" in texts("lack", "es")


def test_ding(share: Path) -> None:
    (share / "trans").mkdir()
    (share / "trans" / "de-en").write_text(
        "# Version :: 1\n"
        "Beziehung {f} (zu jdm.); Verhältnis {n} | Beziehungen {pl} :: "
        "relationship (with sb.) | relationships\n"
        "sich weigern {vr} | weigernd :: to refuse (to do sth.) | refusing\n",
        "utf-8",
    )
    assert texts("relationship") == ["Beziehung", "Verhältnis"]
    assert texts("relationships") == ["Beziehungen"]
    assert texts("refuse") == ["sich weigern"]
    assert texts("Version") == []


def test_apertium_is_asked_through_its_program(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = share / "apertium" / "apertium-eng-spa"
    folder.mkdir(parents=True)
    (folder / "eng-spa.autobil.bin").write_bytes(b"compiled")
    program = tmp_path / "lt-proc"
    # It answers as the real one does: a word that it does not know comes back with an @.
    program.write_text(
        "#!/bin/sh\nsed -e 's/^^water<n>/&\\/agua<n><f>/;t' "
        "-e 's/^^carry# out<vblex>/&\\/realizar<vblex>/;t' -e 's/^^\\(.*\\)\\$/^\\1\\/@\\1$/'\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = look_up(find_dictionaries("en", "es"), ["water", "carry out", "fire"])
    name = "Apertium English–Spanish"
    assert found == {
        "water": (DictionaryEntry("agua", PartOfSpeech.NOUN, "f", dictionary=name),),
        "carry out": (DictionaryEntry("realizar", PartOfSpeech.VERB, dictionary=name),),
    }


def test_command_lists_what_there_is_and_how_to_get_the_rest(
    share: Path, workplace: Workplace, capsys: Capture
) -> None:
    workplace.write("handouts.toml", 'languages = ["de", "es"]\n')
    index = write_dictd(share)
    assert run(["dictionaries"]) == 0
    shown = capsys.readouterr().out
    assert f"FreeDict English–German  dictd        {len(ENGLISH_GERMAN)}  {index}" in shown
    assert "No dictionary English–Spanish was found" in shown
    assert "apt install apertium-eng-spa" in shown
    assert run(["dictionaries", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["path"] for each in listed["dictionaries"]] == [str(index)]
    assert listed["dictionaries"][0]["entries"] == len(ENGLISH_GERMAN)
    assert len(listed["advice"]) == 1


def test_command_says_that_the_folder_is_missing(workplace: Workplace, capsys: Capture) -> None:
    workplace.write("handouts.toml", 'languages = ["es"]\ndictionaries = "books"\n')
    assert run(["dictionaries"]) == 1
    assert "dictionaries" in capsys.readouterr().err


def test_a_damaged_dictionary_is_left_out_with_one_line(
    share: Path, workplace: Workplace, capsys: Capture
) -> None:
    workplace.write("handouts.toml", 'languages = ["de"]\ndictionaries = "books"\n')
    write_stardict(workplace.root / "books", {"lack": "Mangel"}, name="English-German")
    text = write_dictd(share).with_suffix(".dict.dz")
    text.write_bytes(text.read_bytes()[:60])
    assert run(["dictionaries"]) == 0
    shown = capsys.readouterr()
    assert "English-German" in shown.out
    assert "FreeDict" not in shown.out
    assert shown.err.count("\n") == 1
    assert str(text.with_suffix("").with_suffix(".index")) in shown.err


@pytest.mark.usefixtures("share")
@pytest.mark.parametrize("ending", [".idx", ".dict.dz", ".ifo"])
@pytest.mark.parametrize("content", [b"", b"\0", b"StarDict", bytes(range(256)) * 3])
def test_any_damage_to_stardict_is_said(tmp_path: Path, ending: str, content: bytes) -> None:
    ifo = write_stardict(tmp_path / "en-es", {"lack": "falta", "curb": "frenar"})
    ifo.with_name("book" + ending).write_bytes(content)
    damaged: list[DictionaryError] = []
    found = find_dictionaries("en", "es", tmp_path, damaged.append)
    look_up(found, ["lack", "curb"], damaged.append)
    empty_index = ending == ".idx" and not content
    assert len(damaged) == (0 if empty_index else 1)
    assert all("left out" in str(error) for error in damaged)


def test_damage_found_when_a_word_is_looked_up(share: Path) -> None:
    index = write_dictd(share)
    index.write_text(index.read_text("utf-8") + "lack\tzzzz\tzz\n", "utf-8")
    damaged: list[DictionaryError] = []
    dictionaries = find_dictionaries("en", "de", None, damaged.append)
    assert look_up(dictionaries, ["lack"], damaged.append) == {}
    assert len(damaged) == 1


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="books"):
        find_dictionaries("en", "es", tmp_path / "books")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jdn./etw. zügeln", "zügeln"),
        ("jds. Bereitschaft <fem>", "Bereitschaft"),
        ("auf etw. eingehen {vi}", "eingehen"),
        ("Bereitschaft {f} (zu etw.)", "Bereitschaft"),
        ("sein/das/ein Amt antreten", "sein Amt antreten"),
        ("1. relación", "relación"),
        ("Schlichtungs…", None),
        ("was man so sagt wenn man nichts weiter weiß", None),
    ],
)
def test_a_translation_without_what_stands_around_it(text: str, expected: str | None) -> None:
    found = candidate(text, "")
    assert (found.text if found else None) == expected


@given(st.text(max_size=80))
def test_any_entry_can_be_read(text: str) -> None:
    for found in entry_candidates(text, "word", "name"):
        assert found.text.strip() == found.text != ""


@given(st.binary(min_size=1, max_size=500), st.integers(1, 90), st.data())
def test_any_place_of_a_packed_file_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, part: int, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("packed") / "text.dict.dz"
    path.write_bytes(dictzip(content, part))
    start = data.draw(st.integers(0, len(content)))
    size = data.draw(st.integers(0, len(content) - start))
    assert Packed(path).read(start, size) == content[start : start + size]
    with pytest.raises(ValueError, match="behind its end"):
        Packed(path).read(len(content), 1)
