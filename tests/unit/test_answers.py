"""A learner's answer is judged by what it says: sloppy spaces and quotes are no mistake, another
number, shape, dtype or exception is, and is named.
"""

from __future__ import annotations

import pytest

from generator.practicing.answer_words import WORDS
from generator.practicing.judging import judge
from generator.practicing.practice import Gap, Option, Practice, PracticeCell
from generator.verifying.outcome import Piece, Pieces


def predicting(*said: Pieces, varies: bool = False) -> Practice:
    cells = [PracticeCell(i, "code", True, each, asked=True) for i, each in enumerate(said)]
    if varies:
        cells.append(PracticeCell(len(cells), "code", True, out("0.123"), True, True))
    return Practice("predict", "output", cells=tuple(cells))


def out(text: str) -> Pieces:
    return (Piece("stdout", text),)


TENSOR = "tensor([[1., 2.],\n        [3., 4.]])"
THIRD = "tensor(0.3333)"
DOUBLE = "tensor([1, 2], dtype=torch.float64)"
TRACEBACK = (
    'Traceback (most recent call last):\n  File "<card>", line 3, in <module>\n    a @ b\n'
    "  … 3 lines in torch\n"
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"
)


@pytest.mark.parametrize(
    ("right", "typed"),
    [
        ("1\n2", "1\n2"),
        ("1\n2", "1\r\n2\r\n"),
        ("1\n2", "  1 \n\n 2  \n"),
        ("1 2", "1   2"),
        ("[1, 2]", "[1,2]"),
        ("{'a': 1, 'b': [1, 2]}", '{"a":1,"b":[1,2]}'),
        ("('a', 'b')", "(‘a’， ‘b’)"),
        (TENSOR, "tensor([[1.,2.],[3.,4.]])"),
        (TENSOR, "tensor([[1.0, 2.0], [3.0, 4.0]])"),
        ("tensor([0.0900, 0.2447, 0.6652])", "tensor([0.09, 0.2447, 0.6652])"),
        ("[1. 2.]", "[1.0 2.0]"),
        ("[ 1. -2.]", "[1. −2.]"),
        ("1e-05", "0.00001"),
        ("100000.0", "1e5"),
        ("nan inf", "NaN Infinity"),
        ("(1+2j)", "(1 + 2j)"),
        ("'hello'", "hello"),
        ("hello", "'hello'"),
        ("['a', 'bc']", "[a, bc]"),
        ("'it\\'s'", '"it\'s"'),
        ("b'ab'", 'b"ab"'),
        ("结果：3", "结果：3"),
        ("（全角）", "（全角）"),
        ("0.33333334", "0.3333"),
        ("0.6666667", "0.667"),
        ("2.13.0", "2.13.0"),
        ("  indented", "indented"),
        (
            "Sequential(\n  (0): Linear(in_features=1)\n)",
            "Sequential( (0): Linear(in_features=1) )",
        ),
    ],
)
def test_an_answer_that_says_the_same_is_right(right: str, typed: str) -> None:
    judged = judge(predicting(out(right)), 0, [typed])
    assert judged.right is True and judged.grade == 3, judged


