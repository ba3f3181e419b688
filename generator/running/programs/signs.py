"""What a program uses that may differ each time, read from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from generator.frameworks import ALIASES
from generator.syntax import dotted_name, parse_quietly

_NOW: Final = re.compile(
    r"^(?:now|today)$|'now'|\bcurrent_(?:date|timestamp|time)\b", re.IGNORECASE
)


def signs(*codes: str, among: Iterable[str] = ()) -> frozenset[str]:
    """The dotted names of all that is called in the parts of a program, with aliases resolved,
    also those of other parts that it stands `among`; "{}" for a set written out, "shuffle=True"
    for that argument, "time.ctime()" for a call without any, "'now'" for a text that asks NumPy or
    SQL for the time, and ".st_ino" and the like for what is looked up of a file. Of code that is
    not Python: nothing.
    """
    aliases = dict(ALIASES)
    for code in (*among, *codes):
        aliases |= _read(code)[0]
    return frozenset(_resolved(name, aliases) for code in codes for name in _read(code)[1])


@lru_cache(maxsize=4096)
def _read(code: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """The aliases and the names of a part, as they stand there."""
    tree = parse_quietly(code)
    nodes = list(ast.walk(tree)) if tree is not None else []
    aliases: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            aliases |= {each.asname: each.name for each in node.names if each.asname}
        elif isinstance(node, ast.ImportFrom) and node.module:
            aliases |= {
                each.asname or each.name: f"{node.module}.{each.name}" for each in node.names
            }
    return aliases, frozenset(name for node in nodes for name in _names(node))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Set | ast.SetComp):
        yield "{}"
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _NOW.search(node.value):
            yield "'now'"
    elif isinstance(node, ast.Attribute) and node.attr.startswith("st_"):
        yield f".{node.attr}"
    elif isinstance(node, ast.Call):
        name = _called(node.func)
        yield from (name, *([] if node.args or node.keywords else [f"{name}()"]))
        shuffles = (each for each in node.keywords if each.arg == "shuffle")
        if any(not isinstance(each.value, ast.Constant) or each.value.value for each in shuffles):
            yield "shuffle=True"


def _called(node: ast.expr) -> str:
    """A dotted name; the method of anything else as `.name`."""
    name = dotted_name(node)
    return name or (f".{node.attr}" if isinstance(node, ast.Attribute) else "")


def _resolved(name: str, aliases: Mapping[str, str]) -> str:
    """`np.random.rand` as `numpy.random.rand`."""
    first, dot, rest = name.partition(".")
    if name.endswith("()") and not dot:
        first, rest = name[:-2], "()"
    return aliases.get(first, first) + dot + rest
