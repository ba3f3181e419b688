"""The parent's side of a process that has imported frameworks and forks once per job."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.running.confinement import Confinement
from generator.running.host import Ended, Event, Failed, Forked, Gone, Ready, Refused
from generator.running.job import Job

MESSAGE = 65536
GRACE = 3.0  # seconds to clean up before it is killed
TAIL = 2000  # bytes of what it said that are worth repeating


class Zygote:
    """A `Host` for any number of jobs at a time; Linux only.

    It is started with `environment` and imports `modules` before it is ready. Its programs are
    closed off as `confinement` says; their folders are in `root`.
    """

    def __init__(
        self,
        python: str,
        modules: tuple[str, ...],
        environment: Mapping[str, str],
        confinement: Confinement,
        root: Path,
    ) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        self._serving = False
        with theirs:
            try:
                command = confinement.command(
                    python, "zygote", str(theirs.fileno()), *modules, root=str(root)
                )
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=self._log,
                    stderr=self._log,
                    env=dict(environment),
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C is for the parent, which tells it what to do
                    cwd="/",
                )
            except BaseException:
                self._control.close()
                self._log.close()
                raise

    def fileno(self) -> int | None:
        return self._control.fileno()

    def events(self) -> list[Event]:
        found: list[Event] = []
        while True:
            try:
                data = self._control.recv(MESSAGE)
            except BlockingIOError:
                return found
            except OSError:
                data = b""
            if not data:
                if not any(isinstance(event, Refused) for event in found):
                    found.append(Gone(self._last_words()))
                return found
            event = _event(json.loads(data))
            self._serving = self._serving or isinstance(event, Ready)
            found.append(event)

    def submit(self, job: Job, order: int) -> None:
        told = {"order": "run", "job": job.number, "folder": str(job.folder)}
        message = json.dumps({**told, "memory": job.program.memory}).encode("ascii")
        # A dead zygote is noticed by its closed socket, for all its jobs at once.
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
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()  # the kernel then kills its jobs
            self._process.wait()
        self._log.close()

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        code = self._process.returncode
        how = f"status {code}"
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                how = signal.Signals(-code).name
        self._log.seek(0)
        said = self._log.read()[-TAIL:].decode("utf-8", "replace").strip()
        return f"the worker ended with {how}" + (f": {said}" if said else "")


def _event(message: Mapping[str, Any]) -> Event:
    name = message["event"]
    if name == "ready":
        return Ready()
    if name == "refused":
        return Refused(message["detail"], again=message["again"])
    if name == "forked":
        return Forked(message["job"])
    if name == "failed":
        return Failed(message["job"], message["detail"])
    return Ended(message["job"], message["status"], message["limit"])
