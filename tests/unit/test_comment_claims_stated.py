"""Comments are held against what their lines printed or were worth."""

from __future__ import annotations

from typing import Any

import pytest

from generator.checking.matches import match_named
from generator.checking.stated import JudgedComment, judge_comments
from generator.model import CellRun, Claim, Frame, MatchName, Note, Place, Raised, Structure
from tests.support.structures import array

NONE = Structure("NoneType", "none")
SINGLE = Structure("torch.Tensor", "array", (), "float32", values=(1.0,))


def claim(text: str, match: MatchName | None = None, about: int = 1, **more: Any) -> Claim:
    return Claim(Place("c.md", 5, 9), text, "comment", match, about, **more)


def printed(*texts: str, line: int = 1) -> list[Note]:
    return [Note(line, "print", text) for text in texts]


def judged(
    said: Claim, notes: list[Note], match: MatchName = "exact", raised: Raised | None = None
) -> JudgedComment:
    cell = CellRun(notes=tuple(notes), raised=raised)
    (found,) = judge_comments([said], cell, match_named(match))
    return found


def holds(said: Claim, notes: list[Note], match: MatchName = "exact") -> bool:
    return judged(said, notes, match).truth == "true"


def why(said: Claim, notes: list[Note]) -> str:
    """Why a claim is false."""
    found = judged(said, notes)
    assert found.truth == "false"
    assert found.mismatch is not None
    return found.mismatch.why


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
    ("said", "notes", "reason"),
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
def test_a_false_comment_fails(said: str, notes: list[Note], reason: str) -> None:
    assert reason in why(claim(said), notes)


def test_each_claim_is_about_its_own_line() -> None:
    claims = [claim("1"), claim("2", about=2), claim("3", about=3)]
    notes = [*printed("1"), *printed("9", line=2), *printed("3", line=3)]
    found = judge_comments(claims, CellRun(notes=tuple(notes)), match_named("exact"))
    assert [each.truth for each in found] == ["true", "false", "true"]


def test_the_form_of_a_comment_decides_how_it_is_held() -> None:
    notes = [Note(1, "print", "tensor(…)", array(2, 3)), Note(1, "print", "…", array(2, 3))]
    assert holds(claim("(2, 3)", "shape"), notes)
    assert holds(claim("float32", "dtype"), notes)
    assert not holds(claim("(2, 3)"), notes)
    turned = [*notes, Note(1, "print", "…", array(3, 2))]
    assert why(claim("(2, 3)", "shape"), turned) == "the value has shape (3, 2), not (2, 3)"
    assert not holds(claim("(2, 3)", "shape"), printed("(2, 3)"))


def test_the_fence_decides_how_the_other_forms_are_held() -> None:
    notes = printed("0.30000000000000004", "0.1")
    assert holds(claim("0.3, 0.1"), notes, "close")
    assert not holds(claim("0.3, 0.1"), notes, "exact")
    assert not holds(claim("0.3, 0.2"), notes, "close")


def test_several_passes_that_differ_are_all_shown() -> None:
    found = judged(claim("5"), printed("1", "2"))
    assert found.mismatch is not None
    assert "+ 2" in found.mismatch.diff


def test_a_shape_stated_as_a_value_is_not_read_and_told_the_form_for_shapes() -> None:
    note = Note(1, "value", "tensor(…)", array(2, 3))
    found = judged(claim("(2, 3)"), [note])
    assert found.truth == "unread"
    assert found.unread is not None
    assert "`# shape: (2, 3)`" in found.unread.hint
    assert judged(claim("(3, 2)"), [note]).truth == "false"


def test_an_error_is_what_came_out_of_its_line() -> None:
    frames = (
        Frame("torch/a.py", 4, "f"),
        Frame("c.md", 1, "<module>", cell=2),
        Frame("c.md", 3, "f", cell=1),
        Frame("torch/a.py", 4, "f"),
    )
    raised = Raised("ValueError", "ValueError", (), "ValueError: bad", frames)
    said = claim("ValueError: bad", says="error")
    assert judged(said, [], raised=raised).truth == "true"
    assert judged(claim("ValueError", says="error"), [], raised=raised).truth == "true"
    assert judged(said, []).truth == "false"
    for line in (2, 3, 4):
        elsewhere = claim("ValueError: bad", about=line, says="error")
        assert judged(elsewhere, [], raised=raised).truth == "false"
    assert judged(claim("ValueError: worse", says="error"), [], raised=raised).truth == "false"
    assert judged(claim("1"), printed("1"), raised=raised).truth == "false"


def test_a_claim_about_a_line_that_ran_too_often_to_be_watched_is_never_passed() -> None:
    notes = [*printed(*["7"] * 150), Note(1, "more", "")]
    found = judged(claim("7"), notes)
    assert found.truth == "unread"
    assert found.unread is not None
    assert "too often" in found.unread.why


