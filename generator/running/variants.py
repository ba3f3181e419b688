"""A runner that also runs what must fail where a program does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.model import Program, Run
from generator.running.programs.exercise_trial import GOES_ON
from generator.running.runner import Runner


class WithVariants:
    """Has another runner run programs, then the variants of those whose tests pass; the run of
    such a program comes once those of its variants are there.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """As `Runner.run`."""
        variants = {program.id: program.variants for program in programs}
        waiting: dict[str, Run] = {}
        alone = [replace(program, variants=()) for program in programs]
        by_name = {program.id: program for program in alone}
        for run in self._runner.run(alone):
            if variants.get(run.id) and passes(by_name[run.id], run):
                waiting[run.id] = run
            else:
                waiting.pop(run.id, None)  # a second run says that the first is not to be believed
                yield run
        yield from self._with_variants(waiting, variants)

    def _with_variants(
        self, waiting: dict[str, Run], variants: dict[str, tuple[Program, ...]]
    ) -> Iterator[Run]:
        places = {
            f"{name}~{number}": (name, number)
            for name in waiting
            for number, _ in enumerate(variants[name])
        }
        tasks = [replace(variants[name][n], id=task) for task, (name, n) in places.items()]
        found: dict[str, dict[int, Run]] = {name: {} for name in waiting}
        for run in self._runner.run(tasks) if tasks else ():
            name, number = places[run.id]
            found[name][number] = run
            if len(found[name]) == len(variants[name]) and name in waiting:
                runs = tuple(found[name][number] for number in sorted(found[name]))
                yield replace(waiting.pop(name), variants=runs)
        yield from waiting.values()


def passes(program: Program, run: Run) -> bool:
    """Whether a program ran to its end and none of its tests raised anything."""
    cells = zip(program.cells, run.cells, strict=False)
    failed = any(ran.raised is not None and cell.raises == GOES_ON for cell, ran in cells)
    return run.ended == "finished" and not failed
