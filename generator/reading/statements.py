"""The statements of a program, as far as a comment beside one can be about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator.syntax import parse_quietly


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without a body. Lines count from 1.

    "print" and "expression" are expressions, "binding" gives one name a value, "call" is any
    other that calls something.
    """

    first: int
    last: int
    kind: Literal["print", "expression", "binding", "call", "other"]


def read_statements(code: str) -> tuple[Statement, ...]:
    """The statements in the order of the text; none where the code is not Python."""
    tree = parse_quietly(code)
    if tree is None:
        return ()
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    nodes = [node for node in nodes if not hasattr(node, "body") and not hasattr(node, "cases")]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(Statement(n.lineno, n.end_lineno or n.lineno, _kind(n)) for n in nodes)


def last_ending_at(statements: tuple[Statement, ...], line: int) -> Statement | None:
    """The last statement that ends on a line: what a comment at the line's end is about."""
    return next((each for each in reversed(statements) if each.last == line), None)


def prints_above(statements: tuple[Statement, ...], last: Statement) -> tuple[Statement, ...]:
    """The prints that stand line by line above and including `last`, in order."""
    return tuple(_prints_upwards(statements, last))[::-1]


def _prints_upwards(
    statements: tuple[Statement, ...], last: Statement | None
) -> Iterator[Statement]:
    while last is not None and last.kind == "print":
        yield last
        last = last_ending_at(statements, last.first - 1)


def _kind(node: ast.stmt) -> Literal["print", "expression", "binding", "call", "other"]:
    match node:
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            pass
        case ast.Expr(value=ast.Call(func=ast.Name(id="print" | "pprint"))):
            return "print"
        case ast.Expr():
            return "expression"
        case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name(), value=ast.expr()):
            return "binding"
    return "call" if any(isinstance(child, ast.Call) for child in ast.walk(node)) else "other"
