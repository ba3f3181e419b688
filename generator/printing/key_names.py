"""The names of libraries in the key lines of a cheat sheet, for its index."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from generator.model import Card
from generator.syntax import parse_quietly

_NAME: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_NOT_CODE: Final = frozenset({"c", "s"})  # the inks of comments and strings


def imported(card: Card) -> dict[str, str]:
    """What the names that a card's programs import stand for: `F` for `torch.nn.functional.`, with
    a dot behind what is surely a module.
    """
    found: dict[str, str] = {}
    for fence in (*card.setup, *card.fences):
        if fence.language != "python":
            continue
        tree = parse_quietly(fence.code)
        if tree is None:
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Import(names):
                    for each in names:
                        top = each.name.partition(".")[0]
                        found[each.asname or top] = f"{each.name if each.asname else top}."
                case ast.ImportFrom(str(module), names, 0):
                    found |= {one.asname or one.name: f"{module}.{one.name}" for one in names}
    return found


def api_names(tokens: Sequence[Any], names: Mapping[str, str]) -> frozenset[str]:
    """The names of libraries in code among `tokens`, in full, as `names` tells what each begins
    with.
    """
    found = set()
    for text in _code(tokens):
        for match in _NAME.finditer(text):
            head, dot, rest = match[0].partition(".")
            whole = names.get(head, "")
            if whole.endswith("."):
                found |= {whole + rest} if rest else set()
            elif whole:
                found.add(whole + dot + rest)
    return frozenset(found)


def index_lines(entries: Iterable[tuple[int, Iterable[str]]], width: int) -> list[list[list[Any]]]:
    """The names with the numbers of their entries, as runs of lines of at most `width` columns."""
    numbers: dict[str, list[int]] = {}
    for number, names in entries:
        for name in names:
            numbers.setdefault(name, []).append(number)
    lines: list[list[list[Any]]] = []
    used = width
    for name in sorted(numbers, key=lambda name: (name.lower(), name)):
        label = name if len(name) <= width - 6 else f"{name[: width - 7]}…"
        first, *more = _wrapped(numbers[name], width - len(label), width)
        after = " " + first
        if used + 3 + len(label) + len(after) > width:
            lines.append([])
            used = 0
        else:
            lines[-1].append(["", " · ", 3])
            used += 3
        lines[-1] += [["", label, len(label)], ["s", after, len(after)]]
        used += len(label) + len(after)
        for line in more:
            lines.append([["s", f"  {line}", len(line) + 2]])
            used = len(line) + 2
    return lines


def _wrapped(numbers: Sequence[int], first: int, width: int) -> list[str]:
    """The numbers in lines, of which the first has less room."""
    lines = textwrap.wrap(
        ", ".join(map(str, numbers)), width - 2, initial_indent=" " * (width - first)
    )
    return [line.strip() for line in lines]


def _code(token: Any) -> Iterator[str]:
    match token:
        case {"t": "listing"}:
            for line in token["code"] or ():
                text = "".join(text if ink not in _NOT_CODE else " " for ink, text, _ in line["r"])
                if not text.lstrip().startswith(("import ", "from ")):
                    yield text
        case {"t": "code", "s": list(pieces)}:
            yield "".join(pieces)
        case dict():
            for value in token.values():
                yield from _code(value)
        case list() | tuple():
            for value in token:
                yield from _code(value)
