"""A process that has imported the frameworks and forks itself once per program.

It stays single-threaded: a fork copies only the thread that calls it, so a lock held by any
other would stay locked for ever in the child. With more than one thread it refuses to serve.

A fork can also become another fork server, a branch, that goes on importing: what both import is
then imported once. Since no program's code ever runs in a fork server itself, it can branch at any
time, before and after it has forked programs.
"""

from __future__ import annotations

import gc
import json
import os
import select
import socket
import sys
from typing import Any, NoReturn

from .. import packets
from ..isolation.containers import Container, Containers
from ..isolation.observed import InContainer, Outside, Where
from ..isolation.watch import EVERY, Watch
from ..kernel import namespaces, process
from ..kernel.children import Ends
from ..script import child
from . import huge_pages
from .forked_program import ForkedProgram
from .preload import PRINTED, preload
from .sweep import sweep

MANY = 64  # forks, after which more are likely enough to come that large pages pay


def run(server: ForkServer) -> NoReturn:
    """Serve as a fork server, and in its branches as each of those."""
    following: ForkServer | None = server
    status = 1
    try:
        while following is not None:  # so that programs of a branch run no deeper in the stack
            following = following.serve()
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())  # the last words that the parent repeats
        sys.stderr.flush()
    finally:
        os._exit(status)  # not through the exit handlers of what a branch shares with others


