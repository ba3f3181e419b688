"""The name of a result: equal keys mean that a program would come out the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from functools import cache
from typing import Any

from generator.model import Program
from generator.running.machine.environ import FIXED, VARIED
from generator.running.machine.interpreter import WORKER, Facts, worker_files
from generator.running.machine.vector_units import vector_units
from generator.running.programs.scan import scan
from generator.running.programs.unclaimed import unclaimed

PROTOCOL = 5  # counts changes in what is made of a worker's messages


def program_key(program: Program, facts: Facts, *, confined: bool = True) -> str:
    """A digest (64 hexadecimal digits) of all that a result depends on.

    The code and in which mode each cell runs, the interpreter and the installed files behind
    every import, the fixed environment, the processor's vector units. Not where the program
    stands, what its card is called, how long it may take, what comments of its code claim or
    what is expected of it, save for whether a cell may raise, since that decides what runs next.
    `confined` says that it runs in a sandbox, whose level is part of the result.
    """
    content = {
        **basis(program, facts),
        "cells": [
            [
                cell.code,
                cell.mode,
                cell.raises is not None,
                cell.raises == "SystemExit",
                sorted(map(astuple, cell.notes)),
            ]
            for cell in unclaimed(program).cells
        ],
        "memory": program.memory,
        "protocol": PROTOCOL,
    } | ({} if confined else {"sandbox": "off"})
    if program.files:
        content["files"] = [list(each) for each in program.files]
    if program.world:
        content["world"] = program.world
    if program.needs:
        content["needs"] = list(program.needs)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()


def basis(program: Program, facts: Facts) -> dict[str, Any]:
    """All that a program runs on, as values that `json` can write."""
    providers = facts.providers(scan(program).imports)
    known = [each for found in providers.values() for each in found]
    return {
        "language": program.language,
        "env": sorted(program.env),
        "worker": worker_digest(),
        "python": [facts.version, facts.implementation],
        "platform": [facts.platform, facts.libc],
        "packages": [[each.name, each.version, each.digest] for each in facts.closure(known)],
        "missing": sorted(name for name, found in providers.items() if not found),
        "settings": [sorted(FIXED.items()), sorted(VARIED.items())],
        "device": ["cpu", vector_units()],
    }


@cache
def worker_digest() -> str:
    """Of the files that run beside programs: others may see other things."""
    sums = hashlib.blake2b(digest_size=16)
    for path in worker_files():
        content = path.read_bytes()
        name = path.relative_to(WORKER).as_posix()
        sums.update(f"{name}\0{len(content)}\0".encode() + content)
    return sums.hexdigest()
