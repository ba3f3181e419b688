"""Runners that answer as a test says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.model import Program, Run


class Answering:
    """Gives each program the same runs, under its name; without runs, it loses every program."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs

    def __enter__(self) -> Answering:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing was started."""

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            for run in self._runs:
                yield replace(run, id=program.id)
