"""LaTeX → what the Typst templates lay out: a tree of math, or a drawing, or the source."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from generator.rendering.drawn_formulas import draw, drawn
from generator.rendering.math_bounds import (
    DEEPEST,
    MACRO,
    hide_brackets,
    show_brackets,
    too_large,
    with_room,
)
from generator.rendering.math_markup import DeepMathError, parse_markup
from generator.rendering.math_tree import UnknownMathError, math_tree
from generator.rendering.math_words import for_typst
from generator.rendering.mathjax import formula_fault
from generator.rendering.mathjax_text import for_latex

if TYPE_CHECKING:
    from math_core import LatexToMathML

_SHORT: Final = 500


class MathError(ValueError):
    """A formula that is not shown. `offset` counts characters from 0, `line` and `column` from 1,
    all within the formula.
    """

    def __init__(self, message: str, latex: str, offset: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.offset = min(offset, len(latex))
        before = latex[: self.offset]
        self.line = before.count("\n") + 1
        self.column = self.offset - (before.rfind("\n") + 1) + 1


def parse_math(latex: str, *, display: bool) -> dict[str, Any]:
    """The formula for `typst/math.typ`, which must not be changed. Raises MathError for one that
    Anki does not show, or that is out of bounds.

    `latex` is the source, shown to screen readers. The formula is in `body`, a tree each node of
    which has a kind `k`; or it is drawn, as `svg`; or, if no typesetter here knows it, it is
    printed as its `source`.
    """
    found = _typeset(latex, display)
    if isinstance(found, MathError):
        raise MathError(found.message, latex, found.offset, found.hint)
    if found is not None:
        return found
    formula = {"k": "math", "display": display, "latex": _on_one_line(latex)}
    drawing = drawn(for_latex(latex), display=display)
    if drawing is not None:
        return {**formula, **drawing}
    if MACRO.search(latex):
        raise MathError("its definitions cannot be read", latex, 0, "write it without them")
    return {**formula, "source": latex.strip()}


def draw_what_is_not_set(formulas: Iterable[tuple[str, bool]]) -> None:
    """Draw those of the formulas, (LaTeX, whether it stands alone), that Typst cannot set, so that
    `parse_math` need not do it one by one.
    """
    unset = [(for_latex(latex), display) for latex, display in formulas
             if _typeset(latex, display) is None]  # fmt: skip
    if unset:
        draw(unset)


def _typeset(latex: str, display: bool) -> dict[str, Any] | MathError | None:
    """The formula as a tree; None if Typst cannot set it, though Anki shows it."""
    # A formula is checked, then typeset, and some cards show it on both sides.
    return (_typeset_short if len(latex) <= _SHORT else _typeset_long)(latex, display)


def _read(latex: str, display: bool) -> dict[str, Any] | MathError | None:
    if not latex.strip():
        return MathError("the formula is empty", latex)
    reason = too_large(latex)
    if reason is not None:
        return MathError(reason, latex)
    fault = formula_fault(latex)
    if fault is not None:
        return MathError(fault.message, latex, fault.offset, fault.hint)
    mathml = formula_mathml(latex, display=display)
    if mathml is None:
        return None
    try:
        body = math_tree(parse_markup(mathml))
    except UnknownMathError:
        return None
    except DeepMathError as error:
        return MathError(str(error), latex)
    if _depth(body) > DEEPEST:
        return MathError("it is nested too deep for print; split it", latex)
    return {"k": "math", "display": display, "latex": _on_one_line(latex), "body": body}


def formula_mathml(latex: str, *, display: bool) -> str | None:
    """The formula as an element of MathML Core; None if math-core does not know all of it."""
    from math_core import LatexError

    source = hide_brackets(for_typst(latex))
    convert = _converter().convert_with_local_state
    try:
        mathml = with_room(source, lambda: convert(source, displaystyle=display))
    except LatexError:
        return None
    return show_brackets(mathml)


def _on_one_line(latex: str) -> str:
    return " ".join(latex.split())


# Trees take some hundred bytes for a character, so only a few large ones are kept.
_typeset_short: Final = lru_cache(maxsize=2_000)(_read)
_typeset_long: Final = lru_cache(maxsize=8)(_read)


def _depth(tree: object) -> int:
    """The depth of the JSON of `tree`: Typst reads 128 levels for a whole deck."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        level = below
    return depth


def check_math(latex: str, *, display: bool = True) -> MathError | None:
    """Why the formula is not shown, or None if it is."""
    try:
        parse_math(latex, display=display)
    except MathError as error:
        return error
    return None


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False, allow_unreliable_rendering=True)
