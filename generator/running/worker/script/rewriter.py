"""Rewrites the statements of a cell that are to be taken note of, and no others.

A noted statement becomes

    if begin(k): pass
    try:
        value(k, <its expression>)
    finally:
        if done(k): pass

with every node where the original stood, so that line numbers, the marks of a traceback and
`inspect.getsource` are the same. Names that are asked for are told behind the statement. An
element of a literal becomes `element(k, <it>)`. All of these are attributes of one object under a
name that no program has. Functions that are read as bytecode would show it: `only_outside` leaves
them alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Union

NAME = "__proofdeck_notes__"  # among the builtins; two underscores at its end keep it unmangled
# What makes a program look at functions as bytecode, or compile them from it.
READING_ATTRIBUTES = {"__code__", "co_code", "setprofile", "settrace"}
READING_MODULES = {"bytecode", "cloudpickle", "dis", "numba"}
READING_TORCH = {"_dynamo", "compile", "compiler", "export", "jit"}
VALUED = (ast.Assign, ast.AnnAssign, ast.Return)
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
FORMATTED = ("JoinedStr", "TemplateStr")  # within which older versions of Python miscount columns


class Noted(NamedTuple):
    """Code to take note of: where it starts as it was asked for, and the lines that it runs on."""

    asked: tuple[int, int]
    first: int
    last: int


class Names(NamedTuple):
    """Names whose values after a statement are asked for: in any case, and where it is silent."""

    always: Sequence[str]
    changed: Sequence[str]


class Rewriter:
    """Rewrites blocks in place. `asked` gives, by the line and column where a statement or an
    element of a literal starts, the names that are asked for with it; lines are those of the tree.
    `found` collects what is noted, with numbers from `number` on.
    """

    def __init__(
        self, asked: dict[tuple[int, int], Names], number: int, *, only_outside: bool
    ) -> None:
        self._asked = asked
        self._number = number
        self._only_outside = only_outside
        self.found: list[Noted] = []

    def rewrite(self, body: list[ast.stmt], *, shown: bool = False) -> list[ast.stmt]:
        """The statements of a block, rewritten where they or what they hold are asked for. With
        `shown`, the value of an expression is: a string is no docstring there.
        """
        started = {place(each) for block in self._nested(body) for each in block}
        elements = self._asked.keys() - started
        if elements:
            self._note_elements(body, elements)
        for block in list(self._nested(body)):
            first = None if shown else block[0]
            block[:] = [new for each in block for new in self._rewritten(each, each is first)]
        return body

    def _nested(self, body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
        """The block and all within it that may be rewritten."""
        waiting = [body]  # an `elif` is a block within that of the one above it: they nest deep
        while waiting:
            block = waiting.pop()
            if block:
                yield block
            for statement in block:
                if not (self._only_outside and isinstance(statement, FUNCTIONS)):
                    waiting += blocks(statement)

    def _rewritten(self, statement: ast.stmt, leads: bool) -> Iterable[ast.stmt]:
        """What stands for a statement, which may lead its block."""
        names = self._asked.get(place(statement))
        if names is None or isinstance(statement, LEFT):
            return (statement,)
        if leads and is_docstring(statement):
            # It stays what it is, and its value is that of its text.
            return (statement, *self._note(copy_of(statement), names))
        return self._note(statement, names)

    def _note(self, statement: ast.stmt, names: Names) -> Iterator[ast.stmt]:
        inside = [block[0].lineno for block in blocks(statement) if block]
        first = statement.lineno
        last = max(first, min(inside) - 1) if inside else last_line(statement)
        number = self._found(Noted(place(statement), first, last))
        body: list[ast.stmt] = [statement]
        if isinstance(statement, ast.Expr):
            printed = plain_print(statement.value)
            if printed is not None:
                printed.args[0] = call("shown", number, printed.args[0])
            echoed = echo_of(statement.value)
            if echoed is not None:
                echoed.args[0] = call("value", number, echoed.args[0])
            else:
                statement.value = call("value", number, statement.value)
        elif isinstance(statement, VALUED) and statement.value is not None:
            statement.value = call("value", number, statement.value)
        body += [named(number, name, statement) for name in names.always]
        changed = [named(number, name, statement) for name in names.changed]
        if changed:
            silent = ast.If(call("silent", number, at=statement), changed, [])
            body.append(ast.copy_location(silent, statement))
        yield quietly(call("begin", number, at=statement))
        end = quietly(call("done", number, at=statement))
        yield ast.copy_location(ast.Try(body, [], [], [end]), statement)

    def _note_elements(self, body: list[ast.stmt], asked: set[tuple[int, int]]) -> None:
        """Have members of literals, and what is given to `print`, noted where they stand."""
        waiting: list[ast.AST] = list(body)
        while waiting:
            node = waiting.pop()
            if self._only_outside and isinstance(node, FUNCTIONS):
                continue
            if type(node).__name__ in FORMATTED:
                continue
            members = members_of(node)
            for index, member in enumerate(members):
                key = place(member)
                if key in asked and not isinstance(member, ast.Starred):
                    number = self._found(Noted(key, member.lineno, last_line(member)))
                    members[index] = call("element", number, member)
            waiting += ast.iter_child_nodes(node)

    def _found(self, noted: Noted) -> int:
        self.found.append(noted)
        return self._number + len(self.found) - 1


def call(
    name: str, number: int, value: ast.expr | None = None, at: ast.AST | None = None
) -> ast.Call:
    """`notes.name(number, value)` where `value` stands."""
    where = value if value is not None else at
    assert where is not None
    attribute = ast.Attribute(ast.Name(NAME, ast.Load()), name, ast.Load())
    arguments: list[ast.expr] = [ast.Constant(number)]
    new = ast.Call(attribute, arguments, [])
    for node in ast.walk(new):
        ast.copy_location(node, where)
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


def last_line(node: Union[ast.stmt, ast.expr]) -> int:  # noqa: UP007 (3.9)
    return node.end_lineno or node.lineno


def place(node: Union[ast.stmt, ast.expr]) -> tuple[int, int]:  # noqa: UP007 (3.9)
    """The line and the column, in bytes, where a node starts."""
    return node.lineno, node.col_offset


def members_of(node: ast.AST) -> list[ast.expr]:
    """The list, itself, of what stands in a literal or is given to `print`."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return node.elts
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.args if node.func.id == "print" else []
    return []


