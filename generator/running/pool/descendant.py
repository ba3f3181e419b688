"""A process that a worker forked: not a child of this one, but held by a pidfd."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess


def ended(process: int, timeout: float | None) -> bool:
    """Whether the process that this pidfd stands for has ended, after `timeout` seconds at most."""
    watch = select.poll()  # descriptors can be too many for select
    watch.register(process, select.POLLIN)
    return bool(watch.poll(None if timeout is None else timeout * 1000))


class Descendant:
    """Does what Proofdeck needs of `subprocess.Popen`. Until `become` is told who it is, there is
    nothing to end and to wait for; and how it ended only its own parent knows.
    """

    returncode = None

    def __init__(self) -> None:
        self._process = -1

    def become(self, process: int) -> None:
        """It is the process that this pidfd stands for, which is closed by `wait`."""
        self._process = process

    def terminate(self) -> None:
        """End it."""
        if self._process >= 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(self._process, signal.SIGKILL)

    kill = terminate

    def wait(self, timeout: float | None = None) -> None:
        """Wait until it has ended. Raises subprocess.TimeoutExpired after `timeout` seconds."""
        if self._process < 0:
            return
        if not ended(self._process, timeout):
            raise subprocess.TimeoutExpired("a branch", timeout or 0)
        os.close(self._process)
        self._process = -1
