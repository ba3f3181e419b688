"""AnkiConnect (API 6) over a collection of the real Anki, without Anki's windows.

It answers as the add-on 25.11.9.0 does with Anki 26.9: results, what becomes of unknown ids, and the
words of its errors. `tests/integration/test_anki_connect.py` holds the two against each other where
the add-on is at hand.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

from anki.collection import Collection

from tests.support.anki_connect_actions import ACTIONS, Actions

API = 6
_WITHOUT_COLLECTION = frozenset(
    {"version", "requestPermission", "multi", "getActiveProfile", "getProfiles", "guiDeckBrowser"}
)


class HangUpError(Exception):
    """Raised by the hooks of `AnkiConnect`: the connection closes without an answer, as where Anki ends."""


class AnkiConnect:
    """A reader's Anki with the add-on, at `url`; a context manager.

    `col` is the open collection, None while Anki asks for a profile. `calls` are the names of the
    actions asked for, those inside of `multi`, too. `before` and `after` are called with the name of
    each, before it is done and before it is answered.
    """

    def __init__(self, folder: Path, *, key: str | None = None, profile: str = "User 1") -> None:
        self.path = folder / profile / "collection.anki2"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.key = key
        self.profile = profile
        self.calls: list[str] = []
        self.before: Callable[[str], None] = lambda action: None
        self.after: Callable[[str], None] = lambda action: None
        self.col: Collection | None = None
        self._server = HTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"anki": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> AnkiConnect:
        self.col = Collection(str(self.path))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.leave_profile()

    def leave_profile(self) -> None:
        """Close the collection, as Anki does before it asks which profile to open."""
        if self.col is not None:
            self.col.close()
            self.col = None

    def answer(self, body: bytes) -> Any:
        """What the add-on answers to the body of a request."""
        if not body:
            return {"apiVersion": f"AnkiConnect v.{API}"}
        try:
            request = json.loads(body)
        except ValueError as error:
            return _failed(str(error))
        if not isinstance(request, dict):
            return _failed(f"{request!r} is not of type 'object'")
        if not isinstance(request.get("action"), str):
            return _failed("'action' is a required property")
        return self._handle(request)

    def _handle(self, request: Mapping[str, Any]) -> Any:
        action, old = request["action"], request.get("version", 4) <= 4
        self.calls.append(action)
        self.before(action)
        if action != "requestPermission" and self.key and request.get("key") != self.key:
            return _failed("valid api key must be provided")
        try:
            result = self._perform(action, request.get("params", {}))
        except HangUpError:
            raise
        except Exception as error:
            return _failed(str(error))
        self.after(action)
        return result if old else {"result": result, "error": None}

    def _perform(self, action: str, params: Mapping[str, Any]) -> Any:
        match action:
            case "version":
                return API
            case "requestPermission":
                granted = {"permission": "granted", "requireApikey": bool(self.key)}
                return {**granted, "version": API}
            case "multi":
                return [self._handle(one) for one in params["actions"]]
            case "getActiveProfile":
                return self.profile
            case "getProfiles":
                return [self.profile]
            case _ if action not in ACTIONS:
                raise ValueError("unsupported action")
        if self.col is None and action not in _WITHOUT_COLLECTION:
            raise RuntimeError("collection is not available")
        return ACTIONS[action](Actions(self.col, self.profile), **params)


def _failed(message: str) -> dict[str, object]:
    return {"result": None, "error": message}


class _Handler(BaseHTTPRequestHandler):
    anki: ClassVar[AnkiConnect]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        origin = self.headers.get("Origin")
        if origin is not None and not origin.startswith(("http://localhost", "http://127.0.0.1")):
            self.send_response(403)
            self.end_headers()
            return
        try:
            data = json.dumps(self.anki.answer(body)).encode("utf-8")
        except HangUpError:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST  # noqa: N815 (the name that the base class looks for)

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""
