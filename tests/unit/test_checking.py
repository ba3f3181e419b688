"""A claim that does not hold is always found, and said so that it can be mended."""

from __future__ import annotations

import pytest

from generator.checking.claims import describe
from generator.checking.matches import exact
from generator.checking.transcript import author_traceback, card_traceback, transcript
from generator.checking.twins import same_program
from generator.checking.verdict import judge
from generator.model import (
    Card,
    Cell,
    CellRun,
    Claim,
    Environment,
    Fence,
    Frame,
    Output,
    Place,
    Program,
    Raised,
    Run,
)
from generator.running.programs.program import Plan

ENVIRONMENT = Environment("3.11.7")
RAISED = Raised(
    "KeyError",
    "KeyError",
    ("LookupError",),
    "KeyError: 'a'",
    (
        Frame("card.md", 2, "<module>", "    look()", 0),
        Frame("torch/nn/a.py", 9, "f", "x"),
        Frame("torch/nn/b.py", 3, "g", "y"),
        Frame("card.md", 1, "look", "{}['a']", 0),
    ),
)


@pytest.mark.parametrize(
    ("said", "got"),
    [("1", "1\n"), ("a  \nb", "a\nb\n\n"), ("", ""), ("a", "a   "), ("\na", "\na\n")],
)
def test_spaces_at_line_ends_are_no_reason_to_fail(said: str, got: str) -> None:
    assert exact(said, got) is None


@pytest.mark.parametrize(
    ("said", "got", "line"),
    [
        ("1", "2", 0),
        ("1\n2", "1\n3", 1),
        ("1", "1\n2", 1),
        ("1\n2", "1", 1),
        (" 1", "1", 0),
        ("a", "\na", 0),
        ("tensor([1., 2., 3.])", "tensor([2., 3., 4.])", 0),
        ("(2, 2)", "torch.Size([2, 2])", 0),
        ("1.0", "1.00", 0),
        ("...", "anything", 0),
    ],
)
def test_any_other_difference_fails_at_its_line(said: str, got: str, line: int) -> None:
    mismatch = exact(said, got)
    assert mismatch is not None
    assert mismatch.line == line


def test_a_transcript_has_everything_in_order_and_values_on_lines_of_their_own() -> None:
    outputs = (
        Output("stdout", "a"),
        Output("stderr", "b\n"),
        Output("stdout", "c"),
        Output("value", "5"),
        Output("svg", "<svg/>"),
    )
    assert transcript(CellRun(outputs)) == "ab\nc\n5"


def test_cut_output_says_how_much_is_missing() -> None:
    assert transcript(CellRun((Output("stdout", "a\n", dropped=3),))) == "a\n… 3 more lines"


def test_a_card_shows_its_own_lines_of_a_traceback_and_names_the_library() -> None:
    assert card_traceback(RAISED) == (
        "Traceback (most recent call last):\n"
        '  File "<card>", line 2, in <module>\n'
        "    look()\n"
        "  … 2 lines in torch\n"
        '  File "<card>", line 1, in look\n'
        "    {}['a']\n"
        "KeyError: 'a'"
    )


def test_an_author_sees_the_lines_of_the_markdown_in_a_traceback() -> None:
    text = author_traceback(RAISED, "cards/en/02-tensors.md", (40,))
    assert "  cards/en/02-tensors.md, line 41, in <module>\n    look()\n" in text
    assert "  torch/nn/a.py, line 9, in f\n" in text


def plan_of(fence: Fence) -> Plan:
    card = Card("slug", "en", "basic", Place("card.md"), (), (), (), "T", fences=(fence,))
    program = Program("en/slug", "card.md", (Cell(fence.code, fence.place.line + 1),))
    return Plan(card, program, (fence,))


def run_of(cell: CellRun, ended: str = "finished", status: int = 0) -> Run:
    return Run("en/slug", ended, (cell,), ENVIRONMENT, status)  # type: ignore[arg-type]


def fence_with(claim: str | None = None, raises: str | None = None) -> Fence:
    stated = Claim(Place("card.md", 13), claim) if claim is not None else None
    return Fence(Place("card.md", 10), "look()\nlook()", raises=raises, claim=stated)


PRINTED = CellRun((Output("stdout", "1\n2\n"),))
FAILED = CellRun((Output("stdout", "1\n"),), RAISED)


def test_a_claim_that_holds_makes_a_card_verified() -> None:
    verdict = judge(plan_of(fence_with("1\n2")), run_of(PRINTED))
    assert (verdict.status, verdict.problems) == ("verified", ())


