import json

from hypothesis import given
from hypothesis import strategies as st

from generator.rendering.math import MathError, parse_math

PIECES = st.sampled_from(
    [*"abxyz01 +-=<>(){}[]|^_&,.'!", "\\\\", "\\frac", "\\sqrt", "\\sum", "\\int", "\\left(",
     "\\right)", "\\begin{pmatrix}", "\\end{pmatrix}", "\\begin{cases}", "\\end{cases}",
     "\\begin{aligned}", "\\end{aligned}", "\\hat", "\\overline", "\\text{中 文}", "\\mathbf",
     "\\mathcal", "\\operatorname{f}", "\\lim", "\\limits", "\\not", "\\quad", "\\!", "\\alpha",
     "\\Big", "\\boxed", "\\color{red}", "\\foo", "中", "\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_any_formula_is_either_set_or_refused_at_a_place_within_it(
    latex: str, display: bool
) -> None:
    try:
        tree = parse_math(latex, display=display)
    except MathError as error:
        assert 0 <= error.offset <= len(latex)
        lines = latex.split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        assert error.message
    else:
        assert json.loads(json.dumps(tree)) == tree
