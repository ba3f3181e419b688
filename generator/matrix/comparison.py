"""A deck's programs in several environments, compared with what comes out here."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from generator.checking.runners import open_runner
from generator.last_net import caught
from generator.matrix.columns import HERE, Column
from generator.matrix.environments import Environments, Installed, InstallError
from generator.matrix.needs import needed_beside, unmet_there
from generator.matrix.worker_columns import Asked, WorkerColumn, run_columns
from generator.model import ProblemsError, Program, Run
from generator.progress import SILENT, Progress
from generator.reading.whole_deck import read_deck
from generator.running import Facts, Runner
from generator.running.programs.program import Plan, plan_card
from generator.running.programs.requires import first_unmet, unmet
from generator.running.run_options import RunOptions
from generator.running.sandbox.confinement import Confinement, Sandbox
from generator.running.sandbox.trust import require_sandbox, whose
from generator.spreading.described import Described
from generator.spreading.messages import modules_of
from generator.verifying.outcome import Change, failure, first_difference, pieces_of
from generator.verifying.witness import compared_cells

Status = Literal["same", "different", "does not run", "not run"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A card in a column. `reason` says why it does not run, or was not run; `difference` what
    came out here (`said`) and there (`got`).
    """

    status: Status
    reason: str = ""
    difference: Change | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A column: an entry for each card, or `error`, why there is no such environment.

    `packages` are the versions of the distributions that were asked for.
    """

    column: Column
    entries: tuple[Entry, ...] = ()
    python: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    def count(self, status: Status) -> int:
        """The number of cards with a status."""
        return sum(1 for entry in self.entries if entry.status == status)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A card that no column runs, or only a `part` of it, since this machine does not meet a
    requirement: there is nothing to compare with.
    """

    name: str
    reason: str
    part: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cards` are the names (`language/slug`) of those that have programs, in study order."""

    deck: str
    cards: tuple[str, ...]
    columns: tuple[Tried, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a card differs or does not run in any column."""
        return any(
            tried.error or tried.count("different") or tried.count("does not run")
            for tried in self.columns
        )


def try_deck(
    folder: Path,
    columns: Sequence[Column],
    *,
    environments: Environments | None = None,
    elsewhere: Callable[[tuple[str, ...]], Sequence[WorkerColumn]] | None = None,
    sandbox: Sandbox = "auto",
    trust: bool = False,
    progress: Progress = SILENT,
) -> Matrix:
    """Run a deck here, in each of `columns`, and on the workers that `elsewhere` finds for the
    modules that programs import.

    Raises ProblemsError if the deck cannot be read, or if its programs may not run in the
    `sandbox`: without `trust`, those of others run only at full strength.
    """
    foreign = whose(folder)
    require_sandbox(sys.executable, sandbox, str(folder), foreign=foreign, trust=trust)
    deck, problems = read_deck(folder)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ProblemsError(*errors)
    level = Confinement.of(sys.executable, sandbox).level
    here = partial(unmet, facts=Facts.of(), level=level)
    plans = [plan_card(card, deck.config, here) for card in deck.cards()]
    deck_columns = _Columns(
        [plan for plan in plans if plan.program is not None],
        environments,
        progress,
        partial(_runner, sandbox=sandbox, folder=folder),
    )
    return Matrix(
        deck.config.name,
        tuple(_name(plan) for plan in deck_columns.plans),
        (
            *deck_columns.tried(columns),
            *deck_columns.on_workers(elsewhere, Asked(folder, sandbox, "" if trust else foreign)),
        ),
        tuple(
            LeftOut(_name(plan), reason, part=plan.program is not None)
            for plan in plans
            if (reason := first_unmet(plan.card, here))
        ),
    )


def _name(plan: Plan) -> str:
    return f"{plan.card.language}/{plan.card.slug}"


class _Columns:
    def __init__(
        self,
        plans: list[Plan],
        environments: Environments | None,
        progress: Progress,
        runner: Callable[[Facts], AbstractContextManager[Runner]],
    ) -> None:
        self._runner = runner
        self.plans = plans
        self._programs = [_numbered(plan, number) for number, plan in enumerate(plans)]
        self._environments = environments or Environments()
        self._progress = progress
        self._facts = Facts.of()
        self._here: list[Run | None] = []

    def tried(self, columns: Sequence[Column]) -> Iterator[Tried]:
        """The column of this environment, then the others."""
        for column in (HERE, *columns):
            try:
                yield self._try(column)
            except InstallError as error:
                yield Tried(column, error=str(error))
            except ProblemsError as error:
                yield Tried(column, error=error.problems[0].message)

    def on_workers(
        self,
        elsewhere: Callable[[tuple[str, ...]], Sequence[WorkerColumn]] | None,
        asked: Asked,
    ) -> Iterator[Tried]:
        """The columns of workers, which run side by side."""
        columns = elsewhere(modules_of(self._programs)) if elsewhere is not None else ()
        reasons = [
            [each.unmet(plan.card) for plan in self.plans] if each.engine is not None else []
            for each in columns
        ]
        wanted = [
            [one for one, why in zip(self._programs, whys, strict=False) if not why]
            for whys in reasons
        ]
        self._progress.step("on workers", len(columns))
        ran = run_columns(list(zip(columns, wanted, strict=True)), asked, self._progress.advance)
        for column, whys, (runs, error) in zip(columns, reasons, ran, strict=True):
            shown = Column(column.name)
            if error or column.described is None:
                yield Tried(shown, error=error)
                continue
            entries = (
                _compared(plan, here, runs.get(program.id), why)
                for plan, program, here, why in zip(
                    self.plans, self._programs, self._here, whys, strict=True
                )
            )
            there = column.described
            yield Tried(shown, tuple(entries), there.python, _told(there))

    def _try(self, column: Column) -> Tried:
        if column.python is not None:
            installed = Installed(column.python, {})
        else:
            self._progress.step("installing", 1)
            beside = needed_beside(self._programs, column.requirements, self._facts)
            installed = self._environments.get(column.requirements, beside)
            self._progress.advance(column.name)
        facts = Facts.of(installed.python)
        reasons = [unmet_there(plan.card, facts) for plan in self.plans]
        wanted = [one for one, why in zip(self._programs, reasons, strict=True) if not why]
        runs = self._run(column, wanted, facts)
        if column is HERE:
            self._here = runs
        entries = tuple(
            _compared(plan, here, there, why)
            for plan, here, there, why in zip(self.plans, self._here, runs, reasons, strict=True)
        )
        return Tried(column, entries, facts.version, installed.packages)

    def _run(self, column: Column, programs: list[Program], facts: Facts) -> list[Run | None]:
        self._progress.step(f"in {column.name}", len(programs))
        runs: list[Run | None] = [None] * len(self.plans)
        if programs:
            with self._runner(facts) as runner:
                for run in runner.run(programs):
                    runs[int(run.id)] = run
                    self._progress.advance(self.plans[int(run.id)].card.slug)
        return runs


def _told(there: Described) -> Mapping[str, str]:
    """The versions that a column tells: of what its programs import."""
    return dict(sorted(there.packages.items()))


def _numbered(plan: Plan, number: int) -> Program:
    assert plan.program is not None
    return dataclasses.replace(plan.program, id=str(number))


def _runner(facts: Facts, *, sandbox: Sandbox, folder: Path) -> AbstractContextManager[Runner]:
    """Run each program once: the columns are compared with each other."""
    return open_runner(RunOptions(facts.python, once=True, sandbox=sandbox), folder)


def _compared(plan: Plan, here: Run | None, there: Run | None, why: str) -> Entry:
    try:
        return _entry(plan, here, there, why)
    except Exception as error:
        return Entry("does not run", f"Proofdeck itself failed while comparing it: {caught(error)}")


def _entry(plan: Plan, here: Run | None, there: Run | None, why: str) -> Entry:
    assert plan.program is not None
    if there is None or here is None:
        return Entry("not run", why)
    reason = failure(plan.program, there)
    if reason:
        return Entry("does not run", reason)
    wrong = failure(plan.program, here)
    if wrong:
        return Entry("different", difference=Change(wrong, "it runs"))
    for counts, cell, before, now in zip(
        compared_cells(plan), plan.program.cells, here.cells, there.cells, strict=True
    ):
        difference = None
        if counts:
            difference = first_difference(pieces_of(cell, before), pieces_of(cell, now))
        if difference is not None:
            return Entry("different", difference=difference)
    return Entry("same")
