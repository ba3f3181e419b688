import json

import pytest

from generator.rendering.math import MathError, check_math, parse_math


def kinds(latex: str, *, display: bool = True) -> list[str]:
    """The kinds of all nodes, in reading order."""
    found: list[str] = []

    def walk(tree: object) -> None:
        if isinstance(tree, dict):
            if "k" in tree:
                found.append(tree["k"])
            for value in tree.values():
                walk(value)
        elif isinstance(tree, list):
            for value in tree:
                walk(value)

    walk(parse_math(latex, display=display)["body"])
    return found


def find(tree: object, kind: str) -> dict[str, object]:
    if isinstance(tree, dict):
        if tree.get("k") == kind:
            return tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for value in tree:
            try:
                return find(value, kind)
            except LookupError:
                continue
    raise LookupError(kind)


@pytest.mark.parametrize(
    ("latex", "kind"),
    [
        (r"\frac{a}{b}", "frac"),
        (r"\dfrac12", "frac"),
        (r"\binom{n}{k}", "binom"),
        (r"\sqrt{x}", "sqrt"),
        (r"\sqrt[3]{x}", "root"),
        (r"x_i^2", "attach"),
        (r"{}_a^b X", "attach"),
        (r"\sideset{^*_1}{_2}\sum", "attach"),
        (r"\hat{x}", "accent"),
        (r"\widetilde{xyz}", "accent"),
        (r"\overrightarrow{AB}", "accent"),
        (r"\overline{AB}", "overline"),
        (r"\underline{x}", "underline"),
        (r"\underbrace{a+b}_{n}", "brace"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "mat"),
        (r"\begin{cases}a&x>0\\b&x\le0\end{cases}", "mat"),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}", "mat"),
        (r"\left( \frac ab \right)", "lr"),
        (r"\left\{ a \middle| b \right\}", "mid"),
        (r"\Big(", "big"),
        (r"\operatorname{softmax}(x)", "op"),
        (r"\mathrm{ReLU}(x)", "op"),
        (r"\text{if } x", "text"),
        (r"a\quad b", "space"),
        (r"\xrightarrow{f}", "arrow"),
        (r"\boxed{x}", "box"),
        (r"\cancel{x}", "cancel"),
        (r"\phantom{x}", "phantom"),
        (r"\textcolor{red}{x}", "color"),
        (r"\displaystyle x", "style"),
        (r"a\mathrel{R}b", "class"),
    ],
)
def test_a_construct_of_latex_is_printed_as_what_it_is(latex: str, kind: str) -> None:
    assert kind in kinds(latex)


def test_limits_stand_below_a_sum_only_where_there_is_room_for_them() -> None:
    tree = parse_math(r"\sum_{i=1}^n x_i", display=True)
    assert find(tree, "attach")["where"] == "movable"
    assert find(parse_math(r"\max_x f", display=True), "attach")["where"] == "limits"
    assert find(parse_math(r"\max_x f", display=False), "attach")["where"] == "scripts"
    assert find(parse_math(r"\int_0^1 f", display=True), "attach")["where"] == "scripts"


def test_aligned_lines_meet_at_their_alignment_points() -> None:
    mat = find(parse_math(r"\begin{aligned}a&=b\\&=c\end{aligned}", display=True), "mat")
    assert mat["aligns"] == [[["right", "left"]]] * 2


def test_a_numbered_equation_loses_no_number_and_gains_no_empty_column() -> None:
    mat = find(parse_math(r"\begin{align}a&=b\\&=c\end{align}", display=True), "mat")
    assert [len(row) for row in mat["rows"]] == [2, 2]  # type: ignore[attr-defined]
    assert '"(2)"' in json.dumps(mat)


def test_the_lines_of_an_array_are_kept() -> None:
    latex = r"\begin{array}{c|c}a&b\\ \hline c&d\end{array}"
    mat = find(parse_math(latex, display=True), "mat")
    assert (mat["hlines"], mat["vlines"]) == ([1], [1])


def test_a_script_on_a_call_keeps_the_name_close_to_its_bracket() -> None:
    body = parse_math(r"\operatorname{softmax}(z)_i", display=True)["body"]
    attach = find(body, "attach")
    assert attach["base"]["s"] == ")"  # type: ignore[index]


@pytest.mark.parametrize(
    ("latex", "offset", "line", "column"),
    [
        (r"\frac{\foo}{b}", 6, 1, 7),
        ("a + b\n+ \\foo", 8, 2, 3),
        (r"中文 + \foo", 5, 1, 6),
        ("", 0, 1, 1),
        (r"\frac{a", 5, 1, 6),
    ],
)
def test_an_author_is_told_where_in_the_formula_it_breaks(
    latex: str, offset: int, line: int, column: int
) -> None:
    error = check_math(latex)
    assert error is not None
    assert (error.offset, error.line, error.column) == (offset, line, column)
    with pytest.raises(MathError):
        parse_math(latex, display=False)


def test_a_good_formula_is_not_complained_of() -> None:
    assert check_math(r"\nabla f(\mathbf{x}) = 0") is None


def test_a_screen_reader_gets_the_source() -> None:
    assert parse_math("x +\n  y", display=False)["latex"] == "x + y"