@pytest.mark.parametrize(
    ("right", "typed", "message"),
    [
        ("1\n2", "", "nothing was typed"),
        ("1\n2", "1\n3", "3 should be 2"),
        ("1\n2", "1", "the number of lines is 2, not 1"),
        ("[1, 2, 3]", "[1, 5, 6]", "2 of 3 numbers are wrong"),
        ("torch.float32", "torch.float64", "the dtype is float32, not float64"),
        ("torch.Size([2, 2]) torch.float32", "torch.Size([2, 2]) float16", ""),
        ("torch.float32\n1", "torch.float64\n2", "the dtype is float32, not float64"),
        ("torch.Size([2, 2])", "torch.Size([2])", "the shape is [2, 2], not [2]"),
        (DOUBLE, "tensor([1, 2])", "the dtype, float64, is part of what is shown"),
        (DOUBLE, "tensor([1, 2], dtype=torch.float32)", "the dtype is float64, not float32"),
        ("tensor([1, 2])", "tensor([1, 2], dtype=torch.int32)", "no dtype is shown here"),
        ("tensor([1., 2.])", "tensor([1, 2])", "these are floats: 1., not 1"),
        ("[1, 2]", "[1.0, 2.0]", "these are integers: 1, not 1.0"),
        ("1.0", "1", "these are floats: 1.0, not 1"),
        (TENSOR, "tensor([1., 2., 3., 4.])", "the shape is (2, 2), not (4,)"),
        (TENSOR, "tensor([[1., 2., 3., 4.]])", "the shape is (2, 2), not (1, 4)"),
        ("[[1 2]\n [3 4]]", "[[1 3]\n [2 4]]", "2 of 4 numbers are wrong"),
        ("0.30000000000000004", "0.3", "0.3 is rounded too far: it is 0.30000000000000004"),
        ("0.30000000000000004", "0.30000000000000005", ""),
        ("2.9999998", "3.0", "3.0 is rounded too far: it is 2.9999998"),
        ("0.6667", "0.666", ""),
        ("'1'", "1", ""),
        ("1", "'1'", ""),
        ("'None'", "None", ""),
        ("'  a '", "'a'", ""),
        ("True", "False", ""),
        ("-1", "1", "1 should be -1"),
        ("12", "1 2", ""),
        ("a b", "ab", ""),
        ("float32", "float33", ""),
        ("1\n2", "2\n1", "2 of 2 numbers are wrong"),
    ],
)
def test_an_answer_that_says_something_else_is_wrong_and_told_why(
    right: str, typed: str, message: str
) -> None:
    judged = judge(predicting(out(right)), 0, [typed])
    assert judged.right is False and judged.grade == 1, judged
    assert judged.message == message or not message


@pytest.mark.parametrize(
    ("right", "typed", "message"),
    [
        ("True", "true", "all but upper and lower case is right"),
        ("1\n2", "1 2", "all but the line ends is right"),
        ("tensor([1., 2.])", "[1., 2.]", "tensor([1., 2.])"),
        ("[1 2]", "[1, 2]", "[1 2]"),
        ("torch.Size([2, 2])", "(2, 2)", "torch.Size([2, 2])"),
        ("torch.float32", "float32", "torch.float32"),
        ("(1, 2)", "1, 2", "(1, 2)"),
        ("array([1., 2.], dtype=float32)", "[1., 2.]", "array([1., 2.], dtype=float32)"),
    ],
)
def test_the_right_values_in_another_form_are_nearly_right(
    right: str, typed: str, message: str
) -> None:
    judged = judge(predicting(out(right)), 0, [typed])
    assert judged.right is False and judged.grade == 2 and message in judged.message, judged


def marked(judged: object) -> list[tuple[str, str]]:
    (part,) = judged.parts  # type: ignore[attr-defined]
    return [(piece.text, piece.mark) for piece in part.pieces]


def test_what_differs_is_shown_in_its_place() -> None:
    judged = judge(predicting(out(TENSOR)), 0, ["tensor([[1., 5.], [3., 4.]])"])
    assert marked(judged) == [
        ("tensor([[1., ", "same"),
        ("5.", "wrong"),
        ("2.", "missing"),
        ("],\n        [3., 4.]])", "same"),
    ]
    assert judged.message == "5. should be 2."


def test_a_line_too_much_and_a_line_too_few_are_shown() -> None:
    assert marked(judge(predicting(out("a\nb")), 0, ["a\nb\nc"]))[-1] == ("\nc", "extra")
    assert marked(judge(predicting(out("a\nb\nc")), 0, ["a\nb"]))[-1] == ("\nc", "missing")


def test_a_line_missing_in_the_middle_leaves_those_below_right() -> None:
    judged = judge(predicting(out("one\ntwo\nthree\nfour")), 0, ["one\nthree\nfour"])
    assert [piece for piece in marked(judged) if piece[1] != "same"] == [("\ntwo", "missing")]


def test_what_several_programs_show_is_one_answer() -> None:
    practice = predicting(out("1"), (), (Piece("stdout", "2"), Piece("value", "'x'")))
    assert judge(practice, 0, ["1\n2\n'x'"]).right
    assert not judge(practice, 0, ["1\n2"]).right


def test_warnings_and_pictures_need_not_be_typed() -> None:
    said = (Piece("stderr", "UserWarning: old"), Piece("image"), Piece("stdout", "3"))
    assert judge(predicting(said), 0, ["3"]).right
    assert judge(predicting(said), 0, ["UserWarning: old\n3"]).right
    assert not judge(predicting(said[:1]), 0, ["3"]).right


