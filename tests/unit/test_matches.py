"""Claims that hold pass, and no other."""

from __future__ import annotations

from collections import Counter

import pytest

from generator.checking.match_raises import raises_matches, raises_name
from generator.checking.matches import Got, match_named
from generator.model import MatchName, Raised
from tests.support.claims_corpus import CASES, Case
from tests.support.structures import array, sequence

OOM = Raised(
    "OutOfMemoryError",
    "torch.OutOfMemoryError",
    ("RuntimeError", "Exception"),
    "torch.OutOfMemoryError: shapes (2, 3) and size 10\n  must agree\nA note",
)


def test_the_corpus_is_large_and_has_no_case_twice() -> None:
    assert len(CASES) >= 150
    names = Counter((case.match, case.name) for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []
    verdicts = Counter((case.match, case.holds) for case in CASES)
    assert all(count >= 4 for count in verdicts.values())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_claim_passes_only_where_it_holds(case: Case) -> None:
    mismatch = match_named(case.match, case.tol, case.atol)(
        case.said, Got(case.got, case.structure)
    )
    assert (mismatch is None) is case.holds, mismatch


@pytest.mark.parametrize("case", [c for c in CASES if not c.holds], ids=str)
def test_a_mismatch_shows_two_lines_that_differ_or_says_why(case: Case) -> None:
    mismatch = match_named(case.match, case.tol, case.atol)(
        case.said, Got(case.got, case.structure)
    )
    assert mismatch is not None
    assert mismatch.why or mismatch.said != mismatch.got
    lines = case.said.rstrip().split("\n")
    if mismatch.said is not None:
        assert lines[mismatch.line].rstrip() == mismatch.said
    assert 0 <= mismatch.line <= len(lines)


@pytest.mark.parametrize(
    ("match", "said", "got", "line", "left", "right"),
    [
        ("close", "a\n1.5\n2.5", "a\n1.5\n2.6", 2, "2.5", "2.6"),
        ("close", "1.5\nb\n2.5", "1.5\nc\n2.5", 1, "b", "c"),
        ("close", "1.5", "1.5\ndone", 1, None, "done"),
        ("close", "1.5\ndone", "1.5", 1, "done", None),
        ("close", "1.5\n2.5", "1.5", 1, "2.5", None),
        ("ellipsis", "a\n...\nc\nx", "a\nb\nc\nd", 3, "x", "d"),
        ("ellipsis", "a\nb", "a\nb\nc", 2, None, "c"),
        ("exact", "a\nb", "a", 1, "b", None),
    ],
)
def test_a_mismatch_is_at_the_line_that_is_false(
    match: str, said: str, got: str, line: int, left: str | None, right: str | None
) -> None:
    mismatch = match_named(match)(said, Got(got))  # type: ignore[arg-type]
    assert mismatch is not None
    assert (mismatch.line, mismatch.said, mismatch.got) == (line, left, right)


def test_an_author_learns_which_array_of_a_list_has_another_shape() -> None:
    got = Got("", sequence(array(2), sequence(array(3), array(4))))
    mismatch = match_named("shape")("[(2,), [(3,), (5,)]]", got)
    assert mismatch is not None
    assert mismatch.why == "item [1][1] has shape (4,), not (5,)"


@pytest.mark.parametrize("match", ["exact", "close", "ellipsis"])
def test_a_long_output_with_every_line_changed_is_told_at_once(match: MatchName) -> None:
    lines = [f"epoch {number} loss {number * 0.731 % 1:.6f}" for number in range(5000)]
    changed = [line[::-1] for line in lines]
    mismatch = match_named(match)("\n".join(lines), Got("\n".join(changed)))
    assert mismatch is not None
    told = mismatch.diff.split("\n")
    assert [line[2:] for line in told if line.startswith("- ")] == lines
    assert [line[2:] for line in told if line.startswith("+ ")] == changed


@pytest.mark.parametrize("match", ["shape", "dtype"])
def test_a_claim_that_nothing_can_check_says_so(match: str) -> None:
    said = {"shape": "(2, 2)", "dtype": "float32"}[match]
    for got in (Got(said), Got(said, sequence())):
        mismatch = match_named(match)(said, got)  # type: ignore[arg-type]
        assert mismatch is not None
        assert "cannot be checked" in mismatch.why


@pytest.mark.parametrize(
    "expected",
    [
        "OutOfMemoryError",
        "torch.OutOfMemoryError",
        "OutOfMemoryError: shapes (2, 3) and size 10 must agree",
        "OutOfMemoryError: size 10",
        "torch.OutOfMemoryError: (2, 3)",
        "OutOfMemoryError : must  agree",
    ],
)
def test_the_promised_exception_passes(expected: str) -> None:
    assert raises_matches(expected, OOM) is None


@pytest.mark.parametrize(
    ("expected", "word"),
    [
        ("RuntimeError", "a kind of RuntimeError"),
        ("KeyError", "raised OutOfMemoryError"),
        ("MemoryError", "raised OutOfMemoryError"),
        ("OutOfMemoryError: size 1", "size 10"),
        ("OutOfMemoryError: hapes", "size 10"),
        ("OutOfMemoryError: size .0", "size 10"),
        ("OutOfMemoryError:", "no message"),
        ("KeyError: size 10", "raised OutOfMemoryError"),
        ("OutOfMemoryError: torch.OutOfMemoryError", "size 10"),
    ],
)
def test_any_other_exception_or_message_fails(expected: str, word: str) -> None:
    problem = raises_matches(expected, OOM)
    assert problem is not None
    assert word in problem


def test_the_file_of_a_syntax_error_is_no_part_of_its_message() -> None:
    text = "  File \"<card>\", line 1\n    f(\n     ^\nSyntaxError: '(' was never closed"
    raised = Raised("SyntaxError", "SyntaxError", ("Exception",), text)
    assert raises_matches("SyntaxError: '(' was never closed", raised) is None
    assert raises_matches("SyntaxError: line 1", raised) is not None


@pytest.mark.parametrize("written", ["A.B: some: message", "A.B", " A.B :x"])
def test_the_name_of_an_exception_is_what_stands_before_its_message(written: str) -> None:
    assert raises_name(written) == "A.B"
