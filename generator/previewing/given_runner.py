"""A runner that was given, which takes many programs at a time, for those that come one by one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Collection, Sequence

from generator.last_net import caught
from generator.model import Environment, Program, Run
from generator.running.runner import Runner
from generator.running.sound import SoundRunner

_LONGEST = 5.0  # seconds to wait at the end for a runner that nobody can stop


class GivenRuns:
    """Runs what comes meanwhile as soon as the runner has done what came before. `post` is called
    with each run, and of a program that was dropped with none.
    """

    def __init__(self, runner: Runner, post: Callable[[Run], object]) -> None:
        self._runner = SoundRunner(runner)
        self._post = post
        self._programs: queue.SimpleQueue[Sequence[Program]] = queue.SimpleQueue()
        self._dropped: set[str] = set()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="proofdeck-given", daemon=True)
        self._thread.start()

    def add(self, programs: Sequence[Program], *, urgent: bool = False) -> None:
        """As `Standing.add`; in the order in which they are given."""
        self._programs.put(programs)

    def drop(self, names: Collection[str]) -> None:
        """As `Standing.drop`, but what runs is not ended."""
        self._dropped.update(names)

    def warm(self, programs: Sequence[Program]) -> None:
        """Nobody knows what the runner would have to import."""

    def close(self) -> None:
        """Have no more runs."""
        self._closing = True
        self._programs.put(())
        self._thread.join(_LONGEST)

    def _work(self) -> None:
        while not self._closing:
            batch = list(self._programs.get())
            while not self._programs.empty():
                batch += self._programs.get()
            self._run([program for program in batch if program.id not in self._dropped])

    def _run(self, programs: Sequence[Program]) -> None:
        left = {program.id for program in programs}
        if not left:
            return
        detail = "the runner returned no run"
        try:
            for run in self._runner.run(programs):
                if self._closing:
                    return
                if run.id in left and run.id not in self._dropped:
                    self._post(run)
                left.discard(run.id)
        except Exception as error:
            detail = caught(error)
        lost = sorted(left - self._dropped)
        self._dropped.difference_update(program.id for program in programs)
        for name in lost:
            self._post(Run(name, "lost", (), Environment(""), detail=detail))