def is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and (
        isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)
    )


def copy_of(statement: ast.stmt) -> ast.stmt:
    """The same string as a statement of its own."""
    assert isinstance(statement, ast.Expr)
    return ast.copy_location(ast.Expr(statement.value), statement)


def named(number: int, name: str, at: ast.stmt) -> ast.stmt:
    """A statement that tells the value of a name; where it has none, it does nothing."""
    value = ast.parse(name, mode="eval").body
    told = call("named", number, value, at=at)
    told.args.insert(1, ast.copy_location(ast.Constant(name), at))
    for node in ast.walk(told):
        ast.copy_location(node, at)
    nothing = ast.copy_location(ast.Pass(), at)
    error = ast.Attribute(ast.Name(NAME, ast.Load()), "failing", ast.Load())
    for node in ast.walk(error):
        ast.copy_location(node, at)
    handler = ast.copy_location(ast.ExceptHandler(error, None, [nothing]), at)
    return ast.copy_location(ast.Try([quietly(told)], [handler], [], []), at)


def plain_print(node: ast.expr) -> ast.Call | None:
    """The call `print(x, …)`, where `x` is all that is printed."""
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return None
    named = isinstance(node.func, ast.Name) and node.func.id == "print"
    return node if named and not isinstance(node.args[0], ast.Starred) else None


def echo_of(node: ast.expr) -> ast.Call | None:
    """The call `__import__('sys').displayhook(x)`, which shows a value within a session."""
    called = node.func if isinstance(node, ast.Call) and len(node.args) == 1 else None
    if not isinstance(called, ast.Attribute) or called.attr != "displayhook":
        return None
    imported = called.value.func if isinstance(called.value, ast.Call) else None
    own = isinstance(imported, ast.Name) and imported.id == "__import__"
    return node if own and isinstance(node, ast.Call) else None


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
