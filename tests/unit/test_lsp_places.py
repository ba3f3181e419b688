"""Where problems stand in an editor: its columns, and lines that move while an author types."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls")

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind

from generator.language_server.documents import OpenFile
from generator.language_server.fence_lines import FenceLines, fence_lines
from generator.language_server.moved_lines import MovedLines
from generator.language_server.positions import Positions
from generator.model import Place

LINE = "a中😀z"


@pytest.mark.parametrize(
    ("encoding", "columns"),
    [
        (PositionEncodingKind.Utf16, (0, 1, 2, 4, 5)),
        (PositionEncodingKind.Utf8, (0, 1, 4, 8, 9)),
        (PositionEncodingKind.Utf32, (0, 1, 2, 3, 4)),
    ],
)
def test_columns_count_as_the_editor_counts_them(
    encoding: PositionEncodingKind, columns: tuple[int, ...]
) -> None:
    positions = Positions(encoding)
    for column, units in enumerate(columns, 1):
        assert positions.position([LINE], 1, column) == Position(0, units)
        assert positions.place("x", [LINE], Position(0, units)) == Place("x", 1, column)


def test_a_place_behind_the_end_is_the_end() -> None:
    assert Positions().position(["a", LINE], 7, 3) == Position(1, 5)
    assert Positions().position([LINE], 1, 99) == Position(0, 5)
    assert Positions().place("x", ["a"], Position(9, 9)) == Place("x", 10, 1)


texts = st.lists(st.sampled_from("abc"), max_size=12)


@given(texts, texts)
def test_a_problem_moves_only_to_a_line_that_says_the_same(old: list[str], new: list[str]) -> None:
    moved = MovedLines.of(old, new)
    now = {line: moved.line(line) for line in range(1, len(old) + 1)}
    kept = {line: other for line, other in now.items() if other is not None}
    assert all(old[line - 1] == new[other - 1] for line, other in kept.items())
    assert list(kept.values()) == sorted(set(kept.values()))
    gone, come = set(moved.changed_before()), {line for line, _ in moved.changed_after()}
    assert gone == now.keys() - kept.keys()
    assert come == set(range(1, len(new) + 1)) - set(kept.values())
    assert moved.unchanged == (old == new)


def test_lines_end_where_the_protocol_ends_them() -> None:
    text = "\ufeffa\x0b\u2028\x85b\r\nc\rd"
    assert OpenFile("file:///x.md", "/x.md", 1, text).lines == ("a\x0b\u2028\x85b", "c", "d")


def test_fences_are_found_while_they_are_written() -> None:
    text = (
        "```python {.hidden}\n## no\n~~~\n```\n- ~~~~ output\n  ~~~\n  ~~~~\n`a` ```b``` c\n```\nx"
    )
    assert list(fence_lines(text.split("\n"))) == [
        FenceLines(1, 4, "python {.hidden}"),
        FenceLines(5, 7, "output"),
        FenceLines(9, 10, ""),
    ]
