"""Where workers ask for rooms: the warden's side."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterable, Sequence

from .. import orders
from . import containers


class Desk:
    """Opens rooms for its customers, and ends those of a customer who is gone.

    `root` is the folder of the pool, `paths` are those to be seen in rooms, `folders` those of
    them that belong to the deck.
    """

    def __init__(self, root: str, paths: Sequence[str], folders: Sequence[str]) -> None:
        self._root = root
        self._paths = paths
        self._folders = folders
        self._customers: dict[socket.socket, set[int]] = {}  # and the first processes of rooms

    def admit(self, customer: socket.socket) -> None:
        """Take orders from one more."""
        self._customers[customer] = set()

    def customers(self) -> list[socket.socket]:
        """Those who may have asked."""
        return list(self._customers)

    def forget(self, ended: Iterable[int]) -> None:
        """Children that have been waited for: their numbers may soon be others'."""
        for numbers in self._customers.values():
            numbers.difference_update(ended)

    def answer(self, customer: socket.socket) -> None:
        """Do what a customer asks for, or clear up after one who is gone."""
        said, descriptors = orders.receive(customer)
        if said == containers.MORE:
            for descriptor in descriptors:
                self.admit(socket.socket(fileno=descriptor))
        elif said:
            self._open(customer)
        else:
            self._dismiss(customer)

    def _open(self, customer: socket.socket) -> None:
        def tell(said: bytes, descriptors: Sequence[int]) -> None:
            try:
                socket.send_fds(customer, [said], descriptors)
            except ConnectionError:
                return  # it is gone, which the next look at it shows

        try:
            number = containers.open_room(self._root, self._paths, self._folders, tell)
            self._customers[customer].add(number)
        except OSError as error:
            tell(str(error).encode(), [])

    def _dismiss(self, customer: socket.socket) -> None:
        for number in self._customers.pop(customer):
            os.kill(number, signal.SIGKILL)
        customer.close()
