"""What is known of single libraries: PyTorch, JAX, NumPy, Matplotlib.

What their values are is in `values/tensors.py`, what JAX compiles in `script/jax_cache.py`, and
what Matplotlib draws in `values/figures.py`. Nothing here imports any of them.
"""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH102, PTH123

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Sequence

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
# Where NumPy's Mersenne Twister is when nobody has seeded it or drawn from it.
NUMPY_NEW = 623
# How PyTorch writes down the state of its Mersenne Twister: ATen's CPUGeneratorImpl, unchanged
# since version 1: the seed, how many words are left, whether it was seeded, the next word, words.
TORCH_HEAD = struct.Struct("=QiiQ")
TORCH_WORDS = 624
TORCH_STATE = 5056  # bytes


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


def seed_numpy(words: Sequence[int]) -> None:
    """Set the state of the generator behind `numpy.random.rand` and others."""
    random = sys.modules.get("numpy.random")
    if random is not None:
        random.set_state(("MT19937", words, 0, 0, 0.0))


def seed_torch(seed: int, words: Sequence[int]) -> None:
    """Set the state of the CPU's generator, with `seed` as the seed that it reports."""
    torch = sys.modules.get("torch")
    if torch is None:
        return
    generator = torch.default_generator
    generator.manual_seed(seed)
    known = bytearray(generator.get_state().tolist())
    if len(known) == TORCH_STATE:  # else of a version to come
        first, _, seeded, _ = TORCH_HEAD.unpack_from(known)
        TORCH_HEAD.pack_into(known, 0, first, len(words), seeded, 0)
        struct.pack_into(f"={len(words)}Q", known, TORCH_HEAD.size, *words)
        generator.set_state(torch.frombuffer(known, dtype=torch.uint8))


def numpy_state() -> tuple[bytes, int]:
    """The state of that generator, and how many words it has given as far as that tells. Raises
    KeyError where there is none.
    """
    _, words, place, *normal = sys.modules["numpy.random"].get_state()
    return words.tobytes() + repr((place, normal)).encode(), (int(place) - NUMPY_NEW) % len(words)


def torch_state() -> tuple[bytes, int]:
    """As `numpy_state`, of PyTorch's."""
    known = bytes(sys.modules["torch"].default_generator.get_state().tolist())
    _, left, _, _ = TORCH_HEAD.unpack_from(known)
    return known, (TORCH_WORDS - left) % (TORCH_WORDS - 1)


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
