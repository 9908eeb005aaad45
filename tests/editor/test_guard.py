"""Attacks on a desk: other pages, other names, other people, too much, and what leads out."""

import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any

import desks
import pytest
from conftest import Workplace
from desks import Desk, needs_chromium, ready

from pipeline.cli.main import run

SAVE = "/api/text/salt/es"


def first(desk: Desk) -> dict[str, Any]:
    return dict(desk.get("/api/texts/salt/es")[0])


def test_the_address_is_this_machines_and_works_once(desk: Desk) -> None:
    status, headers, _ = desk.ask("GET", desk.address.removeprefix(desk.origin))
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    status, _, said = desk.ask("GET", desk.address.removeprefix(desk.origin))
    assert (status, b"used before" in said) == (403, True)
    status, headers, said = desk.ask("GET", "/", Cookie=cookie.split(";")[0])
    assert status == 200
    policy = headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert b"<script>" not in said
    with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, as the system has it
        socket.create_connection((_outward(), desk.port), timeout=3).close()


def _outward() -> str:
    """Return an address of this machine that other machines know, if it has one."""
    found = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    found = {str(address) for address in found if not str(address).startswith("127.")}
    if not found:
        raise OSError("this machine has no other address")
    return found.pop()


@pytest.mark.parametrize(
    "path", ["/", "/api/session", "/api/texts/salt/es", "/events", "/static/desk.css"]
)
def test_without_the_cookie_nothing_is_shown(desk: Desk, path: str) -> None:
    assert desk.ask("GET", path)[0] == 403
    assert desk.ask("GET", path, Cookie=f"desk-{desk.port}=x")[0] == 403
    assert desk.ask("GET", f"{path}?token=x")[0] == 403


def test_another_name_for_this_machine_is_refused(desk: Desk) -> None:
    desk.admit()
    for host in ("evil.example", f"evil.example:{desk.port}", f"127.0.0.1:{desk.port + 1}", ""):
        assert desk.ask("GET", "/", Cookie=desk.cookie, Host=host)[0] == 403
    assert desk.ask("GET", "/", Cookie=desk.cookie, Host=f"localhost:{desk.port}")[0] == 200


def test_a_change_comes_from_the_desks_own_page(translated: Workplace, desk: Desk) -> None:
    row = first(desk)
    before = translated.read("translations/salt/es.po")
    wish = json.dumps({"id": row["id"], "before": row["digest"], "text": "Robado"}).encode()
    good = {"Cookie": desk.cookie, "Origin": desk.origin, "X_Desk_Token": desk.token}
    for other in (
        {**good, "Origin": "http://evil.example"},
        {**good, "Origin": "null"},
        {name: value for name, value in good.items() if name != "Origin"},
        {name: value for name, value in good.items() if name != "X_Desk_Token"},
        {name: value for name, value in good.items() if name != "Cookie"},
        {**good, "X_Desk_Token": "guessed"},
        {**good, "Sec_Fetch_Site": "cross-site"},
        {**good, "Sec_Fetch_Site": "same-site"},
        {**good, "Host": f"evil.example:{desk.port}", "Origin": f"http://evil.example:{desk.port}"},
    ):
        assert desk.ask("POST", SAVE, wish, **other)[0] == 403
    assert desk.ask("GET", SAVE, Cookie=desk.cookie)[0] == 405
    assert translated.read("translations/salt/es.po") == before
    assert desk.ask("POST", SAVE, wish, **good)[0] == 200
    assert "Robado" in translated.read("translations/salt/es.po")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../guard.py",
        "/static/..%2fguard.py",
        "/static/%2e%2e/guard.py",
        "/file/../handouts.toml",
        "/file/..%2fhandouts.toml",
        "/file/salt/..%2f..%2fhandouts.toml",
        "/file//etc/passwd",
        "/file/salt/%2fetc%2fpasswd",
        "/texts/..%2fsalt/es",
        "/live/salt/..%2fes/student",
        "/live/salt/es/..%2fteacher",
        "/export/salt/es/..%2fpo",
        "/export/salt/es/exe",
        "/font/..%2f..%2f/0",
        "/font/Literata/99",
        "/api/texts/%00/es",
    ],
)
def test_no_path_leads_out(desk: Desk, path: str) -> None:
    desk.admit()
    status, _, body = desk.ask("GET", path, Cookie=desk.cookie)
    assert status in (400, 404)
    assert b"languages =" not in body
    assert b"import " not in body
    assert b"root:" not in body


