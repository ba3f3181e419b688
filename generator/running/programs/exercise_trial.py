"""Whatever a learner wrote, with the tests of its exercise, as a program.

A test that fails must say with which values: the program's own `assert` does not. Its operands
are given names within the statement, on their lines, so that all else of it stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from generator.model import GOES_ON, Cell, Exercise, Program
from generator.syntax import parse_quietly

TOO_SLOW: Final = "ProcessorTimeSpent"
TOO_LARGE: Final = "MemorySpent"

# A timer counts the time of the processor, of which a busy machine takes no more. What it raises
# must not reach the worker: it waits until the program's own code is running.
_BEGIN: Final = """\
class {slow}(BaseException): pass
class {large}(Exception): pass
def _proofdeck_shown(value, most=400):
    try: text = repr(value)
    except Exception as error: text = "an object whose repr raises " + type(error).__name__
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most] + "..."
def _proofdeck_words(code, *parts, but=None, given=()):
    import builtins  # modules and types say nothing: torch.allclose(x, y), isinstance(x, list)
    turn = ", ".join(name + " = " + _proofdeck_shown(value, 80) for name, value in given)
    turn = ", where " + turn if turn else ""
    if but is not None: return parts[0][0] + " is " + _proofdeck_shown(parts[0][1]) + ", not " + _proofdeck_shown(but) + turn
    said = [name + " is " + _proofdeck_shown(value) for name, value in parts
            if not isinstance(value, (type, type(builtins)))]
    return code + " is false" + (": " if said else "") + ", ".join(said) + turn
def _proofdeck_size():
    try: import resource, sys
    except ImportError: return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
def _proofdeck_begin(seconds):
    import signal
    own = globals()
    def _proofdeck_spent(number, frame):
        if frame.f_globals is own and not frame.f_code.co_name.startswith("_proofdeck"):
            raise {slow}("more than %g s of processor time" % seconds)
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, _proofdeck_spent)
        signal.setitimer(signal.ITIMER_PROF, seconds, 0.02)
    return _proofdeck_size()
def _proofdeck_end(before, most):
    import signal
    if hasattr(signal, "setitimer"): signal.setitimer(signal.ITIMER_PROF, 0)
    if most is not None and _proofdeck_size() - before > most:
        raise {large}("more than %g MiB of memory" % (most / 2**20))
_proofdeck_before = _proofdeck_begin({seconds!r})
"""  # noqa: E501
_END: Final = "_proofdeck_end(_proofdeck_before, {memory!r})"

_LITERAL: Final = (
    ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.UnaryOp, ast.USub, ast.Load
)  # fmt: skip
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_MOST_SHOWN: Final = 4  # operands of one test
_LONGEST: Final = 60  # characters of code that is quoted


def trial_of(
    program: Program,
    exercise: Exercise,
    code: str,
    *,
    part: float = 1.0,
    go_on: bool = True,
) -> Program:
    """The program that runs `code` in place of the solution, then the tests.

    `program` is that of the solution, its tests as they are written. What stands below the last
    test of it is left out. The tests may take the given `part` of their bounds. Of those that fail
    the first ends it, unless it is to `go_on`.
    """
    tests = {test.cell: test for test in exercise.tests}
    first, last = min(tests), max(tests)
    below = max(cell.line + cell.code.count("\n") for cell in program.cells) + code.count("\n") + 2
    memory = None if exercise.memory is None else int(exercise.memory * part)
    cells: list[Cell] = []
    for index, cell in enumerate(program.cells[: last + 1]):
        if index == first:
            begin = _BEGIN.format(slow=TOO_SLOW, large=TOO_LARGE, seconds=exercise.seconds * part)
            cells.append(Cell(begin, below))
        if index == exercise.at:
            cell = replace(cell, code=code)
        elif index in tests:
            fence = tests[index].fence
            raises = cell.raises or fence.raises or (GOES_ON if go_on else None)
            text = cell.code if fence.session else telling(cell.code)
            cell = replace(cell, code=text, raises=raises)
        cells.append(cell)
    cells.append(Cell(_END.format(memory=memory), below + _BEGIN.count("\n") + 1, raises=GOES_ON))
    return replace(program, cells=tuple(cells), variants=())


def cell_in_trial(exercise: Exercise, index: int) -> int:
    """Where in a trial a cell of the solution's program is."""
    return index + (index >= min(test.cell for test in exercise.tests))


def last_in_trial(exercise: Exercise) -> int:
    """The index of the cell of a trial that holds the tests against their bounds."""
    return max(test.cell for test in exercise.tests) + 2