class ForkServer:
    """`control` is a packet socket to the parent, `modules` what to import beforehand, `asking`
    the socket to ask for containers on, or -1.
    """

    def __init__(self, control: int, modules: list[str], asking: int) -> None:
        self.control = socket.socket(fileno=control)
        self.control.set_inheritable(False)
        self.modules = modules
        self.jobs: dict[int, ForkedProgram] = {}  # by process
        self.branches: set[int] = set()
        self.following: ForkServer | None = None  # what this process is to be instead
        self.forks = 0
        self.asking = asking
        self.containers: Containers | None = None
        self.limits: dict[int, str] = {}  # those that were exceeded, by process
        # Those whose containers are not empty yet, by the pidfd of a container.
        self.ending: dict[int, tuple[ForkedProgram, int, str]] = {}

    def serve(self) -> ForkServer | None:
        """Answer the parent until it closes the socket. Returns what to serve as from then on."""
        refusal = preload(self.modules)
        if refusal:
            self.say({"event": "refused", "detail": refusal, "again": refusal == PRINTED})
            return None
        if self.asking >= 0:
            self.containers = Containers(self.asking)
        self.say({"event": "ready"})
        process.adopt_orphans()
        self.ends = Ends()
        while self.following is None:
            sources: list[Any] = [self.control, self.ends, *self.ending]
            patience = EVERY if self.jobs else None
            ready, _, _ = select.select(sources, [], [], patience)
            if self.ends in ready:
                self.ends.heard()
                self.reap()
            for descriptor in [each for each in self.ending if each in ready]:
                self.tell(*self.ending.pop(descriptor))
            self.look()
            if self.control in ready and not self.obey():
                self.end_all()
                return None
        return self.following

    def say(self, message: dict[str, Any]) -> None:
        try:
            self.control.send(json.dumps(message).encode("ascii"))
        except OSError:
            return  # the parent is gone; the closed socket ends the loop

    def obey(self) -> bool:
        """Take one order; False when there will be no more."""
        data, descriptors = packets.receive(self.control)
        if not data:
            return False
        order = json.loads(data)
        if order["order"] == "run":
            self.forks += 1
            if self.forks == MANY:
                huge_pages.gather()
            self.fork(order, descriptors)
        elif order["order"] == "branch":
            self.branch(order["modules"], *descriptors)
        elif order["order"] == "kill":
            for pid, job in self.jobs.items():
                if job.number == order["job"]:
                    self.look_at(pid, job)  # which of its bounds came first, on a slow machine
                    job.end(pid)
        return True

    def fork(self, order: dict[str, Any], descriptors: list[int]) -> None:
        parent = os.getpid()
        number, container = order["job"], None
        try:
            if self.containers is not None:
                container = self.containers.take()
                pid = self.containers.fork(container)
            else:
                pid = os.fork()
        except OSError as error:
            self.say({"event": "failed", "job": number, "detail": f"fork: {error}"})
            pid = -1
        if pid == 0:
            try:
                self.leave(parent, container)
                spec, stdout, stderr, result = descriptors
                child.become(spec, result, stdout, stderr, container=container is not None)
            finally:
                os._exit(1)
        for descriptor in descriptors:
            os.close(descriptor)
        if pid > 0:
            if container is not None:
                where: Where = InContainer(container.processes, container.sockets)
            else:
                where = self.outside(pid, order["folder"])
            watch = Watch(where, order["memory"], order["timeout"])
            self.jobs[pid] = ForkedProgram(number, order["folder"], container, watch)
            self.say({"event": "forked", "job": number})
        elif container is not None:
            container.end()
            container.close()

    def branch(self, modules: list[str], control: int, log: int) -> None:
        """Fork a server that imports `modules` as well, answers to `control`, and says to `log`
        what it has to say. If there is none, its closed socket tells.

        This one ends it with itself; but where this one is killed and there is no `init` to end
        all, it lives on, so that somebody is there to end what its programs leave.
        """
        pid = asking = -1
        try:
            asking = self.containers.another() if self.containers is not None else -1
            pid = os.fork()
        except OSError as error:
            print(f"branch: {error}", file=sys.stderr, flush=True)
        if pid == 0:
            try:
                self.let_go()
                os.dup2(log, 1)
                os.dup2(log, 2)
                os.close(log)
                self.following = ForkServer(control, modules, asking)
                self.following.introduce()
                sys.argv += modules  # as if it had been started with all of them
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            return
        for descriptor in (control, log, asking):
            if descriptor >= 0:
                os.close(descriptor)
        if pid > 0:
            self.branches.add(pid)

    def introduce(self) -> None:
        """Give Proofdeck, which is not this process's parent, a descriptor to end it by."""
        own = namespaces.pidfd(os.getpid())
        socket.send_fds(self.control, [b'{"event": "branched"}'], [own])
        os.close(own)

    def leave(self, parent: int, container: Container | None) -> None:
        """In the child: give up everything that made this process a fork server."""
        self.let_go()
        if container is not None:
            namespaces.join(container.first)
            container.close()
        else:
            process.die_with(parent)
        os.setsid()
        gc.enable()

    def let_go(self) -> None:
        """In the child: close all that only this fork server may have."""
        self.ends.leave()
        self.control.close()
        if self.containers is not None:
            self.containers.leave()
        for each in (*self.jobs.values(), *(job for job, _, _ in self.ending.values())):
            if each.container is not None:
                each.container.close()

    def outside(self, pid: int, folder: str) -> Outside:
        """The processes and files of a program that has no container."""

        def find() -> list[int]:
            return process.of_program(pid, folder, set(self.jobs) - {pid}, self.branches)

        return Outside(folder, find)

    def look(self) -> None:
        """End the programs whose processes together use more than they may."""
        for pid, job in self.jobs.items():
            if job.watch is not None and job.watch.due():
                self.look_at(pid, job)

    def look_at(self, pid: int, job: ForkedProgram) -> None:
        """End one if its processes together use more than they may."""
        limit = job.watch.exceeded() if job.watch is not None and pid not in self.limits else ""
        if limit:
            self.limits[pid] = limit
            job.end(pid)

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
            if job is not None and job.container is None:
                # Before its number is free for anyone else: its group may outlive it.
                process.kill(pid)
            _, status = os.waitpid(pid, 0)
            if job is None:
                if pid in self.branches:
                    self.lose(pid)
                continue  # or an orphan that a program left
            del self.jobs[pid]
            limit = self.limits.pop(pid, "")
            if job.container is not None:
                alone = job.container.empty()
                job.container.end()
                if not alone:
                    self.ending[job.container.first] = job, status, limit
                    continue
                self.tell(job, status, limit)
                continue
            self.sweep(pid, job.folder)
            self.tell(job, status, limit)

    def lose(self, branch: int) -> None:
        """A branch has ended. Where its programs had containers, `init` ends those; what else they
        left has become this process's, and hides among its own only while any of those run.
        """
        self.branches.remove(branch)
        if self.containers is None:
            self.sweep(branch, "")

    def tell(self, job: ForkedProgram, status: int, limit: str) -> None:
        """Say that a program has ended, and that nothing of it is left."""
        if job.container is not None:
            job.container.close()
        self.say({"event": "ended", "job": job.number, "status": status, "limit": limit})

    def sweep(self, session: int, folder: str) -> None:
        """Kill what a program that has ended left running, however it detached itself."""
        busy = set(self.jobs)
        sweep(lambda: process.left_behind(session, folder, busy, self.branches))

    def end_all(self) -> None:
        """End all programs and branches, and wait for them.

        In a tree of containers the numbers in `/proc` are not those of this process's children, so
        there is nothing to look for; and `init` ends what is of no container any more.
        """
        for pid, job in self.jobs.items():
            job.end(pid)
        if self.containers is None:
            self.jobs.clear()
            self.branches.clear()
            self.sweep(os.getpid(), "")
            return
        for pid in self.branches:
            process.kill(pid)
        process.outlive_all()  # else nobody knows how much time of the processors they took
