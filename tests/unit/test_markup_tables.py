"""No cell of a table is lost, and none is cut at a pipe in code."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model.walking import plain_text, walk
from generator.reading.markdown import parse_markdown
from tests.support.both_media import in_both, printed

HEAD = "| a | b |\n|---|---|\n"
ROWS = [
    ("| or | `a | b` |", ["or", "a | b"]),
    ("or | `a|b`", ["or", "a|b"]),
    ("| or | `a \\| b` |", ["or", "a | b"]),
    ("| or | a \\| b |", ["or", "a | b"]),
    ("| `x||y` | `{'a': 1} | {}` |", ["x||y", "{'a': 1} | {}"]),
    ("| ``a ` | b`` | c |", ["a ` | b", "c"]),
    ("| norm | $|x|$ |", ["norm", "|x|"]),
    ("| don`t | can`t |", ["don`t", "can`t"]),
    ("| ` | ` |", ["`", "`"]),
    ("| \\` | `x|y` |", ["`", "x|y"]),
    ("| one | |", ["one", ""]),
    ("| one |", ["one", ""]),
]


def cells(body: str, folder: Path) -> list[list[str]]:
    card = in_both(folder, body)
    assert card.problems == []
    rows = [node for node in walk(card.card.back) if node.kind == "row"]
    return [[plain_text(cell.children) for cell in row.children] for row in rows]


@pytest.mark.parametrize(("row", "expected"), ROWS)
def test_a_pipe_in_code_ends_no_cell(tmp_path: Path, row: str, expected: list[str]) -> None:
    assert cells(HEAD + row, tmp_path) == [["a", "b"], expected]


def test_a_pipe_in_code_ends_no_cell_of_a_head_or_in_a_list(tmp_path: Path) -> None:
    body = "- x\n\n  | `a|b` | c |\n  |---|---|\n  | `d|e` | f |"
    assert cells(body, tmp_path) == [["a|b", "c"], ["d|e", "f"]]


def test_a_table_is_read_whatever_characters_its_file_has() -> None:
    private = "".join(map(chr, range(0xE000, 0xF900)))
    tokens, excesses = parse_markdown(f"{HEAD}| `x|\0` | z |\n\n{private}\n")
    lines = [token.content for token in tokens if token.type == "inline"]
    assert (lines, excesses) == (["a", "b", "`x|\ufffd`", "z", private], ())


def test_a_cell_with_a_pipe_knows_its_place(tmp_path: Path) -> None:
    card = in_both(tmp_path, HEAD + "| `a|b` | <T> |")
    assert card.problems == [("html-as-text", 5, 11)]


def test_a_row_with_too_many_cells_is_a_problem(tmp_path: Path) -> None:
    card = in_both(tmp_path, HEAD + "| 1 | 2 |\n| 1 | 2 | 3 |")
    assert card.problems == [("bad-table", 6, 1)]
    assert "`3` is lost" in card.told[0].message and card.told[0].severity == "error"


def test_a_head_that_makes_no_table_is_told_and_shown(tmp_path: Path) -> None:
    card = in_both(tmp_path, "| a | b |\n|---|\n| 1 |")
    assert card.problems == [("bad-table", 3, 1)]
    assert printed(card.tokens) == "| a | b | |---| | 1 |"