@lru_cache(maxsize=1024)
def telling(code: str) -> str:
    """The code, made so that its asserts tell the values that they are about. Its lines stay."""
    tree = parse_quietly(code)
    if tree is None:
        return code
    found = _asserts_of(tree.body)
    edits = [edit for node, known in found for edit in _edits(node, known, code)]
    lines = [line.encode("utf-8") for line in code.split("\n")]
    for line, column, text in sorted(edits, key=lambda each: each[:2], reverse=True):
        there = lines[line - 1]
        lines[line - 1] = there[:column] + text.encode("utf-8") + there[column:]
    told = b"\n".join(lines).decode("utf-8")
    return told if parse_quietly(told) is not None else code


def _asserts_of(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.Assert, tuple[str, ...]]]:
    """The asserts of statements outside of classes, whose names would be theirs; with each, the
    names that loops and calls give it, without which nobody knows which turn failed.
    """
    nothing: tuple[str, ...] = ()
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(node, nothing) for node in body]
    while waiting:
        node, known = waiting.pop()
        if isinstance(node, ast.Assert):
            yield node, known
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case) and not isinstance(
            node, ast.ClassDef
        ):
            known = (*known, *_given_by(node))
            waiting += ((each, known) for each in ast.iter_child_nodes(node))


def _given_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.For | ast.AsyncFor):
        yield from (each.id for each in ast.walk(node.target) if isinstance(each, ast.Name))
    elif isinstance(node, _FUNCTIONS):
        yield from (each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg))


Edit = tuple[int, int, str]  # a line, a column in bytes, what is put there


def _edits(node: ast.Assert, known: tuple[str, ...], code: str) -> Iterator[Edit]:
    """What makes an assert tell its values. Of two texts at one place the first one comes last."""
    shown = _shown(node.test)[:_MOST_SHOWN]
    words = _words(node.test, shown, known, code)
    if node.msg is None:
        yield *_end(node), f", {words}"
    else:
        yield *_end(node.msg), f") + ': ' + {words}"
        yield node.msg.lineno, node.msg.col_offset, "str("
    for number, each in enumerate(shown):
        yield *_end(each), "))"
        yield each.lineno, each.col_offset, f"(_proofdeck_{number} := ("


def _end(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or 0


def _words(test: ast.expr, shown: Sequence[ast.expr], known: tuple[str, ...], code: str) -> str:
    """The expression that says why a test fails."""
    parts = [
        f"({f'`{_quoted(code, each)}`'!r}, _proofdeck_{number})"
        for number, each in enumerate(shown)
    ]
    but = ""
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq) and shown:
        right = test.comparators[0]
        if shown[0] is test.left and len(shown) == 2:
            parts.pop()
            but = ", but=_proofdeck_1"
        elif shown[0] is test.left and _is_plain(right):
            but = f", but={ast.get_source_segment(code, right)}"
    told = {each.id for each in shown if isinstance(each, ast.Name)}
    given = [name for name in dict.fromkeys(known) if name not in told and name[0] != "_"]
    del given[_MOST_SHOWN:]
    named = "".join(f"({name!r}, {name}), " for name in given)
    more = f", given=({named})" if given else ""
    return f"_proofdeck_words({f'`{_quoted(code, test)}`'!r}, {', '.join(parts)}{but}{more})"


def _shown(test: ast.expr) -> list[ast.expr]:
    """The operands whose values tell why a test fails."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _shown(test.operand) or [test.operand]
    if isinstance(test, ast.Compare):
        both = [test.left, test.comparators[0]] if len(test.ops) == 1 else []
        return [each for each in both if not _is_plain(each)]
    if isinstance(test, ast.Call):
        of = [test.func.value] if isinstance(test.func, ast.Attribute) else []
        return [each for each in (*of, *test.args) if not _is_plain(each)] or [test]
    return [] if isinstance(test, ast.BoolOp | ast.NamedExpr) or _is_plain(test) else [test]


def _is_plain(node: ast.expr) -> bool:
    """Whether what it is worth stands there, or nothing can be said of it."""
    if isinstance(node, ast.Lambda | ast.GeneratorExp | ast.Starred):
        return True
    return node.lineno == node.end_lineno and all(
        isinstance(each, _LITERAL) for each in ast.walk(node)
    )


def _quoted(code: str, node: ast.expr) -> str:
    """The code of an operand, on one line."""
    text = " ".join((ast.get_source_segment(code, node) or "").split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
