r"""Formulas between dollars and between `\(…\)` and `\[…\]`, and those that nothing closes."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Node, Problem
from generator.model.walking import walk
from generator.reading.whole_deck import read_deck
from generator.rendering.formulas import formula_problems
from tests.support.decks import write_deck
from tests.support.paper import faced_deck


def _read(folder: Path, body: str) -> tuple[list[Node], list[Problem]]:
    """The nodes of a card that begins on line 3, and the problems of its deck."""
    deck, problems = read_deck(write_deck(folder, {"en/01.md": f"## Q {{#q}}\n\n{body}\n"}))
    nodes = [
        node for chapter in deck.chapters for card in chapter.cards for node in walk(card.back)
    ]
    return nodes, list(problems)


def _formulas(nodes: list[Node]) -> list[tuple[str, bool]]:
    return [
        (node.text.strip(), node.kind == "math_block" or node.attrs["display"] == "true")
        for node in nodes
        if node.kind in ("math", "math_block")
    ]


@pytest.mark.parametrize(
    ("body", "formula", "display"),
    [
        (r"So \(x^2\) is.", "x^2", False),
        (r"So \(n\) is.", "n", False),
        ("So $`a_b`$ is.", "a_b", False),
        (r"So $x \text{ if $y > 0$}$ is.", r"x \text{ if $y > 0$}", False),
        ("```math\nx^2\n```", "x^2", True),
        ("- a\n\n  ```math\n  x^2\n  ```", "x^2", True),
        (r"So \(f(x)\) is.", "f(x)", False),
        (r"So \[ x = 1 \] is.", "x = 1", True),
        ("\\[\nx\n= 1\n- 2\n\\]", "x\n= 1\n- 2", True),
        ("So\n\\[ \\alpha \\]\nis.", r"\alpha", True),
        ("- \\[\n  x^2\n  \\]", "x^2", True),
        ("> \\[\n> x^2\n> \\]", "x^2", True),
        ("$$\nx\n$$", "x", True),
        (
            "So\n\\begin{align*}\na &= b \\\\\n- c\n\\end{align*}\nis.",
            "\\begin{align*}\na &= b \\\\\n- c\n\\end{align*}",
            True,
        ),
    ],
)
def test_a_formula_in_the_brackets_of_latex_is_one(
    tmp_path: Path, body: str, formula: str, display: bool
) -> None:
    nodes, problems = _read(tmp_path, body)
    assert (_formulas(nodes), problems) == ([(formula, display)], [])


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (r"f\(see below\)", "f(see below)"),
        (r"\[note\] first", "[note] first"),
        (r"As in \[1\].", "As in [1]."),
        (r"list\[i\] is", "list[i] is"),
        (r"C:\\(x\\)", r"C:\(x\)"),
        (r"f\(\"1 \+ 1\"\)", 'f("1 + 1")'),
        (r"\[x \= 1\]", "[x = 1]"),
    ],
)
def test_brackets_that_start_no_link_stay_brackets(tmp_path: Path, body: str, shown: str) -> None:
    nodes, problems = _read(tmp_path, body)
    assert problems == [] and _formulas(nodes) == []
    assert "".join(node.text for node in nodes if node.kind == "text") == shown


@pytest.mark.parametrize(
    ("body", "line", "column", "mark"),
    [
        ("$$\nx = 1\n\nAfter.", 3, 1, "`$$`"),
        ("So $$ \\frac{1}{2} is.", 3, 4, "`$$`"),
        ("So $\\alpha is.", 3, 4, "`$`"),
        ("So $ \\alpha $ is.", 3, 4, "`$`"),
        ("So $x_{1} is.", 3, 4, "`$`"),
        ("So \\(\\frac{1}{2} is.", 3, 4, "`\\(`"),
        ("So \\begin{align}x\\end{align} is.", 3, 4, "`\\begin`"),
        ("\\begin{align}\nx\n\nis.", 3, 1, "`\\begin`"),
        ("So\n\\[\nx_{1}\n\nis.", 4, 1, "`\\[`"),
    ],
)
def test_a_formula_that_nothing_closes_is_named_at_its_mark(
    tmp_path: Path, body: str, line: int, column: int, mark: str
) -> None:
    _, (problem,) = _read(tmp_path, body)
    assert (problem.code, problem.place.line, problem.place.column) == (
        "unclosed-math",
        line,
        column,
    )
    assert mark in problem.message and problem.hint


def test_an_unclosed_formula_does_not_take_the_next_card(tmp_path: Path) -> None:
    text = "## One {#one}\n\n$$\nx = 1\n\n## Two {#two}\n\nTwo.\n\n$$\ny\n$$\n"
    deck, problems = read_deck(write_deck(tmp_path, {"en/01.md": text}))
    assert [card.slug for card in deck.chapters[0].cards] == ["one", "two"]
    assert [problem.code for problem in problems] == ["unclosed-math"]


@pytest.mark.parametrize(
    "body",
    [
        "It costs $5 and $x is a variable; $$ is the pid. Price: $5–$10.",
        "It costs $5 and is \\(\\frac{1}{2}\\), or $5 and $x^{2}$.",
        "From $HOME to $PATH, from $HOME\\Documents.",
        "`$$` and `\\(` in code, \\$\\$ and \\$\\alpha escaped.",
        "```text\n$$\n\\[ x\n```",
    ],
)
def test_dollars_that_are_dollars_are_no_problem(tmp_path: Path, body: str) -> None:
    assert _read(tmp_path, body)[1] == []


def test_what_is_wrong_in_a_formula_is_told_where_it_stands(tmp_path: Path) -> None:
    text = (
        "# C\n\n## Q $\\aplha$ {#q}\n\nSo $x + \\aplha$ and $$\\aplha$$ and \\(\\aplha\\), $a +\n\\aplha$.\n\n"
        "$$\\aplha$$\n\n$$\nx\n+ \\aplha\n$$\n\n\\[ \\aplha \\]\n\n- a\n\n  $$\n  x + \\aplha\n  $$\n\n"
        "> $$\n> \\aplha\n> $$\n"
    )
    real = [
        (number, line.find("\\aplha", at) + 1)
        for number, line in enumerate(text.split("\n"), 1)
        for at in range(len(line))
        if line.startswith("\\aplha", at)
    ]
    faced = faced_deck(tmp_path, text)
    places = [problem.place for problem in formula_problems(faced.chapters[0][1][0])]
    assert [(place.line, place.column) for place in places] == real
