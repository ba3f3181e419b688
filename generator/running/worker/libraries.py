"""What is known of single libraries: PyTorch, JAX, NumPy, Matplotlib.

What their values are is in `values/tensors.py`, what JAX compiles in `script/jax_cache.py`, and
what Matplotlib draws in `values/figures.py`. Nothing here imports any of them.
"""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH102, PTH123

from __future__ import annotations

import os
import sys

# What an import uses where it is installed, though its distribution does not declare it.
UNDECLARED = {"torch": ("numpy",)}
# What frameworks import only when they are first used, by the package that does so. All are
# private, so that any may be missing from a version; tabulate, which torch asks for when a program
# ends, need not be installed.
LAZY = {
    "jax": ("jaxlib.mlir.dialects.builtin", "jaxlib.mlir.dialects.mhlo"),
    "torch": (
        "torch._subclasses.schema_check_mode",
        "torch.profiler._cupti_monitor",
        "tabulate",
    ),
}
SMALL = 1024  # bytes; NumPy keeps up to KEPT freed blocks of each size below (alloc.cpp)
KEPT = 7
FILLING = 0xA5


def own_fonts(folder: str, home: str) -> None:
    """Let Matplotlib, if it is still to be imported, find the fonts that it found before.

    In a folder of its own, since it complains of one that it cannot write to.
    """
    if "matplotlib" in sys.modules:
        return
    own = home + "/matplotlib"
    os.environ["MPLCONFIGDIR"] = own
    os.mkdir(own)
    try:
        for entry in os.scandir(folder):
            if entry.name.startswith("fontlist"):
                with open(entry.path, "rb") as file, open(own + "/" + entry.name, "wb") as copy:
                    copy.write(file.read())
    except OSError:
        return


def reseed() -> None:
    """Undo the one thing forks share that processes do not: generators seeded by importing.

    `random` does this for itself.
    """
    random = sys.modules.get("numpy.random")
    if random is not None:
        random.seed()
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.seed()


def fill_free_memory() -> None:
    """Fill the memory that NumPy keeps for its next small arrays with what no program expects.

    Larger blocks come from the C library, which has a setting of its own for this.
    """
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return
    blocks = [
        numpy.full(size, FILLING, numpy.uint8) for size in range(8, SMALL, 8) for _ in range(KEPT)
    ]
    blocks.clear()
