"""What a program uses that can come out otherwise each time, read from its source."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from functools import lru_cache

ORIGINS = {"np": "numpy", "jnp": "jax.numpy", "nn": "torch.nn", "F": "torch.nn.functional"}


@lru_cache(maxsize=256)
def signs(code: str) -> frozenset[str]:
    """The dotted names of all that is called or imported, with aliases resolved, and "{}" for
    a set written out, "shuffle=True" for that argument.

    Cells of a program may be joined by line ends. Of code that is not Python: nothing.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return frozenset()
    aliases = dict(ORIGINS)
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
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value, aliases) if _is_path(node.value) else ""
        return f"{owner}.{node.attr}"
    return ""


def _is_path(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
