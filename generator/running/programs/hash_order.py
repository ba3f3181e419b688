"""Whether the order of a set, a hash or an address may show in what a program does."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Final

from generator.syntax import dotted_name, parse_quietly

_SETS: Final = frozenset({"set", "frozenset"})
_NUMBERED: Final = frozenset({"hash", "id"})
# What is done with a set and has nothing to do with its order: functions, methods.
_ORDERLESS: Final = frozenset({"sorted", "len", "sum", "min", "max", "any", "all", "bool"})
_CHANGES: Final = frozenset(
    {"add", "clear", "discard", "isdisjoint", "issubset", "issuperset", "remove", "update"}
    | {"difference_update", "intersection_update", "symmetric_difference_update"}
)
_COMBINES: Final = frozenset(
    {"difference", "intersection", "symmetric_difference", "union", "copy"}
)
_VIEWS: Final = frozenset({"keys", "items"})  # of dicts, which combine to sets
# Parts of expressions whose hashes are always the same.
_FIXED: Final = (
    ast.Set,
    ast.List,
    ast.Tuple,
    ast.UnaryOp,
    ast.BinOp,
    ast.operator,
    ast.unaryop,
    ast.expr_context,
)


@lru_cache(maxsize=4096)
def shows_hashes(code: str, *, alone: bool = True) -> bool:
    """Whether it may; never for code that is not Python. With `alone` false, a named value may show
    elsewhere.
    """
    tree = parse_quietly(code)
    return tree is not None and _Sets(tree, alone=alone).shown()


class _Sets:
    """The sets of a program, and where they go."""

    def __init__(self, tree: ast.AST, *, alone: bool) -> None:
        self._alone = alone
        self._nodes = list(ast.walk(tree))
        self._parents = {c: node for node in self._nodes for c in ast.iter_child_nodes(node)}

    def shown(self) -> bool:
        """Whether a set may show its order, or an object its hash or address."""
        return any(map(self._is_shown, self._nodes))

    def _is_shown(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Set | ast.SetComp):
            return not _is_fixed(node) and self._goes_on(node)
        if not isinstance(node, ast.Call):
            return False
        name = dotted_name(node.func)
        fixed = bool(node.args) and all(map(_is_fixed, node.args))
        if name in _SETS:
            return not fixed and self._goes_on(node)
        method = _method(node)
        combines = method in _COMBINES and method != "copy"
        if combines or (method in _VIEWS and isinstance(self._parents.get(node), ast.BinOp)):
            return self._goes_on(node)
        return name in _NUMBERED and (name == "id" or not fixed)

    def _goes_on(self, node: ast.AST, *, named: bool = True) -> bool:
        """Whether something is done with a set that may show its order. Where it only gets a
        name, all that is done under the name counts.
        """
        while (larger := self._of_larger_set(node)) is not None:
            node = larger
        parent = self._parents.get(node)
        match parent:
            case ast.Compare() | ast.UnaryOp() | ast.Assert():
                return False
            case ast.Expr():
                return not (isinstance(node, ast.Call) and _method(node) in _CHANGES)
            case ast.If() | ast.While() | ast.IfExp():
                return parent.test is not node
            case ast.Call():
                if node is parent.func:
                    return True
                by_key = any(each.arg == "key" for each in parent.keywords)
                orderless = dotted_name(parent.func) in _ORDERLESS and not by_key
                return not orderless and _method(parent) not in _CHANGES | _COMBINES
            case ast.Attribute(attr=attr):
                return attr not in _CHANGES
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
                return not (named and self._alone) or self._name_shows(name)
        return True

    def _of_larger_set(self, node: ast.AST) -> ast.AST | None:
        """The expression that makes a set of this one, perhaps with others."""
        parent = self._parents.get(node)
        if isinstance(parent, ast.BinOp):
            return parent
        if isinstance(parent, ast.Call) and dotted_name(parent.func) in _SETS:
            return parent
        if isinstance(parent, ast.Attribute) and parent.attr in _COMBINES:
            call = self._parents.get(parent)
            return call if isinstance(call, ast.Call) and call.func is parent else None
        return None

    def _name_shows(self, name: str) -> bool:
        uses = (
            node
            for node in self._nodes
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        )
        return any(self._goes_on(node, named=False) for node in uses)


def _method(call: ast.Call) -> str:
    """The name of the method that is called, if one is."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _is_fixed(node: ast.AST) -> bool:
    """Whether it is a number, or some, whose hashes are always the same."""
    return all(
        isinstance(part.value, int | float | complex)
        if isinstance(part, ast.Constant)
        else isinstance(part, _FIXED)
        for part in ast.walk(node)
    )
