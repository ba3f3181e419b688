r"""Formulas as the MathJax in Anki shows them, or does not: its own verdicts, written down.

`tests/fuzz/mathjax` asks it for more.
"""

from __future__ import annotations

import re

import pytest

from generator.rendering.math import MathError, check_math, parse_math
from generator.rendering.mathjax import formula_fault
from generator.rendering.mathjax_names import names
from generator.rendering.mathjax_text import for_anki, for_latex

SHOWN = [
    "$x$",
    r"50\%",
    r"\%",
    r"\&",
    r"\Rule{1em}{1em}{0em}",
    r"\_",
    r"\begin{CD}A @>f>> B\\ @VVV @VVV\\ C @>>> D\end{CD}",
    r"\begin{align} a &= b \\ c &= d\end{align}",
    r"\begin{align}a \\ [0,1)\end{align}",
    r"\begin{align}a\end{align}",
    r"\begin{align}a\tag{1}\\b\end{align}",
    r"\begin{array}1&2\end{array}",
    r"\begin{array}{cc}1&2\\\hline 3&4\end{array}",
    r"\begin{array}{c}1&2\end{array}",
    r"\begin{array}{|c|q}1&2\end{array}",
    r"\begin{cases}1 & x>0\\ 2 & \text{otherwise}\end{cases}",
    r"\begin{gather}a & b\end{gather}",
    r"\begin{smallmatrix}a&b\end{smallmatrix}",
    r"\bf x",
    r"\bigl\{ x",
    r"\binom n k",
    r"\bmod",
    r"\boldsymbol\alpha",
    r"\cancel{x}",
    r"\cases{a & b \cr c & d}",
    r"\ce{A ->[x] B}",
    r"\ce{H2O}",
    r"\color{#f00}x",
    r"\color{red} x",
    r"\color{red}{x}",
    r"\def\a{b} \a",
    r"\def\x#1{#1^2}\x{a}",
    r"\dfrac{a}{b}\tfrac12",
    r"\displaystyle",
    r"\frac\alpha\beta",
    r"\hat{}",
    r"\href{http://x}{y}",
    r"\int\limits_0^1",
    r"\kern1pt x",
    r"\label{a} x \eqref{a}",
    r"\ldots\cdots\dots",
    r"\left( \begin{matrix}a&b\end{matrix} \right)",
    r"\left(a\middle|b\right)",
    r"\left.\frac a b\right|_0",
    r"\left<x\right>",
    r"\lim\limits_{x}",
    r"\lvert x\rvert",
    r"\mathbb R",
    r"\mathbb{R}^n",
    r"\mathbf x",
    r"\mathchoice{a}{b}{c}{d}",
    r"\mathop{f}\limits_x",
    r"\mathrm{d}x",
    r"\mathrm{loss\_a}",
    r"\mathrm{loss_a}",
    r"\matrix{a & b \cr c & d}",
    r"\max\limits_x",
    r"\mbox{a_b}",
    r"\newcommand{\R}{\mathbb{R}} \R",
    r"\not=",
    r"\not\in",
    r"\operatorname*{argmax}_x",
    r"\operatorname{a_b}",
    r"\operatorname{f}\limits_x",
    r"\pmod{n}",
    r"\raise 2pt {x}",
    r"\root 3 \of x",
    r"\rule{1em}{1em}",
    r"\sideset{_a}{^b}\sum",
    r"\sin\limits_x",
    r"\small x",
    r"\sqrt [3]{x}",
    r"\sqrt\alpha",
    r"\sqrt\frac12",
    r"\substack{a & b}",
    r"\substack{a\\b}",
    r"\sum_{i}^{n}\limits",
    r"\tag{1}",
    r"\text x",
    r"\textbf{a_b}",
    r"\textcolor{#ff0000}{x}",
    r"\textcolor{red}{x}",
    r"\textrm{50\%}",
    r"\texttt{x_y}",
    r"\text{50% of x}",
    r"\text{50\% of x}",
    r"\text{\#1 $x$ \$5}",
    r"\text{a \& b}",
    r"\text{a\\b}",
    r"\text{a^b}",
    r"\text{a~b}",
    r"\text{loss\_total}",
    r"\text{loss_total}",
    r"\text{{a}}",
    r"\text{€ — “q”}",
    r"\underbrace{x}\limits_x",
    r"\unicode{x263a}",
    r"\verb|a_b|",
    r"\xrightarrow[a]{b}",
    r"\|x\|",
    "^2",
    "_2x",
    r"a \\ b",
    "a$b",
    r"a\bmod b",
    "f''",
    "x'^2",
    "x\\",
    r"x\tag{1}",
    r"x^\frac12",
    r"x^\sqrt2",
    "x_1'^2",
    r"{n \choose k}",
    "{}",
    "{}_a^b X",
    "é",
    "中文",
]
NOT_SHOWN = [
    "#1",
    r"\aplha",
    r"\bar\mathbf{x}",
    r"\begin{aligned}\left( a & b\right)\end{aligned}",
    r"\begin{align}a \\[0,1)\end{align}",
    r"\begin{align}a \\[x] b\end{align}",
    r"\begin{equation}a & b\end{equation}",
    r"\begin{foo}x\end{foo}",
    r"\begin{matrix} a",
    r"\begin{matrix} a \end{pmatrix}",
    r"\begin{matrix}{a&b}\end{matrix}",
    r"\begin{multline}a & b\end{multline}",
    r"\big x",
    r"\ce{A -> {}",
    r"\frac1\sqrt2",
    r"\frac{1",
    r"\frac{a}",
    r"\hat\hat x",
    r"\hline",
    r"\hspace{1}",
    r"\left( x",
    r"\left(a{\middle|}b\right)",
    r"\limits x",
    r"\mathbb{R",
    r"\middle|",
    r"\nonexist{x}",
    r"\overline\mathbb R",
    r"\phantom",
    r"\right)",
    r"\sqrt[3",
    r"\tag{1}\tag{2}",
    r"\text{a $b",
    r"\text{a {b}",
    r"\text{a}\text",
    r"\text{a}}",
    r"\vec",
    "a & b",
    r"a \over b \over c",
    r"a\end{matrix}",
    "a_b_c",
    r"f\limits_x",
    "x^",
    "x^1^2",
    "x^2'",
    "x^}",
    "x}",
    r"{\frac a}",
    "{x",
]


