"""Formulas that must not hang a build, end its process or raise anything but MathError."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.rendering import math
from generator.rendering.math import MathError, check_math, parse_math
from generator.rendering.math_bounds import LONGEST
from tests.support.paper import printed_deck

# What would take longer than the age of the universe, or the whole stack, if math-core read it.
SHOWN = {
    "open": "(" * 400,
    "open in groups": "{(}" * 60,
    "intervals": r"[0,1), [1,2), " * 60,
    "intervals as the French write them": "[0,1[, ]1,2[, [2,3[, " * 30,
    "braces": r"\{" * 60,
    "words": r"\lfloor \langle \lvert \lgroup " * 20,
    "as opening": r"\mathopen(" * 60,
    "sized": r"\bigl[" * 60,
    "below a line end": r"\\ [" * 60,
    "behind a group": r"\sqrt{x}[" * 60,
    "by a macro": r"\def\a{((((}" + r"\a" * 60,
    "other alphabets": "⟦⦃❲⟅" * 20,
    "long": "x+" * 4_999 + "x",
}
REFUSED = {
    "primes": "a" + "'" * 9_000,
    "roots": r"\sqrt{" * 400 + "x" + "}" * 400,
    "indices": "x_{" * 800 + "x" + "}" * 800,
    "open groups": "{" * 9_000,
    "accents": r"\hat " * 1_900 + "x",
    "accents by macros": r"\def\a{" + r"\hat" * 100 + "}" + r"\a " * 150 + "x",
    "command of itself": r"\def\a{\a\a}\a",
    "long by macros": r"\newcommand{\a}{" + "x" * 20_000 + "}" + r"\a " * 3_000,
    "formulas in texts": r"\text{$" * 700 + "x" + "$}" * 700,
    "too long": "x+" * 5_000 + "x",
    "far too long": "x+" * 40_000 + "x",
}
_PARSE = """
import sys
from generator.rendering.math import check_math
error = check_math(sys.stdin.read())
print(error.message if error else "shown")
"""


def _in_a_process(latex: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _PARSE],
        input=latex, capture_output=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize("latex", SHOWN.values(), ids=SHOWN)
def test_a_build_does_not_hang_on_brackets_that_nothing_closes(latex: str) -> None:
    assert _in_a_process(latex) == "shown"


@pytest.mark.parametrize("latex", REFUSED.values(), ids=REFUSED)
def test_a_build_does_not_die_of_a_formula_too_deep_or_too_long(latex: str) -> None:
    assert _in_a_process(latex) not in {"", "shown"}


def test_many_half_open_intervals_keep_their_brackets_and_what_stands_between() -> None:
    tree = parse_math(", ".join([r"[0,1)"] * 12), display=False)
    assert _characters(tree["body"]) == "[0,1)" + ",[0,1)" * 11


@pytest.mark.parametrize("latex", ["[0,1)+", r"\lvert x", "f(x", r"\langle y", "[0,1[-"])
def test_many_brackets_look_as_few_do(latex: str) -> None:
    few = parse_math(latex, display=False)["body"]["c"]
    many = parse_math(" ".join([latex] * 12), display=False)["body"]["c"]
    assert many[: len(few)] == few


def test_options_in_brackets_stay_options_among_many_brackets() -> None:
    latex = "(" * 12 + r"\sqrt[3]{x} \\[2pt] \left[ y \right]"
    assert check_math(latex) is None
    assert "root" in str(parse_math(latex, display=True))


def test_a_formula_too_deep_says_how_deep_it_may_be() -> None:
    error = check_math(r"\sqrt{" * 100 + "x" + "}" * 100)
    assert isinstance(error, MathError)
    assert "nested more than" in error.message


def _characters(tree: object) -> str:
    if isinstance(tree, dict):
        own = tree["s"] if isinstance(tree.get("s"), str) else ""
        return own + "".join(_characters(v) for v in tree.values() if isinstance(v, dict | list))
    return "".join(map(_characters, tree)) if isinstance(tree, list) else ""


def test_a_formula_is_read_once_for_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def counted(source: str, **_: object) -> str:
        read.append(source)
        return "<math><mi>x</mi></math>"

    converter = SimpleNamespace(convert_with_local_state=counted)
    monkeypatch.setattr(math, "_converter", lambda: converter)
    long = "once+" * 200 + "x"
    printed_deck(tmp_path, f"# C\n\n## Q $once$ {{#q}}\n\nIt is $once$.\n\n$${long}$$\n\n$once$\n")
    assert read == ["once", long]


def test_a_formula_as_long_as_may_be_takes_less_than_two_seconds_of_processor() -> None:
    before = time.process_time()
    latex = "y+" * (LONGEST // 2 - 1) + "x"
    assert check_math(latex) is None
    assert parse_math(latex, display=True)["k"] == "math"
    assert time.process_time() - before < 2
