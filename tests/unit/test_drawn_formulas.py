"""Formulas that are drawn, because Typst's own math cannot set them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.launching import isolated
from generator.rendering import drawn_formulas, formula_child
from generator.rendering.drawn_formulas import draw, drawn
from generator.rendering.formula_child import OddDrawingError
from generator.rendering.formulas import formula_problems
from generator.rendering.math import parse_math
from tests.support.paper import faced_deck, printed_deck


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    drawn_formulas._known.clear()
    yield
    drawn_formulas._known.clear()


@pytest.mark.parametrize(
    "latex",
    [r"\ce{H2O + CO2 -> H2CO3}", r"\begin{CD}A @>f>> B\end{CD}", r"\upalpha", r"\pu{5 m/s}"],
)
def test_a_formula_that_typst_cannot_set_is_drawn(latex: str) -> None:
    tree = parse_math(latex, display=True)
    assert tree["svg"].startswith("<svg") and "body" not in tree
    assert tree["latex"] == latex and tree["width"] > 0 and tree["height"] > 0
    for unwanted in ("currentColor", "<text", "<style", "<metadata", "http://www.w3.org/1999"):
        assert unwanted not in tree["svg"]


def test_a_formula_stands_on_its_line() -> None:
    water = drawn(r"\ce{H2O}", display=False)
    assert water is not None and 0 < water["depth"] < water["height"]


def test_a_formula_that_no_typesetter_knows_is_its_source_with_a_warning(tmp_path: Path) -> None:
    text = "# C\n\n## Q {#q}\n\nSo $\\bbox[yellow]{x}$ and $x$.\n"
    faced = faced_deck(tmp_path, text)
    (problem,) = formula_problems(faced.chapters[0][1][0])
    assert (problem.code, problem.severity, problem.place.line) == ("math", "warning", 5)
    assert "PDF" in problem.message and problem.hint
    (card,) = printed_deck(tmp_path / "again", text).cards
    formula = json.loads(card.tokens)["back"][0]["c"][1]["m"]
    assert formula["source"] == r"\bbox[yellow]{x}"
    assert r"\(\bbox[yellow]{x}\)" in "".join(card.note.fields.values())


def test_without_the_extra_the_warning_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn_formulas, "find_spec", lambda name: None)
    text = "# C\n\n## Q {#q}\n\n$\\ce{H2O}$\n\n$\\text{a_b} \\tag{1}$\n"
    (problem,) = formula_problems(faced_deck(tmp_path, text).chapters[0][1][0])
    assert "proofdeck[math]" in problem.hint and problem.severity == "warning"


def test_many_formulas_are_drawn_by_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    ask = drawn_formulas.ask
    monkeypatch.setattr(drawn_formulas, "ask", lambda *a, **k: (started.append(a), ask(*a, **k))[1])
    text = "# C\n" + "".join(f"\n## Q {{#q{n}}}\n\n$\\ce{{H{n}O}}$\n" for n in range(9))
    deck = printed_deck(tmp_path, text)
    assert len(started) == 1
    assert sum('"svg"' in card.tokens for card in deck.cards) == 9


def test_a_typesetter_that_an_isolated_python_does_not_see_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def bare(python: str, *arguments: str) -> list[str]:
        return isolated(python, "-S", *arguments)

    monkeypatch.setattr(drawn_formulas, "isolated", bare)
    assert drawn(r"\ce{H2O}", display=False)


_ENDS = """
import json, os, sys, time
job = json.load(sys.stdin)
for number, (latex, _) in enumerate(job["formulas"]):
    print(json.dumps({"begun": number}), flush=True)
    if latex == "ends":
        os.abort()
    if latex == "hangs":
        time.sleep(600)
    print(json.dumps({"drawn": number, "svg": latex}), flush=True)
"""


def test_a_formula_that_ends_the_typesetter_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    child.write_text(_ENDS)
    monkeypatch.setattr(formula_child, "__file__", str(child))
    monkeypatch.setattr(drawn_formulas, "SECONDS", 0.2)
    draw([("one", True), ("ends", True), ("two", True), ("hangs", True), ("three", True)])
    found = {
        latex: drawn(latex, display=True) for latex in ("one", "ends", "two", "hangs", "three")
    }
    assert {latex: bool(each) for latex, each in found.items()} == {
        "one": True, "ends": False, "two": True, "hangs": False, "three": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "inside",
    ["<script/>", '<image href="#a"/>', '<use href="http://example.org/a"/>', "<foreignObject/>"],
)
def test_a_drawing_that_does_more_than_draw_is_not_used(inside: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="1em" height="1em"><g>{inside}</g></svg>'
    with pytest.raises(OddDrawingError):
        formula_child._cleaned(svg)
