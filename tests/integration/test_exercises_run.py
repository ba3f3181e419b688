"""Exercises are run before they are built: the solution, the starter, and what tests must notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from generator import check_deck
from generator.building.built import Built
from generator.checking.exercise_results import code_failure, results_of
from generator.model import Exercise, Program
from generator.running import LocalPool
from generator.running.programs.exercise_trial import trial_of
from generator.verifying.package import read_package
from tests.support.cli import proofdeck
from tests.support.decks import write_deck

BODY = "## Card {{#{slug} .exercise}}\n\n```python {{.starter}}\n{starter}\n```\n\n"
BODY += "```python {{.solution{of_solution}}}\n{solution}\n```\n\n"
BODY += "```python {{.tests{of_tests}}}\n{tests}\n```\n\n"


def exercise(slug: str, solution: str, tests: str, starter: str = "", **options: str) -> str:
    filled = {"of_solution": "", "of_tests": ""} | options
    return BODY.format(slug=slug, starter=starter, solution=solution, tests=tests, **filled)


LARGEST = """def largest(xs):
    best = xs[0]
    for x in xs[1:]:
        if x > best:
            best = x
    return best"""
GCD = "def gcd(a, b):\n    while b:\n        a, b = b, a % b\n    return a"
SPIN = "def spin(n):\n    while n:\n        n -= 1\n    return n"
CARDS = {
    "good": exercise("good", LARGEST, "assert largest([1, 3, 2]) == 3\nassert largest([5, 1]) == 5"),
    "ends": exercise("ends", GCD, "assert gcd(12, 18) == 6\nassert gcd(7, 3) == 1"),
    "stated": exercise(
        "stated", "def f(x):\n    return x + x  # => 7", "assert f(3) == 6"
    ),
    "fails": exercise(
        "fails", "def double(x):\n    return x + x", "assert double(1) == 2\nassert double(2) == 5"
    ),
    "passes": exercise("passes", "def f(x):\n    return x", "assert f(1) == 1", "f = abs"),
    "weak": exercise("weak", "def f(x):\n    return x + x", "assert f(0) == 0"),
    "known": exercise(
        "known", "def f(x):\n    return x + x", "assert f(0) == 0",
        of_solution=' survives="x + x because both give 0"',
    ),
    "unneeded": exercise(
        "unneeded", "def f(x):\n    return x + x", "assert f(3) == 6",
        of_solution=' survives="x + x because both give 0"',
    ),
    "slow": exercise("slow", SPIN, "assert spin(10**8) == 0", of_tests=' time="0.2"'),
    "large": exercise(
        "large", "def f(n):\n    return len([0] * n)", "assert f(10**7) == 10**7",
        of_tests=" memory=32MiB",
    ),
    "broken": exercise("broken", "def double(x):\n    return x + x", "assert double(1) == 2\n\nassert double(2) = 4"),
    "luck": exercise(
        "luck", "import random\n\ndef double(x):\n    return random.random()", "assert double(0) == 0"
    ),
    "refuses": exercise(
        "refuses", "def f(x):\n    raise ValueError",
        ">>> f(1)\nTraceback (most recent call last):\nValueError",
    ),
    "raises": exercise(
        "raises", "def f(x):\n    raise Exception\n\n\ndef g(x):\n    return x + x",
        ">>> f(1)\nTraceback (most recent call last):\nException\n>>> g(0)\n0",
    ),
    "calls": exercise("calls", GCD, ">>> gcd(8, 12)\n5\n>>> gcd(0, 0)\n0\n>>> gcd(7, 3)\n1"),
}  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("exercises") / "deck"
    return check_deck(write_deck(folder, {"en/01.md": "# Q\n\n" + "".join(CARDS.values())}))


def told(built: Built, slug: str) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in built.problems if each.card == slug]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("good", []),
        ("ends", []),  # though a mutant of it runs for ever
        ("stated", [("false-claim", "the card says `7`, but `6` came out")]),
        ("fails", [("failed-test", "the solution fails this test: `double(2)` is 4, not 5")]),
        ("passes", [("starter-passes", "the starter already passes every test")]),
        ("weak", [("untested-change", "no test notices this change of the solution")]),
        ("refuses", []),
        ("raises", [("untested-change", "no test notices this change of the solution")]),
        ("known", []),
        ("unneeded", [("survives-unneeded",
                       "`survives` is not needed: no change of `x + x` passes the tests")]),
        ("slow", [("over-bound", "the solution needs more than 0.1 s of processor time, half of the"
                                 " 0.2 s that the tests may take")]),
        ("large", [("over-bound", "the solution needs more than 16 MiB of memory, half of the 32 MiB"
                                  " that the tests may take")]),
        ("calls", [("false-claim", "the card says `5`, but `4` came out")]),
    ],
)  # fmt: skip
def test_an_exercise_is_held_against_its_tests(
    checked: Built, slug: str, expected: Sequence[tuple[str, str]]
) -> None:
    assert told(checked, slug) == expected


def test_a_test_that_is_no_python_is_told_on_its_line(checked: Built) -> None:
    (found,) = (each for each in checked.problems if each.card == "broken")
    text = ("# Q\n\n" + "".join(CARDS.values())).split("\n")
    assert text[found.place.line - 1] == "assert double(2) = 4"
    assert found.message.startswith("this test is no Python: ")


def test_a_test_that_varies_is_not_to_be_marked_so(checked: Built) -> None:
    (hint,) = (p.hint for p in checked.problems if (p.card, p.code) == ("luck", "varies"))
    assert "seed" in hint and "`varies`" not in hint


def test_a_change_that_no_test_notices_is_shown_with_its_line(checked: Built) -> None:
    (found,) = (each for each in checked.problems if each.card == "weak")
    assert found.severity == "warning"
    assert found.detail == "-     return x + x\n+     return x - x"
    text = ("# Q\n\n" + "".join(CARDS.values())).split("\n")
    assert text[found.place.line - 1] == "    return x + x"
    assert 'survives="return x + x because …"' in found.hint


GOOD = exercise(
    "gcd", GCD, "assert gcd(12, 18) == 6\nassert gcd(7, 3) == 1", "def gcd(a, b):\n    ..."
) + "```python {.tests match=close}\n>>> gcd(5, 0)\n5\n>>> gcd('a', 1)\n" + (
    "Traceback (most recent call last):\nTypeError: not all arguments converted\n```\n"
)  # fmt: skip


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Exercise, Path]:
    """What the note of an exercise carries."""
    folder = tmp_path_factory.mktemp("carried")
    text = GOOD.replace(
        "not all arguments converted", "not all arguments converted during string formatting"
    )
    write_deck(folder / "deck", {"en/01.md": "# Q\n\n" + text + "\n> [!hint] Divide.\n"})
    done = proofdeck("build", "deck", "--output", "built", "--strict", cwd=folder)
    assert done.code == 0, done.out + done.err
    (package,) = (folder / "built").glob("*.apkg")
    (note,) = read_package(package).notes
    assert note.evidence is not None
    assert note.evidence.exercise is not None
    return note.evidence.program, note.evidence.exercise, package


def test_a_package_carries_what_it_takes_to_write_the_program(
    carried: tuple[Program, Exercise, Path],
) -> None:
    program, found, package = carried
    assert program.cells[found.at].code == GCD
    assert (found.starter, found.hints) == ("def gcd(a, b):\n    ...", ("Divide.",))
    assert [program.cells[test.cell].code for test in found.tests] == [
        "assert gcd(12, 18) == 6", "assert gcd(7, 3) == 1", "gcd(5, 0)", "gcd('a', 1)",
    ]  # fmt: skip
    done = proofdeck("verify", package.name, cwd=package.parent)
    assert (done.code, "1 still true" in done.out) == (0, True), done.out


@pytest.mark.parametrize(
    ("code", "passed", "words"),
    [
        (GCD, [True] * 4, ""),
        ("def gcd(a, b):\n    return 6", [True, False, False, False], "`gcd(7, 3)` is 6, not 1"),
        ("def gcd(a, b):\n    return 1", [False, True, False, False], "`gcd(12, 18)` is 1, not 6"),
        ("gcd = 3", [False] * 4, "TypeError: 'int' object is not callable"),
        (GCD.replace("a % b", "b"), [False, False, True, False], "more than 2 s of processor time"),
        ("def gcd(a, b):\n    raise SystemExit", [False, None, None, None], "it ended its own process"),
    ],
)  # fmt: skip
def test_what_a_learner_wrote_is_told_test_by_test(
    carried: tuple[Program, Exercise, Path], code: str, passed: list[bool | None], words: str
) -> None:
    program, found, _ = carried
    with LocalPool() as pool:
        (run,) = pool.run([trial_of(program, found, code)])
    results = results_of(found, run)
    assert [each.passed for each in results] == passed
    assert next((each.words for each in results if each.words), "") == words
    assert code_failure(found, run) == ""


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("for a, want in [(1, 1), (2, 4)]:\n    assert gcd(a, 4) == want",
         "`gcd(a, 4)` is 2, not 4, where a = 2"),
        ("def check(a):\n    assert gcd(a, 9) < 3\ncheck(6)",
         "`gcd(a, 9) < 3` is false: `gcd(a, 9)` is 3, where a = 6"),
    ],
)  # fmt: skip
def test_a_test_in_a_loop_or_a_function_says_which_turn_failed(
    carried: tuple[Program, Exercise, Path], test: str, words: str
) -> None:
    program, found, _ = carried
    cells = list(program.cells)
    cells[found.tests[0].cell] = replace(cells[found.tests[0].cell], code=test)
    with LocalPool() as pool:
        (run,) = pool.run([trial_of(replace(program, cells=tuple(cells)), found, GCD)])
    assert results_of(found, run)[0].words == words


def test_code_that_fails_by_itself_is_told_before_any_test(
    carried: tuple[Program, Exercise, Path],
) -> None:
    program, found, _ = carried
    with LocalPool() as pool:
        runs = list(pool.run([trial_of(program, found, code) for code in ("1 / 0", "def f(:")]))
    assert {code_failure(found, run) for run in runs} == {
        "ZeroDivisionError: division by zero", "SyntaxError: invalid syntax",
    }  # fmt: skip
    assert all(each.passed is None for run in runs for each in results_of(found, run))
