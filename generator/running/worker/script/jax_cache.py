"""What JAX compiled for a program, taken in and given out again: compiling is most of its time.

JAX calls its compilation cache trusted, since an entry is machine code. So a program is only ever
given what came from itself, and what it leaves behind is for nobody else.
"""

from __future__ import annotations

import atexit
import base64
import os
import re
import stat
import sys
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}-cache")  # as jax/_src/lru_cache.py writes it
ENTRIES = 256
ENTRY = 1024 * 1024  # bytes
TOTAL = 4 * 1024 * 1024
# From this jaxlib on. XLA of 0.10.0 writes "E… cpu_aot_loader.cc:195] Loading XLA:CPU AOT result"
# to stderr where it takes in what it compiled itself: with the time, so another text in each run.
SILENT = (0, 10, 2)


def offer(folder: str, entries: Mapping[str, str]) -> None:
    """Have JAX, which is imported, look in `folder` for `entries` (name → Base64) before it
    compiles, and leave there what it did compile. A version that cannot is left as it is.
    """
    jax: Any = sys.modules.get("jax")
    if jax is None or not _is_silent():
        return
    try:
        os.mkdir(folder)  # noqa: PTH102
        for name, data in entries.items():
            with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123
                file.write(base64.b64decode(data))
        # However quick or small the compilation: a card compiles many small things.
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
        # Of graphics cards; where they lie would be part of the name of every entry.
        jax.config.update("jax_persistent_cache_enable_xla_caches", "none")
        jax.config.update("jax_compilation_cache_dir", folder)
    except (OSError, AttributeError, ValueError):
        return
    # A warning about a useless entry: it is a miss, which does not concern readers of the card.
    warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation cache")


def _is_silent() -> bool:
    """Whether a hit of the cache leaves no trace in what a program prints."""
    version = str(getattr(sys.modules.get("jaxlib"), "__version__", ""))
    return tuple(map(int, re.findall(r"\d+", version)[:3])) >= SILENT


def leave_uncleared() -> None:
    """Spare JAX the emptying of its caches at the exit (10 ms): the process takes all with it.

    Only for programs that have no callbacks left to run and no other process to part from.
    """
    api: Any = sys.modules.get("jax._src.api")
    if hasattr(api, "clean_up"):
        atexit.unregister(api.clean_up)


def collect(folder: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The entries in `folder` that are not `known`, as far as they are plain files and within
    bounds. Nothing there can be trusted.
    """
    left = TOTAL
    try:
        names = sorted(os.listdir(folder))[: 2 * ENTRIES]  # noqa: PTH208
    except OSError:
        return
    for name in names:
        if name in known or not NAME.fullmatch(name):
            continue
        data = read(os.path.join(folder, name))  # noqa: PTH118
        if 0 < len(data) <= left:
            left -= len(data)
            yield name, base64.b64encode(data).decode("ascii")


def read(path: str) -> bytes:
    """A plain file of at most `ENTRY` bytes; empty for anything else."""
    try:
        # Without waiting: opening a pipe of that name would block for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            info = os.fstat(descriptor)
            if stat.S_ISREG(info.st_mode) and info.st_size <= ENTRY:
                return os.read(descriptor, ENTRY)
        finally:
            os.close(descriptor)
    except OSError:
        pass
    return b""
