"""The environment variables that a program gets: a short list, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# One thread, because forks need it and because the last digits of a sum depend on it.
# Large pages where the C library allocates, because a fork copies one entry for each page.
FIXED = {
    "COLUMNS": "80",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
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
# What a second run has otherwise, because no result should depend on it: the order of sets of
# strings, the number of threads, and what memory holds that nobody has written to.
# OpenBLAS starts its threads on import, which would keep NumPy from being imported once for all.
# Threads that wait for each other sleep: spinning takes the core from the one that is waited for,
# and made a training loop of 50 ms last for 1,500 when another program ran beside it.
VARIED = {
    "GLIBC_TUNABLES": ":".join(
        (
            FIXED["GLIBC_TUNABLES"],
            "glibc.malloc.perturb=165",
            "glibc.malloc.tcache_count=0",
        )
    ),
    "MKL_NUM_THREADS": "2",
    "NUMEXPR_NUM_THREADS": "2",
    "OMP_NUM_THREADS": "2",
    "OMP_WAIT_POLICY": "passive",
    "PYTHONHASHSEED": "1",
}
# What an interpreter may need to start at all; never a token or a proxy.
PASSED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


def environment(
    home: Path, matplotlib: Path, extra: Mapping[str, str], *, varied: bool = False
) -> dict[str, str]:
    """The variables of a worker; `extra` are a program's own and win. `varied` is for a second
    run.

    `matplotlib` is a folder that lasts, because looking for fonts takes seconds.
    """
    passed = {name: os.environ[name] for name in PASSED if name in os.environ}
    own = {"HOME": str(home), "TMPDIR": str(home), "MPLCONFIGDIR": str(matplotlib)}
    return {**passed, **FIXED, **(VARIED if varied else {}), **own, **extra}
