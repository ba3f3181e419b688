"""The code of a listing as it is run: without what is not Python, and dedented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.auditing.pages.page import PlaceOf
from generator.model import Claim
from generator.reading.introductions import certainty_of
from generator.syntax import parse_quietly

_MAGIC: Final = re.compile(r"\s*(?:%(?!%)|!|\?)|\S+\?{1,2}\s*$")
_CELL_MAGIC: Final = re.compile(r"\s*%%(\w+)")
# Of these the rest of the cell is Python.
_TIMED: Final = frozenset({"time", "timeit", "capture", "prun"})
_OPTION: Final = re.compile(r"\s*:[\w-]+:")
_MOST_STRINGS: Final = 200


@dataclass(frozen=True, slots=True)
class Runnable:
    """`code` has a line for each line of its listing. `margin` is how many characters were taken
    off the left of each. `cut` says that commands of a notebook were taken out, `left_out` why
    nothing is left to be run.
    """

    code: str
    margin: int = 0
    left_out: str = ""
    cut: bool = False


def runnable(text: str, *, directive: bool) -> Runnable:
    """The code of a listing. That of a MyST or Sphinx `directive` may start with options."""
    if directive:
        text = _without_options(text)
    text, margin = _dedented(text)
    if parse_quietly(text) is not None:
        return Runnable(text, margin)
    found = _CELL_MAGIC.match(text.lstrip("\n"))
    if found and found[1] not in _TIMED:
        return Runnable("", margin, f"%%{found[1]}")
    plain = "\n".join(
        "" if _MAGIC.match(line) or _CELL_MAGIC.match(line) else line for line in text.split("\n")
    )
    if plain != text and parse_quietly(plain) is not None:
        empty = not any(
            line.strip() and not line.lstrip().startswith("#") for line in plain.split("\n")
        )
        return Runnable(plain, margin, "commands of a notebook" if empty else "", cut=True)
    return Runnable(text, margin)


def is_program(text: str) -> bool:
    """Whether an unmarked listing is Python that does something."""
    if len(text) > 50_000:
        return False
    tree = parse_quietly(_dedented(text)[0])
    if tree is None:
        return False
    return any(_does_something(node) for node in tree.body)


def _does_something(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef() | ast.For():
            return True
        case ast.AsyncFunctionDef() | ast.With() | ast.Try():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
    return False


def _without_options(text: str) -> str:
    """The text with empty lines for the options of a directive."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = start
    if lines[start].strip() == "---":
        closing = (n for n in range(start + 1, len(lines)) if lines[n].strip() == "---")
        end = next(closing, start - 1) + 1
    while end < len(lines) and _OPTION.match(lines[end]):
        end += 1
    return "\n".join([""] * end + lines[end:])


def _dedented(text: str) -> tuple[str, int]:
    """The text without the spaces that all its lines start with, and how many those are."""
    filled = [line for line in text.split("\n") if line.strip()]
    margins = [line[: len(line) - len(line.lstrip(" \t"))] for line in filled]
    if not margins or not margins[0]:
        return text, 0
    margin = min(margins, key=len)
    if not margin or not all(each.startswith(margin) for each in margins):
        return text, 0
    size = len(margin)
    return "\n".join(line[size:] if line.strip() else "" for line in text.split("\n")), size


def stated_strings(code: str, place_of: PlaceOf) -> tuple[Claim, ...]:
    """What strings say that stand below a print, for outputs that are too long for a comment.

    Such a string starts with a line end, or with words that say so ("Output:").
    """
    tree = parse_quietly(code) if '"""' in code or "'''" in code else None
    if tree is None:
        return ()
    return tuple(_strings(tree, place_of))[:_MOST_STRINGS]


def _strings(tree: ast.Module, place_of: PlaceOf) -> Iterator[Claim]:
    for before, node in zip(tree.body, tree.body[1:], strict=False):
        match before, node:
            case (
                ast.Expr(value=ast.Call(func=ast.Name(id="print" | "pprint"))),
                ast.Expr(value=ast.Constant(value=str(said))),
            ):
                title, _, rest = said.partition("\n")
                text = rest.strip("\n")
                if text.strip() and (not title or certainty_of(title) == "sure"):
                    place = place_of(node.lineno + 1, 1)
                    start = before.lineno, before.col_offset
                    yield Claim(place, text, "comment", about=start[0], column=start[1])
