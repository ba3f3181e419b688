"""What a program's source says about the process it needs, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeGuard

from generator.frameworks import DYNAMIC, IMPLIED, LATE, PRELOADS
from generator.model import Cell, Program
from generator.syntax import parse_quietly

# Names through which a program can see or change what importing depended on.
TELLTALES = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv", "reload"}


@dataclass(frozen=True, slots=True)
class Scan:
    """`modules` are dotted names as imported anywhere in the program; `fresh` says that it
    must have an interpreter of its own, because it could tell that imports came before it;
    `names` are the attributes that it asks anything for.
    """

    modules: frozenset[str]
    fresh: bool
    names: frozenset[str]

    @property
    def imports(self) -> frozenset[str]:
        """The top-level names."""
        return frozenset(name.partition(".")[0] for name in self.modules)

    @property
    def preloads(self) -> tuple[str, ...]:
        """The modules to import before the fork, in the order to import them."""
        wanted = {name for name in PRELOADS if name in self.modules or name in self.imports}
        wanted |= {IMPLIED[name] for name in self.imports if name in IMPLIED}
        if "torch" in wanted and self._dynamic:
            wanted.add("torch._dynamo")
        groups = [modules for name, modules in PRELOADS.items() if name in wanted]
        return tuple(dict.fromkeys(module for group in groups for module in group))

    @property
    def _dynamic(self) -> bool:
        parts = {part for name in self.modules for part in name.split(".")}
        return not DYNAMIC.isdisjoint(self.names | parts)


def scan(program: Program) -> Scan:
    """Read the imports and the signs of a need for a fresh interpreter.

    A cell that is not Python is passed over: running it will say so.
    """
    return _scan(program.cells)


@lru_cache(maxsize=4096)
def _scan(cells: tuple[Cell, ...]) -> Scan:
    # Programs that go on from each other share most of their cells.
    parts = [_scan_code(cell.code, cell.mode) for cell in cells]
    return Scan(
        frozenset().union(*(part.modules for part in parts)),
        any(part.fresh for part in parts),
        frozenset().union(*(part.names for part in parts)),
    )


@lru_cache(maxsize=4096)
def _scan_code(code: str, mode: Literal["exec", "eval"]) -> Scan:
    modules: set[str] = set()
    names: set[str] = set()
    fresh = False
    nodes = list(_nodes(code, mode))
    late = {node.value for node in nodes if _is_late(node)}
    for node in nodes:
        modules.update(_imported(node))
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        fresh = fresh or (node not in late and _tells(node))
    return Scan(frozenset(modules), fresh, frozenset(names))


def _nodes(code: str, mode: Literal["exec", "eval"]) -> Iterator[ast.AST]:
    tree = parse_quietly(code, mode)
    if tree is not None:
        yield from ast.walk(tree)


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module
        # The name may be a submodule, as in `from matplotlib import pyplot`.
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and node.args:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        named = first.value if isinstance(first, ast.Constant) else None
        if name not in ("import_module", "__import__") or not isinstance(named, str):
            return
        if named.replace(".", "_").isidentifier():
            yield named


def _is_late(node: ast.AST) -> TypeGuard[ast.Subscript]:
    """Whether it is `….environ["MASTER_PORT"]` or the like."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in LATE
    )


def _tells(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        system = isinstance(node.value, ast.Name) and node.value.id == "sys"
        return node.attr in TELLTALES or (node.attr == "modules" and system)
    if isinstance(node, ast.ImportFrom):
        names = {alias.name for alias in node.names}
        return bool(names & TELLTALES) or (node.module == "sys" and "modules" in names)
    return False
