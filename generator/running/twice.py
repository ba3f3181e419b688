"""A runner that runs each program twice and says what was not the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from generator.last_net import caught
from generator.model import Difference, Program, Run
from generator.running.runner import Runner

# Two runs of a program and its code → what was not the same.
Compare = Callable[[Run, Run, str], tuple[Difference, ...]]

MOMENTARY = ("timeout", "lost")  # ways to end that may be those of a bad moment
ENDS = ("finished", "raised")  # where nothing else is to be said of the first run
VARIED = 1  # the world of second runs


class Twice:
    """Has another runner run each program in two worlds, unless it is known to vary or is asked
    for in a certain world.

    The run of a program is the first of its two. It has `times` 2 and the `differences` that
    `compare` finds; where the second run ended by a bad moment it has `times` 1, and `detail`
    names that end. What the other runner says of `times` and `differences` does not count.
    """

    def __init__(self, runner: Runner, compare: Compare) -> None:
        self._runner = runner
        self._compare = compare

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """As `Runner.run`."""
        tasks: list[Program] = []
        places: list[tuple[int, int]] = []  # of each task, its program's position and its world
        for position, program in enumerate(programs):
            once = program.varies or program.world
            for world in (program.world,) if once else (0, VARIED):
                places.append((position, world))
                tasks.append(replace(program, id=str(len(tasks)), world=world))
        found: dict[int, dict[int, Run]] = {}
        for run in self._runner.run(tasks):
            position, world = places[int(run.id)]
            program = programs[position]
            runs = found.setdefault(position, {})
            runs[world] = run
            if program.varies or program.world:
                yield replace(run, id=program.id, times=1, differences=())
            elif len(runs) == 2:
                yield replace(self._merged(program, runs[0], runs[VARIED]), id=program.id)

    def close(self) -> None:
        """Close the other runner, if it can be closed."""
        close = getattr(self._runner, "close", None)
        if close is not None:
            close()

    def _merged(self, program: Program, first: Run, second: Run) -> Run:
        """A run that had too little time, or lost its process, says nothing about the other."""
        if first.ended in MOMENTARY:
            return replace(first, times=1, differences=())
        if second.ended in MOMENTARY:
            known = first.detail if first.ended not in ENDS else second.ended
            return replace(first, times=1, differences=(), detail=known)
        code = "\n".join(cell.code for cell in program.cells)
        try:
            found = self._compare(first, second, code)
        except Exception as error:  # of ours, which is no reason to lose the other programs
            return replace(first, ended="lost", detail=f"two runs of it, compared: {caught(error)}")
        return replace(
            first,
            times=2,
            differences=found,
            reads=tuple(sorted({*first.reads, *second.reads})),
        )
