"""Downloads and JSON over a real connection, and every way it fails in."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import Fault, Handler, Loopback, closed_port, cut, hang, serving, status

from pipeline.errors import WebError
from pipeline.system.http import JSON_LIMIT, Download, download, get_json, post_json

CONTENT = bytes(range(256)) * 1000
NEWER = bytes(reversed(CONTENT))
WHOLE = Download(len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    monkeypatch.setenv("no_proxy", "*")
    with serving() as loopback:
        loopback.files["/file"] = CONTENT
        yield loopback


def fetch(server: Loopback, target: Path, tries: int = 4, timeout: float = 5.0) -> Download:
    url = f"{server.address}/file"
    return download(url, target, lambda *_: None, timeout=timeout, pauses=(0.01,) * (tries - 1))


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_download_brings_the_file_and_tells_how_far_it_is(server: Loopback, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    target = tmp_path / "got"
    got = download(f"{server.address}/file", target, lambda *seen: told.append(seen))
    assert got == WHOLE
    assert target.read_bytes() == CONTENT
    assert left(tmp_path) == ["got"]
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert told == sorted(told)


def test_download_goes_on_where_the_connection_was_cut(server: Loopback, tmp_path: Path) -> None:
    server.faults = [cut(100_000), cut(50_000), status(500)]
    assert fetch(server, tmp_path / "got") == WHOLE
    ranges = [asked for _, asked in server.asked]
    assert ranges == ["", "bytes=100000-", "bytes=150000-", "bytes=150000-"]


def test_download_goes_on_in_the_next_run(server: Loopback, tmp_path: Path) -> None:
    server.faults = [cut(100_000)]
    with pytest.raises(WebError, match=r"was cut\. Run it again: it goes on where it stopped"):
        fetch(server, tmp_path / "got", tries=1)
    assert "got" not in left(tmp_path)
    assert fetch(server, tmp_path / "got") == WHOLE
    assert server.asked[-1] == ("/file", "bytes=100000-")


def test_download_that_was_whole_but_unnamed_needs_no_server(
    server: Loopback, tmp_path: Path
) -> None:
    server.faults = [cut(len(CONTENT) - 1)]
    with pytest.raises(WebError):
        fetch(server, tmp_path / "got", tries=1)
    with (tmp_path / "got.part").open("ab") as part:
        part.write(CONTENT[-1:])
    assert fetch(server, tmp_path / "got") == WHOLE
    assert len(server.asked) == 1


@pytest.mark.parametrize("able", [True, False], ids=["If-Range", "no ranges"])
def test_download_of_a_file_that_changed_starts_anew(
    server: Loopback, tmp_path: Path, able: bool
) -> None:
    server.ranges = able
    server.faults = [cut(100_000)]
    with pytest.raises(WebError):
        fetch(server, tmp_path / "got", tries=1)
    server.etag, server.files["/file"] = '"2"', NEWER
    assert fetch(server, tmp_path / "got").size == len(NEWER)
    assert (tmp_path / "got").read_bytes() == NEWER


@pytest.mark.parametrize("etag", ["", 'W/"1"'], ids=["unnamed", "weak"])
def test_parts_are_not_joined_where_nothing_proves_that_they_fit(
    server: Loopback, tmp_path: Path, etag: str
) -> None:
    server.etag = etag
    server.faults = [cut(100_000)]
    assert fetch(server, tmp_path / "got") == WHOLE
    assert [asked for _, asked in server.asked] == ["", ""]


def test_a_wrong_part_from_the_server_is_thrown_away(server: Loopback, tmp_path: Path) -> None:
    def wrong_part(handler: Handler) -> None:
        span = f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"
        handler.answer(206, CONTENT, {"ETag": '"1"', "Content-Range": span})

    server.faults = [cut(100_000), wrong_part, cut(100_000), status(416)]
    assert fetch(server, tmp_path / "got", tries=5) == WHOLE
    assert [asked for _, asked in server.asked] == ["", "bytes=100000-"] * 2 + [""]


def test_another_address_does_not_continue_the_part(server: Loopback, tmp_path: Path) -> None:
    server.faults = [cut(100_000)]
    with pytest.raises(WebError):
        fetch(server, tmp_path / "got", tries=1)
    server.files["/other"] = NEWER
    download(f"{server.address}/other", tmp_path / "got", lambda *_: None)
    assert (tmp_path / "got").read_bytes() == NEWER


@pytest.mark.parametrize("state", ["{", "[]", '{"url": "x"}'])
def test_a_broken_note_about_the_part_costs_no_more_than_a_fresh_start(
    server: Loopback, tmp_path: Path, state: str
) -> None:
    (tmp_path / "got.part").write_bytes(b"old")
    (tmp_path / "got.part.json").write_text(state)
    assert fetch(server, tmp_path / "got") == WHOLE


def test_file_addresses_are_downloaded_too(tmp_path: Path) -> None:
    source = tmp_path / "a file ü"
    source.write_bytes(CONTENT)
    assert download(source.as_uri(), tmp_path / "got", lambda *_: None) == WHOLE


@pytest.mark.parametrize(
    ("fault", "tries", "message"),
    [
        (hang, 2, "does not answer in time. Run it again: it goes on where it stopped."),
        (status(503), 4, "has a fault (HTTP 503). Run it again: it goes on where it stopped."),
        (status(429), 4, "has had too many requests (HTTP 429). Wait a while and run it again."),
        (status(404), 1, "There is nothing at {url} (HTTP 404)."),
        (status(403), 1, "does not let you have {url} (HTTP 403)."),
        (status(418), 1, "refuses to send {url} (HTTP 418)."),
        (lambda handler: handler.wfile.write(b"SSH-2.0\r\n"), 1, "as a web server does."),
        (lambda handler: handler.connection.close(), 4, "was cut. Run it again"),
    ],
    ids=["silent", "503", "429", "404", "403", "418", "no web server", "hangs up"],
)
def test_failure_is_one_line_after_as_many_tries_as_may_help(
    server: Loopback, tmp_path: Path, fault: Fault, tries: int, message: str
) -> None:
    server.faults = [fault] * tries
    timeout = 0.2 if fault is hang else 5.0
    with pytest.raises(WebError) as failure:
        fetch(server, tmp_path / "got", tries=tries, timeout=timeout)
    assert message.format(url=f"{server.address}/file") in str(failure.value)
    assert "\n" not in str(failure.value)
    assert len(server.asked) == tries
    assert not (tmp_path / "got").exists()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://127.0.0.1:{closed}/file", "127.0.0.1:{closed} takes no connection."),
        ("https://127.0.0.1:{open}/file", "There is no secure connection to 127.0.0.1:{open}"),
        ("http://nowhere.invalid/file", "nowhere.invalid cannot be found. Check that"),
        ("file:///there/is/none", "There is no file file:///there/is/none."),
        ("file:///", "cannot be reached"),
        ("ftp://127.0.0.1/file", "“ftp://127.0.0.1/file” is no web address."),
        ("/file", "“/file” is no web address."),
        ("http://127.0.0.1:port/file", "is no web address."),
        ("http://[/file", "“http://[/file” is no web address."),
    ],
)
def test_address_that_leads_nowhere_is_one_line(
    server: Loopback, tmp_path: Path, url: str, message: str
) -> None:
    places = {"closed": str(closed_port()), "open": server.address.rpartition(":")[2]}
    with pytest.raises(WebError) as failure:
        download(url.format(**places), tmp_path / "got", lambda *_: None, timeout=5.0)
    assert message.format(**places) in str(failure.value)
    assert "\n" not in str(failure.value)
    assert left(tmp_path) == []


def test_full_disk_is_one_line_and_the_part_stays(server: Loopback, tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from pipeline.system.http import download\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: download(sys.argv[1], Path(sys.argv[2]), lambda *_: None)\n"
        "except Exception as bad: print(type(bad).__name__, bad)"
    )
    pytest.importorskip("resource")
    command = [sys.executable, "-c", code, f"{server.address}/file", str(tmp_path / "got")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"WebError {tmp_path / 'got.part'} cannot be written: ")
    assert fetch(server, tmp_path / "got") == WHOLE
    assert server.asked[-1] == ("/file", "bytes=100000-")


def test_json_comes_and_goes(server: Loopback) -> None:
    server.files["/json"] = '{"ñ": [1]}'.encode()
    assert get_json(f"{server.address}/json") == {"ñ": [1]}
    assert post_json(f"{server.address}/json", {"q": ["Ä"]}) == {"ñ": [1]}
    assert server.asked[-1] == ("/json", '{"q": ["\\u00c4"]}')


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<!DOCTYPE html>\n<html>", "is not JSON. It begins with “<!DOCTYPE html> <html>”."),
        (b"", "is not JSON. It is empty."),
        (b"\xff\xfe{}", "is not JSON. It begins with"),
        (b"[" * 100_000, "is not JSON. It begins with"),
        (b" " * (JSON_LIMIT + 1), "sends more than 16 MB of JSON."),
    ],
    ids=["HTML", "empty", "other bytes", "bottomless", "too long"],
)
def test_what_is_no_json_is_one_line(server: Loopback, body: bytes, message: str) -> None:
    server.files["/json"] = body
    with pytest.raises(WebError) as failure:
        get_json(f"{server.address}/json")
    assert message in str(failure.value)
    assert "\n" not in str(failure.value)


def test_servers_own_words_are_passed_on(server: Loopback) -> None:
    server.faults = [status(403, b'{"error": "Invalid\\nAPI key"}'), status(400, b'{"error": 1}')]
    url = f"{server.address}/translate"
    with pytest.raises(WebError, match=r"\(HTTP 403\): Invalid API key\.$"):
        post_json(url, {})
    with pytest.raises(WebError, match=r"refuses to send .* \(HTTP 400\)\.$"):
        post_json(url, {})


def test_a_server_that_trickles_does_not_hold_us_for_ever(server: Loopback) -> None:
    server.files["/json"] = b" " * 800_000
    server.pause = 0.05
    with pytest.raises(WebError, match=r"does not answer in time\. Try again later\."):
        get_json(f"{server.address}/json", timeout=0.3)
