"""Mutants of a program: it with one small mistake, such as people make.

A test that no mutant fails tests little. Each is the text of the program with one edit, so that
its lines stay and the change can be shown. What is likely to change nothing is left alone: text
of errors, small numbers that only keep a division from zero, seeds, large counts, decorators.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, zip_longest
from typing import Final

from generator.running.programs.ties import idle_ties
from generator.syntax import dotted_name, parse_quietly


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program with a mistake: its `code`, the `line` of the mistake, counting from 1, and the
    lines that it changed, as they were and as they are. The mistake begins in this `column`.
    """

    code: str
    line: int
    before: str
    after: str
    column: int = 1


@dataclass(frozen=True, slots=True)
class Mutants:
    """Those that were `chosen`, in the order of their lines, `of` so many."""

    chosen: tuple[Mutant, ...]
    of: int


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int  # in bytes
    end: int
    text: str
    sort: str


_FLIPPED: Final[dict[type[ast.cmpop], tuple[str, str]]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"),
    ast.In: ("in", "not in"), ast.IsNot: (r"is\s+not", "is"), ast.NotIn: (r"not\s+in", "in"),
}  # fmt: skip
_SWAPPED: Final[dict[type[ast.operator], tuple[str, str]]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "*"), ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"), ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}  # fmt: skip
_PAIRS: Final = (
    ("min", "max"), ("any", "all"), ("argmin", "argmax"), ("amin", "amax"), ("floor", "ceil"),
    ("minimum", "maximum"), ("cummin", "cummax"), ("zeros", "ones"), ("zeros_like", "ones_like"),
    ("sum", "mean"), ("tril", "triu"),
)  # fmt: skip
_RENAMED: Final = dict(_PAIRS) | {second: first for first, second in _PAIRS}
_LARGEST: Final = 32  # of a number that counts or indexes; a larger one is a bound
_SMALLEST: Final = 1e-2  # of a number that is more than a guard
_SEEDING: Final = re.compile(r"(?i)seed|PRNGKey$|default_rng$|^key$|RandomState$")
_ASIDE: Final = ("print", "pprint", "warn", "log", "debug", "info", "sleep")
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_UNTOUCHED: Final = (ast.Import, ast.ImportFrom, ast.Raise, ast.Assert, ast.Global, ast.Nonlocal)
_TYPED: Final = ("annotation", "returns", "decorator_list", "type_params", "bases")


@lru_cache(maxsize=256)
def mutants_of(code: str, most: int) -> Mutants:
    """At most so many mutants of a program, the same each time; of each sort of mistake one, then
    of each another one.
    """
    tree = parse_quietly(code)
    if tree is None:
        return Mutants((), 0)
    text = code.encode("utf-8")
    sorts: dict[str, list[_Edit]] = defaultdict(list)
    edits = {(each.start, each.end, each.text): each for each in _Edits(tree, text).found()}
    for edit in sorted(edits.values(), key=lambda each: (each.start, each.end, each.text)):
        sorts[edit.sort].append(edit)
    turns = zip_longest(*(sorts[sort] for sort in sorted(sorts)))
    in_turn = (each for turn in turns for each in turn if each is not None)
    mutants = (_mutant(code, text, edit) for edit in in_turn)
    chosen = islice((each for each in mutants if each is not None), most)
    return Mutants(tuple(sorted(chosen, key=lambda each: (each.line, each.after))), len(edits))


def _mutant(code: str, text: bytes, edit: _Edit) -> Mutant | None:
    """The program with an edit; None where that is no program, or the same."""
    mutant = (text[: edit.start] + edit.text.encode() + text[edit.end :]).decode("utf-8")
    if mutant == code or parse_quietly(mutant) is None:
        return None
    line = text.count(b"\n", 0, edit.start) + 1
    ours, theirs = code.split("\n"), mutant.split("\n")
    same = 0  # lines at the end
    while same < min(len(ours), len(theirs)) - line + 1 and ours[-1 - same] == theirs[-1 - same]:
        same += 1
    before, after = (each[line - 1 : len(each) - same] for each in (ours, theirs))
    column = len(text[: edit.start].decode("utf-8").rpartition("\n")[2]) + 1
    return Mutant(mutant, line, "\n".join(before), "\n".join(after), column)


