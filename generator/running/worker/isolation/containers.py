"""Containers: each a set of namespaces for one program, whose first process is ours.

A small process, `init`, makes them ahead of time, because making one takes longer than forking a
program; and because the program's own process then need not be forked twice, which with a
framework in memory would take long too. When the first process of a container ends, the kernel
ends all others in it, however they detached themselves.
"""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH208

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

from .. import packets
from ..kernel import namespaces, process, sockets
from . import rootfs

ASK = b"container"
MORE = b"more"
MADE = b"made"
PATIENCE = 20.0  # seconds


class Container(NamedTuple):
    """Its first process, as a pidfd, its `/proc`, as an open folder, and a descriptor to ask about
    its sockets, -1 where there is none.
    """

    first: int
    processes: int
    sockets: int = -1

    def end(self) -> None:
        """End everything in it."""
        try:
            signal.pidfd_send_signal(self.first, signal.SIGKILL)
        except OSError:
            return  # it has ended

    def empty(self) -> bool:
        """Whether nobody is in it but the first."""
        return [name for name in os.listdir(self.processes) if name.isdigit()] == ["1"]

    def close(self) -> None:
        """Give back the descriptors."""
        os.close(self.first)
        os.close(self.processes)
        if self.sockets >= 0:
            os.close(self.sockets)


class Containers:
    """The client's side: asks ahead, so that there is always one to take."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.set_inheritable(False)
        self._socket.settimeout(PATIENCE)
        self._tree = namespaces.Tree()
        self._ask()  # for the first

    def _ask(self) -> None:
        self._socket.send(ASK)

    def take(self) -> Container:
        """A container that nobody was in. Raises OSError where there is none to be had."""
        return receive(self._socket, self._ask)

    def fork(self, container: Container) -> int:
        """As `os.fork`; the child is among the processes of the container, and has to `join` it."""
        self._tree.enter(container.first)
        return fork_and_return(self._tree)

    def another(self) -> int:
        """A descriptor for a client of its own, such as a child that is to have containers, too.

        Raises OSError.
        """
        own, broker = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with own, broker:
            socket.send_fds(self._socket, [MORE], [broker.fileno()])
            return own.detach()

    def leave(self) -> None:
        """In a child: give up what only the client may have."""
        self._socket.close()
        self._tree.close()


def receive(answers: socket.socket, ask: Callable[[], object]) -> Container:
    """Take a container from a socket, having asked for one more. Raises OSError."""
    ask()
    said, descriptors = packets.receive(answers)
    if said != MADE or len(descriptors) not in (2, 3):
        raise OSError(f"no container: {said.decode('utf-8', 'replace')}")
    return Container(*descriptors)


def fork_and_return(tree: namespaces.Tree) -> int:
    """Fork into another tree of processes, and come back from there in the parent."""
    try:
        pid = os.fork()
    except OSError:
        tree.back()
        raise
    if pid:
        tree.back()
    return pid


Tell = Callable[[bytes, Sequence[int]], object]


def open_container(view: rootfs.View, tell: Tell) -> int:
    """Fork the first process of a new container, which tells when all is ready; returns its number.

    No process of a container can end its first.
    """
    tree = namespaces.Tree()
    tree.new()
    pid = fork_and_return(tree)
    tree.close()
    if pid == 0:
        try:
            _keep(view, tell)
        finally:
            os._exit(1)
    return pid


def _keep(view: rootfs.View, tell: Tell) -> NoReturn:
    """Be the first process: make the container, then wait for orphans until the end."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        namespaces.new_namespaces()
        rootfs.set_up(view)
        namespaces.set_up()
        found = [namespaces.pidfd(os.getpid()), os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)]
        diagnosis = sockets.open_diagnosis()
        found += [diagnosis] if diagnosis >= 0 else []
    except OSError as error:
        tell(str(error).encode(), [])
        os._exit(1)
    tell(MADE, found)
    process.close_all()
    while True:
        signal.sigwait({signal.SIGCHLD})
        process.reap_all()
