"""Whatever a program prints, `close` lets numbers move a little and nothing else."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.checking.match_close import close_text
from generator.checking.numbers import Tolerance, close, find_numbers
from generator.reading.comments import find_claims, without_claims

FLOATS = st.floats(allow_nan=True, allow_infinity=True, width=64)
PARTS = st.floats(min_value=0, max_value=1, allow_nan=False)
TOLERANCES = st.builds(Tolerance, PARTS, PARTS)
FREE = Tolerance(1.0, 1.0)
INTEGERS = st.integers(min_value=-(10**20), max_value=10**20)
WORDS = st.sampled_from(
    ["loss:", "x =", "损失", "dtype=torch.float32", "2.13.0", "cuda:0", ",", "\n"]
)
PRINTED = st.one_of(FLOATS.map(repr), INTEGERS.map(str), st.complex_numbers().map(repr), WORDS)
ROWS = st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4), min_size=1, max_size=4).map(
    lambda rows: [row[: min(map(len, rows))] for row in rows]
)
TEXTS = st.one_of(st.lists(PRINTED, max_size=8).map(" ".join), st.text(max_size=40))


def numpy_like(rows: list[list[float]], digits: int) -> str:
    """As NumPy prints: numbers padded to one width, no commas."""
    cells = [[f"{value:.{digits}f}" for value in row] for row in rows]
    width = max(len(cell) for row in cells for cell in row)
    lines = ["[" + " ".join(cell.rjust(width) for cell in row) + "]" for row in cells]
    return "[" + "\n ".join(lines) + "]"


def torch_like(rows: list[list[float]], digits: int) -> str:
    cells = [[f"{value:.{digits}f}" for value in row] for row in rows]
    width = max(len(cell) for row in cells for cell in row)
    lines = ["[" + ", ".join(cell.rjust(width) for cell in row) + "]" for row in cells]
    return "tensor([" + ",\n        ".join(lines) + "], dtype=torch.float64)"


@given(TEXTS, TOLERANCES)
@settings(max_examples=300, deadline=None)
def test_everything_is_close_to_itself(text: str, tolerance: Tolerance) -> None:
    assert close_text(text, text, tolerance) is None


@given(TEXTS, TEXTS, TOLERANCES)
@settings(max_examples=300, deadline=None)
def test_close_is_the_same_both_ways(one: str, other: str, tolerance: Tolerance) -> None:
    assert (close_text(one, other, tolerance) is None) == (
        close_text(other, one, tolerance) is None
    )


@given(FLOATS, FLOATS, PARTS, PARTS, PARTS, PARTS)
def test_what_is_close_stays_so_with_a_larger_tolerance(
    a: float, b: float, one: float, other: float, near: float, far: float
) -> None:
    small = Tolerance(min(one, other), min(near, far))
    large = Tolerance(max(one, other), max(near, far))
    assert close(a, b, small) == close(b, a, small)
    assert not close(a, b, small) or close(a, b, large)
    said, got = f"loss: {a!r}", f"loss: {b!r}"
    assert close_text(said, got, small) is not None or close_text(said, got, large) is None


@given(st.lists(INTEGERS, min_size=1, max_size=6), st.data())
def test_a_changed_integer_never_passes(integers: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(integers) - 1))
    changed = list(integers)
    changed[at] += data.draw(st.integers(1, 10**6))
    for shape in (
        str,
        lambda v: f"tensor({v})",
        lambda v: f"n: {v[0]}" + "".join(f" {x}" for x in v),
    ):
        assert close_text(shape(integers), shape(changed), FREE) is not None


@given(ROWS, st.integers(1, 8), st.integers(1, 8))
@settings(deadline=None)
def test_an_array_is_close_to_itself_however_it_is_laid_out(
    rows: list[list[float]], digits: int, more: int
) -> None:
    # Rounding to fewer digits moves a value by at most half of the last one.
    tolerance = Tolerance(0.0, 10.0 ** -min(digits, more))
    for layout in (numpy_like, torch_like):
        assert close_text(layout(rows, digits), layout(rows, more), tolerance) is None


@given(ROWS, st.data())
@settings(deadline=None)
def test_an_array_with_another_element_is_not_close(
    rows: list[list[float]], data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    changed = [list(each) for each in rows]
    changed[row][column] += math.copysign(1 + abs(changed[row][column]), changed[row][column])
    for layout in (numpy_like, torch_like):
        assert close_text(layout(rows, 4), layout(changed, 4), Tolerance(1e-3, 1e-3)) is not None


@given(ROWS, st.integers(1, 6))
@settings(deadline=None)
def test_rows_are_no_layout(rows: list[list[float]], digits: int) -> None:
    flat = [[value for row in rows for value in row]]
    if len(rows) > 1:
        assert close_text(numpy_like(rows, digits), numpy_like(flat, digits), FREE) is not None


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_numbers_stand_where_they_are_said_to(text: str) -> None:
    end = 0
    for number in find_numbers(text):
        assert number.start >= end
        end = number.end
        assert text[number.start : end] == number.text


CODE = st.lists(
    st.sampled_from(
        ["print(x)", "x", "y = 1", "f(", ")", "  # => ", "# 输出：", "#", " ", "1", "[1, 2]", "(", "\n",
         "\n# ", "\n#     ", "    ", "for i in x:", "'''", "# shape: (2, 2)", "prose", ";", "\\", "# Output:"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(st.one_of(CODE, st.text(max_size=60)))
@settings(max_examples=400, deadline=None)
def test_any_code_is_read_and_its_claims_lie_within_it(code: str) -> None:
    lines = code.split("\n")
    cut = without_claims(code).split("\n")
    assert len(cut) == len(lines)
    for claim in find_claims(code):
        assert lines[claim.line - 1][claim.column - 1] == "#"
        assert 1 <= claim.about.first <= claim.line
        assert claim.text.strip()
        for piece in claim.pieces:
            assert 0 <= piece.start < piece.end <= len(lines[piece.line - 1])
            assert cut[piece.line - 1].startswith(lines[piece.line - 1][: piece.start].rstrip())
