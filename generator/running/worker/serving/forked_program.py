"""A program that runs, as its zygote knows it."""

from __future__ import annotations

from typing import NamedTuple

from ..isolation.containers import Room
from ..isolation.watch import Watch
from ..kernel import process


class Job(NamedTuple):
    """Its number, the folder and, where there are any, the room it lives in, and the watch over
    what all its processes use.
    """

    number: int
    folder: str
    room: Room | None = None
    watch: Watch | None = None

    def end(self, pid: int) -> None:
        """End the program, whose first process is the child `pid`, with all its processes."""
        if self.room is not None:
            self.room.end()
        else:
            process.kill(pid)
