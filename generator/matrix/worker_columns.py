"""Columns of a matrix whose programs run on workers of a cluster, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator.last_net import in_short
from generator.model import Card, ProblemsError, Program, Run
from generator.running.programs.requires import (
    DEVICES,
    closed_loopback,
    first_unmet,
    other_version,
)
from generator.running.sandbox.confinement import Sandbox
from generator.running.sandbox.trust import require_level
from generator.spreading.described import Described
from generator.spreading.engine import Engine
from generator.spreading.executor_runner import ExecutorRunner


@dataclass(frozen=True, slots=True)
class WorkerColumn:
    """Workers that are alike, by the `name` that their column gets. Without an `engine`, `why` says
    why there is none.
    """

    name: str
    described: Described | None = None
    engine: Engine | None = None
    why: str = ""

    def unmet(self, card: Card) -> str:
        """Why workers do not meet the requirements of a card; "" if they do."""
        return first_unmet(card, self._unmet)

    def _unmet(self, text: str) -> str | None:
        assert self.described is not None and self.engine is not None
        if text in DEVICES:
            return None if text in self.engine.devices else f"needs {DEVICES[text]}"
        if text == "loopback":
            return closed_loopback(self.engine.level)
        version = self.described.packages.get(canonicalize_name(Requirement(text).name))
        return other_version(text, version) if version else None


@dataclass(frozen=True, slots=True)
class Asked:
    """How programs of the deck in `folder` run: whose they are says `foreign`, "" for the user's
    or for trusted ones.
    """

    folder: Path
    sandbox: Sandbox = "auto"
    foreign: str = ""


def run_columns(
    columns: Sequence[tuple[WorkerColumn, Sequence[Program]]],
    asked: Asked,
    done: Callable[[str], object],
) -> Iterator[tuple[dict[str, Run], str]]:
    """The runs of each column by the ids of its programs, or why there are none, in their order.
    All run at the same time; `done` is told the name of each that has run.
    """
    if not columns:
        return
    with ThreadPoolExecutor(len(columns)) as threads:
        futures = [threads.submit(_run, column, own, asked) for column, own in columns]
        names = dict(zip(futures, [column.name for column, _ in columns], strict=True))
        for future in as_completed(futures):
            done(names[future])
        yield from (future.result() for future in futures)


def _run(
    column: WorkerColumn, programs: Sequence[Program], asked: Asked
) -> tuple[dict[str, Run], str]:
    if column.engine is None:
        return {}, column.why
    try:
        strict = asked.sandbox == "strict"
        place = str(asked.folder)
        require_level(column.engine.level, place, foreign=asked.foreign, strict=strict)
        runner = ExecutorRunner(column.engine, sandbox=asked.sandbox, folder=asked.folder)
        with runner:
            return {run.id: run for run in runner.run(programs)}, ""
    except ProblemsError as error:
        return {}, error.problems[0].message
    except Exception as error:
        return {}, f"Proofdeck itself failed there: {in_short(error)}"
