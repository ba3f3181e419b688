"""A server of this computer in the test's own process, and a client that says what it likes."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from generator.serving.local_server import LocalServer, listening
from generator.serving.safety import App

GENEROUS = 60.0  # seconds until it is certain that nothing comes


def wait_until(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + GENEROUS
    while not holds():
        assert time.monotonic() < limit, "it never came true"
        time.sleep(0.01)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # by names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Event:
    name: str
    data: Any


@dataclass
class Client:
    port: int
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str | None] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """An answer to a request with just these headers, and `Host` unless it is given; None
        leaves one out.
        """
        given = {"Host": f"127.0.0.1:{self.port}", **self.headers, **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GENEROUS)
        with closing(connection):
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            if (body or method == "POST") and "Content-Length" not in given:
                given["Content-Length"] = str(len(body))
            for name, value in given.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(body)
            found = connection.getresponse()
            named = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, named, found.read())

    def post(self, path: str, body: Any, **headers: str | None) -> Answer:
        """What our own page would get."""
        given = {
            "Content-Type": "application/json",
            "X-Proofdeck-Token": self.token,
            "Origin": self.address,
            "Sec-Fetch-Site": "same-origin",
        }
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask(path, "POST", headers={**given, **more}, body=json.dumps(body).encode())

    @contextmanager
    def listening(self) -> Iterator[Callable[[], Event | None]]:
        """Gives the next event of the stream; None once it has ended."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GENEROUS)
        with closing(connection):
            connection.request("GET", "/events", headers=self.headers)
            stream = connection.getresponse()
            assert stream.getheader("content-type", "").startswith("text/event-stream")

            def following() -> Event | None:
                name = ""
                while line := stream.readline():
                    kind, _, value = line.decode("ascii").rstrip("\n").partition(": ")
                    if kind == "event":
                        name = value
                    elif kind == "data":
                        return Event(name, json.loads(value))
                return None

            with closing(stream):
                yield following


def next_of(
    following: Callable[[], Event | None],
    name: str,
    wanted: Callable[[Any], object] = lambda data: True,
) -> Event:
    """The next event of that name whose data are wanted; all others are passed over."""
    limit = time.monotonic() + GENEROUS
    while (event := following()) is not None:
        if event.name == name and wanted(event.data):
            return event
        assert time.monotonic() < limit, f"no such {name} came"
    raise AssertionError(f"the stream ended before any such {name}")


@contextmanager
def served(
    app: Callable[[int], App], ending: Callable[[], object] = lambda: None
) -> Iterator[Client]:
    """A client of an application, which is made for a port."""
    listener = listening(0)
    port = listener.getsockname()[1]
    server = LocalServer(app(port), listener, ending)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Client(port)
    finally:
        server.stop()
        thread.join(GENEROUS)
        assert not thread.is_alive(), "the server did not end"


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]