@pytest.mark.parametrize("latex", SHOWN)
def test_a_formula_that_anki_shows_is_not_refused(latex: str) -> None:
    assert formula_fault(latex) is None


@pytest.mark.parametrize("latex", NOT_SHOWN)
def test_a_formula_that_anki_shows_as_an_error_is_named(latex: str) -> None:
    fault = formula_fault(latex)
    assert fault is not None and fault.message
    assert 0 <= fault.offset <= len(latex)


@pytest.mark.parametrize(
    ("latex", "offset", "message", "hint"),
    [
        (r"x + \aplha", 4, r"does not know `\aplha`", r"did you mean `\alpha`?"),
        (r"\begin{allign}x\end{allign}", 0, "the environment `allign`", "did you mean `align`?"),
        (r"\bm{x}", 0, r"does not know `\bm`", r"write `\boldsymbol`"),
        (r"\text{a \textbf{b} c}", 8, r"`\textbf` in `\text{…}` as it is written", "end the text"),
        (r"\text{cost $5}", 11, "has no second `$`", r"`\$`"),
        ("50% of x", 2, "`%` hides what follows", r"`\%`"),
        (r"\frac{50%}{2}", 8, "`%` hides what follows", r"`\%`"),
        ("a & b", 2, "an `&` outside of the rows", r"`\&`"),
        ("#1", 0, "a `#` outside of a definition", r"`\#`"),
        (r"\require{physics}\dv{x}", 8, "no package `physics`", ""),
        (r"x^2^3", 3, "two exponents", ""),
        (r"\left( x", 0, r"`\left` has no `\right`", ""),
        ("a\n{x", 2, "`{` has no `}`", ""),
        (r"\def\a{\aplha}\a", 7, r"does not know `\aplha`", ""),
        (r"\text{so $\aplha$}", 10, r"does not know `\aplha`", ""),
        (r"\ce{H2O \aplha}", 8, r"does not know `\aplha`", ""),
    ],
)
def test_what_is_wrong_with_a_formula_is_said_at_its_place(
    latex: str, offset: int, message: str, hint: str
) -> None:
    fault = formula_fault(latex)
    assert fault is not None
    assert (message in fault.message, fault.offset) == (True, offset), fault.message
    assert hint in fault.hint


