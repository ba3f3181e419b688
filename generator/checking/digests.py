"""Digests by which a program, and what came out of it, are known again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from generator.checking.left_open import as_stated
from generator.model import CellRun, Fence, Node, Output, Program, Raised, Run
from generator.running.programs.program import Plan


def program_digest(program: Program) -> str:
    """Of the code and how it runs; not of where it stands or what it may cost."""
    cells = [[cell.mode, cell.raises, cell.code] for cell in program.cells]
    return _digest({"cells": cells, "env": sorted(program.env)})


def output_digest(plan: Plan, run: Run) -> str:
    """Of all that came out, save of fences whose output legitimately varies."""
    cells = [
        None if getattr(origin, "varies", False) else _ran(_steady(origin, index, run))
        for index, origin in enumerate(plan.origins[: len(run.cells)])
    ]
    return _digest({"ended": run.ended, "cells": cells})


def _steady(origin: Fence | Node, index: int, run: Run) -> CellRun:
    """What came out of a cell, without what the card leaves open of it."""
    own = [each for each in run.differences if each.cell == index]
    stated = as_stated(origin, run.cells[index], own) if own and isinstance(origin, Fence) else None
    return stated or run.cells[index]


def _ran(ran: CellRun) -> dict[str, Any]:
    return {
        "outputs": [_output(output) for output in ran.outputs],
        "raised": _raised(ran.raised) if ran.raised else None,
    }


def _output(output: Output) -> list[Any]:
    data = hashlib.blake2b(output.data, digest_size=32).hexdigest() if output.data else ""
    return [output.kind, output.text, data, output.dropped]


def _raised(raised: Raised) -> list[Any]:
    own = [[frame.cell, frame.line] for frame in raised.frames if frame.cell is not None]
    return [raised.qualified, raised.text, own]


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "blake2b:" + hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()
