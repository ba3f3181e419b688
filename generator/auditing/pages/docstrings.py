"""A module of Python: the examples in its docstrings."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from generator.auditing.assemble import MOST_BLOCKS, assembled
from generator.auditing.document import Block, Document, Piece, Unread
from generator.auditing.pages.page import Leaf, Page
from generator.auditing.pages.rst_page import Places, rst_leaves
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import Source, read_source
from generator.syntax import parse_quietly

_OWNERS: Final = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_MOST_DOCSTRINGS: Final = 5_000
MOST_CODE: Final = 500_000  # characters of a module
# A part of a package is imported by its name, if it is this very file that is found so; else it is
# run by itself, unless it imports from its package.
_IMPORTING: Final = """\
def __imported():
    import importlib, os
    module = importlib.import_module({name!r})
    found = os.path.realpath(module.__file__)
    if found != {path!r}:
        raise ImportError({name!r} + " is imported from " + found)
    return vars(module)
try:
    __found = __imported()
except ImportError:
    if {code!r} is None:
        raise
    __found = dict(__name__={name!r})
    exec(compile({code!r}, {path!r}, "exec"), __found)
globals().update((k, v) for k, v in __found.items() if not k.startswith("__"))
del __imported, __found"""


def read_module(path: Path) -> Document:
    """Read the examples of a module, each of which runs after the module itself, by itself.

    Raises ProblemsError as `read_source` does, and for a module that is too long. One that is no
    Python has one block, which says so.
    """
    source = read_source(path)
    if len(source.text) > MOST_CODE:
        message = f"this module has {len(source.text):,} characters; the limit is {MOST_CODE:,}"
        hint = "divide the module"
        raise ProblemsError(Problem(Place(source.path), "too-much", message, hint))
    tree = parse_quietly(source.text)
    if tree is None:
        return _no_module(source)
    blocks: list[Block] = []
    unread: list[Unread] = []
    for scope, (name, node) in enumerate(_docstrings(tree), 1):
        places = _places(source, node)
        leaves = tuple(_code(rst_leaves(str(node.value), places)))
        if not leaves:
            continue
        document = assembled(Page(source.path, leaves))
        blocks += _together(document.blocks, name, scope, len(blocks) + 1)
        unread += document.unread
        if len(blocks) > MOST_BLOCKS:
            break
    given = _module(source, path, tree) if blocks else ()
    return Document(
        source.path,
        tuple(replace(each, given=given) for each in blocks),
        unread=tuple(unread),
        kind="module",
    )


def _together(blocks: Sequence[Block], name: str, scope: int, number: int) -> Iterator[Block]:
    """The blocks of a docstring as one, which goes on over the text between them; those that cannot
    be run stay by themselves.
    """
    whole = [block for block in blocks if block.pieces]
    if whole:
        pieces = tuple(piece for block in whole for piece in block.pieces)
        skipped = sum(block.skipped for block in whole)
        first = replace(whole[0], heading=name, scope=scope, number=number, kind="code")
        yield replace(first, pieces=pieces, skipped=skipped)
        number += 1
    for block in blocks:
        if not block.pieces:
            yield replace(block, heading=name, scope=scope, number=number)
            number += 1


def _no_module(source: Source) -> Document:
    place = Place(source.path)
    if ">>>" not in source.text:
        return Document(source.path, (), kind="module")
    block = Block(1, place, "", (), broken="the module is not valid Python")
    return Document(source.path, (block,), kind="module")


def _module(source: Source, path: Path, tree: ast.Module) -> tuple[Piece, ...]:
    """The module itself, run as when it is imported."""
    code = "\n".join(source.lines)
    name = _dotted_name(path)
    if "." in name:
        relative = any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree))
        importing = _IMPORTING.format(
            name=name, path=os.path.realpath(path), code=None if relative else code
        )
        return (Piece(importing, 1),)
    name = path.stem if path.stem.isidentifier() else "module"
    # What stands below `if __name__ == "__main__":` is for scripts.
    return Piece(f"__name__ = {name!r}", 1), Piece(code, 1)


def _dotted_name(path: Path) -> str:
    """The name of a module within the package that it is in."""
    parts = [] if path.stem == "__init__" else [path.stem]
    folder = Path(os.path.realpath(path)).parent
    while (folder / "__init__.py").is_file():
        parts.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(parts))


def _docstrings(tree: ast.Module) -> Iterator[tuple[str, ast.Constant]]:
    """The docstrings of a module with the names of what they describe, in the order of the file."""
    found: list[tuple[str, ast.Constant]] = []
    waiting: list[tuple[str, ast.AST]] = [("", tree)]
    while waiting and len(found) < _MOST_DOCSTRINGS:
        prefix, node = waiting.pop()
        for child in _statements(node):
            inner = getattr(child, "name", "")
            named = isinstance(child, _OWNERS) and isinstance(inner, str)
            waiting.append((f"{prefix}.{inner}".lstrip(".") if named else prefix, child))
        if not isinstance(node, _OWNERS) or not node.body:
            continue
        match node.body[0]:
            case ast.Expr(value=ast.Constant(value=str()) as constant):
                if ">>>" in str(constant.value) or "```" in str(constant.value):
                    found.append((prefix, constant))
    found.sort(key=lambda pair: pair[1].lineno)
    yield from found


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """What a statement holds other than expressions, which have no docstrings and are many."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        found = getattr(node, name, None)
        yield from found if isinstance(found, list) else ()


def _places(source: Source, node: ast.Constant) -> Places:
    """Where the lines of a docstring stand; as one place where escapes hide its line ends."""
    lines = (node.end_lineno or node.lineno) - node.lineno
    folded = str(node.value).count("\n") != lines
    return Places(source.path, node.lineno, folded)


def _code(leaves: Iterator[Leaf]) -> Iterator[Leaf]:
    """The leaves of a docstring, if any of them is a listing."""
    found = list(leaves)
    if any(leaf.role == "code" for leaf in found):
        yield from found