def test_comments_on_lines_of_their_own_are_comments() -> None:
    assert formula_fault("x = 1 % one\n% two\n+ y") is None


def test_the_table_has_what_everybody_writes() -> None:
    known = names()
    for name in ("frac", "ce", "substack", "tag", "small", "texttt", "alpha", ",", " ", "\\", "{"):
        assert name in known.arguments
    assert {"align", "cases", "bmatrix"} <= known.environments & known.tables
    assert not {"aplha", "dv", "(", "["} & set(known.arguments)


@pytest.mark.parametrize(
    ("latex", "anki"),
    [
        (r"\text{loss\_total}", r"\text{loss_total}"),
        (r"\text{loss_total}", r"\text{loss_total}"),
        (r"\text{50\% of x}", r"\text{50% of x}"),
        (r"50\% \_ \mathrm{a\_b}", r"50\% \_ \mathrm{a\_b}"),
        (r"\textbf{a\_b} + \mbox{c\&d} \tag{e\#f}", r"\textbf{a_b} + \mbox{c&d} \tag{e#f}"),
        (r"\text{a $x\_1 \text{b\_c}$ \$5 \{d\}}", r"\text{a $x\_1 \text{b_c}$ \$5 \{d\}}"),
        (r"x \tag*{a\_b}", r"x \tag*{a_b}"),
        (r"\text{a~b}", "\\text{a\u00a0b}"),
        (r"\\text{a\_b}", r"\\text{a\_b}"),
    ],
)
def test_a_text_reads_in_anki_as_its_author_meant_it(latex: str, anki: str) -> None:
    assert for_anki(latex) == anki
    assert for_anki(anki) == anki


def _shown(latex: str) -> str:
    tree = str(parse_math(latex, display=False)["body"])
    return "".join(re.findall(r"'s': '([^']*)'", tree))


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\text{loss_total}", "loss_total"),
        (r"\text{loss\_total}", "loss_total"),
        (r"\text{50\% of x}", "50% of x"),
        (r"\text{50% of {x} & #1}", "50% of {x} & #1"),
        (r"\texttt{x_y}", "x_y"),
        (r"\text{if $n$ is}", "if n is"),
        (r"\mbox{a_b}", "a_b"),
        (r"\small x \tag{1}", "x(1)"),
    ],
)
def test_a_text_reads_on_paper_as_in_anki(latex: str, shown: str) -> None:
    assert _shown(latex) == shown


def test_a_star_behind_a_text_is_shown_and_no_end_of_the_run() -> None:
    starred = r"\text*{a\_b}"
    assert for_anki(starred) == for_latex(starred) == starred
    assert check_math(starred) is None


def test_formulas_in_a_text_stand_outside_of_it_for_latex() -> None:
    assert for_latex(r"\text{a $x_1$ b}^2") == r"{\text{a }{x_1}\text{ b}}^2"


def test_a_formula_that_is_deep_in_texts_is_refused_without_an_end_of_the_stack() -> None:
    latex = r"\text{$" * 700 + "x" + "$}" * 700
    error = check_math(latex)
    assert isinstance(error, MathError) and "nested" in error.message
