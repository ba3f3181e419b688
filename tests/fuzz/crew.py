"""Processes that examine cases, watched from outside: one that hangs or dies costs its case."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, Final

from tests.fuzz.case import LIMIT, Case, Failure

ROOT: Final = Path(__file__).parents[2]
_TRIES: Final = 4  # times the limit; after that only native code can still be at work
_LONGEST: Final = 600.0  # seconds by the clock
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_FRAME: Final = re.compile(r'File "[^"]*/generator/([^"]+)", line (\d+) in (\S+)')


class Examiner:
    """A process that examines one case after the other. Use it as a context manager.

    `limit` is in seconds of processor time for a case.
    """

    def __init__(self, limit: float = LIMIT) -> None:
        self._limit = limit
        self._process: subprocess.Popen[str] | None = None
        self._errors: IO[bytes] | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Examiner:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def examine(self, case: Case) -> Failure | None:
        """What is wrong with how a case is dealt with."""
        return self._asked(dataclasses.asdict(case))

    def examine_number(self, seed: int, number: int, only: str = "") -> Failure | None:
        """As `examine`, of the case that `make_case` makes there."""
        return self._asked({"seed": seed, "number": number, "only": only})

    def _asked(self, request: dict[str, Any]) -> Failure | None:
        process = self._started()
        assert process.stdin is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        start, used = time.monotonic(), _used(process.pid)
        while not self._answered(1.0):
            if (
                _used(process.pid) - used > _TRIES * self._limit
                or time.monotonic() - start > _LONGEST
            ):
                where = self._whereabouts(process)
                self._end()
                return Failure("hang", where)
        assert process.stdout is not None
        answer = process.stdout.readline()
        if not answer:
            status, where = process.wait(), self._whereabouts(None)
            self._end()
            return Failure(f"died: {status}", where)
        told = json.loads(answer)
        failure = None if told is None else Failure(**told)
        if failure is not None and failure.kind == "slow":
            self._end()  # what was broken off halfway may be left in a state that it never has
        return failure

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="proofdeck-fuzz-")
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fuzz.worker", str(self._limit)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "COLUMNS": "100",
                    "TMPDIR": self._scratch.name,
                },
            )
            assert self._process.stdout is not None
            if self._process.stdout.readline() != "ready\n":
                raise RuntimeError(self._said())
        return self._process

    def _answered(self, seconds: float) -> bool:
        assert self._process is not None
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def _whereabouts(self, process: subprocess.Popen[str] | None) -> str:
        """The line of Proofdeck's own that a process stands in, as it tells when it is asked."""
        if process is not None:
            process.send_signal(signal.SIGUSR1)
            time.sleep(0.5)
        found = _FRAME.search(self._said())
        return f"{found[1]}:{found[2]} {found[3]}" if found else ""

    def _said(self) -> str:
        assert self._errors is not None
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout, self._errors):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()
        if self._scratch is not None:  # one that is killed leaves its folder behind
            self._scratch.cleanup()


def examined(
    numbers: Iterable[int], seed: int, jobs: int, only: str = "", limit: float = LIMIT
) -> Iterator[tuple[int, Failure | None]]:
    """Examine the cases of `numbers` in so many processes, in order."""
    examiners = [Examiner(limit) for _ in range(jobs)]
    free = list(examiners)

    def examine(number: int) -> tuple[int, Failure | None]:
        examiner = free.pop()
        try:
            return number, examiner.examine_number(seed, number, only)
        finally:
            free.append(examiner)

    with contextlib.ExitStack() as stack, ThreadPoolExecutor(jobs) as threads:
        for examiner in examiners:
            stack.enter_context(examiner)
        yield from threads.map(examine, numbers)


def _used(pid: int) -> float:
    """Seconds of processor time of a process; those of one that is gone do not grow."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
