"""A desk that is open, as the command opens it, and a real browser to sit at it."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Workplace

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="pages are tested in Chromium")


@dataclass
class Desk:
    """A desk that a command has opened.

    Attributes:
        address: With its token.
        process: The command.
    """

    root: Path
    address: str
    process: "subprocess.Popen[str]"
    cookie: str = ""
    token: str = ""

    @property
    def port(self) -> int:
        return int(re.search(r":(\d+)/", self.address)[1])  # type: ignore[index]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask as a program does, with these headers alone; `_` in a name stands for `-`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, named)
        answer: HTTPResponse = connection.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        connection.close()
        return found

    def admit(self) -> None:
        """Take the cookie and the token of the desk's pages, as a browser would."""
        _, headers, _ = self.ask("GET", self.address.removeprefix(self.origin))
        self.cookie = headers["set-cookie"].split(";")[0]
        _, _, body = self.ask("GET", "/api/session", Cookie=self.cookie)
        self.token = json.loads(body)["token"]

    def post(self, path: str, wish: dict[str, Any]) -> tuple[int, Any]:
        """Change something as the desk's own pages do."""
        if not self.token:
            self.admit()
        headers = {"Cookie": self.cookie, "Origin": self.origin, "X_Desk_Token": self.token}
        status, _, body = self.ask("POST", path, json.dumps(wish).encode(), **headers)
        return status, json.loads(body)

    def get(self, path: str) -> Any:
        """Read what the desk's own pages read."""
        if not self.token:
            self.admit()
        status, _, body = self.ask("GET", path, Cookie=self.cookie)
        assert status == 200, body
        return json.loads(body)


def start(root: Path, *arguments: str) -> Desk:
    """Open a desk by its command."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pipeline", "edit", "--no-browser", *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, line + process.stdout.read()
    return Desk(root, found[0], process)


@contextmanager
def opened(root: Path, *arguments: str) -> Iterator[Desk]:
    """Open a desk and close it as a person does."""
    desk = start(root, *arguments)
    try:
        yield desk
    finally:
        close(desk)


def close(desk: Desk) -> float:
    """Close a desk with Ctrl-C; return after how many seconds it has ended."""
    began = time.monotonic()
    if desk.process.poll() is None:
        desk.process.send_signal(signal.SIGINT)
    try:
        desk.process.wait(20)
    except subprocess.TimeoutExpired:
        desk.process.kill()
        raise
    return time.monotonic() - began


@dataclass
class Visitor:
    """A browser at a desk; what goes wrong in its pages is kept."""

    browser: Any
    wrong: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def visit(self, desk: Desk, path: str = "/", width: int = 1300, **options: Any) -> Any:
        """Open a page of a desk in a browser that was not there before."""
        options = {"locale": "en-GB", **options}
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(60_000)
        self.contexts.append(context)
        page = self.tab(context)
        page.goto(desk.address)
        if path != "/":
            page.goto(desk.origin + path)
        return page

    def tab(self, context: Any) -> Any:
        """Open another tab of a browser."""
        page = context.new_page()
        page.on("console", lambda said: self.wrong.append(said.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        return page


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def wait_for(what: Callable[[], Any], seconds: float = 60) -> Any:
    """Return what comes to be something before long."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.03)
    return found


def ready(page: Any) -> Any:
    """Return a page of texts whose script is at work."""
    page.wait_for_selector("body[data-ready=yes]")
    return page


@pytest.fixture(name="desk")
def _desk(translated: "Workplace") -> Iterator[Desk]:
    """The desk of a project in Spanish and German with `salt` and `letter`, all of it approved."""
    with opened(translated.root) as desk:
        yield desk


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator[Any]:
    """The one Chromium of a session, for desks and for finished pages."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Any) -> Iterator[Visitor]:
    """A browser at desks; afterwards nothing was wrong in their pages."""
    visitor = Visitor(browser)
    yield visitor
    for context in visitor.contexts:
        context.close()
    # What the server refuses and where it is away, the browser notes as well as the page.
    assert [said for said in visitor.wrong if not said.startswith("Failed to load")] == []


@pytest.fixture
def visit(visitor: Visitor) -> Callable[..., Any]:
    """Return a function that opens a page of a desk."""
    return visitor.visit
