"""Points in a source file, and what is wrong there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a source file. Lines and columns count from 1, columns in characters."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an author has to mend.

    `code` is a stable word for programs to sort by, `message` says what is wrong in plain
    words, `hint` how to mend it. `detail` is further text such as a traceback or a diff.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    card: str = ""
    detail: str = ""


class ProblemsError(Exception):
    """A step could not produce its result; `problems` say why. Never empty."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))
        self.problems = problems


def in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems by place, each said once: a broken set-up fence breaks every card of its file."""
    once = {(problem.place, problem.code, problem.message): problem for problem in problems}
    return tuple(sorted(once.values(), key=lambda problem: problem.place))
