"""One runner for several files at a time: it is given what all of them wait for, together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from generator.checking.endings import is_whole
from generator.model import Environment, Program, Run
from generator.progress import Progress
from generator.running import Runner


class ClosedError(BaseException):
    """Nobody runs programs any more."""


@dataclass
class _Asked:
    """Programs that a file waits for, and the runs of those that have run."""

    programs: Sequence[Program]
    runs: dict[int, Run] = field(default_factory=dict)
    done: bool = False

    def believed(self) -> list[Run]:
        """The runs in the order of their programs, each as far as it is to be believed."""
        return [_believed(each, self.runs.get(n)) for n, each in enumerate(self.programs)]


class SharedRunner:
    """Runs programs for several threads.

    One thread, the runner's own, calls `serve`; any may call `run_all`, which waits.
    """

    def __init__(self, runner: Runner, progress: Progress) -> None:
        self._runner = runner
        self._progress = progress
        self._changed = threading.Condition()
        self._asked: list[_Asked] = []
        self._closed = False

    def run_all(self, programs: Sequence[Program]) -> Sequence[Run]:
        """The runs of some programs, in their order. Raises ClosedError where none will come."""
        if not programs:
            return []
        asked = _Asked(programs)
        with self._changed:
            self._asked.append(asked)
            self._changed.notify_all()
            while not asked.done:
                if self._closed:
                    raise ClosedError
                self._changed.wait()
        return asked.believed()

    def serve(self, enough: Callable[[], bool]) -> None:
        """Run what is asked for until `enough` says so; `wake` makes it look again."""
        while True:
            with self._changed:
                while not self._asked and not enough():
                    self._changed.wait()
                if enough():
                    return
                asked, self._asked = self._asked, []
            _run_together(self._runner, self._progress, asked)
            with self._changed:
                for each in asked:
                    each.done = True
                self._changed.notify_all()

    def wake(self, _: object = None) -> None:
        """Make `serve` look again at what is waited for."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Let go of all who wait."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def run_now(runner: Runner, progress: Progress, programs: Sequence[Program]) -> Sequence[Run]:
    """The runs of some programs, in their order."""
    asked = _Asked(programs)
    _run_together(runner, progress, [asked])
    return asked.believed()


def _run_together(runner: Runner, progress: Progress, asked: Sequence[_Asked]) -> None:
    """Run programs for all who ask, and give each the runs of theirs."""
    numbers = count()
    wanted: Mapping[str, tuple[_Asked, int]] = {
        str(next(numbers)): (each, index) for each in asked for index in range(len(each.programs))
    }
    if not wanted:
        return
    progress.step("running", len(wanted))
    programs = [
        replace(each.programs[index], id=number) for number, (each, index) in wanted.items()
    ]
    for run in runner.run(programs):
        found = wanted.get(run.id)
        if found is None:
            continue
        each, index = found
        program = each.programs[index]
        each.runs[index] = replace(run, id=program.id)
        progress.advance(f"{program.path}, block {program.id}")


def _believed(program: Program, run: Run | None) -> Run:
    """A credible run: a missing one becomes lost, an impossible one forged."""
    if run is None:
        return Run(program.id, "lost", (), Environment(""), detail="the runner returned no run")
    return run if is_whole(program, run) else replace(run, ended="forged")
