"""The parent's side of a process that has imported frameworks and forks once per job."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from generator.launching import start
from generator.running.capture.credible import ForgedError, text, truth, whole
from generator.running.pool.descendant import Descendant, ended
from generator.running.pool.host import Ended, Event, Failed, Forked, Gone, Ready, Refused
from generator.running.pool.job import Job
from generator.running.sandbox.confinement import Confinement

MESSAGE = 65536
STATUS = 0xFFFF  # the largest that `os.waitpid` gives
GRACE = 30.0  # seconds to clean up, however busy the machine, before it is killed
TAIL = 2000  # bytes of what it said that are worth repeating


class ForkServerHost:
    """A `Host` for any number of jobs at a time; Linux only. Made by `start`, or by `branch`."""

    keeps_time = True

    def __init__(
        self,
        control: socket.socket,
        log: BinaryIO,
        process: subprocess.Popen[bytes] | Descendant,
    ) -> None:
        self._control = control
        self._control.setblocking(False)
        self._log = log
        self._process = process
        self._serving = False

    @classmethod
    def start(
        cls,
        python: str,
        modules: Sequence[str],
        environment: Mapping[str, str],
        confinement: Confinement,
        root: Path,
    ) -> ForkServerHost:
        """An interpreter with `environment` that imports `modules` before it is ready.

        Its programs are closed off as `confinement` says; their folders are in `root`.
        """

        def launch(theirs: int, log: BinaryIO) -> subprocess.Popen[bytes]:
            command = confinement.command(
                python, "forkserver", str(theirs), *modules, root=str(root)
            )
            return start(
                command, environment=environment, stdout=log, stderr=log, descriptors=[theirs]
            )

        return cls._linked(launch)

    def branch(self, modules: Sequence[str]) -> ForkServerHost:
        """Another that has imported what this one has, and imports `modules` beside that.

        It ends when this one is closed.
        """

        def launch(theirs: int, log: BinaryIO) -> Descendant:
            message = json.dumps({"order": "branch", "modules": list(modules)}).encode("ascii")
            # Where there is none to branch from, a closed socket tells of that.
            with contextlib.suppress(OSError):
                socket.send_fds(self._control, [message], [theirs, log.fileno()])
            return Descendant()

        return self._linked(launch)

    @classmethod
    def _linked(
        cls, launch: Callable[[int, BinaryIO], subprocess.Popen[bytes] | Descendant]
    ) -> ForkServerHost:
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        log = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        with theirs:
            try:
                return cls(control, log, launch(theirs.fileno(), log))
            except BaseException:
                control.close()
                log.close()
                raise

    def fileno(self) -> int | None:
        return self._control.fileno()

    def events(self) -> list[Event]:
        found: list[Event] = []
        while True:
            try:
                data, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE, 1)
            except BlockingIOError:
                return found
            except OSError:
                data = b""
            if not data:
                if not any(isinstance(event, Refused) for event in found):
                    found.append(Gone(self._last_words()))
                return found
            try:
                message = json.loads(data)
                if message["event"] == "branched":
                    self._branched(descriptors)
                    continue
                event = _event(message)
            except (ValueError, KeyError, TypeError, RecursionError):
                found.append(Gone("the worker sent an invalid message"))
                return found
            self._serving = self._serving or isinstance(event, Ready)
            found.append(event)

    def submit(self, job: Job, order: int) -> None:
        told = {"order": "run", "job": job.number, "folder": str(job.folder)}
        bounds = {"memory": job.program.memory, "timeout": job.program.timeout}
        message = json.dumps({**told, **bounds}).encode("ascii")
        # A dead server is noticed by its closed socket, for all its jobs at once.
        with contextlib.suppress(OSError):
            socket.send_fds(self._control, [message], [order, *job.ends()])

    def kill(self, number: int) -> None:
        with contextlib.suppress(OSError):
            self._control.send(json.dumps({"order": "kill", "job": number}).encode("ascii"))

    def stop(self) -> None:
        self._control.close()  # which it takes for the order to end its jobs and itself
        if not self._serving:
            self._process.terminate()  # it has no jobs, and may be deep in an import

    def close(self) -> None:
        self.stop()
        try:
            self._wait()
        except subprocess.TimeoutExpired:
            self._process.kill()  # the kernel then kills its jobs
            self._process.wait()
        self._log.close()

    def _wait(self) -> None:
        """Wait for its end. Raises subprocess.TimeoutExpired after `GRACE`."""
        left = GRACE
        if isinstance(self._process, subprocess.Popen) and hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):  # Popen asks at intervals, up to 50 ms too late
                process = os.pidfd_open(self._process.pid)
                left = GRACE if ended(process, GRACE) else 0
                os.close(process)
        self._process.wait(left)

    def _branched(self, descriptors: list[int]) -> None:
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
            if isinstance(self._process, Descendant):
                self._process.become(descriptor)

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._wait()
        code = self._process.returncode
        how = "" if code is None else f" with status {code}"
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                how = f" with {signal.Signals(-code).name}"
        self._log.seek(0)
        said = self._log.read()[-TAIL:].decode("utf-8", "replace").strip()
        return f"the worker ended{how}" + (f": {said}" if said else "")


def _event(message: Mapping[str, Any]) -> Event:
    """Raises ForgedError, KeyError or TypeError where no worker would say so."""
    name = message["event"]
    if name == "ready":
        return Ready()
    if name == "refused":
        return Refused(text(message["detail"]), again=truth(message["again"]))
    number = whole(message["job"])
    if name == "forked":
        return Forked(number)
    if name == "failed":
        return Failed(number, text(message["detail"]))
    if name != "ended":
        raise ForgedError("an unknown event")
    return Ended(number, whole(message["status"], most=STATUS), text(message["limit"]))