def value(text: str, **structure: Any) -> list[Note]:
    return [Note(1, "value", text, Structure(**structure) if structure else None)]


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        (claim('"xy"'), value("'xy'")),
        (claim("[1,2]"), value("[1, 2]")),
        (claim("1, 2"), value("(1, 2)")),
        (claim("1e-5"), value("1e-05")),
        (claim("1_000"), value("1000")),
        (claim("2.5"), value("np.float64(2.5)")),
        (claim("[1, 'a']"), value("[np.int64(1), np.str_('a')]")),
        (claim("2.5", sure="bare"), value("np.float64(2.5)")),
        (claim("{2, 1}"), value("{1, 2}")),
        (claim('{"a": "b"}'), printed("{'a': 'b'}")),
        (claim("4", whole="4."), value("4")),
        (claim("4", whole="4, a number"), printed("4, a number")),
        (claim("hello", sure="loose"), [Note(1, "value", "'hello'", Structure("str", "text", values=("hello",)))]),
        (claim("int", sure="loose"), value("<class 'int'>")),
        (claim("torch.Tensor", sure="loose"), value("<class 'torch.Tensor'>")),
        (claim("Tensor", sure="loose"), value("<class 'torch.Tensor'>")),
        (claim("0.33", says="rounded"), value("0.3333333")),
        (claim("0.33", says="rounded"), printed("loss: 0.3333333")),
        (claim("3", says="rounded"), value("2.7")),
        (claim("ValueError", says="error"), [Note(1, "error", "ValueError: bad shape")]),
        (claim("ValueError: bad shape", says="error"), [Note(1, "error", "a.b.ValueError: bad shape")]),
        (claim("ValueError: bad sh...", says="error", whole="ValueError: bad sh..."), [Note(1, "error", "ValueError: bad shape")]),
        (claim("ValueError: bad", says="error", whole="ValueError: bad, as above"), [Note(1, "error", "ValueError: bad")]),
        (claim("error", says="error"), [Note(1, "error", "KeyError: 'k'")]),
        (claim("ValueError", says="error"), printed("ValueError")),
        (claim("ValueError", says="error"), value("<class 'ValueError'>")),
        (claim("nothing", says="nothing"), [Note(1, "value", "None", NONE)]),
        (claim("[1]", names=("x",)), [Note(1, "value", "None", NONE), Note(1, "value", "[1]", name="x")]),
        (claim("None", names=("x",)), [Note(1, "value", "None", NONE), Note(1, "value", "[1]", name="x")]),
        (claim("4", names=("x",), named=True), [Note(1, "value", "9"), Note(1, "value", "4", name="x")]),
        (claim("1\n2", before=((7, 0),)), [*printed("1", line=7), *printed("2")]),
        (claim("2", before=((7, 0),)), [*printed("1", line=7), *printed("2")]),
        (claim("4", sure="bare"), value("4")),
        (claim("(2, 3)", sure="bare"), [Note(1, "value", "tensor(…)", array(2, 3))]),
        (claim("red"), printed("\x1b[31mred\x1b[0m")),
        (claim("100%"), printed("50%\r100%")),
    ],
)  # fmt: skip
def test_whatever_states_the_truth_in_its_form_is_true(said: Claim, notes: list[Note]) -> None:
    assert judged(said, notes).truth == "true"


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        (claim("1"), value("1.0")),
        (claim("1"), value("True")),
        (claim("2"), value("np.float64(2.0)")),
        (claim("2.5"), printed("np.float64(2.5)")),
        (claim("4"), value("'4'", type="str", kind="text", values=("4",))),
        (claim("'4'"), value("4")),
        (claim("{'b': 1, 'a': 2}"), value("{'a': 2, 'b': 1}")),
        (claim("(1,)"), value("[1]")),
        (claim("1.50"), printed("1.5")),
        (claim('"a"'), printed("a")),
        (claim("(1, 2)"), printed("1, 2")),
        (claim("4", whole="4, a number"), printed("4, a word")),
        (claim("str", sure="loose"), value("<class 'int'>")),
        (claim("TRue", sure="loose"), value("True")),
        (claim("0.34", says="rounded"), value("0.3333333")),
        (claim("4", says="rounded"), value("3")),
        (claim("TypeError", says="error"), [Note(1, "error", "ValueError: bad")]),
        (claim("Value", says="error"), [Note(1, "error", "ValueError: bad")]),
        (claim("ValueError: ba", says="error"), [Note(1, "error", "ValueError: bad")]),
        (claim("ValueError: bad", says="error"), [Note(1, "error", "ValueError: bad shape")]),
        (claim("error", says="error"), value("3")),
        (claim("3"), [Note(1, "error", "ValueError: bad")]),
        (claim("nothing", says="nothing"), printed("1")),
        (claim("nothing", says="nothing"), printed("")),
        (claim("[2]", names=("x",)), [Note(1, "value", "None", NONE), Note(1, "value", "[1]", name="x")]),
        (claim("9", names=("x",), named=True), [Note(1, "value", "9"), Note(1, "value", "4", name="x")]),
        (claim("9", names=("x",), named=True, sure="loose"), [Note(1, "value", "4", name="x")]),
        (claim("1\n3", before=((7, 0),)), [*printed("1", line=7), *printed("2")]),
        (claim("4", sure="bare"), value("5")),
        (claim("tensor([1.])", sure="bare"), value("tensor([2.])")),
        (claim("<class 'int'>", sure="bare"), value("<class 'str'>")),
        (claim("<class 'int'>", sure="bare"), printed("<class 'str'>")),
    ],
)  # fmt: skip
def test_whatever_states_something_else_is_false(said: Claim, notes: list[Note]) -> None:
    found = judged(said, notes)
    assert found.truth == "false"
    assert found.mismatch is not None


