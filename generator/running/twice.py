"""A runner that runs each program in two worlds or more, and says what differed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.last_net import caught
from generator.model import Difference, Program, Run
from generator.running.programs.luck import ENOUGH, MANY, TWO, worlds
from generator.running.runner import Runner

# Two runs of a program and its code → what was not the same.
Compare = Callable[[Run, Run, str], tuple[Difference, ...]]

MOMENTARY = ("timeout", "lost")  # ways to end that may be due to a bad moment
ENDS = ("finished", "raised")  # where nothing else is to be said of the first run


class Twice:
    """Has another runner run each program in two worlds, unless it is known to vary or is asked for
    in a certain world; and in as many more as `luck` says, until it comes out differently.

    The run of a program is the first of them. It has as many `times` as runs were compared, and the
    `differences` that `compare` finds; where too many of the others ended by a bad moment it has
    `times` 1, and `detail` names that end. What the other runner says of `times` and `differences`
    does not count. Of two runs in one world the first counts; a second one that is "lost" replaces
    them all.
    """

    def __init__(self, runner: Runner, compare: Compare) -> None:
        self._runner = runner
        self._compare = compare

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """As `Runner.run`."""
        courses = {at: course(program, self._compare) for at, program in enumerate(programs)}
        asked = {at: next(each) for at, each in courses.items()}
        refused: dict[int, Run] = {}  # programs that the other runner gave two answers for
        while asked:
            later: dict[int, Sequence[int]] = {}
            for at, runs in self._run(programs, asked, refused):
                try:
                    later[at] = courses[at].send(runs)
                except StopIteration as end:
                    yield replace(end.value, id=programs[at].id)
            for at, run in refused.items():
                later.pop(at, None)
                yield replace(run, id=programs[at].id)
            refused.clear()
            asked = later

    def close(self) -> None:
        """Close the other runner, if it can be closed."""
        close = getattr(self._runner, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> Twice:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _run(
        self,
        programs: Sequence[Program],
        asked: Mapping[int, Sequence[int]],
        refused: dict[int, Run],
    ) -> Iterator[tuple[int, list[Run]]]:
        """Programs, by position, in the worlds that are asked for; each with its runs once all
        are there, in the order of the worlds.
        """
        tasks: list[Program] = []
        places: list[tuple[int, int]] = []  # of each task, its program's position and its world
        for position, wanted in asked.items():
            for world in wanted:
                places.append((position, world))
                tasks.append(replace(programs[position], id=str(len(tasks)), world=world))
        if not tasks:
            return
        found: dict[int, dict[int, Run]] = {}
        for run in self._runner.run(tasks):
            position, world = places[int(run.id)]
            runs = found.setdefault(position, {})
            if world in runs:
                if run.ended == "lost":
                    refused[position] = run
                continue
            runs[world] = run
            if len(runs) == len(asked[position]):
                yield position, [runs[each] for each in asked[position]]


def course(program: Program, compare: Compare) -> Generator[Sequence[int], Sequence[Run], Run]:
    """Yields the worlds in which a program is to run next, and is sent a run for each; returns the
    run of the program, as `Twice` does.
    """
    if program.varies or program.world != 0:
        first, *_ = yield (program.world,)
        return replace(first, times=1, differences=(), drawn=(), computed=0.0)
    comparison = _Comparison(program, compare)
    comparison.take((yield range(TWO)))
    # First a few worlds, which show most; the others for what survives those.
    for start, end in ((TWO, ENOUGH), (ENOUGH, MANY)):
        if comparison.open:
            comparison.take((yield range(start, min(comparison.worlds, end))))
    return comparison.result()


class _Comparison:
    """The runs of a program in one world after the other, and what of them was not the same.

    `worlds` says in how many it has to run, as far as is known.
    """

    def __init__(self, program: Program, compare: Compare) -> None:
        self._program = program
        self._code = "\n".join(cell.code for cell in program.cells)
        self._compare = compare
        self._told: list[Run] = []  # by which something is known
        self._asked = 0
        self._bad = ""  # how one ended that had a bad moment
        self._why = ""  # how one was lost
        self._failed = ""  # an error of ours, which is no reason to lose the other programs
        self._found: list[Difference] = []
        self.worlds = TWO

    def take(self, runs: Sequence[Run]) -> None:
        """Further runs, in worlds that follow those before."""
        if not self._asked:
            self._first, *_ = runs
        self._asked += len(runs)
        if self._first.ended in MOMENTARY:  # it says nothing of the others, nor they of it
            self._bad = self._first.ended
            return
        for run in runs:
            if run.ended in MOMENTARY:
                self._bad = run.ended
                self._why = self._why or (run.detail if run.ended == "lost" else "")
            else:
                self._told.append(run)
                self._hold(run)
        if self._asked == TWO and len(self._told) == TWO and self._first.ended in ENDS:
            self.worlds = worlds(self._program, *self._told)

    def _hold(self, run: Run) -> None:
        """Keep what differs from the first run."""
        if run is self._first or self._failed:
            return
        try:
            self._found += self._compare(self._first, run, self._code)
        except Exception as error:
            self._failed = f"two runs of it, compared: {caught(error)}"

    @property
    def open(self) -> bool:
        """Whether it has to run in further worlds. An author may know that a part of what is shown
        varies, or a cell, and not that another does; so the first worlds are run in any case.
        """
        varying = {found.cell for found in self._found if not found.line}
        enough = self._asked >= ENOUGH and len(varying) == len(self._program.cells)
        return not (enough or self._failed or self._bad) and self._asked < self.worlds

    def result(self) -> Run:
        """The first run, with what is known of the others."""
        first = replace(self._first, times=1, differences=(), drawn=(), computed=0.0)
        if self._failed:
            return replace(first, ended="lost", detail=self._failed)
        differences = tuple(sorted(self._found, key=lambda found: (found.cell, found.line)))
        if len(self._told) < min(self.worlds, ENOUGH) and not differences:
            if self._why and first.ended in ENDS:
                return replace(first, ended="lost", detail=self._why)
            known = first.detail if first.ended not in ENDS else self._bad
            return replace(first, detail=known)
        reads = tuple(sorted({name for run in self._told for name in run.reads}))
        return replace(first, times=len(self._told), differences=differences, reads=reads)
