"""The tests of an exercise: which statements of a fence belong to which of them."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from generator.model import Fence
from generator.syntax import dotted_name, parse_quietly

_DEFINED: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LONGEST: Final = 80  # characters of a test's name


def with_tests_apart(fences: Sequence[Fence]) -> tuple[Fence, ...]:
    """Fences with a fence for each test, and none for what a learner begins with."""
    return tuple(
        each
        for fence in fences
        if fence.role != "starter"
        for each in (split_tests(fence) if fence.role == "tests" else (fence,))
    )


def split_tests(fence: Fence) -> tuple[Fence, ...]:
    """The tests of a `.tests` fence, in order, each with the lines that prepare it.

    A call of a session is one test. Of other code each statement is one that asserts something as
    it runs: an `assert`, a call of `assert_…` or of a function of the fence that asserts, or a loop
    or block with one of these. What stands below the last one belongs to it. Code that is not
    Python is one test: running it says why.
    """
    if fence.session or parse_quietly(fence.code) is None:
        return (fence,)
    lines = fence.code.split("\n")
    return tuple(_part(fence, lines, first, last) for first, last in _spans(fence.code))


def _part(fence: Fence, lines: Sequence[str], first: int, last: int) -> Fence:
    line = fence.place.line
    unread = (each for each in fence.unread if first <= each.place.line - line <= last)
    return dataclasses.replace(
        fence,
        place=dataclasses.replace(fence.place, line=line + first - 1),
        code="\n".join(lines[first - 1 : last]),
        unread=tuple(unread),
        claim=None,
    )


@lru_cache(maxsize=512)
def _spans(code: str) -> tuple[tuple[int, int], ...]:
    """The first and the last line of each test; statements that share a line share a test."""
    tree = parse_quietly(code)
    if tree is None:
        return ()
    helpers = frozenset(_asserting(tree.body))
    found = [node.end_lineno or node.lineno for node in tree.body if _asserts(node, helpers)]
    ends = sorted(set(found))
    starts = [1, *(end + 1 for end in ends[:-1])]
    ends[-1:] = [code.count("\n") + 1] if ends else []
    return tuple(zip(starts, ends, strict=False))


def _asserting(body: Sequence[ast.stmt]) -> Iterator[str]:
    """The names of the functions that assert something when they are called."""
    for node in body:
        if isinstance(node, _DEFINED) and any(_asserts(each) for each in ast.walk(node)):
            yield node.name


def _asserts(statement: ast.AST, helpers: frozenset[str] = frozenset()) -> bool:
    """Whether a statement asserts something as it runs, itself or by calling one of `helpers`."""
    return any(_is_assertion(node, helpers) for node in _run_now(statement))


def _is_assertion(node: ast.AST, helpers: frozenset[str]) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        name = node.value.func
        last = name.attr if isinstance(name, ast.Attribute) else dotted_name(name)
        return last.startswith("assert") or last in helpers
    return isinstance(node, ast.Assert)


def _run_now(statement: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a statement but for what functions and classes hold."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, (*_DEFINED, ast.Lambda)):
            yield node
            waiting += ast.iter_child_nodes(node)


def uncalled_test(code: str) -> str:
    """The name of a function that asserts something and that nothing calls; "" if there is none."""
    tree = parse_quietly(code)
    if tree is None:
        return ""
    called = {dotted_name(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call)}
    return next((name for name in _asserting(tree.body) if name not in called), "")


def name_of_test(code: str) -> str:
    """What a test is called: its last statement that asserts something, else its last one, on one
    line.
    """
    tree = parse_quietly(code)
    body = tree.body if tree is not None else []
    node = next((each for each in reversed(body) if _asserts(each)), body[-1] if body else None)
    text = code if node is None else ast.get_source_segment(code, node) or code
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
