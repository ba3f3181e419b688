"""The process above a worker: makes its containers, and ends them all when it or its parent ends.

Two small processes that import nothing: the outer one is what was started, and stays outside;
the inner one is the first of a tree of processes to which the worker and all containers belong.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any, NoReturn, Optional

from ..kernel import namespaces, process
from ..kernel.children import Ends
from . import containers, rootfs, watch
from .broker import Broker
from .observed import InContainer

MESSAGE = 4096


def main(settings: dict[str, Any], mode: str, command: list[str]) -> NoReturn:
    """Start `command`: with "forkserver" as a worker that is given a socket to ask for containers,
    with "oneshot" as a program in a container. Exits as it does.
    """
    link, inner_end = socket.socketpair()
    namespaces.become_owner()
    pid = os.fork()
    if pid == 0:
        link.close()
        try:
            init = Init(settings, inner_end)
            init.forkserver(command) if mode == "forkserver" else init.oneshot(command)
        except BaseException:
            sys.excepthook(*sys.exc_info())  # the parent repeats its last words
        finally:
            os._exit(1)
    inner_end.close()
    signal.signal(signal.SIGTERM, lambda *_: link.shutdown(socket.SHUT_WR))
    told = link.recv(MESSAGE)
    os.waitpid(pid, 0)
    ended: dict[str, Any] = (
        json.loads(told) if told else {"status": int(signal.SIGKILL), "limit": ""}
    )
    if "report" in settings:
        os.write(settings["report"], json.dumps(ended).encode("ascii"))
    process.exit_like(ended["status"])


class Init:
    """The inner process. `link` is its socket to the outer one, whose end is its own end."""

    def __init__(self, settings: dict[str, Any], link: socket.socket) -> None:
        self._settings = settings
        self._link = link
        self._ends = Ends()

    def forkserver(self, command: list[str]) -> NoReturn:
        """Start a worker that forks its programs; open containers for it and its branches."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        worker = os.fork()
        if worker == 0:
            self._become([*command[:1], str(theirs.fileno()), *command[1:]], theirs.fileno())
        theirs.close()
        self._build()
        broker = Broker(self._view())
        broker.admit(ours)
        while True:
            ready = self._wait(broker.clients(), None)
            ended = process.reap_all()
            if worker in ended:
                self._end(ended[worker])
            broker.forget(ended)
            for client in [each for each in broker.clients() if each in ready]:
                broker.answer(client)

    def oneshot(self, command: list[str]) -> NoReturn:
        """Run one program in a container."""
        self._build()
        asking, answering = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

        def tell(said: bytes, descriptors: Sequence[int]) -> None:
            socket.send_fds(answering, [said], descriptors)

        def ask() -> None:
            containers.open_container(self._view(), tell)

        container = containers.receive(asking, ask)
        tree = namespaces.Tree()
        tree.enter(container.first)
        program = containers.fork_and_return(tree)
        if program == 0:
            namespaces.join(container.first)
            os.set_inheritable(self._settings["report"], False)
            self._become(command)
        where = InContainer(container.processes, container.sockets)
        guard = watch.Watch(where, self._settings["memory"], self._settings["timeout"])
        limit = ""
        while True:
            if self._link in self._ready([], watch.EVERY):  # nobody waits any more
                self._end(int(signal.SIGKILL), limit or guard.exceeded())
            ended = process.reap_all()
            if program in ended:
                container.end()
                select.select([container.first], [], [])
                self._end(ended[program], limit)
            if not limit and guard.due():
                limit = guard.exceeded()
                if limit:
                    container.end()

    def _view(self) -> rootfs.View:
        given = self._settings
        return rootfs.View(given["root"], given["paths"], given["folders"])

    def _build(self) -> None:
        rootfs.build(self._settings["paths"], self._settings["hidden"], self._settings["root"])

    def _become(self, command: list[str], *descriptors: int) -> NoReturn:
        self._ends.leave()
        for descriptor in descriptors:
            os.set_inheritable(descriptor, True)
        if descriptors:
            namespaces.keep_capabilities()
        python = self._settings["python"]
        os.execv(python, [python, "-s", self._settings["worker"], *command])

    def _wait(self, sources: list[Any], patience: Optional[float]) -> list[Any]:  # noqa: UP045
        """What is ready to be read. Does not return once the outer process has ended."""
        ready = self._ready(sources, patience)
        if self._link in ready:
            os._exit(0)  # and with this one all others
        return ready

    def _ready(self, sources: list[Any], patience: Optional[float]) -> list[Any]:  # noqa: UP045
        ready, _, _ = select.select([self._ends, self._link, *sources], [], [], patience)
        if self._ends in ready:
            self._ends.heard()
        return ready

    def _end(self, status: int, limit: str = "") -> NoReturn:
        try:
            self._link.send(json.dumps({"status": status, "limit": limit}).encode("ascii"))
        finally:
            os._exit(0)
