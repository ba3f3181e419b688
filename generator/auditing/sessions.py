"""Interactive sessions: what stands behind `>>>` is run, what stands below it is a claim."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.auditing.document import Piece, Stated
from generator.model import Claim, Place
from generator.syntax import parse_quietly

PROMPT: Final = re.compile(r"(?P<margin>\s*)>>>(?: (?P<code>.*)|$)")
MORE: Final = re.compile(r"\s*\.\.\.(?: (?P<code>.*)|$)")
_OPTIONS: Final = re.compile(r"#\s*doctest:\s*(?P<options>[^\n'\"]*)$", re.MULTILINE)
_MOST_SHOWN: Final = 500
_TRACEBACK: Final = "Traceback (most recent call last):"


@dataclass
class _Example:
    line: int  # counting from 0 in the session
    margin: int
    code: list[str]
    output: list[str]


def session_pieces(text: str, place_of: Callable[[int, int], Place]) -> tuple[Piece, ...]:
    """The prompts of a session as pieces of a program, each with the output it states.

    `place_of` gives the place of a line and column of the text, both counting from 1. What is
    marked `# doctest: +SKIP` is left out. Raises ValueError, which says why, where a line
    cannot be code and there is no prompt above it, or a prompt shows too much.
    """
    pieces = []
    for example in _examples(text.split("\n")):
        code = "\n".join(example.code)
        found = _OPTIONS.search(code)
        options = found["options"] if found else ""
        if "+SKIP" in options or not code.strip():
            continue
        start = place_of(example.line + 1, example.margin + 1)
        output = None
        said = _said(example)
        if said:
            at = place_of(example.line + len(example.code) + 1, example.margin + 1)
            output = Stated(Claim(at, said), loose="+NORMALIZE_WHITESPACE" in options)
        margin = start.column - 1
        failing = said.startswith(_TRACEBACK)
        pieces.append(Piece(echoing(code), start.line, margin, output=output, failing=failing))
    return tuple(pieces)


def _examples(lines: Sequence[str]) -> Iterator[_Example]:
    example: _Example | None = None
    for number, line in enumerate(lines):
        prompt = PROMPT.match(line)
        more = MORE.match(line)
        if prompt:
            if example is not None:
                yield example
            example = _Example(number, len(prompt["margin"]) + 4, [prompt["code"] or ""], [])
        elif example is not None and more and not example.output:
            example.code.append(more["code"] or "")
        elif example is not None:
            example.output.append(line)
        elif line.strip() and not line.lstrip().startswith("#"):
            raise ValueError(f"`{line.strip()}` stands above the first prompt")
    if example is not None:
        yield example


def _said(example: _Example) -> str:
    """What is stated to come out: an empty line where it says `<BLANKLINE>`."""
    indent = " " * (example.margin - 4)
    lines = [line.removeprefix(indent).rstrip() for line in example.output]
    return "\n".join("" if line == "<BLANKLINE>" else line for line in lines).rstrip("\n")


def echoing(code: str) -> str:
    """The code, made to show each value that a session shows and a script does not.

    A session shows the value of every expression statement outside of functions and classes, a
    cell only that of its last line. Raises ValueError where there are too many.
    """
    tree = parse_quietly(code)
    if tree is None:
        return code
    last = tree.body[-1] if tree.body else None
    shown = [node for node in _shown(tree.body) if node is not last]
    if len(shown) > _MOST_SHOWN:
        raise ValueError(f"a prompt has more than {_MOST_SHOWN:,} expressions")
    lines = [line.encode("utf-8") for line in code.split("\n")]
    for node in sorted(shown, key=lambda each: (each.lineno, each.col_offset), reverse=True):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        end = lines[node.end_lineno - 1]
        lines[node.end_lineno - 1] = end[: node.end_col_offset] + b")" + end[node.end_col_offset :]
        start = lines[node.lineno - 1]
        call = b"__import__('sys').displayhook("
        lines[node.lineno - 1] = start[: node.col_offset] + call + start[node.col_offset :]
    return b"\n".join(lines).decode("utf-8")


def _shown(body: Sequence[ast.stmt]) -> Iterator[ast.Expr]:
    waiting = [body]
    while waiting:
        for node in waiting.pop():
            if isinstance(node, ast.Expr):
                yield node
            elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                waiting += (getattr(node, name, ()) for name in ("body", "orelse", "finalbody"))
                waiting += (handler.body for handler in getattr(node, "handlers", ()))
