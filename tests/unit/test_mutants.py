"""The mistakes that tests of an exercise are tried out with: likely ones, the same each time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from generator.running.programs.exercise_trial import telling
from generator.running.programs.mutants import mutants_of


def changes(code: str, most: int = 100) -> set[tuple[str, str]]:
    return {(each.before, each.after) for each in mutants_of(code, most).chosen}


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("def f(a, b):\n    return a < b", "    return a < b", "    return a <= b"),
        ("def f(a, b):\n    return a in b", "    return a in b", "    return a not in b"),
        ("def f(a, b):\n    return a is  not b", "    return a is  not b", "    return a is b"),
        ("def f(a, b):\n    return a + b", "    return a + b", "    return a - b"),
        ("def f(a, b):\n    return a + b", "    return a + b", "    return None"),
        ("def f(a, b):\n    return (a) // (b)", "    return (a) // (b)", "    return (a) * (b)"),
        ("def f(a):\n    a += 1\n    return a", "    a += 1", "    a -= 1"),
        ("def f(a):\n    a += 1\n    return a", "    a += 1", "    pass"),
        ("def f(a):\n    a += 1\n    return a", "    a += 1", "    a += 2"),
        ("def f(a):\n    return g(a, keep=True)", "    return g(a, keep=True)",
         "    return g(a, keep=False)"),
        ("def f(a, b):\n    return a and b", "    return a and b", "    return a or b"),
        ("def f(a):\n    return not a", "    return not a", "    return a"),
        ("def f(a):\n    return -a", "    return -a", "    return a"),
        ("def f(a):\n    if a:\n        a.sort()\n    return a", "    if a:", "    if not (a):"),
        ("def f(a):\n    if a:\n        a.sort()\n    return a", "    if a:\n        a.sort()", "    pass"),
        ("def f(a):\n    a.sort()\n    return a", "    a.sort()", "    pass"),
        ("def f(a):\n    return max(a)", "    return max(a)", "    return min(a)"),
        ("def f(a):\n    return a.any()", "    return a.any()", "    return a.all()"),
        ("def f(ä, b):\n    return 'ö', ä < b", "    return 'ö', ä < b", "    return 'ö', ä <= b"),
        ("def f(a,\n      b):\n    return (a +  # <\n            b)", "    return (a +  # <",
         "    return (a -  # <"),
    ],
)  # fmt: skip
def test_a_likely_mistake_is_made(code: str, before: str, after: str) -> None:
    assert (before, after) in changes(code)


@pytest.mark.parametrize(
    "code",
    [
        "import a.b\nfrom c import d",
        'def f(x: int = "s") -> list[int]:\n    """Doc 1 < 2."""\n    raise ValueError(f"{1 < 2}")',
        "@cache(maxsize=5)\ndef f(x):\n    return None",
        "def f(x):\n    print(1 + 1)\n    torch.manual_seed(0)\n    return None",
        "EPS = 1e-8\nMOST = 10_000\nNAME = 'a'",
        "class A(B[1]):\n    x: C[1]",
        "assert f(1) == 2",
        "if __name__ == '__main__':\n    f(1 + 1)",
        "async def f():\n    await asyncio.sleep(0)",
        "def f(x):\n    time.sleep(0.5)",
    ],
)
def test_what_is_likely_to_change_nothing_is_left_alone(code: str) -> None:
    assert changes(code) == set()


@pytest.mark.parametrize(
    ("code", "tie", "mistake"),
    [
        ("for x in xs:\n    if x > best:\n        best = x", ">=", "<="),
        ("for x in xs:\n    if best is None or x > best:\n        best = x", ">=", "<="),
        ("while j and a[j - 1] > a[j]:\n    a[j - 1], a[j] = a[j], a[j - 1]", ">=", "<="),
        ("while i < j:\n    g(i, j)\n    i += 1\n    j -= 1", "<=", ">="),
        ("def f(x, lo):\n    if x < lo:\n        return lo\n    return x", "<=", ">="),
        ("def f(a, b):\n    return a if a > b else b", ">=", "<="),
        ("def f(n):\n    return 1 if n <= 1 else n * f(n - 1)", "n < 1", ">="),
        ("def f(n):\n    if n <= 1:\n        return 1\n    return n * f(n - 1)", "n < 1", ">="),
    ],
)
def test_a_tie_that_changes_nothing_is_no_mistake(code: str, tie: str, mistake: str) -> None:
    assert not any(tie in after for _, after in changes(code))
    assert any(mistake in after for _, after in changes(code))


@pytest.mark.parametrize(
    "code",
    [
        "def f(n):\n    if n < 2:\n        return n\n    return f(n - 1) + f(n - 2)",
        "def f(xs, t):\n    while i < j:\n        if g(i, j):\n            i += 1\n        else:\n            j -= 1",
        "def f(n):\n    if n < 1:\n        return 0\n    return n",
        "def f(x, lo):\n    if x < lo:\n        return lo\n    return x + 1",
    ],
)  # fmt: skip
def test_a_tie_that_may_change_something_is_a_mistake(code: str) -> None:
    assert any("<=" in after for _, after in changes(code))


def test_a_false_that_is_returned_is_turned_round_and_never_left_out() -> None:
    found = changes("def f(x):\n    return False")
    assert found == {("    return False", "    return True")}


def test_a_table_becomes_no_larger_than_it_need_be() -> None:
    for code in ("t = [0] * (n + 1)", "t = np.zeros((n + 1, m))", "t = [[] for _ in range(n + 1)]"):
        afters = {after for _, after in changes(code)}
        assert any("n + 0" in after for after in afters), afters
        assert not any("n + 2" in after for after in afters), afters


def test_what_a_training_begins_with_is_left_alone() -> None:
    assert not any("ones" in after for _, after in changes("w = zeros(n, requires_grad=True)"))


def test_a_mistake_has_its_place() -> None:
    (found,) = (each for each in mutants_of("ä = b == 1", 9).chosen if "!=" in each.after)
    assert (found.line, found.column) == (1, 7)


def test_the_mistakes_are_bounded_the_same_each_time_and_of_all_sorts() -> None:
    code = "def f(a, b):\n" + "".join(f"    a += b * {n}\n" for n in range(9))
    code += "    if a < b:\n        return 7\n    return b"
    some = mutants_of(code, 8)
    assert some == mutants_of.__wrapped__(code, 8)
    assert len(some.chosen) == 8 and some.of > 30
    assert [each.line for each in some.chosen] == sorted(each.line for each in some.chosen)
    afters = [each.after for each in some.chosen]
    for wanted in ("pass", "-=", "not (", "<=", "return None"):
        assert any(wanted in after for after in afters), wanted
    assert mutants_of("def f(:", 8).chosen == ()


def words(code: str, **names: object) -> str:
    """What an assert that fails says."""

    def said(
        code: str,
        *parts: tuple[str, object],
        given: Sequence[tuple[str, object]] = (),
        **but: object,
    ) -> str:
        told = [f"{name}={value!r}" for name, value in parts]
        turn = [f"{name} = {value!r}" for name, value in given]
        return "; ".join([code, *told, *(f"not {value!r}" for value in but.values()), *turn])

    made = telling(code)
    assert made.count("\n") == code.count("\n")
    with pytest.raises(AssertionError) as error:
        exec(made, {**names, "_proofdeck_words": said})
    return str(error.value)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("assert f(3) == 9", "`f(3) == 9`; `f(3)`=6; not 9"),
        ("assert f(3) == f(4)", "`f(3) == f(4)`; `f(3)`=6; not 8"),
        ("assert 9 == f(3)", "`9 == f(3)`; `f(3)`=6"),
        ("assert f(3) < 2", "`f(3) < 2`; `f(3)`=6"),
        ("assert f(3) in [\n    1,\n]", "`f(3) in [ 1, ]`; `f(3)`=6; `[ 1, ]`=[1]"),
        ("assert not f(3)", "`not f(3)`; `f(3)`=6"),
        ("assert (f(3)\n        == 9), 'three'", "three: `f(3) == 9`; `f(3)`=6; not 9"),
        ("assert f(0)", "`f(0)`; `f(0)`=0"),
        ("assert any([f(0)])", "`any([f(0)])`; `[f(0)]`=[0]"),
        ("assert isinstance(f(3), str)", "`isinstance(f(3), str)`; `f(3)`=6; `str`=<class 'str'>"),
        ("assert all(f(x) for x in [0])", "`all(f(x) for x in [0])`; `all(f(x) for x in [0])`=False"),
        ("assert 1 < f(0) < 3", "`1 < f(0) < 3`"),
        ("for i in range(2): assert f(i) < 2", "`f(i) < 2`; `f(i)`=2; i = 1"),
        ("for a, (b, c) in [(1, (2, 3))]:\n    for d in 'x':\n        assert f(a) == f(b), d",
         "x: `f(a) == f(b)`; `f(a)`=2; not 4; a = 1; b = 2; c = 3; d = 'x'"),
        ("for x, want in [(1, 2), (2, 5)]:\n    y = f(x)\n    assert y == want",
         "`y == want`; `y`=4; not 5; x = 2"),
        ("x = 'ä'; assert f('ä') == x  # no", "`f('ä') == x`; `f('ä')`='ää'; not 'ä'"),
        ("def g(x, *, y=3):\n    assert f(x) == y, 'no'\ng(1)",
         "no: `f(x) == y`; `f(x)`=2; not 3; x = 1"),
        ("class A:\n    assert f(1) == 1", ""),
    ],
)  # fmt: skip
def test_a_test_that_fails_says_with_which_values(code: str, said: str) -> None:
    assert words(code, f=lambda x: 2 * x) == said


def test_code_that_is_no_python_is_left_to_fail_by_itself() -> None:
    assert telling("assert (") == "assert ("
