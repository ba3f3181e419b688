"""An interpreter that runs one job without a fork, where the system has no safe one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping

from generator.running.environment import WORKER
from generator.running.host import Ended, Event, Failed, Forked, Ready
from generator.running.job import Job


class Direct:
    """A `Host` for a single job."""

    def __init__(self, python: str, environment: Mapping[str, str]) -> None:
        self._python = python
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0
        self._waiting: list[Event] = [Ready()]

    def fileno(self) -> int | None:
        return None

    def events(self) -> list[Event]:
        found, self._waiting = self._waiting, []
        if self._process is not None:
            code = self._process.poll()
            if code is not None:
                self._kill_group(self._process.pid)
                self._process = None
                found.append(Ended(self._number, _status(code)))
        return found

    def submit(self, job: Job, order: int) -> None:
        stdout, stderr, result = job.ends()
        self._number = job.number
        try:
            self._process = subprocess.Popen(
                [self._python, "-s", str(WORKER), "direct", str(order), str(result)],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=self._environment,
                pass_fds=[order, result],
                start_new_session=True,
                cwd="/",
            )
        except OSError as error:
            self._waiting.append(Failed(job.number, str(error)))
        else:
            self._waiting.append(Forked(job.number))

    def kill(self, number: int) -> None:
        if self._process is not None:
            self._kill_group(self._process.pid)
            self._process.kill()

    def stop(self) -> None:
        self.kill(self._number)

    def close(self) -> None:
        self.stop()
        if self._process is not None:
            self._process.wait()
            self._process = None

    def _kill_group(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _status(code: int) -> int:
    """What `os.waitpid` would have said of a process that ended with this return code."""
    return -code if code < 0 else code << 8
