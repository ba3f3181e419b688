"""The seam of this step: whatever takes programs and gives back runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from generator.model import Program, Run


class Runner(Protocol):
    """Runs programs somewhere; the local pool is one, a cluster may be another."""

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """A run for every program, in the order in which they finish.

        What a program does wrong is told by its run, never raised. Closing the iterator early
        stops what still runs.
        """
        ...
