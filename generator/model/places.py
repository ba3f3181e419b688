"""Points in a source file, and what is wrong there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

_MOST_TEXT: Final = 1_000  # characters of a message
_MOST_DETAIL: Final = 50_000
_MOST_ON_LINE: Final = 10  # problems of one kind
_MOST_IN_FILE: Final = 200


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a source file. Lines and columns count from 1, columns in characters."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The `text` that is to stand from `start` up to `end`. A line includes what ends it."""

    start: Place
    end: Place
    text: str


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

    def __post_init__(self) -> None:
        """What an author wrote may be quoted in a message, and may be of any length."""
        for name, most in (("message", _MOST_TEXT), ("hint", _MOST_TEXT), ("detail", _MOST_DETAIL)):
            text = getattr(self, name)
            if len(text) > most:
                object.__setattr__(self, name, shortened(text, most))


def shortened(text: str, most: int) -> str:
    """A text of at most `most` characters, with what it lacks counted in its middle."""
    if len(text) <= most:
        return text
    half = most // 2 - 20
    return f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"


class ProblemsError(Exception):
    """A step could not produce its result; `problems` say why. Never empty."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))
        self.problems = problems


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems is an error, so that nothing may be built."""
    return any(problem.severity == "error" for problem in problems)


def in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems by place, each said once: a broken set-up fence breaks every card of its file."""
    once = {(problem.place, problem.code, problem.message): problem for problem in problems}
    return bounded(sorted(once.values(), key=lambda problem: problem.place))


def bounded(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems without the many more of one kind on one line, and in one file: these are
    counted in the last that is shown of them.
    """
    few = _first(problems, _MOST_ON_LINE, lambda place: (place.path, place.line), "on this line")
    return _first(few, _MOST_IN_FILE, lambda place: (place.path, 0), "in this file")


def _first(
    problems: Sequence[Problem], most: int, where: Callable[[Place], tuple[str, int]], said: str
) -> tuple[Problem, ...]:
    seen: Counter[tuple[str, str, tuple[str, int]]] = Counter()
    kept: list[Problem] = []
    last: dict[tuple[str, str, tuple[str, int]], int] = {}
    for problem in problems:
        kind = (problem.code, str(problem.severity), where(problem.place))
        seen[kind] += 1
        if seen[kind] <= most:
            last[kind] = len(kept)
            kept.append(problem)
    for kind, index in last.items():
        if seen[kind] > most:
            more = f"{kept[index].message} (and {seen[kind] - most:,} more of this kind {said})"
            kept[index] = replace(kept[index], message=more)
    return tuple(kept)
