"""Saving at an open desk, as programs see it: races with other editors, and a sudden end."""

import contextlib
import random
import re
import signal
import sys
import threading
import time
from http.client import HTTPException
from typing import Any

import desks
import pytest
from conftest import Workplace
from desks import Desk

from pipeline.catalog import pofile

ES = "translations/salt/es.po"
SAVE = "/api/text/salt/es"


def planet(desk: Desk) -> dict[str, Any]:
    return dict(desk.get("/api/texts/salt/es")[0])


def save(desk: Desk, row: dict[str, Any], text: str) -> dict[str, Any]:
    """Save a text as the page does, until it is saved: mine is kept."""
    for _ in range(20):
        wish = {"id": row["id"], "before": row["digest"], "text": text}
        status, answer = desk.post(SAVE, wish)
        if status == 200:
            row["digest"] = answer["digest"]
            if answer["outcome"] == "saved":
                return dict(answer)
    raise AssertionError("it was never saved")


def whole(translated: Workplace) -> bytes:
    """Return what is in the catalog and in all that is kept of it."""
    paths = [translated.root / ES, *(translated.root / ".history").rglob("*")]
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def test_no_text_is_lost_where_an_editor_saves_all_the_time(
    translated: Workplace, desk: Desk
) -> None:
    row = planet(desk)
    path = translated.root / ES
    ended = threading.Event()
    saved: list[str] = []

    def edit() -> None:
        chance = random.Random(7)
        number = 0
        while not ended.is_set():
            mark = f"Sal {number}"
            # What this editor saves over, it has seen: of its own saves the last one counts.
            text = path.read_text("utf-8")
            if 'msgid "Why the sea is salty"' not in text or not text.endswith("\n"):
                continue
            new = re.sub(r'(msgid "Why the sea is salty"\nmsgstr )"[^"]*"', rf'\1"{mark}"', text)
            if number % 2:
                beside = path.with_name("editor.swp")
                beside.write_text(new, "utf-8")
                beside.replace(path)
            else:
                path.write_text(new, "utf-8")
            saved.append(mark)
            number += 1
            time.sleep(chance.uniform(0, 0.4))

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        for number in range(25):
            save(desk, row, f"Planeta {number}")
    finally:
        ended.set()
        editor.join()
    text = whole(translated).decode()
    assert [n for n in range(25) if f'"Planeta {n}"' not in text] == []
    assert f'"{saved[-1]}"' in text
    catalog = pofile.parse(translated.read(ES), "es", ES)
    assert len(catalog.in_use) == 32


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_desk_that_is_killed_while_it_saves_leaves_the_old_or_the_new(
    translated: Workplace,
) -> None:
    chance = random.Random(11)
    last = "Nuestro planeta"
    for number in range(5):
        desk = desks.start(translated.root)
        try:
            row = planet(desk)
            assert row["target"] == last
            new = f"Planeta {number}"
            wish = {"id": row["id"], "before": row["digest"], "text": new}
            asking = threading.Thread(target=_ask, args=(desk, wish))
            asking.start()
            time.sleep(chance.uniform(0, 0.12))
            desk.process.send_signal(signal.SIGKILL)
            desk.process.wait()
            asking.join()
        finally:
            desks.close(desk)
        catalog = pofile.parse(translated.read(ES), "es", ES)
        found = next(e.target for e in catalog.entries if e.source == "Our planet")
        assert found in (last, new)
        assert len(catalog.in_use) == 32
        last = found


def _ask(desk: Desk, wish: dict[str, Any]) -> None:
    with contextlib.suppress(OSError, ValueError, HTTPException):  # it ends in the middle
        desk.post(SAVE, wish)


def test_only_one_thing_is_at_work_and_saving_waits_for_none(
    translated: Workplace, desk: Desk
) -> None:
    row = planet(desk)
    status, answer = desk.post("/api/build", {"lessons": ["salt"], "formats": ["epub"]})
    assert (status, answer["started"]) == (200, True)
    assert desk.post("/api/build", {})[1]["started"] is False
    saved = save(desk, row, "Mientras tanto")
    assert saved["state"] == "edited"
    assert "Mientras tanto" in translated.read(ES)

    def job() -> dict[str, Any]:
        return dict(desk.get("/api/session")["job"])

    desks.wait_for(lambda: job()["is_over"], 120)
    assert job()["failed"] is False
    assert "Mientras tanto" in translated.read(ES)


def test_words_of_the_glossary_stand_beside_the_text(translated: Workplace) -> None:
    translated.write("glossary.csv", "source,target,language\nsodium,el sodio,es\n")
    with desks.opened(translated.root) as desk:
        rows = desk.get("/api/texts/salt/es")
        with_term = [row for row in rows if "el sodio</b>" in row["about"]]
        assert len(with_term) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no file is replaced there that is open")
def test_what_an_editor_still_writes_to_a_replaced_file_comes_back(
    translated: Workplace, desk: Desk
) -> None:
    row = planet(desk)
    path = translated.root / ES
    new = path.read_text("utf-8").replace("Por qué el mar es salado", "La sal del mar")
    with path.open("r+b", buffering=0) as editor:  # it has the file open, and is slow
        save(desk, row, "Planeta")
        editor.write(new.encode())
        editor.truncate()
    desks.wait_for(lambda: "La sal del mar" in translated.read(ES), 30)
    assert '"Planeta"' in whole(translated).decode()


def test_what_was_approved_for_a_text_like_it_is_offered(translated: Workplace, desk: Desk) -> None:
    row = planet(desk)
    twin = "---\ntitle: Twin\nkicker: Our planets\n---\n\nA text.\n"
    translated.write("source/twin/article.md", twin)
    wish = {"id": row["id"], "kind": "memory"}
    assert desk.post("/api/suggest/salt/es", wish) == (200, {})
    entry = 'msgctxt "kicker"\nmsgid "Our planets"\nmsgstr "Nuestros planetas"\n'
    translated.write("translations/twin/es.po", entry)
    deadline = time.monotonic() + 20
    while not (found := desk.post("/api/suggest/salt/es", wish)[1]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert found["text"] == "Nuestros planetas"
    assert (found["lesson"], found["source"]) == ("twin", "Our planets")
    assert 80 < found["percent"] < 100
