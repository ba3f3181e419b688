"""A program of an assistant, run by itself in the sandbox."""

from __future__ import annotations

from typing import Any, Final

from generator.assisting.answer_bounds import bounded
from generator.assisting.bench import Bench
from generator.assisting.came_out_json import run_json
from generator.assisting.jobs import Watched
from generator.assisting.refused import RefusedError
from generator.model import Cell, Program, Run, Spot
from generator.reading.statements import read_statements
from generator.running.programs.data_files import data_files

_NAME: Final = "program"
_MOST_SPOTS: Final = 500


def run_program(bench: Bench, watched: Watched, code: str, timeout: float) -> dict[str, Any]:
    """What came out of a program, with what each of its lines printed or was worth."""
    bench.require_sandbox()
    config = bench.config
    program = Program(
        id=_NAME,
        path=f"{_NAME}.py",
        cells=(Cell(code, 1, notes=_spots(code)),),
        timeout=min(timeout, config.timeout) if timeout else config.timeout,
        memory=config.memory,
        files=data_files([code], bench.folder, bench.folder, apart=config.languages),
    )
    watched.step("running", 1)
    run = _run(bench, program)
    watched.advance(_NAME)
    found = run_json(program, run)
    cells = found.pop("cells")
    cell = cells[0] if cells else _NOTHING
    found |= {key: cell[key] for key in _NOTHING} | {"cached": run.cached}
    environment = run.environment
    found["environment"] = {
        "python": environment.python,
        "implementation": environment.implementation,
        "platform": environment.platform,
        "packages": dict(environment.packages),
        "sandbox": environment.sandbox,
    }
    return bounded(found, ("values", "varies"))


_NOTHING: Final[dict[str, Any]] = {
    "output": "",
    "values": [],
    "values-left-out": 0,
    "error": None,
    "varies": [],
    "pictures": 0,
}


def _run(bench: Bench, program: Program) -> Run:
    strays: list[str] = []
    runs = list(bench.session.runner(bench.folder, strays.append).run([program]))
    if not runs:
        raise RefusedError("the program was not run: " + "; ".join(strays or ["no run came back"]))
    return runs[0]


def _spots(code: str) -> tuple[Spot, ...]:
    """Of each statement what it prints or is worth, or what it leaves in what it changed."""
    found = {
        (each.first, each.column): Spot(
            each.first, each.column, changed=() if each.kind == "print" else each.changed
        )
        for each in read_statements(code)
    }
    return tuple(found[key] for key in sorted(found))[:_MOST_SPOTS]
