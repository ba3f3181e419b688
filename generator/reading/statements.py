"""The statements of a program, as far as a comment can be about one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from generator.syntax import parse_quietly

Kind = Literal[
    "print", "expression", "assignment", "augmented", "return", "raise", "element", "other"
]
_PRINTS: Final = ("print", "pprint")
_LONGEST_NAME: Final = 60  # characters of a name that is looked up
_LONGEST_CHAIN: Final = 5  # attributes and items of it
_LONGEST_CODE: Final = 200  # characters of a line that is commented out
_LARGEST_INDEX: Final = 64  # bits
_WIDEST_GAP: Final = 200  # bytes between an element and its comment
# Within these, older versions of Python miscount columns.
_FORMATTED: Final = ("JoinedStr", "TemplateStr")

# What words and values parse as.
_COMPUTED: Final = (
    ast.Call, ast.Await, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Attribute, ast.Subscript
)  # fmt: skip
_NO_CODE: Final = (
    ast.Module, ast.Expr, ast.Name, ast.Load, ast.Constant, ast.Tuple, ast.UnaryOp, ast.USub
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without a body, or an element of a literal on lines of its own. Lines count
    from 1, columns from 0 in bytes of UTF-8.

    What is stated of it is what it printed, or the value of an expression, of what is assigned,
    returned, or raised; for an "augmented" assignment and a call that gives nothing back, the
    value after it of what it has `changed`, by name, the likeliest first. `computed` says that
    its value is no name and no literal, `inside` that it stands in a function, `names` which it
    mentions.
    """

    first: int
    last: int
    kind: Kind
    column: int = 0
    computed: bool = False
    inside: bool = False
    changed: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodeMap:
    """Where the statements of a program stand. `ending` gives the last one that ends on a line,
    `elements` the element of a literal that does; `within` are the lines of statements and of
    headers such as `for …:` but for the last, `headers` the last lines of headers. `examples` are
    the lines in docstrings that state what a `>>>` above them gives.
    """

    statements: tuple[Statement, ...] = ()
    ending: Mapping[int, Statement] = field(default_factory=dict)
    elements: Mapping[int, Statement] = field(default_factory=dict)
    within: frozenset[int] = frozenset()
    headers: frozenset[int] = frozenset()
    examples: tuple[int, ...] = ()
    parsed: bool = True

    def prints_above(self, last: Statement) -> tuple[Statement, ...]:
        """The prints that stand line by line above and including `last`, in order."""
        found: list[Statement] = []
        above: Statement | None = last
        while above is not None and above.kind == "print":
            found.append(above)
            above = self.ending.get(above.first - 1)
        return tuple(reversed(found))


def read_statements(code: str) -> tuple[Statement, ...]:
    """The statements in the order of the text; none where the code is not Python."""
    return map_of(code).statements


def map_of(code: str) -> CodeMap:
    """Where everything stands; an empty map, not `parsed`, where the code is not Python."""
    tree = parse_quietly(code)
    return CodeMap(parsed=False) if tree is None else _Mapper(code).map(tree)


class _Mapper:
    def __init__(self, code: str) -> None:
        self._lines = code.split("\n")
        self._line = 0, b""
        self._statements: list[Statement] = []
        self._elements: dict[int, tuple[tuple[int, int], Statement]] = {}
        self._within: set[int] = set()
        self._headers: set[int] = set()
        self._examples: list[int] = []

    def map(self, tree: ast.Module) -> CodeMap:
        waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
        while waiting:
            node, inside = waiting.pop()
            if isinstance(node, ast.stmt):
                self._statement(node, inside)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                self._docstring(node)
            if type(node).__name__ in _FORMATTED:
                continue
            for element in _members(node):
                self._element(element, inside)
            inner = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            waiting += ((child, inner) for child in ast.iter_child_nodes(node))
        self._statements.sort(key=lambda each: (each.first, each.column))
        return CodeMap(
            tuple(self._statements),
            {each.last: each for each in self._statements},
            {line: element for line, (_, element) in self._elements.items()},
            frozenset(self._within),
            frozenset(self._headers),
            tuple(sorted(self._examples)),
        )

    def _statement(self, node: ast.stmt, inside: bool) -> None:
        first, last = node.lineno, node.end_lineno or node.lineno
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        if body is None:
            self._within.update(range(first, last))
            self._statements.append(_statement(node, first, last, inside))
            return
        inner = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
        decorators = getattr(inner, "decorator_list", [])
        start = min([inner.lineno, *(each.lineno for each in decorators)])
        self._within.update(range(first, max(start - 1, first)))
        self._headers.add(max(start - 1, first))

    def _element(self, node: ast.expr, inside: bool) -> None:
        """An element after which nothing but a comma stands on its line."""
        last, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        rest = self._encoded(last)[end : end + _WIDEST_GAP].lstrip(b" \t,")
        if isinstance(node, ast.Starred) or not rest.startswith(b"#"):
            return
        key = (end, -node.col_offset if node.lineno == last else 0)
        known = self._elements.get(last)
        if known is None or key > known[0]:
            statement = Statement(
                node.lineno, last, "element", node.col_offset, isinstance(node, ast.Call), inside
            )
            self._elements[last] = key, statement

    def _encoded(self, number: int) -> bytes:
        """A line as `ast` counts its columns; many elements may stand on one."""
        if self._line[0] != number:
            text = self._lines[number - 1] if number <= len(self._lines) else ""
            self._line = number, text.encode("utf-8", "surrogatepass")
        return self._line[1]

    def _docstring(
        self, node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    ) -> None:
        match node.body[:1]:
            case [ast.Expr(value=ast.Constant(value=str(said)) as text)] if ">>> " in said:
                lines = self._lines[text.lineno - 1 : text.end_lineno]
                for number, (line, below) in enumerate(
                    zip(lines, (*lines[1:], ""), strict=True), text.lineno
                ):
                    stated = below.strip().strip("\"'")
                    shown = stated and not stated.startswith((">>>", "..."))
                    if line.lstrip("\"' \t").startswith((">>> ", "... ")) and shown:
                        self._examples.append(number + 1)


