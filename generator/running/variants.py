"""A runner that also runs what must fail where a program does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.model import GOES_ON, Program, Run
from generator.progress import SILENT, Progress
from generator.running.runner import Runner


class WithVariants:
    """Has another runner run programs, then the variants of those whose tests pass; the run of
    such a program comes once those of its variants are there. `label` says what to call a program
    while it makes `progress`.
    """

    def __init__(
        self, runner: Runner, progress: Progress = SILENT, label: Callable[[str], str] = str
    ) -> None:
        self._runner = runner
        self._progress = progress
        self._label = label

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """As `Runner.run`."""
        known = {program.id: program for program in programs}
        waiting: dict[str, Run] = {}
        came: set[str] = set()
        self._progress.step("running", len(programs))
        for run in self._runner.run([replace(program, variants=()) for program in programs]):
            if run.id not in came:
                self._progress.advance(self._label(run.id))
            came.add(run.id)
            waiting.pop(run.id, None)  # a second run says that the first is not to be believed
            if known[run.id].variants and passes(known[run.id], run):
                waiting[run.id] = run
            else:
                yield run
        if waiting:
            yield from self._with_variants(waiting, known)

    def _with_variants(
        self, waiting: dict[str, Run], known: Mapping[str, Program]
    ) -> Iterator[Run]:
        tasks = {
            f"{name}~{number}": (name, number, variant)
            for name in waiting
            for number, variant in enumerate(known[name].variants)
        }
        self._progress.step("trying out", len(tasks))
        found: dict[str, dict[int, Run]] = {name: {} for name in waiting}
        for run in self._runner.run([replace(each[2], id=task) for task, each in tasks.items()]):
            name, number, _ = tasks[run.id]
            self._progress.advance(self._label(name))
            found[name][number] = run
            if len(found[name]) == len(known[name].variants) and name in waiting:
                runs = tuple(found[name][number] for number in sorted(found[name]))
                yield replace(waiting.pop(name), variants=runs)
        yield from waiting.values()


def passes(program: Program, run: Run) -> bool:
    """Whether a program ran to its end and none of its tests raised anything."""
    cells = zip(program.cells, run.cells, strict=False)
    failed = any(ran.raised is not None and cell.raises == GOES_ON for cell, ran in cells)
    return run.ended == "finished" and not failed
