"""The one place that talks to servers: files and JSON over http and https, and from `file://`."""

import hashlib
import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    Request,
    build_opener,
)

from pipeline.errors import WebError
from pipeline.system.boundary import boundary

SCHEMES = ("http", "https", "file")

# Seconds that a server may be silent, and the pauses before each further try of a download.
TIMEOUT = 30.0
PAUSES = (1.0, 3.0, 9.0)

# The whole index of Argos packages has 40 kB; an answer of LibreTranslate is about a lesson long.
JSON_LIMIT = 16 * 1024 * 1024
# The largest Argos package has a third of it.
DOWNLOAD_LIMIT = 1024**3
CHUNK = 64 * 1024

# Seconds that a server which refuses may take to say why.
_SAYING = 10.0

AGAIN = "Try again later"
RESUME = "Run it again: it goes on where it stopped"
ONLINE = "Check that this machine is online"


@dataclass(frozen=True)
class Download:
    """A file that was downloaded: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


class _PassingError(WebError):
    """A failure that may be gone at the next try."""


class _StaleError(_PassingError):
    """What was downloaded so far is no beginning of what the server has now."""


# What a connection failed with → what to say, how to mend it, what class to raise. First match.
_FAILURES: tuple[tuple[type[Exception], str, str, type[WebError]], ...] = (
    (socket.gaierror, "{host} cannot be found", ONLINE, WebError),
    (ConnectionRefusedError, "{host} takes no connection", "Check the address", WebError),
    (TimeoutError, "{host} does not answer in time", AGAIN, _PassingError),
    (ConnectionError, "The connection to {host} was cut", AGAIN, _PassingError),
    (ssl.SSLEOFError, "The connection to {host} was cut", AGAIN, _PassingError),
    (
        ssl.SSLError,
        "There is no secure connection to {host}: {detail}",
        "Check this machine's clock and its certificates",
        WebError,
    ),
    (http.client.IncompleteRead, "The connection to {host} was cut", AGAIN, _PassingError),
    (http.client.InvalidURL, "“{url}” is no web address", "", WebError),
    (http.client.HTTPException, "{host} does not answer as a web server does", "", WebError),
    (FileNotFoundError, "There is no file {url}", "", WebError),
    (OSError, "{host} cannot be reached: {detail}", ONLINE, WebError),
    (ValueError, "“{url}” is no web address", "", WebError),
)
# The same for what a server answers (RFC 9110, 15.5); others from 500 on may pass.
_REFUSALS: dict[int, tuple[str, str, type[WebError]]] = {
    401: ("{host} wants a key", "", WebError),
    403: ("{host} does not let you have {url}", "", WebError),
    404: ("There is nothing at {url}", "", WebError),
    408: ("{host} does not answer in time", AGAIN, _PassingError),
    410: ("There is nothing at {url} any more", "", WebError),
    416: ("What {host} has at {url} has changed", AGAIN, _StaleError),
    429: ("{host} has had too many requests", "Wait a while and run it again", _PassingError),
}


def download(
    url: str,
    target: Path,
    on_progress: Callable[[int, int], None],
    *,
    timeout: float = TIMEOUT,
    pauses: tuple[float, ...] = PAUSES,
) -> Download:
    """Download a file, going on from where an earlier try or run was cut.

    The bytes go to `<target>.part`, with what identifies the server's file in `<target>.part.json`,
    and get their name when all are there.

    Args:
        url: An http, https or file address.
        target: The file to write, in a folder that exists.
        on_progress: Told the bytes that are here and the bytes of the whole file (0: not known).
        timeout: Seconds that the server may be silent, or take to begin or for a piece.
        pauses: Seconds to wait before each further try.

    Raises:
        WebError: Where the server or the disk fails; what was downloaded is kept for the next run.
    """
    part = target.with_name(f"{target.name}.part")
    for pause in (*pauses, None):
        try:
            _fetch(url, part, on_progress, timeout)
            break
        except _PassingError as failure:
            if isinstance(failure, _StaleError):
                part.unlink(missing_ok=True)
            if pause is None:
                failure.mend = RESUME if failure.mend == AGAIN else failure.mend
                raise
            time.sleep(pause)
    with _writing(part):
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        part.replace(target)
        _state_path(part).unlink(missing_ok=True)
    return Download(target.stat().st_size, digest)


def get_json(url: str, *, timeout: float = TIMEOUT, key: str = "") -> object:
    """Return the JSON that a server has at an address.

    Args:
        url: The address.
        timeout: Seconds that the server may be silent, or send.
        key: A bearer token (RFC 6750). No other server gets it, wherever this one points.

    Raises:
        WebError: Where it cannot be had, or is no JSON.
    """
    return _read_json(url, timeout, {}, None, key)


def post_json(
    url: str, data: Mapping[str, object], *, timeout: float = TIMEOUT, key: str = ""
) -> object:
    """Send JSON to a server and return the JSON that it answers with.

    Args:
        url: The address.
        data: What to send.
        timeout: Seconds that the server may be silent, or send.
        key: A bearer token, as for `get_json`.

    Raises:
        WebError: Where it does not answer, or with an error; in its own words, where it has some.
    """
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    return _read_json(url, timeout, headers, json.dumps(data).encode(), key)


@dataclass(frozen=True)
class _State:
    """What a part is a part of: where it is from, its version there, its whole size in bytes."""

    url: str
    stamp: str
    size: int


def _state_path(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _begun(url: str, part: Path) -> tuple[int, _State]:
    """Return how many bytes of a part can be built on, and what they are a part of."""
    try:
        state = _State(**json.loads(_state_path(part).read_bytes()))
        have = part.stat().st_size
        usable = state.url == url and state.stamp and have <= state.size
    except (OSError, ValueError, TypeError):
        usable = False
    return (have, state) if usable else (0, _State(url, "", 0))


def _fetch(url: str, part: Path, on_progress: Callable[[int, int], None], timeout: float) -> None:
    """Bring a part to its whole size with one request, or none where it is there."""
    have, begun = _begun(url, part)
    if have and have == begun.size:
        return
    headers = {"Range": f"bytes={have}-", "If-Range": begun.stamp} if have else {}
    with _open(url, timeout, headers) as response:
        if response.status != http.client.PARTIAL_CONTENT:
            have = 0
        elif not _continues(response, have, begun):
            raise _StaleError(f"What the server has at {url} has changed", mend=AGAIN)
        length = _length(response)
        size = have + length if length is not None else 0
        _check_size(url, part, size)
        with _writing(part):
            state = json.dumps(asdict(_State(url, begun.stamp if have else _stamp(response), size)))
            # What an older state says must not stand beside newer bytes.
            if not have:
                part.unlink(missing_ok=True)
            _state_path(part).write_text(state, encoding="utf-8")
            with part.open("ab") as file:
                on_progress(have, size)
                for chunk in _chunks(response, url, timeout):
                    _check_size(url, part, have + len(chunk))
                    file.write(chunk)
                    have += len(chunk)
                    on_progress(have, size)


def _check_size(url: str, part: Path, size: int) -> None:
    """Refuse a file that is larger than any; what is there of it goes."""
    if size > DOWNLOAD_LIMIT:
        part.unlink(missing_ok=True)
        _state_path(part).unlink(missing_ok=True)
        raise WebError(f"What {url} sends has more than {DOWNLOAD_LIMIT >> 20} MB")


def _stamp(response: Any) -> str:
    """Return what tells one version of the file from another, as If-Range takes it (RFC 9110)."""
    tag = response.headers.get("ETag", "")
    weak = tag.startswith("W/")
    return str(tag if tag and not weak else response.headers.get("Last-Modified", ""))


def _continues(response: Any, have: int, begun: _State) -> bool:
    span = response.headers.get("Content-Range", "")
    return span == f"bytes {have}-{begun.size - 1}/{begun.size}" and _stamp(response) in (
        "",
        begun.stamp,
    )


def _length(response: Any) -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isdigit() else None


def _chunks(response: Any, url: str, timeout: float) -> Iterator[bytes]:
    """Yield the body; one that ends early is a cut connection, which urllib does not notice."""
    left = _length(response)
    with _telling(url):
        while chunk := _in_time(response, timeout, lambda: response.read1(CHUNK)):
            left = None if left is None else left - len(chunk)
            yield chunk
        if left:
            raise http.client.IncompleteRead(b"", left)


def _read_json(
    url: str, timeout: float, headers: dict[str, str], body: bytes | None, key: str
) -> object:
    # The timeout of a socket starts anew with every byte; a server may not trickle for ever.
    end = time.monotonic() + timeout
    answer = bytearray()
    with _open(url, timeout, headers, body, key) as response:
        for chunk in _chunks(response, url, timeout):
            answer += chunk
            if len(answer) > JSON_LIMIT:
                raise WebError(f"{_host(url)} sends more than {JSON_LIMIT >> 20} MB of JSON")
            if time.monotonic() > end:
                raise _failure(url, TimeoutError())
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        start = printable(bytes(answer[:40]).decode("utf-8", "replace"))
        shown = f"It begins with “{start}”" if start else "It is empty"
        raise WebError(f"What {url} sends is not JSON", mend=shown) from None


def _open(
    url: str, timeout: float, headers: dict[str, str], body: bytes | None = None, key: str = ""
) -> Any:
    with _telling(url):
        scheme = urlsplit(url).scheme
        if scheme not in SCHEMES:
            mend = "It has to begin with https://, http:// or file://"
            raise WebError(f"“{url}” is no web address", mend=mend)
        sent = {"User-Agent": "handouts", "Accept-Encoding": "identity", **headers}
        request = Request(url, body, sent)
        if key:
            request.add_unredirected_header("Authorization", f"Bearer {key}")
        opener = build_opener(_PlainHandler, _SecureHandler, _Redirects)
        return opener.open(request, timeout=timeout)


class _Redirects(HTTPRedirectHandler):
    """Follows a server to no other kind of address, and from a secure one to none that is not."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        scheme = urlsplit(newurl).scheme
        if req.type == "https" and scheme != "https":
            raise WebError(f"{_host(req.full_url)} leads from a secure address to one that is not")
        if scheme not in ("http", "https"):
            raise WebError(f"{_host(req.full_url)} leads to “{newurl}”, which is no web address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _PlainHandler(HTTPHandler):
    def http_open(self, req: Request) -> Any:
        return self.do_open(_patient(http.client.HTTPConnection), req)


class _SecureHandler(HTTPSHandler):
    def https_open(self, req: Request) -> Any:
        return self.do_open(_patient(http.client.HTTPSConnection), req)


def _patient(kind: type[http.client.HTTPConnection]) -> Any:
    """Return a kind of connection that waits for the whole head of an answer, and not longer."""

    class Patient(kind):  # type: ignore[misc, valid-type]
        def getresponse(self) -> Any:
            line, timeout = self.sock, self.timeout
            response = _in_time(line, timeout, super().getresponse)
            response.line = line
            return response

    return Patient


def _in_time(place: Any, timeout: float, wait: Callable[[], Any]) -> Any:
    """Return what is waited for, if it is there in time.

    The timeout of a socket begins anew with every byte that comes: a server that sends one now and
    then could hold a command for ever. So the line is cut from outside.

    Args:
        place: A socket, or an answer that came over one.
        timeout: Seconds.
        wait: What reads from it.

    Raises:
        TimeoutError: Where it is not.
    """
    line = getattr(place, "line", place)
    if not isinstance(line, socket.socket):  # a file
        return wait()
    cut = False

    def cut_off() -> None:
        nonlocal cut
        cut = True
        with suppress(OSError):
            # Not the method of a secure line: that one wants to say good-bye.
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    timer = Timer(timeout, cut_off)
    timer.daemon = True
    timer.start()
    try:
        found = wait()
    except Exception as bad:
        if cut:
            raise TimeoutError from bad
        raise
    finally:
        timer.cancel()
    if cut:
        raise TimeoutError
    return found


@contextmanager
def _telling(url: str) -> Iterator[None]:
    with boundary(WebError, what=f"{_host(url)} does not answer as a web server does"):
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _failure(url, error) from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"{path} cannot be written: {error.strerror or error}"
        raise WebError(what, mend=f"Check the disk's free space. {RESUME}") from None


def _failure(url: str, error: Exception) -> WebError:
    """Return what to raise for an error of urllib."""
    if isinstance(error, HTTPError):
        return _refusal(url, error)
    cause: Any = error.reason if isinstance(error, URLError) else error
    cause = cause if isinstance(cause, Exception) else OSError(cause)
    detail = getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or str(cause)
    what, mend, kind = next(row[1:] for row in _FAILURES if isinstance(cause, row[0]))
    return kind(what.format(host=_host(url), url=url, detail=detail), mend=mend)


def _refusal(url: str, error: HTTPError) -> WebError:
    """Return what to raise for a status that means no, with the server's own words if any."""
    passing = error.code >= http.client.INTERNAL_SERVER_ERROR
    default = ("{host} has a fault", AGAIN) if passing else ("{host} refuses to send {url}", "")
    kind: type[WebError] = _PassingError if passing else WebError
    what, mend, kind = _REFUSALS.get(error.code, (*default, kind))
    told = what.format(host=_host(url), url=url)
    said = _said(error)
    failure = kind(f"{told} (HTTP {error.code})" + (f": {said}" if said else ""), mend=mend)
    failure.status, failure.said = error.code, said
    return failure


def _said(error: HTTPError) -> str:
    """Return the message of an answer such as `{"error": "Invalid API key"}`, in one line."""
    try:
        with error, boundary(WebError):
            return message(json.loads(_in_time(error.fp, _SAYING, lambda: error.read(CHUNK))))
    except WebError:
        return ""


def message(answer: object) -> str:
    """Return what JSON says about an error, in one line; empty where it says nothing.

    LibreTranslate has the text as `error`, the interface of OpenAI as `message` inside of it,
    FastAPI, which others are made with, as `detail`.
    """
    for key in ("error", "message", "detail"):
        if isinstance(answer, dict) and (found := answer.get(key)):
            return printable(found)[:300] if isinstance(found, str) else message(found)
    return ""


def printable(text: str) -> str:
    """Return what somebody else wrote in one line, without what would drive a terminal."""
    return "".join(filter(str.isprintable, " ".join(text.split())))


def _host(url: str) -> str:
    """Return the server of an address, or the address of a file."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url
