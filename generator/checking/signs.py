"""What a program uses that can come out otherwise each time, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from generator.frameworks import ALIASES
from generator.syntax import dotted_name, parse_quietly


@lru_cache(maxsize=256)
def signs(code: str) -> frozenset[str]:
    """The dotted names of all that is called or imported, with aliases resolved, and "{}" for
    a set written out, "shuffle=True" for that argument.

    Cells of a program may be joined by line ends. Of code that is not Python: nothing.
    """
    tree = parse_quietly(code)
    if tree is None:
        return frozenset()
    aliases = dict(ALIASES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases |= {each.asname: each.name for each in node.names if each.asname}
        elif isinstance(node, ast.ImportFrom) and node.module:
            aliases |= {
                each.asname or each.name: f"{node.module}.{each.name}" for each in node.names
            }
    return frozenset(name for node in ast.walk(tree) for name in _signs(node, aliases))


def _signs(node: ast.AST, aliases: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Set | ast.SetComp):
        yield "{}"
    elif isinstance(node, ast.Call):
        yield _dotted(node.func, aliases)
        shuffles = (each for each in node.keywords if each.arg == "shuffle")
        if any(not isinstance(each.value, ast.Constant) or each.value.value for each in shuffles):
            yield "shuffle=True"


def _dotted(node: ast.expr, aliases: dict[str, str]) -> str:
    """`np.random.rand` as `numpy.random.rand`; the method of anything else as `.name`."""
    first, dot, rest = dotted_name(node).partition(".")
    if first:
        return aliases.get(first, first) + dot + rest
    return f".{node.attr}" if isinstance(node, ast.Attribute) else ""
