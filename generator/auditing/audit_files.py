"""Audits files: reads them, runs their blocks, and says what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Final

from generator.auditing.document import Audited, Document, Finding, JudgedClaim
from generator.auditing.files_to_audit import files_of
from generator.auditing.judge import judge, not_read
from generator.auditing.read import read_document
from generator.auditing.settle import Settled, settle
from generator.checking.endings import is_whole
from generator.checking.runners import open_runner
from generator.last_net import net
from generator.model import Environment, Place, Problem, ProblemsError, Program, Run
from generator.progress import SILENT, Progress
from generator.reading.source import display_path
from generator.running import Runner

TIMEOUT: Final = 30.0  # seconds


def audit_files(
    paths: Sequence[str | Path],
    *,
    timeout: float = TIMEOUT,
    runner: Callable[[], AbstractContextManager[Runner]] = open_runner,
    progress: Progress = SILENT,
) -> tuple[Audited, ...]:
    """Audit files, each by itself; one that cannot be read has a problem that says so.

    A folder means all files in it that can be audited. `timeout` is that of each try, in seconds.
    `runner` opens what runs each program twice: from what was not the same it is known what varies.
    """
    return tuple(audit_each(paths, timeout=timeout, runner=runner, progress=progress))


def audit_each(
    paths: Sequence[str | Path],
    *,
    timeout: float = TIMEOUT,
    runner: Callable[[], AbstractContextManager[Runner]] = open_runner,
    progress: Progress = SILENT,
) -> Iterator[Audited]:
    """As `audit_files`: what is found in each file, as soon as it is known."""
    with runner() as opened:
        for path, found_in_folder in files_of(paths):
            audited = _audit(path, timeout, opened, progress)
            # A folder has files in it that no audit is about.
            if not found_in_folder or audited.findings or audited.problems or audited.claims:
                yield audited


def _audit(path: Path, timeout: float, runner: Runner, progress: Progress) -> Audited:
    found: list[Problem] = []
    try:
        with net(found.append, Place(display_path(path)), "auditing this file"):
            document = read_document(path)
            settled = settle(document, _Runs(runner, progress, document), timeout)
            findings = tuple(_judged(each, document, timeout) for each in settled)
            claims = tuple(
                JudgedClaim(each.place, each.said, "", "unread", each.why)
                for each in document.unread
            )
            problems = (*document.problems, *map(not_read, claims))
            return Audited(document.path, findings, problems, claims)
    except ProblemsError as error:
        found += error.problems
    return Audited(display_path(path), unread=tuple(found))


def _judged(settled: Settled, document: Document, timeout: float) -> Finding:
    found: list[Problem] = []
    with net(found.append, settled.first.block.place, "judging this block"):
        return judge(settled, document, timeout)
    return Finding(settled.first, runs=False, problems=tuple(found))


class _Runs:
    """Runs programs and gives their runs back in the order of the programs."""

    def __init__(self, runner: Runner, progress: Progress, document: Document) -> None:
        self._runner = runner
        self._progress = progress
        self._lines = {str(block.number): block.place.line for block in document.blocks}

    def __call__(self, programs: Sequence[Program]) -> Sequence[Run]:
        if not programs:
            return []
        self._progress.step("running", len(programs))
        found: dict[str, Run] = {}
        for run in self._runner.run(programs):
            found[run.id] = run
            self._progress.advance(f"line {self._lines.get(run.id, 1)}")
        return [_believed(program, found.get(program.id)) for program in programs]


def _believed(program: Program, run: Run | None) -> Run:
    """A run that can be; one that nobody gave, or that says what cannot have been, is none."""
    if run is None:
        return Run(program.id, "lost", (), Environment(""), detail="the runner gave back no run")
    return run if is_whole(program, run) else replace(run, ended="forged")
