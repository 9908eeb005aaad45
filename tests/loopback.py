"""A web server on this machine, which can fail in every way that one on the net does."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PIECE = 8 * 1024


@dataclass
class Loopback:
    """What the server has, how it behaves, and what was asked of it.

    Attributes:
        files: Path → content.
        replies: Path → what makes an answer of what is posted there, both as JSON; or a fault.
        faults: What goes wrong with the next requests, one each; then all goes well.
        etag: What it calls the version of its files; empty: it says nothing about it.
        ranges: Whether it can send a part of a file.
        pause: Seconds between two pieces of an answer.
        asked: Path and Range of each request; the body of a POST.
        keys: The header Authorization of each request.
    """

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    replies: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    faults: list["Fault"] = field(default_factory=list)
    etag: str = '"1"'
    ranges: bool = True
    pause: float = 0.0
    asked: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


Fault = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    loopback: Loopback

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.loopback.asked.append((self.path, self.headers.get("Range", "")))
        fault = self.loopback.faults.pop(0) if self.loopback.faults else Handler.serve
        self.loopback.keys.append(self.headers.get("Authorization", ""))
        fault(self)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.loopback.asked.append((self.path, body))
        self.loopback.keys.append(self.headers.get("Authorization", ""))
        fault = self.loopback.faults.pop(0) if self.loopback.faults else Handler.serve
        if reply := self.loopback.replies.get(self.path):
            answer = reply(json.loads(body))
            if callable(answer):
                fault = answer
            else:
                self.loopback.files[self.path] = json.dumps(answer).encode()
        fault(self)

    def serve(self, cut_after: int | None = None) -> None:
        """Send a file as a good server does, perhaps not all of it."""
        content = self.loopback.files.get(self.path)
        if content is None:
            self.answer(404, b"<h1>Not here</h1>")
            return
        wanted, etag = self.headers.get("Range", ""), self.loopback.etag
        start = 0
        if wanted and self.loopback.ranges and self.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        extra = {"ETag": etag} if etag else {}
        if start:
            extra["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self.answer(206 if start else 200, content[start:], extra, cut_after)

    def answer(
        self,
        status: int,
        body: bytes,
        extra: dict[str, str] | None = None,
        cut_after: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        sent = body if cut_after is None else body[:cut_after]
        for start in range(0, len(sent), PIECE):
            self.wfile.write(sent[start : start + PIECE])
            self.loopback.closing.wait(self.loopback.pause)


def cut(after: int) -> Fault:
    """Return the fault of a connection that ends in the middle of a file."""
    return lambda handler: handler.serve(cut_after=after)


def status(code: int, body: bytes = b"") -> Fault:
    """Return the fault of a server that says no."""
    return lambda handler: handler.answer(code, body)


def hang(handler: Handler) -> None:
    """Say nothing until the test is over."""
    handler.loopback.closing.wait(60)


@contextmanager
def serving() -> Iterator[Loopback]:
    """Run a server."""
    loopback = Loopback()
    handler = type("Bound", (Handler,), {"loopback": loopback})

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing: a client that is killed hangs up."""

    with Server(("127.0.0.1", 0), handler) as server:
        loopback.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield loopback
        finally:
            loopback.closing.set()
            server.shutdown()


def closed_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
