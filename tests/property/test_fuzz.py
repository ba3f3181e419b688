"""Whatever is written into a chapter, a setting, a lock, an article or a package: words, and soon.

PROOFDECK_FUZZ is the number of inputs; `python -m tests.fuzz 100000` is the long form, which makes
small what fails. What once failed is in `tests/fuzz/corpus.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.fuzz.__main__ import alone
from tests.fuzz.case import BUSY_LIMIT, Case, Failure, spelt
from tests.fuzz.corpus import CORPUS
from tests.fuzz.crew import Examiner, examined
from tests.fuzz.making import SHARES, make_case
from tests.fuzz.shrink import shrink

COUNT = int(os.environ.get("PROOFDECK_FUZZ", "250"))
SEED = int(os.environ.get("PROOFDECK_FUZZ_SEED", "15"))


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    with Examiner(BUSY_LIMIT) as opened:
        yield opened


@pytest.fixture(scope="module")
def impatient() -> Iterator[Examiner]:
    with Examiner(limit=0.3) as opened:
        yield opened


def test_nothing_that_anybody_writes_is_a_traceback_or_takes_for_ever() -> None:
    jobs = 1 if COUNT < 1000 else len(os.sched_getaffinity(0))
    failures = {
        f"make_case({SEED}, {number})": failure
        for number, failure in examined(range(COUNT), SEED, jobs, limit=BUSY_LIMIT)
        if failure is not None
    }
    assert failures == {}


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_what_failed_once_does_not_fail_again(number: int, examiner: Examiner) -> None:
    assert examiner.examine(CORPUS[number]) is None


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("raises", "traceback: KeyError"),
        ("caught", "internal: KeyError"),
        ("silent", "a problem without a message"),
        ("nowhere", "a problem below the end of its file"),
        ("endless", "too much is said"),
        ("slow", "slow"),
        ("hang", "hang"),
        ("dies", "died: -6"),
    ],
)
def test_every_way_to_fail_is_noticed_and_the_next_input_is_examined(
    target: str, kind: str, impatient: Examiner
) -> None:
    failure = impatient.examine(Case(target, "bad"))
    assert failure is not None
    assert failure.kind == kind
    assert impatient.examine(Case("raises", "good")) is None


class Busy:
    """Fails so often, and then no more."""

    def __init__(self, times: int) -> None:
        self.times = times

    def examine(self, case: Case) -> Failure | None:
        self.times -= 1
        return Failure("slow") if self.times >= 0 else None


def test_what_is_slow_beside_others_is_slow_only_if_it_is_so_each_time_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (0.0, 0.0, 0.0))
    assert alone(Busy(2), Case("chapter", "")) is None  # type: ignore[arg-type]
    assert alone(Busy(9), Case("chapter", "")) == Failure("slow")  # type: ignore[arg-type]


def test_a_failing_input_is_made_small(examiner: Examiner) -> None:
    case = Case("raises", "a line\n" * 40 + "some bad line\n" + "x" * 100, 7)
    small = shrink(case, lambda smaller: examiner.examine(smaller) is not None)
    assert small == Case("raises", "bad")


def test_equal_seeds_make_equal_inputs_of_every_target() -> None:
    cases = [make_case(1, number) for number in range(600)]
    assert cases == [make_case(1, number) for number in range(600)]
    assert {case.target for case in cases} == set(SHARES)


@pytest.mark.parametrize(
    "text", ["", "a", "ab" * 50 + "\n" + "x" * 40, "\ud800\n'", "aaa" + "ba" * 9]
)
def test_a_case_is_printed_as_python_that_makes_it(text: str) -> None:
    assert eval(spelt(text)) == text
    assert eval(str(Case("lock", text, 3))) == Case("lock", text, 3)
