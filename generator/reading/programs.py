"""Whether code that is not run looks like a program to a person."""

from __future__ import annotations

import ast
from typing import Final

from generator.language import PYTHON
from generator.reading.bounds import MOST_LINES, MOST_PARAGRAPH
from generator.reading.comments import find_claims
from generator.reading.fence_names import is_known

# Statements that programs have and printed output hardly ever does: values parse as Python, too.
_STATEMENTS: Final = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.Assert,
)  # fmt: skip


def looks_like_program(code: str, language: str = "") -> bool:
    """Whether code marked with no `language`, or an unknown one, is Python."""
    if not code.strip() or len(code) > MOST_LINES * 100:
        return False
    if max(map(len, code.split("\n"))) > MOST_PARAGRAPH or (language and is_known(language)):
        return False
    tree = PYTHON.parse(code)
    if tree is None:
        return False
    if any(isinstance(each, _STATEMENTS) or _prints(each) for each in tree.body):
        return True
    return bool(find_claims(code))


def _prints(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "print"
