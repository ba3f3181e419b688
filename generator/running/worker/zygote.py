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
from typing import Any, NamedTuple, Optional

from . import child, lazy, namespaces, pages, process, sandbox
from .rooms import Room, Rooms
from .watch import EVERY, InRoom, Outside, Watch

MESSAGE = 65536
PRINTED = "importing printed something"  # which the program has to show
ROUNDS = 200  # of looking for what a program left
DESCRIPTORS = 4  # spec, stdout, stderr, result
MANY = 64  # forks, after which more are likely enough to come that large pages pay


class Job(NamedTuple):
    """A program that runs: its number, the folder and, where there are any, the room it lives in,
    and the watch over what all its processes use.
    """

    number: int
    folder: str
    room: Room | None = None
    watch: Watch | None = None


class Zygote:
    """`control` is a packet socket to the parent, `modules` what to import beforehand, `asking`
    the socket to ask for rooms on, or -1.
    """

    def __init__(self, control: int, modules: list[str], asking: int) -> None:
        self.control = socket.socket(fileno=control)
        self.control.set_inheritable(False)
        self.modules = modules
        self.jobs: dict[int, Job] = {}  # by process
        self.forks = 0
        self.wake, self._wake_end = os.pipe()
        self.asking = asking
        self.rooms: Rooms | None = None
        self.limits: dict[int, str] = {}  # those that were exceeded, by process
        self.ending: dict[int, tuple[Job, int, str]] = {}  # rooms that empty, by their pidfd

    def serve(self) -> None:
        """Answer the parent until it closes the socket."""
        refusal = self.preload()
        if refusal:
            self.say({"event": "refused", "detail": refusal, "again": refusal == PRINTED})
            return
        if self.asking >= 0:
            self.rooms = Rooms(self.asking)
        self.say({"event": "ready"})
        process.adopt_orphans()
        self.listen_for_children()
        while True:
            sources: list[Any] = [self.control, self.wake, *self.ending]
            patience = EVERY if self.jobs else None
            ready, _, _ = select.select(sources, [], [], patience)
            if self.wake in ready:
                os.read(self.wake, MESSAGE)
                self.reap()
            for descriptor in [each for each in self.ending if each in ready]:
                self.tell(*self.ending.pop(descriptor))
            self.look()
            if self.control in ready and not self.obey():
                break
        for pid, job in self.jobs.items():
            end(pid, job)
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
        lazy.bring()
        sys.stdout.flush()
        sys.stderr.flush()
        process.flush_c()
        if self.modules and os.fstat(1).st_size:
            return PRINTED
        count = process.threads()
        if count != 1:
            return f"{count} threads after importing"
        disown_finalizers()
        sandbox.prepare()
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
            self.forks += 1
            if self.forks == MANY:
                pages.gather()
            self.fork(order, list(descriptors))
        elif order["order"] == "kill":
            for pid, job in self.jobs.items():
                if job.number == order["job"]:
                    end(pid, job)
        return True

    def fork(self, order: dict[str, Any], descriptors: list[int]) -> None:
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        parent = os.getpid()
        number, room = order["job"], None
        try:
            if self.rooms is not None:
                room = self.rooms.take()
                pid = self.rooms.fork(room)
            else:
                pid = os.fork()
        except OSError as error:
            self.say({"event": "failed", "job": number, "detail": f"fork: {error}"})
            pid = -1
        if pid == 0:
            try:
                self.leave(parent, room)
                spec, stdout, stderr, result = descriptors
                child.become(spec, result, stdout, stderr, room=room is not None)
            finally:
                os._exit(1)
        for descriptor in descriptors:
            os.close(descriptor)
        if pid > 0:
            if room is not None:
                watch = Watch(InRoom(room.processes), order["memory"])
            else:
                watch = Watch(self.outside(pid, order["folder"]), order["memory"])
            self.jobs[pid] = Job(number, order["folder"], room, watch)
            self.say({"event": "forked", "job": number})
        elif room is not None:
            room.end()
            room.close()

    def leave(self, parent: int, room: Optional[Room]) -> None:  # noqa: UP045
        """In the child: give up everything that made this process a zygote."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.control.close()
        os.close(self.wake)
        os.close(self._wake_end)
        if room is not None and self.rooms is not None:
            namespaces.move_in(room.first)
            self.rooms.leave()
            others = [*self.jobs.values(), *(job for job, _, _ in self.ending.values())]
            for each in (room, *(job.room for job in others)):
                if each is not None:
                    each.close()
        else:
            process.die_with(parent)
        os.setsid()
        gc.enable()

    def outside(self, pid: int, folder: str) -> Outside:
        """The processes and files of a program that has no room."""
        return Outside(folder, lambda: process.of_program(pid, folder, set(self.jobs) - {pid}))

    def look(self) -> None:
        """End the programs whose processes together use more than they may."""
        for pid, job in self.jobs.items():
            if job.watch is not None and pid not in self.limits and job.watch.due():
                limit = job.watch.exceeded()
                if limit:
                    self.limits[pid] = limit
                    end(pid, job)

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
            if job is not None and job.room is None:
                # Before its number is free for anyone else: its group may outlive it.
                process.kill(pid)
            _, status = os.waitpid(pid, 0)
            if job is None:
                continue  # an orphan that a program left
            del self.jobs[pid]
            limit = self.limits.pop(pid, "")
            if job.room is not None:
                alone = job.room.empty()
                job.room.end()
                if not alone:
                    self.ending[job.room.first] = job, status, limit
                    continue
                self.tell(job, status, limit)
                continue
            self.sweep(pid, job.folder)
            self.tell(job, status, limit)

    def tell(self, job: Job, status: int, limit: str) -> None:
        """Say that a program has ended, and that nothing of it is left."""
        if job.room is not None:
            job.room.close()
        self.say({"event": "ended", "job": job.number, "status": status, "limit": limit})

    def sweep(self, session: int, folder: str) -> None:
        """Kill what a program that has ended left running, however it detached itself."""
        busy = set(self.jobs)
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return  # no children at all, so no orphans either
        stopped: set[int] = set()
        for _ in range(ROUNDS):  # each can set free children of those it killed
            pids = set(process.left_behind(session, folder, busy))
            if not pids:
                return
            if not pids <= stopped:  # not before all are found that could start more
                process.stop(pids - stopped)
                stopped |= pids
                continue
            for pid in pids:
                process.kill(pid)
            for pid in pids:
                try:
                    os.waitpid(pid, 0)
                except ChildProcessError:
                    continue


def end(pid: int, job: Job) -> None:
    """End a program with all its processes."""
    if job.room is not None:
        job.room.end()
    else:
        process.kill(pid)


def disown_finalizers() -> None:
    """Keep what was imported here from being torn down by each fork that ends.

    A fork would delete temporary folders that the others still use, and take tens of
    milliseconds to unregister torch's operators.
    """
    for each in list(getattr(weakref.finalize, "_registry", ())):
        each.atexit = False
