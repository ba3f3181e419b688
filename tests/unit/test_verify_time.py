"""A package decides how long its programs may take, and not how long the machine is busy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from generator.model import Cell, CellRun, Environment, Program, Run
from generator.running import Facts
from generator.verifying import verification as module
from generator.verifying.evidence import Evidence
from generator.verifying.package import Carried, Package
from generator.verifying.verification import verify_package


class Slow:
    """A runner that gets to the end of every program it is still asked for."""

    def __init__(self) -> None:
        self.ran = 0

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for program in programs:
            self.ran += 1
            yield Run(program.id, "finished", (CellRun(),), Environment("3"))


def verified(seconds: float, monkeypatch: pytest.MonkeyPatch) -> tuple[module.Verified, Slow]:
    monkeypatch.setattr(module, "_MOST_SECONDS", seconds)
    runner = Slow()

    @contextmanager
    def opened() -> Iterator[Slow]:
        yield runner

    notes = tuple(
        Carried(
            f"en/{at}", Evidence(f"en/{at}", Program(f"en/{at}", "a.md", (Cell("", 1),)), (None,))
        )
        for at in range(3)
    )
    package = Package("deck.apkg", notes)
    return verify_package(package, runner=opened, facts=Facts.of()), runner


def test_what_an_hour_has_no_room_for_is_named_and_is_no_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result, runner = verified(-1.0, monkeypatch)
    assert runner.ran == 1
    assert [one.status for one in result.results] == ["true", "not verifiable", "not verifiable"]
    assert result.results[1].reason.startswith("it was not run: the programs before it took")
    assert result.failed


def test_the_last_program_may_end_late(monkeypatch: pytest.MonkeyPatch) -> None:
    result, runner = verified(1000.0, monkeypatch)
    assert runner.ran == 3
    assert not result.failed
