"""A program that runs, as its fork server knows it."""

from __future__ import annotations

from typing import NamedTuple

from ..isolation.containers import Container
from ..isolation.watch import Watch
from ..kernel import process


class ForkedProgram(NamedTuple):
    """Its number, its folder, its container where there are any, and the watch over what all its
    processes use.
    """

    number: int
    folder: str
    container: Container | None = None
    watch: Watch | None = None

    def end(self, pid: int) -> None:
        """End the program, whose first process is the child `pid`, with all its processes."""
        if self.container is not None:
            self.container.end()
        else:
            process.kill(pid)
