"""An interpreter that runs one job without a fork, where the system has no safe one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from generator.launching import start
from generator.running.capture.credible import text
from generator.running.pool.host import Ended, Event, Failed, Forked, Ready
from generator.running.pool.job import Job
from generator.running.sandbox.confinement import Confinement

GRACE = 30.0  # seconds to end everything, however busy the machine, before it is killed
REPORT = 4096  # bytes


class OneShotHost:
    """A `Host` for a single job, closed off as `confinement` says; its folder is in `root`."""

    def __init__(
        self, python: str, environment: Mapping[str, str], confinement: Confinement, root: Path
    ) -> None:
        self._python = python
        self._environment = dict(environment)
        self._confinement = confinement
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        # Whether there is a process above the program, which sees to its bounds and its end.
        self.keeps_time = confinement.supervised
        self._number = 0
        self._waiting: list[Event] = [Ready()]
        self._report = -1

    def fileno(self) -> int | None:
        return None

    def events(self) -> list[Event]:
        found, self._waiting = self._waiting, []
        if self._process is not None:
            code = self._process.poll()
            if code is not None:
                self._kill_group(self._process.pid)
                self._process = None
                found.append(Ended(self._number, _status(code), self._limit()))
        return found

    def submit(self, job: Job, order: int) -> None:
        stdout, stderr, result = job.ends()
        self._number = job.number
        self._report, report = os.pipe()
        command = self._confinement.command(
            self._python,
            "oneshot",
            str(order),
            str(result),
            root=str(self._root),
            folder=str(job.folder),
            memory=job.program.memory,
            timeout=job.program.timeout,
            report=report,
        )
        try:
            self._process = start(
                command,
                environment=self._environment,
                stdout=stdout,
                stderr=stderr,
                descriptors=[order, result, *([report] if self.keeps_time else [])],
            )
        except OSError as error:
            self._waiting.append(Failed(job.number, str(error)))
        else:
            self._waiting.append(Forked(job.number))
        finally:
            os.close(report)

    def kill(self, number: int) -> None:
        if self._process is None:
            return
        if self.keeps_time:
            self._process.terminate()  # it ends the program and waits for the end
        else:
            self._kill_group(self._process.pid)
            self._process.kill()

    def stop(self) -> None:
        self.kill(self._number)

    def close(self) -> None:
        self.stop()
        if self._process is not None:
            try:
                self._process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._report >= 0:
            os.close(self._report)
            self._report = -1

    def _limit(self) -> str:
        """Which bound the program had exceeded, as far as the process above it said."""
        os.set_blocking(self._report, False)
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            return text(json.loads(os.read(self._report, REPORT))["limit"])
        return ""

    def _kill_group(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _status(code: int) -> int:
    """What `os.waitpid` would have said of a process that ended with this return code."""
    return -code if code < 0 else code << 8
