"""What a program prints, and the marks in it that tell when."""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.running.capture.credible import ForgedError
from generator.running.capture.marked import Marked
from generator.running.worker.marks import LENGTH, Mark, Marks, pack

TOKEN = "0123456789abcdef"
PIECES = st.lists(st.binary(max_size=40), min_size=1, max_size=6)


def stream(pieces: list[bytes]) -> tuple[bytes, list[tuple[Mark, bytes]]]:
    """Text with a mark before each piece but the first, and what is to be made of it."""
    data, found = b"", []
    for number, piece in enumerate(pieces):
        place = Mark(number, number // 2)
        data += (pack(TOKEN, place) if number else b"") + piece
        found.append((place, piece))
    return data, found


def read(data: bytes, cuts: list[int]) -> dict[Mark, bytes]:
    marked, found = Marked(TOKEN, 9), {}
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    pieces = [piece for a, b in pairwise(places) for piece in marked.feed(data[a:b])]
    for place, piece in (*pieces, *marked.finish()):
        found[place] = found.get(place, b"") + piece
    return found


@given(PIECES, st.lists(st.integers(0, 400), max_size=12))
def test_text_is_taken_apart_at_its_marks_however_it_arrives(
    pieces: list[bytes], cuts: list[int]
) -> None:
    data, expected = stream(pieces)
    assert read(data, cuts) == {place: piece for place, piece in expected if piece}


@pytest.mark.parametrize("text", [b"\0", b"\0" + TOKEN.encode()[:5], pack("f" * 16, Mark(1, 0))])
def test_text_that_looks_like_a_mark_is_text(text: bytes) -> None:
    assert read(b"a" + text, []) == {Mark(0, 0): b"a" + text}
    assert read(text + b"b", list(range(60))) == {Mark(0, 0): text + b"b"}


@pytest.mark.parametrize(
    "marks",
    [
        [Mark(1, 9)],
        [Mark(2, 0), Mark(2, 0)],
        [Mark(2, 0), Mark(1, 0)],
        [Mark(1, 3), Mark(2, 2)],
        [Mark(0, 0)],
    ],
)
def test_a_mark_that_no_worker_sets_gives_a_program_away(marks: list[Mark]) -> None:
    data = b"".join(pack(TOKEN, each) + b"text" for each in marks)
    with pytest.raises(ForgedError):
        list(Marked(TOKEN, 9).feed(data))
    with pytest.raises(ForgedError):
        list(Marked(TOKEN, 9).feed(pack(TOKEN, Mark(1, 0))[:-1] + b"x"))


def test_a_mark_is_written_in_one_piece() -> None:
    assert len(pack(TOKEN, Mark(2**32 - 1, 2**32 - 1))) == LENGTH <= os.fpathconf(1, "PC_PIPE_BUF")


def test_a_mark_waits_for_room_in_a_pipe_that_does_not() -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    marks = Marks((writer,), TOKEN)
    assert (marks.set(), marks.begin(0), marks.set()) == (0, None, 1)  # none before the first cell
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, bytes(4096))
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(marks.set)
        assert os.read(reader, LENGTH) == pack(TOKEN, Mark(1, 0))
        data = b""
        while not data.endswith(pack(TOKEN, Mark(2, 0))):
            data += os.read(reader, 2**16)
        assert waiting.result() == 2
    os.close(reader)
    assert marks.set() == 3  # which nobody reads any more
    os.close(writer)
    assert marks.set() == 4


def test_a_forked_process_and_a_signal_handler_set_no_marks() -> None:
    reader, writer = os.pipe()
    marks = Marks((writer,), TOKEN)
    marks.begin(0)
    assert marks.set() == 1
    marks._owner += 1  # and somebody else
    assert (marks.own, marks.set()) == (False, 1)
    marks._owner -= 1
    marks._setting = True  # and a handler is called
    assert (marks.own, marks.set()) == (True, 1)
    os.close(writer)
    assert os.read(reader, 2**16) == pack(TOKEN, Mark(1, 0))
    os.close(reader)
