"""Two small frameworks, the second of which needs the first, and what they show of a process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.running import LocalPool
from generator.running.machine import environ
from generator.running.programs import scan as scan_module
from generator.running.sandbox.confinement import Sandbox

# A mark is made anew by each import, so equal ones are of one import; the names are for /proc.
FIRST = """
import ctypes, os, time
MARK, PID = time.time_ns(), os.getpid()
ctypes.CDLL(None).prctl(15, b"pd-first", 0, 0, 0)
"""
SECOND = """
import ctypes, os, time
import first_framework
MARK, PID = time.time_ns(), os.getpid()
ctypes.CDLL(None).prctl(15, b"pd-second", 0, 0, 0)
"""


@pytest.fixture
def frameworks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of both, from which programs can import them."""
    (tmp_path / "first_framework.py").write_text(FIRST)
    (tmp_path / "second_framework.py").write_text(SECOND)
    first, second = ("first_framework",), ("first_framework", "second_framework")
    monkeypatch.setitem(scan_module.PRELOADS, "first_framework", first)
    monkeypatch.setitem(scan_module.PRELOADS, "second_framework", second)
    monkeypatch.setitem(environ.FIXED, "PYTHONPATH", str(tmp_path))
    return tmp_path


@pytest.fixture(params=["containers", "rules", "off"])
def pool(request: pytest.FixtureRequest, frameworks: Path) -> Iterator[LocalPool]:
    """With all that closes programs off, without namespaces, and without anything."""
    without = ("netns",) if request.param == "rules" else ()
    sandbox: Sandbox = "off" if request.param == "off" else "auto"
    with LocalPool(jobs=2, folder=frameworks, sandbox=sandbox, without=without) as opened:
        yield opened


def forkserver_named(name: str) -> int:
    """The process with a name, a parent of another name and children, among those that descend
    from this one: other tests may run at the same time. Waits for it.
    """
    for _ in range(400):
        table = _table()
        parents = {parent for _, parent in table.values()}
        for pid, (own, parent) in table.items():
            is_first = own == name and pid in parents and table.get(parent, ("", 0))[0] != name
            if is_first and os.getpid() in _line(pid, table):
                return pid
        time.sleep(0.05)
    raise AssertionError(f"no process called {name} has children")


def _line(pid: int, table: dict[int, tuple[str, int]]) -> Iterator[int]:
    """A process, its parent, and so on."""
    while pid in table:
        yield pid
        pid = table[pid][1]


def _table() -> dict[int, tuple[str, int]]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                told, _, rest = (folder / "stat").read_text().rpartition(")")
            except OSError:
                continue
            found[int(folder.name)] = (told.partition("(")[2], int(rest.split()[1]))
    return found
