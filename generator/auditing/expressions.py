"""Expressions that stand outside of any program: in tables and sentences."""

from __future__ import annotations

import ast
import sys
from typing import Final

from generator.auditing.names import names_of
from generator.checking.hints import usual_import
from generator.syntax import parse_quietly

_COMPUTING: Final = (
    ast.Call,
    ast.BinOp,
    ast.Compare,
    ast.Subscript,
    ast.BoolOp,
    ast.JoinedStr,
    ast.Attribute,
    ast.UnaryOp,
    ast.IfExp,
    ast.comprehension,
)
_USUAL: Final = ("np", "pd", "plt", "torch", "jnp", "jax")


def computes(code: str) -> bool:
    """Whether code is an expression that computes something: no bare name, no literal."""
    tree = parse_quietly(code, "eval") if code.strip() else None
    return tree is not None and any(isinstance(node, _COMPUTING) for node in ast.walk(tree))


def with_imports(
    code: str, *, alone: bool = True, known: frozenset[str] = frozenset()
) -> str | None:
    """The code after imports of the modules that it names, where nothing imported them before.

    None where it is to be `alone` and names anything else that not every program has, and that is
    not `known`.
    """
    lines = []
    for name in sorted(names_of(code).missing):
        line = usual_import(name) if name in _USUAL else None
        if line is None and name in sys.stdlib_module_names:
            line = f"import {name}"
        if line is None:
            if alone and name not in known:
                return None
            continue
        lines.append(f"try: {name}\nexcept NameError: {line}\n")
    return "".join(lines) + code.strip()
