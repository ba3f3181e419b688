"""Chunks as they come from a pipe, put together into outputs."""

from __future__ import annotations

import pytest

from generator.model import Output
from generator.running.capture.cell_capture import LINES, SIZE, CellCapture
from generator.running.worker.wire import Unpacker, WireError, pack


def outputs(capture: CellCapture) -> tuple[Output, ...]:
    return capture.finish(0.0, str).outputs


def test_chunks_of_one_stream_become_one_output() -> None:
    capture = CellCapture(0.0)
    capture.text("stdout", b"a")
    capture.text("stdout", b"b\n")
    capture.text("stderr", b"c")
    capture.show(Output("value", "1"), 1)
    capture.text("stdout", b"d", 1)
    assert outputs(capture) == (
        Output("stdout", "ab\n"),
        Output("stderr", "c"),
        Output("value", "1"),
        Output("stdout", "d"),
    )


def test_what_came_first_stands_first_whatever_arrives_first() -> None:
    capture = CellCapture(0.0)
    capture.text("stderr", b"third\n", 3)
    capture.show(Output("value", "fourth"), 4)
    capture.text("stdout", b"fifth\n", 4)
    capture.text("stdout", b"first\n", 1)
    capture.text("stdout", b"second\n", 2)
    texts = [output.text for output in outputs(capture)]
    assert texts == ["first\nsecond\n", "third\n", "fourth", "fifth\n"]


def test_the_limit_cuts_what_came_last_whatever_arrives_first() -> None:
    capture = CellCapture(0.0)
    capture.text("stderr", b"late\n" * LINES + b"later", 2)
    capture.text("stdout", b"early\n" * (LINES - 1), 1)
    assert outputs(capture) == (
        Output("stdout", "early\n" * (LINES - 1)),
        Output("stderr", "late\n", dropped=LINES),
    )


def test_a_character_cut_between_chunks_is_whole_again() -> None:
    capture = CellCapture(0.0)
    for byte in "é中".encode():
        capture.text("stdout", bytes([byte]))
    assert outputs(capture) == (Output("stdout", "é中"),)


def test_a_character_that_never_ends_is_shown_as_broken() -> None:
    capture = CellCapture(0.0)
    capture.text("stdout", b"a\xe4")
    assert outputs(capture) == (Output("stdout", "a\ufffd"),)


def test_exactly_as_many_lines_as_are_kept_lose_nothing() -> None:
    capture = CellCapture(0.0)
    capture.text("stdout", b"x\n" * LINES)
    assert outputs(capture) == (Output("stdout", "x\n" * LINES),)


@pytest.mark.parametrize(("tail", "dropped"), [(b"y", 1), (b"y\n", 1), (b"y\nz", 2)])
def test_lines_beyond_the_limit_are_counted(tail: bytes, dropped: int) -> None:
    capture = CellCapture(0.0)
    capture.text("stdout", b"x\n" * LINES + tail[:1])
    capture.text("stdout", tail[1:])
    assert outputs(capture) == (Output("stdout", "x\n" * LINES, dropped=dropped),)


def test_a_line_without_end_is_cut_at_a_whole_character() -> None:
    capture = CellCapture(0.0)
    capture.text("stdout", "中".encode() * SIZE)
    capture.show(Output("value", "1"), 1)
    assert outputs(capture) == (
        Output("stdout", "中" * (SIZE // 3), dropped=1),
        Output("value", "1"),
    )


def test_messages_survive_being_cut_anywhere() -> None:
    messages = [{"event": "a", "text": "é" * 10}, {"event": "b"}]
    data = b"".join(map(pack, messages))
    unpacker = Unpacker()
    assert [m for byte in data for m in unpacker.feed(bytes([byte]))] == messages


@pytest.mark.parametrize("data", [b"junkjunkjunk", b"\0\0\0\2[]", b"\0\0\0\2xx"])
def test_bytes_that_are_no_message_are_noticed(data: bytes) -> None:
    with pytest.raises(WireError):
        list(Unpacker().feed(data))


def test_a_message_of_much_text_arrives_and_one_of_many_parts_does_not() -> None:
    text = 'a "[{,\\' * 600_000
    data = pack({"event": "svg", "text": text})
    assert [each["text"] for each in Unpacker().feed(data)] == [text]
    parts = pack({"event": "note", "x": [{}] * 500_000})
    with pytest.raises(WireError, match="too much"):
        list(Unpacker().feed(parts))


@pytest.mark.parametrize(
    "body", [b'"' + b'\\"' * 4_000_000, b'"\\\n' * 2_000_000, b'"' * 9_000_001]
)
def test_a_message_that_is_none_is_read_once(body: bytes) -> None:
    with pytest.raises(WireError):
        list(Unpacker().feed(len(body).to_bytes(4, "big") + body))
