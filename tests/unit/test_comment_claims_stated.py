"""Comments are held against what their lines printed or were worth."""

from __future__ import annotations

import pytest

from generator.checking.matches import match_named
from generator.checking.stated import judge_stated
from generator.model import Claim, Frame, MatchName, Note, Place, Raised, Structure
from tests.support.structures import array

NONE = Structure("NoneType", "none")


def claim(text: str, match: MatchName | None = None, about: int = 1) -> Claim:
    return Claim(Place("c.md", 5, 9), text, "comment", match, about)


def printed(*texts: str, line: int = 1) -> list[Note]:
    return [Note(line, "print", text) for text in texts]


def holds(said: Claim, notes: list[Note], match: MatchName = "exact") -> bool:
    return not judge_stated([said], notes, match_named(match))


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        ("1", printed("1")),
        ("1\n2", printed("1\n2")),
        ("0\n1", printed("0", "1")),
        ("0, 1", printed("0", "1")),
        ("0 1", printed("0", "1")),
        ("0; 1", printed("0", "1")),
        ("7", printed("7", "7", "7")),
        ("7, 7", printed("7", "7")),
        ("'a'", [Note(1, "value", "'a'")]),
        ("1", [*printed("1"), Note(1, "value", "None", NONE)]),
        ("1", [Note(1, "value", "None", NONE), *printed("1"), *printed("2", line=2)]),
        ("None", [Note(1, "value", "None", NONE)]),
        ("None", printed("None")),
        ("3, None", [Note(1, "value", "3"), Note(1, "value", "None", NONE)]),
    ],
)
def test_a_true_comment_passes(said: str, notes: list[Note]) -> None:
    assert holds(claim(said), notes)


@pytest.mark.parametrize(
    ("said", "notes", "why"),
    [
        ("2", printed("1"), ""),
        ("1", printed("1", "2"), ""),
        ("2", printed("1", "2"), ""),
        ("0, 1", printed("0", "1", "2"), ""),
        ("1, 0", printed("0", "1"), ""),
        ("1", printed("1", line=2), "never ran"),
        ("1", [], "never ran"),
        ("None", [], "never ran"),
        ("1", [Note(1, "value", "None", NONE)], "printed nothing and has no value"),
        ("None", [Note(1, "value", "None")], "printed nothing and has no value"),
        ("", [Note(1, "value", "")], "printed nothing and has no value"),
        ("3", [Note(1, "value", "3"), Note(1, "value", "None", NONE)], ""),
        ("'a'", [*printed("a"), Note(1, "value", "'a'")], ""),
    ],
)
def test_a_false_comment_fails(said: str, notes: list[Note], why: str) -> None:
    ((_, mismatch),) = judge_stated([claim(said)], notes, match_named("exact"))
    assert why in mismatch.why


def test_each_claim_is_about_its_own_line() -> None:
    claims = [claim("1"), claim("2", about=2), claim("3", about=3)]
    notes = [*printed("1"), *printed("9", line=2), *printed("3", line=3)]
    assert [said.about for said, _ in judge_stated(claims, notes, match_named("exact"))] == [2]


def test_the_form_of_a_comment_decides_how_it_is_held() -> None:
    notes = [Note(1, "print", "tensor(…)", array(2, 3)), Note(1, "print", "…", array(2, 3))]
    assert holds(claim("(2, 3)", "shape"), notes)
    assert holds(claim("float32", "dtype"), notes)
    assert not holds(claim("(2, 3)"), notes)
    turned = [*notes, Note(1, "print", "…", array(3, 2))]
    ((_, mismatch),) = judge_stated([claim("(2, 3)", "shape")], turned, match_named("exact"))
    assert mismatch.why == "the value has shape (3, 2), not (2, 3)"
    assert not holds(claim("(2, 3)", "shape"), printed("(2, 3)"))


def test_the_fence_decides_how_the_other_forms_are_held() -> None:
    notes = printed("0.30000000000000004", "0.1")
    assert holds(claim("0.3, 0.1"), notes, "close")
    assert not holds(claim("0.3, 0.1"), notes, "exact")
    assert not holds(claim("0.3, 0.2"), notes, "close")


def test_several_passes_that_differ_are_all_shown() -> None:
    ((_, mismatch),) = judge_stated([claim("5")], printed("1", "2"), match_named("exact"))
    assert "+ 2" in mismatch.diff


def test_a_shape_stated_as_output_is_told_the_form_for_shapes() -> None:
    note = Note(1, "value", "tensor(…)", array(2, 3))
    ((_, mismatch),) = judge_stated([claim("(2, 3)")], [note], match_named("exact"))
    assert "write `# shape: (2, 3)`" in mismatch.why
    ((_, mismatch),) = judge_stated([claim("(3, 2)")], [note], match_named("exact"))
    assert "# shape" not in mismatch.why


def test_an_error_is_what_came_out_of_its_line() -> None:
    frames = (
        Frame("torch/a.py", 4, "f"),
        Frame("c.md", 1, "<module>", cell=2),
        Frame("c.md", 3, "f", cell=1),
        Frame("torch/a.py", 4, "f"),
    )
    raised = Raised("ValueError", "ValueError", (), "ValueError: bad", frames)
    exact = match_named("exact")
    assert not judge_stated([claim("ValueError: bad")], [], exact, raised)
    assert judge_stated([claim("ValueError: bad")], [], exact)
    for line in (2, 3, 4):
        assert judge_stated([claim("ValueError: bad", about=line)], [], exact, raised)
    assert judge_stated([claim("ValueError: worse")], [], exact, raised)
    assert judge_stated([claim("1")], printed("1"), exact, raised)


def test_a_claim_about_a_line_that_ran_too_often_to_be_watched_is_never_passed() -> None:
    notes = printed(*["7"] * 150)
    ((_, mismatch),) = judge_stated([claim("7")], notes, match_named("exact"))
    assert "too often" in mismatch.why
