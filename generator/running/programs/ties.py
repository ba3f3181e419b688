"""Comparisons where it makes no difference what a tie does: `<` and `<=` are alike there.

Whoever wrote such a program need not test it, and could not.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Final

Words = Callable[[ast.expr], bytes]  # the code of an expression

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def idle_ties(tree: ast.Module, words: Words) -> Iterator[ast.Compare]:
    """The comparisons of a program where a tie changes nothing, as far as can be told."""
    nodes = list(ast.walk(tree))
    returned = {words(each.value) for each in nodes if isinstance(each, ast.Return) and each.value}
    for branch in nodes:
        if isinstance(branch, ast.If | ast.While | ast.IfExp):
            for test in ast.walk(branch.test):
                if isinstance(test, ast.Compare) and len(test.ops) == 1:
                    sides = {words(test.left), words(test.comparators[0])}
                    if _is_idle(branch, sides, returned, words):
                        yield test
        elif isinstance(branch, _FUNCTIONS):
            yield from _base_cases(branch)


def _is_idle(
    branch: ast.If | ast.While | ast.IfExp, sides: set[bytes], returned: set[bytes], words: Words
) -> bool:
    if isinstance(branch, ast.IfExp):  # `a if a > b else b`
        return sides == {words(branch.body), words(branch.orelse)}
    if isinstance(branch, ast.While):  # two that move towards each other
        stepped = {words(each.target) for each in branch.body if isinstance(each, ast.AugAssign)}
        if sides <= stepped:
            return True
    return any(_keeps(step, sides, returned, words) for step in branch.body)


def _keeps(step: ast.stmt, sides: set[bytes], returned: set[bytes], words: Words) -> bool:
    """Whether a step does the same with two things as without it, where both are equal."""

    def these(nodes: Sequence[ast.expr]) -> bool:
        return {words(each) for each in nodes} == sides

    match step:
        case ast.Assign(targets=[ast.Tuple(elts=to)], value=ast.Tuple(elts=of)):  # swaps them
            return these(to) and these(of)
        case ast.Assign(targets=[to], value=of):  # `if x > best: best = x`
            return these((to, of))
        case ast.Return(value=ast.expr() as of):  # `if x < low: return low`, and else x
            return words(of) in sides and sides <= returned
        case _:
            return False


def _base_cases(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Compare]:
    """`if n <= 1: return 1` where a function calls itself: the other way gives 1, too."""
    calls = (each.func for each in ast.walk(function) if isinstance(each, ast.Call))
    if function.name in {name.id for name in calls if isinstance(name, ast.Name)}:
        for branch in ast.walk(function):
            match branch:
                case ast.If(test=ast.Compare() as test, body=[ast.Return(value=ast.Constant())]):
                    yield test
                case ast.IfExp(test=ast.Compare() as test, body=ast.Constant()):
                    yield test