@pytest.mark.parametrize(
    ("said", "notes", "word"),
    [
        (claim("4 apples", sure="loose"), value("4"), "`4` came out"),
        (claim("next layer", sure="loose"), value("tensor([1.])"), "came out"),
        (claim("1000", says="rounded"), value("1024"), "close"),
        (claim("nothing", says="nothing"), value("3"), "has a value"),
        (claim("4", sure="faint"), value("5"), "`5` came out"),
        (claim("(2, 2)", sure="bare"), [Note(1, "value", "tensor(…)", array(2, 3))], "this shape"),
        (claim("float64", sure="faint"), [Note(1, "value", "tensor(…)", array(2))], "this dtype"),
        (claim("2.0", sure="faint"), [Note(1, "value", "tensor(1.)", SINGLE)], "`tensor(1.)` came"),
        (claim("hello wold", sure="words"), printed("hello world"), "`hello world` came out"),
        (claim("hallo", sure="words"), printed("hello"), "`hello` came out"),
        (claim("Total: 4", sure="words"), printed("Total: 3"), "`Total: 3` came out"),
        (claim("Hello, World!", sure="words"), printed("Hello, world!"), "came out"),
        (claim("1-3", sure="words"), printed("1-2"), "came out"),
        (claim("1 2 4", sure="bare"), printed("1 2 3"), "`1 2 3` came out"),
        (claim("1 2", sure="bare"), printed("2 1"), "`2 1` came out"),
        (claim("3 4", sure="bare"), printed("1 2"), "`1 2` came out"),
        (claim("b a", sure="words"), printed("a b"), "`a b` came out"),
        (claim("Hi Eda", sure="words"), printed("Hi Ada"), "`Hi Ada` came out"),
        (claim("false", sure="words"), printed("True"), "`True` came out"),
        (claim("0 1 3", sure="bare"), printed("0", "1", "2"), "came out"),
        (claim("4", sure="loose"), [], "never ran"),
        (claim("4", names=("x",), named=True), value("4"), "`x` has no value"),
    ],
)
def test_what_can_neither_be_proved_nor_refuted_is_not_read(
    said: Claim, notes: list[Note], word: str
) -> None:
    found = judged(said, notes)
    assert found.truth == "unread"
    assert found.unread is not None
    assert word in found.unread.why
    assert found.unread.hint


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        (claim("4", sure="bare"), value("Linear(in_features=4)")),
        (claim("4", sure="bare"), printed("4 apples")),
        (claim("4", sure="bare"), [Note(1, "value", "None", NONE)]),
        (claim("4", sure="faint"), []),
        (claim("tensor([1.])", sure="bare"), value("[1.0]")),
        (claim("1.0", sure="faint"), [Note(1, "value", "tensor(1.)", SINGLE)]),
        (claim("the sum", sure="words"), printed("3")),
        (claim("the greeting", sure="words"), printed("hello world")),
        (claim("loading data", sure="words"), printed("loading")),
        (claim("number of rows: see above", sure="words"), printed("number of columns: 3, 4, 5")),
        (claim("!", sure="words"), printed("?")),
        (claim("step", sure="words"), printed("stop it")),
        (claim("so far", sure="words"), printed("in all")),
        (claim("epoch number", sure="words"), printed("epoch 1")),
    ],
)
def test_a_value_without_a_mark_is_none_where_something_else_came_out(
    said: Claim, notes: list[Note]
) -> None:
    assert judged(said, notes).truth == "none"


def test_of_a_function_that_is_compiled_from_its_code_nothing_is_known() -> None:
    (found,) = judge_comments([claim("4")], CellRun(), match_named("exact"), frozenset({1}))
    assert found.truth == "unread"
