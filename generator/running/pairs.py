"""Programs that run twice: one run of two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from generator.model import Difference, Run
from generator.running.station import Task

# Two runs of a program and its code → what was not the same.
Compare = Callable[[Run, Run, str], tuple[Difference, ...]]

MOMENTARY = ("timeout", "lost")  # ways to end that may be those of a bad moment


class Pairs:
    """Puts together the runs of `tasks`, those of one program standing next to each other."""

    def __init__(self, tasks: Iterable[Task], compare: Compare | None) -> None:
        self._compare = compare
        self._first: dict[int, int] = {}  # number of the first task of a program, by task
        before: Task | None = None
        for task in tasks:
            again = before is not None and task.lane.varied
            self._first[task.number] = task.number - 1 if again else task.number
            before = task
        self._times = Counter(self._first.values())
        self._runs: dict[int, Run] = {}  # by task, of programs that have not run twice yet

    def add(self, task: Task, run: Run) -> Run | None:
        """The whole run of a program, once its last task has finished."""
        first = self._first[task.number]
        if self._compare is None or self._times[first] == 1:
            return run
        other = self._runs.pop(first + (task.number == first), None)
        if other is None:
            self._runs[task.number] = run
            return None
        pair = (run, other) if task.number == first else (other, run)
        code = "\n".join(cell.code for cell in task.program.cells)
        return merge(*pair, code, self._compare)


def merge(first: Run, second: Run, code: str, compare: Compare) -> Run:
    """The first run, with what was not the same the second time.

    A run that had too little time, or lost its process, says nothing about the other.
    """
    if first.ended in MOMENTARY or second.ended in MOMENTARY:
        return first
    return replace(
        first,
        times=2,
        differences=compare(first, second, code),
        reads=tuple(sorted({*first.reads, *second.reads})),
    )
