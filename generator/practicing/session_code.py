"""The code of sessions as a card shows it, out of the code that runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from generator.syntax import parse_quietly

_ECHO: Final = b"__import__('sys').displayhook("


def without_echo(code: str) -> str:
    """The code of a session without the calls that show its values, which `echoing` puts in."""
    if _ECHO.decode("ascii") not in code:
        return code
    tree = parse_quietly(code)
    if tree is None:
        return code
    lines = [line.encode("utf-8") for line in code.split("\n")]
    for call in sorted(_calls(tree), key=lambda each: (each.lineno, each.col_offset), reverse=True):
        last, end = call.end_lineno or 1, call.end_col_offset or 0
        line = lines[call.lineno - 1]
        if line[call.col_offset :].startswith(_ECHO):
            lines[last - 1] = lines[last - 1][: end - 1] + lines[last - 1][end:]
            line = lines[call.lineno - 1]
            lines[call.lineno - 1] = line[: call.col_offset] + line[call.col_offset + len(_ECHO) :]
    return b"\n".join(lines).decode("utf-8")


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield node.value
