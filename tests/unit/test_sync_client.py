"""What stands between a sync and Anki has words of its own."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from generator.model import ProblemsError
from generator.syncing.anki_connect import BadUrlError, Client

Answer = Callable[[dict[str, Any]], bytes | None]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """Something that answers one request after the other at the address given; None is silence."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                held.append(connection)
                reply = answer(_request(connection))
                if reply is not None:
                    connection.sendall(reply)
                    connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
        for each in held:
            each.close()


def _request(connection: socket.socket) -> dict[str, Any]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                  if line.startswith(b"content-length"))  # fmt: skip
    while len(body) < length:
        body += connection.recv(65536)
    found: dict[str, Any] = json.loads(body)
    return found


def reply(content: object) -> bytes:
    body = json.dumps(content).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def result(value: object) -> bytes:
    return reply({"result": value, "error": None})


def error(message: str) -> bytes:
    return reply({"result": None, "error": message})


def code(ask: Callable[[], object]) -> str:
    with pytest.raises(ProblemsError) as raised:
        ask()
    (problem,) = raised.value.problems
    assert problem.hint
    return problem.code


def test_a_closed_anki_is_told_from_everything_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert code(Client(f"http://127.0.0.1:{port}").greet) == "anki-closed"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "anki-other"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "anki-other"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "anki-other"),
        (b"", "anki-closed"),  # hung up, as an Anki does that is just closing
        (reply([1, 2]), "anki-other"),
        (reply({"result": 6}), "anki-other"),
        (result("six"), "anki-other"),
        (result(5), "anki-old"),
        (error("unsupported action"), "anki-old"),
        (error("valid api key must be provided"), "anki-key"),
        (error("collection is not available"), "anki-profile"),
        (error("disk is full (os error 28)"), "anki-failed"),
        (error("Failed to create file in '/x': No such file (os error 2)"), "anki-path"),
    ],
)
def test_every_answer_that_is_none_is_named(answer: bytes, expected: str) -> None:
    with server(lambda request: answer) as url:
        assert code(Client(url).greet) == expected


def test_an_anki_that_does_not_answer_is_not_waited_for_for_ever() -> None:
    with server(lambda request: None) as url:
        assert code(Client(url, greeting=0.05).greet) == "anki-busy"
        assert code(lambda: Client(url, work=0.05).ask("importPackage", path="x")) == "anki-busy"


def test_the_key_goes_with_every_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_ANKI_KEY", "secret")
    seen: list[dict[str, Any]] = []

    def answer(request: dict[str, Any]) -> bytes:
        seen.append(request)
        return result([{"result": 1, "error": None}, {"result": 2, "error": None}])

    with server(answer) as url:
        assert Client.of(url).ask_all([("version", {}), ("findNotes", {"query": "x"})]) == [1, 2]
    (request,) = seen
    inner = request["params"]["actions"]
    assert [one["key"] for one in (request, *inner)] == ["secret"] * 3
    assert [one["version"] for one in (request, *inner)] == [6] * 3


def test_one_action_of_several_that_fails_is_told() -> None:
    failed = {"result": None, "error": "collection is not available"}
    with server(lambda request: result([{"result": 1, "error": None}, failed])) as url:
        assert code(lambda: Client(url).ask_all([("a", {}), ("b", {})])) == "anki-profile"
        assert code(lambda: Client(url).ask_all([("a", {})])) == "anki-other"


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own port 8765 may be another reader's Anki."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with server(lambda request: result(6)) as url:
        Client(url).greet()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "8765",
        "ftp://x",
        "http://",
        "http://x:y",
        "http://[::1",
        "http://a b:1",
        "http://a:1/\x7f",
    ],
)
def test_an_address_that_is_none_is_wrong_usage(url: str) -> None:
    with pytest.raises(BadUrlError):
        Client(url)
