"""LaTeX → a tree of math that the Typst templates lay out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

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

_SHORT: Final = 500
_POSITION = re.compile(r"(\d+): (.*)", re.DOTALL)


class MathError(ValueError):
    """A formula that cannot be typeset. `offset` counts characters from 0, `line` and `column`
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
    """The formula as a tree for `typst/math.typ`, which must not be changed. Raises MathError.

    Every node has a kind `k`; `latex` at the root is the source, shown to screen readers.
    """
    # A formula is checked, then typeset, and some cards show it on both sides.
    parse = _parsed_short if len(latex) <= _SHORT else _parsed_long
    tree = parse(latex, display)
    if isinstance(tree, MathError):
        raise MathError(tree.message, latex, tree.offset)
    return tree


def _parsed(latex: str, display: bool) -> dict[str, Any] | MathError:
    if not latex.strip():
        return MathError("the formula is empty", latex)
    reason = too_large(latex)
    if reason is not None:
        return MathError(reason, latex)
    from math_core import LatexError

    source = hide_brackets(latex)
    convert = _converter().convert_with_local_state
    try:
        mathml = with_room(source, lambda: convert(source, displaystyle=display))
    except LatexError as error:
        found = _POSITION.fullmatch(str(error))
        offset, message = (int(found[1]), found[2]) if found else (0, str(error))
        return MathError(show_brackets(message), latex, offset)
    try:
        body = math_tree(parse_markup(show_brackets(mathml)))
    except (DeepMathError, UnknownMathError) as error:
        return MathError(str(error), latex)
    if _depth(body) > DEEPEST:
        return MathError("it is nested too deep for print; split it", latex)
    return {"k": "math", "display": display, "latex": " ".join(latex.split()), "body": body}


# Trees take some hundred bytes for a character, so only a few large ones are kept.
_parsed_short: Final = lru_cache(maxsize=2_000)(_parsed)
_parsed_long: Final = lru_cache(maxsize=8)(_parsed)


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
    """Why the formula cannot be typeset, or None if it can."""
    try:
        parse_math(latex, display=display)
    except MathError as error:
        return error
    return None


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False, allow_unreliable_rendering=True)