class _Edits:
    def __init__(self, tree: ast.Module, text: bytes) -> None:
        self._tree = tree
        self._text = text
        self._starts = [0]
        for line in text.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._ties = {id(each) for each in idle_ties(tree, self._words)}
        self._sizes = {id(each) for each in _sizes(tree)}

    def found(self) -> Iterator[_Edit]:
        """The mistakes that can be made in the program."""
        waiting: list[ast.AST] = [self._tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, _UNTOUCHED) or _is_main(node):
                continue
            yield from self._of_node(node)
            waiting += _within(node)

    def _of_node(self, node: ast.AST) -> Iterator[_Edit]:
        match node:
            case ast.Compare():
                yield from self._compared(node)
            case ast.Constant():
                yield from self._constant(node)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _SWAPPED:
                yield from self._between(left, right, *_SWAPPED[type(op)], "operator")
            case ast.AugAssign(target=target, op=op, value=value) if type(op) in _SWAPPED:
                sign, other = _SWAPPED[type(op)]
                yield from self._between(target, value, f"{sign}=", f"{other}=", "operator")
            case ast.BoolOp(op=op, values=[first, second, *_]):
                word, other = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                yield from self._between(first, second, word, other, "junction")
            case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand) if not isinstance(
                operand, ast.Constant
            ):
                start, end = self._span(operand)
                yield _Edit(*self._span(node), self._text[start:end].decode(), "sign")
            case ast.If(test=test) | ast.IfExp(test=test):
                start, end = self._span(test)
                yield _Edit(start, end, f"not ({self._text[start:end].decode()})", "condition")
            case ast.Return(value=ast.expr() as value) if not _is_nothing(value):
                yield _Edit(*self._span(value), "None", "return")
            case ast.Call(func=ast.Name() | ast.Attribute() as name) if not _is_learned(node):
                yield from self._renamed(name)
        for body in _bodies(node):
            yield from self._dropped(body)

    def _compared(self, node: ast.Compare) -> Iterator[_Edit]:
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            sign, other = _FLIPPED[type(op)]
            if isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) and id(node) in self._ties:
                other = ">=" if sign.startswith("<") else "<="  # a tie changes nothing
            yield from self._between(left, right, sign, other, "comparison")
            left = right

    def _words(self, node: ast.expr) -> bytes:
        start, end = self._span(node)
        return b" ".join(self._text[start:end].split())

    def _constant(self, node: ast.Constant) -> Iterator[_Edit]:
        value = node.value
        if isinstance(value, bool):
            yield _Edit(*self._span(node), str(not value), "constant")
        elif isinstance(value, int) and value <= _LARGEST:
            other = value - 1 if id(node) in self._sizes else value + 1
            yield _Edit(*self._span(node), str(other), "constant")
        elif isinstance(value, float) and _SMALLEST <= value <= _LARGEST:
            yield _Edit(*self._span(node), repr(value + 1), "constant")

    def _renamed(self, name: ast.Name | ast.Attribute) -> Iterator[_Edit]:
        word = name.id if isinstance(name, ast.Name) else name.attr
        if word in _RENAMED:
            _, end = self._span(name)
            yield _Edit(end - len(word), end, _RENAMED[word], "function")

    def _dropped(self, body: Sequence[ast.stmt]) -> Iterator[_Edit]:
        """Statements without which the program still runs."""
        for step in body:
            match step:
                case ast.Expr(value=ast.Call(func=func)):
                    last = func.attr if isinstance(func, ast.Attribute) else dotted_name(func)
                    if last in _ASIDE or _SEEDING.search(last):
                        continue
                case ast.AugAssign():
                    pass
                case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
                    pass
                case ast.If(orelse=[]) if not isinstance(step.body[0], ast.Raise):
                    pass
                case _:
                    continue
            yield _Edit(*self._span(step), "pass", "statement")

    def _between(
        self, left: ast.expr, right: ast.expr, sign: str, other: str, sort: str
    ) -> Iterator[_Edit]:
        """The edit of a sign between two operands; brackets and comments may stand there, too."""
        _, start = self._span(left)
        end, _ = self._span(right)
        gap = self._text[start:end].decode()
        pattern = sign if "\\" in sign else re.escape(sign)
        found = re.search(pattern, re.sub(r"#[^\n]*", lambda each: " " * len(each[0]), gap))
        if found is not None:
            at = start + len(gap[: found.start()].encode())
            yield _Edit(at, at + len(found[0].encode()), other, sort)

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        start = self._starts[node.lineno - 1] + node.col_offset
        last, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return start, self._starts[last - 1] + column


def _within(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node in which a mistake may change what the program does."""
    if isinstance(node, ast.Call):
        last = node.func.attr if isinstance(node.func, ast.Attribute) else dotted_name(node.func)
        if _SEEDING.search(last) or last in _ASIDE:
            return
    for name, value in ast.iter_fields(node):
        if name in _TYPED or isinstance(node, ast.JoinedStr):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    if isinstance(node, ast.Module | ast.ClassDef):
        return
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body


def _is_nothing(value: ast.expr) -> bool:
    """Whether a test can hardly tell it from None: `assert not f(x)` asks for no more."""
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _is_main(node: ast.AST) -> bool:
    """Whether it is `if __name__ == "__main__"`."""
    return isinstance(node, ast.If) and any(
        isinstance(each, ast.Name) and each.id == "__name__" for each in ast.walk(node.test)
    )


def _is_learned(call: ast.Call) -> bool:
    """Whether it makes what a training begins with, which need not matter."""
    return any(each.arg == "requires_grad" for each in call.keywords)


def _sizes(tree: ast.Module) -> Iterator[ast.expr]:
    """What is added to the length of a table, as in `[0] * (n + 1)`: only less is a mistake."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(left=ast.List(), op=ast.Mult(), right=length):
                yield from _added(length)
            case ast.comprehension(target=ast.Name(id="_"), iter=ast.Call(args=[length])):
                yield from _added(length)
            case ast.Call(func=ast.Name() | ast.Attribute() as name, args=[shape, *_]):
                word = name.id if isinstance(name, ast.Name) else name.attr
                if word in ("zeros", "ones", "empty", "full"):
                    for each in shape.elts if isinstance(shape, ast.Tuple) else [shape]:
                        yield from _added(each)


def _added(length: ast.expr) -> Iterator[ast.expr]:
    match length:
        case ast.BinOp(op=ast.Add(), right=ast.Constant(value=int()) as right):
            yield right