def test_what_is_no_request_of_a_page_is_refused_in_a_line(desk: Desk) -> None:
    desk.admit()
    headers = {"Cookie": desk.cookie, "Origin": desk.origin, "X_Desk_Token": desk.token}
    for body in (b"[]", b"{", b'{"id": 3}', b'{"id": "x"}', b"\xff", b"[" * 100_000):
        status, _, said = desk.ask("POST", SAVE, body, **headers)
        assert status == 400
        assert set(json.loads(said)) == {"error"}
    status, said = desk.post(SAVE, {"id": "x", "before": "", "text": "Hola"})
    assert (status, said["outcome"]) == (200, "gone")
    assert desk.post("/api/text/nowhere/es", {"id": "x", "before": ""})[0] == 400
    assert desk.post("/api/text/salt/fr", {"id": "x", "before": ""})[0] == 400


def test_an_upload_has_an_end(translated: Workplace, desk: Desk) -> None:
    desk.admit()
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=60)
    connection.putrequest("POST", "/api/add?file=large.txt")
    for name, value in (
        ("Cookie", desk.cookie),
        ("Origin", desk.origin),
        ("X-Desk-Token", desk.token),
        ("Content-Length", str(50_000_000)),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413  # before anything was sent
    connection.close()
    pieces = (b"All work and no play. " * 50_000 for _ in range(46))
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=60)
    headers = {"Cookie": desk.cookie, "Origin": desk.origin, "X-Desk-Token": desk.token}
    try:
        connection.request("POST", "/api/add?file=large.txt", pieces, headers, encode_chunked=True)
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # the desk hung up in the middle
    connection.close()
    assert sorted(p.name for p in (translated.root / "source").iterdir()) == ["letter", "salt"]
    status, _ = desk.post(SAVE, {"id": "x", "before": "", "text": "x" * 5_000_000})
    assert status == 413


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_it_at_once_with_open_streams(translated: Workplace) -> None:
    desk = desks.start(translated.root, "--port", str(_free_port()))
    desk.admit()
    streams = []
    for _ in range(3):
        connection = HTTPConnection("127.0.0.1", desk.port, timeout=20)
        connection.request("GET", "/events", headers={"Cookie": desk.cookie})
        answer = connection.getresponse()
        assert answer.status == 200
        streams.append((connection, answer))
    ended = threading.Event()
    threading.Thread(target=lambda: (streams[0][1].read(), ended.set()), daemon=True).start()
    time.sleep(0.2)
    assert desks.close(desk) < 2
    assert desk.process.returncode == 0
    assert ended.wait(2)
    assert "Traceback" not in (desk.process.stdout.read() if desk.process.stdout else "")


def test_a_port_that_another_program_has_is_named(
    translated: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    del translated
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["edit", "--no-browser", "--port", str(port)]) == 1
    assert f"has port {port}" in capsys.readouterr().err
    assert run(["edit", "nowhere", "--no-browser"]) == 1


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


EVIL = '<img src=x onerror="document.title=1"><script>document.title = "gone"</script>'


@needs_chromium
def test_a_script_in_a_text_is_text(translated: Workplace, visit: Callable[..., Any]) -> None:
    translated.edit(
        "source/salt/article.md", "At sea, the sun does", f"At sea {EVIL}, the sun does"
    )
    translated.edit("translations/salt/es.po", '"Nuestro planeta"', json.dumps(EVIL))
    with desks.opened(translated.root) as desk:
        page = ready(visit(desk, "/texts/salt/es", width=1500))
        page.frame_locator("#page iframe").locator("#p4").wait_for()
        assert page.locator("textarea").first.input_value() == EVIL
        assert EVIL in page.locator(".row", has_text="At sea").inner_text()
        page.locator("textarea").nth(1).fill(f"Otro {EVIL}")
        page.keyboard.press("Control+s")
        page.get_by_text("Saved.").wait_for()
        page.frame_locator("#page iframe").get_by_text("Otro <img").wait_for()
        for path in ("/", "/article/salt", "/teaching/salt", "/history/salt", "/replace"):
            page.goto(desk.origin + path)
            page.wait_for_timeout(300)
            assert "handouts" in page.title()


@needs_chromium
def test_the_page_of_another_site_gets_nothing(desk: Desk, visit: Callable[..., Any]) -> None:
    page = visit(desk, "/texts/salt/es").context.new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(body="<h1>Hello</h1>"))
    page.goto("http://evil.example/")
    found = page.evaluate(
        """async (origin) => {
          const tries = [];
          for (const options of [{}, { credentials: "include" },
              { method: "POST", credentials: "include", mode: "no-cors", body: "{}" }]) {
            try {
              const answer = await fetch(origin + "/api/session", options);
              tries.push(answer.type === "opaque" ? "opaque" : await answer.text());
            } catch (bad) { tries.push("refused"); }
          }
          return tries;
        }""",
        desk.origin,
    )
    assert found[:2] == ["refused", "refused"]
    assert found[2] in ("opaque", "refused")
    page.goto(desk.origin + "/")  # typed by hand: the browser is known
    assert page.locator("h1").inner_text() == "Lessons"
