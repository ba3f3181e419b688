"""The environment variables that a program gets: a short list, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# One thread, because forks need it and because the last digits of a sum depend on it.
FIXED = {
    "COLUMNS": "80",
    "JAX_PLATFORMS": "cpu",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "NUMEXPR_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
}
# What an interpreter may need to start at all; never a token or a proxy.
PASSED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


def environment(home: Path, matplotlib: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """The variables of a worker; `extra` are a program's own and win.

    `matplotlib` is a folder that lasts, because looking for fonts takes seconds.
    """
    passed = {name: os.environ[name] for name in PASSED if name in os.environ}
    own = {"HOME": str(home), "TMPDIR": str(home), "MPLCONFIGDIR": str(matplotlib)}
    return {**passed, **FIXED, **own, **extra}
