"""Python code as a tree. Nothing here raises or warns, whatever the code.

CPython parses code that nests thousands deep, which a recursive walk cannot follow. So trees are
walked with `ast.walk` and the functions below, none of which is recursive.
"""

from __future__ import annotations

import ast
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

# What parsing, tokenizing and compiling raise for code that is not Python, or nests too deep.
NO_PYTHON: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
# Deeper than anybody nests by hand to state a shape or a dtype.
_DEEPEST: Final = 40
_LARGEST: Final = 64  # bits
_alone: Final = threading.Lock()  # warning filters are global to the process


@contextmanager
def no_warnings() -> Iterator[None]:
    """Suppress the warnings of Python about code that it parses in the block."""
    with _alone, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def parse_quietly(code: str, mode: Literal["exec", "eval"] = "exec") -> ast.Module | None:
    """The statements of a program, or with "eval" one expression as a statement; None if it is not
    Python. An invalid escape in a string is reported when the program runs.
    """
    with no_warnings():
        try:
            if mode == "exec":
                return ast.parse(code)
            body = ast.parse(code.strip(), mode="eval").body
        except NO_PYTHON:
            return None
    return ast.Module([ast.copy_location(ast.Expr(body), body)], [])


def syntax_error(code: str) -> SyntaxError | None:
    """What is wrong with a program that is not Python; None where it is, or nests too deep."""
    with no_warnings():
        try:
            ast.parse(code)
        except SyntaxError as error:
            return error
        except NO_PYTHON:
            return None
    return None


def parse_stated(text: str) -> ast.expr | None:
    """The expression that a claim states, shallow enough for recursive functions; None if it is not
    one, or nests deeper or holds larger numbers than a person would write.
    """
    tree = parse_quietly(text, "eval")
    if tree is None:
        return None
    statement = tree.body[0]
    assert isinstance(statement, ast.Expr)
    level: list[ast.AST] = [statement.value]
    for _ in range(_DEEPEST):
        if any(_is_large(node) for node in level):
            return None
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return statement.value
    return None


def _is_large(node: ast.AST) -> bool:
    """Whether it is an integer that Python may refuse to print."""
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, int) and value.bit_length() > _LARGEST


def dotted_name(node: ast.AST) -> str:
    """`a.b.c` for a name or attributes of one; "" for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def outline(tree: ast.AST, replaced: Callable[[ast.AST], ast.AST] = lambda node: node) -> str:
    """A text that is the same for the same tree, regardless of the position and layout of its code.
    Each node is outlined as what it is `replaced` by, in the order of the code.
    """
    text: list[str] = []
    waiting: list[Any] = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, _Sign):
            text.append(item)
        elif isinstance(item, ast.AST):
            node = replaced(item)
            parts: list[Any] = [_Sign(type(node).__name__), _Sign("(")]
            for name in node._fields:
                parts += (_Sign(name), getattr(node, name, None))
            waiting += reversed([*parts, _Sign(")")])
        elif isinstance(item, list):
            waiting += reversed([_Sign("["), *item, _Sign("]")])
        else:
            # Python refuses to print very long integers, except in hexadecimal.
            text.append(hex(item) if type(item) is int else repr(item))
    return " ".join(text)


class _Sign(str):
    """Text of the outline itself, as opposed to values of the tree."""

    __slots__ = ()
