"""Python literals as text: whether two are the same, however they are written."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any, Final

from generator.syntax import parse_stated

_OPERATORS: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_MOST_POWER: Final = 64
_MOST_NUMBER: Final = 1e30
_TOKEN: Final = re.compile(r"""[bBuU]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|[\w.]+|\S""")


def is_literal(text: str) -> bool:
    """Whether a text is one literal: a number, a string, True, None, or a container of such."""
    tree = _parsed(text)
    return tree is not None and _is_literal(tree)


def same_literal(one: str, other: str) -> bool:
    """Whether two texts are literals of the same value: `"xy"` and `'xy'`, `1, 2` and `(1, 2)`.

    Types count (`1` is not `1.0`, nor True), and so does the order in a dict, which shows; not that
    in a set.
    """
    left, right = _parsed(one), _parsed(other)
    if left is None or right is None or not (_is_literal(left) and _is_literal(right)):
        return False
    return _key(left) == _key(right)


def same_spelling(one: str, other: str) -> bool:
    """Whether two texts are the same literal, and its numbers and brackets are written alike: what
    is printed shows how.
    """
    return same_literal(one, other) and _tokens(one) == _tokens(other)


def unquoted(text: str) -> str | None:
    """The string that a text is in quotes; None where it is none."""
    tree = _parsed(text) if text[:1] in ("'", '"') else None
    value = tree.value if isinstance(tree, ast.Constant) else None
    return value if isinstance(value, str) else None


def reckoned(text: str) -> int | float | None:
    """What a sum of numbers comes to, such as `2 * (3 + 4)`; None for a single number, anything
    else, and what is too large to reckon with.
    """
    tree = _parsed(text)
    if not isinstance(tree, ast.BinOp):
        return None
    try:
        return _reckon(tree)
    except (ArithmeticError, ValueError):
        return None


def _reckon(tree: ast.expr) -> int | float:
    match tree:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            found: int | float = number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            found = -_reckon(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            one, other = _reckon(left), _reckon(right)
            if isinstance(op, ast.Pow) and abs(other) > _MOST_POWER:
                raise ValueError("too large")
            found = _OPERATORS[type(op)](one, other)
        case _:
            raise ValueError("no sum")
    if not isinstance(found, int | float) or abs(found) > _MOST_NUMBER:
        raise ValueError("too large")
    return found


def _tokens(text: str) -> list[str]:
    return [
        token.strip("bBuU")[1:-1] if token[-1] in "'\"" else token for token in _TOKEN.findall(text)
    ]


def _parsed(text: str) -> ast.expr | None:
    return parse_stated(" ".join(text.split("\n")).strip())


def _is_literal(tree: ast.expr) -> bool:
    match tree:
        case ast.Constant(value=value):
            return value is not Ellipsis
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=value)):
            return isinstance(value, int | float | complex) and not isinstance(value, bool)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=ast.Constant(value=complex())):
            return _is_literal(left) and not isinstance(left, ast.BinOp)
        case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Set(elts=members):
            return all(map(_is_literal, members))
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and _is_literal(key) for key in keys) and all(
                map(_is_literal, values)
            )
    return False


def _key(tree: ast.expr) -> object:
    """A value that is equal for equal literals, and tells types apart."""
    match tree:
        case ast.Constant(value=value):
            return type(value).__name__, repr(value)
        case ast.UnaryOp(
            op=ast.USub(), operand=ast.Constant(value=int() | float() | complex() as n)
        ):
            return type(n).__name__, repr(-n)
        case ast.UnaryOp(operand=operand):
            return _key(operand)
        case ast.BinOp(left=left, op=op, right=right):
            return "complex", type(op).__name__, _key(left), _key(right)
        case ast.Set(elts=members):
            return "set", frozenset(map(_key, members))
        case ast.Tuple(elts=members) | ast.List(elts=members):
            return type(tree).__name__, tuple(map(_key, members))
        case ast.Dict(keys=keys, values=values):
            return "dict", tuple(_key(key) for key in keys if key), tuple(map(_key, values))
    return type(tree).__name__
