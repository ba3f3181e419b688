"""What an audit costs against the same programs run bare.

An audit runs each block alone, after what it needs, and after all that stands above it, as far as
each is needed to judge its claims; each try twice, in two worlds. The floor is what those very
programs compute in both worlds with nothing around them, plus the longest import.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from rich.table import Table

from generator.auditing.audit_files import audit_files
from generator.checking.runners import open_runner
from generator.model import Program, Run
from generator.running import Runner
from generator.running.pool.preloads import preload_of
from tests.benchmarks.bare import computed
from tests.benchmarks.bench_deck import DECK, empty_cache, imported
from tests.benchmarks.timing import in_turns, timed
from tests.support import corpus

ROUNDS = 2
CHAPTERS = DECK / "en"
SAMPLE = {"a chapter with torch": "02-tensors.md", "a chapter with JAX": "09-jax-gradients.md"}


class Audit:
    """An audit of some files, and the programs that it ran last."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self.programs: list[Program] = []
        self.own: list[float] = []  # seconds that the programs computed, each time

    def run(self) -> None:
        """Audit the files with an empty cache."""
        self.programs.clear()
        with empty_cache():
            audit_files(self._paths, runner=self._runner)

    def run_bare(self) -> None:
        """Run the same programs in both worlds with nothing around them."""
        self.own.append(computed(self.programs))

    def longest_import(self) -> float:
        preloads = {", ".join(preload_of(each).modules or ("sys",)) for each in self.programs}
        return max(timed(partial(imported, each)).wall for each in preloads)

    @contextmanager
    def _runner(self) -> Iterator[Runner]:
        with open_runner() as opened:
            yield Recording(opened, self.programs)


class Recording:
    """A runner that keeps the programs which came to an end by themselves."""

    def __init__(self, runner: Runner, kept: list[Program]) -> None:
        self._runner = runner
        self._kept = kept

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        known = {program.id: program for program in programs}
        for run in self._runner.run(programs):
            if run.ended in ("finished", "raised"):
                self._kept.append(known[run.id])
            yield run


def tables(*, whole: bool) -> Iterator[Table]:
    """Small articles, and chapters of the deck read as articles; with `whole` all of those."""
    with tempfile.TemporaryDirectory(prefix="proofdeck-bench-") as folder:
        articles = corpus.write(Path(folder) / "articles", "right")
        audits = {f"{len(articles)} small articles": Audit(articles)}
        audits |= {name: Audit([CHAPTERS / chapter]) for name, chapter in SAMPLE.items()}
        if whole:
            audits["all chapters"] = Audit(sorted(CHAPTERS.glob("*.md")))
        yield against_floor(audits)


def against_floor(audits: dict[str, Audit]) -> Table:
    ways: dict[str, Callable[[], object]] = {}
    for name, audit in audits.items():
        ways |= {name: audit.run, f"{name}, bare": audit.run_bare}
    found = in_turns(ways, ROUNDS)
    cores = len(os.sched_getaffinity(0))
    table = Table(title="an audit with nothing in any cache, seconds")
    for column in ("", "programs", "measured", "floor", "×", "processor", "floor", "×"):
        table.add_column(column, justify="right" if column else "left")
    for name, audit in audits.items():
        wall, cpu = found[name]
        floor = audit.longest_import() + median(audit.own) / cores
        least = found[f"{name}, bare"].cpu
        figures = (wall, floor, wall / floor, cpu, least, cpu / least)
        table.add_row(name, str(len(audit.programs)), *(f"{each:.1f}" for each in figures))
    table.caption = f"floor: longest import + time of the programs in both worlds / {cores}"
    return table
