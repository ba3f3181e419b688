"""What a hostile program may send in its worker's name: it stays its own run's affair."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from generator.model import Cell
from generator.running.cache import Cache
from generator.running.transcript import Transcript
from generator.running.worker import wire

GOOD = {"event": "begin", "cell": 0}
STRUCTURE = {"type": "int", "kind": "number", "values": [1]}
FRAME = {"path": "a", "line": 1, "name": "f", "source": "", "cell": 0}
RAISED = {"event": "raised", "name": "E", "qualified": "E", "bases": [], "text": "E"}


def transcript() -> Transcript:
    found = Transcript(str, [Cell("1\n2", 3)])  # type: ignore[arg-type]
    found.message(GOOD, 0.0)
    return found


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"event": "unheard-of"},
        {"event": ["begin"]},
        {"event": "begin", "cell": 1},
        {"event": "begin", "cell": -1},
        {"event": "begin", "cell": "x"},
        {"event": "end", "seconds": "nan"},
        {"event": "end", "seconds": 1e999},
        {"event": "end", "seconds": -1},
        {"event": "end", "seconds": {}},
        {"event": "value", "text": 3, "structure": STRUCTURE},
        {"event": "value", "text": "", "dropped": 1e999, "structure": STRUCTURE},
        {"event": "value", "text": "", "structure": {**STRUCTURE, "kind": "evil"}},
        {"event": "value", "text": "", "structure": {**STRUCTURE, "values": [[1]]}},
        {"event": "value", "text": "", "structure": {**STRUCTURE, "requires_grad": "maybe"}},
        {"event": "value", "text": "", "structure": {**STRUCTURE, "items": [1]}},
        {"event": "png", "data": "###", "rich": False},
        {"event": "note", "cell": 1, "line": 1, "kind": "print", "text": "", "structure": None},
        {"event": "note", "cell": 0, "line": 3, "kind": "print", "text": "", "structure": None},
        {"event": "note", "cell": 0, "line": 1, "kind": "evil", "text": "", "structure": None},
        {"event": "note", "cell": True, "line": 1, "kind": "print", "text": "", "structure": None},
        {**RAISED, "frames": [{**FRAME, "cell": 7}]},
        {**RAISED, "frames": [{**FRAME, "line": 9}]},
        {**RAISED, "frames": [{**FRAME, "cell": [0]}]},
        {**RAISED, "frames": 3},
    ],
)
def test_a_message_that_no_worker_sends_is_broken_and_breaks_no_more(
    message: dict[str, Any],
) -> None:
    with pytest.raises(Exception):  # noqa: B017 (of any kind: whoever reads catches all)
        transcript().message(message, 0.0)


def test_messages_neither_nest_nor_grow_nor_go_on_without_end() -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    for body in (deep, b"3", b"\xff"):
        with pytest.raises(wire.WireError):
            list(wire.Unpacker().feed(wire.HEADER.pack(len(body)) + body))
    with pytest.raises(wire.WireError):
        list(wire.Unpacker().feed(wire.HEADER.pack(wire.LONGEST + 1)))
    endless = wire.Unpacker()
    message = wire.pack({"a": "x" * (wire.LONGEST // 2)})
    with pytest.raises(wire.WireError):
        for _ in range(wire.MOST // len(message) + 2):
            list(endless.feed(message))


def test_the_cache_waits_for_no_pipe_and_reads_no_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    cache = Cache(tmp_path)
    assert cache._digest(str(pipe)) is None
    assert cache._digest("/dev/zero") is None
    assert cache._digest(str(tmp_path)) is None
    (tmp_path / "file").write_text(json.dumps(1))
    assert cache._digest(str(tmp_path / "file")) is not None