def test_a_false_claim_points_at_the_line_that_is_false() -> None:
    (problem,) = judge(plan_of(fence_with("1\n3")), run_of(PRINTED)).problems
    assert (problem.code, problem.place.line, problem.card) == ("false-claim", 15, "slug")
    assert "`3`" in problem.message
    assert "`2`" in problem.message


def test_an_exception_nobody_expected_fails_at_the_line_it_left() -> None:
    (problem,) = judge(plan_of(fence_with()), run_of(FAILED, "raised")).problems
    assert (problem.code, problem.place.line) == ("crash", 11)
    assert "raises=KeyError" in problem.hint


@pytest.mark.parametrize("claim", ["1\nKeyError: 'a'", "1\n" + card_traceback(RAISED), None])
def test_an_expected_exception_passes_with_or_without_its_traceback(claim: str | None) -> None:
    assert judge(plan_of(fence_with(claim, "KeyError")), run_of(FAILED)).status == "verified"


def test_an_expected_exception_with_a_false_message_fails() -> None:
    (problem,) = judge(plan_of(fence_with("1\nKeyError: 'b'", "KeyError")), run_of(FAILED)).problems
    assert problem.code == "false-claim"


@pytest.mark.parametrize("name", ["ValueError", "LookupError", "Exception"])
def test_any_other_exception_than_the_named_one_fails(name: str) -> None:
    (problem,) = judge(plan_of(fence_with(raises=name)), run_of(FAILED)).problems
    assert problem.code == "wrong-exception"
    assert "KeyError" in problem.message


def test_raising_nothing_where_an_exception_was_promised_fails() -> None:
    (problem,) = judge(plan_of(fence_with(raises="KeyError")), run_of(PRINTED)).problems
    assert problem.code == "no-exception"


@pytest.mark.parametrize(
    ("ended", "status", "word"),
    [
        ("timeout", 0, "30 seconds"),
        ("memory", 0, "2048 MiB"),
        ("exit", 3, "status 3"),
        ("signal", 11, "SIGSEGV"),
        ("lost", 0, "could not be run"),
    ],
)
def test_a_program_that_does_not_end_well_says_how(ended: str, status: int, word: str) -> None:
    (problem,) = judge(plan_of(fence_with("1")), run_of(CellRun(), ended, status)).problems
    assert problem.code == ended
    assert word in problem.message
    assert problem.hint


def test_a_flood_of_output_is_a_problem_not_a_card() -> None:
    cell = CellRun((Output("stdout", "y\n", dropped=1_000_000),))
    (problem,) = judge(plan_of(fence_with()), run_of(cell)).problems
    assert problem.code == "flood"


def test_a_card_that_is_not_run_is_never_counted_as_verified() -> None:
    fence = fence_with()
    card = plan_of(fence).card
    skipped = {fence.place: "needs a CUDA device"}
    assert judge(Plan(card, None, skipped=skipped), None).status == "not-run"
    partly = Plan(card, plan_of(fence).program, (fence,), {Place("card.md", 30): "x"})
    assert judge(partly, run_of(PRINTED)).status == "not-run"
    assert judge(Plan(card, None), None).status == "no-code"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("x = 1  # one", "x = 1  # 一", True),
        ("print('two words')", "print('两个词')", True),
        ("print(f'loss {x}')", "print(f'损失 {x}')", True),
        ("x.to('cpu')", "x.to('cuda')", False),
        ("x = 1", "x = 2", False),
        ("print(f'{x}')", "print(f'{y}')", False),
        ("x(", "x(", True),
        ("x(", "y(", False),
    ],
)
def test_translations_may_change_prose_and_nothing_else(one: str, other: str, same: bool) -> None:
    assert same_program(one, other) is same


@pytest.mark.parametrize(
    ("said", "got", "shown"),
    [
        ("1", "2", ("`1`", "`2`")),
        ("a", " a", ("`'a'`", "`' a'`")),
        ("|", "\t|", ("`'|'`", "`'\\t|'`")),
        ("a b", "a\N{NO-BREAK SPACE}b", ("`'a b'`", "`'a\\xa0b'`")),
        ("ab", "a\N{ZERO WIDTH SPACE}b", ("`'ab'`", "`'a\\u200bb'`")),
    ],
)
def test_a_message_shows_apart_what_looks_the_same(
    said: str, got: str, shown: tuple[str, str]
) -> None:
    mismatch = exact(said, got)
    assert mismatch is not None
    assert describe(mismatch) == f"the card says {shown[0]}, but {shown[1]} came out"
