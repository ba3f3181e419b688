"""Output does not depend on how the system cuts it into chunks."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generator.model import Cell, Output
from generator.running.capture.cell_capture import LINES, SIZE, CellCapture
from generator.running.programs.layout import lay_out
from tests.support.running import program

DATA = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")),
    st.integers(LINES - 2, LINES + 2).map(lambda count: b"ab\n" * count),
    st.integers(SIZE // 3 - 2, SIZE // 3 + 2).map(lambda count: "中".encode() * count + b"\nz"),
)


def captured(chunks: list[bytes]) -> tuple[Output, ...]:
    capture = CellCapture(0.0)
    for chunk in chunks:
        capture.text("stdout", chunk)
    return capture.finish(0.0, str).outputs


@given(DATA, st.lists(st.integers(0, SIZE + 10), max_size=8))
def test_output_is_the_same_however_it_arrives(data: bytes, cuts: list[int]) -> None:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    pieces = [data[a:b] for a, b in pairwise(places)]
    assert captured(pieces) == captured([data])


@given(DATA)
def test_no_line_is_lost_without_being_counted(data: bytes) -> None:
    outputs = captured([data])
    shown = "".join(output.text for output in outputs)
    assert len(shown.encode("utf-8", "replace")) <= 3 * SIZE
    if not any(output.dropped for output in outputs):
        printed = "".join(output.raw or output.text for output in outputs)
        assert printed == data.decode("utf-8", "replace")


@given(st.lists(st.tuples(st.text("ab=\n", max_size=12), st.integers(-3, 12)), max_size=6))
def test_every_line_of_code_is_in_the_file_at_its_place(cells: list[tuple[str, int]]) -> None:
    card = program(*(Cell(code, line) for code, line in cells))
    layout = lay_out(card)
    lines = layout.text.split("\n")
    for cell, start in zip(card.cells, layout.starts, strict=True):
        for offset, text in enumerate(cell.code.split("\n")):
            assert lines[start - 1 + offset] == text
