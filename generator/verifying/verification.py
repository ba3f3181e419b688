"""Runs the programs that a package carries, and compares what comes out with its evidence."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Literal

from generator.last_net import caught
from generator.model import Program, Run
from generator.progress import SILENT, Progress
from generator.running import Facts, Runner
from generator.running.programs.scan import scan
from generator.running.sound import sound
from generator.verifying.evidence import Evidence
from generator.verifying.outcome import (
    Change,
    failure,
    first_difference,
    pieces_of,
    unexpected,
)
from generator.verifying.package import Carried, Package

Status = Literal["true", "different", "does not run", "not verifiable"]
# Each program may take ten minutes, so a package could keep a machine busy for days.
_MOST_SECONDS: Final = 3600.0
_NOT_REACHED: Final = f"it was not run: the programs before it took {_MOST_SECONDS / 60:g} minutes"
_IMPORT_ERRORS: Final = ("ModuleNotFoundError", "ImportError")


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one card. `reason` says why it does not run or cannot be verified,
    `difference` what came out differently.
    """

    name: str
    status: Status
    reason: str = ""
    difference: Change | None = None
    verified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """A package whose programs ran again; results in the order of its notes."""

    package: Package
    results: tuple[Result, ...]
    finished: bool = True

    def count(self, status: Status) -> int:
        """The number of cards with a status."""
        return sum(1 for result in self.results if result.status == status)

    @property
    def failed(self) -> bool:
        """Whether a card is no longer true or was not reached, or no card is still true."""
        untrue = self.count("different") or self.count("does not run")
        return bool(untrue or not self.count("true") or not self.finished)


def verify_package(
    package: Package,
    *,
    runner: Callable[[], AbstractContextManager[Runner]],
    facts: Facts,
    progress: Progress = SILENT,
) -> Verified:
    """Run every program of a package, as far as an hour allows. The caller has decided to trust
    them.

    `facts` describe the interpreter of the runner.
    """
    runs, finished = _run(package.notes, runner, progress)
    results = []
    for note, run in zip(package.notes, runs, strict=True):
        if note.evidence is not None and run is None:
            verified = note.evidence.verified
            results.append(Result(note.name, "not verifiable", _NOT_REACHED, verified=verified))
        elif note.evidence is None or run is None:
            results.append(Result(note.name, "not verifiable", note.reason))
        else:
            results.append(_held(note.evidence, run, facts))
    return Verified(package, tuple(results), finished)


def _held(evidence: Evidence, run: Run, facts: Facts) -> Result:
    try:
        return hold(evidence, run, facts)
    except Exception as error:
        reason = f"Proofdeck itself failed while comparing it: {caught(error)}"
        return Result(evidence.id, "does not run", reason, verified=evidence.verified)


def hold(evidence: Evidence, run: Run, facts: Facts) -> Result:
    """One card: what it says against what came out now."""
    program, name = evidence.program, evidence.id
    reason = failure(program, run)
    if reason:
        missing = _missing(program, run, facts)
        if missing:
            needs = f"it needs {missing}, which is not installed here"
            return Result(name, "not verifiable", needs, verified=evidence.verified)
        return Result(name, "does not run", reason, verified=evidence.verified)
    for cell, ran, said in zip(program.cells, run.cells, evidence.said, strict=True):
        if said is None:
            continue
        difference = first_difference(said, pieces_of(cell, ran))
        if difference is not None:
            return Result(name, "different", difference=difference, verified=evidence.verified)
    return Result(name, "true", verified=evidence.verified)


def _missing(program: Program, run: Run, facts: Facts) -> str:
    """The missing modules because of which an import failed."""
    raised = unexpected(program, run)
    if raised is None or raised.name not in _IMPORT_ERRORS:
        return ""
    providers = facts.providers(scan(program).imports)
    return ", ".join(sorted(name for name, found in providers.items() if not found))


def _run(
    notes: Sequence[Carried],
    runner: Callable[[], AbstractContextManager[Runner]],
    progress: Progress,
) -> tuple[list[Run | None], bool]:
    """The run of each note's program, and whether there was time for all of them."""
    programs = [
        dataclasses.replace(note.evidence.program, id=str(position))
        for position, note in enumerate(notes)
        if note.evidence is not None
    ]
    progress.step("running", len(programs))
    runs: list[Run | None] = [None] * len(notes)
    if programs:
        end = time.monotonic() + _MOST_SECONDS
        with runner() as opened:
            for run in sound(opened).run(programs):
                runs[int(run.id)] = run
                progress.advance(notes[int(run.id)].name)
                late = time.monotonic() > end
                if late and any(runs[int(program.id)] is None for program in programs):
                    return runs, False
    return runs, True
