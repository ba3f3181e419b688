"""Where workers ask for containers: the side of `init`."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterable, Sequence

from .. import packets
from . import containers, rootfs


class Broker:
    """Opens containers with that `view` for its clients; ends those of a client who is gone."""

    def __init__(self, view: rootfs.View) -> None:
        self._view = view
        self._clients: dict[socket.socket, set[int]] = {}  # and the first processes of containers

    def admit(self, client: socket.socket) -> None:
        """Take orders from one more."""
        self._clients[client] = set()

    def clients(self) -> list[socket.socket]:
        """Those who may have asked."""
        return list(self._clients)

    def forget(self, ended: Iterable[int]) -> None:
        """Children that have been waited for: their numbers may soon be others'."""
        for numbers in self._clients.values():
            numbers.difference_update(ended)

    def answer(self, client: socket.socket) -> None:
        """Do what a client asks for, or clear up after one who is gone."""
        said, descriptors = packets.receive(client)
        if said == containers.MORE:
            for descriptor in descriptors:
                self.admit(socket.socket(fileno=descriptor))
        elif said:
            self._open(client)
        else:
            self._dismiss(client)

    def _open(self, client: socket.socket) -> None:
        def tell(said: bytes, descriptors: Sequence[int]) -> None:
            try:
                socket.send_fds(client, [said], descriptors)
            except ConnectionError:
                return  # it is gone, as the next look shows

        try:
            number = containers.open_container(self._view, tell)
            self._clients[client].add(number)
        except OSError as error:
            tell(str(error).encode(), [])

    def _dismiss(self, client: socket.socket) -> None:
        for number in self._clients.pop(client):
            os.kill(number, signal.SIGKILL)
        client.close()
