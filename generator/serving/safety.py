"""Keeps every page but our own from reading or changing anything through the local server.

Any page of the internet that is open in the browser can send requests to this computer, under a
name of its own choosing that leads here. So the name in `Host` is checked, and who asks, and what
changes something needs a token that only our own page was given.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from generator.last_net import caught
from generator.serving.peers import STRANGER

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN_HEADER: Final = "X-Proofdeck-Token"
_MOST_BODY: Final = 64 * 1024  # bytes
_READING: Final = ("GET", "HEAD")
_CLOSED: Final = "default-src 'none'; frame-ancestors 'none'"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": _CLOSED,
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only our own pages know. `token` goes with what changes something, and into no address;
    `prefix` is the part of the address of what sandboxed frames load, which the browser takes for
    another site's.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    prefix: str = field(default_factory=lambda: secrets.token_urlsafe(16))


class AsciiJson(JSONResponse):
    """JSON in ASCII: names of files may hold what UTF-8 does not have."""

    def render(self, content: Any) -> bytes:
        """The bytes of the answer."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


class RefusedError(Exception):
    """A request that is not answered. `status` is that of HTTP."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint

    def response(self) -> AsciiJson:
        """The answer, in words."""
        return AsciiJson({"message": self.message, "hint": self.hint}, self.status)


class Guarded:
    """An application that answers only its own pages, at a loopback address and this `port`.

    `embedded` are the beginnings of paths that sandboxed frames load: they hold a secret, and no
    page elsewhere can know them. An answer may set any of our headers for itself.
    """

    def __init__(self, app: App, port: int, token: str, embedded: Iterable[str] = ()) -> None:
        names = ("127.0.0.1", "localhost", "[::1]")
        self._app = app
        self._hosts = {f"{name}:{port}" for name in names} | ({*names} if port == 80 else set())
        self._address = f"http://127.0.0.1:{port}/"
        self._token = token.encode("ascii")
        self._embedded = tuple(embedded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it in words."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        begun = False

        async def sent(event: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if event["type"] == "http.response.start":
                begun = True
                event["headers"] = _with_ours(event["headers"])
            await send(event)

        try:
            body = self._admitted(scope)
            await self._app(scope, _bounded(receive) if body else receive, sent)
        except RefusedError as refusal:
            if not begun:
                await refusal.response()(scope, receive, sent)
        except Exception as error:
            said = f"Proofdeck itself failed while answering this: {caught(error)}"
            if not begun:
                await RefusedError(500, said, "please report it").response()(scope, receive, sent)

    def _admitted(self, scope: Scope) -> bool:
        """Whether a request that may be answered has a body. Raises RefusedError for any other."""
        if scope.get("state", {}).get(STRANGER):
            raise RefusedError(403, "this page belongs to another user of this computer")
        headers = _Headers(scope["headers"])
        host = headers.only("host")
        if host is None or host.lower() not in self._hosts:
            hint = f"open {self._address}"
            raise RefusedError(
                421, "this server answers only under the address of this computer", hint
            )
        method = scope["method"]
        if method not in (*_READING, "POST"):
            raise RefusedError(405, f"{method[:20]} is not answered here")
        inside = method in _READING and scope["path"].startswith(self._embedded or ("\0",))
        origin = headers.only("origin")
        if "origin" in headers and origin != f"http://{host.lower()}" and not inside:
            raise RefusedError(403, "another site asked for this; only Proofdeck's own page may")
        if not (inside or _is_own(headers, scope)):
            raise RefusedError(403, "another site asked for this; only Proofdeck's own page may")
        if method in _READING:
            return False
        given = headers.only(TOKEN_HEADER.lower()) or ""
        if not secrets.compare_digest(given.encode("utf-8", "replace"), self._token):
            hint = "load the page again: the server may have been started anew"
            raise RefusedError(403, "this request has not the token of this server", hint)
        kind = (headers.only("content-type") or "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise RefusedError(415, "this request is not JSON")
        length = headers.only("content-length") or "0"
        if not length.isdecimal() or int(length) > _MOST_BODY:
            raise RefusedError(413, "this request is too large")
        return True


async def unknown(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer where there is nothing."""
    raise RefusedError(404, "there is nothing at this address")


def _is_own(headers: _Headers, scope: Scope) -> bool:
    """Whether the user or our own page asks, as far as the browser says: old ones, and programs
    that are no browsers, say nothing. A link from anywhere may lead to the first page.
    """
    if "sec-fetch-site" not in headers or headers.only("sec-fetch-site") in ("same-origin", "none"):
        return True
    return (
        scope["path"] == "/"
        and scope["method"] in _READING
        and headers.only("sec-fetch-mode") == "navigate"
        and headers.only("sec-fetch-dest") == "document"
    )


class _Headers:
    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._found: dict[str, list[str]] = {}
        for name, value in raw:
            self._found.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def only(self, name: str) -> str | None:
        """The value of a header that is there once, else None."""
        values = self._found.get(name, [])
        return values[0] if len(values) == 1 else None


def _with_ours(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    own = list(headers)
    known = {name.lower() for name, _ in own}
    ours = ((name.lower().encode(), value.encode()) for name, value in _HEADERS.items())
    return own + [(name, value) for name, value in ours if name not in known]


def _bounded(receive: Receive) -> Receive:
    """`receive` for a body of a bounded length, whatever its header said."""
    got = 0

    async def bounded() -> MutableMapping[str, Any]:
        nonlocal got
        event = await receive()
        got += len(event.get("body", b""))
        if got > _MOST_BODY:
            raise RefusedError(413, "this request is too large")
        return event

    return bounded


async def asked(
    request: Request, needed: Mapping[str, type], optional: Mapping[str, type] | None = None
) -> dict[str, Any]:
    """The JSON object of a request, with values of these kinds. Raises RefusedError otherwise."""
    kinds = {**needed, **(optional or {})}
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        body = None
    if (
        not isinstance(body, dict)
        or not needed.keys() <= body.keys() <= kinds.keys()
        or any(type(value) is not kinds[name] for name, value in body.items())
    ):
        told = f"needs {' and '.join(needed)}" if needed else "needs a JSON object"
        allowed = f", and may have {' and '.join(optional)}" if optional else ""
        raise RefusedError(400, f"this request {told}{allowed}, each of its type")
    return body
