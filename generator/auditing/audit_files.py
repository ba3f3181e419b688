"""Audits files: reads them, runs their blocks, and says what is wrong with them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from generator.auditing.block_programs import RunAll
from generator.auditing.document import Audited, Document, Finding, JudgedClaim
from generator.auditing.files_to_audit import SUFFIXES, files_of
from generator.auditing.judge import judge, not_read
from generator.auditing.read import read_document
from generator.auditing.settle import Settled, settle
from generator.auditing.shared_runner import SharedRunner, run_now
from generator.checking.runners import open_runner
from generator.last_net import net
from generator.model import Place, Problem, ProblemsError, in_order
from generator.progress import SILENT, Progress
from generator.reading.source import display_path
from generator.running import Runner
from generator.running.sound import sound
from generator.several import several

TIMEOUT: Final = 30.0  # seconds
_AT_A_TIME: Final = 8  # files


def audit_files(
    paths: str | Path | Sequence[str | Path],
    *,
    timeout: float = TIMEOUT,
    runner: Callable[[], AbstractContextManager[Runner]] = open_runner,
    progress: Progress = SILENT,
) -> tuple[Audited, ...]:
    """Audit files, each by itself; one that cannot be read has a problem that says so.

    A folder means all files in it that can be audited. `timeout` is that of each try, in seconds.
    `runner` opens what runs each program twice: what differs between the two varies.
    """
    return tuple(audit_each(paths, timeout=timeout, runner=runner, progress=progress))


def audit_each(
    paths: str | Path | Sequence[str | Path],
    *,
    timeout: float = TIMEOUT,
    runner: Callable[[], AbstractContextManager[Runner]] = open_runner,
    progress: Progress = SILENT,
) -> Iterator[Audited]:
    """As `audit_files`: what is found in each file, in order, as soon as it is known."""
    files = list(files_of(paths))
    yield from _empty(paths)
    with runner() as given:
        opened = sound(given)
        if len(files) == 1:
            found = iter([_audit(files[0].path, timeout, partial(run_now, opened, progress))])
        else:
            found = _several([each.path for each in files], timeout, opened, progress)
        for file, audited in zip(files, found, strict=True):
            # A folder has files in it that no audit is about.
            if not file.in_folder or audited.findings or audited.problems or audited.claims:
                yield audited


def _empty(paths: str | Path | Sequence[str | Path]) -> Iterator[Audited]:
    """A problem for each folder in which there is nothing to audit."""
    for path in map(Path, several(paths)):
        if path.is_dir() and next(files_of(path), None) is None:
            shown = display_path(path)
            message = "no file in this folder can be audited"
            hint = f"files that can be end in {', '.join(sorted(SUFFIXES))}"
            yield Audited(shown, unread=(Problem(Place(shown), "unreadable", message, hint),))


def _several(
    paths: Sequence[Path], timeout: float, runner: Runner, progress: Progress
) -> Iterator[Audited]:
    """Audit some files at a time, so that the machine is never waiting for one of them alone."""
    shared = SharedRunner(runner, progress)
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        waiting: deque[Future[Audited]] = deque()
        left = iter(paths)
        try:
            while True:
                for path in islice(left, _AT_A_TIME - len(waiting)):
                    waiting.append(threads.submit(_audit, path, timeout, shared.run_all))
                    waiting[-1].add_done_callback(shared.wake)
                if not waiting:
                    return
                shared.serve(waiting[0].done)
                yield waiting.popleft().result()
        finally:
            shared.close()


def _audit(path: Path, timeout: float, run_all: RunAll) -> Audited:
    found: list[Problem] = []
    try:
        with net(found.append, Place(display_path(path)), "auditing this file"):
            document = read_document(path)
            settled = settle(document, run_all, timeout)
            found_first = sorted(settled, key=lambda each: each.first.block.place.line)
            findings = _few([_judged(each, document, timeout) for each in found_first])
            claims = tuple(
                JudgedClaim(each.place, each.said, "", "unread", each.why)
                for each in document.unread
            )
            problems = in_order([*document.problems, *map(not_read, claims)])
            return Audited(document.path, findings, problems, claims)
    except ProblemsError as error:
        found += error.problems
    return Audited(path.as_posix(), unread=tuple(found))


def _few(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, each problem told once, and of many of a kind the first: a module that crashes
    breaks all its docstrings.
    """
    left: dict[tuple[Place, str], list[Problem]] = {}
    for problem in in_order([problem for each in findings for problem in each.problems]):
        left.setdefault((problem.place, problem.code), []).append(problem)
    found = []
    for finding in findings:
        new = []
        for problem in finding.problems:
            same = left.get((problem.place, problem.code))
            new += [same.pop(0)] if same else []
        found.append(replace(finding, problems=tuple(new)))
    return tuple(found)


def _judged(settled: Settled, document: Document, timeout: float) -> Finding:
    found: list[Problem] = []
    with net(found.append, settled.first.block.place, "judging this block"):
        return judge(settled, document, timeout)
    return Finding(settled.first, runs=False, problems=tuple(found))
