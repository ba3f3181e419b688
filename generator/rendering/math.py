"""LaTeX → a tree of math that the Typst templates lay out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.rendering.math_bounds import (
    DEEPEST,
    hide_brackets,
    show_brackets,
    too_large,
    with_room,
)
from generator.rendering.math_markup import DeepMathError, parse_markup
from generator.rendering.math_tree import UnknownMathError, math_tree

if TYPE_CHECKING:
    from math_core import LatexToMathML

_POSITION = re.compile(r"(\d+): (.*)", re.DOTALL)


class MathError(ValueError):
    """A formula that cannot be set. `offset` counts characters from 0, `line` and `column`
    from 1, all within the formula.
    """

    def __init__(self, message: str, latex: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.offset = min(offset, len(latex))
        before = latex[: self.offset]
        self.line = before.count("\n") + 1
        self.column = self.offset - (before.rfind("\n") + 1) + 1


def parse_math(latex: str, *, display: bool) -> dict[str, Any]:
    """The formula as a tree for `typst/math.typ`. Raises MathError.

    Every node has a kind `k`; `latex` at the root is the source, shown to screen readers.
    """
    if not latex.strip():
        raise MathError("the formula is empty", latex)
    reason = too_large(latex)
    if reason is not None:
        raise MathError(reason, latex)
    from math_core import LatexError

    source = hide_brackets(latex)
    convert = _converter().convert_with_local_state
    try:
        mathml = with_room(source, lambda: convert(source, displaystyle=display))
    except LatexError as error:
        found = _POSITION.fullmatch(str(error))
        offset, message = (int(found[1]), found[2]) if found else (0, str(error))
        raise MathError(show_brackets(message), latex, offset) from None
    try:
        body = math_tree(parse_markup(show_brackets(mathml)))
    except (DeepMathError, UnknownMathError) as error:
        raise MathError(str(error), latex) from None
    if _depth(body) > DEEPEST:
        raise MathError("it is nested too deep for print; split it", latex)
    return {"k": "math", "display": display, "latex": " ".join(latex.split()), "body": body}


def _depth(tree: object) -> int:
    """How deep the JSON of `tree` is: Typst reads 128 levels, of a whole deck."""
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


def check_math(latex: str) -> MathError | None:
    """Why the formula cannot be set, or None when it can."""
    try:
        parse_math(latex, display=True)
    except MathError as error:
        return error
    return None


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False, allow_unreliable_rendering=True)