def test_what_varies_is_left_out_and_said() -> None:
    practice = predicting(out("same"), varies=True)
    for typed in ("same\n0.5", "0.7\nsame", "same"):
        judged = judge(practice, 0, [typed])
        assert judged.right and judged.message == "what varies from run to run was not compared"
    assert not judge(practice, 0, ["other\n0.5"]).right


@pytest.mark.parametrize(
    ("typed", "right", "grade", "message"),
    [
        ("RuntimeError", True, 3, ""),
        ("raises RuntimeError", True, 3, ""),
        ("抛出 RuntimeError", True, 3, ""),
        ("RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", True, 3, ""),
        ("RuntimeError: shapes cannot be multiplied", True, 3, ""),
        ("RuntimeError: mat1 and mat2 shapes ...", True, 3, ""),
        (TRACEBACK, True, 3, ""),
        (TRACEBACK.replace("  … 3 lines in torch\n", ""), True, 3, ""),
        (TRACEBACK.replace("line 3", "line 4"), False, 1, "4 should be 3"),
        ("RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 9x3)", False, 2,
         "the exception is right, its message is another"),
        ("error", False, 2, "it raises an exception, and this one is RuntimeError"),
        ("报错", False, 2, "it raises an exception, and this one is RuntimeError"),
        ("ValueError", False, 1, "it raises RuntimeError, not ValueError"),
        ("ValueError: mat1", False, 1, "it raises RuntimeError, not ValueError"),
        ("tensor(1)", False, 1, ""),
        ("", False, 1, "it ends with RuntimeError"),
    ],
)  # fmt: skip
def test_an_exception_is_told_by_its_name_and_whatever_is_typed_of_its_message(
    typed: str, right: bool, grade: int, message: str
) -> None:
    judged = judge(predicting((Piece("error", TRACEBACK),)), 0, [typed])
    assert (judged.right, judged.grade) == (right, grade), judged
    assert judged.message == message or not message


def test_what_is_printed_before_an_exception_counts() -> None:
    practice = predicting((Piece("stdout", "start\n1"), Piece("error", TRACEBACK)))
    assert judge(practice, 0, ["start\n1\nRuntimeError"]).right
    assert judge(practice, 0, ["start\n2\nRuntimeError"]).message == "2 should be 1"
    missing = judge(practice, 0, ["start\n1"])
    assert not missing.right and missing.message == "it ends with RuntimeError"
    assert ("RuntimeError", "missing") in marked(missing)


def test_a_qualified_exception_may_be_typed_by_its_last_name() -> None:
    said = (
        Piece("error", "Traceback (most recent call last):\ntorch.OutOfMemoryError: none left"),
    )
    assert judge(predicting(said), 0, ["OutOfMemoryError"]).right
    assert judge(predicting(said), 0, ["torch.OutOfMemoryError"]).right


@pytest.mark.parametrize(
    ("right", "typed", "verdict"),
    [
        ("jax.hessian", "jax.hessian", True),
        ("jax.hessian", "`jax.hessian`", True),
        ("jax.hessian", "hessian", False),
        ("int32", "jnp.int32", True),
        ("torch.float32", "float32", True),
        ("int32", "int64", False),
        ("(5, 3, 4)", "(5,3,4)", True),
        ("(5, 3, 4)", "5x3x4", True),
        ("(5, 3, 4)", "(5, 4)", False),
        ("[1, 2]", "(1, 2)", False),
        ("None", "None", True),
        ("3", "3.0", False),
        ("100.0", "100.", True),
    ],
)
def test_a_typed_line_is_right_in_whatever_form_it_states_the_same(
    right: str, typed: str, verdict: bool
) -> None:
    judged = judge(Practice("typed", "typed", typed=right), 0, [typed])
    assert judged.right is verdict, judged


OPTIONS = (Option("a", True), Option("b", False), Option("c", True), Option("d", False))


@pytest.mark.parametrize(
    ("chosen", "right", "grade", "choices"),
    [
        ([0, 2], True, 3, ("right", "left", "right", "left")),
        ([2, 0, 0], True, 3, ("right", "left", "right", "left")),
        ([0], False, 2, ("right", "left", "missed", "left")),
        ([0, 1, 2], False, 1, ("right", "wrong", "right", "left")),
        ([], False, 1, ("missed", "left", "missed", "left")),
    ],
)
def test_options_are_right_if_all_right_ones_and_no_others_are_chosen(
    chosen: list[int], right: bool, grade: int, choices: tuple[str, ...]
) -> None:
    judged = judge(Practice("choice", "choice", options=OPTIONS), 0, chosen)
    assert (judged.right, judged.grade, judged.choices) == (right, grade, choices)


