"""Programs share a machine with whatever else its owner does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model import Run
from generator.running import LocalPool
from generator.running.machine.capacity import Memory, usable_cores
from generator.running.pool import schedule as scheduling
from tests.support.running import program


def machine_with(
    root: Path, free: int, granted: str = "max", used: int = 0, files: int = 0
) -> Path:
    """A root with so many MiB."""
    (root / "proc").mkdir(parents=True)
    (root / "proc/meminfo").write_text(f"MemTotal: 9 kB\nMemAvailable: {free * 1024} kB\n")
    group = root / "sys/fs/cgroup"
    group.mkdir(parents=True)
    (group / "memory.max").write_text(f"{granted}\n")
    (group / "memory.current").write_text(f"{used * 1024**2}\n")
    (group / "memory.stat").write_text(f"anon 1\ninactive_file {files * 1024**2}\n")
    return root


def test_a_machine_or_container_short_of_memory_is_told_from_a_roomy_one(tmp_path: Path) -> None:
    limit = str(2048 * 1024**2)
    assert Memory(machine_with(tmp_path / "a", 4000)).for_program()
    assert not Memory(machine_with(tmp_path / "b", 400)).for_program()
    assert not Memory(machine_with(tmp_path / "c", 4000, limit, used=1900)).for_program()
    assert Memory(machine_with(tmp_path / "d", 4000, limit, used=1900, files=800)).for_program()
    assert Memory(tmp_path / "nothing").for_program()


def test_programs_that_are_known_to_be_light_run_side_by_side_in_little_memory(
    tmp_path: Path,
) -> None:
    memory = Memory(machine_with(tmp_path, 300))
    assert not memory.for_program()
    memory.weighed(20 * 1024**2)
    assert memory.for_program()
    assert not memory.for_import()
    memory.weighed(250 * 1024**2)
    memory.weighed(20 * 1024**2)
    assert not memory.for_program()


def test_the_pool_knows_what_its_programs_take() -> None:
    light, heavy = program("1", id="light"), program("x = b'x' * 200_000_000", id="heavy")
    with LocalPool(jobs=1) as pool:
        list(pool.run([light]))
        before = pool._memory._heaviest
        assert 0 < before < 100 * 1024**2
    with LocalPool(jobs=1) as pool:
        list(pool.run([heavy]))
        assert pool._memory._heaviest > before + 150 * 1024**2


@pytest.mark.parametrize("enough", [True, False])
def test_programs_run_one_by_one_where_memory_is_short(
    enough: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy: list[int] = []

    class Watched(scheduling.Schedule):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            monkeypatch.setattr(self._memory, "for_program", lambda: enough)

        def _patience(self) -> float | None:
            busy.append(sum(len(worker.busy) for worker in self._workers.all()))
            return super()._patience()

    monkeypatch.setattr("generator.running.pool.local_pool.Schedule", Watched)
    with LocalPool(jobs=3) as pool:
        programs = [program(f"import time; time.sleep(0.2); {n}", id=str(n)) for n in range(6)]
        runs: Iterator[Run] = pool.run(programs)
        assert [run.ended for run in runs] == ["finished"] * 6
    assert max(busy) == (3 if enough else 1)


def test_the_cores_are_those_that_may_be_used() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
