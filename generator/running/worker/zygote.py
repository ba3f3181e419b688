"""A process that has imported the frameworks and forks itself once per program.

It stays single-threaded: a fork copies only the thread that calls it, so a lock held by any
other would stay locked for ever in the child. With more than one thread it refuses to serve.
"""

from __future__ import annotations

import array
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import weakref
from typing import Any, NamedTuple

from . import child, process

MESSAGE = 65536
PRINTED = "importing printed something"  # which the program has to show
DESCRIPTORS = 4  # spec, stdout, stderr, result


class Job(NamedTuple):
    """A program that runs: its number and the folder it lives in."""

    number: int
    folder: str


class Zygote:
    """`control` is a packet socket to the parent, `modules` what to import beforehand."""

    def __init__(self, control: int, modules: list[str]) -> None:
        self.control = socket.socket(fileno=control)
        self.control.set_inheritable(False)
        self.modules = modules
        self.jobs: dict[int, Job] = {}  # by process
        self.wake, self._wake_end = os.pipe()

    def serve(self) -> None:
        """Answer the parent until it closes the socket."""
        refusal = self.preload()
        if refusal:
            self.say({"event": "refused", "detail": refusal, "again": refusal == PRINTED})
            return
        self.say({"event": "ready"})
        process.adopt_orphans()
        self.listen_for_children()
        sources: list[Any] = [self.control, self.wake]
        while True:
            ready, _, _ = select.select(sources, [], [])
            if self.wake in ready:
                os.read(self.wake, MESSAGE)
                self.reap()
            if self.control in ready and not self.obey():
                break
        for pid in list(self.jobs):
            process.kill(pid)
        self.jobs.clear()
        self.sweep(os.getpid(), "")
        os._exit(0)

    def preload(self) -> str:
        """Import the modules. Returns why forks of this process would not be faithful, or ""."""
        gc.disable()
        for name in self.modules:
            try:
                importlib.import_module(name)
            except BaseException as error:
                # The program that wants it must see its own, real failure: in a fresh process.
                return f"import {name}: {type(error).__name__}: {error}"
        sys.stdout.flush()
        sys.stderr.flush()
        process.flush_c()
        if self.modules and os.fstat(1).st_size:
            return PRINTED
        count = process.threads()
        if count != 1:
            return f"{count} threads after importing"
        disown_finalizers()
        gc.collect()
        gc.freeze()
        return ""

    def listen_for_children(self) -> None:
        for end in (self.wake, self._wake_end):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_end, warn_on_full_buffer=False)

    def say(self, message: dict[str, Any]) -> None:
        try:
            self.control.send(json.dumps(message).encode("ascii"))
        except OSError:
            return  # the parent is gone; the closed socket ends the loop

    def obey(self) -> bool:
        """Take one order; False when there will be no more."""
        try:
            data, extra, _, _ = self.control.recvmsg(
                MESSAGE, socket.CMSG_SPACE(DESCRIPTORS * array.array("i").itemsize)
            )
        except OSError:
            return False
        if not data:
            return False
        order = json.loads(data)
        descriptors = array.array("i")
        for level, kind, content in extra:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(content[: len(content) // 4 * 4])
        if order["order"] == "run":
            self.fork(Job(order["job"], order["folder"]), list(descriptors))
        elif order["order"] == "kill":
            for pid, job in self.jobs.items():
                if job.number == order["job"]:
                    process.kill(pid)
        return True

    def fork(self, job: Job, descriptors: list[int]) -> None:
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            self.say({"event": "failed", "job": job.number, "detail": f"fork: {error}"})
            pid = -1
        if pid == 0:
            try:
                self.leave(parent)
                spec, stdout, stderr, result = descriptors
                child.become(spec=spec, result=result, stdout=stdout, stderr=stderr)
            finally:
                os._exit(1)
        for descriptor in descriptors:
            os.close(descriptor)
        if pid > 0:
            self.jobs[pid] = job
            self.say({"event": "forked", "job": job.number})

    def leave(self, parent: int) -> None:
        """In the child: give up everything that made this process a zygote."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.control.close()
        os.close(self.wake)
        os.close(self._wake_end)
        os.setsid()
        process.die_with(parent)
        gc.enable()

    def reap(self) -> None:
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None:
                return
            pid = found.si_pid
            job = self.jobs.get(pid)
            if job is not None:
                # Before its number is free for anyone else: its group may outlive it.
                process.kill(pid)
            _, status = os.waitpid(pid, 0)
            if job is None:
                continue  # an orphan that a program left
            del self.jobs[pid]
            self.sweep(pid, job.folder)
            self.say({"event": "ended", "job": job.number, "status": status})

    def sweep(self, session: int, folder: str) -> None:
        """Kill what a program that has ended left running, however it detached itself."""
        busy = set(self.jobs)
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return  # no children at all, so no orphans either
        for _ in range(20):  # each round can set free children of those it killed
            pids = process.left_behind(session, folder, busy)
            if not pids:
                return
            for pid in pids:
                process.kill(pid)
            for pid in pids:
                try:
                    os.waitpid(pid, 0)
                except ChildProcessError:
                    continue


def disown_finalizers() -> None:
    """Keep what was imported here from being torn down by each fork that ends.

    A fork would delete temporary folders that the others still use, and take tens of
    milliseconds to unregister torch's operators.
    """
    for each in list(getattr(weakref.finalize, "_registry", ())):
        each.atexit = False
