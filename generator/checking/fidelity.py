"""Whether programs come out of a warm process as they do of a fresh interpreter.

Frameworks are imported once and shared by forks. That must never show; if it does, it is a
mistake of Proofdeck and not of a card. So every build runs a few of its programs again, cold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from generator.checking.determinism import differences
from generator.model import Place, Problem, Program, Run
from generator.running import Facts, LocalPool, Runner, program_key
from generator.running.programs.scan import scan
from generator.running.sandbox.confinement import Sandbox

SHARE = 0.05  # of the programs that ran
MOST = 3
# An author who edits one card waits for its program, and would wait as long again for the audit:
# of so few, a program is drawn with a probability of SHARE.
FEW = 5
IMPORTING = 60.0  # seconds more, because a fresh interpreter has its imports still to do
SAYING = ("finished", "raised", "exit")  # ways to end that say something about another run
MESSAGE = (
    "Proofdeck's fork server gave a different result from a fresh interpreter; "
    "this is a bug in Proofdeck"
)
HINT = "please report it, with the card; until it is fixed, env=… gives a card its own interpreter"

OpenRunner = Callable[[], AbstractContextManager[Runner]]


def cold_audit(
    programs: Sequence[Program],
    runs: Iterable[Run],
    facts: Facts,
    *,
    every: bool = False,
    cold: OpenRunner | None = None,
    sandbox: Sandbox = "auto",
    folder: Path | None = None,
) -> tuple[Problem, ...]:
    """Run a sample of `programs`, or with `every` all, in fresh interpreters; what differs.

    `runs` are theirs, by id. Left out are those that come from the cache, that never shared a
    process, that vary, and whose end says nothing. The sample is one program in twenty, at
    most three, at least one where several ran, and the same whenever the same programs have
    run. `cold` opens another runner than the pool of this machine, to which `sandbox` and the
    deck's `folder` go.
    """
    by_id = {run.id: run for run in runs}
    warm = [each for each in programs if _is_warm(each) and _is_told(each, by_id.get(each.id))]
    chosen = sample(warm, facts, every=every)
    if not chosen:
        return ()
    patient = [replace(each, timeout=each.timeout + IMPORTING) for each in chosen]
    opened = cold or partial(
        LocalPool, python=facts.python, cold=True, sandbox=sandbox, folder=folder
    )
    with opened() as runner:
        again = {run.id: run for run in runner.run(patient)}
    return tuple(
        problem
        for program in chosen
        if (problem := _compare(program, by_id[program.id], again.get(program.id)))
    )


def sample(programs: Sequence[Program], facts: Facts, *, every: bool = False) -> list[Program]:
    """Some of the programs, or all, but each once however many cards have it."""
    by_key = {program_key(program, facts): program for program in programs}

    def draw(key: str) -> float:
        drawn = hashlib.blake2b(key.encode(), key=b"cold", digest_size=8).digest()
        return int.from_bytes(drawn) / 2**64

    if every:
        count = len(by_key)
    elif len(by_key) < FEW:
        count = sum(draw(key) < SHARE for key in by_key)
    else:
        count = min(MOST, max(1, round(len(by_key) * SHARE)))
    return [by_key[key] for key in sorted(by_key, key=draw)[:count]]


def _is_warm(program: Program) -> bool:
    return not scan(program).fresh


def _is_told(program: Program, run: Run | None) -> bool:
    if run is None or run.cached or program.varies or run.differences:
        return False
    return run.ended in SAYING


def _compare(program: Program, warm: Run, cold: Run | None) -> Problem | None:
    if cold is None or cold.ended not in (*SAYING, "signal", "memory", "disk"):
        return None
    found = differences(warm, cold, "")
    if not found:
        return None
    first = found[0]
    cell = program.cells[first.cell]
    return Problem(
        Place(program.path, cell.line),
        "infidelity",
        MESSAGE,
        HINT,
        card=program.id.rpartition("/")[2],
        detail=f"warm:\n{first.first}\n\nfresh:\n{first.second}",
    )
