"""The environment variables that a program gets: a short list, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

from generator.launching import fixed_environment
from generator.running.worker.world.machine_names import OTHER, USUAL

# One thread, because forks need it and because the last digits of a sum depend on it.
# Large pages where the C library allocates, because a fork copies one entry for each page.
FIXED = {
    "COLUMNS": "80",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "JAX_PLATFORMS": "cpu",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "LOGNAME": USUAL.user,
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "NUMEXPR_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "USER": USUAL.user,
}
# What differs in other worlds, because no result should depend on it: the number of threads, the
# content of uninitialised memory, the user, the time zone, the width of the terminal. Each world
# also has its own hash seed, and all that `worker/world/` changes. OpenBLAS starts its threads on
# import, which would keep NumPy from being imported once for all. Threads that wait for each other
# sleep: spinning takes the core from the one that is waited for, and made a training loop of 50 ms
# last for 1,500 when another program ran beside it.
VARIED = {
    "COLUMNS": "132",
    "GLIBC_TUNABLES": ":".join(
        (
            FIXED["GLIBC_TUNABLES"],
            "glibc.malloc.perturb=165",
            "glibc.malloc.tcache_count=0",
        )
    ),
    "LOGNAME": OTHER.user,
    "MKL_NUM_THREADS": "2",
    "NUMEXPR_NUM_THREADS": "2",
    "OMP_NUM_THREADS": "2",
    "OMP_WAIT_POLICY": "passive",
    "TZ": "NPT-5:45",  # no whole hour, and known without a table of zones
    "USER": OTHER.user,
}


def environment(
    home: Path, matplotlib: Path, *, python: str = sys.executable, world: int = 0
) -> dict[str, str]:
    """The variables of a worker for the interpreter `python`: nothing that a card sets.

    `world` is that of its programs, of which each has another hash seed. `matplotlib` is a
    folder that lasts, because looking for fonts takes seconds.
    """
    own = {"HOME": str(home), "TMPDIR": str(home), "MPLCONFIGDIR": str(matplotlib)}
    varied = {**VARIED, "PYTHONHASHSEED": str(world)} if world else {}
    return {**fixed_environment(python), **FIXED, **varied, **own}
