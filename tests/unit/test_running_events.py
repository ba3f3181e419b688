"""A worker that says what no worker says is done with; what it ran is run again elsewhere."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from generator.running.pool.descendant import Descendant
from generator.running.pool.forkserver_host import ForkServerHost
from generator.running.pool.host import Ended, Forked, Gone, Ready


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, ForkServerHost]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    host = ForkServerHost(ours, io.BytesIO(), Descendant())
    yield theirs, host
    theirs.close()
    host.close()


def test_what_a_worker_says_is_heard(ends: tuple[socket.socket, ForkServerHost]) -> None:
    theirs, host = ends
    for message in (
        {"event": "ready"},
        {"event": "forked", "job": 1},
        {"event": "ended", "job": 1, "status": 256, "limit": ""},
    ):
        theirs.send(json.dumps(message).encode())
    assert host.events() == [Ready(), Forked(1), Ended(1, 256)]


@pytest.mark.parametrize(
    "message",
    [
        b"\xff",
        b"3",
        b"[]",
        b"[" * 20_000,
        {},
        {"event": "unheard-of"},
        {"event": "forked"},
        {"event": "forked", "job": True},
        {"event": "forked", "job": [1]},
        {"event": "ended", "job": 1, "status": 10**400, "limit": ""},
        {"event": "ended", "job": 1, "status": -1, "limit": ""},
        {"event": "ended", "job": 1, "status": 0, "limit": 3},
        {"event": "failed", "job": 1, "detail": 3},
        {"event": "refused", "detail": "x", "again": "yes"},
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_worker_that_makes_no_sense_is_gone(
    ends: tuple[socket.socket, ForkServerHost], message: Any
) -> None:
    theirs, host = ends
    theirs.send(message if isinstance(message, bytes) else json.dumps(message).encode())
    assert [type(event) for event in host.events()] == [Gone]
