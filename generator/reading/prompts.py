"""Interactive sessions, cut at their prompts: on cards as in audits."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.syntax import parse_quietly

PROMPT: Final = re.compile(r"(?P<margin>\s*)>>>(?: (?P<code>.*)|$)")
MORE: Final = re.compile(r"\s*\.\.\.(?: (?P<code>.*)|$)")
TRACEBACK: Final = "Traceback (most recent call last):"
_OPTIONS: Final = re.compile(r"\s*#\s*doctest:\s*(?P<options>[^\n'\"]*)$", re.MULTILINE)
_MOST_SHOWN: Final = 500


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt of a session and what stands below it.

    `line` counts from 0 in the session. `margin` is the number of characters before its code,
    the prompt among them. `shown` are the lines below it as they stand there.
    """

    line: int
    margin: int
    code: str
    shown: tuple[str, ...]

    @property
    def lines(self) -> int:
        """How many lines its code takes."""
        return self.code.count("\n") + 1

    @property
    def options(self) -> frozenset[str]:
        """The directives of doctest in its comments, such as `+SKIP`."""
        found = _OPTIONS.search(self.code)
        return frozenset(re.split(r"[,\s]+", found["options"].strip())) if found else frozenset()

    @property
    def said(self) -> str:
        """What is stated to come out, with an empty line where it says `<BLANKLINE>`."""
        indent = " " * (self.margin - 4)
        lines = [line.removeprefix(indent).rstrip() for line in self.shown]
        return "\n".join("" if line == "<BLANKLINE>" else line for line in lines).rstrip("\n")


def read_prompts(text: str) -> tuple[Prompt, ...]:
    """The prompts of a session, in order.

    Raises ValueError, which says why, where a line cannot be code and there is no prompt above it.
    """
    found: list[Prompt] = []
    code: list[str] = []
    shown: list[str] = []
    start, margin = -1, 0
    for number, line in enumerate(text.split("\n")):
        prompt, more = PROMPT.match(line), MORE.match(line)
        if prompt:
            if start >= 0:
                found.append(Prompt(start, margin, "\n".join(code), tuple(shown)))
            start, margin = number, len(prompt["margin"]) + 4
            code, shown = [prompt["code"] or ""], []
        elif start >= 0 and more and not shown:
            code.append(more["code"] or "")
        elif start >= 0:
            shown.append(line)
        elif line.strip() and not line.lstrip().startswith("#"):
            raise ValueError(f"`{line.strip()}` is above the first prompt")
    if start >= 0:
        found.append(Prompt(start, margin, "\n".join(code), tuple(shown)))
    return tuple(found)


def without_directives(code: str) -> str:
    """The code without the comments that tell doctest what to do; all else stays in its place."""
    return _OPTIONS.sub("", code)


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
