"""The command, run as a user runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.preloaded import run_forked

# How far it is, which only a slow machine is told.
_PROGRESS = re.compile(r"^[a-z][a-z ]*: \d+ of \d+\n", re.MULTILINE)
ROOT = Path(__file__).parents[2]
_AT_THE_START = ("PYTHON", "LC_", "LANG", "LD_")


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


def proofdeck(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    limit: float = 120,
    fresh: bool = False,
) -> Result:
    """Run `proofdeck` in a process of its own, with the folder `cwd/cache` as its cache: one that
    has its imports already, or with `fresh`, or variables that count at the start of an
    interpreter, a new one.
    """
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    variables["PROOFDECK_CACHE"] = str(cwd / "cache")
    variables |= env or {}
    if not fresh and not any(name.startswith(_AT_THE_START) for name in env or ()):
        code, out, err = run_forked([*map(str, arguments)], cwd, variables, limit)
        return Result(code, out.decode(), _PROGRESS.sub("", err.decode()))
    done = subprocess.run(
        [sys.executable, "-m", "generator", *map(str, arguments)],
        cwd=cwd,
        env=variables,
        capture_output=True,
        text=True,
        timeout=limit,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Result(done.returncode, done.stdout, _PROGRESS.sub("", done.stderr))
