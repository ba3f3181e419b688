"""Small articles that an audit once judged wrongly, each with the right verdict."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.auditing.audit_files import audit_files
from generator.auditing.audit_text import as_text
from generator.auditing.document import Audited
from generator.checking.determinism import differences
from generator.running import LocalPool, Runner
from generator.running.twice import Twice

CASES = Path(__file__).parents[1] / "corpus/cases"
T, F = "true", "false"


@contextmanager
def twice() -> Iterator[Runner]:
    with LocalPool() as pool:
        yield Twice(pool, differences)


@pytest.fixture(scope="module")
def cases() -> dict[str, Audited]:
    paths = sorted(CASES.iterdir())
    found = zip(paths, audit_files(paths, runner=twice), strict=True)
    return {path.stem: audited for path, audited in found}


def truths(audited: Audited) -> list[str]:
    return [claim.truth for finding in audited.findings for claim in finding.claims]


def codes(audited: Audited) -> list[str]:
    return [problem.code for problem in audited.problems]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("blank-line-ends-output", [T, T]),
        ("traceback-needs-earlier-block", [T]),
        ("ellipsis-address", [T]),
        ("comment-outputs", [T, T]),
        ("wrong-exception-kind", [T, T]),
        ("doctest-ellipsis-continuation", [T, T, T, T]),
        ("mutated-between", [T]),
        ("stderr-warning-in-session", [T, T]),
        ("import-star", [T]),
        ("myst-context", [T]),
        ("indented", [T]),
        ("prompt-after-code", [T, T]),
        ("subprocess", [T]),
        ("chained", [T]),
        ("blank-in-output", [T, T]),
        ("tabs", [T]),
        ("await-session", [T]),
    ],
)
def test_what_is_true_raises_no_alarm(
    cases: dict[str, Audited], name: str, wanted: list[str]
) -> None:
    assert truths(cases[name]) == wanted
    assert codes(cases[name]) == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("traceback-hides-output", [F]),
        ("pydantic-arrow", [F]),
        ("fence-below", [F] * 13),
        ("myst", [F] * 20),
        ("no-language", [F] * 6),
        ("falsepass-stale", [F]),
        ("fence-close", [F]),
        ("setext-html", [F]),
        ("doctest-directives", [T, T, T, T, F]),
    ],
)
def test_what_is_false_does_not_pass(
    cases: dict[str, Audited], name: str, wanted: list[str]
) -> None:
    assert truths(cases[name]) == wanted
    assert codes(cases[name]) == ["false-claim"] * wanted.count(F)


def test_wrong_results_behind_any_mark_are_refuted_or_named(cases: dict[str, Audited]) -> None:
    found = truths(cases["trailing-value"])
    assert sorted(found) == [F] * 21 + ["unread"] * 2
    unread = [each for each in cases["trailing-value"].problems if each.code == "claim-not-read"]
    assert [(each.place.line, each.message) for each in unread] == [
        (4, "`5` looks like an output but is not checked: "
            "`3` came out, and the comment may state no result"),
        (13, "`three` looks like an output but is not checked: "
             "`3` came out, and the comment may state no result"),
    ]  # fmt: skip


def test_a_result_is_held_against_what_a_call_changes_and_a_remark_is_none(
    cases: dict[str, Audited],
) -> None:
    audited = cases["mutator"]
    assert truths(audited) == [F, T, T, T, F]
    places = [(each.code, each.place.line) for each in audited.problems]
    assert sorted(places) == [("crash", 7), ("false-claim", 3), ("false-claim", 7)]


def test_values_in_messages_are_in_words_for_people(cases: dict[str, Audited]) -> None:
    audited = cases["structure-leak"]
    assert truths(audited) == [T]
    assert codes(audited) == ["varies"]
    assert "Structure(" not in "\n".join(as_text([audited]))


def test_a_claim_that_holds_from_top_to_bottom_alone_is_said_to(cases: dict[str, Audited]) -> None:
    assert "1 stated output is true from top to bottom" in "\n".join(
        as_text([cases["mutated-between"]])
    )
    (problem,) = cases["falsepass-stale"].problems
    assert problem.message == "says `2`, but `3` came out after everything above"
    assert "it holds after block 1, but not after all blocks above" in problem.hint


def test_every_way_to_leave_a_block_out_is_counted_and_shown(cases: dict[str, Audited]) -> None:
    audited = cases["skips"]
    assert codes(audited) == ["crash"]
    lines = list(as_text([audited]))
    marks = [line.strip() for line in lines if "left out" in line]
    assert marks[:4] == [
        "left out: no-run", "left out: skip", "left out: skip: next", 'left out: test="skip"',
    ]  # fmt: skip
    assert "1 block: 0 run, 1 crashes, 4 left out" in lines[-1]


def test_what_varies_is_told_though_no_output_is_stated(cases: dict[str, Audited]) -> None:
    assert [finding.varies for finding in cases["coins"].findings] == [True] * 5
    assert codes(cases["coins"]) == ["varies"] * 5


def test_what_a_crash_keeps_from_running_is_counted(cases: dict[str, Audited]) -> None:
    assert truths(cases["crash-hides"]) == [T, "behind", "behind"]
    assert "2 come after a crash" in list(as_text([cases["crash-hides"]]))[-1]


def test_a_date_of_the_past_is_no_truth(cases: dict[str, Audited]) -> None:
    assert truths(cases["clock"]) == ["varies"]
