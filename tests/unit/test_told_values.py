"""A test that fails tells the learner with which values."""

from __future__ import annotations

import pytest

from generator.running.programs.exercise_trial import _BEGIN, TOO_LARGE, TOO_SLOW, telling

HELPERS = _BEGIN.format(slow=TOO_SLOW, large=TOO_LARGE, seconds=60).partition(
    "_proofdeck_before ="
)[0]
VALUES = """\
import math
class Row:
    def __init__(self, *cells): self.cells = cells
    def close(self, other): return self.cells == other.cells
    def __repr__(self): return f"Row{self.cells}"
got, want = Row(1), Row(2)
"""


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("got.close(want)", "`got.close(want)` is false: `got` is Row(1,), `want` is Row(2,)"),
        ("math.isclose(len(got.cells), 2)", "`math.isclose(len(got.cells), 2)` is false: `len(got.cells)` is 1"),
        ("isinstance(got, list)", "`isinstance(got, list)` is false: `got` is Row(1,)"),
        ("type(got) == list", "`type(got)` is <class 'Row'>, not <class 'list'>"),
        ("callable(3)", "`callable(3)` is false: `callable(3)` is False"),
    ],
)  # fmt: skip
def test_what_was_computed_is_told_beside_what_is_wanted(test: str, words: str) -> None:
    space: dict[str, object] = {"__name__": "x"}
    exec(HELPERS + VALUES, space)
    with pytest.raises(AssertionError) as failed:
        exec(telling(f"assert {test}"), space)
    assert str(failed.value).replace("x.Row", "Row") == words
