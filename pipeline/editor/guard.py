"""Who may use a desk: a browser on this machine that was given its address, and no other page.

A desk listens on the loopback address alone. That keeps other machines away, and neither the pages
of others, which a browser lets ask any address, nor other people on this machine. So there is a
token, which the address that is opened has once and which a cookie stands for afterwards. A request
needs the cookie and the desk's own name as its Host: another name may lead here too (DNS
rebinding). What changes something also needs the Origin of the desk, and a second token that only
its own pages can read. Every answer says what a page may load: no script but the desk's own files.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Bytes of a request that is no upload: an article is the longest.
MOST_BYTES = 4_000_000
TOKEN_HEADER = "x-desk-token"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# A handout within the desk: it can run nothing, and its pictures are in it.
LIVE_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# A handout by itself, with its own script: it is nobody's page, so it can ask the desk nothing.
FILE_POLICY = "sandbox allow-scripts allow-popups allow-modals; frame-ancestors 'none'"
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class Keys:
    """The secrets of one run of a desk.

    Attributes:
        once: In the address that is opened; worth nothing afterwards.
        cookie: What the browser keeps.
        token: What pages send along with a change.
    """

    port: int
    once: str = field(default_factory=_secret)
    cookie: str = field(default_factory=_secret)
    token: str = field(default_factory=_secret)

    @property
    def address(self) -> str:
        """The address of the desk, without anything secret."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def cookie_name(self) -> str:
        """The name of the cookie: cookies are of a machine, and each of its ports may be a desk."""
        return f"desk-{self.port}"

    def take(self, once: str) -> bool:
        """Tell whether a token from an address is the one, and make it worth nothing."""
        if self.once and _same(once, self.once):
            self.once = ""
            return True
        return False


class Guard:
    """Lets through what may pass, and puts its headers on every answer."""

    def __init__(self, app: ASGIApp, keys: Keys, uploads: Mapping[str, int]) -> None:
        """Stand before an application.

        Args:
            app: What is guarded.
            keys: Its secrets.
            uploads: The most bytes of a request to a path that begins so, where that is more than
                `MOST_BYTES`.
        """
        self._app = app
        self._keys = keys
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (*_HEADERS.items(), ("content-security-policy", _POLICY)):
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            await refused(scope, receive, send_guarded)
            return
        most = next((n for p, n in self._uploads.items() if scope["path"].startswith(p)), 0)
        limited = _Limited(receive, max(most, MOST_BYTES))
        if int(Headers(scope=scope).get("content-length") or 0) > limited.most:
            await too_large()(scope, receive, send_guarded)
            return
        await self._app(scope, limited, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return what answers a request that may not pass."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in (f"127.0.0.1:{self._keys.port}", f"localhost:{self._keys.port}"):
            return _refused("This address is not the desk's")
        if not _is_number(headers.get("content-length")):
            return _refused("This request has no length that is a number")
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return _refused("Another page may not ask the desk")
        once = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        is_known = self._is_known(headers.get("cookie", ""))
        if once and scope["method"] == "GET":
            if is_known or self._keys.take(once):
                return self._admitted(scope["path"])
            return _refused("This address was used before", "Start `handouts edit` anew")
        if not is_known:
            mend = "Open the address that `handouts edit` shows in its window"
            return _refused("The desk does not know this browser", mend)
        if scope["method"] not in ("GET", "HEAD"):
            token = headers.get(TOKEN_HEADER, "")
            if headers.get("origin") != f"http://{host}" or not _same(token, self._keys.token):
                return _refused("This change does not come from the desk's own page")
        return None

    def _is_known(self, cookies: str) -> bool:
        try:
            found = SimpleCookie(cookies).get(self._keys.cookie_name)
        except CookieError:
            return False
        return found is not None and _same(found.value, self._keys.cookie)

    def _admitted(self, path: str) -> Response:
        """Return the answer that gives a browser its cookie, and the address without the token."""
        answer = RedirectResponse(f"/{path.lstrip('/')}", 303)
        name, value = self._keys.cookie_name, self._keys.cookie
        answer.set_cookie(name, value, httponly=True, samesite="strict", path="/")
        return answer


class TooLargeError(Exception):
    """A request has more bytes than it said, or than it may have."""


class _Limited:
    """The body of a request, as far as it may go."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._seen = 0
        self.most = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self.most:
            raise TooLargeError
        return message


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _is_number(length: str | None) -> bool:
    return length is None or (length.isascii() and length.isdigit())


def _refused(what: str, mend: str = "") -> Response:
    return PlainTextResponse(" ".join(f"{part}." for part in (what, mend) if part), 403)


def too_large() -> Response:
    """Return the answer to a request that has too many bytes."""
    return JSONResponse({"error": "This file is too large."}, 413)