@pytest.mark.parametrize(
    ("gap", "typed", "right"),
    [
        (Gap("limit"), "Limit", True),
        (Gap("the limit"), " the  limit. ", True),
        (Gap("gradient"), "gradiant", True),
        (Gap("gradient"), "gradeint", True),
        (Gap("gradient"), "gardiant", False),
        (Gap("sum"), "sun", False),
        (Gap("conv1d"), "conv2d", False),
        (Gap("梯度"), "梯度。", True),
        (Gap("before b"), "after b", False),
        (Gap("f(x, 1)", "code"), "f(x,1)", True),
        (Gap("Linear", "code"), "linear", False),
        (Gap("[::-1]", "code"), "[::-1]", True),
        (Gap("a\n  b", "code"), "a\nb", True),
        (Gap(r"\frac{1}{2}", "formula"), r"\frac{1}{2}", True),
        (Gap(r"\frac{1}{2}", "formula"), r"$\dfrac 1 2$", True),
        (Gap("mc^2", "formula"), "m c^{2}", True),
        (Gap("mc^2", "formula"), "c^2 m", None),
        (Gap("mc^2", "formula"), "", False),
    ],
)
def test_a_gap_is_filled_by_the_same_words_code_or_formula(
    gap: Gap, typed: str, right: bool | None
) -> None:
    practice = Practice("cloze", "cloze", gaps=((2, (gap,)),))
    judged = judge(practice, 1, [typed])
    assert judged.right is right, judged
    assert (judged.grade is None) is (right is None)


def test_one_wrong_gap_makes_the_card_wrong_and_each_is_told_of() -> None:
    practice = Practice("cloze", "cloze", gaps=((1, (Gap("left"), Gap("right"))),))
    judged = judge(practice, 0, ["left", "wrong"])
    assert judged.right is False and [part.right for part in judged.parts] == [True, False]


@pytest.mark.parametrize(
    ("practice", "answer"),
    [
        (Practice("basic"), ["x"]),
        (Practice("typed", "typed", typed="x"), []),
        (Practice("typed", "typed", typed="x"), ["x", "y"]),
        (Practice("typed", "typed", typed="x"), [1]),
        (Practice("choice", "choice", options=OPTIONS), [4]),
        (Practice("choice", "choice", options=OPTIONS), [True]),
        (Practice("choice", "choice", options=OPTIONS), ["0"]),
        (Practice("cloze", "cloze", gaps=((1, (Gap("x"),)),)), ["x", "y"]),
        (Practice("cloze", "cloze", gaps=((1, (Gap("x"),)),)), [None]),
    ],
)
def test_an_answer_of_another_form_is_refused(practice: Practice, answer: list[object]) -> None:
    with pytest.raises(ValueError, match=r"^(this card|an answer)"):
        judge(practice, 0, answer)


def test_every_sentence_is_there_in_both_languages_with_the_same_values() -> None:
    import string

    def values(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    english, chinese = WORDS["en"], WORDS["zh"]
    assert english.keys() == chinese.keys()
    assert [name for name in english if values(english[name]) != values(chinese[name])] == []


def test_a_verdict_is_in_the_language_of_the_page() -> None:
    practice = predicting(out("1"))
    assert judge(practice, 0, ["2"], "zh-CN").message == "2 应为 1"
    assert judge(practice, 0, ["2"], "de").message == "2 should be 1"


def test_a_huge_answer_is_judged_in_time() -> None:
    right = "\n".join(" ".join(f"{n % 7}.{k}" for k in range(40)) for n in range(40))
    assert judge(predicting(out(right)), 0, [right]).right
    assert not judge(predicting(out(right)), 0, ["0.0 1, " * 50_000]).right
    assert not judge(predicting(out(right)), 0, ["[" * 100_000]).right
    assert not judge(predicting(out(right)), 0, ["'" * 100_000]).right
    assert not judge(predicting(out(right)), 0, ["1" * 100_000]).right
    assert not judge(predicting(out("1e999999999999")), 0, ["1e99999999999999999"]).right
