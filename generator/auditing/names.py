"""Which names a program takes from outside, and which it leaves behind."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.syntax import NO_PYTHON, no_warnings, parse_quietly

# What a module has without saying so; `_` is a session's last value.
_GIVEN: Final = frozenset({*dir(builtins), "_", "__file__", "__name__", "__doc__", "__loader__"})


@dataclass(frozen=True, slots=True)
class Names:
    """`bound` at the top level of a program, `imported` among them; `missing` are read and bound
    nowhere in it.

    With `star`, `import *` binds further ones, so that none can be said to be missing.
    """

    bound: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    star: bool = False
    imported: frozenset[str] = frozenset()


def names_of(code: str) -> Names:
    """The names of a program; no names where it is not Python."""
    tree, table = parse_quietly(code), _symbols(code)
    if tree is None or table is None:
        return Names()
    star = any(
        isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)
    )
    bound = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    read: set[str] = set()
    for scope in _scopes(table):
        for symbol in scope.get_symbols():
            if symbol.is_global() or scope is table:
                if symbol.is_referenced():
                    read.add(symbol.get_name())
                if symbol.is_declared_global() and symbol.is_assigned():
                    bound.add(symbol.get_name())
    missing = frozenset() if star else frozenset(read - bound - _GIVEN)
    imported = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_imported()}
    return Names(frozenset(bound), missing, star, frozenset(imported))


def defined_in(code: str) -> frozenset[str]:
    """The functions and classes that a program defines at its top level."""
    tree = parse_quietly(code)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body = tree.body if tree is not None else []
    return frozenset(each.name for each in body if isinstance(each, kinds))


def _symbols(code: str) -> symtable.SymbolTable | None:
    with no_warnings():
        try:
            return symtable.symtable(code, "<block>", "exec")
        except NO_PYTHON:
            return None


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    waiting = [table]
    while waiting:
        scope = waiting.pop()
        yield scope
        waiting += scope.get_children()
