"""Programs whose output may be the same twice by chance and yet be another the next time."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import Final

from generator.syntax import parse_quietly

# Few possibilities. Real numbers that are drawn unseeded never come out the same twice.
_DRAWS: Final = re.compile(r"shuffle|choice|sample|perm|randint|randrange|randbits")
_SEEDS: Final = re.compile(r"seed|PRNGKey")
_SETS: Final = frozenset({"set", "frozenset", "hash"})


def relies_on_luck(*codes: str) -> bool:
    """Whether a program of these parts shuffles or draws unseeded, or makes sets, whose order may
    be any.
    """
    signs = frozenset[str]().union(*map(_signs, codes))
    return "set" in signs or ("draw" in signs and "seed" not in signs)


def seeds(*codes: str) -> bool:
    """Whether a program of these parts seeds what it draws."""
    return any("seed" in _signs(code) for code in codes)


@lru_cache(maxsize=512)
def _signs(code: str) -> frozenset[str]:
    tree = parse_quietly(code)
    if tree is None:
        return frozenset()
    nodes = list(ast.walk(tree))
    names = {_name(node) for node in nodes}
    found = {
        "seed": any(_SEEDS.search(name) for name in names),
        "draw": any(_DRAWS.search(name) for name in names),
        "set": any(isinstance(node, ast.Set | ast.SetComp) for node in nodes) or names & _SETS,
    }
    return frozenset(sign for sign, there in found.items() if there)


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name
        case ast.keyword(arg=str(name)):
            return name
        case _:
            return ""