def _members(node: ast.AST) -> list[ast.expr]:
    """What stands in a literal, or is given to `print`."""
    match node:
        case ast.List() | ast.Tuple() | ast.Set():
            return node.elts
        case ast.Dict():
            return node.values
        case ast.Call(func=ast.Name(id="print")):
            return node.args
    return []


def _statement(node: ast.stmt, first: int, last: int, inside: bool) -> Statement:
    kind: Kind = "other"
    value: ast.expr | None = None
    changed: Iterator[str] = iter(())
    match node:
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            pass
        case ast.Expr(value=ast.Call(func=ast.Name(id=function))) if function in _PRINTS:
            kind = "print"
        case ast.Expr(value=value):
            kind = "expression"
            changed = _changed(value)
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            kind = "assignment"
        case ast.AugAssign(target=target):
            kind = "augmented"
            changed = filter(None, (looked_up(target),))
        case ast.Return(value=ast.expr() as value):
            kind = "return"
        case ast.Raise():
            kind = "raise"
    names = frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
    computed = isinstance(value, _COMPUTED)
    return Statement(first, last, kind, node.col_offset, computed, inside, tuple(changed), names)


def _changed(value: ast.expr) -> Iterator[str]:
    """What a call that returns None may have changed: the object whose method it is, or its first
    argument.
    """
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call):
        return
    given = (call.func.value,) if isinstance(call.func, ast.Attribute) else ()
    for node in (*given, *call.args[:1]):
        name = looked_up(node)
        if name:
            yield name


def looked_up(node: ast.expr) -> str:
    """A name, an attribute or an item of one by a constant, as text; empty for anything else,
    since more would have to be run to know its value.
    """
    parts: list[str] = []
    for _ in range(_LONGEST_CHAIN):
        if isinstance(node, ast.Attribute):
            parts.append(f".{node.attr}")
        elif isinstance(node, ast.Subscript) and (index := _index(node.slice)):
            parts.append(f"[{index}]")
        else:
            break
        node = node.value
    text = "".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
    return text if len(text) <= _LONGEST_NAME else ""


def name_of(text: str) -> str:
    """The name, attribute or item that a text is, as `looked_up` writes it; empty for any other."""
    tree = parse_quietly(text, "eval")
    statement = tree.body[0] if tree is not None else None
    return looked_up(statement.value) if isinstance(statement, ast.Expr) else ""


def _index(node: ast.expr) -> str:
    """A plain index as text; empty for any other."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as number):
            inner = _index(number)
            return f"-{inner}" if inner.isdecimal() else ""
        case ast.Tuple(elts=parts) if all(isinstance(p, ast.Constant | ast.Name) for p in parts):
            inside = [_index(part) for part in parts]
            return ", ".join(inside) if len(inside) > 1 and all(inside) else ""
        case ast.Constant(value=bool() | None):
            return ""
        case ast.Constant(value=int() as number) if number.bit_length() <= _LARGEST_INDEX:
            return str(number)
        case ast.Constant(value=str() as key) if len(key) <= _LONGEST_NAME:
            return repr(key)
        case ast.Name(id=name):
            return name
    return ""


def is_code(text: str) -> bool:
    """Whether a text is code rather than a word."""
    code = text.lstrip("#").strip()
    tree = parse_quietly(code) if len(code) <= _LONGEST_CODE else None
    if tree is None:
        return False
    return any(not isinstance(each, _NO_CODE) for each in ast.walk(tree))
