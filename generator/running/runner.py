"""The seam of this step: whatever takes programs and gives back runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from generator.model import Program, Run

if TYPE_CHECKING:
    from generator.running.machine.interpreter import Facts


class ClosedError(RuntimeError):
    """A runner was closed before it could begin."""


class Runner(Protocol):
    """Runs programs somewhere; the local pool is one, a cluster may be another.

    It runs each program that it is given once, in the environment that `Program.world` names.
    How often a program must run to count, and whether its runs agree, is decided by whoever
    holds the runner (`Twice`), never by the runner itself.
    """

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """A run for every program, in the order in which they finish.

        What a program does wrong is told by its run, never raised. Closing the iterator early
        stops what still runs.
        """
        ...


@runtime_checkable
class KnowsMachine(Protocol):
    """A runner that says where its programs run. Of any other it is assumed that they run in
    the interpreter of the options, without a sandbox.
    """

    @property
    def facts(self) -> Facts:
        """What is known of the interpreter that runs programs."""
        ...

    @property
    def level(self) -> str:
        """The sandbox that programs get, as `Environment.sandbox` names it."""
        ...
