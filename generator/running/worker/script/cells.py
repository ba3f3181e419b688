"""Compiles and runs one cell in the program's namespace."""

from __future__ import annotations
import __future__

import ast
from collections.abc import Callable, Coroutine
from typing import Any, Optional, Union

COROUTINE = 0x80  # inspect.CO_COROUTINE: code that awaits outside of functions
# Each feature's flag is one bit of its own, so the sum is all of them.
FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})


Rewrite = Callable[[Union[ast.Module, ast.Interactive]], None]  # noqa: UP007 (3.9)
Await = Callable[[Coroutine[Any, Any, Any]], Any]


def run_exec(
    code: str,
    line: int,
    path: str,
    namespace: dict[str, Any],
    flags: int,
    rewrite: Optional[Rewrite] = None,  # noqa: UP045 (3.9)
    awaited: Optional[Await] = None,  # noqa: UP045 (3.9)
) -> int:
    """Run statements as `exec`, the last one, if it is an expression, as the REPL would.

    `flags` are the `from __future__` imports of earlier cells; returned with those of this one.
    `rewrite` may change the statements before they are compiled. Without `awaited`, which runs
    what awaits outside of functions, that is a mistake, as it is in a file.
    """
    tree = parse(code, line, path, "exec", flags)
    assert isinstance(tree, ast.Module)
    last = [tree.body.pop()] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
    if rewrite is not None:
        shown_tree = ast.Interactive(list(last))
        rewrite(tree)
        rewrite(shown_tree)
        last = shown_tree.body
    # Both before either runs: a file with a mistake in its last line does not start either.
    body = code_of(tree, path, "exec", flags, awaited)
    flags |= body.co_flags & FUTURE
    shown = body
    if last:
        shown = code_of(ast.Interactive(last), path, "single", flags, awaited)
    if awaited is not None and (body.co_flags | shown.co_flags) & COROUTINE:
        awaited(within_loop([body, shown][: 1 + bool(last)], namespace))
        return flags
    exec(body, namespace)
    if last:
        exec(shown, namespace)
    return flags


async def within_loop(codes: list[Any], namespace: dict[str, Any]) -> None:
    """Run code of which a part awaits: all of it then finds a running loop."""
    for code in codes:
        found = eval(code, namespace)  # which runs statements, too
        if code.co_flags & COROUTINE:
            await found


def run_eval(
    code: str,
    line: int,
    path: str,
    namespace: dict[str, Any],
    flags: int,
    awaited: Optional[Await] = None,  # noqa: UP045 (3.9)
) -> Any:
    """The value of one expression."""
    tree = parse(code.strip(), line, path, "eval", flags)
    assert isinstance(tree, ast.Expression)
    found = code_of(tree, path, "eval", flags, awaited)
    value = eval(found, namespace)
    return awaited(value) if found.co_flags & COROUTINE and awaited is not None else value


def code_of(
    tree: Any,
    path: str,
    mode: str,
    flags: int,
    awaited: Optional[Await],  # noqa: UP045 (3.9)
) -> Any:
    """As `compiled`; what Python refuses may only be an `await` outside of functions."""
    try:
        return compiled(tree, path, mode, flags)
    except SyntaxError as error:
        if awaited is None or "outside" not in str(error.msg):
            raise
        try:
            return compiled(tree, path, mode, flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError:
            pass
        raise


def parse(code: str, line: int, path: str, mode: str, flags: int) -> Any:
    """The tree of `code` as if it stood at `line` of its file.

    Blank lines before it, rather than shifted nodes, so that the parser's own errors and
    warnings have the right line too.
    """
    padded = "\n" * (line - 1) + code
    return compiled(padded, path, mode, flags | ast.PyCF_ONLY_AST)


def compiled(source: Any, path: str, mode: str, flags: int) -> Any:
    """As `compile`. Code that nests too deep counts as a mistake in it, whatever this version of
    Python raises: a parser whose stack is full says that it is out of memory.
    """
    try:
        return compile(source, path, mode, flags, True)
    except (RecursionError, MemoryError):
        raise SyntaxError("this code nests too deep for Python to compile") from None
