"""Rewrites the statements of a cell that are to be taken note of, and no others.

A noted statement becomes

    if begin(k): pass
    try:
        value(k, <its expression>)
    finally:
        if done(k): pass

with every node where the original stood, so that line numbers, the marks of a traceback and
`inspect.getsource` are the same. The three are attributes of one object under a name that no
program has. Functions that are read as bytecode would show it: `only_outside` leaves them alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Union

NAME = "__proofdeck_notes__"  # among the builtins; two underscores at its end keep it unmangled
# What makes a program look at functions as bytecode, or compile them from it.
READING_ATTRIBUTES = {"__code__", "co_code", "setprofile", "settrace"}
READING_MODULES = {"bytecode", "cloudpickle", "dis", "numba"}
READING_TORCH = {"_dynamo", "compile", "compiler", "export", "jit"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Statements that must stand where they stand, or that are nothing by themselves.
LEFT = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Global,
    ast.Nonlocal,
    ast.Import,
    ast.ImportFrom,
    ast.Try,
    ast.Pass,
    ast.Break,
    ast.Continue,
)
BLOCKS = ("body", "orelse", "finalbody")


class Noted(NamedTuple):
    """A statement to take note of: the lines asked for, and the first and last of its own."""

    asked: tuple[int, ...]
    first: int
    last: int


class Rewriter:
    """Rewrites blocks in place. `asked` are lines as the tree counts them; `found` collects the
    statements, whose numbers start at `number`.
    """

    def __init__(self, asked: frozenset[int], number: int, *, only_outside: bool) -> None:
        self._asked = asked
        self._number = number
        self._only_outside = only_outside
        self.found: list[Noted] = []

    def rewrite(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """The statements of a block, rewritten where they or what they hold are asked for."""
        waiting = [body]  # an `elif` is a block within that of the one above it: they nest deep
        while waiting:
            block = waiting.pop()
            block[:] = [each for one in block for each in self._rewritten(one, waiting)]
        return body

    def _rewritten(self, statement: ast.stmt, waiting: list[list[ast.stmt]]) -> Iterable[ast.stmt]:
        """What stands for a statement; the blocks that it holds are left `waiting`."""
        # The last line of a block is that of the last statement in it.
        own = {statement.lineno, *(() if blocks(statement) else (last_line(statement),))}
        noted = tuple(sorted(self._asked & own))
        if not (self._only_outside and isinstance(statement, FUNCTIONS)):
            waiting += blocks(statement)
        if noted and not isinstance(statement, LEFT) and not is_docstring(statement):
            return self._note(statement, noted)
        return (statement,)

    def _note(self, statement: ast.stmt, asked: tuple[int, ...]) -> Iterator[ast.stmt]:
        number = self._number + len(self.found)
        first = statement.lineno
        inside = [block[0].lineno for block in blocks(statement) if block]
        last = max(first, min(inside) - 1) if inside else last_line(statement)
        self.found.append(Noted(asked, first, last))
        body: list[ast.stmt] = [statement]
        if isinstance(statement, ast.Expr):
            printed = plain_print(statement.value)
            if printed is not None:
                printed.args[0] = call("shown", number, printed.args[0])
            statement.value = call("value", number, statement.value)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and is_plain(statement):
            assert statement.value is not None
            statement.value = call("value", number, statement.value)
        elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            name = ast.copy_location(ast.Name(statement.target.id, ast.Load()), statement.target)
            value = call("value", number, name)
            body.append(ast.copy_location(ast.Expr(value), statement))
        yield quietly(call("begin", number, at=statement))
        end = quietly(call("done", number, at=statement))
        yield ast.copy_location(ast.Try(body, [], [], [end]), statement)


def call(
    name: str, number: int, value: ast.expr | None = None, at: ast.AST | None = None
) -> ast.Call:
    """`notes.name(number, value)` where `value` stands."""
    place = value if value is not None else at
    assert place is not None
    attribute = ast.Attribute(ast.Name(NAME, ast.Load()), name, ast.Load())
    arguments: list[ast.expr] = [ast.Constant(number)]
    new = ast.Call(attribute, arguments, [])
    for node in ast.walk(new):
        ast.copy_location(node, place)
    if value is not None:
        arguments.append(value)
    return new


def quietly(node: ast.expr) -> ast.stmt:
    """A statement that evaluates `node`; an expression alone would be shown as a REPL does."""
    nothing = ast.copy_location(ast.Pass(), node)
    return ast.copy_location(ast.If(node, [nothing], []), node)


def blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The lists of statements that a statement holds."""
    found = [getattr(statement, name) for name in BLOCKS if getattr(statement, name, None)]
    parts = (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ()))
    return [*found, *(part.body for part in parts)]


def last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and (
        isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)
    )


def is_plain(statement: Union[ast.Assign, ast.AnnAssign]) -> bool:  # noqa: UP007 (3.9)
    """Whether one name is assigned to, and something."""
    if isinstance(statement, ast.Assign):
        return len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)
    return isinstance(statement.target, ast.Name) and statement.value is not None


def plain_print(node: ast.expr) -> ast.Call | None:
    """The call `print(x, …)`, where `x` is all that is printed."""
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return None
    named = isinstance(node.func, ast.Name) and node.func.id == "print"
    return node if named and not isinstance(node.args[0], ast.Starred) else None


def reads_bytecode(code: str) -> bool:
    """Whether code may look at functions as bytecode, or have them compiled from it."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            torch = isinstance(node.value, ast.Name) and node.value.id == "torch"
            if node.attr in READING_ATTRIBUTES or (torch and node.attr in READING_TORCH):
                return True
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            module = getattr(node, "module", None)
            for alias in node.names:
                parts = (f"{module}.{alias.name}" if module else alias.name).split(".")
                inside = parts[0] == "torch" and len(parts) > 1 and parts[1] in READING_TORCH
                if parts[0] in READING_MODULES or inside:
                    return True
    return False
