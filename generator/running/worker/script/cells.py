"""Compiles and runs one cell in the program's namespace."""

from __future__ import annotations
import __future__

import ast
from collections.abc import Callable
from typing import Any, Optional, Union

# Each feature's flag is one bit of its own, so the sum is all of them.
FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})


Rewrite = Callable[[Union[ast.Module, ast.Interactive]], None]  # noqa: UP007 (3.9)


def run_exec(
    code: str,
    line: int,
    path: str,
    namespace: dict[str, Any],
    flags: int,
    rewrite: Optional[Rewrite] = None,  # noqa: UP045 (3.9)
) -> int:
    """Run statements as `exec`, the last one, if it is an expression, as the REPL would.

    `flags` are the `from __future__` imports of earlier cells; returned with those of this one.
    `rewrite` may change the statements before they are compiled.
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
    body = compiled(tree, path, "exec", flags)
    flags |= body.co_flags & FUTURE
    shown = None
    if last:
        shown = compiled(ast.Interactive(last), path, "single", flags)
    exec(body, namespace)
    if shown is not None:
        exec(shown, namespace)
    return flags


def run_eval(code: str, line: int, path: str, namespace: dict[str, Any], flags: int) -> Any:
    """The value of one expression."""
    tree = parse(code.strip(), line, path, "eval", flags)
    assert isinstance(tree, ast.Expression)
    return eval(compiled(tree, path, "eval", flags), namespace)


def parse(code: str, line: int, path: str, mode: str, flags: int) -> Any:
    """The tree of `code` as if it stood at `line` of its file.

    Blank lines before it, rather than shifted nodes, so that the parser's own errors and
    warnings have the right line too.
    """
    padded = "\n" * (line - 1) + code
    return compiled(padded, path, mode, flags | ast.PyCF_ONLY_AST)


def compiled(source: Any, path: str, mode: str, flags: int) -> Any:
    """As `compile`. Code that nests too deep is a mistake in it, whatever this version of Python
    makes of it: out of memory is what a parser says whose stack is full.
    """
    try:
        return compile(source, path, mode, flags, True)
    except (RecursionError, MemoryError):
        raise SyntaxError("this code nests too deep for Python to compile") from None
